//! Memory for bodies: taken while they come, and given back when they were worked on.
//!
//! A body takes nothing for what it announces. What has come counts twice, for its tenant and for the node, and in one of three
//! pools: strangers' bodies have one of their own, so have the first pieces of all others, and what is longer shares the third.
//! So strangers cannot keep out those who signed in, large bodies cannot keep out small ones, and one tenant no other.

use futures_util::TryFutureExt as _;
use kernel::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use web::{Problem, problem};

/// Memory is counted in such blocks. A stranger's body is no longer than one.
pub(crate) const BLOCK_BYTES: usize = 16 * 1024;

/// How long a body waits for memory.
const WAIT: Duration = Duration::from_secs(10);

/// The memory for bodies of a node.
#[derive(Debug)]
pub(crate) struct Memory {
    node: Arc<Pools>,
    /// One small entry for each tenant that was ever sent a body; they are never more than there are tenants.
    tenants: Mutex<HashMap<TenantId, Arc<Pools>>>,
    tenant_bytes: usize,
    longest: usize,
}

#[derive(Debug)]
struct Pools {
    strangers: Arc<Semaphore>,
    first: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

impl Pools {
    /// `bytes` for large bodies, at least for the longest of them; an eighth of it for first pieces, a sixteenth for strangers.
    fn new(bytes: usize, longest: usize) -> Arc<Self> {
        let pool = |bytes: usize| Arc::new(Semaphore::new(bytes.div_ceil(BLOCK_BYTES).clamp(1, Semaphore::MAX_PERMITS)));
        Arc::new(Self { strangers: pool(bytes / 16), first: pool(bytes / 8), large: pool(bytes.max(longest)) })
    }
}

impl Memory {
    /// For the node, for each tenant, and the longest body that there can be. **Units**: bytes.
    pub(crate) fn new(node_bytes: usize, tenant_bytes: usize, longest: usize) -> Self {
        Self { node: Pools::new(node_bytes, longest), tenants: Mutex::default(), tenant_bytes, longest }
    }

    /// The share of one body, which is empty as yet.
    pub(crate) fn share(&self, tenant: TenantId, is_known: bool) -> Share {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        let of_tenant = tenants.entry(tenant).or_insert_with(|| Pools::new(self.tenant_bytes, self.longest));
        Share { pools: [Arc::clone(of_tenant), Arc::clone(&self.node)], is_known, blocks: 0, permits: Vec::new() }
    }
}

/// What a body holds of the memory until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    pools: [Arc<Pools>; 2],
    is_known: bool,
    blocks: usize,
    permits: Vec<OwnedSemaphorePermit>,
}

impl Share {
    /// Takes so much more that it holds so many bytes in all; waits for it when others have it.
    ///
    /// # Errors
    /// `busy` when it did not come free in time.
    pub(crate) async fn hold(&mut self, bytes: usize) -> Result<(), Problem> {
        let needed = bytes.div_ceil(BLOCK_BYTES);
        if self.blocks == 0 && needed > 0 {
            self.take(1, |pools| &pools.first).await?;
        }
        if needed > self.blocks {
            self.take(needed - self.blocks, |pools| &pools.large).await?;
        }
        Ok(())
    }

    async fn take(&mut self, blocks: usize, pool: fn(&Pools) -> &Arc<Semaphore>) -> Result<(), Problem> {
        let busy = || Problem::new(&problem::BUSY).retry_after(WAIT.as_secs());
        let number = u32::try_from(blocks).map_err(|_| busy())?;
        for pools in &self.pools {
            let pool = if self.is_known { pool(pools) } else { &pools.strangers };
            let permit = timeout(WAIT, Arc::clone(pool).acquire_many_owned(number)).map_err(|_| busy()).await?.map_err(|_| busy())?;
            self.permits.push(permit);
        }
        self.blocks += blocks;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use kernel::Id16;

    const ALPHA: TenantId = TenantId(Id16([1; 16]));
    const BETA: TenantId = TenantId(Id16([2; 16]));
    const BLOCKS: usize = BLOCK_BYTES;

    /// Whether a body gets so many blocks at once; `held` keeps them.
    fn takes(memory: &Memory, held: &mut Vec<Share>, (tenant, is_known): (TenantId, bool), blocks: usize) -> bool {
        let mut share = memory.share(tenant, is_known);
        let got = share.hold(blocks * BLOCK_BYTES).now_or_never().is_some_and(|outcome| outcome.is_ok());
        held.push(share);
        got
    }

    #[tokio::test]
    async fn a_tenant_has_its_part_and_leaves_others_theirs() {
        let (memory, mut held) = (Memory::new(64 * BLOCKS, 32 * BLOCKS, 8 * BLOCKS), Vec::new());
        for _ in 0..4 {
            assert!(takes(&memory, &mut held, (ALPHA, true), 8));
        }
        assert!(!takes(&memory, &mut held, (ALPHA, true), 8), "its first pieces are held");
        held.pop();
        assert!(takes(&memory, &mut held, (BETA, true), 8));
        held.clear();
        assert!(takes(&memory, &mut held, (ALPHA, true), 33), "what was held is given back");
    }

    #[tokio::test]
    async fn strangers_and_large_bodies_keep_nobody_out() {
        let (memory, mut held) = (Memory::new(64 * BLOCKS, 32 * BLOCKS, 8 * BLOCKS), Vec::new());
        let mut taken = 0;
        while takes(&memory, &mut held, (ALPHA, false), 1) {
            taken += 1;
        }
        assert_eq!(taken, 2, "a sixteenth is for strangers");
        assert!(takes(&memory, &mut held, (BETA, false), 1), "strangers of another tenant");
        assert!(takes(&memory, &mut held, (ALPHA, true), 33), "large");
        assert!(!takes(&memory, &mut held, (ALPHA, true), 2), "no other large one");
        held.pop();
        assert!(takes(&memory, &mut held, (ALPHA, true), 1), "small");
    }

    #[tokio::test]
    async fn the_longest_body_fits_however_small_the_memory() {
        let (memory, mut held) = (Memory::new(1, 1, 8 * BLOCKS), Vec::new());
        assert!(takes(&memory, &mut held, (ALPHA, true), 8));
    }
}
