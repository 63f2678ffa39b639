//! The HTTPS client of the benchmarks: HTTP/1.1 over TLS connections that are kept.

use crate::turns::{Tally, Turns, closed_loop};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use kernel::Ambient;
use net::{Profile, Roots, client_config};
use rustls_pki_types::ServerName;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Whom to ask, and as whom.
pub(crate) struct Site {
    address: SocketAddr,
    host: String,
    token: Option<String>,
    tls: TlsConnector,
}

impl Site {
    /// A host on a loopback address whose certificate is from this CA (PEM).
    pub(crate) fn new(address: SocketAddr, host: &str, ca: &str, token: Option<String>) -> Result<Self> {
        let roots = Roots::from_pem(ca).context("reading the CA")?;
        let tls = client_config(Profile::Modern, &roots, &Ambient::system()).context("setting TLS up")?;
        Ok(Self { address, host: host.to_owned(), token, tls: TlsConnector::from(tls) })
    }
}

/// A request, and what its answer must be.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    body: Bytes,
    status: StatusCode,
    /// Stands in the answer.
    holds: &'static str,
    /// As a page of the host sends it, not as a program.
    is_form: bool,
}

impl Ask {
    pub(crate) fn get(path: impl Into<String>, holds: &'static str) -> Self {
        Self { method: Method::GET, path: path.into(), body: Bytes::new(), status: StatusCode::OK, holds, is_form: false }
    }

    /// The same request for the bare handler, which answers 200 to everything.
    pub(crate) fn of_limit(ask: &Self) -> Self {
        Self { status: StatusCode::OK, holds: "", ..ask.clone() }
    }

    /// Whether an answer holds what it must.
    pub(crate) fn is_answered_by(&self, body: &[u8]) -> bool {
        holds(body, self.holds)
    }

    pub(crate) fn post(path: impl Into<String>, body: &serde_json::Value, status: StatusCode) -> Self {
        Self { method: Method::POST, path: path.into(), body: body.to_string().into(), status, holds: "", is_form: false }
    }

    /// A form of a page.
    pub(crate) fn form(path: impl Into<String>, form: String, status: StatusCode) -> Self {
        Self { method: Method::POST, path: path.into(), body: form.into(), status, holds: "", is_form: true }
    }
}

/// A connection that is kept.
pub(crate) struct Line {
    site: Arc<Site>,
    sender: SendRequest<Full<Bytes>>,
}

impl Line {
    pub(crate) async fn open(site: &Arc<Site>) -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "a benchmark dials what it started on loopback")]
        let stream = TcpStream::connect(site.address).await.with_context(|| format!("dialling {}", site.address))?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from(site.host.clone()).context("the host is no name")?;
        let stream = site.tls.connect(name, stream).await.context("the TLS handshake failed")?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { site: Arc::clone(site), sender })
    }

    /// The answer's body; a status that was not expected is an error.
    pub(crate) async fn ask(&mut self, ask: &Ask) -> Result<Bytes> {
        let host = format!("{}:{}", self.site.host, self.site.address.port());
        let mut request = Request::builder().method(ask.method.clone()).uri(&ask.path).header(HOST, host);
        if let Some(token) = &self.site.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if ask.is_form {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
        } else if !ask.body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Full::new(ask.body.clone()))?).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status != ask.status {
            bail!("{} {} was answered {status}: {}", ask.method, ask.path, String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}

/// Asks all of them on so many kept connections.
pub(crate) async fn ask_all(site: &Arc<Site>, asks: &Arc<[Ask]>, connections: usize) -> Result<Tally> {
    let worker = |turns: Turns| {
        let (site, asks) = (Arc::clone(site), Arc::clone(asks));
        async move {
            let mut line = Line::open(&site).await?;
            let mut tally = Tally::default();
            while let Some(ask) = turns.take().and_then(|turn| asks.get(turn)) {
                let begun = Instant::now();
                let body = line.ask(ask).await?;
                tally.times.push(begun.elapsed());
                tally.missed += usize::from(!ask.is_answered_by(&body));
            }
            Ok(tally)
        }
    };
    closed_loop(connections, asks.len(), worker).await
}

fn holds(body: &[u8], words: &str) -> bool {
    words.is_empty() || body.windows(words.len()).any(|part| part == words.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_what_stands_in_it() {
        let check = |body: &str, words: &str, expected: bool| assert_eq!(holds(body.as_bytes(), words), expected, "{body} {words}");
        check("{\"items\":[{\"id\":1}]}", "\"id\"", true);
        check("{\"items\":[]}", "\"id\"", false);
        check("", "", true);
        check("", "x", false);
    }
}
