//! All SQL of this room. Writes ask for the right that permits them.

use crate::model::{Entry, HostName, MailDomain, NewTenant, TenantState};
use crate::rights::Permitted;
use kernel::{Fault, OrFault, TenantId, Timestamp};
use store::{Act, Platform, Row, Rows, View, params};

store::stmts! { platform
    read TENANT = "SELECT id, name, title, locale, state, created_at, changed_at FROM tenant WHERE id = ?1";
    read TENANT_NAMED = "SELECT id FROM tenant WHERE name = ?1 AND state <> 'deleted' ORDER BY id";
    read TENANTS = "SELECT id, name, title, locale, state, created_at, changed_at FROM tenant ORDER BY created_at, id";
    read HOSTS = "SELECT name, tenant FROM host ORDER BY tenant, position, name";
    read HOSTS_OF = "SELECT name FROM host WHERE tenant = ?1 ORDER BY position, name";
    read TENANT_OF_HOST = "SELECT tenant FROM host WHERE name = ?1";
    read MAIL_DOMAINS = "SELECT name, tenant FROM mail_domain ORDER BY tenant, position, name";
    read MAIL_DOMAINS_OF = "SELECT name FROM mail_domain WHERE tenant = ?1 ORDER BY position, name";
    read TENANT_OF_MAIL_DOMAIN = "SELECT tenant FROM mail_domain WHERE name = ?1";
    write ADD_TENANT = "INSERT INTO tenant (id, name, title, locale, state, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    write SET_STATE = "UPDATE tenant SET state = ?2, changed_at = ?3 WHERE id = ?1";
    write EMPTY_TITLE = "UPDATE tenant SET title = '' WHERE id = ?1";
    write ADD_HOST = "INSERT INTO host (name, tenant, position) \
        SELECT ?1, ?2, coalesce(max(position), 0) + 1 FROM host WHERE tenant = ?2";
    write REMOVE_HOST = "DELETE FROM host WHERE name = ?1";
    write REMOVE_HOSTS_OF = "DELETE FROM host WHERE tenant = ?1";
    write ADD_MAIL_DOMAIN = "INSERT INTO mail_domain (name, tenant, position) \
        SELECT ?1, ?2, coalesce(max(position), 0) + 1 FROM mail_domain WHERE tenant = ?2";
    write REMOVE_MAIL_DOMAIN = "DELETE FROM mail_domain WHERE name = ?1";
    write REMOVE_MAIL_DOMAINS_OF = "DELETE FROM mail_domain WHERE tenant = ?1";
    read LAST_BEAT = "SELECT at FROM pulse WHERE id = 1";
    bookkeeping BEAT = "INSERT INTO pulse (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at";
}

/// Writes that this moment was.
pub(crate) fn beat(act: &Act<'_, Platform>, now: Timestamp) -> Result<(), Fault> {
    act.bookkeeping(&BEAT, params![now]).map(drop)
}

/// The moment that was written last.
pub(crate) fn last_beat(view: &View<'_, Platform>) -> Result<Option<Timestamp>, Fault> {
    view.row(&LAST_BEAT, params![])?.map(|row| row.time(0)).transpose()
}

/// A tenant without its hosts and domains.
fn entry(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry {
        tenant: row.id(0)?,
        name: row.text(1)?,
        title: row.text(2)?,
        locale: row.text(3)?.parse().or_fault("reading a tenant's language")?,
        state: TenantState::from_row(&row.text(4)?)?,
        created_at: row.time(5)?,
        changed_at: row.time(6)?,
        hosts: Vec::new(),
        mail_domains: Vec::new(),
    })
}

/// Where a tenant stands.
pub(crate) fn state_of(rows: &impl Rows<Platform>, tenant: TenantId) -> Result<Option<TenantState>, Fault> {
    let row = rows.row(&TENANT, params![tenant.0])?;
    row.map(|row| Ok(entry(&row)?.state)).transpose()
}

/// All tenants in the order in which they came, without hosts and domains.
pub(crate) fn tenants(rows: &impl Rows<Platform>) -> Result<Vec<Entry>, Fault> {
    rows.rows(&TENANTS, &[])?.iter().map(entry).collect()
}

