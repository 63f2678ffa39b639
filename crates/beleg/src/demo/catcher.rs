//! The mail catcher: takes every mail that the desk sends, keeps it, and shows it.
//!
//! SMTP with STARTTLS by the demo's CA, so that the desk sends as it would to any smarthost; HTTP without TLS on loopback.

use crate::whole;
use anyhow::Context as _;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use kernel::{Ambient, EmailAddress};
use net::{Alpn, CertificateSet, Certificates, Profile, ServerKey, Tickets};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use wire::smtp::{Action, Flavour, Limits, Reply, Session, TlsOffer, Verdict};

/// One mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Message {
    from: String,
    to: Vec<String>,
    raw: String,
}

/// The catcher. Keeps its mails in a folder, so that a demo that is started again still has them.
#[derive(Debug)]
pub(super) struct Catcher {
    dir: PathBuf,
    /// Mails in the order in which they came, with the number of their file.
    messages: Mutex<Vec<(u64, Message)>>,
}

/// Everybody is taken, so that a demo shows mail that arrives; but who is called `later` is put off, and `nobody` refused, so that it
/// shows mail that does not.
fn verdict(to: &str) -> Verdict {
    match to.split('@').next() {
        Some("later") => Verdict::Refuse(Reply::new(451, "4.7.1", "come again later")),
        Some("nobody") => Verdict::Refuse(Reply::new(550, "5.1.1", "nobody is called so")),
        _ => Verdict::Accept,
    }
}

impl Catcher {
    /// Opens the folder.
    pub(super) fn open(dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
        let mut messages = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<u64>().ok());
            if let Some(number) = number.filter(|_| path.extension().is_some_and(|extension| extension == "json")) {
                messages.push((number, serde_json::from_slice(&std::fs::read(&path)?)?));
            }
        }
        messages.sort_by_key(|(number, _)| *number);
        Ok(Self { dir: dir.to_owned(), messages: Mutex::new(messages) })
    }

    /// Listens on both ports.
    pub(super) async fn listen(self: Arc<Self>, smtp: SocketAddr, http: SocketAddr, key: &ServerKey) -> anyhow::Result<()> {
        let mut set = CertificateSet::default();
        set.set_without_name(key);
        let ambient = Ambient::system();
        let tickets = Tickets::new(kernel::Secret::new(ambient.dice().bytes()), ambient);
        let config = net::server_config(Profile::Mail, Arc::new(Certificates::new(set)), Alpn::None, tickets)?;
        let acceptor = TlsAcceptor::from(config);
        let (mail, web) = (bind(smtp).await?, bind(http).await?);
        let catcher = Arc::clone(&self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = mail.accept().await {
                let (catcher, acceptor) = (Arc::clone(&catcher), acceptor.clone());
                tokio::spawn(async move {
                    if let Err(error) = catcher.converse(stream, acceptor).await {
                        tracing::debug!(%error, "the catcher lost a connection");
                    }
                });
            }
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = web.accept().await {
                let catcher = Arc::clone(&self);
                tokio::spawn(async move {
                    let service = hyper::service::service_fn(move |request| {
                        let answer = catcher.answer(&request);
                        async move { Ok::<_, Infallible>(answer) }
                    });
                    let served = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                    if let Err(error) = served {
                        tracing::debug!(%error, "a reader of the catcher left");
                    }
                });
            }
        });
        Ok(())
    }

    async fn converse(&self, mut stream: TcpStream, acceptor: TlsAcceptor) -> anyhow::Result<()> {
        let mut session = Session::new(Flavour::Smtp, Limits::default(), "catcher.localhost", TlsOffer::StartTls);
        if self.talk(&mut stream, &mut session).await? == Next::StartTls {
            let mut sealed = acceptor.accept(stream).await?;
            session.tls_started();
            self.talk(&mut sealed, &mut session).await?;
        }
        Ok(())
    }

    async fn talk(&self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin), session: &mut Session) -> anyhow::Result<Next> {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            while let Some(action) = session.next_action() {
                match action {
                    Action::Reply(bytes) => stream.write_all(&bytes).await?,
                    Action::AskRecipient { to, .. } => session.recipient(verdict(&to)),
                    Action::Message { envelope, body } => {
                        let reply = self
                            .keep(&envelope, &body)
                            .map_or_else(|_| Reply::new(451, "4.3.0", "the catcher cannot write"), |()| Reply::new(250, "2.0.0", "caught"));
                        session.message(&[reply]);
                    }
                    Action::StartTls => return Ok(Next::StartTls),
                    Action::Close => return Ok(Next::Close),
                }
            }
            stream.flush().await?;
            match stream.read(&mut chunk).await? {
                0 => return Ok(Next::Close),
                count => session.feed(chunk.get(..count).unwrap_or_default()),
            }
        }
    }

    fn keep(&self, envelope: &wire::smtp::Envelope, body: &[u8]) -> anyhow::Result<()> {
        let message = Message { from: envelope.from.clone(), to: envelope.to.clone(), raw: String::from_utf8_lossy(body).into_owned() };
        let Ok(mut messages) = self.messages.lock() else { anyhow::bail!("the catcher is broken") };
        let number = messages.last().map_or(1, |(number, _)| number + 1);
        // Whole or not there: a file that a killed demo left half written would keep the next one from starting.
        whole::write(&self.dir.join(format!("{number}.json")), &serde_json::to_vec(&message)?)?;
        messages.push((number, message));
        Ok(())
    }

    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let Ok(mut messages) = self.messages.lock() else { return plain(StatusCode::INTERNAL_SERVER_ERROR, "") };
        let newest = |messages: &[(u64, Message)]| messages.iter().map(|(_, message)| message.clone()).collect::<Vec<_>>();
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/messages") => typed("application/json", serde_json::to_vec(&newest(&messages)).unwrap_or_default()),
            (&Method::DELETE, "/messages") => {
                for (number, _) in messages.drain(..) {
                    let _ = std::fs::remove_file(self.dir.join(format!("{number}.json")));
                }
                plain(StatusCode::NO_CONTENT, "")
            }
            (&Method::GET, "/") => typed("text/html; charset=utf-8", page(&messages).into_bytes()),
            _ => plain(StatusCode::NOT_FOUND, "there are / and /messages\n"),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Next {
    StartTls,
    Close,
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *answer.status_mut() = status;
    answer
}

fn typed(media_type: &'static str, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    answer.headers_mut().insert("content-type", http::HeaderValue::from_static(media_type));
    answer.headers_mut().insert("content-security-policy", http::HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"));
    answer
}

/// The mails for people, the newest first.
fn page(messages: &[(u64, Message)]) -> String {
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Caught mail</title>\
         <style>body{font:15px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#131819;background:#e7ebe9}\
         details{background:#fff;padding:.75rem 1rem;margin:.5rem 0;border-radius:2px}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style><h1>Caught mail</h1>",
    );
    if messages.is_empty() {
        out.push_str("<p>Nothing yet. What the desk sends will stand here.</p>");
    }
    for (_, message) in messages.iter().rev().take(500) {
        let subject = wire::mime::Mail::understand(message.raw.as_bytes()).subject;
        let to: Vec<String> = message.to.iter().filter_map(|to| to.parse::<EmailAddress>().ok()).map(|to| to.to_string()).collect();
        let _ = write!(
            out,
            "<details><summary><b>{}</b> to {}</summary><pre>{}</pre></details>",
            wire::html::escape(&subject),
            wire::html::escape(&to.join(", ")),
            wire::html::escape(&message.raw)
        );
    }
    out
}
