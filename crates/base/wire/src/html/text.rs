//! HTML as text that can be read.

use super::token::{Token, Tokens};

/// Turns sanitised HTML into plain text: paragraphs apart, items with dashes or numbers, quotations with `>`, the
/// cells of a row in one line, links with their address behind them.
pub(super) fn render(clean: &str) -> String {
    let mut page = Page::default();
    for token in Tokens::new(clean) {
        match token {
            Token::Text(text) => page.text(&unescape(text)),
            Token::Open { name, attributes } => page.open(&name, &attributes),
            Token::Close { name } => page.close(&name),
        }
    }
    page.end_line();
    let end = page.out.trim_end().len();
    page.out.truncate(end);
    page.out
}

/// The serialiser of the sanitiser writes these entities and no others.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{A0}").replace("&amp;", "&")
}

#[derive(Default)]
struct Page {
    out: String,
    /// The line that is being written, without its prefix.
    line: String,
    /// Whether a blank line is due before the next one.
    apart: bool,
    /// What begins each line within quotations.
    quotes: usize,
    /// The open lists; numbers count, `None` is a dash.
    lists: Vec<Option<u32>>,
    /// The mark of an item that has no line yet.
    mark: String,
    preformatted: usize,
    /// Addresses of the open links and where their text begins in the line.
    links: Vec<(String, usize)>,
}

impl Page {
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for piece in text.split_inclusive('\n') {
                self.line.push_str(piece.trim_end_matches(['\r', '\n']));
                if piece.ends_with('\n') {
                    self.break_line();
                }
            }
            return;
        }
        for piece in text.split_inclusive(|c: char| c.is_whitespace()) {
            let word = piece.trim_end();
            self.line.push_str(word);
            if word.len() < piece.len() && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, &str)]) {
        let get = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| unescape(value));
        match name {
            "br" => self.break_line(),
            "hr" => {
                self.end_line();
                self.line.push_str("---");
                self.end_line();
            }
            "img" => {
                if let Some(alt) = get("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!("[{}]", alt.trim()));
                }
            }
            "a" => self.links.push((get("href").unwrap_or_default(), self.line.len())),
            "ul" | "ol" => {
                self.end_line();
                self.apart |= self.lists.is_empty();
                self.lists.push((name == "ol").then(|| get("start").and_then(|start| start.parse().ok()).unwrap_or(1)));
            }
            "li" => self.item(),
            "blockquote" => {
                self.paragraph();
                self.quotes += 1;
            }
            "pre" => {
                self.paragraph();
                self.preformatted += 1;
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "figure" => self.paragraph(),
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.end_link(),
            "ul" | "ol" => {
                self.end_line();
                self.lists.pop();
                self.apart |= self.lists.is_empty();
            }
            "blockquote" => {
                self.paragraph();
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.paragraph();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "td" | "th" => self.text(" "),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "figure" | "table" => self.paragraph(),
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    fn item(&mut self) {
        self.end_line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        self.mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => format!("{indent}- "),
        };
    }

    /// Shows where a link leads, unless its text says so.
    fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let shown = self.line.get(from..).unwrap_or_default().trim();
        let plain = address.strip_prefix("mailto:").or_else(|| address.strip_prefix("tel:")).unwrap_or(&address);
        let short = plain.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        let told = shown.is_empty() || plain.is_empty() || shown.contains(short);
        if !told {
            let gap = if self.line.ends_with(' ') { "" } else { " " };
            self.line.extend([gap, "<", plain, ">"]);
        }
    }

    fn paragraph(&mut self) {
        self.end_line();
        self.apart = true;
    }

    /// Ends the line if there is anything in it.
    fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.break_line();
        }
        self.line.clear();
    }

    /// Ends the line even if it is empty.
    fn break_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.links.iter_mut().for_each(|(_, from)| *from = 0);
        let line = if self.preformatted > 0 { line.trim_end() } else { line.trim() };
        if std::mem::take(&mut self.apart) && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        if line.is_empty() && (self.out.is_empty() || self.out.ends_with("\n\n")) {
            return;
        }
        let before = self.out.len();
        self.out.push_str(&"> ".repeat(self.quotes.min(20)));
        if self.mark.is_empty() {
            self.out.push_str(&"  ".repeat(self.lists.len().min(8)));
        } else {
            self.out.push_str(&std::mem::take(&mut self.mark));
        }
        self.out.push_str(line);
        let end = self.out.trim_end_matches(' ').len().max(before);
        self.out.truncate(end);
        self.out.push('\n');
    }
}

fn is_block(name: &str) -> bool {
    let blocks = ["address", "article", "aside", "center", "dd", "div", "dt", "figcaption", "footer", "header", "main", "nav", "section"];
    blocks.contains(&name) || ["table", "tr", "caption"].contains(&name)
}
