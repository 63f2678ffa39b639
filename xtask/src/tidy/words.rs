//! Words that promise work instead of doing it, and doors that must not be opened.

use super::tree::File;
use super::{Finding, Tree};

const TEXTS: &[&str] = &[".rs", ".ts", ".tsx", ".mjs", ".cjs", ".sql", ".toml", ".md", ".html", ".css", ".sh", ".ci/run"];

/// Words that stand in no file, and why. Put together here, so that this file may stand as well.
const NOWHERE: [(&str, &str); 7] = [
    (concat!("TO", "DO"), "do it, or say under \"Incomplete support\" what is missing"),
    (concat!("FIX", "ME"), "mend it"),
    (concat!("XX", "X"), "mend it"),
    (concat!("db", "g!("), "a look into a running program stays out of the tree"),
    (concat!("danger_", "accept"), "certificates are verified, always"),
    (concat!("#[ig", "nore"), "a test runs or is not there"),
    (concat!("allow-", "same-origin allow-scripts"), "that opens the frame around foreign mail"),
];

/// Words that are fine in the product's own texts and not in comments or documents.
const IN_COMMENTS: [(&str, &str); 2] =
    [(concat!("for ", "now"), "what is so is so until it is changed"), (concat!("temporary ", "hack"), "mend it")];

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    tree.ending(TEXTS).flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, line) in file.lines() {
        let said = NOWHERE.iter().filter(|(word, _)| has_word(line, word));
        let comment = comment(file, line).to_lowercase();
        let hinted = IN_COMMENTS.iter().filter(|(word, _)| has_word(&comment, word));
        found.extend(said.chain(hinted).map(|(word, why)| file.finding("words", number, format!("`{word}`: {why}"))));
    }
    found
}

/// The word, not as part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_letter = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric());
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.get(word.len()..).unwrap_or_default();
        let begins = !word.starts_with(char::is_alphanumeric) || !is_letter(before.chars().next_back());
        begins && (!word.ends_with(char::is_alphanumeric) || !is_letter(after.chars().next()))
    })
}

/// What of a line is said to people: all of it in documents, the comment in code.
fn comment<'a>(file: &File, line: &'a str) -> &'a str {
    if file.has_ending(".md") {
        return line;
    }
    let mark = if file.has_ending(".sql") {
        "-- "
    } else if file.has_ending(".toml") {
        "# "
    } else {
        "//"
    };
    line.find(mark).and_then(|at| line.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, line: &str, expected: usize) {
        assert_eq!(hold(&Tree::of(&[(path, line)])).len(), expected, "{path}: {line}");
    }

    #[test]
    fn each_word_is_found_and_its_likes_are_not() {
        for (word, _) in NOWHERE {
            check("a.rs", &format!("let x = 1; // {word} later)"), 1);
        }
        check("a.rs", concat!("// A", "TO", "DO"), 0);
        check("a.rs", concat!("let xx = \"", "XX", "XX", "\";"), 0);
        check("a.css", concat!("#", "fff", "XX", "Xa"), 0);
        check("a.bin", concat!("TO", "DO"), 0);
    }

    #[test]
    fn the_products_own_texts_may_say_more_than_comments() {
        check("a.rs", concat!("// good enough for ", "now"), 1);
        check("a.rs", concat!("title: \"closed for ", "now\","), 0);
        check("a.md", concat!("Good enough For ", "now."), 1);
        check("a.toml", concat!("x = 1 # for ", "now"), 1);
        check("a.rs", concat!("// for ", "nowhere"), 0);
    }
}
