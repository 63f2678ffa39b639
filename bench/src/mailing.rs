//! The SMTP client of the benchmarks: one envelope a mail, MAIL, RCPT and DATA in one go where the server takes that.

use crate::turns::{Tally, Turns, closed_loop};
use crate::words::Mail;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The envelope's sender: an address that nobody answers automatically (RFC 3834 §2), so that one mail is one article.
const SENDER: &str = "noreply@kunde.example";

/// What becomes of a connection after a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Session {
    Kept,
    PerMail,
}

/// A dialogue with a server.
pub(crate) struct Dialogue {
    stream: BufReader<TcpStream>,
}

impl Dialogue {
    pub(crate) async fn open(server: SocketAddr) -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "a benchmark dials what it started on loopback")]
        let stream = TcpStream::connect(server).await.with_context(|| format!("dialling {server}"))?;
        stream.set_nodelay(true)?;
        let mut dialogue = Self { stream: BufReader::new(stream) };
        dialogue.hear("220").await?;
        let offers = dialogue.say("EHLO mx.kunde.example\r\n", "250").await?;
        if !offers.contains("PIPELINING") {
            bail!("the server does not take commands ahead");
        }
        Ok(dialogue)
    }

    async fn say(&mut self, words: &str, code: &str) -> Result<String> {
        self.stream.write_all(words.as_bytes()).await?;
        self.hear(code).await
    }

    /// A whole reply, which must have this code.
    async fn hear(&mut self, code: &str) -> Result<String> {
        let mut reply = String::new();
        loop {
            let begin = reply.len();
            if self.stream.read_line(&mut reply).await? == 0 {
                bail!("the server ended the dialogue instead of saying {code}");
            }
            let line = reply.get(begin..).unwrap_or_default();
            if !line.starts_with(code) {
                bail!("the server said {:?} instead of {code}", line.trim_end());
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(reply);
            }
        }
    }

    /// Hands a mail over; its lines end with CR LF, and none begins with a dot.
    pub(crate) async fn send(&mut self, (from, to): (&str, &str), raw: &str) -> Result<()> {
        let envelope = format!("MAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\nDATA\r\n");
        self.say(&envelope, "250").await?;
        self.hear("250").await?;
        self.hear("354").await?;
        self.stream.write_all(raw.as_bytes()).await?;
        self.say(".\r\n", "250").await.map(drop)
    }

    pub(crate) async fn quit(mut self) -> Result<()> {
        self.say("QUIT\r\n", "221").await.map(drop)
    }
}

/// Whether a server greets.
pub(crate) async fn greets(server: SocketAddr) -> bool {
    match Dialogue::open(server).await {
        Ok(dialogue) => dialogue.quit().await.is_ok(),
        Err(_) => false,
    }
}

/// Sends all of them to one recipient on so many connections. With a session a mail, its time begins with dialling.
pub(crate) async fn send_all(server: SocketAddr, to: &str, mails: &Arc<[Mail]>, way: (usize, Session)) -> Result<Tally> {
    let (connections, session) = way;
    let worker = |turns: Turns| {
        let (mails, to) = (Arc::clone(mails), to.to_owned());
        async move {
            match session {
                Session::Kept => kept(server, &to, &mails, &turns).await,
                Session::PerMail => per_mail(server, &to, &mails, &turns).await,
            }
        }
    };
    closed_loop(connections, mails.len(), worker).await
}

async fn kept(server: SocketAddr, to: &str, mails: &[Mail], turns: &Turns) -> Result<Tally> {
    let mut dialogue = Dialogue::open(server).await?;
    let mut tally = Tally::default();
    while let Some(mail) = turns.take().and_then(|turn| mails.get(turn)) {
        let begun = Instant::now();
        dialogue.send((SENDER, to), &mail.raw).await?;
        tally.times.push(begun.elapsed());
    }
    dialogue.quit().await?;
    Ok(tally)
}

async fn per_mail(server: SocketAddr, to: &str, mails: &[Mail], turns: &Turns) -> Result<Tally> {
    let mut tally = Tally::default();
    while let Some(mail) = turns.take().and_then(|turn| mails.get(turn)) {
        let begun = Instant::now();
        let mut dialogue = Dialogue::open(server).await?;
        dialogue.send((SENDER, to), &mail.raw).await?;
        tally.times.push(begun.elapsed());
        dialogue.quit().await?;
    }
    Ok(tally)
}
