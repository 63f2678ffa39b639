//! Every seed is read again by its target.

use std::fs;
use std::path::Path;

#[test]
fn every_seed_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root");
    for target in fuzz::TARGETS {
        for folder in target.seeds {
            let files = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
            let mut count = 0;
            for file in files {
                let path = file.expect("a file").path();
                println!("{target:?} {}", path.display());
                (target.run)(&fs::read(&path).expect("its bytes"));
                count += 1;
            }
            assert!(count > 0, "{folder} is empty");
        }
    }
}

/// `cargo x fuzz` is built without what it runs, and has a list of its own.
#[test]
fn the_command_knows_every_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root");
    let source = fs::read_to_string(root.join("xtask/src/fuzz.rs")).expect("the command");
    let (_, list) = source.split_once("const TARGETS").expect("its list");
    let (list, _) = list.split_once("];").expect("the end of its list");
    let known: Vec<Vec<&str>> =
        list.lines().map(|line| line.split('"').skip(1).step_by(2).collect()).filter(|words: &Vec<&str>| !words.is_empty()).collect();
    let there: Vec<Vec<&str>> = fuzz::TARGETS.iter().map(|target| [&[target.name], target.seeds].concat()).collect();
    assert_eq!(known, there);
}
