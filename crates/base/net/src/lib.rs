//! The one way out, and the TLS manners of both directions.
//!
//! Whatever leaves the process is dialled by [`Egress`]: for a purpose that the operator switched
//! on, on a port of that purpose, to an address that was looked up once, checked, and then connected
//! to. Addresses inside (private, loopback, link local, mapped and tunnelled forms of them) are
//! refused unless the operator opened them, and every dial is recorded, refused ones too.
//!
//! TLS is rustls with aws-lc-rs under three [`Profile`]s. Servers choose certificates by exact name
//! ([`Certificates`]) and resume sessions by [`Tickets`] that outlive a restart; clients always verify
//! chain and name. There is no switch to turn that off and no place to put in a verifier.
//!
//! On top of both: [`Submission`] hands a mail to a smarthost under verified TLS or not at all,
//! [`fetch`] gets a file from a stranger's web server within bounds, [`exchange`] asks a server one question, [`probe`] and [`old_offers`] look at our own port from outside, [`DevCa`] makes certificates for
//! development.
//!
//! # Incomplete support
//! - Revocation of certificates is not asked for (no CRL, no OCSP).
//! - Submission speaks PLAIN and LOGIN, no XOAUTH2, and neither pipelines nor chunks.
//! - Mail exchangers are not looked up: DANE, MTA-STS and direct delivery are not here.
//! - Files are fetched by HTTP/1.1, from their beginning, uncompressed.
//! - TR-02102-2 also rules the certificate's key; [`Profile::Tr02102`] rules the handshake alone.

mod ca;
mod egress;
mod exchange;
mod fetch;
mod pair;
mod probe;
mod submission;
mod tls;

pub use ca::{CaError, DevCa, Issued};
pub use egress::{Contact, Contacts, Dialed, Egress, EgressError, Internal, NotATarget, NotSecured, Policy, Purpose, Recorder, Rule};
pub use exchange::{Answered, Question, exchange};
pub use fetch::{FetchError, Wanted, fetch};
pub use pair::{SigningPair, signing_pair};
pub use probe::{Endpoint, Offer, OldOffers, Probe, old_offers, probe};
pub use submission::{Credentials, Envelope, Refusal, SendError, Sent, Submission, SubmissionTls, Words};
pub use tls::{
    Alpn, CertificateError, CertificateSet, Certificates, Facts, Handshake, Profile, Roots, ServerKey, Tickets, Validity, client_config,
    install_provider, server_config,
};
