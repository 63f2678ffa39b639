//! Making and deleting tenants: rows, keys and stores together, in an order that survives a crash at any point.

use crate::commands::{BeginError, CloseError, FinishError, begin_tenant, bury_tenant, close_tenant, open_tenant};
use crate::model::{Entry, NewTenant, TenantState};
use crate::queries::list;
use crate::rights::{Forbidden, ROOM};
use kernel::{Ambient, By, Fault, TenantId};
use keys::{Keyring, TenantKeysError};
use std::sync::Arc;
use store::{Act, Door, Node, OpenError, Platform};

/// Where tenants are made: everything that a tenant consists of.
#[derive(Clone)]
pub struct Site {
    /// Stores.
    pub node: Arc<Node>,
    /// Keys.
    pub keyring: Arc<Keyring>,
    /// The platform's rows.
    pub door: Door<Platform>,
    /// Time and randomness.
    pub ambient: Ambient,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Site")
    }
}

/// What failed between a tenant's first and last row.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// Its keys.
    #[error(transparent)]
    Keys(#[from] TenantKeysError),
    /// Its store.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Its row.
    #[error(transparent)]
    Row(#[from] FinishError),
    /// Anything else.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a tenant was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// Nothing was changed.
    #[error(transparent)]
    Refused(#[from] BeginError),
    /// It is begun and stays `making`; the next start goes on, or the operator deletes it.
    #[error("the tenant is half made; the next start goes on with it")]
    HalfMade(#[from] StepError),
}

/// Why a tenant was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// Nothing was changed.
    #[error(transparent)]
    Refused(#[from] CloseError),
    /// Nobody gets in any more, and it stays `deleting`; the next start goes on, or the operator deletes it again.
    #[error("the tenant is half deleted; the next start goes on with it")]
    HalfDeleted(#[from] StepError),
}

/// Makes a tenant: row, keys, store, and then it is open.
///
/// # Errors
/// See [`MakeError`].
pub async fn make_tenant(site: &Site, by: By, new: NewTenant) -> Result<TenantId, MakeError> {
    let tenant = site.act(by.clone(), move |act| begin_tenant(act, &new)).await?;
    complete(site, by, tenant).await?;
    Ok(tenant)
}

/// Deletes a tenant for good: nobody gets in, its keys go, its store goes, a tombstone stays.
///
/// # Errors
/// See [`DeleteError`].
pub async fn delete_tenant(site: &Site, by: By, tenant: TenantId) -> Result<(), DeleteError> {
    site.act(by.clone(), move |act| close_tenant(act, tenant)).await?;
    Ok(remove(site, by, tenant).await?)
}

/// What a start went on with.
#[derive(Debug, Default)]
pub struct Finished {
    /// Tenants that were half made and are open now.
    pub made: Vec<TenantId>,
    /// Tenants that were half deleted and are gone now.
    pub deleted: Vec<TenantId>,
    /// Tenants that stay as they are, and why.
    pub failed: Vec<(TenantId, StepError)>,
}

/// Goes on with tenants that were left `making` or `deleting`. To be called at every start, before the gate opens.
///
/// # Errors
/// The tenants cannot be listed. One that fails does not keep the others back.
pub async fn finish_half_made(site: &Site) -> Result<Finished, Fault> {
    let by = By::room(ROOM, site.ambient.request());
    let entries: Vec<Entry> = site.door.read(by.clone(), site.ambient.now(), |view| list(view)).await?;
    let mut finished = Finished::default();
    for entry in entries {
        let tenant = entry.tenant;
        let (outcome, list) = match entry.state {
            TenantState::Making => (complete(site, by.clone(), tenant).await, &mut finished.made),
            TenantState::Deleting => (remove(site, by.clone(), tenant).await, &mut finished.deleted),
            TenantState::Active | TenantState::Suspended | TenantState::Deleted => continue,
        };
        match outcome {
            Ok(()) => list.push(tenant),
            Err(error) => finished.failed.push((tenant, error)),
        }
    }
    Ok(finished)
}

/// From `making` to `active`; every step may have been done before.
async fn complete(site: &Site, by: By, tenant: TenantId) -> Result<(), StepError> {
    // Crash point: a row `making` without keys. Nobody gets in yet.
    site.keyring.make_tenant_keys(tenant)?;
    // Crash point: keys without a store. They are kept when made again.
    site.node.create(tenant).await?;
    // Crash point: a store that no host leads to.
    Ok(site.act(by, move |act| open_tenant(act, tenant)).await?)
}

/// From `deleting` to the tombstone; every step may have been done before.
async fn remove(site: &Site, by: By, tenant: TenantId) -> Result<(), StepError> {
    // Crash point: no host leads to the tenant any more. From the next line on nobody can read it again.
    site.keyring.destroy_tenant_keys(tenant)?;
    // Crash point: a store that nothing opens.
    site.node.destroy(tenant).await?;
    // Crash point: a row `deleting` and nothing else.
    Ok(site.act(by, move |act| bury_tenant(act, tenant)).await?)
}

impl Site {
    async fn act<T, E, F>(&self, by: By, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + From<Forbidden> + Send + 'static,
        F: Fn(&Act<'_, Platform>) -> Result<T, E> + Send + 'static,
    {
        self.door.act(by, self.ambient.moment(), work).await
    }
}
