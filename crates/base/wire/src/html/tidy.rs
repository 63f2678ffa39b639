//! Foreign HTML rewritten into a plain, balanced form before the sanitiser parses it.
//!
//! A browser's parser repairs broken markup by moving and copying elements, which lets small input cost much (reopened
//! formatting, content moved out of tables, scans of deep stacks). What is written here needs no repair: known elements
//! only, each one closed where it belongs, tables with rows with cells, bounded depth and size. The parser then does
//! linear work, and the sanitiser finds markup about which there cannot be two opinions.

use super::sink::Sink;
use super::token::{Token, Tokens};

/// **Units**: elements inside elements.
const DEEPEST: usize = 100;
/// What an element is to the structure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Heading,
    Paragraph,
    Item,
    Definition,
    Link,
    Inline,
    Void,
    Table,
    Caption,
    Body,
    Row,
    Cell,
}

/// The elements that are kept.
const ELEMENTS: [(&str, Kind); 67] = [
    ("a", Kind::Link),
    ("abbr", Kind::Inline),
    ("address", Kind::Block),
    ("article", Kind::Block),
    ("aside", Kind::Block),
    ("b", Kind::Inline),
    ("bdi", Kind::Inline),
    ("bdo", Kind::Inline),
    ("big", Kind::Inline),
    ("blockquote", Kind::Block),
    ("br", Kind::Void),
    ("caption", Kind::Caption),
    ("center", Kind::Block),
    ("cite", Kind::Inline),
    ("code", Kind::Inline),
    ("dd", Kind::Definition),
    ("del", Kind::Inline),
    ("dfn", Kind::Inline),
    ("div", Kind::Block),
    ("dl", Kind::Block),
    ("dt", Kind::Definition),
    ("em", Kind::Inline),
    ("figcaption", Kind::Block),
    ("figure", Kind::Block),
    ("font", Kind::Inline),
    ("footer", Kind::Block),
    ("h1", Kind::Heading),
    ("h2", Kind::Heading),
    ("h3", Kind::Heading),
    ("h4", Kind::Heading),
    ("h5", Kind::Heading),
    ("h6", Kind::Heading),
    ("header", Kind::Block),
    ("hr", Kind::Void),
    ("i", Kind::Inline),
    ("img", Kind::Void),
    ("ins", Kind::Inline),
    ("kbd", Kind::Inline),
    ("li", Kind::Item),
    ("main", Kind::Block),
    ("mark", Kind::Inline),
    ("nav", Kind::Block),
    ("ol", Kind::Block),
    ("p", Kind::Paragraph),
    ("pre", Kind::Block),
    ("q", Kind::Inline),
    ("s", Kind::Inline),
    ("samp", Kind::Inline),
    ("section", Kind::Block),
    ("small", Kind::Inline),
    ("span", Kind::Inline),
    ("strike", Kind::Inline),
    ("strong", Kind::Inline),
    ("sub", Kind::Inline),
    ("sup", Kind::Inline),
    ("table", Kind::Table),
    ("tbody", Kind::Body),
    ("td", Kind::Cell),
    ("tfoot", Kind::Body),
    ("th", Kind::Cell),
    ("thead", Kind::Body),
    ("time", Kind::Inline),
    ("tr", Kind::Row),
    ("tt", Kind::Inline),
    ("u", Kind::Inline),
    ("ul", Kind::Block),
    ("var", Kind::Inline),
];

/// The names of the elements that are kept.
pub(super) fn elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|(name, _)| *name)
}

