//! Finding tickets, page by page.

use crate::desk::{Desk, migrations, ticket};
use kernel::Actor;
use std::time::Duration;
use testkit::on_both_engines;
use tickets::commands::{self, Changes, NewTicket};
use tickets::{queries, search};

async fn found(desk: &Desk, q: &str) -> Vec<String> {
    let query = search::parse(q, desk.node.ambient.now()).unwrap_or_else(|mistakes| panic!("{q}: {mistakes:?}"));
    let list = desk.read(Actor::Agent(desk.erika), move |view| queries::list(view, &query, None, 50)).await.unwrap();
    list.found.tickets.into_iter().map(|ticket| ticket.title).collect()
}

#[test]
fn every_filter_finds_what_it_says() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        let owner = desk.erika;
        let make = async |title: &str, queue: &str, change: Changes| {
            let new = NewTicket { owner: change.owner.flatten(), ..ticket(title, queue, None) };
            let id = desk.act(erika, move |act| commands::create(act, &new)).await.unwrap();
            desk.act(erika, move |act| commands::change(act, id, &change)).await.unwrap();
            desk.node.clock.advance(Duration::from_hours(24));
        };
        make("alt", "Raw", Changes { state: Some("closed successful".into()), ..Changes::default() }).await;
        make("netz", "Störungen::Netzwerk", Changes { priority: Some("5 very high".into()), ..Changes::default() }).await;
        let until = desk.node.ambient.now().after(Duration::from_hours(72));
        let waits = Changes { state: Some("pending reminder".into()), pending_until: Some(Some(until)), ..Changes::default() };
        make("wartet", "Misc", waits).await;
        make("meins", "Raw", Changes { owner: Some(Some(owner)), lock: Some(tickets::Lock::Lock), ..Changes::default() }).await;
        let check = async |q: &str, expected: &[&str]| assert_eq!(found(&desk, q).await, expected, "{q}");
        check("", &["meins", "wartet", "netz", "alt"]).await;
        check("sort:created", &["alt", "netz", "wartet", "meins"]).await;
        check("sort:-priority", &["netz", "meins", "wartet", "alt"]).await;
        check("is:open", &["meins", "wartet", "netz"]).await;
        check("-is:open", &["alt"]).await;
        check("state:closed", &["alt"]).await;
        check("state:\"pending reminder\",\"closed successful\"", &["wartet", "alt"]).await;
        check("is:pending", &["wartet"]).await;
        check("queue:Störungen", &["netz"]).await;
        check("queue:Raw owner:none", &["alt"]).await;
        check("owner:me", &["meins"]).await;
        check("owner:erika lock:lock", &["meins"]).await;
        check("owner:niemand", &[]).await;
        check("priority:5", &["netz"]).await;
        check("number:2026011510000019", &["alt"]).await;
        check("customer:BOB@kunde", &["meins", "wartet", "netz", "alt"]).await;
        check("created>-50h", &["meins", "wartet"]).await;
        check("created<2026-01-16", &["alt"]).await;
        check("strasse drucker", &["meins", "wartet", "netz", "alt"]).await;
        check("netz", &["netz"]).await;
        check("drucker -netz is:open", &["meins", "wartet"]).await;
        check("2026011510000019", &["alt"]).await;
        check("\"Straße 7\" state:new", &["meins", "netz"]).await;
    });
}

#[test]
fn pages_follow_each_other_without_gap_or_double() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let erika = Actor::Agent(desk.erika);
        for index in 0..7 {
            let new = ticket(&format!("t{index}"), "Raw", None);
            desk.act(erika, move |act| commands::create(act, &new)).await.unwrap();
        }
        for order in ["", "sort:changed", "sort:-created", "sort:priority", "sort:-priority"] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let query = search::parse(order, desk.node.ambient.now()).unwrap();
                let list = desk.read(erika, move |view| queries::list(view, &query, after, 3)).await.unwrap();
                seen.extend(list.found.tickets.into_iter().map(|ticket| ticket.title));
                after = list.found.next;
                if after.is_none() {
                    break;
                }
            }
            let mut sorted = seen.clone();
            sorted.sort();
            assert_eq!(sorted, ["t0", "t1", "t2", "t3", "t4", "t5", "t6"], "{order}: {seen:?}");
        }
    });
}
