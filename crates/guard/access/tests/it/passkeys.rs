//! Passkeys: set up, shown as second factor and alone, and what is no passkey of the person or of this desk.

use crate::world::{PASSWORD, World, cookie_of, form_call, header, migrations};
use http::StatusCode;
use room::{Audience, Stage};
use serde_json::{Value as Json, json};
use testkit::rooms::{self, with_header};
use testkit::{Authenticator, on_both_engines};

const ORIGIN: &str = "https://alpha.localhost:8443";

impl World {
    async fn begin_passkey(&self, cookie: &str) -> Json {
        let context = self.signed_in(Audience::Agents, cookie).await;
        let (status, begun) = self.ask(context, "access.begin_factor", &[], Some(json!({"kind": "passkey"}))).await;
        assert_eq!(status, 200, "{begun}");
        begun
    }

    async fn confirm_passkey(&self, cookie: &str, begun: &Json, answer: &Json) -> (u16, Json) {
        let body = json!({"ceremony": begun["ceremony"], "name": "Schlüsselbund", "answer": answer});
        let context = self.signed_in(Audience::Agents, cookie).await;
        self.ask(context, "access.confirm_factor", &[], Some(body)).await
    }

    pub(crate) async fn enrol_passkey(&self, cookie: &str, device: &mut Authenticator) {
        let begun = self.begin_passkey(cookie).await;
        let answer = device.make(&begun["passkey"]);
        let (status, made) = self.confirm_passkey(cookie, &begun, &answer).await;
        assert_eq!((status, made["factor"]["kind"].as_str()), (201, Some("passkey")), "{made}");
    }

    /// Shows a passkey as the second factor.
    pub(crate) async fn shows_passkey(&self, cookie: &str, device: &mut Authenticator) -> web::Answer {
        let context = self.signed_in(Audience::Agents, cookie).await;
        let (_, asked) = self.ask(context, "access.ask_passkey", &[], None).await;
        let question = &asked["question"];
        assert!(question["options"]["publicKey"]["allowCredentials"][0]["id"].is_string(), "{asked}");
        let shown = device.show(&question["options"]).to_string();
        let ceremony = question["ceremony"].as_str().expect("a ceremony");
        let form = serde_urlencoded::to_string([("ceremony", ceremony), ("answer", &shown)]).expect("a form");
        let call = with_header(form_call(&form), "cookie", &format!("{}={cookie}", access::AGENT_COOKIE));
        rooms::answer(&access::ROOM, "access.show_factor", self.stranger("192.0.2.7"), call).await
    }

    async fn question(&self) -> Json {
        self.ask(self.stranger("192.0.2.7"), "access.passkey_question", &[], None).await.1
    }

    async fn answer(&self, operation: &str, question: &Json, answer: &Json) -> web::Answer {
        let ceremony = question["ceremony"].as_str().expect("a ceremony");
        let form = serde_urlencoded::to_string([("ceremony", ceremony), ("answer", &answer.to_string())]).expect("a form");
        rooms::answer(&access::ROOM, operation, self.stranger("192.0.2.7"), form_call(&form)).await
    }
}

#[test]
fn a_passkey_alone_signs_in_and_is_two_factors() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let mut device = Authenticator::new(ORIGIN, 1);
        world.enrol_passkey(&world.erika_signs_in().await, &mut device).await;
        let question = world.question().await;
        let shown = device.show(&question["options"]);
        let answer = world.answer("access.passkey_sign_in", &question, &shown).await;
        assert_eq!((answer.status, header(&answer, "location")), (StatusCode::SEE_OTHER, "/"));
        let guest = world.guest(Audience::Agents, &cookie_of(&answer).expect("a cookie")).await.expect("a guest");
        assert_eq!((guest.login.as_str(), guest.stage, guest.strength), ("erika", Stage::Whole, kernel::Strength::Passkey));
        let again = world.answer("access.passkey_sign_in", &question, &shown).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN, "an answer counts once");
        let portal = world.question().await;
        let shown = device.show(&portal["options"]);
        assert_eq!(world.answer("access.portal_passkey_sign_in", &portal, &shown).await.status, StatusCode::FORBIDDEN, "the other door");
    });
}

