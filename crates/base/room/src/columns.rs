//! The register of columns: what each holds, how long it stays, how it is exported and erased.
//!
//! A room's `columns.toml` has one table per database table and one line per column:
//!
//! ```toml
//! [agent]
//! id       = { class = "technical" }
//! email    = { class = "personal", retention = "while employed", export = "yes", erase = "pseudonym" }
//! password = { class = "secret", erase = "delete" }
//! ```

use serde::Deserialize;
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Ids, counters, times, words of the vocabulary: tells nothing about a person.
    Technical,
    /// About a person.
    Personal,
    /// What people wrote or sent.
    Content,
    /// Keys, hashes of passwords and tokens.
    Secret,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it holds.
    pub class: Class,
    /// How long it stays, in words; compulsory unless technical.
    #[serde(default)]
    pub retention: String,
    /// How a subject's access request gives it out.
    #[serde(default)]
    pub export: String,
    /// How it is erased.
    #[serde(default)]
    pub erase: String,
}

/// Tables of a room with their columns.
pub type Columns = BTreeMap<String, BTreeMap<String, Column>>;

/// Reads a `columns.toml`.
///
/// # Errors
/// It is no TOML of that shape, or a column that is not technical lacks retention or erasure.
pub fn read(text: &str) -> Result<Columns, String> {
    let columns: Columns = toml::from_str(text).map_err(|error| error.to_string())?;
    for (table, of_table) in &columns {
        for (name, column) in of_table {
            if column.class != Class::Technical && (column.retention.is_empty() || column.erase.is_empty()) {
                return Err(format!("{table}.{name} is {:?} and has no retention or no erasure", column.class));
            }
        }
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_column_needs_retention_and_erasure() {
        assert!(read("[a]\nid = { class = \"technical\" }").is_ok());
        assert!(read("[a]\nmail = { class = \"personal\" }").is_err());
        assert!(read("[a]\nmail = { class = \"odd\" }").is_err());
        assert!(read("[a]\nmail = { class = \"personal\", retention = \"r\", erase = \"delete\" }").is_ok());
    }
}
