//! Mailboxes elsewhere: who may see and change them, what is kept of them, and what the room's check makes of it.

use crate::desk::{Desk, migrations};
use futures_util::FutureExt as _;
use kernel::{Actor, By, Fault, Id16, OperatorId, RequestId};
use mail::accounts::{self, AccountId, Compared, Fate, Mailboxes, Seen, Target, Trouble};
use room::{Arrived, CheckContext, Fetched, Finding, House, IntakeContext, Sender, Verdict, Way};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Act, Rows, View};
use testkit::on_both_engines;
use testkit::rooms::{call, context, place, send};

const PASSWORD: &str = "geheim-und-sehr-selten";

store::stmts! { tenant
    read SEALED = "SELECT password FROM mail_account WHERE id = ?1";
    write SWAP = "UPDATE mail_account SET password = ?2 WHERE id = ?1";
}

/// A desk whose gate keeps what it was to try out.
struct Office {
    desk: Desk,
    tried: Arc<Mutex<Vec<Target>>>,
    services: http::Extensions,
}

fn operator() -> Actor {
    Actor::Operator(OperatorId(Id16([9; 16])))
}

impl Office {
    async fn new(node: testkit::stores::TestNode) -> Self {
        let (desk, tried) = (Desk::furnish(node).await, Arc::<Mutex<Vec<Target>>>::default());
        let keep = Arc::clone(&tried);
        let try_out = move |target: Target| {
            let outcome = if target.account.host == "silent.example" { Err(Trouble::new("the server said: no\r\n")) } else { Ok(seen()) };
            keep.lock().unwrap().push(target);
            async move { outcome }.boxed()
        };
        let mut services = http::Extensions::new();
        services.insert(Arc::new(Mailboxes::new(Arc::new(try_out))));
        Self { desk, tried, services }
    }

    /// Calls an operation by somebody.
    async fn by(&self, actor: Actor, name: &str, id: Option<&str>, body: Option<Json>) -> (u16, Json) {
        let context = context(&self.desk.node, &self.desk.door, actor, self.services.clone());
        let path: Vec<(&str, &str)> = id.map(|id| ("id", id)).into_iter().collect();
        send(&mail::ROOM, name, context, call(&path, "", body.as_ref())).await
    }

    async fn create(&self) -> String {
        let (status, made) = self.by(operator(), "mail.create_account", None, Some(new())).await;
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    /// An act of the room's own.
    async fn note(&self, work: impl Fn(&Act<'_>) -> Result<(), Fault> + Send + 'static) {
        self.desk.door.act(room(), self.desk.node.ambient.moment(), work).await.unwrap();
    }

    async fn check(&self) -> Finding {
        let check = mail::ROOM.checks.iter().find(|check| check.name == "mail-accounts").unwrap();
        (check.run)(CheckContext { house: self.desk.house.clone(), door: Some(self.desk.door.clone()) }).await
    }
}

fn room() -> By {
    By::room("mail", RequestId(Id16([1; 16])))
}

fn seen() -> Seen {
    Seen { tls: "TLS 1.3".into(), messages: 7, folders: vec!["INBOX".into()], pushes: true }
}

fn new() -> Json {
    json!({"protocol": "imap", "host": "IMAP.Provider.example ", "login": "support@alpha.example", "password": PASSWORD, "queue": "Raw"})
}

#[test]
fn administrators_have_mailboxes_read_and_nobody_sees_their_passwords() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let id = office.create().await;
        let id = Some(id.as_str());
        let mut all = String::new();
        for (name, id, body) in [
            ("mail.account", id, None),
            ("mail.accounts", None, None),
            ("mail.change_account", id, Some(json!({"trusted": true, "queue": null, "after": "move", "move_to": "Done"}))),
            ("mail.try_account", id, Some(json!({}))),
            ("mail.try_new_account", None, Some(new())),
        ] {
            let (status, shown) = office.by(operator(), name, id, body.clone()).await;
            assert_eq!(status, 200, "{name}: {shown}");
            all += &shown.to_string();
            // Erika may do everything with tickets, and nothing here.
            assert_eq!(office.by(Actor::Agent(office.desk.erika), name, id, body).await.0, 403, "{name}");
        }
        assert!(!all.contains(PASSWORD) && all.contains("imap.provider.example"), "{all}");
        let tried: Vec<String> = office.tried.lock().unwrap().iter().map(|target| target.password.reveal().clone()).collect();
        assert_eq!(tried, [PASSWORD, PASSWORD], "the gate has it");
        let (_, shown) = office.by(operator(), "mail.account", id, None).await;
        let (account, state) = (&shown, &shown["state"]);
        assert_eq!((&account["port"], &account["tls"], &account["mailbox"]), (&json!(993), &json!("implicit"), &json!("INBOX")));
        assert_eq!((&account["queue"], &account["version"], &account["move_to"]), (&Json::Null, &json!(2), &json!("Done")));
        assert_eq!((&state["status"], &state["taken"], &account["left"]), (&json!("new"), &json!(0), &json!([])));
        assert_eq!(office.by(operator(), "mail.fetch_account", id, Some(json!({}))).await.0, 204);
        assert_eq!(office.by(Actor::Agent(office.desk.erika), "mail.fetch_account", id, Some(json!({}))).await.0, 403);
        assert_eq!(office.by(operator(), "mail.remove_account", id, None).await.0, 204);
        for name in ["mail.account", "mail.change_account", "mail.fetch_account", "mail.try_account", "mail.remove_account"] {
            let body = (name != "mail.remove_account").then(|| json!({}));
            assert_eq!(office.by(operator(), name, id, body).await.0, 404, "{name}");
        }
    });
}

