//! Every operation's sample is a good request: the walks that follow stand on it.

use crate::client::Ask;
use crate::desk::asked;
use crate::house::{fitting, on_both_engines, operations};
use beleg::node::ROOMS_AND_GATE;
use room::{Method, Operation};
use web::openapi::Yields;

/// What these do takes a provider elsewhere, which has nothing to say to the desks of the walks; with a real one they are held by
/// `sign_on.rs` and by their room.
const NEED_A_PROVIDER: [(&str, u16); 8] = [
    ("sso.start", 403),
    ("sso.callback", 403),
    ("sso.logout", 400),
    // The provider of the walks does not speak SAML.
    ("sso.metadata", 404),
    ("sso.posted", 403),
    ("sso.arrived", 403),
    ("sso.link", 409),
    ("sso.link_mine", 409),
];

/// The status that an operation promises. A form of a page without script leads on instead.
fn success(operation: &Operation) -> u16 {
    if let Some((_, status)) = NEED_A_PROVIDER.iter().find(|(name, _)| *name == operation.name) {
        return *status;
    }
    match operation.yields {
        Yields::Created(_) => 201,
        Yields::Nothing => 204,
        Yields::Bytes(_) if operation.method == Method::Post => 303,
        Yields::Json(_) | Yields::Bytes(_) => 200,
    }
}

#[test]
fn every_sample_is_valid() {
    on_both_engines(|house| async move {
        let mut wrong = Vec::new();
        for operation in operations(ROOMS_AND_GATE) {
            let world = house.alpha.world_for(&house, operation).await;
            let known: Vec<_> = world.ids().map(|(word, _)| word).collect();
            wrong.extend(
                asked(operation)
                    .iter()
                    .filter(|word| !known.contains(&word.as_str()))
                    .map(|word| format!("{} asks for {word}", operation.name)),
            );
            let ask = Ask::sample(operation, &house.alpha.host, &(operation.sample)(&world));
            let reply = match fitting(operation) {
                Some(who) => house.as_person(&house.alpha, who, ask).await,
                None => house.send(ask.same_origin()).await,
            };
            if reply.status != success(operation) {
                wrong.push(format!("{}: {} {}", operation.name, reply.status, reply.text()));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}
