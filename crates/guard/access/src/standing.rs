//! What holds for a person and how far their session has come, asked for each request.

use crate::access_policy::{AccessPolicy, Whom};
use crate::address::{AddressRule, Addresses, Where};
use crate::model::{ApiToken, Person, Session};
use crate::proof::{Demand, Proofs, stage, token_stage};
use crate::store::{self as rows_of, addresses, factors};
use kernel::{Fault, Timestamp};
use room::Stage;
use store::Rows;

/// What holds for a person: of all policies for them the strictest.
pub(crate) fn policy_of(rows: &impl Rows, person: Person) -> Result<AccessPolicy, Fault> {
    let chosen = rows_of::policies(rows)?;
    let of = |whom: Whom| chosen.get(&whom).copied().unwrap_or_else(|| AccessPolicy::initial(whom));
    let Person::Agent(agent) = person else { return Ok(of(Whom::Customers)) };
    let mut policy = of(Whom::Agents);
    if people::rights_of(rows, agent)?.is_admin() {
        policy = policy.strictest(of(Whom::Administrators));
    }
    // Roles count where somebody chose something for them.
    if chosen.keys().any(|whom| matches!(whom, Whom::Role(_))) {
        for role in people::roles_of(rows, agent)? {
            policy = chosen.get(&Whom::Role(role)).map_or(policy, |of_role| policy.strictest(*of_role));
        }
    }
    Ok(policy)
}

/// The rules by address that hold for a person in a browser.
pub(crate) fn places_of(rows: &impl Rows, rules: &Addresses, person: Person) -> Result<Vec<Where>, Fault> {
    let Person::Agent(agent) = person else { return Ok(vec![Where::Everywhere, Where::Customers]) };
    let roles = if rules.names_roles() { people::roles_of(rows, agent)? } else { Vec::new() };
    Ok([Where::Everywhere, Where::Agents].into_iter().chain(roles.into_iter().map(Where::Role)).collect())
}

/// Whether a person in a browser comes from where they may.
pub(crate) fn may_come(rows: &impl Rows, person: Person) -> Result<bool, Fault> {
    let rules = addresses::in_force(rows)?;
    Ok(rules.is_empty() || rules.let_in(rows.by().ip, &places_of(rows, &rules, person)?))
}

/// Whether a token is used from where it may be.
pub(crate) fn token_may_come(rows: &impl Rows, token: &ApiToken) -> Result<bool, Fault> {
    let own = AddressRule { deny: Vec::new(), allow: token.networks.clone() };
    if !own.lets_in(rows.by().ip) {
        return Ok(false);
    }
    let rules = addresses::in_force(rows)?;
    if rules.is_empty() {
        return Ok(true);
    }
    let places = places_of(rows, &rules, Person::Agent(token.agent))?.into_iter();
    let places: Vec<Where> = places.map(|place| if place == Where::Agents { Where::Tokens } else { place }).collect();
    Ok(rules.let_in(rows.by().ip, &places))
}

/// What was chosen for some people, or what holds at first.
///
/// # Errors
/// The store failed.
pub fn chosen_policy(rows: &impl Rows, whom: Whom) -> Result<AccessPolicy, Fault> {
    Ok(rows_of::policies(rows)?.get(&whom).copied().unwrap_or_else(|| AccessPolicy::initial(whom)))
}

/// How far a session has come.
pub(crate) fn stage_of(rows: &impl Rows, session: &Session, policy: &AccessPolicy) -> Result<Stage, Fault> {
    stage_with(rows, session.person, session.proofs, policy)
}

/// How far somebody has come who has shown this.
pub(crate) fn stage_with(rows: &impl Rows, person: Person, proofs: Proofs, policy: &AccessPolicy) -> Result<Stage, Fault> {
    if proofs.resist_phishing() {
        return Ok(Stage::Whole);
    }
    let enrolled = factors::enrolled(rows, person)?;
    let demands = policy.second_factor && (policy.phishing_resistant || !proofs.are_two());
    let is_due = demands && is_due(rows, person, policy)?;
    Ok(stage(proofs, enrolled, Demand { second_factor: policy.second_factor, phishing_resistant: policy.phishing_resistant, is_due }))
}

/// Whether a token does what is demanded of its agent now.
pub(crate) fn stage_of_token(rows: &impl Rows, token: &ApiToken) -> Result<Stage, Fault> {
    let person = Person::Agent(token.agent);
    let policy = policy_of(rows, person)?;
    let is_due = policy.second_factor && is_due(rows, person, &policy)?;
    Ok(token_stage(token.strength, Demand { second_factor: policy.second_factor, phishing_resistant: policy.phishing_resistant, is_due }))
}

/// Whether the time to set up a second factor is over. It begins when somebody is first asked.
pub(crate) fn is_due(rows: &impl Rows, person: Person, policy: &AccessPolicy) -> Result<bool, Fault> {
    if policy.grace_days == 0 {
        return Ok(true);
    }
    Ok(rows_of::grace(rows, person)?.is_some_and(|since| rows.now() >= since.after(policy.grace())))
}

/// From when on somebody has to have a second factor who has none, when they have to at all.
pub(crate) fn due_at(rows: &impl Rows, person: Person, policy: &AccessPolicy) -> Result<Option<Timestamp>, Fault> {
    let enrolled = factors::enrolled(rows, person)?;
    let has = if policy.phishing_resistant { enrolled.passkey } else { enrolled.any() };
    if !policy.second_factor || has {
        return Ok(None);
    }
    Ok(Some(rows_of::grace(rows, person)?.unwrap_or_else(|| rows.now()).after(policy.grace())))
}
