//! Second factors: apps, recovery codes, what is demanded, and what that means for a session.

use crate::world::{PASSWORD, World, cookie_of, form_call, header, migrations};
use access::{AccessPolicy, Person, Whom};
use http::StatusCode;
use kernel::{Actor, Secret, Timestamp};
use room::{Audience, Check, CheckContext, Context, Stage, Verdict};
use serde_json::{Value as Json, json};
use std::time::Duration;
use testkit::on_both_engines;
use testkit::rooms::{self, with_header};

/// The code that an app with this secret shows at a time.
pub(crate) fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base 32");
    let seconds = u64::try_from(at.as_micros() / 1_000_000).expect("after 1970");
    totp_rs::Builder::new().with_secret(secret).build().expect("an app").generate(seconds).to_string()
}

impl World {
    /// Whoever has this cookie.
    async fn with_cookie(&self, cookie: &str) -> Context {
        self.signed_in(Audience::Agents, cookie).await
    }

    pub(crate) async fn stage(&self, cookie: &str) -> Option<Stage> {
        self.guest(Audience::Agents, cookie).await.map(|guest| guest.stage)
    }

    /// Sets an app up; gives its secret and the recovery codes.
    pub(crate) async fn enrol_app(&self, cookie: &str) -> (String, Vec<String>) {
        let (status, begun) = self.ask(self.with_cookie(cookie).await, "access.begin_factor", &[], Some(json!({"kind": "totp"}))).await;
        assert_eq!(status, 200, "{begun}");
        let secret = begun["totp"]["secret"].as_str().expect("a secret").to_owned();
        let body = json!({"ceremony": begun["ceremony"], "name": "Telefon", "code": code(&secret, self.node.ambient.now())});
        let (status, made) = self.ask(self.with_cookie(cookie).await, "access.confirm_factor", &[], Some(body)).await;
        assert_eq!(status, 201, "{made}");
        (secret, strings(&made["recovery_codes"]))
    }

    /// Sends the form that asks for the second factor.
    async fn show_code(&self, cookie: &str, code: &str) -> web::Answer {
        let form = form_call(&format!("code={}", code.replace(' ', "+")));
        let call = with_header(form, "cookie", &format!("{}={cookie}", access::AGENT_COOKIE));
        rooms::answer(&access::ROOM, "access.show_factor", self.stranger("192.0.2.7"), call).await
    }

    pub(crate) async fn demand(&self, whom: Whom, policy: AccessPolicy) {
        let set = move |act: &store::Act<'_>| access::set_policy(act, whom, Some(&policy));
        self.door.act(rooms::operator(), self.node.ambient.moment(), set).await.expect("a policy");
    }
}

fn strings(list: &Json) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|one| one.as_str().expect("text").to_owned()).collect()
}

#[test]
fn an_app_is_asked_for_at_the_next_sign_in_and_each_code_counts_once() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let other = world.erika_signs_in().await;
        let (secret, codes) = world.enrol_app(&world.erika_signs_in().await).await;
        assert_eq!(codes.len(), 10);
        assert_eq!(world.stage(&other).await, Some(Stage::NeedsFactor), "in all other sessions it is asked for at once");
        let begun = world.sign_in("access.sign_in", "erika", PASSWORD).await;
        assert_eq!(header(&begun, "location"), "/sign-in/factor");
        let cookie = cookie_of(&begun).expect("a cookie");
        assert_eq!(world.stage(&cookie).await, Some(Stage::NeedsFactor));
        let used = world.show_code(&cookie, &code(&secret, world.node.ambient.now())).await;
        assert_eq!(used.status, StatusCode::FORBIDDEN, "the code that set the app up is used up");
        world.node.clock.advance(Duration::from_secs(30));
        let shown = world.show_code(&cookie, &code(&secret, world.node.ambient.now())).await;
        assert_eq!((shown.status, header(&shown, "location")), (StatusCode::SEE_OTHER, "/"));
        let whole = cookie_of(&shown).expect("a new cookie");
        assert_eq!((world.stage(&whole).await, world.stage(&cookie).await), (Some(Stage::Whole), None), "the earlier cookie is void");
        let again = cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
        let second = world.show_code(&again, &code(&secret, world.node.ambient.now())).await;
        assert_eq!(second.status, StatusCode::FORBIDDEN, "in another session it counts no more");
    });
}

