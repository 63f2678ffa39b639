//! The client's side of IMAP (RFC 9051, RFC 3501), without a socket: what a server says, and how names and numbers are written
//! for it.
//!
//! A [`Decoder`] is fed with what the server sends and gives [`Response`]s. Only what reading a mailbox needs is understood;
//! everything else is [`Response::Other`] and harms nobody.
//!
//! # Security
//! - Whatever the server announces, nothing is set aside before it came: a literal grows as its octets arrive, up to the limit.
//! - Text, literals and pieces of one response are bounded ([`Limits`]); what goes beyond is an error that ends the connection.
//! - Names of folders and of people never make two commands of one: [`quoted`] refuses what cannot be quoted.
//!
//! ```
//! use wire::imap::{Decoder, Limits, Response, Section};
//! let mut decoder = Decoder::new(Limits::default());
//! decoder.feed(b"* 1 FETCH (UID 7 BODY[] {7}\r\nHi\r\n\r\n!)\r\n").unwrap();
//! let Some(Response::Fetch(fetched)) = decoder.pop() else { panic!() };
//! assert_eq!((fetched.uid, fetched.body), (Some(7), Section::Bytes(b"Hi\r\n\r\n!".to_vec())));
//! ```
//!
//! # Incomplete support
//! - No ESEARCH, no CONDSTORE, no UTF8=ACCEPT: none is asked for.
//! - Parts of a message are not asked for; it is always fetched whole.

mod decoder;
mod names;
mod response;
mod value;

pub use decoder::{Decoder, Garbled, Limits};
pub use names::{folder_argument, folder_name, quoted, uid_set};
pub use response::{Answer, Fetched, Folder, Outcome, Response, Section};
