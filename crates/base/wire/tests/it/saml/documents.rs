//! What both sides say of themselves, and what we ask.

use super::idp::{ACS, IDP, Key, SP, encoded, idp, metadata, now, our_pair, run, scratch, sp, text};
use std::io::Read;
use wire::saml::{IdpMetadata, KeyError, LONGEST_METADATA, MetadataError, Refused, RequestTerms};

/// Another parser reads it as well.
const WELL_FORMED: &str = "import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])";

fn read(xml: &str) -> Result<IdpMetadata, MetadataError> {
    IdpMetadata::read(xml.as_bytes(), None, now())
}

#[test]
fn an_identity_provider_is_read() {
    let edited = format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- by hand -->{}", metadata(&[Key::Rsa, Key::P384]));
    let idp = read(&edited).expect("good");
    assert_eq!((idp.entity_id.as_str(), idp.sso_redirect.as_str()), (IDP, "https://idp.example/sso?x=1"));
    assert_eq!((idp.sso_post, idp.slo_redirect.as_deref()), (None, Some("https://idp.example/slo")));
    assert_eq!((idp.keys.len(), idp.valid_until), (2, None));
    assert_ne!(idp.keys[0].fingerprint(), idp.keys[1].fingerprint());
}

#[test]
fn one_of_several_is_chosen_by_its_id() {
    let one = metadata(&[Key::Rsa]);
    let other = one.replace(IDP, "https://other.example");
    let both = format!(
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" validUntil=\"2026-02-01T00:00:00Z\">{one}{other}</EntitiesDescriptor>"
    );
    assert_eq!(read(&both).err(), Some(MetadataError::SeveralIdps));
    let chosen = IdpMetadata::read(both.as_bytes(), Some("https://other.example"), now()).expect("chosen");
    assert_eq!(chosen.entity_id, "https://other.example");
    assert_eq!(chosen.valid_until.map(|ends| ends.to_string()).as_deref(), Some("2026-02-01T00:00:00Z"));
    assert_eq!(IdpMetadata::read(both.as_bytes(), Some("https://none.example"), now()).err(), Some(MetadataError::UnknownEntity));
}

#[test]
fn metadata_that_cannot_serve_are_refused() {
    let good = metadata(&[Key::Rsa]);
    for (from, to, error) in [
        ("<IDPSSODescriptor", "<IDPSSODescriptor validUntil=\"2026-01-15T08:58:00Z\"", MetadataError::Expired),
        ("<IDPSSODescriptor", "<IDPSSODescriptor validUntil=\"soon\"", MetadataError::Unreadable(Refused::Moment)),
        ("SAML:2.0:protocol", "SAML:1.1:protocol", MetadataError::NoIdp),
        ("https://idp.example/sso?x=1", "http://idp.example/sso", MetadataError::NoAddress),
        ("https://idp.example/sso?x=1", "javascript:alert(1)", MetadataError::NoAddress),
        ("use=\"signing\"", "use=\"encryption\"", MetadataError::NoKey),
        ("<ds:X509Certificate>", "<ds:X509Certificate>AAAA", MetadataError::Key(KeyError::NotACertificate)),
        ("<EntityDescriptor", "<!DOCTYPE x><EntityDescriptor", MetadataError::Unreadable(Refused::Dtd)),
    ] {
        assert!(good.contains(from), "{from}");
        assert_eq!(read(&good.replacen(from, to, 1)).err(), Some(error), "{to}");
    }
    assert_eq!(read(&metadata(&[Key::ShortRsa])).err(), Some(MetadataError::Key(KeyError::Size)));
    assert_eq!(read(&metadata(&[Key::Rsa, Key::NextRsa, Key::P256, Key::P384])).err(), Some(MetadataError::TooManyKeys));
    assert_eq!(read(&" ".repeat(LONGEST_METADATA + 1)).err(), Some(MetadataError::TooLarge));
}

#[test]
fn our_own_metadata_say_who_we_are() {
    let said = sp().metadata();
    for part in [SP, ACS, "AuthnRequestsSigned=\"true\"", "WantAssertionsSigned=\"true\"", &encoded(sp().certificate)] {
        assert!(said.contains(part), "{part} in {said}");
    }
    run("python3", &["-c", WELL_FORMED, text(&scratch(&said))]);
}

#[test]
fn a_request_is_deflated_and_signed() {
    let contexts = ["urn:a".to_owned()];
    let terms = RequestTerms { id: "_q1", now: now(), relay_state: "a&b/c", force_authn: true, contexts: &contexts };
    let url = sp().authn_request(&idp(&[Key::Rsa]), &our_pair(), &terms).expect("signed");
    let (said, mark) =
        url.strip_prefix("https://idp.example/sso?x=1&").expect("the address").rsplit_once("&Signature=").expect("a signature");
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().expect("text").into_owned();
    let fields: Vec<(&str, String)> =
        said.split('&').filter_map(|field| field.split_once('=')).map(|(name, value)| (name, plain(value))).collect();
    assert_eq!(fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["SAMLRequest", "RelayState", "SigAlg"]);
    assert_eq!(fields[1].1, "a&b/c");
    let (said, mark) = (scratch(said), scratch(super::idp::decoded(&plain(mark))));
    let public = scratch(run("openssl", &["x509", "-in", text(Key::NextRsa.certificate()), "-pubkey", "-noout"]));
    run("openssl", &["dgst", "-sha256", "-verify", text(&public), "-signature", text(&mark), text(&said)]);
    let mut request = String::new();
    let packed = super::idp::decoded(&fields[0].1);
    flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_string(&mut request).expect("deflated");
    for part in [
        "ID=\"_q1\"",
        "IssueInstant=\"2026-01-15T09:00:00Z\"",
        "Destination=\"https://idp.example/sso?x=1\"",
        "ForceAuthn=\"true\"",
        &format!("<saml:Issuer>{SP}</saml:Issuer>"),
        "<saml:AuthnContextClassRef>urn:a<",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
    run("python3", &["-c", WELL_FORMED, text(&scratch(&request))]);
}
