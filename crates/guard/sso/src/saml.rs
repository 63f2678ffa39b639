//! The way to a provider of SAML and back.
//!
//! A browser begins with a cookie that holds what was begun, as with OpenID Connect. The provider posts through it from its own page,
//! where no cookie of ours goes along: what is posted is verified by itself (the request's identifier follows from `RelayState`), put
//! aside, and taken up again when the browser comes by an address of ours with its cookie. So a response counts only in the browser
//! that asked for it.

use crate::begun::Begun;
use crate::events::Event;
use crate::flow::{self, Back, Came, DOCUMENT_COUNTS, FlowError, STAY, Said, Sent, Wish};
use crate::model::{Document, Provider, ProviderId, Saml};
use crate::pair::Pair;
use crate::refusal::Refusal;
use crate::service::{Providers, Trouble};
use crate::{SECRETS, store as rows_of};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Fault, OrFault, Secret, Timestamp};
use room::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::time::Duration;
use store::{Act, Rows, View, keyed_hash, seal, unseal};
use subtle::ConstantTimeEq;
use wire::oidc::{Claims, IdClaims};
use wire::saml::{Answers, Assertion, Expected, IdpMetadata, Refused, RequestTerms, ServiceProvider, read_response};

/// For what is put aside.
const ARRIVED: &str = "sso-arrived";
/// So long what was put aside waits for its browser.
const WAITS: Duration = Duration::from_mins(2);
/// Metadata are fetched anew at most so often, whoever signs.
const METADATA_AGAIN: Duration = Duration::from_mins(1);
/// A name of somebody that is another one each time.
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/// The desk as this provider knows it.
pub(crate) fn service(context: &Context, id: ProviderId, certificate: Vec<u8>) -> ServiceProvider {
    let origin = context.place.origin();
    ServiceProvider { entity_id: format!("{origin}/sso/{id}/metadata"), acs_url: format!("{origin}/sso/{id}/acs"), certificate }
}

/// The desk's pair for this provider.
pub(crate) async fn pair(context: &Context, id: ProviderId) -> Result<Pair, Fault> {
    let read =
        move |view: &View<'_>| -> Result<Secret<String>, Fault> { unseal(view, SECRETS, &id.to_bytes(), &rows_of::secret(view, id)?) };
    Pair::read(&context.read(read).await?)
}

/// Begins: what the browser carries, and where it goes.
pub(crate) async fn begin(
    context: &Context,
    provider: &Provider,
    saml: &Saml,
    Wish { next, links, anew }: Wish,
) -> Result<Sent, FlowError> {
    let idp = idp(context, provider, saml, false).await?;
    let pair = pair(context, provider.id).await?;
    let state = URL_SAFE_NO_PAD.encode(context.house.ambient.dice().bytes::<32>());
    let now = context.house.ambient.now();
    let terms = RequestTerms {
        id: &request_of(context, provider.id, &state),
        now,
        relay_state: &state,
        force_authn: anew,
        contexts: &saml.contexts,
    };
    let address = service(context, provider.id, pair.certificate).authn_request(&idp, &pair.key, &terms)?;
    let begun = Begun {
        provider: provider.id.0.0,
        state,
        nonce: String::new(),
        verifier: String::new(),
        next,
        links: links.map(|person| flow::id_of(person).0),
        anew,
        until: now.after(STAY).as_micros(),
    };
    Ok(Sent { address, set_cookie: flow::carried(context, &begun)? })
}

/// The identifier of the request that was made with this state.
fn request_of(context: &Context, id: ProviderId, state: &str) -> String {
    let key = context.door.purpose_key("sso-saml-request");
    let mut text = "_".to_owned();
    for byte in keyed_hash(key.reveal(), &[&id.to_bytes(), state.as_bytes()]) {
        let _written = write!(text, "{byte:02x}");
    }
    text
}

