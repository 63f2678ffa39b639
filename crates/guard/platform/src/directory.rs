//! Whose host, whose mail: answered from memory on every request.

use crate::model::{Entry, TenantState};
use crate::queries::list;
use crate::rights::ROOM;
use kernel::{Ambient, By, Fault};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::{Door, Platform};

/// The tenants of this node that are active or suspended, by host, mail domain and name.
///
/// Look-ups never wait for the store: a change is read into a new picture, which then takes the old one's place.
#[derive(Debug)]
pub struct Directory {
    ambient: Ambient,
    picture: RwLock<Arc<Picture>>,
}

#[derive(Debug, Default)]
struct Picture {
    all: Vec<Arc<Entry>>,
    hosts: HashMap<String, Arc<Entry>>,
    mail_domains: HashMap<String, Arc<Entry>>,
    names: HashMap<String, Arc<Entry>>,
}

/// After a failed reading the directory tries again after this time.
const AGAIN: Duration = Duration::from_secs(2);

impl Directory {
    /// Reads it for the first time.
    ///
    /// # Errors
    /// The store failed.
    pub async fn load(door: &Door<Platform>, ambient: Ambient) -> Result<Self, Fault> {
        let directory = Self { ambient, picture: RwLock::default() };
        directory.refresh(door).await?;
        Ok(directory)
    }

    /// Reads it anew. Whoever changed a tenant and wants to see it at once calls this; everybody else is served by
    /// [`Directory::keep_fresh`].
    ///
    /// # Errors
    /// The store failed; the directory is as it was.
    pub async fn refresh(&self, door: &Door<Platform>) -> Result<(), Fault> {
        let by = By::room(ROOM, self.ambient.request());
        let entries = door.read(by, self.ambient.now(), |view| list(view)).await?;
        let picture = Arc::new(Picture::of(entries));
        *self.picture.write().unwrap_or_else(PoisonError::into_inner) = picture;
        Ok(())
    }

    /// Reads it anew after each change, as long as it is awaited. Spawn it as a task of its own.
    pub async fn keep_fresh(self: Arc<Self>, door: Door<Platform>) {
        let mut bell = door.bell();
        // What changed between the first reading and now was not rung for.
        bell.mark_changed();
        while bell.changed().await.is_ok() {
            while let Err(fault) = self.refresh(&door).await {
                tracing::error!(fault = fault.chain(), "the directory of tenants could not be read");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    /// Whose host this is, in any case of letters, without port.
    pub fn by_host(&self, host: &str) -> Option<Arc<Entry>> {
        self.picture().hosts.get(&host.to_ascii_lowercase()).cloned()
    }

    /// Whose mail domain this is, in any case of letters.
    pub fn by_mail_domain(&self, domain: &str) -> Option<Arc<Entry>> {
        self.picture().mail_domains.get(&domain.to_ascii_lowercase()).cloned()
    }

    /// The tenant of a short name.
    pub fn by_name(&self, name: &str) -> Option<Arc<Entry>> {
        self.picture().names.get(name).cloned()
    }

    /// All of them, in the order in which they came.
    pub fn all(&self) -> Vec<Arc<Entry>> {
        self.picture().all.clone()
    }

    fn picture(&self) -> Arc<Picture> {
        Arc::clone(&self.picture.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Picture {
    fn of(entries: Vec<Entry>) -> Self {
        let mut picture = Self::default();
        let shown = |entry: &Entry| matches!(entry.state, TenantState::Active | TenantState::Suspended);
        for entry in entries.into_iter().filter(shown).map(Arc::new) {
            let at = |name: &String| (name.clone(), Arc::clone(&entry));
            picture.hosts.extend(entry.hosts.iter().map(at));
            picture.mail_domains.extend(entry.mail_domains.iter().map(at));
            picture.names.extend([at(&entry.name)]);
            picture.all.push(entry);
        }
        picture
    }
}
