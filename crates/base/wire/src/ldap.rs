//! LDAP, the client's side, as far as a sign-in needs it: requests as bytes, and what a directory answers.
//!
//! [`start_tls`], [`bind`], [`Search`] and [`unbind`] make requests; [`length`] says where an answer ends and [`Answer::read`] what it
//! says. There is one request at a time on a connection, so that whoever asked compares the number.
//!
//! # Security
//! - A filter is a value and never a text ([`Filter`]): what somebody types as a login is compared, and cannot become part of a filter.
//! - A bind without a name or a password is none that could be made: directories take it for success and let everybody in
//!   (RFC 4513 §5.1.2).
//! - An answer is bounded ([`LONGEST`]) before it is gathered, and its nesting before it is read. Answers that a client has no use for
//!   are not read at all.
//! - The request with a password is made in one place that is wiped.
//!
//! # Incomplete support
//! Simple binds alone, no SASL. No controls, so no pages: what is more than a directory gives at once is not found. Referrals are told
//! and not followed. Of filters equality, presence, `and` and `or`. Strings are UTF-8, or the answer does not count.
//!
//! **Source**: RFC 4511, RFC 4513; types and encoding rules by the crates `rasn` and `rasn-ldap`.

mod answer;
mod request;

pub use answer::{Answer, Code, Entry, Malformed, length};
pub use request::{Filter, Scope, Search, bind, start_tls, unbind};

/// The longest message. **Units**: octets.
pub const LONGEST: usize = 1024 * 1024;
