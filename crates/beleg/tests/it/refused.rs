//! Whoever is refused leaves nothing behind: bytes that nobody is allowed to add are not kept either.

use crate::client::Ask;
use crate::desk::Who;
use crate::house::{House, on, operations};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beleg::node::ROOMS_AND_GATE;
use room::{Operation, Sample};
use serde_json::{Value as Json, json};
use std::path::Path;
use store::{Engine, INLINE};

#[test]
fn what_is_refused_is_not_kept() {
    on(Engine::Sqlcipher, |house| async move {
        let (mut kept, mut taken) = (Vec::new(), 0);
        for operation in operations(ROOMS_AND_GATE) {
            let sample = (operation.sample)(&house.alpha.world_for(&house, operation).await);
            for place in ["", "/article"] {
                for who in [Who::Idle, Who::Reader, Who::Other, Who::Administrator, Who::Asker] {
                    let Some(body) = sample.body.as_ref().and_then(|body| with_file(body, place, &format!("{place} {who:?}"))) else {
                        continue;
                    };
                    let (status, came) = send(&house, operation, &sample, &body, who).await;
                    if status >= 400 && came > 0 {
                        kept.push(format!("{} by {who:?}: {status}, and {came} files stay", operation.name));
                    }
                    taken += usize::from(status < 400 && came > 0);
                }
            }
        }
        assert!(taken >= 4, "files that are allowed stay: {taken}");
        assert!(kept.is_empty(), "{kept:#?}");
    });
}

#[test]
fn a_file_of_the_ticket_comes_along_once() {
    on(Engine::Sqlcipher, |house| async move {
        let world = &house.alpha.world;
        let (ticket, file) = (world.id("ticket"), json!({"attachment": world.id("attachment")}));
        let write = async |times: usize| {
            let body = json!({"channel": "internal", "subject": "x", "body": "x", "attachments": vec![file.clone(); times]});
            let ask = Ask::post(&house.alpha.host, &format!("/api/v1/tickets/{ticket}/articles"), &body);
            let reply = house.as_person(&house.alpha, Who::Writer, ask).await;
            (reply.status, reply.json()["errors"][0]["reason"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(write(1).await.0, 201);
        assert_eq!(write(2).await, (422, "unknown".into()));
        assert_eq!(write(5_000).await, (422, "too-many".into()), "none of them is read for that");
    });
}

/// Sends it; gives the status, and how many files came to the store beside the rows.
async fn send(house: &House, operation: &Operation, sample: &Sample, body: &Json, who: Who) -> (u16, usize) {
    let ask = Ask::new(operation.method.http(), &house.alpha.host, &sample.target).json(body);
    let before = files(house.data());
    let status = house.as_person(&house.alpha, who, ask).await.status;
    (status, files(house.data()) - before)
}

/// The body with a file at a place where files may stand: too large to lie among rows, and like no other.
fn with_file(body: &Json, place: &str, words: &str) -> Option<Json> {
    let mut body = body.clone();
    let members = body.pointer_mut(place)?.as_object_mut()?;
    let bytes = format!("{words} {members:?}\n").repeat(INLINE / 16);
    members.insert("attachments".into(), json!([{"name": "large.txt", "content": STANDARD.encode(bytes)}]));
    Some(body)
}

/// Large blobs lie in folders of their own below the tenant's.
fn files(dir: &Path) -> usize {
    let entries = std::fs::read_dir(dir).expect("a directory").filter_map(Result::ok).map(|entry| entry.path());
    entries.map(|path| if path.is_dir() { files(&path) } else { usize::from(!path.to_string_lossy().contains(".db")) }).sum()
}
