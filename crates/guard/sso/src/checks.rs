//! Whether people can sign in with the providers that the sign-in page offers.

use crate::model::{Provider, Speaks};
use crate::service::Providers;
use crate::store as rows_of;
use futures_util::FutureExt;
use kernel::{By, Fault, Timestamp};
use room::{Check, CheckContext, Finding};
use std::time::Duration;
use store::View;
use wire::saml::IdpMetadata;

/// Every provider answers, under a certificate that is good for its name, as who it was set up as, and has keys that count.
pub(crate) const SSO_PROVIDERS: Check = Check {
    name: "sso-providers",
    promise: "P-35",
    measures: "Asks each provider of single sign-on that is switched on for its document and its keys, as a sign-in would: over verified TLS, for its exact issuer; metadata that were given as text are read.",
    fails_on: "a provider that does not answer, has no good certificate, says that it is another issuer, has no key that counts, or whose metadata have expired",
    max_age: Duration::from_hours(6),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let Ok(providers) = context.house.service::<Providers>() else { return Finding::unmeasured("this node has no way to providers") };
    let by = By::room("sso", context.house.ambient.request());
    let read = |view: &View<'_>| -> Result<Vec<Provider>, Fault> { rows_of::providers(view) };
    let all = match door.read(by, context.house.ambient.now(), read).await {
        Ok(all) => all,
        Err(fault) => return Finding::unmeasured(fault.what()),
    };
    let (mut good, mut bad) = (0_usize, 0_usize);
    for provider in all.iter().filter(|provider| provider.valid) {
        if answers(providers, provider, context.house.ambient.now()).await {
            good += 1;
        } else {
            bad += 1;
        }
    }
    match (good, bad) {
        (0, 0) => Finding::kept("no provider of single sign-on is switched on"),
        (_, 0) => Finding::kept(format!("{good} providers answer under good certificates, as who they were set up as")),
        _ => Finding::broken(format!("of {} providers {bad} could not be signed in with", good + bad)),
    }
}

/// Not from memory: what is measured is the provider as it is now.
async fn answers(providers: &Providers, provider: &Provider, now: Timestamp) -> bool {
    match &provider.speaks {
        Speaks::Oidc(oidc) => {
            let Ok(document) = providers.discover(oidc).await else { return false };
            providers.fresh_keys(oidc, &document.jwks_uri).await.is_ok_and(|keys| !keys.is_empty())
        }
        Speaks::Saml(saml) => {
            let known = provider.described(now);
            let Some(address) = &saml.metadata_url else { return known.is_some() };
            let entity = saml.entity_id.clone().or(known.map(|known| known.entity_id));
            let Ok(found) = providers.metadata(saml, address).await else { return false };
            IdpMetadata::read(&found, entity.as_deref(), now).is_ok()
        }
    }
}