#[test]
fn whoever_sends_a_password_elsewhere_has_to_know_it() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let id = office.create().await;
        for change in [
            json!({"host": "imap.thief.example"}),
            json!({"port": 143}),
            json!({"tls": "starttls"}),
            json!({"login": "other"}),
            json!({"protocol": "pop3"}),
        ] {
            let (status, problem) = office.by(operator(), "mail.change_account", Some(&id), Some(change.clone())).await;
            assert_eq!((status, &problem["errors"][0]["reason"]), (422, &json!("needed")), "{change}: {problem}");
        }
        let change = json!({"host": "imap.other.example", "password": "a new one"});
        assert_eq!(office.by(operator(), "mail.change_account", Some(&id), Some(change)).await.0, 200);
        assert_eq!(office.by(operator(), "mail.change_account", Some(&id), Some(json!({"valid": false}))).await.0, 200);
    });
}

#[test]
fn a_change_of_what_somebody_else_changed_is_refused() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let id = office.create().await;
        let change = async |change: Json| office.by(operator(), "mail.change_account", Some(&id), Some(change)).await;
        let (status, changed) = change(json!({"trusted": true, "version": 1})).await;
        assert_eq!((status, &changed["version"]), (200, &json!(2)));
        assert_eq!(change(json!({"queue": null, "version": 1})).await.0, 412);
        let (status, changed) = change(json!({"after": "keep", "version": 2})).await;
        assert_eq!((status, &changed["queue"], &changed["trusted"]), (200, &json!("Raw"), &json!(true)));
    });
}

#[test]
fn what_does_not_fit_is_said() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let with = |field: &str, value: Json| {
            let mut body = new();
            body[field] = value;
            body
        };
        for (field, value, reason) in [
            ("host", json!("a b\r\nc"), "unfit"),
            ("password", json!("a\r\nb"), "unfit"),
            ("queue", json!("no such queue"), "unknown"),
            ("roots", json!("nothing"), "unfit"),
            ("move_to", json!("x"), "not-without-move"),
        ] {
            for operation in ["mail.create_account", "mail.try_new_account"] {
                let (status, problem) = office.by(operator(), operation, None, Some(with(field, value.clone()))).await;
                let error = &problem["errors"][0];
                assert_eq!((status, &error["field"], &error["reason"]), (422, &json!(field), &json!(reason)), "{operation}: {problem}");
            }
        }
        office.create().await;
        let (status, problem) = office.by(operator(), "mail.create_account", None, Some(new())).await;
        assert_eq!((status, &problem["errors"][0]["reason"]), (409, &json!("read-already")));
        let (status, trial) = office.by(operator(), "mail.try_new_account", None, Some(with("host", json!("silent.example")))).await;
        assert_eq!((status, &trial["ok"], &trial["words"]), (200, &json!(false), &json!("the server said: no  ")));
    });
}

