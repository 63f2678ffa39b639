//! All SQL of the room.

pub(crate) mod belonging;
pub(crate) mod grants;
pub(crate) mod provision;
pub(crate) mod reviews;

use crate::model::{Agent, Customer, CustomerId, CustomerUser, Group, GroupId, Login, Name, Role, RoleId};
use crate::rights::{Administration, Permission};
use kernel::{AgentId, CustomerUserId, EmailAddress, Fault, Locale, OrFault, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{Act, Composed, Row, Rows, Tenant, Value, params};

store::stmts! { tenant
    read AGENT = "SELECT id, login, name, email, locale, valid, created_at FROM agent WHERE id = ?1";
    read AGENT_BY_LOGIN = "SELECT id, login, name, email, locale, valid, created_at FROM agent WHERE login = ?1";
    read AGENTS = "SELECT id, login, name, email, locale, valid, created_at FROM agent ORDER BY login";
    read GONE = "SELECT id FROM agent WHERE valid = 0 AND changed_at < ?1 ORDER BY id";
    read AGENTS_WITH = "SELECT id, login, name, email, locale, valid, created_at FROM agent WHERE valid = 1 AND id IN \
        (SELECT agent FROM agent_group WHERE grp = ?1 AND permission IN (?2, 'rw') UNION \
         SELECT ar.agent FROM agent_role ar JOIN role r ON r.id = ar.role JOIN role_group rg ON rg.role = r.id \
         WHERE r.valid = 1 AND rg.grp = ?1 AND rg.permission IN (?2, 'rw')) \
        AND EXISTS (SELECT 1 FROM people_group WHERE id = ?1 AND valid = 1) ORDER BY name, login";
    read PERMISSIONS = "SELECT g.grp, g.permission FROM agent_group g JOIN agent a ON a.id = g.agent JOIN people_group p ON p.id = g.grp \
        WHERE g.agent = ?1 AND a.valid = 1 AND p.valid = 1 \
        UNION SELECT rg.grp, rg.permission FROM agent_role ar JOIN role r ON r.id = ar.role JOIN role_group rg ON rg.role = r.id \
        JOIN people_group p ON p.id = rg.grp JOIN agent a ON a.id = ar.agent \
        WHERE ar.agent = ?1 AND a.valid = 1 AND r.valid = 1 AND p.valid = 1 ORDER BY 1, 2";
    read CUSTOMER = "SELECT id, name FROM customer WHERE id = ?1";
    read CUSTOMER_USER = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name \
        FROM customer_user u LEFT JOIN customer k ON k.id = u.customer WHERE u.id = ?1";
    read CUSTOMER_USER_BY_LOGIN = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name \
        FROM customer_user u LEFT JOIN customer k ON k.id = u.customer WHERE u.login = ?1";
    read CUSTOMER_USER_BY_ADDRESS = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name \
        FROM customer_user u LEFT JOIN customer k ON k.id = u.customer WHERE u.email = ?1 AND u.valid = 1 ORDER BY u.id LIMIT 1";
    read GROUPS = "SELECT id, name, valid FROM people_group ORDER BY id";
    read GROUP = "SELECT id, name, valid FROM people_group WHERE id = ?1";
    read GROUP_BY_NAME = "SELECT id, name, valid FROM people_group WHERE name = ?1";
    read NEXT_GROUP = "SELECT coalesce(max(id), 0) + 1 FROM people_group";
    read ROLES = "SELECT id, name, valid FROM role ORDER BY name, id";
    read ROLES_OF = "SELECT role FROM agent_role WHERE agent = ?1 ORDER BY role";
    read ROLE = "SELECT id, name, valid FROM role WHERE id = ?1";
    read ROLE_BY_NAME = "SELECT id, name, valid FROM role WHERE name = ?1";
    read NEXT_ROLE = "SELECT coalesce(max(id), 0) + 1 FROM role";
    write ADD_AGENT = "INSERT INTO agent (id, login, name, email, locale, valid, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6)";
    write CHANGE_AGENT = "UPDATE agent SET name = ?2, email = ?3, locale = ?4, valid = ?5, changed_at = ?6 WHERE id = ?1";
    write SET_LOGIN = "UPDATE agent SET login = ?2 WHERE id = ?1";
    write ADD_CUSTOMER = "INSERT INTO customer (id, name, search, valid, created_at) VALUES (?1, ?2, ?3, 1, ?4)";
    write ADD_CUSTOMER_USER = "INSERT INTO customer_user (id, login, name, email, customer, locale, search, valid, created_at, changed_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?8)";
    write CHANGE_WHOLE_CUSTOMER_USER = "UPDATE customer_user SET name = ?2, email = ?3, customer = ?4, locale = ?5, search = ?6, valid = ?7, changed_at = ?8 \
        WHERE id = ?1";
    write CHANGE_CUSTOMER_USER = "UPDATE customer_user SET name = ?2, locale = ?3, search = ?4, changed_at = ?5 WHERE id = ?1";
    write ADD_GROUP = "INSERT INTO people_group (id, name) VALUES (?1, ?2)";
    write ADD_ROLE = "INSERT INTO role (id, name) VALUES (?1, ?2)";
    write CHANGE_GROUP = "UPDATE people_group SET name = ?2, valid = ?3 WHERE id = ?1";
    write CHANGE_ROLE = "UPDATE role SET name = ?2, valid = ?3 WHERE id = ?1";
}

const AGENTS_BY_IDS: &str = "SELECT id, login, name, email, locale, valid, created_at FROM agent WHERE id IN";
const CUSTOMER_USERS_BY_IDS: &str = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name \
     FROM customer_user u LEFT JOIN customer k ON k.id = u.customer WHERE u.id IN";
const FIND_CUSTOMER_USERS: &str = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name \
     FROM customer_user u LEFT JOIN customer k ON k.id = u.customer WHERE 1 = 1";

fn email(text: &str) -> Result<EmailAddress, Fault> {
    text.parse().or_fault("reading an address of a person")
}

fn locale(text: &str) -> Result<Locale, Fault> {
    text.parse().or_fault("reading the language of a person")
}

fn to_agent(row: &Row) -> Result<Agent, Fault> {
    Ok(Agent {
        id: row.id(0)?,
        login: row.text(1)?,
        name: row.text(2)?,
        email: email(&row.text(3)?)?,
        locale: locale(&row.text(4)?)?,
        valid: row.bool(5)?,
        created_at: row.time(6)?,
    })
}

fn to_customer_id(text: &str) -> Result<CustomerId, Fault> {
    text.parse().or_fault("reading the id of a customer")
}

fn to_customer_user(row: &Row) -> Result<CustomerUser, Fault> {
    let customer = match row.opt_text(6)? {
        Some(id) => Some(Customer { id: to_customer_id(&id)?, name: row.text(7)? }),
        None => None,
    };
    Ok(CustomerUser {
        id: row.id(0)?,
        login: row.text(1)?,
        name: row.text(2)?,
        email: email(&row.text(3)?)?,
        locale: locale(&row.text(4)?)?,
        valid: row.bool(5)?,
        customer,
    })
}

fn to_group(row: &Row) -> Result<Group, Fault> {
    Ok(Group { id: GroupId(row.int(0)?), name: row.text(1)?, valid: row.bool(2)? })
}

fn to_role(row: &Row) -> Result<Role, Fault> {
    Ok(Role { id: RoleId(row.int(0)?), name: row.text(1)?, valid: row.bool(2)? })
}

pub(crate) fn agent(rows: &impl Rows, id: AgentId) -> Result<Option<Agent>, Fault> {
    rows.row(&AGENT, params![id.0])?.as_ref().map(to_agent).transpose()
}

pub(crate) fn agent_by_login(rows: &impl Rows, login: &Login) -> Result<Option<Agent>, Fault> {
    rows.row(&AGENT_BY_LOGIN, params![login.as_str()])?.as_ref().map(to_agent).transpose()
}

pub(crate) fn agents(rows: &impl Rows) -> Result<Vec<Agent>, Fault> {
    rows.rows(&AGENTS, params![])?.iter().map(to_agent).collect()
}

/// Agents who have not been valid, nor changed otherwise, since before a point in time.
pub(crate) fn agents_gone_before(rows: &impl Rows, at: Timestamp) -> Result<Vec<AgentId>, Fault> {
    rows.rows(&GONE, params![at])?.iter().map(|row| row.id(0)).collect()
}

pub(crate) fn agents_with(rows: &impl Rows, group: GroupId, permission: Permission) -> Result<Vec<Agent>, Fault> {
    rows.rows(&AGENTS_WITH, params![group.0, permission.as_str()])?.iter().map(to_agent).collect()
}

pub(crate) fn agents_by_ids(rows: &impl Rows, ids: &[AgentId]) -> Result<Vec<Agent>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut composed = Composed::<Tenant>::new(AGENTS_BY_IDS);
    composed.add_list(&ids.iter().map(|id| id.0.into()).collect::<Vec<_>>());
    composed.add("ORDER BY id", &[]);
    rows.rows_of(&composed)?.iter().map(to_agent).collect()
}

