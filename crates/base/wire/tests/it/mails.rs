//! Mails as they come, and what becomes of them when they are damaged on the way.

use proptest::prelude::*;
use wire::mime::{Mail, split_quote};

pub(crate) const FIXTURES: [(&str, &[u8]); 13] = [
    ("plain", include_bytes!("../fixtures/plain.eml")),
    ("latin1_raw", include_bytes!("../fixtures/latin1_raw.eml")),
    ("related", include_bytes!("../fixtures/related.eml")),
    ("html_only", include_bytes!("../fixtures/html_only.eml")),
    ("bounce", include_bytes!("../fixtures/bounce.eml")),
    ("vacation", include_bytes!("../fixtures/vacation.eml")),
    ("reply", include_bytes!("../fixtures/reply.eml")),
    ("japanese", include_bytes!("../fixtures/japanese.eml")),
    ("encrypted", include_bytes!("../fixtures/encrypted.eml")),
    ("no_header", include_bytes!("../fixtures/no_header.eml")),
    ("broken", include_bytes!("../fixtures/broken.eml")),
    ("calendar", include_bytes!("../fixtures/calendar.eml")),
    ("apple", include_bytes!("../fixtures/apple.eml")),
];

fn mail(name: &str) -> Mail {
    let raw = FIXTURES.iter().find(|(known, _)| *known == name).map(|(_, raw)| *raw);
    Mail::understand(raw.expect("a fixture of that name"))
}

/// Sender, subject, text and attachments (name, kind, `+` when inline) of a fixture.
fn check(name: &str, from: &str, subject: &str, text: &str, attachments: &[&str]) -> Mail {
    let mail = mail(name);
    assert_eq!(mail.from.as_ref().map(ToString::to_string).unwrap_or_default(), from, "{name}");
    assert_eq!(mail.subject, subject, "{name}");
    assert_eq!(mail.text, text, "{name}");
    let seen: Vec<String> = mail.attachments.iter().map(|a| format!("{} {}{}", a.name, a.kind, if a.inline { " +" } else { "" })).collect();
    assert_eq!(seen, attachments, "{name}");
    mail
}

#[test]
fn a_plain_mail_is_read() {
    let text = "Guten Morgen,\n\nder Drucker im zweiten Stock druckt nur noch leere Seiten. Wir haben ihn schon zweimal neu gestartet.\n\nGrüße\nBob\n";
    let mail = check("plain", "\"Bob Baumann\" <bob@customer.example>", "Drucker im Büro streikt", text, &[]);
    assert_eq!(
        mail.to.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["\"Support\" <support@desk.example>", "\"Second, Line\" <second@desk.example>"]
    );
    assert_eq!(mail.cc.len(), 1);
    assert_eq!(mail.date.map(|at| at.to_string()).as_deref(), Some("2026-01-15T09:00:00Z"));
    assert_eq!(mail.message_id.map(|id| id.to_string()).as_deref(), Some("<20260115.1@customer.example>"));
    assert_eq!((mail.html, mail.malformed), (None, None));
    assert!(!mail.auto.is_automatic());
}

#[test]
fn octets_and_charsets_are_read() {
    check("latin1_raw", "\"Jörg Müller\" <joerg@customer.example>", "Grüße", "Grüße aus Köln\n", &[]);
    check("japanese", "\"山田\" <yamada@customer.example>", "こんにちは", "こんにちは\n", &[]);
}

#[test]
fn trees_give_text_html_and_files() {
    let mail = check(
        "related",
        "\"Eva\" <eva@customer.example>",
        "Screenshot",
        "See the picture.",
        &["shot.png image/png +", "Übersicht.pdf application/pdf"],
    );
    assert_eq!(mail.attachments[0].content_id.as_deref(), Some("shot@customer.example"));
    assert_eq!(mail.attachments[1].bytes, b"%PDF-1.7 nothing");
    let shown = wire::html::sanitise(&mail.html.unwrap_or_default(), &|id| Some(format!("/pictures/{id}")));
    assert_eq!(
        shown.html,
        "<p style=\"color: red\">See the <b>picture</b>.</p><img src=\"/pictures/shot@customer.example\" alt=\"shot\">\
         <img data-remote=\"https://tracker.example/p.gif\" width=\"1\" height=\"1\">"
    );
    assert_eq!(shown.remote_images, 1);
}

