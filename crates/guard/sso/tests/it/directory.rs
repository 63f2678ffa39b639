//! Sign-in with the password of a directory: a real one, and ones that are none.

use crate::world::{World, cookie, header, migrations};
use kernel::{Actor, AgentId, Id16, OperatorId, Secret};
use people::{GroupId, Permission};
use room::{Audience, CheckContext, Context, Guest, Verdict};
use serde_json::{Value as Json, json};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use testkit::on_both_engines;
use testkit::peers::free_ports;
use testkit::peers::slapd::{SEARCHER, SEARCHER_PASSWORD, Slapd, TOP};
use testkit::rooms::{self, answer, call, with_header};
use web::{Answer, Call};

/// Everybody's password there.
const PASSWORD: &str = "Hängebrücke am Südwall";

struct Desk {
    world: World,
    slapd: Slapd,
    /// Each attempt comes from an address of its own.
    attempts: Cell<u8>,
}

fn person(uid: &str, name: &str, more: &str) -> String {
    let surname = name.split(' ').next_back().expect("a name");
    format!(
        "dn: uid={uid},ou=people,{TOP}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {surname}\nmail: {uid}@beispiel.example\n\
         userPassword: {PASSWORD}\n{more}\n"
    )
}

fn group(name: &str, members: &[&str]) -> String {
    let lines: Vec<String> = members.iter().map(|uid| format!("member: uid={uid},ou=people,{TOP}\n")).collect();
    format!("dn: cn={name},ou=groups,{TOP}\nobjectClass: groupOfNames\ncn: {name}\n{}\n", lines.concat())
}

fn member(change: &str, group: &str, uid: &str) -> String {
    format!("dn: cn={group},ou=groups,{TOP}\nchangetype: modify\n{change}: member\nmember: uid={uid},ou=people,{TOP}\n")
}

impl Desk {
    async fn furnish(node: testkit::stores::TestNode) -> Self {
        let world = World::furnish(node).await;
        let (certificate, key) = world.certificate("localhost");
        let slapd = Slapd::start(&certificate, &key);
        slapd.change(
            &[person("karla", "Karla Kölumna", ""), person("otto", "Otto Normal", ""), person("erika", "Erika Möller", "")].join("\n"),
        );
        slapd.change(
            &[group("desk", &["karla", "otto"]), group("chiefs", &["karla", "niemand"]), group("Leitung Süd", &["karla"])].join("\n"),
        );
        Self { world, slapd, attempts: Cell::new(0) }
    }

    fn settings(&self, more: &Json) -> Json {
        let mut settings = json!({
            "host": "localhost", "port": self.slapd.ldaps, "base": format!("ou=people,{TOP}"), "bind_dn": SEARCHER,
            "roots": self.world.roots(),
        });
        settings.as_object_mut().expect("settings").extend(more.as_object().expect("more").clone());
        settings
    }

    fn mapping(&self) -> Json {
        json!({
            "groups_claim": "groups", "creates_accounts": true,
            "rules": [
                {"value": "desk", "role": self.world.first_level},
                {"value": "chiefs", "role": self.world.bosses},
                {"value": format!("cn=Leitung Süd,ou=groups,{TOP}"), "group": 1, "permissions": ["ro", "note"]},
            ],
        })
    }

    async fn set_up(&self, more: &Json) -> String {
        self.set_up_with(self.settings(more), self.mapping(), "agents").await
    }

    async fn set_up_with(&self, settings: Json, mapping: Json, side: &str) -> String {
        let body = json!({"side": side, "name": "Verzeichnis", "ldap": settings, "secret": SEARCHER_PASSWORD, "mapping": mapping});
        let (status, made) = self.world.send(self.admin(), "sso.create_provider", &[], Some(&body)).await;
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().expect("an id").to_owned()
    }

    async fn change(&self, id: &str, body: &Json) {
        let (status, changed) = self.world.send(self.admin(), "sso.change_provider", &[("id", id)], Some(body)).await;
        assert_eq!(status, 200, "{changed}");
    }

