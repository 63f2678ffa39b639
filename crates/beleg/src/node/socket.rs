//! The node's socket for the command line: one order a connection, JSON in, JSON out.
//!
//! Only the node's own user and root are heard: the kernel says who is at the other end.

use super::run::Running;
use super::socket_path;
use crate::operator::{self, Answer, Command};
use anyhow::Context as _;
use keys::Unseal;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

/// Largest order: a mail for `mail ingest` and its frame.
const LONGEST: u64 = 64 * 1024 * 1024;

pub(super) struct Control {
    path: std::path::PathBuf,
    task: JoinHandle<()>,
}

impl Control {
    pub(super) fn close(self) {
        self.task.abort();
        let _ = std::fs::remove_file(self.path);
    }
}

/// Listens. A socket that a dead node left is replaced: the lock says that nobody lives there.
pub(super) fn listen(running: &Arc<Running>) -> anyhow::Result<Control> {
    let path = socket_path(&running.config.data);
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).with_context(|| format!("listening on {}", path.display()))?;
    let running = Arc::clone(running);
    let task = tokio::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(converse(Arc::clone(&running), stream))),
                Err(error) => tracing::warn!(%error, "the node's socket failed"),
            }
        }
    });
    Ok(Control { path, task })
}

async fn converse(running: Arc<Running>, mut stream: UnixStream) {
    let answer = match hear(&stream) {
        Ok(()) => match read(&mut stream).await {
            Ok(order) => obey(&running, order).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let answer = answer.unwrap_or_else(|error| Answer::refused(&error));
    let text = serde_json::to_vec(&answer).unwrap_or_default();
    if let Err(error) = stream.write_all(&text).await {
        tracing::debug!(%error, "the command line left before its answer");
    }
}

fn hear(stream: &UnixStream) -> anyhow::Result<()> {
    let peer = stream.peer_cred().context("asking who is at the socket")?.uid();
    let own = rustix::process::geteuid().as_raw();
    anyhow::ensure!(peer == own || peer == 0, "only the node's own user may give orders");
    Ok(())
}

async fn read(stream: &mut UnixStream) -> anyhow::Result<Command> {
    let mut text = Vec::new();
    stream.take(LONGEST).read_to_end(&mut text).await?;
    serde_json::from_slice(&text).context("the order is not understood; is the command line of the same version?")
}

async fn obey(running: &Arc<Running>, order: Command) -> anyhow::Result<Answer> {
    if let Command::Unseal { passphrase } = order {
        return unseal(running, passphrase).await;
    }
    let opened = running.opened.get().filter(|_| !running.keyring.is_sealed()).context("the node is sealed or not ready yet")?;
    operator::obey(opened, &running.config, order).await
}

async fn unseal(running: &Arc<Running>, passphrase: kernel::Secret<String>) -> anyhow::Result<Answer> {
    let keyring = Arc::clone(&running.keyring);
    // 256 MiB of Argon2id: not on a thread of the runtime.
    tokio::task::spawn_blocking(move || keyring.unseal(&Unseal::Passphrase(passphrase))).await??;
    running.unsealed.notify_one();
    Ok(Answer::said("The keyring is open.\n"))
}
