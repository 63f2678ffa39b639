//! All SQL of the room.

use kernel::{Fault, Timestamp};
use store::{Act, Rows, params};
use tickets::{ArticleId, TicketId};

store::stmts! { tenant
    read ARRIVAL = "SELECT ticket, article FROM arrival WHERE key = ?1";
    read AUTO_ANSWERS = "SELECT count FROM auto_answer WHERE address = ?1 AND day = ?2";
    bookkeeping ADD_ARRIVAL = "INSERT INTO arrival (key, ticket, article, at, copies) VALUES (?1, ?2, ?3, ?4, 1)";
    bookkeeping COUNT_COPY = "UPDATE arrival SET copies = copies + 1 WHERE key = ?1";
    bookkeeping COUNT_AUTO_ANSWER = "INSERT INTO auto_answer (address, day, count) VALUES (?1, ?2, 1) \
        ON CONFLICT (address, day) DO UPDATE SET count = auto_answer.count + 1";
    bookkeeping FORGET_AUTO_ANSWERS = "DELETE FROM auto_answer WHERE day < ?1";
}

/// A mail that arrived before.
pub(crate) fn arrival(rows: &impl Rows, key: &[u8; 32]) -> Result<Option<(TicketId, ArticleId)>, Fault> {
    rows.row(&ARRIVAL, params![*key])?.map(|row| Ok((row.id(0)?, row.id(1)?))).transpose()
}

/// Notes a mail, so that its next copy is known.
pub(crate) fn note_arrival(act: &Act<'_>, key: &[u8; 32], ticket: TicketId, article: ArticleId) -> Result<(), Fault> {
    act.bookkeeping(&ADD_ARRIVAL, params![*key, ticket.0, article.0, act.now()]).map(drop)
}

/// Notes another copy.
pub(crate) fn note_copy(act: &Act<'_>, key: &[u8; 32]) -> Result<(), Fault> {
    act.bookkeeping(&COUNT_COPY, params![*key]).map(drop)
}

/// How many automatic answers were counted on this day for an address, or for an hour of the desk; either only as a keyed hash.
pub(crate) fn auto_answers(rows: &impl Rows, counter: &[u8; 32]) -> Result<i64, Fault> {
    rows.row(&AUTO_ANSWERS, params![*counter, day(rows.now())])?.map_or(Ok(0), |row| row.int(0))
}

/// Counts one more, and forgets other days.
pub(crate) fn count_auto_answer(act: &Act<'_>, counter: &[u8; 32]) -> Result<(), Fault> {
    let today = day(act.now());
    act.bookkeeping(&FORGET_AUTO_ANSWERS, params![today])?;
    act.bookkeeping(&COUNT_AUTO_ANSWER, params![*counter, today]).map(drop)
}

fn day(now: Timestamp) -> i64 {
    now.as_secs().div_euclid(86_400)
}