#[test]
fn of_fifty_who_show_one_code_at_once_one_goes_on() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (secret, _) = world.enrol_app(&world.erika_signs_in().await).await;
        world.node.clock.advance(Duration::from_secs(30));
        let cookie = cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
        let code = code(&secret, world.node.ambient.now());
        let tries = (0..50).map(|_| world.show_code(&cookie, &code));
        let answers = futures_util::future::join_all(tries).await;
        let through = answers.iter().filter(|answer| header(answer, "location") == "/").count();
        assert_eq!(through, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    });
}

#[test]
fn a_recovery_code_opens_one_sign_in_however_it_is_typed() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (_, codes) = world.enrol_app(&world.erika_signs_in().await).await;
        let typed = codes[3].to_uppercase().replace('-', " ");
        let sign_in = async || cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
        let shown = world.show_code(&sign_in().await, &typed).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER);
        let whole = cookie_of(&shown).expect("a cookie");
        let (_, factors) = world.ask(world.with_cookie(&whole).await, "access.factors", &[], None).await;
        assert_eq!(factors["recovery_codes"], 9);
        assert_eq!(world.show_code(&sign_in().await, &typed).await.status, StatusCode::FORBIDDEN);
        let (status, fresh) = world.ask(world.with_cookie(&whole).await, "access.make_recovery_codes", &[], None).await;
        assert_eq!((status, fresh["codes"].as_array().map(Vec::len)), (201, Some(10)));
        world.node.clock.advance(Duration::from_secs(10));
        assert_eq!(world.show_code(&sign_in().await, &codes[4]).await.status, StatusCode::FORBIDDEN, "earlier ones are void");
        assert_eq!(world.told("recovery_code_used").await, 1);
    });
}

#[test]
fn guessing_codes_is_slowed_whatever_session_it_comes_from() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.enrol_app(&world.erika_signs_in().await).await;
        let mut answers = Vec::new();
        for guess in ["000001", "000002", "000003", "000004"] {
            let cookie = cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
            answers.push(world.show_code(&cookie, guess).await.status.as_u16());
        }
        assert_eq!(answers.first(), Some(&403));
        assert!(answers.contains(&429), "{answers:?}");
        assert!(world.told("proof_refused").await >= 1);
    });
}

#[test]
fn what_is_demanded_counts_after_its_grace_and_at_once_in_open_sessions() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let administrator = Person::Agent(world.admin);
        access::set_password(&world.operator(), administrator, Secret::new(PASSWORD.into())).await.expect("a password");
        let admin = world.sign_in("access.sign_in", "root", PASSWORD).await;
        assert_eq!(header(&admin, "location"), "/factors", "administrators set one up at once");
        let admin = cookie_of(&admin).expect("a cookie");
        assert_eq!(world.stage(&admin).await, Some(Stage::MustEnrol));
        let cookie = world.erika_signs_in().await;
        assert_eq!(world.stage(&cookie).await, Some(Stage::Whole), "agents have a week");
        let (_, factors) = world.ask(world.with_cookie(&cookie).await, "access.factors", &[], None).await;
        assert_eq!(factors["due_at"].as_str(), Some(world.node.ambient.now().after(Duration::from_hours(7 * 24)).to_string().as_str()));
        world.node.clock.advance(Duration::from_hours(7 * 24));
        let late = world.sign_in("access.sign_in", "erika", PASSWORD).await;
        assert_eq!(header(&late, "location"), "/factors");
        let cookie = cookie_of(&late).expect("a cookie");
        world.enrol_app(&cookie).await;
        assert_eq!(world.stage(&cookie).await, Some(Stage::Whole), "whoever set it up has shown it");
        let lax = AccessPolicy { second_factor: false, ..AccessPolicy::initial(Whom::Administrators) };
        world.demand(Whom::Administrators, lax).await;
        world.demand(Whom::Agents, lax).await;
        let admin = cookie_of(&world.sign_in("access.sign_in", "root", PASSWORD).await).expect("a cookie");
        assert_eq!(world.stage(&admin).await, Some(Stage::Whole));
        world.demand(Whom::Administrators, AccessPolicy::initial(Whom::Administrators)).await;
        assert_eq!(world.stage(&admin).await, Some(Stage::MustEnrol), "the session that is open");
    });
}

#[test]
fn tokens_do_what_is_demanded_of_their_agent() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let token = crate::world::make_token(&world, world.erika, 30).await;
        let stage = async || world.guest_by_token(&token).await.expect("a guest").stage;
        assert_eq!(stage().await, Stage::Whole);
        world.demand(Whom::Agents, AccessPolicy { grace_days: 0, ..AccessPolicy::initial(Whom::Agents) }).await;
        assert_eq!(stage().await, Stage::MustEnrol, "it was made with a password alone");
    });
}

