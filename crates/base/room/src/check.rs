//! Checks: measurements behind the promises. A check that cannot be made to fail does not count.

use crate::context::House;
use futures_util::future::BoxFuture;
use std::time::Duration;
use store::{Door, Tenant};

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Measured and kept.
    Kept,
    /// Measured and not kept.
    Broken,
    /// Could not be measured; never counts as kept.
    Unmeasured,
}

/// A finding: the verdict with what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// What was measured, in words, without addresses, names or contents.
    pub measured: String,
}

impl Finding {
    /// Kept.
    pub fn kept(measured: impl Into<String>) -> Self {
        Self { verdict: Verdict::Kept, measured: measured.into() }
    }

    /// Not kept.
    pub fn broken(measured: impl Into<String>) -> Self {
        Self { verdict: Verdict::Broken, measured: measured.into() }
    }

    /// Not measured.
    pub fn unmeasured(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unmeasured, measured: why.into() }
    }
}

/// What a check is given.
#[derive(Clone, Debug)]
pub struct CheckContext {
    /// The house with its services.
    pub house: House,
    /// The tenant that is looked at; `None` for checks of the node.
    pub door: Option<Door<Tenant>>,
}

/// One check.
#[derive(Clone, Copy)]
pub struct Check {
    /// Stable name: `own-port-tls`.
    pub name: &'static str,
    /// The promise that it measures: `P-04`.
    pub promise: &'static str,
    /// What it does, in one sentence.
    pub measures: &'static str,
    /// What it must fail on: the sabotage that its test commits.
    pub fails_on: &'static str,
    /// A finding older than this is stale.
    pub max_age: Duration,
    /// Whether it looks at each tenant, or once at the node.
    pub per_tenant: bool,
    /// Measures.
    pub run: fn(CheckContext) -> BoxFuture<'static, Finding>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Check({})", self.name)
    }
}
