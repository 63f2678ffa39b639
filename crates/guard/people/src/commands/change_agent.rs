//! Changes an agent.

use crate::events::Event;
use crate::model::Name;
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{AgentId, EmailAddress, Fault, Locale};
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct AgentChange {
    /// Their name.
    pub name: Option<Name>,
    /// Where they are written to.
    pub email: Option<EmailAddress>,
    /// Their language.
    pub locale: Option<Locale>,
    /// Whether they may sign in and act at all.
    pub valid: Option<bool>,
}

/// Why an agent was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeAgentError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such agent.
    #[error("there is no such agent")]
    AgentUnknown,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes an agent. One who is not valid any more has no rights and no working session from this moment on.
///
/// # Errors
/// See [`ChangeAgentError`].
pub fn change_agent(act: &Act<'_>, id: AgentId, change: &AgentChange) -> Result<(), ChangeAgentError> {
    let administration = Administration::permit::<ChangeAgentError>(act)?;
    let mut agent = rows_of::agent(act, id)?.ok_or(ChangeAgentError::AgentUnknown)?;
    if let Some(name) = &change.name {
        agent.name = name.to_string();
    }
    if let Some(email) = &change.email {
        agent.email = email.clone();
    }
    agent.locale = change.locale.unwrap_or(agent.locale);
    agent.valid = change.valid.unwrap_or(agent.valid);
    administration.change_agent(&agent)?;
    Event::AgentChanged(&agent).record(act)?;
    Ok(())
}
