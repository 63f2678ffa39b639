//! One tenant, furnished: people, sessions, tokens, tickets. A word that stands nowhere else, its canary, is in every text.

use crate::client::Ask;
use crate::house::House;
use access::{AccessPolicy, NewToken, Person, Whom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beleg::node::Opened;
use http::Method;
use kernel::{Actor, AgentId, By, EmailAddress, Fault, Id16, Locale, Moment, OperatorId, Secret, Strength};
use mail::accounts::{self, Account, After, Encryption, Protocol, Target};
use people::{AgentChange, GroupId, NewAgent, NewCustomerUser, Permission, Permissions};
use platform::NewTenant;
use room::{Arrived, Context, IntakeContext, Operation, Place, Sender, Taken, Way, World};
use serde_json::{Value as Json, json};
use sso::{Mapping, NewProvider, Oidc, ProviderId, Side};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{Act, Door, Tenant, View};
use tickets::QueueAddress;
use tokio::sync::Mutex;

/// The people of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// `rw` everywhere, and in the group `admin`.
    Administrator,
    /// `rw` in the group of the queues.
    Writer,
    /// `ro` there.
    Reader,
    /// No right at all.
    Idle,
    /// An agent who is not valid any more.
    Gone,
    /// A customer user who wrote in: both tickets are theirs.
    Asker,
    /// A customer user of another company.
    Other,
}

impl Who {
    const ALL: [Self; 7] = [Self::Administrator, Self::Writer, Self::Reader, Self::Idle, Self::Gone, Self::Asker, Self::Other];

    pub(crate) const fn is_agent(self) -> bool {
        !matches!(self, Self::Asker | Self::Other)
    }

    const fn permissions(self) -> Option<Permission> {
        match self {
            Self::Administrator | Self::Writer | Self::Gone => Some(Permission::Rw),
            Self::Reader => Some(Permission::Ro),
            Self::Idle | Self::Asker | Self::Other => None,
        }
    }
}

/// Tokens of the administrator, good and bad ones.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Every scope.
    pub(crate) whole: String,
    /// Every scope that reads.
    pub(crate) read_only: String,
    /// A scope that no operation asks for.
    pub(crate) narrow: String,
    pub(crate) expired: String,
    pub(crate) revoked: String,
    /// Of the agent who is not valid any more.
    pub(crate) of_gone: String,
    /// Every scope, from a network that nobody comes from.
    pub(crate) elsewhere: String,
}

/// A furnished tenant.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) name: &'static str,
    pub(crate) host: String,
    /// Stands in every text of this desk, and in none of another.
    pub(crate) canary: &'static str,
    pub(crate) world: World,
    pub(crate) tokens: Tokens,
    pub(crate) cookies: Mutex<BTreeMap<Who, String>>,
    /// Of a session that was signed out.
    pub(crate) ended: String,
    /// Of a customer user's session that was signed out.
    pub(crate) ended_customer: String,
    /// Of the agent who is not valid any more.
    pub(crate) of_gone: String,
    port: u16,
    fresh: std::sync::atomic::AtomicU32,
}

/// One grey pixel, PNG; what follows its end is skipped by whoever draws it.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a,
    0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0,
    0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

pub(crate) fn operator(opened: &Opened) -> By {
    let actor = Actor::Operator(OperatorId(Id16([1; 16])));
    By { actor, on_behalf: None, strength: Strength::Process, request: opened.house.ambient.request(), ip: None }
}

impl Desk {
    /// A desk of which nothing is there but its name.
    pub(crate) fn named(name: &'static str, port: u16) -> Self {
        let canary = if name == "alpha" { "kwarzfalter" } else { "molchgesang" };
        Self { name, host: format!("{name}.localhost"), canary, port, ..Self::default() }
    }

