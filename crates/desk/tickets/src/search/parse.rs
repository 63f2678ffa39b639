//! The search language: words, `"phrases"`, `state:open`, `queue:Raw`, `owner:me`, `created>-7d`, `-` before what is not wanted.
//!
//! What is not understood is told with its place; there is never an unfiltered answer instead.

use super::filter::{Filter, Sort};
use ::store::fulltext::Wanted;
use kernel::Timestamp;
use serde::Serialize;

/// A search that was understood.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words and phrases.
    pub(crate) text: Wanted,
    /// Filters; all must hold.
    pub(crate) filters: Vec<Filter>,
    /// The order.
    pub(crate) sort: Sort,
}

/// Something that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// Where it begins. **Units**: characters from the beginning.
    pub at: usize,
    /// What stands there.
    pub token: String,
    /// Why it was not understood: a stable word.
    pub reason: &'static str,
}

/// Most terms of one search.
const TERMS: usize = 32;
/// Longest search. **Units**: characters.
const LONGEST: usize = 1_000;

/// One term as it stands in the text.
struct Token {
    at: usize,
    raw: String,
    negated: bool,
    /// `state`, `created` …
    field: Option<(String, char)>,
    /// Values, parted by commas outside quotes, each with whether it was quoted.
    values: Vec<(String, bool)>,
}

/// Understands a search, or says what it does not understand.
///
/// # Errors
/// One [`Mistake`] for each term that was not understood.
pub fn parse(text: &str, now: Timestamp) -> Result<Query, Vec<Mistake>> {
    if text.chars().count() > LONGEST {
        return Err(vec![Mistake { at: LONGEST, token: String::new(), reason: "too-long" }]);
    }
    let (tokens, mut mistakes) = split(text);
    if tokens.len() > TERMS {
        mistakes.push(Mistake { at: tokens.get(TERMS).map_or(0, |token| token.at), token: String::new(), reason: "too-many-terms" });
    }
    let mut query = Query::default();
    for token in &tokens {
        if let Err(reason) = take(&mut query, token, now) {
            mistakes.push(Mistake { at: token.at, token: token.raw.clone(), reason });
        }
    }
    let only_without = query.text.words.is_empty() && query.text.phrases.is_empty() && !query.text.without.is_empty();
    if only_without {
        mistakes.push(Mistake { at: 0, token: text.to_owned(), reason: "only-negated-words" });
    }
    if mistakes.is_empty() { Ok(query) } else { Err(mistakes) }
}

fn take(query: &mut Query, token: &Token, now: Timestamp) -> Result<(), &'static str> {
    let Some((field, sign)) = &token.field else {
        let (text, quoted) = token.values.first().ok_or("empty")?;
        if !text.chars().any(char::is_alphanumeric) {
            return Err("no-word");
        }
        match (quoted, token.negated) {
            (_, true) => query.text.without.push(text.clone()),
            (true, false) => query.text.phrases.push(text.clone()),
            (false, false) => query.text.words.push(text.clone()),
        }
        return Ok(());
    };
    let values: Vec<String> = token.values.iter().map(|(value, _)| value.clone()).collect();
    if values.iter().any(String::is_empty) || values.is_empty() {
        return Err("value-missing");
    }
    if field == "sort" {
        if token.negated || *sign != ':' {
            return Err("not-here");
        }
        query.sort = Sort::parse(values.first().map_or("", String::as_str)).ok_or("unknown-order")?;
        return Ok(());
    }
    let filter = Filter::parse(field, *sign, values, now)?;
    query.filters.push(if token.negated { filter.negated() } else { filter });
    Ok(())
}

