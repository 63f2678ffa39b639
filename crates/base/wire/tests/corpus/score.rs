//! What was read right, by corpus and field.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Hits and misses of one field in one corpus.
#[derive(Default)]
struct Row {
    right: usize,
    wrong: usize,
    disputed: usize,
}

/// The whole account.
#[derive(Default)]
pub(crate) struct Score {
    rows: BTreeMap<(&'static str, &'static str), Row>,
    misses: Vec<String>,
    used: Vec<(String, &'static str)>,
}

/// A corpus whose fields are compared.
pub(crate) struct Corpus<'s> {
    pub(crate) name: &'static str,
    pub(crate) score: &'s mut Score,
    /// File, field and why it is not read as the corpus has it.
    pub(crate) disputes: &'static [(&'static str, &'static str, &'static str)],
}

impl Corpus<'_> {
    /// Compares one field of one mail.
    pub(crate) fn compare<T: PartialEq + std::fmt::Debug + ?Sized>(&mut self, file: &str, field: &'static str, seen: &T, expected: &T) {
        let row = self.score.rows.entry((self.name, field)).or_default();
        let disputed = self.disputes.iter().any(|(name, disputed, _)| *name == file && *disputed == field);
        match (seen == expected, disputed) {
            (true, _) => row.right += 1,
            (false, true) => {
                row.disputed += 1;
                self.score.used.push((file.to_owned(), field));
            }
            (false, false) => {
                row.wrong += 1;
                let short = |value: &T| format!("{value:?}").chars().take(700).collect::<String>();
                self.score.misses.push(format!(
                    "{} {file} {field}\n    expected {}\n    seen     {}",
                    self.name,
                    short(expected),
                    short(seen)
                ));
            }
        }
    }

    /// Disputes that are none any more.
    pub(crate) fn settled(&self) -> Vec<String> {
        let open = |file: &str, field: &str| self.score.used.iter().any(|(name, used)| name == file && *used == field);
        self.disputes.iter().filter(|(file, field, _)| !open(file, field)).map(|(file, field, _)| format!("{file} {field}")).collect()
    }
}

impl Score {
    /// The account as a table, and what was missed.
    pub(crate) fn table(&self) -> String {
        let mut out = format!("{:<10} {:<12} {:>6} {:>6} {:>9} {:>8}\n", "corpus", "field", "right", "of", "disputed", "share");
        for ((corpus, field), row) in &self.rows {
            let of = row.right + row.wrong;
            let _ = writeln!(out, "{corpus:<10} {field:<12} {:>6} {of:>6} {:>9} {:>6} %", row.right, row.disputed, share(row));
        }
        for miss in &self.misses {
            let _ = writeln!(out, "{miss}");
        }
        out
    }

    /// Fields of which less than 97 in a hundred were right, or more than one in eight is in dispute.
    pub(crate) fn weak(&self) -> Vec<String> {
        let weak = |row: &Row| share(row) < 97 || row.disputed * 8 > row.right + row.wrong + row.disputed;
        self.rows.iter().filter(|(_, row)| weak(row)).map(|((corpus, field), _)| format!("{corpus} {field}")).collect()
    }
}

/// **Units**: parts of a hundred, rounded down.
fn share(row: &Row) -> usize {
    (row.right * 100).checked_div(row.right + row.wrong).unwrap_or(100)
}

/// Text reduced to its words. What could not be decoded counts as a part of a word.
pub(crate) fn words(text: &str) -> String {
    let odd = char::REPLACEMENT_CHARACTER;
    let all = text.split(|c: char| !c.is_alphanumeric() && c != odd);
    all.filter(|word| word.contains(|c: char| c != odd)).collect::<Vec<_>>().join(" ")
}

/// What was read; where the description gave up on a character, any character will do.
pub(crate) fn forgiving(seen: &str, expected: &str) -> String {
    let odd = char::REPLACEMENT_CHARACTER;
    let agrees = seen.chars().count() == expected.chars().count() && seen.chars().zip(expected.chars()).all(|(s, e)| s == e || e == odd);
    (if agrees { expected } else { seen }).to_owned()
}
