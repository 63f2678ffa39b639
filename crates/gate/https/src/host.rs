//! Which name a request is for, and whether it may be asked under that name.

use http::Version;
use http::header::HOST;
use http::request::Parts;
use std::net::IpAddr;
use web::{Problem, problem};

/// Under what a request was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A bare address, without a name in TLS either.
    Address,
    /// A host name in lower case, the same in TLS and in the request.
    Name(String),
}

/// The name that a request is for.
///
/// The name that TLS was opened for and the one in the request must agree: a browser that reuses a connection for another
/// host of the same address (RFC 9113 §9.1.1) is sent away with 421 and comes again on a connection of its own.
///
/// # Errors
/// `malformed` when the request names no host, or two; `unknown-host` when the names do not agree.
pub(crate) fn asked(request: &Parts, named_in_tls: Option<&str>, port: u16) -> Result<Asked, Problem> {
    let authority = authority(request)?;
    let (host, asked_port) = split(&authority).ok_or_else(|| malformed("the host cannot be read"))?;
    let is_address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    match named_in_tls {
        None if is_address => Ok(Asked::Address),
        Some(name) if name == host && !is_address && asked_port.unwrap_or(443) == port => Ok(Asked::Name(host)),
        _ => Err(Problem::new(&problem::MISDIRECTED)),
    }
}

/// The one authority of a request (RFC 9110 §7.2): `:authority` or an absolute target, else the `Host` header; both must agree.
fn authority(request: &Parts) -> Result<String, Problem> {
    let mut hosts = request.headers.get_all(HOST).iter();
    let (header, more) = (hosts.next(), hosts.next());
    if more.is_some() {
        return Err(malformed("more than one host"));
    }
    let header = header.map(|value| value.to_str().map(str::to_ascii_lowercase)).transpose();
    let header = header.map_err(|_| malformed("the host cannot be read"))?;
    let target = request.uri.authority().map(|authority| authority.as_str().to_ascii_lowercase());
    match (target, header) {
        (Some(target), Some(header)) if target != header => Err(malformed("two hosts that differ")),
        // HTTP/1.1 asks for the header even where the target is absolute (RFC 9112 §3.2).
        (Some(_), None) if request.version < Version::HTTP_2 => Err(malformed("no host")),
        (Some(one), _) | (None, Some(one)) => Ok(one),
        (None, None) => Err(malformed("no host")),
    }
}

/// Host and port; `None` for anything that is no such pair, user information included.
fn split(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            (format!("[{inside}]"), after.strip_prefix(':').or(after.is_empty().then_some("")).map(str::to_owned)?)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host.to_owned(), port.to_owned()),
            None => (authority.to_owned(), String::new()),
        },
    };
    let port = if port.is_empty() { None } else { Some(port.parse().ok().filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()))?) };
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
    (!host.is_empty() && host.bytes().all(sign)).then_some((host, port))
}

fn malformed(words: &str) -> Problem {
    Problem::new(&problem::MALFORMED).with_detail(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn ask(target: &str, hosts: &[&str], tls: Option<&str>) -> Result<Asked, &'static str> {
        let mut request = Request::builder().uri(target);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        asked(&request.body(()).unwrap().into_parts().0, tls, 8443).map_err(|problem| problem.slug())
    }

    #[test]
    fn names_in_tls_and_request_must_agree() {
        let check = |target: &str, hosts: &[&str], tls: Option<&str>, expected: Result<Asked, &'static str>| {
            assert_eq!(ask(target, hosts, tls), expected, "{target} {hosts:?} {tls:?}");
        };
        let alpha = || Ok(Asked::Name("alpha.localhost".into()));
        let tls = Some("alpha.localhost");
        check("/", &["alpha.localhost:8443"], tls, alpha());
        check("/", &["ALPHA.localhost:8443"], tls, alpha());
        check("https://alpha.localhost:8443/", &["alpha.localhost:8443"], tls, alpha());
        check("/", &["beta.localhost:8443"], tls, Err("unknown-host"));
        check("/", &["alpha.localhost.:8443"], tls, Err("unknown-host"));
        check("/", &["alpha.localhost"], tls, Err("unknown-host"));
        check("/", &["alpha.localhost:443"], tls, Err("unknown-host"));
        check("/", &["alpha.localhost:8443"], None, Err("unknown-host"));
        check("/", &["127.0.0.1:8443"], None, Ok(Asked::Address));
        check("/", &["[::1]:8443"], None, Ok(Asked::Address));
        check("/", &["127.0.0.1"], None, Ok(Asked::Address));
        check("/", &["127.0.0.1:8443"], tls, Err("unknown-host"));
        check("/", &[], tls, Err("malformed"));
        check("https://alpha.localhost:8443/", &[], tls, Err("malformed"));
        check("https://beta.localhost:8443/", &["alpha.localhost:8443"], tls, Err("malformed"));
        check("/", &["alpha.localhost:8443", "alpha.localhost:8443"], tls, Err("malformed"));
        for bad in
            ["", ":8443", "alpha.localhost:+8443", "alpha.localhost:99999", "a@alpha.localhost:8443", "[::1:8443", "alpha localhost:8443"]
        {
            check("/", &[bad], tls, Err("malformed"));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_host_or_refused(text in "[ -~]{0,60}") {
            let _ = ask("/", &[&text], Some("alpha.localhost"));
        }
    }
}
