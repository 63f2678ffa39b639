//! Which companies customer users belong to, and who administers the members of which group.

use super::to_customer_id;
use crate::model::{Company, Customer, CustomerId, CustomerUser, Group, GroupId};
use crate::rights::Administration;
use kernel::{AgentId, CustomerUserId, Fault};
use std::collections::BTreeSet;
use store::{Composed, Row, Rows, Tenant, params};

store::stmts! { tenant
    read COMPANIES = "SELECT k.id, k.name FROM customer k WHERE k.id IN (SELECT u.customer FROM customer_user u WHERE u.id = ?1 \
        UNION SELECT c.customer FROM customer_user_company c WHERE c.customer_user = ?1) ORDER BY k.id";
    read SHARED = "SELECT k.id FROM customer k WHERE k.valid = 1 AND k.company_tickets = 1 AND k.id IN \
        (SELECT u.customer FROM customer_user u WHERE u.id = ?1 AND u.valid = 1 \
        UNION SELECT c.customer FROM customer_user_company c JOIN customer_user u ON u.id = c.customer_user WHERE u.id = ?1 AND u.valid = 1) \
        ORDER BY k.id";
    read IS_VALID = "SELECT 1 FROM customer_user WHERE id = ?1 AND valid = 1";
    read STEWARDED = "SELECT g.id, g.name, g.valid FROM people_group g JOIN group_steward s ON s.grp = g.id JOIN agent a ON a.id = s.agent \
        WHERE s.agent = ?1 AND a.valid = 1 ORDER BY g.id";
    read STEWARDS = "SELECT agent FROM group_steward WHERE grp = ?1 ORDER BY agent";
    write ADD_COMPANY = "INSERT INTO customer_user_company (customer_user, customer) VALUES (?1, ?2)";
    write CLEAR_COMPANIES = "DELETE FROM customer_user_company WHERE customer_user = ?1";
    read COMPANY = "SELECT id, name, company_tickets, valid FROM customer WHERE id = ?1";
    read USERS_OF = "SELECT u.id, u.login, u.name, u.email, u.locale, u.valid, k.id, k.name FROM customer_user u LEFT JOIN customer k ON k.id = u.customer \
        WHERE u.customer = ?1 OR u.id IN (SELECT c.customer_user FROM customer_user_company c WHERE c.customer = ?1) ORDER BY u.name, u.id LIMIT 500";
    write CHANGE_COMPANY = "UPDATE customer SET name = ?2, search = ?3, company_tickets = ?4, valid = ?5 WHERE id = ?1";
    write ADD_STEWARD = "INSERT INTO group_steward (agent, grp, granted_at) VALUES (?1, ?2, ?3) ON CONFLICT (agent, grp) DO NOTHING";
    write CLEAR_STEWARD = "DELETE FROM group_steward WHERE agent = ?1 AND grp = ?2";
}

/// All companies of a customer user, the primary one and the others, by id.
pub(crate) fn companies_of(rows: &impl Rows, user: CustomerUserId) -> Result<Vec<Customer>, Fault> {
    let company = |row: &Row| Ok(Customer { id: to_customer_id(&row.text(0)?)?, name: row.text(1)? });
    rows.rows(&COMPANIES, params![user.0])?.iter().map(company).collect()
}

fn to_company(row: &Row) -> Result<Company, Fault> {
    Ok(Company { id: to_customer_id(&row.text(0)?)?, name: row.text(1)?, company_tickets: row.bool(2)?, valid: row.bool(3)? })
}

pub(crate) fn company(rows: &impl Rows, id: &CustomerId) -> Result<Option<Company>, Fault> {
    rows.row(&COMPANY, params![id.as_str()])?.as_ref().map(to_company).transpose()
}

/// Companies of which every word is the beginning of a word, by name.
pub(crate) fn find_companies(rows: &impl Rows, words: &[String], most: u32) -> Result<Vec<Company>, Fault> {
    let mut composed = Composed::<Tenant>::new("SELECT k.id, k.name, k.company_tickets, k.valid FROM customer k WHERE 1 = 1");
    for word in words {
        composed.add("AND {POSITION}(k.search, ?) > 0", &[word.into()]);
    }
    composed.add("ORDER BY k.name, k.id LIMIT ?", &[most.into()]);
    rows.rows_of(&composed)?.iter().map(to_company).collect()
}

/// The customer users of a company, whether it is their first or a further one.
pub(crate) fn users_of(rows: &impl Rows, company: &CustomerId) -> Result<Vec<CustomerUser>, Fault> {
    rows.rows(&USERS_OF, params![company.as_str()])?.iter().map(super::to_customer_user).collect()
}

/// The companies whose tickets a customer user sees; `None` when they are not valid.
pub(crate) fn shared_with(rows: &impl Rows, user: CustomerUserId) -> Result<Option<BTreeSet<CustomerId>>, Fault> {
    if rows.row(&IS_VALID, params![user.0])?.is_none() {
        return Ok(None);
    }
    rows.rows(&SHARED, params![user.0])?.iter().map(|row| to_customer_id(&row.text(0)?)).collect::<Result<_, _>>().map(Some)
}

/// The groups whose members an agent administers; none when they are not valid.
pub(crate) fn stewarded_by(rows: &impl Rows, agent: AgentId) -> Result<Vec<Group>, Fault> {
    rows.rows(&STEWARDED, params![agent.0])?.iter().map(super::to_group).collect()
}

pub(crate) fn stewards_of(rows: &impl Rows, group: GroupId) -> Result<Vec<AgentId>, Fault> {
    rows.rows(&STEWARDS, params![group.0])?.iter().map(|row| row.id(0)).collect()
}

impl Administration<'_> {
    pub(crate) fn set_companies(self, user: CustomerUserId, companies: &BTreeSet<CustomerId>) -> Result<(), Fault> {
        self.act.write(&CLEAR_COMPANIES, params![user.0])?;
        companies.iter().try_for_each(|company| self.act.write(&ADD_COMPANY, params![user.0, company.as_str()]).map(drop))
    }

    pub(crate) fn change_company(self, company: &Company, search: &str) -> Result<(), Fault> {
        let line = params![company.id.as_str(), &company.name, search, company.company_tickets, company.valid];
        self.act.write(&CHANGE_COMPANY, line).map(drop)
    }

    pub(crate) fn set_steward(self, agent: AgentId, group: GroupId, is: bool) -> Result<(), Fault> {
        if is {
            self.act.write(&ADD_STEWARD, params![agent.0, group.0, self.act.now()]).map(drop)
        } else {
            self.act.write(&CLEAR_STEWARD, params![agent.0, group.0]).map(drop)
        }
    }
}
