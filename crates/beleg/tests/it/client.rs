//! A browser's or program's side: HTTP/2 over verified TLS, one connection a host.

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use kernel::Ambient;
use net::{Profile, Roots, client_config};
use room::{Operation, Sample};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

/// What is not there after this time does not come.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// The type of live streams: they do not end by themselves.
const STREAM: &str = "text/event-stream";

/// Talks to one port.
pub(crate) struct Client {
    pub(crate) port: u16,
    config: Arc<ClientConfig>,
    open: Mutex<BTreeMap<String, SendRequest<Full<Bytes>>>>,
}

impl Client {
    pub(crate) fn new(port: u16, ca_pem: &str) -> Self {
        let roots = Roots::from_pem(ca_pem).expect("the development CA");
        let config = client_config(Profile::Modern, &roots, &Ambient::system()).expect("a client's TLS");
        let mut config = ClientConfig::clone(&config);
        config.alpn_protocols = vec![b"h2".to_vec()];
        Self { port, config: Arc::new(config), open: Mutex::default() }
    }

    #[expect(clippy::disallowed_methods, reason = "the test is the client")]
    async fn connect(&self, name: &str) -> SendRequest<Full<Bytes>> {
        let tcp = TcpStream::connect(("127.0.0.1", self.port)).await.expect("the gate is open");
        tcp.set_nodelay(true).expect("a socket");
        let name = ServerName::try_from(name.to_owned()).expect("a host");
        let tls = TlsConnector::from(Arc::clone(&self.config)).connect(name, tcp).await.expect("a handshake");
        let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(tls)).await.expect("HTTP/2");
        tokio::spawn(connection);
        sender
    }

    /// Sends over the host's connection; of a live stream only the first frame is heard.
    pub(crate) async fn send(&self, ask: Ask) -> Reply {
        let name = ask.tls_for.clone().unwrap_or_else(|| ask.host.clone());
        let mut sender = {
            let mut open = self.open.lock().await;
            match open.get(&name).filter(|sender| !sender.is_closed()) {
                Some(sender) => sender.clone(),
                None => open.entry(name.clone()).insert_entry(self.connect(&name).await).get().clone(),
            }
        };
        let words = format!("{} {}{}", ask.method, ask.host, ask.target);
        let carried = ask.carried();
        let sending = sender.send_request(ask.request(self.port));
        let response = timeout(SOON, sending).await.unwrap_or_else(|_| panic!("no answer to {words}")).expect("an answer");
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|kind| kind == STREAM);
        let body = if is_stream { Heard::new(body).frame().await.into() } else { body.collect().await.expect("a whole body").to_bytes() };
        Reply { status: parts.status.as_u16(), headers: parts.headers, body, carried, asked: words }
    }

    /// Opens a live stream.
    pub(crate) async fn listen(&self, ask: Ask) -> Heard {
        let mut sender = self.connect(&ask.host.clone()).await;
        let response = sender.send_request(ask.request(self.port)).await.expect("an answer");
        assert_eq!(response.status(), 200, "a stream opens");
        Heard { _sender: Some(sender), ..Heard::new(response.into_body()) }
    }
}

/// An open live stream.
pub(crate) struct Heard {
    body: Incoming,
    waiting: String,
    _sender: Option<SendRequest<Full<Bytes>>>,
}

impl Heard {
    fn new(body: Incoming) -> Self {
        Self { body, waiting: String::new(), _sender: None }
    }

    /// The next frame, up to its empty line; empty when the stream has ended.
    pub(crate) async fn frame(&mut self) -> String {
        loop {
            if let Some(end) = self.waiting.find("\n\n") {
                return self.waiting.drain(..end + 2).collect();
            }
            let next = timeout(SOON, self.body.frame()).await.expect("a frame in time");
            let Some(Ok(frame)) = next else { return String::new() };
            self.waiting.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap_or(&Bytes::new())));
        }
    }

    /// All frames up to the one that says this.
    pub(crate) async fn until(&mut self, words: &str) -> Vec<String> {
        let mut frames = Vec::new();
        loop {
            let frame = self.frame().await;
            assert!(!frame.is_empty(), "the stream ended before {words}: {frames:?}");
            frames.push(frame.clone());
            if frame.contains(words) {
                return frames;
            }
        }
    }
}

/// What came back, and what had been carried there.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) carried: String,
    pub(crate) asked: String,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: no JSON: {} {}", self.asked, self.status, self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Everything that came back: headers and body.
    pub(crate) fn all(&self) -> String {
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
        format!("{}\n\n{}", headers.collect::<Vec<_>>().join("\n"), self.text())
    }

    /// The status with the slug of a problem: `404 not-found`.
    pub(crate) fn outcome(&self) -> String {
        let is_problem = self.header("content-type") == "application/problem+json";
        let slug = if is_problem { self.json()["type"].as_str().and_then(|kind| kind.rsplit('/').next()).map(str::to_owned) } else { None };
        slug.map_or_else(|| self.status.to_string(), |slug| format!("{} {slug}", self.status))
    }

    /// Fails unless the status is this.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    host: String,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    /// For which name TLS is opened, when not for the host.
    tls_for: Option<String>,
}

impl Ask {
    pub(crate) fn new(method: Method, host: &str, target: &str) -> Self {
        Self { method, host: host.into(), target: target.into(), headers: Vec::new(), body: Bytes::new(), tls_for: None }
    }

    pub(crate) fn get(host: &str, target: &str) -> Self {
        Self::new(Method::GET, host, target)
    }

    pub(crate) fn post(host: &str, target: &str, body: &Json) -> Self {
        Self::new(Method::POST, host, target).json(body)
    }

    /// The sample of an operation, sent to a host.
    pub(crate) fn sample(operation: &Operation, host: &str, sample: &Sample) -> Self {
        let ask = Self::new(operation.method.http(), host, &sample.target);
        match (&sample.body, &sample.form) {
            (Some(body), _) => ask.json(body),
            (None, Some(form)) => ask.form(form),
            (None, None) => ask,
        }
    }

    pub(crate) fn json(self, body: &Json) -> Self {
        Self { body: body.to_string().into(), ..self.with("content-type", "application/json") }
    }

    pub(crate) fn form(self, form: &str) -> Self {
        Self { body: form.to_owned().into(), ..self.with("content-type", "application/x-www-form-urlencoded") }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As a page of this very host would send it, with this cookie.
    pub(crate) fn browser(self, cookie: &str) -> Self {
        self.same_origin().with("cookie", cookie)
    }

    pub(crate) fn same_origin(self) -> Self {
        self.with("sec-fetch-site", "same-origin")
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn tls_for(self, name: &str) -> Self {
        Self { tls_for: Some(name.into()), ..self }
    }

    /// All that the request says: what is echoed of it is no news to whoever asked.
    fn carried(&self) -> String {
        let headers: Vec<&str> = self.headers.iter().map(|(_, value)| value.as_str()).collect();
        format!("{}\n{}\n{}", self.target, headers.join("\n"), String::from_utf8_lossy(&self.body))
    }

    fn request(self, port: u16) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(self.method).uri(format!("https://{}:{port}{}", self.host, self.target));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(Full::new(self.body)).expect("a request")
    }
}
