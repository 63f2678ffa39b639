//! Pictures of others, made ours: what came with a mail, and what a mail names elsewhere.
//!
//! Every one is decoded in a child that can do nothing else, and encoded again ([`native::Sandbox`]). What lies elsewhere is
//! fetched by the desk when somebody asked for it, so that the sender learns the desk's address and the hour, and nothing
//! about who looks.
//!
//! Pictures are remembered for a few minutes, in memory alone, under a hash that only the tenant's key makes: a page that is
//! drawn again fetches nothing again, and a sender who counts sees one look instead of many.

use kernel::{Id16, Timestamp};
use native::{Fit, LARGEST_FILE, Sandbox, SandboxError};
use net::{Egress, Purpose, Roots, Wanted};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// What one fetch may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Fetches of the whole node at one time.
const FETCHES: usize = 16;
/// Of these, for one article: servers that keep one waiting do not keep the other articles waiting.
const FETCHES_EACH: usize = 4;
/// Pictures of one article that are drawn at one time: it waits among the others with one of them, however many it has.
const DRAWN_EACH: usize = 1;
/// How long is waited for a picture to be drawn, with all that is drawn before it.
const DRAWN_WITHIN: Duration = Duration::from_secs(30);
/// How long a picture is remembered, and that there is none.
const REMEMBERED: Duration = Duration::from_mins(10);
/// How long it is remembered that a child died of a file, or did not come to its end: that may be the file, or this machine.
const DOUBTED: Duration = Duration::from_mins(1);
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
    articles: Mutex<HashMap<Id16, Weak<Places>>>,
    memory: Mutex<Memory>,
}

/// What one article may have done at one time.
#[derive(Debug)]
struct Places {
    fetches: Semaphore,
    drawings: Semaphore,
}

