use crate::peer::{Manners, NOW, acceptor, egress, mail_server, parrot, server_key, serving};
use kernel::{Secret, Timestamp};
use net::{Certificates, Credentials, DevCa, Envelope, Profile, Purpose, Roots, SendError, Sent, Submission, SubmissionTls};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

const MAIL: &[u8] = b"Subject: hello\r\n\r\n.dot\r\nbye\r\n";

fn envelope(to: &[&str]) -> Envelope {
    Envelope { from: Some("desk@alpha.example".parse().unwrap()), to: to.iter().map(|to| to.parse().unwrap()).collect() }
}

fn smarthost(ca: &DevCa, name: &str, now: Timestamp) -> TlsAcceptor {
    let certificates = Certificates::new(serving(&[(name, &server_key(ca, name, now))]));
    acceptor(Profile::Mail, Arc::new(certificates), 1)
}

fn submission(port: u16, tls: SubmissionTls, ca: &DevCa) -> Submission {
    let extra_roots = Roots::from_pem(ca.ca_pem()).unwrap();
    Submission { host: String::from("localhost"), port, tls, credentials: None, extra_roots, helo: String::from("desk.example") }
}

async fn send(submission: &Submission, envelope: &Envelope, raw: &[u8]) -> Result<Sent, SendError> {
    let (egress, _) = egress(Purpose::SmtpSubmission, submission.port, &["127.0.0.1"]);
    submission.send(&egress, envelope, raw).await
}

/// Sends one mail to a server with these manners and tells how it went and what the server heard.
async fn run(
    manners: Manners,
    change: impl FnOnce(&mut Submission),
    envelope: &Envelope,
    raw: &[u8],
) -> (Result<Sent, SendError>, Vec<String>) {
    let ca = DevCa::create(NOW).unwrap();
    let tls = if manners.implicit { SubmissionTls::Implicit } else { SubmissionTls::StartTls };
    let (port, heard) = mail_server(manners, smarthost(&ca, "localhost", NOW)).await;
    let mut submission = submission(port, tls, &ca);
    change(&mut submission);
    let sent = send(&submission, envelope, raw).await;
    (sent, heard.await.unwrap())
}

fn words(error: &SendError) -> (&'static str, &str) {
    match error {
        SendError::Temporary { words, .. } => ("temporary", words.as_str()),
        SendError::Permanent { words, .. } => ("permanent", words.as_str()),
        SendError::LoginRefused { words } => ("login", words.as_str()),
        SendError::Unreachable { words, maybe_taken } => (if *maybe_taken { "maybe taken" } else { "unreachable" }, words.as_str()),
        SendError::TlsRefused { words } => ("tls", words.as_str()),
        SendError::Withdrawn => ("withdrawn", ""),
        SendError::Fault(_) => ("fault", ""),
    }
}

#[tokio::test]
async fn a_mail_is_handed_over_by_starttls() {
    let (sent, heard) = run(Manners::default(), |_| {}, &envelope(&["bob@beta.example", "eve@beta.example"]), MAIL).await;
    let sent = sent.unwrap();
    assert_eq!((sent.reply.as_str(), sent.handshake.version, sent.refused.len()), ("250 2.0.0 queued as 4711", "TLS 1.3", 0));
    assert_eq!(sent.peer.ip().to_string(), "127.0.0.1");
    let expected =
        ["EHLO desk.example", "STARTTLS", "(tls)", "EHLO desk.example", "MAIL FROM:<desk@alpha.example>", "RCPT TO:<bob@beta.example>"];
    assert_eq!(heard[..6], expected);
    assert_eq!(heard[6..], ["RCPT TO:<eve@beta.example>", "DATA", "Subject: hello\r\n\r\n..dot\r\nbye", "QUIT"]);
}

