//! Postmaster filters: what they do to mails, how they are made, tried and switched on, and whom `X-OTRS-*` fields persuade.

use crate::desk::{Desk, migrations, number_of};
use kernel::AgentId;
use room::{Arrived, Sender, Taken};
use serde_json::{Value as Json, json};
use testkit::on_both_engines;

fn mail(id: &str, more: &str) -> String {
    format!("From: bob@kunde.example\nTo: support@alpha.example\nMessage-ID: <{id}@kunde.example>\n{more}\nText von {id}\n")
}

impl Desk {
    /// Makes a filter and switches it on.
    async fn filter(&self, name: &str, rule: Json) -> String {
        let (status, made) = self.ask(self.root, "mail.create_filter", "", Some(json!({"name": name, "rule": rule}))).await;
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().unwrap().to_owned();
        let (status, on) = self.change(&id, json!({"enabled": true, "untried": true})).await;
        assert_eq!((status, &on["enabled"]), (200, &json!(true)));
        id
    }

    async fn change(&self, id: &str, change: Json) -> (u16, Json) {
        self.ask(self.root, "mail.change_filter", id, Some(change)).await
    }

    async fn filters(&self, who: AgentId) -> (u16, Json) {
        self.ask(who, "mail.filters", "", None).await
    }

    async fn ticket_of(&self, raw: &str) -> tickets::Ticket {
        let number = number_of(&self.bob_writes(raw).await);
        self.page(&number).await.ticket
    }
}

#[test]
fn what_is_marked_as_spam_goes_to_junk_and_is_not_answered() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let ticket = desk.ticket_of(&mail("spam", "Subject: Gewinn\nX-Spam-Flag: YES\n")).await;
        assert_eq!((ticket.queue_name.as_str(), ticket.articles), ("Junk", 1));
        assert_eq!(desk.steps().await, ["filter_matched", "known_sender", "no_thread", "queue_chosen", "not_answered"]);
        let ticket = desk.ticket_of(&mail("ham", "Subject: Drucker\nX-Spam-Flag: NO\n")).await;
        assert_eq!((ticket.queue_name.as_str(), ticket.articles), ("Raw", 2));
    });
}

#[test]
fn a_filter_sets_what_it_names_and_notes_what_does_not_fit() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let rule = json!({
            "conditions": [{"on": "header", "name": "Subject", "matches": "auftrag (\\d+)"}, {"on": "envelope_from", "matches": "@kunde\\.example$"}],
            "set": {"queue": "Misc", "priority": "5", "state": "open", "owner": "Erika", "responsible": "erika", "title": "Auftrag $1",
                    "lock": "lock", "customer_user": "bob@kunde.example"},
            "set_follow_up": {"priority": "1 very low", "queue": "Postmaster"}
        });
        desk.filter("Aufträge", rule).await;
        let ticket = desk.ticket_of(&mail("eins", "Subject: Auftrag 4711 eilt\n")).await;
        let seen = (ticket.queue_name.as_str(), ticket.priority.0, ticket.state_name.as_str(), ticket.title.as_str(), ticket.lock.as_str());
        assert_eq!(seen, ("Misc", 5, "open", "Auftrag 4711", "lock"));
        assert_eq!((ticket.owner, ticket.responsible), (Some(desk.erika), Some(desk.erika)));
        let subject = format!("Subject: Re: [Ticket#{}] Auftrag 4711\n", ticket.number);
        let ticket = desk.ticket_of(&mail("zwei", &subject)).await;
        assert_eq!((ticket.queue_name.as_str(), ticket.priority.0, ticket.articles), ("Postmaster", 1, 3));
        let rule = json!({"conditions": [{"on": "body", "matches": "drei"}],
            "set": {"queue": "Gibt es nicht", "state": "merged", "owner": "niemand", "priority": "9", "lock": "fest", "title": "$1"}});
        desk.filter("Falsch", rule).await;
        let ticket = desk.ticket_of(&mail("drei", "Subject: x\n")).await;
        assert_eq!((ticket.queue_name.as_str(), ticket.state_name.as_str(), ticket.priority.0), ("Raw", "new", 3));
        assert_eq!(desk.steps().await.iter().filter(|step| *step == "unfit").count(), 5);
    });
}

