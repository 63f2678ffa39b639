//! Answers.

use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

/// A piece of a streamed answer.
pub type Piece = Bytes;

/// What a handler answers with.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers; the gate adds its own.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// A body in one piece, or one that goes on for a while (server-sent events).
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// Piece by piece until the stream ends or the client leaves.
    Stream(BoxStream<'static, Piece>),
}

impl Answer {
    /// A bare status.
    pub fn new(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::Whole(Bytes::new()) }
    }

    /// 204.
    pub fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT)
    }

    /// 200 with JSON.
    pub fn json(value: &impl Serialize) -> Self {
        Self::json_with(StatusCode::OK, value)
    }

    /// 201 with JSON.
    pub fn created(value: &impl Serialize) -> Self {
        Self::json_with(StatusCode::CREATED, value)
    }

    fn json_with(status: StatusCode, value: &impl Serialize) -> Self {
        // Only maps with keys that are no strings fail to serialise; the house's answers have none.
        Self::new(status).typed("application/json", serde_json::to_vec(value).unwrap_or_default())
    }

    /// A stream of server-sent events.
    pub fn events(pieces: BoxStream<'static, Piece>) -> Self {
        let mut answer =
            Self::new(StatusCode::OK).with_header("content-type", "text/event-stream").with_header("cache-control", "no-store");
        answer.body = Body::Stream(pieces);
        answer
    }

    /// A file to be saved, never shown: `attachment`, its name by RFC 6266 and RFC 8187.
    pub fn download(name: &str, media_type: &str, bytes: Vec<u8>) -> Self {
        let plain: String =
            name.chars().map(|sign| if sign.is_ascii_alphanumeric() || "._- ".contains(sign) { sign } else { '_' }).collect();
        let shown: String = name.chars().filter(|sign| !deceives(*sign)).collect();
        let encoded = percent_encoding::utf8_percent_encode(&shown, percent_encoding::NON_ALPHANUMERIC);
        Self::new(StatusCode::OK)
            .typed(media_type, bytes)
            .with_header("content-disposition", &format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
            .with_header("content-security-policy", "sandbox; default-src 'none'")
    }

    /// Sets body and type.
    #[must_use]
    pub fn typed(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let media_type = if media_type.parse::<HeaderValue>().is_ok() { media_type } else { "application/octet-stream" };
        let mut answer = self.with_header(CONTENT_TYPE.as_str(), media_type);
        answer.body = Body::Whole(body.into());
        answer
    }

    /// Sets a header; a value that no header can hold is left out.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            self.headers.append(name, value);
        }
        self
    }

    /// The body when it is in one piece.
    pub const fn bytes(&self) -> Option<&Bytes> {
        match &self.body {
            Body::Whole(bytes) => Some(bytes),
            Body::Stream(_) => None,
        }
    }
}

/// Signs that a name is not shown with: control characters, and those that turn its direction so that `fdp.exe` reads as
/// `exe.pdf`.
fn deceives(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({})", self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_the_header() {
        let answer = Answer::download("a\"b\r\nx: y\u{202e}gpj.exe", "text/html", vec![1]);
        let disposition = answer.headers.get("content-disposition").unwrap().to_str().unwrap();
        assert!(
            disposition.starts_with("attachment; filename=\"a_b__x_ y_gpj.exe\"; filename*=UTF-8''a%22bx%3A%20ygpj%2Eexe"),
            "{disposition}"
        );
    }
}
