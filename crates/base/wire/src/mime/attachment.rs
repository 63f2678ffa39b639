//! Attachments: their names and what they really are.

use super::headers::Headers;
use super::parameters::Parameters;
use super::tree::Part;
use super::{headers, transfer, words};

/// A file that came with a mail, or goes with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// A name that is safe as a file name. **Shape**: 1 to 200 characters, one line, no path, no control or
    /// direction-changing characters, no leading dot.
    pub name: String,
    /// The media type as declared, in lower case; empty when none was.
    pub declared_type: String,
    /// The media type as the content shows it by its first bytes, else the declared one where a lie would be harmless,
    /// else `application/octet-stream`.
    ///
    /// # Security
    /// It describes, it does not permit: `text/html` and scripts are named as such. Whoever serves an attachment inline
    /// asks a list of its own.
    pub kind: String,
    /// The Content-ID without brackets, by which HTML refers to it (`cid:`).
    pub content_id: Option<String>,
    /// Whether it is shown within the text instead of listed beside it.
    pub inline: bool,
    /// The content, transfer encoding undone.
    pub bytes: Vec<u8>,
}

const UNKNOWN: &str = "application/octet-stream";

impl Attachment {
    /// A file of our own that goes with a mail.
    pub fn new(name: &str, declared_type: &str, bytes: Vec<u8>) -> Self {
        let declared_type = declared_type.trim().to_ascii_lowercase();
        let kind = kind(&bytes, &declared_type);
        let name = safe_name(name).unwrap_or_else(|| default_name(&kind, &bytes, 1));
        Self { name, declared_type, kind, content_id: None, inline: false, bytes }
    }

    /// A file out of a container, the `nth` of the mail.
    pub(super) fn unpacked(name: &str, content_id: Option<String>, bytes: Vec<u8>, nth: usize) -> Self {
        let kind = kind(&bytes, "");
        let name = safe_name(name).unwrap_or_else(|| default_name(&kind, &bytes, nth));
        Self { name, declared_type: String::new(), kind, inline: content_id.is_some(), content_id, bytes }
    }

    /// Takes a part as an attachment; the flag says that its transfer encoding was broken.
    pub(super) fn read(part: &Part<'_>, nth: usize, related: bool) -> (Self, bool) {
        let encoding = part.headers.get("content-transfer-encoding").unwrap_or_default();
        let (bytes, odd) = transfer::decode(encoding, part.body);
        let bytes = bytes.into_owned();
        let declared_type = if part.headers.get("content-type").is_some() { part.kind.value.clone() } else { String::new() };
        let kind = kind(&bytes, &part.kind.value);
        let content_id = part.headers.get("content-id").map(|id| id.trim_matches(['<', '>', ' ']).to_owned()).filter(|id| !id.is_empty());
        let name = name(&part.headers, &part.disposition, &part.kind).or_else(|| nested_name(&kind, &bytes));
        let inline = part.disposition.value == "inline" || (related && content_id.is_some() && part.disposition.value != "attachment");
        (Self { name: name.unwrap_or_else(|| default_name(&kind, &bytes, nth)), declared_type, kind, content_id, inline, bytes }, odd)
    }
}

/// The name that a part was sent with.
fn name(headers: &Headers, disposition: &Parameters, kind: &Parameters) -> Option<String> {
    let sent = disposition.get("filename").or_else(|| kind.get("name")).map(str::to_owned);
    let looks_named = |text: &String| text.contains('.') && !text.contains(char::is_whitespace);
    let sent = sent.or_else(|| headers.get("content-description").map(words::decode).filter(|text| text.contains('.')));
    // A place in the web is none in the mail.
    let place = || headers.get("content-location").map(words::decode).filter(|text| looks_named(text) && !text.contains(':'));
    let sent = sent.or_else(place);
    sent.as_deref().and_then(safe_name)
}

/// A mail inside a mail is named after its subject.
fn nested_name(kind: &str, bytes: &[u8]) -> Option<String> {
    let subject = || {
        headers::split(bytes).headers.get("subject").map(words::decode).and_then(|subject| safe_name(&subject.replace(['/', '\\'], "-")))
    };
    kind.starts_with("message/rfc822").then(|| format!("{}.eml", subject().unwrap_or_else(|| "message".to_owned())))
}

fn default_name(kind: &str, bytes: &[u8], nth: usize) -> String {
    let extension = match kind {
        // A part of that kind without a name is an invitation.
        "text/calendar" => return "invite.ics".to_owned(),
        "text/html" => "html",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "text/plain" | "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" => "txt",
        "application/x-ole-storage" => "ole",
        _ => infer::get(bytes.get(..8 * 1024).unwrap_or(bytes)).map_or("bin", |seen| seen.extension()),
    };
    format!("part-{nth}.{extension}")
}

/// Makes a file name of what somebody sent as one; `None` when nothing is left.
fn safe_name(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).find(|part| !part.trim().is_empty())?;
    let keep = |c: &char| !c.is_control() && !is_directional(*c) && !matches!(c, '"' | '<' | '>' | '|' | '?' | '*' | ':');
    let name: String = last.chars().filter(keep).collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, extension) = name.rsplit_once('.').filter(|(_, ext)| ext.len() <= 10).unwrap_or((name, ""));
    let stem: String = stem.chars().take(180).collect();
    match (stem.trim().is_empty(), extension.is_empty()) {
        (true, _) => None,
        (false, true) => Some(stem.trim_end().to_owned()),
        (false, false) => Some(format!("{stem}.{extension}")),
    }
}

