//! The service provider's side of SAML 2.0: requests to sign in, and the responses to them.
//!
//! [`IdpMetadata::read`] reads who an identity provider is and pins its keys; a [`ServiceProvider`] describes us and writes
//! requests; [`read_response`] turns what a browser posted into an [`Assertion`], or says by one word why not ([`Refused`]).
//!
//! # Security
//! SAML is as safe as what it leaves out. Everything below is refused, each with a reason of its own:
//!
//! - longer than 256 KiB of Base64, deeper than 64 elements, more than 5,000 elements, 32 attributes or namespaces at one
//!   place; nothing is ever inflated;
//! - document types, entities, processing instructions, comments, CDATA; an identifier that stands twice;
//! - none or several assertions, wherever they stand; an assertion that is no child of the response; a response within one;
//! - a signature that stands elsewhere than on the response or on the assertion, covers something else than what it stands
//!   on, or covers two things; transforms other than enveloped signature and exclusive canonical form; SHA-1, RSA below
//!   2,048 bits, shared keys, and every key that the identity provider's metadata did not name;
//! - encryption other than RSA-OAEP around AES-GCM.
//!
//! What was signed is brought into its canonical form, verified, and **read anew from those octets**; nothing that
//! counts is taken from the document that came, so that there is nothing to be wrapped around a signature. A response whose
//! assertion alone is signed has a destination and a status which nobody vouches for: they can refuse it, and do no more.
//!
//! The caller sees to three things: that a request is its own, goes back to the browser that began and counts once; that
//! an assertion counts once; and that the account is found by issuer and name, never by an address.
//!
//! # Incomplete support
//! - Responses come by POST, requests go by redirect. No artifacts, no SOAP, no ECP, no logout at the identity provider.
//! - Names and attributes that are encrypted by themselves are refused; assertions are encrypted as a whole.
//! - Attribute values that are XML are left out.
//! - The signature of metadata is not verified: they count because of where they come from.
//! - RSA-OAEP with different digests for label and mask, and RSASSA-PSS, are refused.

mod assertion;
mod canonical;
mod decrypt;
mod key;
mod metadata;
mod refused;
mod request;
mod response;
mod signature;
mod xml;

pub use assertion::{Assertion, Attribute};
pub use key::{KeyError, KeyPair, VerifyingKey};
pub use metadata::{IdpMetadata, LONGEST_METADATA, MetadataError};
pub use refused::Refused;
pub use request::{RequestTerms, ServiceProvider};
pub use response::{Answers, Expected, LONGEST_RESPONSE, read_response};

use kernel::Timestamp;
use std::time::Duration;

/// How far the clocks of an identity provider and of the desk may differ.
pub const SKEW: Duration = Duration::from_mins(2);

/// A moment as XML Schema's `dateTime` with a zone.
fn moment(said: &str) -> Option<Timestamp> {
    let is_plain = said.len() <= 40 && said.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+TZ".contains(&byte));
    is_plain.then(|| Timestamp::parse(said).ok()).flatten()
}