#[test]
fn a_sensitive_act_asks_again_for_all_that_signing_in_asks_for() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let fresh = async |cookie: &str| world.guest(Audience::Agents, cookie).await.expect("a guest").is_fresh;
        assert!(fresh(&cookie).await);
        world.node.clock.advance(Duration::from_mins(5));
        assert!(!fresh(&cookie).await);
        let prove = async |cookie: &str, body: Json| {
            let call = rooms::call(&[], "", Some(&body));
            rooms::answer(&access::ROOM, "access.prove", world.with_cookie(cookie).await, call).await
        };
        assert_eq!(prove(&cookie, json!({})).await.status.as_u16(), 422);
        assert_eq!(prove(&cookie, json!({"password": "Teekanne fliegt um zehn"})).await.status.as_u16(), 422);
        world.node.clock.advance(Duration::from_secs(10));
        let proved = prove(&cookie, json!({"password": PASSWORD})).await;
        assert_eq!(proved.status.as_u16(), 204);
        let cookie = cookie_of(&proved).expect("a new cookie");
        assert!(fresh(&cookie).await);
        let (secret, _) = world.enrol_app(&cookie).await;
        world.node.clock.advance(Duration::from_mins(5));
        assert_eq!(prove(&cookie, json!({"password": PASSWORD})).await.status.as_u16(), 422, "the code is missing");
        let both = json!({"password": PASSWORD, "code": code(&secret, world.node.ambient.now())});
        assert_eq!(prove(&cookie, both).await.status.as_u16(), 204);
    });
}

#[test]
fn whoever_lost_their_factors_is_let_in_by_an_administrator_and_nobody_else() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        world.enrol_app(&cookie).await;
        let id = kernel::AgentId::to_string(&world.erika);
        let token = crate::world::make_token(&world, world.erika, 9).await;
        let reset = async |by: Actor| world.ask(world.context(by), "access.reset_factors", &[("id", id.as_str())], None).await.0;
        assert_eq!(reset(Actor::Agent(world.erika)).await, 403);
        assert_eq!(reset(Actor::CustomerUser(world.schoessler)).await, 403);
        assert_eq!(reset(Actor::Agent(world.admin)).await, 204);
        assert!(world.guest(Audience::Agents, &cookie).await.is_none(), "their sessions ended");
        assert!(world.guest_by_token(&token).await.is_none(), "and their tokens");
        let again = world.sign_in("access.sign_in", "erika", PASSWORD).await;
        assert_eq!(header(&again, "location"), "/");
        assert_eq!(world.told("factors_reset").await, 1);
    });
}

#[test]
fn a_factor_that_goes_takes_all_other_sessions_along() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (cookie, other) = (world.erika_signs_in().await, world.erika_signs_in().await);
        world.enrol_app(&cookie).await;
        let (_, factors) = world.ask(world.with_cookie(&cookie).await, "access.factors", &[], None).await;
        let id = factors["items"][0]["id"].as_str().expect("an id").to_owned();
        assert_eq!(world.ask(world.with_cookie(&cookie).await, "access.remove_factor", &[("id", &id)], None).await.0, 204);
        assert_eq!((world.stage(&cookie).await, world.stage(&other).await), (Some(Stage::Whole), None));
    });
}

#[test]
fn a_factor_of_somebody_else_cannot_be_confirmed_or_removed() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        world.enrol_app(&cookie).await;
        let erikas = world.context(Actor::Agent(world.erika));
        let (_, factors) = world.ask(erikas, "access.factors", &[], None).await;
        let id = factors["items"][0]["id"].as_str().expect("an id").to_owned();
        access::set_password(&world.operator(), Person::Agent(world.admin), Secret::new(PASSWORD.into())).await.expect("a password");
        let other = cookie_of(&world.sign_in("access.sign_in", "root", PASSWORD).await).expect("a cookie");
        let others = async || world.with_cookie(&other).await;
        assert_eq!(world.ask(others().await, "access.remove_factor", &[("id", &id)], None).await.0, 404);
        let (_, begun) = world.ask(others().await, "access.begin_factor", &[], Some(json!({"kind": "totp"}))).await;
        let secret = begun["totp"]["secret"].as_str().expect("a secret");
        let body = json!({"ceremony": begun["ceremony"], "name": "x", "code": code(secret, world.node.ambient.now())});
        let stolen = world.ask(world.with_cookie(&world.erika_signs_in().await).await, "access.confirm_factor", &[], Some(body)).await;
        assert_eq!(stolen.0, 404);
    });
}

