//! The front end's own tools, by npm in `ui/`.

use crate::packages::ensure_node;
use crate::run::{must, npm, root};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Everything that `ui/dist` is made from.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "build",
    "index.html",
    "portal.html",
    "vite.config.mjs",
    "lingui.config.mjs",
    "tsconfig.json",
    "package.json",
    "package-lock.json",
];

/// Installs what the lock file says, unless that was done since it changed: npm notes at its end what it installed.
pub(crate) fn install() -> Result<()> {
    ensure_node()?;
    let ui = root().join("ui");
    let changed = |file: &str| fs::metadata(ui.join(file)).and_then(|file| file.modified()).ok();
    if changed("node_modules/.package-lock.json").is_some_and(|installed| Some(installed) >= changed("package-lock.json")) {
        return Ok(());
    }
    must(&mut npm(&["ci", "--no-audit", "--no-fund"]))
}

/// Builds `ui/dist` when a source is newer. The binary embeds it, so this comes before Cargo.
pub(crate) fn build() -> Result<()> {
    let ui = root().join("ui");
    let built = fs::metadata(ui.join("dist/.vite/manifest.json")).and_then(|manifest| manifest.modified()).ok();
    let newest = SOURCES.iter().filter_map(|source| newest(&ui.join(source))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    install()?;
    script("build")
}

/// Runs a script of `package.json`.
pub(crate) fn script(name: &str) -> Result<()> {
    must(&mut npm(&["run", "--silent", name]))
}

/// When something in here was last changed. Compiled words are made from others and do not count.
fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        let is_made = path.extension().is_some_and(|extension| extension == "ts")
            && path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "words");
        return if is_made { None } else { fs::metadata(path).and_then(|file| file.modified()).ok() };
    }
    fs::read_dir(path).ok()?.filter_map(|entry| newest(&entry.ok()?.path())).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Scratch;

    #[test]
    fn the_newest_source_counts_and_compiled_words_do_not() {
        let scratch = Scratch::new("ui-sources").unwrap();
        let dir = scratch.path();
        fs::create_dir_all(dir.join("rooms/words")).unwrap();
        fs::write(dir.join("rooms/words/de.ts"), "made").unwrap();
        assert_eq!(newest(dir), None);
        fs::write(dir.join("rooms/words/de.json"), "{}").unwrap();
        let time = fs::metadata(dir.join("rooms/words/de.json")).unwrap().modified().unwrap();
        assert_eq!(newest(dir), Some(time));
        assert_eq!(newest(&dir.join("nothing")), None);
    }
}
