//! Makes an agent known.

use crate::events::Event;
use crate::model::{Agent, Login, Name};
use crate::rights::{Administration, Forbidden};
use crate::store as rows_of;
use kernel::{AgentId, EmailAddress, Fault, Locale};
use store::{Act, Rows};

/// An agent to be.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// Their login.
    pub login: Login,
    /// Their name.
    pub name: Name,
    /// Where they are written to.
    pub email: EmailAddress,
    /// Their language.
    pub locale: Locale,
}

/// Why an agent was not made known.
#[derive(Debug, thiserror::Error)]
pub enum CreateAgentError {
    /// The actor does not administer this desk.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Another agent has this login.
    #[error("the login is taken")]
    LoginTaken,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Makes an agent known. They may do nothing yet and have no password.
///
/// # Errors
/// See [`CreateAgentError`].
pub fn create_agent(act: &Act<'_>, new: &NewAgent) -> Result<AgentId, CreateAgentError> {
    let administration = Administration::permit::<CreateAgentError>(act)?;
    if rows_of::agent_by_login(act, &new.login)?.is_some() {
        return Err(CreateAgentError::LoginTaken);
    }
    let agent = Agent {
        id: AgentId(act.new_id()),
        login: new.login.to_string(),
        name: new.name.to_string(),
        email: new.email.clone(),
        locale: new.locale,
        valid: true,
        created_at: act.now(),
    };
    administration.add_agent(&agent)?;
    Event::AgentCreated(&agent).record(act)?;
    Ok(agent.id)
}
