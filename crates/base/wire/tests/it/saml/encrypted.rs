//! Assertions that only the desk can open.

use super::idp::{ASSERTION, Key, Signed, encoded, our_certificate, place, read, read_with, response, run, scratch, terms, text};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use std::fs;
use wire::saml::Refused;
use x509_parser::prelude::{FromDer, X509Certificate};

const GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const MGF1P: &str = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>";

/// The assertion by itself, with the namespaces that it needs.
fn alone(xml: &str) -> String {
    let start = xml.find("<saml:Assertion").expect("an assertion");
    let end = xml.find("</saml:Assertion>").expect("its end") + "</saml:Assertion>".len();
    let spaces = "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" \
                  xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    xml[start..end].replacen("<saml:Assertion", spaces, 1)
}

fn template(cipher: &str, method: &str, key: &str, content: &str) -> String {
    format!(
        "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"><xenc:EncryptedData \
         xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" Type=\"http://www.w3.org/2001/04/xmlenc#Element\">\
         <xenc:EncryptionMethod Algorithm=\"{cipher}\"/><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey>\
         {method}<xenc:CipherData><xenc:CipherValue>{key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>\
         <xenc:CipherData><xenc:CipherValue>{content}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>"
    )
}

/// Encrypted by `xmlsec1`.
fn by_xmlsec(assertion: &str, cipher: &str, session: &str, method: &str) -> String {
    let (file, out) = (scratch(assertion), place("encrypted"));
    let form = scratch(template(cipher, method, "", ""));
    let words = ["--encrypt", "--pubkey-cert-pem", text(Key::NextRsa.certificate()), "--session-key", session, "--xml-data", text(&file)];
    run("xmlsec1", &[&words[..], &["--output", text(&out), text(&form)]].concat());
    let sealed = fs::read_to_string(&out).expect("what was encrypted");
    let sealed = sealed.trim_start_matches("<?xml version=\"1.0\"?>\n").trim_end();
    if sealed.starts_with("<saml:EncryptedAssertion") {
        return sealed.to_owned();
    }
    format!("<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{sealed}</saml:EncryptedAssertion>")
}

/// Encrypted by AWS-LC, with either digest.
fn by_hand(plain: &str, is_sha256: bool, method: &str) -> String {
    let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key");
    let mut content = plain.as_bytes().to_vec();
    LessSafeKey::new(key).seal_in_place_append_tag(Nonce::assume_unique_for_key([1; 12]), Aad::empty(), &mut content).expect("sealed");
    let certificate = our_certificate();
    let (_, certificate) = X509Certificate::from_der(&certificate).expect("a certificate");
    let public = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(certificate.public_key().raw).expect("RSA")).expect("RSA");
    let mut wrapped = vec![0; public.ciphertext_size()];
    let oaep = if is_sha256 { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
    public.encrypt(oaep, &[7; 32], &mut wrapped, None).expect("wrapped");
    template(GCM, method, &encoded(wrapped), &encoded([&[1; 12], content.as_slice()].concat()))
}

fn whole(encrypted: &str) -> String {
    response(encrypted).replace("<!SIGNATURE:_r1>", "")
}

