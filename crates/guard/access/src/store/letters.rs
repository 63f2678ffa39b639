//! SQL of links by mail.

use crate::letter::{LetterId, Sent};
use crate::model::{Entrance, Person};
use kernel::{Fault, OrFault};
use store::{Act, Row, Rows, params};

store::stmts! { tenant
    read LETTER = "SELECT id, person, audience, kind, sealed, until FROM letter WHERE id = ?1";
    read LETTER_BY_TOKEN = "SELECT id, person, audience, kind, sealed, until FROM letter WHERE token_hash = ?1";
    write ADD_LETTER = "INSERT INTO letter (id, person, audience, kind, token_hash, sealed, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    write REMOVE_LETTER = "DELETE FROM letter WHERE id = ?1";
    write FORGET_LETTERS = "DELETE FROM letter WHERE until <= ?1 OR (person = ?2 AND kind = ?3)";
}

fn to_sent(row: &Row) -> Result<Sent, Fault> {
    Ok(Sent {
        id: row.id(0)?,
        person: Person::from_row(Entrance::parse(&row.text(2)?)?, row.id(1)?),
        kind: row.text(3)?.parse().or_fault("reading the kind of a letter")?,
        sealed: row.bytes(4)?,
        until: row.time(5)?,
    })
}

pub(crate) fn letter(rows: &impl Rows, id: LetterId) -> Result<Option<Sent>, Fault> {
    rows.row(&LETTER, params![id.0])?.as_ref().map(to_sent).transpose()
}

pub(crate) fn letter_by_token(rows: &impl Rows, hash: [u8; 32]) -> Result<Option<Sent>, Fault> {
    rows.row(&LETTER_BY_TOKEN, params![hash])?.as_ref().map(to_sent).transpose()
}

/// Keeps one; earlier ones of its kind to the same person open nothing any more.
pub(crate) fn add_letter(act: &Act<'_>, letter: &Sent, token_hash: [u8; 32]) -> Result<(), Fault> {
    let Sent { id, person, kind, sealed, until } = letter;
    act.write(&FORGET_LETTERS, params![act.now(), person.id(), kind.as_str()])?;
    let line = params![id.0, person.id(), person.entrance().as_str(), kind.as_str(), token_hash, sealed.as_slice(), *until];
    act.write(&ADD_LETTER, line).map(drop)
}

pub(crate) fn remove_letter(act: &Act<'_>, id: LetterId) -> Result<bool, Fault> {
    Ok(act.write(&REMOVE_LETTER, params![id.0])? == 1)
}
