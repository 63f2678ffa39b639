//! Compression of texts on their way out.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use std::io::Write as _;

/// Shorter texts are not worth it.
const SHORTEST: usize = 1024;

/// How hard to try: an answer is compressed once and read once, so time counts more than size.
const GZIP_LEVEL: u32 = 1;
const BROTLI_QUALITY: i32 = 3;

/// The window that brotli may look back in, as a power of two: enough for our answers, and small to set up.
const BROTLI_WINDOW: i32 = 18;

/// Whether the answer is text that is long enough and not compressed already.
pub(crate) fn is_worth(headers: &HeaderMap, size: usize) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let text = essence.starts_with("text/") && essence != "text/event-stream";
    let textual = ["application/json", "application/problem+json", "application/manifest+json", "image/svg+xml"].contains(&essence);
    size >= SHORTEST && (text || textual) && !headers.contains_key(CONTENT_ENCODING)
}

/// The body in the best form that the client takes, and the name of that form.
pub(crate) fn compress(asked: &HeaderMap, body: &Bytes) -> Option<(Bytes, HeaderValue)> {
    if accepts(asked, "br") {
        brotli(body).map(|bytes| (bytes, HeaderValue::from_static("br")))
    } else if accepts(asked, "gzip") {
        gzip(body).map(|bytes| (bytes, HeaderValue::from_static("gzip")))
    } else {
        None
    }
}

/// Whether an encoding is named and not refused (RFC 9110 §12.5.3).
pub(crate) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let said = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    said.map(|item| item.split(';').map(str::trim)).any(|mut parts| {
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
            && !parts.any(|part| part.strip_prefix("q=").is_some_and(|quality| quality.trim_matches(['0', '.']).is_empty()))
    })
}

fn brotli(body: &[u8]) -> Option<Bytes> {
    let mut out = Vec::with_capacity(body.len() / 4);
    let params =
        brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: BROTLI_WINDOW, size_hint: body.len(), ..Default::default() };
    let mut input = body;
    brotli::BrotliCompress(&mut input, &mut out, &params).ok()?;
    Some(out.into())
}

fn gzip(body: &[u8]) -> Option<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::new(GZIP_LEVEL));
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn asked(encodings: &str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, encodings.parse().unwrap())])
    }

    #[test]
    fn compressed_texts_read_back() {
        let text = Bytes::from("{\"title\":\"VPN bricht ab\",\"queue\":\"Störungen\"},".repeat(200));
        let (bytes, name) = compress(&asked("gzip, br"), &text).unwrap();
        let mut back = Vec::new();
        brotli::Decompressor::new(bytes.as_ref(), 4096).read_to_end(&mut back).unwrap();
        assert_eq!((name.to_str().unwrap(), &back[..]), ("br", &text[..]));
        let (bytes, name) = compress(&asked("gzip"), &text).unwrap();
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_ref()).read_to_end(&mut back).unwrap();
        assert_eq!((name.to_str().unwrap(), &back[..]), ("gzip", &text[..]));
        assert!(bytes.len() * 10 < text.len());
        assert_eq!(compress(&asked("deflate"), &text), None);
    }

    #[test]
    fn encodings_count_when_named_and_not_refused() {
        let check = |said: &str, encoding: &str, expected: bool| assert_eq!(accepts(&asked(said), encoding), expected, "{said} {encoding}");
        check("gzip, deflate, br, zstd", "br", true);
        check("GZIP", "gzip", true);
        check("gzip;q=0.5, br;q=0", "br", false);
        check("gzip;q=0.5, br;q=0", "gzip", true);
        check("br;q=0.000", "br", false);
        check("identity", "br", false);
        check("", "br", false);
    }

    #[test]
    fn only_long_texts_are_worth_it() {
        let check = |kind: &str, size: usize, expected: bool| {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(is_worth(&headers, size), expected, "{kind} {size}");
        };
        check("application/json", 1024, true);
        check("application/json", 1023, false);
        check("text/css; charset=utf-8", 5000, true);
        check("text/event-stream", 5000, false);
        check("image/png", 5000, false);
        let already = HeaderMap::from_iter([(CONTENT_TYPE, "text/css".parse().unwrap()), (CONTENT_ENCODING, "br".parse().unwrap())]);
        assert!(!is_worth(&already, 5000));
    }
}
