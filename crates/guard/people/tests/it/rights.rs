//! Rights: what is granted directly and by roles adds up, and lists follow the same rule.

use crate::world::World;
use kernel::{Actor, Fault};
use people::{GroupId, Permission, Permissions};
use testkit::on_both_engines;

/// A small run of pseudo-random numbers, the same in each run of the test.
fn numbers() -> impl FnMut(u64) -> u64 {
    let mut dice = kernel::Seed::new([5; 32]).dice();
    move |bound| dice.below(bound)
}

fn some(below: &mut impl FnMut(u64) -> u64) -> Permissions {
    Permission::ALL.into_iter().filter(|_| below(4) == 0).collect()
}

#[test]
fn the_list_of_agents_agrees_with_the_rights_of_each() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let admin = Actor::Agent(world.admin);
        let mut below = numbers();
        for round in 0..6u64 {
            let role = world
                .act(admin, move |act| people::create_role(act, &format!("role {round}").parse().expect("a name")))
                .await
                .expect("a role");
            for group in [GroupId::USERS, GroupId::STATS] {
                let (direct, by_role, erika, has) = (some(&mut below), some(&mut below), world.erika, below(2) == 0);
                world.act(admin, move |act| people::grant(act, erika, group, direct)).await.expect("granted");
                world.act(admin, move |act| people::grant_role(act, role, group, by_role)).await.expect("granted");
                world.act(admin, move |act| people::assign_role(act, erika, role, has)).await.expect("assigned");
            }
            world
                .read(|view| {
                    for agent in people::list_agents(view)? {
                        let rights = people::rights_of(view, agent.id)?;
                        for group in [GroupId::USERS, GroupId::ADMIN, GroupId::STATS] {
                            for wanted in Permission::ALL {
                                let listed = people::agents_with(view, group, wanted)?.iter().any(|found| found.id == agent.id);
                                assert_eq!(listed, rights.may(group, wanted), "{} {group:?} {wanted:?}", agent.login);
                            }
                        }
                    }
                    Ok::<_, Fault>(())
                })
                .await;
        }
    });
}

#[test]
fn direct_grants_and_roles_add_up_and_end_with_validity() {
    on_both_engines(&people::MIGRATIONS, |node| async move {
        let world = World::furnish(node).await;
        let (admin, erika) = (Actor::Agent(world.admin), world.erika);
        let set = |permissions: &[Permission]| permissions.iter().copied().collect::<Permissions>();
        let (direct, by_role) = (set(&[Permission::Ro]), set(&[Permission::Note, Permission::Owner]));
        let role = world.act(admin, |act| people::create_role(act, &"night".parse().expect("a name"))).await.expect("a role");
        world.act(admin, move |act| people::grant(act, erika, GroupId::USERS, direct)).await.expect("granted");
        world.act(admin, move |act| people::grant_role(act, role, GroupId::USERS, by_role)).await.expect("granted");
        world.act(admin, move |act| people::assign_role(act, erika, role, true)).await.expect("assigned");
        let rights = world.read(move |view| people::rights_of(view, erika)).await;
        assert_eq!(rights.in_group(GroupId::USERS), set(&[Permission::Ro, Permission::Note, Permission::Owner]));
        assert!(!rights.is_admin() && rights.in_group(GroupId::ADMIN).is_empty());
        world.act(admin, move |act| people::assign_role(act, erika, role, false)).await.expect("taken away");
        let rights = world.read(move |view| people::rights_of(view, erika)).await;
        assert_eq!(rights.in_group(GroupId::USERS), direct);
        let gone = people::AgentChange { valid: Some(false), ..people::AgentChange::default() };
        world.act(admin, move |act| people::change_agent(act, erika, &gone)).await.expect("changed");
        assert_eq!(world.read(move |view| people::rights_of(view, erika)).await, people::Rights::default());
        let boss = world.admin;
        assert!(world.read(move |view| people::rights_of(view, boss)).await.is_admin());
    });
}
