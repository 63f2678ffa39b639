//! What a server says.

use super::decoder::Piece;
use super::names::folder_name;
use super::value::{Reader, Value};

/// One response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// How a command ended, or news of the connection.
    Answer(Answer),
    /// The server waits for the rest of a command.
    Continue,
    /// What the server can, in upper case.
    Capability(Vec<String>),
    /// How many messages the folder has.
    Exists(u32),
    /// A message is gone; those behind it move up.
    Expunge(u32),
    /// A message, or parts of it.
    Fetch(Fetched),
    /// Messages that were searched for.
    Search(Vec<u32>),
    /// A folder of the list.
    Folder(Folder),
    /// Anything else.
    Other,
}

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was refused.
    No,
    /// It was not understood.
    Bad,
    /// The server ends the connection.
    Bye,
    /// A greeting: somebody is logged in already.
    PreAuth,
}

/// How a command ended, or news of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Of which command; `None` for news.
    pub tag: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// What stands in brackets, in upper case: `UIDVALIDITY 7`; empty for none.
    pub code: String,
    /// What follows, for people. May name people.
    pub words: String,
}

impl Answer {
    /// The number behind a word in the code: `UIDVALIDITY 7`.
    pub fn number(&self, word: &str) -> Option<u32> {
        self.code.strip_prefix(word)?.strip_prefix(' ')?.trim().parse().ok()
    }
}

/// What was fetched of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Its number, which it keeps.
    pub uid: Option<u32>,
    /// **Units**: octets, as the server says.
    pub size: Option<u64>,
    /// All of it.
    pub body: Section,
}

/// The whole message, as a response has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// The response does not speak of it.
    #[default]
    Absent,
    /// The server says that there is none.
    Nil,
    /// The message.
    Bytes(Vec<u8>),
}

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name for people.
    pub name: String,
    /// Whether it can hold messages.
    pub is_selectable: bool,
}

/// **Units**: characters of words that are kept.
const LONGEST_WORDS: usize = 1_000;

/// Whether a line is in words for people, so that a brace at its end means nothing.
pub(super) fn is_in_words(line: &[u8]) -> bool {
    if line.starts_with(b"+") {
        return true;
    }
    let second = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    outcome(&String::from_utf8_lossy(second)).is_some()
}

fn outcome(word: &str) -> Option<Outcome> {
    Some(match word.to_ascii_uppercase().as_str() {
        "OK" => Outcome::Ok,
        "NO" => Outcome::No,
        "BAD" => Outcome::Bad,
        "BYE" => Outcome::Bye,
        "PREAUTH" => Outcome::PreAuth,
        _ => return None,
    })
}

/// Reads a response.
pub(super) fn read(pieces: Vec<Piece>) -> Response {
    let first = match pieces.first() {
        Some(Piece::Text(text)) => String::from_utf8_lossy(text).into_owned(),
        _ => return Response::Other,
    };
    if first.starts_with('+') {
        return Response::Continue;
    }
    let mut words = first.splitn(3, ' ');
    let (tag, word, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if let Some(outcome) = outcome(word) {
        let tag = (tag != "*").then(|| tag.to_owned());
        let (code, words) = code_and_words(rest);
        return Response::Answer(Answer { tag, outcome, code, words });
    }
    if tag != "*" {
        return Response::Other;
    }
    let mut reader = Reader::new(pieces);
    // The star and the word.
    let (_, second) = (reader.value(0), reader.value(0));
    match word.to_ascii_uppercase().as_str() {
        "CAPABILITY" => Response::Capability(reader.rest().iter().map(Value::word).filter(|word| !word.is_empty()).collect()),
        "SEARCH" => Response::Search(reader.rest().iter().filter_map(|value| u32::try_from(value.number()?).ok()).collect()),
        "LIST" => list(reader).map_or(Response::Other, Response::Folder),
        _ => match second.and_then(|value| value.number()).and_then(|number| u32::try_from(number).ok()) {
            Some(number) => numbered(number, reader),
            None => Response::Other,
        },
    }
}

fn code_and_words(rest: &str) -> (String, String) {
    let (code, words) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((code, words)) => (code, words),
        None => ("", rest),
    };
    let words = words.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST_WORDS).collect::<String>();
    (code.to_ascii_uppercase(), words.trim().to_owned())
}

fn numbered(number: u32, mut reader: Reader) -> Response {
    match reader.value(0).map(|value| value.word()).as_deref() {
        Some("EXISTS") => Response::Exists(number),
        Some("EXPUNGE") => Response::Expunge(number),
        Some("FETCH") => match reader.value(0) {
            Some(Value::List(items)) => Response::Fetch(fetched(items)),
            _ => Response::Other,
        },
        _ => Response::Other,
    }
}

