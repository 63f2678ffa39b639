//! Passwords that OTRS hashed: taken over, signed in with once, gone.

use crate::world::{PASSWORD, World, header, migrations, nobody, secret, text};
use access::{ImportPasswordError, Person};
use kernel::Actor;
use room::{Check, CheckContext, Finding, Verdict};
use std::time::Duration;
use store::Rows;
use testkit::on_both_engines;

const OLD: &str = "pw-äß Gießkanne";

/// What OTRS would have kept of [`OLD`], in each of its seven ways; made by OpenSSL and by `crypt` of others.
const KEPT: [&str; 7] = [
    "33d09fc6984cff1e8a22be38ce51b8f9577619b7dd98cd3fef7ee0cc2025c24c",
    "fb46cebdca145d902e94edf0be11c0dc912c58064875023689cc8136a34eb3e1ee45fe0bec90891b7d407f37796e9bec30e9417196f1d3a7bbe20cc183c8d1ad",
    "78427cd551fe0edada7a0a4d9161c7304b00ea7e",
    "$1$agent_md$ccNvR1XwoHiiBlWaxI4BS/",
    "$apr1$agent_ap$o7wynaAa.mfwox1MYUv9h0",
    "agVHIhH/IeNhs",
    "BCRYPT:09:Zw:lf_Boxk$mpf.r:ZQp6cPp8A5FyzHzqUan.7Vf06TN71hm",
];

store::stmts! { tenant
    read STORED = "SELECT hash, legacy FROM password";
    bookkeeping FORGET = "DELETE FROM password";
}

impl World {
    async fn import(&self, person: Person, kept: &str) -> Result<(), ImportPasswordError> {
        access::import_password(&self.operator(), person, secret(kept)).await
    }

    /// Everything that lies in the store of passwords, as text.
    async fn stored(&self) -> String {
        let all = self.read(|view| {
            let rows = view.rows(&STORED, &[])?;
            rows.iter().map(|row| Ok(format!("{} {}", row.text(0)?, row.opt_text(1)?.unwrap_or_default()))).collect::<Result<Vec<_>, _>>()
        });
        all.await.join("\n")
    }

    async fn old_hashes(&self) -> Finding {
        let check: &Check = access::ROOM.checks.iter().find(|check| check.name == "old-hashes").expect("the check");
        (check.run)(CheckContext { house: self.operator().house, door: Some(self.door.clone()) }).await
    }

    /// The status of a sign-in, long after the one before.
    async fn enters(&self, password: &str) -> u16 {
        self.node.clock.advance(Duration::from_mins(30));
        self.sign_in("access.sign_in", "erika", password).await.status.as_u16()
    }
}

#[test]
fn each_hash_of_otrs_opens_once_and_is_replaced() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = Person::Agent(world.erika);
        for (number, kept) in KEPT.into_iter().enumerate() {
            world.import(erika, kept).await.unwrap();
            let stored = world.stored().await;
            assert!(stored.starts_with("$argon2id$") && !stored.contains(kept), "no fast hash lies here: {stored}");
            assert_eq!(world.old_hashes().await.verdict, Verdict::Broken, "{kept}");
            assert_eq!(world.enters("pv-äß Gießkanne").await, 403, "{kept}");
            assert_eq!(world.enters(OLD).await, 303, "{kept}");
            assert_eq!(world.told("password_replaced").await, number + 1);
            assert!(world.stored().await.ends_with(' '), "nothing of the old one is left: {}", world.stored().await);
            assert_eq!(world.old_hashes().await.verdict, Verdict::Kept);
            assert_eq!(world.enters(OLD).await, 303, "{kept}");
            assert!(matches!(world.import(erika, kept).await, Err(ImportPasswordError::HasOwn)), "what was set here is newer");
            let gone = |act: &store::Act<'_>| act.bookkeeping(&FORGET, &[]).map(drop);
            world.door.act(testkit::rooms::operator(), world.node.ambient.moment(), gone).await.unwrap();
        }
    });
}

