//! The node's threads: writers take ready lanes in turn, readers take reads.

use kernel::{Fault, OrFault};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

type Work = Box<dyn FnOnce() + Send>;

/// A bounded number of threads with one queue.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    /// Work in order. `closed` ends the threads when the queue is empty.
    queue: Mutex<(VecDeque<Work>, bool)>,
    bell: Condvar,
    most: usize,
}

impl Pool {
    /// Starts the threads. More than `most` waiting pieces of work are refused.
    pub(crate) fn start(
        name: &'static str,
        threads: usize,
        most: usize,
        mut idle: impl FnMut() + Send + Clone + 'static,
    ) -> Result<Self, Fault> {
        let shared = Arc::new(Shared { queue: Mutex::new((VecDeque::new(), false)), bell: Condvar::new(), most });
        let mut started = Vec::new();
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            let mut housekeeping = idle.clone();
            let thread = std::thread::Builder::new().name(format!("{name}-{number}")).spawn(move || {
                while let Some(work) = next(&shared, &mut housekeeping) {
                    work();
                }
            });
            started.push(thread.or_fault("starting a thread of the store")?);
        }
        idle();
        Ok(Self { shared, threads: Mutex::new(started) })
    }

    /// Puts work at the end of the queue.
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
        let mut queue = self.shared.queue.lock().map_err(|_| Fault::bug("the store's pool is broken"))?;
        if queue.1 || queue.0.len() >= self.shared.most {
            return Err(Fault::bug("the store is too busy"));
        }
        queue.0.push_back(Box::new(work));
        drop(queue);
        self.shared.bell.notify_one();
        Ok(())
    }

    /// Takes no more work, does what waits, and waits for the threads: whatever still used an engine while the process takes it
    /// down would crash.
    pub(crate) fn close(&self) {
        if let Ok(mut queue) = self.shared.queue.lock() {
            queue.1 = true;
        }
        self.shared.bell.notify_all();
        let threads = self.threads.lock().map(|mut threads| std::mem::take(&mut *threads)).unwrap_or_default();
        // The last to hold the pool may be one of its own threads.
        for thread in threads.into_iter().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            if thread.join().is_err() {
                tracing::error!("a thread of the store did not end well");
            }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

/// Runs work on one of the pool's threads, which may block.
pub(crate) async fn blocking<T: Send + 'static, E: From<Fault> + Send + 'static>(
    pool: &Pool,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let (reply, answer) = tokio::sync::oneshot::channel();
    pool.run(move || drop(reply.send(work())))?;
    answer.await.unwrap_or_else(|_| Err(E::from(Fault::bug("the work was given up"))))
}

/// Waits for work; `None` at the end. Now and then, when there is none, does the housekeeping.
fn next(shared: &Shared, housekeeping: &mut impl FnMut()) -> Option<Work> {
    let mut queue = shared.queue.lock().ok()?;
    loop {
        if let Some(work) = queue.0.pop_front() {
            return Some(work);
        }
        if queue.1 {
            return None;
        }
        let (back, waited) = shared.bell.wait_timeout(queue, Duration::from_secs(5)).ok()?;
        queue = back;
        if waited.timed_out() {
            drop(queue);
            housekeeping();
            queue = shared.queue.lock().ok()?;
        }
    }
}
