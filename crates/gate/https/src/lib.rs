//! The only door for HTTP.
//!
//! Promise **P-04** (everything between people and the desk is encrypted): the gate listens with TLS and nothing else; what
//! it tells without TLS are figures, on a loopback address. Its check `own-port-tls` looks from outside.
//!
//! A request passes, in this order: TLS for an exact name; the name in TLS is the name in the request, else 421; `/health` and
//! `/ready`; an open keyring, else 503 `sealed`; the host leads to a tenant, else 421, that is not suspended; then either
//! the **content origin** (`content.<host>`, let in by signed address alone), a room's **operation**, or the **front end** that was
//! built into the binary. An operation runs when the credential fits its audience and covers its scope, a request of a browser that
//! changes something came from this very origin, and the body stays within bounds: 16 KiB from strangers, what the operation
//! declares from everybody else, never slower than a minimal pace. Memory is taken for what has come, not for what is announced,
//! with a bound for each tenant and one for the node.
//!
//! Invariants:
//! - Routes come from the rooms' tables of operations alone; tables that contradict themselves keep the gate shut.
//! - No answer leaves without the headers of defence: strict transport, content policy, no sniffing, no caching unless the answer
//!   says so, no embedding.
//! - The log has one line for each request, with nothing about a person: no path, query, header or address.
//! - A network has only so many connections, and strangers give way to whoever comes when all are taken.
//! - Live updates cost one read a batch and tenant, never one a listener; rights are judged when sending.
//!
//! **Rights**: `live.listen`, `interface.read`. **Tables, events**: none.
//!
//! # Incomplete support
//! - No PROXY protocol and no `Forwarded`: the peer's address is the socket's. No ACME, no redirect from port 80.
//! - No bound of requests for each tenant; a client that opens a large answer over
//!   HTTP/2 and does not read it keeps it in memory for as long as its connection lives.
//! - Reports of the content policy are not collected.
//! - What cannot be read as HTTP at all (broken or too large headers) is refused by the HTTP library, without our headers.
//! - Live updates are for sessions, not for tokens, and reach listeners of the node on which something was written.

mod accept;
mod assets;
mod body;
mod check;
mod compress;
mod content;
mod describe;
mod gate;
mod guest;
mod host;
mod live;
mod log;
mod memory;
mod metrics;
mod operation;
mod pages;
mod reach;
mod reply;
mod router;
mod seats;
mod serve;

pub use accept::Patience;
pub use check::OwnPort;
pub use describe::Interface;
pub use gate::{Desk, Gate, GateParts, Limits, Running, StartError};
pub use live::LiveHub;
pub use reach::{ProxyHeader, Reach};
pub use router::RouteError;

/// The room, as the binary lists it.
pub static ROOM: room::Room = room::Room {
    operations: &[live::LISTEN, describe::DESCRIBE],
    rights: &[
        room::Right { name: "live.listen", rule: "whoever has a session; what is heard follows the rights to each thing" },
        room::Right { name: "interface.read", rule: "anybody: the interface is described, nothing of any tenant" },
    ],
    standing: &[room::StandingRight {
        right: "event.read",
        because: "live updates read the stream for those who listen, and rooms judge what each may hear",
    }],
    checks: &[check::OWN_PORT_TLS],
    ..room::Room::bare("https", "lets requests in: TLS, hosts, sessions, limits, routes, live updates")
};
