//! Full text: normalised here, indexed by the engine, found newest first.
//!
//! Both engines get the same words, parted by blanks, so both find the same. A text carries tokens
//! besides its words (its queue, above all), so that who may see it is part of the question.

use crate::act::{Act, Rows};
use crate::dialect::Engine;
use crate::statement::{Composed, Tenant};
use crate::{Row, Value};
use kernel::{Fault, Id16};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Version of [`normalise`]; texts of an older version are indexed again.
pub const NORMALISER: i64 = 1;
/// No more than this is indexed of one text. **Units**: bytes of normalised text.
const MOST: usize = 512 * 1024;
/// Longer words are cut; PostgreSQL refuses lexemes above 2 kB.
const LONGEST_WORD: usize = 64;

/// Words as they are indexed: lower case, German umlauts spelled out, other marks removed, parted by blanks.
///
/// A word with an umlaut also stands at the end without it, so that `müller` is found by `mueller` and `muller`.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut variants = String::new();
    out.push(' ');
    for word in text.split(|sign: char| !sign.is_alphanumeric() && !is_combining_mark(sign)).filter(|word| !word.is_empty()) {
        if out.len() + variants.len() > MOST {
            break;
        }
        let (spelled, bare) = fold(word);
        if spelled.is_empty() {
            continue;
        }
        out.push_str(&spelled);
        out.push(' ');
        if bare != spelled {
            variants.push_str(&bare);
            variants.push(' ');
        }
    }
    out.push_str(&variants);
    out
}

/// The two spellings of a word: umlauts spelled out, and marks simply removed.
fn fold(word: &str) -> (String, String) {
    let (mut spelled, mut bare) = (String::new(), String::new());
    for sign in word.nfkc().flat_map(char::to_lowercase).collect::<String>().nfc() {
        if spelled.len() >= LONGEST_WORD {
            break;
        }
        let pair = match sign {
            'ä' => Some(("ae", "a")),
            'ö' | 'ø' => Some(("oe", "o")),
            'ü' => Some(("ue", "u")),
            'ß' => Some(("ss", "ss")),
            'æ' => Some(("ae", "ae")),
            'å' => Some(("aa", "a")),
            'ł' => Some(("l", "l")),
            _ => None,
        };
        if let Some((long, short)) = pair {
            spelled.push_str(long);
            bare.push_str(short);
        } else {
            for part in sign.nfd().filter(|part| part.is_alphanumeric()) {
                spelled.push(part);
                bare.push(part);
            }
        }
    }
    (spelled, bare)
}

/// A token that stands for a thing in the index: `zq12e` for queue 12. The closing letter keeps 1 from 12.
pub fn token(kind: char, number: i64) -> String {
    format!("z{kind}{number}e")
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that must all be there, as beginnings of words.
    pub words: Vec<String>,
    /// Phrases that must all be there, word by word.
    pub phrases: Vec<String>,
    /// Words that must not be there.
    pub without: Vec<String>,
    /// Tokens of which one must be there. `None` asks for none; an empty list finds nothing.
    pub any_token: Option<Vec<String>>,
}

/// One text that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the index; newer texts have higher ones.
    pub rid: i64,
    /// The thing whose text it is.
    pub owner: Id16,
}

/// Finds up to `most` texts, newest first, older than `before`.
///
/// # Errors
/// The store failed.
pub fn find(rows: &impl Rows<Tenant>, wanted: &Wanted, before: i64, most: u32) -> Result<Vec<Hit>, Fault> {
    let engine = rows.engine();
    let Some(question) = wanted.question(engine) else { return Ok(Vec::new()) };
    let (select, before_piece, order) = match engine {
        Engine::Sqlcipher => (
            "SELECT f.rid, f.owner FROM fulltext_words w JOIN fulltext f ON f.rid = w.rowid WHERE",
            "fulltext_words MATCH ? AND w.rowid < ?",
            "ORDER BY w.rowid DESC LIMIT ?",
        ),
        Engine::Postgres => (
            "SELECT f.rid, f.owner FROM fulltext f WHERE",
            "f.words @@ (CAST(? AS TEXT))::tsquery AND f.rid < ?",
            "ORDER BY f.rid DESC LIMIT ?",
        ),
    };
    let mut composed = Composed::new(select).with(before_piece, &[question.into(), before.into()]);
    for phrase in &wanted.phrases {
        composed.add("AND {POSITION}(f.text, ?) > 0", &[main_words(phrase).into()]);
    }
    composed.add(order, &[most.into()]);
    rows.rows_of(&composed)?.iter().map(|row: &Row| Ok(Hit { rid: row.int(0)?, owner: row.id(1)? })).collect()
}

/// The words of a phrase as they stand in a row in the indexed text.
fn main_words(phrase: &str) -> String {
    let spelled: Vec<String> = normalise_words(phrase).into_iter().map(|(spelled, _)| spelled).collect();
    format!(" {} ", spelled.join(" "))
}

fn normalise_words(text: &str) -> Vec<(String, String)> {
    let parts = text.split(|sign: char| !sign.is_alphanumeric() && !is_combining_mark(sign));
    parts.filter(|word| !word.is_empty()).map(fold).filter(|(spelled, _)| !spelled.is_empty()).collect()
}

