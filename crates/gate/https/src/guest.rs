//! Who calls: the session's cookie or the token that came with a request.

use crate::gate::Desk;
use crate::serve::{Asking, Site};
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use kernel::Fault;
use room::{Audience, Guest};
use web::{Problem, problem};

/// The caller of an operation. A token counts before a cookie: browsers do not send one unasked, so that it needs no proof of
/// where the request came from.
///
/// # Errors
/// `unauthenticated` when there is no credential, or none that is good.
pub(crate) async fn of_request(asking: &Asking<'_>, desk: &Desk, site: &Site, audience: Audience) -> Result<Guest, Problem> {
    if let Some(credential) = asking.parts.headers.get(AUTHORIZATION) {
        let token = credential.to_str().ok().and_then(bearer);
        let guest = match token {
            Some(token) => access::guest_by_token(&site.door, &desk.house, token, &asking.stranger()).await?,
            None => None,
        };
        return guest.ok_or_else(unknown);
    }
    of_browser(asking, desk, site, audience).await?.ok_or_else(unknown)
}

/// The guest of a session's cookie. Where both kinds may come, the agent's cookie counts first.
pub(crate) async fn of_browser(asking: &Asking<'_>, desk: &Desk, site: &Site, audience: Audience) -> Result<Option<Guest>, Fault> {
    let kinds: &[(Audience, &str)] = match audience {
        Audience::Agents => &[(Audience::Agents, access::AGENT_COOKIE)],
        Audience::Customers => &[(Audience::Customers, access::CUSTOMER_COOKIE)],
        Audience::Everybody => &[(Audience::Agents, access::AGENT_COOKIE), (Audience::Customers, access::CUSTOMER_COOKIE)],
        Audience::Public | Audience::Elsewhere => &[],
    };
    for (kind, name) in kinds {
        if let Some(value) = cookie(&asking.parts.headers, name)
            && let Some(guest) = access::guest_by_cookie(&site.door, &desk.house, *kind, value, &asking.stranger()).await?
        {
            return Ok(Some(guest));
        }
    }
    Ok(None)
}

fn unknown() -> Problem {
    Problem::new(&problem::UNAUTHENTICATED)
}

/// The token of `Bearer TOKEN` (RFC 6750 §2.1; the scheme in any case).
fn bearer(credential: &str) -> Option<&str> {
    let (scheme, token) = credential.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_start())
}

/// A cookie's value (RFC 6265 §5.4; HTTP/2 may split the header).
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_after_bearer_alone() {
        let check = |credential: &str, expected: Option<&str>| assert_eq!(bearer(credential), expected, "{credential}");
        check("Bearer blg_x", Some("blg_x"));
        check("bearer  blg_x", Some("blg_x"));
        check("Basic YTpi", None);
        check("Bearer", None);
        check("", None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let headers: HeaderMap = [(COOKIE, "a=1; __Host-beleg-agent=one"), (COOKIE, "b=2;c=x=y")]
            .map(|(name, value)| (name, value.parse().unwrap()))
            .into_iter()
            .fold(HeaderMap::new(), |mut headers, (name, value)| {
                headers.append(name, value);
                headers
            });
        let check = |name: &str, expected: Option<&str>| assert_eq!(cookie(&headers, name), expected, "{name}");
        check("__Host-beleg-agent", Some("one"));
        check("__Host-beleg", None);
        check("b", Some("2"));
        check("c", Some("x=y"));
    }
}
