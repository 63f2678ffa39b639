//! Pictures on other machines, in HTML that was sanitised.

use super::sink::put_attribute;
use super::token::{Token, Tokens};

/// A picture of at most so many pixels in width or height shows nothing; it is there to count who opens the mail.
const COUNTER: u32 = 2;

/// The addresses of the pictures that lie on other machines, in their order. Those that are there only to count (one or two
/// pixels wide or high) are not among them.
///
/// ```
/// use wire::html;
/// let mail = "<img src='https://x.example/a.png?b=1&amp;c=2'><img src=https://x.example/t.gif width=1 height=1>";
/// assert_eq!(html::remote_pictures(&html::sanitise(mail, &|_| None).html), ["https://x.example/a.png?b=1&c=2"]);
/// ```
pub fn remote_pictures(sanitised: &str) -> Vec<String> {
    // Most mails have none, and are not cut for it.
    if !sanitised.contains("data-remote") {
        return Vec::new();
    }
    Tokens::new(sanitised).filter_map(|token| remote(&token)).collect()
}

/// The same HTML with the pictures on other machines at the places that `place` names, by their number in
/// [`remote_pictures`]; where it names none, they stay blocked.
///
/// **Shape**: `sanitised` is what [`sanitise`](super::sanitise) gave; what `place` gives is one of our own addresses.
pub fn with_pictures(sanitised: &str, place: &dyn Fn(usize) -> Option<String>) -> String {
    let mut out = String::with_capacity(sanitised.len());
    let mut tokens = Tokens::new(sanitised);
    let mut number = 0;
    loop {
        let before = tokens.rest();
        let Some(token) = tokens.next() else { break };
        let source = before.get(..before.len() - tokens.rest().len()).unwrap_or_default();
        let ours = remote(&token).and_then(|_| {
            number += 1;
            place(number - 1)
        });
        match (token, ours) {
            (Token::Open { name, attributes }, Some(ours)) => {
                out.extend(["<", &name]);
                put_attribute(&mut out, "src", &ours.replace('&', "&amp;"));
                for (key, value) in attributes.iter().filter(|(key, _)| key != "data-remote" && key != "src") {
                    put_attribute(&mut out, key, value);
                }
                out.push('>');
            }
            _ => out.push_str(source),
        }
    }
    out
}

/// Where a picture lies, when it lies elsewhere and there is something to see.
fn remote(token: &Token<'_>) -> Option<String> {
    let Token::Open { name, attributes } = token else { return None };
    let of = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| *value);
    let counts = |side: &str| of(side).and_then(|side| side.trim().parse::<u32>().ok()).is_some_and(|side| side <= COUNTER);
    let address = of("data-remote").filter(|_| name == "img" && !counts("width") && !counts("height"))?;
    Some(address.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::sanitise;
    use proptest::prelude::*;

    fn show(html: &str, place: &dyn Fn(usize) -> Option<String>) -> String {
        with_pictures(&sanitise(html, &|id| Some(format!("/own/{id}"))).html, place)
    }

    #[test]
    fn pictures_get_their_places_and_nothing_else_changes() {
        let all = |number: usize| Some(format!("/r/{number}?a&b"));
        assert_eq!(show("<p>x<img src=https://a.example/1.png alt=a>", &all), "<p>x<img src=\"/r/0?a&amp;b\" alt=\"a\"></p>");
        let second = |number: usize| (number == 1).then(|| "/r".to_owned());
        assert_eq!(
            show("<img src=http://a.example/><img src=cid:x><img src=//b.example/><img src=https://c.example/><b>&lt;", &second),
            "<img data-remote=\"http://a.example/\"><img src=\"/own/x\"><img><img src=\"/r\"><b>&lt;</b>"
        );
        // Words that look like it, in text and in another attribute.
        let words = "data-remote=\"https://x.example/\" <b title='<img data-remote=\"https://x.example\">'>y</b>";
        assert_eq!(show(words, &all), sanitise(words, &|_| None).html);
    }

    #[test]
    fn what_only_counts_is_never_loaded() {
        let pixel = "<img src=https://t.example/ width=1 height=1><img src=https://t.example/ height=\"0\"><img src=https://t.example/ width=' 2 '>";
        assert_eq!(remote_pictures(&sanitise(pixel, &|_| None).html), Vec::<String>::new());
        assert!(!show(pixel, &|_| Some("/r".into())).contains("src"));
    }

    proptest! {
        #[test]
        fn blocked_pictures_stay_as_they_were(html in "(<img src=https://x\\.example/|>| width=1| alt='|'|<p>|</p>|&|\"|data-remote=|ü| ){0,40}") {
            let clean = sanitise(&html, &|_| None).html;
            prop_assert_eq!(with_pictures(&clean, &|_| None), clean.clone());
            let count = remote_pictures(&clean).len();
            let shown = with_pictures(&clean, &|number| Some(format!("/r/{number}")));
            prop_assert_eq!((0..count).filter(|number| shown.contains(&format!(" src=\"/r/{number}\""))).count(), count);
            prop_assert!(remote_pictures(&shown).is_empty());
        }
    }
}
