//! Against requests that another site makes a browser send.

use http::HeaderMap;

/// Whether an unsafe request came from a page of this very origin.
///
/// `Sec-Fetch-Site: same-origin`, which pages cannot forge, or else the exact `Origin`. Two tenants under
/// one domain are *same-site*, so that is not enough.
///
/// # Source
/// W3C Fetch Metadata §2.3, RFC 6454 §7.
pub fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match value("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => value("origin") == Some(origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_very_origin_passes() {
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            let mut headers = HeaderMap::new();
            for (name, text) in pairs {
                headers.insert(*name, text.parse().unwrap());
            }
            assert_eq!(is_same_origin(&headers, "https://alpha.localhost:8443"), expected, "{pairs:?}");
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site"), ("origin", "https://alpha.localhost:8443")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "none")], false);
        check(&[("origin", "https://alpha.localhost:8443")], true);
        check(&[("origin", "https://beta.localhost:8443")], false);
        check(&[("origin", "null")], false);
        check(&[], false);
    }
}
