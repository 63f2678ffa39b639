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
                    let full = |to: &String| match to {
                        _ if body.starts_with("nobody wants") => Reply::new(554, "5.6.0", "not wanted"),
                        to if to.starts_with("full") => Reply::new(452, "4.2.2", "full"),
                        _ => Reply::new(250, "2.0.0", "queued"),
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
    let said = "220 mail.desk.example ESMTP\n250-mail.desk.example\n250-PIPELINING\n250-SIZE 200\n250-8BITMIME\n250-SMTPUTF8\n250-CHUNKING\n250-DSN\n250-STARTTLS\n250 ENHANCEDSTATUSCODES\n";
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
fn a_message_that_is_refused_for_many_is_one_error() {
    let limits = Limits { max_size: 200, max_recipients: 100, max_errors: 3 };
    let refused = |desk: &mut Desk, text: &str| {
        let named = (0..30).map(|number| format!("RCPT TO:<{number}@desk.example>\r\n")).collect::<Vec<_>>().concat();
        desk.transcript.clear();
        desk.feed(format!("MAIL FROM:<>\r\n{named}DATA\r\n{text}\r\n.\r\n").as_bytes());
        desk.transcript.matches("\n550 5.6.11").count() + desk.transcript.matches("\n554 5.6.0").count()
    };
    for text in ["a\nb", "nobody wants this"] {
        let mut desk = Desk::limited(Flavour::Lmtp, TlsOffer::None, limits);
        desk.feed(b"LHLO c\r\n");
        for _ in 0..3 {
            assert_eq!(refused(&mut desk, text), 30, "each recipient has the last word: {}", desk.transcript);
            assert!(!desk.transcript.contains("421"), "{}", desk.transcript);
        }
        refused(&mut desk, text);
        assert!(desk.transcript.ends_with("421 4.7.0 too many errors\n[close]\n"), "{}", desk.transcript);
    }
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

const HELLO: &str = "250 ENHANCEDSTATUSCODES";

/// Says this behind hello, a sender and one recipient, octet for octet, and compares the lines that come back.
fn check_chunks(flavour: Flavour, said: &str, expected: &[&str]) {
    let mut desk = Desk::new(flavour, TlsOffer::None);
    let hello = if flavour == Flavour::Lmtp { "LHLO" } else { "EHLO" };
    desk.feed(format!("{hello} c\r\nMAIL FROM:<>\r\nRCPT TO:<x@desk.example>\r\n").as_bytes());
    let before = desk.transcript.len();
    desk.feed(said.as_bytes());
    assert_eq!(desk.transcript[before..].lines().collect::<Vec<_>>(), expected, "{said:?}");
}

#[test]
fn chunks_make_a_message() {
    let (taken, queued) = ("[c from <> to x@desk.example tls=false a|.|b]", "250 2.0.0 queued");
    check_chunks(Flavour::Smtp, "BDAT 7 LAST\r\na\r\n.\r\nb", &["[c from <> to x@desk.example tls=false a|.|b]", queued]);
    check_chunks(
        Flavour::Smtp,
        "BDAT 2\r\na\rBDAT 4\r\n\n.\r\nBDAT 0\r\nBDAT 1 last\r\nbNOOP\r\n",
        &["250 2.0.0 2 octets taken", "250 2.0.0 4 octets taken", "250 2.0.0 0 octets taken", taken, queued, "250 2.0.0 ok"],
    );
    check_chunks(Flavour::Lmtp, "BDAT 0 LAST\r\n", &["[c from <> to x@desk.example tls=false ]", queued]);
}

#[test]
fn octets_of_a_chunk_are_never_commands() {
    let quit = "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n";
    check_chunks(Flavour::Smtp, quit, &["[c from <> to x@desk.example tls=false QUIT|]", "250 2.0.0 queued", "250 2.0.0 ok"]);
    check_chunks(Flavour::Smtp, &format!("RSET\r\n{quit}"), &["250 2.0.0 reset", "503 5.5.1 no recipients", "250 2.0.0 ok"]);
    check_chunks(Flavour::Smtp, "BDAT six LAST\r\nQUIT\r\nNOOP\r\n", &["501 5.5.4 syntax: BDAT size [LAST]", "[close]"]);
}

#[test]
fn a_message_comes_one_way_or_the_other() {
    let begun = "250 2.0.0 1 octets taken";
    check_chunks(
        Flavour::Smtp,
        "BDAT 1\r\naDATA\r\nRCPT TO:<y@desk.example>\r\nMAIL FROM:<>\r\nBDAT 1 LAST\r\nb",
        &[
            begun,
            "503 5.5.1 the message has begun with BDAT",
            "503 5.5.1 the message has begun",
            "503 5.5.1 a sender was named already",
            "[c from <> to x@desk.example tls=false ab]",
            "250 2.0.0 queued",
        ],
    );
    check_chunks(Flavour::Smtp, "BDAT 1\r\naRSET\r\nBDAT 1 LAST\r\nb", &[begun, "250 2.0.0 reset", "503 5.5.1 no recipients"]);
}

#[test]
fn a_chunk_that_is_refused_spoils_its_message() {
    let (bare, spoilt) = ("550 5.6.11 CR or LF alone in the message", "503 5.5.1 a chunk was refused, say RSET");
    check_chunks(Flavour::Smtp, "BDAT 3\r\na\nbBDAT 1 LAST\r\ncNOOP\r\n", &[bare, spoilt, "250 2.0.0 ok"]);
    check_chunks(Flavour::Smtp, "BDAT 2 LAST\r\na\rBDAT 1 LAST\r\nc", &[bare, "503 5.5.1 no recipients"]);
    let big = "x".repeat(150);
    let two = format!("BDAT 150\r\n{big}BDAT 150\r\n{big}BDAT 1 LAST\r\nx");
    check_chunks(Flavour::Smtp, &two, &["250 2.0.0 150 octets taken", "552 5.3.4 message too big", spoilt]);
}

#[test]
fn what_is_passed_over_is_not_kept() {
    let mut session = Session::new(Flavour::Smtp, Limits { max_size: 10, ..Limits::default() }, "h", TlsOffer::None);
    let mut said = |bytes: &[u8]| {
        session.feed(bytes);
        while let Some(action) = session.next_action() {
            match action {
                Action::AskRecipient { .. } => session.recipient(Verdict::Accept),
                Action::Message { .. } => session.message(&[]),
                _ => {}
            }
        }
        (session.is_receiving(), session.is_keeping())
    };
    let (kept, passed, neither) = ((true, true), (true, false), (false, false));
    assert_eq!(said(b"EHLO c\r\nBDAT 9\r\nx"), passed, "nobody is to get it");
    assert_eq!(said(b"xxxxxxxx"), neither);
    let begin: &[u8] = b"RSET\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\n";
    assert_eq!(said(begin), neither);
    assert_eq!(said(b"BDAT 4\r\nab"), kept);
    assert_eq!(said(b"cd"), kept, "between two chunks");
    assert_eq!(said(b"BDAT 20\r\nabcdefgh"), passed, "too big");
    assert_eq!(said(b"abcdefghabcd"), neither);
    assert_eq!(said(b"BDAT 4\r\nab"), passed, "a chunk behind one that was refused");
    assert_eq!(said(b"cd"), neither);
    assert_eq!(said(begin), neither);
    assert_eq!(said(b"DATA\r\nx"), kept);
    assert_eq!(said(b"\ny"), passed, "a line end alone");
    assert_eq!(said(b"\r\n.\r\n"), neither);
}

#[test]
fn what_comes_is_bounded_between_its_commands_and_its_end() {
    let mut session = Session::new(Flavour::Smtp, Limits::default(), "h", TlsOffer::None);
    let mut said = |bytes: &[u8]| {
        session.feed(bytes);
        while let Some(action) = session.next_action() {
            match action {
                Action::AskRecipient { .. } => session.recipient(Verdict::Accept),
                Action::Message { .. } => session.message(&[]),
                _ => {}
            }
        }
        session.is_receiving()
    };
    assert!(!said(b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\n"));
    assert!(said(b"BDAT 2\r\n") && said(b"a") && said(b"b") && said(b"NOOP\r\n"));
    assert!(said(b"BDAT 1\r\n\n") == said(b"NOOP\r\n"), "a message that is refused is not under way");
    assert!(said(b"BDAT 2\r\nx") && !said(b"y"));
    assert!(!said(b"RSET\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\n"));
    assert!(said(b"DATA\r\n") && said(b"x\r\n") && !said(b".\r\n"));
}

#[test]
fn parameters_do_what_they_say_or_are_refused() {
    let mail = |parameters: &str, expected: &[&str]| {
        let expected = [&[GREETING, HELLO], expected].concat();
        check(Flavour::Smtp, TlsOffer::None, &["EHLO c", &format!("MAIL FROM:<a@b.example> {parameters}")], &expected);
    };
    mail("RET=HDRS ENVID=QQ+2B1 BODY=8BITMIME SMTPUTF8 SIZE=200", &["250 2.1.0"]);
    mail("SIZE=99999999999999999999", &["552 5.3.4"]);
    mail("RET=ALL", &["501 5.5.4"]);
    mail("FUTURE=1", &["555 5.5.4"]);
    let rcpt = "RCPT TO:<x@desk.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+2By@desk.example";
    let wrong = "RCPT TO:<x@desk.example> NOTIFY=NEVER,DELAY";
    let none = TlsOffer::None;
    check(Flavour::Smtp, none, &["EHLO c", "MAIL FROM:<>", rcpt, wrong], &[GREETING, HELLO, "250 2.1.0", "250 2.1.5", "501 5.5.4"]);
}

/// How many replies with this begin a client gets that says one thing again and again, before it is sent away.
fn heard_before_the_end(first: &str, again: &str, begin: &str) -> usize {
    let mut desk = Desk::limited(Flavour::Smtp, TlsOffer::None, Limits { max_recipients: 3, ..Limits::default() });
    desk.feed(first.as_bytes());
    desk.feed(again.repeat(5_000).as_bytes());
    assert!(desk.transcript.ends_with("[close]\n"), "{again:?} goes on for ever");
    assert!(desk.transcript.contains("\n421 4.7.0 "), "{again:?}");
    desk.transcript.lines().filter(|line| line.starts_with(begin)).count()
}

#[test]
fn nobody_goes_on_for_ever_without_a_message() {
    for idle in ["NOOP\r\n", "RSET\r\n", "HELP\r\n", "VRFY x\r\n", "HELO c\r\n", "EHLO c\r\n"] {
        assert_eq!(heard_before_the_end("", idle, "2") - 1, if idle.starts_with("EHLO") { 8 * 101 } else { 101 }, "{idle:?}");
    }
    let begun = "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@desk.example>\r\n";
    assert_eq!(heard_before_the_end(begun, "BDAT 0\r\n", "250 2.0.0 0 "), 100);
    assert_eq!(heard_before_the_end("EHLO c\r\n", "MAIL FROM:<>\r\nRSET\r\n", "250 2.1.0"), 100);
    assert_eq!(heard_before_the_end("EHLO c\r\n", "MAIL FROM:<>\r\n", "503"), 21);
    assert_eq!(heard_before_the_end(begun, "RCPT TO:<x@desk.example>\r\n", "452 4.5.3"), 1_021);
    assert_eq!(heard_before_the_end(begun, "RCPT TO:<no@desk.example>\r\n", "550 5.1.1"), 21);
    assert_eq!(heard_before_the_end("", "\0\r\n", "500"), 21);
    assert_eq!(heard_before_the_end("", "QUIT\n", "500"), 21);
    assert_eq!(heard_before_the_end("", &format!("{}\r\n", "x".repeat(3_000)), "500 5.5.6"), 21);
}

#[test]
fn a_relay_that_keeps_its_connection_is_not_taken_for_idle() {
    let mut desk = Desk::new(Flavour::Smtp, TlsOffer::None);
    desk.feed(b"EHLO c\r\n");
    for _ in 0..500 {
        desk.feed(b"RSET\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<x@desk.example>\r\nDATA\r\nx\r\n.\r\n");
    }
    assert_eq!(desk.transcript.matches("250 2.0.0 queued").count(), 500);
}

#[test]
fn requests_of_browsers_end_the_connection() {
    let request = "POST / HTTP/1.1\r\nHost: mail.desk.example\r\n\r\nEHLO c\r\nMAIL FROM:<evil@x.example>\r\n";
    let mut desk = Desk::new(Flavour::Smtp, TlsOffer::None);
    desk.feed(request.as_bytes());
    assert_eq!(desk.transcript, "220 mail.desk.example ESMTP\n421 4.7.0 this is a mail server\n[close]\n");
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
        "BDAT 3\r\n",
        "BDAT 0\r\n",
        "BDAT 6 LAST\r\n",
        "BDAT x\r\n",
        "GET / HTTP/1.1\r\n",
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
    fn a_message_is_the_same_in_whatever_chunks_it_comes(
        text in "([a-z.]{0,9}\r\n){0,9}[a-z.]{0,9}",
        cuts in prop::collection::vec(0..20_usize, 0..9),
    ) {
        let mut desk = Desk::new(Flavour::Smtp, TlsOffer::None);
        desk.feed(b"EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@desk.example>\r\n");
        let mut rest = text.as_str();
        for cut in cuts {
            let (chunk, tail) = rest.split_at(cut.min(rest.len()));
            desk.feed(format!("BDAT {}\r\n{chunk}", chunk.len()).as_bytes());
            rest = tail;
        }
        desk.feed(format!("BDAT {} LAST\r\n{rest}", rest.len()).as_bytes());
        let taken = format!("[c from <> to x@desk.example tls=false {}]\n250 2.0.0 queued\n", text.replace("\r\n", "|"));
        prop_assert!(desk.transcript.ends_with(&taken), "{}", desk.transcript);
    }

    #[test]
    fn any_bytes_are_survived(said in prop::collection::vec(any::<u8>(), 0..3_000)) {
        let mut desk = Desk::limited(Flavour::Smtp, TlsOffer::StartTls, Limits::default());
        desk.feed(&said);
        prop_assert!(desk.transcript.starts_with("220 "));
    }
}
