//! What all benchmarks share: the desk with its data, the words, and how much is done.

use crate::asking::{Ask, ask_all};
use crate::desk::{BUSY, Desk, QUIET};
use crate::mailing::{Session, send_all};
use crate::round::until_idle;
use crate::words::{Mail, Words};
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Rounds that count.
    pub(crate) rounds: usize,
    /// Tickets that are there before anything is measured.
    pub(crate) tickets: usize,
    /// Mails a round.
    pub(crate) mails: usize,
    /// Tickets made a round.
    pub(crate) creates: usize,
    /// Reads and searches a round.
    pub(crate) reads: usize,
    /// Connections, each of which is a row.
    pub(crate) connections: &'static [usize],
    /// How long the desk does nothing before its memory is looked at.
    pub(crate) idle: Duration,
}

impl Plan {
    pub(crate) const FULL: Self = Self {
        rounds: 7,
        tickets: 10_000,
        mails: 2_000,
        creates: 1_500,
        reads: 3_000,
        connections: &[1, 16],
        idle: Duration::from_mins(1),
    };

    pub(crate) const QUICK: Self =
        Self { rounds: 5, tickets: 1_000, mails: 300, creates: 250, reads: 500, connections: &[16], idle: Duration::from_secs(15) };
}

/// Mails of the tenant beside the busy one: with two hundred tickets a tenant counts.
const BESIDE: usize = 200;
/// Connections of everything that is not measured, and of mail.
pub(crate) const MANY: usize = 16;

/// The stage.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) words: Words,
    pub(crate) plan: Plan,
    /// Tickets of the busy tenant.
    pub(crate) tickets: usize,
    next_number: u32,
}

impl Stage {
    /// Fills a fresh desk by mail.
    pub(crate) async fn set(desk: Desk, plan: Plan) -> Result<Self> {
        let mut stage = Self { desk, words: Words::new(), plan, tickets: 0, next_number: 0 };
        let mails = stage.mails(plan.tickets, BUSY);
        send_all(stage.desk.smtp, BUSY, &mails, (MANY, Session::Kept)).await.context("filling the desk")?;
        let beside = stage.mails(BESIDE, QUIET);
        send_all(stage.desk.smtp, QUIET, &beside, (MANY, Session::Kept)).await.context("filling the tenant beside")?;
        stage.tickets = plan.tickets;
        until_idle(stage.desk.pid(), || true).await?;
        Ok(stage)
    }

    /// A number that no mail or ticket had yet.
    pub(crate) fn number(&mut self) -> u32 {
        self.next_number += 1;
        self.next_number - 1
    }

    /// The number of one of the mails that were there first.
    pub(crate) fn early(&self, turn: usize) -> u32 {
        u32::try_from(turn * 7 % self.plan.tickets.max(1)).unwrap_or_default()
    }

    /// Mails that were never sent before.
    pub(crate) fn mails(&mut self, count: usize, to: &str) -> Arc<[Mail]> {
        let numbers: Vec<u32> = (0..count).map(|_| self.number()).collect();
        numbers.into_iter().map(|number| self.words.mail(number, to)).collect()
    }

    /// Asks for each mail by its mark; gives how many are not found.
    pub(crate) async fn not_found(&self, mails: &[Mail]) -> Result<usize> {
        let asks: Arc<[Ask]> = mails.iter().map(|mail| search(&mail.mark, 1)).collect();
        Ok(ask_all(&self.desk.site()?, &asks, MANY).await?.missed)
    }

    /// Waits until each mail is found; gives whether that was so at once.
    pub(crate) async fn until_found(&self, mails: &[Mail]) -> Result<bool> {
        let begun = Instant::now();
        let mut at_once = true;
        loop {
            let missing = self.not_found(mails).await?;
            if missing == 0 {
                return Ok(at_once);
            }
            anyhow::ensure!(begun.elapsed() < Duration::from_mins(1), "{missing} mails are not found by a word of their text");
            at_once = false;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

/// A search that must find something.
pub(crate) fn search(words: &str, limit: usize) -> Ask {
    Ask::get(format!("/api/v1/tickets?q={}&limit={limit}", words.replace(' ', "%20")), "\"number\"")
}