impl Wanted {
    /// Whether there is any text to look for (tokens alone are not).
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.without.is_empty()
    }

    /// The question in the engine's language; `None` when nothing can match.
    fn question(&self, engine: Engine) -> Option<String> {
        let (and, or, not) = match engine {
            Engine::Sqlcipher => (" AND ", " OR ", " NOT "),
            Engine::Postgres => (" & ", " | ", " & !"),
        };
        let mut parts: Vec<String> = Vec::new();
        if let Some(tokens) = &self.any_token {
            if tokens.is_empty() {
                return None;
            }
            parts.push(format!("({})", tokens.iter().map(|token| term(engine, token, false)).collect::<Vec<_>>().join(or)));
        }
        let beginnings = self.words.iter().map(|word| (word, true)).chain(self.phrases.iter().map(|phrase| (phrase, false)));
        for (text, beginning) in beginnings {
            let words = normalise_words(text);
            if words.is_empty() {
                return None;
            }
            parts.extend(words.iter().map(|pair| either(engine, or, pair, beginning)));
        }
        if parts.is_empty() {
            return None;
        }
        let mut question = parts.join(and);
        for (spelled, bare) in self.without.iter().flat_map(|text| normalise_words(text)) {
            question = format!("({question}){not}{}", either(engine, or, &(spelled, bare), false));
        }
        Some(question)
    }
}

fn either(engine: Engine, or: &str, (spelled, bare): &(String, String), beginning: bool) -> String {
    if spelled == bare {
        return term(engine, spelled, beginning);
    }
    format!("({}{or}{})", term(engine, spelled, beginning), term(engine, bare, beginning))
}

/// One word, quoted: after folding it holds letters and digits only, so nothing can break out.
fn term(engine: Engine, word: &str, beginning: bool) -> String {
    let prefix = beginning && word.chars().count() >= 3;
    match engine {
        Engine::Sqlcipher => format!("\"{word}\"{}", if prefix { "*" } else { "" }),
        Engine::Postgres => format!("'{word}'{}", if prefix { ":*" } else { "" }),
    }
}

const ADD: &str = "INSERT INTO fulltext (owner, text, normaliser_version) VALUES (?1, ?2, ?3) \
     ON CONFLICT (owner) DO UPDATE SET text = excluded.text, normaliser_version = excluded.normaliser_version";
const TEXT_OF: &str = "SELECT text FROM fulltext WHERE owner = ?1";
const RETEXT: &str = "UPDATE fulltext SET text = ?2 WHERE owner = ?1";
const REMOVE: &str = "DELETE FROM fulltext WHERE owner = ?1";

/// Statements of this file that are the same on both engines, for the test that prepares them.
pub(crate) const OWN: [&str; 4] = [ADD, TEXT_OF, RETEXT, REMOVE];

impl Act<'_, Tenant> {
    /// Indexes the text of a thing, in this act. Replaces what was indexed for it before.
    ///
    /// # Errors
    /// The store failed.
    pub fn index(&self, owner: Id16, text: &str, tokens: &[String]) -> Result<(), Fault> {
        let mut words = normalise(text);
        for token in tokens {
            words.push_str(token);
            words.push(' ');
        }
        let line: [Value; 3] = [owner.into(), words.into(), NORMALISER.into()];
        self.execute_own(ADD, &line).map(drop)
    }

    /// Exchanges a token in the indexed text of a thing: it lies in another queue now.
    ///
    /// # Errors
    /// The store failed.
    pub fn index_token(&self, owner: Id16, old: &str, new: &str) -> Result<(), Fault> {
        let found = self.change_own(TEXT_OF, &[owner.into()])?;
        let Some(row) = found.first() else { return Ok(()) };
        let text = row.text(0)?.replace(old, new);
        self.execute_own(RETEXT, &[owner.into(), text.into()]).map(drop)
    }

    /// Takes the text of a thing out of the index.
    ///
    /// # Errors
    /// The store failed.
    pub fn unindex(&self, owner: Id16) -> Result<(), Fault> {
        self.execute_own(REMOVE, &[owner.into()]).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spells_umlauts_out_and_keeps_the_bare_form() {
        let check = |text: &str, expected: &str| assert_eq!(normalise(text), expected, "{text}");
        check("Müller, Straße 7!", " mueller strasse 7 muller ");
        check("CAFÉ café Łódź", " cafe cafe lodz ");
        check("a.b@c.example", " a b c example ");
        check("", " ");
    }

    #[test]
    fn questions_are_quoted_in_each_language() {
        let wanted = Wanted { words: vec!["Müller".into()], any_token: Some(vec!["zq1".into(), "zq2".into()]), ..Wanted::default() };
        assert_eq!(wanted.question(Engine::Sqlcipher).as_deref(), Some("(\"zq1\" OR \"zq2\") AND (\"mueller\"* OR \"muller\"*)"));
        assert_eq!(wanted.question(Engine::Postgres).as_deref(), Some("('zq1' | 'zq2') & ('mueller':* | 'muller':*)"));
        assert_eq!(Wanted { words: vec!["!!!".into()], ..Wanted::default() }.question(Engine::Sqlcipher), None);
    }

    proptest! {
        #[test]
        fn folded_words_hold_letters_and_digits_only(text in "\\PC{0,80}") {
            let words = normalise(&text);
            prop_assert!(words.chars().all(|sign| sign == ' ' || sign.is_alphanumeric()));
            prop_assert!(!words.contains("  ") || words.trim().is_empty());
        }
    }
}