    /// Lets no agent in from a network.
    async fn bar(&self, network: &str) {
        let context = self.world.context(self.admin());
        let by = kernel::By { ip: Some([203, 0, 113, 1].into()), ..context.by.clone() };
        let body = json!({"rules": {"agents": {"deny": [network]}}});
        let context = Context { by, ..context };
        let set = answer(&access::ROOM, "access.set_addresses", context, call(&[], "", Some(&body))).await;
        assert_eq!(set.status.as_u16(), 200);
    }

    fn admin(&self) -> Actor {
        Actor::Agent(self.world.admin)
    }

    async fn answer(&self, operation: &str, login: &str, password: &str) -> Answer {
        let form: String = [("login", login), ("password", password)].map(|(name, value)| format!("{name}={}", escaped(value))).join("&");
        let typed = with_header(call(&[], "", None), "content-type", "application/x-www-form-urlencoded");
        let context = self.world.context(Actor::Stranger);
        self.attempts.set(self.attempts.get() + 1);
        let by = kernel::By { ip: Some([198, 51, 100, self.attempts.get()].into()), ..context.by.clone() };
        answer(&access::ROOM, operation, Context { by, ..context }, Call { body: form.into(), ..typed }).await
    }

    async fn sign_in(&self, login: &str, password: &str) -> Option<Guest> {
        let answer = self.answer("access.sign_in", login, password).await;
        self.world.guest(Audience::Agents, &answer).await
    }

    /// Nobody comes in; gives status and page.
    async fn refused(&self, login: &str, password: &str) -> (u16, String) {
        let answer = self.answer("access.sign_in", login, password).await;
        assert!(self.world.guest(Audience::Agents, &answer).await.is_none(), "{login}");
        (answer.status.as_u16(), String::from_utf8_lossy(answer.bytes().expect("a page")).into_owned())
    }

    async fn reasons(&self) -> Vec<String> {
        self.world.told("refused").await.iter().map(|event| event["reason"].as_str().expect("a word").to_owned()).collect()
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

fn agent_of(guest: &Guest) -> AgentId {
    let Actor::Agent(agent) = guest.actor else { panic!("an agent") };
    agent
}

#[test]
fn whom_a_directory_knows_signs_in_with_their_password_there_and_gets_an_account() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        assert!(desk.slapd.bind_without_tls(SEARCHER, SEARCHER_PASSWORD).contains("onfidentiality"), "it takes nothing without TLS");
        let unknown = desk.refused("nobody", PASSWORD).await;
        let id = desk.set_up(&json!({})).await;
        let guest = desk.sign_in("Karla", PASSWORD).await.expect("a session");
        assert_eq!((guest.login.as_str(), guest.name.as_str()), ("karla", "Karla Kölumna"));
        let karla = agent_of(&guest);
        // Nobody becomes an administrator by a role that gives that, unless it was said.
        assert_eq!(desk.world.roles_of(karla).await, [desk.world.first_level]);
        let rights = desk.world.read(move |view| people::rights_of(view, karla)).await;
        assert!(rights.may(GroupId::USERS, Permission::Note) && !rights.is_admin());
        assert_eq!(desk.world.told("linked").await.last().expect("an event")["how"], "created");
        assert_eq!(desk.world.told("signed_in").await.len(), 1);
        desk.change(
            &id,
            &json!({"ldap": desk.settings(&json!({"tls": "starttls", "port": desk.slapd.ldap})), "secret": SEARCHER_PASSWORD}),
        )
        .await;
        assert_eq!(agent_of(&desk.sign_in("karla", PASSWORD).await.expect("a session")), karla);
        // All that does not fit looks alike, and as it did without a directory.
        for (login, password) in [
            ("karla", "falsch"),
            ("karla", ""),
            ("karla", " "),
            ("nobody", PASSWORD),
            ("*", PASSWORD),
            ("*)(uid=*", PASSWORD),
            ("karla)(objectClass=*", PASSWORD),
            ("erika", PASSWORD),
        ] {
            let (status, page) = desk.refused(login, password).await;
            let alike = |page: &str, login: &str| page.replace(&login.replace('*', "&#42;"), "LOGIN").replace(login, "LOGIN");
            if password.is_empty() {
                continue;
            }
            assert_eq!(
                (status, page.len() - login.len()),
                (unknown.0, unknown.1.len() - "nobody".len()),
                "{login}: {}",
                alike(&page, login)
            );
        }
        assert_eq!(desk.world.told("signed_in").await.len(), 2);
        // The sign-in page does not name it, and nobody is sent there.
        let links = desk.world.read(|view| (sso::WAYS.links)(view, Audience::Agents)).await;
        assert_eq!(links, []);
        assert_eq!(desk.world.answer("sso.start", &id, "", "").await.status.as_u16(), 403);
        // Switched off, the sessions that came of it end, and nobody comes in by it.
        let came = desk.answer("access.sign_in", "karla", PASSWORD).await;
        assert!(desk.world.guest(Audience::Agents, &came).await.is_some());
        desk.change(&id, &json!({"valid": false})).await;
        assert!(desk.world.guest(Audience::Agents, &came).await.is_none());
        assert!(desk.sign_in("karla", PASSWORD).await.is_none());
    });
}

