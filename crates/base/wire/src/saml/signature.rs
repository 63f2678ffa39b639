//! The one signature of an element, by the strict profile of XML Signature.

use super::canonical::canonical;
use super::key::{Method, VerifyingKey, digest_of};
use super::refused::Refused;
use super::xml::{DSIG, EXCLUSIVE, Profile, attribute, child, children, is, octets, read};
use roxmltree::Node;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The signature on this element, if there is one.
pub(super) fn on<'a, 'i>(signed: Node<'a, 'i>) -> Result<Option<Node<'a, 'i>>, Refused> {
    child(signed, DSIG, "Signature").map_err(|_| Refused::SeveralSignatures)
}

/// Verifies the signature on an element, and gives the canonical form that was signed.
///
/// # Security
/// What the signature says is read from the octets that it was made over, and whoever wants to know what was signed reads
/// what is given back, never the document. What a signature says about its own key is not looked at.
pub(super) fn verified(signed: Node<'_, '_>, mark: Node<'_, '_>, keys: &[VerifyingKey]) -> Result<String, Refused> {
    let (info, value) = parts(mark)?;
    let kept = inclusive(child(info, DSIG, "CanonicalizationMethod")?.ok_or(Refused::SignatureShape)?, Refused::Canonicalisation)?;
    let said = canonical(info, None, &kept)?;
    let again = read(&said, Profile::Strict)?;
    let info = again.root_element();
    inclusive(child(info, DSIG, "CanonicalizationMethod")?.ok_or(Refused::SignatureShape)?, Refused::Canonicalisation)?;
    let method = child(info, DSIG, "SignatureMethod")?.ok_or(Refused::SignatureShape)?;
    if method.has_children() {
        return Err(Refused::SignatureShape);
    }
    let method = Method::named(attribute(method, "Algorithm").ok_or(Refused::SignatureShape)?)?;
    let mut references = info.children().filter(|node| is(*node, DSIG, "Reference"));
    let (Some(reference), None) = (references.next(), references.next()) else { return Err(Refused::References) };
    if info.children().filter(Node::is_element).count() != 3 {
        return Err(Refused::SignatureShape);
    }
    let content = covered(signed, mark, reference)?;
    if !keys.iter().any(|key| key.verifies(method, said.as_bytes(), &value)) {
        return Err(Refused::Signature);
    }
    Ok(content)
}

/// What is signed, and the signature's value: the first two parts, which nothing but a `KeyInfo` may follow.
fn parts<'a, 'i>(mark: Node<'a, 'i>) -> Result<(Node<'a, 'i>, Vec<u8>), Refused> {
    let mut inside = mark.children().filter(Node::is_element);
    let info = inside.next().filter(|node| is(*node, DSIG, "SignedInfo")).ok_or(Refused::SignatureShape)?;
    let value = inside.next().filter(|node| is(*node, DSIG, "SignatureValue")).ok_or(Refused::SignatureShape)?;
    if inside.next().is_some_and(|node| !is(node, DSIG, "KeyInfo")) || inside.next().is_some() {
        return Err(Refused::SignatureShape);
    }
    Ok((info, octets(value)?.ok_or(Refused::SignatureShape)?))
}

/// The prefixes that an exclusive canonical form keeps; another form is refused.
fn inclusive<'a>(method: Node<'a, '_>, refused: Refused) -> Result<Vec<&'a str>, Refused> {
    if attribute(method, "Algorithm") != Some(EXCLUSIVE) {
        return Err(refused);
    }
    let kept = child(method, EXCLUSIVE, "InclusiveNamespaces").map_err(|_| refused)?;
    if method.children().filter(Node::is_element).count() > usize::from(kept.is_some()) {
        return Err(refused);
    }
    let list = kept.and_then(|kept| attribute(kept, "PrefixList")).unwrap_or_default();
    let prefixes: Vec<&str> = list.split_ascii_whitespace().collect();
    if prefixes.len() > 32 { Err(refused) } else { Ok(prefixes) }
}

/// The canonical form of what the reference covers, which is the element that the signature stands on.
fn covered(signed: Node<'_, '_>, mark: Node<'_, '_>, reference: Node<'_, '_>) -> Result<String, Refused> {
    let id = attribute(signed, "ID").filter(|id| !id.is_empty()).ok_or(Refused::NoId)?;
    if attribute(reference, "URI").and_then(|uri| uri.strip_prefix('#')) != Some(id) {
        return Err(Refused::ReferenceUri);
    }
    let transforms = child(reference, DSIG, "Transforms")?.ok_or(Refused::Transforms)?;
    let steps: Vec<_> = transforms.children().filter(Node::is_element).collect();
    let [enveloped, exclusive] = steps.as_slice() else { return Err(Refused::Transforms) };
    let is_enveloped = attribute(*enveloped, "Algorithm") == Some(ENVELOPED) && !enveloped.children().any(|node| node.is_element());
    if !is_enveloped || !steps.iter().all(|step| is(*step, DSIG, "Transform")) {
        return Err(Refused::Transforms);
    }
    let kept = inclusive(*exclusive, Refused::Transforms)?;
    let content = canonical(signed, Some(mark.id()), &kept)?;
    let method = child(reference, DSIG, "DigestMethod")?.and_then(|method| attribute(method, "Algorithm"));
    let told = child(reference, DSIG, "DigestValue")?.ok_or(Refused::SignatureShape)?;
    if digest_of(method.ok_or(Refused::SignatureShape)?, &content)? != octets(told)?.ok_or(Refused::SignatureShape)? {
        return Err(Refused::Digest);
    }
    Ok(content)
}

/// Whether every signature of the document stands where one may stand.
pub(super) fn all_in_place(root: Node<'_, '_>, assertion: Node<'_, '_>) -> Result<(), Refused> {
    for found in root.descendants().filter(|node| is(*node, DSIG, "Signature")) {
        if ![Some(root), Some(assertion)].contains(&found.parent()) {
            return Err(Refused::MisplacedSignature);
        }
    }
    for place in [root, assertion] {
        if children(place, DSIG, "Signature").count() > 1 {
            return Err(Refused::SeveralSignatures);
        }
    }
    Ok(())
}
