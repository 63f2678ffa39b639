//! What must not count, and the reason for each.

#![expect(clippy::too_many_lines, reason = "tables of attacks")]

use super::idp::{ASSERTION, ENVELOPED, EXCLUSIVE, Key, REQUEST, Signed, Terms, encoded, idp, read, read_with, response, sp, terms};
use std::time::{Duration, Instant};
use wire::saml::{Answers, Expected, Refused, read_response};

const XPATH: &str = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">\
    <ds:XPath>not(ancestor-or-self::node()[local-name()='NameID'])</ds:XPath></ds:Transform>";
const XSLT: &str = "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">\
    <xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/></ds:Transform>";

/// An attack, what makes it, and why it is refused.
type Attack = (&'static str, Box<dyn FnOnce() -> String>, Refused);

fn attack(name: &'static str, make: impl FnOnce() -> String + 'static, reason: Refused) -> Attack {
    (name, Box::new(make), reason)
}

/// Each is refused, for its own reason, within a second.
fn all_refused(attacks: Vec<Attack>) {
    for (name, make, reason) in attacks {
        let xml = make();
        let began = Instant::now();
        let read = read(&xml);
        let took = began.elapsed();
        assert_eq!(read.err(), Some(reason), "{name}: {}", xml.chars().take(2_000).collect::<String>());
        assert!(took < Duration::from_secs(1), "{name} took {took:?}");
    }
}

fn good(signed: Signed) -> String {
    terms(signed).response()
}

/// The elements from `<name` to the end tag of the first that bears the name, with what is before and after.
fn cut<'a>(xml: &'a str, name: &str) -> (&'a str, &'a str, &'a str) {
    let start = xml.find(&format!("<{name}")).expect("its start");
    let end = xml.find(&format!("</{name}>")).expect("its end") + name.len() + 3;
    (&xml[..start], &xml[start..end], &xml[end..])
}

/// The assertion as the attacker wants it: another name, no signature, an identifier of its own.
fn evil(assertion: &str) -> String {
    let (before, _, after) = cut(assertion, "ds:Signature");
    format!("{before}{after}").replace("_a1", "_evil").replace("erika", "admin")
}

fn wrapped(bare: &str) -> String {
    bare.replace("\"_r1\"", "\"_evil\"").replace("\"_a1\"", "\"_evil_a\"").replace("erika", "admin")
}

