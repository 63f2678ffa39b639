//! A smarthost that takes every mail and keeps none: TLS at once, in this process.

use crate::limit::acceptor;
use anyhow::{Context, Result};
use net::Alpn;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Where it listens, and for whom its certificate is.
pub(crate) const SINK: &str = "127.0.0.1";

/// A sink that listens; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) port: u16,
    /// The CA that has to be trusted for it, PEM.
    pub(crate) ca: String,
    listening: JoinHandle<()>,
}

impl Sink {
    pub(crate) async fn start() -> Result<Self> {
        let (acceptor, ca) = acceptor(SINK, Alpn::None)?;
        let listener = TcpListener::bind((SINK, 0)).await.context("listening as a smarthost")?;
        let port = listener.local_addr()?.port();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                // A dialogue that fails is over; the desk notes at the mail that it did not go.
                tokio::spawn(async move { dialogue(stream, acceptor).await.ok() });
            }
        });
        Ok(Self { port, ca, listening })
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn dialogue(stream: TcpStream, acceptor: TlsAcceptor) -> Result<()> {
    let mut stream = BufReader::new(acceptor.accept(stream).await?);
    say(&mut stream, "220 sink.localhost").await?;
    let mut line = Vec::new();
    let mut is_text = false;
    while stream.read_until(b'\n', &mut line).await? > 0 {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match (is_text, verb.as_slice()) {
            (true, _) if line == b".\r\n" => {
                is_text = false;
                say(&mut stream, "250 2.0.0 swallowed").await?;
            }
            (true, _) => {}
            (false, b"DATA") => {
                is_text = true;
                say(&mut stream, "354 go on").await?;
            }
            (false, b"QUIT") => return say(&mut stream, "221 2.0.0 bye").await,
            (false, _) => say(&mut stream, "250 2.0.0 fine").await?,
        }
        line.clear();
    }
    Ok(())
}

async fn say<S: AsyncWriteExt + Unpin>(stream: &mut S, words: &str) -> Result<()> {
    stream.write_all(format!("{words}\r\n").as_bytes()).await?;
    Ok(stream.flush().await?)
}
