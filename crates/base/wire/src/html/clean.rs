//! From the plain form to the harmless one.

use super::height::{self, Hint};
use super::sink::put_attribute;
use super::tidy;
use super::token::{Token, Tokens};
use super::{escape, style, text};
use ammonia::{Builder, UrlRelative};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// **Units**: octets of the sanitised HTML.
pub const LONGEST_HTML: usize = 2 * 1024 * 1024;

/// HTML that may be shown, in its own document, under a policy that forbids scripts and foreign requests all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanitised {
    /// The HTML. **Shape**: a fragment of at most 2 MiB.
    pub html: String,
    /// How many pictures lie on other machines. Each stays as `<img data-remote="https://…">` without a `src`.
    pub remote_images: u32,
    /// How high a frame must be, roughly, to show it without scrolling: **units** CSS pixels, (width, height) for the
    /// widths 320, 480, 640 and 960.
    pub height_hints: [Hint; 4],
}

const REL: &str = "noopener noreferrer nofollow";
/// Where a link may lead.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
/// Attributes that any element may carry.
const ANYWHERE: [&str; 4] = ["dir", "lang", "style", "title"];
/// Attributes of some elements.
const ATTRIBUTES: [(&str, &[&str]); 12] = [
    ("a", &["href"]),
    ("font", &["color", "face", "size"]),
    ("hr", &["align", "color", "size", "width"]),
    ("img", &["align", "alt", "border", "data-remote", "height", "width"]),
    ("li", &["type", "value"]),
    ("ol", &["start", "type"]),
    ("table", &["align", "bgcolor", "border", "cellpadding", "cellspacing", "height", "width"]),
    ("td", &["align", "bgcolor", "colspan", "height", "nowrap", "rowspan", "valign", "width"]),
    ("th", &["align", "bgcolor", "colspan", "height", "nowrap", "rowspan", "valign", "width"]),
    ("tr", &["align", "bgcolor", "valign"]),
    ("ul", &["type"]),
    ("div", &["align"]),
];

/// Makes foreign HTML harmless.
///
/// What is kept is listed; everything else goes: scripts, forms, frames, foreign namespaces, ids and classes, style that
/// positions or fetches. Links open elsewhere and tell nothing about us. Pictures that came with the mail (`cid:`) are
/// asked for through `picture`, which gets the id and answers with the address that we serve it from; all others are
/// blocked, their text stays. Within its limits, sanitising again what has no pictures from `picture` changes nothing.
pub fn sanitise(html: &str, picture: &dyn Fn(&str) -> Option<String>) -> Sanitised {
    let mut ours = HashSet::new();
    let plain = tidy::tidy(html, |name, sent, out| write_attributes(name, sent, picture, &mut ours, out));
    let mut clean = cleaner(ours).clean(&plain).to_string();
    if clean.len() > LONGEST_HTML {
        // Cannot come from the plain form, which is at most half as long; if it does, the text must do.
        let text = text::render(&clean);
        clean = format!("<pre>{}</pre>", escape(text.get(..text.floor_char_boundary(LONGEST_HTML / 8)).unwrap_or_default()));
    }
    let remote = Tokens::new(&clean).filter(is_remote).count();
    Sanitised { remote_images: u32::try_from(remote).unwrap_or(u32::MAX), height_hints: height::hints(&clean), html: clean }
}

fn is_remote(token: &Token<'_>) -> bool {
    matches!(token, Token::Open { name, attributes } if name == "img" && attributes.iter().any(|(name, _)| name == "data-remote"))
}

fn write_attributes(
    name: &str,
    sent: &[(String, &str)],
    picture: &dyn Fn(&str) -> Option<String>,
    ours: &mut HashSet<String>,
    out: &mut String,
) {
    let own = ATTRIBUTES.iter().find(|(element, _)| *element == name).map_or(&[][..], |(_, own)| own);
    // First, where they stay when the cleaner takes another attribute out of the middle.
    if name == "a" {
        put_attribute(out, "rel", REL);
        put_attribute(out, "target", "_blank");
    }
    let mut seen: Vec<&str> = Vec::new();
    for (key, value) in sent {
        if seen.contains(&key.as_str()) {
            continue;
        }
        seen.push(key);
        if ANYWHERE.contains(&key.as_str()) || own.contains(&key.as_str()) {
            put_attribute(out, key, value);
        } else if name == "img" && key == "src" {
            match content_id(value) {
                Some(id) => {
                    if let Some(url) = picture(&id).filter(|url| !url.is_empty()) {
                        put_attribute(out, "src", &url.replace('&', "&amp;"));
                        ours.insert(url);
                    }
                }
                None => put_attribute(out, "data-remote", value),
            }
        }
    }
}

/// The id in `cid:…` (RFC 2392).
fn content_id(value: &str) -> Option<String> {
    let value = value.trim();
    let id = value.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("cid:")).and_then(|_| value.get(4..))?;
    Some(percent_decode_str(&id.replace("&amp;", "&")).decode_utf8_lossy().into_owned())
}

fn cleaner(ours: HashSet<String>) -> Builder<'static> {
    let attributes = ATTRIBUTES.iter().map(|(name, own)| (*name, own.iter().copied().collect::<HashSet<_>>()));
    let mut attributes: HashMap<&str, HashSet<&str>> = attributes.collect();
    attributes.entry("img").or_default().insert("src");
    let fixed = HashMap::from([("a", HashMap::from([("rel", HashSet::from([REL])), ("target", HashSet::from(["_blank"]))]))]);
    let ours = Arc::new(ours);
    let mut builder = Builder::empty();
    builder
        .tags(tidy::elements().collect())
        .clean_content_tags(HashSet::from(["script", "style", "svg", "math", "iframe", "template", "title"]))
        .tag_attributes(attributes)
        .tag_attribute_values(fixed)
        .generic_attributes(HashSet::from(ANYWHERE))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(move |element, attribute, value| judge(element, attribute, value, &ours));
    builder
}

/// The last word on an attribute; its entities are decoded here.
fn judge<'v>(element: &str, attribute: &str, value: &'v str, ours: &HashSet<String>) -> Option<Cow<'v, str>> {
    let keep = |keep: bool| keep.then_some(Cow::Borrowed(value));
    match (element, attribute) {
        (_, "style") => style::filter(value).map(Cow::Owned),
        ("a", "href") => leads_to(value, &SCHEMES),
        ("img", "src") => keep(ours.contains(value)),
        ("img", "data-remote") => leads_to(value, &["http", "https"]),
        (_, "alt" | "title" | "rel" | "target") => keep(true),
        (_, "face") => keep(value.chars().all(|c| c.is_alphanumeric() || " ,-'\"".contains(c))),
        _ => keep(value.len() <= 30 && value.chars().all(|c| c.is_ascii_alphanumeric() || " #%.+-".contains(c))),
    }
}

/// An address with its scheme; blanks and control characters inside it are only there to deceive.
fn leads_to<'v>(value: &'v str, schemes: &[&str]) -> Option<Cow<'v, str>> {
    let strange = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let url = value.trim().replace(strange, "");
    let (scheme, rest) = url.split_once(':')?;
    let fits = schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known)) && !rest.is_empty();
    fits.then_some(Cow::Owned(url))
}
