//! Where a request comes from, and whether anybody is let in from there.
//!
//! It comes from the other end of the connection, whatever its headers say, unless that is a proxy that the operator trusts. Of what the
//! proxies on the way noted, the last address that is no proxy of ours counts: everything before it was said by whoever sent the request.

use access::{AddressRule, Network};
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The header in which trusted proxies note from where they were asked. Only the one that they write is read: the other one passes
/// through them as a stranger wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`: addresses with commas between.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239 §4).
    Forwarded,
}

impl ProxyHeader {
    const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

/// What the operator says of addresses, for all tenants.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// From where anybody is let in.
    pub rule: AddressRule,
    /// Proxies that are believed.
    pub proxies: Vec<Network>,
    /// What they write.
    pub header: ProxyHeader,
}

/// A trusted proxy says from where it was asked in no way that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl Reach {
    /// Whether the other end of a connection is a proxy that is believed.
    pub(crate) fn is_proxy(&self, ip: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(ip))
    }

    /// Where a request comes from.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Unreadable> {
        if !self.is_proxy(peer) {
            return Ok(peer);
        }
        let mut client = peer;
        for line in headers.get_all(self.header.name()).iter().rev() {
            let line = line.to_str().map_err(|_| Unreadable)?;
            for noted in line.rsplit(',') {
                client = self.noted(noted.trim())?;
                if !self.is_proxy(client) {
                    return Ok(client);
                }
            }
        }
        Ok(client)
    }

    fn noted(&self, text: &str) -> Result<IpAddr, Unreadable> {
        let text = match self.header {
            ProxyHeader::XForwardedFor => text,
            ProxyHeader::Forwarded => {
                let mut pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
                let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for")).ok_or(Unreadable)?;
                value.trim().trim_matches('"')
            }
        };
        let bare = || text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).parse::<IpAddr>();
        let ip = bare().or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip())).map_err(|_| Unreadable)?;
        Ok(ip.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reach(header: ProxyHeader) -> Reach {
        let proxies = ["10.0.0.0/8", "2001:db8::/48"].map(|text| text.parse().unwrap());
        Reach { proxies: proxies.into(), header, ..Reach::default() }
    }

    fn headers(name: &'static str, lines: &[&str]) -> HeaderMap {
        lines.iter().fold(HeaderMap::new(), |mut all, line| {
            all.append(name, line.parse().unwrap());
            all
        })
    }

    fn check(header: ProxyHeader, peer: &str, lines: &[&str], expected: Result<&str, Unreadable>) {
        let found = reach(header).client(peer.parse().unwrap(), &headers(header.name(), lines));
        assert_eq!(found, expected.map(|ip| ip.parse().unwrap()), "{peer} {lines:?}");
    }

    #[test]
    fn nobody_but_a_trusted_proxy_says_where_a_request_comes_from() {
        let check = |peer: &str, lines: &[&str], expected| check(ProxyHeader::XForwardedFor, peer, lines, expected);
        check("192.0.2.7", &[], Ok("192.0.2.7"));
        check("192.0.2.7", &["10.0.0.1"], Ok("192.0.2.7"));
        check("192.0.2.7", &["what is this"], Ok("192.0.2.7"));
        check("10.0.0.1", &[], Ok("10.0.0.1"));
        check("10.0.0.1", &["198.51.100.1"], Ok("198.51.100.1"));
        check("::ffff:10.0.0.1", &["198.51.100.1"], Ok("198.51.100.1"));
        check("2001:db8::1", &["2001:db8:1::9"], Ok("2001:db8:1::9"));
    }

    #[test]
    fn what_the_client_itself_wrote_does_not_count() {
        let check = |peer: &str, lines: &[&str], expected| check(ProxyHeader::XForwardedFor, peer, lines, expected);
        check("10.0.0.1", &["203.0.113.9, 198.51.100.1"], Ok("198.51.100.1"));
        check("10.0.0.1", &["203.0.113.9", "198.51.100.1"], Ok("198.51.100.1"));
        check("10.0.0.1", &["203.0.113.9, 198.51.100.1, 10.0.0.2"], Ok("198.51.100.1"));
        check("10.0.0.1", &["nonsense, 198.51.100.1"], Ok("198.51.100.1"));
        check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], Ok("10.0.0.3"));
        check("10.0.0.1", &["198.51.100.1:4711"], Ok("198.51.100.1"));
        check("10.0.0.1", &["[2001:db8:1::9]:443"], Ok("2001:db8:1::9"));
        check("10.0.0.1", &["::ffff:198.51.100.1"], Ok("198.51.100.1"));
        check("10.0.0.1", &["198.51.100.1, nonsense"], Err(Unreadable));
        check("10.0.0.1", &["198.51.100.1,"], Err(Unreadable));
    }

    #[test]
    fn the_standard_header_is_read_where_proxies_write_it() {
        let check = |lines: &[&str], expected| check(ProxyHeader::Forwarded, "10.0.0.1", lines, expected);
        check(&["for=198.51.100.1"], Ok("198.51.100.1"));
        check(&["for=203.0.113.9, For=\"[2001:db8:1::9]:4711\";proto=https"], Ok("2001:db8:1::9"));
        check(&["proto=https;for=198.51.100.1;by=10.0.0.1"], Ok("198.51.100.1"));
        check(&["for=unknown"], Err(Unreadable));
        check(&["for=_hidden"], Err(Unreadable));
        check(&["proto=https"], Err(Unreadable));
        // The header that its proxies do not write is a stranger's.
        let other = headers("x-forwarded-for", &["203.0.113.9"]);
        assert_eq!(reach(ProxyHeader::Forwarded).client([10, 0, 0, 1].into(), &other), Ok([10, 0, 0, 1].into()));
    }

    proptest! {
        #[test]
        fn any_line_is_an_address_or_unreadable(line in "[ -~]{0,80}") {
            for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
                let _ = reach(header).client([10, 0, 0, 1].into(), &headers(header.name(), &[&line]));
            }
        }
    }
}
