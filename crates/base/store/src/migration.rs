//! Schema steps: forward only, each once, each in one transaction with its line in the register.

use crate::dialect::{Engine, split_statements};
use crate::session::Session;
use crate::{PlaneName, Value};
use kernel::{Fault, Timestamp};
use sha2::{Digest, Sha256};

/// One schema step of a room.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// The room whose tables these are.
    pub room: &'static str,
    /// Its number within the room, from 1, without gaps.
    pub number: u32,
    /// Whose store it changes.
    pub plane: PlaneName,
    /// The text for SQLCipher, with dialect tokens.
    pub sqlcipher: &'static str,
    /// The text for PostgreSQL, with dialect tokens; mostly the same.
    pub postgres: &'static str,
}

impl Migration {
    /// A step that is the same text on both engines.
    pub const fn both(room: &'static str, number: u32, plane: PlaneName, sql: &'static str) -> Self {
        Self { room, number, plane, sqlcipher: sql, postgres: sql }
    }

    const fn sql(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlcipher => self.sqlcipher,
            Engine::Postgres => self.postgres,
        }
    }

    fn checksum(&self, engine: Engine) -> Vec<u8> {
        Sha256::digest(self.sql(engine).as_bytes()).to_vec()
    }
}

/// Steps of this crate, for both planes.
pub(crate) const SPINE: [Migration; 5] = [
    Migration::both("store", 1, PlaneName::Tenant, include_str!("../schema/0001_spine.sql")),
    Migration::both("store", 1, PlaneName::Platform, include_str!("../schema/0001_spine.sql")),
    Migration {
        room: "store",
        number: 2,
        plane: PlaneName::Tenant,
        sqlcipher: include_str!("../schema/0002_fulltext.sqlcipher.sql"),
        postgres: include_str!("../schema/0002_fulltext.postgres.sql"),
    },
    Migration::both("store", 3, PlaneName::Tenant, include_str!("../schema/0003_swept.sql")),
    Migration::both("store", 2, PlaneName::Platform, include_str!("../schema/0003_swept.sql")),
];

const REGISTER: &str = include_str!("../schema/0000_register.sql");

/// Brings a store to the newest schema. Steps that ran are compared by checksum, never run again.
///
/// # Errors
/// A step fails (nothing of it stays), a step that ran has another text today, or the store knows a
/// step that this binary does not (an older binary on a newer store).
pub(crate) fn migrate(session: &mut Session, plane: PlaneName, steps: &[Migration], now: Timestamp) -> Result<usize, Fault> {
    let engine = session.engine();
    session.batch(&engine.render(REGISTER))?;
    let done = session.query("SELECT room, number, checksum FROM migration", &[])?;
    let mut ran = 0;
    let wanted: Vec<&Migration> = SPINE.iter().chain(steps).filter(|step| step.plane == plane).collect();
    for line in &done {
        let (room, number, checksum) = (line.text(0)?, line.int(1)?, line.bytes(2)?);
        let step = wanted.iter().find(|step| step.room == room && i64::from(step.number) == number);
        match step {
            None => return Err(Fault::bug("the store was written by a newer version; use that one")),
            Some(step) if step.checksum(engine) != checksum => {
                return Err(Fault::bug("a schema step that already ran was changed afterwards"));
            }
            Some(_) => {}
        }
    }
    for step in wanted {
        let number = i64::from(step.number);
        let known = done.iter().any(|line| line.text(0).is_ok_and(|room| room == step.room) && line.int(1).is_ok_and(|n| n == number));
        if !known {
            run(session, step, now)?;
            ran += 1;
        }
    }
    Ok(ran)
}

fn run(session: &mut Session, step: &Migration, now: Timestamp) -> Result<(), Fault> {
    let engine = session.engine();
    session.begin_write()?;
    let done = split_statements(step.sql(engine)).try_for_each(|statement| session.batch(&engine.render(statement))).and_then(|()| {
        let line: [Value; 4] = [step.room.into(), step.number.into(), step.checksum(engine).into(), now.into()];
        session.execute_text("INSERT INTO migration (room, number, checksum, at) VALUES (?1, ?2, ?3, ?4)", &line)
    });
    match done {
        Ok(_) => session.commit(),
        Err(fault) => {
            session.rollback();
            tracing::error!(room = step.room, number = step.number, fault = fault.chain(), "a schema step failed");
            Err(fault)
        }
    }
}
