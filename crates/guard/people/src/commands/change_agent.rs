//! Changes an agent.

use crate::events::Event;
use crate::last::{LastAdministrator, keeping_one};
use crate::model::{Login, Name};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{AgentId, EmailAddress, Fault, Locale};
use store::Act;

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct AgentChange {
    /// With what they sign in.
    pub login: Option<Login>,
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
    /// Nobody would administer the desk any more.
    #[error(transparent)]
    LastAdministrator(#[from] LastAdministrator),
    /// Another agent has this login.
    #[error("the login is taken")]
    LoginTaken,
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
    let login = change.login.as_ref().filter(|login| login.as_str() != agent.login);
    if let Some(login) = login {
        if rows_of::agent_by_login(act, login)?.is_some() {
            return Err(ChangeAgentError::LoginTaken);
        }
        agent.login = login.to_string();
    }
    keeping_one::<ChangeAgentError>(act, || administration.change_agent(&agent))?;
    if login.is_some() {
        administration.set_login(&agent)?;
        Event::LoginChanged(&agent).record(act)?;
    }
    Event::AgentChanged(&agent).record(act)?;
    Ok(())
}
