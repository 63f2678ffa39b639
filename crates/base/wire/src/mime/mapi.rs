//! Properties of messages and attachments as TNEF lists them ([MS-OXTNEF] §2.1.3.4, [MS-OXPROPS]).

use super::charset;

/// The ids that are asked for.
pub(super) const BODY: u16 = 0x1000;
pub(super) const RTF: u16 = 0x1009;
pub(super) const HTML: u16 = 0x1013;
pub(super) const DISPLAY_NAME: u16 = 0x3001;
pub(super) const CONTENT: u16 = 0x3701;
pub(super) const SHORT_NAME: u16 = 0x3704;
pub(super) const LONG_NAME: u16 = 0x3707;
pub(super) const CONTENT_ID: u16 = 0x3712;
pub(super) const INTERNET_CODEPAGE: u16 = 0x3FDE;

/// All of them; what has another id is passed over.
const ASKED: [u16; 9] = [BODY, RTF, HTML, DISPLAY_NAME, CONTENT, SHORT_NAME, LONG_NAME, CONTENT_ID, INTERNET_CODEPAGE];

/// Properties of a list that are kept: each id once is what there is.
const MOST: usize = 50;

/// A property; of several values the first.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) id: u16,
    pub(super) value: Value,
}

/// The value of a property.
#[derive(Debug)]
pub(super) enum Value {
    /// Whatever has a fixed length; only numbers of 32 bits are kept.
    Number(u32),
    /// In the code page of the message.
    Narrow(Vec<u8>),
    /// In UTF-16.
    Wide(Vec<u8>),
    Bytes(Vec<u8>),
    Object(Vec<u8>),
}

impl Property {
    pub(super) fn number(&self) -> Option<u32> {
        if let Value::Number(number) = self.value { Some(number) } else { None }
    }
}

impl Value {
    /// Text, or bytes in a code page; `None` when there is nothing in it.
    pub(super) fn text(&self, codepage: u32) -> Option<String> {
        let text = match self {
            Self::Narrow(bytes) | Self::Bytes(bytes) => charset::decode(Some(&label(codepage)), bytes).0,
            Self::Wide(bytes) => charset::decode(Some("utf-16le"), bytes).0,
            Self::Number(_) | Self::Object(_) => String::new(),
        };
        (!text.trim().is_empty()).then_some(text)
    }
}

/// Reads a list of properties and keeps those that are asked for; the flag says that it was read to its end.
pub(super) fn properties(content: &[u8]) -> (Vec<Property>, bool) {
    let mut cursor = Cursor::new(content);
    let mut all = Vec::new();
    let Some(count) = cursor.u32() else { return (all, false) };
    for _ in 0..count {
        let Some(property) = property(&mut cursor) else { return (all, false) };
        all.extend(property.filter(|_| all.len() < MOST));
    }
    (all, true)
}

/// The outer `None` is the end, the inner one a property without a value or that nobody asks for.
fn property(cursor: &mut Cursor<'_>) -> Option<Option<Property>> {
    let (kind, id) = (cursor.u16()?, cursor.u16()?);
    if id >= 0x8000 {
        cursor.take(16)?;
        if cursor.u32()? == 0 {
            cursor.u32()?;
        } else {
            cursor.sized()?;
        }
    }
    let (many, kind) = (kind & 0x1000 != 0, kind & 0x0FFF);
    let width = match kind {
        0x02 | 0x03 | 0x04 | 0x0A | 0x0B => Some(4),
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => Some(8),
        0x48 => Some(16),
        0x01 => Some(0),
        0x0D | 0x1E | 0x1F | 0x102 => None,
        _ => return None,
    };
    let count = if many || width.is_none() { cursor.u32()? } else { 1 };
    let is_asked = ASKED.contains(&id);
    let mut first = None;
    // Nothing is read for values without a width, however many there are said to be.
    for _ in 0..if width == Some(0) { 0 } else { count } {
        let bytes = match width {
            Some(width) => cursor.take(width)?,
            None => cursor.sized()?,
        };
        if is_asked && first.is_none() {
            first = Some(match width {
                Some(_) => Value::Number(Cursor::new(bytes).u32().unwrap_or_default()),
                None => named(kind, bytes.to_vec()),
            });
        }
    }
    Some(first.map(|value| Property { id, value }))
}

