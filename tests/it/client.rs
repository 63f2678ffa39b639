//! An HTTP client that trusts one authority and carries one credential.

use crate::ear::Ear;
use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value as Json;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Somebody with a browser or a program, at one tenant's host.
#[derive(Clone)]
pub(crate) struct Client {
    host: String,
    port: u16,
    tls: Arc<ClientConfig>,
    credential: Option<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    /// For which name TLS is opened, when not for the host.
    name: Option<String>,
}

impl Ask {
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Bytes::new(), name: None }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn json(method: Method, path: &str, body: &Json) -> Self {
        Self::new(method, path).with("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }

    pub(crate) fn tls_for(self, name: &str) -> Self {
        Self { name: Some(name.into()), ..self }
    }
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap_or("?"))
    }

    /// The body, when the status is as expected.
    pub(crate) fn expect(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Json::Null } else { self.json() }
    }

    /// The status and the slug of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status);
        let kind = body["type"].as_str().expect("a problem has a type");
        (self.status, kind.rsplit('/').next().unwrap_or_default().to_owned())
    }
}

impl Client {
    /// Somebody whom nobody knows yet; `authority` is the PEM of whom they trust.
    pub(crate) fn new(host: &str, port: u16, authority: &str) -> Self {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
            roots.add(certificate.expect("a certificate")).expect("a root");
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("protocol versions");
        let tls = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        Self { host: host.into(), port, tls, credential: None }
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { credential: Some(("authorization", format!("Bearer {token}"))), ..self.clone() }
    }

    /// The same person at another host.
    pub(crate) fn at(&self, host: &str) -> Self {
        Self { host: host.into(), ..self.clone() }
    }

    /// Fills in the form at `/sign-in` or `/portal/sign-in`, and keeps the cookie.
    pub(crate) async fn sign_in(&self, page: &str, login: &str, password: &str) -> Self {
        let reply = self.send(self.form(page, login, password)).await;
        assert_eq!(reply.status, 303, "{login} could not sign in: {}", reply.text());
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        assert!(cookie.starts_with("__Host-beleg-"), "{cookie}");
        Self { credential: Some(("cookie", cookie)), ..self.clone() }
    }

    /// The filled-in form.
    pub(crate) fn form(&self, page: &str, login: &str, password: &str) -> Ask {
        let fields = serde_urlencoded::to_string([("login", login), ("password", password)]).expect("a form");
        let ask = Ask::new(Method::POST, page).with("content-type", "application/x-www-form-urlencoded");
        ask.with("origin", &self.origin()).body(fields)
    }

    pub(crate) fn origin(&self) -> String {
        format!("https://{}:{}", self.host, self.port)
    }

    /// Sends on a connection of its own.
    pub(crate) async fn try_send(&self, ask: Ask) -> io::Result<Reply> {
        let (parts, body) = self.open(ask).await?.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        self.try_send(ask).await.expect("the desk answers")
    }

    /// Sends the head of a request that announces a body of this size, and waits for the answer.
    pub(crate) async fn announce(&self, ask: Ask, size: usize) -> Reply {
        self.try_send(ask.with("content-length", &size.to_string()).with("expect", "100-continue")).await.expect("the desk answers")
    }

    async fn open(&self, ask: Ask) -> io::Result<http::Response<Incoming>> {
        let name = ServerName::try_from(ask.name.clone().unwrap_or_else(|| self.host.clone())).map_err(io::Error::other)?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, dial(self.port).await?).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(connection);
        let mut request = Request::builder().method(ask.method).uri(ask.path).header("host", format!("{}:{}", self.host, self.port));
        if let Some((header, value)) = &self.credential {
            request = request.header(*header, value);
            if *header == "cookie" && !ask.headers.iter().any(|(name, _)| *name == "origin") {
                request = request.header("origin", self.origin());
            }
        }
        for (name, value) in ask.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(ask.body)).map_err(io::Error::other)?;
        sender.send_request(request).await.map_err(io::Error::other)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Ask::get(path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> Reply {
        self.send(Ask::json(Method::POST, path, body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Json) -> Reply {
        self.send(Ask::json(Method::PATCH, path, body)).await
    }

    /// One page of a search.
    pub(crate) async fn search(&self, pairs: &[(&str, &str)]) -> Reply {
        self.get(&format!("/api/v1/tickets?{}", serde_urlencoded::to_string(pairs).expect("a query"))).await
    }

    /// All tickets that a search finds, page by page.
    pub(crate) async fn find(&self, q: &str) -> Vec<Json> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let mut pairs = vec![("q", q), ("limit", "200")];
            if !cursor.is_empty() {
                pairs.push(("cursor", &cursor));
            }
            let mut page = self.search(&pairs).await.expect(200);
            found.append(page["items"].as_array_mut().expect("items"));
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => return found,
            }
        }
    }

    /// A ticket with its articles.
    pub(crate) async fn ticket(&self, id: &str) -> Json {
        self.get(&format!("/api/v1/tickets/{id}")).await.expect(200)
    }

    /// Begins to listen to what happens.
    pub(crate) async fn listen(&self) -> Ear {
        let response = self.open(Ask::get("/api/v1/events")).await.expect("the desk answers");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Ear::open(response.into_body()).await
    }
}

/// A connection to something on this machine.
#[expect(clippy::disallowed_methods, reason = "the story is the client")]
pub(crate) async fn dial(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Asks a server that speaks HTTP in the clear.
pub(crate) async fn plain(method: Method, port: u16, path: &str) -> io::Result<Reply> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(dial(port).await?)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    let request = Request::builder().method(method).uri(path).header("host", format!("127.0.0.1:{port}"));
    let request = request.body(Full::new(Bytes::new())).map_err(io::Error::other)?;
    let (parts, body) = sender.send_request(request).await.map_err(io::Error::other)?.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
}
