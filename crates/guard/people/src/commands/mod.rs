//! Commands: one verb, one file.

mod appoint_steward;
mod assign_role;
mod change_agent;
mod change_customer;
mod change_customer_user;
mod change_group;
mod change_profile;
mod change_role;
mod create_agent;
mod create_customer;
mod create_customer_user;
mod create_group;
mod create_role;
mod grant;
mod grant_role;
mod review;
mod set_companies;

pub use appoint_steward::{AppointError, appoint_steward};
pub use assign_role::{AssignRoleError, assign_role};
pub use change_agent::{AgentChange, ChangeAgentError, change_agent};
pub use change_customer::{ChangeCustomerError, CustomerChange, change_customer};
pub use change_customer_user::{ChangeCustomerUserError, CustomerUserChange, change_customer_user};
pub use change_group::{ChangeGroupError, GroupChange, change_group};
pub use change_profile::{ChangeProfileError, ProfileChange, change_profile};
pub use change_role::{ChangeRoleError, RoleChange, change_role};
pub use create_agent::{CreateAgentError, NewAgent, create_agent};
pub use create_customer::{CreateCustomerError, create_customer};
pub(crate) use create_customer_user::is_taken;
pub use create_customer_user::{CreateCustomerUserError, NewCustomerUser, create_customer_user};
pub use create_group::{CreateGroupError, create_group};
pub use create_role::{CreateRoleError, create_role};
pub use grant::{GrantError, grant};
pub use grant_role::{GrantRoleError, grant_role};
pub use review::{ReviewError, review};
pub use set_companies::{SetCompaniesError, set_companies};
