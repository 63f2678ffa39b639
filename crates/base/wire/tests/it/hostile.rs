//! The hostile mails of `tests/hostile`, sanitised and then read by the tokeniser that browsers' parsers are made like.
//! What a browser does with them is the other half: `ui/e2e/hostile.mjs`.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer};
use std::cell::RefCell;
use std::path::Path;
use wire::html::{remote_pictures, sanitise, with_pictures};

const ELEMENTS: &str = "a abbr address article aside b bdi bdo big blockquote br caption center cite code dd del dfn div dl dt em figcaption figure \
    font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub sup table \
    tbody td tfoot th thead time tr tt u ul var";
const ATTRIBUTES: &str = "align alt bgcolor border cellpadding cellspacing color colspan data-remote dir face height href lang nowrap rel rowspan \
    size src start style target title type valign value width";

/// A hostile mail.
struct Mail {
    name: String,
    html: String,
}

fn mails() -> Vec<Mail> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the mails").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut mails = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "txt")) {
        let text = std::fs::read_to_string(file).expect("the mails");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, html) = line.split_once(": ").unwrap_or_else(|| panic!("{line} has no name"));
            let number = (mails.len() + 1).to_string();
            mails.push(Mail { name: format!("{}/{name}", file.file_stem().unwrap().display()), html: expand(html, &number) });
        }
    }
    mails
}

/// What a line stands for: see the folder's README.
fn expand(line: &str, number: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, tail)) = rest.split_once('⟦') {
        let (inside, tail) = tail.split_once('⟧').expect("a mark ends");
        out.push_str(before);
        match inside.split_once('×') {
            Some((times, piece)) => out.push_str(&piece.repeat(times.parse().expect("a number"))),
            None => out.push(char::from_u32(u32::from_str_radix(inside, 16).expect("a number")).expect("a character")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out.replace("{JS}", "top.postMessage({N},`*`)")
        .replace("{U}", "https://{H}/")
        .replace("{H}", "n{N}.trap.example")
        .replace("{N}", number)
}

#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

/// The first thing in it that must not be there.
fn harm(html: &str) -> Option<String> {
    let tokenizer = Tokenizer::new(Tags::default(), html5ever::tokenizer::TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let tags = tokenizer.sink.0.into_inner();
    tags.iter().find_map(harm_of)
}

fn harm_of(tag: &Tag) -> Option<String> {
    let listed = |list: &str, name: &str| list.split_ascii_whitespace().any(|known| known == name);
    if !listed(ELEMENTS, &tag.name) {
        return Some(format!("<{}>", tag.name));
    }
    tag.attrs.iter().find_map(|attribute| {
        let (name, value) = (&*attribute.name.local, attribute.value.to_ascii_lowercase());
        let begins = |schemes: &[&str]| schemes.iter().any(|scheme| value.starts_with(scheme));
        let fine = match name {
            "href" => begins(&["http:", "https:", "mailto:", "tel:"]),
            "data-remote" => begins(&["http:", "https:"]),
            "src" => value.starts_with("/own/"),
            "target" => value == "_blank",
            "rel" => value == "noopener noreferrer nofollow",
            "style" => {
                let calls = value.replace("rgba(", "").replace("rgb(", "").replace("hsla(", "").replace("hsl(", "");
                !calls.contains(['(', '\\', '@', '{', '}', '<'])
                    && !calls.contains("//")
                    && !["position", "content", "behavior", "binding", "animation", "transition", "z-index", "opacity", "transform", "--"]
                        .iter()
                        .any(|bad| calls.split(';').any(|one| one.trim_start().starts_with(bad)))
            }
            "alt" | "title" => true,
            _ => listed(ATTRIBUTES, name) && !value.contains([':', '/', '(', '<']),
        };
        (!fine || attribute.name.ns != *"").then(|| format!("{name}={value}"))
    })
}

#[test]
fn nothing_of_the_hostile_mails_is_left() {
    let mails = mails();
    assert!(mails.len() >= 300, "{} mails", mails.len());
    let own = |id: &str| Some(format!("/own/{}", id.len()));
    for Mail { name, html } in &mails {
        let once = sanitise(html, &own).html;
        assert_eq!(harm(&once), None, "{name}: {once:.400}");
        let plain = sanitise(html, &|_| None).html;
        // Beyond its limits text is split where it gets dear, and what was split is split elsewhere the next time.
        let again = sanitise(&plain, &|_| None).html;
        assert!(again == plain || plain.len() > 64 * 1024, "{name}, again: {again:.400}");
        let count = remote_pictures(&plain).len();
        let shown = with_pictures(&plain, &|number| (number < count).then(|| format!("/own/{number}")));
        assert_eq!(harm(&shown), None, "{name}, with its pictures: {shown:.400}");
        assert_eq!(harm(&wire::html::escape(&wire::html::to_text(html))), None, "{name}, as text");
    }
}

/// The sabotage: the same judge, shown the mails as they came.
#[test]
fn the_judge_sees_what_is_wrong_with_them() {
    let mails = mails();
    let harmless: Vec<&str> = mails.iter().filter(|mail| harm(&mail.html).is_none()).map(|mail| mail.name.as_str()).collect();
    assert!(harmless.len() * 20 < mails.len(), "{} of {} look harmless: {harmless:?}", harmless.len(), mails.len());
}
