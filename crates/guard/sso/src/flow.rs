//! The way to a provider and back.

use crate::begun::{BEGUN, Begun};
use crate::commands::{Coming, LinkError, SettleError, enter, link_own, settle};
use crate::events::Event;
use crate::model::{Document, Oidc, Provider, ProviderId, Side, Speaks};
use crate::refusal::Refusal;
use crate::service::{Code, Providers, Trouble};
use crate::{SECRETS, store as rows_of};
use access::{AGENT_COOKIE, CUSTOMER_COOKIE, Opened, Person};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use kernel::{By, Fault, Id16, Locale, Secret, Strength, Timestamp};
use room::{Audience, Context};
use std::time::Duration;
use store::{Act, Rows, View, keyed_hash, unseal};
use subtle::ConstantTimeEq;
use wire::oidc::{Ask, Callback, CallbackError, Discovery, Expected, IdClaims, Refused, SKEW, challenge, id_token};

/// The cookie of whoever is at a provider now. One a browser: whoever begins anew forgets what they began before.
const COOKIE: &str = "__Host-beleg-sso";
/// So long somebody may stay at a provider.
pub(crate) const STAY: Duration = Duration::from_mins(10);
/// What a provider said about itself counts so long without being asked for again.
pub(crate) const DOCUMENT_COUNTS: Duration = Duration::from_hours(24);

/// Why somebody was not let in, or not sent on.
#[derive(Debug)]
pub(crate) enum FlowError {
    Refused(Refusal),
    Fault(Fault),
}

