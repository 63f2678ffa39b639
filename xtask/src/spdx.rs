//! SPDX licence expressions: does what is allowed suffice?
//!
//! # Incomplete support
//! `+` after a licence and parts of a document (`DocumentRef-…`) are taken as they stand: they match only literally.

/// Whether an expression can be met with allowed licences alone: all parts of an `AND`, one part of an `OR`. The `/` of
/// old manifests is an `OR`. What cannot be read is not allowed.
pub(crate) fn allows(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let outcome = reader.any();
    reader.words.is_empty() && outcome == Some(true)
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    fn take(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    fn any(&mut self) -> Option<bool> {
        let mut outcome = self.all()?;
        while self.take("OR") {
            outcome |= self.all()?;
        }
        Some(outcome)
    }

    fn all(&mut self) -> Option<bool> {
        let mut outcome = self.one()?;
        while self.take("AND") {
            outcome &= self.one()?;
        }
        Some(outcome)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let inner = self.any()?;
            return self.take(")").then_some(inner);
        }
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        if !self.take("WITH") {
            return Some((self.allowed)(first));
        }
        let (exception, rest) = self.words.split_first()?;
        self.words = rest;
        Some((self.allowed)(&format!("{first} WITH {exception}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: bool) {
        let allowed = |licence: &str| ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&licence);
        assert_eq!(allows(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn expressions_are_read_with_their_precedence() {
        check("MIT", true);
        check("GPL-3.0", false);
        check("MIT OR GPL-3.0", true);
        check("MIT/GPL-3.0", true);
        check("MIT AND GPL-3.0", false);
        check("GPL-3.0 OR MIT AND ISC", true);
        check("(GPL-3.0 OR MIT) AND (ISC)", true);
        check("(GPL-3.0 OR MIT) AND Zlib", false);
        check("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true);
        check("Apache-2.0", false);
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for broken in ["", "(MIT", "MIT)", "MIT ISC", "OR MIT", "MIT OR", "MIT WITH"] {
            check(broken, false);
        }
    }
}
