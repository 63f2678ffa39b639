//! What is built is understood, here and elsewhere.

use kernel::{Seed, Timestamp};
use mail_parser::{Address, MessageParser, MimeHeaders};
use proptest::prelude::*;
use wire::mime::{Attachment, Draft, Extra, Mail, Mailbox, MessageId, build};

fn id(text: &str) -> MessageId {
    MessageId::parse(text).expect("an id")
}

fn draft() -> Draft {
    Draft {
        from: Mailbox::new(Some("Südlicht Support"), "support@desk.example"),
        reply_to: Vec::new(),
        to: vec![Mailbox::new(Some("Baumann, Bob"), "bob@customer.example")],
        cc: Vec::new(),
        bcc: vec![Mailbox::new(None, "archive@desk.example")],
        subject: "Re: [Ticket#2026011510000011] Drucker im Büro".to_owned(),
        message_id: id("1@desk.example"),
        in_reply_to: vec![id("20260115.1@customer.example")],
        references: vec![id("0@customer.example"), id("20260115.1@customer.example")],
        date: Timestamp::from_micros(1_768_467_600_000_000),
        text: "Guten Tag,\n\nbitte neu starten.\n".to_owned(),
        html: None,
        attachments: Vec::new(),
        status: None,
        extra: Vec::new(),
    }
}

fn built(draft: &Draft) -> Vec<u8> {
    build(draft, &mut Seed::new([7; 32]).dice())
}

#[test]
fn a_plain_draft_looks_as_it_should() {
    let raw = built(&draft());
    let expected = "From: =?utf-8?Q?S=C3=BCdlicht_Support?= <support@desk.example>\r\n\
        To: \"Baumann, Bob\" <bob@customer.example>\r\n\
        Subject: =?utf-8?Q?Re=3A_=5BTicket=232026011510000011=5D_Drucker_im_B?=\r\n =?utf-8?Q?=C3=BCro?=\r\n\
        Date: Thu, 15 Jan 2026 09:00:00 +0000\r\n\
        Message-ID: <1@desk.example>\r\n\
        In-Reply-To: <20260115.1@customer.example>\r\n\
        References: <0@customer.example>\r\n <20260115.1@customer.example>\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: 7bit\r\n\r\n\
        Guten Tag,\r\n\r\nbitte neu starten.\r\n";
    assert_eq!(String::from_utf8_lossy(&raw), expected);
    assert_eq!(draft().recipients().iter().map(ToString::to_string).collect::<Vec<_>>(), ["bob@customer.example", "archive@desk.example"]);
}

#[test]
fn same_dice_same_bytes() {
    let mut draft = draft();
    draft.html = Some("<p>x</p>".to_owned());
    assert_eq!(built(&draft), built(&draft));
    assert_ne!(built(&draft), build(&draft, &mut Seed::new([8; 32]).dice()));
}

#[test]
fn files_travel_where_they_belong() {
    let mut draft = draft();
    draft.html = Some("<p><img src=\"cid:logo@desk.example\"></p>".to_owned());
    let mut logo = Attachment::new("logo.png", "image/png", b"\x89PNG\r\n\x1a\n".to_vec());
    logo.content_id = Some("logo@desk.example".to_owned());
    logo.inline = true;
    draft.attachments = vec![logo, Attachment::new("Übersicht.txt", "text/plain", b"a\nb".to_vec())];
    draft.attachments.push(Attachment::new("old.eml", "message/rfc822", b"Subject: x\r\n\r\ny".to_vec()));
    let raw = built(&draft);
    let mail = Mail::understand(&raw);
    assert_eq!((mail.text.as_str(), mail.malformed), ("Guten Tag,\n\nbitte neu starten.\n", None));
    assert_eq!(mail.html.as_deref().map(str::trim_end), draft.html.as_deref());
    assert_eq!(mail.attachments[..2], draft.attachments[..2]);
    assert_eq!((mail.attachments[2].name.as_str(), mail.attachments[2].kind.as_str()), ("old.eml", "application/octet-stream"));
    let shape: Vec<&str> =
        std::str::from_utf8(&raw).expect("UTF-8").lines().filter_map(|line| line.strip_prefix("Content-Type: ")).collect();
    assert_eq!(
        shape,
        [
            "multipart/mixed;",
            "multipart/alternative;",
            "text/plain; charset=utf-8",
            "multipart/related;",
            "text/html; charset=utf-8",
            "image/png",
            "text/plain",
            "application/octet-stream"
        ]
    );
}