/// What the provider says about itself: fetched once a day, or with `anew` once a minute. Where it does not answer, or says what does
/// not count, what it said last counts on. Who it is never changes by that.
pub(crate) async fn idp(context: &Context, provider: &Provider, saml: &Saml, anew: bool) -> Result<IdpMetadata, FlowError> {
    let (id, now) = (provider.id, context.house.ambient.now());
    let known = provider.described(now);
    let Some(address) = &saml.metadata_url else { return Ok(known.ok_or(Refusal::Metadata)?) };
    let at = context.read(move |view: &View<'_>| rows_of::document_at(view, id)).await?;
    let still = if anew { METADATA_AGAIN } else { DOCUMENT_COUNTS };
    if let Some(known) = &known
        && at.is_some_and(|at| now < at.after(still))
    {
        return Ok(known.clone());
    }
    let providers = context.house.service::<Providers>()?;
    let whose = (context.door.tenant(), id);
    let found = match providers.unless_silent(whose, now) {
        Ok(()) => fetched(context, saml, address, known.as_ref()).await,
        Err(trouble) => Err(trouble),
    };
    providers.heard(whose, now, found.as_ref().err());
    match found {
        Ok((text, idp)) => {
            let kept = Document::Saml(text);
            let keys = idp.keys.len();
            let is_new = known.is_some_and(|known| known.keys != idp.keys);
            let note = move |act: &Act<'_>| {
                flow::note_document(act, id, &kept)?;
                if is_new { Event::KeysChanged(id, keys).record(act) } else { Ok(()) }
            };
            flow::by_room(context, note).await?;
            Ok(idp)
        }
        Err(trouble) => known.ok_or_else(|| trouble.into()),
    }
}

/// Metadata as they lie at the provider now. One that is known stays who it is.
pub(crate) async fn fetched(
    context: &Context,
    saml: &Saml,
    address: &str,
    known: Option<&IdpMetadata>,
) -> Result<(String, IdpMetadata), Trouble> {
    let providers = context.house.service::<Providers>().map_err(|_| Trouble::Unreachable)?;
    let bytes = providers.metadata(context.door.tenant(), saml, address).await?;
    let entity = saml.entity_id.as_deref().or(known.map(|known| known.entity_id.as_str()));
    let idp = IdpMetadata::read(&bytes, entity, context.house.ambient.now())?;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), idp))
}

/// What a provider has a browser post.
#[derive(Deserialize)]
struct Form {
    #[serde(rename = "SAMLResponse")]
    response: String,
    #[serde(rename = "RelayState", default)]
    relay_state: String,
}

/// What is put aside until its browser comes.
#[derive(Serialize, Deserialize)]
struct Arrived {
    /// What the browser must show that it began; nothing where the provider began.
    state: Option<String>,
    subject: String,
    session: Option<String>,
    until: Option<Timestamp>,
    at: Option<Timestamp>,
    claims: Map<String, Value>,
}

/// Takes what was posted: verifies it and puts it aside. Gives the ticket by which the browser comes for it.
pub(crate) async fn receive(context: &Context, id: ProviderId, body: &[u8]) -> Result<String, FlowError> {
    let provider = flow::provider(context, id).await?;
    let saml = provider.saml().ok_or(Refusal::ProviderUnknown)?;
    let outcome = accepted(context, &provider, saml, body).await;
    if let Err(FlowError::Refused(refusal)) = &outcome {
        flow::tell(context, id, *refusal).await?;
    }
    outcome
}

async fn accepted(context: &Context, provider: &Provider, saml: &Saml, body: &[u8]) -> Result<String, FlowError> {
    let form: Form = serde_urlencoded::from_bytes(body).map_err(|_| Refused::NotBase64)?;
    let known = idp(context, provider, saml, false).await?;
    let (assertion, state) = match read(context, provider, saml, (&known, &form)).await? {
        // The provider may have begun to sign by its next key.
        Err(Refused::Signature) => {
            let fresh = idp(context, provider, saml, true).await?;
            read(context, provider, saml, (&fresh, &form)).await??
        }
        outcome => outcome?,
    };
    if assertion.name_id_format == TRANSIENT {
        return Err(Refusal::NameTransient.into());
    }
    let (id, seen_until) = (provider.id, assertion.not_on_or_after);
    let ticket = URL_SAFE_NO_PAD.encode(context.house.ambient.dice().bytes::<32>());
    let arrived = Arrived {
        state,
        subject: assertion.name_id.clone(),
        session: assertion.session_index.clone(),
        until: assertion.session_not_on_or_after,
        at: assertion.authn_at,
        claims: claims_of(&assertion),
    };
    let arrived = Secret::new(serde_json::to_string(&arrived).or_fault("writing what arrived")?);
    let (assertion, named) = (assertion.id, ticket.clone());
    let came_before = flow::by_room(context, move |act: &Act<'_>| -> Result<bool, Fault> {
        let seen = keyed_hash(act.purpose_key("sso-seen").reveal(), &[b"assertion", &id.to_bytes(), assertion.as_bytes()]);
        if rows_of::came_before(act, seen, seen_until)? {
            return Ok(true);
        }
        let place = place_of(act, id, &named);
        rows_of::put_aside(act, place, &seal(act, &purpose_of(&named), &place, &arrived)?, act.now().after(WAITS))?;
        Ok(false)
    });
    if came_before.await? { Err(Refusal::Replayed.into()) } else { Ok(ticket) }
}

