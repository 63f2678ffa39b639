//! Style attributes, reduced to what only changes how text looks.

/// Properties that are kept. Everything that positions, layers, animates, filters or fetches is missing.
const PROPERTIES: [&str; 58] = [
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "caption-side",
    "clear",
    "color",
    "direction",
    "display",
    "empty-cells",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
];
/// Functions that a value may call: they make colours, and nothing else.
const FUNCTIONS: [&str; 4] = ["rgb", "rgba", "hsl", "hsla"];
/// **Units**: octets of a value.
const LONGEST: usize = 300;

/// Keeps the declarations that are harmless; `None` when none is left.
pub(super) fn filter(style: &str) -> Option<String> {
    let kept: Vec<String> = style.split(';').filter_map(declaration).collect();
    (!kept.is_empty()).then(|| kept.join("; "))
}

fn declaration(text: &str) -> Option<String> {
    let (property, value) = text.split_once(':')?;
    let property = property.trim().to_ascii_lowercase();
    let value = value.trim();
    let known = PROPERTIES.binary_search(&property.as_str()).is_ok();
    (known && is_tame(value)).then(|| format!("{property}: {value}"))
}

/// A value without escapes, comments, addresses and calls: each of them is a way to say `url(…)`.
fn is_tame(value: &str) -> bool {
    let sign =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '#' | '.' | ',' | '%' | '+' | '-' | '!' | '\'' | '"' | '/' | '(' | ')' | '_');
    let paired = |quote: char| value.matches(quote).count().is_multiple_of(2);
    !value.is_empty()
        && value.len() <= LONGEST
        && value.chars().all(sign)
        && !value.contains("//")
        && paired('"')
        && paired('\'')
        && calls_are_tame(value)
}

fn calls_are_tame(value: &str) -> bool {
    let mut open = false;
    let mut word = 0;
    for (at, c) in value.char_indices() {
        match c {
            '(' => {
                let name = value.get(word..at).unwrap_or_default().to_ascii_lowercase();
                if open || !FUNCTIONS.contains(&name.as_str()) {
                    return false;
                }
                open = true;
            }
            ')' if !open => return false,
            ')' => open = false,
            _ => {}
        }
        if !c.is_ascii_alphanumeric() && c != '-' {
            word = at + c.len_utf8();
        }
    }
    !open
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn looks_stay_and_tricks_go() {
        let check = |style: &str, expected: Option<&str>| assert_eq!(filter(style).as_deref(), expected, "{style}");
        check("COLOR: #f00;font: 12px/1.5 \"Times New Roman\", serif", Some("color: #f00; font: 12px/1.5 \"Times New Roman\", serif"));
        check("background: rgba(1, 2, 3, .5) !important", Some("background: rgba(1, 2, 3, .5) !important"));
        for bad in [
            "background: url(//x.example)",
            "background: u\\72l(x)",
            "background: url/**/(x)",
            "position: fixed",
            "@import 'x'",
            "width: expression(alert(1))",
            "color: red} body {color: blue",
            "behavior: url(x.htc)",
            "-moz-binding: url(x)",
            "background: image-set('x' 1x)",
            "background: -rgb(1)",
            "list-style: 'x",
            "color: var(--x)",
            "--x: red",
            "content: 'x'",
            "font-family: '//x'",
            "color:",
            "color",
            "",
        ] {
            check(bad, None);
        }
        check("color: red; position: fixed; margin: 0", Some("color: red; margin: 0"));
    }

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(PROPERTIES.is_sorted());
    }

    proptest! {
        #[test]
        fn what_was_filtered_stays(style in "(color|background|:|;| |url|rgb|\\(|\\)|'|\"|/|\\*|red|1px|\\\\){0,30}") {
            if let Some(once) = filter(&style) {
                prop_assert!(!once.contains("url("));
                prop_assert_eq!(filter(&once), Some(once));
            }
        }
    }
}
