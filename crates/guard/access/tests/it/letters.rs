//! Links by mail: to choose a password, and to sign in.

use crate::world::{PASSWORD, World, cookie_of, form_call, header, migrations, text};
use access::{LetterId, LetterKind};
use kernel::Id16;
use room::Stage;

use std::time::Duration;
use store::Claimed;
use testkit::on_both_engines;
use testkit::rooms::{self, call};

const FRESH: &str = "Der Kessel pfeift erst gegen zehn";

impl World {
    pub(crate) async fn ask_link(&self, operation: &str, login: &str) -> web::Answer {
        rooms::answer(&access::ROOM, operation, self.stranger("192.0.2.7"), form_call(&format!("login={login}"))).await
    }

    /// What waits to be sent.
    pub(crate) async fn letters(&self) -> Vec<LetterId> {
        let claim = |act: &store::Act<'_>| act.claim_jobs(100);
        let claimed = self.door.act(rooms::by(kernel::Actor::Room("work")), self.node.ambient.moment(), claim).await.expect("claimed");
        claimed.into_iter().filter(|job: &Claimed| job.kind == "letter").map(|job| LetterId(job.object)).collect()
    }

    /// The token of a letter's link, and what the link is for.
    pub(crate) async fn token(&self, id: LetterId) -> Option<(LetterKind, String)> {
        let letter = self.read(move |view| access::letter(view, id, &rooms::place())).await?;
        let link = letter.link.reveal().clone();
        assert!(link.starts_with("https://alpha.localhost:8443/"), "{link}");
        Some((letter.kind, link.split_once("token=").expect("a token").1.to_owned()))
    }

    pub(crate) async fn reset(&self, token: &str, password: &str, code: &str) -> web::Answer {
        let form = serde_urlencoded::to_string([("token", token), ("password", password), ("code", code)]).expect("a form");
        rooms::answer(&access::ROOM, "access.reset_password", self.stranger("192.0.2.7"), form_call(&form)).await
    }
}

#[test]
fn a_link_chooses_a_password_once_and_ends_all_sessions() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let cookie = world.erika_signs_in().await;
        let asked = world.ask_link("access.forgot", "Erika").await;
        assert_eq!((asked.status.as_u16(), header(&asked, "location")), (303, "/sign-in/forgot?sent=1&lang=de"));
        let letters = world.letters().await;
        assert_eq!(letters.len(), 1);
        let (kind, token) = world.token(letters[0]).await.expect("a letter");
        assert_eq!(kind, LetterKind::Reset);
        let looked =
            rooms::answer(&access::ROOM, "access.reset_page", world.stranger("192.0.2.9"), call(&[], &format!("token={token}"), None))
                .await;
        assert!(text(&looked).contains("name=\"password\"") && !text(&looked).contains("name=\"code\""), "{}", text(&looked));
        let weak = world.reset(&token, "erika.mustermann", "").await;
        assert_eq!(weak.status.as_u16(), 422, "the link is not used up by it");
        assert_eq!(world.reset(&token, FRESH, "").await.status.as_u16(), 303);
        assert_eq!(world.reset(&token, PASSWORD, "").await.status.as_u16(), 403, "it opens nothing any more");
        assert_eq!(world.stage(&cookie).await, None, "the session ended");
        assert_eq!(world.sign_in("access.sign_in", "erika", PASSWORD).await.status.as_u16(), 403);
        world.node.clock.advance(Duration::from_secs(10));
        assert!(cookie_of(&world.sign_in("access.sign_in", "erika", FRESH).await).is_some());
    });
}

#[test]
fn nobody_learns_from_asking_who_is_there() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let erika = world.erika;
        let somebody_else = move |act: &store::Act<'_>| {
            let rw = people::Permissions::NONE.with(people::Permission::Rw);
            people::grant(act, erika, people::GroupId::ADMIN, rw).map_err(|error| kernel::Fault::new("a grant", error))
        };
        world.door.act(rooms::operator(), world.node.ambient.moment(), somebody_else).await.expect("one who administers");
        world.make_invalid(world.admin).await;
        let mut answers = Vec::new();
        for login in ["erika", "nobody", "root", "x%40y.example"] {
            let asked = world.ask_link("access.forgot", login).await;
            answers.push((asked.status.as_u16(), header(&asked, "location").to_owned(), text(&asked)));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        assert_eq!(world.letters().await.len(), 1, "one is there, and valid");
        for login in ["erika", "erika", "erika"] {
            world.ask_link("access.forgot", login).await;
        }
        for login in ["erika", "nobody"] {
            for _ in 0..3 {
                world.ask_link("access.forgot", login).await;
            }
            assert_eq!(world.ask_link("access.forgot", login).await.status.as_u16(), 429, "{login}");
        }
    });
}

