//! Getting a file from a stranger's web server.

use crate::egress::{Dialed, Egress, EgressError, Purpose};
use crate::tls::{Profile, Roots, client_config};
use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, HOST, LOCATION, USER_AGENT};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body, Incoming};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::convert::Infallible;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Position, Url};

/// How often a server may send one elsewhere.
const HOPS: usize = 3;
/// The longest address. **Units**: octets.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// Ours and nothing about us: every desk says the same.
const AGENT: &str = "Mozilla/5.0 (compatible)";

/// What is wanted, and within which bounds.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is: `https://…` or `http://…`.
    pub address: &'a str,
    /// The media types that make sense. What comes is not believed to be one of them.
    pub accept: &'static str,
    /// **Units**: octets.
    pub most: usize,
    /// How long all of it may take, hops included.
    pub patience: Duration,
}

/// Why nothing came.
///
/// # Security
/// For the record. Strangers are told that nothing came, and not why: otherwise they could map the inside through us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No address of the web, or one with a login in it.
    #[error("not an address that is fetched")]
    NotAnAddress,
    /// Nobody was reached.
    #[error(transparent)]
    Egress(#[from] EgressError),
    /// The server has no certificate that is good for its name.
    #[error("the connection is not safe")]
    NotSafe,
    /// It answered with something else than a file.
    #[error("the server has no such file")]
    NoFile,
    /// It sent one elsewhere too often, or from a safe connection to an unsafe one.
    #[error("the server leads elsewhere")]
    LedAstray,
    /// More than is wanted.
    #[error("the file is too large")]
    TooLarge,
    /// It takes too long, or broke off.
    #[error("the server did not send the file")]
    NotSent,
}

/// Gets a file, without cookies, without telling from where one comes, and through [`Egress`] alone: each hop is dialled, and
/// thus checked, like the first.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch(egress: &Egress, wanted: &Wanted<'_>, roots: &Roots) -> Result<Bytes, FetchError> {
    timeout(wanted.patience, follow(egress, wanted, roots)).await.unwrap_or(Err(FetchError::NotSent))
}

async fn follow(egress: &Egress, wanted: &Wanted<'_>, roots: &Roots) -> Result<Bytes, FetchError> {
    let mut address = read(wanted.address).ok_or(FetchError::NotAnAddress)?;
    for _ in 0..=HOPS {
        let answer = ask(egress, wanted, &address, roots).await?;
        if answer.status() == StatusCode::OK {
            return gather(answer, wanted.most).await;
        }
        let location = answer.headers().get(LOCATION).filter(|_| answer.status().is_redirection()).ok_or(FetchError::NoFile)?;
        let next = location.to_str().ok().and_then(|location| address.join(location).ok()).and_then(|next| read(next.as_str()));
        let next = next.filter(|next| next.scheme() == "https" || address.scheme() == "http");
        address = next.ok_or(FetchError::LedAstray)?;
    }
    Err(FetchError::LedAstray)
}

/// An address that may be asked.
pub(crate) fn read(text: &str) -> Option<Url> {
    let address = Url::parse(text).ok().filter(|_| text.len() <= LONGEST_ADDRESS)?;
    let plain = address.username().is_empty() && address.password().is_none() && address.host_str().is_some();
    (plain && matches!(address.scheme(), "http" | "https")).then_some(address)
}

async fn ask(egress: &Egress, wanted: &Wanted<'_>, address: &Url, roots: &Roots) -> Result<Response<Incoming>, FetchError> {
    let (host, port) = address.host_str().zip(address.port_or_known_default()).ok_or(FetchError::NotAnAddress)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let request = Request::get(&address[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &address[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, wanted.accept)
        .header(ACCEPT_ENCODING, "identity")
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchError::NotAnAddress)?;
    let Dialed { stream, .. } = egress.dial(wanted.purpose, bare, port).await?;
    if address.scheme() == "http" {
        return speak(stream, request).await;
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(|_| FetchError::NotAnAddress)?;
    let config = client_config(Profile::Modern, roots, egress.ambient()).map_err(|_| FetchError::NotSafe)?;
    speak(TlsConnector::from(config).connect(name, stream).await.map_err(|_| FetchError::NotSafe)?, request).await
}

pub(crate) async fn speak<S, B>(stream: S, request: Request<B>) -> Result<Response<Incoming>, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| FetchError::NotSent)?;
    // Ends when the answer was read or is dropped.
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(|_| FetchError::NotSent)
}

pub(crate) async fn gather(answer: Response<Incoming>, most: usize) -> Result<Bytes, FetchError> {
    let mut body = answer.into_body();
    if usize::try_from(body.size_hint().lower()).map_or(true, |length| length > most) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| FetchError::NotSent)?;
        let piece = frame.into_data().unwrap_or_default();
        if bytes.len() + piece.len() > most {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_of_the_web_are_asked() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(read(text).as_ref().map(Url::as_str), expected, "{text}");
        check("https://pictures.example/a b.png?x=1#top", Some("https://pictures.example/a%20b.png?x=1#top"));
        check("HTTP://BILD.example", Some("http://bild.example/"));
        check("https://bücher.example/", Some("https://xn--bcher-kva.example/"));
        for bad in [
            "file:///etc/passwd",
            "ftp://x.example/",
            "https://u:p@x.example/",
            "https://u@x.example/",
            "//x.example/",
            "x.png",
            "data:,x",
            "gopher://x/",
            "",
        ] {
            check(bad, None);
        }
        check(&format!("https://x.example/{}", "a".repeat(LONGEST_ADDRESS)), None);
    }
}
