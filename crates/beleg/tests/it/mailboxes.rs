//! Power cuts while mailboxes elsewhere are read: of what a disk may hold afterwards, every mail that is gone at its source is a
//! ticket exactly once, and so is every other when it is read again.
//!
//! The server of the mailboxes is another machine, whose power stays on. Its dialogue is under TLS, so what counts is what it
//! does: it is traced as well, and both traces are one by their times. A mail is gone when its file is.

use crate::desk::{Desk, operator};
use crate::power::{Run, config, inside, judge, letter, number_at_source, serve_traced, taken_out, until};
use beleg::config::Egress;
use beleg::node::{self, Opened};
use kernel::{Id16, Secret};
use mail::accounts::{self, Account, AccountId, After, Encryption, Protocol, Target};
use net::{DevCa, Issued};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use store::Act;
use testkit::peers::dovecot::{Dovecot, PASSWORD};
use testkit::peers::free_ports;
use testkit::power::{Disk, Op, in_order, read};

/// How many power cuts.
const IMAGES: usize = 150;
/// Mails in all mailboxes. By IMAP they are deleted twenty at a time, by POP3 at the end of a session.
const MAILS: usize = 150;
const LOGINS: [(&str, Protocol); 6] = [
    ("imap-a", Protocol::Imap),
    ("pop3-a", Protocol::Pop3),
    ("pop3-b", Protocol::Pop3),
    ("imap-b", Protocol::Imap),
    ("pop3-c", Protocol::Pop3),
    ("pop3-d", Protocol::Pop3),
];

#[test]
fn power_cuts_while_mailboxes_are_read_lose_nothing_and_double_nothing() {
    let disk = tempfile::tempdir().expect("a directory");
    let run = trace(disk.path());
    assert_eq!(gone(&run.ops).len(), MAILS, "every deletion is in the trace");
    let half = gone(&run.ops[..run.ops.len() / 2]).len();
    assert!((1..MAILS).contains(&half), "mails are deleted all the time: {half} in the first half");
    let wrong = judge(&run, IMAGES);
    assert!(wrong.is_empty(), "{} of {IMAGES} images:\n{}", wrong.len(), wrong.join("\n"));
    // The judge is no stamp here either.
    assert!(!judge(&run.forgetful(), 30).is_empty(), "what is not synced can be lost");
}

/// Which letters were deleted at their source.
fn gone(ops: &[Op]) -> BTreeSet<usize> {
    let removed = |op: &Op| if let Op::Removed(path) = op { number_at_source(path) } else { None };
    ops.iter().filter_map(removed).collect()
}

/// Lets mailboxes be read while everything is traced that the desk does, and every deletion at the source.
fn trace(disk: &Path) -> Run {
    let ports = free_ports(3);
    let config = config(disk, &disk.join("data"), ports);
    node::init(&config, None).expect("a keyring");
    let (ca, issued) = certificate();
    let (log, removals) = (disk.join("trace"), disk.join("removals"));
    let dovecot = Dovecot::traced(&issued.certificate_pem, issued.key_pem.reveal(), &removals);
    let mailbox_ports = vec![dovecot.imaps, dovecot.pop3s];
    let egress = Egress { internal: vec!["mailbox=127.0.0.1".parse().expect("a target")], mailbox_ports, ..Egress::default() };
    // While it is furnished the mailboxes are empty. What is opened after a power cut may not dial: it is to hold what it holds.
    let open = beleg::config::Config { egress, ..config.clone() };
    let targets: Vec<Target> = LOGINS.iter().map(|(login, protocol)| target(&dovecot, &ca, login, *protocol)).collect();
    inside(&open, move |opened| async move { furnish(&opened, ports, targets).await }).expect("a furnished desk");
    let before = Disk::of(&config.data).expect("files");
    for number in 0..MAILS {
        dovecot.put(LOGINS[number % LOGINS.len()].0, &format!("{number:03}"), letter(number).as_bytes());
    }
    let may_dial = format!("[egress]\ninternal = [\"mailbox=127.0.0.1\"]\nmailbox_ports = [{}, {}]\n", dovecot.imaps, dovecot.pop3s);
    let desk = serve_traced(disk, ports, &may_dial);
    node::runtime().expect("a runtime").block_on(async {
        let all = || gone(&read(&in_order(&[&std::fs::read_to_string(&removals).unwrap_or_default()]))).len();
        until("every mail is deleted at its source", || all() == MAILS).await;
    });
    desk.kill();
    desk.wait(Duration::from_mins(1));
    let ops = read(&in_order(&[&taken_out(&log), &taken_out(&removals)]));
    Run { config, before, ops, begun: (0..MAILS).collect(), again: 4 }
}

fn certificate() -> (String, Issued) {
    let now = kernel::Ambient::system().now();
    let ca = DevCa::create(now).expect("an authority");
    let issued = ca.issue("127.0.0.1", now).expect("a certificate");
    (ca.ca_pem().to_owned(), issued)
}

fn target(dovecot: &Dovecot, ca: &str, login: &str, protocol: Protocol) -> Target {
    let account = Account {
        id: AccountId(Id16([0; 16])),
        protocol,
        host: "127.0.0.1".into(),
        port: if protocol == Protocol::Imap { dovecot.imaps } else { dovecot.pop3s },
        tls: Encryption::Implicit,
        roots: Some(ca.to_owned()),
        login: login.into(),
        mailbox: "INBOX".into(),
        queue: None,
        trusted: false,
        after: After::Delete,
        move_to: None,
        valid: true,
        version: 1,
    };
    Target { account, password: Secret::new(PASSWORD.into()) }
}

async fn furnish(opened: &Opened, port: u16, targets: Vec<Target>) -> anyhow::Result<()> {
    let desk = Desk::furnish(opened, port, "alpha").await?;
    for target in targets {
        let work = move |act: &Act<'_>| accounts::create(act, &target);
        desk.door(opened).await.act(operator(opened), opened.house.ambient.moment(), work).await?;
    }
    Ok(())
}