#[test]
fn a_link_runs_out_and_a_newer_one_takes_its_place() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.ask_link("access.forgot", "erika").await;
        world.ask_link("access.forgot", "erika").await;
        let letters = world.letters().await;
        let mut tokens = Vec::new();
        for letter in letters {
            tokens.extend(world.token(letter).await);
        }
        assert_eq!(tokens.len(), 1, "the older one is gone");
        world.node.clock.advance(Duration::from_mins(30));
        assert_eq!(world.reset(&tokens[0].1, FRESH, "").await.status.as_u16(), 403);
        for token in ["", "x", &"A".repeat(43)] {
            assert_eq!(world.reset(token, FRESH, "").await.status.as_u16(), 403, "{token}");
        }
        assert_eq!(world.token(LetterId(Id16([9; 16]))).await, None);
    });
}

#[test]
fn a_link_goes_not_around_the_second_factor() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        let (_, codes) = world.enrol_app(&world.erika_signs_in().await).await;
        world.ask_link("access.forgot", "erika").await;
        let (_, token) = world.token(world.letters().await[0]).await.expect("a letter");
        let looked =
            rooms::answer(&access::ROOM, "access.reset_page", world.stranger("192.0.2.9"), call(&[], &format!("token={token}"), None))
                .await;
        assert!(text(&looked).contains("name=\"code\""));
        assert_eq!(world.reset(&token, FRESH, "").await.status.as_u16(), 403);
        assert_eq!(world.reset(&token, FRESH, "000000").await.status.as_u16(), 403);
        world.node.clock.advance(Duration::from_secs(10));
        assert_eq!(world.reset(&token, FRESH, &codes[0]).await.status.as_u16(), 303);
        let next = world.sign_in("access.sign_in", "erika", FRESH).await;
        assert_eq!(header(&next, "location"), "/sign-in/factor", "and it is asked for at the door");
    });
}

#[test]
fn a_customer_user_signs_in_by_a_link_and_looking_at_it_uses_nothing_up() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::with_passwords(node).await;
        world.ask_link("access.ask_link", "a.schoessler%40kkg.example").await;
        let (kind, token) = world.token(world.letters().await[0]).await.expect("a letter");
        assert_eq!(kind, LetterKind::SignIn);
        for _ in 0..3 {
            let query = format!("token={token}");
            let looked = rooms::answer(&access::ROOM, "access.open_page", world.stranger("192.0.2.9"), call(&[], &query, None)).await;
            assert!(text(&looked).contains("action=\"/portal/sign-in/open\""));
        }
        let open = async || {
            let form = form_call(&format!("token={token}"));
            rooms::answer(&access::ROOM, "access.open_link", world.stranger("192.0.2.9"), form).await
        };
        let opened = open().await;
        assert_eq!((opened.status.as_u16(), header(&opened, "location")), (303, "/portal"));
        let guest = world.guest(room::Audience::Customers, &cookie_of(&opened).expect("a cookie")).await.expect("a guest");
        assert_eq!((guest.login.as_str(), guest.stage), ("schoessler", Stage::Whole));
        assert_eq!(open().await.status.as_u16(), 403, "once");
        assert_eq!(world.reset(&token, FRESH, "").await.status.as_u16(), 403, "it chooses no password");
    });
}

#[test]
fn administrators_send_links_instead_of_choosing_passwords() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        let id = world.erika.to_string();
        let send = async |by| world.ask(world.context(by), "access.send_password_link", &[("id", &id)], None).await.0;
        assert_eq!(send(kernel::Actor::Agent(world.erika)).await, 403);
        assert_eq!(send(kernel::Actor::Agent(world.admin)).await, 204);
        let (_, token) = world.token(world.letters().await[0]).await.expect("a letter");
        assert_eq!(world.reset(&token, FRESH, "").await.status.as_u16(), 303, "who had none has one now");
        assert!(cookie_of(&world.sign_in("access.sign_in", "erika", FRESH).await).is_some());
        let nobody = crate::world::nobody().to_string();
        let (status, _) =
            world.ask(world.context(kernel::Actor::Agent(world.admin)), "access.send_password_link", &[("id", &nobody)], None).await;
        assert_eq!(status, 404);
    });
}
