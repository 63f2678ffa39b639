//! Mails: understanding what comes, building what goes (RFC 5322, RFC 2045 to 2049, RFC 2047, RFC 2231).
//!
//! [`Mail::understand`] reads any byte string. [`build`] writes a [`Draft`] and is its counterpart: what was built is
//! understood again as it was meant. [`split_quote`] finds the quoted history in a text.
//!
//! The tree of parts is cut here and not by `mail-parser`, whose recursion and repeated scans have no bound; that crate
//! reads addresses, dates, base64 and rare charsets, which it does well; `chardetng` guesses charsets that nobody named. Files
//! inside of text (uuencode) and of `winmail.dat` are taken out, soft breaks (`format=flowed`) undone, and an invitation that
//! comes alone is told in words. Mails are written here and not by
//! `mail-builder`, which puts encoded words into quoted strings, lets CR LF through in subjects and asks the clock for
//! boundaries.
//!
//! ```
//! use wire::mime::Mail;
//! let mail = Mail::understand(b"From: Bob <bob@x.example>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n");
//! assert_eq!((mail.subject.as_str(), mail.text.as_str(), mail.malformed), ("Grüße", "Hello\n", None));
//! ```
//!
//! # Incomplete support
//! - yEnc text and `message/partial` are not unpacked: they stay text or attachments.
//! - Of `winmail.dat` (TNEF) text, HTML and files are read; where it holds more, such as a meeting, it stays beside them.
//! - The commands of `text/enriched` (RFC 1896) stay in its text.
//! - International domains are compared as they are written: Unicode and `xn--` are two addresses.
//! - Encrypted and signed mails are taken apart, not decrypted and not verified.
//! - Mails built carry UTF-8 only, no `message/rfc822` part (a forwarded mail goes as a file) and no delivery options.

mod attachment;
mod automatic;
mod body;
mod calendar;
mod charset;
mod comments;
mod draft;
mod encode;
mod flowed;
mod headers;
mod mail;
mod mailbox;
mod mapi;
mod message_id;
mod parameters;
mod quote;
mod rtf;
mod tnef;
mod transfer;
mod tree;
mod uuencode;
mod warning;
mod words;

pub use attachment::Attachment;
pub use automatic::Loop;
pub use draft::{Draft, Extra, build};
pub use mail::{LONGEST_MAIL, Mail};
pub use mailbox::Mailbox;
pub use message_id::MessageId;
pub use quote::split_quote;
pub use warning::Warning;

/// The text of a file that says nothing about its charset.
pub fn read_text(bytes: &[u8]) -> String {
    charset::decode(None, bytes).0
}
