//! OpenID Connect, the relying party's side: what is sent to a provider, and what of its answers counts.
//!
//! The authorisation code flow with PKCE (S256), `state` and `nonce`, and no other. [`Discovery`] reads what a provider says about itself,
//! [`Ask`] makes the address that a browser is sent to, [`Callback`] reads with what it comes back, [`TokenAnswer`] what the provider
//! answers to a code, [`Keys`] its keys, and [`id_token`] and [`logout_token`] say whether a token counts. Whatever does not is
//! [`Refused`], each kind by a word of its own, for the record; strangers are told none of them.
//!
//! # Security
//! - Algorithms are a closed list of signatures ([`Algorithm`]); `none` and those with a shared secret do not exist here, so that no
//!   public key is ever taken for one.
//! - Keys come from the provider's key set alone. What a token's head says of keys (`jwk`, `jku`, `x5c`, `x5u`) is not looked at; a head
//!   with critical parts is refused.
//! - A key serves the algorithms of its own kind; one that says for what it is serves nothing else. Two keys that fit alike serve nothing.
//! - JSON in which a name stands twice is refused at any depth: whoever reads the first and whoever reads the last would read two
//!   things.
//! - An ID token has one audience, us. A token of one type is no token of another (`typ`).
//!
//! # Incomplete support
//! No implicit and no hybrid flow, no encrypted tokens, no UserInfo, no request objects, no pairwise sector checks, no signed key sets.
//!
//! **Source**: OpenID Connect Core 1.0, Discovery 1.0, Back-Channel Logout 1.0; RFC 6749, 7515, 7517, 7518, 7636, 8037, 8725, 9207.

mod answer;
mod claims;
mod discovery;
mod json;
mod jwk;
mod jws;
mod refused;
mod request;

#[cfg(test)]
mod attacks;

pub use answer::{Callback, CallbackError, TokenAnswer};
pub use claims::{Claims, Expected, IdClaims, LogoutClaims, id_token, logout_token};
pub use discovery::{Discovery, Issuer, NotAnIssuer};
pub use jwk::Keys;
pub use jws::Algorithm;
pub use refused::Refused;
pub use request::{Ask, ClientAuth, Exchange, challenge};

/// A clock that is wrong by so much is right enough.
pub const SKEW: std::time::Duration = std::time::Duration::from_mins(2);

/// The largest document of a provider. **Units**: octets.
pub const LARGEST_DOCUMENT: usize = 64 * 1024;
/// The largest key set. **Units**: octets.
pub const LARGEST_KEYS: usize = 256 * 1024;
/// The largest answer to a code. **Units**: octets.
pub const LARGEST_ANSWER: usize = 128 * 1024;
/// The longest token. **Units**: octets.
pub const LONGEST_TOKEN: usize = 48 * 1024;
