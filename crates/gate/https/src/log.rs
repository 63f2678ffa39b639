//! The log: one line for each request, without anything about a person.
//!
//! Which request, which operation, how it ended, how long it took, how much was sent, whose desk. Never a path, a query,
//! an address or a header: names of tickets and tokens stand in those.

use crate::accept::Running;
use crate::metrics;
use http::StatusCode;
use kernel::{RequestId, TenantId};
use std::time::Instant;

/// The line of one request, while it is gathered. It is written when this is dropped: after the last byte, or when the
/// client left.
#[derive(Debug)]
pub(crate) struct Entry {
    request: RequestId,
    operation: &'static str,
    tenant: Option<TenantId>,
    status: StatusCode,
    bytes: u64,
    begun: Instant,
    _running: Running,
}

impl Entry {
    pub(crate) fn begin(request: RequestId, running: Running) -> Self {
        Self { request, operation: "none", tenant: None, status: StatusCode::OK, bytes: 0, begun: Instant::now(), _running: running }
    }

    pub(crate) const fn note_operation(&mut self, operation: &'static str) {
        self.operation = operation;
    }

    pub(crate) const fn note_tenant(&mut self, tenant: TenantId) {
        self.tenant = Some(tenant);
    }

    /// The answer is there; what follows is sending it.
    pub(crate) fn answered(&mut self, status: StatusCode) {
        self.status = status;
        metrics::answered(self.operation, status, self.begun.elapsed());
    }

    pub(crate) fn count(&mut self, bytes: usize) {
        self.bytes += u64::try_from(bytes).unwrap_or(0);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let tenant = self.tenant.map(|tenant| tenant.to_string());
        tracing::info!(
            request = %self.request,
            operation = self.operation,
            status = self.status.as_u16(),
            duration_us = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX),
            bytes = self.bytes,
            tenant,
            "answered"
        );
    }
}
