//! How high a piece of HTML will be, by counting lines.
//!
//! The frame that shows a mail cannot tell its height (it runs no script), so it is estimated: an average font, blocks
//! below each other, the cells of a row side by side, pictures by their attributes. Styles are not looked at. The
//! estimate leans towards too high: white space below hurts less than a second scroll bar.

use super::token::{Token, Tokens};

/// (width, height) in CSS pixels.
pub(super) type Hint = (u32, u32);

const WIDTHS: [u32; 4] = [320, 480, 640, 960];
/// **Units**: CSS pixels, like all below.
const LINE: u32 = 21;
const CHARACTER: u32 = 8;
const PARAGRAPH: u32 = 14;
const PICTURE: u32 = 150;
const HIGHEST_PICTURE: u32 = 2_000;
const HIGHEST: u32 = 60_000;

pub(super) fn hints(html: &str) -> [Hint; 4] {
    let rows = rows(html);
    WIDTHS.map(|width| (width, measure(html, width, &rows)))
}

/// What the cells of a row ask for.
#[derive(Clone, Copy, Default)]
struct Row {
    pixels: u32,
    percent: u32,
    /// Cells that ask for nothing.
    flexible: u32,
}

impl Row {
    /// How wide a cell becomes in this row, in a table of that width.
    fn cell(self, asked: Option<Asked>, room: u32) -> u32 {
        let fixed = self.pixels.saturating_add(room * self.percent.min(100) / 100);
        let wanted = match asked {
            Some(Asked::Pixels(pixels)) => pixels,
            Some(Asked::Percent(percent)) => room * percent.min(100) / 100,
            None => room.saturating_sub(fixed) / self.flexible.max(1),
        };
        let scaled = if fixed > room { u64::from(wanted) * u64::from(room) / u64::from(fixed) } else { u64::from(wanted) };
        u32::try_from(scaled).unwrap_or(room).min(room)
    }
}

#[derive(Clone, Copy)]
enum Asked {
    Pixels(u32),
    Percent(u32),
}

fn asked(attributes: &[(String, &str)]) -> Option<Asked> {
    let (_, width) = attributes.iter().find(|(key, _)| key == "width")?;
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| (1..10_000).contains(number));
    width.strip_suffix('%').map_or_else(|| number(width).map(Asked::Pixels), |width| number(width).map(Asked::Percent))
}

/// The rows in the order in which they begin.
fn rows(html: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for token in Tokens::new(html) {
        match token {
            Token::Open { name, .. } if name == "tr" => {
                open.push(rows.len());
                rows.push(Row::default());
            }
            Token::Close { name } if name == "tr" => {
                open.pop();
            }
            Token::Open { name, attributes } if name == "td" || name == "th" => {
                let Some(row) = open.last().and_then(|row| rows.get_mut(*row)) else { continue };
                match asked(&attributes) {
                    Some(Asked::Pixels(pixels)) => row.pixels = row.pixels.saturating_add(pixels),
                    Some(Asked::Percent(percent)) => row.percent = row.percent.saturating_add(percent),
                    None => row.flexible += 1,
                }
            }
            _ => {}
        }
    }
    rows
}

/// A column of lines: the page, a row or a cell.
struct Column {
    width: u32,
    /// What is complete.
    height: u32,
    /// How far the line at the end has come.
    line: u32,
    /// The highest thing in that line.
    tall: u32,
}

impl Column {
    const fn new(width: u32) -> Self {
        Self { width, height: 0, line: 0, tall: 0 }
    }

    fn inline(&mut self, width: u32, height: u32) {
        self.line = self.line.saturating_add(width);
        self.tall = self.tall.max(height);
    }

    fn end_line(&mut self) {
        if self.line > 0 {
            let lines = self.line.div_ceil(self.width.max(5 * CHARACTER));
            self.height = self.height.saturating_add(lines.saturating_mul(LINE).max(self.tall));
        }
        (self.line, self.tall) = (0, 0);
    }

    fn gap(&mut self, height: u32) {
        self.end_line();
        self.height = self.height.saturating_add(height);
    }
}

/// The page while it is read.
struct Page<'c> {
    /// The page and the open cells.
    columns: Vec<Column>,
    /// Each open row, how wide its table is and how high it is itself.
    open: Vec<(Row, u32, u32)>,
    rows: std::slice::Iter<'c, Row>,
    preformatted: u32,
}

fn measure(html: &str, width: u32, rows: &[Row]) -> u32 {
    let mut page = Page { columns: vec![Column::new(width - 16)], open: Vec::new(), rows: rows.iter(), preformatted: 0 };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => page.text(text),
            Token::Open { name, attributes } => page.open(&name, &attributes),
            Token::Close { name } => page.close(&name),
        }
    }
    let Some(mut column) = page.columns.into_iter().next() else { return 0 };
    column.gap(16);
    column.height.min(HIGHEST)
}

