//! What of a tree of parts is the text, and what is attached to it.

use super::attachment::Attachment;
use super::headers::plain_lines;
use super::tnef::Tnef;
use super::tree::{MOST_PARTS, Part, Walk};
use super::{calendar, charset, flowed, transfer, uuencode};
use crate::html;
use std::borrow::Cow;

/// **Units**: octets of all the HTML of a mail. What is longer is not kept as HTML, and only so much of it is read for the text:
/// making it harmless is the dearest work that a mail can ask for.
const LONGEST_MARKUP: usize = 1024 * 1024;

/// The readable part of a mail.
#[derive(Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<Attachment>,
}

/// One stretch of the text, in one form or in both.
#[derive(Default)]
struct Stretch {
    text: Option<String>,
    html: Option<String>,
}

impl Stretch {
    fn is_blank(&self) -> bool {
        self.html.is_none() && self.text.as_ref().is_none_or(|text| text.trim().is_empty())
    }
}

impl Body {
    pub(super) fn read(root: &Part<'_>, walk: &mut Walk) -> Self {
        let mut reader = Reader { walk, attachments: Vec::new(), wrapped: None };
        let mut stretches = reader.stretches(root, None);
        let attachments = reader.attachments;
        if stretches.iter().all(Stretch::is_blank) {
            stretches.extend(reader.wrapped);
        }
        let html = as_html(&stretches);
        if html.as_ref().is_some_and(|html| html.len() > LONGEST_MARKUP) {
            walk.note("HTML longer than 1 MiB, shown as text");
        }
        let mut body = Self { text: as_text(&stretches), html: html.filter(|html| html.len() <= LONGEST_MARKUP), attachments };
        if body.text.trim().is_empty() && body.html.is_none() && body.attachments.is_empty() && !root.children.is_empty() {
            // All of it stood where the rules look for nothing: better shown raw than not at all.
            walk.note("multipart without content");
            body.text = plain_lines(&charset::decode(None, root.body).0).into_owned();
        }
        if body.text.trim().is_empty() && body.html.is_none() {
            body.text = invitation(&body.attachments).unwrap_or(body.text);
        }
        body
    }
}

/// What an invitation says that came alone.
fn invitation(attachments: &[Attachment]) -> Option<String> {
    let invitation = attachments.iter().find(|attachment| attachment.kind == "text/calendar")?;
    calendar::summary(&plain_lines(&charset::decode(None, &invitation.bytes).0))
}

struct Reader<'w> {
    walk: &'w mut Walk,
    attachments: Vec<Attachment>,
    /// What a `winmail.dat` says, for mails that say nothing beside it.
    wrapped: Option<Stretch>,
}

impl Reader<'_> {
    fn stretches(&mut self, part: &Part<'_>, parent: Option<&Part<'_>>) -> Vec<Stretch> {
        if part.children.is_empty() {
            return self.leaf(part, parent).into_iter().collect();
        }
        let is_choice = part.kind.value == "multipart/alternative";
        let has_plain = part.children.iter().any(|child| matches!(child.kind.value.as_str(), "text/plain" | "text/html"));
        // Of alternatives that say the same, those that nobody reads are not worth a file.
        let chosen = part.children.iter().filter(|child| !(is_choice && has_plain && is_other_text(child)));
        let mut children: Vec<Vec<Stretch>> = chosen.map(|child| self.stretches(child, Some(part))).collect();
        if !is_choice {
            return children.into_iter().flatten().collect();
        }
        children.retain(|stretches| !stretches.is_empty());
        vec![alternative(&children)]
    }

    fn leaf(&mut self, part: &Part<'_>, parent: Option<&Part<'_>>) -> Option<Stretch> {
        let related = parent.is_some_and(|parent| parent.kind.value == "multipart/related");
        let leads = parent.is_none_or(|parent| parent.children.first().is_some_and(|first| std::ptr::eq(first, part)));
        // In multipart/related the first part is the text; what follows belongs to it.
        if !is_readable(part, leads) || (related && !leads) {
            let (attachment, odd) = Attachment::read(part, self.attachments.len() + 1, related);
            if odd {
                self.walk.note("attachment with a broken transfer encoding");
            }
            // An empty leftover of a multipart is not worth a file.
            if !attachment.bytes.is_empty() || part.kind.family() != "multipart" {
                self.attach(attachment);
            }
            return None;
        }
        let text = self.text(part);
        Some(if part.kind.value == "text/html" {
            Stretch { text: None, html: Some(text) }
        } else {
            Stretch { text: Some(self.plain(part, text)), html: None }
        })
    }

    /// Plain text with its soft breaks undone and the files in it taken out.
    fn plain(&mut self, part: &Part<'_>, text: String) -> String {
        let is = |name: &str, value: &str| part.kind.get(name).is_some_and(|said| said.eq_ignore_ascii_case(value));
        if is("format", "flowed") {
            return flowed::reflow(&text, is("delsp", "yes"));
        }
        if !text.contains("begin ") {
            return text;
        }
        let (text, files) = uuencode::cut(&text, self.left());
        for file in files {
            let nth = self.attachments.len() + 1;
            self.attachments.push(Attachment::unpacked(&file.name, None, file.bytes, nth));
        }
        text
    }

    /// Puts an attachment to the others; instead of a container of Outlook, what is in it.
    fn attach(&mut self, attachment: Attachment) {
        let Some(found) = Tnef::read(&attachment.bytes, self.left()) else { return self.attachments.push(attachment) };
        if found.text.is_some() || found.html.is_some() {
            let lines = |text: String| plain_lines(&text).into_owned();
            self.wrapped.get_or_insert(Stretch { text: found.text.map(lines), html: found.html.map(lines) });
        }
        if !found.whole {
            self.attachments.push(attachment);
        }
        for file in found.files {
            let nth = self.attachments.len() + 1;
            self.attachments.push(Attachment::unpacked(&file.name, file.content_id, file.bytes, nth));
        }
    }

    /// How many files may still come out of others.
    fn left(&self) -> usize {
        MOST_PARTS.saturating_sub(self.attachments.len() + 1)
    }

    fn text(&mut self, part: &Part<'_>) -> String {
        let (bytes, odd) = transfer::decode(part.headers.get("content-transfer-encoding").unwrap_or_default(), part.body);
        if odd {
            self.walk.note("text with a broken transfer encoding");
        }
        let in_markup = || if part.kind.value == "text/html" { charset_in_markup(&bytes) } else { None };
        let declared = part.kind.get("charset").map(str::to_owned).or_else(in_markup);
        let (text, odd) = charset::decode(declared.as_deref(), &bytes);
        if odd {
            self.walk.note("text in a charset that is unknown or not the declared one");
        }
        match plain_lines(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(lines) => lines,
        }
    }
}

