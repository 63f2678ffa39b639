//! Whether people can sign in with the providers that the sign-in page offers.

use crate::directory::{self, Searched};
use crate::model::{Provider, Speaks};
use crate::service::Providers;
use crate::store as rows_of;
use futures_util::FutureExt;
use kernel::{By, Fault, Secret, TenantId, Timestamp};
use room::{Check, CheckContext, Finding};
use std::time::Duration;
use store::View;
use wire::saml::IdpMetadata;

/// Every provider answers, under a certificate that is good for its name, as who it was set up as, and has keys that count.
pub(crate) const SSO_PROVIDERS: Check = Check {
    name: "sso-providers",
    promise: "P-35",
    measures: "Asks each provider of single sign-on that is switched on for its document and its keys, as a sign-in would: over verified TLS, for its exact issuer; metadata that were given as text are read; a directory is searched for its base as the search account.",
    fails_on: "a provider that does not answer, has no good certificate, says that it is another issuer, has no key that counts, whose metadata have expired, or that does not take the search account or has lost its base",
    max_age: Duration::from_hours(6),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let Ok(providers) = context.house.service::<Providers>() else { return Finding::unmeasured("this node has no way to providers") };
    let by = By::room("sso", context.house.ambient.request());
    let read = |view: &View<'_>| -> Result<Vec<(Provider, Option<Secret<String>>)>, Fault> {
        let mut all = Vec::new();
        for provider in rows_of::providers(view)?.into_iter().filter(|provider| provider.valid) {
            let secret = provider.ldap().map(|_| directory::secret(view, provider.id)).transpose()?;
            all.push((provider, secret));
        }
        Ok(all)
    };
    let all = match door.read(by, context.house.ambient.now(), read).await {
        Ok(all) => all,
        Err(fault) => return Finding::unmeasured(fault.what()),
    };
    let tenant = door.tenant();
    let (mut good, mut bad) = (0_usize, 0_usize);
    for (provider, secret) in &all {
        if answers((tenant, providers), provider, secret.as_ref(), context.house.ambient.now()).await {
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
async fn answers(
    (tenant, providers): (TenantId, &Providers),
    provider: &Provider,
    secret: Option<&Secret<String>>,
    now: Timestamp,
) -> bool {
    match &provider.speaks {
        Speaks::Oidc(oidc) => {
            let Ok(document) = providers.discover(tenant, oidc).await else { return false };
            providers.fresh_keys(tenant, oidc, &document.jwks_uri).await.is_ok_and(|keys| !keys.is_empty())
        }
        Speaks::Saml(saml) => {
            let known = provider.described(now);
            let Some(address) = &saml.metadata_url else { return known.is_some() };
            let entity = saml.entity_id.clone().or(known.map(|known| known.entity_id));
            let Ok(found) = providers.metadata(tenant, saml, address).await else { return false };
            IdpMetadata::read(&found, entity.as_deref(), now).is_ok()
        }
        Speaks::Ldap(ldap) => {
            let Some(secret) = secret else { return false };
            providers.search_account(&Searched { tenant, ldap, mapping: &provider.mapping, secret }).await.is_ok()
        }
    }
}
