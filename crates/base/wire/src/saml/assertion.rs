//! What an assertion says, and whether it says so to us and now.

use super::SKEW;
use super::refused::Refused;
use super::response::Expected;
use super::xml::{ASSERTION, attribute, child, children, is, text};
use kernel::Timestamp;
use roxmltree::Node;

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
/// **Units**: octets, of the name of a subject.
const LONGEST_NAME: usize = 1_024;

/// Somebody signed in at an identity provider, which says so to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Its identifier, which counts once.
    pub id: String,
    /// The identity provider.
    pub issuer: String,
    /// Whom it names. With the issuer, this is the account.
    pub name_id: String,
    /// What kind of name that is.
    pub name_id_format: String,
    /// The session at the identity provider.
    pub session_index: Option<String>,
    /// When that session ends.
    pub session_not_on_or_after: Option<Timestamp>,
    /// When they signed in there.
    pub authn_at: Option<Timestamp>,
    /// How they signed in there.
    pub authn_context: Option<String>,
    /// What else it says of them, in its order. An attribute that stands there twice has the values of both.
    pub attributes: Vec<Attribute>,
    /// From then on it is refused as expired, the difference of clocks included; until then its identifier must be remembered.
    pub not_on_or_after: Timestamp,
}

/// One attribute of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as the identity provider has it.
    pub name: String,
    /// A name for people.
    pub friendly_name: Option<String>,
    /// Its values. Those that are no plain text are left out.
    pub values: Vec<String>,
}

/// Reads and holds an assertion; `root` comes from octets that were signed.
pub(super) fn claims(expected: &Expected<'_>, root: Node<'_, '_>) -> Result<Assertion, Refused> {
    if attribute(root, "Version") != Some("2.0") {
        return Err(Refused::Version);
    }
    let id = attribute(root, "ID").filter(|id| !id.is_empty() && id.len() <= LONGEST_NAME).ok_or(Refused::NoId)?;
    let issuer = child(root, ASSERTION, "Issuer")?.map(text).transpose()?.unwrap_or_default().trim();
    if issuer != expected.idp.entity_id {
        return Err(Refused::Issuer);
    }
    let ends = conditions(expected, root)?;
    let subject = child(root, ASSERTION, "Subject")?.ok_or(Refused::NoSubject)?;
    let (name_id, name_id_format) = named(expected, subject)?;
    let confirmed = bearer(expected, subject)?;
    let (session_index, session_not_on_or_after, authn_at, authn_context) = signed_in(expected, root)?;
    Ok(Assertion {
        id: id.to_owned(),
        issuer: issuer.to_owned(),
        name_id,
        name_id_format,
        session_index,
        session_not_on_or_after,
        authn_at,
        authn_context,
        attributes: attributes(root)?,
        not_on_or_after: ends.map_or(confirmed, |ends| ends.min(confirmed)).after(SKEW),
    })
}

/// The end of the conditions, which must hold now and for us.
fn conditions(expected: &Expected<'_>, root: Node<'_, '_>) -> Result<Option<Timestamp>, Refused> {
    let conditions = child(root, ASSERTION, "Conditions")?.ok_or(Refused::NoConditions)?;
    if moment(conditions, "NotBefore")?.is_some_and(|from| from > expected.now.after(SKEW)) {
        return Err(Refused::NotYetValid);
    }
    let ends = moment(conditions, "NotOnOrAfter")?;
    if ends.is_some_and(|ends| ends.after(SKEW) <= expected.now) {
        return Err(Refused::Expired);
    }
    let mut restrictions = 0;
    for condition in conditions.children().filter(Node::is_element) {
        if is(condition, ASSERTION, "AudienceRestriction") {
            restrictions += 1;
            let audiences = children(condition, ASSERTION, "Audience").map(text).collect::<Result<Vec<_>, _>>()?;
            if !audiences.iter().any(|audience| audience.trim() == expected.sp.entity_id) {
                return Err(Refused::Audience);
            }
        } else if !is(condition, ASSERTION, "OneTimeUse") && !is(condition, ASSERTION, "ProxyRestriction") {
            return Err(Refused::UnknownCondition);
        }
    }
    if restrictions == 0 { Err(Refused::NoConditions) } else { Ok(ends) }
}