#[test]
fn the_check_of_factors_goes_red_when_they_are_not_demanded_and_when_one_is_missing() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let verdict = async || {
            let check: &Check = access::ROOM.checks.iter().find(|check| check.name == "second-factors").expect("the check");
            (check.run)(CheckContext { house: world.operator().house, door: Some(world.door.clone()) }).await.verdict
        };
        assert_eq!(verdict().await, Verdict::Kept, "erika was not asked yet");
        let cookie = world.erika_signs_in().await;
        world.node.clock.advance(Duration::from_hours(7 * 24));
        assert_eq!(verdict().await, Verdict::Broken, "a week is over");
        let cookie = cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).unwrap_or(cookie);
        world.enrol_app(&cookie).await;
        assert_eq!(verdict().await, Verdict::Kept);
        let lax = AccessPolicy { second_factor: false, ..AccessPolicy::initial(Whom::Agents) };
        world.demand(Whom::Agents, lax).await;
        assert_eq!(verdict().await, Verdict::Kept, "she has one");
        let erika = Person::Agent(world.erika);
        let reset = move |act: &store::Act<'_>| access::reset_factors(act, erika);
        world.door.act(rooms::operator(), world.node.ambient.moment(), reset).await.expect("reset");
        assert_eq!(verdict().await, Verdict::Broken, "nothing is demanded and nothing is there");
    });
}

#[test]
fn a_hundred_wrong_codes_close_the_codes_of_apps_and_nothing_else() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let first = world.erika_signs_in().await;
        let mut device = testkit::Authenticator::new("https://alpha.localhost:8443", 1);
        let (secret, codes) = world.enrol_app(&first).await;
        world.enrol_passkey(&first, &mut device).await;
        let sign_in = async || cookie_of(&world.sign_in("access.sign_in", "erika", PASSWORD).await).expect("a cookie");
        let cookie = sign_in().await;
        let mut wrong = 0;
        while wrong < 100 {
            world.node.clock.advance(Duration::from_secs(10));
            wrong += u32::from(world.show_code(&cookie, "000000").await.status == StatusCode::FORBIDDEN);
        }
        world.node.clock.advance(Duration::from_hours(1));
        let cookie = sign_in().await;
        let right = world.show_code(&cookie, &code(&secret, world.node.ambient.now())).await;
        assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "not even a right one");
        assert_eq!(world.shows_passkey(&cookie, &mut device).await.status, StatusCode::SEE_OTHER);
        assert_eq!(world.show_code(&sign_in().await, &codes[0]).await.status, StatusCode::SEE_OTHER, "a recovery code");
        world.ask_link("access.forgot", "erika").await;
        let (_, token) = world.token(world.letters().await[0]).await.expect("a letter");
        let reset = world.reset(&token, "Regenschirm pfeift leise", &code(&secret, world.node.ambient.now())).await;
        assert_eq!(reset.status, StatusCode::SEE_OTHER, "with a link by mail the app's code is right");
    });
}

store::stmts! { tenant
    bookkeeping WEAKEN = "UPDATE access_policy SET shortest = 6 WHERE whom = 'customers'";
    bookkeeping MEND = "UPDATE access_policy SET shortest = 15 WHERE whom = 'customers'";
}

#[test]
fn the_check_of_passwords_goes_red_when_a_rule_is_weakened_behind_the_back() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let verdict = async || {
            let check: &Check = access::ROOM.checks.iter().find(|check| check.name == "password-rules").expect("the check");
            (check.run)(CheckContext { house: world.operator().house, door: Some(world.door.clone()) }).await.verdict
        };
        assert_eq!(verdict().await, Verdict::Kept);
        world.demand(Whom::Customers, AccessPolicy::initial(Whom::Customers)).await;
        let write = async |mends: bool| {
            let work = move |act: &store::Act<'_>| act.bookkeeping(if mends { &MEND } else { &WEAKEN }, &[]).map(drop);
            world.door.act(rooms::operator(), world.node.ambient.moment(), work).await.expect("written");
        };
        write(false).await;
        assert_eq!(verdict().await, Verdict::Broken);
        write(true).await;
        assert_eq!(verdict().await, Verdict::Kept);
    });
}
