//! A mail server of others, as far as its client side: it keeps a mail until somebody says `250`, and sends it again.

use crate::client::dial;
use crate::wait::{PATIENCE, PAUSE};
use std::io;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A mail to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) from: String,
    pub(crate) to: String,
    /// The message, its lines ending with CR LF.
    pub(crate) raw: String,
}

/// An open connection.
pub(crate) struct Connection(BufReader<TcpStream>);

/// A reply is waited for so long; whoever says nothing counts as gone.
const SILENCE: Duration = Duration::from_mins(1);

/// A greeting is waited for so long.
const GREETING: Duration = Duration::from_secs(15);

impl Connection {
    /// Connects and says hello. Who is not greeted soon dials again: a connection that was being made while its server was
    /// killed may never hear of it.
    pub(crate) async fn open(port: u16) -> io::Result<Self> {
        let mut own = Self(BufReader::new(dial(port).await?));
        timeout(GREETING, own.hears("220")).await??;
        own.says("EHLO mx.customer.example", "250").await?;
        Ok(own)
    }

    /// Connects as soon as somebody listens.
    pub(crate) async fn open_when_possible(port: u16) -> Self {
        let begun = Instant::now();
        loop {
            match Self::open(port).await {
                Ok(own) => return own,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "nobody listens on {port}: {error}"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Hands over a mail. An error says that nobody took it, or that nobody knows whether somebody did.
    pub(crate) async fn hand_over(&mut self, letter: &Letter) -> io::Result<()> {
        self.says(&format!("MAIL FROM:<{}>", letter.from), "250").await?;
        self.says(&format!("RCPT TO:<{}>", letter.to), "250").await?;
        self.says("DATA", "354").await?;
        let stuffed = letter.raw.replace("\r\n.", "\r\n..");
        self.says(&format!("{}\r\n.", stuffed.trim_end_matches("\r\n")), "250 2.0.0 taken").await
    }

    /// Says a line and hears what it must hear.
    pub(crate) async fn says(&mut self, line: &str, expected: &str) -> io::Result<()> {
        self.0.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.hears(expected).await
    }

    /// Hears one reply.
    pub(crate) async fn hears(&mut self, expected: &str) -> io::Result<()> {
        let mut first = None;
        loop {
            let mut line = String::new();
            if timeout(SILENCE, self.0.read_line(&mut line)).await?? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let ends = line.as_bytes().get(3) != Some(&b'-');
            let first = first.get_or_insert(line);
            if ends {
                return if first.starts_with(expected) { Ok(()) } else { Err(io::Error::other(first.clone())) };
            }
        }
    }
}
