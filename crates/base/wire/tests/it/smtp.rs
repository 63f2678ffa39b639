//! Conversations.

use proptest::prelude::*;
use wire::smtp::{Action, Flavour, Limits, Reply, Session, TlsOffer, Verdict};

/// A caller that takes mail for everybody whose name does not begin with `no`, and a transcript of what happens.
struct Desk {
    session: Session,
    transcript: String,
}

impl Desk {
    fn new(flavour: Flavour, tls: TlsOffer) -> Self {
        Self::limited(flavour, tls, Limits { max_size: 200, max_recipients: 3, max_errors: 3 })
    }

    fn limited(flavour: Flavour, tls: TlsOffer, limits: Limits) -> Self {
        let mut desk = Self { session: Session::new(flavour, limits, "mail.desk.example", tls), transcript: String::new() };
        desk.act();
        desk
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.session.feed(bytes);
        self.act();
    }

    fn act(&mut self) {
        while let Some(action) = self.session.next_action() {
            match action {
                Action::Reply(bytes) => self.transcript.push_str(&String::from_utf8_lossy(&bytes).replace("\r\n", "\n")),
                Action::StartTls => {
                    self.transcript.push_str("[tls]\n");
                    self.session.feed(b"still in the clear\r\n");
                    self.session.tls_started();
                }
                Action::AskRecipient { to, .. } if to.starts_with("no") => {
                    self.session.recipient(Verdict::Refuse(Reply::new(550, "5.1.1", "no such recipient")));
                }
                Action::AskRecipient { .. } => self.session.recipient(Verdict::Accept),
                Action::Message { envelope, body } => {
                    let body = String::from_utf8_lossy(&body).replace("\r\n", "|");
                    let line =
                        format!("[{} from <{}> to {} tls={} {body}]\n", envelope.helo, envelope.from, envelope.to.join("+"), envelope.tls);
                    self.transcript.push_str(&line);
                    let full = |to: &String| {
                        if to.starts_with("full") { Reply::new(452, "4.2.2", "full") } else { Reply::new(250, "2.0.0", "queued") }
                    };
                    self.session.message(&envelope.to.iter().map(full).collect::<Vec<_>>());
                }
                Action::Close => self.transcript.push_str("[close]\n"),
            }
        }
    }
}

/// Says all lines at once and compares the codes and events that come back, one a line, hello's continuation left out.
fn check(flavour: Flavour, tls: TlsOffer, said: &[&str], expected: &[&str]) {
    let mut desk = Desk::new(flavour, tls);
    for line in said {
        desk.feed(line.as_bytes());
        desk.feed(b"\r\n");
    }
    let seen: Vec<String> = desk
        .transcript
        .lines()
        .filter(|line| !line.starts_with("250-"))
        .map(|line| if line.starts_with('[') { line.to_owned() } else { line.split(' ').take(2).collect::<Vec<_>>().join(" ") })
        .collect();
    assert_eq!(seen, expected, "{said:?}");
}

const GREETING: &str = "220 mail.desk.example";

#[test]
fn a_mail_is_taken() {
    check(
        Flavour::Smtp,
        TlsOffer::None,
        &[
            "EHLO c.example",
            "MAIL FROM:<a@b.example> BODY=8BITMIME",
            "RCPT TO:<x@desk.example>",
            "DATA",
            "Subject: y",
            "",
            "..z",
            ".",
            "QUIT",
            "NOOP",
        ],
        &[
            GREETING,
            "250 ENHANCEDSTATUSCODES",
            "250 2.1.0",
            "250 2.1.5",
            "354 end",
            "[c.example from <a@b.example> to x@desk.example tls=false Subject: y||.z|]",
            "250 2.0.0",
            "221 2.0.0",
            "[close]",
        ],
    );
}

#[test]
fn hello_tells_what_can_be_done() {
    let mut desk = Desk::new(Flavour::Smtp, TlsOffer::StartTls);
    desk.feed(b"EHLO c.example\r\n");
    let said = "220 mail.desk.example ESMTP\n250-mail.desk.example\n250-PIPELINING\n250-SIZE 200\n250-8BITMIME\n250-SMTPUTF8\n250-STARTTLS\n250 ENHANCEDSTATUSCODES\n";
    assert_eq!(desk.transcript, said);
}

