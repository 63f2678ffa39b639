//! The throttle: asked before anything is hashed.

use crate::world::{PASSWORD, World, form, form_call, header, migrations, secret, text};
use std::time::Duration;
use testkit::on_both_engines;
use testkit::rooms::{self, with_header};
use web::Answer;

#[test]
fn pauses_grow_and_nothing_is_hashed_in_them() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let wrong = async || world.sign_in("access.sign_in", "erika", "wrong").await.status.as_u16();
        assert_eq!(wrong().await, 403);
        let before = world.hasher.runs();
        let throttled = world.sign_in("access.sign_in", "Erika", PASSWORD).await;
        assert_eq!((throttled.status.as_u16(), header(&throttled, "retry-after")), (429, "1"));
        assert!(text(&throttled).contains("1 Sekunde."));
        assert_eq!(world.hasher.runs(), before, "also a right password is not looked at");
        for pause in [1u64, 1, 3, 3] {
            world.node.clock.advance(Duration::from_millis(pause * 1000 - 1));
            assert_eq!(wrong().await, 429, "before {pause} s are over");
            world.node.clock.advance(Duration::from_millis(1));
            assert_eq!(wrong().await, 403, "after {pause} s");
        }
        assert_eq!(world.told("sign_in_refused").await, 5, "what was throttled is no event");
        let elsewhere = world.try_from("198.51.100.1", "access.sign_in", &form("erika", PASSWORD)).await;
        assert_eq!(elsewhere.status.as_u16(), 303, "strangers cannot lock the owner out");
        world.node.clock.advance(Duration::from_secs(3));
        assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 303);
        assert_eq!(wrong().await, 403, "a success begins the count anew");
    });
}

#[test]
fn an_address_has_twenty_failures_in_ten_minutes() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        // One network of IPv6; half of the attempts at the other entrance.
        for index in 0..20u32 {
            let operation = if index % 2 == 0 { "access.sign_in" } else { "access.portal_sign_in" };
            let refused = world.try_from(&format!("2001:db8:0:1::{index}"), operation, &form(&format!("guess{index}"), "wrong")).await;
            assert_eq!(refused.status.as_u16(), 403, "{index}");
        }
        let before = world.hasher.runs();
        let throttled = world.try_from("2001:db8:0:1:ffff::1", "access.sign_in", &form("erika", PASSWORD)).await;
        assert_eq!((throttled.status.as_u16(), header(&throttled, "retry-after")), (429, "600"));
        assert_eq!(world.hasher.runs(), before);
        let neighbour = world.try_from("2001:db8:0:2::1", "access.sign_in", &form("erika", PASSWORD)).await;
        assert_eq!(neighbour.status.as_u16(), 303);
        world.node.clock.advance(Duration::from_mins(10));
        let later = world.try_from("2001:db8:0:1::1", "access.sign_in", &form("erika", PASSWORD)).await;
        assert_eq!(later.status.as_u16(), 303);
    });
}

#[test]
fn many_at_once_do_not_slip_by() {
    on_both_engines(&migrations(), |node| async move {
        let world = std::sync::Arc::new(World::with_passwords(node).await);
        let before = world.hasher.runs();
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let world = std::sync::Arc::clone(&world);
                tokio::spawn(async move { world.sign_in("access.sign_in", "erika", "wrong").await.status.as_u16() })
            })
            .collect();
        let mut let_in = 0;
        for one in tries {
            let_in += u64::from(one.await.expect("it ends") == 403);
        }
        assert!((1..=3).contains(&let_in), "{let_in} were let in");
        assert_eq!(world.hasher.runs() - before, let_in);
    });
}

#[test]
fn those_who_succeed_do_not_use_up_their_office() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        for _ in 0..22 {
            assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 303);
        }
    });
}

/// The cookie by which a browser is known.
pub(crate) fn device_of(answer: &Answer) -> String {
    let lines = answer.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.filter_map(|line| line.split(';').next());
    pairs.find(|pair| pair.starts_with("__Host-beleg-device=")).expect("a device cookie").to_owned()
}

impl World {
    /// Tries to sign in from an address, with a cookie.
    pub(crate) async fn try_with(&self, ip: &str, login: &str, password: &str, cookie: &str) -> (u16, String) {
        let call = with_header(form_call(&form(login, password)), "cookie", cookie);
        let answer = rooms::answer(&access::ROOM, "access.sign_in", self.stranger(ip), call).await;
        (answer.status.as_u16(), header(&answer, "retry-after").to_owned())
    }

    /// Guesses at an account, each time from another address.
    async fn guessed_at_from(&self, login: &str, networks: std::ops::Range<u32>) {
        for network in networks {
            let refused = self.try_from(&format!("203.0.113.{network}"), "access.sign_in", &form(login, "wrong")).await;
            assert_eq!(refused.status.as_u16(), 403, "{network}");
        }
    }
}

