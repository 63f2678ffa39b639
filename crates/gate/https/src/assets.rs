//! The front end: files that were built into the binary, and the two shells that load them.

use crate::compress::accepts;
use crate::reply;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use room::{Audience, Place};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::sync::LazyLock;
use web::Answer;

/// A file of the front end.
#[derive(Debug)]
pub(crate) struct Embedded {
    /// Its path, beginning with a slash.
    pub(crate) path: &'static str,
    /// Of its bytes, in quotes.
    pub(crate) etag: Cow<'static, str>,
    pub(crate) plain: &'static [u8],
    pub(crate) br: Option<&'static [u8]>,
    pub(crate) gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Files whose name changes with their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Files that keep their name: asked for again each time, answered with 304 while they are the same.
const ASK_AGAIN: &str = "public, no-cache";

/// The same for pages that only those may have who are signed in.
const ASK_AGAIN_ALONE: &str = "private, no-cache";

/// Paths of the agents' front end; with a slash at the end, everything below.
const AGENT_PATHS: [&str; 11] =
    ["/", "/tickets", "/tickets/", "/new", "/sessions", "/password", "/factors", "/sign-on", "/tokens", "/admin", "/admin/"];

/// Paths of the customers' front end.
const CUSTOMER_PATHS: [&str; 7] =
    ["/portal", "/portal/", "/portal/tickets", "/portal/tickets/", "/portal/new", "/portal/password", "/portal/factors"];

/// A shell: the one page that loads a front end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shell {
    /// For agents.
    Agents,
    /// For customer users.
    Customers,
}

impl Shell {
    /// Whose path this is.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let among = |paths: &[&str]| {
            paths.iter().any(|known| path == *known || (known.len() > 1 && known.ends_with('/') && path.starts_with(known)))
        };
        if among(&AGENT_PATHS) {
            Some(Self::Agents)
        } else if among(&CUSTOMER_PATHS) {
            Some(Self::Customers)
        } else {
            None
        }
    }

    pub(crate) const fn audience(self) -> Audience {
        match self {
            Self::Agents => Audience::Agents,
            Self::Customers => Audience::Customers,
        }
    }

    /// For the log.
    pub(crate) const fn operation(self) -> &'static str {
        match self {
            Self::Agents => "shell.agents",
            Self::Customers => "shell.customers",
        }
    }

    /// Where those go who are not signed in.
    pub(crate) const fn sign_in(self) -> &'static str {
        match self {
            Self::Agents => "/sign-in",
            Self::Customers => "/portal/sign-in",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Agents => "/index.html",
            Self::Customers => "/portal.html",
        }
    }

    /// The page; `None` when the front end was not built.
    pub(crate) fn answer(self, headers: &HeaderMap, place: &Place) -> Option<Answer> {
        let file = embedded(self.file())?;
        let mut answer = file.answer(headers, ASK_AGAIN_ALONE);
        if let Ok(policy) = HeaderValue::try_from(reply::app_policy(place)) {
            answer.headers.insert(http::header::CONTENT_SECURITY_POLICY, policy);
        }
        Some(answer)
    }
}

/// The file at a path, for whoever asks. Shells are not among them.
pub(crate) fn file(path: &str, headers: &HeaderMap) -> Option<Answer> {
    // What the pages load that the server draws; they are there without a front end.
    static STYLE: LazyLock<Embedded> = LazyLock::new(|| Embedded::constant("/static/page.css", access::PAGE_CSS.as_bytes()));
    static FONT: LazyLock<Embedded> = LazyLock::new(|| Embedded::constant("/static/page.woff2", access::PAGE_FONT));
    static SCRIPT: LazyLock<Embedded> = LazyLock::new(|| Embedded::constant("/static/page.js", access::PAGE_SCRIPT.as_bytes()));
    match path {
        "/static/page.js" => Some(SCRIPT.answer(headers, ASK_AGAIN)),
        "/static/page.css" => Some(STYLE.answer(headers, ASK_AGAIN)),
        "/static/page.woff2" => Some(FONT.answer(headers, ASK_AGAIN)),
        _ => {
            let file = embedded(path).filter(|file| !has_extension(file.path, "html"))?;
            Some(file.answer(headers, if path.starts_with("/assets/") { FOR_EVER } else { ASK_AGAIN }))
        }
    }
}

fn embedded(path: &str) -> Option<&'static Embedded> {
    EMBEDDED.binary_search_by(|file| file.path.cmp(path)).ok().and_then(|at| EMBEDDED.get(at))
}

