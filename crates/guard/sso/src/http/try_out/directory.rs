//! A directory, tried: whether it can be searched, and what would follow for somebody.

use super::{SsoTrial, SsoTrialPerson, SsoTrialStep};
use crate::directory::{Group, Known, Looked, Searched, Sought, secret};
use crate::ldap::Ldap;
use crate::mapping::Grants;
use crate::model::Provider;
use crate::service::{PATIENCE, Providers};
use crate::words::{self, Told};
use kernel::{Fault, Locale, OrFault};
use room::Context;
use store::{Rows, View};

/// **Units**: octets of a login that is tried.
const LONGEST: usize = 500;

pub(super) async fn of_ldap(
    context: &Context,
    provider: &Provider,
    (ldap, login): (&Ldap, Option<String>),
    locale: Locale,
) -> Result<SsoTrial, Fault> {
    let providers = context.house.service::<Providers>()?;
    let id = provider.id;
    let secret = context.read(move |view: &View<'_>| secret(view, id)).await?;
    let searched = Searched { tenant: context.door.tenant(), ldap, mapping: &provider.mapping, secret: &secret };
    providers.forget((context.door.tenant(), id));
    let good = |what, told| SsoTrialStep { what, ok: true, words: words::good(told, locale) };
    let bad = |what, words| SsoTrialStep { what, ok: false, words };
    let mut trial = SsoTrial { ok: true, steps: Vec::new(), person: None };
    if let Err(trouble) = providers.search_account(&searched).await {
        let steps = vec![bad("search", words::of(&trouble, locale))];
        return Ok(SsoTrial { ok: false, steps, person: None });
    }
    trial.steps.push(good("search", Told::Search));
    let Some(login) = login.filter(|login| (1..=LONGEST).contains(&login.len())) else { return Ok(trial) };
    let step = match providers.look(&searched, Sought::Login(&login), None, PATIENCE).await {
        Ok(Looked::Found(known)) => {
            trial.person = Some(person(context, provider, *known).await?);
            good("person", Told::Person)
        }
        Ok(Looked::Nobody) => bad("person", words::unfound(None, locale)),
        Ok(Looked::Unfit(refusal)) => bad("person", words::unfound(Some(refusal), locale)),
        Err(trouble) => bad("person", words::of(&trouble, locale)),
    };
    trial.ok = step.ok;
    trial.steps.push(step);
    Ok(trial)
}

async fn person(context: &Context, provider: &Provider, known: Known) -> Result<SsoTrialPerson, Fault> {
    let shown = |group: &Group| match &group.cn {
        Some(cn) => format!("{cn} ({})", group.dn),
        None => group.dn.clone(),
    };
    let groups = known.groups.iter().map(shown).collect();
    let (mapping, claims) = (provider.mapping.clone(), known.said.claims);
    let read = move |view: &View<'_>| follows(view, &mapping, &claims);
    let (roles, permissions) = context.read(read).await?;
    Ok(SsoTrialPerson { attributes: known.attributes, groups, roles, permissions })
}

/// What the rules give, by the names that roles and groups have here.
fn follows(rows: &impl Rows, mapping: &crate::Mapping, claims: &wire::oidc::Claims) -> Result<(Vec<String>, Vec<String>), Fault> {
    let (all, groups) = (people::list_roles(rows)?, people::list_groups(rows)?);
    let mut admin = Vec::new();
    for role in &all {
        if people::gives_admin(rows, role.id)? {
            admin.push(role.id);
        }
    }
    let grants = Grants::of(claims, mapping, |role| admin.contains(&role)).or_fault("reading the mapping of a provider")?;
    let roles = all.into_iter().filter(|role| grants.roles.get(&role.id) == Some(&true)).map(|role| role.name).collect();
    let given = |group: people::Group| {
        let permissions = grants.groups.get(&group.id)?;
        let words: Vec<&str> = permissions.given().map(people::Permission::as_str).collect();
        (!words.is_empty()).then(|| format!("{}: {}", group.name, words.join(", ")))
    };
    Ok((roles, groups.into_iter().filter_map(given).collect()))
}
