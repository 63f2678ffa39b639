//! People: who works tickets, who asks, and which group may do what.
//!
//! **Words.** An *agent* works tickets. A *customer user* asks; the company that they belong to is the *customer*.
//! *Groups* are what queues belong to; an agent has *permissions* in a group, directly or by a *role*.
//!
//! **Rules in code, grants in data.** [`rights_of`] reads all grants of an agent in one statement; [`Rights`] holds the
//! rules: `rw` allows what every other permission allows and no other implies anything, as in OTRS; whoever has `rw` in
//! the group `admin` administers the desk ([`require_administrator`]). An agent who is not valid has no rights.
//! [`agents_with`] is the same rule as a list.
//!
//! A *steward* says who else has what in one group ([`may_steward`]), never in `admin`. Groups, roles and agents that are not
//! valid give nothing. [`sources_of`] tells where each permission comes from; what anybody has is looked at again, confirmed
//! or revoked, on record ([`list_grants`], [`review()`]).
//!
//! **The last administrator stays.** No act leaves a desk that has a valid administrator without one: it is refused
//! ([`LastAdministrator`]), or, where a provider of single sign-on says so, left out and told as an event.
//!
//! **Companies.** A customer user belongs to one company first and to others beside it; companies share their tickets with
//! all their customer users unless told otherwise ([`companies_shared_with`]).
//!
//! **Invariants.** Logins are stored folded, one of a kind for agents and one of a kind for customer users. Every write
//! but a person's own profile goes through a right that is asked for in the same act. Names, logins and addresses stand
//! in rows and in the erasable detail of events, never in an event's public fields.
//!
//! **Tables.** `agent`, `customer`, `customer_user`, `customer_user_company`, `people_group` (1 users, 2 admin, 3 stats), `role`,
//! `agent_group`, `role_group`, `agent_role`, `group_steward`, `grant_review`.
//!
//! # Incomplete support
//! Customers have no rights to queues of their own (OTRS's CustomerGroupSupport), and people, groups and roles cannot be
//! removed, only made not valid. An administrator counts who is valid and has the right; whether they have a password or another
//! way to sign in is not asked.

mod administration;
mod checks;
mod commands;
mod events;
mod http;
mod last;
mod model;
mod provision;
mod queries;
mod review;
mod rights;
mod store;

pub use administration::{
    Source, Sourced, Unseen, administered_agents, administered_customer_user, administered_customer_users, administered_groups,
    agents_by_groups, company, find_companies, list_grants, members_of, roles_by_groups, roles_of_agents, sources_of,
};
pub use commands::{
    AgentChange, AppointError, AssignRoleError, ChangeAgentError, ChangeCustomerError, ChangeCustomerUserError, ChangeGroupError,
    ChangeProfileError, ChangeRoleError, CreateAgentError, CreateCustomerError, CreateCustomerUserError, CreateGroupError, CreateRoleError,
    CustomerChange, CustomerUserChange, GrantError, GrantRoleError, GroupChange, NewAgent, NewCustomerUser, ProfileChange, ReviewError,
    RoleChange, SetCompaniesError, appoint_steward, assign_role, change_agent, change_customer, change_customer_user, change_group,
    change_profile, change_role, create_agent, create_customer, create_customer_user, create_group, create_role, grant, grant_role, review,
    set_companies,
};
pub use events::changes_rights;
pub use last::LastAdministrator;
pub use model::{Agent, Company, Customer, CustomerId, CustomerUser, Group, GroupId, Login, Name, Role, RoleId, Unfit};
pub use provision::{
    ProvideError, gives_admin, provide_agent, provide_customer_user, provide_rights, refresh_agent, refresh_customer_user,
};
pub use queries::{
    agent, agent_by_login, agents_by_ids, agents_with, companies_of, companies_shared_with, customer, customer_names, customer_user,
    customer_user_by_address, customer_user_by_login, customer_users_by_ids, find_customer_users, group, group_by_name,
    groups_stewarded_by, list_agents, list_groups, list_roles, role, role_by_name, roles_of, stewards_of,
};
pub use review::{Grant, GrantLine, Held};
pub use rights::{Forbidden, NotAPermission, Permission, Permissions, Rights, may_steward, require_administrator, rights_of};

use ::store::{Migration, PlaneName};
use room::Room;

/// Schema steps of this room.
pub static MIGRATIONS: [Migration; 3] = [
    Migration::both("people", 1, PlaneName::Tenant, include_str!("../schema/0001_people.sql")),
    Migration::both("people", 2, PlaneName::Tenant, include_str!("../schema/0002_companies_and_stewards.sql")),
    Migration::both("people", 3, PlaneName::Tenant, include_str!("../schema/0003_review.sql")),
];

/// The room.
pub static ROOM: Room = Room {
    operations: http::OPERATIONS,
    migrations: &MIGRATIONS,
    columns: include_str!("../columns.toml"),
    statements: &[
        store::STATEMENTS,
        store::belonging::STATEMENTS,
        store::grants::STATEMENTS,
        store::provision::STATEMENTS,
        store::reviews::STATEMENTS,
    ],
    sensitive: http::SENSITIVE,
    rights: rights::RIGHTS,
    standing: rights::STANDING,
    events: events::KINDS,
    checks: &[checks::REVIEWED, checks::GONE_HOLD_NOTHING],
    ..Room::bare("people", "Agents, customer users, customers, groups, roles, and the rights that follow")
};
