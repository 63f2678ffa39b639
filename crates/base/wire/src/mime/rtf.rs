//! Formatted text as Outlook packs it: compressed RTF ([MS-OXRTFCP]), and HTML or text within it ([MS-OXRTFEX]).

use super::charset;
use super::mapi::{Cursor, label};

/// What stands in the window before the first octet ([MS-OXRTFCP] §2.1.3.1.4).
const PRELOAD: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;
/// **Units**: octets of an unpacked document. What follows them is left out.
const LONGEST: usize = 4 * 1024 * 1024;
const PACKED: u32 = 0x7546_5A4C;
const PLAIN: u32 = 0x414C_454D;

/// What an RTF document holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Html(String),
    Text(String),
}

/// Undoes the compression; of what is cut off, as much as there is. `None` when it is none of that kind.
///
/// No octet gives more than nine, and all together no more than 4 MiB.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut cursor = Cursor::new(packed);
    cursor.u32()?;
    let length = usize::try_from(cursor.u32()?).ok()?;
    let kind = cursor.u32()?;
    cursor.u32()?;
    let body = packed.get(16..)?;
    match kind {
        PLAIN => Some(body.get(..length.min(LONGEST)).unwrap_or(body).to_vec()),
        PACKED => {
            let mut out = unpack_body(body);
            out.truncate(length.min(LONGEST));
            Some(out)
        }
        _ => None,
    }
}

/// A ring of the last octets, and the outcome.
struct Window {
    ring: Vec<u8>,
    at: usize,
    out: Vec<u8>,
}

impl Window {
    fn put(&mut self, octet: u8) {
        if let Some(place) = self.ring.get_mut(self.at) {
            *place = octet;
        }
        self.at = (self.at + 1) % WINDOW;
        self.out.push(octet);
    }
}

fn unpack_body(body: &[u8]) -> Vec<u8> {
    let mut window = Window { ring: PRELOAD.to_vec(), at: PRELOAD.len(), out: Vec::new() };
    window.ring.resize(WINDOW, 0);
    let mut octets = body.iter().copied();
    while let Some(flags) = octets.next().filter(|_| window.out.len() < LONGEST) {
        for bit in 0..8 {
            let Some(first) = octets.next() else { return window.out };
            if flags >> bit & 1 == 0 {
                window.put(first);
                continue;
            }
            let Some(second) = octets.next() else { return window.out };
            let from = usize::from(first) << 4 | usize::from(second >> 4);
            if from == window.at {
                return window.out;
            }
            for offset in 0..usize::from(second & 0x0F) + 2 {
                let octet = window.ring.get((from + offset) % WINDOW).copied().unwrap_or_default();
                window.put(octet);
            }
        }
    }
    window.out
}

/// Takes the HTML out of a document that was made of it, else its text.
pub(super) fn read(document: &[u8]) -> Reading {
    let head = document.get(..2_000).unwrap_or(document);
    let is_html = head.windows(9).any(|word| word == b"\\fromhtml");
    let mut reader = Reader {
        groups: Vec::new(),
        group: Group::default(),
        codepage: 1252,
        raw: Vec::new(),
        out: String::new(),
        is_html,
        starred: false,
        unread: 0,
    };
    let mut rest = document;
    while let Some((first, tail)) = rest.split_first() {
        rest = match first {
            b'{' => {
                reader.open();
                tail
            }
            b'}' => {
                reader.close();
                tail
            }
            b'\\' => reader.control(tail),
            b'\r' | b'\n' => tail,
            octet => {
                reader.put_octet(*octet);
                tail
            }
        };
    }
    reader.flush();
    if is_html { Reading::Html(reader.out) } else { Reading::Text(reader.out) }
}

/// What holds until the end of a group.
#[derive(Clone, Copy)]
struct Group {
    /// A destination that is no text: fonts, colours, pictures.
    silent: bool,
    /// RTF that stands beside the HTML and says the same.
    shadow: bool,
    /// Within a tag of the HTML.
    tag: bool,
    /// How many octets stand in for a character that was given by its number.
    skip: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self { silent: false, shadow: false, tag: false, skip: 1 }
    }
}

