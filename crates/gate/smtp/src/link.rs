//! The link: a client's socket, in the clear or encrypted, with the clock that ends waiting.

use crate::metrics;
use crate::parts::Patience;
use net::Handshake;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// **Units**: octets that are read at once.
const CHUNK: usize = 16 * 1024;

pub(crate) struct Link {
    socket: Socket,
    chunk: Vec<u8>,
    stop: watch::Receiver<bool>,
    pub(crate) patience: Patience,
}

enum Socket {
    Clear(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
    /// A handshake failed.
    Lost,
}

/// What came of waiting for the client.
pub(crate) enum Heard<'a> {
    Bytes(&'a [u8]),
    /// Nothing, until the deadline.
    Silence,
    /// The gate closes.
    Stop,
    /// The client left.
    Gone,
}

/// The client left, or does not take what it is sent.
#[derive(Debug)]
pub(crate) struct Gone;

impl Link {
    pub(crate) fn new(stream: TcpStream, stop: watch::Receiver<bool>, patience: Patience) -> Self {
        // Replies are short and awaited; collecting them is done here, not in the kernel.
        let _ = stream.set_nodelay(true);
        Self { socket: Socket::Clear(stream), chunk: vec![0; CHUNK], stop, patience }
    }

    /// The client's next bytes. Somebody amid a message (`heeds_stop` is false) may finish it while the gate closes.
    pub(crate) async fn read(&mut self, deadline: Instant, heeds_stop: bool) -> Heard<'_> {
        let (socket, chunk) = (&mut self.socket, &mut self.chunk);
        let reading = async {
            match socket {
                Socket::Clear(stream) => read_some(stream, chunk).await,
                Socket::Encrypted(stream) => read_some(stream, chunk).await,
                Socket::Lost => None,
            }
        };
        tokio::select! {
            biased;
            () = stopped(&mut self.stop), if heeds_stop => Heard::Stop,
            read = timeout_at(deadline, reading) => match read {
                Err(_) => Heard::Silence,
                Ok(None) => Heard::Gone,
                Ok(Some(count)) => Heard::Bytes(self.chunk.get(..count).unwrap_or_default()),
            },
        }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        let sending = async {
            match &mut self.socket {
                Socket::Clear(stream) => stream.write_all(bytes).await.map_err(|_| Gone),
                Socket::Encrypted(stream) => send_all(stream, bytes).await,
                Socket::Lost => Err(Gone),
            }
        };
        timeout(self.patience.command, sending).await.map_err(|_| Gone)?
    }

    /// Shakes hands; gives what was agreed on, in words.
    pub(crate) async fn start_tls(&mut self, acceptor: &TlsAcceptor) -> Result<String, Gone> {
        let Socket::Clear(stream) = std::mem::replace(&mut self.socket, Socket::Lost) else { return Err(Gone) };
        let Ok(Ok(stream)) = timeout(self.patience.handshake, acceptor.accept(stream)).await else {
            metrics::handshake("failed");
            return Err(Gone);
        };
        metrics::handshake("done");
        let agreed = Handshake::of(stream.get_ref().1).ok_or(Gone)?;
        self.socket = Socket::Encrypted(Box::new(stream));
        let words = [Some(agreed.version), Some(agreed.cipher.as_str()), agreed.group];
        Ok(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Says goodbye as the protocol below does.
    pub(crate) async fn close(mut self) {
        let closing = async {
            match &mut self.socket {
                Socket::Clear(stream) => stream.shutdown().await,
                Socket::Encrypted(stream) => stream.shutdown().await,
                Socket::Lost => Ok(()),
            }
        };
        // How it ends is the client's affair.
        let _ = timeout(self.patience.handshake, closing).await;
    }
}

/// Comes back when the gate closes, or nobody holds it any more.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn read_some(stream: &mut (impl AsyncRead + Unpin), chunk: &mut [u8]) -> Option<usize> {
    stream.read(chunk).await.ok().filter(|count| *count > 0)
}

async fn send_all(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), Gone> {
    stream.write_all(bytes).await.map_err(|_| Gone)?;
    stream.flush().await.map_err(|_| Gone)
}
