//! Waiting for what is to come, never for time to pass.

use std::time::{Duration, Instant};

/// Long enough for a machine that is busy with something else; nothing waits that long when all is well.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Between two looks.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// Looks until something is there; fails the story when it does not come in time.
pub(crate) async fn until<T>(what: &str, most: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < most, "{what}: not within {most:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