#[test]
fn an_ignored_mail_is_kept_and_found() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        desk.filter("Werbung", json!({"conditions": [{"on": "header", "name": "Subject", "matches": "^werbung"}], "ignore": true})).await;
        let raw = mail("eins", "Subject: Werbung\n");
        assert_eq!(desk.bob_writes(&raw).await, Taken::Noted);
        assert_eq!(desk.steps().await, ["filter_matched", "ignored"]);
        let line = desk.log("outcome=ignored&q=werbung").await.remove(0);
        assert_eq!(line["why"], "No ticket, kept here alone: Werbung says so.");
        let id = line["id"].as_str().unwrap();
        assert_eq!(desk.ask(desk.root, "mail.log_original", id, None).await.0, 200);
        assert_eq!(desk.bob_writes(&raw).await, Taken::Duplicate);
    });
}

#[test]
fn fields_of_otrs_count_from_trusted_mailboxes_alone() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let fetched = |place: &str, is_trusted: bool, more: &str| {
            let arrived = desk.by_imap(place, None, &mail(place, more));
            let fetched = arrived.fetched.clone().map(|fetched| room::Fetched { is_trusted, ..fetched });
            Arrived { fetched, ..arrived }
        };
        let fields = "Subject: x\nX-OTRS-Queue: Misc\nX-OTRS-Priority: 5 very high\nX-OTRS-FollowUp-Priority: 1 very low\n";
        let number = number_of(&desk.take(fetched("1:1", true, fields)).await);
        let ticket = desk.page(&number).await.ticket;
        assert_eq!((ticket.queue_name.as_str(), ticket.priority.0), ("Misc", 5));
        let subject = format!("Subject: [Ticket#{number}]\nX-OTRS-Queue: Junk\nX-OTRS-FollowUp-Priority: 1 very low\n");
        desk.take(fetched("1:2", true, &subject)).await;
        let ticket = desk.page(&number).await.ticket;
        assert_eq!((ticket.queue_name.as_str(), ticket.priority.0), ("Misc", 1));
        for arrived in [fetched("1:3", false, fields), desk.by_smtp(Sender::Nobody, &mail("smtp", fields))] {
            let number = number_of(&desk.take(arrived).await);
            let ticket = desk.page(&number).await.ticket;
            assert_eq!((ticket.queue_name.as_str(), ticket.priority.0), ("Raw", 3));
            assert_eq!(desk.steps().await[0], "header_not_trusted");
        }
        assert_eq!(desk.take(fetched("1:4", true, "Subject: x\nX-OTRS-Ignore: yes\n")).await, Taken::Noted);
        let taken = desk.take(fetched("1:5", false, "Subject: x\nX-OTRS-Ignore: yes\n")).await;
        assert!(matches!(taken, Taken::Ticket { is_new: true, .. }), "nobody hides a mail from outside");
    });
}

#[test]
fn a_filter_is_switched_on_after_it_was_tried_over_the_last_mails() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        for n in 0..30 {
            let subject = if n % 3 == 0 { "Rechnung" } else { "Drucker" };
            desk.bob_writes(&mail(&format!("nr{n}"), &format!("Subject: {subject} {n}\n"))).await;
        }
        let rule =
            json!({"conditions": [{"on": "header", "name": "Subject", "matches": "rechnung"}], "set": {"queue": "Misc"}, "silent": true});
        let (_, made) = desk.ask(desk.root, "mail.create_filter", "", Some(json!({"name": "Rechnungen", "rule": rule}))).await;
        assert_eq!((&made["enabled"], &made["tried"]), (&json!(false), &json!(false)));
        let id = made["id"].as_str().unwrap();
        let (status, problem) = desk.change(id, json!({"enabled": true})).await;
        assert_eq!((status, &problem["errors"][0]["reason"]), (409, &json!("untried")));
        let ticket = desk.ticket_of(&mail("vorher", "Subject: Rechnung\n")).await;
        assert_eq!(ticket.queue_name, "Raw", "it is off");
        let (status, trial) = desk.ask(desk.root, "mail.try_filter", "", Some(json!({"id": id}))).await;
        assert_eq!((status, &trial["looked"], &trial["matched"], &trial["changed"]), (200, &json!(31), &json!(11), &json!(11)));
        let hit = &trial["items"][0];
        assert_eq!(hit["mail"]["subject"], "Rechnung");
        let would: Vec<&str> = hit["would"].as_array().unwrap().iter().map(|step| step["words"].as_str().unwrap()).collect();
        assert_eq!(would, ["Queue: Misc.", "No automatic answer: a filter says so."]);
        let (status, on) = desk.change(id, json!({"enabled": true})).await;
        assert_eq!((status, &on["enabled"], &on["tried"]), (200, &json!(true), &json!(true)));
        let ticket = desk.ticket_of(&mail("nachher", "Subject: Rechnung\n")).await;
        assert_eq!((ticket.queue_name.as_str(), ticket.articles), ("Misc", 1));
        let (_, trial) = desk.ask(desk.root, "mail.try_filter", "", Some(json!({"id": id}))).await;
        assert_eq!((&trial["matched"], &trial["changed"]), (&json!(12), &json!(11)), "that one is as it would have it");
        let other = json!({"conditions": [{"on": "body", "matches": "x"}], "ignore": true});
        let (_, changed) = desk.change(id, json!({"rule": other})).await;
        assert_eq!((&changed["enabled"], &changed["tried"], &changed["version"]), (&json!(false), &json!(false), &json!(2)));
        assert_eq!(desk.change(id, json!({"name": "y", "version": 1})).await.0, 412);
        let (_, trial) = desk.ask(desk.root, "mail.try_filter", "", Some(json!({"rule": other}))).await;
        assert_eq!(trial["looked"], 32);
    });
}