#[test]
fn roles_and_groups_follow_the_directory_at_each_sign_in() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let desk_group = format!("cn=desk,ou=groups,{TOP}");
        let id = desk.set_up(&json!({"member_of": desk_group})).await;
        let karla = agent_of(&desk.sign_in("karla", PASSWORD).await.expect("a session"));
        desk.slapd.change(&member("delete", "chiefs", "karla"));
        let _still = desk.sign_in("karla", PASSWORD).await.expect("a session");
        assert_eq!(desk.world.roles_of(karla).await, [desk.world.first_level]);
        // By a search for groups it is the same.
        let by_search = json!({"member_of": desk_group.to_uppercase(), "group_base": format!("ou=groups,{TOP}")});
        desk.change(&id, &json!({"ldap": desk.settings(&by_search)})).await;
        let _still = desk.sign_in("karla", PASSWORD).await.expect("a session");
        assert_eq!(desk.world.roles_of(karla).await, [desk.world.first_level]);
        let rights = async || desk.world.read(move |view| people::rights_of(view, karla)).await;
        assert!(rights().await.may(GroupId::USERS, Permission::Note));
        desk.slapd.change(&format!(
            "dn: cn=Leitung Süd,ou=groups,{TOP}\nchangetype: delete\n\n\
             dn: cn=posix,ou=groups,{TOP}\nchangetype: add\nobjectClass: posixGroup\ncn: posix\ngidNumber: 1\nmemberUid: karla\n"
        ));
        let posix = json!({"value": "posix", "role": desk.world.bosses});
        let mut mapping = desk.mapping();
        mapping["rules"].as_array_mut().expect("rules").push(posix);
        mapping["may_give_admin"] = true.into();
        desk.change(&id, &json!({"mapping": mapping})).await;
        let _still = desk.sign_in("karla", PASSWORD).await.expect("a session");
        assert_eq!(desk.world.roles_of(karla).await, [desk.world.first_level, desk.world.bosses]);
        let direct = desk.world.read(move |view| people::rights_of(view, karla)).await;
        assert!(direct.is_admin(), "by the role of a group of POSIX");
        // Out of the group that it takes, nobody comes in, whichever way that is seen.
        desk.slapd.change(&member("delete", "desk", "karla"));
        let unknown = desk.refused("nobody", PASSWORD).await.0;
        assert_eq!(desk.refused("karla", PASSWORD).await.0, unknown);
        assert_eq!(desk.reasons().await, ["not-in-group"]);
        desk.change(&id, &json!({"ldap": desk.settings(&json!({"member_of": desk_group}))})).await;
        assert_eq!(desk.refused("karla", PASSWORD).await.0, unknown);
        desk.slapd.change(&member("add", "desk", "karla"));
        assert!(desk.sign_in("karla", PASSWORD).await.is_some());
        // Who is not valid here any more stays out.
        desk.world
            .door
            .act(rooms::operator(), desk.world.node.ambient.moment(), move |act: &store::Act<'_>| {
                let change = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
                people::change_agent(act, karla, &change).map(drop).map_err(|error| kernel::Fault::new("changing", error))
            })
            .await
            .expect("changed");
        assert_eq!(desk.refused("karla", PASSWORD).await.0, unknown);
        assert_eq!(desk.reasons().await.last().expect("a reason"), "not-valid");
    });
}