/// Characters that make `fdp.exe` read as `exe.pdf`, and others that cannot be seen.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}' | '\u{E0000}'..='\u{E007F}')
}

fn kind(bytes: &[u8], declared: &str) -> String {
    match sniff(bytes) {
        // Office documents are zip or OLE containers: the declaration says which, and cannot make them worse.
        Some("application/zip" | "application/x-ole-storage") if is_container(declared) => declared.to_owned(),
        // Two letters make a bitmap or a program of any text that begins with them.
        Some(seen) if !seen.starts_with("text/") && is_harmless(declared) && is_text(bytes) => declared.to_owned(),
        Some("text/xml") if declared.starts_with("text/") && declared != "text/html" => declared.to_owned(),
        Some(seen) => seen.to_owned(),
        None if is_harmless(declared) => declared.to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

fn is_container(declared: &str) -> bool {
    ["application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.", "application/vnd.ms-", "application/msword"]
        .iter()
        .any(|family| declared.starts_with(family))
}

/// What the first bytes say. Whole OLE containers are not opened for it: their directories are a format to get lost in.
fn sniff(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some("application/x-ole-storage");
    }
    // Everything in armour looks like a certificate.
    if bytes.starts_with(b"-----BEGIN PGP ") {
        return None;
    }
    infer::get(bytes.get(..8 * 1024).unwrap_or(bytes)).map(|seen| seen.mime_type())
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().take(512).all(|b| *b >= b' ' || matches!(b, b'\t' | b'\r' | b'\n' | 0x0C | 0x1B))
}

/// Types without first bytes of their own that no browser runs.
fn is_harmless(declared: &str) -> bool {
    matches!(
        declared,
        "text/plain"
            | "text/csv"
            | "text/calendar"
            | "text/vcard"
            | "text/x-vcard"
            | "text/markdown"
            | "text/rfc822-headers"
            | "application/json"
            | "application/pgp-signature"
            | "application/pgp-encrypted"
            | "application/pgp-keys"
            | "application/pkcs7-mime"
            | "application/pkcs7-signature"
            | "application/x-pkcs7-mime"
            | "application/x-pkcs7-signature"
            | "application/ms-tnef"
            | "message/rfc822"
            | "message/delivery-status"
            | "message/disposition-notification"
            | "message/feedback-report"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_made_safe() {
        let check = |sent: &str, expected: Option<&str>| assert_eq!(safe_name(sent).as_deref(), expected, "{sent}");
        check("report.pdf", Some("report.pdf"));
        check("../../etc/passwd", Some("passwd"));
        check("C:\\Users\\x\\ü ö.docx", Some("ü ö.docx"));
        check("a\r\nSet-Cookie: x.txt", Some("aSet-Cookie x.txt"));
        check("exe.\u{202E}fdp.exe", Some("exe.fdp.exe"));
        check(".htaccess", Some("htaccess"));
        check("a\"b<c>.txt", Some("abc.txt"));
        check("con.", Some("con"));
        check(" . a\u{A0}. ", Some("a"));
        check("...", None);
        check("/", None);
        check("", None);
        assert_eq!(safe_name(&format!("{}.pdf", "ä".repeat(400))).map(|n| n.chars().count()), Some(184));
    }

    #[test]
    fn content_decides_what_a_file_is() {
        let check = |bytes: &[u8], declared: &str, expected: &str| assert_eq!(kind(bytes, declared), expected, "{declared}");
        check(b"\x89PNG\r\n\x1a\n....", "text/html", "image/png");
        check(b"<html><script>", "image/png", "text/html");
        check(b"hello", "image/png", UNKNOWN);
        check(b"hello", "text/plain", "text/plain");
        check(b"hello", "text/html", UNKNOWN);
        check(b"<svg onload=x>", "image/svg+xml", UNKNOWN);
        check(b"%PDF-1.7", "application/octet-stream", "application/pdf");
        check(b"PK\x03\x04rest", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text");
        check(b"BMW order", "text/plain", "text/plain");
        check(b"MZ\x90\0", "text/plain", "application/vnd.microsoft.portable-executable");
    }

    #[test]
    fn nameless_parts_get_a_name() {
        assert_eq!(Attachment::new("", "text/plain", b"x".to_vec()).name, "part-1.txt");
        assert_eq!(nested_name("message/rfc822", b"Subject: =?utf-8?Q?=C3=9Cber/x?=\n\n").as_deref(), Some("Über-x.eml"));
    }

    proptest! {
        #[test]
        fn names_stay_safe(sent in ".{0,300}") {
            if let Some(name) = safe_name(&sent) {
                prop_assert!(!name.contains(['/', '\\', '"', '\r', '\n']) && !name.starts_with('.') && name.chars().count() <= 200);
                prop_assert_eq!(safe_name(&name), Some(name));
            }
        }
    }
}
