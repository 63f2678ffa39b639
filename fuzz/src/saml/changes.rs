//! Changes of a document that keep most of it whole: what attackers do to signed responses.

/// Words that are put where others stood.
const WORDS: [&str; 24] = [
    "_a1",
    "_r1",
    "_evil",
    "admin",
    "erika",
    "saml:Assertion",
    "a:Assertion",
    "samlp:Response",
    "ds:Signature",
    "ds:Object",
    "samlp:Extensions",
    "<!-- -->",
    "<?x?>",
    "<![CDATA[erika]]>",
    "&amp;",
    "&#101;rika",
    " xmlns=\"urn:x\"",
    " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:ds=\"urn:x\"",
    " xmlns:z=\"z\"",
    " Id=\"_a1\"",
    " xml:id=\"_a1\"",
    "<!DOCTYPE x>",
    "#_r1",
];

/// Where an element begins and ends, and its name.
struct Span<'a> {
    start: usize,
    open: usize,
    close: usize,
    end: usize,
    name: &'a str,
}

/// Four bytes are one change.
pub(super) fn made(signed: &str, program: &[u8]) -> String {
    let mut xml = signed.to_owned();
    for step in program.chunks_exact(4).take(12) {
        let &[verb, first, second, word] = step else { continue };
        if xml.len() > 60_000 {
            break;
        }
        let word = WORDS.into_iter().cycle().nth(usize::from(word) % WORDS.len()).unwrap_or_default();
        if let Some(changed) = change(&xml, verb % 9, (usize::from(first), usize::from(second)), word) {
            xml = changed;
        }
    }
    xml
}

fn change(xml: &str, verb: u8, (first, second): (usize, usize), word: &str) -> Option<String> {
    let spans = spans(xml);
    let (one, other) = (spans.get(first % spans.len().max(1))?, spans.get(second % spans.len().max(1))?);
    let element = &xml[one.start..one.end];
    let put = |at: usize, what: &str| format!("{}{what}{}", &xml[..at], &xml[at..]);
    Some(match verb {
        0 => put(other.start, element),
        1 => put(other.open, element),
        2 => put(other.close, element),
        3 => put(other.end, element),
        // Taken from here and put there.
        4 | 5 if other.open <= one.start || other.open >= one.end => {
            let at = if verb == 4 { other.open } else { other.close };
            let without = format!("{}{}", &xml[..one.start], &xml[one.end..]);
            let at = if at >= one.end { at - element.len() } else { at };
            format!("{}{element}{}", without.get(..at)?, without.get(at..)?)
        }
        6 => format!("{}{}", &xml[..one.start], &xml[one.end..]),
        // A word instead of an attribute's value, inside a tag, or in a text.
        7 => match xml[one.start..one.open].match_indices('"').nth(second * 2) {
            Some((quote, _)) => {
                let start = one.start + quote + 1;
                let end = start + xml[start..].find('"')?;
                format!("{}{}{}", &xml[..start], word.trim_matches(['<', '>']).replace('"', "'"), &xml[end..])
            }
            None => put(one.start + 1 + one.name.len(), word),
        },
        8 if second % 2 == 0 => put(one.open, word),
        _ => renamed(xml, one, word),
    })
}

fn renamed(xml: &str, one: &Span<'_>, word: &str) -> String {
    let (inside, tag) = (&xml[one.open..one.close], &xml[one.start + 1 + one.name.len()..one.open]);
    if one.close >= one.end {
        return format!("{}<{word}{tag}{}", &xml[..one.start], &xml[one.end..]);
    }
    format!("{}<{word}{tag}{inside}</{word}>{}", &xml[..one.start], &xml[one.end..])
}

/// All elements of a document as we write it.
fn spans(xml: &str) -> Vec<Span<'_>> {
    let (mut found, mut open): (Vec<Span<'_>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, _) in xml.match_indices('<') {
        let Some(length) = xml[at..].find('>') else { break };
        let end = at + length + 1;
        let tag = &xml[at + 1..end - 1];
        if tag.starts_with(['!', '?']) {
            continue;
        }
        if tag.starts_with('/') {
            let Some(span) = open.pop().and_then(|place| found.get_mut(place)) else { break };
            (span.close, span.end) = (at, end);
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if !tag.ends_with('/') {
            open.push(found.len());
        }
        found.push(Span { start: at, open: end, close: end, end, name });
    }
    found
}
