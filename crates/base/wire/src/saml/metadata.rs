//! What an identity provider says of itself (SAML 2.0 Metadata).

use super::key::{KeyError, VerifyingKey};
use super::refused::Refused;
use super::xml::{DSIG, METADATA, PROTOCOL, Profile, attribute, child, children, is, octets, read};
use super::{SKEW, moment};
use kernel::Timestamp;
use roxmltree::Node;

/// **Units**: octets.
pub const LONGEST_METADATA: usize = 1024 * 1024;
/// Keys of one identity provider: the one in use, the next, and the one before.
const MOST_KEYS: usize = 3;
/// **Units**: octets, of an address or an entity's id.
const LONGEST_ADDRESS: usize = 1_024;

const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// An identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdpMetadata {
    /// Its name among services.
    pub entity_id: String,
    /// Where browsers are sent with a request, by redirect.
    pub sso_redirect: String,
    /// The same by POST, which is told and not used.
    pub sso_post: Option<String>,
    /// Where it takes requests to log out, by redirect.
    pub slo_redirect: Option<String>,
    /// The keys that count: one to three.
    pub keys: Vec<VerifyingKey>,
    /// From then on this description does not hold any more.
    pub valid_until: Option<Timestamp>,
}

/// Why metadata do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// They are longer than [`LONGEST_METADATA`].
    #[error("the metadata are too long")]
    TooLarge,
    /// They are not the XML that is read here.
    #[error("the metadata cannot be read: {0}")]
    Unreadable(Refused),
    /// The file describes no identity provider of SAML 2.0.
    #[error("the metadata describe no identity provider")]
    NoIdp,
    /// There is no entity of that id in it.
    #[error("the metadata do not describe that entity")]
    UnknownEntity,
    /// There are several, and none was chosen.
    #[error("the metadata describe several identity providers")]
    SeveralIdps,
    /// It takes no requests by redirect over https.
    #[error("the identity provider has no https address for redirects")]
    NoAddress,
    /// It names no key for signatures.
    #[error("the identity provider has no key for signatures")]
    NoKey,
    /// It names more than three.
    #[error("the identity provider has more than three keys for signatures")]
    TooManyKeys,
    /// One of its keys cannot be used.
    #[error("a key of the identity provider cannot be used: {0}")]
    Key(KeyError),
    /// What it says does not hold any more.
    #[error("the metadata have expired")]
    Expired,
}

impl From<Refused> for MetadataError {
    fn from(refused: Refused) -> Self {
        Self::Unreadable(refused)
    }
}

impl IdpMetadata {
    /// Reads one `EntityDescriptor`, or the chosen one of an `EntitiesDescriptor`. Comments are read over; a signature is not
    /// looked at.
    ///
    /// # Errors
    /// See [`MetadataError`].
    pub fn read(bytes: &[u8], entity_id: Option<&str>, now: Timestamp) -> Result<Self, MetadataError> {
        if bytes.len() > LONGEST_METADATA {
            return Err(MetadataError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Refused::NotUtf8)?;
        let document = read(text.trim_start_matches('\u{feff}').trim_start(), Profile::Edited)?;
        let entities: Vec<_> = document.descendants().filter(|node| is(*node, METADATA, "EntityDescriptor")).collect();
        let mut idps = entities.iter().filter_map(|entity| Some((*entity, role(*entity)?)));
        if let Some(id) = entity_id {
            let (entity, role) = idps.find(|(entity, _)| attribute(*entity, "entityID") == Some(id)).ok_or(MetadataError::UnknownEntity)?;
            return described(entity, role, now);
        }
        let (entity, role) = idps.next().ok_or(MetadataError::NoIdp)?;
        if idps.next().is_some() { Err(MetadataError::SeveralIdps) } else { described(entity, role, now) }
    }
}

/// What the entity does as an identity provider of SAML 2.0.
fn role<'a, 'i>(entity: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let speaks = |role: &Node<'_, '_>| {
        attribute(*role, "protocolSupportEnumeration").is_some_and(|known| known.split_ascii_whitespace().any(|known| known == PROTOCOL))
    };
    children(entity, METADATA, "IDPSSODescriptor").find(speaks)
}

fn described(entity: Node<'_, '_>, role: Node<'_, '_>, now: Timestamp) -> Result<IdpMetadata, MetadataError> {
    let entity_id = attribute(entity, "entityID").filter(|id| !id.trim().is_empty() && id.len() <= LONGEST_ADDRESS);
    let valid_until = ends(role)?;
    if valid_until.is_some_and(|ends| ends.after(SKEW) <= now) {
        return Err(MetadataError::Expired);
    }
    Ok(IdpMetadata {
        entity_id: entity_id.ok_or(MetadataError::NoIdp)?.trim().to_owned(),
        sso_redirect: address(role, "SingleSignOnService", REDIRECT).ok_or(MetadataError::NoAddress)?,
        sso_post: address(role, "SingleSignOnService", POST),
        slo_redirect: address(role, "SingleLogoutService", REDIRECT),
        keys: keys(role)?,
        valid_until,
    })
}

/// The earliest end of a description or of one that it stands in.
fn ends(role: Node<'_, '_>) -> Result<Option<Timestamp>, MetadataError> {
    let mut earliest: Option<Timestamp> = None;
    for said in role.ancestors().filter_map(|around| attribute(around, "validUntil")) {
        let ends = moment(said).ok_or(Refused::Moment)?;
        earliest = Some(earliest.map_or(ends, |known| known.min(ends)));
    }
    Ok(earliest)
}

/// The first address of a service by that binding, if it is https.
fn address(role: Node<'_, '_>, service: &'static str, binding: &str) -> Option<String> {
    let is_good = |address: &&str| {
        address.starts_with("https://") && address.len() <= LONGEST_ADDRESS && address.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let mut offered = children(role, METADATA, service).filter(|node| attribute(*node, "Binding") == Some(binding));
    offered.find_map(|node| attribute(node, "Location").filter(is_good)).map(str::to_owned)
}

fn keys(role: Node<'_, '_>) -> Result<Vec<VerifyingKey>, MetadataError> {
    let mut keys: Vec<VerifyingKey> = Vec::new();
    let told = children(role, METADATA, "KeyDescriptor").filter(|node| attribute(*node, "use").is_none_or(|purpose| purpose == "signing"));
    for descriptor in told {
        let Some(info) = child(descriptor, DSIG, "KeyInfo")? else { continue };
        let certificates = children(info, DSIG, "X509Data").flat_map(|x509| children(x509, DSIG, "X509Certificate"));
        for certificate in certificates {
            let der = octets(certificate)?.ok_or(MetadataError::Key(KeyError::NotACertificate))?;
            let key = VerifyingKey::from_certificate(&der).map_err(MetadataError::Key)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    match keys.len() {
        0 => Err(MetadataError::NoKey),
        1..=MOST_KEYS => Ok(keys),
        _ => Err(MetadataError::TooManyKeys),
    }
}
