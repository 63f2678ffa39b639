//! An identity provider of test code: it writes responses, and `xmlsec1` signs them, so that neither the canonical form nor
//! the signature is our own work.

use kernel::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use wire::saml::{Answers, Assertion, Expected, IdpMetadata, KeyPair, Refused, ServiceProvider, read_response};

pub(super) const NOW: &str = "2026-01-15T09:00:00Z";
pub(super) const IDP: &str = "https://idp.example/metadata";
pub(super) const SP: &str = "https://desk.example/saml";
pub(super) const ACS: &str = "https://desk.example/saml/acs";
pub(super) const REQUEST: &str = "_request1";

static PLACE: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));
static COUNT: AtomicUsize = AtomicUsize::new(0);

pub(super) fn run(program: &str, words: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(words).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub(super) fn place(name: &str) -> PathBuf {
    PLACE.path().join(name)
}

pub(super) fn scratch(bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = place(&format!("scratch{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::write(&path, bytes).expect("a file");
    path
}

/// A key with its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Rsa,
    NextRsa,
    P256,
    P384,
    ShortRsa,
    Stranger,
}

static MADE: LazyLock<Vec<(Key, PathBuf, PathBuf)>> = LazyLock::new(|| {
    let all = [
        (Key::Rsa, "rsa:2048"),
        (Key::NextRsa, "rsa:3072"),
        (Key::P256, "ec:prime256v1"),
        (Key::P384, "ec:secp384r1"),
        (Key::ShortRsa, "rsa:1024"),
        (Key::Stranger, "rsa:2048"),
    ];
    all.map(|(key, kind)| {
        let (private, certificate) = (place(&format!("{key:?}.key")), place(&format!("{key:?}.crt")));
        let curve = kind.strip_prefix("ec:").map(|curve| format!("ec_paramgen_curve:{curve}"));
        let mut words = vec!["req", "-x509", "-nodes", "-subj", "/CN=idp", "-days", "2", "-newkey"];
        match &curve {
            Some(curve) => words.extend(["ec", "-pkeyopt", curve]),
            None => words.push(kind),
        }
        words.extend(["-keyout", text(&private), "-out", text(&certificate)]);
        run("openssl", &words);
        (key, private, certificate)
    })
    .to_vec()
});

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

impl Key {
    pub(super) fn private(self) -> &'static Path {
        MADE.iter().find(|(key, ..)| *key == self).map(|(_, private, _)| private.as_path()).expect("made")
    }

    pub(super) fn certificate(self) -> &'static Path {
        MADE.iter().find(|(key, ..)| *key == self).map(|(.., certificate)| certificate.as_path()).expect("made")
    }

    /// Its certificate as it stands in metadata.
    pub(super) fn base64(self) -> String {
        fs::read_to_string(self.certificate()).expect("a certificate").lines().filter(|line| !line.starts_with('-')).collect()
    }
}

/// The pair of the service provider: PKCS #8 and certificate, both DER.
static OURS: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let key = run("openssl", &["pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in", text(Key::NextRsa.private())]);
    (key, run("openssl", &["x509", "-outform", "DER", "-in", text(Key::NextRsa.certificate())]))
});

pub(super) fn our_pair() -> KeyPair {
    KeyPair::from_pkcs8(&OURS.0).expect("a pair")
}

pub(super) fn our_certificate() -> Vec<u8> {
    OURS.1.clone()
}

pub(super) fn sp() -> ServiceProvider {
    ServiceProvider { entity_id: SP.to_owned(), acs_url: ACS.to_owned(), certificate: our_certificate() }
}

pub(super) fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("a moment")
}

pub(super) fn metadata(keys: &[Key]) -> String {
    let descriptor = |key: &Key| {
        format!(
            "<KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
             </KeyDescriptor>",
            key.base64()
        )
    };
    format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         entityID=\"{IDP}\"><IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{}\
         <SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example/slo\"/>\
         <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example/sso?x=1\"/>\
         </IDPSSODescriptor></EntityDescriptor>",
        keys.iter().map(descriptor).collect::<String>()
    )
}

pub(super) fn idp(keys: &[Key]) -> IdpMetadata {
    IdpMetadata::read(metadata(keys).as_bytes(), None, now()).expect("metadata")
}

/// Which elements are signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Signed {
    Nothing,
    Assertion,
    Response,
    Both,
}

/// What the provider says, and how it signs; an attack changes one of them.
#[derive(Clone)]
pub(super) struct Terms {
    pub(super) signed: Signed,
    pub(super) key: Key,
    pub(super) method: &'static str,
    pub(super) digest: &'static str,
    pub(super) canonical: &'static str,
    pub(super) transforms: String,
    pub(super) key_info: String,
    /// A second thing that the signature covers.
    pub(super) more_references: String,
    pub(super) uri: Option<&'static str>,
    /// Replaced in the response before it is signed.
    pub(super) changes: Vec<(String, String)>,
}

pub(super) const ENVELOPED: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
pub(super) const EXCLUSIVE: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
pub(super) const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

pub(super) fn terms(signed: Signed) -> Terms {
    Terms {
        signed,
        key: Key::Rsa,
        method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest: SHA256,
        canonical: "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
        transforms: format!("{ENVELOPED}{EXCLUSIVE}"),
        key_info: String::new(),
        more_references: String::new(),
        uri: None,
        changes: Vec::new(),
    }
}

