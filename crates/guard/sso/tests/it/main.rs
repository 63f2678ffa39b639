//! The room from outside, on both engines, with a real provider where one has a part.

// Always so here; said aloud, it lets the allowances that clippy.toml makes for tests hold in functions that are not tests.
#![cfg(test)]

mod administration;
mod checks;
mod directory;
mod journeys;
mod saml;
mod world;

use testkit::on_both_engines;
use testkit::rooms::hold_registers;

#[test]
fn registers_agree_with_the_schema() {
    on_both_engines(&world::migrations(), |node| async move {
        let door = node.tenant().await;
        hold_registers(&node, &door, &sso::ROOM).await;
    });
}
