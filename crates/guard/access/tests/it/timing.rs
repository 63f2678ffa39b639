//! Whether there is an account cannot be told by how long a refusal takes.
//!
//! Refusals of two kinds are measured in pairs, one right after the other, in an order that changes: whatever else the machine does
//! meets both alike. If they take the same, each of a pair is the slower one as often as the other, and how often it is follows a
//! binomial law whatever the noise is (the sign test). Two kinds are told apart when that would happen less than once in a million
//! times and the difference is more than a tenth of what a refusal costs. That the test sees a hash that is left out is shown beside it.

use crate::world::{PASSWORD, World, form, migrations, secret};
use access::Person;
use kernel::AgentId;
use std::time::{Duration, Instant};
use store::Act;
use testkit::{on_both_engines, rooms};

const PAIRS: usize = 40;
/// Of forty fair coins so few fall on one side less than once in five million times, either side counted.
const FEW: usize = 4;
/// Accounts of a kind: none is tried so often that strangers have to wait.
const ACCOUNTS: usize = 12;

impl World {
    /// Agents whose logins are a letter and a number.
    async fn agents(&self, letter: char) -> Vec<AgentId> {
        let people = move |act: &Act<'_>| {
            let create = |nth: usize| {
                let login = format!("{letter}{nth:02}");
                let new = people::NewAgent {
                    login: login.parse().expect("a login"),
                    name: format!("Mensch {login}").parse().expect("a name"),
                    email: format!("{login}@alpha.example").parse().expect("an address"),
                    locale: kernel::Locale::De,
                };
                people::create_agent(act, &new).map_err(|error| kernel::Fault::new("an agent", error))
            };
            (0..ACCOUNTS).map(create).collect::<Result<Vec<_>, _>>()
        };
        self.door.act(rooms::operator(), self.node.ambient.moment(), people).await.expect("people")
    }

    async fn with_password(&self, agents: &[AgentId]) {
        for agent in agents {
            access::set_password(&self.operator(), Person::Agent(*agent), secret(PASSWORD)).await.expect("a password");
        }
    }
}

/// A kind of sign-in that is refused: the letter of its logins, the password, and the answer's status.
#[derive(Clone, Copy, Debug)]
struct Kind(char, &'static str, u16);

/// Counts what was asked, so that each comes from an address of its own.
struct Clock<'a> {
    world: &'a World,
    asked: usize,
}

impl Clock<'_> {
    async fn time(&mut self, Kind(letter, password, status): Kind) -> Duration {
        self.asked += 1;
        let from = format!("10.{}.{}.7", self.asked / 200, self.asked % 200);
        let form = form(&format!("{letter}{:02}", self.asked / 2 % ACCOUNTS), password);
        let begun = Instant::now();
        let answer = self.world.try_from(&from, "access.sign_in", &form).await;
        let took = begun.elapsed();
        assert_eq!(answer.status.as_u16(), status, "{letter} {}", self.asked);
        took
    }

    /// Whether two kinds can be told apart.
    async fn tells_apart(&mut self, one: Kind, other: Kind) -> bool {
        let mut times = Vec::new();
        for pair in 0..PAIRS {
            // Thue and Morse: no rhythm of the machine keeps step with it.
            let one_first = pair.count_ones().is_multiple_of(2);
            let (first, second) = if one_first { (one, other) } else { (other, one) };
            let (first, second) = (self.time(first).await, self.time(second).await);
            times.push(if one_first { (first, second) } else { (second, first) });
        }
        is_told_apart(&times)
    }
}

/// The sign test, with a least difference: a tenth of what the slower one costs.
fn is_told_apart(pairs: &[(Duration, Duration)]) -> bool {
    let slower = pairs.iter().filter(|(one, other)| one > other).count();
    let is_one_sided = slower.min(pairs.len() - slower) <= FEW;
    let (one, other) = (median(pairs.iter().map(|pair| pair.0)), median(pairs.iter().map(|pair| pair.1)));
    is_one_sided && one.abs_diff(other) > one.max(other) / 10
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut sorted: Vec<Duration> = times.collect();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

#[test]
fn how_long_a_refusal_takes_does_not_tell_whether_there_is_an_account() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        world.with_password(&world.agents('k').await).await;
        world.agents('p').await;
        let gone = world.agents('v').await;
        world.with_password(&gone).await;
        for agent in gone {
            world.make_invalid(agent).await;
        }
        let mut clock = Clock { world: &world, asked: 0 };
        let known = Kind('k', "gestohlen und verkauft", 403);
        for (what, other) in [
            ("nobody", Kind('n', "gestohlen und verkauft", 403)),
            ("somebody without a password", Kind('p', "gestohlen und verkauft", 403)),
            ("somebody who is not valid, with the right one", Kind('v', PASSWORD, 403)),
        ] {
            assert!(!clock.tells_apart(known, other).await, "{what} is told apart by time");
        }
        // What is answered before anything is hashed: the test sees it.
        assert!(clock.tells_apart(known, Kind('n', "", 422)).await, "the test sees nothing");
    });
}

#[test]
fn the_statistic_sees_a_difference_and_no_noise() {
    let millis = Duration::from_millis;
    let pairs = |one: &dyn Fn(u64) -> u64, other: &dyn Fn(u64) -> u64| -> Vec<_> {
        (0..40).map(|nth| (millis(one(nth)), millis(other(nth)))).collect()
    };
    assert!(is_told_apart(&pairs(&|nth| 40 + nth % 7, &|nth| 30 + nth % 5)));
    assert!(is_told_apart(&pairs(&|_| 2, &|nth| 40 + nth)));
    assert!(!is_told_apart(&pairs(&|nth| 40 + nth % 7, &|nth| 40 + nth % 5)), "now one, now the other");
    assert!(!is_told_apart(&pairs(&|_| 42, &|_| 41)), "always, and nothing to speak of");
    assert!(!is_told_apart(&pairs(&|nth| 40 + (nth % 3) * 300, &|nth| 40 + ((nth + 1) % 3) * 300)), "a busy machine");
}
