//! Accounts and tenants that come and go, and a desk that cannot take anything.

use crate::hostile::{Server, Speaks, honest};
use crate::house::{Fixture, mail, until};
use kernel::Fault;
use mail::accounts::{self, AccountChange, Protocol};
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