pub(crate) fn permissions_of(rows: &impl Rows, agent: AgentId) -> Result<Vec<(GroupId, Permission)>, Fault> {
    let line = |row: &Row| Ok((GroupId(row.int(0)?), row.text(1)?.parse().or_fault("reading a permission")?));
    rows.rows(&PERMISSIONS, params![agent.0])?.iter().map(line).collect()
}

pub(crate) fn customer(rows: &impl Rows, id: &CustomerId) -> Result<Option<Customer>, Fault> {
    let to_customer = |row: &Row| Ok(Customer { id: to_customer_id(&row.text(0)?)?, name: row.text(1)? });
    rows.row(&CUSTOMER, params![id.as_str()])?.as_ref().map(to_customer).transpose()
}

pub(crate) fn customer_names<'i>(rows: &impl Rows, ids: impl Iterator<Item = &'i str>) -> Result<BTreeMap<String, String>, Fault> {
    let ids: BTreeSet<&str> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut composed = Composed::<Tenant>::new("SELECT id, name FROM customer WHERE id IN");
    composed.add_list(&ids.into_iter().map(Value::from).collect::<Vec<_>>());
    rows.rows_of(&composed)?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

pub(crate) fn customer_user(rows: &impl Rows, id: CustomerUserId) -> Result<Option<CustomerUser>, Fault> {
    rows.row(&CUSTOMER_USER, params![id.0])?.as_ref().map(to_customer_user).transpose()
}

pub(crate) fn customer_user_by_login(rows: &impl Rows, login: &Login) -> Result<Option<CustomerUser>, Fault> {
    rows.row(&CUSTOMER_USER_BY_LOGIN, params![login.as_str()])?.as_ref().map(to_customer_user).transpose()
}

pub(crate) fn customer_user_by_address(rows: &impl Rows, address: &EmailAddress) -> Result<Option<CustomerUser>, Fault> {
    rows.row(&CUSTOMER_USER_BY_ADDRESS, params![address.as_str()])?.as_ref().map(to_customer_user).transpose()
}

pub(crate) fn customer_users_by_ids(rows: &impl Rows, ids: &[CustomerUserId]) -> Result<Vec<CustomerUser>, Fault> {
    let mut composed = Composed::<Tenant>::new(CUSTOMER_USERS_BY_IDS);
    composed.add_list(&ids.iter().map(|id| id.0.into()).collect::<Vec<_>>());
    composed.add("ORDER BY u.id", &[]);
    rows.rows_of(&composed)?.iter().map(to_customer_user).collect()
}

/// Customer users of whom, or of whose company, every word is the beginning of a word; of those who are not valid none unless `all`.
pub(crate) fn find_customer_users(rows: &impl Rows, words: &[String], all: bool, most: u32) -> Result<Vec<CustomerUser>, Fault> {
    let mut composed = Composed::<Tenant>::new(FIND_CUSTOMER_USERS);
    if !all {
        composed.add("AND u.valid = 1", &[]);
    }
    for word in words {
        composed.add("AND ({POSITION}(u.search, ?) > 0 OR {POSITION}(k.search, ?) > 0)", &[word.into(), word.into()]);
    }
    composed.add("ORDER BY u.name, u.id LIMIT ?", &[most.into()]);
    rows.rows_of(&composed)?.iter().map(to_customer_user).collect()
}

pub(crate) fn groups(rows: &impl Rows) -> Result<Vec<Group>, Fault> {
    rows.rows(&GROUPS, params![])?.iter().map(to_group).collect()
}

pub(crate) fn group(rows: &impl Rows, id: GroupId) -> Result<Option<Group>, Fault> {
    rows.row(&GROUP, params![id.0])?.as_ref().map(to_group).transpose()
}

pub(crate) fn group_by_name(rows: &impl Rows, name: &str) -> Result<Option<Group>, Fault> {
    rows.row(&GROUP_BY_NAME, params![name])?.as_ref().map(to_group).transpose()
}

/// By name.
pub(crate) fn roles(rows: &impl Rows) -> Result<Vec<Role>, Fault> {
    rows.rows(&ROLES, &[])?.iter().map(to_role).collect()
}

pub(crate) fn roles_of(rows: &impl Rows, agent: AgentId) -> Result<Vec<RoleId>, Fault> {
    rows.rows(&ROLES_OF, params![agent.0])?.iter().map(|row| row.int(0).map(RoleId)).collect()
}

pub(crate) fn role(rows: &impl Rows, id: RoleId) -> Result<Option<Role>, Fault> {
    rows.row(&ROLE, params![id.0])?.as_ref().map(to_role).transpose()
}

pub(crate) fn role_by_name(rows: &impl Rows, name: &str) -> Result<Option<Role>, Fault> {
    rows.row(&ROLE_BY_NAME, params![name])?.as_ref().map(to_role).transpose()
}

impl Administration<'_> {
    pub(crate) fn add_agent(self, agent: &Agent) -> Result<(), Fault> {
        let line = params![agent.id.0, &agent.login, &agent.name, agent.email.as_str(), agent.locale.as_str(), agent.created_at];
        self.act.write(&ADD_AGENT, line).map(drop)
    }

    pub(crate) fn change_agent(self, agent: &Agent) -> Result<(), Fault> {
        change_agent(self.act, agent)
    }

    pub(crate) fn set_login(self, agent: &Agent) -> Result<(), Fault> {
        self.act.write(&SET_LOGIN, params![agent.id.0, &agent.login]).map(drop)
    }

    pub(crate) fn add_customer(self, customer: &Customer, search: &str) -> Result<(), Fault> {
        self.act.write(&ADD_CUSTOMER, params![customer.id.as_str(), &customer.name, search, self.act.now()]).map(drop)
    }

    pub(crate) fn add_customer_user(self, user: &CustomerUser, search: &str) -> Result<(), Fault> {
        let customer = user.customer.as_ref().map(|customer| customer.id.as_str());
        let now = self.act.now();
        let line = params![user.id.0, &user.login, &user.name, user.email.as_str(), customer, user.locale.as_str(), search, now];
        self.act.write(&ADD_CUSTOMER_USER, line).map(drop)
    }

    pub(crate) fn add_group(self, name: &Name) -> Result<GroupId, Fault> {
        let id = self.act.row(&NEXT_GROUP, params![])?.or_fault("numbering a group")?.int(0)?;
        self.act.write(&ADD_GROUP, params![id, name.as_str()])?;
        Ok(GroupId(id))
    }

    pub(crate) fn add_role(self, name: &Name) -> Result<RoleId, Fault> {
        let id = self.act.row(&NEXT_ROLE, params![])?.or_fault("numbering a role")?.int(0)?;
        self.act.write(&ADD_ROLE, params![id, name.as_str()])?;
        Ok(RoleId(id))
    }

    pub(crate) fn change_group(self, group: &Group) -> Result<(), Fault> {
        self.act.write(&CHANGE_GROUP, params![group.id.0, &group.name, group.valid]).map(drop)
    }

    pub(crate) fn change_role(self, role: &Role) -> Result<(), Fault> {
        self.act.write(&CHANGE_ROLE, params![role.id.0, &role.name, role.valid]).map(drop)
    }

    pub(crate) fn change_customer_user(self, user: &CustomerUser, search: &str) -> Result<(), Fault> {
        let customer = user.customer.as_ref().map(|customer| customer.id.as_str());
        let (id, email, locale) = (user.id.0, user.email.as_str(), user.locale.as_str());
        let line = params![id, &user.name, email, customer, locale, search, user.valid, self.act.now()];
        self.act.write(&CHANGE_WHOLE_CUSTOMER_USER, line).map(drop)
    }
}

/// Also for a person's own profile.
pub(crate) fn change_agent(act: &Act<'_>, agent: &Agent) -> Result<(), Fault> {
    let line = params![agent.id.0, &agent.name, agent.email.as_str(), agent.locale.as_str(), agent.valid, act.now()];
    act.write(&CHANGE_AGENT, line).map(drop)
}

/// For a person's own profile.
pub(crate) fn change_customer_user(act: &Act<'_>, user: &CustomerUser, search: &str) -> Result<(), Fault> {
    let line = params![user.id.0, &user.name, user.locale.as_str(), search, act.now()];
    act.write(&CHANGE_CUSTOMER_USER, line).map(drop)
}
