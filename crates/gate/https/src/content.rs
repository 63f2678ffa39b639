//! The content origin: mail HTML and its pictures, under `content.<host>`, where no cookie goes.
//!
//! A request is let in by its signed address alone ([`room::sign_content`]); the session or token that it was made for must
//! still live, and the room that serves it judges rights again.

use crate::pages::Saying;
use crate::reply::{self, CORP};
use http::StatusCode;
use http::header::CONTENT_SECURITY_POLICY;
use kernel::{By, Fault, Locale, Strength};
use room::{CONTENT, ContentGrant, ContentPart, ContentSource, Context, House, Place, verify_content};
use std::net::IpAddr;
use store::{Door, Tenant};
use web::{Answer, Problem};

/// What a request for content comes with.
pub(crate) struct Wanted<'a> {
    pub(crate) path: &'a str,
    pub(crate) request: kernel::RequestId,
    pub(crate) ip: IpAddr,
    pub(crate) locale: Locale,
}

/// Serves one part, or a page that says that the address has ended.
pub(crate) async fn serve(house: &House, door: Door<Tenant>, place: Place, wanted: Wanted<'_>) -> Result<Answer, Problem> {
    let Some(token) = wanted.path.strip_prefix("/m/") else { return Err(Problem::not_found()) };
    let framed_by = place.origin();
    let content_origin = place.content_origin();
    let found = match verify_content(&door.purpose_key(CONTENT), house.ambient.now(), token) {
        Some(grant) => find(house, door, place, grant, &wanted).await?,
        None => None,
    };
    let Some(part) = found.filter(|part| is_served(&part.media_type)) else {
        let page = Saying::Ended.page(wanted.locale, wanted.request);
        return Ok(reply::page(crate::pages::Page { framed_by: Some(framed_by), ..page }));
    };
    let is_page = part.media_type.starts_with("text/html");
    Ok(Answer::new(StatusCode::OK)
        .typed(&part.media_type, part.bytes)
        .with_header(CONTENT_SECURITY_POLICY.as_str(), &policy(&content_origin, &framed_by))
        // A sandboxed frame is cross-site even to its own pictures.
        .with_header(CORP.as_str(), if is_page { "same-site" } else { "cross-origin" }))
}

async fn find(
    house: &House,
    door: Door<Tenant>,
    place: Place,
    grant: ContentGrant,
    wanted: &Wanted<'_>,
) -> Result<Option<ContentPart>, Fault> {
    let by = By { actor: grant.actor, on_behalf: None, strength: Strength::None, request: wanted.request, ip: Some(wanted.ip) };
    let Some(strength) = access::credential_lives(&door, house, grant.credential, &by).await? else { return Ok(None) };
    let context = Context { by: By { strength, ..by }, guest: None, door, place, house: house.clone(), once: None };
    let source = **house.service::<ContentSource>()?;
    (source.find)(context, grant).await
}

/// The only types that are ever served here.
fn is_served(media_type: &str) -> bool {
    ["text/html; charset=utf-8", "image/png", "image/jpeg", "image/gif", "image/webp"].contains(&media_type)
}

/// No script, no form, no foreign picture; links open outside of the sandbox.
fn policy(content_origin: &str, framed_by: &str) -> String {
    format!(
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src {content_origin}; style-src 'unsafe-inline'; \
         form-action 'none'; base-uri 'none'; frame-ancestors {framed_by}"
    )
}
