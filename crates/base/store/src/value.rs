//! Values and rows, the same on both engines.

use kernel::{Fault, Id16, Timestamp};

/// One value of a row or of a statement's parameters.
///
/// **Shape**: what both engines have in common. Times are microseconds, truth is 0 or 1, ids are
/// 16 bytes. Text never carries U+0000 (PostgreSQL cannot hold it): it is dropped on the way in.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        if value.contains('\0') { Self::Text(value.replace('\0', "")) } else { Self::Text(value) }
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::from(value.as_str())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Id16> for Value {
    fn from(value: Id16) -> Self {
        Self::Bytes(value.0.to_vec())
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.as_micros())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Parameters of a statement, in order: `params![id.0, name, now]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] };
}

/// One row of an answer, read by position.
///
/// Every getter faults when the column is not of the shape that was asked for: that is a bug in
/// the statement, never the caller's doing.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    fn at(&self, column: usize) -> &Value {
        self.0.get(column).unwrap_or(&Value::Null)
    }

    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64, Fault> {
        self.opt_int(column)?.ok_or_else(|| Fault::bug("a row holds no number where one was expected"))
    }

    /// A whole number or nothing.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, Fault> {
        match self.at(column) {
            Value::Null => Ok(None),
            Value::Int(value) => Ok(Some(*value)),
            Value::Text(_) | Value::Bytes(_) => Err(Fault::bug("a row holds something else where a number was expected")),
        }
    }

    /// A count or size.
    pub fn count(&self, column: usize) -> Result<u64, Fault> {
        self.int(column).map(|value| u64::try_from(value).unwrap_or(0))
    }

    /// Truth.
    pub fn bool(&self, column: usize) -> Result<bool, Fault> {
        self.int(column).map(|value| value != 0)
    }

    /// Text.
    pub fn text(&self, column: usize) -> Result<String, Fault> {
        self.opt_text(column)?.ok_or_else(|| Fault::bug("a row holds no text where one was expected"))
    }

    /// Text or nothing.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, Fault> {
        match self.at(column) {
            Value::Null => Ok(None),
            Value::Text(value) => Ok(Some(value.clone())),
            Value::Int(_) | Value::Bytes(_) => Err(Fault::bug("a row holds something else where text was expected")),
        }
    }

    /// Bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, Fault> {
        self.opt_bytes(column)?.ok_or_else(|| Fault::bug("a row holds no bytes where some were expected"))
    }

    /// Bytes or nothing.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, Fault> {
        match self.at(column) {
            Value::Null => Ok(None),
            Value::Bytes(value) => Ok(Some(value.clone())),
            Value::Int(_) | Value::Text(_) => Err(Fault::bug("a row holds something else where bytes were expected")),
        }
    }

    /// An id of any kind: `row.id::<TicketId>(0)`.
    pub fn id<T: From<Id16>>(&self, column: usize) -> Result<T, Fault> {
        self.opt_id(column)?.ok_or_else(|| Fault::bug("a row holds no id where one was expected"))
    }

    /// An id of any kind, or nothing.
    pub fn opt_id<T: From<Id16>>(&self, column: usize) -> Result<Option<T>, Fault> {
        match self.at(column) {
            Value::Null => Ok(None),
            Value::Bytes(value) => {
                Id16::from_slice(value).map(|id| Some(T::from(id))).ok_or_else(|| Fault::bug("a row holds bytes that are no id"))
            }
            Value::Int(_) | Value::Text(_) => Err(Fault::bug("a row holds something else where an id was expected")),
        }
    }

    /// A point in time.
    pub fn time(&self, column: usize) -> Result<Timestamp, Fault> {
        self.int(column).map(Timestamp::from_micros)
    }

    /// A point in time or nothing.
    pub fn opt_time(&self, column: usize) -> Result<Option<Timestamp>, Fault> {
        Ok(self.opt_int(column)?.map(Timestamp::from_micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_nul_and_rows_are_read_by_shape() {
        assert_eq!(Value::from("a\0b"), Value::Text("ab".into()));
        let row = Row(vec![Value::Int(1), Value::Null, Value::Bytes(vec![7; 16])]);
        assert!(row.bool(0).unwrap());
        assert_eq!(row.opt_text(1).unwrap(), None);
        assert_eq!(row.id::<Id16>(2).unwrap(), Id16([7; 16]));
        assert!(row.text(0).is_err() && row.int(9).is_err());
    }
}
