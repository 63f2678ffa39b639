//! The platform's own rows: which tenants there are, under which host names, for which mail domains.
//!
//! Promises **P-14** (tenants are separate: a host name leads to one tenant or to none) and **P-18** (no operator
//! function is reachable over https: this room has no operation at all).
//!
//! **Words**: a *tenant* is one customer organisation with one store; a *host* is a DNS name by which browsers find it,
//! the first one being the main one; a *mail domain* is what stands behind the `@` of its addresses. Each host and each
//! mail domain belongs to one tenant. An *operator* runs the node on its command line.
//!
//! **Tables** (platform store): `tenant`, `host`, `mail_domain`. **Rights**: only [`kernel::Actor::Operator`] changes
//! anything; the room itself may finish what a crash interrupted. **Events**: `tenant_begun`, `tenant_created`,
//! `tenant_suspended`, `tenant_resumed`, `tenant_closed`, `tenant_deleted`, `host_added`, `host_removed`,
//! `mail_domain_added`, `mail_domain_removed`.
//!
//! A tenant comes to be in four steps, each durable before the next: the row (`making`), the keys, the store, the row
//! (`active`). It goes in four: the row (`deleting`, without hosts), the keys, the store, the row (`deleted`, a
//! tombstone). Whatever dies in between, [`finish_half_made`] goes on from there at the next start.
//!
//! The [`Directory`] answers "whose host is this?" from memory; it shows tenants that are active or suspended, never
//! one that is half made or half gone.
//!
//! # Incomplete support
//! Host names and mail domains are written in A-labels (`xn--…`); U-labels are refused. Only this node's own changes
//! reach its directory.

mod checks;
mod commands;
mod directory;
mod events;
mod model;
mod queries;
mod rights;
mod site;
mod store;

pub use checks::Pulse;
pub use commands::{
    AddHostError, AddMailDomainError, BeginError, CloseError, FinishError, RemoveHostError, RemoveMailDomainError, ResumeError,
    SuspendError, add_host, add_mail_domain, remove_host, remove_mail_domain, resume_tenant, suspend_tenant,
};
pub use directory::Directory;
pub use model::{
    Entry, HostName, MailDomain, NewTenant, NotAHostName, NotAMailDomain, NotATenantName, NotATitle, TenantName, TenantState, Title,
};
pub use queries::list;
pub use rights::Forbidden;
pub use site::{DeleteError, Finished, MakeError, Site, StepError, delete_tenant, finish_half_made, make_tenant};

use ::store::{Migration, PlaneName};

/// The room, as the binary lists it.
pub static ROOM: room::Room = room::Room {
    migrations: &[
        Migration::both("platform", 1, PlaneName::Platform, include_str!("../schema/0001_platform.sql")),
        Migration::both("platform", 2, PlaneName::Platform, include_str!("../schema/0002_pulse.sql")),
    ],
    columns: include_str!("../columns.toml"),
    statements: &[store::STATEMENTS],
    rights: rights::RIGHTS,
    standing: rights::STANDING,
    events: events::KINDS,
    checks: &[checks::STORES_TAKE_WRITES],
    ..room::Room::bare("platform", "knows which tenants there are, under which host names and mail domains")
};

#[cfg(test)]
mod tests;
