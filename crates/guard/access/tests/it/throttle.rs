//! The throttle: asked before anything is hashed.

use crate::world::{PASSWORD, World, form, header, migrations, text};
use std::time::Duration;
use testkit::on_both_engines;

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
