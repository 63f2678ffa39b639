//! The rewritten HTML while it is written, within bounds.

/// **Units**: octets of the rewritten HTML, entities counted as long as they can become.
pub(super) const LONGEST: usize = 1024 * 1024;
/// **Units**: octets of an attribute's value; longer ones hold files (`data:`) and are dropped.
const LONGEST_VALUE: usize = 8 * 1024;
/// **Units**: octets of a run of text times the characters in it at which the serialiser stops to look ahead through the
/// rest of the run. A run that costs more is split.
const DEAREST_RUN: usize = 1 << 25;

#[derive(Default)]
pub(super) struct Sink {
    pub(super) out: String,
    /// **Units**: octets that the serialiser may add, for lone ampersands and hard blanks.
    growth: usize,
    /// The text since the last tag: its octets, and the characters at which the serialiser stops.
    run: usize,
    stops: usize,
    /// Whether text was cut off.
    cut: bool,
}

impl Sink {
    pub(super) fn is_full(&self) -> bool {
        self.cut || self.out.len() + self.growth > LONGEST
    }

    /// Writes a tag; `mark` is `<` or `</`.
    pub(super) fn tag(&mut self, mark: &str, name: &str, attributes: &str) {
        self.out.extend([mark, name, attributes, ">"]);
        self.growth += attributes.chars().map(growth).sum::<usize>();
        (self.run, self.stops) = (0, 0);
    }

    /// Writes text, as far as there is room. Entities stay as they are.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.is_full() {
                self.cut = true;
                return;
            }
            // The octets by which the serialiser finds `&` and the hard blank.
            if c == '&' || matches!(c, '\u{80}'..='\u{BF}') {
                self.stops += 1;
                if self.run * self.stops > DEAREST_RUN {
                    self.tag("<", "span", "");
                    self.tag("</", "span", "");
                }
            }
            self.growth += growth(c);
            self.run += c.len_utf8();
            match c {
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                _ => self.out.push(c),
            }
        }
    }
}

/// How much longer a character can become.
const fn growth(c: char) -> usize {
    if matches!(c, '&' | '\u{A0}') { 4 } else { 0 }
}

/// Writes an attribute. Entities in the value stay as they are, so it is the same value afterwards.
pub(super) fn put_attribute(out: &mut String, name: &str, value: &str) {
    if value.len() <= LONGEST_VALUE {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
        out.push('"');
    }
}
