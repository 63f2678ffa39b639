//! Storms: somebody tries stolen passwords at many accounts from many addresses.

use crate::throttle::device_of;
use crate::world::{PASSWORD, World, form, header, migrations, secret, text};
use access::Person;
use room::{Check, CheckContext, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{Act, Recorded};
use testkit::{on_both_engines, rooms};
use web::Answer;

/// Accounts that are tried; the first half are somebody's, and some of these have a password.
const ACCOUNTS: usize = 500;
const ADDRESSES: usize = 40;
const TRIES: usize = 2000;
/// So much time passes between two tries.
const BETWEEN: Duration = Duration::from_millis(250);

/// All names are of one length, so that pages that say them again are as well.
fn login(account: usize) -> String {
    if account == 0 { "erika".into() } else { format!("m{account:04}") }
}

fn address(number: usize) -> String {
    format!("203.0.113.{}", (number + number / ADDRESSES) % ADDRESSES + 1)
}

impl World {
    /// Agents of the first half of all accounts; every tenth of them has a password.
    async fn settle(&self) {
        let people = |act: &Act<'_>| {
            let create = |account: usize| {
                let new = people::NewAgent {
                    login: login(account).parse().expect("a login"),
                    name: format!("Mensch {account}").parse().expect("a name"),
                    email: format!("{}@alpha.example", login(account)).parse().expect("an address"),
                    locale: kernel::Locale::De,
                };
                people::create_agent(act, &new).map_err(|error| kernel::Fault::new("an agent", error))
            };
            (1..ACCOUNTS / 2).map(create).collect::<Result<Vec<_>, _>>()
        };
        let agents = self.door.act(rooms::operator(), self.node.ambient.moment(), people).await.expect("people");
        for agent in agents.into_iter().step_by(10) {
            access::set_password(&self.operator(), Person::Agent(agent), secret(PASSWORD)).await.expect("a password");
        }
    }

    async fn storms(&self) -> Vec<Recorded> {
        let mut after = 0;
        let mut found = Vec::new();
        loop {
            let events = self.read(move |view| view.events_after(after, 500)).await;
            let Some(last) = events.last() else { return found };
            after = last.seq;
            found.extend(events.into_iter().filter(|event| event.kind == "sign_in_storm"));
        }
    }

    async fn weather(&self) -> room::Finding {
        let check: &Check = access::ROOM.checks.iter().find(|check| check.name == "sign-in-storm").expect("the check");
        (check.run)(CheckContext { house: self.operator().house, door: Some(self.door.clone()) }).await
    }
}

/// All of an answer that a stranger sees, but the name that they typed and how long they have to wait.
fn seen(answer: &Answer, login: &str) -> (u16, String, String) {
    let headers: BTreeMap<&str, &[u8]> =
        answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).filter(|(name, _)| *name != "retry-after").collect();
    let body = text(answer).replace(&format!("value=\"{login}\""), "value=\"\"");
    let headers = headers.into_iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value))).collect::<Vec<_>>();
    let body: String = if answer.status.as_u16() == 429 { body.chars().filter(|sign| !sign.is_ascii_digit()).collect() } else { body };
    (answer.status.as_u16(), headers.join("\n"), body)
}

#[test]
fn two_thousand_stolen_passwords_open_nothing_lock_nobody_out_and_are_told_once() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.settle().await;
        let device = device_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await);
        assert_eq!(world.weather().await.verdict, Verdict::Kept);
        let begun = world.node.ambient.now();
        let mut tried: BTreeMap<usize, usize> = BTreeMap::new();
        let mut looks: BTreeMap<bool, BTreeSet<(u16, String, String)>> = BTreeMap::new();
        for number in 0..TRIES {
            // Every fifth goes to Erika, all others to everybody in turns; the addresses change faster than the accounts.
            let account = if number % 5 == 0 { 0 } else { number * 7 % ACCOUNTS };
            let name = login(account);
            let answer = world.try_from(&address(number), "access.sign_in", &form(&name, "gestohlen und verkauft")).await;
            *tried.entry(account).or_default() += usize::from(answer.status.as_u16() == 403);
            if account != 0 {
                looks.entry(account < ACCOUNTS / 2).or_default().insert(seen(&answer, &name));
            }
            if number % 200 == 199 {
                assert_eq!(world.try_with(&address(number), "erika", PASSWORD, &device).await.0, 303, "the owner, at {number}");
            }
            world.node.clock.advance(BETWEEN);
        }
        let most = tried.values().max().copied().unwrap_or_default();
        assert!(most <= 100, "{most} tries at one account");
        let let_in: usize = tried.values().sum();
        assert!((ADDRESSES * 15..=ADDRESSES * 20).contains(&let_in), "{let_in} tries in ten minutes");
        assert_eq!(looks.get(&true), looks.get(&false), "somebody's account and nobody's look alike");
        let statuses: BTreeSet<u16> = looks.values().flatten().map(|(status, ..)| *status).collect();
        assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [403, 429], "refused and throttled");
        let storms = world.storms().await;
        assert_eq!(storms.len(), 1, "told once");
        assert!(storms[0].at.since(begun) < Duration::from_mins(1), "within a minute");
        assert_eq!(storms[0].public["refused"], 50);
        let finding = world.weather().await;
        assert_eq!(finding.verdict, Verdict::Broken, "{}", finding.measured);
        world.node.clock.advance(Duration::from_mins(20));
        assert_eq!(world.weather().await.verdict, Verdict::Kept, "it is over");
    });
}

#[test]
fn the_check_of_storms_goes_red_at_many_accounts_and_not_at_one_or_in_a_busy_morning() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let guess = async |number: usize, name: &str| {
            let answer = world.try_from(&address(number), "access.sign_in", &form(name, "wrong")).await;
            assert_eq!(answer.status.as_u16(), 403, "{number}");
            world.node.clock.advance(Duration::from_secs(6));
        };
        for number in 0..60 {
            guess(number, &login(number % 19 + 1)).await;
        }
        assert_eq!((world.weather().await.verdict, world.storms().await.len()), (Verdict::Kept, 0), "few accounts");
        world.node.clock.advance(Duration::from_mins(10));
        for number in 0..49 {
            guess(number, &login(number + 100)).await;
        }
        assert_eq!(world.weather().await.verdict, Verdict::Kept, "not many yet");
        guess(49, &login(149)).await;
        let finding = world.weather().await;
        assert_eq!((finding.verdict, world.storms().await.len()), (Verdict::Broken, 1), "{}", finding.measured);
        assert!(finding.measured.contains("50 sign-ins refused at 50 accounts from 40 networks"), "{}", finding.measured);
        guess(50, &login(150)).await;
        world.node.clock.advance(Duration::from_mins(19));
        assert_eq!(world.weather().await.verdict, Verdict::Broken, "it may go on");
        world.node.clock.advance(Duration::from_mins(1));
        assert_eq!(world.weather().await.verdict, Verdict::Kept);
        assert_eq!(world.storms().await.len(), 1);
        for number in 0..50 {
            assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 303);
            guess(number, &login(number + 200)).await;
        }
        assert_eq!((world.weather().await.verdict, world.storms().await.len()), (Verdict::Kept, 1), "as many were let in");
        let elsewhere = world.try_from("192.0.2.8", "access.sign_in", &form("nobody", "wrong")).await;
        assert_eq!((elsewhere.status.as_u16(), header(&elsewhere, "retry-after")), (403, ""));
        assert_eq!((world.weather().await.verdict, world.storms().await.len()), (Verdict::Broken, 2), "more were refused");
    });
}
