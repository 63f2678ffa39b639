//! Mails with what another parser makes of them, part by part, as JSON.

use crate::score::{Corpus, forgiving, words};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use serde_json::Value;
use std::fmt::Write;
use wire::html;
use wire::mime::{Mail, Mailbox};

/// Compares one mail with its description.
pub(crate) fn compare(corpus: &mut Corpus<'_>, file: &str, raw: &[u8], told: &Value) {
    let mail = Mail::understand(raw);
    let root = Described(&told["parts"][0]);
    let text = |name: &str| root.header(name).and_then(|value| value["Text"].as_str()).map(squeeze).unwrap_or_default();
    let subject = text("subject");
    corpus.compare(file, "subject", &forgiving(&squeeze(&mail.subject), &subject), &subject);
    let id: String = text("message_id").split_whitespace().collect();
    corpus.compare(file, "message-id", mail.message_id.as_ref().map_or("", |id| id.as_str()), id.as_str());
    corpus.compare(file, "date", &mail.date, &root.header("date").and_then(date));
    let from = root.addresses("from");
    corpus.compare(file, "from", &shown(mail.from.as_slice()), &from.get(..1).unwrap_or_default().to_vec());
    let to = format!("{:?}", root.addresses("to"));
    corpus.compare(file, "to", &forgiving(&format!("{:?}", shown(&mail.to)), &to), &to);
    bodies(corpus, file, &mail, told);
    files(corpus, file, raw, &mail, told);
}

fn bodies(corpus: &mut Corpus<'_>, file: &str, mail: &Mail, told: &Value) {
    let parts = told["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let listed = |list: &str| -> Vec<usize> { indices(&told[list]).collect() };
    let read = |listed: &[usize]| {
        let read = listed.iter().map(|at| match (parts[*at]["body"]["Text"].as_str(), parts[*at]["body"]["Html"].as_str()) {
            (Some(text), _) => text.to_owned(),
            (_, Some(markup)) => html::to_text(markup),
            _ => String::new(),
        });
        words(&read.collect::<Vec<_>>().join("\n"))
    };
    // Text that nobody calls a file is listed as an attachment there, when it is not where text is looked for.
    let stray: Vec<usize> = listed("attachments").into_iter().filter(|at| Described(&parts[*at]).is_bare_text()).collect();
    let mut shown = [listed("text_body"), stray].concat();
    shown.sort_unstable();
    let text = read(&shown);
    corpus.compare(file, "text", &forgiving(&words(&mail.text), &text), &text);
    let rich = listed("html_body");
    let has_markup = rich.iter().any(|at| parts[*at]["body"]["Html"].is_string());
    let markup = if has_markup { read(&rich) } else { String::new() };
    corpus.compare(file, "html", &forgiving(&words(&html::to_text(mail.html.as_deref().unwrap_or_default())), &markup), &markup);
}

/// Names where a part has one; contents of all.
fn files(corpus: &mut Corpus<'_>, file: &str, raw: &[u8], mail: &Mail, told: &Value) {
    let in_body: Vec<usize> = ["text_body", "html_body"].iter().flat_map(|list| indices(&told[*list])).collect();
    let all = told["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_file = |(at, part): &(usize, &Value)| {
        let body = &part["body"];
        let readable = body["Text"].is_string() || body["Html"].is_string();
        !body["Multipart"].is_array() && !(readable && in_body.contains(at)) && !Described(part).is_bare_text()
    };
    let expected: Vec<Described<'_>> = all.iter().enumerate().filter(is_file).map(|(_, part)| Described(part)).collect();
    // A path is reduced to its last part here, to its signs there.
    let mut names: Vec<String> =
        expected.iter().filter_map(Described::name).map(|name| words(name.rsplit('/').next().unwrap_or(&name))).collect();
    let named = |at: usize| expected.len() != mail.attachments.len() || expected.get(at).is_some_and(|part| part.name().is_some());
    let mut seen: Vec<String> =
        mail.attachments.iter().enumerate().filter(|(at, _)| named(*at)).map(|(_, attachment)| words(&attachment.name)).collect();
    names.sort();
    seen.sort();
    let names = names.join(", ");
    corpus.compare(file, "file names", &forgiving(&seen.join(", "), &names), &names);
    let contents: Vec<String> = expected.iter().map(|part| digest(&part.content(raw))).collect();
    let read: Vec<String> = mail.attachments.iter().map(|attachment| digest(&attachment.bytes)).collect();
    corpus.compare(file, "contents", &read, &contents);
}

/// A part as it is described.
struct Described<'j>(&'j Value);

