//! The two-tenant oracle: whatever one tenant holds is tried at the other's door, through every operation. Nothing opens, and
//! nothing that comes back holds a word of the other tenant.

use crate::client::{Ask, Reply};
use crate::desk::{Desk, Who, asked, text};
use crate::house::{House, on_both_engines, operations};
use beleg::node::ROOMS_AND_GATE;
use http::Method as Verb;
use room::{Audience, Method, Operation, Taken, World};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// One direction: what `from` holds is tried at `to`.
struct Walk<'a> {
    house: &'a House,
    from: &'a Desk,
    to: &'a Desk,
    /// What must not be told.
    secrets: BTreeSet<String>,
    breaches: Vec<String>,
}

#[test]
fn isolation_walk() {
    on_both_engines(|house| async move {
        let breaches = breaches(&house, &operations(ROOMS_AND_GATE)).await;
        assert!(breaches.is_empty(), "{breaches:#?}");
    });
}

/// Walks both directions; gives what should not have been.
pub(crate) async fn breaches(house: &House, operations: &[&'static Operation]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (from, to) in [(&house.alpha, &house.beta), (&house.beta, &house.alpha)] {
        for who in [Who::Administrator, Who::Asker] {
            house.cookie(from, who).await;
        }
        let mut walk = Walk { house, from, to, secrets: from.secrets(to).await, breaches: Vec::new() };
        for operation in operations {
            walk.cross(operation).await;
        }
        walk.links().await;
        walk.cursors().await;
        walk.references().await;
        walk.keys().await;
        walk.live().await;
        walk.mail().await;
        walk.look_around().await;
        breaches.append(&mut walk.breaches);
    }
    breaches
}

/// Whether a word stands for what somebody knows, and not for a thing.
fn is_secret(word: &str) -> bool {
    word.ends_with("_password")
}

