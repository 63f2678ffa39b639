//! Who may do what, as it really is: every operation by everybody, written down for reviewers.

use crate::client::Ask;
use crate::desk::Who;
use crate::house::{House, on_both_engines, operations};
use beleg::node::ROOMS_AND_GATE;
use room::Operation;
use std::fmt::Write as _;
use std::path::Path;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated/matrix.txt");

const HEAD: &str = "Who may do what
===============

The status that each operation's sample really gets, on both engines. The tickets of the samples lie in a queue of the group
`users` and are the first customer user's; sessions and tokens are the administrator's; the agent whose rights are set is none
of these.

  admin    an agent with rw in the groups users and admin    owner     the customer user whose tickets they are
  rw, ro   agents with rw or ro in the group users           other     another customer user
  none     an agent without any right                        stranger  nobody
  token    the administrator's token, with the scopes that read

";

/// Who asks.
#[derive(Clone, Copy)]
enum Caller {
    Person(Who),
    Token,
    Stranger,
}

const CALLERS: [(&str, Caller); 8] = [
    ("admin", Caller::Person(Who::Administrator)),
    ("rw", Caller::Person(Who::Writer)),
    ("ro", Caller::Person(Who::Reader)),
    ("none", Caller::Person(Who::Idle)),
    ("owner", Caller::Person(Who::Asker)),
    ("other", Caller::Person(Who::Other)),
    ("token", Caller::Token),
    ("stranger", Caller::Stranger),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "the one switch of this test: BELEG_BLESS=1 writes the snapshot anew")]
fn rights_matrix() {
    on_both_engines(|house| async move {
        let matrix = matrix(&house).await;
        if std::env::var("BELEG_BLESS").is_ok() {
            std::fs::write(SNAPSHOT, &matrix).expect("a file");
        }
        let known = std::fs::read_to_string(Path::new(SNAPSHOT)).unwrap_or_default();
        let missing =
            |lines: &str, of: &str| lines.lines().filter(|line| !of.lines().any(|other| other == *line)).collect::<Vec<_>>().join("\n");
        let (now, then) = (missing(&matrix, &known), missing(&known, &matrix));
        assert!(matrix == known, "BELEG_BLESS=1 writes it anew, if this is meant.\nNow:\n{now}\nWritten down:\n{then}");
    });
}

async fn matrix(house: &House) -> String {
    let mut text = format!("{HEAD}{:<28}", "");
    for (name, _) in CALLERS {
        let _ = write!(text, " {name:<8}");
    }
    text.truncate(text.trim_end().len());
    for operation in operations(ROOMS_AND_GATE) {
        let _ = write!(text, "\n{:<28}", operation.name);
        for (_, caller) in CALLERS {
            let _ = write!(text, " {:<8}", status(house, operation, caller).await);
        }
        text.truncate(text.trim_end().len());
    }
    text + "\n"
}

async fn status(house: &House, operation: &Operation, caller: Caller) -> u16 {
    let desk = &house.alpha;
    let ask = Ask::sample(operation, &desk.host, &(operation.sample)(&desk.world_for(house, operation).await));
    let reply = match caller {
        Caller::Person(who) => house.as_person(desk, who, ask).await,
        Caller::Token => house.send(ask.token(&desk.tokens.read_only)).await,
        Caller::Stranger => house.send(ask.same_origin()).await,
    };
    reply.status
}
