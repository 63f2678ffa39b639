//! Promises: sixty-one of them, each with a state, and nobody speaks of another.

use super::{Finding, Tree};
use std::collections::BTreeSet;

const REGISTER: &str = "docs/promises.md";
const COUNT: usize = 61;
const STATES: [&str; 6] = ["open", "measured", "declared", "stale", "broken", "not applicable"];
const TEXTS: &[&str] = &[".rs", ".ts", ".tsx", ".md", ".toml", ".sql"];

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    let Some(register) = tree.find(REGISTER) else {
        return vec![Finding { path: REGISTER.into(), line: None, rule: "promises", words: "is missing".into() }];
    };
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for (number, line) in register.lines().filter(|(_, line)| line.starts_with("| P-")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, english, german, state] = cells.as_slice() else {
            found.push(register.finding("promises", number, "a line is: id, English, German, state"));
            continue;
        };
        if !known.insert((*id).to_owned()) {
            found.push(register.finding("promises", number, format!("{id} stands twice")));
        }
        if english.is_empty() || german.is_empty() || !STATES.contains(state) {
            found.push(register.finding("promises", number, format!("{id} needs words and a state of: {}", STATES.join(", "))));
        }
    }
    let missing: Vec<String> = (1..=COUNT).map(|number| format!("P-{number:02}")).filter(|id| !known.contains(id)).collect();
    if !missing.is_empty() {
        found.push(register.finding("promises", None, format!("missing: {}", missing.join(", "))));
    }
    for file in tree.ending(TEXTS).filter(|file| file.path != REGISTER && !file.path.starts_with("xtask/src/tidy/")) {
        for (number, line) in file.lines() {
            let strangers = mentioned(line).filter(|id| !known.contains(*id));
            found.extend(strangers.map(|id| file.finding("promises", number, format!("{id} is no promise of {REGISTER}"))));
        }
    }
    found
}

/// Every `P-` with two digits that stands by itself; with three it is a curve.
fn mentioned(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("P-").filter_map(|(at, _)| {
        let rest = line.get(at + 2..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_part = line.get(..at)?.ends_with(|sign: char| sign.is_alphanumeric() || sign == '-');
        let goes_on = rest.get(digits..)?.starts_with(|sign: char| sign.is_alphanumeric());
        (digits == 2 && !is_part && !goes_on).then(|| line.get(at..at + 2 + digits)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;
    use std::fmt::Write as _;

    fn register(count: usize) -> String {
        (1..=count).fold(String::from("| id | en | de | state |\n|---|---|---|---|\n"), |mut text, number| {
            let _ = writeln!(text, "| P-{number:02} | words | Worte | open |");
            text
        })
    }

    fn check(register: &str, code: &str, expected: &[&str]) {
        assert_eq!(shown(&hold(&Tree::of(&[("a.rs", code), (REGISTER, register)]))), expected);
    }

    #[test]
    fn all_are_there_and_nobody_speaks_of_others() {
        check(&register(61), "//! **P-04** and P-61, but TCP-99, P-256 and P-25k are none", &[]);
        check(&register(61), "promise: \"P-62\"", &["a.rs:1 P-62 is no promise of docs/promises.md"]);
        check(&register(60), "", &["docs/promises.md:0 missing: P-61"]);
    }

    #[test]
    fn each_has_words_and_a_state() {
        let odd = register(61).replace("| P-07 | words | Worte | open |", "| P-07 | words | Worte | green |");
        check(&odd, "", &["docs/promises.md:9 P-07 needs words and a state of: open, measured, declared, stale, broken, not applicable"]);
        let short = register(61).replace("| P-07 | words | Worte | open |", "| P-07 | words | open |");
        check(&short, "", &["docs/promises.md:9 a line is: id, English, German, state", "docs/promises.md:0 missing: P-07"]);
    }
}
