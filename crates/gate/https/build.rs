//! Puts the built front end into the binary: one table of all files of `ui/dist`, with what they are compressed to.
//!
//! Without a built front end the table is empty and the gate says so instead of showing a page. Cargo then asks again
//! at each build, so that a front end which is built later is found. Files are copied first: whoever builds the front end
//! again meanwhile takes them away.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../../ui/dist");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(&dist, "", &mut files)?;
    }
    files.sort();
    let mut table = String::from("pub(crate) static EMBEDDED: &[Embedded] = &[\n");
    for (number, (name, path)) in files.iter().enumerate() {
        let bytes = fs::read(path)?;
        let tag = Sha256::digest(&bytes).iter().take(12).fold(String::new(), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        });
        let kept = |extension: &str| -> io::Result<String> {
            let beside = PathBuf::from(format!("{}{extension}", path.display()));
            if !beside.is_file() {
                return Ok(String::from("None"));
            }
            let copy = format!("embedded-{number}{extension}");
            fs::copy(beside, out.join(&copy))?;
            Ok(format!("Some(include_bytes!({copy:?}))"))
        };
        let (br, gz) = (kept(".br")?, kept(".gz")?);
        fs::write(out.join(format!("embedded-{number}")), bytes)?;
        let _ = writeln!(
            table,
            "    Embedded {{ path: {name:?}, etag: Cow::Borrowed(\"\\\"{tag}\\\"\"), plain: include_bytes!(\"embedded-{number}\"), br: {br}, gz: {gz} }},"
        );
    }
    table.push_str("];\n");
    fs::write(out.join("embedded.rs"), table)
}

/// All files but the compressed ones and those whose names begin with a dot, by their path below `dist`.
fn collect(dir: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if name.starts_with('.') || has_extension(&path, "br") || has_extension(&path, "gz") {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}/{name}"), files)?;
        } else {
            files.push((format!("{prefix}/{name}"), path));
        }
    }
    Ok(())
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}
