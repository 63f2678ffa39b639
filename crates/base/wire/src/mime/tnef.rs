//! `winmail.dat`: what Outlook puts around attachments and formatted text (TNEF, [MS-OXTNEF]).

use super::mapi::{self, Cursor, Value};
use super::{charset, rtf};

/// **Units**: messages inside messages.
const DEEPEST: usize = 3;

/// What was found inside.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tnef {
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
    pub(super) files: Vec<File>,
    /// Whether all of it was understood and nothing but text and files was in it, so that the container is not needed any more.
    pub(super) whole: bool,
}

/// A file inside.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) content_id: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// A file while it is read.
#[derive(Default)]
struct Open {
    short_name: String,
    long_name: Option<String>,
    content_id: Option<String>,
    bytes: Vec<u8>,
    nested: Option<Tnef>,
}

const SIGNATURE: u32 = 0x223E_9F78;
/// Attributes by their ids ([MS-OXTNEF] §2.1.3.3).
const OEM_CODEPAGE: u16 = 0x9007;
const MESSAGE_CLASS: u16 = 0x8008;
const BODY: u16 = 0x800C;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const ATTACHMENT_BEGINS: u16 = 0x9002;
const ATTACHMENT_TITLE: u16 = 0x8010;
const ATTACHMENT_BYTES: u16 = 0x800F;
const ATTACHMENT_PROPERTIES: u16 = 0x9005;

impl Tnef {
    /// Reads a container with at most `most` files; `None` when it is none.
    pub(super) fn read(bytes: &[u8], most: usize) -> Option<Self> {
        Self::read_nested(bytes, most, 0)
    }

    fn read_nested(bytes: &[u8], most: usize, depth: usize) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        if cursor.u32()? != SIGNATURE {
            return None;
        }
        cursor.u16()?;
        let mut reader = Reader { found: Self { whole: true, ..Self::default() }, codepage: 1252, open: None, most, depth };
        while !cursor.is_empty() {
            let Some((id, content)) = attribute(&mut cursor) else {
                reader.found.whole = false;
                break;
            };
            reader.attribute(id, content);
        }
        reader.close();
        Some(reader.found)
    }
}

/// Level, id, type, length, content, checksum ([MS-OXTNEF] §2.1.3.1). The checksum is not looked at.
fn attribute<'x>(cursor: &mut Cursor<'x>) -> Option<(u16, &'x [u8])> {
    cursor.take(1)?;
    let id = cursor.u16()?;
    cursor.u16()?;
    let length = usize::try_from(cursor.u32()?).ok()?;
    let content = cursor.take(length)?;
    cursor.u16()?;
    Some((id, content))
}

struct Reader {
    found: Tnef,
    codepage: u32,
    open: Option<Open>,
    most: usize,
    depth: usize,
}

impl Reader {
    fn attribute(&mut self, id: u16, content: &[u8]) {
        match id {
            OEM_CODEPAGE => self.codepage = Cursor::new(content).u32().unwrap_or(self.codepage),
            MESSAGE_CLASS => {
                let class = String::from_utf8_lossy(content).to_ascii_lowercase();
                self.found.whole &= class.contains("note");
            }
            BODY => self.found.text = Some(self.string(content)).filter(|text| !text.trim().is_empty()),
            MESSAGE_PROPERTIES => self.message(content),
            ATTACHMENT_BEGINS => {
                self.close();
                self.open = Some(Open::default());
            }
            ATTACHMENT_TITLE => {
                let name = self.string(content);
                self.open.get_or_insert_default().short_name = name;
            }
            ATTACHMENT_BYTES => self.open.get_or_insert_default().bytes = content.to_vec(),
            ATTACHMENT_PROPERTIES => self.attachment(content),
            _ => {}
        }
    }

    fn message(&mut self, content: &[u8]) {
        let (properties, whole) = mapi::properties(content);
        self.found.whole &= whole;
        let number = |id: u16| properties.iter().find(|property| property.id == id).and_then(|property| property.number());
        let codepage = number(mapi::INTERNET_CODEPAGE).unwrap_or(self.codepage);
        for property in &properties {
            match (property.id, &property.value) {
                (mapi::BODY, value) => self.found.text = value.text(self.codepage).or(self.found.text.take()),
                (mapi::HTML, value) => self.found.html = value.text(codepage).or(self.found.html.take()),
                (mapi::RTF, Value::Bytes(packed)) if self.found.html.is_none() => self.formatted(packed),
                _ => {}
            }
        }
    }

    fn formatted(&mut self, packed: &[u8]) {
        match rtf::unpack(packed).map(|plain| rtf::read(&plain)) {
            Some(rtf::Reading::Html(html)) => self.found.html = Some(html),
            Some(rtf::Reading::Text(text)) => self.found.text = self.found.text.take().or(Some(text)),
            None => self.found.whole = false,
        }
    }

