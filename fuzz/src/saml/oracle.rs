//! What `xmlsec1` says of a response.

use std::fs;
use std::process::Command;

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion";
const RESPONSE: &str = "urn:oasis:names:tc:SAML:2.0:protocol:Response";

/// Base64, as browsers post it.
pub(super) fn encoded(xml: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(xml)
}

/// Whom the octets name that `xmlsec1` digested for the first signature of the document, if that signature is good.
pub(super) fn named(xml: &str) -> Result<String, String> {
    let place = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    fs::write(place.path(), xml).map_err(|error| error.to_string())?;
    let mut said = String::new();
    for certificate in ["rsa.crt", "p256.crt"] {
        let mut verify = Command::new("xmlsec1");
        // What the signature says of its key is not looked at here either.
        verify.args(["--verify", "--enabled-key-data", "key-name", "--enabled-reference-uris", "same-doc", "--store-references"]);
        verify.args(["--print-debug", "--id-attr:ID", ASSERTION, "--id-attr:ID", RESPONSE, "--pubkey-cert-pem"]);
        let output = verify.arg(format!("{}/saml/{certificate}", env!("CARGO_MANIFEST_DIR"))).arg(place.path()).output();
        let output = output.map_err(|error| format!("xmlsec1: {error}"))?;
        said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.success() {
            return name_in(&said).ok_or(said);
        }
    }
    Err(said)
}

/// The one name in what was digested.
fn name_in(said: &str) -> Option<String> {
    let (_, digested) = said.split_once("== PreDigest data - start buffer:\n")?;
    let (digested, _) = digested.split_once("\n== PreDigest data - end buffer")?;
    let document = roxmltree::Document::parse(digested).ok()?;
    let mut names = document.descendants().filter(|node| node.tag_name().name() == "NameID");
    let name = names.next()?.text()?.to_owned();
    names.next().is_none().then_some(name)
}