#[test]
fn passwords_are_sealed_and_open_in_their_own_row_alone() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let one: AccountId = office.create().await.parse().unwrap();
        let mut other = new();
        other["login"] = json!("other@alpha.example");
        let (_, made) = office.by(operator(), "mail.create_account", None, Some(other)).await;
        let two: AccountId = made["id"].as_str().unwrap().parse().unwrap();
        let now = office.desk.node.ambient.now();
        let read = move |view: &View<'_>| -> Result<Vec<u8>, Fault> { view.row(&SEALED, store::params![one.0])?.unwrap().bytes(0) };
        let sealed = office.desk.door.read(room(), now, read).await.unwrap();
        assert!(!sealed.windows(6).any(|part| part == &PASSWORD.as_bytes()[..6]));
        let to_read = async || office.desk.door.read(room(), now, |view: &View<'_>| accounts::to_read(view)).await;
        assert_eq!(to_read().await.unwrap().len(), 2);
        let by_agent = office.desk.act(|act: &Act<'_>| accounts::to_read(act)).await;
        assert!(by_agent.is_err(), "passwords are for the room alone");
        office
            .note(move |act| {
                act.write(&SWAP, store::params![two.0, sealed.clone()])?;
                accounts::note_left(act, two, "1:1", (Fate::Refused, None))
            })
            .await;
        assert!(to_read().await.is_err(), "a password in another account's row does not open");
    });
}

#[test]
fn a_mail_is_noted_where_it_lay_in_the_act_that_takes_it() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        let id: AccountId = office.create().await.parse().unwrap();
        let deliver_text = async |place_there: &str, text: &str| {
            let arrived = Arrived {
                envelope_from: Sender::Nobody,
                recipients: Vec::new(),
                raw: format!(
                    "From: bob@kunde.example\r\nTo: support@alpha.example\r\nSubject: x\r\nMessage-ID: <1@k.example>\r\n\r\n{text}\r\n"
                )
                .into_bytes()
                .into(),
                way: Way::Imap,
                tls: Some("TLS 1.3".into()),
                helo: String::new(),
                received_at: office.desk.node.ambient.now(),
                fetched: Some(Fetched { account: id.0, place: place_there.into(), queue: None, is_trusted: false }),
                notices: room::Notices::default(),
            };
            let house = House::new(office.desk.node.ambient.clone(), http::Extensions::new());
            let context = IntakeContext { door: office.desk.door.clone(), place: place(), house, by: room() };
            (mail::INTAKE.deliver)(context, arrived).await.unwrap()
        };
        let deliver = async |place_there: &str| deliver_text(place_there, "x").await;
        assert!(matches!(deliver("7:1").await, room::Taken::Ticket { is_new: true, .. }));
        // The server has numbered everything anew: the same mail at another place is a copy.
        assert_eq!(deliver("8:1").await, room::Taken::Duplicate);
        let read =
            move |view: &View<'_>| -> Result<_, Fault> { Ok((accounts::met(view, id)?, accounts::account(view, id)?.unwrap().1.taken)) };
        let (met, taken) = office.desk.door.read(room(), office.desk.node.ambient.now(), read).await.unwrap();
        assert_eq!(met.into_iter().collect::<Vec<_>>(), [("7:1".to_owned(), Fate::Taken), ("8:1".to_owned(), Fate::Taken)]);
        assert_eq!(taken, 2);
        // At another place everything is met anew.
        let change = json!({"mailbox": "Support"});
        assert_eq!(office.by(operator(), "mail.change_account", Some(&id.to_string()), Some(change)).await.0, 200);
        let read = move |view: &View<'_>| accounts::met(view, id);
        assert!(office.desk.door.read(room(), office.desk.node.ambient.now(), read).await.unwrap().is_empty());
        // What lies there at a number that was known elsewhere is another mail.
        assert!(matches!(deliver_text("7:1", "y").await, room::Taken::Ticket { is_new: true, .. }));
        assert_eq!(deliver_text("7:1", "y").await, room::Taken::Duplicate);
    });
}

