//! Mails with what Zammad makes of them, as YAML. Its bodies are cleaned HTML, so they are compared word by word.

use crate::score::{Corpus, words};
use wire::html;
use wire::mime::{Mail, Mailbox};
use yaml_rust2::{Yaml, YamlLoader};

/// Compares one mail with its description.
pub(crate) fn compare(corpus: &mut Corpus<'_>, file: &str, raw: &[u8], told: &str) {
    let told = YamlLoader::load_from_str(told).ok().and_then(|all| all.into_iter().next()).unwrap_or(Yaml::BadValue);
    let text = |key: &str| told[key].as_str().unwrap_or_default();
    let mail = Mail::understand(raw);
    let subject = words(&text("subject").chars().take(1_000).collect::<String>());
    corpus.compare(file, "subject", &words(&mail.subject), &subject);
    let (name, address) = mail.from.as_ref().map_or(("", ""), |from| (from.name.as_deref().unwrap_or_default(), from.address.as_str()));
    corpus.compare(file, "from", &(name, address), &(text("from_display_name"), text("from_email")));
    if !told["to"].is_badvalue() {
        let shown = |all: &[Mailbox]| all.iter().map(|to| words(&to.to_string())).collect::<Vec<_>>();
        corpus.compare(file, "to", &shown(&mail.to), &shown(&Mailbox::parse_list(text("to"))));
    }
    body(corpus, file, &mail, text("body"), text("content_type"));
    let Some(listed) = told["attachments"].as_vec() else { return };
    let mut files: Vec<String> = mail.attachments.iter().map(|attachment| words(&attachment.name)).collect();
    // The HTML alternative is kept as a file there.
    let is_file = |told: &&Yaml| told["preferences"]["content-alternative"].as_bool() != Some(true);
    let mut expected: Vec<String> =
        listed.iter().filter(is_file).map(|told| words(told["filename"].as_str().unwrap_or_default())).collect();
    files.sort();
    expected.sort();
    corpus.compare(file, "file names", &files, &expected);
}

/// Its pictures and their descriptions, and links without words, are left aside: they are dropped there.
fn body(corpus: &mut Corpus<'_>, file: &str, mail: &Mail, told: &str, kind: &str) {
    let plain = kind == "text/plain" || (kind.is_empty() && !told.starts_with('<'));
    let read = |markup: &str| words(&html::to_text(&without_pictures(markup)));
    let expected = if plain { words(told) } else { read(told) };
    let expected = if expected == "no visible content" { String::new() } else { expected };
    let (title, seen) = match &mail.html {
        Some(markup) if !plain => (title(markup), read(&html::sanitise(markup, &|_| None).html)),
        _ => (String::new(), words(&mail.text)),
    };
    // The title is taken for text there.
    let expected = expected.strip_prefix(&title).unwrap_or(&expected).trim();
    corpus.compare(file, "text", seen.as_str(), expected);
}

fn title(markup: &str) -> String {
    let lower = markup.to_ascii_lowercase();
    let inner = lower.find("<title>").zip(lower.find("</title>")).and_then(|(from, to)| markup.get(from + 7..to));
    words(inner.unwrap_or_default())
}

fn without_pictures(markup: &str) -> String {
    let mut out = String::new();
    for (nth, piece) in markup.split("<img ").enumerate() {
        out.push_str(if nth == 0 { piece } else { piece.split_once('>').map_or("", |(_, tail)| tail) });
    }
    out
}
