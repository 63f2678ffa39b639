//! Reads.

use crate::model::Entry;
use crate::store as rows_of;
use kernel::{Fault, TenantId};
use std::collections::BTreeMap;
use store::{Platform, Rows};

/// All tenants with their hosts and mail domains, in the order in which they came; tombstones too.
///
/// # Errors
/// The store failed.
pub fn list(rows: &impl Rows<Platform>) -> Result<Vec<Entry>, Fault> {
    let mut hosts = by_tenant(rows_of::hosts(rows)?);
    let mut mail_domains = by_tenant(rows_of::mail_domains(rows)?);
    let mut entries = rows_of::tenants(rows)?;
    for entry in &mut entries {
        entry.hosts = hosts.remove(&entry.tenant).unwrap_or_default();
        entry.mail_domains = mail_domains.remove(&entry.tenant).unwrap_or_default();
    }
    Ok(entries)
}

fn by_tenant(names: Vec<(String, TenantId)>) -> BTreeMap<TenantId, Vec<String>> {
    let mut sorted: BTreeMap<TenantId, Vec<String>> = BTreeMap::new();
    for (name, tenant) in names {
        sorted.entry(tenant).or_default().push(name);
    }
    sorted
}