#[tokio::test]
async fn a_mail_is_handed_over_by_implicit_tls_with_the_null_sender() {
    let envelope = Envelope { from: None, ..envelope(&["bob@beta.example"]) };
    let (sent, heard) = run(Manners { implicit: true, ..Manners::default() }, |_| {}, &envelope, MAIL).await;
    sent.unwrap();
    assert_eq!(heard[..3], ["(tls)", "EHLO desk.example", "MAIL FROM:<>"]);
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear() {
    let check = async |manners: Manners, kind: &str, expected: &str, lines: usize| {
        let (sent, heard) = run(manners, |_| {}, &envelope(&["bob@beta.example"]), MAIL).await;
        assert_eq!(words(&sent.unwrap_err()), (kind, expected));
        assert_eq!(heard.len(), lines, "{heard:?}");
        assert!(heard.iter().all(|line| ["EHLO", "STARTTLS"].iter().any(|verb| line.starts_with(verb))), "{heard:?}");
    };
    let manners = Manners::default();
    check(Manners { no_starttls: true, ..manners.clone() }, "tls", "the server does not offer STARTTLS", 1).await;
    check(Manners { answers: &[("STARTTLS", "454 4.7.0 not now\r\n")], ..manners.clone() }, "tls", "454 4.7.0 not now", 2).await;
    check(Manners { answers: &[("STARTTLS", "250 of course\r\n")], ..manners.clone() }, "tls", "250 of course", 2).await;
    check(Manners { answers: &[("STARTTLS", "")], ..manners.clone() }, "unreachable", "the server closed the connection", 2).await;
}

#[tokio::test]
async fn answers_from_before_tls_do_not_count_under_tls() {
    let manners = Manners { injected: "250-evil\r\n250 AUTH PLAIN\r\n", ..Manners::default() };
    let (sent, heard) = run(manners, |_| {}, &envelope(&["bob@beta.example"]), MAIL).await;
    assert_eq!(words(&sent.unwrap_err()), ("tls", "the server went on in the clear after STARTTLS"));
    assert_eq!(heard, ["EHLO desk.example", "STARTTLS", "(no tls)"]);
}

#[tokio::test]
async fn servers_that_cannot_show_who_they_are_get_nothing() {
    let check = async |host: &str, ca: &DevCa, trusted: &DevCa, at: Timestamp, expected: &str| {
        for implicit in [true, false] {
            let manners = Manners { implicit, ..Manners::default() };
            let mut certificates = serving(&[]);
            let key = server_key(ca, host, at);
            certificates.insert(host, &key).unwrap();
            // Answers to whatever name is asked for, as a server with one certificate does.
            certificates.set_without_name(&key);
            let acceptor = acceptor(Profile::Mail, Arc::new(Certificates::new(certificates)), 1);
            let (port, heard) = mail_server(manners, acceptor).await;
            let tls = if implicit { SubmissionTls::Implicit } else { SubmissionTls::StartTls };
            let by_address = Submission { host: String::from("127.0.0.1"), ..submission(port, tls, trusted) };
            let sent = send(&by_address, &envelope(&["bob@beta.example"]), MAIL).await;
            assert_eq!(words(&sent.unwrap_err()), ("tls", expected), "{host} {implicit}");
            let heard = heard.await.unwrap();
            assert!(!heard.iter().any(|line| line.starts_with("MAIL")), "{heard:?}");
        }
    };
    let (ca, other) = (DevCa::create(NOW).unwrap(), DevCa::create(NOW).unwrap());
    check("mail.localhost", &ca, &ca, NOW, "the server's certificate is for another name").await;
    check("127.0.0.1", &ca, &other, NOW, "the server's certificate is from an issuer that is not trusted").await;
    let before = NOW.before(Duration::from_hours(24 * 100));
    let old = DevCa::create(before).unwrap();
    check("127.0.0.1", &old, &old, before, "the server's certificate has expired").await;
}

#[tokio::test]
async fn ports_without_tls_are_refused() {
    let ca = DevCa::create(NOW).unwrap();
    let port = parrot(b"220 catcher ready\r\n").await;
    let sent = send(&submission(port, SubmissionTls::Implicit, &ca), &envelope(&["bob@beta.example"]), MAIL).await;
    assert_eq!(words(&sent.unwrap_err()), ("tls", "the server does not speak TLS on this port"));
}

#[tokio::test]
async fn inside_smarthosts_need_the_operators_word() {
    let ca = DevCa::create(NOW).unwrap();
    let (egress, _) = egress(Purpose::SmtpSubmission, 587, &[]);
    let sent = submission(587, SubmissionTls::StartTls, &ca).send(&egress, &envelope(&["bob@beta.example"]), MAIL).await;
    assert_eq!(words(&sent.unwrap_err()), ("unreachable", "the server cannot be reached"));
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let check = async |answers: &'static [(&'static str, &'static str)], expected: (&str, &str)| {
        let (sent, _) = run(Manners { answers, ..Manners::default() }, |_| {}, &envelope(&["bob@beta.example"]), MAIL).await;
        assert_eq!(words(&sent.unwrap_err()), expected);
    };
    check(&[("(greeting)", "421 4.3.2 closing\r\n")], ("temporary", "421 4.3.2 closing")).await;
    check(&[("(greeting)", "554 no\r\n")], ("temporary", "554 no")).await;
    check(&[("EHLO", "502 5.5.1 what\r\n")], ("temporary", "502 5.5.1 what")).await;
    check(&[("(greeting)", "SSH-2.0-x\r\n")], ("unreachable", "the server's answer is not SMTP")).await;
    check(&[("MAIL", "450 4.7.1 greylisted\r\n")], ("temporary", "450 4.7.1 greylisted")).await;
    check(&[("MAIL", "550-5.7.1 not\r\n550 5.7.1 you\r\n")], ("permanent", "550 5.7.1 not you")).await;
    check(&[("MAIL", "530 5.7.0 log in first\r\n")], ("login", "530 5.7.0 log in first")).await;
    check(&[("RCPT", "450 4.2.1 full\r\n")], ("temporary", "450 4.2.1 full")).await;
    check(&[("RCPT", "550 5.1.1 unknown\r\n")], ("permanent", "550 5.1.1 unknown")).await;
    check(&[("RCPT", "421 4.3.2 closing\r\n")], ("temporary", "421 4.3.2 closing")).await;
    check(&[("DATA", "451 4.3.0 later\r\n")], ("temporary", "451 4.3.0 later")).await;
    check(&[("DATA", "250 odd\r\n")], ("temporary", "250 odd")).await;
    check(&[(".", "552 5.3.4 too big\r\n")], ("permanent", "552 5.3.4 too big")).await;
    check(&[(".", "451 4.3.0 later\r\n")], ("temporary", "451 4.3.0 later")).await;
    check(&[("DATA", "")], ("unreachable", "the server closed the connection")).await;
    check(&[(".", "")], ("maybe taken", "the server closed the connection")).await;
}

