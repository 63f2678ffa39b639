//! A short word for the program that somebody signed in with, from its `User-Agent`.

/// Programs by the mark in their `User-Agent`, the more particular first: every browser also claims to be others.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
];

/// Systems by a mark, the more particular first.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// No more than this is looked at. **Units**: bytes.
const MOST: usize = 512;

/// `Firefox 145, Linux`; `?` where nothing is known.
///
/// Any text gives a word; nothing of the text itself but digits of the version goes into it.
pub fn label(user_agent: &str) -> String {
    let cut = (0..=MOST.min(user_agent.len())).rev().find(|&end| user_agent.is_char_boundary(end)).unwrap_or(0);
    let text = user_agent.get(..cut).unwrap_or_default();
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, rest) = text.split_once(mark)?;
        let version: String = rest.chars().take(5).take_while(char::is_ascii_digit).collect();
        Some(if version.is_empty() { (*name).to_owned() } else { format!("{name} {version}") })
    });
    let system = SYSTEMS.iter().find_map(|(mark, name)| text.contains(mark).then_some(*name));
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser,
        (None, Some(system)) => system.to_owned(),
        (None, None) => String::from("?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn browsers_and_systems_are_told_apart() {
        let check = |text: &str, expected: &str| assert_eq!(label(text), expected, "{text}");
        check("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145, Linux");
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge 142, Windows",
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            "Safari 26, macOS",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari 26, iOS",
        );
        check(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome 142, Android",
        );
        check(
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Chrome 142, ChromeOS",
        );
        check("curl/8.14.1", "curl 8");
        check("", "?");
        check("Firefox/<script>", "Firefox");
        check("\u{202e}\n", "?");
    }

    proptest! {
        #[test]
        fn any_text_gives_a_short_harmless_word(text in "\\PC{0,700}") {
            let word = label(&text);
            prop_assert!(!word.is_empty() && word.len() <= 40);
            prop_assert!(word.chars().all(|sign| sign.is_ascii_alphanumeric() || " ,?".contains(sign)));
        }
    }
}