/// Splits at blanks outside quotes; a quote that is not closed is a mistake.
fn split(text: &str) -> (Vec<Token>, Vec<Mistake>) {
    let (mut tokens, mut mistakes) = (Vec::new(), Vec::new());
    let signs: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        if sign.is_whitespace() {
            at += 1;
            continue;
        }
        let begun = at;
        let mut quoted = false;
        while let Some(sign) = signs.get(at) {
            quoted ^= *sign == '"';
            if sign.is_whitespace() && !quoted {
                break;
            }
            at += 1;
        }
        let raw: String = signs.get(begun..at).unwrap_or_default().iter().collect();
        if quoted {
            mistakes.push(Mistake { at: begun, token: raw, reason: "quote-open" });
        } else {
            tokens.push(token(begun, raw));
        }
    }
    (tokens, mistakes)
}

fn token(at: usize, raw: String) -> Token {
    let (negated, rest) = match raw.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, raw.as_str()),
    };
    let split = rest.find([':', '<', '>']).and_then(|place| {
        let (name, tail) = rest.split_at_checked(place)?;
        let named = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphabetic() || sign == '_');
        let mut tail = tail.chars();
        named.then(|| (name.to_ascii_lowercase(), tail.next().unwrap_or(':'), tail.as_str().to_owned()))
    });
    match split {
        Some((name, sign, tail)) => Token { at, negated, field: Some((name, sign)), values: values(&tail), raw },
        None => {
            let quoted = rest.len() >= 2 && rest.starts_with('"') && rest.ends_with('"');
            let word = rest.replace('"', " ").trim().to_owned();
            Token { at, negated, field: None, values: vec![(word, quoted)], raw }
        }
    }
}

fn values(tail: &str) -> Vec<(String, bool)> {
    let (mut all, mut current, mut quoted, mut was_quoted) = (Vec::new(), String::new(), false, false);
    for sign in tail.chars() {
        match sign {
            '"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            ',' if !quoted => all.push((std::mem::take(&mut current), std::mem::take(&mut was_quoted))),
            other => current.push(other),
        }
    }
    all.push((current, was_quoted));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(1_768_467_600_000_000);

    fn mistakes(text: &str) -> Vec<(usize, String, &'static str)> {
        parse(text, NOW).err().unwrap_or_default().into_iter().map(|m| (m.at, m.token, m.reason)).collect()
    }

    #[test]
    fn understands_words_phrases_and_fields() {
        let query = parse(
            "drucker \"bricht ab\" -telefon state:open,\"pending reminder\" queue:\"A::B c\" owner:me created>-7d sort:-created",
            NOW,
        )
        .unwrap();
        assert_eq!(
            (query.text.words, query.text.phrases, query.text.without),
            (vec!["drucker".into()], vec!["bricht ab".into()], vec!["telefon".into()])
        );
        assert_eq!(query.filters.len(), 4);
        assert!(parse("", NOW).unwrap().filters.is_empty());
        assert_eq!(parse("a@b.example", NOW).unwrap().text.words, ["a@b.example"]);
        assert_eq!(parse("10:30", NOW).unwrap().text.words, ["10:30"], "a time is a word");
    }

    #[test]
    fn tells_what_it_does_not_understand_and_where() {
        let check = |text: &str, at: usize, token: &str, reason: &'static str| {
            assert_eq!(mistakes(text), [(at, token.to_owned(), reason)], "{text}");
        };
        check("ok colour:red", 3, "colour:red", "unknown-field");
        check("created>gestern", 0, "created>gestern", "not-a-time");
        check("a \"b c", 2, "\"b c", "quote-open");
        check("state:", 0, "state:", "value-missing");
        check("state>open", 0, "state>open", "not-comparable");
        check("is:nice", 0, "is:nice", "unknown-word");
        check("sort:nice", 0, "sort:nice", "unknown-order");
        check("!!!", 0, "!!!", "no-word");
        check("-nur", 0, "-nur", "only-negated-words");
        check("priority:urgent", 0, "priority:urgent", "unknown-word");
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_told(text in "[a-z:<>\",\\- äß0-9]{0,60}") {
            if let Err(mistakes) = parse(&text, NOW) {
                prop_assert!(!mistakes.is_empty());
                prop_assert!(mistakes.iter().all(|mistake| mistake.at <= text.chars().count()));
            }
        }
    }
}
