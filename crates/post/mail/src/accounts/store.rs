//! All SQL of accounts.

use super::model::{Account, AccountId, Compared, Fate, Left, Standing};
use kernel::{Fault, OrFault, Timestamp};
use store::{Act, Row, Rows, Value, params};
use tickets::QueueId;

store::stmts! { tenant
    read ACCOUNTS = "SELECT id, protocol, host, port, tls, roots, login, mailbox, queue, trusted, after_taken, move_to, valid, version, password \
        FROM mail_account ORDER BY created_at, id";
    read ACCOUNT = "SELECT id, protocol, host, port, tls, roots, login, mailbox, queue, trusted, after_taken, move_to, valid, version, password \
        FROM mail_account WHERE id = ?1";
    read MADE_AT = "SELECT created_at FROM mail_account WHERE id = ?1";
    read STATE = "SELECT taken, last_success_at, last_failure_at, failing_since, failures, next_try_at, words, compared_at, at_source, \
        without_ticket, not_removed FROM mail_account_state WHERE account = ?1";
    read MET = "SELECT place, fate FROM mail_met WHERE account = ?1 ORDER BY place";
    read LEFT_BEHIND = "SELECT place, fate, size, at FROM mail_met WHERE account = ?1 AND fate <> 'taken' ORDER BY at DESC, place LIMIT 100";
    read COUNT_LEFT = "SELECT count(*) FROM mail_met WHERE account = ?1 AND fate <> 'taken'";
    write ADD = "INSERT INTO mail_account (id, protocol, host, port, tls, roots, login, password, mailbox, queue, trusted, after_taken, move_to, \
        valid, version, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 1, ?15)";
    write CHANGE = "UPDATE mail_account SET protocol = ?2, host = ?3, port = ?4, tls = ?5, roots = ?6, login = ?7, mailbox = ?8, queue = ?9, \
        trusted = ?10, after_taken = ?11, move_to = ?12, valid = ?13, version = version + 1 WHERE id = ?1";
    write SET_PASSWORD = "UPDATE mail_account SET password = ?2 WHERE id = ?1";
    write REMOVE = "DELETE FROM mail_account WHERE id = ?1";
    write REMOVE_STATE = "DELETE FROM mail_account_state WHERE account = ?1";
    write SET_WORDS = "UPDATE mail_account_state SET words = ?2 WHERE account = ?1";
    write ADD_STATE = "INSERT INTO mail_account_state (account, taken, failures) VALUES (?1, 0, 0)";
    bookkeeping FORGET_ALL = "DELETE FROM mail_met WHERE account = ?1";
    bookkeeping FORGET = "DELETE FROM mail_met WHERE account = ?1 AND place = ?2";
    bookkeeping NOTE_MET = "INSERT INTO mail_met (account, place, fate, size, at) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (account, place) DO UPDATE SET fate = excluded.fate, size = excluded.size";
    bookkeeping COUNT_TAKEN = "UPDATE mail_account_state SET taken = taken + 1 WHERE account = ?1";
    bookkeeping NOTE_SUCCESS = "UPDATE mail_account_state SET last_success_at = ?2, failing_since = NULL, failures = 0, next_try_at = NULL \
        WHERE account = ?1";
    bookkeeping NOTE_FAILURE = "UPDATE mail_account_state SET last_failure_at = ?2, failing_since = coalesce(failing_since, ?2), \
        failures = failures + 1, next_try_at = ?3 WHERE account = ?1";
    bookkeeping BEGIN_ANEW = "UPDATE mail_account_state SET failing_since = NULL, failures = 0, next_try_at = NULL, compared_at = NULL, \
        at_source = NULL, without_ticket = NULL, not_removed = NULL WHERE account = ?1";
    bookkeeping NOTE_COMPARED = "UPDATE mail_account_state SET compared_at = ?2, at_source = ?3, without_ticket = ?4, not_removed = ?5 \
        WHERE account = ?1";
}

fn unfit(_: super::Unfit) -> Fault {
    Fault::bug("a mail account's row holds a word that nobody writes")
}

fn read(row: &Row) -> Result<(Account, Vec<u8>), Fault> {
    let account = Account {
        id: row.id(0)?,
        protocol: row.text(1)?.parse().map_err(unfit)?,
        host: row.text(2)?,
        port: u16::try_from(row.int(3)?).or_fault("a mail account's port")?,
        tls: row.text(4)?.parse().map_err(unfit)?,
        roots: row.opt_text(5)?,
        login: row.text(6)?,
        mailbox: row.text(7)?,
        queue: row.opt_int(8)?.map(QueueId),
        trusted: row.bool(9)?,
        after: row.text(10)?.parse().map_err(unfit)?,
        move_to: row.opt_text(11)?,
        valid: row.bool(12)?,
        version: row.int(13)?,
    };
    Ok((account, row.bytes(14)?))
}

/// All accounts with their sealed passwords, oldest first.
pub(super) fn accounts(rows: &impl Rows) -> Result<Vec<(Account, Vec<u8>)>, Fault> {
    rows.rows(&ACCOUNTS, params![])?.iter().map(read).collect()
}

pub(super) fn account(rows: &impl Rows, id: AccountId) -> Result<Option<(Account, Vec<u8>)>, Fault> {
    rows.row(&ACCOUNT, params![id.0])?.as_ref().map(read).transpose()
}

/// Since when there is an account.
pub(super) fn made_at(rows: &impl Rows, id: AccountId) -> Result<Timestamp, Fault> {
    rows.row(&MADE_AT, params![id.0])?.or_fault("a mail account is gone")?.time(0)
}

