//! What is served from the content origin: an article's HTML, its pictures, and looks at its files.

use crate::model::{Article, ArticleId, Attachment, Html};
use crate::pictures::{Name, Pictures};
use crate::queries;
use crate::rights::Refusal;
use crate::store;
use ::store::{Rows, View, keyed_hash};
use futures_util::FutureExt;
use kernel::{By, Fault};
use native::{Fit, LARGEST_FILE};
use room::{ContentGrant, ContentPart, ContentSource, Context, Place, sign_content};

/// Where framed HTML comes from.
pub static CONTENT: ContentSource = ContentSource { find: |context, grant| find(context, grant).boxed() };

/// Most pictures of one article that are fetched from elsewhere; the rest stays blocked.
const REMOTE: usize = 100;
/// A longer file is not shown as text. **Units**: octets.
const LONGEST_TEXT: i64 = 1024 * 1024;
/// As much of a text is shown. **Units**: octets.
const SHOWN_TEXT: usize = 256 * 1024;

/// The parts of an article that have addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its HTML, pictures on other machines blocked.
    Page,
    /// Its HTML with them: for whoever asked for them.
    PageWithRemote,
    /// An attachment as a picture, by its place.
    Picture(usize),
    /// The same, small.
    Thumbnail(usize),
    /// An attachment as text, by its place.
    Text(usize),
    /// A picture on another machine, by its place in the HTML.
    Remote(usize),
}

/// The kinds of numbered parts: the upper four bits of a part's number.
const NUMBERED: [fn(usize) -> Part; 4] = [Part::Picture, Part::Thumbnail, Part::Text, Part::Remote];

impl Part {
    /// Its number; `None` when its place is too far down.
    pub(crate) fn number(self) -> Option<u16> {
        let numbered =
            |kind: u16, place: usize| u16::try_from(place).ok().filter(|place| *place < 0x1000).map(|place| (kind << 12) | place);
        match self {
            Self::Page => Some(0),
            Self::PageWithRemote => Some(1),
            Self::Picture(place) => numbered(1, place),
            Self::Thumbnail(place) => numbered(2, place),
            Self::Text(place) => numbered(3, place),
            Self::Remote(place) => numbered(4, place),
        }
    }

    fn read(number: u16) -> Option<Self> {
        let (kind, place) = (usize::from(number >> 12), usize::from(number & 0xFFF));
        match (kind, place) {
            (0, 0) => Some(Self::Page),
            (0, 1) => Some(Self::PageWithRemote),
            (0, _) => None,
            _ => NUMBERED.get(kind - 1).map(|part| part(place)),
        }
    }
}

/// The signed address of another part of the same article, for the same actor.
pub(crate) fn address(rows: &impl Rows, place: &Place, grant: ContentGrant, part: Part) -> Option<String> {
    sign_content(&rows.purpose_key(room::CONTENT), place, rows.now(), &ContentGrant { part: part.number()?, ..grant })
}

/// What is to be done once the store was asked.
enum Found {
    Page(String),
    Picture(Name, Vec<u8>, Fit),
    Remote(Name, String),
}

async fn find(context: Context, grant: ContentGrant) -> Result<Option<ContentPart>, Fault> {
    let Some(part) = Part::read(grant.part) else { return Ok(None) };
    let by = By { actor: grant.actor, ..context.by.clone() };
    let place = context.place.clone();
    let now = context.house.ambient.now();
    let found = match context.door.read(by, now, move |view| look(view, &place, grant, part)).await {
        Ok(found) => found,
        Err(Refusal::NotFound | Refusal::Forbidden) => return Ok(None),
        Err(Refusal::Fault(fault)) => return Err(fault),
    };
    let pictures = || context.house.service::<Pictures>();
    let shown = match found {
        Found::Page(document) => {
            return Ok(Some(ContentPart { media_type: "text/html; charset=utf-8".into(), bytes: document.into_bytes() }));
        }
        Found::Picture(name, bytes, fit) => pictures()?.own(now, name, (grant.article, &bytes), fit).await,
        Found::Remote(name, address) => pictures()?.remote(now, name, (grant.article, &address)).await,
    };
    Ok(shown.map(|shown| ContentPart { media_type: shown.media_type.into(), bytes: shown.bytes.to_vec() }))
}

fn look(view: &View<'_>, place: &Place, grant: ContentGrant, part: Part) -> Result<Found, Refusal> {
    let (article, ticket) = queries::article(view, ArticleId(grant.article))?;
    let own = || -> Result<Vec<Attachment>, Fault> {
        Ok(store::attachments_of(view, ticket.id)?.into_iter().filter(|file| file.article == article.id).collect())
    };
    let file = |place: usize| own()?.into_iter().nth(place).ok_or(Refusal::NotFound);
    match part {
        Part::Page | Part::PageWithRemote => {
            let html = article.html.as_ref().ok_or(Refusal::NotFound)?;
            let markup = with_own(view, place, grant, &html.markup, &own()?);
            let remote = |number: usize| address(view, place, grant, Part::Remote(number)).filter(|_| number < REMOTE);
            let markup = if part == Part::Page { markup } else { wire::html::with_pictures(&markup, &remote) };
            Ok(Found::Page(document(&markup)))
        }
        Part::Picture(place) => picture(view, &file(place)?, Fit::SCREEN),
        Part::Thumbnail(place) => picture(view, &file(place)?, Fit::THUMBNAIL),
        Part::Text(place) => {
            let file = file(place).ok().filter(Attachment::is_text).ok_or(Refusal::NotFound)?;
            let bytes = view.blob(file.bytes)?;
            let text = wire::mime::read_text(bytes.get(..SHOWN_TEXT).unwrap_or(&bytes));
            Ok(Found::Page(text_document(&text, bytes.len() > SHOWN_TEXT)))
        }
        Part::Remote(number) => {
            let all = article.html.as_ref().map(|html| wire::html::remote_pictures(&html.markup)).unwrap_or_default();
            let address = all.into_iter().nth(number).filter(|_| number < REMOTE).ok_or(Refusal::NotFound)?;
            Ok(Found::Remote(name(view, &[&article.id.0.0, address.as_bytes()]), address))
        }
    }
}