/// Where what a ticket stands for lies.
fn place_of(act: &Act<'_>, id: ProviderId, ticket: &str) -> [u8; 32] {
    keyed_hash(act.purpose_key(ARRIVED).reveal(), &[&id.to_bytes(), ticket.as_bytes()])
}

/// What it is sealed for: without the ticket nobody opens it.
fn purpose_of(ticket: &str) -> String {
    format!("{ARRIVED} {ticket}")
}

/// What a response says when it counts, and the state that its browser must show.
async fn read(
    context: &Context,
    provider: &Provider,
    saml: &Saml,
    (idp, form): (&IdpMetadata, &Form),
) -> Result<Result<(Assertion, Option<String>), Refused>, FlowError> {
    let pair = pair(context, provider.id).await?;
    let sp = service(context, provider.id, pair.certificate);
    let request = request_of(context, provider.id, &form.relay_state);
    let expected = Expected {
        idp,
        sp: &sp,
        key: Some(&pair.key),
        answers: Answers::Request(&request),
        contexts: &saml.contexts,
        now: context.house.ambient.now(),
    };
    Ok(match read_response(&expected, &form.response) {
        Err(Refused::InResponseTo) if saml.unsolicited => {
            read_response(&Expected { answers: Answers::Nothing, ..expected }, &form.response).map(|assertion| (assertion, None))
        }
        outcome => outcome.map(|assertion| (assertion, Some(form.relay_state.clone()))),
    })
}

/// Attributes as claims, by both of their names, and `name_id`.
fn claims_of(assertion: &Assertion) -> Map<String, Value> {
    let mut claims = Map::new();
    for attribute in &assertion.attributes {
        claims.insert(attribute.name.clone(), attribute.values.clone().into());
    }
    for attribute in &assertion.attributes {
        if let Some(name) = &attribute.friendly_name {
            claims.entry(name.clone()).or_insert_with(|| attribute.values.clone().into());
        }
    }
    claims.entry("name_id").or_insert_with(|| assertion.name_id.clone().into());
    claims
}

/// Takes up what was put aside, for the browser that began.
pub(crate) async fn finish(context: &Context, back: &Back<'_>, ticket: &str) -> Result<Came, FlowError> {
    let provider = flow::provider(context, back.provider).await?;
    let (id, named) = (back.provider, ticket.to_owned());
    let arrived = flow::by_room(context, move |act: &Act<'_>| -> Result<Option<Secret<String>>, Fault> {
        let place = place_of(act, id, &named);
        rows_of::take_up(act, place)?.map(|sealed| unseal(act, &purpose_of(&named), &place, &sealed)).transpose()
    });
    // Whoever has no ticket made no way here; there is nothing to tell.
    let arrived = arrived.await?.ok_or(Refusal::NotBegun)?;
    let outcome = take_up(context, back, &provider, &arrived).await;
    if let Err(FlowError::Refused(refusal)) = &outcome {
        flow::tell(context, id, *refusal).await?;
    }
    outcome
}

async fn take_up(context: &Context, back: &Back<'_>, provider: &Provider, arrived: &Secret<String>) -> Result<Came, FlowError> {
    let arrived: Arrived = serde_json::from_str(arrived.reveal()).or_fault("reading what arrived")?;
    let begun = match &arrived.state {
        Some(state) => {
            let begun = flow::begun(context, back.provider, back.headers).ok_or(Refusal::NotBegun)?;
            if !bool::from(begun.state.as_bytes().ct_eq(state.as_bytes())) {
                return Err(Refusal::StateWrong.into());
            }
            if context.house.ambient.now() >= begun.until() {
                return Err(Refusal::TooLate.into());
            }
            flow::once(context, &begun).await?;
            begun
        }
        None => Begun::by_provider(provider.id),
    };
    let claims = IdClaims { subject: arrived.subject, session: arrived.session, auth_at: arrived.at, claims: Claims::new(arrived.claims) };
    flow::arrive(context, back, provider, (begun, Said { claims, until: arrived.until })).await
}
