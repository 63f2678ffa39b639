//! A server that speaks just enough IMAP or POP3 to misbehave, over real TLS.

use crate::house::Fixture;
use net::{Alpn, CertificateSet, Certificates, Profile, ServerKey, Tickets, server_config};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What a server does with one line.
pub(crate) enum Does {
    /// Says this.
    Says(Vec<u8>),
    /// Says this and hangs up.
    HangsUp(Vec<u8>),
    /// Says this and then nothing for ever.
    Stalls(Vec<u8>),
    /// What an honest server does.
    Honestly,
}

/// What makes it odd: given the line (without its tag), and its mailbox.
pub(crate) type Oddity = Arc<dyn Fn(&str, &Mailbox) -> Does + Send + Sync>;

/// Messages by number, and what happened to them.
#[derive(Default)]
pub(crate) struct Mailbox {
    pub(crate) mails: Mutex<Vec<(u32, Vec<u8>)>>,
    /// Marked as deleted.
    pub(crate) deleted: Mutex<Vec<u32>>,
    /// Every line that was heard.
    pub(crate) heard: Mutex<Vec<String>>,
    pub(crate) connections: AtomicUsize,
    /// Those that are open now.
    pub(crate) open: AtomicUsize,
}

/// An open connection.
struct Present(Arc<Mailbox>);

impl Drop for Present {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Mailbox {
    pub(crate) fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }

    pub(crate) fn heard(&self, part: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.contains(part)).count()
    }

    fn raw(&self, number: u32) -> Option<Vec<u8>> {
        self.mails.lock().unwrap().iter().find(|(uid, _)| *uid == number).map(|(_, raw)| raw.clone())
    }

    fn expunge(&self) {
        let deleted = std::mem::take(&mut *self.deleted.lock().unwrap());
        self.mails.lock().unwrap().retain(|(uid, _)| !deleted.contains(uid));
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) mailbox: Arc<Mailbox>,
    _accepting: JoinSet<()>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Speaks {
    Imap,
    Pop3,
    /// IMAP in the clear.
    Clear,
}

impl Server {
    /// With mails 1, 2, 3 and so on of these subjects.
    pub(crate) async fn start(fixture: &Fixture, speaks: Speaks, subjects: &[&str], oddity: Oddity) -> Self {
        let issued = fixture.issue();
        let key = ServerKey::from_pem(&issued.certificate_pem, &issued.key_pem).unwrap();
        let mut set = CertificateSet::default();
        set.set_without_name(&key);
        let tickets = Tickets::new(kernel::Secret::new([7; 32]), fixture.ambient.clone());
        let config = server_config(Profile::Mail, Arc::new(Certificates::new(set)), Alpn::None, tickets).unwrap();
        let acceptor = TlsAcceptor::from(config);
        let mailbox = Arc::new(Mailbox::default());
        *mailbox.mails.lock().unwrap() = (1..).zip(subjects.iter().map(|subject| crate::house::mail(subject))).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut accepting = JoinSet::new();
        let of = Arc::clone(&mailbox);
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                of.connections.fetch_add(1, Ordering::SeqCst);
                let (acceptor, of, oddity) = (acceptor.clone(), Arc::clone(&of), Arc::clone(&oddity));
                of.open.fetch_add(1, Ordering::SeqCst);
                let present = Present(Arc::clone(&of));
                connections.spawn(async move {
                    let _present = present;
                    if speaks == Speaks::Clear {
                        converse(stream, speaks, &of, &oddity).await;
                    } else if let Ok(stream) = acceptor.accept(stream).await {
                        converse(stream, speaks, &of, &oddity).await;
                    }
                });
            }
        });
        Self { port, mailbox, _accepting: accepting }
    }
}

impl Server {
    pub(crate) fn open(&self) -> usize {
        self.mailbox.open.load(Ordering::SeqCst)
    }
}

/// Nothing odd.
pub(crate) fn honest() -> Oddity {
    Arc::new(|_, _| Does::Honestly)
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: S, speaks: Speaks, mailbox: &Mailbox, oddity: &Oddity) {
    let mut stream = BufReader::new(stream);
    let greeting: &[u8] = if speaks == Speaks::Pop3 { b"+OK ready\r\n" } else { b"* OK ready\r\n" };
    let mut line = String::new();
    let mut does = match oddity("GREETING", mailbox) {
        Does::Honestly => Does::Says(greeting.to_vec()),
        other => other,
    };
    loop {
        let (said, goes_on) = match does {
            Does::Says(said) => (said, true),
            Does::HangsUp(said) => (said, false),
            Does::Stalls(said) => {
                let _ = stream.get_mut().write_all(&said).await;
                let _ = stream.get_mut().flush().await;
                return std::future::pending().await;
            }
            Does::Honestly => (Vec::new(), true),
        };
        let sent = stream.get_mut().write_all(&said).await.is_ok() && stream.get_mut().flush().await.is_ok();
        if !sent || !goes_on {
            let _ = stream.get_mut().shutdown().await;
            return;
        }
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let heard = line.trim_end().to_owned();
        mailbox.heard.lock().unwrap().push(heard.clone());
        let (tag, command) =
            if speaks == Speaks::Pop3 || heard == "DONE" { ("", heard.as_str()) } else { heard.split_once(' ').unwrap_or_default() };
        does = match oddity(command, mailbox) {
            Does::Honestly if speaks == Speaks::Pop3 => Does::Says(pop3(command, mailbox)),
            Does::Honestly => Does::Says(imap(tag, command, mailbox)),
            Does::Says(said) => Does::Says(tagged(said, tag)),
            Does::HangsUp(said) => Does::HangsUp(tagged(said, tag)),
            Does::Stalls(said) => Does::Stalls(tagged(said, tag)),
        };
    }
}

