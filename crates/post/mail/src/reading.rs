//! Reading mails is work for the processor, megabytes of it at times: it runs beside the runtime's own threads, which serve everybody,
//! and on a part of the cores only.

use kernel::Fault;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Half of the cores, and at least one: a flood of large mails leaves the others to those who work.
static PLACES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2))));

/// Does the work on a thread of its own, as soon as there is a place. Whoever stops waiting does not free the place before the work ends.
///
/// # Errors
/// The work panicked.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    at(&PLACES, work).await
}

/// As [`apart`], for trials: they have one place of their own, so that no mail waits for one.
///
/// # Errors
/// The work panicked.
pub(crate) async fn tried<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    static TRIALS: Semaphore = Semaphore::const_new(1);
    at(&TRIALS, work).await
}

async fn at<T: Send + 'static>(places: &'static Semaphore, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let place = places.acquire().await.map_err(|error| Fault::new("waiting for a place to read a mail", error))?;
    let read = tokio::task::spawn_blocking(move || {
        let read = work();
        drop(place);
        read
    });
    read.await.map_err(|error| Fault::new("reading a mail", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn mails_are_read_beside_the_runtime_and_few_at_once() {
        static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let places = PLACES.available_permits();
        let here = std::thread::current().id();
        let all = (0..20 * places).map(|_| {
            apart(move || {
                MOST.fetch_max(AT_ONCE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                wire::html::to_text(&"<p>word</p>".repeat(1_000));
                AT_ONCE.fetch_sub(1, Ordering::SeqCst);
                std::thread::current().id()
            })
        });
        for thread in futures_util::future::join_all(all).await {
            assert_ne!(thread.unwrap(), here);
        }
        assert!(MOST.load(Ordering::SeqCst) <= places);
        let bug: Result<(), Fault> = apart(|| panic!("a bug")).await;
        assert!(bug.is_err());
        assert_eq!(PLACES.available_permits(), places, "a panic leaves its place");
    }
}
