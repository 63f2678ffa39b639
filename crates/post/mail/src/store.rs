//! All SQL of the room.

pub(crate) mod filters;
pub(crate) mod log;
pub(crate) mod reports;

use kernel::{Fault, Id16, Timestamp};
use store::{Act, Rows, params};
use tickets::{ArticleId, TicketId};

use crate::model::{LogId, Setting};

store::stmts! { tenant
    read ARRIVED = "SELECT log, ticket, article FROM arrived WHERE key = ?1";
    read AUTO_ANSWERS = "SELECT count FROM auto_answer WHERE address = ?1 AND day = ?2";
    read SETTING = "SELECT value FROM mail_setting WHERE name = ?1";
    bookkeeping ADD_ARRIVED = "INSERT INTO arrived (key, log, ticket, article, at, copies) VALUES (?1, ?2, ?3, ?4, ?5, 0)";
    bookkeeping MOVE_ARRIVED = "UPDATE arrived SET log = ?2, ticket = ?3, article = ?4 WHERE key = ?1";
    bookkeeping COUNT_COPY = "UPDATE arrived SET copies = copies + 1 WHERE key = ?1";
    bookkeeping COUNT_AUTO_ANSWER = "INSERT INTO auto_answer (address, day, count) VALUES (?1, ?2, 1) \
        ON CONFLICT (address, day) DO UPDATE SET count = auto_answer.count + 1";
    bookkeeping FORGET_AUTO_ANSWERS = "DELETE FROM auto_answer WHERE day < ?1";
    write SET_SETTING = "INSERT INTO mail_setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}

/// A mail that arrived before, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct First {
    pub(crate) log: LogId,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) article: Option<ArticleId>,
}

/// The mail with this key.
pub(crate) fn arrived(rows: &impl Rows, key: &[u8; 32]) -> Result<Option<First>, Fault> {
    let read = |row: store::Row| Ok(First { log: row.id(0)?, ticket: row.opt_id(1)?, article: row.opt_id(2)? });
    rows.row(&ARRIVED, params![*key])?.map(read).transpose()
}

/// Notes a mail, so that its next copy is known.
pub(crate) fn note_arrived(act: &Act<'_>, key: &[u8; 32], first: &First) -> Result<(), Fault> {
    let (ticket, article) = (first.ticket.map(|id| id.0), first.article.map(|id| id.0));
    act.bookkeeping(&ADD_ARRIVED, params![*key, first.log.0, ticket, article, act.now()]).map(drop)
}

/// Notes that something else became of a mail.
pub(crate) fn move_arrived(act: &Act<'_>, key: &[u8; 32], first: &First) -> Result<(), Fault> {
    let (ticket, article) = (first.ticket.map(|id| id.0), first.article.map(|id| id.0));
    act.bookkeeping(&MOVE_ARRIVED, params![*key, first.log.0, ticket, article]).map(drop)
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

/// What was chosen for a setting; `None` leaves it at its default.
pub(crate) fn setting(rows: &impl Rows, setting: Setting) -> Result<Option<i64>, Fault> {
    rows.row(&SETTING, params![setting.name()])?.map(|row| row.int(0)).transpose()
}

/// Chooses.
pub(crate) fn set_setting(act: &Act<'_>, setting: Setting, value: i64) -> Result<(), Fault> {
    act.write(&SET_SETTING, params![setting.name(), value]).map(drop)
}

/// The first id of a moment: what came before it sorts before it.
pub(crate) fn first_id_of(at: Timestamp) -> Id16 {
    let mut id = Id16::v7(at, [0; 10]);
    if let Some(tail) = id.0.get_mut(6..) {
        tail.fill(0);
    }
    id
}
