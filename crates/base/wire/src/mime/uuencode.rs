//! Files in the midst of a text, as uuencode writes them (POSIX.1, `uuencode`).

/// A file that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Takes whole files out of a text, at most `most`. A block that does not end as it should stays where it is.
pub(super) fn cut(text: &str, most: usize) -> (String, Vec<Found>) {
    let mut files = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, tail)) = split_line(rest) {
        if let Some(name) = begins(line).filter(|_| files.len() < most) {
            let (bytes, end) = block(tail);
            if let Some(after) = end.ends {
                files.push(Found { name: name.to_owned(), bytes });
                rest = after;
                continue;
            }
            // No line of a block can begin another one, so that nothing is read more than twice.
            out.push_str(rest.get(..rest.len() - end.rest.len()).unwrap_or_default());
            rest = end.rest;
            continue;
        }
        out.push_str(rest.get(..rest.len() - tail.len()).unwrap_or_default());
        rest = tail;
    }
    (out, files)
}

/// The first file in a body that is encoded as a whole.
pub(super) fn decode(body: &[u8]) -> Option<Vec<u8>> {
    let text: String = body.iter().map(|byte| char::from(*byte)).collect();
    cut(&text, 1).1.into_iter().next().map(|found| found.bytes)
}

/// How a block ended.
struct End<'x> {
    /// What follows the line `end`.
    ends: Option<&'x str>,
    /// The first line that is none of the block.
    rest: &'x str,
}

fn block(text: &str) -> (Vec<u8>, End<'_>) {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((line, tail)) = split_line(rest) {
        if line.trim_end() == "end" {
            return (bytes, End { ends: Some(tail), rest });
        }
        if !put_line(line, &mut bytes) {
            break;
        }
        rest = tail;
    }
    (bytes, End { ends: None, rest })
}

/// Decodes one line; trailing blanks may have been lost on the way, a checksum may follow.
fn put_line(line: &str, out: &mut Vec<u8>) -> bool {
    let line = line.strip_suffix('\r').unwrap_or(line).as_bytes();
    let Some((first, signs)) = line.split_first() else { return true };
    if !line.iter().all(|byte| (b' '..=b'`').contains(byte)) {
        return false;
    }
    let length = usize::from(value(*first));
    let needed = length.div_ceil(3) * 4;
    let lost = needed.saturating_sub(signs.len());
    // More lost than kept: a few octets could ask for many.
    if signs.len() > needed + 2 || lost > signs.len() {
        return false;
    }
    let mut group = Vec::with_capacity(needed);
    for quad in signs.iter().copied().chain(std::iter::repeat_n(b' ', lost)).take(needed).collect::<Vec<_>>().chunks_exact(4) {
        let word = quad.iter().fold(0_u32, |word, sign| word << 6 | u32::from(value(*sign)));
        group.extend(word.to_be_bytes().iter().skip(1));
    }
    group.truncate(length);
    out.extend_from_slice(&group);
    true
}

/// The six bits of a sign; the backquote is zero like the blank.
fn value(sign: u8) -> u8 {
    sign.wrapping_sub(b' ') & 0x3F
}

/// The name in `begin 644 name`.
fn begins(line: &str) -> Option<&str> {
    let (mode, name) = line.strip_prefix("begin ")?.trim().split_once(' ')?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    (is_mode && !name.trim().is_empty()).then_some(name.trim())
}

fn split_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(text.split_once('\n').unwrap_or((text, "")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(bytes: &[u8]) -> String {
        let sign = |six: u32| char::from(if six == 0 { b'`' } else { u8::try_from(six).expect("six bits") + b' ' });
        let mut out = String::new();
        for line in bytes.chunks(45) {
            out.push(sign(u32::try_from(line.len()).expect("short")));
            for three in line.chunks(3) {
                let word = (0..3).fold(0_u32, |word, at| word << 8 | u32::from(*three.get(at).unwrap_or(&0)));
                out.extend((0..4).map(|at| sign(word >> (18 - 6 * at) & 0x3F)));
            }
            out.push('\n');
        }
        out
    }

    #[test]
    fn files_are_taken_out_of_the_text() {
        let check = |text: &str, left: &str, files: &[(&str, &str)]| {
            let (out, found) = cut(text, 9);
            let seen: Vec<(&str, String)> =
                found.iter().map(|file| (file.name.as_str(), String::from_utf8_lossy(&file.bytes).into_owned())).collect();
            let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
            assert_eq!((out.as_str(), seen), (left, files), "{text}");
        };
        check("see\nbegin 644 cat.txt\n#0V%T\n`\nend\nthanks\n", "see\nthanks\n", &[("cat.txt", "Cat")]);
        check("begin 644 a b.txt\r\n#0V%T\r\n \r\nend\r\n", "", &[("a b.txt", "Cat")]);
        check("begin 644 x\n#0V%T\n`\n", "begin 644 x\n#0V%T\n`\n", &[]);
        check("begin 644 x\nno data\nend\n", "begin 644 x\nno data\nend\n", &[]);
        check("begin the day\nend\n", "begin the day\nend\n", &[]);
        check("begin 644 x\nbegin 644 y\n#0V%T\nend", "begin 644 x\n", &[("y", "Cat")]);
        check("", "", &[]);
    }

    #[test]
    fn more_files_than_the_limit_stay_text() {
        let (left, files) = cut(&"begin 644 x\n#0V%T\nend\n".repeat(60), 50);
        assert_eq!((files.len(), left.matches("begin").count()), (50, 10));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let text = format!("begin 644 x.bin\n{}`\nend\n", encode(&bytes));
            prop_assert_eq!(cut(&text, 1), (String::new(), vec![Found { name: "x.bin".to_owned(), bytes: bytes.clone() }]));
            prop_assert_eq!(decode(text.as_bytes()), Some(bytes));
        }

        #[test]
        fn any_text_is_cut(text in "(begin 644 x\n|end\n|#0V%T\n|`\n|M|\n|\\PC{0,3}){0,30}") {
            let (left, files) = cut(&text, 9);
            prop_assert!(left.len() + files.iter().map(|file| file.bytes.len()).sum::<usize>() <= 2 * text.len());
        }
    }
}