#[test]
fn several_people_with_one_login_are_nobody_and_nobody_without_a_rule_gets_an_account() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        desk.slapd.change(&person("otto2", "Otto Zwei", "uid: otto\n"));
        let id = desk.set_up(&json!({"object_class": "inetOrgPerson"})).await;
        let unknown = desk.refused("nobody", PASSWORD).await.0;
        assert_eq!(desk.refused("otto", PASSWORD).await.0, unknown);
        assert_eq!(desk.reasons().await, ["several-entries"]);
        // With three the directory stops counting.
        desk.slapd.change(&person("otto3", "Otto Drei", "uid: otto\n"));
        assert_eq!(desk.refused("otto", PASSWORD).await.0, unknown);
        desk.slapd.change(&person("franz", "Franz Fremd", ""));
        assert_eq!(desk.refused("franz", PASSWORD).await.0, unknown);
        assert_eq!(desk.reasons().await, ["several-entries", "several-entries", "not-allowed"]);
        desk.change(&id, &json!({"ldap": desk.settings(&json!({"object_class": "account"}))})).await;
        assert_eq!(desk.refused("karla", PASSWORD).await.0, unknown, "of another class");
        desk.change(&id, &json!({"ldap": desk.settings(&json!({"login_attribute": "mail"}))})).await;
        let guest = desk.sign_in("KARLA@beispiel.example", PASSWORD).await.expect("a session");
        assert_eq!(guest.login, "karla@beispiel.example");
    });
}

#[test]
fn active_directory_is_read_as_it_writes() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        // 33221100-5544-7766-8899-aabbccddeeff
        let guid = "objectClass: adPerson\nsAMAccountName: MaxM\ndisplayName: Max Müstermann\nobjectGUID:: ABEiM0RVZneImaq7zN3u/w==\n";
        desk.slapd.change(&person("max", "Max M", guid));
        desk.slapd.change(&member("add", "desk", "max"));
        let ad = json!({"login_attribute": "sAMAccountName", "subject_attribute": "objectGUID"});
        let id = desk.set_up(&ad).await;
        let came = desk.answer("access.sign_in", "maxm", PASSWORD).await;
        let guest = desk.world.guest(Audience::Agents, &came).await.expect("a session");
        assert_eq!((guest.login.as_str(), guest.name.as_str()), ("maxm", "Max Müstermann"));
        let (_, people) = desk.world.send(desk.admin(), "sso.people", &[("id", &id)], None).await;
        assert!(people.to_string().contains("33221100-5544-7766-8899-aabbccddeeff"), "{people}");
        // Renamed there, it is the same person still; and it is them who show their password again.
        desk.slapd
            .change(&format!("dn: uid=max,ou=people,{TOP}\nchangetype: modify\nreplace: sAMAccountName\nsAMAccountName: maximilian\n"));
        assert_eq!(desk.sign_in("maximilian", PASSWORD).await.expect("a session").actor, guest.actor);
        assert!(desk.sign_in("maxm", PASSWORD).await.is_none());
        assert_eq!(prove(&desk, &came, PASSWORD).await.status.as_u16(), 204);
    });
}

async fn prove(desk: &Desk, came: &Answer, password: &str) -> Answer {
    let guest = desk.world.guest(Audience::Agents, came).await.expect("a session");
    let context = desk.world.context(guest.actor);
    let body = json!({ "password": password });
    answer(&access::ROOM, "access.prove", Context { guest: Some(guest), ..context }, call(&[], "", Some(&body))).await
}

