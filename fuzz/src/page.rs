//! Foreign HTML: harmless afterwards, and for good.

use wire::html::{LONGEST_HTML, sanitise, to_text};

/// What no harmless page holds, in lower case.
const FORBIDDEN: [&str; 20] = [
    "<script",
    "<svg",
    "<math",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<input",
    "<meta",
    "<base",
    "<link",
    "<style",
    "<noscript",
    "<template",
    "<video",
    "<audio",
    " src=\"http",
    "url(",
    "expression(",
    "@import",
];

/// Where pictures that came with the mail are served from.
const OURS: &str = "https://part.invalid/";

pub(crate) fn run(bytes: &[u8]) {
    let html = String::from_utf8_lossy(bytes);
    let once = sanitise(&html, &|_| None);
    assert!(once.html.len() <= LONGEST_HTML, "there is a limit");
    let again = sanitise(&once.html, &|_| None);
    assert!(once.html == again.html && once.remote_images == again.remote_images, "harmless HTML stays as it is: {}", once.html);
    holds_nothing_forbidden(&once.html);
    let shown = sanitise(&html, &|id| Some(format!("{OURS}{}", id.len())));
    holds_nothing_forbidden(&shown.html.replace(OURS, ""));
    to_text(&html);
}

/// Looks at tags alone: what stands between them is text.
fn holds_nothing_forbidden(html: &str) {
    for tag in html.split('<').skip(1) {
        let tag = format!("<{}", tag.split('>').next().unwrap_or_default()).to_ascii_lowercase();
        let name_ends = tag.find([' ', '/']).unwrap_or(tag.len());
        for forbidden in FORBIDDEN {
            let (_, attributes) = tag.split_at(name_ends);
            let found = if forbidden.starts_with('<') { tag[..name_ends] == *forbidden } else { style_of(attributes).contains(forbidden) };
            assert!(!found, "{forbidden} in {tag}");
        }
        assert!(!tag.contains(" on") || !has_handler(&tag[name_ends..]), "a handler in {tag}");
    }
}

/// The values that a browser would act upon; titles and texts of pictures may say what they like.
fn style_of(attributes: &str) -> String {
    let mut out = String::new();
    for name in ["style", "src"] {
        let start = format!(" {name}=\"");
        if let Some((_, rest)) = attributes.split_once(&start) {
            out.push_str(&start);
            out.push_str(rest.split('"').next().unwrap_or_default());
        }
    }
    out
}

/// Whether an attribute's name begins with `on`: attributes are `name="value"` with one blank between them.
fn has_handler(attributes: &str) -> bool {
    let mut outside = attributes.split('"').step_by(2);
    outside.any(|names| names.trim_start().starts_with("on"))
}