#[test]
fn a_password_that_others_try_first_opens_nothing_and_has_to_be_replaced() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let (secret, _) = world.enrol_app(&cookie).await;
        let known = async |person: Person| {
            let gone = |act: &store::Act<'_>| act.bookkeeping(&FORGET, &[]).map(drop);
            world.door.act(testkit::rooms::operator(), world.node.ambient.moment(), gone).await.unwrap();
            // The SHA-256 of "Passwort123456!".
            world.import(person, "0e0b339d594034a3be8950f4c824d9e7632f43733690d3dcd26a1a36315b0838").await.unwrap();
            world.node.clock.advance(Duration::from_mins(30));
        };
        // Without a second factor nobody is led on: whoever guessed it would choose the next.
        known(Person::Agent(world.admin)).await;
        for (attempt, letters) in [(1, 1), (2, 1), (3, 1), (4, 0)] {
            let answer = world.sign_in("access.sign_in", "root", "Passwort123456!").await;
            assert_eq!((answer.status.as_u16(), crate::world::cookie_of(&answer)), (403, None));
            assert!(text(&answer).contains("die andere als Erstes ausprobieren"), "{}", text(&answer));
            assert_eq!(world.letters().await.len(), letters, "{attempt}");
        }
        // With one, the page asks for it.
        known(Person::Agent(world.erika)).await;
        let answer = world.sign_in("access.sign_in", "erika", "Passwort123456!").await;
        let to = header(&answer, "location").to_owned();
        assert_eq!((answer.status.as_u16(), crate::world::cookie_of(&answer)), (303, None), "{to}");
        let token = to.strip_prefix("/sign-in/reset?token=").and_then(|rest| rest.split('&').next()).expect("a token");
        let page = testkit::rooms::call(&[], to.split_once('?').expect("a query").1, None);
        let page = testkit::rooms::answer(&access::ROOM, "access.reset_page", world.stranger("192.0.2.7"), page).await;
        assert!(text(&page).contains("Es öffnet nichts mehr") && text(&page).contains("name=\"code\""), "{}", text(&page));
        let reset = async |code: &str| world.reset(token, "Der Kessel pfeift erst gegen zehn", code).await.status.as_u16();
        assert_eq!(reset("000000").await, 403);
        world.node.clock.advance(Duration::from_secs(10));
        assert_eq!(reset(&crate::factors::code(&secret, world.node.ambient.now())).await, 303);
        assert_eq!(world.enters("Passwort123456!").await, 403);
        assert_eq!(world.enters("Der Kessel pfeift erst gegen zehn").await, 303);
        assert_eq!((world.told("password_tried_first").await, world.told("password_replaced").await), (5, 0));
    });
}

#[test]
fn after_ninety_days_an_old_hash_opens_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        world.import(Person::Agent(world.erika), KEPT[0]).await.unwrap();
        world.node.clock.advance(Duration::from_hours(90 * 24));
        assert_eq!(world.enters(OLD).await, 403);
        assert_eq!(world.old_hashes().await.verdict, Verdict::Broken, "it is seen for as long as it lies there");
        access::set_password(&world.operator(), Person::Agent(world.erika), secret(PASSWORD)).await.unwrap();
        assert_eq!((world.enters(PASSWORD).await, world.old_hashes().await.verdict), (303, Verdict::Kept));
    });
}

#[test]
fn only_the_command_line_takes_passwords_over_and_only_hashes() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let erika = Person::Agent(world.erika);
        for actor in [Actor::Agent(world.admin), Actor::Agent(world.erika), Actor::Stranger, Actor::Room("mail")] {
            let outcome = access::import_password(&world.context(actor), erika, secret(KEPT[0])).await;
            assert!(matches!(outcome, Err(ImportPasswordError::NotYours(_))), "{actor:?}");
        }
        assert!(matches!(world.import(erika, "geheim").await, Err(ImportPasswordError::NoHash)));
        assert!(matches!(world.import(Person::Agent(nobody()), KEPT[0]).await, Err(ImportPasswordError::PersonUnknown)));
        assert_eq!((world.told("password_imported").await, world.stored().await), (0, String::new()));
    });
}
