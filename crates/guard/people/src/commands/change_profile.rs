//! Changes the actor's own name and language.

use crate::events::Event;
use crate::model::{Name, searchable};
use crate::store as rows_of;
use kernel::{Actor, Fault, Locale};
use store::{Act, Rows};

/// What is to be changed; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// The name.
    pub name: Option<Name>,
    /// The language.
    pub locale: Option<Locale>,
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeProfileError {
    /// The actor is no person of this desk.
    #[error("only people have a profile")]
    NotAPerson,
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Changes the actor's own name and language.
///
/// # Errors
/// See [`ChangeProfileError`].
pub fn change_profile(act: &Act<'_>, change: &ProfileChange) -> Result<(), ChangeProfileError> {
    let set = |name: &mut String, locale: &mut Locale| {
        if let Some(new) = &change.name {
            *name = new.to_string();
        }
        *locale = change.locale.unwrap_or(*locale);
    };
    match act.by().actor {
        Actor::Agent(id) => {
            let mut agent = rows_of::agent(act, id)?.ok_or(ChangeProfileError::NotAPerson)?;
            set(&mut agent.name, &mut agent.locale);
            rows_of::change_agent(act, &agent)?;
            Event::AgentProfileChanged(&agent).record(act)?;
        }
        Actor::CustomerUser(id) => {
            let mut user = rows_of::customer_user(act, id)?.ok_or(ChangeProfileError::NotAPerson)?;
            set(&mut user.name, &mut user.locale);
            let search = searchable(&[&user.name, &user.login, user.email.as_str()]);
            rows_of::change_customer_user(act, &user, &search)?;
            Event::CustomerUserProfileChanged(&user).record(act)?;
        }
        Actor::Operator(_) | Actor::Room(_) | Actor::Stranger => return Err(ChangeProfileError::NotAPerson),
    }
    Ok(())
}
