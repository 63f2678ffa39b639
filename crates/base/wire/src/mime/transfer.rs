//! Content-Transfer-Encoding, undone (RFC 2045 §6).

use super::uuencode;
use mail_parser::decoders::base64::base64_decode;
use std::borrow::Cow;

/// Undoes the transfer encoding of a body; the flag says that it was not what it said it was.
pub(super) fn decode<'x>(encoding: &str, body: &'x [u8]) -> (Cow<'x, [u8]>, bool) {
    let name = encoding.split(['(', ';']).next().unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    match name.as_str() {
        "base64" => base64(body).map_or((Cow::Borrowed(body), true), |(bytes, odd)| (Cow::Owned(bytes), odd)),
        "quotedprintable" => {
            let (bytes, odd) = quoted_printable(body);
            (Cow::Owned(bytes), odd)
        }
        "xuuencode" | "uuencode" | "xuue" | "uue" => {
            uuencode::decode(body).map_or((Cow::Borrowed(body), true), |bytes| (Cow::Owned(bytes), false))
        }
        "" | "7bit" | "7bits" | "8bit" | "8bits" | "binary" => (Cow::Borrowed(body), false),
        _ => (Cow::Borrowed(body), true),
    }
}

/// Decodes base64 and passes over signs outside its alphabet; `None` when too many of them show that it is none.
pub(super) fn base64(body: &[u8]) -> Option<(Vec<u8>, bool)> {
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let signs: Vec<u8> = body.iter().copied().filter(|b| is_sign(*b)).collect();
    let blanks = body.iter().filter(|b| b.is_ascii_whitespace()).count();
    let foreign = body.len().saturating_sub(signs.len() + blanks);
    if foreign > signs.len() / 8 {
        return None;
    }
    base64_decode(&signs).map(|bytes| (bytes, foreign > 0))
}

/// Decodes quoted-printable; a `=` that introduces nothing stands for itself. Hard line breaks become CR LF.
pub(super) fn quoted_printable(body: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(body.len());
    let mut odd = false;
    let mut lines = body.split(|b| *b == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_ascii_end();
        let hard = line.strip_suffix(b"=");
        odd |= unescape(hard.unwrap_or(line), b'=', &mut out);
        if hard.is_none() && lines.peek().is_some() {
            out.extend_from_slice(b"\r\n");
        }
    }
    (out, odd)
}

/// Copies `text` and turns every `mark` with two hexadecimal digits behind it into the octet that they name.
pub(super) fn unescape(text: &[u8], mark: u8, out: &mut Vec<u8>) -> bool {
    let mut odd = false;
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let octet = if byte == mark { tail.first_chunk().and_then(|pair| hex(*pair)) } else { None };
        if let Some(octet) = octet {
            out.push(octet);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            odd |= byte == mark;
            out.push(byte);
        }
    }
    odd
}

fn hex([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(encoding: &str, body: &[u8], expected: &[u8], odd: bool) {
        let (bytes, seen) = decode(encoding, body);
        assert_eq!((String::from_utf8_lossy(&bytes), seen), (String::from_utf8_lossy(expected), odd), "{encoding}");
    }

    #[test]
    fn quoted_printable_is_read_leniently() {
        check("Quoted-Printable", b"a=C3=BC=\r\nb  \r\nc=3d\r\n", "aüb\r\nc=\r\n".as_bytes(), false);
        check("quoted-printable", b"100% = 100=\n", b"100% = 100", true);
        check("quoted-printable", b"=\r\n=\r\nx", b"x", false);
        check("quoted-printable", b"=4", b"=4", true);
    }

    #[test]
    fn base64_is_read_leniently() {
        check("BASE64", b"SGFs\r\nbG8=\r\n", b"Hallo", false);
        check("base64 (comment)", b"SGFsbG8", b"Hallo", false);
        check("base64", b"SGFsbG8gV2VsdCwgZGFzIGlzdCBlaW4gVGV4dC4=\n--\n", b"Hallo Welt, das ist ein Text.", true);
        check("base64", b"This is, in truth, just a text.", b"This is, in truth, just a text.", true);
    }

    #[test]
    fn what_nobody_knows_stays_as_it_is() {
        check("8bit", b"abc", b"abc", false);
        check("x-uuencode", b"begin", b"begin", true);
        check("x-uuencode", b"begin 644 x\n#0V%T\n`\nend\n", b"Cat", false);
    }
}