#[test]
fn html_alone_becomes_text() {
    let text = "Rechnung 4711\n\nBitte zahlen Sie hier <https://shop.example/pay?id=4711>.\n\nPosten Betrag\nToner 89,00 €\n\n\
                - Lieferung frei\n- zahlbar in 14 Tagen";
    let mail = check("html_only", "news@shop.example", "Rechnung", text, &[]);
    assert!(mail.html.is_some() && mail.auto.list);
}

#[test]
fn reports_and_automatic_answers_are_known() {
    let bounce = check(
        "bounce",
        "\"Mail Delivery System\" <MAILER-DAEMON@mx.customer.example>",
        "Undelivered Mail Returned to Sender",
        "I could not deliver your message.",
        &["part-1.txt message/delivery-status", "Re [Ticket#2026011510000011] Toner.eml message/rfc822"],
    );
    assert!(bounce.auto.report && bounce.auto.is_automatic());
    let inner = Mail::understand(&bounce.attachments[1].bytes);
    assert_eq!(wire::subject::find_number(&inner.subject, "Ticket#").as_deref(), Some("2026011510000011"));
    let vacation = mail("vacation");
    assert!(vacation.auto.is_automatic());
    assert_eq!((vacation.in_reply_to.len(), vacation.references.len()), (1, 2));
    assert_eq!(vacation.header("x-auto-response-suppress"), Some("All"));
    assert_eq!(vacation.headers().len(), 7);
}

#[test]
fn answers_are_told_from_what_they_quote() {
    let text = mail("reply").text;
    let (new, quoted) = split_quote(&text);
    assert_eq!(new, "Danke, das hat geholfen!\n\n");
    assert!(quoted.starts_with("Am 15.01.2026"));
}

#[test]
fn what_is_no_text_is_attached() {
    check(
        "encrypted",
        "eva@customer.example",
        "...",
        "",
        &["part-1.bin application/pgp-encrypted", "encrypted.asc application/octet-stream +"],
    );
    check("calendar", "eva@customer.example", "Termin", "Termin am Montag", &["invite.ics text/calendar"]);
    check("apple", "eva@customer.example", "between", "above\nbelow", &["list.csv text/csv +"]);
}

fn understand(kind: &str, body: &[u8]) -> Mail {
    Mail::understand(&[format!("From: a@b.example\nContent-Type: {kind}\n\n").as_bytes(), body].concat())
}

#[test]
fn containers_in_the_text_are_opened() {
    let mail = understand("text/plain", b"See the list.\n\nbegin 644 list.csv\n#0V%T\n`\nend\nBye\n");
    assert_eq!((mail.text.as_str(), mail.attachments[0].name.as_str()), ("See the list.\n\nBye\n", "list.csv"));
    assert_eq!(mail.attachments[0].bytes, b"Cat");
    // Text, title and bytes of one file, as Outlook packs them.
    let winmail = b"\x78\x9F\x3E\x22\x01\x00\x01\x0C\x80\x02\x00\x05\x00\x00\x00Text\x00\x00\x00\
        \x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00\x02\x10\x80\x01\x00\x06\x00\x00\x00a.pdf\x00\x00\x00\
        \x02\x0F\x80\x06\x00\x04\x00\x00\x00%PDF\x00\x00";
    let mail = understand("application/ms-tnef; name=winmail.dat", winmail);
    assert_eq!((mail.text.as_str(), mail.attachments.len()), ("Text", 1));
    assert_eq!((mail.attachments[0].name.as_str(), mail.attachments[0].kind.as_str()), ("a.pdf", "application/pdf"));
    let both = [b"--b\n\nAbove\n--b\nContent-Type: application/ms-tnef\n\n".as_slice(), winmail, b"\n--b--\n"].concat();
    assert_eq!(understand("multipart/mixed; boundary=b", &both).text, "Above");
    let cut = understand("application/ms-tnef; name=winmail.dat", &winmail[..60]);
    assert_eq!(cut.attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["winmail.dat", "a.pdf"]);
}

