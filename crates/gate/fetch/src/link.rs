//! A connection with a clock: dialled, under TLS, read in pieces.

use crate::failure::Failure;
use crate::parts::Patience;
use mail::accounts::{Account, Target};
use net::{Egress, Handshake, Purpose, Roots};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::client::TlsStream;

/// **Units**: octets that are read at once.
const PIECE: usize = 16 * 1024;

/// How much a server may say in answer to an ordinary command, or while nothing was asked. **Units**: octets.
pub(crate) const TALK: usize = 256 * 1024;

/// How much a server may say in answer to a command that lists everything, or beside the message that was asked for.
/// **Units**: octets.
pub(crate) const LONG_TALK: usize = 4 * 1024 * 1024;

/// Messages that a mailbox may list: the list is in memory for as long as it is gone through.
pub(crate) const MOST_LISTED: usize = 100_000;

/// A connection with a clock.
pub(crate) struct Link<S> {
    stream: S,
    buffer: Vec<u8>,
    silence: std::time::Duration,
    /// What the server may still say before this command's end.
    budget: usize,
    deadline: Instant,
}

/// Under TLS.
pub(crate) type Secured = TlsStream<TcpStream>;

impl<S: AsyncRead + AsyncWrite + Unpin> Link<S> {
    pub(crate) fn new(stream: S, patience: Patience) -> Self {
        let deadline = Instant::now() + patience.command;
        Self { stream, buffer: vec![0; PIECE], silence: patience.silence, budget: TALK, deadline }
    }

    /// A new command begins, that may take so long and bring so many octets.
    pub(crate) fn begin(&mut self, most: std::time::Duration, bytes: usize) {
        self.deadline = Instant::now() + most;
        self.budget = bytes;
    }

    /// The next piece of what the server says.
    pub(crate) async fn read(&mut self) -> Result<&[u8], Failure> {
        let until = self.deadline.min(Instant::now() + self.silence);
        let count = timeout_at(until, self.stream.read(&mut self.buffer)).await.map_err(|_| too_slow())??;
        if count == 0 {
            return Err(Failure::theirs("the server closed the connection"));
        }
        self.spend(count)?;
        Ok(self.buffer.get(..count).unwrap_or_default())
    }

    /// Waits for something to be said, as long as the command may take.
    pub(crate) async fn listen(&mut self) -> Result<Option<&[u8]>, Failure> {
        match timeout_at(self.deadline, self.stream.read(&mut self.buffer)).await {
            Err(_) => Ok(None),
            Ok(count) => match count? {
                0 => Err(Failure::theirs("the server closed the connection")),
                count => {
                    self.spend(count)?;
                    Ok(Some(self.buffer.get(..count).unwrap_or_default()))
                }
            },
        }
    }

    /// When this command is over.
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    fn spend(&mut self, count: usize) -> Result<(), Failure> {
        self.budget = self.budget.checked_sub(count).ok_or_else(|| Failure::theirs("the server says too much"))?;
        Ok(())
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let until = self.deadline.min(Instant::now() + self.silence);
        let writing = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        Ok(timeout_at(until, writing).await.map_err(|_| too_slow())??)
    }

    pub(crate) fn into_stream(self) -> S {
        self.stream
    }
}

/// The mailbox lists more than [`MOST_LISTED`].
pub(crate) fn too_many() -> Failure {
    Failure::theirs(format!("the mailbox lists more than {MOST_LISTED} messages, and is not read until it lists fewer"))
}

fn too_slow() -> Failure {
    Failure::theirs("the server did not answer in time")
}

/// Dials the server of an account.
pub(crate) async fn dial(egress: &Egress, account: &Account) -> Result<TcpStream, Failure> {
    Ok(egress.dial(Purpose::Mailbox, &account.host, account.port).await?.stream)
}

/// TLS over a connection; gives what was agreed on as well.
pub(crate) async fn secure(egress: &Egress, stream: TcpStream, target: &Target, patience: Patience) -> Result<(Secured, String), Failure> {
    let roots = match &target.account.roots {
        Some(pem) => Roots::from_pem(pem).map_err(|error| Failure::theirs(error.to_string()))?,
        None => Roots::none(),
    };
    let until = Instant::now() + patience.silence;
    let stream = timeout_at(until, egress.secure(stream, &target.account.host, &roots)).await.map_err(|_| too_slow())??;
    let agreed = Handshake::of(stream.get_ref().1).ok_or_else(|| Failure::theirs("the TLS handshake did not end"))?;
    let words = format!("{} {} {}", agreed.version, agreed.cipher, agreed.group.unwrap_or_default());
    Ok((stream, words.trim().to_owned()))
}
