//! Operations: one operation, one file.

mod addresses;
mod begin_factor;
mod change_me;
mod change_password;
mod confirm_factor;
mod create_token;
mod factor_page;
mod factors;
mod letters;
mod me;
mod passkey_sign_in;
mod policies;
mod prove;
mod recovery_codes;
mod remove_factor;
mod reset_factors;
mod revoke_others;
mod revoke_session;
mod revoke_token;
mod sessions;
mod set_policy;
mod sign_in;
mod sign_out;
mod tokens;

use crate::factor::CeremonyId;
use crate::model::Person;
use kernel::{AgentId, Id16};
use room::{Context, Guest, Operation};
use web::{Problem, problem};

pub(crate) static OPERATIONS: &[Operation] = &[
    me::OPERATION,
    change_me::OPERATION,
    me::MINE,
    change_me::MINE,
    change_password::OPERATION,
    change_password::MINE,
    factors::OPERATION,
    factors::MINE,
    begin_factor::OPERATION,
    begin_factor::MINE,
    confirm_factor::OPERATION,
    confirm_factor::MINE,
    remove_factor::OPERATION,
    remove_factor::MINE,
    recovery_codes::OPERATION,
    recovery_codes::MINE,
    prove::OPERATION,
    prove::MINE,
    prove::QUESTION,
    prove::MY_QUESTION,
    reset_factors::OPERATION,
    reset_factors::OF_CUSTOMER,
    policies::OPERATION,
    set_policy::OPERATION,
    set_policy::BACK,
    addresses::OPERATION,
    addresses::SET,
    addresses::TRY,
    addresses::CONFIRM,
    addresses::TAKE_BACK,
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
    factor_page::AGENTS_PAGE,
    factor_page::AGENTS_FORM,
    factor_page::CUSTOMERS_PAGE,
    factor_page::CUSTOMERS_FORM,
    letters::FORGOT_PAGE,
    letters::FORGOT,
    letters::MY_FORGOT_PAGE,
    letters::MY_FORGOT,
    letters::RESET_PAGE,
    letters::RESET,
    letters::MY_RESET_PAGE,
    letters::MY_RESET,
    letters::LINK_PAGE,
    letters::LINK,
    letters::OPEN_PAGE,
    letters::OPEN,
    letters::TO_AGENT,
    letters::TO_CUSTOMER,
    passkey_sign_in::AGENTS_QUESTION,
    passkey_sign_in::AGENTS,
    passkey_sign_in::CUSTOMERS_QUESTION,
    passkey_sign_in::CUSTOMERS,
    sign_out::AGENTS,
    sign_out::CUSTOMERS,
];

/// Sensitive: whoever found a session open on a desk must not be able to lock its owner out, or to stay.
pub(crate) static SENSITIVE: &[&str] = &[
    "access.begin_factor",
    "access.begin_my_factor",
    "access.remove_factor",
    "access.remove_my_factor",
    "access.make_recovery_codes",
    "access.make_my_recovery_codes",
    "access.create_token",
    "access.reset_factors",
    "access.reset_customer_factors",
    "access.set_policy",
    "access.reset_policy",
    "access.set_addresses",
    "access.confirm_addresses",
    "access.send_password_link",
    "access.send_customer_password_link",
];

/// What signing in itself needs.
pub(crate) static UNFINISHED: &[&str] =
    &["access.me", "access.my_me", "access.prove", "access.prove_mine", "access.ask_passkey", "access.ask_my_passkey"];

/// What whoever has to set up a second factor first needs as well.
pub(crate) static ENROLLING: &[&str] = &[
    "access.factors",
    "access.my_factors",
    "access.begin_factor",
    "access.begin_my_factor",
    "access.confirm_factor",
    "access.confirm_my_factor",
];

fn guest(context: &Context) -> Result<&Guest, Problem> {
    context.guest.as_ref().ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))
}

/// Whoever is signed in.
fn person(context: &Context) -> Result<Person, Problem> {
    Person::of(guest(context)?.actor).ok_or_else(|| Problem::new(&problem::UNAUTHENTICATED))
}

/// The session that asks; tokens have none, and what needs one is not theirs to do.
fn own_session(context: &Context) -> Result<Id16, Problem> {
    guest(context)?.session.ok_or_else(Problem::forbidden)
}

fn ceremony(text: &str) -> Result<Id16, Problem> {
    text.parse::<CeremonyId>().map(Into::into).map_err(|_| Problem::not_found())
}

fn agent(context: &Context) -> Result<AgentId, Problem> {
    match guest(context)?.actor {
        kernel::Actor::Agent(agent) => Ok(agent),
        _ => Err(Problem::forbidden()),
    }
}
