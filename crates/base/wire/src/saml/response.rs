//! From what a browser posted to an assertion that counts.

use super::assertion::{self, Assertion};
use super::decrypt::opened;
use super::key::KeyPair;
use super::metadata::IdpMetadata;
use super::refused::Refused;
use super::request::ServiceProvider;
use super::signature::{all_in_place, on, verified};
use super::xml::{ASSERTION, PROTOCOL, Profile, attribute, child, decode, is, read, text};
use kernel::Timestamp;
use roxmltree::Node;

/// **Units**: octets of Base64.
pub const LONGEST_RESPONSE: usize = 256 * 1024;

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// What a response must fit.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who must have made it.
    pub idp: &'a IdpMetadata,
    /// Whom it must be for.
    pub sp: &'a ServiceProvider,
    /// Opens encrypted assertions.
    pub key: Option<&'a KeyPair>,
    /// What it must answer.
    pub answers: Answers<'a>,
    /// Ways to sign in of which one must have been used; empty means any.
    pub contexts: &'a [String],
    /// The present moment. Clocks may differ by [`super::SKEW`].
    pub now: Timestamp,
}

/// What a response answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers<'a> {
    /// The request with this identifier, which the caller sees to be its own and unused.
    Request(&'a str),
    /// Nothing: the identity provider began. For those providers alone of which somebody decided so.
    Nothing,
}

/// Reads a response as it was posted, and holds it against the profile and what was expected.
///
/// Whether the assertion was seen before is the caller's to know: [`Assertion::id`] until [`Assertion::not_on_or_after`].
///
/// # Errors
/// The first rule that it breaks.
///
/// # Source
/// SAML 2.0 Core, Bindings §3.5, Profiles §4.1.4; XML Signature 1.1; XML Encryption 1.1.
pub fn read_response(expected: &Expected<'_>, posted: &str) -> Result<Assertion, Refused> {
    if posted.len() > LONGEST_RESPONSE {
        return Err(Refused::TooLarge);
    }
    let source = String::from_utf8(decode(posted).ok_or(Refused::NotBase64)?).map_err(|_| Refused::NotUtf8)?;
    let document = read(&source, Profile::Strict)?;
    let root = document.root_element();
    let carried = shape(root)?;
    let Some(mark) = on(root)? else { return judged(expected, root, carried, false) };
    let authentic = verified(root, mark, &expected.idp.keys)?;
    let document = read(&authentic, Profile::Strict)?;
    let root = document.root_element();
    judged(expected, root, shape(root)?, true)
}

/// Looks at the form of a response, and finds the one assertion that it carries, plain or encrypted.
fn shape<'a, 'i>(root: Node<'a, 'i>) -> Result<Node<'a, 'i>, Refused> {
    if !is(root, PROTOCOL, "Response") {
        return Err(Refused::NotAResponse);
    }
    if attribute(root, "Version") != Some("2.0") {
        return Err(Refused::Version);
    }
    if root.descendants().skip(1).any(|node| node.is_element() && node.tag_name().name() == "Response") {
        return Err(Refused::NestedResponse);
    }
    let status = child(root, PROTOCOL, "Status")?.map(|status| child(status, PROTOCOL, "StatusCode")).transpose()?.flatten();
    if status.and_then(|code| attribute(code, "Value")) != Some(SUCCESS) {
        return Err(Refused::Status);
    }
    let is_one = |node: &Node<'_, '_>| node.is_element() && ["Assertion", "EncryptedAssertion"].contains(&node.tag_name().name());
    let mut found = root.descendants().filter(is_one);
    let carried = found.next().ok_or(Refused::NoAssertion)?;
    if found.next().is_some() {
        return Err(Refused::SeveralAssertions);
    }
    if carried.parent() != Some(root) || carried.tag_name().namespace() != Some(ASSERTION) {
        return Err(Refused::MisplacedAssertion);
    }
    all_in_place(root, carried)?;
    Ok(carried)
}

/// `root` is the canonical form that was signed where `is_signed`; otherwise the assertion must be signed itself.
fn judged(expected: &Expected<'_>, root: Node<'_, '_>, carried: Node<'_, '_>, is_signed: bool) -> Result<Assertion, Refused> {
    addressed(expected, root)?;
    if is(carried, ASSERTION, "Assertion") {
        return authenticated(expected, carried, is_signed);
    }
    let plain = opened(carried, expected.key)?;
    let document = read(&plain, Profile::Strict)?;
    let inside = document.root_element();
    if !is(inside, ASSERTION, "Assertion") {
        return Err(Refused::NoAssertion);
    }
    if inside.descendants().skip(1).any(|node| node.is_element() && node.tag_name().name().ends_with("Assertion")) {
        return Err(Refused::SeveralAssertions);
    }
    all_in_place(inside, inside)?;
    authenticated(expected, inside, is_signed)
}

/// What the response says of itself.
fn addressed(expected: &Expected<'_>, root: Node<'_, '_>) -> Result<(), Refused> {
    if attribute(root, "Destination") != Some(&expected.sp.acs_url) {
        return Err(Refused::Destination);
    }
    let issuer = child(root, ASSERTION, "Issuer")?.map(text).transpose()?;
    if issuer.is_some_and(|issuer| issuer.trim() != expected.idp.entity_id) {
        return Err(Refused::Issuer);
    }
    expected.answers.fits(attribute(root, "InResponseTo"))
}

impl Answers<'_> {
    pub(super) fn fits(self, said: Option<&str>) -> Result<(), Refused> {
        let is_right = match self {
            Self::Request(id) => said == Some(id),
            Self::Nothing => said.is_none(),
        };
        if is_right { Ok(()) } else { Err(Refused::InResponseTo) }
    }
}

/// Reads the assertion from octets that were signed: its own where it is signed, those of the response otherwise.
fn authenticated(expected: &Expected<'_>, carried: Node<'_, '_>, is_signed: bool) -> Result<Assertion, Refused> {
    match on(carried)? {
        Some(mark) => {
            let authentic = verified(carried, mark, &expected.idp.keys)?;
            let document = read(&authentic, Profile::Strict)?;
            assertion::claims(expected, document.root_element())
        }
        None if is_signed => assertion::claims(expected, carried),
        None => Err(Refused::NoSignature),
    }
}