/// Text and HTML count as the body unless the sender calls them a file; some name even the body, so a name alone does
/// not make a file of the first part. A multipart that could not be cut is shown as the text that it is.
fn is_readable(part: &Part<'_>, leads: bool) -> bool {
    let named = part.disposition.get("filename").is_some() || (part.disposition.value != "inline" && part.kind.get("name").is_some());
    let is_file = part.disposition.value == "attachment" || (named && !leads);
    match part.kind.value.as_str() {
        "text/plain" | "text/html" => !is_file,
        _ if is_other_text(part) => true,
        _ => part.kind.family() == "multipart" && !part.body.is_empty(),
    }
}

/// Text of a subtype that nobody knows is plain text (RFC 2046 §4.1.4), unless it looks like a file.
fn is_other_text(part: &Part<'_>) -> bool {
    let kind = part.kind.value.as_str();
    let files = ["calendar", "css", "csv", "directory", "javascript", "markdown", "rfc822-headers", "rtf", "vcard", "x-vcard", "xml"];
    let known = |subtype: &str| matches!(subtype, "plain" | "html") || files.contains(&subtype);
    let bare = part.disposition.value.is_empty() && part.kind.get("name").is_none();
    kind.strip_prefix("text/").is_some_and(|subtype| !known(subtype)) && bare
}

/// Of alternatives the plain text and the richest HTML are kept; the order says which is richer (RFC 2046 §5.1.4).
fn alternative(children: &[Vec<Stretch>]) -> Stretch {
    let has_html = |stretches: &&Vec<Stretch>| stretches.iter().any(|stretch| stretch.html.is_some());
    let html = children.iter().rfind(has_html).and_then(|stretches| as_html(stretches));
    let mut texts: Vec<String> = children.iter().filter(|stretches| !has_html(stretches)).map(|stretches| as_text(stretches)).collect();
    // Programs that know no better put different texts here.
    texts.dedup();
    let text = texts.join("\n");
    Stretch { text: (html.is_none() || !text.trim().is_empty()).then_some(text), html }
}

fn as_text(stretches: &[Stretch]) -> String {
    let mut left = LONGEST_MARKUP;
    let texts = stretches.iter().map(|stretch| match (&stretch.text, &stretch.html) {
        (Some(text), _) => Cow::Borrowed(text.as_str()),
        (None, Some(markup)) => {
            let read = markup.get(..markup.floor_char_boundary(left)).unwrap_or_default();
            left -= read.len();
            Cow::Owned(html::to_text(read))
        }
        (None, None) => Cow::Borrowed(""),
    });
    let mut out = String::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&text);
    }
    out
}

/// HTML only when some of it is; plain stretches between are made HTML then.
fn as_html(stretches: &[Stretch]) -> Option<String> {
    if stretches.iter().all(|stretch| stretch.html.is_none()) {
        return None;
    }
    let mut out = String::new();
    for stretch in stretches {
        match (&stretch.html, &stretch.text) {
            (Some(markup), _) => out.push_str(markup),
            (None, Some(text)) if !text.trim().is_empty() => {
                out.push_str("<div style=\"white-space: pre-wrap\">");
                out.push_str(&html::escape(text));
                out.push_str("</div>");
            }
            _ => {}
        }
    }
    Some(out)
}

/// The charset that HTML names for itself near its beginning (`<meta charset=…>`).
fn charset_in_markup(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, tail) = head.split_once("<meta")?.1.split_once("charset=")?;
    let name: String =
        tail.trim_start_matches(['"', '\'', ' ']).chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}
