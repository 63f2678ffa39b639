//! Message ids.

use std::fmt;

/// The id of a message, without its angle brackets.
///
/// **Shape**: 1 to 998 characters, no white space, no control characters, no angle brackets. Not necessarily
/// `left@right`: many programs write ids of their own shape, and threads are found by them all the same.
///
/// # Source
/// RFC 5322 §3.6.4.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

/// How many ids of one field are kept.
const MOST: usize = 100;

impl MessageId {
    /// Reads an id, with or without its brackets; white space inside (a fold in the middle of it) is dropped.
    pub fn parse(text: &str) -> Option<Self> {
        let id: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>')).collect();
        let fits = !id.is_empty() && id.chars().count() <= 998 && !id.chars().any(char::is_control);
        fits.then_some(Self(id))
    }

    /// Reads a field of ids, such as References: the first one and the last 99, each once.
    ///
    /// Where there are no brackets at all, words with an `@` count.
    pub fn parse_list(field: &str) -> Vec<Self> {
        let mut ids: Vec<Self> = Vec::new();
        let mut put = |text: &str| {
            if let Some(id) = Self::parse(text).filter(|id| !ids.contains(id)) {
                if ids.len() == MOST {
                    ids.remove(1);
                }
                ids.push(id);
            }
        };
        if field.contains('<') {
            field.split('<').skip(1).filter_map(|part| part.split_once('>')).for_each(|(id, _)| put(id));
        } else {
            field.split([' ', '\t', ',', ';']).filter(|word| word.contains('@')).for_each(&mut put);
        }
        ids
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With brackets, as in a header.
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_found_in_what_programs_write() {
        let check = |field: &str, expected: &[&str]| {
            let ids = MessageId::parse_list(field);
            assert_eq!(ids.iter().map(MessageId::as_str).collect::<Vec<_>>(), expected, "{field}");
        };
        check("<a@b> <c@d>", &["a@b", "c@d"]);
        check("<a@b><c@d>,<a@b>", &["a@b", "c@d"]);
        check("<a\t@b> (comment) <c@d", &["a@b"]);
        check("a@b c@d", &["a@b", "c@d"]);
        check("Your message of Monday", &[]);
        check("<>", &[]);
    }

    #[test]
    fn the_root_and_the_last_are_kept() {
        let field = (0..300).map(|n| format!("<{n}@x>")).collect::<Vec<_>>().join(" ");
        let ids = MessageId::parse_list(&field);
        assert_eq!(ids.len(), 100);
        assert_eq!((ids[0].as_str(), ids[1].as_str(), ids[99].as_str()), ("0@x", "201@x", "299@x"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(text in "\\PC{0,50}") {
            if let Some(id) = MessageId::parse(&text) {
                prop_assert_eq!(MessageId::parse_list(&id.to_string()), vec![id]);
            }
        }
    }
}
