//! The desk's main job: Bob's mail comes through a mail server, Alice answers, Bob reads it and answers back.

use crate::client::Client;
use crate::demo::{Demo, text};
use crate::installation::{ALPHA, BETA, Installation, Plan};
use crate::mailbox::Mailbox;
use crate::wait::{PATIENCE, until};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use testkit::peers::postfix::{Postfix, Setup};
use testkit::peers::{postgres, swaks};

/// Alpha's address.
const ALPHAS: &str = "support@alpha.example";

/// Who plays, and where.
struct Scene {
    alice: Client,
    /// A program at the other tenant.
    mallory: Client,
    bob: String,
    mailbox: Mailbox,
    postfix: Arc<Postfix>,
    /// What the next server says when it takes a mail.
    thanks: &'static str,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_through_postfix_and_lmtp_becomes_a_ticket() {
    let demo = Demo::start().await;
    let setup = Setup { domains: &["alpha.example", "beta.example"], lmtp: demo.ports() + 2, ..Setup::default() };
    let scene = Scene {
        alice: demo.agent("alpha").await,
        mallory: demo.program("beta"),
        bob: demo.bob(),
        mailbox: demo.mailbox(),
        postfix: Arc::new(Postfix::start(&setup)),
        thanks: "250 2.0.0 caught",
    };
    scene.play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_answers_through_a_smarthost() {
    play_in_an_installation(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey_is_the_same_on_postgresql() {
    // A server for this story alone: a desk's own store has a fixed name there.
    let server = postgres::start();
    play_in_an_installation(Some(&server.connection)).await;
}

async fn play_in_an_installation(postgres: Option<&str>) {
    let place = Installation::without_configuration();
    let postfix = Arc::new(place.postfix());
    place.configure(Plan { key_file: true, smarthost: Some(&postfix), postgres, dovecot: None });
    place.must(&["init"], "");
    let _serving = place.serve("ok").await;
    let (alice, mallory) = place.furnish();
    let scene = Scene {
        alice: place.stranger(ALPHA).with_token(&alice),
        mallory: place.stranger(BETA).with_token(&mallory),
        bob: "bob@customer.example".into(),
        mailbox: Mailbox::Behind(Arc::clone(&postfix)),
        postfix,
        thanks: "250 2.0.0 Ok: queued as ",
    };
    scene.play().await;
    scene.recipients().await;
    let files = place.path("data").join("tenants");
    let store = files.read_dir().expect("the tenants' files").flatten().any(|tenant| tenant.path().join("tenant.db").exists());
    assert_eq!(store, postgres.is_none(), "rows lie where the configuration says");
}

impl Scene {
    async fn play(&self) {
        let headers = ["Subject: Kranich am Drucker", "Message-Id: <crane.1@customer.example>"];
        self.send((&self.bob, ALPHAS), &headers, "Er druckt nur Kraniche.");
        let id = self.ticket("Kraniche").await;
        let answer = self.answer(&id).await;
        self.follow_up(&id, &answer).await;
        self.strangers(&id, &answer).await;
        self.both_at_once().await;
    }

    /// Hands a mail to Postfix.
    fn send(&self, (from, to): (&str, &str), headers: &[&str], body: &str) {
        let mut words = vec!["--from", from, "--to", to, "--body", body];
        words.extend(headers.iter().flat_map(|header| ["--header", header]));
        let said = swaks::send(&self.postfix.smtp, &words);
        assert!(said.taken, "{}", said.dialogue);
    }

    /// The one ticket that holds a word.
    async fn ticket(&self, word: &str) -> String {
        let found = until(word, PATIENCE, async || {
            let found = self.alice.find(word).await;
            (!found.is_empty()).then_some(found)
        })
        .await;
        assert_eq!(found.len(), 1, "{}", self.postfix.log());
        text(&found[0]["id"]).to_owned()
    }

    /// Alice answers, and it reaches Bob. Gives the answer's Message-ID.
    async fn answer(&self, id: &str) -> String {
        let ticket = self.alice.ticket(id).await;
        let article = json!({"channel": "email", "in_reply_to": ticket["articles"][0]["id"], "subject": ticket["title"], "visible_to_customer": true,
            "body": "Bitte falten Sie das Papier nicht.", "attachments": [{"name": "notiz.txt", "type": "text/plain", "content": "RmFsdHBsYW4K"}]});
        let made = self.alice.post(&format!("/api/v1/tickets/{id}/articles"), &article).await.expect(201);
        assert_eq!((&made["to"], text(&made["sender"])), (&json!([self.bob]), "agent"), "{made}");
        let delivered = until("the answer is delivered", PATIENCE, async || {
            let article = last(self.alice.ticket(id).await);
            (article["delivery"]["state"] == "sent").then_some(article)
        })
        .await;
        let delivery = &delivered["delivery"];
        assert!(text(&delivery["detail"]).contains(self.thanks) && text(&delivery["tls"]).contains("1.3"), "{delivery}");

        let mut mails = until("the answer in the mailbox", PATIENCE, async || {
            let mails = self.mailbox.with("Bitte falten Sie").await;
            (!mails.is_empty()).then_some(mails)
        })
        .await;
        assert_eq!(mails.len(), 1);
        let mail = mails.remove(0);
        assert_eq!((mail.from.as_str(), mail.to.as_slice()), (ALPHAS, [self.bob.clone()].as_slice()));
        assert!(mail.header("from").ends_with(" <support@alpha.example>"), "{}", mail.raw);
        assert!(mail.header("to").contains(&self.bob), "{}", mail.raw);
        let number = text(&ticket["number"]);
        assert_eq!(mail.header("subject"), format!("Re: [Ticket#{number}] Kranich am Drucker"));
        assert_eq!(mail.header("in-reply-to"), "<crane.1@customer.example>");
        assert!(mail.header("references").starts_with("<crane.1@customer.example>"), "{}", mail.raw);
        assert_eq!(mail.header("message-id"), text(&made["message_id"]));
        assert!(mail.raw.contains("notiz.txt") && mail.header("auto-submitted").is_empty(), "{}", mail.raw);
        mail.header("message-id")
    }

    /// One mail to four: the server takes two, refuses one and puts one off; each hears of it once.
    async fn recipients(&self) {
        let id = self.ticket("Kraniche").await;
        let article = json!({"channel": "email", "to": [self.bob, "gone@customer.example"], "cc": ["greylisted@customer.example"],
            "bcc": ["chief@customer.example"], "html": "<p>Der <b>Falz</b> ist behoben.</p>"});
        let made = self.alice.post(&format!("/api/v1/tickets/{id}/articles"), &article).await.expect(201);
        let path = |verb: &str| format!("/api/v1/articles/{}/{verb}", text(&made["id"]));
        let tried = async |tries: i64| {
            let article = last(self.alice.ticket(&id).await);
            let delivery = &article["delivery"];
            (delivery["state"] == "deferred" && delivery["tries"] == tries).then_some(article)
        };
        let waits = until("somebody is put off", PATIENCE, async || tried(1).await).await;
        let fates = |article: &Json| -> Vec<String> {
            let one = |one: &Json| format!("{} {}", text(&one["state"]), one["detail"].as_str().unwrap_or_default());
            article["delivery"]["recipients"].as_array().expect("recipients").iter().map(one).collect()
        };
        let [bob, gone, greylisted, chief] = &fates(&waits)[..] else { panic!("{waits}") };
        assert_eq!((bob.as_str(), chief.as_str()), ("sent ", "sent "));
        assert!(gone.starts_with("failed 550 5.1.1") && gone.ends_with("nobody is called so"), "{gone}");
        assert!(greylisted.starts_with("deferred 451 4.7.1"), "{greylisted}");
        self.alice.post(&path("retry"), &json!({})).await.expect(200);
        until("it is tried again", PATIENCE, async || tried(2).await).await;
        let cancelled = self.alice.post(&path("cancel"), &json!({})).await.expect(200);
        assert_eq!((text(&cancelled["delivery"]["state"]), fates(&cancelled)[2].split(' ').next()), ("sent", Some("cancelled")));
        let mails = self.mailbox.with("Der Falz ist behoben.").await;
        let mut to: Vec<&str> = mails.iter().flat_map(|mail| mail.to.iter().map(String::as_str)).collect();
        to.sort_unstable();
        assert_eq!(to, ["bob@customer.example", "chief@customer.example"], "each once");
        assert!(mails.iter().all(|mail| !mail.raw.contains("chief")), "nobody is told of a blind copy: {mails:?}");

        let again = json!({"channel": "email", "resends": made["id"], "to": ["carl@customer.example"]});
        let again = self.alice.post(&format!("/api/v1/tickets/{id}/articles"), &again).await.expect(201);
        assert_eq!((&again["resends"], &again["text"], &again["bcc"]), (&made["id"], &made["text"], &json!([])));
        until("it is sent again", PATIENCE, async || {
            let mails = self.mailbox.with("Der Falz ist behoben.").await;
            mails
                .iter()
                .any(|mail| mail.to == ["carl@customer.example"] && mail.header("message-id") == text(&again["message_id"]))
                .then_some(())
        })
        .await;
    }

    /// Bob's answer lands on the same ticket, also when the ticket was closed.
    async fn follow_up(&self, id: &str, answer: &str) {
        self.alice.patch(&format!("/api/v1/tickets/{id}"), &json!({"state": "closed successful"})).await.expect(200);
        let (reply, references) = (format!("In-Reply-To: {answer}"), format!("References: <crane.1@customer.example> {answer}"));
        let headers = ["Subject: AW: ohne Nummer", "Message-Id: <crane.2@customer.example>", &reply, &references];
        self.send((&self.bob, ALPHAS), &headers, "Jetzt druckt er Schwalben.");
        assert_eq!(self.ticket("Schwalben").await, id);
        let ticket = self.alice.ticket(id).await;
        let senders: Vec<&str> = articles(&ticket).iter().map(|article| text(&article["sender"])).collect();
        assert_eq!(senders, ["customer", "system", "agent", "customer"], "mail, automatic answer, answer, answer to it");
        assert_eq!((text(&ticket["state"]), ticket["unread"].as_bool()), ("open", Some(true)));
        assert_eq!(self.alice.find("Kranich").await.len(), 1);
        let automatic = &ticket["articles"][1];
        assert!(automatic["delivery"]["state"] == "sent", "{automatic}");
    }

    /// Neither a number nor somebody else's token opens a ticket to those who have no part in it.
    async fn strangers(&self, id: &str, answer: &str) {
        let number = text(&self.alice.ticket(id).await["number"]).to_owned();
        let subject = format!("Subject: Re: [Ticket#{number}] Kranich am Drucker");
        self.send(("eve@elsewhere.example", ALPHAS), &[&subject, "Message-Id: <eve.1@elsewhere.example>"], "Ein fremder Pirol.");
        assert_ne!(self.ticket("Pirol").await, id, "a number alone is no proof");
        let headers = [&format!("In-Reply-To: {answer}"), "Message-Id: <crane.3@customer.example>"];
        self.send((&self.bob, "support@beta.example"), &headers, "Ein Habicht.");
        let found = until("beta's ticket", PATIENCE, async || {
            let found = self.mallory.find("Habicht").await;
            (!found.is_empty()).then_some(found)
        })
        .await;
        assert_eq!(found.len(), 1);
        assert_eq!(articles(&self.alice.ticket(id).await).len(), 4, "nothing was added");
        assert!(self.alice.find("Habicht").await.is_empty(), "each tenant has its own");
        assert_eq!(self.mallory.get(&format!("/api/v1/tickets/{id}")).await.problem(), (404, "not-found".into()));
    }

    /// One message to both tenants is one ticket at each.
    async fn both_at_once(&self) {
        let to = "support@alpha.example,support@beta.example,nobody@alpha.example";
        self.send((&self.bob, to), &["Message-Id: <crane.4@customer.example>"], "Ein Eisvogel.");
        self.ticket("Eisvogel").await;
        let found = until("beta's ticket", PATIENCE, async || {
            let found = self.mallory.find("Eisvogel").await;
            (!found.is_empty()).then_some(found)
        })
        .await;
        assert_eq!(found.len(), 1);
        until("Postfix hears that nobody is not there", PATIENCE, async || {
            self.postfix.log().lines().any(|line| line.contains("to=<nobody@alpha.example>") && line.contains("dsn=5.1.1")).then_some(())
        })
        .await;
    }
}

fn articles(ticket: &Json) -> &Vec<Json> {
    ticket["articles"].as_array().expect("articles")
}

fn last(mut ticket: Json) -> Json {
    ticket["articles"].as_array_mut().and_then(Vec::pop).expect("an article")
}