#[tokio::test]
async fn each_refused_recipient_is_named() {
    let answers = &[("RCPT TO:<full@", "452 4.2.2 full\r\n"), ("RCPT TO:<gone@", "550 5.1.1 unknown\r\n")];
    let to = envelope(&["full@beta.example", "bob@beta.example", "gone@beta.example"]);
    let (sent, heard) = run(Manners { answers, ..Manners::default() }, |_| {}, &to, MAIL).await;
    let refused: Vec<_> =
        sent.unwrap().refused.iter().map(|one| (one.recipient.local().to_owned(), one.temporary, one.words.as_str().to_owned())).collect();
    assert_eq!(refused[0], (String::from("full"), true, String::from("452 4.2.2 full")));
    assert_eq!(refused[1], (String::from("gone"), false, String::from("550 5.1.1 unknown")));
    assert!(heard.contains(&String::from("DATA")));
    let (sent, heard) =
        run(Manners { answers, ..Manners::default() }, |_| {}, &envelope(&["gone@b.example", "full@b.example"]), MAIL).await;
    let SendError::Temporary { words, refused } = sent.unwrap_err() else { panic!("one of them may be tried again") };
    assert_eq!((words.as_str(), refused.len()), ("452 4.2.2 full", 2));
    assert!(!heard.contains(&String::from("DATA")));
}

fn with_login(submission: &mut Submission) {
    submission.credentials = Some(Credentials { login: String::from("desk"), password: Secret::new(String::from("hunter2")) });
}

