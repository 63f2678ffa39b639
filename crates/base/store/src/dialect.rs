//! What differs between the two engines, and nothing outside this crate knows.

use std::borrow::Cow;

/// A storage engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One SQLCipher file per tenant.
    Sqlcipher,
    /// One PostgreSQL schema and role per tenant.
    Postgres,
}

/// Tokens that schema files and statements may use, with their text on each engine.
///
/// `{CAT}` joins text, `{BLOB}`, `{INT}`, `{TEXT}` are column types, `{END}` closes a table.
const TOKENS: [(&str, &str, &str); 9] = [
    ("{INT}", "INTEGER", "BIGINT"),
    ("{TEXT}", "TEXT", "TEXT COLLATE \"C\""),
    ("{BLOB}", "BLOB", "BYTEA"),
    ("{RID}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"),
    ("{END}", ") STRICT", ")"),
    ("{END_KEYED}", ") STRICT, WITHOUT ROWID", ")"),
    ("{POSITION}", "instr", "strpos"),
    ("{LEAST}", "min", "least"),
    ("{GREATEST}", "max", "greatest"),
];

impl Engine {
    /// The text of a statement or schema file for this engine.
    pub(crate) fn render(self, sql: &str) -> Cow<'_, str> {
        let mut out = Cow::Borrowed(sql);
        if sql.contains('{') {
            for (token, sqlite, postgres) in TOKENS {
                if out.contains(token) {
                    out = Cow::Owned(out.replace(token, if self == Self::Sqlcipher { sqlite } else { postgres }));
                }
            }
        }
        match self {
            Self::Sqlcipher => out,
            Self::Postgres => Cow::Owned(dollar_placeholders(&out)),
        }
    }

    /// The word in configuration and on slips.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlcipher => "sqlcipher",
            Self::Postgres => "postgres",
        }
    }
}

/// `?1` becomes `$1`; a `?` without number or inside quotes stays.
fn dollar_placeholders(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut signs = sql.chars().peekable();
    while let Some(sign) = signs.next() {
        quoted ^= sign == '\'';
        let numbered = sign == '?' && !quoted && signs.peek().is_some_and(char::is_ascii_digit);
        out.push(if numbered { '$' } else { sign });
    }
    out
}

/// Splits a schema file or rendered statement list at `;` ends of line.
pub(crate) fn split_statements(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(";\n")
        .map(|part| part.trim().trim_end_matches(';'))
        .filter(|part| !part.is_empty() && !part.lines().all(|line| line.trim_start().starts_with("--")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_for_each_engine() {
        let sql = "SELECT {POSITION}(a, ?1) FROM t WHERE b = '?2' AND c = ?12";
        assert_eq!(Engine::Sqlcipher.render(sql), "SELECT instr(a, ?1) FROM t WHERE b = '?2' AND c = ?12");
        assert_eq!(Engine::Postgres.render(sql), "SELECT strpos(a, $1) FROM t WHERE b = '?2' AND c = $12");
    }

    #[test]
    fn splits_at_line_ends_only() {
        let parts: Vec<_> = split_statements("CREATE TABLE a (b TEXT DEFAULT ';');\n-- note\n;\nCREATE INDEX c;\n").collect();
        assert_eq!(parts, ["CREATE TABLE a (b TEXT DEFAULT ';')", "CREATE INDEX c"]);
    }
}
