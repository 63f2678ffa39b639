//! Other people's SAML: responses at their own time with their own expectations, and metadata.
//!
//! All of it was signed with SHA-1, changed after it was signed, or encrypted with CBC, so that none counts as it came. Signed
//! anew with SHA-256, the form and the words of a response are its maker's still: what the maker calls good is accepted, what
//! the maker calls bad is refused, or stands in [`DISPUTES`].

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use wire::saml::{Answers, Expected, IdpMetadata, MetadataError, Refused, ServiceProvider, VerifyingKey, read_response};

fn folder() -> PathBuf {
    super::folder().with_file_name("saml")
}

/// The first value of an attribute, or the first text of an element, in whatever form it is written.
fn said<'a>(xml: &'a str, before: &str, after: &str) -> &'a str {
    xml.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found.trim())
}

/// The first text of an element, in whatever prefix; the assertion's own before the response's.
fn text_of(xml: &str, element: &str) -> String {
    let Ok(document) = roxmltree::Document::parse(xml) else { return String::new() };
    let found: Vec<_> = document.descendants().filter(|node| node.tag_name().name() == element).collect();
    let inside = found.iter().find(|node| node.ancestors().any(|around| around.tag_name().name() == "Assertion"));
    inside.or(found.first()).and_then(|node| node.text()).unwrap_or_default().to_owned()
}

/// The keys of a corpus: every certificate that lies there and can be used.
fn keys() -> Vec<VerifyingKey> {
    let folder = folder();
    let mut keys = Vec::new();
    for name in ["samlify/test/key/idp/cert.cer", "samlify/test/key/idp/cert2.cer"] {
        keys.push(VerifyingKey::from_certificate(&der(&folder.join(name))).expect("a key"));
    }
    keys
}

/// A file of PEM.
fn der(path: &Path) -> Vec<u8> {
    let text = fs::read_to_string(path).expect("a file");
    let dense: String = text.lines().filter(|line| !line.starts_with('-')).map(str::trim).collect();
    STANDARD.decode(dense).expect("Base64")
}

fn read(xml: &str, keys: &[VerifyingKey]) -> Result<String, Refused> {
    let idp = IdpMetadata {
        entity_id: text_of(xml, "Issuer").trim().to_owned(),
        sso_redirect: String::new(),
        sso_post: None,
        slo_redirect: None,
        keys: keys.to_vec(),
        valid_until: None,
    };
    let sp = ServiceProvider {
        entity_id: text_of(xml, "Audience").trim().to_owned(),
        acs_url: said(xml, "Destination=\"", "\"").to_owned(),
        certificate: Vec::new(),
    };
    let request = said(xml, "InResponseTo=\"", "\"");
    let answers = if request.is_empty() { Answers::Nothing } else { Answers::Request(request) };
    let now = Timestamp::parse(said(xml, "IssueInstant=\"", "\"")).unwrap_or(Timestamp::from_micros(0));
    let expected = Expected { idp: &idp, sp: &sp, key: None, answers, contexts: &[], now };
    read_response(&expected, &STANDARD.encode(xml)).map(|assertion| assertion.name_id)
}

/// Every response: its name, and what it says.
fn responses() -> BTreeMap<String, String> {
    let mut files = Vec::new();
    super::walk(&folder().join("python3-saml/tests/data/responses"), &mut files);
    super::walk(&folder().join("samlify/test/misc"), &mut files);
    let mut all = BTreeMap::new();
    for path in files.iter().filter(|path| path.to_string_lossy().contains("response")) {
        let name = path.strip_prefix(folder()).unwrap_or(path).to_string_lossy().into_owned();
        let text = fs::read_to_string(path).expect("a file");
        let dense: String = text.split_whitespace().collect();
        let xml =
            if name.ends_with("base64") { String::from_utf8_lossy(&STANDARD.decode(dense).expect("Base64")).into_owned() } else { text };
        all.insert(name, xml);
    }
    all
}