#[tokio::test]
async fn logs_in_under_tls_only() {
    let check = async |keywords: &'static [&'static str], answers: &'static [(&'static str, &'static str)], expected: Result<(), &str>| {
        let (sent, heard) =
            run(Manners { keywords, answers, ..Manners::default() }, with_login, &envelope(&["bob@beta.example"]), MAIL).await;
        let secure = heard.iter().position(|line| line == "(tls)");
        assert!(heard.iter().position(|line| line.starts_with("AUTH")).is_none_or(|at| Some(at) > secure), "{heard:?}");
        assert_eq!(sent.as_ref().map(|_| ()).map_err(|error| words(error).1), expected);
        heard
    };
    let heard = check(&["AUTH LOGIN PLAIN"], &[], Ok(())).await;
    assert!(heard.contains(&String::from("AUTH PLAIN AGRlc2sAaHVudGVyMg==")));
    let steps = &[("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n"), ("ZGVzaw==", "334 UGFzc3dvcmQ6\r\n"), ("aHVudGVyMg==", "235 2.7.0 welcome\r\n")];
    check(&["AUTH=LOGIN"], steps, Ok(())).await;
    check(&["AUTH PLAIN"], &[("AUTH", "535 5.7.8 no\r\n")], Err("535 5.7.8 no")).await;
    check(&["AUTH PLAIN"], &[("AUTH", "454 4.7.0 later\r\n")], Err("454 4.7.0 later")).await;
    check(&["AUTH XOAUTH2"], &[], Err("the server offers neither PLAIN nor LOGIN")).await;
    check(&[], &[], Err("the server offers neither PLAIN nor LOGIN")).await;
}

#[tokio::test]
async fn only_what_the_server_can_is_asked_of_it() {
    let check = async |keywords: &'static [&'static str], to: &[&str], raw: &[u8], expected: Result<&str, &str>| {
        let (sent, heard) = run(Manners { keywords, ..Manners::default() }, |_| {}, &envelope(to), raw).await;
        let line = heard.iter().find_map(|line| line.strip_prefix("MAIL FROM:<desk@alpha.example>"));
        match expected {
            Ok(parameters) => assert_eq!((sent.is_ok(), line), (true, Some(parameters))),
            Err(reason) => assert_eq!((words(&sent.unwrap_err()), line), (("permanent", reason), None)),
        }
    };
    let bob = &["bob@beta.example"];
    let (body, header) = ("Subject: x\r\n\r\nschön\r\n".as_bytes(), "Subject: schön\r\n\r\nx\r\n".as_bytes());
    check(&["SIZE 1000"], bob, b"x: y\r\n\r\nz\r\n", Ok(" SIZE=11")).await;
    check(&["SIZE 10"], bob, b"x: y\r\n\r\nz\r\n", Err("the mail is larger than the server takes")).await;
    check(&["8BITMIME"], bob, body, Ok(" BODY=8BITMIME")).await;
    check(&[], bob, body, Err("the server takes no mail outside ASCII (8BITMIME)")).await;
    check(&["8BITMIME", "SMTPUTF8"], bob, header, Ok(" BODY=8BITMIME SMTPUTF8")).await;
    check(&["8BITMIME"], bob, header, Err("the server takes no addresses or headers outside ASCII (SMTPUTF8)")).await;
    check(&["SMTPUTF8"], &["jörg@beta.example"], MAIL, Ok(" SMTPUTF8")).await;
    let (sent, _) = run(Manners::default(), |_| {}, &envelope(&["jörg@beta.example", "bob@beta.example"]), MAIL).await;
    assert_eq!(sent.unwrap().refused[0].words.as_str(), "the server takes no addresses outside ASCII (SMTPUTF8)");
}

#[tokio::test]
async fn names_cannot_smuggle_commands() {
    let evil = |submission: &mut Submission| submission.helo = String::from("desk\r\nMAIL FROM:<x@y.example>");
    let (sent, heard) = run(Manners::default(), evil, &envelope(&["bob@beta.example"]), MAIL).await;
    assert_eq!(words(&sent.unwrap_err()), ("unreachable", "a name or address holds signs that cannot be sent"));
    assert!(heard.is_empty());
}

#[tokio::test]
async fn secrets_and_answers_are_not_printed() {
    let (sent, _) =
        run(Manners { keywords: &["AUTH PLAIN"], ..Manners::default() }, with_login, &envelope(&["bob@beta.example"]), MAIL).await;
    let ca = DevCa::create(NOW).unwrap();
    let mut submission = submission(1, SubmissionTls::Implicit, &ca);
    with_login(&mut submission);
    let printed = format!("{sent:?} {submission:?}");
    assert!(!printed.contains("hunter2") && !printed.contains("queued as"), "{printed}");
}
