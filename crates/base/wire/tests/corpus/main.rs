//! Other people's mails: each is read to its end, says something, and its HTML comes out harmless.
//!
//! Run by `cargo x corpus DIR`; the mails are not ours to keep here.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use wire::html;
use wire::mime::Mail;

#[expect(clippy::disallowed_methods, reason = "the settings of the test suite")]
fn folder() -> PathBuf {
    PathBuf::from(std::env::var("BELEG_CORPUS").expect("BELEG_CORPUS names a folder: cargo x corpus DIR")).join("mail")
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// What lies beside the mails: licences, and what other parsers made of them.
fn is_mail(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let says = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    !matches!(says, "json" | "yml" | "txt" | "md") && !["LICENSE", "COPYING", "MIT-LICENSE", ".gitattributes"].contains(&name)
}

#[test]
fn every_mail_is_read_to_its_end() {
    let mut files = Vec::new();
    walk(&folder(), &mut files);
    let (mut read, mut empty, mut odd) = (0, Vec::new(), 0);
    for path in files.iter().filter(|path| is_mail(path)) {
        let raw = std::fs::read(path).expect("a file");
        let mail = Mail::understand(&raw);
        read += 1;
        odd += usize::from(mail.malformed.is_some());
        if mail.text.trim().is_empty() && mail.attachments.is_empty() && mail.headers().is_empty() && !raw.is_empty() {
            empty.push(path.display().to_string());
        }
        if let Some(foreign) = &mail.html {
            harmless(&html::sanitise(foreign, &|_| None).html, path);
        }
    }
    println!("{read} mails read, {odd} of them malformed");
    assert!(read > 0, "no mails in {}", folder().display());
    assert_eq!(empty, Vec::<String>::new(), "nothing was understood of these");
}

fn harmless(clean: &str, path: &Path) {
    let small = clean.to_lowercase();
    for bad in ["<script", "<iframe", "<object", "<form", "<style", "<link", "<meta", "javascript:", " onload=", " onerror=", " onclick="] {
        assert!(!small.contains(bad), "{bad} in {}", path.display());
    }
}