#[test]
fn who_shows_once_more_who_they_are_shows_it_to_the_directory() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let id = desk.set_up(&json!({})).await;
        let came = desk.answer("access.sign_in", "karla", PASSWORD).await;
        assert_eq!(prove(&desk, &came, "falsch").await.status.as_u16(), 422);
        desk.world.node.clock.advance(Duration::from_mins(1));
        assert_eq!(prove(&desk, &came, "").await.status.as_u16(), 422);
        desk.world.node.clock.advance(Duration::from_mins(10));
        let proved = prove(&desk, &came, PASSWORD).await;
        assert_eq!(proved.status.as_u16(), 204);
        assert!(header(&proved, "set-cookie").starts_with(&cookie(&header(&came, "set-cookie"))[..8]), "under a new cookie");
        assert_eq!(desk.world.told("signed_in").await.len(), 1, "nobody signed in again");
        // Whoever else has the login there by now is somebody else.
        let again = desk.answer("access.sign_in", "karla", PASSWORD).await;
        desk.slapd.change(&format!("dn: uid=karla,ou=people,{TOP}\nchangetype: delete\n"));
        desk.slapd.change(&person("karla", "Karla Zwei", ""));
        desk.slapd.change(&member("add", "desk", "karla"));
        desk.world.node.clock.advance(Duration::from_mins(1));
        assert_eq!(prove(&desk, &again, PASSWORD).await.status.as_u16(), 422);
        assert!(desk.sign_in("karla", PASSWORD).await.is_none(), "nor do they get the account");
        assert_eq!(desk.reasons().await, ["account-exists"]);
        // Their sessions came of the directory, and end when they are not linked any more.
        let (_, people) = desk.world.send(desk.admin(), "sso.people", &[("id", &id)], None).await;
        assert_eq!(people["items"].as_array().map(Vec::len), Some(1), "{people}");
    });
}

#[test]
fn who_is_here_under_the_same_login_is_linked_once_where_that_was_decided() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        desk.slapd.change(&person("root", "Rita Wurzel", ""));
        let id = desk.set_up(&json!({})).await;
        assert!(desk.sign_in("erika", PASSWORD).await.is_none());
        desk.slapd.change(&member("add", "desk", "erika"));
        assert!(desk.sign_in("erika", PASSWORD).await.is_none());
        assert_eq!(desk.reasons().await, ["not-allowed", "account-exists"]);
        desk.change(&id, &json!({"ldap": desk.settings(&json!({"links_logins": true}))})).await;
        // A password of their own goes first, and the directory is not asked.
        let operator = desk.world.context(Actor::Operator(OperatorId(Id16([1; 16]))));
        let own = "Siebenschläfer unterm Dach";
        access::set_password(&operator, access::Person::Agent(desk.world.erika), Secret::new(own.to_owned())).await.expect("a password");
        assert!(desk.sign_in("erika", PASSWORD).await.is_none());
        assert_eq!(agent_of(&desk.sign_in("erika", own).await.expect("a session")), desk.world.erika);
        assert_eq!(desk.world.told("linked").await.len(), 0);
        // An administrator is nobody whom a directory could make.
        assert!(desk.sign_in("root", PASSWORD).await.is_none());
        assert_eq!(desk.reasons().await.last().expect("a reason"), "account-exists");
        let mut mapping = desk.mapping();
        mapping["may_give_admin"] = true.into();
        desk.change(&id, &json!({"mapping": mapping})).await;
        assert_eq!(agent_of(&desk.sign_in("root", PASSWORD).await.expect("a session")), desk.world.admin);
        assert_eq!(desk.world.told("linked").await.last().expect("an event")["how"], "directory");
        // Somebody without a password is linked at once, and named as the directory has them.
        let new = people::NewAgent {
            login: "otto".parse().expect("a login"),
            name: "Otto Alt".parse().expect("a name"),
            email: "otto@alpha.example".parse().expect("an address"),
            locale: kernel::Locale::De,
        };
        let make = move |act: &store::Act<'_>| people::create_agent(act, &new).map_err(|error| kernel::Fault::new("making", error));
        let otto = desk.world.door.act(rooms::operator(), desk.world.node.ambient.moment(), make).await.expect("otto");
        // One who is linked elsewhere is not.
        let other = desk.world.set_up("agents", &json!({})).await;
        let (path, link) = ([("id", other.as_str())], json!({"subject": "o", "login": "otto"}));
        assert_eq!(desk.world.send(desk.admin(), "sso.link_person", &path, Some(&link)).await.0, 204);
        assert!(desk.sign_in("otto", PASSWORD).await.is_none());
        assert_eq!(desk.reasons().await.last().expect("a reason"), "linked-elsewhere");
        let unlink = testkit::rooms::call(&path, "subject=o", None);
        let admin = desk.world.context(desk.admin());
        assert_eq!(testkit::rooms::answer(&sso::ROOM, "sso.unlink_person", admin, unlink).await.status, 204);
        let guest = desk.sign_in("Otto", PASSWORD).await.expect("a session");
        assert_eq!((agent_of(&guest), guest.name.as_str()), (otto, "Otto Normal"));
        assert_eq!(desk.world.told("linked").await.len(), 3);
        assert_eq!(agent_of(&desk.sign_in("otto", PASSWORD).await.expect("a session")), otto);
        assert_eq!(desk.world.told("linked").await.len(), 3, "once");
    });
}

