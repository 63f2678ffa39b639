//! Commands: who may, what is refused, what is told.

use crate::world::{World, agent, customer_user};
use kernel::{Actor, Limit, Locale};
use people::{
    AgentChange, AssignRoleError, ChangeAgentError, ChangeProfileError, CreateAgentError, CreateCustomerError, CreateCustomerUserError,
    CreateGroupError, Forbidden, GrantError, NewCustomerUser, Permissions, ProfileChange, RoleId,
};
use store::leaf::LeafFinding;
use testkit::on_both_engines;

#[test]
fn registers_agree_with_the_schema() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let door = node.tenant().await;
        testkit::rooms::hold_registers(&node, &door, &people::ROOM).await;
    });
}

#[test]
fn only_administrators_change_people() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let others = [Actor::Agent(world.erika), Actor::CustomerUser(world.schoessler), Actor::Room("mail"), Actor::Stranger];
        for actor in others {
            let refused = world.act(actor, |act| people::create_agent(act, &agent("mallory"))).await;
            assert!(matches!(refused, Err(CreateAgentError::Forbidden(Forbidden))), "{actor:?}");
            let erika = world.erika;
            let refused = world.act(actor, move |act| people::grant(act, erika, people::GroupId::ADMIN, Permissions::NONE)).await;
            assert!(matches!(refused, Err(GrantError::Forbidden(Forbidden))), "{actor:?}");
            let refused = world.act(actor, |act| people::create_customer_user(act, &customer_user("m", "M", None))).await;
            assert!(matches!(refused, Err(CreateCustomerUserError::Forbidden(Forbidden))), "{actor:?}");
        }
        let admin = Actor::Agent(world.admin);
        let other = world.act(admin, |act| people::create_agent(act, &agent("new"))).await.expect("an administrator may");
        let rw = Permissions::NONE.with(people::Permission::Rw);
        world.act(admin, move |act| people::grant(act, other, people::GroupId::ADMIN, rw)).await.expect("somebody else who administers");
        let gone = AgentChange { valid: Some(false), ..AgentChange::default() };
        let id = world.admin;
        world.act(admin, move |act| people::change_agent(act, id, &gone)).await.expect("changed");
        let refused = world.act(admin, |act| people::create_agent(act, &agent("late"))).await;
        assert!(matches!(refused, Err(CreateAgentError::Forbidden(Forbidden))), "one who is not valid any more has no rights");
    });
}

#[test]
fn what_is_taken_or_unknown_is_refused() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let admin = Actor::Agent(world.admin);
        let erika = world.erika;
        let outcome = world.act(admin, |act| people::create_agent(act, &agent("ERIKA"))).await;
        assert!(matches!(outcome, Err(CreateAgentError::LoginTaken)));
        let outcome = world.act(admin, |act| people::create_customer_user(act, &customer_user("Schoessler", "S", None))).await;
        assert!(matches!(outcome, Err(CreateCustomerUserError::LoginTaken)));
        let like_another = NewCustomerUser { login: "Schoessler@kkg.example".parse().expect("a login"), ..customer_user("s", "S", None) };
        let outcome = world.act(admin, move |act| people::create_customer_user(act, &like_another)).await;
        assert!(matches!(outcome, Err(CreateCustomerUserError::LoginTaken)), "what somebody signs in with is not another's login");
        let outcome = world.act(admin, |act| people::create_customer_user(act, &customer_user("x", "X", Some("none")))).await;
        assert!(matches!(outcome, Err(CreateCustomerUserError::CustomerUnknown)));
        let again = |act: &store::Act<'_>| people::create_customer(act, &"KKG".parse().expect("id"), &"K".parse().expect("name"));
        assert!(matches!(world.act(admin, again).await, Err(CreateCustomerError::IdTaken)));
        let outcome = world.act(admin, |act| people::create_group(act, &"users".parse().expect("name"))).await;
        assert!(matches!(outcome, Err(CreateGroupError::NameTaken)));
        let outcome = world.act(admin, move |act| people::grant(act, erika, people::GroupId(99), Permissions::NONE)).await;
        assert!(matches!(outcome, Err(GrantError::GroupUnknown)));
        let outcome = world.act(admin, move |act| people::assign_role(act, erika, RoleId(7), true)).await;
        assert!(matches!(outcome, Err(AssignRoleError::RoleUnknown)));
        let nobody = kernel::AgentId(kernel::Id16([9; 16]));
        let outcome = world.act(admin, move |act| people::change_agent(act, nobody, &AgentChange::default())).await;
        assert!(matches!(outcome, Err(ChangeAgentError::AgentUnknown)));
    });
}