impl From<Fault> for FlowError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for FlowError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Refused> for FlowError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<wire::saml::Refused> for FlowError {
    fn from(refused: wire::saml::Refused) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<Trouble> for FlowError {
    fn from(trouble: Trouble) -> Self {
        Self::Refused(trouble.into())
    }
}

impl From<SettleError> for FlowError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Refused(refusal) => Self::Refused(refusal),
            SettleError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The way to a provider.
pub(crate) struct Sent {
    /// Where the browser goes.
    pub(crate) address: String,
    /// What it carries.
    pub(crate) set_cookie: String,
}

/// How a way to a provider ended.
pub(crate) enum Came {
    /// Signed in.
    In(Opened, Option<String>),
    /// Linked.
    Linked(Side),
}

/// A provider with which people sign in.
pub(crate) async fn provider(context: &Context, id: ProviderId) -> Result<Provider, FlowError> {
    let found = context.read(move |view: &View<'_>| rows_of::provider(view, id)).await?;
    Ok(found.filter(|provider| provider.valid).ok_or(Refusal::ProviderUnknown)?)
}

/// How to reach a provider of OpenID Connect.
fn oidc(provider: &Provider) -> Result<&Oidc, Refusal> {
    provider.oidc().ok_or(Refusal::ProviderUnknown)
}

/// What the provider says about itself, asked for once a day. When it does not answer, what it said last counts on.
pub(crate) async fn document(context: &Context, provider: &Provider) -> Result<Discovery, FlowError> {
    let id = provider.id;
    let at = context.read(move |view: &View<'_>| rows_of::document_at(view, id)).await?;
    let now = context.house.ambient.now();
    if let Some(Document::Oidc(known)) = &provider.document
        && at.is_some_and(|at| now < at.after(DOCUMENT_COUNTS))
    {
        return Ok((**known).clone());
    }
    match context.house.service::<Providers>()?.discover_for((context.door.tenant(), id), oidc(provider)?, now).await {
        Ok(found) => {
            let kept = Document::Oidc(Box::new(found.clone()));
            by_room(context, move |act| note_document(act, id, &kept)).await?;
            Ok(found)
        }
        Err(trouble @ (Trouble::Unreachable | Trouble::Status(_))) => match &provider.document {
            Some(Document::Oidc(known)) => Ok((**known).clone()),
            _ => Err(trouble.into()),
        },
        Err(trouble) => Err(trouble.into()),
    }
}

pub(crate) fn note_document(act: &Act<'_>, id: ProviderId, found: &Document) -> Result<(), Fault> {
    rows_of::note_document(act, id, Some(found))
}

pub(crate) async fn by_room<T, E, F>(context: &Context, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
    F: Fn(&Act<'_>) -> Result<T, E> + Send + 'static,
{
    let by = By { ip: context.by.ip, ..By::room("sso", context.by.request) };
    context.door.act(by, context.house.ambient.moment(), work).await
}

/// What somebody wants at a provider.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    /// Where to go afterwards.
    pub(crate) next: Option<String>,
    /// Whose account is linked with who they are there.
    pub(crate) links: Option<Person>,
    /// They are to sign in there anew, whatever session they have.
    pub(crate) anew: bool,
}

/// Begins to sign in. Whoever is signed in here already comes to show once more who they are: their session at the provider is not enough.
pub(crate) async fn begin_sign_in(context: &Context, id: ProviderId, next: Option<String>, headers: &HeaderMap) -> Result<Sent, FlowError> {
    let side = provider(context, id).await?.side;
    let anew = match cookie(headers, session_cookie(side)) {
        Some(value) => access::guest_by_cookie(&context.door, &context.house, audience(side), &value, &context.by).await?.is_some(),
        None => false,
    };
    begin(context, id, Wish { next, links: None, anew }).await
}

/// Begins: what the browser carries, and where it goes.
pub(crate) async fn begin(context: &Context, id: ProviderId, wish: Wish) -> Result<Sent, FlowError> {
    let provider = provider(context, id).await?;
    if let Speaks::Saml(saml) = &provider.speaks {
        return crate::saml::begin(context, &provider, saml, wish).await;
    }
    let Wish { next, links, anew } = wish;
    let (document, oidc) = (document(context, &provider).await?, oidc(&provider)?);
    let dice = || URL_SAFE_NO_PAD.encode(context.house.ambient.dice().bytes::<32>());
    let (state, nonce, verifier) = (dice(), dice(), Secret::new(dice()));
    let until = context.house.ambient.now().after(STAY);
    let begun = Begun {
        provider: id.0.0,
        state: state.clone(),
        nonce: nonce.clone(),
        verifier: verifier.reveal().clone(),
        next,
        links: links.map(|person| id_of(person).0),
        anew,
        until: until.as_micros(),
    };
    let redirect_uri = redirect_uri(context, id);
    let ask = Ask {
        client_id: &oidc.client_id,
        redirect_uri: &redirect_uri,
        scopes: &oidc.scopes,
        state: &state,
        nonce: &nonce,
        challenge: &challenge(&verifier),
        anew,
    };
    let address = ask.address(&document.authorization_endpoint).ok_or(Refusal::Protocol(Refused::AddressUnfit))?;
    Ok(Sent { address, set_cookie: carried(context, &begun)? })
}

/// The line that has the browser carry what was begun.
pub(crate) fn carried(context: &Context, begun: &Begun) -> Result<String, Fault> {
    let value = begun.to_cookie(&context.door.purpose_key(BEGUN), context.house.ambient.dice().bytes())?;
    Ok(format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", STAY.as_secs()))
}

/// What the browser carries, if that was begun here with this provider.
pub(crate) fn begun(context: &Context, id: ProviderId, headers: &HeaderMap) -> Option<Begun> {
    let key = context.door.purpose_key(BEGUN);
    let begun = cookie(headers, COOKIE).and_then(|value| Begun::from_cookie(&key, &value));
    begun.filter(|begun| begun.provider() == id)
}

/// The line that takes the cookie away.
pub(crate) fn clear_cookie() -> String {
    format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Where a provider sends browsers back to.
pub(crate) fn redirect_uri(context: &Context, id: ProviderId) -> String {
    format!("{}/sso/{id}/callback", context.place.origin())
}

pub(crate) const fn id_of(person: Person) -> Id16 {
    match person {
        Person::Agent(id) => id.0,
        Person::CustomerUser(id) => id.0,
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(http::header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

const fn audience(side: Side) -> Audience {
    match side {
        Side::Agents => Audience::Agents,
        Side::Customers => Audience::Customers,
    }
}

const fn session_cookie(side: Side) -> &'static str {
    match side {
        Side::Agents => AGENT_COOKIE,
        Side::Customers => CUSTOMER_COOKIE,
    }
}

/// What comes back with a browser.
pub(crate) struct Back<'a> {
    pub(crate) provider: ProviderId,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) locale: Locale,
}

/// Takes somebody who comes back: in, or linked, or not at all. A refusal of whoever began here is told in an event.
pub(crate) async fn come_back(context: &Context, back: &Back<'_>) -> Result<Came, FlowError> {
    // Whoever shows nothing of ours made no way here: there is nothing to tell, and nothing that they could fill the record with.
    let begun = begun(context, back.provider, back.headers).ok_or(Refusal::NotBegun)?;
    let outcome = take(context, back, begun).await;
    if let Err(FlowError::Refused(refusal)) = &outcome {
        tell(context, back.provider, *refusal).await?;
    }
    outcome
}

/// Tells of a refusal; of the first ones of each minute.
pub(crate) async fn tell(context: &Context, id: ProviderId, refusal: Refusal) -> Result<(), Fault> {
    if context.house.service::<Providers>()?.may_tell(context.door.tenant(), context.house.ambient.now()) {
        context.act(move |act: &Act<'_>| Event::Refused(id, refusal).record(act)).await?;
    }
    Ok(())
}

async fn take(context: &Context, back: &Back<'_>, begun: Begun) -> Result<Came, FlowError> {
    let callback = Callback::read(back.query)?;
    let fits: bool = callback.state.as_bytes().ct_eq(begun.state.as_bytes()).into();
    if !fits {
        return Err(Refusal::StateWrong.into());
    }
    if context.house.ambient.now() >= begun.until() {
        return Err(Refusal::TooLate.into());
    }
    once(context, &begun).await?;
    let provider = provider(context, back.provider).await?;
    let document = document(context, &provider).await?;
    callback.comes_from(&oidc(&provider)?.issuer().map_err(|_| Refused::AddressUnfit)?, document.names_issuer)?;
    let code = match callback.outcome {
        Ok(code) => code,
        Err(CallbackError::Denied) => return Err(Refusal::Denied.into()),
        Err(CallbackError::Failed) => return Err(Refusal::ProviderFailed.into()),
    };
    let said = claims(context, &provider, &document, (&begun, &code)).await?;
    arrive(context, back, &provider, (begun, Said { claims: said, until: None })).await
}

/// What a provider says of somebody.
pub(crate) struct Said {
    pub(crate) claims: IdClaims,
    /// Their session there ends then.
    pub(crate) until: Option<Timestamp>,
}

/// Lets in or links whom a provider vouches for.
pub(crate) async fn arrive(
    context: &Context,
    back: &Back<'_>,
    provider: &Provider,
    (begun, said): (Begun, Said),
) -> Result<Came, FlowError> {
    // They were asked to sign in anew; a provider that tells when they did tells whether it asked them.
    let since = begun.until().before(STAY).before(SKEW);
    if begun.anew && said.claims.auth_at.is_some_and(|at| at < since) {
        return Err(Refusal::NotAnew.into());
    }
    match begun.links {
        Some(person) => link(context, back, provider, (person, said.claims)).await,
        None => sign_in(context, back, provider, (begun, said)).await,
    }
}

/// Each way counts once, before the provider is asked: a code that comes twice is not sent twice.
pub(crate) async fn once(context: &Context, begun: &Begun) -> Result<(), FlowError> {
    let (state, until) = (begun.state.clone(), begun.until());
    let came_before = by_room(context, move |act: &Act<'_>| -> Result<bool, Fault> {
        let seen = keyed_hash(act.purpose_key("sso-seen").reveal(), &[b"state", state.as_bytes()]);
        rows_of::came_before(act, seen, until)
    });
    if came_before.await? { Err(Refusal::Replayed.into()) } else { Ok(()) }
}

/// Exchanges the code, and looks at the token that comes of it.
async fn claims(
    context: &Context,
    provider: &Provider,
    document: &Discovery,
    (begun, code): (&Begun, &Secret<String>),
) -> Result<IdClaims, FlowError> {
    let providers = context.house.service::<Providers>()?;
    let id = provider.id;
    let secret = context
        .read(move |view: &View<'_>| -> Result<Secret<String>, Fault> {
            unseal(view, SECRETS, &id.to_bytes(), &rows_of::secret(view, id)?)
        })
        .await?;
    let (verifier, redirect_uri) = (Secret::new(begun.verifier.clone()), redirect_uri(context, id));
    let code = Code { text: code, verifier: &verifier, redirect_uri: &redirect_uri, secret: &secret };
    let tokens = providers.redeem(context.door.tenant(), oidc(provider)?, document, code).await?;
    with_keys(context, provider, document, |keys, expected| {
        id_token(&tokens.id_token, keys, expected, &begun.nonce, tokens.access_token.as_ref())
    })
    .await
}

/// Looks at a token with the provider's keys, once more with fresh ones when none fits.
pub(crate) async fn with_keys<T>(
    context: &Context,
    provider: &Provider,
    document: &Discovery,
    look: impl Fn(&wire::oidc::Keys, &Expected<'_>) -> Result<T, Refused>,
) -> Result<T, FlowError> {
    let providers = context.house.service::<Providers>()?;
    let oidc = oidc(provider)?;
    let issuer = oidc.issuer().map_err(|_| Refused::AddressUnfit)?;
    let whose = (context.door.tenant(), provider.id);
    let now = context.house.ambient.now();
    let expected = Expected { issuer: &issuer, client_id: &oidc.client_id, now };
    let keys = providers.keys(whose, oidc, &document.jwks_uri, (now, false)).await?;
    match look(&keys, &expected) {
        Err(Refused::KeyUnknown) => {
            let keys = providers.keys(whose, oidc, &document.jwks_uri, (now, true)).await?;
            Ok(look(&keys, &expected)?)
        }
        outcome => Ok(outcome?),
    }
}

async fn sign_in(context: &Context, back: &Back<'_>, provider: &Provider, (begun, said): (Begun, Said)) -> Result<Came, FlowError> {
    let (id, locale) = (provider.id, back.locale);
    let Said { claims: said, until } = said;
    let coming = Coming {
        session: said.session.clone(),
        subject: said.subject.clone(),
        client: access::client_label(back.headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default()),
        earlier: cookie(back.headers, session_cookie(provider.side)),
        until,
        // One that does not tell may have asked them weeks ago, unless it was told to ask.
        shown_at: said.auth_at.or((!begun.anew).then_some(Timestamp::from_micros(0))),
    };
    let person = by_room(context, move |act: &Act<'_>| settle(act, id, &said, (locale, None))).await?;
    let strength = if provider.two_factors { Strength::TwoFactors } else { Strength::Password };
    let by = By { actor: person.actor(), strength, ..context.by.clone() };
    let opened = context.door.act(by, context.house.ambient.moment(), move |act: &Act<'_>| enter(act, id, person, &coming)).await?;
    Ok(Came::In(opened, begun.next))
}

/// Links, when whoever began is still signed in here.
async fn link(context: &Context, back: &Back<'_>, provider: &Provider, (begun_by, said): ([u8; 16], IdClaims)) -> Result<Came, FlowError> {
    let value = cookie(back.headers, session_cookie(provider.side)).ok_or(Refusal::NotSignedIn)?;
    let guest = access::guest_by_cookie(&context.door, &context.house, audience(provider.side), &value, &context.by).await?;
    let guest = guest.ok_or(Refusal::NotSignedIn)?;
    let person = Person::of(guest.actor).filter(|person| id_of(*person).0 == begun_by).ok_or(Refusal::NotSignedIn)?;
    let by = By { actor: person.actor(), strength: guest.strength, ..context.by.clone() };
    let id = provider.id;
    let work = move |act: &Act<'_>| match link_own(act, id, &said.subject) {
        Ok(()) => Ok(()),
        Err(LinkError::Fault(fault)) => Err(FlowError::Fault(fault)),
        Err(_) => Err(FlowError::Refused(Refusal::LinkedElsewhere)),
    };
    context.door.act(by, context.house.ambient.moment(), work).await?;
    Ok(Came::Linked(provider.side))
}
