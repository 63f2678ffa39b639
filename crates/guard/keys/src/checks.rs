//! The check behind P-20: what lies on the disk reads like noise.

use kernel::{Dice, Fault, OrFault, TenantId};
use room::{Check, CheckContext, Finding};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Node;

/// Where the files of tenants lie; a service of the house that the check needs.
pub struct StoredFiles {
    node: Arc<Node>,
}

impl StoredFiles {
    /// The files of a node's tenants.
    pub const fn of(node: Arc<Node>) -> Self {
        Self { node }
    }

    fn file_of(&self, tenant: TenantId) -> Option<PathBuf> {
        self.node.file_of(tenant)
    }
}

impl std::fmt::Debug for StoredFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredFiles")
    }
}

pub(crate) const TENANT_FILES_UNREADABLE: Check = Check {
    name: "tenant-files-unreadable",
    promise: "P-20",
    measures: "reads the raw bytes of a tenant's database, its log and its blobs as a thief would, and looks for order in them",
    fails_on: "a database or a blob that lies in the tenant's place unencrypted",
    max_age: Duration::from_hours(24),
    per_tenant: true,
    run: |context| Box::pin(run(context)),
};

/// **Units**: bytes.
const PAGE: u64 = 4096;
/// Of a larger file this many pages are drawn by lot.
const PAGES: u64 = 64;
/// Of a tenant with more files only so many are looked at.
const FILES: usize = 4096;
/// Random bytes have 7.95 bits a byte when 4096 of them are counted; text has 5, a page of a plain database less.
const NOISE: f64 = 7.8;
/// `SQLite` never writes the page that holds its locks; it is zero in a file that is larger.
const LOCK_PAGE: u64 = 0x4000_0000;
const PLAIN: &[u8] = b"SQLite format 3\0";

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was given") };
    let files = match context.house.service::<StoredFiles>() {
        Ok(files) => Arc::clone(files),
        Err(fault) => return Finding::unmeasured(fault.to_string()),
    };
    let Some(file) = files.file_of(door.tenant()) else {
        return Finding::unmeasured("the tenant's rows lie in PostgreSQL, whose disk is not looked at from here");
    };
    let mut dice = context.house.ambient.dice();
    let looked = tokio::task::spawn_blocking(move || look(&file, &mut dice)).await;
    match looked {
        Ok(Ok(seen)) => seen.judge(),
        Ok(Err(fault)) => Finding::unmeasured(fault.to_string()),
        Err(_) => Finding::unmeasured("looking at the files was given up"),
    }
}

/// What was seen of one tenant.
struct Seen {
    files: usize,
    pages: u64,
    plain: usize,
    /// **Units**: bits a byte.
    lowest: f64,
}

impl Seen {
    fn judge(&self) -> Finding {
        let measured = format!(
            "{} files, {} pages; {} begin as a plain database; the most orderly page has {:.2} bits a byte",
            self.files, self.pages, self.plain, self.lowest
        );
        if self.plain > 0 || self.lowest < NOISE {
            Finding::broken(measured)
        } else if self.pages == 0 {
            Finding::unmeasured("the tenant's files hold nothing yet")
        } else {
            Finding::kept(measured)
        }
    }
}

fn look(database: &Path, dice: &mut Dice) -> Result<Seen, Fault> {
    let mut seen = Seen { files: 0, pages: 0, plain: 0, lowest: 8.0 };
    look_at(database, dice, &mut seen)?;
    if let Some(dir) = database.parent() {
        let mut others = Vec::new();
        list(dir, &mut others)?;
        for other in others.iter().filter(|other| *other != database && !is_index(other)) {
            look_at(other, dice, &mut seen)?;
        }
    }
    Ok(seen)
}

fn list(dir: &Path, into: &mut Vec<PathBuf>) -> Result<(), Fault> {
    let what = "listing a tenant's files";
    for entry in std::fs::read_dir(dir).or_fault(what)? {
        if into.len() >= FILES {
            break;
        }
        let entry = entry.or_fault(what)?;
        if entry.file_type().or_fault(what)?.is_dir() { list(&entry.path(), into)? } else { into.push(entry.path()) }
    }
    Ok(())
}

/// The index of the log: numbers of pages, in memory shared between connections.
fn is_index(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"-shm")
}