impl Walk<'_> {
    /// Holds a reply against what was expected (anything when nothing is) and against all secrets. What the request itself
    /// said is no news to whoever sent it.
    fn hold(&mut self, what: &str, reply: &Reply, expected: &[&str]) {
        let outcome = reply.outcome();
        if !expected.is_empty() && !expected.contains(&outcome.as_str()) {
            self.breaches.push(format!("{what}: {}: {outcome}, not {expected:?}", reply.asked));
        }
        let (all, carried) = (reply.all().to_lowercase(), reply.carried.to_lowercase());
        let told =
            self.secrets.iter().map(|secret| secret.to_lowercase()).filter(|secret| all.contains(secret) && !carried.contains(secret));
        self.breaches.extend(told.map(|secret| format!("{what}: {}: tells {secret} of {}", reply.asked, self.from.name)));
    }

    /// One operation.
    async fn cross(&mut self, operation: &'static Operation) {
        let (own, theirs) = (self.from.world_for(self.house, operation).await, self.to.world_for(self.house, operation).await);
        let at = |desk: &Desk, world: &World| Ask::sample(operation, &desk.host, &(operation.sample)(world));
        if operation.method == Method::Get {
            // At home first: what a cache keeps from this must not be given to the other.
            for (credential, _) in self.credentials(self.from, operation).await {
                self.house.send(credential(at(self.from, &own))).await;
            }
        }
        let (at_home, at_theirs) = (self.from.newest_event(&self.house.opened).await, self.to.newest_event(&self.house.opened).await);
        for world in [&theirs, &own] {
            for (credential, kind) in self.credentials(self.from, operation).await {
                let reply = self.house.send(credential(at(self.to, world))).await;
                self.hold(&format!("{} by {kind} of the other tenant", operation.name), &reply, &["401 unauthenticated"]);
                let reused = self.house.send(credential(at(self.to, world)).tls_for(&self.from.host)).await;
                self.hold(&format!("{} over the other tenant's connection", operation.name), &reused, &["421 unknown-host"]);
            }
        }
        self.nothing_happened(operation, self.to, at_theirs).await;
        let words = asked(operation);
        let (says_secrets, names_things) =
            (words.iter().any(|word| is_secret(word)), words.iter().any(|word| word != "fresh" && !is_secret(word)));
        let expected: &[&str] = match operation.audience {
            // What is right at home is wrong here; a token has no password at all, and whoever says many wrong ones has to wait.
            _ if says_secrets && !names_things => &["422 invalid", "403 forbidden", "403", "429 throttled"],
            _ if !names_things => &[],
            Audience::Public => &["403", "404 not-found"],
            Audience::Elsewhere => &["400 malformed", "403"],
            Audience::Agents | Audience::Customers | Audience::Everybody => &["404 not-found"],
        };
        if operation.audience.is_open() {
            let reply = self.house.send(at(self.to, &own).same_origin()).await;
            self.hold(&format!("{} with the other tenant's words", operation.name), &reply, expected);
        }
        for (credential, kind) in self.credentials(self.to, operation).await {
            let reply = self.house.send(credential(at(self.to, &own))).await;
            self.hold(&format!("{} by {kind} with ids of the other tenant", operation.name), &reply, expected);
        }
        self.nothing_happened(operation, self.from, at_home).await;
    }

    async fn nothing_happened(&mut self, operation: &Operation, desk: &Desk, since: i64) {
        let done = desk.done_since(&self.house.opened, since).await;
        self.breaches.extend(done.into_iter().map(|done| format!("{}: {done}", operation.name)));
    }

    /// All that a desk's people can show for an operation.
    async fn credentials(&self, desk: &Desk, operation: &Operation) -> Vec<(Box<dyn Fn(Ask) -> Ask>, &'static str)> {
        let kinds: &[Who] = match operation.audience {
            Audience::Agents => &[Who::Administrator],
            Audience::Customers => &[Who::Asker],
            Audience::Everybody => &[Who::Administrator, Who::Asker],
            Audience::Public | Audience::Elsewhere => &[],
        };
        let mut all: Vec<(Box<dyn Fn(Ask) -> Ask>, &'static str)> = Vec::new();
        for who in kinds {
            let cookie = self.house.cookie(desk, *who).await;
            all.push((Box::new(move |ask| ask.browser(&cookie)), if who.is_agent() { "an agent" } else { "a customer user" }));
        }
        if kinds.contains(&Who::Administrator) {
            let token = desk.tokens.whole.clone();
            all.push((Box::new(move |ask| ask.token(&token)), "a token"));
        }
        all
    }

    async fn at_home(&self, who: Who, target: &str) -> Json {
        self.house.as_person(self.from, who, Ask::get(&self.from.host, target)).await.expect(200).json()
    }

    async fn at_theirs(&self, who: Who, target: &str) -> Reply {
        self.house.as_person(self.to, who, Ask::get(&self.to.host, target)).await
    }

    /// Every link in a ticket, and the signed addresses of what is shown in a frame, with the pictures inside.
    async fn links(&mut self) {
        let mut links = Vec::new();
        for (who, target) in [
            (Who::Administrator, format!("/api/v1/tickets/{}", self.from.world.id("ticket"))),
            (Who::Asker, format!("/api/v1/my/tickets/{}", self.from.world.id("ticket"))),
        ] {
            collect(&self.at_home(who, &target).await, &mut links);
        }
        let content: Vec<String> = links.iter().filter(|link| link.starts_with("https://content.")).cloned().collect();
        assert!(!content.is_empty() && links.len() > 4, "{links:?}");
        for link in links.iter().filter(|link| link.starts_with("/api/")) {
            for who in [Who::Administrator, Who::Asker] {
                let reply = self.at_theirs(who, link).await;
                let expected: &[&str] = if who.is_agent() { &["404 not-found"] } else { &["404 not-found", "401 unauthenticated"] };
                self.hold("a link of the other tenant", &reply, expected);
            }
            let by_token = self.house.send(Ask::get(&self.to.host, link).token(&self.to.tokens.whole)).await;
            self.hold("a link of the other tenant, by token", &by_token, &["404 not-found"]);
        }
        let mut pictures = 0;
        for address in content {
            let page = self.signed(&address).await;
            if let Some(picture) = page.split('"').find(|part| part.starts_with("https://content.")) {
                pictures += 1;
                self.signed(picture).await;
            }
        }
        assert!(pictures > 0, "there is a picture in a frame");
    }

    /// A signed address opens at home and nowhere else.
    async fn signed(&mut self, address: &str) -> String {
        let path = address.find("/m/").map(|at| address[at..].to_owned()).expect("a signed address");
        let home = self.house.send(Ask::get(&format!("content.{}", self.from.host), &path)).await.expect(200);
        let cookie = self.house.cookie(self.to, Who::Administrator).await;
        let content = format!("content.{}", self.to.host);
        for ask in
            [Ask::get(&content, &path), Ask::get(&content, &path).with("cookie", &cookie), Ask::get(&self.to.host, &path).browser(&cookie)]
        {
            let reply = self.house.send(ask).await;
            self.hold("a signed address of the other tenant", &reply, &["404", "404 not-found"]);
        }
        home.text()
    }

    /// Places in lists are sealed with the tenant's key.
    async fn cursors(&mut self) {
        for (who, list) in [
            (Who::Administrator, "/api/v1/tickets?limit=1"),
            (Who::Administrator, "/api/v1/audit?limit=1"),
            (Who::Asker, "/api/v1/my/tickets?limit=1"),
        ] {
            let next = text(&self.at_home(who, list).await["next"]);
            let reply = self.at_theirs(who, &format!("{list}&cursor={next}")).await;
            self.hold("a place in a list of the other tenant", &reply, &["422 invalid"]);
        }
    }

    /// Things of the other tenant named in a body, and its words searched for.
    async fn references(&mut self) {
        let articles = format!("/api/v1/tickets/{}/articles", self.to.world.id("ticket"));
        for word in ["mail_article", "answer"] {
            let reply = json!({"channel": "email", "body": "Danke.", "in_reply_to": self.from.world.id(word)});
            let reply = self.house.as_person(self.to, Who::Administrator, Ask::post(&self.to.host, &articles, &reply)).await;
            self.hold("an answer to an article of the other tenant", &reply, &["404 not-found", "422 invalid"]);
        }
        for target in ["/api/v1/tickets?q=", "/api/v1/customer-users?q="] {
            let reply = self.at_theirs(Who::Administrator, &format!("{target}{}", self.from.canary)).await;
            self.hold("a search for the other tenant's words", &reply, &["200"]);
            if reply.json()["items"] != json!([]) {
                self.breaches.push(format!("{target} finds the other tenant's words"));
            }
        }
    }

    /// An `Idempotency-Key` is the caller's own: at the other tenant it makes another thing.
    async fn keys(&mut self) {
        let article = json!({"channel": "phone", "body": "Der Drucker druckt nicht."});
        let ticket = json!({"title": "Drucker", "queue": "Raw", "customer": "somebody@example.net", "article": article});
        let mut made = Vec::new();
        for desk in [self.from, self.to] {
            let ask = Ask::post(&desk.host, "/api/v1/tickets", &ticket).with("idempotency-key", "the same in both");
            let reply = self.house.send(ask.token(&desk.tokens.whole)).await.expect(201);
            if desk.name == self.to.name {
                self.hold("a key of the other tenant", &reply, &["201"]);
            }
            made.push(text(&reply.json()["id"]));
        }
        self.secrets.insert(made[0].trim_start_matches("tkt_").to_owned());
        if made[0] == made[1] {
            self.breaches.push("a key of the other tenant gave its ticket".into());
        }
    }

    /// A listener hears its own tenant alone, and the other's last id tells it nothing.
    async fn live(&mut self) {
        let (house, from, to) = (self.house, self.from, self.to);
        let ask = async |desk: &Desk| Ask::get(&desk.host, "/api/v1/events").browser(&house.cookie(desk, Who::Administrator).await);
        let note = async |desk: &Desk| {
            let target = format!("/api/v1/tickets/{}/articles", desk.world.id("ticket"));
            let note = json!({"channel": "internal", "body": "Gesehen."});
            house.as_person(desk, Who::Administrator, Ask::post(&desk.host, &target, &note)).await.expect(201);
        };
        let (mut at_home, mut theirs) = (house.client.listen(ask(from).await).await, house.client.listen(ask(to).await).await);
        note(from).await;
        note(to).await;
        let told = at_home.until(&from.world.id("ticket")).await;
        self.hear("the stream", &theirs.until(&to.world.id("ticket")).await);
        let id = told.last().and_then(|frame| frame.lines().find_map(|line| line.strip_prefix("id: "))).expect("an id").to_owned();
        let mut resumed = house.client.listen(ask(to).await.with("last-event-id", id)).await;
        let frames = resumed.until("event: reset").await;
        self.hear("a stream resumed with the other tenant's id", &frames);
    }

    fn hear(&mut self, what: &str, frames: &[String]) {
        let told = self.secrets.iter().filter(|secret| frames.iter().any(|frame| frame.contains(*secret)));
        self.breaches.extend(told.map(|secret| format!("{what} tells {secret} of {}", self.from.name)));
    }

    /// A mail that answers a mail of one tenant, sent to the other, is a new ticket there; at home it finds its ticket.
    async fn mail(&mut self) {
        let (house, from) = (self.house, self.from);
        let ticket = self.at_home(Who::Administrator, &format!("/api/v1/tickets/{}", from.world.id("ticket"))).await;
        let answer =
            ticket["articles"].as_array().and_then(|all| all.iter().find(|article| article["id"] == from.world.id("answer").as_str()));
        let message_id = text(&answer.expect("the answer")["message_id"]);
        let letter = |number: u32| {
            format!(
                "From: neutral.{name}@elsewhere.example\r\nTo: support\r\nSubject: Re: [Ticket#{}]\r\nMessage-ID: <{number}.{name}@elsewhere.example>\r\n\
                 In-Reply-To: {message_id}\r\nReferences: {message_id}\r\n\r\nit works\r\n",
                from.world.id("number"),
                name = from.name
            )
        };
        for (desk, expected) in [(self.to, true), (from, false)] {
            let door = desk.door(&house.opened).await;
            let taken = desk.deliver(&house.opened, &door, &letter(u32::from(expected))).await.expect("a mail is taken");
            if !matches!(taken, Taken::Ticket { is_new, .. } if is_new == expected) {
                self.breaches.push(format!("an answer to {} came to {}: {taken:?}", from.name, desk.name));
            }
        }
    }

    /// After all that: every ticket of theirs, with its history.
    async fn look_around(&mut self) {
        let list = self.at_theirs(Who::Administrator, "/api/v1/tickets?limit=200").await;
        self.hold("the list", &list, &["200"]);
        let list = list.json();
        let tickets: Vec<String> = list["items"].as_array().expect("items").iter().map(|ticket| text(&ticket["id"])).collect();
        for ticket in tickets {
            for target in [format!("/api/v1/tickets/{ticket}"), format!("/api/v1/tickets/{ticket}/history")] {
                let reply = self.at_theirs(Who::Administrator, &target).await;
                self.hold("a ticket", &reply, &["200"]);
            }
        }
        for target in ["/", "/tickets", "/portal", "/nothing", "/api/v1/nothing"] {
            let cookie = self.house.cookie(self.from, Who::Administrator).await;
            let reply = self.house.send(Ask::new(Verb::GET, &self.to.host, target).browser(&cookie)).await;
            self.hold("a page", &reply, &["303", "404 not-found"]);
        }
    }
}

/// All links in an answer.
fn collect(json: &Json, links: &mut Vec<String>) {
    match json {
        Json::String(text) if text.starts_with("/api/v1/") || text.starts_with("https://content.") => links.push(text.clone()),
        Json::Array(items) => items.iter().for_each(|item| collect(item, links)),
        Json::Object(members) => members.values().for_each(|member| collect(member, links)),
        _ => {}
    }
}
