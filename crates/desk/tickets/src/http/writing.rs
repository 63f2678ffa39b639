//! Articles as clients send them, turned into what commands take.

pub(super) use super::sending_along::{AttachmentBody, Earlier, Files};
use crate::commands::ArticleError;
use crate::model::{ATTACHMENTS, Article, Asker, Attachment, AttachmentId, Channel, Html, Lock, MailLines, NewArticle, Sender, TicketId};
use crate::rights::{self, Kind};
use ::store::Rows;
use kernel::{AgentId, EmailAddress, Fault};
use room::Context;
use serde::Deserialize;
use utoipa::ToSchema;
use web::Problem;
use wire::mime::Mailbox;

/// An article to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArticleBody {
    pub(super) channel: Channel,
    #[serde(default)]
    sender: Option<Sender>,
    #[serde(default)]
    to: Vec<String>,
    #[serde(default)]
    cc: Vec<String>,
    /// Blind copies: in the envelope, never in the mail.
    #[serde(default)]
    bcc: Vec<String>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    visible_to_customer: Option<bool>,
    #[serde(default)]
    attachments: Option<Vec<AttachmentBody>>,
    /// The mail that this one sends again; what is left out here is taken from it.
    #[serde(default)]
    pub(super) resends: Option<String>,
    /// The article that this one answers.
    #[serde(default)]
    pub(super) in_reply_to: Option<String>,
    /// The state that the ticket gets with it.
    #[serde(default)]
    pub(super) state: Option<String>,
    /// When that state ends, if it is a pending one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(super) pending_until: Option<kernel::Timestamp>,
}

/// Largest HTML that a client may send. **Units**: bytes.
const HTML: usize = 2 * 1024 * 1024;
/// Most addresses of a mail.
const ADDRESSES: usize = 100;

impl ArticleBody {
    /// Checks what can be checked without the store, and makes the attachments safe.
    pub(super) async fn into_article(self, context: &Context, kept: Vec<Earlier>) -> Result<NewArticle, Problem> {
        let files = Files::read(self.attachments.unwrap_or_default(), kept)?;
        let (text, html) = body(self.body, self.html, &files)?;
        let lines = MailLines {
            to: mailboxes(&self.to, "article.to")?,
            cc: mailboxes(&self.cc, "article.cc")?,
            bcc: mailboxes(&self.bcc, "article.bcc")?,
            ..MailLines::default()
        };
        let sender = match (self.channel, self.sender) {
            (Channel::Phone, None) => Sender::Customer,
            (Channel::Phone, Some(sender @ (Sender::Agent | Sender::Customer))) => sender,
            (_, None | Some(Sender::Agent)) => Sender::Agent,
            (_, Some(_)) => return Err(Problem::invalid("article.sender", "not-yours")),
        };
        Ok(NewArticle {
            channel: self.channel,
            sender,
            visible: self.visible_to_customer.unwrap_or(self.channel != Channel::Internal),
            author_name: context.guest.as_ref().map_or_else(String::new, |guest| guest.name.clone()),
            subject: crate::model::tidy_title(&self.subject),
            attachments: files.store(context, html.as_ref()).await?,
            text,
            html,
            lines,
            raw: None,
            malformed: None,
        })
    }

    /// Takes what is left out from a mail that went out before.
    pub(super) fn take_from(&mut self, earlier: &Article) {
        if self.to.is_empty() && self.cc.is_empty() && self.bcc.is_empty() {
            let MailLines { to, cc, bcc, .. } = earlier.lines.clone();
            (self.to, self.cc, self.bcc) = (to, cc, bcc);
        }
        if self.subject.is_empty() {
            self.subject.clone_from(&earlier.subject);
        }
        if self.body.is_none() && self.html.is_none() {
            self.body = Some(earlier.text.clone());
            self.html = earlier.html.as_ref().map(Html::with_ids);
        }
    }

    /// Whether nothing is said about files.
    pub(super) const fn keeps_all(&self) -> bool {
        self.attachments.is_none()
    }

    /// Takes these files along.
    pub(super) fn keep<'a>(&mut self, files: impl Iterator<Item = &'a Attachment>) {
        self.attachments = Some(files.map(AttachmentBody::kept).collect());
    }

    /// The ids of files that the ticket has already. Before a byte of one is read it is known that they are not too many.
    pub(super) fn kept(&self) -> Result<Vec<AttachmentId>, Problem> {
        if self.attachments.as_ref().is_some_and(|files| files.len() > ATTACHMENTS) {
            return Err(ArticleError::TooManyAttachments.into());
        }
        self.attachments.iter().flatten().filter_map(AttachmentBody::kept_id).collect()
    }
}