pub(super) const ASSERTION: &str = "<saml:Assertion ID=\"_a1\" Version=\"2.0\" IssueInstant=\"2026-01-15T09:00:00Z\">\
    <saml:Issuer>https://idp.example/metadata</saml:Issuer><!SIGNATURE:_a1><saml:Subject>\
    <saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\" SPNameQualifier=\"https://desk.example/saml\">erika</saml:NameID>\
    <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"><saml:SubjectConfirmationData InResponseTo=\"_request1\" \
    Recipient=\"https://desk.example/saml/acs\" NotOnOrAfter=\"2026-01-15T09:05:00Z\"/></saml:SubjectConfirmation></saml:Subject>\
    <saml:Conditions NotBefore=\"2026-01-15T08:59:00Z\" NotOnOrAfter=\"2026-01-15T09:10:00Z\"><saml:AudienceRestriction>\
    <saml:Audience>https://desk.example/saml</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
    <saml:AuthnStatement AuthnInstant=\"2026-01-15T08:58:00Z\" SessionIndex=\"s1\" SessionNotOnOrAfter=\"2026-01-15T17:00:00Z\">\
    <saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>\
    </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
    <saml:Attribute Name=\"mail\" FriendlyName=\"E-mail\"><saml:AttributeValue xsi:type=\"xs:string\">erika@desk.example</saml:AttributeValue></saml:Attribute>\
    <saml:Attribute Name=\"groups\"><saml:AttributeValue>a &amp; b</saml:AttributeValue><saml:AttributeValue>c</saml:AttributeValue></saml:Attribute>\
    <saml:Attribute Name=\"groups\"><saml:AttributeValue>d</saml:AttributeValue></saml:Attribute>\
    </saml:AttributeStatement></saml:Assertion>";

pub(super) fn response(inside: &str) -> String {
    format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ID=\"_r1\" Version=\"2.0\" \
         IssueInstant=\"2026-01-15T09:00:00Z\" Destination=\"{ACS}\" InResponseTo=\"{REQUEST}\"><saml:Issuer>{IDP}</saml:Issuer>\
         <!SIGNATURE:_r1><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>\
         {inside}</samlp:Response>"
    )
}

impl Terms {
    #[must_use]
    pub(super) fn with(mut self, from: &str, to: &str) -> Self {
        self.changes.push((from.to_owned(), to.to_owned()));
        self
    }

    pub(super) fn template(&self, id: &str) -> String {
        let Self { method, digest, canonical, transforms, key_info, more_references, .. } = self;
        let uri = self.uri.map_or_else(|| format!("#{id}"), str::to_owned);
        format!(
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>{canonical}\
             <ds:SignatureMethod Algorithm=\"{method}\"/><ds:Reference URI=\"{uri}\"><ds:Transforms>{transforms}</ds:Transforms>\
             <ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue/></ds:Reference>{more_references}</ds:SignedInfo><ds:SignatureValue/>\
             {key_info}</ds:Signature>"
        )
    }

    /// The response, signed.
    pub(super) fn response(&self) -> String {
        self.around(ASSERTION)
    }

    pub(super) fn around(&self, inside: &str) -> String {
        let mut xml = response(inside);
        for (from, to) in &self.changes {
            assert!(xml.contains(from), "{from} stands there");
            xml = xml.replace(from, to);
        }
        for (id, is_signed) in [
            ("_a1", matches!(self.signed, Signed::Assertion | Signed::Both)),
            ("_r1", matches!(self.signed, Signed::Response | Signed::Both)),
        ] {
            let mark = format!("<!SIGNATURE:{id}>");
            if is_signed {
                // The other place holds nothing yet, or what is already signed.
                let other = if id == "_a1" { "<!SIGNATURE:_r1>" } else { "<!SIGNATURE:none>" };
                let whole = xml.replace(&mark, &self.template(id)).replace(other, "<hole/>");
                xml = self.sign(&whole).replace("<hole/>", other);
            }
            xml = xml.replace(&mark, "");
        }
        xml
    }

    /// Fills the first signature of a document.
    pub(super) fn sign(&self, xml: &str) -> String {
        let (file, out) = (scratch(xml), scratch(""));
        let mut words = vec!["--sign", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"];
        words.extend(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"]);
        if self.method.contains("hmac") {
            words.extend(["--hmackey", text(self.key.certificate())]);
        } else {
            words.extend(["--privkey-pem", text(self.key.private())]);
        }
        words.extend(["--output", text(&out), text(&file)]);
        run("xmlsec1", &words);
        let signed = fs::read_to_string(out).expect("what was signed");
        signed.trim_start_matches("<?xml version=\"1.0\"?>\n").trim_end().to_owned()
    }
}

pub(super) fn encoded(xml: impl AsRef<[u8]>) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(xml)
}

/// Reads a response as the service provider that trusts those keys.
pub(super) fn read_with(xml: &str, keys: &[Key], change: impl FnOnce(&mut Expected<'_>)) -> Result<Assertion, Refused> {
    let (idp, sp, pair) = (idp(keys), sp(), our_pair());
    let mut expected = Expected { idp: &idp, sp: &sp, key: Some(&pair), answers: Answers::Request(REQUEST), contexts: &[], now: now() };
    change(&mut expected);
    read_response(&expected, &encoded(xml))
}

pub(super) fn read(xml: &str) -> Result<Assertion, Refused> {
    read_with(xml, &[Key::Rsa], |_| ())
}

pub(super) fn decoded(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).expect("Base64")
}