    /// The tenant's store with its people, and a mail that arrived.
    pub(crate) async fn furnish(opened: &Opened, port: u16, name: &'static str) -> anyhow::Result<Self> {
        let mut desk = Self::named(name, port);
        let canary = desk.canary;
        let new = NewTenant {
            name: name.parse()?,
            title: format!("{canary} GmbH").parse()?,
            locale: Locale::De,
            hosts: vec![desk.host.parse()?],
            mail_domains: vec![format!("{name}.example").parse()?],
        };
        let tenant = platform::make_tenant(&opened.site, operator(opened), new).await?;
        desk.world.note("tenant", &tenant);
        let door = opened.node.tenant(tenant).await?;
        desk.people(opened, &door).await?;
        desk.tokens(opened).await?;
        desk.mail(opened, &door).await?;
        let account = desk.mail_account(opened, "kept").await?;
        desk.world.note("mail_account", &account);
        for (word, side, linked) in [("sso_provider", Side::Agents, Who::Idle), ("portal_sso_provider", Side::Customers, Who::Other)] {
            desk.world.note(word, &desk.provider(opened, side, linked).await?);
        }
        Ok(desk)
    }

    /// A provider of single sign-on that nobody can reach, and that knows somebody as `s`.
    async fn provider(&self, opened: &Opened, side: Side, linked: Who) -> anyhow::Result<ProviderId> {
        let oidc = Oidc {
            issuer: "https://localhost:9".into(),
            client_id: self.canary.into(),
            scopes: "email".into(),
            roots: None,
            trusts_addresses: false,
        };
        let (name, secret) = (format!("{} ID", self.canary), Secret::new(format!("{}-geheim", self.canary)));
        let new = NewProvider {
            side,
            name,
            speaks: oidc.into(),
            secret,
            metadata: None,
            mapping: Mapping::default(),
            two_factors: false,
            valid: true,
        };
        let (door, moment) = (self.door(opened).await, opened.house.ambient.moment());
        let id = door.act(operator(opened), moment, move |act: &Act<'_>| sso::create(act, &new)).await?;
        let login = self.login(linked);
        let link = move |act: &Act<'_>| sso::link_person(act, id, "s", &login);
        door.act(operator(opened), opened.house.ambient.moment(), link).await?;
        Ok(id)
    }

    /// A mailbox elsewhere that is not read. On this machine, where nobody may dial.
    async fn mail_account(&self, opened: &Opened, login: &str) -> anyhow::Result<accounts::AccountId> {
        let account = Account {
            id: accounts::AccountId(Id16([0; 16])),
            protocol: Protocol::Imap,
            host: "127.0.0.1".into(),
            port: 993,
            tls: Encryption::Implicit,
            roots: None,
            login: format!("{login}@{}.example", self.canary),
            mailbox: "INBOX".into(),
            queue: None,
            trusted: false,
            after: After::Delete,
            move_to: None,
            valid: false,
            version: 1,
        };
        let target = Target { account, password: Secret::new(format!("{}-postfach", self.canary)) };
        let work = move |act: &Act<'_>| accounts::create(act, &target);
        Ok(self.door(opened).await.act(operator(opened), opened.house.ambient.moment(), work).await?)
    }

    pub(crate) fn login(&self, who: Who) -> String {
        // Agents are called alike in both tenants; a login is a name for one desk alone.
        let word = format!("{who:?}").to_lowercase();
        if who.is_agent() { word } else { format!("{word}.{}", self.canary) }
    }

    pub(crate) fn password(&self, who: Who) -> String {
        format!("Ofenrohr.{}.{:?}.quietscht", if self.name == "alpha" { "nachts" } else { "mittags" }, who)
    }

    pub(crate) fn address(&self, who: Who) -> String {
        format!("{:?}@{}.example", who, self.canary).to_lowercase()
    }

    fn person_name(&self, who: Who) -> String {
        format!("{who:?} {}", self.canary)
    }

    pub(crate) fn place(&self) -> Place {
        Place { name: self.name.into(), title: self.canary.into(), host: format!("{}:{}", self.host, self.port), locale: Locale::De }
    }

    async fn people(&mut self, opened: &Opened, door: &Door<Tenant>) -> anyhow::Result<()> {
        let place = self.place();
        let context = Context { by: operator(opened), guest: None, door: door.clone(), place, house: opened.house.clone(), once: None };
        let queue = QueueAddress { email: format!("support@{}.example", self.name).parse()?, name: format!("{} Support", self.canary) };
        context.act(move |act| tickets::commands::address_queue(act, "Raw", &queue)).await?;
        let company = (format!("{}-AG", self.canary).parse::<people::CustomerId>()?, format!("{} AG", self.canary).parse()?);
        let (customer, another) = (company.0.clone(), format!("{}-OG", self.canary).parse::<people::CustomerId>()?);
        self.world.note("customer", &customer);
        context.act(move |act| people::create_customer(act, &company.0, &company.1)).await?;
        let other = (another.clone(), format!("{} OG", self.canary).parse()?);
        context.act(move |act| people::create_customer(act, &other.0, &other.1)).await?;
        for who in Who::ALL {
            let person = if who.is_agent() {
                let new = self.agent(&self.login(who), who)?;
                Person::Agent(context.act(move |act| make_agent(act, &new, who)).await?)
            } else {
                let new = NewCustomerUser {
                    login: self.login(who).parse()?,
                    name: self.person_name(who).parse()?,
                    email: self.address(who).parse()?,
                    customer: Some(if who == Who::Other { another.clone() } else { customer.clone() }),
                    locale: Locale::De,
                };
                Person::CustomerUser(context.act(move |act| people::create_customer_user(act, &new)).await?)
            };
            self.world.note(word(who), &person.actor().to_text());
            access::set_password(&context, person, Secret::new(self.password(who))).await?;
        }
        let demand = |act: &Act<'_>| {
            [Whom::Agents, Whom::Administrators, Whom::Customers].into_iter().try_for_each(|whom| {
                let policy = AccessPolicy { second_factor: false, step_up_minutes: 60, ..AccessPolicy::initial(whom) };
                access::set_policy(act, whom, Some(&policy))
            })
        };
        context.act(demand).await?;
        // Whom samples give rights to: nobody who walks.
        let spare = self.agent("spare", Who::Idle)?;
        let spare = context.act(move |act| people::create_agent(act, &spare)).await?;
        self.world.note("agent", &spare);
        let night = format!("{} night", self.canary).parse()?;
        let role = context.act(move |act| people::create_role(act, &night)).await?;
        context.act(move |act| people::assign_role(act, spare, role, true)).await?;
        let guest = NewCustomerUser {
            login: "guest".parse()?,
            name: self.person_name(Who::Other).parse()?,
            email: format!("guest@{}.example", self.canary).parse()?,
            customer: None,
            locale: Locale::De,
        };
        let guest = context.act(move |act| people::create_customer_user(act, &guest)).await?;
        self.world.note("customer_user", &guest);
        for (login, password, who) in [("login", "password", Who::Writer), ("customer_login", "customer_password", Who::Other)] {
            self.world.note(login, &self.login(who));
            self.world.note(password, &self.password(who));
        }
        for (password, who) in [("administrator_password", Who::Administrator), ("asker_password", Who::Asker)] {
            self.world.note(password, &self.password(who));
        }
        Ok(())
    }

