//! Encrypted assertions: RSA-OAEP around a key for AES-GCM, and nothing else (XML Encryption 1.1).

use super::key::{KeyPair, Oaep};
use super::refused::Refused;
use super::xml::{ASSERTION, DSIG, XENC, attribute, child, is, octets};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use roxmltree::Node;
use zeroize::Zeroizing;

const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";

/// The document inside an `EncryptedAssertion`.
///
/// # Security
/// Methods are looked at before any key is used. From then on there is one reason for everything that fails, so that
/// nobody can ask the key questions.
pub(super) fn opened(encrypted: Node<'_, '_>, key: Option<&KeyPair>) -> Result<String, Refused> {
    let sealed = child(encrypted, XENC, "EncryptedData").map_err(|_| Refused::EncryptionShape)?.ok_or(Refused::EncryptionShape)?;
    let cipher = match algorithm(sealed)? {
        "http://www.w3.org/2009/xmlenc11#aes128-gcm" => &AES_128_GCM,
        "http://www.w3.org/2009/xmlenc11#aes256-gcm" => &AES_256_GCM,
        _ => return Err(Refused::EncryptionMethod),
    };
    let wrapped = wrapped_key(encrypted, sealed)?;
    let oaep = oaep(wrapped)?;
    let (wrapped, mut content) = (value(wrapped)?, value(sealed)?);
    let pair = key.ok_or(Refused::NoDecryptionKey)?;
    let secret = Zeroizing::new(pair.open(oaep, &wrapped).ok_or(Refused::Undecryptable)?);
    let key = LessSafeKey::new(UnboundKey::new(cipher, &secret).map_err(|_| Refused::Undecryptable)?);
    let (nonce, body) = content.split_at_mut_checked(12).ok_or(Refused::Undecryptable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Refused::Undecryptable)?;
    let plain = key.open_in_place(nonce, Aad::empty(), body).map_err(|_| Refused::Undecryptable)?;
    String::from_utf8(plain.to_vec()).map_err(|_| Refused::Undecryptable)
}

/// The one wrapped key: inside the `KeyInfo` of what is encrypted, or beside it (SAML 2.0 Core §2.3.4).
fn wrapped_key<'a, 'i>(encrypted: Node<'a, 'i>, sealed: Node<'a, 'i>) -> Result<Node<'a, 'i>, Refused> {
    let mut found = encrypted.descendants().filter(|node| is(*node, XENC, "EncryptedKey"));
    let (Some(only), None) = (found.next(), found.next()) else { return Err(Refused::EncryptionShape) };
    let inside = child(sealed, DSIG, "KeyInfo").map_err(|_| Refused::EncryptionShape)?;
    let is_beside = only.parent() == Some(encrypted) && is(encrypted, ASSERTION, "EncryptedAssertion");
    if is_beside || (inside.is_some() && only.parent() == inside) { Ok(only) } else { Err(Refused::EncryptionShape) }
}

fn oaep(wrapped: Node<'_, '_>) -> Result<Oaep, Refused> {
    let method = child(wrapped, XENC, "EncryptionMethod")?.ok_or(Refused::EncryptionShape)?;
    let digest = child(method, DSIG, "DigestMethod")?.and_then(|digest| attribute(digest, "Algorithm"));
    let mask = child(method, XENC11, "MGF")?.and_then(|mask| attribute(mask, "Algorithm"));
    if child(method, XENC, "OAEPparams")?.is_some() {
        return Err(Refused::EncryptionMethod);
    }
    let is_sha1 = digest.is_none_or(|digest| digest == "http://www.w3.org/2000/09/xmldsig#sha1");
    match algorithm(wrapped)? {
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p" if is_sha1 => Ok(Oaep::Sha1),
        "http://www.w3.org/2009/xmlenc11#rsa-oaep" => match (digest, mask) {
            (_, None | Some("http://www.w3.org/2009/xmlenc11#mgf1sha1")) if is_sha1 => Ok(Oaep::Sha1),
            (Some("http://www.w3.org/2001/04/xmlenc#sha256"), Some("http://www.w3.org/2009/xmlenc11#mgf1sha256")) => Ok(Oaep::Sha256),
            _ => Err(Refused::EncryptionMethod),
        },
        _ => Err(Refused::EncryptionMethod),
    }
}

fn algorithm<'a>(node: Node<'a, '_>) -> Result<&'a str, Refused> {
    let method = child(node, XENC, "EncryptionMethod").map_err(|_| Refused::EncryptionShape)?;
    method.and_then(|method| attribute(method, "Algorithm")).ok_or(Refused::EncryptionShape)
}

fn value(node: Node<'_, '_>) -> Result<Vec<u8>, Refused> {
    let data = child(node, XENC, "CipherData").map_err(|_| Refused::EncryptionShape)?.ok_or(Refused::EncryptionShape)?;
    let value = child(data, XENC, "CipherValue").map_err(|_| Refused::EncryptionShape)?.ok_or(Refused::EncryptionShape)?;
    octets(value)?.ok_or(Refused::EncryptionShape)
}