impl Embedded {
    /// A file that another room brings along.
    fn constant(path: &'static str, bytes: &'static [u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default()));
        Self { path, etag: etag.into(), plain: bytes, br: None, gz: None }
    }

    fn answer(&self, headers: &HeaderMap, cache: &str) -> Answer {
        if is_known(headers, &self.etag) {
            return unchanged(&self.etag, cache);
        }
        let answer = Answer::new(StatusCode::OK).with_header(ETAG.as_str(), &self.etag).with_header(CACHE_CONTROL.as_str(), cache);
        let (bytes, encoding) = match (self.br, self.gz) {
            (Some(br), _) if accepts(headers, "br") => (br, Some("br")),
            (_, Some(gz)) if accepts(headers, "gzip") => (gz, Some("gzip")),
            _ => (self.plain, None),
        };
        let answer = answer.typed(media_type(self.path), Bytes::from_static(bytes));
        let answer = if self.br.is_some() || self.gz.is_some() { answer.with_header(VARY.as_str(), "accept-encoding") } else { answer };
        match encoding {
            Some(encoding) => answer.with_header(CONTENT_ENCODING.as_str(), encoding),
            None => answer,
        }
    }
}

fn unchanged(etag: &str, cache: &str) -> Answer {
    Answer::new(StatusCode::NOT_MODIFIED).with_header(ETAG.as_str(), etag).with_header(CACHE_CONTROL.as_str(), cache)
}

/// Whether the client has this version already (RFC 9110 §13.1.2, weak comparison).
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let mut said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    said.any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn has_extension(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension == wanted)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SCRIPT: Embedded =
        Embedded { path: "/assets/index-abcdefgh.js", etag: Cow::Borrowed("\"abc\""), plain: b"plain", br: Some(b"br"), gz: Some(b"gz") };

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse::<HeaderValue>().unwrap())).collect()
    }

    #[test]
    fn the_smallest_form_that_the_client_takes_is_sent() {
        let check = |accepted: &str, expected: &[u8], encoding: Option<&str>| {
            let answer = SCRIPT.answer(&headers(&[("accept-encoding", accepted)]), FOR_EVER);
            assert_eq!(answer.bytes().unwrap(), expected, "{accepted}");
            assert_eq!(answer.headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding, "{accepted}");
            assert_eq!(answer.headers.get(VARY).unwrap(), "accept-encoding");
        };
        check("gzip, deflate, br, zstd", b"br", Some("br"));
        check("gzip;q=0.5, br;q=0", b"gz", Some("gzip"));
        check("br;q=0.0, gzip;q=0", b"plain", None);
        check("identity", b"plain", None);
        check("", b"plain", None);
        check("GZIP", b"gz", Some("gzip"));
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let check = |said: &str, expected: StatusCode| {
            let answer = SCRIPT.answer(&headers(&[("if-none-match", said)]), FOR_EVER);
            assert_eq!(answer.status, expected, "{said}");
            assert_eq!(answer.headers.get(ETAG).unwrap(), "\"abc\"");
        };
        check("\"abc\"", StatusCode::NOT_MODIFIED);
        check("\"x\", W/\"abc\"", StatusCode::NOT_MODIFIED);
        check("\"x\"", StatusCode::OK);
    }

    #[test]
    fn paths_have_the_shell_of_those_who_use_them() {
        let check = |path: &str, expected: Option<Shell>| assert_eq!(Shell::of(path), expected, "{path}");
        for path in [
            "/",
            "/tickets",
            "/tickets/2026112310000011",
            "/new",
            "/sessions",
            "/password",
            "/factors",
            "/sign-on",
            "/tokens",
            "/admin",
            "/admin/mail/log",
        ] {
            check(path, Some(Shell::Agents));
        }
        for path in ["/portal", "/portal/", "/portal/tickets/tkt_1", "/portal/new", "/portal/password", "/portal/factors"] {
            check(path, Some(Shell::Customers));
        }
        for path in ["/api/v1/nothing", "/ticketsx", "/newer", "/portalx", "/index.html", ""] {
            check(path, None);
        }
    }

    #[test]
    fn the_table_is_sorted_and_knows_its_types() {
        assert!(EMBEDDED.is_sorted_by_key(|file| file.path));
        assert!(EMBEDDED.iter().all(|file| media_type(file.path) != "application/octet-stream"), "add the type to the table");
        assert!(file("/index.html", &HeaderMap::new()).is_none(), "shells are given only to those who are signed in");
    }
}