fn picture(view: &View<'_>, file: &Attachment, fit: Fit) -> Result<Found, Refusal> {
    if !usize::try_from(file.size).is_ok_and(|size| size <= LARGEST_FILE) {
        return Err(Refusal::NotFound);
    }
    let name = name(view, &[&file.id.0.0, &fit.edge.to_be_bytes()]);
    Ok(Found::Picture(name, view.blob(file.bytes)?, fit))
}

fn name(rows: &impl Rows, parts: &[&[u8]]) -> Name {
    keyed_hash(rows.purpose_key("pictures").reveal(), parts)
}

/// Fills in the addresses of the pictures that came along.
fn with_own(rows: &impl Rows, place: &Place, grant: ContentGrant, markup: &str, own: &[Attachment]) -> String {
    let mut markup = markup.to_owned();
    for (index, file) in own.iter().enumerate() {
        let Some(id) = file.content_id.as_deref() else { continue };
        if let Some(address) = address(rows, place, grant, Part::Picture(index)) {
            markup = markup.replace(&format!("\"{}\"", picture_mark(id)), &format!("\"{address}\""));
        }
    }
    markup
}

/// What the addresses of a mail's own pictures begin with.
const MARK: &str = "https://part.invalid/";

/// What stands for a picture of the mail in its sanitised HTML, until it is served: an address that leads nowhere (RFC 2606 §2).
pub fn picture_mark(content_id: &str) -> String {
    let plain: String = content_id.chars().filter(|sign| sign.is_ascii_alphanumeric() || "@.-_".contains(*sign)).collect();
    format!("{MARK}{plain}")
}

impl Html {
    /// The markup with its pictures by the ids of their parts (RFC 2392), as a mail has it.
    pub fn with_ids(&self) -> String {
        self.markup.replace(&format!("\"{MARK}"), "\"cid:")
    }

    /// Whether a part of the mail stands in the markup as a picture.
    pub fn shows(&self, content_id: &str) -> bool {
        self.markup.contains(&format!("\"{}\"", picture_mark(content_id)))
    }
}

impl Article {
    /// How many pictures lie on other machines and can be asked for.
    pub(crate) fn remote_pictures(&self) -> usize {
        self.html.as_ref().map_or(0, |html| wire::html::remote_pictures(&html.markup).len().min(REMOTE))
    }
}

impl Attachment {
    /// Whether its first bytes are those of a picture that can be shown.
    pub(crate) fn is_picture(&self) -> bool {
        let small = usize::try_from(self.size).is_ok_and(|size| size <= LARGEST_FILE);
        small && ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"].contains(&self.media_type.as_str())
    }

    /// Whether it can be read as it is.
    pub(crate) fn is_text(&self) -> bool {
        self.size <= LONGEST_TEXT && (self.media_type.starts_with("text/") || self.media_type == "application/json")
    }
}

const HEAD: &str = "<!doctype html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light\"><meta name=\"responsive-embedded-sizing\">\
                    <base target=\"_blank\">";

fn document(markup: &str) -> String {
    format!(
        "{HEAD}<style>body{{margin:8px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style>{markup}"
    )
}

/// A text as it is; whatever it holds is letters.
fn text_document(text: &str, cut: bool) -> String {
    format!(
        "{HEAD}<style>body{{margin:16px;font:13px/20px ui-monospace,monospace}}pre{{margin:0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}}</style>\
         <pre>\n{}{}</pre>",
        wire::html::escape(text),
        if cut { "\n…" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_back_and_others_are_none() {
        let all = [Part::Page, Part::PageWithRemote, Part::Picture(0), Part::Thumbnail(7), Part::Text(4_095), Part::Remote(99)];
        for part in all {
            assert_eq!(part.number().and_then(Part::read), Some(part));
        }
        assert_eq!(Part::Remote(4_096).number(), None);
        for number in [2, 0xFFF, 0x5000, 0xFFFF] {
            assert_eq!(Part::read(number), None, "{number}");
        }
    }

    #[test]
    fn texts_are_letters() {
        let shown = text_document("<script>x</script>\u{202e} & </pre>", true);
        assert!(shown.ends_with("<pre>\n&lt;script&gt;x&lt;/script&gt;\u{202e} &amp; &lt;/pre&gt;\n…</pre>"), "{shown}");
    }
}
