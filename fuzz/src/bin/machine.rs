//! libFuzzer over the target that `FUZZ_TARGET` names.
#![no_main]

use fuzz::Target;
use std::sync::LazyLock;

static TARGET: LazyLock<Target> = LazyLock::new(named);

#[expect(clippy::disallowed_methods, reason = "the words of libFuzzer's command line are its own")]
fn named() -> Target {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    fuzz::target(&name).unwrap_or_else(|| {
        eprintln!("FUZZ_TARGET is one of {:?}, not {name:?}", fuzz::TARGETS);
        std::process::exit(2)
    })
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
