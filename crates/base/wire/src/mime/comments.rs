//! Comments and other decoration in lists of addresses (RFC 5322 §3.2.2 and §4.4), taken out before the list is read.

/// A list of mailboxes without what only decorates it, in one pass.
///
/// The comment of an address without angle brackets stays, since it is the name (`b@x.example (Bob)`).
pub(super) fn plain_list(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    let mut mailbox = Mailbox::default();
    let mut scan = Scan::default();
    for c in field.chars() {
        let place = scan.step(c);
        if matches!(c, ',' | ';') && place == Place::Plain {
            mailbox.flush(&mut out);
            out.push(c);
            continue;
        }
        mailbox.put(c, place);
    }
    if scan.depth > 0 {
        // A parenthesis that never closes is none.
        return field.to_owned();
    }
    mailbox.flush(&mut out);
    out
}

/// Where a character stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Plain,
    Quote,
    Comment,
    Angle,
}

#[derive(Default)]
struct Scan {
    quoted: bool,
    escaped: bool,
    angle: bool,
    depth: usize,
}

impl Scan {
    /// Where `c` stands; brackets and quotes count to what they enclose.
    fn step(&mut self, c: char) -> Place {
        let before = self.place();
        if std::mem::take(&mut self.escaped) {
            return before;
        }
        match c {
            '\\' if self.quoted || self.depth > 0 => self.escaped = true,
            '"' if self.depth == 0 => self.quoted = !self.quoted,
            '(' if !self.quoted => self.depth += 1,
            ')' if !self.quoted => self.depth = self.depth.saturating_sub(1),
            '<' if before == Place::Plain => self.angle = true,
            '>' if before == Place::Angle && !self.quoted => self.angle = false,
            _ => {}
        }
        let after = self.place();
        [Place::Comment, Place::Angle, Place::Quote].into_iter().find(|place| before == *place || after == *place).unwrap_or(Place::Plain)
    }

    fn place(&self) -> Place {
        match self {
            Self { depth: 1.., .. } => Place::Comment,
            Self { angle: true, .. } => Place::Angle,
            Self { quoted: true, .. } => Place::Quote,
            _ => Place::Plain,
        }
    }
}

/// One mailbox on its way from one comma to the next.
#[derive(Default)]
struct Mailbox {
    whole: String,
    /// Without comments.
    bare: String,
    angle: String,
}

impl Mailbox {
    fn put(&mut self, c: char, place: Place) {
        self.whole.push(c);
        match place {
            Place::Comment => {}
            Place::Angle => self.angle.push(c),
            Place::Plain | Place::Quote => self.bare.push(c),
        }
    }

    fn flush(&mut self, out: &mut String) {
        let Self { whole, bare, angle } = std::mem::take(self);
        if !angle.is_empty() {
            out.push_str(bare.trim_end());
            out.push(' ');
            out.push_str(&tight(&angle));
        } else if bare.contains('@') && !bare.contains('"') && bare != whole && bare.contains(':') {
            // Within a group, a comment before the colon is about the group.
            out.push_str(&bare);
        } else if bare.contains('@') && !bare.contains('"') && bare == whole {
            out.push_str(&spelled(&bare));
        } else if !bare.trim().is_empty() {
            out.push_str(&whole);
        }
    }
}

/// `<…>` without blanks and without a route before the address: `<@relay.example:a@b.example>`.
fn tight(angle: &str) -> String {
    let inner = angle.trim_matches(['<', '>', ' ']);
    let inner = if inner.starts_with('@') { inner.split_once(':').map_or(inner, |(_, address)| address) } else { inner };
    let quoted = inner.contains('"');
    format!("<{}>", inner.chars().filter(|c| quoted || !c.is_whitespace()).collect::<String>())
}

/// An address without brackets as programs misspell it: blanks around its dots, or a name before it, or another behind it.
fn spelled(bare: &str) -> String {
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_address = |word: &&str| word.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
    match words.as_slice() {
        [] | [_] => bare.to_owned(),
        all if all.iter().all(is_address) => all.join(", "),
        [names @ .., last] if is_address(last) && !names.iter().any(|name| name.contains(['@', ':', '<', '.'])) => {
            format!("{} <{last}>", names.join(" "))
        }
        all if !bare.contains(':') && all.iter().any(|word| word.starts_with('.') || word.ends_with('.')) => all.concat(),
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(field: &str, expected: &str) {
        assert_eq!(plain_list(field), expected, "{field}");
    }

    #[test]
    fn decoration_goes_and_names_stay() {
        check("Pete(A \\) chap) <pete(his account)@silly.test(his host)>", "Pete <pete@silly.test>");
        check("b@x.example (Bob), \"a (b)\" <c@x.example>", "b@x.example (Bob), \"a (b)\" <c@x.example>");
        check("unlisted:; (no To on input)", "unlisted:;");
        check("A(x): John <j@x.example> (dear), k@x.example;", "A: John <j@x.example>, k@x.example;");
        check("M <@relay.example:m@x.example>, j@x  . example", "M <m@x.example>,j@x.example");
        check("Big Bug bb@x.example", "Big Bug <bb@x.example>");
        check("a@x.example b@x.example", "a@x.example, b@x.example");
        check("\"a@x.example\" b", "\"a@x.example\" b");
        check("Bob (never closed <b@x.example>", "Bob (never closed <b@x.example>");
        check("", "");
    }

    proptest! {
        #[test]
        fn any_list_keeps_its_size(field in "([a-z@.,;:<>()\"\\\\ ä]){0,80}") {
            prop_assert!(plain_list(&field).len() <= 2 * field.len() + 2);
        }
    }
}
