//! Answering whatever arrived: our mail obeys the rules and is understood as it was meant.

use crate::rules::faults;
use kernel::{Seed, Timestamp};
use std::collections::BTreeSet;
use wire::mime::{Attachment, Draft, Extra, Mail, Mailbox, MessageId, build};
use wire::subject;

const HOOK: &str = "Ticket#";
const NUMBER: &str = "2026011510000011";

pub(crate) fn run(bytes: &[u8]) {
    let arrived = Mail::understand(bytes);
    let Some(id) = MessageId::parse("1.abc@desk.example") else { return };
    let subject = subject::reply(NUMBER, &arrived.subject, HOOK);
    assert!(subject::find_number(&subject, HOOK).as_deref() == Some(NUMBER), "an answer names its ticket: {subject}");
    assert!(!subject::clean(&subject, HOOK).contains(NUMBER) || arrived.subject.contains(NUMBER), "a title does not");
    let draft = Draft {
        from: Mailbox::new(Some("Südlicht Support"), "support@desk.example"),
        reply_to: arrived.reply_to.clone(),
        to: arrived.from.iter().chain(&arrived.to).cloned().collect(),
        cc: arrived.cc.clone(),
        bcc: Vec::new(),
        subject,
        message_id: id.clone(),
        in_reply_to: arrived.message_id.iter().cloned().collect(),
        references: arrived.references.iter().chain(&arrived.message_id).cloned().collect(),
        date: arrived.date.unwrap_or(Timestamp::from_micros(1_768_467_600_000_000)),
        // A file in lines of text would be taken out of them.
        text: if arrived.text.contains("begin ") { String::new() } else { arrived.text.clone() },
        html: arrived.html.clone(),
        // A container of Outlook would be opened once more.
        attachments: arrived
            .attachments
            .iter()
            .filter(|file| !file.kind.contains("tnef") && !file.name.to_ascii_lowercase().contains("winmail"))
            .cloned()
            .collect(),
        status: None,
        extra: vec![(Extra::AutoSubmitted, arrived.subject.clone())],
    };
    let raw = build(&draft, &mut Seed::new([7; 32]).dice());
    let faults = faults(&raw);
    assert!(faults.is_empty(), "{faults:?}");
    let read = Mail::understand(&raw);
    assert!(read.message_id.as_ref() == Some(&id), "the id stays");
    assert!(read.in_reply_to == draft.in_reply_to, "what it answers stays: {:?} {:?}", read.in_reply_to, draft.in_reply_to);
    assert!(squeeze(&read.subject) == squeeze(&draft.subject.chars().take(1_000).collect::<String>()), "the subject stays");
    let names = |mail: &[Attachment]| mail.iter().map(|file| format!("{} {}", file.name, file.kind)).collect::<Vec<_>>();
    let (found, sent) = (names(&read.attachments), names(&draft.attachments));
    assert!(found.len() == sent.len(), "no file is lost, none is added: {found:?}, sent {sent:?}, {:?}", read.malformed);
    // Pictures of the text travel with it, before the others.
    let bytes = |mail: &[Attachment]| mail.iter().map(|file| file.bytes.clone()).collect::<BTreeSet<_>>();
    assert!(bytes(&read.attachments) == bytes(&draft.attachments), "a file stays as it is");
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
