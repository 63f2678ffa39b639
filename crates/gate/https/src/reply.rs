//! Answers on their way out: every one gets the same headers of defence.

use crate::body::Outgoing;
use crate::compress;
use crate::pages;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Response};
use kernel::RequestId;
use room::Place;
use web::{Answer, Body};

/// What carries the request's id to the client.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// For everything that is no page.
const NOTHING: &str = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// For pages that the server draws: our own style sheet, fonts and pictures, forms to ourselves, no script.
const DRAWN: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), \
     midi=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=()";

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// Who may embed the answer (Fetch, CORP).
pub(crate) const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The policy of the front end: nothing inline, Trusted Types, frames and small pictures of files only from the desk's own content
/// origin.
///
/// # Source
/// CSP 3, Trusted Types; `trusted-types` names the one policy that the editor makes at the first paste of HTML.
pub(crate) fn app_policy(place: &Place) -> String {
    let content = place.content_origin();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {content} blob: data:; font-src 'self'; connect-src 'self'; \
         frame-src {content}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types ProseMirrorClipboard"
    )
}

/// Adds the headers of defence and turns the answer into a response.
///
/// Strict transport, no sniffing and the request's id are set whatever the answer says; policies and caching only where the
/// answer did not choose its own.
pub(crate) fn finish(answer: Answer, request: RequestId, asked: &HeaderMap, head_only: bool) -> Response<Outgoing> {
    let Answer { status, mut headers, body } = answer;
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::try_from(request.to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    let mut or = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    or(CONTENT_SECURITY_POLICY, if is_page { DRAWN } else { NOTHING });
    or(CACHE_CONTROL, "no-store");
    or(REFERRER_POLICY, "no-referrer");
    or(COOP, "same-origin");
    or(CORP, "same-origin");
    or(PERMISSIONS_POLICY, PERMISSIONS);
    let body = match body {
        Body::Whole(bytes) if head_only => {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            Outgoing::whole(Bytes::new())
        }
        Body::Stream(_) if head_only => Outgoing::whole(Bytes::new()),
        Body::Whole(bytes) if compress::is_worth(&headers, bytes.len()) => {
            headers.append(VARY, HeaderValue::from_static("accept-encoding"));
            match compress::compress(asked, &bytes) {
                Some((bytes, encoding)) => {
                    headers.insert(CONTENT_ENCODING, encoding);
                    Outgoing::whole(bytes)
                }
                None => Outgoing::whole(bytes),
            }
        }
        Body::Whole(bytes) => Outgoing::whole(bytes),
        Body::Stream(pieces) => Outgoing::stream(pieces),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// A page that stands alone, with its own policy.
pub(crate) fn page(page: pages::Page) -> Answer {
    let mut answer = Answer::new(page.status).typed("text/html; charset=utf-8", page.html);
    if let Ok(policy) = HeaderValue::try_from(pages::policy(page.framed_by.as_deref())) {
        answer.headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use kernel::{Id16, Locale};

    fn sent(answer: Answer, head_only: bool) -> Response<Outgoing> {
        finish(answer, RequestId(Id16([0; 16])), &HeaderMap::new(), head_only)
    }

    #[test]
    fn what_an_answer_chose_stays_but_never_less_than_strict() {
        let answer = Answer::download("a", "text/html", b"<b>".to_vec())
            .with_header("cache-control", "private")
            .with_header("x-content-type-options", "off");
        let response = sent(answer, false);
        let header = |name: &str| response.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(header("content-security-policy"), ["sandbox; default-src 'none'"]);
        assert_eq!(header("cache-control"), ["private"]);
        assert_eq!(header("x-content-type-options"), ["nosniff"]);
    }

    #[test]
    fn heads_have_the_length_but_not_the_body() {
        let response = sent(Answer::new(StatusCode::OK).typed("text/plain", "hello"), true);
        assert_eq!(response.headers().get(CONTENT_LENGTH).unwrap(), "5");
        assert!(hyper::body::Body::is_end_stream(response.body()));
    }

    #[test]
    fn the_apps_policy_frames_its_own_content_origin_alone() {
        let place = Place { name: "alpha".into(), title: "Alpha".into(), host: "alpha.localhost:8443".into(), locale: Locale::De };
        assert!(app_policy(&place).contains("frame-src https://content.alpha.localhost:8443; form-action 'self'"));
    }
}
