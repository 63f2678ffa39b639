//! `POST /api/v1/sso/providers/{id}/try`

mod directory;

use super::{callback_address, shape};
use crate::model::{Document, Provider, Saml, Speaks};
use crate::service::{Code, Providers, Trouble};
use crate::words::{self, Told};
use crate::{SECRETS, store as rows_of};
use futures_util::FutureExt;
use kernel::{Fault, Locale, Secret};
use room::{Audience, Context, Method, Operation, Sample};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Act, View, unseal};
use utoipa::ToSchema;
use web::openapi::{Shape, Yields};
use web::{Answer, Call, Problem};
use wire::saml::{IdpMetadata, MetadataError};

/// What was tried, one after the other until something was wrong.
#[derive(Debug, Serialize, ToSchema)]
struct SsoTrial {
    ok: bool,
    steps: Vec<SsoTrialStep>,
    /// Whom a directory has under the login that was asked for.
    person: Option<SsoTrialPerson>,
}

/// Somebody in a directory, and what would follow if they signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SsoTrialPerson {
    /// The attributes that the directory gives, by their names.
    attributes: Vec<String>,
    /// The groups that they are in there, each with its names as a rule may have them.
    groups: Vec<String>,
    /// The roles that rules give.
    roles: Vec<String>,
    /// The groups in which rules give permissions.
    permissions: Vec<String>,
}

/// What is tried besides.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SsoTrialWish {
    /// Whom a directory is searched for, by their login there. Nobody's password is asked for.
    #[serde(default)]
    login: Option<String>,
}

/// One thing that was tried.
#[derive(Debug, Serialize, ToSchema)]
struct SsoTrialStep {
    /// `document`, `keys`, `secret`, `search` or `person`.
    what: &'static str,
    ok: bool,
    /// What was found, in words.
    words: String,
}

pub(super) const OPERATION: Operation = Operation {
    name: "sso.try_provider",
    method: Method::Post,
    path: "/api/v1/sso/providers/{id}/try",
    summary: "Asks a provider for its document, its keys, and whether it takes the desk's secret, or a directory for its base and for somebody, and says in words what was found. Nobody is signed in.",
    audience: Audience::Agents,
    right: "sso.administer",
    params: &[],
    body: Some(Shape::of::<SsoTrialWish>()),
    yields: Yields::Json(Shape::of::<SsoTrial>()),
    sample: |world| Sample::send(format!("/api/v1/sso/providers/{}/try", world.id("sso_provider")), json!({})),
    handler: |context, call| handle(context, call).boxed(),
};

async fn handle(context: Context, call: Call) -> Result<Answer, Problem> {
    let provider = shape::provider(&context, call.id("id")?).await?;
    let locale = context.guest.as_ref().map_or(context.place.locale, |guest| guest.locale);
    let wish: SsoTrialWish = if call.body.is_empty() { SsoTrialWish::default() } else { call.json()? };
    if let Some(ldap) = provider.ldap() {
        return Ok(Answer::json(&directory::of_ldap(&context, &provider, (ldap, wish.login), locale).await?));
    }
    let mut steps = Vec::new();
    let outcome = steps_of(&context, &provider, locale, &mut steps).await?;
    if let Err((what, trouble)) = &outcome {
        steps.push(SsoTrialStep { what, ok: false, words: words::of(trouble, locale) });
    }
    Ok(Answer::json(&SsoTrial { ok: outcome.is_ok(), steps, person: None }))
}

type Outcome = Result<(), (&'static str, Trouble)>;

async fn steps_of(context: &Context, provider: &Provider, locale: Locale, steps: &mut Vec<SsoTrialStep>) -> Result<Outcome, Fault> {
    let providers = context.house.service::<Providers>()?;
    let mut good = |what, told| steps.push(SsoTrialStep { what, ok: true, words: words::good(told, locale) });
    let oidc = match &provider.speaks {
        Speaks::Oidc(oidc) => oidc,
        Speaks::Saml(saml) => return of_saml(context, provider, (saml, locale), steps).await,
        Speaks::Ldap(_) => return Err(Fault::bug("a directory has no document")),
    };
    let document = match providers.discover(context.door.tenant(), oidc).await {
        Ok(document) => document,
        Err(trouble) => return Ok(Err(("document", trouble))),
    };
    good("document", Told::Document);
    let id = provider.id;
    let kept = Document::Oidc(Box::new(document.clone()));
    context.act(move |act: &Act<'_>| rows_of::note_document(act, id, Some(&kept))).await?;
    providers.forget((context.door.tenant(), id));
    let now = context.house.ambient.now();
    match providers.keys((context.door.tenant(), id), oidc, &document.jwks_uri, (now, true)).await {
        Ok(keys) if keys.is_empty() => return Ok(Err(("keys", Trouble::Protocol(wire::oidc::Refused::KeyUnknown)))),
        Ok(keys) => good("keys", Told::Keys(keys.len())),
        Err(trouble) => return Ok(Err(("keys", trouble))),
    }
    let read =
        move |view: &View<'_>| -> Result<Secret<String>, Fault> { unseal(view, SECRETS, &id.to_bytes(), &rows_of::secret(view, id)?) };
    let secret = context.read(read).await?;
    // A code that nobody gave: whoever takes the secret says that the code is none.
    let (code, verifier) = (Secret::new("trial".to_owned()), Secret::new("0123456789012345678901234567890123456789012".to_owned()));
    let redirect_uri = callback_address(context, id);
    let trial = Code { text: &code, verifier: &verifier, redirect_uri: &redirect_uri, secret: &secret };
    match providers.redeem(context.door.tenant(), oidc, &document, trial).await {
        Err(Trouble::Word(word)) if word == "invalid_grant" => good("secret", Told::Secret),
        Err(trouble) => return Ok(Err(("secret", trouble))),
        Ok(_) => return Ok(Err(("secret", Trouble::Word("unknown".into())))),
    }
    Ok(Ok(()))
}

/// Metadata, fetched where they are to be fetched, and the keys in them.
async fn of_saml(
    context: &Context,
    provider: &Provider,
    (saml, locale): (&Saml, Locale),
    steps: &mut Vec<SsoTrialStep>,
) -> Result<Outcome, Fault> {
    let now = context.house.ambient.now();
    let known = match &provider.document {
        Some(Document::Saml(text)) => Some(IdpMetadata::read(text.as_bytes(), saml.entity_id.as_deref(), now)),
        _ => None,
    };
    let found = match (&saml.metadata_url, known) {
        (Some(address), known) => {
            let known = known.and_then(Result::ok);
            match crate::saml::fetched(context, saml, address, known.as_ref()).await {
                Ok((text, idp)) => {
                    let (id, kept) = (provider.id, Document::Saml(text));
                    context.act(move |act: &Act<'_>| rows_of::note_document(act, id, Some(&kept))).await?;
                    Ok(idp)
                }
                Err(trouble) => Err(trouble),
            }
        }
        (None, Some(known)) => known.map_err(Trouble::Metadata),
        (None, None) => Err(Trouble::Metadata(MetadataError::NoIdp)),
    };
    Ok(match found {
        Ok(idp) => {
            steps.push(SsoTrialStep { what: "document", ok: true, words: words::good(Told::Metadata, locale) });
            steps.push(SsoTrialStep { what: "keys", ok: true, words: words::good(Told::Keys(idp.keys.len()), locale) });
            Ok(())
        }
        Err(trouble) => Err(("document", trouble)),
    })
}
