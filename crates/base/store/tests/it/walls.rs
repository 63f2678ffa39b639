//! Walls: between tenants, between keys, between disk and content.

use crate::things::{SCHEMA, add, by, names};
use kernel::Fault;
use std::path::Path;
use store::{Engine, OpenError};
use testkit::on_both_engines;
use testkit::stores::{TestNode, open};

const CANARY: &str = "Kanarienvogel-7731-Zwitschern";

#[test]
fn two_tenants_see_only_their_own() {
    on_both_engines(&SCHEMA, |node| async move {
        let (a, b) = (node.tenant().await, node.tenant().await);
        a.act(by(), node.ambient.moment(), |act| add(act, "of a")).await.expect("added");
        assert!(b.read(by(), node.ambient.now(), |view| names(view)).await.expect("names").is_empty());
        assert_ne!(a.purpose_key("x").reveal(), b.purpose_key("x").reveal());
    });
}

#[test]
fn many_nodes_make_stores_at_once() {
    on_both_engines(&SCHEMA, |node| async move {
        let nodes: Vec<TestNode> = (0..12).map(|_| TestNode::start(node.engine, SCHEMA.to_vec())).collect();
        futures_util::future::join_all(nodes.iter().flat_map(|node| [node.tenant(), node.tenant(), node.tenant()])).await;
    });
}

#[test]
fn no_file_tells_what_is_inside() {
    on_both_engines(&SCHEMA, |node| async move {
        if node.engine == Engine::Postgres {
            return;
        }
        let door = node.tenant().await;
        let large: Vec<u8> = CANARY.bytes().cycle().take(300_000).collect();
        let moment = node.ambient.moment();
        let (big, small) =
            (door.put(large.clone(), &moment).await.expect("put"), door.put(CANARY.as_bytes().to_vec(), &moment).await.expect("put"));
        let (name, small_name) = (big.name(), small.name());
        let write = move |act: &store::Act<'_>| {
            act.keep(&big)?;
            act.keep(&small)?;
            act.index(act.new_id(), CANARY, &[])?;
            add(act, CANARY)
        };
        door.act(by(), moment, write).await.expect("written");
        let (got, got_small) = door
            .read(by(), node.ambient.now(), move |view| Ok::<_, Fault>((view.blob(name)?, view.blob(small_name)?)))
            .await
            .expect("blobs");
        assert_eq!((got, got_small.as_slice()), (large, CANARY.as_bytes()));
        let mut files = 0;
        walk(node.dir.path(), &mut |path, bytes| {
            files += 1;
            let folded = String::from_utf8_lossy(bytes).to_lowercase();
            assert!(!folded.contains("kanarienvogel") && !folded.contains("zwitschern"), "{} tells", path.display());
            assert!(!bytes.starts_with(b"SQLite format 3"), "{} is plain", path.display());
        });
        assert!(files >= 3, "the file, its log and the blob were looked at");
    });
}

#[test]
fn a_swapped_file_does_not_open() {
    on_both_engines(&SCHEMA, |node| async move {
        if node.engine == Engine::Postgres {
            return;
        }
        let (a, b) = (node.tenant().await, node.tenant().await);
        a.act(by(), node.ambient.moment(), |act| add(act, "of a")).await.expect("added");
        let (of_a, of_b) = (node.node.file_of(a.tenant()).expect("a file"), node.node.file_of(b.tenant()).expect("a file"));
        let stranger = b.tenant();
        node.node.close(a.tenant());
        node.node.close(stranger);
        drop((a, b));
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", of_b.display()));
        }
        std::fs::copy(of_a, of_b).expect("swapped");
        let again = open(node.engine, node.dir.path(), SCHEMA.to_vec(), &node.ambient);
        assert!(matches!(again.tenant(stranger).await, Err(OpenError::Foreign(_))));
    });
}

#[test]
fn a_role_reaches_no_other_schema() {
    on_both_engines(&SCHEMA, |node| async move {
        if node.engine == Engine::Sqlcipher {
            return;
        }
        let (a, b) = (node.tenant().await, node.tenant().await);
        let foreign = format!("SELECT name FROM beleg_{}.thing", b.tenant().0.to_hex());
        // A statement of the program is a constant; the test has to leak one to ask what an attacker would.
        let asked: &'static str = Box::leak(foreign.into_boxed_str());
        let outcome = a.read(by(), node.ambient.now(), move |view| store::Rows::rows_of(view, &store::Composed::new(asked))).await;
        let chain = outcome.expect_err("refused").chain();
        assert!(chain.contains("permission denied"), "{chain}");
    });
}

#[test]
fn a_store_goes_on_where_it_stopped_and_a_newer_one_is_refused() {
    on_both_engines(&SCHEMA, |node| async move {
        let door = node.tenant().await;
        door.act(by(), node.ambient.moment(), |act| add(act, "first")).await.expect("added");
        let tenant = door.tenant();
        let dump = door.dump_schema().await.expect("schema");
        node.node.close(tenant);
        drop(door);
        let again = open(node.engine, node.dir.path(), SCHEMA.to_vec(), &node.ambient);
        let door = again.tenant(tenant).await.expect("opened again");
        assert_eq!(door.dump_schema().await.expect("schema"), dump, "steps do not run twice");
        door.act(by(), node.ambient.moment(), |act| add(act, "second")).await.expect("added");
        assert_eq!(door.read(by(), node.ambient.now(), |view| names(view)).await.expect("names"), ["first", "second"]);
        again.close(tenant);
        drop(door);
        let older = open(node.engine, node.dir.path(), Vec::new(), &node.ambient);
        let refused = older.tenant(tenant).await.expect_err("an older binary");
        assert!(refused.to_string().contains("newer version"), "{refused}");
        let mut changed = SCHEMA.to_vec();
        changed[0].sqlcipher = "CREATE TABLE other (id {BLOB}{END};";
        changed[0].postgres = changed[0].sqlcipher;
        assert!(open(node.engine, node.dir.path(), changed, &node.ambient).tenant(tenant).await.is_err(), "a changed step");
    });
}

fn walk(dir: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, look);
        } else {
            look(&path, &std::fs::read(&path).expect("a file"));
        }
    }
}
