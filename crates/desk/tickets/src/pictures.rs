//! Pictures of others, made ours: what came with a mail, and what a mail names elsewhere.
//!
//! Every one is decoded in a child that can do nothing else, and encoded again ([`native::Sandbox`]). What lies elsewhere is
//! fetched by the desk when somebody asked for it, so that the sender learns the desk's address and the hour, and nothing
//! about who looks.
//!
//! Pictures are remembered for a few minutes, in memory alone, under a hash that only the tenant's key makes: a page that is
//! drawn again fetches nothing again, and a sender who counts sees one look instead of many.

use kernel::{Id16, Timestamp};
use native::{Fit, LARGEST_FILE, Sandbox};
use net::{Egress, Purpose, Roots, Wanted};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;

/// What one fetch may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Fetches of the whole node at one time.
const FETCHES: usize = 16;
/// Of these, for one article: servers that keep one waiting do not keep the other articles waiting.
const FETCHES_EACH: usize = 4;
/// How long a picture is remembered, and that there is none.
const REMEMBERED: Duration = Duration::from_mins(10);
/// **Units**: octets of all pictures that are remembered.
const MEMORY: usize = 64 * 1024 * 1024;
/// What is remembered about each beside its bytes. **Units**: octets.
const ENTRY: usize = 128;

const ACCEPT: &str = "image/png, image/jpeg, image/gif, image/webp;q=0.9";

/// A picture of ours as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Arc<[u8]>,
}

/// A name for what is remembered: keyed with the tenant's key.
pub(crate) type Name = [u8; 32];

/// Makes pictures of others ours. A service of the house, set up by the binary.
#[derive(Debug)]
pub struct Pictures {
    sandbox: Sandbox,
    egress: Egress,
    fetches: Semaphore,
    articles: Mutex<HashMap<Id16, Weak<Semaphore>>>,
    memory: Mutex<Memory>,
}

impl Pictures {
    /// With the children that decode, and the way out; its policy must have [`Purpose::RemotePictures`] for pictures to be
    /// fetched at all.
    pub fn new(sandbox: Sandbox, egress: Egress) -> Self {
        Self { sandbox, egress, fetches: Semaphore::new(FETCHES), articles: Mutex::default(), memory: Mutex::default() }
    }

    /// The children that decode.
    pub(crate) const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// A picture that is here already; `None` when it is none.
    pub(crate) async fn own(&self, now: Timestamp, name: Name, bytes: &[u8], fit: Fit) -> Option<Shown> {
        if let Some(known) = self.recall(now, &name) {
            return known;
        }
        let shown = self.redraw(bytes, fit).await;
        self.remember(now, name, shown.clone());
        shown
    }

    /// A picture of an article that lies elsewhere; `None` when nothing comes or it is none.
    pub(crate) async fn remote(&self, now: Timestamp, name: Name, (article, address): (Id16, &str)) -> Option<Shown> {
        if let Some(known) = self.recall(now, &name) {
            return known;
        }
        let shown = match self.fetch(article, address).await {
            Some(bytes) => self.redraw(&bytes, Fit::SCREEN).await,
            None => None,
        };
        self.remember(now, name, shown.clone());
        shown
    }

    async fn fetch(&self, article: Id16, address: &str) -> Option<bytes::Bytes> {
        let of_article = self.places_of(article);
        let _place_of_article = of_article.acquire().await.ok()?;
        let _place = self.fetches.acquire().await.ok()?;
        let wanted = Wanted { purpose: Purpose::RemotePictures, address, accept: ACCEPT, most: LARGEST_FILE, patience: PATIENCE };
        // Why nothing came stands in the record of the way out; whoever looks sees that nothing came.
        net::fetch(&self.egress, &wanted, &Roots::none()).await.ok()
    }

    fn places_of(&self, article: Id16) -> Arc<Semaphore> {
        let mut articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        articles.retain(|_, places| places.strong_count() > 0);
        if let Some(places) = articles.get(&article).and_then(Weak::upgrade) {
            return places;
        }
        let places = Arc::new(Semaphore::new(FETCHES_EACH));
        articles.insert(article, Arc::downgrade(&places));
        places
    }

    async fn redraw(&self, bytes: &[u8], fit: Fit) -> Option<Shown> {
        let ours = self.sandbox.picture(bytes, fit).await.ok()?;
        Some(Shown { media_type: ours.format.media_type(), bytes: ours.bytes.into() })
    }

    fn recall(&self, now: Timestamp, name: &Name) -> Option<Option<Shown>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).recall(now, name)
    }

    fn remember(&self, now: Timestamp, name: Name, shown: Option<Shown>) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).remember(now, name, shown);
    }
}

/// What was drawn lately.
#[derive(Debug, Default)]
struct Memory {
    pictures: HashMap<Name, (Timestamp, Option<Shown>)>,
    bytes: usize,
}

fn weight(shown: Option<&Shown>) -> usize {
    ENTRY + shown.map_or(0, |shown| shown.bytes.len())
}

impl Memory {
    fn recall(&self, now: Timestamp, name: &Name) -> Option<Option<Shown>> {
        self.pictures.get(name).filter(|(until, _)| now < *until).map(|(_, shown)| shown.clone())
    }

    fn remember(&mut self, now: Timestamp, name: Name, shown: Option<Shown>) {
        self.pictures.retain(|_, (until, _)| now < *until);
        let heavy = weight(shown.as_ref());
        self.bytes = self.pictures.values().map(|(_, shown)| weight(shown.as_ref())).sum();
        while self.bytes + heavy > MEMORY {
            let Some(oldest) = self.pictures.iter().min_by_key(|(_, (until, _))| *until).map(|(name, _)| *name) else { return };
            if let Some((_, gone)) = self.pictures.remove(&oldest) {
                self.bytes -= weight(gone.as_ref());
            }
        }
        self.pictures.insert(name, (now.after(REMEMBERED), shown));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    fn picture(length: usize) -> Shown {
        Shown { media_type: "image/png", bytes: vec![0; length].into() }
    }

    #[test]
    fn pictures_are_remembered_for_a_while_and_never_too_many() {
        let mut memory = Memory::default();
        memory.remember(NOW, [1; 32], Some(picture(10)));
        memory.remember(NOW, [2; 32], None);
        assert_eq!(memory.recall(NOW, &[1; 32]), Some(Some(picture(10))));
        assert_eq!(memory.recall(NOW, &[2; 32]), Some(None));
        assert_eq!(memory.recall(NOW, &[3; 32]), None);
        let later = NOW.after(REMEMBERED);
        assert_eq!(memory.recall(later, &[1; 32]), None);
        for sign in 0..20 {
            memory.remember(later.after(Duration::from_secs(u64::from(sign))), [sign; 32], Some(picture(5 * 1024 * 1024)));
        }
        assert!(memory.pictures.values().map(|(_, shown)| weight(shown.as_ref())).sum::<usize>() <= MEMORY);
        assert!(memory.recall(later, &[19; 32]).is_some() && memory.recall(later, &[0; 32]).is_none());
        memory.remember(later, [77; 32], Some(picture(MEMORY)));
        assert_eq!(memory.recall(later, &[77; 32]), None, "nothing is larger than the memory");
    }
}
