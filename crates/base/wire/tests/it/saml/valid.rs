//! What a good identity provider says is understood.

use super::idp::{ASSERTION, Key, NOW, Signed, Terms, now, read, read_with, terms};
use kernel::Timestamp;
use std::time::Duration;
use wire::saml::{Answers, Assertion, Attribute};

fn erika(assertion: &Assertion) {
    assert_eq!((assertion.id.as_str(), assertion.issuer.as_str()), ("_a1", "https://idp.example/metadata"));
    assert_eq!(assertion.name_id, "erika");
    assert_eq!(assertion.name_id_format, "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
}

#[test]
fn assertion_response_or_both_may_be_signed() {
    for signed in [Signed::Assertion, Signed::Response, Signed::Both] {
        let assertion = read(&terms(signed).response()).unwrap_or_else(|refused| panic!("{signed:?}: {refused}"));
        erika(&assertion);
        assert_eq!(assertion.session_index.as_deref(), Some("s1"));
        assert_eq!(assertion.session_not_on_or_after, Timestamp::parse("2026-01-15T17:00:00Z").ok());
        assert_eq!(assertion.authn_at, Timestamp::parse("2026-01-15T08:58:00Z").ok());
        assert_eq!(assertion.authn_context.as_deref(), Some("urn:oasis:names:tc:SAML:2.0:ac:classes:Password"));
        assert_eq!(Some(assertion.not_on_or_after), Timestamp::parse("2026-01-15T09:07:00Z").ok(), "the nearer end and two minutes");
        let told = |name: &str, friendly: Option<&str>, values: &[&str]| Attribute {
            name: name.to_owned(),
            friendly_name: friendly.map(str::to_owned),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        assert_eq!(
            assertion.attributes,
            [told("mail", Some("E-mail"), &["erika@desk.example"]), told("groups", None, &["a & b", "c", "d"])]
        );
    }
}

#[test]
fn each_method_of_the_profile_counts() {
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    for (key, method, digest) in [
        (Key::Rsa, "rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
        (Key::Rsa, "rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
        (Key::NextRsa, "rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512"),
        (Key::P256, "ecdsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
        (Key::P384, "ecdsa-sha384", "http://www.w3.org/2001/04/xmlenc#sha256"),
    ] {
        for signed in [Signed::Assertion, Signed::Response] {
            let method: &'static str = format!("{more}{method}").leak();
            let xml = Terms { key, method, digest, ..terms(signed) }.response();
            erika(&read_with(&xml, &[key], |_| ()).unwrap_or_else(|refused| panic!("{method}: {refused}")));
        }
    }
}

/// The key in use and the next one: whichever signs, counts; the one before counts no more once it is gone.
#[test]
fn keys_roll_over() {
    for key in [Key::Rsa, Key::NextRsa] {
        let xml = Terms { key, ..terms(Signed::Assertion) }.response();
        erika(&read_with(&xml, &[Key::Rsa, Key::NextRsa, Key::P256], |_| ()).expect("both count"));
        assert!(read_with(&xml, &[Key::P256], |_| ()).is_err());
    }
}

#[test]
fn prefixes_and_blanks_make_no_difference() {
    let renamed = terms(Signed::Both)
        .with("saml:", "a:")
        .with("xmlns:saml=", "xmlns:a=")
        .with("samlp:Response", "Response")
        .with("xmlns:samlp=", "xmlns=")
        .with("samlp:", "");
    erika(&read(&renamed.response()).expect("other prefixes"));
    let pretty = terms(Signed::Both).with("><", ">\n    <");
    erika(&read(&format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}", pretty.response())).expect("blanks between"));
    let own = ASSERTION.replace("<saml:Assertion ", "<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" ").replace("saml:", "");
    erika(&read(&terms(Signed::Both).around(&own)).expect("a namespace of its own"));
}

#[test]
fn listed_prefixes_are_signed_too() {
    let exclusive = |prefixes: &str| {
        format!(
            "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><ec:InclusiveNamespaces \
             xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{prefixes}\"/>"
        )
    };
    for prefixes in ["xs", "xs xsi saml", "#default xs", "unknown"] {
        let transforms = format!("{}<ds:Transform {}</ds:Transform>", super::idp::ENVELOPED, exclusive(prefixes));
        let canonical: &'static str = format!("<ds:CanonicalizationMethod {}</ds:CanonicalizationMethod>", exclusive(prefixes)).leak();
        for signed in [Signed::Assertion, Signed::Response, Signed::Both] {
            let xml = Terms { transforms: transforms.clone(), canonical, ..terms(signed) }.response();
            erika(&read(&xml).unwrap_or_else(|refused| panic!("{prefixes}: {refused}")));
        }
    }
}

#[test]
fn what_the_signature_says_of_its_key_is_not_looked_at() {
    let key_info =
        format!("<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>", Key::Stranger.base64());
    let xml = terms(Signed::Assertion).response().replace("</ds:SignatureValue>", &format!("</ds:SignatureValue>{key_info}"));
    erika(&read(&xml).expect("a pinned key signed"));
}

#[test]
fn clocks_may_differ_by_two_minutes() {
    let xml = terms(Signed::Both).response();
    let at = |seconds: i64| Timestamp::from_micros(now().as_micros() + seconds * 1_000_000);
    for (seconds, is_good) in [(-180, true), (-181, false), (419, true), (420, false)] {
        let read = read_with(&xml, &[Key::Rsa], |expected| expected.now = at(seconds));
        assert_eq!(read.is_ok(), is_good, "{seconds} after {NOW}: {:?}", read.err());
    }
    let assertion = read(&xml).expect("good");
    assert_eq!(assertion.not_on_or_after, now().after(Duration::from_mins(7)));
}

#[test]
fn who_was_not_asked_is_heard_only_where_that_was_decided() {
    let xml = terms(Signed::Both).with(" InResponseTo=\"_request1\"", "").response();
    assert!(read(&xml).is_err());
    erika(&read_with(&xml, &[Key::Rsa], |expected| expected.answers = Answers::Nothing).expect("decided so"));
    let asked = terms(Signed::Both).response();
    assert!(read_with(&asked, &[Key::Rsa], |expected| expected.answers = Answers::Nothing).is_err());
}

#[test]
fn a_way_to_sign_in_may_be_demanded() {
    let xml = terms(Signed::Assertion).response();
    let wanted = ["urn:a".to_owned(), "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned()];
    read_with(&xml, &[Key::Rsa], |expected| expected.contexts = Box::leak(Box::new(wanted))).expect("one of them");
}