#[test]
fn raw_names_are_read_in_the_charset_around_them() {
    let body = b"--b\nContent-Type: text/plain; charset=gb2312\n\n\xB2\xE2\n--b\nContent-Type: application/pdf; name=\"\xB2\xE2\xCA\xD4.pdf\"\n\nx\n--b--\n";
    let mail = understand("multipart/mixed; boundary=b", body);
    assert_eq!((mail.text.as_str(), mail.attachments[0].name.as_str()), ("测", "测试.pdf"));
}

#[test]
fn soft_breaks_and_invitations_become_text() {
    let flowed = understand("text/plain; format=flowed", b"one long \nline\n> and a \n> quote\n");
    assert_eq!(flowed.text, "one long line\n> and a quote\n");
    let calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Umzug\r\nDTSTART:20260115T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let invitation = understand("text/calendar; method=REQUEST", calendar);
    assert_eq!((invitation.text.as_str(), invitation.attachments[0].name.as_str()), ("Umzug\n2026-01-15 10:00 UTC\n", "invite.ics"));
    let unknown = understand("text/x-notes", b"still text\n");
    assert_eq!((unknown.text.as_str(), unknown.attachments.len()), ("still text\n", 0));
    let choice = b"--b\n\nplain\n--b\nContent-Type: text/x-amp-html\n\n<amp>\n--b--\n";
    assert_eq!(understand("multipart/alternative; boundary=b", choice).attachments.len(), 0);
}

#[test]
fn broken_mails_are_read_as_far_as_they_go() {
    let text = "Hello,\n\nsomebody forgot the header: all of it.\n";
    let none = check("no_header", "", "", text, &[]);
    assert_eq!(none.malformed.as_deref(), Some("no blank line between header and body"));
    let broken = mail("broken");
    assert_eq!(broken.from.and_then(|from| from.parsed).map(|a| a.to_string()).as_deref(), Some("broken@customer.example"));
    assert!(
        broken.text.contains("This is not base64, honestly! äöü") && broken.text.contains("no boundary here either"),
        "{}",
        broken.text
    );
    assert!(broken.malformed.is_some());
    let hidden = Mail::understand(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\nonly a preamble\n--x\n\n--x--\n");
    assert!(hidden.text.starts_with("only a preamble"), "{}", hidden.text);
    assert_eq!(Mail::understand(b"").malformed.as_deref(), Some("no address in From"));
}

#[test]
fn hostile_shapes_cost_little() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
    assert_eq!(Mail::understand(nested.as_bytes()).attachments.len(), 1);
    let words = format!("From: {}\nSubject: {}\n\n", "=?".repeat(30_000), "=?utf-8?Q?a".repeat(6_000));
    Mail::understand(words.as_bytes());
    let parts =
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\nContent-Type: multipart/mixed; boundary=c\n\n".repeat(20_000));
    assert!(Mail::understand(parts.as_bytes()).attachments.len() <= 201);
    let addresses = format!("To: {}\n\n", "a@b.example, ".repeat(5_000));
    assert_eq!(Mail::understand(addresses.as_bytes()).to.len(), 1_000);
}

