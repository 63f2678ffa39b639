//! Operations: one operation, one file.

mod change_me;
mod change_password;
mod create_token;
mod me;
mod revoke_others;
mod revoke_session;
mod revoke_token;
mod sessions;
mod sign_in;
mod sign_out;
mod tokens;

use kernel::AgentId;
use room::{Context, Guest, Operation};
use web::{Problem, problem};

pub(crate) static OPERATIONS: &[Operation] = &[
    me::OPERATION,
    change_me::OPERATION,
    me::MINE,
    change_me::MINE,
    change_password::OPERATION,
    change_password::MINE,
    sessions::OPERATION,
    revoke_session::OPERATION,
    revoke_others::OPERATION,
    tokens::OPERATION,
    create_token::OPERATION,
    revoke_token::OPERATION,
    sign_in::AGENTS_PAGE,
    sign_in::AGENTS_FORM,
    sign_in::CUSTOMERS_PAGE,
    sign_in::CUSTOMERS_FORM,
    sign_out::AGENTS,
    sign_out::CUSTOMERS,
];

fn guest(context: &Context) -> Result<&Guest, Problem> {
    context.guest.as_ref().ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))
}

fn agent(context: &Context) -> Result<AgentId, Problem> {
    match guest(context)?.actor {
        kernel::Actor::Agent(agent) => Ok(agent),
        _ => Err(Problem::forbidden()),
    }
}