fn named(kind: u16, bytes: Vec<u8>) -> Value {
    match kind {
        0x0D => Value::Object(bytes),
        0x1E => Value::Narrow(bytes),
        0x1F => Value::Wide(bytes),
        _ => Value::Bytes(bytes),
    }
}

/// The name of a code page of Windows as a charset.
pub(super) fn label(codepage: u32) -> String {
    match codepage {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        1200 => "utf-16le".to_owned(),
        1250..=1258 => format!("windows-{codepage}"),
        20_127 => "us-ascii".to_owned(),
        20_866 => "koi8-r".to_owned(),
        28_591..=28_605 => format!("iso-8859-{}", codepage - 28_590),
        50_220..=50_222 => "iso-2022-jp".to_owned(),
        51_932 => "euc-jp".to_owned(),
        54_936 => "gb18030".to_owned(),
        65_001 => "utf-8".to_owned(),
        other => format!("cp{other}"),
    }
}

/// Bytes, read from the front.
pub(super) struct Cursor<'x> {
    rest: &'x [u8],
}

impl<'x> Cursor<'x> {
    pub(super) fn new(rest: &'x [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// A length and so many bytes, filled up to a multiple of four.
    fn sized(&mut self) -> Option<&'x [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let taken = self.take(length)?;
        self.take((length.wrapping_neg() % 4).min(self.rest.len()))?;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn properties_of_all_widths_are_passed_over() {
        let mut raw = 5_u32.to_le_bytes().to_vec();
        // A time, a named boolean, several numbers, and a name of its own kind before the one that is sought.
        raw.extend([0x40, 0, 0x39, 0x00, 1, 2, 3, 4, 5, 6, 7, 8]);
        raw.extend([&[0x0B, 0, 0x01, 0x80][..], &[0; 16], &[0; 4], &[9, 0, 0, 0], &[1, 0, 0, 0]].concat());
        raw.extend([&[0x03, 0x10, 0xDE, 0x3F][..], &[2, 0, 0, 0], &[7, 0, 0, 0], &[8, 0, 0, 0]].concat());
        raw.extend([&[0x03, 0, 0x03, 0x80][..], &[0; 16], &[1, 0, 0, 0], &[2, 0, 0, 0], b"x\0\0\0", &[5, 0, 0, 0]].concat());
        raw.extend([&[0x1E, 0, 0x07, 0x37][..], &[1, 0, 0, 0], &[3, 0, 0, 0], b"a\xE4\0\0"].concat());
        let (all, whole) = properties(&raw);
        assert_eq!((all.len(), whole), (2, true), "what nobody asks for is not kept");
        assert_eq!(all[0].number(), Some(7));
        assert_eq!(all[1].value.text(1252).as_deref(), Some("aä"));
        assert!(!properties(&raw[..raw.len() - 5]).1);
        assert!(!properties(&[]).1);
    }

    #[test]
    fn lists_of_very_many_properties_are_not_kept() {
        for id in [0x0002_u16, BODY] {
            let property = [&[0x1E, 0][..], &id.to_le_bytes(), &[1, 0, 0, 0, 0, 0, 0, 0]].concat();
            let raw = [&100_000_u32.to_le_bytes()[..], &property.repeat(100_000)].concat();
            let (all, whole) = properties(&raw);
            assert!(all.len() <= MOST && whole, "{}", all.len());
        }
    }

    #[test]
    fn code_pages_have_the_names_of_charsets() {
        let known: Vec<String> =
            [932, 936, 949, 950, 1200, 1251, 20_127, 20_866, 28_605, 50_220, 51_932, 54_936, 65_001, 850].map(label).to_vec();
        for label in known {
            assert!(charset::decode(Some(&label), b"").0.is_empty() && !charset::decode(Some(&label), b"a\0").1, "{label}");
        }
    }

    #[test]
    fn counts_that_are_lies_cost_nothing() {
        let mut raw = u32::MAX.to_le_bytes().to_vec();
        raw.extend([&[0x01, 0x10, 0x02, 0x00][..], &u32::MAX.to_le_bytes()].concat());
        assert_eq!(properties(&raw).0.len(), 0);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_list(raw in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(properties(&raw).0.len() <= raw.len());
        }

        #[test]
        fn every_code_page_has_a_label(codepage: u32, bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            charset::decode(Some(&label(codepage)), &bytes);
        }
    }
}
