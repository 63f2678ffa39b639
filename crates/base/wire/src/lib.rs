//! Protocols without I/O: bytes in, values out, and back.
//!
//! - [`mime`]: what a mail says (`Mail::understand`), and mails of our own (`build`);
//! - [`dsn`]: what mail systems report about mails that were sent;
//! - [`smtp`]: the server's side of an SMTP or LMTP connection, as a machine that is fed with bytes;
//! - [`imap`], [`pop3`]: the client's side of both, to read mailboxes elsewhere;
//! - [`ldap`]: the client's side of LDAP, as far as a sign-in needs it;
//! - [`saml`]: the service provider's side of SAML 2.0;
//! - [`oidc`]: OpenID Connect, the relying party's side;
//! - [`html`]: foreign HTML, made harmless, measured and turned into text;
//! - [`subject`]: ticket numbers in subject lines, in the manner of OTRS.
//!
//! What holds for all of them:
//!
//! - **Total.** Every input gives a value or an error, never a panic, and costs time linear in its
//!   length. Limits are constants that stand at the top of the module they belong to.
//! - **Pure.** No network, no file, no clock, no ambient randomness: moments and dice are handed in, so
//!   the same input gives the same bytes.
//! - **Ignorant.** Nothing here knows a tenant, a ticket or a queue. Whether a recipient exists, what
//!   happens to a message and where an image is served from are questions put to the caller.
//!
//! What each protocol leaves out stands under "Incomplete support" in its module.

pub mod dsn;
pub mod html;
pub mod imap;
pub mod ldap;
pub mod mime;
pub mod oidc;
pub mod pop3;
pub mod saml;
pub mod smtp;
pub mod subject;
