//! One account's worker: it visits the mailbox again and again, and fails for itself alone.

use crate::deliver::{Delivery, Shared, scattered};
use crate::failure::Failure;
use crate::parts::Patience;
use crate::tenancy::Tenancy;
use crate::{imap, metrics, pop3};
use futures_util::FutureExt;
use kernel::Fault;
use mail::accounts::{self, Protocol, Target};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use store::Act;
use tokio::time::{Instant, sleep};

/// Works until it is dropped.
pub(crate) async fn run(shared: Arc<Shared>, tenancy: Tenancy, target: Target) {
    let mut present = metrics::Present::new(target.account.protocol);
    let mut delivery = Delivery::new(Arc::clone(&shared), tenancy.clone(), target.clone());
    let (mut failures, mut short) = (0_u32, 0_u32);
    loop {
        let begun = Instant::now();
        let mut went_well = false;
        let visit = visit(&mut delivery, || {
            went_well = true;
            present.failing(false);
        });
        let outcome = AssertUnwindSafe(visit.boxed()).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|_| Err(Failure::Ours(Fault::bug("reading a mailbox panicked"))));
        failures = if went_well { 0 } else { failures };
        let wait = match outcome {
            // The server asked for a fresh connection, or let this one go while nothing was to be done.
            Ok(()) => {
                short = if begun.elapsed() < shared.patience.poll { short.saturating_add(1) } else { 0 };
                scattered(&shared.house, before_next(shared.patience, short))
            }
            Err(failure) => {
                failures = failures.saturating_add(1);
                present.failing(true);
                let wait = scattered(&shared.house, back_off(&shared, &failure, failures));
                fail(&shared, &tenancy, &target, (&failure, wait)).await;
                wait
            }
        };
        sleep(wait).await;
    }
}

/// Reads the mailbox for as long as the connection holds; calls `well` each time it was read to its end.
async fn visit(delivery: &mut Delivery, mut well: impl FnMut() + Send) -> Result<(), Failure> {
    delivery.begin().await?;
    match delivery.target.account.protocol {
        Protocol::Imap => imap::visit(delivery, well).await,
        Protocol::Pop3 => loop {
            if pop3::visit(delivery).await? {
                delivery.succeeded().await?;
                well();
                sleep(delivery.scattered(delivery.shared.patience.poll)).await;
            }
        },
    }
}

/// Ten seconds before the next connection; twice as long each time when the last ones were short, up to what lies between two
/// looks anyway: who lets us go again and again is not dialled all day.
fn before_next(patience: Patience, short: u32) -> Duration {
    let first = patience.first_back_off / 6;
    first.saturating_mul(1 << short.saturating_sub(1).min(16)).min(patience.poll.max(first))
}

/// The first time after a minute, then twice as long each time, up to an hour; when the fault is ours, each minute.
fn back_off(shared: &Shared, failure: &Failure, failures: u32) -> Duration {
    let (first, most) = (shared.patience.first_back_off, shared.patience.most_back_off);
    match failure {
        Failure::Ours(_) => first,
        Failure::Theirs(_) | Failure::TooLarge => first.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(most),
    }
}

async fn fail(shared: &Shared, tenancy: &Tenancy, target: &Target, (failure, wait): (&Failure, Duration)) {
    let (tenant, id) = (tenancy.entry.tenant, target.account.id);
    let whose = if matches!(failure, Failure::Ours(_)) { "ours" } else { "theirs" };
    metrics::failure(target.account.protocol, whose);
    tracing::warn!(%tenant, account = %id, fault = failure.log(), "a mailbox could not be read");
    let (words, next) = (failure.trouble(target), shared.house.ambient.now().after(wait));
    let noted = shared.note(tenant, move |act: &Act<'_>| accounts::note_failure(act, id, words.as_str(), next)).await;
    if let Err(fault) = noted {
        tracing::error!(%tenant, account = %id, fault = fault.chain(), "that a mailbox could not be read could not be noted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lets_us_go_again_and_again_is_dialled_less_often() {
        let waits = [0, 1, 2, 3, 5, 100].map(|short| before_next(Patience::default(), short).as_secs());
        assert_eq!(waits, [10, 10, 20, 40, 120, 120]);
    }
}
