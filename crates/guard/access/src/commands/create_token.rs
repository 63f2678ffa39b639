//! Makes a token for a program.

use crate::address::{MOST_NETWORKS, Network};
use crate::events::Event;
use crate::model::{ApiToken, ApiTokenId, Scopes};
use crate::rights::NotYours;
use crate::store as rows_of;
use crate::token::{self, TokenEnvironment};
use kernel::{Actor, AgentId, Fault, Secret, Strength};
use people::Name;
use std::time::Duration;
use store::{Act, Rows};

/// No token lives longer. **Units**: days.
pub const MAX_DAYS: u16 = 365;

/// An agent has no more tokens than this.
const MOST: usize = 100;

/// A token to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// As whom it acts.
    pub agent: AgentId,
    /// What its owner calls it.
    pub name: Name,
    /// What it allows.
    pub scopes: Scopes,
    /// How long it lives, 1 to [`MAX_DAYS`]. **Units**: days.
    pub days: u16,
    /// From where it may be used; empty means from anywhere. At most 200.
    pub networks: Vec<Network>,
}

/// A token just made. Its text is shown once and kept nowhere.
#[derive(Debug)]
pub struct MintedToken {
    /// What is kept of it.
    pub token: ApiToken,
    /// What its owner is shown.
    pub text: Secret<String>,
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateTokenError {
    /// Agents make tokens for themselves, and not with a token.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is no such agent, or they are not valid.
    #[error("there is no such agent")]
    AgentUnknown,
    /// Not between 1 and 365 days.
    #[error("a token lives 1 to 365 days")]
    DaysOutOfRange,
    /// More than 200 networks.
    #[error("a token has at most 200 networks")]
    TooManyNetworks,
    /// The agent has a hundred already.
    #[error("the agent has too many tokens")]
    TooMany,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes a token.
///
/// # Errors
/// See [`CreateTokenError`].
pub fn create_token(act: &Act<'_>, new: &NewToken, environment: &TokenEnvironment) -> Result<MintedToken, CreateTokenError> {
    let by = act.by();
    let may = match by.actor {
        Actor::Agent(agent) => agent == new.agent && by.strength != Strength::Token,
        Actor::Operator(_) => true,
        Actor::CustomerUser(_) | Actor::Room(_) | Actor::Stranger => false,
    };
    if !may {
        return Err(NotYours.into());
    }
    if !people::agent(act, new.agent)?.is_some_and(|agent| agent.valid) {
        return Err(CreateTokenError::AgentUnknown);
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        return Err(CreateTokenError::DaysOutOfRange);
    }
    if new.networks.len() > MOST_NETWORKS {
        return Err(CreateTokenError::TooManyNetworks);
    }
    if rows_of::tokens_of(act, new.agent)?.len() >= MOST {
        return Err(CreateTokenError::TooMany);
    }
    let token = ApiToken {
        id: ApiTokenId(act.new_id()),
        agent: new.agent,
        name: new.name.to_string(),
        scopes: new.scopes.clone(),
        created_at: act.now(),
        expires_at: act.now().after(Duration::from_hours(24 * u64::from(new.days))),
        last_used_at: None,
        strength: by.strength,
        networks: new.networks.clone(),
    };
    let text = token::mint(environment, token.id, act.random());
    rows_of::add_token(act, &token, token::hash(text.reveal()))?;
    Event::TokenCreated(&token).record(act)?;
    Ok(MintedToken { token, text })
}
