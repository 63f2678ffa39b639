//! Access: who signs in, with what, from where, and until when.
//!
//! Promises **P-34** (password policy), **P-36** (second factors), **P-37** (safe hashing) and **P-40** (rules by address): a stolen store
//! gives no password away, guessing is slow, a password alone is not enough where more is demanded, and nobody is let in from where they
//! should not be.
//!
//! - **Passwords**: Argon2id (46 MiB, one pass) over HMAC-SHA-256 under the node's pepper, on a bounded pool ([`Hasher`]);
//!   as long as the policy says, up to 256 signs, no well-known words ([`WeakPassword`]). The node's command line gives the first
//!   ([`set_password`]); whoever knows theirs changes it, whoever does not gets a link by mail ([`Letter`]); all other sessions end.
//!   One that others try first opens nothing at any sign-in: whoever has a second factor is led on to choose another, all others by mail.
//! - **Hashes of OTRS** ([`import_password`]) are hashed once more before they are kept and replaced at the first sign-in; after 90 days
//!   they open nothing any more. The check `old-hashes` tells how many are left.
//! - **Signing in**: pages rendered here, without script. The throttle is asked before anything is hashed: failures are counted by
//!   account, whichever of their names somebody types, by network, and by account and network; after a hundred in a day nobody guesses
//!   on. A browser in which the person signed in before, or chose a new password by a link, has a count of its own, so that strangers
//!   cannot lock the owner out. An unknown login, a wrong password, a person who is not valid and one who comes from where
//!   they may not are answered alike and cost alike. Every refusal is an event that commits to the login without telling it.
//! - **Storms**: where many are refused at many accounts within ten minutes, more than are let in, somebody tries stolen passwords. It is
//!   told once, by the event `sign_in_storm`, and the check `sign-in-storm` is red until twenty minutes after it was last seen.
//! - **Factors**: codes of an app (RFC 6238, each step once), passkeys (WebAuthn, enough by themselves), ten recovery codes. What is
//!   demanded ([`AccessPolicy`]) is said for agents, administrators, customer users and roles; of several the strictest counts, asked for
//!   each request. Sensitive acts ask once more when the last proof is older than the policy says. The check `second-factors` counts.
//! - **Sessions**: 256 random bits in a `__Host-` cookie, of which only SHA-256 is kept. Each sign-in makes a new one, each proof a new
//!   cookie. [`guest_by_cookie`] asks, for each request, whether it lives, its person is valid, and how far they have come.
//! - **Tokens** for programs: `blg_<environment>_<id>_<secret>_<checksum>`, with scopes, at most 365 days, from networks of their own
//!   where they name some, shown once ([`create_token`], [`guest_by_token`]). What asks people once more who they are needs a scope of its
//!   own (`people:sensitive`). A new password by link or by the command line and a reset of factors revoke them.
//! - **Addresses** ([`Addresses`]): networks that are let in or not, for everything, agents, customer users, tokens and roles, asked for
//!   each request. A change can be tried before it counts, and is taken back after five minutes unless somebody confirms it who is let in.
//!
//! **Services** of the house that this room needs: [`Hasher`], [`TokenEnvironment`]; and, where a room above offers other ways to sign
//! in, [`Ways`].
//!
//! **Tables**: `password`, `session`, `api_token`, `factor`, `recovery_code`, `ceremony`, `access_policy`, `factor_grace`, `letter`,
//! `address_rules`, `throttle` (technical: keyed hashes, gone after a day), `door_watch` (technical: counts of ten minutes).
//!
//! The handlers of signing in and out read the session's cookie of their call: for these public operations the gate leaves
//! it there.
//!
//! # Incomplete support
//! The rules by address have no check of the trust
//! centre. A browser is known to the last person who signed in from it, not to several, and to nobody who signs in by a directory;
//! while somebody guesses at an account from many networks, its owner waits with strangers in a browser that is new to them, after a
//! hundred failures until the day is over: a passkey, single sign-on and a link by mail stay open. People of a directory who have no
//! account here yet are counted by what was typed. A storm is told by event and check, not by mail, and asks nobody for more than else.
//! While a directory is silent, a login with a password here is answered otherwise than one without.
//! Changing one's own password leaves tokens. Setting up a factor lifts a session under the cookie it has.

mod access_policy;
mod address;
mod checks;
mod client;
mod commands;
mod cookie;
mod device;
mod events;
mod factor;
mod guests;
mod hasher;
mod http;
mod jobs;
mod legacy;
mod letter;
mod model;
mod page;
mod picture;
mod policy;
mod proof;
mod rights;
mod standing;
mod store;
mod storm;
mod throttle;
mod token;
mod ways;

pub use access_policy::{AccessPolicy, NotWhom, OutOfBounds, Whom};
pub use address::{AddressChangeId, AddressRule, Addresses, MOST_NETWORKS, MOST_RULES, Network, NotANetwork, NotWhere, TooMany, Where};
pub use client::label as client_label;
pub use commands::{
    Arrival, CreateTokenError, ImportPasswordError, MAX_DAYS, MintedToken, NewToken, Opened, RemoveFactorError, SendLinkError,
    SetAddressesError, SetPasswordError, SetPolicyError, clear_addresses, create_token, end_sessions_from, end_sessions_of,
    import_password, open, reset_factors, send_password_link, set_password, set_policy, write_letter,
};
pub use events::changes_demands;
pub use factor::FactorId;
pub use guests::{credential_lives, guest_by_cookie, guest_by_token, stranger_may_come};
pub use hasher::{HashError, Hasher};
pub use letter::{Kind as LetterKind, Letter, LetterId, NotALink, letter};
pub use model::{AGENT_COOKIE, ApiToken, ApiTokenId, CUSTOMER_COOKIE, NotScopes, Person, ProviderSession, Scopes, SessionId};
pub use page::{PAGE_CSS, PAGE_FONT, PAGE_SCRIPT};
pub use policy::WeakPassword;
pub use proof::{NotAProof, Proof, Proofs};
pub use rights::NotYours;
pub use standing::chosen_policy;
pub use store::has_own_way;
pub use token::{NotAnEnvironment, TokenEnvironment};
pub use ways::{Asking, Directories, Directory, Way, Ways, Whose};

use ::store::{Migration, PlaneName};
use room::Room;

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 6] = [
    Migration::both("access", 1, PlaneName::Tenant, include_str!("../schema/0001_access.sql")),
    Migration::both("access", 2, PlaneName::Tenant, include_str!("../schema/0002_legacy.sql")),
    Migration::both("access", 3, PlaneName::Tenant, include_str!("../schema/0003_factors.sql")),
    Migration::both("access", 4, PlaneName::Tenant, include_str!("../schema/0004_letters.sql")),
    Migration::both("access", 5, PlaneName::Tenant, include_str!("../schema/0005_addresses.sql")),
    Migration::both("access", 6, PlaneName::Tenant, include_str!("../schema/0006_storms.sql")),
];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    sensitive: http::SENSITIVE,
    unfinished: http::UNFINISHED,
    enrolling: http::ENROLLING,
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[store::STATEMENTS, store::addresses::STATEMENTS, store::factors::STATEMENTS, store::letters::STATEMENTS],
    rights: rights::RIGHTS,
    standing: rights::STANDING,
    events: events::KINDS,
    jobs: &[jobs::TAKE_BACK_ADDRESSES],
    checks: &[checks::PASSWORD_RULES, checks::OLD_HASHES, checks::SECOND_FACTORS, checks::SIGN_IN_STORM],
    ..Room::bare("access", "Sign-in, sessions, tokens, passwords, and the throttle before them")
};