pub(super) fn standing(rows: &impl Rows, id: AccountId) -> Result<Standing, Fault> {
    let row = rows.row(&STATE, params![id.0])?.or_fault("a mail account has no state")?;
    let compared = match row.opt_time(7)? {
        None => None,
        Some(at) => Some(Compared { at, at_source: row.count(8)?, without_ticket: row.count(9)?, not_removed: row.count(10)? }),
    };
    Ok(Standing {
        taken: row.count(0)?,
        last_success_at: row.opt_time(1)?,
        last_failure_at: row.opt_time(2)?,
        failing_since: row.opt_time(3)?,
        failures: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        next_try_at: row.opt_time(5)?,
        words: row.opt_text(6)?,
        compared,
    })
}

pub(super) fn met(rows: &impl Rows, id: AccountId) -> Result<Vec<(String, Fate)>, Fault> {
    rows.rows(&MET, params![id.0])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?.parse().map_err(unfit)?))).collect()
}

/// The newest hundred that stay in the mailbox.
pub(super) fn left(rows: &impl Rows, id: AccountId) -> Result<Vec<Left>, Fault> {
    let read = |row: &Row| {
        let size = row.opt_int(2)?.and_then(|size| u64::try_from(size).ok());
        Ok(Left { place: row.text(0)?, fate: row.text(1)?.parse().map_err(unfit)?, size, since: row.time(3)? })
    };
    rows.rows(&LEFT_BEHIND, params![id.0])?.iter().map(read).collect()
}

pub(super) fn count_left(rows: &impl Rows, id: AccountId) -> Result<u64, Fault> {
    rows.row(&COUNT_LEFT, params![id.0])?.map_or(Ok(0), |row| row.count(0))
}

pub(super) fn add(act: &Act<'_>, account: &Account, password: Vec<u8>) -> Result<(), Fault> {
    let line: Vec<Value> = vec![
        account.id.0.into(),
        account.protocol.as_str().into(),
        account.host.as_str().into(),
        u32::from(account.port).into(),
        account.tls.as_str().into(),
        account.roots.clone().into(),
        account.login.as_str().into(),
        password.into(),
        account.mailbox.as_str().into(),
        account.queue.map(|queue| queue.0).into(),
        account.trusted.into(),
        account.after.as_str().into(),
        account.move_to.clone().into(),
        account.valid.into(),
        act.now().into(),
    ];
    act.write(&ADD, &line)?;
    act.write(&ADD_STATE, params![account.id.0]).map(drop)
}

pub(super) fn change(act: &Act<'_>, account: &Account) -> Result<(), Fault> {
    let line: Vec<Value> = vec![
        account.id.0.into(),
        account.protocol.as_str().into(),
        account.host.as_str().into(),
        u32::from(account.port).into(),
        account.tls.as_str().into(),
        account.roots.clone().into(),
        account.login.as_str().into(),
        account.mailbox.as_str().into(),
        account.queue.map(|queue| queue.0).into(),
        account.trusted.into(),
        account.after.as_str().into(),
        account.move_to.clone().into(),
        account.valid.into(),
    ];
    act.write(&CHANGE, &line).map(drop)
}

pub(super) fn set_password(act: &Act<'_>, id: AccountId, password: Vec<u8>) -> Result<(), Fault> {
    act.write(&SET_PASSWORD, &[id.0.into(), password.into()]).map(drop)
}

pub(super) fn remove(act: &Act<'_>, id: AccountId) -> Result<(), Fault> {
    forget_all(act, id)?;
    act.write(&REMOVE_STATE, params![id.0])?;
    act.write(&REMOVE, params![id.0]).map(drop)
}

pub(super) fn forget_all(act: &Act<'_>, id: AccountId) -> Result<(), Fault> {
    act.bookkeeping(&FORGET_ALL, params![id.0]).map(drop)
}

pub(super) fn forget(act: &Act<'_>, id: AccountId, place: &str) -> Result<(), Fault> {
    act.bookkeeping(&FORGET, params![id.0, place]).map(drop)
}

pub(super) fn note_met(act: &Act<'_>, id: AccountId, place: &str, met: (Fate, Option<u64>)) -> Result<(), Fault> {
    let size = met.1.and_then(|size| i64::try_from(size).ok());
    act.bookkeeping(&NOTE_MET, params![id.0, place, met.0.as_str(), size, act.now()]).map(drop)
}

/// Counts a mail; gives whether there is such an account.
pub(super) fn count_taken(act: &Act<'_>, id: AccountId) -> Result<bool, Fault> {
    act.bookkeeping(&COUNT_TAKEN, params![id.0]).map(|rows| rows > 0)
}

pub(super) fn note_success(act: &Act<'_>, id: AccountId) -> Result<(), Fault> {
    act.bookkeeping(&NOTE_SUCCESS, params![id.0, act.now()]).map(drop)
}

pub(super) fn note_failure(act: &Act<'_>, id: AccountId, next: Timestamp) -> Result<(), Fault> {
    act.bookkeeping(&NOTE_FAILURE, params![id.0, act.now(), next]).map(drop)
}

pub(super) fn set_words(act: &Act<'_>, id: AccountId, words: &str) -> Result<(), Fault> {
    act.write(&SET_WORDS, params![id.0, words]).map(drop)
}

pub(super) fn begin_anew(act: &Act<'_>, id: AccountId) -> Result<(), Fault> {
    act.bookkeeping(&BEGIN_ANEW, params![id.0]).map(drop)
}

pub(super) fn note_compared(act: &Act<'_>, id: AccountId, compared: &Compared) -> Result<(), Fault> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let Compared { at, at_source, without_ticket, not_removed } = *compared;
    act.bookkeeping(&NOTE_COMPARED, params![id.0, at, number(at_source), number(without_ticket), number(not_removed)]).map(drop)
}
