//! Pictures on other machines, in HTML that was sanitised.

use super::sink::put_attribute;
use super::token::{Token, Tokens};

/// A picture of at most so many pixels in width or height shows nothing; it is there to count who opens the mail.
const COUNTER: f64 = 2.0;

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
    let counts = ["width", "height"].into_iter().filter_map(of).any(is_side_of_counter) || of("style").is_some_and(is_style_of_counter);
    let address = of("data-remote").filter(|_| name == "img" && !counts)?;
    Some(address.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}").replace("&amp;", "&"))
}

/// Whether an attribute says so: browsers read digits, and not what stands behind them. Hundredths of the page are no pixels.
fn is_side_of_counter(side: &str) -> bool {
    number(side).is_some_and(|(number, rest)| if rest.starts_with('%') { number <= 0.0 } else { number.floor() <= COUNTER })
}

/// Whether a style says so, or that nothing is to be seen at all.
fn is_style_of_counter(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        let value = value.trim().to_ascii_lowercase();
        match property.trim() {
            "width" | "height" | "max-width" | "max-height" => is_length_of_counter(&value),
            "display" => value.starts_with("none"),
            _ => false,
        }
    })
}

fn is_length_of_counter(value: &str) -> bool {
    let Some((number, unit)) = number(value) else { return false };
    let unit = unit.split(|sign: char| !sign.is_ascii_alphabetic() && sign != '%').next().unwrap_or_default();
    // Roughly, in pixels.
    let pixels = match unit {
        "em" | "rem" | "pc" => 16.0,
        "ex" | "ch" | "vw" | "vh" | "vmin" | "vmax" => 8.0,
        "in" => 96.0,
        "cm" => 38.0,
        "mm" => 3.8,
        "pt" => 1.4,
        "%" => f64::INFINITY,
        _ => 1.0,
    };
    number <= 0.0 || number * pixels <= COUNTER
}

/// The number with which a text begins, and what stands behind it.
fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start().trim_start_matches('+');
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let tail = text.get(whole..)?;
    let fraction = tail.strip_prefix('.').map_or(0, |tail| 1 + digits(tail));
    let tail = tail.get(fraction..)?;
    let exponent = tail.strip_prefix(['e', 'E']).map_or(0, |tail| {
        let sign = usize::from(tail.starts_with(['+', '-']));
        match digits(tail.get(sign..).unwrap_or_default()) {
            0 => 0,
            digits => 1 + sign + digits,
        }
    });
    let (number, rest) = text.split_at_checked(whole + fraction + exponent)?;
    Some((number.parse().ok()?, rest))
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

    #[test]
    fn what_only_counts_is_known_however_it_is_written() {
        let shown =
            |attributes: &str| remote_pictures(&sanitise(&format!("<img src=https://t.example/ {attributes}>"), &|_| None).html).len();
        for counter in [
            "width=1px height=1px",
            "width=1.0",
            "height='01'",
            "width='+1'",
            "height=2.9",
            "width=.5",
            "width=0%",
            "style='width:1px;height:1px'",
            "style='WIDTH: 1PX !important'",
            "style='max-height:0'",
            "style='height: .1em'",
            "style='width:1000e-3px'",
            "style='width:1e0px'",
            "style='height:0.02in'",
            "style='color:red;display:none'",
        ] {
            assert_eq!(shown(counter), 0, "{counter}");
        }
        for picture in [
            "width=3 height=10",
            "width=600px",
            "width=1%",
            "width=100% height=auto",
            "width=99999999999999999999",
            "style='width:100%;height:auto;max-width:600px'",
            "style='width:1in'",
            "style='width:1em'",
            "style='border:0;margin:0;min-height:1px;border-width:1px'",
            "style='display:block;line-height:1px'",
        ] {
            assert_eq!(shown(picture), 1, "{picture}");
        }
    }

    proptest! {
        #[test]
        fn any_length_is_read(value in "[0-9.eE+% pxü-]{0,12}") {
            let _ = (is_side_of_counter(&value), is_style_of_counter(&format!("width:{value}")));
        }

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