    fn agent(&self, login: &str, who: Who) -> anyhow::Result<NewAgent> {
        let email = format!("{login}@{}.example", self.canary).parse()?;
        Ok(NewAgent { login: login.parse()?, name: self.person_name(who).parse()?, email, locale: Locale::De })
    }

    async fn tokens(&mut self, opened: &Opened) -> anyhow::Result<()> {
        // The last one is of the room with which the walks are tried.
        let all: Vec<String> = beleg::rooms::scopes().into_keys().chain(["leaky:read".to_owned()]).collect();
        let reads: Vec<String> = all.iter().filter(|scope| scope.ends_with(":read")).cloned().collect();
        let elsewhere = [String::from("elsewhere:read")];
        let (today, long_ago) = (Duration::ZERO, Duration::from_hours(48));
        self.tokens = Tokens {
            whole: self.mint(opened, Who::Administrator, &all, today).await?.1,
            read_only: self.mint(opened, Who::Administrator, &reads, today).await?.1,
            narrow: self.mint(opened, Who::Administrator, &elsewhere, today).await?.1,
            expired: self.mint(opened, Who::Administrator, &all, long_ago).await?.1,
            of_gone: self.mint(opened, Who::Gone, &all, today).await?.1,
            revoked: String::new(),
            elsewhere: self.mint_for(opened, Who::Administrator, &all, (today, vec!["203.0.113.0/24".parse()?])).await?.1,
        };
        Ok(())
    }