#[test]
fn the_order_of_commands_is_kept() {
    let (smtp, none) = (Flavour::Smtp, TlsOffer::None);
    check(smtp, none, &["MAIL FROM:<a@b.example>"], &[GREETING, "503 5.5.1"]);
    check(smtp, none, &["HELO c", "RCPT TO:<x@desk.example>"], &[GREETING, "250 mail.desk.example", "503 5.5.1"]);
    check(smtp, none, &["HELO c", "MAIL FROM:<>", "DATA"], &[GREETING, "250 mail.desk.example", "250 2.1.0", "503 5.5.1"]);
    check(smtp, none, &["HELO c", "MAIL FROM:<>", "MAIL FROM:<>"], &[GREETING, "250 mail.desk.example", "250 2.1.0", "503 5.5.1"]);
    check(
        smtp,
        none,
        &["HELO c", "MAIL FROM:<>", "RSET", "DATA"],
        &[GREETING, "250 mail.desk.example", "250 2.1.0", "250 2.0.0", "503 5.5.1"],
    );
    check(smtp, none, &["LHLO c"], &[GREETING, "500 5.5.1"]);
    check(Flavour::Lmtp, none, &["EHLO c", "LHLO c"], &[GREETING, "500 5.5.1", "250 ENHANCEDSTATUSCODES"]);
    check(smtp, none, &["NOOP", "VRFY x", "HELP"], &[GREETING, "250 2.0.0", "252 2.5.0", "214 2.0.0"]);
}

#[test]
fn limits_are_kept() {
    let (smtp, none) = (Flavour::Smtp, TlsOffer::None);
    check(smtp, none, &["HELO c", "MAIL FROM:<> SIZE=201"], &[GREETING, "250 mail.desk.example", "552 5.3.4"]);
    let rcpt = "RCPT TO:<x@desk.example>";
    check(
        smtp,
        none,
        &["HELO c", "MAIL FROM:<>", rcpt, rcpt, rcpt, rcpt],
        &[GREETING, "250 mail.desk.example", "250 2.1.0", "250 2.1.5", "250 2.1.5", "250 2.1.5", "452 4.5.3"],
    );
    check(
        smtp,
        none,
        &["X", "X", "X", "X", "NOOP"],
        &[GREETING, "500 5.5.1", "500 5.5.1", "500 5.5.1", "500 5.5.1", "421 4.7.0", "[close]"],
    );
    check(smtp, none, &[&"x".repeat(5_000), "NOOP"], &[GREETING, "500 5.5.6", "250 2.0.0"]);
    let line = "x".repeat(150);
    check(
        smtp,
        none,
        &["HELO c", "MAIL FROM:<>", rcpt, "DATA", &line, &line, ".", "NOOP"],
        &[GREETING, "250 mail.desk.example", "250 2.1.0", "250 2.1.5", "354 end", "552 5.3.4", "250 2.0.0"],
    );
    check(
        smtp,
        none,
        &["HELO c", "MAIL FROM:<>", "RCPT TO:<nobody@desk.example>", "DATA"],
        &[GREETING, "250 mail.desk.example", "250 2.1.0", "550 5.1.1", "503 5.5.1"],
    );
    check(smtp, none, &["EHLO c", "MAIL FROM:<ü@b.example>"], &[GREETING, "250 ENHANCEDSTATUSCODES", "553 5.6.7"]);
    check(smtp, none, &["EHLO c", "MAIL FROM:<ü@b.example> SMTPUTF8"], &[GREETING, "250 ENHANCEDSTATUSCODES", "250 2.1.0"]);
}

#[test]
fn lmtp_answers_for_each_recipient() {
    check(
        Flavour::Lmtp,
        TlsOffer::None,
        &[
            "LHLO c",
            "MAIL FROM:<>",
            "RCPT TO:<a@desk.example>",
            "RCPT TO:<nobody@desk.example>",
            "RCPT TO:<full@desk.example>",
            "DATA",
            "x",
            ".",
        ],
        &[
            GREETING,
            "250 ENHANCEDSTATUSCODES",
            "250 2.1.0",
            "250 2.1.5",
            "550 5.1.1",
            "250 2.1.5",
            "354 end",
            "[c from <> to a@desk.example+full@desk.example tls=false x|]",
            "250 2.0.0",
            "452 4.2.2",
        ],
    );
    check(
        Flavour::Lmtp,
        TlsOffer::None,
        &["LHLO c", "MAIL FROM:<>", "RCPT TO:<a@desk.example>", "RCPT TO:<b@desk.example>", "DATA", "a\nb", "."],
        &[GREETING, "250 ENHANCEDSTATUSCODES", "250 2.1.0", "250 2.1.5", "250 2.1.5", "354 end", "550 5.6.11", "550 5.6.11"],
    );
}

