//! One question to a web server, and its answer: for programs that speak with programs.

use crate::egress::{Dialed, Egress, Purpose};
use crate::fetch::{gather, read, speak};
use crate::{FetchError, Profile, Roots, client_config};
use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use kernel::Secret;
use rustls::pki_types::ServerName;
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Position;

/// Says who asks: programs that are asked have a right to know.
const AGENT: &str = "Beleg";

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it goes: `https://…` and nothing else.
    pub address: &'a str,
    /// What is sent, `application/x-www-form-urlencoded`; with nothing it is a `GET`.
    pub form: Option<&'a Secret<String>>,
    /// The value of `Authorization`.
    pub authorization: Option<&'a Secret<String>>,
    /// The largest answer. **Units**: octets.
    pub most: usize,
    /// How long all of it may take.
    pub patience: Duration,
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

/// Asks a question, through [`Egress`] and with TLS alone. Nobody is followed elsewhere: a secret goes where it was meant to go.
///
/// # Errors
/// [`FetchError`]; an answer of any status is none.
pub async fn exchange(egress: &Egress, question: &Question<'_>, roots: &Roots) -> Result<Answered, FetchError> {
    timeout(question.patience, ask(egress, question, roots)).await.unwrap_or(Err(FetchError::NotSent))
}

async fn ask(egress: &Egress, question: &Question<'_>, roots: &Roots) -> Result<Answered, FetchError> {
    let address = read(question.address).filter(|address| address.scheme() == "https").ok_or(FetchError::NotAnAddress)?;
    let (host, port) = address.host_str().zip(address.port_or_known_default()).ok_or(FetchError::NotAnAddress)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let method = if question.form.is_some() { Method::POST } else { Method::GET };
    let mut request = Request::builder()
        .method(method)
        .uri(&address[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &address[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, "application/json")
        .header(ACCEPT_ENCODING, "identity");
    if question.form.is_some() {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    if let Some(authorization) = question.authorization {
        let mut value = HeaderValue::from_str(authorization.reveal()).map_err(|_| FetchError::NotAnAddress)?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let body = question.form.map_or_else(Bytes::new, |form| Bytes::copy_from_slice(form.reveal().as_bytes()));
    let request = request.body(Full::new(body)).map_err(|_| FetchError::NotAnAddress)?;
    let name = ServerName::try_from(bare.to_owned()).map_err(|_| FetchError::NotAnAddress)?;
    let config = client_config(Profile::Modern, roots, egress.ambient()).map_err(|_| FetchError::NotSafe)?;
    let Dialed { stream, .. } = egress.dial(question.purpose, bare, port).await?;
    let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|_| FetchError::NotSafe)?;
    let answer = speak(stream, request).await?;
    let status = answer.status().as_u16();
    Ok(Answered { status, body: gather(answer, question.most).await? })
}
