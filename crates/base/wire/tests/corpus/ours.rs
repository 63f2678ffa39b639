//! Mails that nobody described. `expected.txt` says what they say, one a line: `file | from | to | files | subject`.
//!
//! Files have the names they were sent with, mails those of their subjects. What cannot be told for sure is `?`.

use crate::score::Corpus;
use wire::mime::{Mail, Mailbox};

/// Compares one mail with its line.
pub(crate) fn compare(corpus: &mut Corpus<'_>, file: &str, raw: &[u8], line: &str) {
    let mail = Mail::understand(raw);
    let mut told = line.splitn(5, " | ").skip(1);
    let mut check = |field: &'static str, seen: &str| {
        let told = told.next().unwrap_or_default().trim();
        if told != "?" {
            corpus.compare(file, field, seen, told);
        }
    };
    check("from", &shown(mail.from.as_slice()));
    check("to", &shown(&mail.to));
    let names: Vec<&str> =
        mail.attachments.iter().map(|attachment| attachment.name.as_str()).filter(|name| !name.starts_with("part-")).collect();
    check("file names", &names.join("; "));
    check("subject", &squeeze(&mail.subject));
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
