//! Mails that nobody described. `expected.txt` tells what they say, one a line: `file | from | to | files | subject`.
//!
//! It holds fingerprints and no words: the mails are other people's, and so are the names and addresses in them. What cannot be
//! told for sure is `?`.

use crate::score::Corpus;
use wire::mime::{Mail, Mailbox};

/// Compares one mail with its line.
pub(crate) fn compare(corpus: &mut Corpus<'_>, file: &str, raw: &[u8], line: &str) {
    let mail = Mail::understand(raw);
    let mut told = line.splitn(5, " | ").skip(1);
    let mut check = |field: &'static str, seen: &str| {
        let told = told.next().unwrap_or_default().trim();
        if told != "?" {
            let is_right = fingerprint(seen) == told;
            corpus.compare(file, field, if is_right { told } else { seen }, told);
        }
    };
    check("from", &shown(mail.from.as_slice()));
    check("to", &shown(&mail.to));
    let names: Vec<&str> =
        mail.attachments.iter().map(|attachment| attachment.name.as_str()).filter(|name| !name.starts_with("part-")).collect();
    check("file names", &names.join("; "));
    check("subject", &squeeze(&mail.subject));
}

/// FNV-1a with 64 bits, in hexadecimal.
fn fingerprint(text: &str) -> String {
    let mixed = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{mixed:016x}")
}

fn shown(mailboxes: &[Mailbox]) -> String {
    let show = |mailbox: &Mailbox| match &mailbox.name {
        Some(name) => format!("{} <{}>", squeeze(name), mailbox.address),
        None => mailbox.address.clone(),
    };
    mailboxes.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
