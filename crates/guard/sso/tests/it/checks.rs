//! The checks find what they are for.

use crate::world::{World, migrations};
use kernel::Actor;
use room::{CheckContext, Finding, Verdict};
use serde_json::json;
use testkit::on_both_engines;

async fn find(world: &World) -> Finding {
    let check = sso::ROOM.checks.iter().find(|check| check.name == "sso-providers").expect("a check");
    let house = world.context(Actor::Stranger).house;
    (check.run)(CheckContext { house, door: Some(world.door.clone()) }).await
}

#[test]
fn a_provider_that_cannot_be_signed_in_with_is_found() {
    on_both_engines(&migrations(), |node| async move {
        let world = World::furnish(node).await;
        assert_eq!(find(&world).await.verdict, Verdict::Kept);
        let id = world.set_up("agents", &json!({})).await;
        assert_eq!(find(&world).await.verdict, Verdict::Broken, "nobody answers");
        let (issuer, roots) = (world.issuer(), world.roots());
        let provider = world.start(&id, &json!({}));
        assert_eq!(find(&world).await.verdict, Verdict::Kept);
        let change = async |body: serde_json::Value| {
            assert_eq!(world.send(Actor::Agent(world.admin), "sso.change_provider", &[("id", &id)], Some(&body)).await.0, 200);
        };
        let oidc = |issuer: &str, roots: Option<&str>| json!({"issuer": issuer, "client_id": "desk", "roots": roots});
        for (oidc, about) in
            [(oidc(&issuer, None), "its certificate is nobody's"), (oidc(&format!("{issuer}/"), Some(&roots)), "it is another issuer")]
        {
            change(json!({"oidc": oidc, "secret": "s"})).await;
            let found = find(&world).await;
            assert_eq!((found.verdict, found.measured.contains("1 could not")), (Verdict::Broken, true), "{about}: {}", found.measured);
        }
        change(json!({"valid": false})).await;
        assert_eq!(find(&world).await.verdict, Verdict::Kept, "what is off is not offered");
        drop(provider);
    });
}