#[test]
fn customer_users_come_from_a_directory_of_their_own() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let mapping = json!({"creates_accounts": true, "domains": [{"domain": "beispiel.example", "customer": "KKG"}]});
        desk.set_up_with(desk.settings(&json!({})), mapping, "customers").await;
        let came = desk.answer("access.portal_sign_in", "otto", PASSWORD).await;
        let guest = desk.world.guest(Audience::Customers, &came).await.expect("a session");
        assert!(matches!(guest.actor, Actor::CustomerUser(_)) && guest.name == "Otto Normal");
        assert!(desk.sign_in("otto", PASSWORD).await.is_none(), "not as an agent");
    });
}

/// A server that says this to whatever comes first, and keeps what it was told.
fn liar(says: &'static [u8]) -> (u16, Arc<Mutex<Vec<u8>>>) {
    let port = free_ports(1);
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
    let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
    let keeps = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let keeps = Arc::clone(&keeps);
            std::thread::spawn(move || {
                let mut chunk = [0; 4096];
                let mut has_spoken = false;
                while let Ok(count @ 1..) = stream.read(&mut chunk) {
                    keeps.lock().expect("kept").extend_from_slice(&chunk[..count]);
                    if !has_spoken && !says.is_empty() {
                        let _ = stream.write_all(says);
                        has_spoken = true;
                    }
                }
            });
        }
    });
    (port, heard)
}

const TAKEN: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

#[test]
fn a_directory_that_does_not_show_who_it_is_is_silent_and_told_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let id = desk.set_up(&json!({})).await;
        assert!(desk.sign_in("karla", PASSWORD).await.is_some());
        let silent = desk.refused_by(&id, &json!({"roots": null}), "not-safe").await;
        assert_eq!(silent.0, 429, "{}", silent.1);
        desk.refused_by(&id, &json!({"host": "127.0.0.1"}), "not-safe").await;
        // TLS where there is none; none where there was to be some.
        desk.refused_by(&id, &json!({"port": desk.slapd.ldap}), "").await;
        desk.refused_by(&id, &json!({"port": desk.slapd.ldaps, "tls": "starttls"}), "").await;
        let early = [TAKEN, b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"].concat().leak();
        let says: [(&'static [u8], &str); 4] = [
            (b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00", "not-safe"),
            (early, "not-safe"),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not-ldap"),
            (b"\x30\x84\x7f\xff\xff\xff\x02\x01\x01", "too-much"),
        ];
        for (says, reason) in says {
            let (port, heard) = liar(says);
            desk.refused_by(&id, &json!({"port": port, "tls": "starttls"}), reason).await;
            let heard = heard.lock().expect("kept").clone();
            assert_eq!(heard.len(), 31, "it was asked for TLS, and told nothing else: {heard:?}");
        }
        // As it was, it is taken again at once.
        desk.change(&id, &json!({"ldap": desk.settings(&json!({})), "secret": SEARCHER_PASSWORD})).await;
        assert!(desk.sign_in("karla", PASSWORD).await.is_some());
        // The search account, or the base, may be wrong as well.
        desk.change(&id, &json!({"secret": "falsch"})).await;
        assert_eq!(desk.refused("karla", PASSWORD).await.0, 429);
        assert_eq!(desk.reasons().await.last().expect("a reason"), "search-account-refused");
        let told = desk.reasons().await.len();
        assert_eq!(desk.refused("otto", PASSWORD).await.0, 429);
        assert_eq!(desk.reasons().await.len(), told, "it is not asked again at once: its account would be locked");
    });
}

