//! Servers of today and of the past, and the means to reach them.

use kernel::{Ambient, Clock, Secret, Seed, Seeds, Timestamp};
use net::{Alpn, CertificateSet, Certificates, Contacts, DevCa, Egress, Policy, Profile, Purpose, Rule, ServerKey, Tickets};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// 2026-01-15T09:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

struct Still(AtomicU8);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Seeds for Still {
    fn seed(&self) -> Seed {
        Seed::new([self.0.fetch_add(1, Ordering::Relaxed); 32])
    }
}

pub(crate) fn ambient() -> Ambient {
    Ambient::new(Arc::new(Still(AtomicU8::new(0))), Arc::new(Still(AtomicU8::new(0))))
}

/// A way out for one purpose and port, with what the operator opened.
pub(crate) fn egress(purpose: Purpose, port: u16, internal: &[&str]) -> (Egress, Arc<Contacts>) {
    let contacts = Arc::new(Contacts::new(100));
    let purposes = BTreeMap::from([(purpose, Rule { ports: vec![port] })]);
    let internal = internal.iter().map(|entry| entry.parse().unwrap()).collect();
    let policy = Policy { purposes, internal, own_addresses: vec!["127.0.0.1".parse().unwrap()] };
    (Egress::new(policy, contacts.clone(), ambient()), contacts)
}

pub(crate) async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

pub(crate) fn server_key(ca: &DevCa, host: &str, now: Timestamp) -> ServerKey {
    let issued = ca.issue(host, now).unwrap();
    ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap()
}

pub(crate) fn serving(names: &[(&str, &ServerKey)]) -> CertificateSet {
    let mut set = CertificateSet::default();
    for (name, key) in names {
        set.insert(name, key).unwrap();
    }
    set
}

pub(crate) fn acceptor(profile: Profile, certificates: Arc<Certificates>, ticket_key: u8) -> TlsAcceptor {
    let tickets = Tickets::new(Secret::new([ticket_key; 32]), ambient());
    TlsAcceptor::from(net::server_config(profile, certificates, Alpn::Http, tickets).unwrap())
}

/// Says `hi` to everybody who finishes a handshake, for ever.
pub(crate) async fn greeter(acceptor: TlsAcceptor) -> u16 {
    let (listener, port) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.write_all(b"hi").await;
                let _ = stream.shutdown().await;
            }
        }
    });
    port
}

/// Reads one piece from each connection, answers these bytes and hangs up, for ever.
pub(crate) async fn parrot(answer: &'static [u8]) -> u16 {
    let (listener, port) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
            // To hang up on unread words would reset the connection and swallow the answer.
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    port
}

/// How a mail server behaves.
#[derive(Clone, Default)]
pub(crate) struct Manners {
    /// TLS from the first byte.
    pub(crate) implicit: bool,
    /// Offers no STARTTLS.
    pub(crate) no_starttls: bool,
    /// Sent in the clear right behind the answer to STARTTLS.
    pub(crate) injected: &'static str,
    /// Keywords under TLS.
    pub(crate) keywords: &'static [&'static str],
    /// Answers to lines that begin so; an empty answer hangs up. `.` stands for a whole mail.
    pub(crate) answers: &'static [(&'static str, &'static str)],
}

/// What a mail server heard: lines, `(tls)` where it began, and the mail after `DATA`.
pub(crate) type Heard = JoinHandle<Vec<String>>;

/// Serves one connection.
pub(crate) async fn mail_server(manners: Manners, acceptor: TlsAcceptor) -> (u16, Heard) {
    let (listener, port) = listen().await;
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        let (stream, _) = listener.accept().await.unwrap();
        serve(&manners, &acceptor, stream, &mut heard).await;
        heard
    });
    (port, heard)
}

async fn serve(manners: &Manners, acceptor: &TlsAcceptor, mut stream: TcpStream, heard: &mut Vec<String>) {
    if !manners.implicit {
        stream.write_all(answer(manners, "(greeting)", "220 catcher ready\r\n").as_bytes()).await.unwrap();
        if !talk(manners, &mut stream, heard, false).await {
            return;
        }
    }
    let Ok(mut stream) = acceptor.accept(stream).await else { return heard.push(String::from("(no tls)")) };
    heard.push(String::from("(tls)"));
    if manners.implicit {
        stream.write_all(answer(manners, "(greeting)", "220 catcher ready\r\n").as_bytes()).await.unwrap();
    }
    talk(manners, &mut stream, heard, true).await;
}

fn answer(manners: &Manners, line: &str, usual: &str) -> String {
    manners.answers.iter().find(|(start, _)| line.starts_with(start)).map_or(usual, |(_, answer)| answer).to_owned()
}

/// Talks until the client leaves; true when TLS shall begin.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(manners: &Manners, stream: &mut S, heard: &mut Vec<String>, secure: bool) -> bool {
    let mut inbox = Vec::new();
    while let Some(line) = until(stream, &mut inbox, b"\r\n").await {
        let verb = line.split(' ').next().unwrap_or_default().to_owned();
        heard.push(line.clone());
        let keywords: &[&str] = match (secure, manners.no_starttls) {
            (true, _) => manners.keywords,
            (false, true) => &["SIZE"],
            (false, false) => &["SIZE", "STARTTLS"],
        };
        let usual = match verb.as_str() {
            "EHLO" => {
                keywords.iter().map(|word| format!("250-{word}\r\n")).fold(String::from("250-catcher\r\n"), |all, line| all + &line)
                    + "250 HELP\r\n"
            }
            "STARTTLS" => format!("220 go on\r\n{}", manners.injected),
            "AUTH" => String::from("235 2.7.0 welcome\r\n"),
            "DATA" => String::from("354 go on\r\n"),
            "QUIT" => String::from("221 bye\r\n"),
            _ => String::from("250 2.0.0 ok\r\n"),
        };
        let said = answer(manners, &line, &usual);
        if said.is_empty() || stream.write_all(said.as_bytes()).await.is_err() {
            return false;
        }
        if said.starts_with("220") {
            return true;
        }
        if said.starts_with("354") {
            let Some(mail) = until(stream, &mut inbox, b"\r\n.\r\n").await else { return false };
            heard.push(mail);
            let said = answer(manners, ".", "250 2.0.0 queued as 4711\r\n");
            if said.is_empty() || stream.write_all(said.as_bytes()).await.is_err() {
                return false;
            }
        }
    }
    false
}

/// What comes before `end`; `None` when the other side leaves first.
async fn until<S: AsyncRead + Unpin>(stream: &mut S, inbox: &mut Vec<u8>, end: &[u8]) -> Option<String> {
    loop {
        if let Some(at) = inbox.windows(end.len()).position(|window| window == end) {
            let found = String::from_utf8_lossy(&inbox[..at]).into_owned();
            inbox.drain(..at + end.len());
            return Some(found);
        }
        let mut piece = [0; 1024];
        let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        inbox.extend(&piece[..count]);
    }
}
