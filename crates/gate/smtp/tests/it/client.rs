//! A client that says what it is told to.

use crate::house::{Fixture, HOSTNAME};
use net::{Profile, Roots};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

pub(crate) struct Client<S> {
    stream: S,
    heard: Vec<u8>,
}

#[expect(clippy::disallowed_methods, reason = "the test is the client")]
pub(crate) async fn dial(address: Option<SocketAddr>) -> TcpStream {
    TcpStream::connect(address.expect("a listener")).await.expect("the gate is open")
}

impl Client<TcpStream> {
    /// Connects.
    pub(crate) async fn dialled(address: Option<SocketAddr>) -> Self {
        Self { stream: dial(address).await, heard: Vec::new() }
    }

    /// Connects and hears the greeting.
    pub(crate) async fn connect(address: Option<SocketAddr>) -> Self {
        let mut client = Self::dialled(address).await;
        client.expect(&["220"]).await;
        client
    }

    /// Connects and says hello.
    pub(crate) async fn hello(address: Option<SocketAddr>, hello: &str) -> Self {
        let mut client = Self::connect(address).await;
        client.say(hello, &["250"]).await;
        client
    }

    /// Says STARTTLS, with `behind` in the same breath, and shakes hands.
    pub(crate) async fn start_tls(mut self, fixture: &Fixture, behind: &str) -> Client<TlsStream<TcpStream>> {
        self.say(&format!("STARTTLS\r\n{behind}"), &["220"]).await;
        assert!(self.heard.is_empty(), "something was said in the clear behind STARTTLS");
        let roots = Roots::from_pem(fixture.ca.ca_pem()).unwrap();
        let connector = TlsConnector::from(net::client_config(Profile::Mail, &roots, &fixture.ambient).unwrap());
        let stream = connector.connect(ServerName::try_from(HOSTNAME).unwrap(), self.stream).await.expect("a handshake");
        Client { stream, heard: Vec::new() }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the gate listens");
    }

    /// Sends as much as is taken: the gate may close at any time.
    pub(crate) async fn push(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Says one thing and hears as many replies as are expected.
    pub(crate) async fn say(&mut self, words: &str, expected: &[&str]) {
        self.send(format!("{words}\r\n").as_bytes()).await;
        self.expect(expected).await;
    }

    /// Hears replies that begin so.
    pub(crate) async fn expect(&mut self, expected: &[&str]) {
        for expected in expected {
            let reply = self.reply().await;
            assert!(reply.starts_with(expected), "expected {expected}, heard {reply:?}");
        }
    }

    /// One reply, of one line or many; empty when the connection ended.
    pub(crate) async fn reply(&mut self) -> String {
        loop {
            if let Some(end) = end_of_reply(&self.heard) {
                return String::from_utf8(self.heard.drain(..end).collect()).unwrap();
            }
            let read = timeout(Duration::from_secs(30), self.stream.read_buf(&mut self.heard)).await.expect("a reply in time");
            if read.unwrap_or(0) == 0 {
                return String::new();
            }
        }
    }

    /// Whether nothing is heard for a while.
    pub(crate) async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(100), self.stream.read_buf(&mut self.heard)).await.is_err()
    }

    /// The connection ends, without another word.
    pub(crate) async fn expect_end(&mut self) {
        assert_eq!(self.reply().await, "");
    }

    /// Sends a mail up to the last dot's reply.
    pub(crate) async fn mail(&mut self, to: &[&str], text: &str, expected: &[&str]) {
        self.say("MAIL FROM:<bob@customer.example>", &["250 2.1.0"]).await;
        for to in to {
            self.say(&format!("RCPT TO:<{to}>"), &["250 2.1.5"]).await;
        }
        self.say("DATA", &["354"]).await;
        self.say(&format!("{text}\r\n."), expected).await;
    }
}

/// Where the first whole reply ends: with a line that has a space behind its code.
fn end_of_reply(heard: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + heard.get(at..)?.iter().position(|byte| *byte == b'\n')? + 1;
        if heard.get(at + 3) != Some(&b'-') {
            return Some(end);
        }
        at = end;
    }
}