fn body(text: Option<String>, html: Option<String>, files: &Files) -> Result<(String, Option<Html>), Problem> {
    match (text, html) {
        (Some(text), None) => Ok((text, None)),
        (text, Some(html)) if html.len() <= HTML => {
            let clean = wire::html::sanitise(&html, &|id| files.picture(id));
            let text = text.unwrap_or_else(|| wire::html::to_text(&clean.html));
            Ok((text, Some(Html { markup: clean.html, heights: clean.height_hints })))
        }
        (_, Some(_)) => Err(Problem::invalid("article.html", "too-long")),
        (None, None) => Ok((String::new(), None)),
    }
}

fn mailboxes(lines: &[String], field: &'static str) -> Result<Vec<String>, Problem> {
    if lines.len() > ADDRESSES {
        return Err(Problem::invalid(field, "too-many"));
    }
    let read = |line: &String| mailbox(line).map(|mailbox| mailbox.to_string()).ok_or_else(|| Problem::invalid(field, "not-an-address"));
    lines.iter().map(read).collect()
}

/// Exactly one mailbox, `address` or `name <address>`; what a program sends is taken to the letter or not at all.
fn mailbox(line: &str) -> Option<Mailbox> {
    let line = line.trim();
    if line.chars().any(char::is_control) {
        return None;
    }
    let (name, address) = match line.strip_suffix('>').and_then(|line| line.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim()), address),
        None => (None, line),
    };
    let plain = name.map(|name| name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name));
    if plain.is_some_and(|name| name.contains(['<', '>', '"', '\\'])) {
        return None;
    }
    let mailbox = Mailbox::new(plain.filter(|name| !name.is_empty()), address);
    (mailbox.parsed.is_some() && mailbox.address == address).then_some(mailbox)
}

/// Whether whoever calls has a right on a ticket, asked before their files are made safe: what is refused is not kept.
pub(super) async fn may<K: Kind>(context: &Context, id: TicketId) -> Result<(), Problem> {
    Ok(context.read(move |view| rights::permit::<K>(view, id).map(drop)).await?)
}

/// For whom a ticket is, from a login or an address.
pub(super) fn asker(rows: &impl Rows, text: &str) -> Result<Option<Asker>, Fault> {
    if let Some(user) = people::customer_user_by_login(rows, text)? {
        return Ok(Some(of_user(user)));
    }
    let Some(mailbox) = Mailbox::parse_list(text).into_iter().next() else { return Ok(None) };
    let Some(email) = mailbox.parsed else { return Ok(None) };
    of_address(rows, &email, mailbox.name).map(Some)
}

/// For whom a ticket is, from an address: the customer user who has it, or just the address.
pub(crate) fn of_address(rows: &impl Rows, email: &EmailAddress, name: Option<String>) -> Result<Asker, Fault> {
    Ok(match people::customer_user_by_address(rows, email)? {
        Some(user) => of_user(user),
        None => Asker { user: None, customer: None, email: Some(email.clone()), name },
    })
}

pub(super) fn of_user(user: people::CustomerUser) -> Asker {
    Asker {
        user: Some(user.id),
        customer: user.customer.map(|customer| customer.id.as_str().to_owned()),
        email: Some(user.email),
        name: Some(user.name),
    }
}

/// An agent by login, for `owner` and `responsible`.
pub(super) fn agent(rows: &impl Rows, login: &str) -> Result<Option<AgentId>, Fault> {
    Ok(people::agent_by_login(rows, login)?.map(|agent| agent.id))
}

/// A ticket from the path: its id, or its number.
pub(super) async fn ticket_of(call: &web::Call, context: &Context) -> Result<TicketId, Problem> {
    let text = call.text("id").unwrap_or_default().to_owned();
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    if !crate::number::is_number(&text) {
        return Err(Problem::not_found());
    }
    context.read(move |view| crate::queries::id_of_number(view, &text)).await?.ok_or_else(Problem::not_found)
}

/// Holds the lock that a client names.
pub(super) fn lock(word: Option<Lock>) -> Lock {
    word.unwrap_or(Lock::Unlock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_taken_to_the_letter_or_not_at_all() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(mailbox(line).map(|mailbox| mailbox.to_string()).as_deref(), expected, "{line}");
        };
        check("bob@kunde.example", Some("bob@kunde.example"));
        check(" Bob Beispiel <bob@kunde.example> ", Some("\"Bob Beispiel\" <bob@kunde.example>"));
        check("\"Müller, Jörg\" <jm@kunde.example>", Some("\"Müller, Jörg\" <jm@kunde.example>"));
        check("a@x.example>\r\nRCPT TO:<evil@x.example", None);
        check("a@x.example, b@x.example", None);
        check("<a@x.example> <b@x.example>", None);
        check("Bob <bob@kunde.example> (comment)", None);
        check("bob", None);
        check("", None);
    }
}