#[test]
fn answers_that_are_missing_do_not_count_as_taken() {
    let mut session = Session::new(Flavour::Lmtp, Limits::default(), "h", TlsOffer::None);
    session.feed(b"LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n.\r\n");
    let mut last = Vec::new();
    while let Some(action) = session.next_action() {
        match action {
            Action::AskRecipient { .. } => session.recipient(Verdict::Accept),
            Action::Message { .. } => session.message(&[]),
            Action::Reply(bytes) => last = bytes,
            Action::StartTls | Action::Close => {}
        }
    }
    assert!(last.starts_with(b"451 4.3.0"));
}

#[test]
fn nothing_said_before_tls_counts_after_it() {
    let mut desk = Desk::new(Flavour::Smtp, TlsOffer::StartTls);
    desk.feed(b"EHLO evil\r\nMAIL FROM:<a@b.example>\r\nSTARTTLS\r\nRCPT TO:<x@desk.example>\r\nDATA\r\nevil\r\n.\r\n");
    assert!(desk.transcript.ends_with("220 2.0.0 go ahead\n[tls]\n"), "{}", desk.transcript);
    let before = desk.transcript.len();
    desk.feed(b"MAIL FROM:<a@b.example>\r\nEHLO c\r\nSTARTTLS\r\nMAIL FROM:<a@b.example>\r\n");
    let after = &desk.transcript[before..];
    assert!(after.starts_with("503 5.5.1") && !after.contains("STARTTLS") && after.contains("503 5.5.1 TLS is there"), "{after}");
    assert!(after.ends_with("250 2.1.0 sender ok\n"), "{after}");
}

#[test]
fn tls_is_required_where_it_is() {
    check(Flavour::Smtp, TlsOffer::Required, &["EHLO c", "MAIL FROM:<>"], &[GREETING, "250 ENHANCEDSTATUSCODES", "530 5.7.0"]);
    check(Flavour::Smtp, TlsOffer::None, &["EHLO c", "STARTTLS"], &[GREETING, "250 ENHANCEDSTATUSCODES", "502 5.5.1"]);
}

#[test]
fn smuggling_ends_in_a_refusal() {
    for trick in ["\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\0\n.\n", "\n\n.\n\n"] {
        let mut desk = Desk::new(Flavour::Smtp, TlsOffer::None);
        desk.feed(b"EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@desk.example>\r\nDATA\r\nfirst");
        desk.feed(format!("{trick}MAIL FROM:<evil@x.example>\r\nRCPT TO:<y@desk.example>\r\nDATA\r\nsecond\r\n.\r\nNOOP\r\n").as_bytes());
        assert!(
            desk.transcript.ends_with("354 end with a dot alone in a line\n550 5.6.11 CR or LF alone in the message\n250 2.0.0 ok\n"),
            "{trick:?}"
        );
        assert!(!desk.transcript.contains('['), "{trick:?}");
    }
}

fn lines() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::sample::select(vec![
        "EHLO c.example\r\n",
        "HELO c\r\n",
        "LHLO c\r\n",
        "MAIL FROM:<a@b.example>\r\n",
        "MAIL FROM:<> SIZE=10\r\n",
        "RCPT TO:<x@desk.example>\r\n",
        "RCPT TO:<nobody@desk.example>\r\n",
        "DATA\r\n",
        "text\r\n",
        "..\r\n",
        ".\r\n",
        "\r\n.\r\n",
        "bare\n",
        "bare\r",
        "RSET\r\n",
        "NOOP\n",
        "X\r\n",
        "\0\u{FF}\r\n",
        "QUIT\r\n",
    ]);
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.concat().into_bytes())
}

proptest! {
    #[test]
    fn it_does_not_matter_how_bytes_arrive(said in lines(), lmtp in any::<bool>(), cuts in prop::collection::vec(1..30_usize, 1..20)) {
        let desk = || Desk::new(if lmtp { Flavour::Lmtp } else { Flavour::Smtp }, TlsOffer::None);
        let mut whole = desk();
        whole.feed(&said);
        let mut single = desk();
        for byte in &said {
            single.feed(&[*byte]);
        }
        prop_assert_eq!(&whole.transcript, &single.transcript);
        let mut pieces = desk();
        let mut rest = said.as_slice();
        for cut in cuts.iter().cycle() {
            let (piece, tail) = rest.split_at((*cut).min(rest.len()));
            pieces.feed(piece);
            rest = tail;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(&whole.transcript, &pieces.transcript);
    }

    #[test]
    fn any_bytes_are_survived(said in prop::collection::vec(any::<u8>(), 0..3_000)) {
        let mut desk = Desk::limited(Flavour::Smtp, TlsOffer::StartTls, Limits::default());
        desk.feed(&said);
        prop_assert!(desk.transcript.starts_with("220 "));
    }
}