impl Page<'_> {
    fn text(&mut self, text: &str) {
        let preformatted = self.preformatted > 0;
        let Some(column) = self.columns.last_mut() else { return };
        if !preformatted {
            return column.inline(width_of(text.trim()), 0);
        }
        for line in text.split_inclusive('\n') {
            column.inline(width_of(line.trim_end()).max(1), LINE);
            if line.ends_with('\n') {
                column.end_line();
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, &str)]) {
        let Some(column) = self.columns.last_mut() else { return };
        match name {
            "br" => {
                column.inline(1, LINE);
                column.end_line();
            }
            "img" => {
                let (width, height) = picture(attributes, column.width);
                column.inline(width, height);
            }
            "hr" => column.gap(PARAGRAPH),
            "tr" => {
                column.end_line();
                let row = self.rows.next().copied().unwrap_or_default();
                self.open.push((row, column.width, 0));
            }
            "td" | "th" => {
                let width = self.open.last().map_or(column.width, |(row, room, _)| row.cell(asked(attributes), *room));
                self.columns.push(Column::new(width));
            }
            "pre" => {
                column.end_line();
                self.preformatted += 1;
            }
            _ if !is_inline(name) => column.end_line(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" if self.columns.len() > 1 => {
                if let (Some(mut cell), Some((_, _, height))) = (self.columns.pop(), self.open.last_mut()) {
                    cell.gap(6);
                    *height = cell.height.max(*height);
                }
            }
            "tr" => {
                if let (Some((_, _, height)), Some(column)) = (self.open.pop(), self.columns.last_mut()) {
                    column.gap(height);
                }
            }
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
        let Some(column) = self.columns.last_mut() else { return };
        match name {
            "h1" | "h2" | "h3" => column.gap(2 * PARAGRAPH),
            "p" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "dl" | "pre" | "figure" => column.gap(PARAGRAPH),
            _ if !is_inline(name) => column.end_line(),
            _ => {}
        }
    }
}

fn is_inline(name: &str) -> bool {
    let inline = ["a", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strike"];
    inline.contains(&name) || ["strong", "sub", "sup", "tt", "u", "var", "abbr", "bdi", "bdo", "dfn", "samp", "time"].contains(&name)
}

/// How much room a picture takes; a blocked one shows its text.
fn picture(attributes: &[(String, &str)], room: u32) -> (u32, u32) {
    let get = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let pixels = |name: &str| get(name).and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok());
    if get("src").is_none() {
        return (width_of(get("alt").unwrap_or_default()), LINE);
    }
    match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) if width > room => (room, (height.min(HIGHEST_PICTURE) * room / width.max(1)).max(1)),
        (width, height) => (width.unwrap_or(room / 2).min(room), height.unwrap_or(PICTURE).min(HIGHEST_PICTURE)),
    }
}

fn width_of(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX).saturating_mul(CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(html: &str, width: u32) -> u32 {
        hints(html).iter().find(|(w, _)| *w == width).map(|(_, height)| *height).unwrap_or_default()
    }

    #[test]
    fn text_needs_lines() {
        assert_eq!(at("", 320), 16);
        assert_eq!(at("short", 960), 16 + LINE);
        assert_eq!(at(&"x".repeat(100), 960), 16 + LINE);
        assert_eq!(at(&"x".repeat(100), 320), 16 + 3 * LINE);
        assert_eq!(at("a<br>b<br>c", 960), 16 + 3 * LINE);
        assert_eq!(at("<p>a</p><p>b</p>", 960), 16 + 2 * (LINE + PARAGRAPH));
        assert_eq!(at("<pre>a\nb\nc</pre>", 960), 16 + 3 * LINE + PARAGRAPH);
    }

    #[test]
    fn cells_stand_side_by_side() {
        let row = |cells: usize| format!("<table><tbody><tr>{}</tr></tbody></table>", format!("<td>{}</td>", "x".repeat(30)).repeat(cells));
        assert_eq!(at(&row(2), 960), 16 + LINE + 6);
        assert_eq!(at(&row(8), 960), 16 + 3 * LINE + 6);
        assert!(at(&row(8), 320) > at(&row(2), 320));
        let spaced = "<table><tbody><tr><td width=\"10\"></td><td width=\"90%\">x</td><td width=\"10\"></td></tr></tbody></table>";
        assert_eq!(at(&spaced.replace('x', &"x".repeat(100)), 960), 16 + LINE + 6);
    }

    #[test]
    fn pictures_count_by_what_is_known_of_them() {
        assert_eq!(at("<img src=\"/x\" width=\"100\" height=\"50\">", 960), 16 + 50);
        assert_eq!(at("<img src=\"/x\" width=\"608\" height=\"100\">", 320), 16 + 50);
        assert_eq!(at("<img data-remote=\"https://x.example/\" height=\"500\" alt=\"x\">", 960), 16 + LINE);
    }

    #[test]
    fn narrower_is_never_lower_for_text() {
        let html = format!("<div>{}</div><p>{}</p>", "word ".repeat(300), "x".repeat(500));
        assert!(hints(&html).is_sorted_by(|a, b| a.1 >= b.1));
        assert_eq!(hints(&"<br>".repeat(100_000))[0].1, HIGHEST);
    }
}
