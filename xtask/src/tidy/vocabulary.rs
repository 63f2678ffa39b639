//! The table of words: each word once, in every language.

use super::tree::File;
use super::{Finding, Tree};

const TABLE: &str = "docs/words.md";
const CELLS: usize = 6;

pub(super) fn hold(tree: &Tree) -> Vec<Finding> {
    tree.ending(&[".md"]).filter(|file| file.path == TABLE).flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    let (mut found, mut known) = (Vec::new(), Vec::new());
    for (number, line) in file.lines().filter(|(_, line)| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        if cells.len() != CELLS || cells.iter().any(|cell| cell.is_empty()) {
            found.push(file.finding("vocabulary", number, format!("a word has {CELLS} cells, each with something in it")));
        }
        let Some(word) = cells.first() else { continue };
        if known.contains(word) {
            found.push(file.finding("vocabulary", number, format!("`{word}` stands here already")));
        }
        known.push(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::shown;

    fn check(rows: &str, expected: &[&str]) {
        let table = format!("| word | what | de | en | pt-BR | not |\n|---|---|---|---|---|---|\n{rows}");
        assert_eq!(shown(&hold(&Tree::of(&[(TABLE, &table)]))), expected, "{rows}");
    }

    #[test]
    fn each_word_stands_once_and_in_every_language() {
        check("| act | one write | Vorgang | act | ato | – |\n| door | the only way | Tür | door | porta | – |\n", &[]);
        check("| act | one write | Vorgang | act | – |\n", &["docs/words.md:3 a word has 6 cells, each with something in it"]);
        check("| act | one write | Vorgang | act | | – |\n", &["docs/words.md:3 a word has 6 cells, each with something in it"]);
        let twice = "| act | one write | Vorgang | act | ato | – |\n| act | a play | Akt | act | ato | – |\n";
        check(twice, &["docs/words.md:4 `act` stands here already"]);
    }
}