/// The name of the subject, and what kind it is.
fn named(expected: &Expected<'_>, subject: Node<'_, '_>) -> Result<(String, String), Refused> {
    if child(subject, ASSERTION, "EncryptedID")?.is_some() {
        return Err(Refused::EncryptedPart);
    }
    let name = child(subject, ASSERTION, "NameID")?.ok_or(Refused::NameId)?;
    let said = text(name)?;
    if said.trim() != said || said.is_empty() || said.len() > LONGEST_NAME || said.chars().any(char::is_control) {
        return Err(Refused::NameId);
    }
    if attribute(name, "SPNameQualifier").is_some_and(|qualifier| qualifier != expected.sp.entity_id) {
        return Err(Refused::SpNameQualifier);
    }
    Ok((said.to_owned(), attribute(name, "Format").unwrap_or(UNSPECIFIED).to_owned()))
}

/// The end of the bearer's confirmation, which must hold now, here, and for this request. Where there are several, one that
/// holds is enough; where none does, the first says why.
fn bearer(expected: &Expected<'_>, subject: Node<'_, '_>) -> Result<Timestamp, Refused> {
    let mut refused = None;
    for confirmation in children(subject, ASSERTION, "SubjectConfirmation") {
        if attribute(confirmation, "Method") == Some(BEARER) {
            match confirmed(expected, confirmation) {
                Ok(ends) => return Ok(ends),
                Err(reason) => refused = refused.or(Some(reason)),
            }
        }
    }
    Err(refused.unwrap_or(Refused::NoBearer))
}

/// SAML 2.0 Profiles §4.1.4.2 and §4.1.4.3.
fn confirmed(expected: &Expected<'_>, confirmation: Node<'_, '_>) -> Result<Timestamp, Refused> {
    let terms = child(confirmation, ASSERTION, "SubjectConfirmationData")?.ok_or(Refused::ConfirmationShape)?;
    let ends = moment(terms, "NotOnOrAfter")?.ok_or(Refused::ConfirmationShape)?;
    if attribute(terms, "NotBefore").is_some() {
        return Err(Refused::ConfirmationShape);
    }
    if attribute(terms, "Recipient") != Some(&expected.sp.acs_url) {
        return Err(Refused::Recipient);
    }
    expected.answers.fits(attribute(terms, "InResponseTo"))?;
    if ends.after(SKEW) <= expected.now { Err(Refused::Expired) } else { Ok(ends) }
}

type SignedIn = (Option<String>, Option<Timestamp>, Option<Timestamp>, Option<String>);

/// The one statement about how they signed in.
fn signed_in(expected: &Expected<'_>, root: Node<'_, '_>) -> Result<SignedIn, Refused> {
    let statement = child(root, ASSERTION, "AuthnStatement")?.ok_or(Refused::NoAuthnStatement)?;
    let ends = moment(statement, "SessionNotOnOrAfter")?;
    if ends.is_some_and(|ends| ends.after(SKEW) <= expected.now) {
        return Err(Refused::SessionExpired);
    }
    let context =
        child(statement, ASSERTION, "AuthnContext")?.map(|context| child(context, ASSERTION, "AuthnContextClassRef")).transpose()?;
    let context = context.flatten().map(text).transpose()?.map(|context| context.trim().to_owned());
    if !expected.contexts.is_empty() && !context.as_ref().is_some_and(|context| expected.contexts.contains(context)) {
        return Err(Refused::AuthnContext);
    }
    Ok((attribute(statement, "SessionIndex").map(str::to_owned), ends, moment(statement, "AuthnInstant")?, context))
}

fn attributes(root: Node<'_, '_>) -> Result<Vec<Attribute>, Refused> {
    let mut out: Vec<Attribute> = Vec::new();
    for statement in children(root, ASSERTION, "AttributeStatement") {
        if children(statement, ASSERTION, "EncryptedAttribute").next().is_some() {
            return Err(Refused::EncryptedPart);
        }
        for told in children(statement, ASSERTION, "Attribute") {
            let name = attribute(told, "Name").unwrap_or_default();
            let values = children(told, ASSERTION, "AttributeValue").filter_map(|value| text(value).ok()).map(str::to_owned);
            match out.iter_mut().find(|known| known.name == name) {
                Some(known) => known.values.extend(values),
                None => {
                    let friendly_name = attribute(told, "FriendlyName").map(str::to_owned);
                    out.push(Attribute { name: name.to_owned(), friendly_name, values: values.collect() });
                }
            }
        }
    }
    Ok(out)
}

/// A moment as SAML writes it: XML Schema's `dateTime`, with a zone (SAML 2.0 Core §1.3.3).
fn moment(node: Node<'_, '_>, name: &str) -> Result<Option<Timestamp>, Refused> {
    let Some(said) = attribute(node, name) else { return Ok(None) };
    super::moment(said).map(Some).ok_or(Refused::Moment)
}
