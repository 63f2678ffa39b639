//! The desk as a service provider, and its requests to sign in.

use super::key::KeyPair;
use super::metadata::IdpMetadata;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use kernel::{Fault, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::io::Write;

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
/// What stays as it is in a query (RFC 3986 §2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The desk, as identity providers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProvider {
    /// Its name among services.
    pub entity_id: String,
    /// Where browsers bring responses.
    pub acs_url: String,
    /// The certificate of its key pair, DER, for signatures and encryption both.
    pub certificate: Vec<u8>,
}

/// The terms of one request.
#[derive(Clone, Copy, Debug)]
pub struct RequestTerms<'a> {
    /// Its identifier: drawn anew, remembered, and used once. **Shape**: begins with a letter or `_`.
    pub id: &'a str,
    /// The present moment.
    pub now: Timestamp,
    /// What the browser brings back with the response. **Shape**: at most 80 octets.
    pub relay_state: &'a str,
    /// Whether they shall sign in anew although they have a session at the identity provider.
    pub force_authn: bool,
    /// Ways to sign in of which one is asked for; empty means any.
    pub contexts: &'a [String],
}

impl ServiceProvider {
    /// The document that identity providers are set up with (SAML 2.0 Metadata §2.4.4).
    pub fn metadata(&self) -> String {
        let certificate = STANDARD.encode(&self.certificate);
        let key = |purpose: &str, methods: &str| {
            format!(
                "<md:KeyDescriptor use=\"{purpose}\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
                 <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>{methods}</md:KeyDescriptor>"
            )
        };
        let methods = [
            "http://www.w3.org/2009/xmlenc11#aes256-gcm",
            "http://www.w3.org/2009/xmlenc11#aes128-gcm",
            "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
        ];
        let methods = methods.map(|method| format!("<md:EncryptionMethod Algorithm=\"{method}\"/>")).concat();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
             entityID=\"{entity}\"><md:SPSSODescriptor AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\" \
             protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{signing}{encryption}\
             <md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{acs}\" index=\"0\" \
             isDefault=\"true\"/></md:SPSSODescriptor></md:EntityDescriptor>\n",
            entity = escaped(&self.entity_id),
            signing = key("signing", ""),
            encryption = key("encryption", &methods),
            acs = escaped(&self.acs_url),
        )
    }

    /// The address to which the browser is sent: a request by redirect, deflated and signed with RSA and SHA-256.
    ///
    /// # Errors
    /// The key did not sign.
    ///
    /// # Source
    /// SAML 2.0 Core §3.4, Bindings §3.4.4.1.
    pub fn authn_request(&self, idp: &IdpMetadata, key: &KeyPair, terms: &RequestTerms<'_>) -> Result<String, Fault> {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(self.request(idp, terms).as_bytes()).map_err(|error| Fault::new("deflating a request", error))?;
        let packed = packed.finish().map_err(|error| Fault::new("deflating a request", error))?;
        let said = |text: &str| utf8_percent_encode(text, QUERY).to_string();
        let query =
            format!("SAMLRequest={}&RelayState={}&SigAlg={}", said(&STANDARD.encode(packed)), said(terms.relay_state), said(RSA_SHA256));
        let mark = key.sign(query.as_bytes()).ok_or_else(|| Fault::bug("the service provider's key does not sign"))?;
        let to = &idp.sso_redirect;
        let joint = if to.contains('?') { '&' } else { '?' };
        Ok(format!("{to}{joint}{query}&Signature={}", said(&STANDARD.encode(mark))))
    }

    fn request(&self, idp: &IdpMetadata, terms: &RequestTerms<'_>) -> String {
        let context = |context: &String| format!("<saml:AuthnContextClassRef>{}</saml:AuthnContextClassRef>", escaped(context));
        let contexts: String = terms.contexts.iter().map(context).collect();
        let asked = match contexts.as_str() {
            "" => String::new(),
            asked => format!("<samlp:RequestedAuthnContext Comparison=\"exact\">{asked}</samlp:RequestedAuthnContext>"),
        };
        format!(
            "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{now}\" \
             Destination=\"{destination}\"{force} AssertionConsumerServiceURL=\"{acs}\" \
             ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"><saml:Issuer>{issuer}</saml:Issuer>{asked}\
             </samlp:AuthnRequest>",
            id = escaped(terms.id),
            now = Timestamp::from_micros(terms.now.as_secs().saturating_mul(1_000_000)),
            destination = escaped(&idp.sso_redirect),
            force = if terms.force_authn { " ForceAuthn=\"true\"" } else { "" },
            acs = escaped(&self.acs_url),
            issuer = escaped(&self.entity_id),
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