    /// Makes a token that lives a day, so long ago; gives its id and its text.
    async fn mint(&self, opened: &Opened, who: Who, scopes: &[String], ago: Duration) -> anyhow::Result<(String, String)> {
        self.mint_for(opened, who, scopes, (ago, Vec::new())).await
    }

    /// The same for some networks.
    async fn mint_for(
        &self,
        opened: &Opened,
        who: Who,
        scopes: &[String],
        (ago, networks): (Duration, Vec<access::Network>),
    ) -> anyhow::Result<(String, String)> {
        let new = NewToken {
            agent: self.world.id(word(who)).parse::<AgentId>()?,
            name: self.canary.parse()?,
            scopes: access::Scopes::new(scopes.iter().map(String::as_str))?,
            days: 1,
            networks,
        };
        let (environment, now) = (opened.environment.clone(), opened.house.ambient.moment());
        let moment = Moment { now: now.now.before(ago), ..now };
        let work = move |act: &Act<'_>| access::create_token(act, &new, &environment);
        let minted = self.door(opened).await.act(operator(opened), moment, work).await?;
        Ok((minted.token.id.to_string(), minted.text.reveal().clone()))
    }

    /// A mail with HTML, a picture and two files arrives at the default queue.
    async fn mail(&self, opened: &Opened, door: &Door<Tenant>) -> anyhow::Result<()> {
        let taken = self.deliver(opened, door, &self.letter("1", "")).await?;
        anyhow::ensure!(matches!(taken, Taken::Ticket { is_new: true, .. }), "the mail made no ticket");
        Ok(())
    }

