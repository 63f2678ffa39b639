//! Other people's mails: each is read to its end, says something, and its HTML comes out harmless.
//!
//! Run by `cargo x corpus DIR`; the mails are not ours to keep here.

#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod disputes;
mod ours;
mod saml;
mod score;
mod stalwart;
mod zammad;

use score::{Corpus, Score};
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

/// Mail servers give lines one end or the other; what a mail says does not depend on it.
#[test]
fn line_ends_make_no_difference() {
    let mut files = Vec::new();
    walk(&folder(), &mut files);
    for path in files.iter().filter(|path| is_mail(path)) {
        let raw = std::fs::read(path).expect("a file");
        // UTF-16 has no line ends of one octet.
        if raw.contains(&0) {
            continue;
        }
        let short: Vec<u8> = raw.iter().copied().filter(|byte| *byte != b'\r').collect();
        let long: Vec<u8> =
            short.iter().flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) }).copied().collect();
        let (short, long) = (Mail::understand(&short), Mail::understand(&long));
        let said = |mail: &Mail| (mail.subject.clone(), mail.from.clone(), mail.to.clone(), mail.text.clone());
        assert_eq!(said(&short), said(&long), "{}", path.display());
    }
}

fn harmless(clean: &str, path: &Path) {
    let small = clean.to_lowercase();
    for bad in ["<script", "<iframe", "<object", "<form", "<style", "<link", "<meta", "javascript:", " onload=", " onerror=", " onclick="] {
        assert!(!small.contains(bad), "{bad} in {}", path.display());
    }
}

/// The files of one folder that have a description beside them: name, mail and description.
fn described(folder: &Path, mail: &str, told: &str) -> Vec<(String, Vec<u8>, String)> {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.sort();
    let is_told =
        |path: &&PathBuf| path.to_string_lossy().ends_with(told) && !(told == ".json" && path.to_string_lossy().contains(".crlf."));
    let mut all = Vec::new();
    for path in files.iter().filter(is_told) {
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().trim_end_matches(told).to_owned();
        let Ok(raw) = std::fs::read(folder.join(format!("{name}{mail}"))) else { continue };
        all.push((name, raw, std::fs::read_to_string(path).expect("a description")));
    }
    all
}

#[test]
fn documented_fields_are_read() {
    let mut score = Score::default();
    let mut settled = Vec::new();
    let mut corpus = Corpus { name: "stalwart", score: &mut score, disputes: disputes::STALWART };
    for (name, raw, told) in described(&folder().join("stalwart/eml"), ".eml", ".json") {
        let told = serde_json::from_str(&told).expect("JSON");
        stalwart::compare(&mut corpus, &name, &raw, &told);
    }
    settled.extend(corpus.settled());
    let mut corpus = Corpus { name: "zammad", score: &mut score, disputes: disputes::ZAMMAD };
    for (name, raw, told) in described(&folder().join("zammad-format-sample"), ".box", ".yml") {
        zammad::compare(&mut corpus, &name, &raw, &told);
    }
    settled.extend(corpus.settled());
    for (name, disputes) in [("mikel", &[][..]), ("mimekit", &[]), ("otobo", &[]), ("rt", &[])] {
        let mut corpus = Corpus { name, score: &mut score, disputes };
        for line in include_str!("expected.txt").lines().filter(|line| line.starts_with(name)) {
            let file = line.split(" | ").next().unwrap_or_default();
            let raw = std::fs::read(folder().join(file)).expect("a mail that is in the table");
            ours::compare(&mut corpus, file, &raw, line);
        }
        settled.extend(corpus.settled());
    }
    println!("{}", score.table());
    assert_eq!(score.weak(), Vec::<String>::new(), "too little of these was right");
    assert_eq!(settled, Vec::<String>::new(), "these are not in dispute any more");
}
