//! Dovecot, as many desks have it.

use crate::house::{Fixture, mail, until};
use fetch::Limits;
use kernel::Secret;
use mail::accounts::{After, Encryption, Protocol, Target};
use room::Verdict;
use testkit::peers::dovecot::Dovecot;

/// A house and a Dovecot that it trusts.
async fn furnish() -> (Fixture, Dovecot) {
    // The ports are not known before the server is, and the server needs the house's certificate.
    let first = Fixture::new(&[]).await;
    let issued = first.issue();
    let dovecot = Dovecot::start(&issued.certificate_pem, issued.key_pem.reveal());
    let fixture = first.with_ports(&[dovecot.imaps, dovecot.imap, dovecot.pop3s, dovecot.pop3]);
    (fixture, dovecot)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_are_taken_byte_for_byte_and_then_deleted() {
    let (fixture, dovecot) = furnish().await;
    for (protocol, port, login) in [(Protocol::Imap, dovecot.imaps, "imap"), (Protocol::Pop3, dovecot.pop3s, "pop3")] {
        for number in 0..30 {
            dovecot.put(login, &format!("{number}"), &mail(&format!("{login} {number:02}")));
        }
        fixture.add("alpha", fixture.account(protocol, port, login)).await;
    }
    let gate = fixture.open();
    let all: Vec<String> = ["imap", "pop3"].iter().flat_map(|login| (0..30).map(move |number| format!("{login} {number:02}"))).collect();
    fixture.wait_for_titles("alpha", &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for login in ["imap", "pop3"] {
        until("the mails are deleted at their source", || dovecot.mails(login, "").is_empty()).await;
    }
    assert_eq!(fixture.raw("alpha", "pop3 07").await, mail("pop3 07"));
    assert_eq!(fixture.raw("alpha", "imap 07").await, mail("imap 07"));
    assert!(fixture.titles("beta").await.is_empty());
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_tells_of_a_mail_and_it_is_a_ticket_at_once() {
    let (fixture, dovecot) = furnish().await;
    let id = fixture.add("alpha", fixture.account(Protocol::Imap, dovecot.imaps, "erika")).await;
    let gate = fixture.open();
    fixture.wait_for("alpha", id, |standing, _| standing.last_success_at.is_some()).await;
    // The next look without news is far away: only IDLE can bring it.
    for number in 0..3 {
        dovecot.put("erika", &format!("n{number}"), &mail(&format!("news {number}")));
        let titles: Vec<String> = (0..=number).map(|number| format!("news {number}")).collect();
        fixture.wait_for_titles("alpha", &titles.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    until("the mails are deleted at their source", || dovecot.mails("erika", "").is_empty()).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_are_kept_or_moved_when_that_is_wanted_and_taken_once() {
    let (fixture, dovecot) = furnish().await;
    let after = |target: Target, after, to: Option<&str>| {
        let account = mail::accounts::Account { after, move_to: to.map(str::to_owned), ..target.account };
        Target { account, ..target }
    };
    for login in ["keeps", "moves", "pops"] {
        dovecot.put(login, "1", &mail(login));
    }
    fixture.add("alpha", after(fixture.account(Protocol::Imap, dovecot.imaps, "keeps"), After::Keep, None)).await;
    fixture.add("alpha", after(fixture.account(Protocol::Imap, dovecot.imaps, "moves"), After::Move, Some("Erledigt & gut"))).await;
    fixture.add("alpha", after(fixture.account(Protocol::Pop3, dovecot.pop3s, "pops"), After::Keep, None)).await;
    let gate = fixture.open();
    fixture.wait_for_titles("alpha", &["keeps", "moves", "pops"]).await;
    until("it is marked as seen", || dovecot.mails("keeps", "").iter().any(|(flags, _)| flags.contains('S'))).await;
    until("it is moved", || dovecot.mails("moves", "").is_empty() && dovecot.mails("moves", "Erledigt &- gut").len() == 1).await;
    gate.shutdown().await;
    // After a restart, and after the server has numbered everything anew, it is known still.
    dovecot.renumber("keeps");
    let gate = fixture.open();
    dovecot.put("keeps", "2", &mail("second"));
    dovecot.put("pops", "2", &mail("third"));
    fixture.wait_for_titles("alpha", &["keeps", "moves", "pops", "second", "third"]).await;
    assert_eq!(dovecot.mails("keeps", "").len() + dovecot.mails("pops", "").len(), 4);
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn starttls_is_spoken_where_that_was_agreed() {
    let (fixture, dovecot) = furnish().await;
    for (protocol, port, login) in [(Protocol::Imap, dovecot.imap, "imap"), (Protocol::Pop3, dovecot.pop3, "pop3")] {
        dovecot.put(login, "1", &mail(login));
        let mut target = fixture.account(protocol, port, login);
        target.account.tls = Encryption::StartTls;
        fixture.add("alpha", target).await;
    }
    let gate = fixture.open();
    fixture.wait_for_titles("alpha", &["imap", "pop3"]).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_stays_with_a_reason_and_is_red() {
    let (fixture, dovecot) = furnish().await;
    let large = [mail("large").as_slice(), &b"x".repeat(70_000)].concat();
    let limits = Limits { message_bytes: 65_536, ..Limits::default() };
    let mut ids = Vec::new();
    for (protocol, port, login) in [(Protocol::Imap, dovecot.imaps, "imap"), (Protocol::Pop3, dovecot.pop3s, "pop3")] {
        dovecot.put(login, "1", &large);
        dovecot.put(login, "2", &mail(login));
        ids.push((login, fixture.add("alpha", fixture.account(protocol, port, login)).await));
    }
    let gate = fixture.open_as(crate::house::QUICK, limits);
    fixture.wait_for_titles("alpha", &["imap", "pop3"]).await;
    for (login, id) in &ids {
        let (standing, left) = fixture.wait_for("alpha", *id, |standing, _| standing.compared.is_some()).await;
        assert_eq!(left.iter().map(|left| left.fate.as_str()).collect::<Vec<_>>(), ["too_large"]);
        let compared = standing.compared.unwrap();
        assert_eq!((compared.at_source, compared.without_ticket, compared.not_removed), (1, 1, 0), "{login}");
        assert_eq!(dovecot.mails(login, "").len(), 1, "it stays");
    }
    assert_eq!(fixture.check("alpha").await.verdict, Verdict::Broken);
    // Somebody sees to it: it is gone, and forgotten.
    for (login, id) in &ids {
        dovecot.clear(login);
        dovecot.put(login, "3", &mail(&format!("{login} again")));
        fixture.wait_for("alpha", *id, |_, left| left.is_empty()).await;
    }
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_tried_out_without_taking_anything() {
    let (fixture, dovecot) = furnish().await;
    dovecot.put("erika", "1", &mail("one"));
    for (protocol, port) in [(Protocol::Imap, dovecot.imaps), (Protocol::Pop3, dovecot.pop3s)] {
        let seen = fixture.mailboxes.try_out(fixture.account(protocol, port, "erika")).await.map_err(|trouble| trouble.as_str().to_owned());
        let seen = seen.unwrap();
        assert_eq!(seen.messages, 1);
        assert!(seen.tls.starts_with("TLS 1.3"), "{}", seen.tls);
        assert_eq!((seen.pushes, seen.folders.contains(&"INBOX".to_owned())), (protocol == Protocol::Imap, protocol == Protocol::Imap));
        let mut wrong = fixture.account(protocol, port, "erika");
        wrong.password = Secret::new("quitte".into());
        let words = fixture.mailboxes.try_out(wrong).await.unwrap_err().as_str().to_owned();
        assert!(words.starts_with("the server refused the login: ") && words.contains("Authentication failed"), "{words}");
        let mut strange = fixture.account(protocol, port, "erika");
        strange.account.roots = None;
        let words = fixture.mailboxes.try_out(strange).await.unwrap_err().as_str().to_owned();
        assert_eq!(words, "the server's certificate is from an issuer that is not trusted");
    }
    assert_eq!(dovecot.mails("erika", "").len(), 1);
}
