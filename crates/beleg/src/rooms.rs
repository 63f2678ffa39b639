//! The table of contents of the product.

use room::Room;
use std::collections::BTreeMap;
use store::Migration;

/// All rooms, in the order in which they build on each other.
pub static ROOMS: &[&Room] =
    &[&keys::ROOM, &platform::ROOM, &people::ROOM, &access::ROOM, &sso::ROOM, &audit::ROOM, &tickets::ROOM, &mail::ROOM];

/// The schema steps of all rooms, in the order of the rooms.
pub fn migrations() -> Vec<Migration> {
    ROOMS.iter().flat_map(|room| room.migrations.iter().copied()).collect()
}

/// The words of all scopes that a token may have, the gate's own operations included.
pub fn scopes() -> BTreeMap<String, Vec<&'static str>> {
    let mut scopes: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for room in crate::node::ROOMS_AND_GATE {
        for operation in room.operations {
            scopes.entry(operation.scope()).or_default().push(operation.name);
            if room.sensitive.contains(&operation.name) {
                scopes.entry(operation.sensitive_scope()).or_default().push(operation.name);
            }
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_rights_are_declared_where_they_are_used_and_granted_where_they_rule() {
        let granted: Vec<&str> =
            tickets::rights::STANDING.iter().filter(|(room, _)| *room == "mail").map(|(_, standing)| standing.right).collect();
        // What a room rules by itself it grants itself.
        let of_tickets = mail::STANDING.iter().map(|standing| standing.right).filter(|right| right.starts_with("ticket."));
        let declared: Vec<&str> = of_tickets.collect();
        assert_eq!(granted, declared);
    }

    #[test]
    fn every_right_that_an_operation_asks_for_is_declared_by_its_room() {
        for room in ROOMS {
            for operation in room.operations {
                let declared = ROOMS.iter().flat_map(|room| room.rights).any(|right| right.name == operation.right);
                assert!(declared, "{} asks for {}", operation.name, operation.right);
                assert!(operation.name.starts_with(room.name), "{}", operation.name);
            }
        }
    }
}
