//! Whose mail it is.

use crate::client::Client;
use crate::house::{Fixture, Wish};
use kernel::Fault;
use platform::{SuspendError, suspend_tenant};
use testkit::rooms::operator;

const HELLO: &str = "EHLO client.example";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_recipient_fixes_the_tenant() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
    client.say("RCPT TO:<nobody@beta.example>", &["550 5.1.1"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("RCPT TO:<help@beta.example>", &["452 4.5.3"]).await;
    client.say("RCPT TO:<sales@mail.alpha.example>", &["250"]).await;
    client.say("RCPT TO:<HELP@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
    // The next message is free again, whether the one before was sent or given up.
    client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("RSET", &["250"]).await;
    client.mail(&["help@beta.example"], "x", &["250"]).await;
    let taken = fixture.taken();
    let line = |tenant: &str, to: &str| (tenant.to_owned(), to.to_owned(), "x\r\n".to_owned());
    assert_eq!(taken, [line("alpha", "help@alpha.example sales@mail.alpha.example"), line("beta", "help@beta.example")]);
    assert_eq!((fixture.letters("alpha").await, fixture.letters("beta").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lmtp_answers_for_each_recipient_and_each_tenant_sees_its_own() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.lmtp_addr, "LHLO relay.example").await;
    client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
    client.say("RCPT TO:<full@beta.example>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("RCPT TO:<nobody@alpha.example>", &["550 5.1.1"]).await;
    client.say("RCPT TO:<other@beta.example>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["452 4.2.2", "250", "452 4.2.2", "250"]).await;
    client.mail(&["help@beta.example", "help@alpha.example"], "y", &["250", "250"]).await;
    client.say("NOOP", &["250"]).await;
    let line = |tenant: &str, text: &str| (tenant.to_owned(), format!("help@{tenant}.example"), text.to_owned());
    assert_eq!(fixture.taken(), [line("alpha", "x\r\n"), line("beta", "y\r\n"), line("alpha", "y\r\n")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_relayed() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<help@alpha.example>", &["250"]).await;
    let long = format!("{}@alpha.example", "a".repeat(65));
    for (to, expected) in [
        ("bob@customer.example", "550 5.7.1"),
        ("help@sub.alpha.example", "550 5.7.1"),
        ("help@alpha.example.evil.example", "550 5.7.1"),
        ("bob%customer.example@alpha.example", "250"),
        ("@alpha.example:bob@customer.example", "550 5.7.1"),
        ("postmaster", "550 5.1.1"),
        ("nobody@alpha.example", "550 5.1.1"),
        (&long, "550 5.1.1"),
        ("fault@alpha.example", "451 4.3.0"),
        ("Postmaster@alpha.example", "250"),
    ] {
        client.say(&format!("RCPT TO:<{to}>"), &[expected]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postmaster_alone_is_the_one_of_the_hosts_domain() {
    let fixture = Fixture::new().await;
    for (hostname, expected) in
        [("alpha.example", "250"), ("MX.beta.example", "250"), ("mx.mail.alpha.example", "250"), ("mx1.mx.beta.example", "550 5.1.1")]
    {
        let gate = fixture.open_as(Wish { hostname: Some(hostname), ..Wish::default() }).await;
        let mut client = Client::hello(gate.smtp_addr, HELLO).await;
        client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
        client.say("RCPT TO:<Postmaster>", &[expected]).await;
        if expected == "250" {
            client.say("DATA", &["354"]).await;
            client.say(&format!("for {hostname}\r\n."), &["250"]).await;
        }
    }
    let seen: Vec<(String, String)> = fixture.taken().into_iter().map(|(tenant, to, _)| (tenant, to)).collect();
    let line = |tenant: &str, to: &str| (tenant.to_owned(), to.to_owned());
    let expected = [
        line("alpha", "postmaster@alpha.example"),
        line("beta", "postmaster@beta.example"),
        line("alpha", "postmaster@mail.alpha.example"),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_found_in_both_its_forms() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<bob@alph\u{e4}.example>", &["553 5.6.7"]).await;
    client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
    client.say("RCPT TO:<help@alph\u{e4}.example>", &["553 5.6.7"]).await;
    client.say("RCPT TO:<help@XN--ALPH-OOA.example>", &["250"]).await;
    client.say("RSET", &["250"]).await;
    client.say("MAIL FROM:<b\u{f6}b@alph\u{e4}.example> SMTPUTF8", &["250"]).await;
    for to in ["help@alph\u{e4}.example", "Help@ALPH\u{c4}.example", "help@xn--alph-ooa.example", "written@xn--alph-ooa.example"] {
        client.say(&format!("RCPT TO:<{to}>"), &["250"]).await;
    }
    client.say("RCPT TO:<help@alph\u{f6}.example>", &["550 5.7.1"]).await;
    client.say("RCPT TO:<nobody@alph\u{e4}.example>", &["550 5.1.1"]).await;
    client.say("DATA", &["354"]).await;
    client.say("Subject: \u{e4}\r\n.", &["250"]).await;
    // Each once, in the form that the room knows.
    assert_eq!(fixture.taken()[0].1, "help@xn--alph-ooa.example written@alph\u{e4}.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_addresses_ends_the_connection() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<a@b.example>", &["250"]).await;
    for _ in 0..20 {
        client.say("RCPT TO:<nobody@alpha.example>", &["550 5.1.1"]).await;
    }
    client.say("RCPT TO:<nobody@alpha.example>", &["550 5.1.1", "421"]).await;
    client.expect_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_tenant_takes_its_mail_later() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let tenant = fixture.entry("alpha").tenant;
    let mut waiting = Client::hello(gate.smtp_addr, HELLO).await;
    waiting.say("MAIL FROM:<>", &["250"]).await;
    waiting.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    let moment = fixture.ambient.moment();
    let suspended: Result<(), SuspendError> = fixture.site.door.act(operator(), moment, move |act| suspend_tenant(act, tenant)).await;
    suspended.unwrap();
    fixture.directory.refresh(&fixture.site.door).await.unwrap();
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["450 4.3.2"]).await;
    client.say("RCPT TO:<help@beta.example>", &["250"]).await;
    waiting.say("DATA", &["354"]).await;
    waiting.say("x\r\n.", &["451"]).await;
    assert!(fixture.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_that_is_not_ready_takes_everything_later() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut amid = Client::hello(gate.smtp_addr, HELLO).await;
    amid.say("MAIL FROM:<>", &["250"]).await;
    amid.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    let desk = fixture.desk.send_replace(None);

    amid.say("RCPT TO:<sales@alpha.example>", &["451 4.3.2"]).await;
    amid.say("DATA", &["354"]).await;
    amid.say("x\r\n.", &["451 4.3.2"]).await;
    let mut smtp = Client::hello(gate.smtp_addr, HELLO).await;
    for command in ["MAIL FROM:<>", "RCPT TO:<help@alpha.example>", "DATA", "STARTTLS", "NOOP"] {
        smtp.say(command, &["451 4.3.2"]).await;
    }
    smtp.say("QUIT", &["221"]).await;
    smtp.expect_end().await;
    let mut lmtp = Client::hello(gate.lmtp_addr, "LHLO relay.example").await;
    lmtp.say("MAIL FROM:<>", &["451 4.3.2"]).await;

    fixture.desk.send_replace(desk);
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.mail(&["help@alpha.example"], "x", &["250"]).await;
    assert_eq!(fixture.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_keyring_takes_everything_later() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    fixture.seal();
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["451 4.3.2"]).await;
    fixture.unseal();
    client.say("RCPT TO:<help@alpha.example>", &["250"]).await;
    client.say("DATA", &["354"]).await;
    client.say("x\r\n.", &["250"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_gone_harms_nobody_else() {
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let alpha = fixture.entry("alpha").tenant;
    let destroyed: Result<(), Fault> = fixture.site.node.destroy(alpha).await;
    destroyed.unwrap();
    let mut client = Client::hello(gate.smtp_addr, HELLO).await;
    client.say("MAIL FROM:<>", &["250"]).await;
    client.say("RCPT TO:<help@alpha.example>", &["451 4.3.0"]).await;
    client.say("RSET", &["250"]).await;
    client.mail(&["help@beta.example"], "x", &["250"]).await;
}