    /// A mail of the asker's, with everything that a mail can bring.
    pub(crate) fn letter(&self, number: &str, headers: &str) -> String {
        let (canary, from) = (self.canary, self.address(Who::Asker));
        let encoded = |bytes: &[u8]| {
            STANDARD.encode(bytes).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line) + "\r\n").collect::<String>()
        };
        let picture = encoded(&[PIXEL, canary.as_bytes()].concat());
        let small = encoded(format!("a list of {canary}\n").as_bytes());
        let large = encoded(format!("{canary}\n").repeat(20_000).as_bytes());
        format!(
            "From: \"Asker {canary}\" <{from}>\r\nTo: support@{name}.example\r\nCc: \"{canary}\" <third@{canary}.example>\r\n\
             Subject: {canary} does not print\r\nMessage-ID: <{number}.{canary}@mail.{canary}.example>\r\n\
             Date: Thu, 15 Jan 2026 09:00:00 +0000\r\n{headers}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=mixed\r\n\r\n\
             --mixed\r\nContent-Type: multipart/related; boundary=related\r\n\r\n\
             --related\r\nContent-Type: multipart/alternative; boundary=alternative\r\n\r\n\
             --alternative\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe printer {canary} is silent.\r\n\
             --alternative\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The printer <b>{canary}</b> is silent. <img src=\"cid:pic\"></p>\r\n\
             --alternative--\r\n\
             --related\r\nContent-Type: image/png\r\nContent-ID: <pic>\r\nContent-Disposition: inline; filename=\"{canary}.png\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{picture}--related--\r\n\
             --mixed\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"{canary}.txt\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{small}\
             --mixed\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"large-{canary}.txt\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{large}--mixed--\r\n",
            name = self.name
        )
    }

    pub(crate) async fn deliver(&self, opened: &Opened, door: &Door<Tenant>, letter: &str) -> anyhow::Result<Taken> {
        let context = IntakeContext {
            door: door.clone(),
            place: self.place(),
            house: opened.house.clone(),
            by: By::room("mail", opened.house.ambient.request()),
        };
        let arrived = Arrived {
            envelope_from: Sender::Address(self.address(Who::Asker).parse()?),
            recipients: vec![format!("support@{}.example", self.name).parse::<EmailAddress>()?],
            raw: letter.as_bytes().into(),
            way: Way::Smtp,
            tls: Some("TLS 1.3".into()),
            helo: format!("mail.{}.example", self.canary),
            received_at: opened.house.ambient.now(),
            fetched: None,
            notices: room::Notices::default(),
        };
        Ok((mail::INTAKE.deliver)(context, arrived).await?)
    }

    /// Somebody lives here: people sign in, write, ask; some leave again.
    pub(crate) async fn live(&mut self, house: &House) {
        let host = self.host.clone();
        let write = async |desk: &Self, who: Who, target: &str, body: Json| {
            house.as_person(desk, who, Ask::post(&desk.host, target, &body)).await.expect(201).json()
        };
        let list = house.as_person(self, Who::Administrator, Ask::get(&host, "/api/v1/tickets")).await.expect(200).json();
        let ticket = text(&list["items"][0]["id"]);
        self.world.note("number", &text(&list["items"][0]["number"]));
        let articles = format!("/api/v1/tickets/{ticket}/articles");
        let note = json!({"channel": "internal", "subject": self.canary, "body": format!("note: {}", self.canary)});
        let note = write(self, Who::Administrator, &articles, note).await;
        let files = json!([{"name": format!("answer-{}.txt", self.canary), "content": STANDARD.encode(self.canary)}]);
        let answer = json!({"channel": "email", "body": format!("answer: {}", self.canary), "attachments": files});
        let answer = write(self, Who::Writer, &articles, answer).await;
        let waiting = json!({"channel": "email", "body": format!("waiting: {}", self.canary)});
        let waiting = write(self, Who::Administrator, &articles, waiting).await;
        self.world.note("waiting_mail", &text(&waiting["id"]));
        let shown =
            house.as_person(self, Who::Administrator, Ask::get(&host, &format!("/api/v1/tickets/{ticket}"))).await.expect(200).json();
        let mail = &shown["articles"][0];
        assert_eq!(mail["attachments"].as_array().map(Vec::len), Some(3), "{mail}");
        for (index, word) in ["picture", "attachment", "large_attachment"].into_iter().enumerate() {
            self.world.note(word, &text(&mail["attachments"][index]["id"]));
        }
        let log = house.as_person(self, Who::Administrator, Ask::get(&host, "/api/v1/mail/log?outcome=ticket")).await.expect(200).json();
        self.world.note("mail_filter", &self.fresh_filter(house, self.canary).await);
        self.world.note("mail_kept", &self.fresh_kept(house, u32::MAX).await);
        self.world.note("mail_log", &text(&log["items"][0]["id"]));
        self.world.note("ticket", &ticket);
        self.world.note("mail_article", &text(&mail["id"]));
        self.world.note("note", &text(&note["id"]));
        self.world.note("answer", &text(&answer["id"]));
        let asked = json!({"title": format!("question {}", self.canary), "body": format!("how does {} work?", self.canary)});
        let mine = write(self, Who::Asker, "/api/v1/my/tickets", asked).await;
        self.world.note("my_ticket", &text(&mine["id"]));
        self.leave(house).await;
    }

    /// Sessions end, a token is revoked, an agent goes.
    async fn leave(&mut self, house: &House) {
        self.ended = house.sign_in(self, Who::Administrator).await;
        self.ended_customer = house.sign_in(self, Who::Asker).await;
        for (path, cookie) in [("/sign-out", &self.ended), ("/portal/sign-out", &self.ended_customer)] {
            house.send(Ask::new(Method::POST, &self.host, path).form("").browser(cookie)).await.expect(303);
        }
        let (id, revoked) = self.fresh_token(&house.opened).await;
        let gone = Ask::new(Method::DELETE, &self.host, &format!("/api/v1/tokens/{id}"));
        house.as_person(self, Who::Administrator, gone).await.expect(204);
        self.tokens.revoked = revoked;
        self.of_gone = house.sign_in(self, Who::Gone).await;
        let gone: AgentId = self.world.id(word(Who::Gone)).parse().expect("an agent");
        let change = AgentChange { valid: Some(false), ..AgentChange::default() };
        let work = move |act: &Act<'_>| people::change_agent(act, gone, &change);
        let moment = house.opened.house.ambient.moment();
        self.door(&house.opened).await.act(operator(&house.opened), moment, work).await.expect("an agent goes");
    }

    /// A number that nothing has had yet.
    pub(crate) fn next(&self) -> u32 {
        self.fresh.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    /// A customer user whom nobody needs.
    pub(crate) async fn spare_customer_user(&self, house: &House, fresh: u32) -> String {
        let body = json!({"login": format!("spare.{fresh}"), "name": "Spare", "email": format!("spare.{fresh}@{}.example", self.canary)});
        let ask = Ask::post(&self.host, "/api/v1/customer-users", &body);
        text(&house.as_person(self, Who::Administrator, ask).await.expect(201).json()["id"])
    }

    pub(crate) async fn door(&self, opened: &Opened) -> Door<Tenant> {
        let tenant = self.world.id("tenant").parse().expect("a tenant");
        opened.node.tenant(tenant).await.expect("a tenant's store")
    }

    pub(crate) async fn newest_event(&self, opened: &Opened) -> i64 {
        let read = |view: &View<'_>| view.newest_event();
        self.door(opened).await.read(operator(opened), opened.house.ambient.now(), read).await.expect("the stream")
    }

    /// What people did after a place in the stream; rooms may go on with their own work.
    pub(crate) async fn done_since(&self, opened: &Opened, seq: i64) -> Vec<String> {
        let read = move |view: &View<'_>| view.events_after(seq, 500);
        let events = self.door(opened).await.read(operator(opened), opened.house.ambient.now(), read).await.expect("the stream");
        let by_people = events.iter().filter(|event| !event.actor.starts_with("room:"));
        by_people.map(|event| format!("{}.{} at {} by {}", event.room, event.kind, self.name, event.actor)).collect()
    }

    async fn fresh_token(&self, opened: &Opened) -> (String, String) {
        let scopes = [String::from("tickets:read")];
        self.mint(opened, Who::Administrator, &scopes, Duration::ZERO).await.expect("a token")
    }

    /// The world as an operation's sample needs it: with a session or token that the sample may end, and a fresh word.
    pub(crate) async fn world_for(&self, house: &House, operation: &Operation) -> World {
        let (mut world, asked) = (self.world.clone(), asked(operation));
        if asked.contains("session") {
            let cookie = house.sign_in(self, Who::Administrator).await;
            let me = house.send(Ask::get(&self.host, "/api/v1/me").with("cookie", cookie)).await.expect(200).json();
            world.note("session", &text(&me["session"]));
        }
        if asked.contains("token") {
            world.note("token", &self.fresh_token(&house.opened).await.0);
        }
        let fresh = self.next();
        self.note_factors(house, &asked, &mut world).await;
        if asked.contains("mail_kept") {
            world.note("mail_kept", &self.fresh_kept(house, fresh).await);
        }
        if asked.contains("mail_filter") {
            world.note("mail_filter", &self.fresh_filter(house, &format!("filter.{fresh}")).await);
        }
        world.note("fresh", &format!("fresh.{fresh}"));
        if asked.contains("participant") {
            let guest = world.id("customer_user");
            let target = format!("/api/v1/tickets/{}/participants", world.id("ticket"));
            let invite = Ask::post(&self.host, &target, &json!({"customer_user": guest}));
            house.as_person(self, Who::Administrator, invite).await.expect(200);
            world.note("participant", &guest);
        }
        if asked.contains("address_change") {
            let rules = json!({"rules": {"tokens": {"deny": [format!("192.0.2.{}", fresh % 250)]}}});
            let change = Ask::new(http::Method::PUT, &self.host, "/api/v1/access/addresses").json(&rules);
            let waits = house.as_person(self, Who::Administrator, change).await.expect(200).json();
            world.note("address_change", &text(&waits["change"]));
        }
        if asked.contains("spare_customer_user") {
            world.note("spare_customer_user", &self.spare_customer_user(house, fresh).await);
        }
        if asked.contains("spare_mail_account") {
            let spare = self.mail_account(&house.opened, &format!("spare.{fresh}")).await.expect("an account");
            world.note("spare_mail_account", &spare);
        }
        for (word, side, linked) in
            [("spare_sso_provider", Side::Agents, Who::Administrator), ("spare_portal_sso_provider", Side::Customers, Who::Asker)]
        {
            if asked.contains(word) {
                world.note(word, &self.provider(&house.opened, side, linked).await.expect("a provider"));
            }
        }
        world
    }

    /// A mail that is kept in the log alone; gives the id of its entry.
    async fn fresh_kept(&self, house: &House, number: u32) -> String {
        let (canary, from) = (self.canary, self.address(Who::Asker));
        let bounce = format!(
            "From: MAILER-DAEMON@{canary}.example\r\nSubject: Undelivered {canary}\r\nMessage-ID: <k{number}@{canary}.example>\r\n\r\n{from}\r\n"
        );
        let taken = self.deliver(&house.opened, &self.door(&house.opened).await, &bounce).await.expect("a mail is taken");
        assert_eq!(taken, Taken::Noted);
        let list = house.as_person(self, Who::Administrator, Ask::get(&self.host, "/api/v1/mail/log?outcome=quarantined&limit=1"));
        text(&list.await.expect(200).json()["items"][0]["id"])
    }

    /// A postmaster filter that was tried and is off; gives its id.
    async fn fresh_filter(&self, house: &House, name: &str) -> String {
        let post = async |target: &str, body: Json| house.as_person(self, Who::Administrator, Ask::post(&self.host, target, &body)).await;
        let rule = json!({"conditions": [{"on": "body", "matches": self.canary}], "set": {"title": self.canary}, "stop": true});
        let filter = post("/api/v1/mail/filters", json!({"name": name, "rule": rule})).await.expect(201).json();
        post("/api/v1/mail/filters/try", json!({"id": filter["id"]})).await.expect(200);
        text(&filter["id"])
    }

    /// What must not be seen from the other desk: ids, passwords, cookies, tokens, the canary. What both have alike, such as
    /// an agent's login, tells nothing.
    pub(crate) async fn secrets(&self, other: &Self) -> BTreeSet<String> {
        let shared: BTreeSet<&str> = other.world.ids().map(|(_, id)| id).collect();
        let ids = self.world.ids().map(|(_, id)| id).filter(|id| !shared.contains(id));
        // Without its prefix an id is still the same.
        let mut secrets: BTreeSet<String> = ids.map(|id| id.rsplit_once('_').map_or(id, |(_, bare)| bare).to_owned()).collect();
        let cookies = self.cookies.lock().await;
        secrets.extend(cookies.values().filter_map(|cookie| cookie.split_once('=')).map(|(_, value)| value.to_owned()));
        secrets.extend([self.tokens.whole.clone(), self.tokens.read_only.clone(), self.canary.to_owned()]);
        secrets
    }
}