/// The eight ways to wrap a signature of Somorovsky et al., "On Breaking SAML" (2012).
#[test]
fn wrapped_signatures_are_refused() {
    let from_response = |change: fn(&str, &str) -> String| {
        move || {
            let xml = good(Signed::Response);
            let (before, mark, after) = cut(&xml, "ds:Signature");
            let bare = format!("{before}{after}");
            change(&bare, mark)
        }
    };
    let from_assertion = |change: fn(&str, &str, &str) -> String| {
        move || {
            let xml = good(Signed::Assertion);
            let (before, assertion, after) = cut(&xml, "saml:Assertion");
            change(before, assertion, after)
        }
    };
    all_refused(vec![
        attack(
            "xsw 1: the signed response inside the signature of a copy",
            from_response(|bare, mark| {
                let mark = mark.replace("</ds:Signature>", &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"));
                wrapped(bare).replacen("<samlp:Status>", &format!("{mark}<samlp:Status>"), 1)
            }),
            Refused::NestedResponse,
        ),
        attack(
            "xsw 2: the signature beside the signed response",
            from_response(|bare, mark| wrapped(bare).replacen("<samlp:Status>", &format!("{mark}{bare}<samlp:Status>"), 1)),
            Refused::NestedResponse,
        ),
        attack(
            "xsw 3: another assertion before the signed one",
            from_assertion(|before, assertion, after| format!("{before}{}{assertion}{after}", evil(assertion))),
            Refused::SeveralAssertions,
        ),
        attack(
            "xsw 4: the signed assertion inside another",
            from_assertion(|before, assertion, after| {
                format!("{before}{}{after}", evil(assertion).replace("</saml:Assertion>", &format!("{assertion}</saml:Assertion>")))
            }),
            Refused::SeveralAssertions,
        ),
        attack(
            "xsw 5: the signature in another assertion, the signed one at the end",
            from_assertion(|before, assertion, after| {
                let (head, mark, tail) = cut(assertion, "ds:Signature");
                let other = evil(assertion).replacen("<saml:Subject>", &format!("{mark}<saml:Subject>"), 1);
                format!("{before}{other}{head}{tail}{after}")
            }),
            Refused::SeveralAssertions,
        ),
        attack(
            "xsw 6: the signed assertion inside the signature of another",
            from_assertion(|before, assertion, after| {
                let (head, mark, tail) = cut(assertion, "ds:Signature");
                let mark = mark.replace("</ds:Signature>", &format!("<ds:Object>{head}{tail}</ds:Object></ds:Signature>"));
                format!("{before}{}{after}", evil(assertion).replacen("<saml:Subject>", &format!("{mark}<saml:Subject>"), 1))
            }),
            Refused::SeveralAssertions,
        ),
        attack(
            "xsw 7: another assertion among extensions",
            from_assertion(|before, assertion, after| {
                format!("{before}<samlp:Extensions>{}</samlp:Extensions>{assertion}{after}", evil(assertion))
            }),
            Refused::SeveralAssertions,
        ),
        attack(
            "xsw 8: the original among the objects of the signature",
            from_assertion(|before, assertion, after| {
                let (head, mark, tail) = cut(assertion, "ds:Signature");
                let mark = mark.replace("</ds:Signature>", &format!("<ds:Object>{head}{tail}</ds:Object></ds:Signature>"));
                let other = format!("{head}{mark}{tail}").replacen("_a1", "_evil", 1).replacen("erika", "admin", 1);
                format!("{before}{other}{after}")
            }),
            Refused::SeveralAssertions,
        ),
    ]);
}

#[test]
fn other_places_for_what_is_signed_are_refused() {
    all_refused(vec![
        attack(
            "the signed assertion concealed among extensions, and nothing else",
            || {
                let xml = good(Signed::Assertion);
                let (before, assertion, after) = cut(&xml, "saml:Assertion");
                format!("{before}<samlp:Extensions>{assertion}</samlp:Extensions>{after}")
            },
            Refused::MisplacedAssertion,
        ),
        attack(
            "the signed assertion twice",
            || {
                let xml = good(Signed::Assertion);
                let (before, assertion, after) = cut(&xml, "saml:Assertion");
                format!("{before}{assertion}{assertion}{after}")
            },
            Refused::DuplicateId,
        ),
        attack(
            "one of SAML 1.1 beside it",
            || {
                good(Signed::Assertion)
                    .replace("</samlp:Response>", "<Assertion xmlns=\"urn:oasis:names:tc:SAML:1.0:assertion\"/></samlp:Response>")
            },
            Refused::SeveralAssertions,
        ),
        attack("one in no namespace", || response("<Assertion ID=\"_a1\"/>").replace("<!SIGNATURE:_r1>", ""), Refused::MisplacedAssertion),
        attack("none", || terms(Signed::Response).around(""), Refused::NoAssertion),
        attack(
            "the signature on the issuer",
            || {
                let xml = good(Signed::Assertion);
                let (before, mark, after) = cut(&xml, "ds:Signature");
                format!("{before}{after}").replacen("</saml:Issuer>", &format!("{mark}</saml:Issuer>"), 1)
            },
            Refused::MisplacedSignature,
        ),
        attack(
            "the assertion's signature on the response",
            || {
                let xml = good(Signed::Assertion);
                let (before, mark, after) = cut(&xml, "ds:Signature");
                format!("{before}{after}").replacen("<samlp:Status>", &format!("{mark}<samlp:Status>"), 1)
            },
            Refused::ReferenceUri,
        ),
        attack(
            "a signed response that holds another assertion",
            || {
                let xml = good(Signed::Response);
                let (before, assertion, after) = cut(&xml, "saml:Assertion");
                format!("{before}{}{after}", assertion.replace("erika", "admin"))
            },
            Refused::Digest,
        ),
        attack(
            "two signatures on one element",
            || {
                let xml = good(Signed::Assertion);
                let (before, mark, after) = cut(&xml, "ds:Signature");
                format!("{before}{mark}{mark}{after}")
            },
            Refused::SeveralSignatures,
        ),
        attack("no signature", || good(Signed::Nothing), Refused::NoSignature),
        attack(
            "the signature taken away",
            || {
                let xml = good(Signed::Both);
                let (before, _, after) = cut(&xml, "ds:Signature");
                let bare = format!("{before}{after}");
                let (before, _, after) = cut(&bare, "ds:Signature");
                format!("{before}{after}")
            },
            Refused::NoSignature,
        ),
        attack(
            "the response's signature broken, the assertion's good",
            || good(Signed::Both).replacen("IssueInstant=\"2026-01-15T09:00:00Z\"", "IssueInstant=\"2026-01-15T09:00:01Z\"", 1),
            Refused::Digest,
        ),
        attack("a changed name", || good(Signed::Assertion).replace(">erika<", ">admin<"), Refused::Digest),
    ]);
}

#[test]
fn xml_that_means_more_than_it_says_is_refused() {
    let doctype = |inside: &'static str| move || format!("<!DOCTYPE r [{inside}]>{}", good(Signed::Assertion));
    all_refused(vec![
        attack("a comment in the name", || good(Signed::Assertion).replace(">erika<", ">eri<!-- -->ka<"), Refused::Comment),
        attack("an instruction in the name", || good(Signed::Assertion).replace(">erika<", ">eri<?x?>ka<"), Refused::ProcessingInstruction),
        attack("a CDATA section in the name", || good(Signed::Assertion).replace(">erika<", "><![CDATA[erika]]><"), Refused::CData),
        attack("a document type", doctype(""), Refused::Dtd),
        attack("an entity from a file", doctype("<!ENTITY x SYSTEM \"file:///etc/passwd\">"), Refused::Dtd),
        attack("an entity that grows", doctype("<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"), Refused::Dtd),
        attack("an entity that nobody declared", || good(Signed::Assertion).replace(">erika<", ">&erika;<"), Refused::Entity),
        attack("an element in the name", || terms(Signed::Assertion).with(">erika<", ">eri<x/>ka<").response(), Refused::MixedText),
        attack(
            "one identifier twice",
            || good(Signed::Assertion).replace("<samlp:Status>", "<samlp:Status Id=\"_a1\">"),
            Refused::DuplicateId,
        ),
        attack(
            "a relative namespace",
            || good(Signed::Assertion).replacen("ID=\"_r1\"", "ID=\"_r1\" xmlns:x=\"x\"", 1),
            Refused::Namespace,
        ),
        attack("UTF-16", || good(Signed::Assertion).replacen('<', "<?xml version=\"1.0\" encoding=\"utf-16\"?><", 1), Refused::NotUtf8),
        attack(
            "one namespace declared twice",
            || good(Signed::Assertion).replace("<saml:NameID ", "<saml:NameID xmlns=\"urn:x\" xmlns=\"urn:y\" "),
            Refused::Malformed,
        ),
        attack("two roots", || good(Signed::Assertion) + "<x/>", Refused::Malformed),
        attack("an unbound prefix", || good(Signed::Assertion).replace("<samlp:Status>", "<samlp:Status x:y=\"\">"), Refused::Malformed),
        attack("no SAML", || "<html/>".to_owned(), Refused::NotAResponse),
        attack("nothing", String::new, Refused::NotXml),
    ]);
}

#[test]
fn what_is_too_much_is_refused_before_it_costs() {
    let wide = |element: &str| format!("<samlp:Extensions>{}</samlp:Extensions><samlp:Status>", element.repeat(150_000 / element.len()));
    let put = |inside: String| good(Signed::Assertion).replacen("<samlp:Status>", &inside, 1);
    let amplified = move || {
        let long =
            format!("<samlp:Extensions xmlns:l=\"urn:{}\">{}</samlp:Extensions><samlp:Status>", "l".repeat(60_000), "<l:x/>".repeat(4_000));
        let mut signed = terms(Signed::Response);
        signed.changes.push(("<samlp:Status>".to_owned(), long.clone()));
        // Signed by somebody who would not have to be known: the limit is reached before a key is asked.
        let small = terms(Signed::Response).response();
        let (_, mark, _) = cut(&small, "ds:Signature");
        response(ASSERTION).replace("<!SIGNATURE:_r1>", mark).replace("<!SIGNATURE:_a1>", "").replacen("<samlp:Status>", &long, 1)
    };
    all_refused(vec![
        attack("an element in an element in an element", move || put(format!("{}<samlp:Status>", "<x>".repeat(40_000))), Refused::TooDeep),
        attack(
            "a thousand closed well",
            move || put(format!("{}{}<samlp:Status>", "<x>".repeat(1_000), "</x>".repeat(1_000))),
            Refused::TooDeep,
        ),
        attack("many elements", move || put(wide("<x/>")), Refused::TooComplex),
        attack("many attributes", move || put(format!("<x {}/><samlp:Status>", " a=''".repeat(15_000))), Refused::TooComplex),
        attack(
            "many namespaces",
            move || {
                let declared = |from: usize| (from..from + 20).map(|n| format!("xmlns:n{n}='urn:n{n}'")).collect::<Vec<_>>().join(" ");
                put(format!("<x {}><x {}/></x><samlp:Status>", declared(0), declared(20)))
            },
            Refused::TooComplex,
        ),
        attack("a canonical form that grows", amplified, Refused::CanonicalTooLarge),
        attack("a megabyte", move || put(format!("{}<samlp:Status>", " ".repeat(1_000_000))), Refused::TooLarge),
    ]);
}

#[test]
fn what_is_no_text_at_all_is_refused() {
    use std::io::Write;
    let (idp, sp) = (idp(&[Key::Rsa]), sp());
    let expected = Expected { idp: &idp, sp: &sp, key: None, answers: Answers::Request(REQUEST), contexts: &[], now: super::idp::now() };
    assert_eq!(read_response(&expected, "*** no base64 ***").err(), Some(Refused::NotBase64));
    assert_eq!(read_response(&expected, &encoded([0xff, 0xfe, b'<', 0])).err(), Some(Refused::NotUtf8));
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(&vec![b' '; 50_000_000]).expect("a bomb");
    let bomb = encoded(deflated.finish().expect("a bomb"));
    let refused = read_response(&expected, &bomb).err();
    assert!(matches!(refused, Some(Refused::NotUtf8 | Refused::NotXml)), "nothing is inflated: {refused:?}");
    // Base64 may come in lines.
    let lines: String = encoded(good(Signed::Assertion))
        .as_bytes()
        .chunks(64)
        .flat_map(|line| [std::str::from_utf8(line).expect("ASCII"), "\r\n"])
        .collect();
    assert!(read_response(&expected, &lines).is_ok());
}

#[test]
fn only_the_profiles_signatures_count() {
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    let signed = |change: fn(&mut Terms)| {
        move || {
            let mut terms = terms(Signed::Assertion);
            change(&mut terms);
            terms.response()
        }
    };
    let unsigned = move |change: &'static str, to: String| move || good(Signed::Assertion).replacen(change, &to, 1);
    all_refused(vec![
        attack("RSA with SHA-1", signed(|terms| terms.method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), Refused::WeakHash),
        attack("a digest of SHA-1", signed(|terms| terms.digest = "http://www.w3.org/2000/09/xmldsig#sha1"), Refused::WeakHash),
        attack(
            "a digest of SHA-224",
            signed(|terms| terms.digest = "http://www.w3.org/2001/04/xmldsig-more#sha224"),
            Refused::DigestMethod,
        ),
        attack(
            "HMAC with the public key",
            signed(|terms| terms.method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
            Refused::Hmac,
        ),
        attack(
            "another method",
            signed(|terms| terms.method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"),
            Refused::SignatureMethod,
        ),
        attack("a key of 1,024 bits", signed(|terms| terms.key = Key::ShortRsa), Refused::Signature),
        attack("a stranger's key", signed(|terms| terms.key = Key::Stranger), Refused::Signature),
        attack(
            "a stranger's key, with their certificate",
            || {
                let mut terms = terms(Signed::Assertion);
                terms.key = Key::Stranger;
                terms.key_info = format!(
                    "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
                    Key::Stranger.base64()
                );
                terms.response()
            },
            Refused::Signature,
        ),
        attack(
            "the kind of another key",
            signed(|terms| (terms.key, terms.method) = (Key::P256, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")),
            Refused::Signature,
        ),
        attack(
            "two references",
            signed(|terms| {
                terms.more_references = format!(
                    "<ds:Reference URI=\"#_a1\"><ds:Transforms>{ENVELOPED}{EXCLUSIVE}</ds:Transforms><ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue/></ds:Reference>",
                    terms.digest
                );
            }),
            Refused::References,
        ),
        attack("a reference to the whole document", signed(|terms| terms.uri = Some("")), Refused::ReferenceUri),
        attack("a reference to the response, on the assertion", signed(|terms| terms.uri = Some("#_r1")), Refused::ReferenceUri),
        attack("a reference by XPointer", signed(|terms| terms.uri = Some("#xpointer(id('_a1'))")), Refused::ReferenceUri),
        attack("an XPath transform", signed(|terms| terms.transforms = format!("{ENVELOPED}{XPATH}{EXCLUSIVE}")), Refused::Transforms),
        attack("an XPath transform instead", signed(|terms| terms.transforms = format!("{ENVELOPED}{XPATH}")), Refused::Transforms),
        attack("an XSLT transform", unsigned(EXCLUSIVE, format!("{XSLT}{EXCLUSIVE}")), Refused::Transforms),
        attack("no canonical form", signed(|terms| terms.transforms = ENVELOPED.to_owned()), Refused::Transforms),
        attack(
            "the enveloped signature alone twice",
            signed(|terms| terms.transforms = format!("{ENVELOPED}{ENVELOPED}")),
            Refused::Transforms,
        ),
        attack(
            "the inclusive canonical form",
            signed(|terms| {
                terms.transforms =
                    terms.transforms.replace("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315");
            }),
            Refused::Transforms,
        ),
        attack(
            "the inclusive form of the signature",
            signed(|terms| terms.canonical = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>"),
            Refused::Canonicalisation,
        ),
        attack(
            "a form with comments",
            signed(|terms| {
                terms.canonical = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\"/>";
            }),
            Refused::Canonicalisation,
        ),
        attack(
            "a shortened HMAC",
            unsigned(
                "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>",
                format!(
                    "<ds:SignatureMethod Algorithm=\"{more}rsa-sha256\"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>"
                ),
            ),
            Refused::SignatureShape,
        ),
        attack("an object", unsigned("</ds:Signature>", "<ds:Object/></ds:Signature>".to_owned()), Refused::SignatureShape),
        attack(
            "an empty signature",
            unsigned("<ds:SignatureMethod", "<ds:SignatureMethod/><ds:SignatureMethod".to_owned()),
            Refused::Repeated,
        ),
        attack("no identifier", unsigned(" ID=\"_a1\"", String::new()), Refused::NoId),
    ]);
}

#[test]
fn what_is_not_for_us_or_not_now_is_refused() {
    let signed = |from: &'static str, to: &'static str| move || terms(Signed::Both).with(from, to).response();
    all_refused(vec![
        attack(
            "another audience",
            signed("<saml:Audience>https://desk.example/saml", "<saml:Audience>https://other.example/saml"),
            Refused::Audience,
        ),
        attack(
            "a longer audience",
            signed("<saml:Audience>https://desk.example/saml", "<saml:Audience>https://desk.example/saml2"),
            Refused::Audience,
        ),
        attack(
            "two restrictions of which one is not us",
            signed(
                "</saml:AudienceRestriction>",
                "</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>x:y</saml:Audience></saml:AudienceRestriction>",
            ),
            Refused::Audience,
        ),
        attack("no audience in the restriction", signed("<saml:Audience>https://desk.example/saml</saml:Audience>", ""), Refused::Audience),
        attack(
            "no restriction",
            signed("<saml:AudienceRestriction><saml:Audience>https://desk.example/saml</saml:Audience></saml:AudienceRestriction>", ""),
            Refused::NoConditions,
        ),
        attack(
            "a condition from elsewhere",
            signed("<saml:AudienceRestriction>", "<x:Never xmlns:x=\"urn:x\"/><saml:AudienceRestriction>"),
            Refused::UnknownCondition,
        ),
        attack(
            "another recipient",
            signed("Recipient=\"https://desk.example/saml/acs\"", "Recipient=\"https://other.example/saml/acs\""),
            Refused::Recipient,
        ),
        attack("no recipient", signed("Recipient=\"https://desk.example/saml/acs\"", ""), Refused::Recipient),
        attack(
            "another destination",
            signed("Destination=\"https://desk.example/saml/acs\"", "Destination=\"https://desk.example/saml/acs/\""),
            Refused::Destination,
        ),
        attack("no destination", signed("Destination=\"https://desk.example/saml/acs\"", ""), Refused::Destination),
        attack("an empty destination", signed("Destination=\"https://desk.example/saml/acs\"", "Destination=\"\""), Refused::Destination),
        attack(
            "another issuer",
            signed("<saml:Issuer>https://idp.example/metadata", "<saml:Issuer>https://other.example/metadata"),
            Refused::Issuer,
        ),
        attack(
            "no issuer",
            signed("<saml:Issuer>https://idp.example/metadata</saml:Issuer><!SIGNATURE:_a1>", "<!SIGNATURE:_a1>"),
            Refused::Issuer,
        ),
        attack("another request", signed("\"_request1\"", "\"_request2\""), Refused::InResponseTo),
        attack(
            "another request in the assertion alone",
            signed("<saml:SubjectConfirmationData InResponseTo=\"_request1\"", "<saml:SubjectConfirmationData InResponseTo=\"_request2\""),
            Refused::InResponseTo,
        ),
        attack(
            "no request in the assertion",
            signed("<saml:SubjectConfirmationData InResponseTo=\"_request1\"", "<saml:SubjectConfirmationData"),
            Refused::InResponseTo,
        ),
        attack("long ago", signed("NotOnOrAfter=\"2026-01-15T09:10:00Z\"", "NotOnOrAfter=\"2026-01-15T08:58:00Z\""), Refused::Expired),
        attack(
            "a confirmation of long ago",
            signed("NotOnOrAfter=\"2026-01-15T09:05:00Z\"", "NotOnOrAfter=\"2026-01-15T08:58:00Z\""),
            Refused::Expired,
        ),
        attack("in a while", signed("NotBefore=\"2026-01-15T08:59:00Z\"", "NotBefore=\"2026-01-15T09:02:01Z\""), Refused::NotYetValid),
        attack("at no time", signed("NotBefore=\"2026-01-15T08:59:00Z\"", "NotBefore=\"now\""), Refused::Moment),
        attack("in no zone", signed("NotBefore=\"2026-01-15T08:59:00Z\"", "NotBefore=\"2026-01-15T08:59:00\""), Refused::Moment),
        attack(
            "a session that is over",
            signed("SessionNotOnOrAfter=\"2026-01-15T17:00:00Z\"", "SessionNotOnOrAfter=\"2026-01-15T08:00:00Z\""),
            Refused::SessionExpired,
        ),
        attack(
            "not the bearer",
            signed("Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"", "Method=\"urn:oasis:names:tc:SAML:2.0:cm:holder-of-key\""),
            Refused::NoBearer,
        ),
        attack("confirmed for ever", signed(" NotOnOrAfter=\"2026-01-15T09:05:00Z\"", ""), Refused::ConfirmationShape),
        attack(
            "confirmed from a beginning",
            signed(" NotOnOrAfter=\"2026-01-15T09:05:00Z\"", " NotBefore=\"2026-01-15T09:00:00Z\" NotOnOrAfter=\"2026-01-15T09:05:00Z\""),
            Refused::ConfirmationShape,
        ),
        attack(
            "for another service",
            signed("SPNameQualifier=\"https://desk.example/saml\"", "SPNameQualifier=\"https://other.example/saml\""),
            Refused::SpNameQualifier,
        ),
        attack("nobody", signed(">erika<", "> <"), Refused::NameId),
        attack("a name in two lines", signed(">erika<", ">eri&#10;ka<"), Refused::NameId),
        attack("a name with blanks around it", signed(">erika<", ">erika <"), Refused::NameId),
        attack("two names", signed("</saml:NameID>", "</saml:NameID><saml:NameID>admin</saml:NameID>"), Refused::Repeated),
        attack(
            "an encrypted name",
            signed("<saml:SubjectConfirmation ", "<saml:EncryptedID/><saml:SubjectConfirmation "),
            Refused::EncryptedPart,
        ),
        attack(
            "an encrypted attribute",
            signed("</saml:AttributeStatement>", "<saml:EncryptedAttribute/></saml:AttributeStatement>"),
            Refused::EncryptedPart,
        ),
        attack("a failure", signed("status:Success", "status:Responder"), Refused::Status),
        attack("another version", signed("ID=\"_a1\" Version=\"2.0\"", "ID=\"_a1\" Version=\"1.1\""), Refused::Version),
        attack("another version of the response", signed("ID=\"_r1\" Version=\"2.0\"", "ID=\"_r1\" Version=\"1.1\""), Refused::Version),
    ]);
    let without = |name: &str| {
        let (before, _, after) = cut(ASSERTION, name);
        terms(Signed::Assertion).around(&format!("{before}{after}"))
    };
    for (name, reason) in [
        ("saml:Subject>", Refused::NoSubject),
        ("saml:NameID", Refused::NameId),
        ("saml:SubjectConfirmation", Refused::NoBearer),
        ("saml:Conditions", Refused::NoConditions),
        ("saml:AuthnStatement", Refused::NoAuthnStatement),
    ] {
        assert_eq!(read(&without(name.trim_end_matches('>'))).err(), Some(reason), "{name}");
    }
    let contexts = ["urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken".to_owned()];
    let weak = read_with(&good(Signed::Both), &[Key::Rsa], |expected| expected.contexts = Box::leak(Box::new(contexts)));
    assert_eq!(weak.err(), Some(Refused::AuthnContext));
}

/// The log knows each reason by a word of its own.
#[test]
fn every_reason_has_its_own_word() {
    let words: std::collections::HashSet<&str> = Refused::ALL.iter().map(|refused| refused.word()).collect();
    assert_eq!(words.len(), Refused::ALL.len());
    assert!(words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())));
}