#[test]
fn filters_are_made_ordered_and_removed_by_administrators() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let rule = |queue: &str| json!({"conditions": [{"on": "size", "over": 1}], "set": {"queue": queue}});
        let (first, second) = (desk.filter("eins", rule("Misc")).await, desk.filter("zwei", rule("Junk")).await);
        let body = || Some(json!({"name": "drei", "rule": rule("Misc")}));
        assert_eq!(desk.filters(desk.erika).await.0, 403);
        for (name, target, body) in [
            ("mail.create_filter", "", body()),
            ("mail.change_filter", first.as_str(), Some(json!({"enabled": false}))),
            ("mail.order_filters", "", Some(json!({"order": [first, second]}))),
            ("mail.try_filter", "", Some(json!({"id": first}))),
            ("mail.remove_filter", first.as_str(), None),
        ] {
            assert_eq!(desk.ask(desk.erika, name, target, body).await.0, 403, "{name}");
        }
        let (_, all) = desk.filters(desk.root).await;
        let spam = all["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!((&all["items"][0]["name"], &all["items"][0]["enabled"]), (&json!("Spam"), &json!(true)));
        assert_eq!(desk.ticket_of(&mail("a", "Subject: x\n")).await.queue_name, "Junk", "the last one counts");
        let order = json!({"order": [second, first, spam]});
        let (status, ordered) = desk.ask(desk.root, "mail.order_filters", "", Some(order)).await;
        assert_eq!((status, &ordered["items"][0]["name"]), (200, &json!("zwei")));
        assert_eq!(desk.ticket_of(&mail("b", "Subject: x\n")).await.queue_name, "Misc");
        let (_, ordered) = desk.ask(desk.root, "mail.order_filters", "", Some(json!({"order": [spam]}))).await;
        let names: Vec<&str> = ordered["items"].as_array().unwrap().iter().map(|filter| filter["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Spam", "zwei", "eins"], "the others stay behind it");
        assert_eq!(desk.ask(desk.root, "mail.order_filters", "", Some(json!({"order": [spam, spam]}))).await.0, 422);
        let unknown = json!({"order": ["mfl_00000000000000000000000000"]});
        assert_eq!(desk.ask(desk.root, "mail.order_filters", "", Some(unknown)).await.0, 404);
        assert_eq!(desk.ask(desk.root, "mail.create_filter", "", Some(json!({"name": "eins", "rule": rule("Misc")}))).await.0, 409);
        for bad in [json!({"conditions": []}), json!({"conditions": [{"on": "body", "matches": "("}], "stop": true})] {
            assert_eq!(desk.ask(desk.root, "mail.create_filter", "", Some(json!({"name": "x", "rule": bad}))).await.0, 422, "{bad}");
        }
        assert_eq!(desk.ask(desk.root, "mail.remove_filter", &first, None).await.0, 204);
        assert_eq!(desk.ask(desk.root, "mail.remove_filter", &first, None).await.0, 404);
        let (_, history) = desk.ask(desk.root, "mail.filter_history", &first, None).await;
        let kinds: Vec<&str> = history["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["filter_created", "filter_changed", "filter_removed"]);
        assert_eq!(history["items"][0]["by"], "Rosa Root");
        assert_eq!(desk.ask(desk.erika, "mail.filter_history", &first, None).await.0, 403);
        assert_eq!(desk.ask(desk.root, "mail.filter_history", "mfl_00000000000000000000000000", None).await.0, 404);
        assert_eq!(desk.ticket_of(&mail("c", "Subject: x\n")).await.queue_name, "Junk");
    });
}
