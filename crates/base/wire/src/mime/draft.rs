//! Mails of our own.

use super::attachment::Attachment;
use super::automatic::OWN_LOOP;
use super::encode::{base64_body, id_field, mailbox_field, name_parameter, text_body, text_field};
use super::headers::one_line;
use super::mailbox::Mailbox;
use super::message_id::MessageId;
use kernel::{Dice, EmailAddress, Timestamp};

/// A mail to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Who writes.
    pub from: Mailbox,
    /// Where answers go, when not to `from`.
    pub reply_to: Vec<Mailbox>,
    /// To whom it is addressed.
    pub to: Vec<Mailbox>,
    /// Who gets a copy.
    pub cc: Vec<Mailbox>,
    /// Who gets a copy without the others being told: in the envelope ([`Draft::recipients`]), never in the header.
    pub bcc: Vec<Mailbox>,
    /// The subject.
    pub subject: String,
    /// Its id.
    pub message_id: MessageId,
    /// The ids of what it answers.
    pub in_reply_to: Vec<MessageId>,
    /// The ids of its thread, oldest first.
    pub references: Vec<MessageId>,
    /// When it was written.
    pub date: Timestamp,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// Files; those that are inline and have a content id travel with the HTML.
    pub attachments: Vec<Attachment>,
    /// What a report tells programs (RFC 3464 §2); then the mail is that report, and the text tells people.
    pub status: Option<String>,
    /// Further header fields.
    pub extra: Vec<(Extra, String)>,
}

/// The header fields that a draft may carry besides its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// `Auto-Submitted` (RFC 3834 §5).
    AutoSubmitted,
    /// `X-Auto-Response-Suppress`, which Exchange obeys.
    AutoResponseSuppress,
    /// `Precedence`, which older programs obey.
    Precedence,
    /// `X-Beleg-Loop`, by which we know our own automatic mails again.
    Loop,
}

impl Extra {
    const fn name(self) -> &'static str {
        match self {
            Self::AutoSubmitted => "Auto-Submitted",
            Self::AutoResponseSuppress => "X-Auto-Response-Suppress",
            Self::Precedence => "Precedence",
            Self::Loop => OWN_LOOP,
        }
    }
}

impl Draft {
    /// The addresses of the envelope: To, Cc and Bcc, each once; what is no address is left out.
    pub fn recipients(&self) -> Vec<EmailAddress> {
        let mut all: Vec<EmailAddress> = Vec::new();
        for address in [&self.to, &self.cc, &self.bcc].into_iter().flatten().filter_map(|mailbox| mailbox.parsed.as_ref()) {
            if !all.contains(address) {
                all.push(address.clone());
            }
        }
        all
    }
}

/// Writes the mail as it goes over the wire: CR LF, no line over 998 octets, all of it ASCII except addresses that are not.
///
/// The same draft and the same dice give the same bytes. The text ends with a line end afterwards, even if it had none.
///
/// # Security
/// No field can begin another: line ends and other control characters in any value become blanks or vanish.
pub fn build(draft: &Draft, boundary_seed: &mut Dice) -> Vec<u8> {
    let mut out = String::new();
    out.push_str(&mailbox_field("From", std::slice::from_ref(&draft.from)));
    out.push_str(&mailbox_field("Reply-To", &draft.reply_to));
    out.push_str(&mailbox_field("To", &draft.to));
    out.push_str(&mailbox_field("Cc", &draft.cc));
    out.push_str(&text_field("Subject", &draft.subject));
    out.push_str(&format_date(draft.date));
    out.push_str(&id_field("Message-ID", std::slice::from_ref(&draft.message_id)));
    out.push_str(&id_field("In-Reply-To", &draft.in_reply_to));
    out.push_str(&id_field("References", &draft.references));
    for (extra, value) in &draft.extra {
        let value: String = value.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
        out.push_str(&text_field(extra.name(), &value));
    }
    out.push_str("MIME-Version: 1.0\r\n");
    tree(draft).write(boundary_seed, &mut out);
    out.into_bytes()
}

/// RFC 5322 §3.3, always in UTC.
fn format_date(at: Timestamp) -> String {
    format!("Date: {}\r\n", at.to_zoned_utc().strftime("%a, %d %b %Y %H:%M:%S +0000"))
}

/// A part to be written.
enum Node {
    Leaf { head: String, body: String },
    Many { subtype: &'static str, parts: Vec<Node> },
}

/// `mixed { alternative { text, related { html, inline files } }, files }`, without the levels that hold one part.
fn tree(draft: &Draft) -> Node {
    let text = leaf_text("plain", &draft.text);
    if let Some(status) = &draft.status {
        let status = Node::Leaf { head: "Content-Type: message/delivery-status\r\n".to_owned(), body: status.clone() };
        return Node::Many { subtype: "report; report-type=delivery-status", parts: vec![text, status] };
    }
    let belongs = |file: &&Attachment| draft.html.is_some() && file.inline && file.content_id.is_some();
    let (inner, outer): (Vec<_>, Vec<_>) = draft.attachments.iter().partition(belongs);
    let body = match &draft.html {
        None => text,
        Some(html) => {
            let parts = std::iter::once(leaf_text("html", html)).chain(inner.into_iter().map(leaf_file)).collect();
            Node::Many { subtype: "alternative", parts: vec![text, Node::wrap("related", parts)] }
        }
    };
    Node::wrap("mixed", std::iter::once(body).chain(outer.into_iter().map(leaf_file)).collect())
}

fn leaf_text(subtype: &str, text: &str) -> Node {
    let (encoding, body) = text_body(text);
    Node::Leaf { head: format!("Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n"), body }
}

fn leaf_file(file: &Attachment) -> Node {
    let kind = if is_media_type(&file.kind) { file.kind.as_str() } else { "application/octet-stream" };
    let disposition = if file.inline { "inline" } else { "attachment" };
    let mut head = format!("Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {disposition}");
    head.push_str(&name_parameter("filename", &one_line(&file.name)));
    head.push_str("\r\n");
    if let Some(id) = file.content_id.as_deref().and_then(MessageId::parse) {
        head.push_str(&id_field("Content-ID", &[id]));
    }
    Node::Leaf { head, body: base64_body(&file.bytes) }
}

/// A plain media type that may be sent in base64; composite types may not (RFC 2046 §5).
fn is_media_type(kind: &str) -> bool {
    let token = |t: &str| !t.is_empty() && t.len() <= 100 && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+._".contains(&b));
    kind.split_once('/').is_some_and(|(family, subtype)| token(family) && token(subtype) && family != "message" && family != "multipart")
}

impl Node {
    fn wrap(subtype: &'static str, mut parts: Vec<Self>) -> Self {
        match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => Self::Many { subtype, parts: parts.into_iter().chain(last).collect() },
        }
    }

    fn write(self, dice: &mut Dice, out: &mut String) {
        match self {
            Self::Leaf { head, body } => {
                out.push_str(&head);
                out.push_str("\r\n");
                out.push_str(&body);
            }
            Self::Many { subtype, parts } => {
                // `=_` occurs neither in quoted-printable nor in base64; the rest cannot be guessed by who wrote the text.
                let boundary = format!("=_{:032x}", u128::from_be_bytes(dice.bytes()));
                out.extend(["Content-Type: multipart/", subtype, ";\r\n boundary=\"", &boundary, "\"\r\n\r\n"]);
                for part in parts {
                    out.extend(["--", &boundary, "\r\n"]);
                    part.write(dice, out);
                    out.push_str("\r\n");
                }
                out.extend(["--", &boundary, "--\r\n"]);
            }
        }
    }
}
