//! Looking at schemas and statements from outside: for generated documents and the tests that hold them.

use crate::door::Door;
use crate::pool::blocking;
use crate::session::Session;
use crate::statement::{Plane, PlaneName, Registered};
use kernel::Fault;
use std::sync::Arc;

/// The register of the store's own columns, in the form of `room::columns`.
pub const COLUMNS: &str = include_str!("../columns.toml");

/// The store's own statements, so that the test prepares them too.
pub fn own_statements(plane: PlaneName) -> Vec<&'static str> {
    let mut all =
        [&crate::act::OWN[..], &crate::outbox::OWN[..], &crate::once::OWN[..], &crate::sweep::OWN[..], &crate::stream::OWN[..]].concat();
    if plane == PlaneName::Tenant {
        all.extend_from_slice(&crate::fulltext::OWN);
    }
    all
}

impl<P: Plane> Door<P> {
    /// Prepares statements without running them; gives the names of those that do not prepare, with why.
    ///
    /// # Errors
    /// No connection to the store.
    pub async fn prepare_all(&self, statements: &[Registered]) -> Result<Vec<String>, Fault> {
        let (open, statements) = (Arc::clone(&self.open), statements.to_vec());
        blocking(&self.shared.readers, move || Ok(prepare::<P>(&mut open.reader()?, &statements))).await
    }

    /// The columns that a statement writes, `table.column`, `table.*` for whole rows. SQLCipher only, whose
    /// authorizer tells.
    ///
    /// # Errors
    /// The statement does not prepare, or the engine cannot tell.
    pub fn written_columns(&self, sql: &str) -> Result<Vec<(String, String)>, Fault> {
        match self.open.reader()? {
            Session::Lite(mut lite) => lite.written_columns(&crate::Engine::Sqlcipher.render(sql)),
            Session::Pg(_) => Err(Fault::bug("PostgreSQL does not tell which columns a statement writes")),
        }
    }

    /// The schema as text: every table, index and trigger of SQLCipher, or columns, indexes and constraints of PostgreSQL.
    ///
    /// # Errors
    /// No connection to the store.
    pub async fn dump_schema(&self) -> Result<String, Fault> {
        let open = Arc::clone(&self.open);
        blocking(&self.shared.readers, move || dump(&mut open.reader()?)).await
    }
}

fn prepare<P: Plane>(session: &mut Session, statements: &[Registered]) -> Vec<String> {
    let mut refused = Vec::new();
    let own = own_statements(P::NAME).into_iter().map(|sql| ("store", sql));
    let theirs = statements.iter().filter(|statement| statement.plane == P::NAME).map(|statement| (statement.name, statement.sql));
    for (name, sql) in own.chain(theirs) {
        if let Err(fault) = session.prepare(sql) {
            refused.push(format!("{name}: {}", fault.chain()));
        }
    }
    refused
}

fn dump(session: &mut Session) -> Result<String, Fault> {
    let sql = match session {
        Session::Lite(_) => LITE_SCHEMA,
        Session::Pg(_) => PG_SCHEMA,
    };
    let mut out = String::new();
    for row in &session.query(sql, &[])? {
        out.push_str(&row.opt_text(0)?.unwrap_or_default());
        out.push('\n');
    }
    Ok(out)
}

const LITE_SCHEMA: &str = "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'fulltext_words_%' \
     AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name";
const PG_SCHEMA: &str = "SELECT CAST(line AS TEXT) FROM (SELECT c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable \
     || coalesce(' ' || c.column_default, '') AS line FROM information_schema.columns c WHERE c.table_schema = current_schema() UNION ALL \
     SELECT replace(i.indexdef, current_schema() || '.', '') FROM pg_indexes i WHERE i.schemaname = current_schema() UNION ALL \
     SELECT 'CONSTRAINT ' || t.relname || ' ' || replace(pg_get_constraintdef(k.oid), current_schema() || '.', '') FROM pg_constraint k \
     JOIN pg_class t ON t.oid = k.conrelid WHERE k.connamespace = CAST(current_schema() AS regnamespace)) lines ORDER BY 1";