#[test]
fn guessing_at_an_account_from_everywhere_is_slowed() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        // An account that is not there is slowed alike.
        for login in ["erika", "nobody"] {
            world.guessed_at_from(login, 1..21).await;
            let before = world.hasher.runs();
            assert_eq!(world.try_with("198.51.100.1", login, PASSWORD, "").await, (429, "5".into()), "{login}");
            assert_eq!(world.hasher.runs(), before, "nothing is hashed");
        }
        assert_eq!(world.try_with("203.0.113.1", "root", "wrong", "").await.0, 403, "other accounts are not slowed");
        world.node.clock.advance(Duration::from_secs(5));
        assert_eq!(world.try_with("198.51.100.1", "erika", "wrong", "").await.0, 403);
        assert_eq!(world.try_with("198.51.100.2", "erika", PASSWORD, "").await, (429, "5".into()));
        world.node.clock.advance(Duration::from_secs(5));
        assert_eq!(world.try_with("198.51.100.2", "erika", PASSWORD, "").await.0, 303, "the owner waits, and is let in");
        assert_eq!(world.try_with("198.51.100.3", "erika", "wrong", "").await.0, 403);
        assert_eq!(world.try_with("198.51.100.4", "erika", "wrong", "").await.0, 429, "and does not begin the strangers' count anew");
    });
}

#[test]
fn whatever_strangers_do_the_owner_gets_in_from_a_browser_that_is_known() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let device = device_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await);
        // Strangers use up the account, and the owner's own address.
        world.guessed_at_from("erika", 1..21).await;
        for index in 0..20 {
            world.try_with("192.0.2.7", &format!("guess{index}"), "wrong", "").await;
        }
        assert_eq!(world.try_with("192.0.2.7", "erika", PASSWORD, "").await.0, 429);
        assert_eq!(world.try_with("192.0.2.7", "erika", PASSWORD, &device).await.0, 303);
        assert_eq!(world.try_with("192.0.2.7", "root", PASSWORD, &device).await.0, 429, "it is known to one person");
        // It has a count of its own.
        assert_eq!(world.try_with("192.0.2.8", "erika", "wrong", &device).await.0, 403);
        assert_eq!(world.try_with("192.0.2.9", "erika", PASSWORD, &device).await, (429, "1".into()));
        let next = "Regenschirm pfeift leise";
        access::set_password(&world.operator(), access::Person::Agent(world.erika), secret(next)).await.expect("a password");
        assert_eq!(world.try_with("192.0.2.9", "erika", next, &device).await, (429, "5".into()), "it ends with the password");
    });
}

#[test]
fn a_customer_of_many_networks_has_no_more_than_their_allowance() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let guess = async |network: u32, index: u32| {
            let ip = format!("2001:db8:7:{network:x}::1");
            world.try_from(&ip, "access.sign_in", &form(&format!("guess{network}-{index}"), "wrong")).await.status.as_u16()
        };
        for network in 0..3 {
            for index in 0..20 {
                assert_eq!(guess(network, index).await, 403, "{network} {index}");
            }
        }
        assert_eq!(guess(3, 0).await, 429, "a /56 has three times the failures of a /64");
        assert_eq!(guess(0x100, 0).await, 403, "its neighbour has not been here");
    });
}

#[test]
fn whatever_of_their_names_somebody_types_it_is_one_account() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let wrong = async |login: &str| {
            let form = serde_urlencoded::to_string([("login", login), ("password", "wrong")]).expect("a form");
            world.try_from("192.0.2.7", "access.portal_sign_in", &form).await.status.as_u16()
        };
        // Hers, nobody's, and what can be nobody's login.
        for (first, spellings) in [
            ("schoessler", ["a.schoessler@kkg.example", "A.Schoessler@KKG.example", " SCHOESSLER "]),
            ("ni\u{e9}mand", ["NIE\u{301}MAND", "\u{ff4e}i\u{e9}mand ", "Ni\u{c9}mand"]),
            ("nie mand", ["NIE MAND", " nie mand", "\u{ff4e}ie mand"]),
        ] {
            assert_eq!(wrong(first).await, 403, "{first}");
            for other in spellings {
                assert_eq!(wrong(other).await, 429, "{other}");
            }
        }
    });
}

#[test]
fn after_a_link_by_mail_the_browser_is_known_whatever_strangers_do() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let mut refused = 0;
        for round in 0u32..200 {
            let tried = world.try_with(&format!("203.0.113.{}", round % 200), "erika", "wrong", "").await;
            refused += u32::from(tried.0 == 403);
            world.node.clock.advance(Duration::from_secs(30));
        }
        assert_eq!(refused, 100, "strangers have a hundred a day");
        assert_eq!(world.try_with("198.51.100.1", "erika", PASSWORD, "").await.0, 429);
        world.ask_link("access.forgot", "erika").await;
        let (_, token) = world.token(world.letters().await[0]).await.expect("a letter");
        let next = "Regenschirm pfeift leise";
        let chosen = world.reset(&token, next, "").await;
        assert_eq!(chosen.status.as_u16(), 303);
        assert_eq!(world.try_with("198.51.100.1", "erika", next, "").await.0, 429);
        assert_eq!(world.try_with("198.51.100.1", "erika", next, &device_of(&chosen)).await.0, 303);
    });
}
