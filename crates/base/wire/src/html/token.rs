//! HTML cut into tags and text, roughly as a browser does it, in one pass.
//!
//! Every scan either goes past what it has looked at or ends the whole, so the work is linear in the length. The tokeniser of
//! `html5ever` is not used here: before it takes an attribute it looks through all that the tag has already, which
//! is quadratic in a tag of a megabyte. It sees what [`super::tidy`] has written, with a few attributes a tag.

/// What stands in HTML. Entities are left as they are; names are in lower case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'x> {
    Text(&'x str),
    Open { name: String, attributes: Vec<(String, &'x str)> },
    Close { name: String },
}

/// Elements whose content is no markup and nothing to be read.
const RAW: [&str; 9] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"];
/// How many attributes of one tag are kept.
const MOST_ATTRIBUTES: usize = 64;

/// The tokens of a piece of HTML. Comments, doctypes and the elements of [`RAW`] do not appear.
pub(super) struct Tokens<'x> {
    rest: &'x str,
}

impl<'x> Tokens<'x> {
    pub(super) const fn new(html: &'x str) -> Self {
        Self { rest: html }
    }

    /// What was not cut yet.
    pub(super) const fn rest(&self) -> &'x str {
        self.rest
    }

    fn text(&mut self, length: usize) -> Token<'x> {
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        Token::Text(text)
    }

    /// Passes over `<!…`, `<?…` and `</` before something that is no name.
    fn skip_declaration(&mut self) {
        let rest = self.rest;
        self.rest = match rest.strip_prefix("<!--") {
            Some(comment) if comment.starts_with('>') => after(comment, ">"),
            Some(comment) if comment.starts_with("->") => after(comment, ">"),
            Some(comment) => after_comment(comment),
            None => after(rest, ">"),
        };
    }

    /// Reads a tag; `None` when it does not end, which ends everything.
    fn tag(&mut self) -> Option<Token<'x>> {
        let closes = self.rest.starts_with("</");
        let inner = self.rest.get(if closes { 2 } else { 1 }..)?;
        let end = inner.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
        let name = inner.get(..end)?.to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut rest = inner.get(end..)?;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(tail) = rest.strip_prefix('>') {
                self.rest = tail;
                break;
            }
            let (attribute, tail) = attribute(rest)?;
            rest = tail;
            if attributes.len() < MOST_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
        if closes {
            return Some(Token::Close { name });
        }
        if RAW.contains(&name.as_str()) {
            self.skip_raw(&name);
        }
        Some(Token::Open { name, attributes })
    }

    /// Passes over the content of a raw element, up to its closing tag.
    fn skip_raw(&mut self, name: &str) {
        let mut rest = self.rest;
        while let Some(at) = rest.find("</") {
            let inner = rest.get(at + 2..).unwrap_or_default();
            let names = inner.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
            let ends =
                inner.get(name.len()..).is_none_or(|tail| tail.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')));
            if names && ends {
                self.rest = rest.get(at..).unwrap_or_default();
                return;
            }
            rest = inner;
        }
        self.rest = "";
    }
}

impl<'x> Iterator for Tokens<'x> {
    type Item = Token<'x>;

    fn next(&mut self) -> Option<Token<'x>> {
        loop {
            let rest = self.rest;
            let Some(tail) = rest.strip_prefix('<') else {
                return if rest.is_empty() { None } else { Some(self.text(rest.find('<').unwrap_or(rest.len()))) };
            };
            let named = tail.strip_prefix('/').unwrap_or(tail).starts_with(|c: char| c.is_ascii_alphabetic());
            if named {
                let token = self.tag();
                if token.is_none() {
                    self.rest = "";
                }
                return token;
            }
            if !tail.starts_with(['!', '?', '/']) {
                return Some(self.text(1 + tail.find('<').unwrap_or(tail.len())));
            }
            self.skip_declaration();
        }
    }
}

