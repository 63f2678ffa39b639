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
