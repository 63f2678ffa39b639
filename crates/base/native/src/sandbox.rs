//! The parent's side: starts a child for a job, and bounds what it may take.

use crate::child::{self, HEAD, OPEN, REDRAW, REHEARSE, WORD};
use crate::picture::{Fit, LARGEST_FILE, Picture, Refused};
use crate::walls::Walls;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long a child may take, whatever it does.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much a child may answer. **Units**: octets; the most pixels of a screen, as a PNG that could not be made smaller.
const LONGEST_ANSWER: u64 = 24 * 1024 * 1024;

/// Why a job was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    /// The child looked at it and there is no picture.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The kernel has no seccomp, without which nothing is decoded.
    #[error("the kernel does not let a child be walled in")]
    NoWalls,
    /// The program cannot be started.
    #[error("the sandboxed child does not start")]
    NotStarted,
    /// It died of its limits or of the file, or took too long.
    #[error("the sandboxed child did not answer")]
    NoAnswer,
}

/// Starts children. Clones are cheap and share the places.
#[derive(Clone, Debug)]
pub struct Sandbox {
    program: PathBuf,
    places: Arc<Semaphore>,
}

impl Sandbox {
    /// Children of the program that runs, whose `main` calls [`serve`](crate::serve). It is found by what runs, not by name:
    /// a newer one under the same name is not started.
    pub fn of_this_program() -> Self {
        Self::of(PathBuf::from("/proc/self/exe"))
    }

    /// Children of another program, whose `main` calls [`serve`](crate::serve).
    pub fn of(program: PathBuf) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // A flood of pictures leaves the other half to those who work.
        Self { program, places: Arc::new(Semaphore::new(cores.div_ceil(2))) }
    }

    /// A picture of ours out of a foreign file.
    ///
    /// # Errors
    /// It is no picture or too large, or there was no child that could look at it.
    pub async fn picture(&self, file: &[u8], fit: Fit) -> Result<Picture, SandboxError> {
        if file.len() > LARGEST_FILE {
            return Err(Refused::TooLarge.into());
        }
        let mut job = Vec::with_capacity(HEAD + file.len());
        job.push(REDRAW);
        job.extend(fit.edge.to_be_bytes());
        job.extend(fit.pixels.to_be_bytes());
        job.extend(file);
        let answer = self.ask(&job).await?;
        Ok(child::read(&answer).ok_or(SandboxError::NoAnswer)??)
    }

    /// Lets a child try its walls.
    ///
    /// # Errors
    /// There was no child that could try them.
    pub async fn rehearse(&self) -> Result<Walls, SandboxError> {
        let answer = self.ask(&[REHEARSE]).await?;
        answer.strip_prefix(&[REHEARSE]).and_then(Walls::from_bytes).ok_or(SandboxError::NoAnswer)
    }

    async fn ask(&self, job: &[u8]) -> Result<Vec<u8>, SandboxError> {
        let _place = self.places.acquire().await.map_err(|_| SandboxError::NotStarted)?;
        let answer = timeout(PATIENCE, self.talk(job)).await.unwrap_or(Err(SandboxError::NoAnswer))?;
        if answer == [OPEN] { Err(SandboxError::NoWalls) } else { Ok(answer) }
    }

    async fn talk(&self, job: &[u8]) -> Result<Vec<u8>, SandboxError> {
        let mut command = Command::new(&self.program);
        command.arg(WORD).env_clear().current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Whoever stops waiting takes the child along.
        let mut child = command.kill_on_drop(true).spawn().map_err(|_| SandboxError::NotStarted)?;
        let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else { return Err(SandboxError::NotStarted) };
        let tell = async move {
            // One that has heard enough hangs up; what it says then counts.
            let _hung_up = to.write_all(job).await;
            drop(to);
        };
        let mut answer = Vec::new();
        let mut bounded = from.take(LONGEST_ANSWER + 1);
        let ((), heard) = tokio::join!(tell, bounded.read_to_end(&mut answer));
        let whole = heard.is_ok() && u64::try_from(answer.len()).is_ok_and(|length| length <= LONGEST_ANSWER);
        let ended = child.wait().await.is_ok_and(|status| status.success());
        if whole && ended && !answer.is_empty() { Ok(answer) } else { Err(SandboxError::NoAnswer) }
    }
}