#[test]
fn an_encrypted_assertion_is_opened() {
    let signed = alone(&terms(Signed::Assertion).response());
    for (cipher, session) in [(GCM, "aes-256"), ("http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128")] {
        let assertion = read(&whole(&by_xmlsec(&signed, cipher, session, MGF1P))).unwrap_or_else(|refused| panic!("{cipher}: {refused}"));
        assert_eq!(assertion.name_id, "erika");
    }
    let sha256 = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\"><ds:DigestMethod \
                  Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><xenc11:MGF xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" \
                  Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/></xenc:EncryptionMethod>";
    assert_eq!(read(&whole(&by_hand(&signed, true, sha256))).expect("SHA-256").name_id, "erika");
    assert_eq!(read(&whole(&by_hand(&signed, false, MGF1P))).expect("SHA-1").name_id, "erika");
    // The key beside what is encrypted, as some send it.
    let inside = by_hand(&signed, false, MGF1P);
    let (start, end) = (inside.find("<ds:KeyInfo").expect("it"), inside.find("</ds:KeyInfo>").expect("it") + 13);
    let key = inside[start..end].replacen('>', "\u{0}", 1);
    let key = key.split_once('\u{0}').expect("it").1.trim_end_matches("</ds:KeyInfo>");
    let key = key.replacen("<xenc:EncryptedKey", "<xenc:EncryptedKey xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"", 1);
    let beside = format!("{}{}", &inside[..start], &inside[end..])
        .replace("</saml:EncryptedAssertion>", &format!("{key}</saml:EncryptedAssertion>"));
    assert_eq!(read(&whole(&beside)).expect("beside").name_id, "erika");
}

#[test]
fn a_signed_response_vouches_for_what_it_encrypts() {
    let plain = alone(&terms(Signed::Nothing).response());
    let sealed = by_xmlsec(&plain, GCM, "aes-256", MGF1P);
    assert_eq!(read(&terms(Signed::Response).around(&sealed)).expect("signed as a whole").name_id, "erika");
    let twice = by_xmlsec(&alone(&terms(Signed::Assertion).response()), GCM, "aes-256", MGF1P);
    assert_eq!(read(&terms(Signed::Response).around(&twice)).expect("signed twice").name_id, "erika");
    assert_eq!(read(&whole(&sealed)).err(), Some(Refused::NoSignature), "encryption is no signature");
    assert_eq!(
        read(&terms(Signed::Response).around(&sealed).replace("xmlenc11#aes256-gcm", "xmlenc11#aes128-gcm")).err(),
        Some(Refused::Digest)
    );
}

#[test]
fn other_encryption_is_refused() {
    let signed = alone(&terms(Signed::Assertion).response());
    let cbc = by_xmlsec(&signed, "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "aes-256", MGF1P);
    assert_eq!(read(&whole(&cbc)).err(), Some(Refused::EncryptionMethod));
    let old = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-1_5\"/>";
    assert_eq!(read(&whole(&by_xmlsec(&signed, GCM, "aes-256", old))).err(), Some(Refused::EncryptionMethod));
    let good = by_hand(&signed, false, MGF1P);
    for (from, to, reason) in [
        ("</ds:KeyInfo>", "<xenc:EncryptedKey/></ds:KeyInfo>", Refused::EncryptionShape),
        (MGF1P, "", Refused::EncryptionShape),
        (
            MGF1P,
            "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha512\"/></xenc:EncryptionMethod>",
            Refused::EncryptionMethod,
        ),
        ("<xenc:EncryptedData ", "<xenc:EncryptedData/><xenc:EncryptedData ", Refused::EncryptionShape),
    ] {
        assert!(good.contains(from), "{from}");
        assert_eq!(
            read(
                &whole(&good.replacen(from, to, 1))
                    .replace("<xenc:EncryptedData/>", "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"/>")
            )
            .err(),
            Some(reason),
            "{from}"
        );
    }
    assert_eq!(read_with(&whole(&good), &[Key::Rsa], |expected| expected.key = None).err(), Some(Refused::NoDecryptionKey));
}

/// Whoever changes a bit hears the same, wherever it is.
#[test]
fn what_does_not_open_fails_alike() {
    let signed = alone(&terms(Signed::Assertion).response());
    let good = by_hand(&signed, false, MGF1P);
    let values: Vec<usize> = good.match_indices("<xenc:CipherValue>").map(|(at, tag)| at + tag.len()).collect();
    for (start, offset) in [(values[0], 0), (values[0], 100), (values[1], 0), (values[1], 200)] {
        let mut bytes = good.clone().into_bytes();
        let at = start + offset;
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert_eq!(read(&whole(&changed)).err(), Some(Refused::Undecryptable), "{offset}");
    }
    let short = template(GCM, MGF1P, "AAAA", "AAAA");
    assert_eq!(read(&whole(&short)).err(), Some(Refused::Undecryptable));
}

#[test]
fn what_is_inside_is_held_to_the_same_profile() {
    let signed = alone(&terms(Signed::Assertion).response());
    for (inside, reason) in [
        (signed.replace(">erika<", ">eri<!-- -->ka<"), Refused::Comment),
        (signed.replace(">erika<", ">admin<"), Refused::Digest),
        (format!("<!DOCTYPE x>{signed}"), Refused::Dtd),
        ("<x/>".to_owned(), Refused::NoAssertion),
        (
            format!("{}{signed}</saml:Assertion>", signed.split_once("<saml:Issuer>").expect("it").0.replace("_a1", "_a2")),
            Refused::SeveralAssertions,
        ),
        (alone(&response(ASSERTION).replace("<!SIGNATURE:_a1>", "")), Refused::NoSignature),
    ] {
        assert_eq!(read(&whole(&by_hand(&inside, false, MGF1P))).err(), Some(reason), "{inside}");
    }
}
