//! Single sign-on: providers elsewhere say who somebody is, and what follows from it here.
//!
//! Promise **P-35**: several providers for each tenant, roles and groups by what they say, and nobody comes in by a word that is not
//! theirs. What a *provider* says is a set of *claims* about a *subject*, the person's name there that never changes.
//!
//! - **OpenID Connect**: the code flow with PKCE, `state` and `nonce`; what of an answer counts is said in [`wire::oidc`]. What somebody
//!   began lies sealed in a cookie of their browser, so that strangers who begin and never come back cost nothing. Each way back counts
//!   once, in the browser that began it, for ten minutes, for the provider that was asked.
//! - **SAML 2.0**: requests by redirect, responses by POST; what of a response counts is said in [`wire::saml`]. Each provider has a pair
//!   of the desk's own, which signs requests and opens encrypted assertions. A response comes from the provider's page, where no cookie
//!   of ours goes along: it is verified, counts once, and waits two minutes for the browser that began it. Metadata are fetched once a
//!   day, and when a signature is by a key that nobody knows; who the provider is never changes by that.
//! - **LDAP**: a directory is asked with the password that somebody types here; what is spoken is said in [`wire::ldap`], and always under
//!   TLS that was verified. The desk binds as the search account, finds exactly one entry by login, class and group, and binds as that
//!   entry. An empty password is never sent. A password of the desk goes first. Who shows once more who they are is found by their
//!   subject. What a directory says is a set of claims, and groups are one of them.
//! - **Who somebody is**: (provider, subject), and nothing else. An address or a login never leads to an account that is there: its
//!   owner links it from their own session, for which the provider is asked to have them sign in anew, or an administrator does. A
//!   directory alone may have been set up to take over accounts of the same login that have no password here.
//! - **Accounts** are made when the mapping says so: for agents to whom a rule gives something, for customer users whose verified
//!   address is of a listed domain. Name and address follow the provider at each sign-in; a customer user's address only
//!   within the domains that it was given for their customer.
//! - **Roles and groups** that the rules name are given and taken away at each sign-in; all others are left alone. Nothing makes an
//!   administrator unless the mapping says that it may, even when a role came to do so later.
//! - **Ends**: a provider says by its back channel that a session ended, or all of a person's; so they do here. Switched off, removed or
//!   pointed elsewhere, its sessions end as well.
//! - **Troubles**: whoever is not let in is told one thing, with the number of the request; the reason stands in the event, as a word.
//!   Administrators try a provider and are told in words what is wrong.
//!
//! **Rights**: administrators set providers up and link people, having shown a moment ago who they are; everybody links themselves.
//! **Tables**: `sso_provider` with a sealed secret, `sso_identity`, `sso_seen` and
//! `sso_arrived` (technical: keyed hashes, and what only a ticket opens). **Services** of the house:
//! [`Providers`] for the way out, [`WAYS`] for the sign-in page and its form.
//!
//! # Incomplete support
//! No SCIM, and directories are not looked through by themselves: who is gone there, or in other groups, is so here at their next sign-in.
//! Groups in groups count as far as the directory lists them for the person; values that Active Directory gives in ranges (more than 1,500
//! groups of one person) and referrals are not followed. A directory whose clients need certificates cannot be asked. Somebody whose login
//! the directory does not have is answered after fewer questions to it than somebody whom it has; that shows where it takes longer than a
//! run of the hasher. When it is silent, people without a password here are told to come later.
//!
//! The desk's pair for a provider of SAML lasts as long as the provider. Signing out here does not sign out at the provider. Passwords
//! cannot be switched off for whoever has a provider. Whoever begins in a second tab forgets what they began in the first. After the first
//! sixty refusals of a minute a tenant's others are not told of. A role that a rule gave and that came to make administrators later does so until
//! the next sign-in; what a rule gave stays when the rule or the provider goes.
//! Whoever shows once more who they are at a provider is to sign in there anew; one that ignores that and does not tell when they signed
//! in (Google) is believed.

mod begun;
mod checks;
mod commands;
mod directory;
mod events;
mod flow;
mod http;
mod jobs;
mod ldap;
mod mapping;
mod model;
mod page;
mod pair;
mod preset;
mod refusal;
mod rights;
mod rules;
mod saml;
mod service;
mod store;
mod ways;
mod words;

pub use commands::{ChangeError, CreateError, LinkError, NewProvider, ProviderChange, RemoveError, change, create, link_person, remove};
pub use ldap::{Ldap, Tls};
pub use model::{Document, Kind, Oidc, Provider, ProviderId, Saml, Side, Speaks, Unfit};
pub use preset::{PRESETS, Preset};
pub use refusal::Refusal;
pub use rules::{DomainRule, Mapping, Rule};
pub use service::Providers;
pub use ways::WAYS;

use ::store::{Migration, PlaneName};
use room::Room;

/// For what secrets of providers are sealed.
const SECRETS: &str = "sso-provider-secret";

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 2] = [
    Migration::both("sso", 1, PlaneName::Tenant, include_str!("../schema/0001_sso.sql")),
    Migration::both("sso", 2, PlaneName::Tenant, include_str!("../schema/0002_arrived.sql")),
];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    sensitive: http::SENSITIVE,
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[store::STATEMENTS],
    rights: rights::RIGHTS,
    standing: rights::STANDING,
    events: events::KINDS,
    jobs: &[jobs::REFRESH_METADATA],
    checks: &[checks::SSO_PROVIDERS],
    ..Room::bare("sso", "Providers of single sign-on, whom they know, and what becomes of what they say")
};