impl Desk {
    /// With these settings nobody comes in.
    async fn refused_by(&self, id: &str, more: &Json, reason: &str) -> (u16, String) {
        self.change(id, &json!({"ldap": self.settings(more), "secret": SEARCHER_PASSWORD})).await;
        let before = self.reasons().await.len();
        let refused = self.refused("karla", PASSWORD).await;
        let reasons = self.reasons().await;
        assert_eq!(reasons.len(), before + 1, "{more}");
        assert!(reason.is_empty() || reasons.last().expect("a reason") == reason, "{more}: {reasons:?}");
        refused
    }
}

#[test]
fn a_right_password_from_a_barred_address_counts_like_a_wrong_one() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        desk.set_up(&json!({})).await;
        // Everybody who tries here comes from there.
        desk.bar("198.51.100.0/24").await;
        let before = desk.world.told_by("access", "sign_in_refused").await.len();
        let barred = desk.refused("karla", PASSWORD).await;
        assert_eq!(barred.0, 403);
        assert_eq!(desk.world.told_by("access", "sign_in_refused").await.len(), before + 1);
        assert_eq!(desk.refused("karla", "geraten").await, barred, "nobody learns which of the two was right");
    });
}

#[test]
fn a_silent_directory_hides_no_guesses_from_the_throttle_of_the_others() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        desk.set_up(&json!({})).await;
        let gone = desk.set_up(&json!({})).await;
        desk.change(&gone, &json!({"ldap": desk.settings(&json!({"port": 9})), "secret": SEARCHER_PASSWORD})).await;
        assert_eq!(desk.refused("karla", "geraten").await.0, 403, "one of them said no");
        let mut answers = Vec::new();
        while answers.last() != Some(&429) && answers.len() < 20 {
            answers.push(desk.refused("karla", "geraten").await.0);
        }
        assert_eq!(answers.last(), Some(&429), "and each counted");
    });
}

#[test]
fn a_directory_that_stalls_costs_its_patience_once() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let id = desk.set_up(&json!({})).await;
        assert!(desk.sign_in("karla", PASSWORD).await.is_some());
        desk.slapd.stall();
        let begun = Instant::now();
        assert_eq!(desk.refused("karla", PASSWORD).await.0, 429);
        let took = begun.elapsed();
        assert!(took > Duration::from_secs(7) && took < Duration::from_secs(10), "{took:?}");
        let begun = Instant::now();
        assert_eq!(desk.refused("otto", PASSWORD).await.0, 429);
        assert!(begun.elapsed() < Duration::from_secs(2), "it was silent a moment ago");
        assert_eq!(desk.reasons().await, ["unreachable"]);
        desk.change(&id, &json!({"valid": false})).await;
        assert!(desk.refused("karla", PASSWORD).await.0 != 429);
    });
}

#[test]
fn an_answer_that_is_too_large_lets_nobody_in() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let mut mapping = desk.mapping();
        mapping["name_claim"] = "description".into();
        desk.set_up_with(desk.settings(&json!({})), mapping, "agents").await;
        desk.slapd.change(&person("max", "Max Maß", &format!("description: {}\n", "x".repeat(1_100_000))));
        desk.slapd.change(&member("add", "desk", "max"));
        assert!(desk.sign_in("max", PASSWORD).await.is_none());
        assert_eq!(desk.reasons().await, ["too-much"]);
        assert!(desk.sign_in("karla", PASSWORD).await.is_some(), "others are not touched by it");
    });
}