fn look_at(path: &Path, dice: &mut Dice, seen: &mut Seen) -> Result<(), Fault> {
    let what = "reading a tenant's file";
    let file = File::open(path).or_fault(what)?;
    let pages = file.metadata().or_fault(what)?.len() / PAGE;
    let mut page = [0; 4096];
    for drawn in 0..pages.min(PAGES) {
        let number = if pages <= PAGES || drawn == 0 { drawn } else { dice.below(pages) };
        if number * PAGE == LOCK_PAGE {
            continue;
        }
        file.read_exact_at(&mut page, number * PAGE).or_fault(what)?;
        seen.plain += usize::from(number == 0 && page.starts_with(PLAIN));
        seen.lowest = seen.lowest.min(bits(&page));
        seen.pages += 1;
    }
    seen.files += 1;
    Ok(())
}

/// The entropy of a page by how often each byte stands in it.
fn bits(page: &[u8; 4096]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in page {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let share = |count: u32| f64::from(count) / 4096.0;
    counts.iter().filter(|count| **count > 0).map(|count| -share(*count) * share(*count).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Extensions;
    use kernel::Seed;
    use room::{House, Verdict};
    use store::{Door, Engine, Tenant};
    use testkit::on_both_engines;
    use testkit::stores::TestNode;

    async fn verdict(node: &TestNode, door: &Door<Tenant>) -> Verdict {
        let mut services = Extensions::new();
        services.insert(Arc::new(StoredFiles::of(Arc::clone(&node.node))));
        let house = House::new(node.ambient.clone(), services);
        (TENANT_FILES_UNREADABLE.run)(CheckContext { house, door: Some(door.clone()) }).await.verdict
    }

    #[expect(clippy::disallowed_methods, reason = "the sabotage: a database beside the Door")]
    fn plain_database(path: &Path) -> Vec<u8> {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("CREATE TABLE ticket (subject TEXT); INSERT INTO ticket VALUES ('readable by everybody')").unwrap();
        drop(connection);
        std::fs::read(path).unwrap()
    }

    #[test]
    fn finds_noise_in_a_tenants_files_and_order_in_a_plain_one() {
        on_both_engines(&[], |node| async move {
            let door = node.tenant().await;
            let Some(file) = node.node.file_of(door.tenant()) else {
                assert_eq!((node.engine, verdict(&node, &door).await), (Engine::Postgres, Verdict::Unmeasured));
                return;
            };
            let moment = node.ambient.moment();
            door.put(vec![b'x'; 300_000], &moment).await.unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Kept);

            let good = std::fs::read(&file).unwrap();
            let mut plain = plain_database(&node.dir.path().join("plain.db"));
            std::fs::write(&file, &plain).unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Broken, "a plain database in the tenant's place");
            plain[..16].copy_from_slice(&good[..16]);
            std::fs::write(&file, &plain).unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Broken, "a plain database without its header");

            std::fs::write(&file, &good).unwrap();
            let blob = file.with_file_name("blobs").join("plain");
            std::fs::write(&blob, "words that people wrote ".repeat(400)).unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Broken, "a plain blob");
            std::fs::remove_file(&blob).unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Kept);

            std::fs::remove_file(&file).unwrap();
            assert_eq!(verdict(&node, &door).await, Verdict::Unmeasured, "a file that is not there");
        });
    }

    #[test]
    fn without_its_service_or_a_tenant_nothing_is_measured() {
        on_both_engines(&[], |node| async move {
            let house = House::new(node.ambient.clone(), Extensions::new());
            let door = Some(node.tenant().await);
            let none = (TENANT_FILES_UNREADABLE.run)(CheckContext { house: house.clone(), door: None }).await;
            let bare = (TENANT_FILES_UNREADABLE.run)(CheckContext { house, door }).await;
            assert_eq!((none.verdict, bare.verdict), (Verdict::Unmeasured, Verdict::Unmeasured));
        });
    }

    #[test]
    fn one_plain_page_among_many_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tenant.db");
        let mut dice = Seed::new([4; 32]).dice();
        let mut bytes: Vec<u8> = (0..60 * 128).flat_map(|_| dice.bytes::<32>()).collect();
        std::fs::write(&path, &bytes).unwrap();
        let seen = look(&path, &mut dice).unwrap();
        assert_eq!((seen.pages, seen.judge().verdict), (60, Verdict::Kept));
        bytes[40 * 4096..41 * 4096].fill(b'a');
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(look(&path, &mut dice).unwrap().judge().verdict, Verdict::Broken);
        std::fs::write(&path, b"").unwrap();
        assert_eq!(look(&path, &mut dice).unwrap().judge().verdict, Verdict::Unmeasured);
    }
}