/// The words that an operation's sample asks of the world.
pub(crate) fn asked(operation: &Operation) -> BTreeSet<String> {
    let sample = (operation.sample)(&World::default());
    let all = format!("{} {} {}", sample.target, sample.body.unwrap_or_default(), sample.form.unwrap_or_default());
    let word = |rest: &str| rest.chars().take_while(|sign| sign.is_ascii_lowercase() || *sign == '_').collect();
    all.split("no-such-").skip(1).map(word).collect()
}

fn make_agent(act: &Act<'_>, new: &NewAgent, who: Who) -> Result<AgentId, Fault> {
    let wrong = |error: people::GrantError| Fault::new("granting rights", error);
    let agent = people::create_agent(act, new).map_err(|error| Fault::new("making an agent", error))?;
    if let Some(permission) = who.permissions() {
        people::grant(act, agent, GroupId::USERS, Permissions::NONE.with(permission)).map_err(wrong)?;
    }
    if who == Who::Administrator {
        people::grant(act, agent, GroupId::ADMIN, Permissions::NONE.with(Permission::Rw)).map_err(wrong)?;
    }
    Ok(agent)
}

/// Under which word the world knows a person.
pub(crate) const fn word(who: Who) -> &'static str {
    match who {
        Who::Administrator => "administrator",
        Who::Writer => "writer",
        Who::Reader => "reader",
        Who::Idle => "idle",
        Who::Gone => "gone",
        Who::Asker => "asker",
        Who::Other => "other",
    }
}

pub(crate) fn text(json: &Json) -> String {
    json.as_str().unwrap_or_else(|| panic!("no text: {json}")).to_owned()
}