/// One way to damage a mail.
#[derive(Clone, Debug)]
enum Damage {
    Set(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Insert(usize, &'static str),
    End(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let token = prop::sample::select(vec![
        "\r\n",
        "\n\n",
        "--outer\r\n",
        "--b--",
        "=?utf-8?B?",
        "?=",
        "\"",
        "<",
        ">",
        ";",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "\0",
        "=",
        "\u{FEFF}",
        "(",
        ")",
        "filename*1*=",
        "charset=utf-16\r\n",
        "message/rfc822",
        "begin 644 x\n#0V%T\n`\nend\n",
        "Content-Type: text/plain; format=flowed; delsp=yes\r\n",
        "BEGIN:VEVENT\r\nSUMMARY:",
    ]);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (any::<usize>(), 0..200_usize).prop_map(|(at, length)| Damage::Cut(at, length)),
        (any::<usize>(), 0..300_usize).prop_map(|(at, length)| Damage::Double(at, length)),
        (any::<usize>(), token).prop_map(|(at, token)| Damage::Insert(at, token)),
        any::<usize>().prop_map(Damage::End),
    ]
}

fn apply(raw: &mut Vec<u8>, damage: &Damage) {
    let spot = |at: usize| at % (raw.len() + 1);
    match *damage {
        Damage::Set(at, byte) => {
            let at = spot(at);
            if let Some(old) = raw.get_mut(at) {
                *old = byte;
            }
        }
        Damage::Cut(at, length) => {
            let at = spot(at);
            raw.drain(at..raw.len().min(at + length));
        }
        Damage::Double(at, length) => {
            let at = spot(at);
            let copy = raw[at..raw.len().min(at + length)].to_vec();
            raw.splice(at..at, copy);
        }
        Damage::Insert(at, token) => {
            let at = spot(at);
            raw.splice(at..at, token.bytes());
        }
        Damage::End(at) => raw.truncate(spot(at)),
    }
}

/// What holds for every mail.
fn is_sound(raw: &[u8]) -> Result<(), TestCaseError> {
    let mail = Mail::understand(raw);
    prop_assert!(mail.subject.chars().count() <= 1_000 && !mail.subject.contains(char::is_control));
    prop_assert!(mail.references.len() <= 100 && mail.attachments.len() <= 201);
    prop_assert!(!mail.text.contains(['\0', '\r']));
    for attachment in &mail.attachments {
        prop_assert!(!attachment.name.is_empty() && attachment.name.chars().count() <= 200, "{}", attachment.name);
        prop_assert!(!attachment.name.contains(['/', '\\', '\r', '\n', '"']));
    }
    for mailbox in mail.from.iter().chain(&mail.reply_to).chain(&mail.to).chain(&mail.cc) {
        prop_assert!(!mailbox.to_string().contains(char::is_control));
    }
    let (new, quoted) = split_quote(&mail.text);
    prop_assert_eq!(new.len() + quoted.len(), mail.text.len());
    if let Some(html) = &mail.html {
        crate::html::is_harmless(html)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_mails_are_sound(nth in 0..FIXTURES.len(), damages in prop::collection::vec(damage(), 1..12)) {
        let mut raw = FIXTURES[nth].1.to_vec();
        for damage in &damages {
            apply(&mut raw, damage);
        }
        is_sound(&raw)?;
    }

    #[test]
    fn any_bytes_are_a_mail(raw in prop::collection::vec(any::<u8>(), 0..600)) {
        is_sound(&raw)?;
    }
}

#[test]
fn html_that_is_too_long_is_read_as_text() {
    let understand = |kind: &str, body: &str| understand(kind, body.as_bytes());
    let long = format!("<p>begins</p>{}", "<p>word</p>".repeat(200_000));
    let mail = understand("text/html", &long);
    assert_eq!((mail.html, mail.malformed.as_deref()), (None, Some("HTML longer than 1 MiB, shown as text")));
    assert!(mail.text.starts_with("begins\n\nword\n") && mail.text.len() > 400_000, "{}", mail.text.len());
    let both = format!("--b\n\nplain\n--b\nContent-Type: text/html\n\n{long}\n--b--\n");
    let mail = understand("multipart/alternative; boundary=b", &both);
    assert_eq!((mail.html, mail.text.as_str()), (None, "plain"));
    // Many short ones are as much as one long one.
    let many = format!("--b\nContent-Type: text/html\n\n{}\n", "<p>word</p>".repeat(10_000)).repeat(50);
    let mail = understand("multipart/mixed; boundary=b", &format!("{many}--b--\n"));
    assert!(mail.html.is_none() && mail.text.matches("word").count() < 100_000);
    assert!(understand("text/html", &long[..1_000_000]).html.is_some());
}