impl<'j> Described<'j> {
    /// The first field of that name.
    fn header(&self, name: &str) -> Option<&'j Value> {
        self.0["headers"].as_array()?.iter().find(|field| field["name"] == name).map(|field| &field["value"])
    }

    fn addresses(&self, name: &str) -> Vec<(String, String)> {
        let fields = self.0["headers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        for field in fields.iter().filter(|field| field["name"] == name) {
            let value = &field["value"]["Address"];
            let groups = value["Group"].as_array().map(Vec::as_slice).unwrap_or_default();
            let lists = groups.iter().map(|group| &group["addresses"]).chain([&value["List"]]);
            for address in lists.filter_map(Value::as_array).flatten() {
                let text = |key: &str| address[key].as_str().map(squeeze).unwrap_or_default();
                found.push((text("name"), text("address")));
            }
        }
        found
    }

    fn name(&self) -> Option<String> {
        let of = |header: &str, key: &str| {
            let all = self.header(header)?["ContentType"]["attributes"].as_array()?;
            all.iter().find(|one| one["name"] == key).and_then(|one| one["value"].as_str()).map(str::to_owned)
        };
        of("content_disposition", "filename").or_else(|| of("content_type", "name"))
    }

    /// Text without a name and without a word that it is a file.
    fn is_bare_text(&self) -> bool {
        let kind = self.header("content_type").map(|value| &value["ContentType"]);
        let family = kind.and_then(|kind| kind["c_type"].as_str()).unwrap_or("text");
        let bare = self.name().is_none() && self.header("content_disposition").is_none();
        self.0["body"]["Text"].is_string() && bare && (family == "text" || family == "multipart")
    }

    fn content(&self, raw: &[u8]) -> Vec<u8> {
        let body = &self.0["body"];
        let octets = ["Binary", "InlineBinary"].iter().find_map(|kind| body[*kind].as_array());
        if let Some(octets) = octets {
            return octets.iter().filter_map(|octet| octet.as_u64().and_then(|octet| u8::try_from(octet).ok())).collect();
        }
        if let Some(text) = body["Text"].as_str().or_else(|| body["Html"].as_str()) {
            return text.as_bytes().to_vec();
        }
        let offset = |key: &str| self.0[key].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
        let raw = raw.get(offset("offset_body")..offset("offset_end")).unwrap_or_default();
        let signs: Vec<u8> = raw.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let is_encoded = self.header("content_transfer_encoding").is_some_and(|value| value["Text"] == "base64");
        if is_encoded { STANDARD.decode(signs).unwrap_or_default() } else { raw.to_vec() }
    }
}

/// Octets as they can be compared: text in some charset by its ASCII, line ends and blanks at the ends left aside.
fn digest(bytes: &[u8]) -> String {
    let ascii: Vec<u8> = bytes.iter().copied().filter(|byte| byte.is_ascii() && *byte != b'\r').collect();
    let mut out = format!("{}:", ascii.trim_ascii().len());
    let sum = ascii
        .trim_ascii()
        .iter()
        .fold(14_695_981_039_346_656_037_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(1_099_511_628_211));
    let _ = write!(out, "{sum:x}");
    out
}

fn indices(list: &Value) -> impl Iterator<Item = usize> {
    list.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(|at| at.as_u64().and_then(|at| usize::try_from(at).ok()))
}

fn date(told: &Value) -> Option<Timestamp> {
    let told = &told["DateTime"];
    let part = |key: &str| told[key].as_u64();
    let sign = if told["tz_before_gmt"].as_bool()? { '-' } else { '+' };
    let text = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        part("year")?,
        part("month")?,
        part("day")?,
        part("hour")?,
        part("minute")?,
        part("second")?,
        part("tz_hour")?,
        part("tz_minute")?
    );
    let read = mail_parser::DateTime::parse_rfc3339(&text).filter(mail_parser::DateTime::is_valid)?;
    Some(Timestamp::from_micros(read.to_timestamp() * 1_000_000))
}

fn shown(mailboxes: &[Mailbox]) -> Vec<(String, String)> {
    mailboxes.iter().map(|mailbox| (squeeze(mailbox.name.as_deref().unwrap_or_default()), mailbox.address.clone())).collect()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
