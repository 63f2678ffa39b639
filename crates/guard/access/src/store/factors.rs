//! SQL of second factors, recovery codes and what goes on between two steps.

use crate::factor::{Ceremony, CeremonyKind, Factor, FactorId, FactorKind};
use crate::model::{Entrance, Person};
use crate::proof::Enrolled;
use kernel::{Fault, Id16, OrFault};
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read FACTORS_OF = "SELECT id, person, kind, name, secret, credential, last_step, created_at, last_used_at FROM factor WHERE person = ?1 ORDER BY id";
    read FACTOR_BY_CREDENTIAL = "SELECT id, person, kind, name, secret, credential, last_step, created_at, last_used_at FROM factor WHERE credential = ?1";
    write ADD_FACTOR = "INSERT INTO factor (id, person, kind, name, secret, credential, last_step, created_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    write REMOVE_FACTOR = "DELETE FROM factor WHERE id = ?1";
    write RENEW_FACTOR = "UPDATE factor SET secret = ?2 WHERE id = ?1";
    bookkeeping USE_STEP = "UPDATE factor SET last_step = ?2, last_used_at = ?3 WHERE id = ?1 AND last_step < ?2";
    bookkeeping FACTOR_USED = "UPDATE factor SET last_used_at = ?2 WHERE id = ?1";
    read COUNT_CODES = "SELECT count(*) FROM recovery_code WHERE person = ?1";
    write ADD_CODE = "INSERT INTO recovery_code (person, hash) VALUES (?1, ?2)";
    write USE_CODE = "DELETE FROM recovery_code WHERE person = ?1 AND hash = ?2";
    write REMOVE_CODES = "DELETE FROM recovery_code WHERE person = ?1";
    read CEREMONY = "SELECT id, person, kind, state, until FROM ceremony WHERE id = ?1";
    bookkeeping ADD_CEREMONY = "INSERT INTO ceremony (id, person, kind, state, until) VALUES (?1, ?2, ?3, ?4, ?5)";
    bookkeeping END_CEREMONY = "DELETE FROM ceremony WHERE id = ?1";
    bookkeeping FORGET_CEREMONIES = "DELETE FROM ceremony WHERE until <= ?1 OR (person = ?2 AND kind = ?3)";
}

fn to_factor(entrance: Entrance, row: &Row) -> Result<Factor, Fault> {
    Ok(Factor {
        id: row.id(0)?,
        person: Person::from_row(entrance, row.id(1)?),
        kind: row.text(2)?.parse().or_fault("reading the kind of a factor")?,
        name: row.text(3)?,
        sealed: row.bytes(4)?,
        last_step: row.int(6)?,
        created_at: row.time(7)?,
        last_used_at: row.opt_time(8)?,
    })
}

/// Oldest first.
pub(crate) fn factors_of(rows: &impl Rows, person: Person) -> Result<Vec<Factor>, Fault> {
    rows.rows(&FACTORS_OF, params![person.id()])?.iter().map(|row| to_factor(person.entrance(), row)).collect()
}

/// Which kinds somebody has.
pub(crate) fn enrolled(rows: &impl Rows, person: Person) -> Result<Enrolled, Fault> {
    let has = |all: &[Factor], kind| all.iter().any(|factor| factor.kind == kind);
    let all = factors_of(rows, person)?;
    Ok(Enrolled { totp: has(&all, FactorKind::Totp), passkey: has(&all, FactorKind::Passkey) })
}

/// The passkey with a credential's id, of somebody who comes in by this entrance.
pub(crate) fn passkey(rows: &impl Rows, entrance: Entrance, credential: &[u8]) -> Result<Option<Factor>, Fault> {
    rows.row(&FACTOR_BY_CREDENTIAL, params![credential])?.as_ref().map(|row| to_factor(entrance, row)).transpose()
}

pub(crate) fn add_factor(act: &Act<'_>, factor: &Factor, credential: Option<&[u8]>) -> Result<(), Fault> {
    let Factor { id, person, kind, name, sealed, last_step, created_at, .. } = factor;
    let line = params![id.0, person.id(), kind.as_str(), name, sealed.as_slice(), credential, *last_step, *created_at];
    act.write(&ADD_FACTOR, line).map(drop)
}

pub(crate) fn remove_factor(act: &Act<'_>, id: FactorId) -> Result<(), Fault> {
    act.write(&REMOVE_FACTOR, params![id.0]).map(drop)
}

/// What a device says of itself changed: its counter, or that it is backed up now.
pub(crate) fn renew_factor(act: &Act<'_>, id: FactorId, sealed: &[u8]) -> Result<(), Fault> {
    act.write(&RENEW_FACTOR, params![id.0, sealed]).map(drop)
}

/// Uses a time step up; whether it was still to be had.
pub(crate) fn use_step(act: &Act<'_>, id: FactorId, step: i64) -> Result<bool, Fault> {
    Ok(act.bookkeeping(&USE_STEP, params![id.0, step, act.now()])? == 1)
}

pub(crate) fn factor_used(act: &Act<'_>, id: FactorId) -> Result<(), Fault> {
    act.bookkeeping(&FACTOR_USED, params![id.0, act.now()]).map(drop)
}

/// How many recovery codes are left.
pub(crate) fn count_codes(rows: &impl Rows, person: Person) -> Result<u64, Fault> {
    rows.row(&COUNT_CODES, params![person.id()])?.map_or(Ok(0), |row| row.count(0))
}

/// Uses a recovery code up; whether there was one.
pub(crate) fn use_code(act: &Act<'_>, person: Person, hash: [u8; 32]) -> Result<bool, Fault> {
    Ok(act.write(&USE_CODE, params![person.id(), hash])? == 1)
}

/// Puts new recovery codes in the place of all earlier ones.
pub(crate) fn set_codes(act: &Act<'_>, person: Person, hashes: &[[u8; 32]]) -> Result<(), Fault> {
    act.write(&REMOVE_CODES, params![person.id()])?;
    hashes.iter().try_for_each(|hash| act.write(&ADD_CODE, params![person.id(), *hash]).map(drop))
}

/// A ceremony that has not run out.
pub(crate) fn ceremony(rows: &impl Rows, id: Id16, kind: CeremonyKind) -> Result<Option<Ceremony>, Fault> {
    let Some(row) = rows.row(&CEREMONY, params![id])? else { return Ok(None) };
    let found = Ceremony { id: row.id(0)?, person: row.opt_id(1)?, kind, state: row.text(3)?, until: row.time(4)? };
    Ok(Some(found).filter(|found| row.text(2).is_ok_and(|word| word == kind.as_str()) && rows.now() < found.until))
}

/// Begins one; an earlier one of the same kind and person ends.
pub(crate) fn begin_ceremony(act: &Act<'_>, ceremony: &Ceremony) -> Result<(), Fault> {
    let Ceremony { id, person, kind, state, until } = ceremony;
    act.bookkeeping(&FORGET_CEREMONIES, params![act.now(), *person, kind.as_str()])?;
    act.bookkeeping(&ADD_CEREMONY, params![*id, *person, kind.as_str(), state, *until]).map(drop)
}

/// Ends one; whether it was there, so that of two who end it at once one goes on.
pub(crate) fn end_ceremony(act: &Act<'_>, id: Id16) -> Result<bool, Fault> {
    Ok(act.bookkeeping(&END_CEREMONY, params![id])? == 1)
}
