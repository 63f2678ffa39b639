//! Cookies of sessions.

use crate::model::Entrance;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;

/// What a fresh session's cookie holds: 256 random bits.
pub(crate) fn value(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// The `Set-Cookie` line of a session. It ends with the browser at the latest.
pub(crate) fn set(entrance: Entrance, value: &str) -> String {
    format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax", entrance.cookie())
}

/// The `Set-Cookie` line that takes it away.
pub(crate) fn clear(entrance: Entrance) -> String {
    format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", entrance.cookie())
}

/// The session's cookie among those that came with a request, when it has the shape of one.
pub(crate) fn find(headers: &HeaderMap, entrance: Entrance) -> Option<String> {
    named(headers, entrance.cookie(), is_value)
}

/// The first cookie of this name whose value fits.
pub(crate) fn named(headers: &HeaderMap, name: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let lines = headers.get_all(http::header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && fits(value)).map(|(_, value)| value.to_owned())
}

/// Whether a text has the shape of a cookie's value, before anything is asked for it.
pub(crate) fn is_value(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_of_the_entrance_is_found() {
        let good = value([7; 32]);
        let check = |lines: &[&str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("cookie", line.parse().unwrap());
            }
            assert_eq!(find(&headers, Entrance::Agents).as_deref(), expected, "{lines:?}");
        };
        check(&[], None);
        check(&["a=b", &format!("x=y; __Host-beleg-agent={good};z=1")], Some(&good));
        check(&[&format!("__Host-beleg-customer={good}")], None);
        check(&[&format!("__host-beleg-agent={good}")], None);
        check(&["__Host-beleg-agent=short"], None);
        check(&[&format!("__Host-beleg-agent={}", "'".repeat(43))], None);
    }

    #[test]
    fn lines_are_exactly_as_promised() {
        assert_eq!(set(Entrance::Agents, "v"), "__Host-beleg-agent=v; Path=/; Secure; HttpOnly; SameSite=Lax");
        assert_eq!(clear(Entrance::Customers), "__Host-beleg-customer=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
