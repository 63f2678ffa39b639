//! Responses of SAML: whatever is made of signed ones, what we accept `xmlsec1` accepts, and it names the same person.
//!
//! The signed responses in `fuzz/saml` were made once by `xmlsec1`; the keys that signed them were thrown away.

mod changes;
mod oracle;

use kernel::Timestamp;
use std::sync::LazyLock;
use wire::saml::{Answers, Assertion, Expected, IdpMetadata, Refused, ServiceProvider, read_response};

const SIGNED: [&str; 3] = [include_str!("../saml/assertion.xml"), include_str!("../saml/response.xml"), include_str!("../saml/both.xml")];
const METADATA: &str = include_str!("../saml/metadata.xml");

static IDP: LazyLock<Option<IdpMetadata>> = LazyLock::new(|| IdpMetadata::read(METADATA.as_bytes(), None, now()).ok());
static SP: LazyLock<ServiceProvider> = LazyLock::new(|| ServiceProvider {
    entity_id: "https://desk.example/saml".to_owned(),
    acs_url: "https://desk.example/saml/acs".to_owned(),
    certificate: Vec::new(),
});

/// 2026-01-15T09:00:00Z
fn now() -> Timestamp {
    Timestamp::from_micros(1_768_467_600_000_000)
}

/// The first byte says what the others are: a response, encoded or not, metadata, or changes of a signed response.
pub(crate) fn run(bytes: &[u8]) {
    let Some((kind, said)) = bytes.split_first() else { return };
    match kind {
        0 => judged(&String::from_utf8_lossy(said)),
        1 => metadata(said),
        2 => assert!(read(&String::from_utf8_lossy(said)).is_err(), "nothing encoded by hand is signed"),
        _ => {
            let signed = SIGNED.into_iter().cycle().nth(usize::from(*kind) % SIGNED.len()).unwrap_or_default();
            judged(&changes::made(signed.trim_end(), said));
        }
    }
}

fn metadata(said: &[u8]) {
    if let Ok(idp) = IdpMetadata::read(said, None, now()) {
        assert!((1..=3).contains(&idp.keys.len()) && idp.sso_redirect.starts_with("https://"), "{idp:?}");
        let request = SP.metadata();
        assert!(request.contains(&SP.entity_id), "{request}");
    }
}

fn read(posted: &str) -> Result<Assertion, Refused> {
    assert!(IDP.is_some(), "the metadata in fuzz/saml are good");
    let Some(idp) = IDP.as_ref() else { return Err(Refused::Issuer) };
    let expected = Expected { idp, sp: &SP, key: None, answers: Answers::Request("_request1"), contexts: &[], now: now() };
    read_response(&expected, posted)
}

fn judged(xml: &str) {
    let posted = oracle::encoded(xml);
    let first = read(&posted);
    assert_eq!(first, read(&posted), "the same twice");
    let Ok(assertion) = first else { return };
    assert_eq!((assertion.id.as_str(), assertion.name_id.as_str()), ("_a1", "erika"), "nobody signed anything else: {xml}");
    assert_eq!(oracle::named(xml).as_deref(), Ok("erika"), "what was signed says so: {xml}");
}