type Element = (&'static str, Kind);

fn element(name: &str) -> Option<Element> {
    ELEMENTS.binary_search_by_key(&name, |(known, _)| known).ok().and_then(|at| ELEMENTS.get(at).copied())
}

/// Rewrites; `attributes` chooses and writes those of each element.
pub(super) fn tidy(html: &str, mut attributes: impl FnMut(&str, &[(String, &str)], &mut String)) -> String {
    let mut tidy = Tidy::default();
    let html = html.replace('\0', "");
    for token in Tokens::new(&html) {
        if tidy.sink.is_full() {
            break;
        }
        match token {
            Token::Text(text) => tidy.text(text),
            Token::Close { name } => tidy.close(&name),
            Token::Open { name, attributes: sent } => {
                if let Some(element) = element(&name) {
                    let mut written = String::new();
                    attributes(element.0, &sent, &mut written);
                    tidy.open(element, &written);
                }
            }
        }
    }
    tidy.close_to(0);
    tidy.sink.out
}

#[derive(Default)]
struct Tidy {
    sink: Sink,
    stack: Vec<Element>,
    /// How many elements are open that were not written because of the depth.
    ignored: usize,
    /// A line end right behind `<pre>` is no text.
    after_pre: bool,
}

impl Tidy {
    fn text(&mut self, text: &str) {
        let text = if self.after_pre { text.trim_start_matches(['\r', '\n']) } else { text };
        self.after_pre &= text.is_empty();
        if !text.trim_ascii().is_empty() {
            self.ensure_cell();
        }
        self.sink.text(text);
    }

    fn open(&mut self, element: Element, attributes: &str) {
        let (name, kind) = element;
        if kind != Kind::Void && (self.ignored > 0 || self.stack.len() >= DEEPEST) {
            self.ignored += 1;
            return;
        }
        if !self.make_room(name, kind) {
            return;
        }
        self.write(element, attributes);
    }

    fn write(&mut self, element: Element, attributes: &str) {
        self.sink.tag("<", element.0, attributes);
        self.after_pre = element.0 == "pre";
        if element.1 != Kind::Void {
            self.stack.push(element);
        }
    }

    /// Closes what cannot hold the element and opens what must; `false` when the element has no place.
    fn make_room(&mut self, name: &str, kind: Kind) -> bool {
        match kind {
            Kind::Caption => return self.top() == Some(Kind::Table),
            Kind::Body => return self.within_table(&[]),
            Kind::Row => {
                if !self.within_table(&[Kind::Body]) {
                    return false;
                }
                self.imply(Kind::Table, ("tbody", Kind::Body));
                return true;
            }
            Kind::Cell => {
                if !self.within_table(&[Kind::Body, Kind::Row]) {
                    return false;
                }
                self.imply(Kind::Table, ("tbody", Kind::Body));
                self.imply(Kind::Body, ("tr", Kind::Row));
                return true;
            }
            _ => self.ensure_cell(),
        }
        match kind {
            Kind::Item => self.close_sibling(&["li"]),
            Kind::Definition => self.close_sibling(&["dd", "dt"]),
            Kind::Link => self.close_in_cell(|(_, kind)| kind == Kind::Link),
            _ => {}
        }
        let breaks =
            matches!(kind, Kind::Block | Kind::Heading | Kind::Paragraph | Kind::Item | Kind::Definition | Kind::Table) || name == "hr";
        if breaks {
            self.close_in_cell(|(_, kind)| kind == Kind::Paragraph);
        }
        if kind == Kind::Heading && self.top() == Some(Kind::Heading) {
            self.close_to(self.stack.len() - 1);
        }
        true
    }

    fn close(&mut self, name: &str) {
        let Some((name, kind)) = element(name).filter(|(_, kind)| *kind != Kind::Void) else { return };
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let structure = matches!(kind, Kind::Caption | Kind::Body | Kind::Row | Kind::Cell);
        for at in (0..self.stack.len()).rev() {
            let Some(&(open, open_kind)) = self.stack.get(at) else { return };
            if open == name || (kind == Kind::Heading && open_kind == Kind::Heading) {
                return self.close_to(at);
            }
            let walls = match kind {
                Kind::Table => false,
                _ if structure => open_kind == Kind::Table,
                // A stray closing tag of an inline element must not tear down the blocks around it.
                Kind::Inline | Kind::Link => !matches!(open_kind, Kind::Inline | Kind::Link | Kind::Paragraph),
                _ => is_wall(open_kind),
            };
            if walls {
                return;
            }
        }
    }

    fn top(&self) -> Option<Kind> {
        self.stack.last().map(|(_, kind)| *kind)
    }

    fn close_to(&mut self, length: usize) {
        self.after_pre &= length >= self.stack.len();
        for (name, _) in self.stack.drain(length.min(self.stack.len())..).rev() {
            self.sink.tag("</", name, "");
        }
    }

    /// Text and most elements cannot stand between the tags of a table: they get a cell.
    fn ensure_cell(&mut self) {
        self.imply(Kind::Table, ("tbody", Kind::Body));
        self.imply(Kind::Body, ("tr", Kind::Row));
        self.imply(Kind::Row, ("td", Kind::Cell));
    }

    fn imply(&mut self, top: Kind, element: Element) {
        if self.top() == Some(top) {
            self.write(element, "");
        }
    }

    /// Closes everything inside the nearest table that is not of the kinds that may stay.
    fn within_table(&mut self, stay: &[Kind]) -> bool {
        let Some(table) = self.stack.iter().rposition(|(_, kind)| *kind == Kind::Table) else { return false };
        let inner = self.stack.get(table + 1..).unwrap_or_default();
        let kept = inner.iter().take_while(|(_, kind)| stay.contains(kind)).count();
        self.close_to(table + 1 + kept);
        true
    }

    /// Closes the innermost element that fits, unless a cell or a caption stands between.
    fn close_in_cell(&mut self, fits: impl Fn(Element) -> bool) {
        let found = self.stack.iter().rposition(|element| fits(*element) || is_wall(element.1));
        if let Some(at) = found.filter(|at| self.stack.get(*at).is_some_and(|element| fits(*element))) {
            self.close_to(at);
        }
    }

    /// Closes an item before the next one of the same list.
    fn close_sibling(&mut self, names: &[&str]) {
        for at in (0..self.stack.len()).rev() {
            let Some(&(open, kind)) = self.stack.get(at) else { return };
            if names.contains(&open) {
                return self.close_to(at);
            }
            let passes = matches!(kind, Kind::Inline | Kind::Link | Kind::Paragraph) || matches!(open, "div" | "address");
            if !passes {
                return;
            }
        }
    }
}

const fn is_wall(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::Caption | Kind::Cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::sink::LONGEST;

    fn check(html: &str, expected: &str) {
        let once = tidy(html, |_, _, _| {});
        assert_eq!(once, expected, "{html}");
        assert_eq!(tidy(&once, |_, _, _| {}), once, "again: {html}");
    }

    #[test]
    fn everything_is_closed_where_it_belongs() {
        check("a<b>c<i>d</b>e", "a<b>c<i>d</i></b>e");
        check("<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>");
        check("<ul><li>a<li><b>b<li>c</ul>d", "<ul><li>a</li><li><b>b</b></li><li>c</li></ul>d");
        check("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>");
        check("<a>x<a>y", "<a>x</a><a>y</a>");
        check("<h1>a</h2>b<h1>c<h2>d", "<h1>a</h1>b<h1>c</h1><h2>d</h2>");
        check("<div><span>a</div></span>b", "<div><span>a</span></div>b");
        check("</div></p><br/></br>x", "<br>x");
        check("<blink>a<script>b</script><o:p>c", "ac");
        check("<pre>\n<x>\n x</pre>", "<pre> x</pre>");
        check("1 < 2 & 3 > &lt;", "1 &lt; 2 & 3 &gt; &lt;");
    }

    #[test]
    fn tables_get_what_they_lack() {
        check("<table>x<tr><td>y</table>z", "<table><tbody><tr><td>x</td></tr><tr><td>y</td></tr></tbody></table>z");
        check(
            "<table> <td>a<th>b<tbody><tr>c",
            "<table> <tbody><tr><td>a</td><th>b</th></tr></tbody><tbody><tr><td>c</td></tr></tbody></table>",
        );
        check("<td>a<tr>b", "ab");
        check("<table><caption>a<tr><td>b</table>", "<table><caption>a</caption><tbody><tr><td>b</td></tr></tbody></table>");
        check(
            "<table><tr><td><table><tr><td>a</table>b</table>",
            "<table><tbody><tr><td><table><tbody><tr><td>a</td></tr></tbody></table>b</td></tr></tbody></table>",
        );
        check("<table><tr><td><div>a</td>b</table>", "<table><tbody><tr><td><div>a</div></td><td>b</td></tr></tbody></table>");
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = tidy(&"<div>".repeat(100_000), |_, _, _| {});
        assert_eq!(deep.matches("<div>").count(), DEEPEST);
        let balanced = tidy(&format!("{}x{}y", "<div>".repeat(300), "</div>".repeat(300)), |_, _, _| {});
        assert!(balanced.ends_with("</div>y"));
        assert!(tidy(&"<b>x</b>".repeat(1_000_000), |_, _, _| {}).len() < LONGEST + 1_000);
    }

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(ELEMENTS.is_sorted_by_key(|(name, _)| *name));
    }
}