/// **Units**: groups inside groups that are told apart.
const DEEPEST: usize = 200;

struct Reader {
    groups: Vec<Group>,
    group: Group,
    codepage: u32,
    /// Octets in the code page that are not yet text.
    raw: Vec<u8>,
    out: String,
    is_html: bool,
    /// `\*` was read, and not yet the word behind it.
    starred: bool,
    unread: usize,
}

impl Reader {
    fn open(&mut self) {
        self.unread = 0;
        if self.groups.len() < DEEPEST {
            self.groups.push(self.group);
        }
    }

    fn close(&mut self) {
        self.unread = 0;
        self.group = self.groups.pop().unwrap_or_default();
    }

    /// Reads what stands behind a backslash.
    fn control<'x>(&mut self, text: &'x [u8]) -> &'x [u8] {
        let letters = text.iter().take(40).take_while(|octet| octet.is_ascii_alphabetic()).count();
        let Some((word, tail)) = text.split_at_checked(letters).filter(|_| letters > 0) else { return self.symbol(text) };
        let digits =
            tail.iter().take(11).enumerate().take_while(|(at, octet)| octet.is_ascii_digit() || (*at == 0 && **octet == b'-')).count();
        let (number, tail) = tail.split_at_checked(digits).unwrap_or((b"", tail));
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i32>().ok());
        self.word(word, number);
        tail.strip_prefix(b" ").unwrap_or(tail)
    }

    fn symbol<'x>(&mut self, text: &'x [u8]) -> &'x [u8] {
        let Some((first, tail)) = text.split_first() else { return text };
        match first {
            b'\'' => {
                let mut octet = Vec::new();
                let pair = tail.get(..2).unwrap_or(tail);
                super::transfer::unescape(&[b"=", pair].concat(), b'=', &mut octet);
                if let [octet] = octet.as_slice() {
                    self.put_octet(*octet);
                }
                return tail.get(pair.len()..).unwrap_or_default();
            }
            b'*' => self.starred = true,
            b'~' => self.put("\u{A0}"),
            b'\r' | b'\n' => self.put("\n"),
            b'\\' | b'{' | b'}' => self.put_octet(*first),
            _ => {}
        }
        tail
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        match word {
            b"htmltag" => self.group.tag = true,
            _ if starred => self.group.silent = true,
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"header" | b"footer" | b"object" | b"mhtmltag" => {
                self.group.silent = true;
            }
            b"htmlrtf" => self.group.shadow = number != Some(0),
            b"ansicpg" => self.codepage = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(self.codepage),
            b"uc" => self.group.skip = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(8),
            b"u" => {
                let unit = number.unwrap_or_default().rem_euclid(0x1_0000);
                self.put_unit(u16::try_from(unit).unwrap_or_default());
                self.unread = self.group.skip;
            }
            b"par" | b"line" | b"row" => self.put("\n"),
            b"tab" | b"cell" => self.put("\t"),
            b"lquote" => self.put("‘"),
            b"rquote" => self.put("’"),
            b"ldblquote" => self.put("“"),
            b"rdblquote" => self.put("”"),
            b"endash" => self.put("–"),
            b"emdash" => self.put("—"),
            b"bullet" => self.put("•"),
            _ => {}
        }
    }

    fn is_shown(&self) -> bool {
        !self.group.silent && !self.group.shadow
    }

    fn put_octet(&mut self, octet: u8) {
        if self.unread > 0 {
            self.unread -= 1;
        } else if self.is_shown() {
            self.raw.push(octet);
        }
    }

    /// A unit of UTF-16. Characters of two units come as two words in a row.
    fn put_unit(&mut self, unit: u16) {
        if !self.is_shown() || unit == 0 {
            return;
        }
        self.flush();
        match (char::from_u32(u32::from(unit)), self.out.pop()) {
            (Some(character), last) => self.out.extend(last.into_iter().chain([character])),
            // The first half is kept as a private sign until the second half comes.
            (None, last) if unit < 0xDC00 => {
                self.out.extend(last);
                self.out.extend(char::from_u32(0xF_0000 + u32::from(unit - 0xD800)));
            }
            (None, Some(last)) => match u32::from(last).checked_sub(0xF_0000).filter(|high| *high < 0x400) {
                Some(high) => self.out.extend(char::from_u32(0x1_0000 + (high << 10) + u32::from(unit - 0xDC00))),
                None => self.out.extend([last, char::REPLACEMENT_CHARACTER]),
            },
            (None, None) => self.out.push(char::REPLACEMENT_CHARACTER),
        }
    }

    fn put(&mut self, text: &str) {
        if self.is_shown() && !(self.is_html && self.group.tag && text.trim().is_empty() && text != "\n") {
            self.flush();
            self.out.push_str(text);
        }
    }

    fn flush(&mut self) {
        if !self.raw.is_empty() {
            self.out.push_str(&charset::decode(Some(&label(self.codepage)), &self.raw).0);
            self.raw.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header(kind: u32, length: usize) -> Vec<u8> {
        let length = u32::try_from(length).expect("short");
        [0, length, kind, 0].iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn compression_is_undone() {
        // Two letters, then the window's own beginning, then the end.
        let at = u16::try_from(PRELOAD.len() + 2 + 6).expect("short");
        let end = [u8::try_from(at >> 4).expect("an octet"), u8::try_from(at & 0xF).expect("a nibble") << 4];
        let body = [&[0b1100_u8, b'a', b'b'][..], &[0, 4], &end].concat();
        assert_eq!(unpack(&[header(PACKED, 8), body.clone()].concat()).as_deref(), Some(&b"ab{\\rtf1"[..]));
        assert_eq!(unpack(&[header(PACKED, 3), body].concat()).as_deref(), Some(&b"ab{"[..]));
        assert_eq!(unpack(&[header(PLAIN, 2), b"abc".to_vec()].concat()).as_deref(), Some(&b"ab"[..]));
        assert_eq!(unpack(&header(7, 2)), None);
        assert_eq!(PRELOAD.len(), 207);
        let bomb = [header(PACKED, usize::MAX >> 40), [0xFF, 0, 0xEF].repeat(2_000_000)].concat();
        assert!(unpack(&bomb).is_some_and(|plain| plain.len() <= LONGEST));
    }

    #[test]
    fn text_and_html_are_taken_out() {
        let text = |document: &str, expected: &str| assert_eq!(read(document.as_bytes()), Reading::Text(expected.to_owned()), "{document}");
        text("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}Gr\\'fc\\'dfe\\par \\u8364?5 \\{x\\}\\par}", "Grüße\n€5 {x}\n");
        text("{\\rtf1{\\*\\generator Word;}a\\tab b\r\n\\endash\\u-10179?\\u-8704?}", "a\tb–😀");
        text("{\\rtf1\\uc2\\u228aez\\u-8704?!}", "äz\u{FFFD}");
        text("\\'f}}}{{{", "");
        text("a\\u0 ?\\'00b", "ab");
        let html = "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf {\\b\\htmlrtf0 Gr\\'fc\\'dfe{\\*\\htmltag84 &amp;}\\htmlrtf \\par}\\htmlrtf0{\\*\\htmltag72 </p>}}";
        assert_eq!(read(html.as_bytes()), Reading::Html("<p>Grüße&amp;</p>".to_owned()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked(kind in prop::sample::select(vec![PACKED, PLAIN, 0]), body in prop::collection::vec(any::<u8>(), 0..300)) {
            let raw = [header(kind, 1_000_000), body.clone()].concat();
            if let Some(plain) = unpack(&raw) {
                prop_assert!(plain.len() <= 9 * body.len());
            }
        }

        #[test]
        fn any_document_is_read(text in "(\\{|\\}|\\\\(par|u|uc|htmlrtf|htmltag|\\*|'|ansicpg|fromhtml)|-?[0-9]{1,6}|[a-zä ]|\n){0,60}") {
            let (Reading::Html(out) | Reading::Text(out)) = read(text.as_bytes());
            prop_assert!(out.len() <= 4 * text.len() && !out.contains('\0'));
        }
    }
}