    fn attachment(&mut self, content: &[u8]) {
        let (properties, whole) = mapi::properties(content);
        self.found.whole &= whole;
        let (codepage, depth, most) = (self.codepage, self.depth, self.most.saturating_sub(self.found.files.len()));
        let open = self.open.get_or_insert_default();
        for property in &properties {
            match (property.id, &property.value) {
                (mapi::LONG_NAME, value) => open.long_name = value.text(codepage),
                (mapi::SHORT_NAME | mapi::DISPLAY_NAME, value) if open.short_name.is_empty() => {
                    open.short_name = value.text(codepage).unwrap_or_default();
                }
                (mapi::CONTENT_ID, value) => open.content_id = value.text(codepage),
                (mapi::CONTENT, Value::Bytes(bytes)) => open.bytes.clone_from(bytes),
                // The id of the interface stands before what it holds: another message, or a file of another program.
                (mapi::CONTENT, Value::Object(bytes)) => {
                    let inner = bytes.get(16..).unwrap_or_default();
                    let nested = if depth < DEEPEST { Tnef::read_nested(inner, most, depth + 1) } else { None };
                    if nested.is_none() {
                        open.bytes = inner.to_vec();
                    }
                    open.nested = nested;
                }
                _ => {}
            }
        }
    }

    /// Puts the file that was read last to the others; of a message inside, its text and its files.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let name = open.long_name.filter(|name| !name.trim().is_empty()).unwrap_or(open.short_name);
        let mut files = Vec::new();
        if let Some(nested) = open.nested {
            self.found.whole &= nested.whole;
            let text = nested.html.map(|html| (html, "html")).or(nested.text.map(|text| (text, "txt")));
            files.extend(text.map(|(text, end)| File { name: format!("{name}.{end}"), content_id: None, bytes: text.into_bytes() }));
            files.extend(nested.files);
        } else {
            files.push(File { name, content_id: open.content_id, bytes: open.bytes });
        }
        let left = self.most.saturating_sub(self.found.files.len());
        self.found.whole &= files.len() <= left;
        self.found.files.extend(files.into_iter().take(left));
    }

    fn string(&self, content: &[u8]) -> String {
        charset::decode(Some(&mapi::label(self.codepage)), content).0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attribute(level: u8, id: u16, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).expect("short");
        [&[level][..], &id.to_le_bytes(), &[6, 0], &length.to_le_bytes(), content, &[0, 0]].concat()
    }

    pub(in crate::mime) fn container(attributes: &[(u8, u16, &[u8])]) -> Vec<u8> {
        let all = attributes.iter().flat_map(|(level, id, content)| attribute(*level, *id, content));
        SIGNATURE.to_le_bytes().into_iter().chain([1, 0]).chain(all).collect()
    }

    fn property(kind: u16, id: u16, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).expect("short");
        let padding = vec![0; content.len().wrapping_neg() % 4];
        [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes(), &length.to_le_bytes(), content, &padding].concat()
    }

    fn properties(all: &[Vec<u8>]) -> Vec<u8> {
        [u32::try_from(all.len()).expect("few").to_le_bytes().to_vec(), all.concat()].concat()
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn text_and_files_are_found() {
        let long_name =
            properties(&[property(0x1F, mapi::LONG_NAME, &utf16("Übersicht.pdf\0")), property(0x1E, mapi::CONTENT_ID, b"x@y\0")]);
        let body = properties(&[property(0x102, mapi::HTML, "<p>Grüße</p>".as_bytes()), {
            let mut number = 3_u16.to_le_bytes().to_vec();
            number.extend(mapi::INTERNET_CODEPAGE.to_le_bytes());
            number.extend(65_001_u32.to_le_bytes());
            number
        }]);
        let raw = container(&[
            (1, OEM_CODEPAGE, &1252_u64.to_le_bytes()),
            (1, MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0"),
            (1, BODY, b"Gr\xFC\xDFe\0"),
            (1, MESSAGE_PROPERTIES, &body),
            (2, ATTACHMENT_BEGINS, &[0; 14]),
            (2, ATTACHMENT_TITLE, b"BERSIC~1.PDF\0"),
            (2, ATTACHMENT_BYTES, b"%PDF-1.7"),
            (2, ATTACHMENT_PROPERTIES, &long_name),
            (2, ATTACHMENT_BEGINS, &[0; 14]),
            (2, ATTACHMENT_TITLE, b"a.txt\0"),
            (2, ATTACHMENT_BYTES, b"a"),
        ]);
        let found = Tnef::read(&raw, 200).expect("a container");
        assert_eq!((found.text.as_deref(), found.html.as_deref(), found.whole), (Some("Grüße"), Some("<p>Grüße</p>"), true));
        let files = [
            File { name: "Übersicht.pdf".to_owned(), content_id: Some("x@y".to_owned()), bytes: b"%PDF-1.7".to_vec() },
            File { name: "a.txt".to_owned(), content_id: None, bytes: b"a".to_vec() },
        ];
        assert_eq!(found.files, files);
        assert_eq!(Tnef::read(&raw, 1).map(|found| (found.files.len(), found.whole)), Some((1, false)));
        assert_eq!(Tnef::read(&raw[..raw.len() - 3], 9).map(|found| (found.files.len(), found.whole)), Some((2, false)));
        assert_eq!(Tnef::read(b"\x78\x9F", 9), None);
    }

    #[test]
    fn formatted_text_is_taken_where_there_is_no_better_one() {
        let check = |rtf: &[u8], more: &[Vec<u8>], expected: (Option<&str>, Option<&str>, bool)| {
            let length = u32::try_from(rtf.len()).expect("short");
            let packed = [&[0; 4][..], &length.to_le_bytes(), b"MELA", &[0; 4], rtf].concat();
            let all = [more, &[property(0x102, mapi::RTF, &packed)]].concat();
            let found = Tnef::read(&container(&[(1, MESSAGE_PROPERTIES, &properties(&all))]), 9).expect("a container");
            assert_eq!((found.text.as_deref(), found.html.as_deref(), found.whole), expected, "{rtf:?}");
        };
        check(b"{\\rtf1 plain}", &[], (Some("plain"), None, true));
        check(b"{\\rtf1\\fromhtml1{\\*\\htmltag <p>}rich}", &[], (None, Some("<p>rich"), true));
        check(b"{\\rtf1 plain}", &[property(0x1F, mapi::BODY, &utf16("better"))], (Some("better"), None, true));
        check(b"{\\rtf1 plain}", &[property(0x1E, mapi::HTML, b"<p>best")], (None, Some("<p>best"), true));
        let broken = properties(&[property(0x102, mapi::RTF, b"nothing of the kind")]);
        assert_eq!(Tnef::read(&container(&[(1, MESSAGE_PROPERTIES, &broken)]), 9).map(|found| found.whole), Some(false));
    }

    #[test]
    fn objects_that_are_no_messages_stay_files() {
        let object = [&[0; 16][..], b"\xD0\xCF\x11\xE0"].concat();
        let content = properties(&[property(0x1E, mapi::SHORT_NAME, b"ole.bin\0"), property(0x0D, mapi::CONTENT, &object)]);
        let found = Tnef::read(&container(&[(2, ATTACHMENT_BEGINS, &[]), (2, ATTACHMENT_PROPERTIES, &content)]), 9).expect("a container");
        assert_eq!((found.files[0].name.as_str(), found.files[0].bytes.as_slice()), ("ole.bin", &b"\xD0\xCF\x11\xE0"[..]));
        let content = properties(&[property(0x1E, mapi::SHORT_NAME, b"a.txt\0"), property(0x102, mapi::CONTENT, b"a")]);
        let found = Tnef::read(&container(&[(2, ATTACHMENT_PROPERTIES, &content)]), 9).expect("a container");
        assert_eq!(found.files, [File { name: "a.txt".to_owned(), content_id: None, bytes: b"a".to_vec() }]);
    }

    #[test]
    fn messages_inside_give_their_text_and_files() {
        let mut raw = container(&[(1, BODY, b"deepest\0")]);
        for level in 0..6 {
            let object = [&[0; 16][..], &raw].concat();
            let content = properties(&[property(0x1E, mapi::DISPLAY_NAME, b"Re: x\0"), property(0x0D, mapi::CONTENT, &object)]);
            raw = container(&[(1, BODY, b"text\0"), (2, ATTACHMENT_BEGINS, &[]), (2, ATTACHMENT_PROPERTIES, &content)]);
            let found = Tnef::read(&raw, 200).expect("a container");
            assert_eq!(found.files.len(), DEEPEST.min(level) + 1, "{level}");
            assert_eq!(found.files[0].name, "Re: x.txt");
        }
        let meeting = container(&[(1, MESSAGE_CLASS, b"IPM.Schedule.Meeting.Request\0")]);
        assert_eq!(Tnef::read(&meeting, 9).map(|found| found.whole), Some(false));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(
            parts in prop::collection::vec((prop::sample::select(vec![OEM_CODEPAGE, BODY, MESSAGE_PROPERTIES, ATTACHMENT_BEGINS,
                ATTACHMENT_TITLE, ATTACHMENT_BYTES, ATTACHMENT_PROPERTIES]), prop::collection::vec(any::<u8>(), 0..60)), 0..12),
            cut in 0..40_usize,
        ) {
            let all: Vec<(u8, u16, &[u8])> = parts.iter().map(|(id, content)| (1, *id, content.as_slice())).collect();
            let mut raw = container(&all);
            raw.truncate(raw.len().saturating_sub(cut));
            if let Some(found) = Tnef::read(&raw, 5) {
                prop_assert!(found.files.len() <= 5);
                prop_assert!(found.files.iter().map(|file| file.bytes.len()).sum::<usize>() <= raw.len());
            }
        }
    }
}