fn after<'x>(text: &'x str, mark: &str) -> &'x str {
    text.split_once(mark).map_or("", |(_, tail)| tail)
}

/// What stands behind the first `-->` or `--!>`. One look for both: where one of them never comes, a look of its own would
/// go to the end of the document for every comment.
fn after_comment(comment: &str) -> &str {
    let ends = |at: usize| comment.get(..at).is_some_and(|text| text.ends_with("--") || text.ends_with("--!"));
    let end = comment.match_indices('>').find(|(at, _)| ends(*at));
    end.and_then(|(at, _)| comment.get(at + 1..)).unwrap_or_default()
}

/// Reads one attribute; `None` when the tag does not end.
fn attribute(rest: &str) -> Option<((String, &str), &str)> {
    // A name may begin with `=` and with nothing else that ends it.
    let first = rest.chars().next()?.len_utf8();
    let end = first + rest.get(first..)?.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='))?;
    let name = rest.get(..end)?.to_ascii_lowercase();
    let tail = rest.get(end..)?.trim_ascii_start();
    let Some(value) = tail.strip_prefix('=') else { return Some(((name, ""), tail)) };
    let value = value.trim_ascii_start();
    let (value, tail) = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
        _ => value.split_at_checked(value.find(|c: char| c.is_ascii_whitespace() || c == '>')?)?,
    };
    Some(((name, value), tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(html: &str) -> String {
        let shown = Tokens::new(html).map(|token| match token {
            Token::Text(text) => format!("{text:?}"),
            Token::Open { name, attributes } => {
                let attributes: Vec<String> = attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                format!("<{name}{}>", attributes.concat())
            }
            Token::Close { name } => format!("</{name}>"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn markup_is_cut_as_a_browser_cuts_it() {
        let check = |html: &str, expected: &str| assert_eq!(show(html), expected, "{html}");
        check("a<B>c</b >", "\"a\" <b> \"c\" </b>");
        check("<a HREF = 'x>y' b c=d/e>", "<a href=x>y b= c=d/e>");
        check("<img/src=x/onerror=y>", "<img src=x/onerror=y>");
        check("1 < 2 <3", "\"1 \" \"< 2 \" \"<3\"");
        check("a<!-- <b> -->c<!-->d<!--->e<!-- x --!>f", "\"a\" \"c\" \"d\" \"e\" \"f\"");
        check("<!DOCTYPE html><?xml x?></ x>y", "\"y\"");
        check("<script>if (a<b) '</scriptx>'</SCRIPT >z", "<script> </script> \"z\"");
        check("<style>a</style", "<style>");
        check("x<b title=\"never", "\"x\"");
        check("<a =b=c>", "<a =b=c>");
        check("<!--never ends", "");
        check("<!-- a > b -> c --->d<!-- --! >--!>e<!----!>f<!---->g", "\"d\" \"e\" \"f\" \"g\"");
    }

    /// Two megabytes each: a scan that begins anew for every piece takes minutes.
    #[test]
    fn what_never_ends_is_looked_for_once() {
        let pieces = [
            "<!---->",
            "<!--x--!>",
            "<!--",
            "<!-->",
            "<!--->",
            "<!-- --! -- >",
            "<!x>",
            "<?x",
            "</ >",
            "</",
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<a b='>\"",
            "<a =",
            "<a b=c ",
            "<a/",
            "<script>",
            "<script></scrip",
            "<style></style>",
            "<title></",
            "<plaintext>",
            "&",
            "<>",
            ">",
            "-->",
            "\0",
        ];
        for piece in pieces {
            let tokens = Tokens::new(&piece.repeat(2 * 1024 * 1024 / piece.len())).count();
            assert!(tokens <= 2 * 1024 * 1024, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_cut(html in "(<|>|/|!|--|=|\"|'|a|b|script| |ü|&lt;){0,60}") {
            Tokens::new(&html).for_each(drop);
        }
    }
}