/// All hosts with their tenants, the main one of each first.
pub(crate) fn hosts(rows: &impl Rows<Platform>) -> Result<Vec<(String, TenantId)>, Fault> {
    rows.rows(&HOSTS, &[])?.iter().map(|row| Ok((row.text(0)?, row.id(1)?))).collect()
}

/// All mail domains with their tenants, the main one of each first.
pub(crate) fn mail_domains(rows: &impl Rows<Platform>) -> Result<Vec<(String, TenantId)>, Fault> {
    rows.rows(&MAIL_DOMAINS, &[])?.iter().map(|row| Ok((row.text(0)?, row.id(1)?))).collect()
}

pub(crate) fn hosts_of(rows: &impl Rows<Platform>, tenant: TenantId) -> Result<Vec<String>, Fault> {
    rows.rows(&HOSTS_OF, params![tenant.0])?.iter().map(|row| row.text(0)).collect()
}

pub(crate) fn mail_domains_of(rows: &impl Rows<Platform>, tenant: TenantId) -> Result<Vec<String>, Fault> {
    rows.rows(&MAIL_DOMAINS_OF, params![tenant.0])?.iter().map(|row| row.text(0)).collect()
}

pub(crate) fn is_name_taken(rows: &impl Rows<Platform>, name: &str) -> Result<bool, Fault> {
    Ok(rows.row(&TENANT_NAMED, params![name])?.is_some())
}

pub(crate) fn tenant_of_host(rows: &impl Rows<Platform>, host: &HostName) -> Result<Option<TenantId>, Fault> {
    rows.row(&TENANT_OF_HOST, params![host.as_str()])?.map(|row| row.id(0)).transpose()
}

pub(crate) fn tenant_of_mail_domain(rows: &impl Rows<Platform>, domain: &MailDomain) -> Result<Option<TenantId>, Fault> {
    rows.row(&TENANT_OF_MAIL_DOMAIN, params![domain.as_str()])?.map(|row| row.id(0)).transpose()
}

impl Permitted<'_> {
    pub(crate) fn add_tenant(self, tenant: TenantId, new: &NewTenant) -> Result<(), Fault> {
        let state = TenantState::Making.as_str();
        let line = params![tenant.0, new.name.as_str(), new.title.as_str(), new.locale.as_str(), state, self.act.now()];
        self.act.write(&ADD_TENANT, line).map(drop)
    }

    pub(crate) fn set_state(self, tenant: TenantId, state: TenantState) -> Result<(), Fault> {
        self.act.write(&SET_STATE, params![tenant.0, state.as_str(), self.act.now()]).map(drop)
    }

    pub(crate) fn empty_title(self, tenant: TenantId) -> Result<(), Fault> {
        self.act.write(&EMPTY_TITLE, params![tenant.0]).map(drop)
    }

    pub(crate) fn add_host(self, tenant: TenantId, host: &HostName) -> Result<(), Fault> {
        self.act.write(&ADD_HOST, params![host.as_str(), tenant.0]).map(drop)
    }

    pub(crate) fn remove_host(self, host: &HostName) -> Result<(), Fault> {
        self.act.write(&REMOVE_HOST, params![host.as_str()]).map(drop)
    }

    pub(crate) fn add_mail_domain(self, tenant: TenantId, domain: &MailDomain) -> Result<(), Fault> {
        self.act.write(&ADD_MAIL_DOMAIN, params![domain.as_str(), tenant.0]).map(drop)
    }

    pub(crate) fn remove_mail_domain(self, domain: &MailDomain) -> Result<(), Fault> {
        self.act.write(&REMOVE_MAIL_DOMAIN, params![domain.as_str()]).map(drop)
    }

    /// Takes all hosts and mail domains from a tenant.
    pub(crate) fn remove_addresses_of(self, tenant: TenantId) -> Result<(), Fault> {
        self.act.write(&REMOVE_HOSTS_OF, params![tenant.0])?;
        self.act.write(&REMOVE_MAIL_DOMAINS_OF, params![tenant.0]).map(drop)
    }
}