fn fetched(items: Vec<Value>) -> Fetched {
    let mut fetched = Fetched::default();
    let mut items = items.into_iter();
    while let (Some(name), Some(value)) = (items.next(), items.next()) {
        match name.word().as_str() {
            "UID" => fetched.uid = value.number().and_then(|uid| u32::try_from(uid).ok()),
            "RFC822.SIZE" => fetched.size = value.number(),
            "BODY[]" | "RFC822" => {
                fetched.body = match value {
                    Value::Text(bytes) => Section::Bytes(bytes),
                    Value::Nil | Value::Atom(_) | Value::List(_) => Section::Nil,
                }
            }
            _ => {}
        }
    }
    fetched
}

/// `(\HasNoChildren) "/" "Entw&APw-rfe"`
fn list(mut reader: Reader) -> Option<Folder> {
    let Some(Value::List(marks)) = reader.value(0) else { return None };
    let _separator = reader.value(0)?;
    let name = reader.value(0)?.into_bytes()?;
    let is_selectable = !marks.iter().any(|mark| matches!(mark.word().as_str(), "\\NOSELECT" | "\\NONEXISTENT"));
    Some(Folder { name: folder_name(&String::from_utf8_lossy(&name)), is_selectable })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::{Decoder, Limits};

    fn check(said: &str, expected: &Response) {
        let mut decoder = Decoder::new(Limits::default());
        decoder.feed(format!("{said}\r\n").as_bytes()).unwrap();
        assert_eq!(decoder.pop().as_ref(), Some(expected), "{said}");
        assert!(decoder.is_empty());
    }

    fn answer(tag: Option<&str>, outcome: Outcome, code: &str, words: &str) -> Response {
        Response::Answer(Answer { tag: tag.map(str::to_owned), outcome, code: code.into(), words: words.into() })
    }

    #[test]
    fn responses_are_understood() {
        check("* OK [CAPABILITY IMAP4rev1 IDLE] ready", &answer(None, Outcome::Ok, "CAPABILITY IMAP4REV1 IDLE", "ready"));
        check("A7 NO [AUTHENTICATIONFAILED] no\tentry", &answer(Some("A7"), Outcome::No, "AUTHENTICATIONFAILED", "no entry"));
        check("* BYE", &answer(None, Outcome::Bye, "", ""));
        check("* preauth hello", &answer(None, Outcome::PreAuth, "", "hello"));
        check("+ idling", &Response::Continue);
        check("+", &Response::Continue);
        check(
            "* CAPABILITY IMAP4rev1 idle AUTH=PLAIN",
            &Response::Capability(vec!["IMAP4REV1".into(), "IDLE".into(), "AUTH=PLAIN".into()]),
        );
        check("* 23 EXISTS", &Response::Exists(23));
        check("* 3 EXPUNGE", &Response::Expunge(3));
        check("* SEARCH 2 3 6", &Response::Search(vec![2, 3, 6]));
        check("* SEARCH", &Response::Search(Vec::new()));
        check("* SEARCH 2 99999999999 x (MODSEQ 9)", &Response::Search(vec![2]));
        for other in ["* FLAGS (\\Seen)", "* 1 RECENT", "* 1 FETCH", "* 4294967296 EXISTS", "", "*", "* ", "hello", "* LIST"] {
            check(other, &Response::Other);
        }
    }

    #[test]
    fn messages_are_understood_in_any_order_and_form() {
        let fetched = |uid, size, body| Response::Fetch(Fetched { uid, size, body });
        check("* 12 FETCH (FLAGS (\\Seen) UID 4 RFC822.SIZE 44)", &fetched(Some(4), Some(44), Section::Absent));
        check("* 12 FETCH (BODY[] NIL UID 4)", &fetched(Some(4), None, Section::Nil));
        check("* 12 FETCH (UID 4 BODY[] \"a \\\"b\\\\\")", &fetched(Some(4), None, Section::Bytes(b"a \"b\\".to_vec())));
        check("* 12 FETCH (BODY[] {3}\r\nA\r\n UID 4)", &fetched(Some(4), None, Section::Bytes(b"A\r\n".to_vec())));
        check("* 12 FETCH (BODY[HEADER.FIELDS (FROM)] {0}\r\n UID 4)", &fetched(Some(4), None, Section::Absent));
        check("* 12 FETCH (BODY[] {0}\r\n UID 4)", &fetched(Some(4), None, Section::Bytes(Vec::new())));
        check("* 12 FETCH (UID", &fetched(None, None, Section::Absent));
        check("* 12 FETCH (((((((((((((((((((((", &fetched(None, None, Section::Absent));
    }

    #[test]
    fn folders_are_listed_by_their_names() {
        let folder = |name: &str, is_selectable| Response::Folder(Folder { name: name.into(), is_selectable });
        check("* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\"", &folder("Entwürfe", true));
        check("* LIST (\\Noselect) NIL INBOX", &folder("INBOX", false));
        check("* LIST () \".\" {6}\r\nA \"{}}", &folder("A \"{}}", true));
    }
}
