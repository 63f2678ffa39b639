//! Accounts and tenants that come and go, and a desk that cannot take anything.

use crate::hostile::{Does, Oddity, Server, Speaks, honest};
use crate::house::{Fixture, QUICK, mail, until};
use fetch::{Limits, Patience};
use kernel::{Ambient, Fault, Seed, Seeds};
use mail::accounts::{self, AccountChange, Protocol};
use room::House;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::TestClock;
use testkit::rooms::operator;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_that_change_are_seen_at_once() {
    let fixture = Fixture::new(&[]).await;
    let server = Server::start(&fixture, Speaks::Imap, &["one"], honest()).await;
    let fixture = fixture.with_ports(&[server.port]);
    let gate = fixture.open();
    let id = fixture.add("alpha", fixture.account(Protocol::Imap, server.port, "erika")).await;
    fixture.wait_for_titles("alpha", &["one"]).await;
    let set = async |valid| {
        let change = AccountChange { valid: Some(valid), ..AccountChange::default() };
        let work = move |act: &store::Act<'_>| accounts::change(act, id, &change).map_err(|error| Fault::new("changing an account", error));
        fixture.act("alpha", work).await;
        fixture.mailboxes.ring(fixture.directory.by_name("alpha").unwrap().tenant);
    };
    set(false).await;
    until("its connection ends", || server.open() == 0).await;
    server.mailbox.mails.lock().unwrap().push((2, mail("two")));
    set(true).await;
    fixture.wait_for_titles("alpha", &["one", "two"]).await;
    let work = move |act: &store::Act<'_>| accounts::remove(act, id).map_err(|error| Fault::new("removing an account", error));
    fixture.act("alpha", work).await;
    fixture.mailboxes.ring(fixture.directory.by_name("alpha").unwrap().tenant);
    until("its connection ends", || server.open() == 0).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_failed_is_read_now_when_somebody_asks() {
    let fixture = Fixture::new(&[]).await;
    let refused = Arc::new(AtomicBool::new(true));
    let is_refused = Arc::clone(&refused);
    let refuses: Oddity = Arc::new(move |heard, _| {
        let refuse = heard.starts_with("LOGIN") && is_refused.load(Ordering::SeqCst);
        if refuse { Does::Says(b"TAG NO no\r\n".to_vec()) } else { Does::Honestly }
    });
    let server = Server::start(&fixture, Speaks::Imap, &["one"], refuses).await;
    let fixture = fixture.with_ports(&[server.port]);
    let id = fixture.add("alpha", fixture.account(Protocol::Imap, server.port, "erika")).await;
    // It would be tried again in an hour.
    let gate = fixture.open_as(Patience { first_back_off: Duration::from_hours(1), ..QUICK }, Limits::default());
    fixture.wait_for("alpha", id, |standing, _| standing.failures == 1).await;
    refused.store(false, Ordering::SeqCst);
    fixture.mailboxes.read_now(fixture.directory.by_name("alpha").unwrap().tenant, id);
    fixture.wait_for_titles("alpha", &["one"]).await;
    fixture.wait_for("alpha", id, |standing, _| standing.failing_since.is_none()).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_tenant_rests_and_goes_on_later() {
    let fixture = Fixture::new(&[]).await;
    let server = Server::start(&fixture, Speaks::Imap, &["one"], honest()).await;
    let fixture = fixture.with_ports(&[server.port]);
    fixture.add("alpha", fixture.account(Protocol::Imap, server.port, "erika")).await;
    let gate = fixture.open();
    fixture.wait_for_titles("alpha", &["one"]).await;
    let (tenant, moment) = (fixture.directory.by_name("alpha").unwrap().tenant, || fixture.ambient.moment());
    fixture.site.door.act(operator(), moment(), move |act| platform::suspend_tenant(act, tenant)).await.unwrap();
    fixture.directory.refresh(&fixture.site.door).await.unwrap();
    until("its connection ends", || server.open() == 0).await;
    server.mailbox.mails.lock().unwrap().push((2, mail("two")));
    fixture.site.door.act(operator(), moment(), move |act| platform::resume_tenant(act, tenant)).await.unwrap();
    fixture.directory.refresh(&fixture.site.door).await.unwrap();
    fixture.wait_for_titles("alpha", &["one", "two"]).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sealed_desk_keeps_the_mailbox_and_goes_on_by_itself() {
    let fixture = Fixture::new(&[]).await;
    let servers = [
        (Protocol::Imap, Server::start(&fixture, Speaks::Imap, &["one"], honest()).await),
        (Protocol::Pop3, Server::start(&fixture, Speaks::Pop3, &["two"], honest()).await),
    ];
    let fixture = fixture.with_ports(&[servers[0].1.port, servers[1].1.port]);
    for (protocol, server) in &servers {
        fixture.add("alpha", fixture.account(*protocol, server.port, "erika")).await;
    }
    let gate = fixture.open();
    fixture.wait_for_titles("alpha", &["one", "two"]).await;
    until("both are deleted", || servers.iter().all(|(_, server)| server.mailbox.count() == 0)).await;
    fixture.seal();
    for (at, (_, server)) in servers.iter().enumerate() {
        server.mailbox.mails.lock().unwrap().push((7, mail(["three", "four"][at])));
    }
    until("the desk has seen that it can take nothing", || servers.iter().all(|(_, server)| server.open() == 0)).await;
    assert!(servers.iter().all(|(_, server)| server.mailbox.count() == 1), "nothing is deleted");
    fixture.unseal();
    fixture.wait_for_titles("alpha", &["four", "one", "three", "two"]).await;
    gate.shutdown().await;
}

/// Gives one seed less than it is asked for.
struct Faulty {
    honest: Ambient,
    is_due: Arc<AtomicBool>,
}

impl Seeds for Faulty {
    fn seed(&self) -> Seed {
        assert!(!self.is_due.swap(false, Ordering::SeqCst), "this one fails");
        self.honest.moment().seed
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_ends_by_a_fault_of_ours_begins_anew() {
    let fixture = Fixture::new(&[]).await;
    let (is_due, has_been) = (Arc::new(AtomicBool::new(false)), AtomicBool::new(false));
    let due = Arc::clone(&is_due);
    // The next randomness is asked for when the worker knows that it failed, and when to come again.
    let odd: Oddity = Arc::new(move |heard, _| {
        if heard.starts_with("UID SEARCH") && !has_been.swap(true, Ordering::SeqCst) {
            due.store(true, Ordering::SeqCst);
            return Does::HangsUp(Vec::new());
        }
        Does::Honestly
    });
    let server = Server::start(&fixture, Speaks::Imap, &["one"], odd).await;
    let mut fixture = fixture.with_ports(&[server.port]);
    let seeds = Faulty { honest: fixture.ambient.clone(), is_due: Arc::clone(&is_due) };
    fixture.house = House::new(Ambient::new(Arc::<TestClock>::clone(&fixture.clock), Arc::new(seeds)), http::Extensions::new());
    let id = fixture.add("alpha", fixture.account(Protocol::Imap, server.port, "erika")).await;
    let gate = fixture.open();
    fixture.wait_for_titles("alpha", &["one"]).await;
    let (standing, _) = fixture.standing("alpha", id).await;
    assert_eq!((standing.failures, standing.last_failure_at), (0, None), "the worker ended before it could note anything");
    assert!(!is_due.load(Ordering::SeqCst));
    gate.shutdown().await;
}
