//! A mail, understood.

use super::attachment::Attachment;
use super::automatic::Loop;
use super::body::Body;
use super::headers::{Headers, one_line};
use super::mailbox::Mailbox;
use super::message_id::MessageId;
use super::tree::Walk;
use super::words;
use kernel::Timestamp;

/// **Units**: octets of a mail that are looked at.
pub const LONGEST_MAIL: usize = 25 * 1024 * 1024;
/// **Units**: characters of a subject.
const LONGEST_SUBJECT: usize = 1_000;

/// What a mail says.
///
/// Every byte string is a mail: what breaks the rules is read as well as it can be, and `malformed` says that it
/// does. The raw bytes stay with the caller; they are the evidence, this is the reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Who wrote: the first address of From; where there is none, of Sender or Reply-To, which `malformed` tells.
    pub from: Option<Mailbox>,
    /// Where answers go, when not to `from`.
    pub reply_to: Vec<Mailbox>,
    /// To whom it is addressed.
    pub to: Vec<Mailbox>,
    /// Who got a copy.
    pub cc: Vec<Mailbox>,
    /// The subject, decoded. **Shape**: one line, at most 1,000 characters; may be empty.
    pub subject: String,
    /// Its own id.
    pub message_id: Option<MessageId>,
    /// The ids of what it answers.
    pub in_reply_to: Vec<MessageId>,
    /// The ids of its thread, oldest first, at most 100.
    pub references: Vec<MessageId>,
    /// When it was written, by the clock of its sender.
    pub date: Option<Timestamp>,
    /// The text; made from the HTML when there is only that. **Shape**: lines end with `\n`, no NUL.
    pub text: String,
    /// The HTML as received, only decoded. **Shape**: at most 1 MiB; longer HTML is read as text only, which `malformed` tells.
    ///
    /// # Security
    /// Hostile. It goes to [`crate::html::sanitise`] before anybody sees it.
    pub html: Option<String>,
    /// Everything else, in the order of the mail.
    pub attachments: Vec<Attachment>,
    /// Whether a program wrote it.
    pub auto: Loop,
    /// What was odd about it first, in a few words.
    pub malformed: Option<String>,
    headers: Vec<(String, String)>,
}

impl Mail {
    /// Reads a mail. Beyond 25 MiB, 200 parts, 20 levels or 64 KiB of header nothing is looked at, which `malformed` tells.
    pub fn understand(raw: &[u8]) -> Self {
        let mut walk = Walk::default();
        let within = raw.get(..LONGEST_MAIL).unwrap_or(raw);
        if within.len() < raw.len() {
            walk.note("longer than 25 MiB");
        }
        let root = walk.mail(within.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(within));
        let body = Body::read(&root, &mut walk);
        let headers = &root.headers;
        let from = sender(headers, &mut walk);
        let subject = one_line(&words::decode(headers.get("subject").unwrap_or_default()));
        Self {
            from,
            reply_to: mailboxes(headers, "reply-to"),
            to: mailboxes(headers, "to"),
            cc: mailboxes(headers, "cc"),
            subject: subject.chars().take(LONGEST_SUBJECT).collect(),
            message_id: headers
                .get("message-id")
                .and_then(|id| MessageId::parse_list(id).into_iter().next().or_else(|| MessageId::parse(id))),
            in_reply_to: ids(headers, "in-reply-to"),
            references: ids(headers, "references"),
            date: headers.date(),
            text: body.text,
            html: body.html,
            attachments: body.attachments,
            auto: Loop::read(headers, &root.kind.value),
            malformed: walk.oddity.map(str::to_owned),
            headers: headers.readable(),
        }
    }

    /// The first header field of that name, unfolded and decoded; names are compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All header fields in their order, unfolded and decoded, as far as the first 64 KiB hold them.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }
}

/// The first sender with an address, else the first one at all.
fn sender(headers: &Headers, walk: &mut Walk) -> Option<Mailbox> {
    if headers.all("from").count() > 1 {
        walk.note("more than one From");
    }
    let from = mailboxes(headers, "from");
    if let Some(named) = from.iter().find(|mailbox| mailbox.parsed.is_some()) {
        return Some(named.clone());
    }
    walk.note("no address in From");
    let others = mailboxes(headers, "sender").into_iter().chain(mailboxes(headers, "reply-to"));
    others.filter(|mailbox| mailbox.parsed.is_some()).chain(from).next()
}

fn mailboxes(headers: &Headers, name: &str) -> Vec<Mailbox> {
    headers.all(name).flat_map(Mailbox::parse_list).take(1_000).collect()
}

fn ids(headers: &Headers, name: &str) -> Vec<MessageId> {
    MessageId::parse_list(&headers.all(name).collect::<Vec<_>>().join(" "))
}