#[test]
fn a_directory_is_tried_and_nobodys_password_is_asked_for() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let id = desk.set_up(&json!({})).await;
        let tried = async |login: &str| {
            let wish = if login.is_empty() { json!({}) } else { json!({ "login": login }) };
            let (status, tried) = desk.world.send(desk.admin(), "sso.try_provider", &[("id", &id)], Some(&wish)).await;
            assert_eq!(status, 200, "{tried}");
            tried
        };
        let found = tried("karla").await;
        assert_eq!(found["ok"], true, "{found}");
        let person = &found["person"];
        assert_eq!(
            (person["roles"].clone(), person["permissions"].clone()),
            (json!(["first level"]), json!(["users: ro, note"])),
            "{found}"
        );
        assert!(person["attributes"].to_string().contains("entryUUID") && person["groups"].to_string().contains("Leitung Süd"), "{found}");
        assert!(!found.to_string().contains("karla@beispiel.example"), "names of attributes, and not what stands in them: {found}");
        let none = tried("*").await;
        assert_eq!((none["ok"].as_bool(), none["steps"][1]["what"].as_str(), &none["person"]), (Some(false), Some("person"), &Json::Null));
        assert_eq!(tried("").await["ok"], true);
        desk.change(&id, &json!({"secret": "falsch"})).await;
        assert_eq!(tried("karla").await["steps"][0]["ok"], false);
        assert_eq!(desk.world.told("signed_in").await.len() + desk.world.told("linked").await.len(), 0);
        // It is set up as any other.
        let check = async |change: Json, field: &str| {
            let (status, problem) = desk.world.send(desk.admin(), "sso.change_provider", &[("id", &id)], Some(&change)).await;
            assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some(field)), "{problem}");
        };
        for more in [
            json!({"host": "evil.example"}),
            json!({"port": 1}),
            json!({"bind_dn": "cn=x"}),
            json!({"roots": null}),
            json!({"tls": "starttls"}),
        ] {
            check(json!({"ldap": desk.settings(&more)}), "secret").await;
        }
        check(json!({"two_factors": true}), "two_factors").await;
        check(json!({"ldap": desk.settings(&json!({"login_attribute": "a=b"}))}), "login_attribute").await;
        check(json!({"oidc": {"issuer": "https://id.example", "client_id": "desk"}, "secret": "s"}), "kind").await;
        let (_, shown) = desk.world.send(desk.admin(), "sso.provider", &[("id", &id)], None).await;
        assert_eq!((shown["kind"].as_str(), &shown["callback"], &shown["logout"]), (Some("ldap"), &Json::Null, &Json::Null), "{shown}");
        assert!(!shown.to_string().contains(SEARCHER_PASSWORD));
    });
}

#[test]
fn a_directory_that_cannot_be_signed_in_with_is_found() {
    on_both_engines(&migrations(), |node| async move {
        let desk = Desk::furnish(node).await;
        let id = desk.set_up(&json!({})).await;
        let find = async || {
            let check = sso::ROOM.checks.iter().find(|check| check.name == "sso-providers").expect("a check");
            let house = desk.world.context(Actor::Stranger).house;
            (check.run)(CheckContext { house, door: Some(desk.world.door.clone()) }).await.verdict
        };
        assert_eq!(find().await, Verdict::Kept);
        let secret = SEARCHER_PASSWORD;
        for (change, about) in [
            (json!({"ldap": desk.settings(&json!({"host": "127.0.0.1"})), "secret": secret}), "its certificate is for another name"),
            (json!({"ldap": desk.settings(&json!({"roots": null})), "secret": secret}), "its certificate is nobody's"),
            (json!({"ldap": desk.settings(&json!({})), "secret": "falsch"}), "the password is wrong"),
            (json!({"ldap": desk.settings(&json!({"base": "ou=none,dc=beispiel,dc=example"})), "secret": secret}), "there is no such base"),
            (json!({"ldap": desk.settings(&json!({"port": desk.slapd.ldap})), "secret": secret}), "there is no TLS"),
        ] {
            desk.change(&id, &change).await;
            assert_eq!(find().await, Verdict::Broken, "{about}");
        }
        desk.change(&id, &json!({"ldap": desk.settings(&json!({})), "secret": secret})).await;
        assert_eq!(find().await, Verdict::Kept);
        let Desk { world, slapd, .. } = desk;
        drop(slapd);
        let check = sso::ROOM.checks.iter().find(|check| check.name == "sso-providers").expect("a check");
        let house = world.context(Actor::Stranger).house;
        let found = (check.run)(CheckContext { house, door: Some(world.door.clone()) }).await;
        assert_eq!(found.verdict, Verdict::Broken, "nobody answers");
    });
}
