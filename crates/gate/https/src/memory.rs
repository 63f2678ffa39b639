//! Memory for bodies: taken while they come, and given back when they were worked on.
//!
//! A body takes nothing for what it announces. What has come counts twice, for its tenant and for the node, and in one of three
//! pools: strangers' bodies have one of their own, so have the first pieces of all others, and what is longer shares the third.
//! Strangers' bodies count for their network as well. So strangers cannot keep out those who signed in, large bodies cannot keep
//! out small ones, one tenant no other, and one network nobody.

use futures_util::TryFutureExt as _;
use kernel::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use web::{Problem, problem};

/// Memory is counted in such blocks. A stranger's body is no longer than one, but for what providers of single sign-on send.
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
    /// `bytes` for large bodies, at least for the longest of them; an eighth of it each for first pieces and for strangers.
    fn new(bytes: usize, longest: usize) -> Arc<Self> {
        let pool = |bytes: usize| Arc::new(Semaphore::new(bytes.div_ceil(BLOCK_BYTES).clamp(1, Semaphore::MAX_PERMITS)));
        Arc::new(Self { strangers: pool(bytes / 8), first: pool(bytes / 8), large: pool(bytes.max(longest)) })
    }
}

impl Memory {
    /// For the node, for each tenant, and the longest body that there can be. **Units**: bytes.
    pub(crate) fn new(node_bytes: usize, tenant_bytes: usize, longest: usize) -> Self {
        Self { node: Pools::new(node_bytes, longest), tenants: Mutex::default(), tenant_bytes, longest }
    }

    /// The share of somebody's body, which is empty as yet.
    pub(crate) fn share_of_known(&self, tenant: TenantId) -> Share {
        let pools = [self.of_tenant(tenant), Arc::clone(&self.node)];
        let (first, rest) = (pools.iter().map(|pools| Arc::clone(&pools.first)), pools.iter().map(|pools| Arc::clone(&pools.large)));
        Share { first: first.collect(), rest: rest.collect(), blocks: 0, permits: Vec::new() }
    }

    /// The share of a stranger's body; `network` are the blocks that bodies of their network may have.
    pub(crate) fn share_of_stranger(&self, tenant: TenantId, network: Arc<Semaphore>) -> Share {
        let all = vec![network, Arc::clone(&self.of_tenant(tenant).strangers), Arc::clone(&self.node.strangers)];
        Share { first: all.clone(), rest: all, blocks: 0, permits: Vec::new() }
    }

    fn of_tenant(&self, tenant: TenantId) -> Arc<Pools> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(tenants.entry(tenant).or_insert_with(|| Pools::new(self.tenant_bytes, self.longest)))
    }
}

/// What a body holds of the memory until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    /// Where the first block is taken from, from each of these.
    first: Vec<Arc<Semaphore>>,
    /// Where all others are taken from.
    rest: Vec<Arc<Semaphore>>,
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
            self.take(1, self.first.clone()).await?;
        }
        if needed > self.blocks {
            self.take(needed - self.blocks, self.rest.clone()).await?;
        }
        Ok(())
    }

    async fn take(&mut self, blocks: usize, pools: Vec<Arc<Semaphore>>) -> Result<(), Problem> {
        let busy = || Problem::new(&problem::BUSY).retry_after(WAIT.as_secs());
        let number = u32::try_from(blocks).map_err(|_| busy())?;
        for pool in pools {
            let permit = timeout(WAIT, pool.acquire_many_owned(number)).map_err(|_| busy()).await?.map_err(|_| busy())?;
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
    fn takes(mut share: Share, held: &mut Vec<Share>, blocks: usize) -> bool {
        let got = share.hold(blocks * BLOCK_BYTES).now_or_never().is_some_and(|outcome| outcome.is_ok());
        held.push(share);
        got
    }

    #[tokio::test]
    async fn a_tenant_has_its_part_and_leaves_others_theirs() {
        let (memory, mut held) = (Memory::new(64 * BLOCKS, 32 * BLOCKS, 8 * BLOCKS), Vec::new());
        for _ in 0..4 {
            assert!(takes(memory.share_of_known(ALPHA), &mut held, 8));
        }
        assert!(!takes(memory.share_of_known(ALPHA), &mut held, 8), "its first pieces are held");
        held.pop();
        assert!(takes(memory.share_of_known(BETA), &mut held, 8));
        held.clear();
        assert!(takes(memory.share_of_known(ALPHA), &mut held, 33), "what was held is given back");
    }

    #[tokio::test]
    async fn strangers_and_large_bodies_keep_nobody_out() {
        let (memory, mut held) = (Memory::new(64 * BLOCKS, 32 * BLOCKS, 8 * BLOCKS), Vec::new());
        let network = || Arc::new(Semaphore::new(3));
        let mut strangers = |tenant, network: &Arc<Semaphore>| {
            let mut taken = 0;
            while takes(memory.share_of_stranger(tenant, Arc::clone(network)), &mut held, 1) {
                taken += 1;
            }
            taken
        };
        assert_eq!(strangers(ALPHA, &network()), 3, "a network has its own bound");
        assert_eq!(strangers(ALPHA, &network()), 1, "and an eighth of the memory is for all strangers");
        assert_eq!(strangers(BETA, &network()), 3, "those of another tenant have theirs");
        assert!(takes(memory.share_of_known(ALPHA), &mut held, 33), "large");
        assert!(!takes(memory.share_of_known(ALPHA), &mut held, 2), "no other large one");
        held.pop();
        assert!(takes(memory.share_of_known(ALPHA), &mut held, 1), "small");
    }

    #[tokio::test]
    async fn the_longest_body_fits_however_small_the_memory() {
        let (memory, mut held) = (Memory::new(1, 1, 8 * BLOCKS), Vec::new());
        assert!(takes(memory.share_of_known(ALPHA), &mut held, 8));
    }
}