/// Oddities write `TAG` where the tag stands.
fn tagged(said: Vec<u8>, tag: &str) -> Vec<u8> {
    match said.windows(4).position(|part| part == b"TAG ") {
        Some(at) => [&said[..at], tag.as_bytes(), b" ", &said[at + 4..]].concat(),
        None => said,
    }
}

fn numbers(set: &str) -> Vec<u32> {
    let run = |part: &str| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        first.parse().unwrap()..=last.parse::<u32>().unwrap()
    };
    set.split(',').flat_map(run).collect()
}

fn imap(tag: &str, command: &str, mailbox: &Mailbox) -> Vec<u8> {
    let mut words = command.split(' ');
    let (verb, second, third) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let ok = format!("{tag} OK done\r\n");
    let all: Vec<u32> = mailbox.mails.lock().unwrap().iter().map(|(uid, _)| *uid).collect();
    let said = match (verb, second) {
        ("CAPABILITY", _) => format!("* CAPABILITY IMAP4rev1 UIDPLUS\r\n{ok}"),
        ("SELECT" | "EXAMINE", _) => format!("* {} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-WRITE] open\r\n", all.len()),
        ("UID", "SEARCH") => {
            let found = if third == "DELETED" { mailbox.deleted.lock().unwrap().clone() } else { all };
            format!("* SEARCH {}\r\n{ok}", found.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))
        }
        ("FETCH", _) => (1..).zip(&all).map(|(at, uid)| format!("* {at} FETCH (UID {uid})\r\n")).chain([ok]).collect(),
        ("UID", "FETCH") => return fetch(third, command, mailbox, &ok),
        ("UID", "STORE") if command.contains("Deleted") => {
            mailbox.deleted.lock().unwrap().extend(numbers(third));
            ok
        }
        ("UID" | "EXPUNGE", _) if command.contains("EXPUNGE") => {
            mailbox.expunge();
            ok
        }
        ("LOGOUT", _) => format!("* BYE\r\n{ok}"),
        _ => ok,
    };
    said.into_bytes()
}

fn fetch(set: &str, command: &str, mailbox: &Mailbox, ok: &str) -> Vec<u8> {
    let mut said = Vec::new();
    for uid in numbers(set) {
        let Some(raw) = mailbox.raw(uid) else { continue };
        if command.contains("BODY") {
            said.extend(format!("* {uid} FETCH (UID {uid} BODY[] {{{}}}\r\n", raw.len()).into_bytes());
            said.extend([raw.as_slice(), b")\r\n"].concat());
        } else {
            said.extend(format!("* {uid} FETCH (UID {uid} RFC822.SIZE {})\r\n", raw.len()).into_bytes());
        }
    }
    said.extend(ok.as_bytes());
    said
}

fn pop3(command: &str, mailbox: &Mailbox) -> Vec<u8> {
    let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
    let mails = mailbox.mails.lock().unwrap().clone();
    let list =
        |line: &dyn Fn(&(u32, Vec<u8>)) -> String| format!("+OK\r\n{}.\r\n", mails.iter().map(line).collect::<String>()).into_bytes();
    match verb {
        "UIDL" => list(&|(uid, _)| format!("{uid} name-{uid}\r\n")),
        "LIST" => list(&|(uid, raw)| format!("{uid} {}\r\n", raw.len())),
        "RETR" => match argument.parse().ok().and_then(|number| mailbox.raw(number)) {
            Some(raw) => {
                let text = String::from_utf8(raw).unwrap().replace("\r\n.", "\r\n..");
                format!("+OK\r\n{text}.\r\n").into_bytes()
            }
            None => b"-ERR no such message\r\n".to_vec(),
        },
        "DELE" => {
            mailbox.deleted.lock().unwrap().push(argument.parse().unwrap());
            b"+OK\r\n".to_vec()
        }
        "QUIT" => {
            mailbox.expunge();
            b"+OK bye\r\n".to_vec()
        }
        _ => b"+OK\r\n".to_vec(),
    }
}
