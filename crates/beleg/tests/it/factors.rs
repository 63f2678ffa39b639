//! What samples about second factors need: setting up that was begun, factors that are there, answers of devices.

use crate::client::Ask;
use crate::desk::{Desk, Who, operator, word};
use crate::house::House;
use access::{AccessPolicy, Arrival, LetterKind, Person, Proof, Whom};
use beleg::node::Opened;
use http::Method;
use kernel::{Fault, Timestamp};
use room::World;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use store::Act;
use testkit::Authenticator;

store::stmts! { tenant
    bookkeeping LOSE_FACTORS = "DELETE FROM factor WHERE person = ?1";
    bookkeeping LOSE_CODES = "DELETE FROM recovery_code WHERE person = ?1";
}

fn whole(error: &anyhow::Error) -> Fault {
    Fault::new("furnishing", std::io::Error::other(error.to_string()))
}

/// The code of an app at a time.
pub(crate) fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("furnished");
    let seconds = u64::try_from(at.as_micros() / 1_000_000).expect("furnished");
    totp_rs::Builder::new().with_secret(secret).build().expect("furnished").generate(seconds).to_string()
}

impl Desk {
    /// Somebody has no second factor any more, behind the back: a reset would take their tokens along, with which the walks go on.
    pub(crate) async fn lose_factors(&self, opened: &Opened, who: Who) {
        let person = self.person(who);
        let id = match person {
            Person::Agent(id) => id.0,
            Person::CustomerUser(id) => id.0,
        };
        let reset = move |act: &Act<'_>| {
            act.bookkeeping(&LOSE_FACTORS, store::params![id])?;
            act.bookkeeping(&LOSE_CODES, store::params![id])?;
            access::end_sessions_of(act, person)
        };
        let door = self.door(opened).await;
        door.act(operator(opened), opened.house.ambient.moment(), reset).await.expect("furnished");
    }

    fn person(&self, who: Who) -> Person {
        let id = self.world.id(word(who));
        if who.is_agent() { Person::Agent(id.parse().expect("furnished")) } else { Person::CustomerUser(id.parse().expect("furnished")) }
    }

    /// The cookies of two agents who have not signed in wholly: one did not show their second factor, one has to set one up.
    pub(crate) async fn halfway(&self, house: &House) -> [String; 2] {
        const PATH: &str = "/api/v1/me/factors";
        let (reader, idle) = (self.person(Who::Reader), self.person(Who::Idle));
        let begun = self.begin(house, Who::Reader, PATH, "totp").await;
        let code = code(begun["totp"]["secret"].as_str().expect("furnished"), house.opened.house.ambient.now());
        self.confirm(house, Who::Reader, PATH, json!({"ceremony": begun["ceremony"], "name": "app", "code": code})).await;
        let work = move |act: &Act<'_>| -> anyhow::Result<[String; 2]> {
            let strict = people::create_role(act, &"strict".parse()?)?;
            let Person::Agent(agent) = idle else { anyhow::bail!("no agent") };
            people::assign_role(act, agent, strict, true)?;
            let policy = AccessPolicy { grace_days: 0, ..AccessPolicy::initial(Whom::Agents) };
            access::set_policy(act, Whom::Role(strict), Some(&policy))?;
            let open = |person| {
                let proofs = Proof::Password.into();
                let arrival = Arrival { person, proofs, client: String::new(), earlier: None, provider: None, until: None, shown_at: None };
                access::open(act, &arrival).map(|opened| opened.set_cookie().split(';').next().unwrap_or_default().to_owned())
            };
            Ok([open(reader)?, open(idle)?])
        };
        let opened = &house.opened;
        self.door(opened)
            .await
            .act(operator(opened), opened.house.ambient.moment(), move |act| work(act).map_err(|error| whole(&error)))
            .await
            .expect("furnished")
    }

    /// Notes the words about factors that a sample asks for.
    pub(crate) async fn note_factors(&self, house: &House, asked: &BTreeSet<String>, world: &mut World) {
        const ADMINISTRATOR: [&str; 5] = [
            "administrator_ceremony",
            "administrator_code_password",
            "administrator_factor",
            "administrator_question",
            "administrator_answer_password",
        ];
        const ASKER: [&str; 5] = ["asker_ceremony", "asker_code_password", "asker_factor", "asker_question", "asker_answer_password"];
        for (who, [ceremony, code_word, factor, question, answer]) in [(Who::Administrator, ADMINISTRATOR), (Who::Asker, ASKER)] {
            let path = if who.is_agent() { "/api/v1/me/factors" } else { "/api/v1/my/me/factors" };
            if asked.contains(&format!("{}_password", word(who))) {
                // The password alone is enough of those who have nothing else.
                self.lose_factors(&house.opened, who).await;
                house.cookie(self, who).await;
            }
            if asked.contains(ceremony) {
                let begun = self.begin(house, who, path, "totp").await;
                world.note(ceremony, &begun["ceremony"].as_str().expect("furnished"));
                world.note(code_word, &code(begun["totp"]["secret"].as_str().expect("furnished"), house.opened.house.ambient.now()));
            }
            if asked.contains(factor) {
                let begun = self.begin(house, who, path, "totp").await;
                let code = code(begun["totp"]["secret"].as_str().expect("furnished"), house.opened.house.ambient.now());
                let made = self.confirm(house, who, path, json!({"ceremony": begun["ceremony"], "name": "app", "code": code})).await;
                world.note(factor, &made["factor"]["id"].as_str().expect("furnished"));
            }
            self.note_links(house, asked, world, who).await;
            if asked.contains(question) {
                let (shown, ceremony) = self.show_passkey(house, who, path).await;
                world.note(question, &ceremony);
                let form = serde_urlencoded::to_string([("", shown)]).expect("furnished");
                world.note(answer, &form.trim_start_matches('='));
            }
        }
    }

    /// Tokens of links that nobody followed yet, to people whom nobody needs.
    async fn note_links(&self, house: &House, asked: &BTreeSet<String>, world: &mut World, who: Who) {
        let words =
            if who.is_agent() { &["spare_agent_token_password"][..] } else { &["spare_customer_token_password", "open_token_password"] };
        for word in words.iter().filter(|word| asked.contains(**word)) {
            let person = if who.is_agent() {
                Person::Agent(self.world.id("agent").parse().expect("furnished"))
            } else {
                Person::CustomerUser(self.spare_customer_user(house, self.next()).await.parse().expect("furnished"))
            };
            let opened = &house.opened;
            let kind = if *word == "open_token_password" { LetterKind::SignIn } else { LetterKind::Reset };
            let write = move |act: &Act<'_>| access::write_letter(act, person, kind);
            let door = self.door(opened).await;
            let id = door.act(operator(opened), opened.house.ambient.moment(), write).await.expect("furnished");
            let place = self.place();
            let read = move |view: &store::View<'_>| access::letter(view, id, &place);
            let letter = door.read(operator(opened), opened.house.ambient.now(), read).await.expect("furnished").expect("furnished");
            world.note(word, &letter.link.reveal().split_once("token=").expect("furnished").1);
        }
    }

    async fn begin(&self, house: &House, who: Who, path: &str, kind: &str) -> Json {
        let ask = Ask::new(Method::POST, &self.host, path).json(&json!({"kind": kind}));
        house.as_person(self, who, ask).await.expect(200).json()
    }

    async fn confirm(&self, house: &House, who: Who, path: &str, body: Json) -> Json {
        let ask = Ask::new(Method::POST, &self.host, &format!("{path}/confirm")).json(&body);
        house.as_person(self, who, ask).await.expect(201).json()
    }

    /// Sets a passkey up, is asked for it, and gives the answer with the ceremony.
    async fn show_passkey(&self, house: &House, who: Who, path: &str) -> (String, String) {
        let begun = self.begin(house, who, path, "passkey").await;
        let mut device = Authenticator::new(&self.place().origin(), self.next());
        let answer = device.make(&begun["passkey"]);
        self.confirm(house, who, path, json!({"ceremony": begun["ceremony"], "name": "key", "answer": answer})).await;
        let door = if who.is_agent() { "/sign-in" } else { "/portal/sign-in" };
        let ask = Ask::new(Method::POST, &self.host, &format!("{door}/passkey/question")).same_origin();
        let question = house.send(ask).await.expect(200).json();
        (device.show(&question["options"]).to_string(), question["ceremony"].as_str().expect("furnished").to_owned())
    }
}