#[test]
fn with_a_password_the_passkey_is_the_second_factor() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let mut device = Authenticator::new(ORIGIN, 1);
        world.enrol_passkey(&world.erika_signs_in().await, &mut device).await;
        let cookie = cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
        assert_eq!(world.stage(&cookie).await, Some(Stage::NeedsFactor));
        let answer = world.shows_passkey(&cookie, &mut device).await;
        assert_eq!((answer.status, header(&answer, "location")), (StatusCode::SEE_OTHER, "/"));
    });
}

#[test]
fn what_is_no_passkey_of_this_desk_opens_nothing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let mut device = Authenticator::new(ORIGIN, 1);
        let cookie = world.erika_signs_in().await;
        world.enrol_passkey(&cookie, &mut device).await;
        let refused = async |what: &str, device: &mut Authenticator, twist: fn(&mut Json)| {
            let question = world.question().await;
            let mut shown = device.show(&question["options"]);
            twist(&mut shown);
            let answer = world.answer("access.passkey_sign_in", &question, &shown).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
            assert!(cookie_of(&answer).is_none(), "{what}");
        };
        let mut elsewhere = device.clone();
        elsewhere.origin = "https://alpha.localhost.evil.example".into();
        refused("a page that looks alike", &mut elsewhere, |_| {}).await;
        let mut silent = device.clone();
        silent.verifies = false;
        refused("a device that asked nobody", &mut silent, |_| {}).await;
        refused("a signature of nothing", &mut device.clone(), |shown| shown["response"]["signature"] = json!("MEUCIQ")).await;
        refused("another challenge", &mut device.clone(), |shown| {
            shown["response"]["clientDataJSON"] = json!("eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0");
        })
        .await;
        refused("somebody else's name", &mut device.clone(), |shown| shown["response"]["userHandle"] = json!("AAAAAAAAAAAAAAAAAAAAAA"))
            .await;
        refused("an unknown passkey", &mut device.clone(), |shown| shown["rawId"] = json!("AAAA")).await;
        refused("nothing", &mut device.clone(), |shown| *shown = json!(null)).await;
        let question = world.question().await;
        let shown = device.show(&question["options"]);
        world.node.clock.advance(std::time::Duration::from_mins(10));
        assert_eq!(world.answer("access.passkey_sign_in", &question, &shown).await.status, StatusCode::FORBIDDEN, "too late");
        world.make_invalid(world.erika).await;
        let question = world.question().await;
        let shown = device.show(&question["options"]);
        assert_eq!(world.answer("access.passkey_sign_in", &question, &shown).await.status, StatusCode::FORBIDDEN, "not valid any more");
    });
}

#[test]
fn a_device_that_went_backwards_is_a_copy() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let mut device = Authenticator::new(ORIGIN, 1);
        world.enrol_passkey(&world.erika_signs_in().await, &mut device).await;
        let mut copy = device.clone();
        for expected in [303, 303] {
            let question = world.question().await;
            let shown = device.show(&question["options"]);
            assert_eq!(world.answer("access.passkey_sign_in", &question, &shown).await.status.as_u16(), expected);
        }
        let question = world.question().await;
        let shown = copy.show(&question["options"]);
        assert_eq!(world.answer("access.passkey_sign_in", &question, &shown).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_passkey_is_set_up_once_and_by_whoever_began() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let mut device = Authenticator::new(ORIGIN, 1);
        let begun = world.begin_passkey(&cookie).await;
        let mut silent = device.clone();
        silent.verifies = false;
        assert_eq!(world.confirm_passkey(&cookie, &begun, &silent.make(&begun["passkey"])).await.0, 422, "it asked nobody");
        let answer = device.make(&begun["passkey"]);
        assert_eq!(world.confirm_passkey(&cookie, &begun, &answer).await.0, 201);
        assert_eq!(world.confirm_passkey(&cookie, &begun, &answer).await.0, 404, "that is over");
        let next = world.begin_passkey(&cookie).await;
        let listed = next["passkey"]["publicKey"]["excludeCredentials"].as_array().map(Vec::len);
        assert_eq!(listed, Some(1), "the device is told what it has already");
        let again = device.make(&next["passkey"]);
        assert_eq!(world.confirm_passkey(&cookie, &next, &again).await.0, 422);
    });
}
