//! Looks at the files that a configuration names.

use crate::config::Config;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Says what is wrong with each; `true` when something is.
pub(super) fn look(config: &Config) -> bool {
    let mut wrong = false;
    let mut say = |words: String| {
        println!("{words}");
        wrong = true;
    };
    if !config.data.join("keyring").is_dir() {
        say(format!("data: there is no keyring in {}; run beleg init once", config.data.display()));
    }
    if let Some(words) = open_to_others(&config.data) {
        say(format!("data: {words}"));
    }
    if config.https.certificate.is_empty() && !config.https.development_ca {
        say("https: no certificate; add an [[https.certificate]] block, or development_ca = true for trying out".into());
    }
    for certificate in &config.https.certificate {
        match net::ServerKey::read(&certificate.chain, &certificate.key) {
            Err(error) => say(format!("https: {}: {error}", certificate.chain.display())),
            Ok(key) => {
                let facts = key.facts();
                println!("https: {} is for {} until {}", certificate.chain.display(), facts.names.join(", "), facts.not_after);
            }
        }
    }
    let files = [
        ("unseal.key_file", config.unseal.key_file.as_deref()),
        ("smarthost.password_file", config.smarthost.as_ref().and_then(|smarthost| smarthost.password_file.as_deref())),
        ("smarthost.roots", config.smarthost.as_ref().and_then(|smarthost| smarthost.roots.as_deref())),
        ("postgres.connection_file", config.postgres.as_ref().map(|postgres| postgres.connection_file.as_path())),
    ];
    for (key, path) in files {
        if let Some(words) = path.and_then(unreadable) {
            say(format!("{key}: {words}"));
        }
    }
    if config.unseal.key_file.is_none() {
        println!("unseal: no key file; the node starts sealed and waits for beleg unseal");
    }
    if config.smarthost.is_none() {
        println!("smarthost: none; answers wait until one is configured");
    }
    if config.metrics.as_ref().is_some_and(|metrics| !metrics.listen.ip().is_loopback()) {
        say("metrics: the address must be a loopback address".into());
    }
    wrong
}

fn unreadable(path: &Path) -> Option<String> {
    std::fs::File::open(path).err().map(|error| format!("{}: {error}", path.display()))
}

/// Says so when somebody else may look into the directory.
fn open_to_others(dir: &Path) -> Option<String> {
    let mode = std::fs::metadata(dir).ok()?.permissions().mode() & 0o777;
    let open = mode & 0o077 != 0;
    open.then(|| format!("other users of this machine may enter {} (mode {mode:o}); say chmod 700 {}", dir.display(), dir.display()))
}