/// Spans of all signatures.
fn signatures(xml: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for name in ["ds:Signature", "Signature", "dsig:Signature"] {
        let (start, end) = (format!("<{name} "), format!("</{name}>"));
        for (at, _) in xml.match_indices(&start) {
            if let Some(length) = xml[at..].find(&end) {
                found.push((at, at + length + end.len()));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The response as its maker would sign it today: the innermost signature made anew with SHA-256, the others gone.
fn signed_anew(xml: &str, key: &Path) -> Option<String> {
    let spans = signatures(xml);
    let (last, others) = spans.split_last()?;
    let mut mark = xml[last.0..last.1].to_owned();
    for (from, to) in [
        ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        ("http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmlenc#sha256"),
    ] {
        mark = mark.replace(from, to);
    }
    for element in ["DigestValue", "SignatureValue", "KeyInfo"] {
        let (start, end) =
            (mark.find(&format!("{element}>")).or_else(|| mark.find(&format!("{element} "))), mark.rfind(&format!("{element}>")));
        if let (Some(start), Some(end)) = (start, end)
            && let (Some(open), Some(close)) = (mark[start..].find('>').map(|at| start + at + 1), mark[..end].rfind("</"))
            && open <= close
        {
            mark.replace_range(open..close, "");
        }
    }
    let mut whole = format!("{}{mark}{}", &xml[..last.0], &xml[last.1..]);
    for other in others.iter().rev() {
        whole.replace_range(other.0..other.1, "");
    }
    let file = key.with_file_name("response.xml");
    fs::write(&file, whole).expect("written");
    let mut sign = Command::new("xmlsec1");
    sign.args(["--sign", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion", "--privkey-pem"]).arg(key);
    let signed = sign.args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"]).arg(file).output().expect("xmlsec1");
    signed.status.success().then(|| String::from_utf8(signed.stdout).expect("UTF-8"))
}

/// A key with its certificate, made for this run.
fn made(place: &Path) -> (PathBuf, VerifyingKey) {
    let (key, certificate) = (place.join("key"), place.join("certificate"));
    let mut make = Command::new("openssl");
    make.args(["req", "-x509", "-nodes", "-subj", "/CN=idp", "-newkey", "rsa:2048", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
    assert!(make.output().expect("openssl").status.success(), "openssl makes a key");
    (key, VerifyingKey::from_certificate(&der(&certificate)).expect("a key"))
}

/// Where a maker says something else of a response that is signed anew: file, our word (`accepted` for none), why.
const DISPUTES: &[(&str, &str, &str)] = &[
    ("invalids/bad_reference", "accepted", "what was wrong with it was its signature"),
    ("invalids/duplicated_attributes", "accepted", "an attribute that stands twice has the values of both, as Keycloak writes it"),
    ("invalids/no_issuer_response", "accepted", "a response need not name its issuer where its assertion does (Profiles §4.1.4.2)"),
    ("invalids/signed_assertion_response", "accepted", "what was wrong with it was its signature"),
    ("response4", "several-assertions", "an assertion within an assertion"),
    ("response_with_ampersands.xml.base64", "several-assertions", "an assertion within an assertion"),
    ("response_encrypted_nameid", "encrypted-part", "names are not encrypted by themselves"),
    ("response_without_assertion_reference_uri", "reference-uri", "a signature names what it covers"),
    ("response_without_reference_uri", "reference-uri", "a signature names what it covers"),
    ("valid_response_without_inresponseto", "in-response-to", "the response answers nothing, its assertion a request"),
    ("response_signed.xml", "reference-uri", "the signature covers the assertion and stands on the response"),
    ("double_signed_encrypted_assertion", "encryption-method", "AES in CBC mode"),
    ("message_encrypted_assertion", "encryption-method", "AES in CBC mode"),
    ("valid_encrypted_assertion_encrypted_nameid", "encryption-method", "AES in CBC mode"),
    ("signed_message_response2", "encryption-method", "AES in CBC mode"),
    ("/response2.xml", "recipient", "destination and recipient are not the same address"),
    ("dumpes_issuer_response", "name-id", "the name of the subject has blanks around it"),
    ("/response5.xml", "recipient", "destination and recipient are not the same address"),
    ("response_node_text_attack", "comment", "an attack"),
];

fn is_bad(name: &str) -> bool {
    ["invalids/", "attack", "wrapped", "expired", "failed", "invalid_", "unsigned", "no_audience"].iter().any(|sign| name.contains(sign))
}

/// None was signed with SHA-256 and left as it was; what is not signed at all, and what was bad to begin with, is no better.
#[test]
fn nothing_counts_as_it_came() {
    let (keys, all) = (keys(), responses());
    assert!(all.len() > 80, "{} responses", all.len());
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, xml) in &all {
        let began = Instant::now();
        let refused = read(xml, &keys).err();
        assert!(began.elapsed() < Duration::from_secs(1), "{name} took {:?}", began.elapsed());
        *reasons.entry(refused.unwrap_or_else(|| panic!("{name} was accepted")).word()).or_default() += 1;
    }
    println!("{} responses refused: {reasons:?}", all.len());
}

#[test]
fn what_is_good_counts_once_it_is_signed_as_today() {
    let place = tempfile::TempDir::new().expect("a folder");
    let (private, key) = made(place.path());
    let (mut accepted, mut refused, mut settled) = (0, 0, DISPUTES.to_vec());
    for (name, xml) in responses() {
        let Some(xml) = signed_anew(&xml, &private) else { continue };
        let read = read(&xml, std::slice::from_ref(&key));
        let word = read.as_ref().err().map_or("accepted", |refused| refused.word());
        let dispute = DISPUTES.iter().find(|(file, ..)| name.contains(file));
        settled.retain(|(file, ..)| !name.contains(file));
        match dispute {
            Some((_, ours, _)) => assert_eq!(word, *ours, "{name}"),
            None => assert_eq!(word != "accepted", is_bad(&name), "{name}: {word}"),
        }
        match read {
            Ok(named) => {
                assert_eq!(named, text_of(&xml, "NameID"), "{name}");
                accepted += 1;
            }
            Err(_) => refused += 1,
        }
    }
    println!("signed anew: {accepted} accepted, {refused} refused");
    assert!(accepted >= 20, "{accepted} accepted");
    assert_eq!(settled, [], "these are not in dispute any more");
}

#[test]
fn identity_providers_describe_themselves() {
    let mut files = Vec::new();
    super::walk(&folder(), &mut files);
    let expected = [
        ("idp_metadata.xml", "ok"),
        ("idp_metadata_same_sign_and_encrypt_cert.xml", "ok"),
        ("idp_metadata_different_sign_and_encrypt_cert.xml", "ok"),
        ("testshib-providers.xml", "ok"),
        ("idp_multiple_descriptors.xml", "SeveralIdps"),
        ("idp_metadata2.xml", "NoAddress"),
        ("idp_metadata_multi_certs.xml", "Key(Size)"),
        ("idp_metadata_multi_signing_certs.xml", "Key(Size)"),
        ("unparsed_metadata.xml", "Unreadable(Malformed)"),
        ("metadata_settings1.xml", "NoIdp"),
        ("spmeta.xml", "NoIdp"),
        // Their KeyInfo stands in the namespace of metadata, where nothing of that name is.
        ("idpmeta.xml", "NoKey"),
        ("idpmeta_rollingcert.xml", "NoKey"),
    ];
    let at = Timestamp::parse("2014-05-13T00:00:00Z").expect("a moment");
    for (name, said) in expected {
        let path = files.iter().find(|path| path.file_name().is_some_and(|file| file == name)).unwrap_or_else(|| panic!("{name}"));
        let read = IdpMetadata::read(&fs::read(path).expect("a file"), None, at);
        let is = read.map_or_else(|error: MetadataError| format!("{error:?}"), |_| "ok".to_owned());
        assert_eq!(is, said, "{name}");
    }
}