/// What became of a picture, and for how long that holds.
type Outcome = (Option<Shown>, Duration);

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

    /// A picture of an article that is here already; `None` when it is none.
    pub(crate) async fn own(&self, now: Timestamp, name: Name, (article, bytes): (Id16, &[u8]), fit: Fit) -> Option<Shown> {
        if let Some(known) = self.recall(now, &name) {
            return known;
        }
        let outcome = self.redraw((article, bytes), fit, DRAWN_WITHIN).await;
        self.remember(now, name, outcome)
    }

    /// A picture of an article that lies elsewhere; `None` when nothing comes or it is none.
    pub(crate) async fn remote(&self, now: Timestamp, name: Name, (article, address): (Id16, &str)) -> Option<Shown> {
        if let Some(known) = self.recall(now, &name) {
            return known;
        }
        let outcome = match self.fetch(article, address).await {
            Some(bytes) => self.redraw((article, &bytes), Fit::SCREEN, DRAWN_WITHIN).await,
            None => (None, REMEMBERED),
        };
        self.remember(now, name, outcome)
    }

    async fn fetch(&self, article: Id16, address: &str) -> Option<bytes::Bytes> {
        let of_article = self.places_of(article);
        let _place_of_article = of_article.fetches.acquire().await.ok()?;
        let _place = self.fetches.acquire().await.ok()?;
        let wanted = Wanted { purpose: Purpose::RemotePictures, address, accept: ACCEPT, most: LARGEST_FILE, patience: PATIENCE };
        // Why nothing came stands in the record of the way out; whoever looks sees that nothing came.
        net::fetch(&self.egress, &wanted, &Roots::none()).await.ok()
    }

    fn places_of(&self, article: Id16) -> Arc<Places> {
        let mut articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        articles.retain(|_, places| places.strong_count() > 0);
        if let Some(places) = articles.get(&article).and_then(Weak::upgrade) {
            return places;
        }
        let places = Arc::new(Places { fetches: Semaphore::new(FETCHES_EACH), drawings: Semaphore::new(DRAWN_EACH) });
        articles.insert(article, Arc::downgrade(&places));
        places
    }

    async fn redraw(&self, (article, bytes): (Id16, &[u8]), fit: Fit, within: Duration) -> Outcome {
        let of_article = self.places_of(article);
        let drawing = async {
            let _place_of_article = of_article.drawings.acquire().await.map_err(|_| SandboxError::NotStarted)?;
            self.sandbox.picture(bytes, fit).await
        };
        match timeout(within, drawing).await {
            Ok(Ok(ours)) => (Some(Shown { media_type: ours.format.media_type(), bytes: ours.bytes.into() }), REMEMBERED),
            Ok(Err(SandboxError::Refused(_))) => (None, REMEMBERED),
            Ok(Err(SandboxError::NoAnswer)) => (None, DOUBTED),
            // There was nobody to draw it: that says nothing about the picture.
            Ok(Err(SandboxError::NoWalls | SandboxError::NotStarted)) | Err(_) => (None, Duration::ZERO),
        }
    }

    fn recall(&self, now: Timestamp, name: &Name) -> Option<Option<Shown>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).recall(now, name)
    }

    fn remember(&self, now: Timestamp, name: Name, (shown, holds): Outcome) -> Option<Shown> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).remember(now, name, (shown.clone(), holds));
        shown
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

    fn remember(&mut self, now: Timestamp, name: Name, (shown, holds): Outcome) {
        self.pictures.retain(|_, (until, _)| now < *until);
        let heavy = weight(shown.as_ref());
        self.bytes = self.pictures.values().map(|(_, shown)| weight(shown.as_ref())).sum();
        while self.bytes + heavy > MEMORY {
            let Some(oldest) = self.pictures.iter().min_by_key(|(_, (until, _))| *until).map(|(name, _)| *name) else { return };
            if let Some((_, gone)) = self.pictures.remove(&oldest) {
                self.bytes -= weight(gone.as_ref());
            }
        }
        self.pictures.insert(name, (now.after(holds), shown));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    fn picture(length: usize) -> Shown {
        Shown { media_type: "image/png", bytes: vec![0; length].into() }
    }

    fn drawn_by(sandbox: Sandbox) -> Pictures {
        let ambient = kernel::Ambient::system();
        Pictures::new(sandbox, Egress::new(net::Policy::default(), Arc::new(net::Contacts::new(1)), ambient))
    }

    /// Pictures that are drawn by a script.
    fn drawn_by_script(dir: &std::path::Path, lines: &str) -> Pictures {
        use std::os::unix::fs::PermissionsExt as _;
        let path = dir.join("child");
        std::fs::write(&path, format!("#!/bin/sh\ncat >/dev/null\n{lines}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        drawn_by(Sandbox::of(path))
    }

    #[tokio::test]
    async fn an_article_with_many_pictures_keeps_no_other_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let pictures = drawn_by_script(dir.path(), "printf 'pp\\000\\000\\000\\001\\000\\000\\000\\001\\211PNG\\r\\n\\032\\n'");
        let (one, other) = (Id16([1; 16]), Id16([2; 16]));
        let places = pictures.places_of(one);
        let being_drawn = places.drawings.acquire().await.unwrap();
        let soon = Duration::from_millis(50);
        assert_eq!(pictures.redraw((one, b"x"), Fit::SCREEN, soon).await, (None, Duration::ZERO), "it waits for its first one");
        assert!(pictures.own(NOW, [2; 32], (other, b"x"), Fit::SCREEN).await.is_some());
        drop(being_drawn);
        assert!(pictures.own(NOW, [1; 32], (one, b"x"), Fit::SCREEN).await.is_some());
    }

    #[tokio::test]
    async fn only_what_is_known_of_a_picture_is_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let (refused, died) = (drawn_by_script(dir.path(), "printf nb"), || drawn_by_script(dir.path(), "exit 1"));
        let of = (Id16([1; 16]), b"x".as_slice());
        let (a_minute, long) = (NOW.after(DOUBTED), NOW.after(REMEMBERED));
        assert_eq!(refused.own(NOW, [1; 32], of, Fit::SCREEN).await, None);
        assert_eq!((refused.recall(a_minute, &[1; 32]), refused.recall(long, &[1; 32])), (Some(None), None));
        let died = died();
        assert_eq!(died.own(NOW, [1; 32], of, Fit::SCREEN).await, None);
        assert_eq!((died.recall(NOW, &[1; 32]), died.recall(a_minute, &[1; 32])), (Some(None), None));
        let none = drawn_by(Sandbox::of(dir.path().join("none")));
        assert_eq!(none.own(NOW, [1; 32], of, Fit::SCREEN).await, None);
        assert_eq!(none.recall(NOW, &[1; 32]), None, "there was nobody who could draw it");
    }

    #[test]
    fn an_article_has_its_own_places_while_it_fetches() {
        let pictures = drawn_by(Sandbox::of_this_program());
        let (one, other) = (pictures.places_of(Id16([1; 16])), pictures.places_of(Id16([2; 16])));
        let taken = one.fetches.try_acquire_many(4).unwrap();
        assert!(pictures.places_of(Id16([1; 16])).fetches.try_acquire().is_err() && other.fetches.try_acquire().is_ok());
        drop(taken);
        drop((one, other));
        pictures.places_of(Id16([3; 16]));
        assert_eq!(pictures.articles.lock().unwrap().len(), 1, "who fetches nothing is forgotten");
    }

    #[test]
    fn pictures_are_remembered_for_a_while_and_never_too_many() {
        let mut memory = Memory::default();
        memory.remember(NOW, [1; 32], (Some(picture(10)), REMEMBERED));
        memory.remember(NOW, [2; 32], (None, REMEMBERED));
        assert_eq!(memory.recall(NOW, &[1; 32]), Some(Some(picture(10))));
        assert_eq!(memory.recall(NOW, &[2; 32]), Some(None));
        assert_eq!(memory.recall(NOW, &[3; 32]), None);
        let later = NOW.after(REMEMBERED);
        assert_eq!(memory.recall(later, &[1; 32]), None);
        for sign in 0..20 {
            memory.remember(later.after(Duration::from_secs(u64::from(sign))), [sign; 32], (Some(picture(5 * 1024 * 1024)), REMEMBERED));
        }
        assert!(memory.pictures.values().map(|(_, shown)| weight(shown.as_ref())).sum::<usize>() <= MEMORY);
        assert!(memory.recall(later, &[19; 32]).is_some() && memory.recall(later, &[0; 32]).is_none());
        memory.remember(later, [77; 32], (Some(picture(MEMORY)), REMEMBERED));
        assert_eq!(memory.recall(later, &[77; 32]), None, "nothing is larger than the memory");
    }
}