#[test]
fn a_mailbox_that_fails_for_long_or_holds_what_is_not_here_is_found() {
    on_both_engines(&migrations(), |node| async move {
        let office = Office::new(node).await;
        assert_eq!(office.check().await.verdict, Verdict::Kept, "nothing is read");
        let id: AccountId = office.create().await.parse().unwrap();
        let clock = Arc::clone(&office.desk.node.clock);
        // Sabotage: nobody reads it, and so nobody notes that either.
        assert_eq!(office.check().await.verdict, Verdict::Unmeasured, "made, and not read yet");
        clock.advance(Duration::from_hours(2));
        assert_eq!(office.check().await.verdict, Verdict::Broken, "made, and never read");
        let compared = |without_ticket, at| Compared { at, at_source: 9, without_ticket, not_removed: 0 };
        let now = || office.desk.node.ambient.now();
        office.note(move |act| accounts::note_success(act, id)).await;
        assert_eq!(office.check().await.verdict, Verdict::Unmeasured, "read, and never compared");
        let at = now();
        office.note(move |act| accounts::note_compared(act, id, &compared(0, at))).await;
        assert_eq!(office.check().await.verdict, Verdict::Kept);
        // Sabotage: who reads it has stopped without a word.
        clock.advance(Duration::from_hours(2));
        assert_eq!(office.check().await.verdict, Verdict::Broken, "read no more");
        office.note(move |act| accounts::note_success(act, id)).await;
        // Sabotage: the server refuses the login.
        let fail = move |act: &Act<'_>| {
            accounts::note_failure(act, id, "the server refused the login: no", act.now().after(Duration::from_mins(1)))
        };
        office.note(fail).await;
        assert_eq!(office.check().await.verdict, Verdict::Kept, "a short failure is no alarm");
        clock.advance(Duration::from_hours(3));
        office.note(fail).await;
        let finding = office.check().await;
        assert_eq!(finding.verdict, Verdict::Broken);
        assert!(!finding.measured.contains("login"), "{}", finding.measured);
        let (_, shown) = office.by(operator(), "mail.account", Some(&id.to_string()), None).await;
        assert_eq!((&shown["state"]["status"], &shown["state"]["failures"]), (&json!("failing"), &json!(2)), "{shown}");
        assert_eq!(shown["state"]["last_failure"], json!("der Server hat die Anmeldung abgelehnt: no"));
        office.note(move |act| accounts::note_success(act, id)).await;
        assert_eq!(office.check().await.verdict, Verdict::Kept, "it goes on by itself");
        // Sabotage: a message that is not in the desk.
        let at = now();
        office.note(move |act| accounts::note_compared(act, id, &compared(1, at))).await;
        assert_eq!(office.check().await.verdict, Verdict::Broken);
        office.note(move |act| accounts::note_compared(act, id, &compared(0, at))).await;
        office.note(move |act| accounts::note_left(act, id, "7:9", (Fate::TooLarge, Some(99)))).await;
        assert_eq!(office.check().await.verdict, Verdict::Broken);
        office.note(move |act| accounts::forget_places(act, id, &["7:9".into()])).await;
        assert_eq!(office.check().await.verdict, Verdict::Kept);
        clock.advance(Duration::from_hours(49));
        office.note(move |act| accounts::note_success(act, id)).await;
        assert_eq!(office.check().await.verdict, Verdict::Unmeasured, "a comparison grows old");
    });
}