#[test]
fn everybody_changes_their_own_profile_and_only_that() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let change = || ProfileChange { name: Some("Änne Beispiel".parse().expect("a name")), locale: Some(Locale::PtBr) };
        for actor in [Actor::Agent(world.erika), Actor::CustomerUser(world.schoessler)] {
            let change = change();
            world.act(actor, move |act| people::change_profile(act, &change)).await.expect("changed");
        }
        let (erika, schoessler) = (world.erika, world.schoessler);
        let (agent, user, found) = world
            .read(move |view| {
                let found = people::find_customer_users(view, "aenne", Limit::default())?;
                Ok((people::agent(view, erika)?, people::customer_user(view, schoessler)?, found))
            })
            .await;
        let (agent, user) = (agent.expect("erika"), user.expect("the customer user"));
        assert_eq!((agent.name.as_str(), agent.locale, agent.login.as_str()), ("Änne Beispiel", Locale::PtBr, "erika"));
        assert_eq!((user.name.as_str(), user.locale), ("Änne Beispiel", Locale::PtBr));
        assert_eq!(found.len(), 1, "the new name is found");
        let change = change();
        let outcome = world.act(Actor::Room("mail"), move |act| people::change_profile(act, &change)).await;
        assert!(matches!(outcome, Err(ChangeProfileError::NotAPerson)));
    });
}

#[test]
fn names_and_addresses_stand_in_the_detail_only() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (events, proofs) = world.read(|view| Ok((view.events_after(0, 50)?, view.proofs_after(0, 50)?))).await;
        assert_eq!(events.len(), 5);
        for (event, proof) in events.iter().zip(&proofs) {
            let (row, leaf) = (event.clone(), proof.clone());
            assert_eq!(world.read(move |view| Ok(view.examine(&row, &leaf))).await, LeafFinding::Sound);
            let told = format!("{} {}", event.public, proof.leaf).to_lowercase();
            for personal in ["erika", "root", "mustermann", "example", "annegret", "kkg", "klinikum"] {
                assert!(!told.contains(personal), "{personal} in {told}");
            }
        }
        assert!(people::changes_rights(&events[2]) && !people::changes_rights(&events[0]));
    });
}

#[test]
fn customer_users_are_found_by_words_of_their_own_or_their_company() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let more = |act: &store::Act<'_>| {
            people::create_customer_user(act, &customer_user("b.mueller", "Bernd Müller", None))?;
            people::create_customer_user(act, &customer_user("c.meier", "Carla Meier", Some("KKG")))
        };
        world.act(Actor::Agent(world.admin), more).await.expect("more");
        for (text, expected) in [
            ("", vec!["Bernd Müller", "Carla Meier", "Dr. Annegret Schößler"]),
            ("müll", vec!["Bernd Müller"]),
            ("muller bernd", vec!["Bernd Müller"]),
            ("grossenhain", vec!["Carla Meier", "Dr. Annegret Schößler"]),
            ("KKG schoess", vec!["Dr. Annegret Schößler"]),
            ("b.mueller@kkg.example", vec!["Bernd Müller"]),
            ("üller", vec![]),
            ("%' OR 1=1", vec![]),
            ("!!", vec![]),
        ] {
            let found = world.read(move |view| people::find_customer_users(view, text, Limit::default())).await;
            assert_eq!(found.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), expected, "{text}");
        }
        let address = "schoessler@KKG.example".parse().expect("an address");
        let by_address = world.read(move |view| people::customer_user_by_address(view, &address)).await.expect("known");
        assert_eq!(by_address.customer.map(|customer| customer.name).as_deref(), Some("Kreisklinikum Großenhain"));
        let ids = [world.schoessler, kernel::CustomerUserId(kernel::Id16([8; 16]))];
        let found = world.read(move |view| people::customer_users_by_ids(view, &ids)).await;
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [world.schoessler]);
        assert!(world.read(|view| people::agents_by_ids(view, &[])).await.is_empty());
    });
}
