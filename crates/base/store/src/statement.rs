//! Registered statements: all SQL of the house is written once, named, and prepared on both engines by a test.

use crate::Value;
use std::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

/// A plane of data: a tenant's rows or the platform's own.
pub trait Plane: sealed::Sealed + Send + Sync + 'static {
    /// Which one.
    const NAME: PlaneName;
}

/// What a statement does.
pub trait Effect: sealed::Sealed + Send + Sync + 'static {
    /// Which effect.
    const KIND: StmtKind;
}

/// A tenant's own store.
#[derive(Debug)]
pub enum Tenant {}
/// The platform's store: tenants, hosts, operators.
#[derive(Debug)]
pub enum Platform {}
/// Reads only.
#[derive(Debug)]
pub enum Read {}
/// Changes rows; the act must record an event.
#[derive(Debug)]
pub enum Write {}
/// Changes columns classified *technical*; no event is needed.
#[derive(Debug)]
pub enum Bookkeeping {}

impl sealed::Sealed for Tenant {}
impl sealed::Sealed for Platform {}
impl sealed::Sealed for Read {}
impl sealed::Sealed for Write {}
impl sealed::Sealed for Bookkeeping {}

impl Plane for Tenant {
    const NAME: PlaneName = PlaneName::Tenant;
}
impl Plane for Platform {
    const NAME: PlaneName = PlaneName::Platform;
}
impl Effect for Read {
    const KIND: StmtKind = StmtKind::Read;
}
impl Effect for Write {
    const KIND: StmtKind = StmtKind::Write;
}
impl Effect for Bookkeeping {
    const KIND: StmtKind = StmtKind::Bookkeeping;
}

/// The name of a plane, where types are out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaneName {
    /// A tenant's store.
    Tenant,
    /// The platform's store.
    Platform,
}

/// What a statement does, where types are out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StmtKind {
    /// Reads only.
    Read,
    /// Changes rows.
    Write,
    /// Changes technical columns.
    Bookkeeping,
}

/// A statement as the register lists it.
#[derive(Clone, Copy, Debug)]
pub struct Registered {
    /// The constant's name.
    pub name: &'static str,
    /// The text with `?1`, `?2`, … and dialect tokens in braces.
    pub sql: &'static str,
    /// Where it belongs.
    pub plane: PlaneName,
    /// What it does.
    pub kind: StmtKind,
}

/// One statement of plane `P` with effect `E`, made only by [`stmts!`](crate::stmts).
///
/// A reading statement cannot be given where a write is asked for, nor a tenant's to the platform.
#[derive(Debug)]
pub struct Stmt<P, E> {
    registered: Registered,
    marks: PhantomData<fn(P, E) -> (P, E)>,
}

impl<P: Plane, E: Effect> Stmt<P, E> {
    /// For the macro.
    #[doc(hidden)]
    pub const fn register(name: &'static str, sql: &'static str) -> Self {
        Self { registered: Registered { name, sql, plane: P::NAME, kind: E::KIND }, marks: PhantomData }
    }

    /// Its line in the register.
    pub const fn registered(&self) -> Registered {
        self.registered
    }

    pub(crate) const fn sql(&self) -> &'static str {
        self.registered.sql
    }
}

/// Writes down the statements of a room and their register.
///
/// ```
/// store::stmts! { tenant
///     read FIND_NAME = "SELECT name FROM thing WHERE id = ?1";
///     write ADD_THING = "INSERT INTO thing (id, name) VALUES (?1, ?2)";
///     bookkeeping TOUCH_THING = "UPDATE thing SET used_at = ?2 WHERE id = ?1";
/// }
/// # assert_eq!(STATEMENTS.len(), 3);
/// ```
#[macro_export]
macro_rules! stmts {
    ($plane:ident $($effect:ident $name:ident = $sql:expr;)+) => {
        $(pub(crate) static $name: $crate::Stmt<$crate::stmts!(@plane $plane), $crate::stmts!(@effect $effect)> =
            $crate::Stmt::register(stringify!($name), $sql);)+
        /// Every statement of this module, for the test that prepares them on both engines.
        pub(crate) static STATEMENTS: &[fn() -> $crate::Registered] = &[$(|| $name.registered()),+];
    };
    (@plane tenant) => { $crate::Tenant };
    (@plane platform) => { $crate::Platform };
    (@effect read) => { $crate::Read };
    (@effect write) => { $crate::Write };
    (@effect bookkeeping) => { $crate::Bookkeeping };
}

/// A reading statement put together from registered pieces, for lists whose filters the user chooses.
///
/// Pieces are constants of the program and values are bound, so a user's text never becomes SQL.
/// A piece uses bare `?` for its values; they are numbered when the piece is added.
///
/// ```compile_fail
/// let wish = String::from("1=1");
/// let _ = store::Composed::<store::Tenant>::new(wish.as_str());
/// ```
#[derive(Debug)]
pub struct Composed<P> {
    sql: String,
    values: Vec<Value>,
    plane: PhantomData<fn(P) -> P>,
}

impl<P: Plane> Composed<P> {
    /// Begins with a piece that has no values.
    pub fn new(piece: &'static str) -> Self {
        Self { sql: piece.to_owned(), values: Vec::new(), plane: PhantomData }
    }

    /// Adds a piece and the values for its `?`, in order.
    #[must_use]
    pub fn with(mut self, piece: &'static str, values: &[Value]) -> Self {
        self.add(piece, values);
        self
    }

    /// Adds a piece and the values for its `?`, in order.
    pub fn add(&mut self, piece: &'static str, values: &[Value]) {
        self.sql.push(' ');
        for (index, part) in piece.split('?').enumerate() {
            if index > 0 {
                let number = self.values.len() + index;
                self.sql.push('?');
                self.sql.push_str(&number.to_string());
            }
            self.sql.push_str(part);
        }
        self.values.extend_from_slice(values);
    }

    /// Adds a list of values in brackets; an empty list matches nothing.
    pub fn add_list(&mut self, values: &[Value]) {
        self.sql.push_str(" (");
        if values.is_empty() {
            self.sql.push_str("NULL");
        }
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.sql.push_str(", ");
            }
            self.values.push(value.clone());
            self.sql.push('?');
            self.sql.push_str(&self.values.len().to_string());
        }
        self.sql.push(')');
    }

    /// The text, for the test that prepares samples on both engines.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_numbered_and_values_bound() {
        let mut composed = Composed::<Tenant>::new("SELECT id FROM t WHERE 1 = 1").with("AND a = ? AND b < ?", &[1i64.into(), 2i64.into()]);
        composed.add("AND c IN", &[]);
        composed.add_list(&["x".into(), "y".into()]);
        assert_eq!(composed.sql(), "SELECT id FROM t WHERE 1 = 1 AND a = ?1 AND b < ?2 AND c IN (?3, ?4)");
        assert_eq!(composed.values().len(), 4);
    }
}
