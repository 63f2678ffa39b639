//! A client that verifies, speaks either version, and can be rude.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use net::{Contacts, Egress, Policy, Profile, Purpose, Roots, Rule};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Which version is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Http {
    One,
    Two,
}

pub(crate) const BOTH: [Http; 2] = [Http::One, Http::Two];

#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) egress: Egress,
    pub(crate) roots: Roots,
    ambient: kernel::Ambient,
    pub(crate) port: u16,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the slug of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16());
        assert_eq!(body["request"], self.header("x-request-id"));
        (self.status.as_u16(), body["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
    }
}

/// An open connection.
pub(crate) enum Sender {
    One(hyper::client::conn::http1::SendRequest<Full<Bytes>>),
    Two(hyper::client::conn::http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> hyper::Result<http::Response<Incoming>> {
        match self {
            Self::One(sender) => sender.send_request(request).await,
            Self::Two(sender) => sender.send_request(request).await,
        }
    }
}

impl Client {
    pub(crate) fn new(port: u16, ca_pem: &str, ambient: kernel::Ambient) -> Self {
        let purposes = BTreeMap::from([(Purpose::HttpsProbe, Rule { ports: vec![port] })]);
        let policy = Policy { purposes, internal: Vec::new(), own_addresses: vec!["127.0.0.1".parse().unwrap()] };
        let egress = Egress::new(policy, Arc::new(Contacts::new(10)), ambient.clone());
        Self { egress, roots: Roots::from_pem(ca_pem).unwrap(), ambient, port }
    }

    pub(crate) async fn tcp(&self) -> TcpStream {
        self.egress.dial(Purpose::HttpsProbe, "127.0.0.1", self.port).await.unwrap().stream
    }

    fn config(&self, http: Http) -> Arc<ClientConfig> {
        let mut config = ClientConfig::clone(&net::client_config(Profile::Modern, &self.roots, &self.ambient).unwrap());
        config.alpn_protocols = match http {
            Http::One => vec![b"http/1.1".to_vec()],
            Http::Two => vec![b"h2".to_vec()],
        };
        Arc::new(config)
    }

    /// TLS for a name, or for a bare address.
    pub(crate) async fn tls(&self, http: Http, name: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let stream = TlsConnector::from(self.config(http)).connect(name, self.tcp().await).await?;
        let expected: &[u8] = if http == Http::Two { b"h2" } else { b"http/1.1" };
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(expected));
        Ok(stream)
    }

    pub(crate) async fn connect(&self, http: Http, name: &str) -> Sender {
        let io = TokioIo::new(self.tls(http, name).await.unwrap());
        match http {
            Http::One => {
                let (sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
                tokio::spawn(connection);
                Sender::One(sender)
            }
            Http::Two => {
                let (sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await.unwrap();
                tokio::spawn(connection);
                Sender::Two(sender)
            }
        }
    }

    /// Sends on a fresh connection, with TLS opened for the host of the address.
    pub(crate) async fn send(&self, http: Http, ask: Ask) -> Reply {
        let name = ask.name.clone().unwrap_or_else(|| ask.host.split(':').next().unwrap().to_owned());
        let mut sender = self.connect(http, &name).await;
        let response = sender.send(ask.request(http, self.port)).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
    }
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    /// With the port of the gate unless it names one.
    host: String,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
    /// For which name TLS is opened, when not for the host.
    name: Option<String>,
}

impl Ask {
    pub(crate) fn get(host: &str, target: &str) -> Self {
        Self::new(Method::GET, host, target)
    }

    pub(crate) fn new(method: Method, host: &str, target: &str) -> Self {
        Self { method, host: host.into(), target: target.into(), headers: Vec::new(), body: Bytes::new(), name: None }
    }

    pub(crate) fn post(host: &str, target: &str, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::new(Method::POST, host, target) }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }

    pub(crate) fn tls_for(self, name: &str) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// As a page of this very host would send it.
    pub(crate) fn same_origin(self) -> Self {
        self.with("sec-fetch-site", "same-origin")
    }

    pub(crate) fn cookie(self, cookie: &str) -> Self {
        self.with("cookie", cookie)
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn request(self, http: Http, port: u16) -> Request<Full<Bytes>> {
        let host = if self.host.contains(':') { self.host } else { format!("{}:{port}", self.host) };
        let mut request = match http {
            Http::One => Request::builder().uri(&self.target).header("host", &host),
            Http::Two => Request::builder().uri(format!("https://{host}{}", self.target)),
        };
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.method(self.method).body(Full::new(self.body)).unwrap()
    }
}