#[test]
fn no_value_begins_another_field() {
    let mut draft = draft();
    let evil = "x\r\nBcc: evil@x.example\r\n\r\nbody\n";
    draft.from = Mailbox { name: Some(evil.to_owned()), address: format!("a@b.example{evil}"), parsed: None };
    draft.to = vec![Mailbox { name: None, address: evil.to_owned(), parsed: None }];
    draft.subject = evil.to_owned();
    draft.extra = vec![(Extra::AutoSubmitted, evil.to_owned()), (Extra::Loop, "alpha".to_owned())];
    draft.attachments = vec![Attachment {
        name: evil.to_owned(),
        declared_type: String::new(),
        kind: "text/plain\r\nBcc: evil@x.example".to_owned(),
        content_id: Some(evil.to_owned()),
        inline: true,
        bytes: Vec::new(),
    }];
    let raw = String::from_utf8(built(&draft)).expect("UTF-8");
    assert!(!raw.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{raw}");
    assert!(Mail::understand(raw.as_bytes()).auto.own_loop);
}

fn mailbox() -> impl Strategy<Value = Mailbox> {
    let name = prop::option::of("[a-zA-Z0-9 \"\\\\.,;:<>@()äöüß日本=?_-]{1,80}");
    (name, "[a-z0-9]{1,20}(\\.[a-z0-9]{1,9})?@[a-z]{1,10}\\.example").prop_map(|(name, address)| Mailbox::new(name.as_deref(), &address))
}

fn file() -> impl Strategy<Value = Attachment> {
    let name = "[a-zA-Z0-9 äöü日本'%()_-]{1,60}\\.(txt|pdf|bin)";
    (name, prop::sample::select(vec!["text/plain", "application/pdf", ""]), prop::collection::vec(any::<u8>(), 0..300))
        .prop_map(|(name, kind, bytes)| Attachment::new(&name, kind, bytes))
}

prop_compose! {
    fn any_draft()(
        from in mailbox(),
        to in prop::collection::vec(mailbox(), 0..4),
        subject in "[ -~äöüß日本€]{0,200}",
        text in "([ -~äöüß日本€\t]{0,120}\n){0,8}",
        html in prop::option::of("<p>[a-z äöü]{0,100}</p>"),
        attachments in prop::collection::vec(file(), 0..3),
    ) -> Draft {
        Draft { from, to, subject, text, html, attachments, ..draft() }
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(mailboxes: &[Mailbox]) -> Vec<(String, String)> {
    mailboxes.iter().map(|m| (squeeze(m.name.as_deref().unwrap_or_default()), m.address.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_built_is_understood(draft in any_draft()) {
        let raw = built(&draft);
        let mail = Mail::understand(&raw);
        prop_assert_eq!(&mail.malformed, &None);
        prop_assert_eq!(&mail.subject, draft.subject.trim());
        prop_assert_eq!(shown(mail.from.as_slice()), shown(std::slice::from_ref(&draft.from)));
        prop_assert_eq!(shown(&mail.to), shown(&draft.to));
        // An empty text beside HTML is replaced by what the HTML says.
        if draft.html.is_none() || !draft.text.trim().is_empty() {
            prop_assert_eq!(mail.text.trim_end_matches('\n'), draft.text.trim_end_matches('\n'));
        }
        prop_assert_eq!(mail.html.as_deref().map(str::trim_end), draft.html.as_deref());
        prop_assert_eq!((mail.date, mail.message_id.as_ref()), (Some(draft.date), Some(&draft.message_id)));
        prop_assert_eq!((&mail.in_reply_to, &mail.references), (&draft.in_reply_to, &draft.references));
        prop_assert_eq!(mail.attachments.len(), draft.attachments.len());
        for (seen, sent) in mail.attachments.iter().zip(&draft.attachments) {
            prop_assert_eq!((&seen.name, &seen.bytes), (&sent.name, &sent.bytes));
        }
    }

    #[test]
    fn what_is_built_obeys_the_rules(draft in any_draft()) {
        let raw = built(&draft);
        prop_assert!(raw.is_ascii());
        let text = String::from_utf8_lossy(&raw).into_owned();
        prop_assert!(text.ends_with("\r\n"));
        for line in text.split("\r\n") {
            prop_assert!(line.len() <= 998 && !line.contains(['\r', '\n', '\0']), "{line}");
        }
        let (head, _) = text.split_once("\r\n\r\n").expect("a body");
        for line in head.split("\r\n") {
            prop_assert!(line.len() <= 340 && !line.trim().is_empty(), "{line}");
        }
    }

    #[test]
    fn another_parser_reads_the_same(draft in any_draft()) {
        let raw = built(&draft);
        let read = MessageParser::default().parse(&raw).expect("a message");
        prop_assert_eq!(squeeze(read.subject().unwrap_or_default()), squeeze(&draft.subject));
        let from = read.from().and_then(Address::first).and_then(|from| from.address().map(str::to_owned));
        prop_assert_eq!(from.as_deref(), Some(draft.from.address.as_str()));
        let text = read.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        prop_assert_eq!(text.trim_end_matches('\n'), draft.text.trim_end_matches('\n'));
        let files: Vec<(String, Vec<u8>)> =
            read.attachments().map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())).collect();
        let sent: Vec<(String, Vec<u8>)> = draft.attachments.iter().map(|file| (file.name.clone(), file.bytes.clone())).collect();
        prop_assert_eq!(files.len(), sent.len());
        for ((name, bytes), (sent_name, sent_bytes)) in files.iter().zip(&sent) {
            prop_assert_eq!(name, sent_name);
            // It decodes text as text, so octets are compared only where they are none.
            if !sent_name.contains(".txt") && std::str::from_utf8(sent_bytes).is_ok() {
                prop_assert_eq!(bytes, sent_bytes);
            }
        }
    }
}
