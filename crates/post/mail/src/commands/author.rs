//! Who wrote a mail, as far as the desk knows, and which words it brings.

use super::Letter;
use crate::step::Step;
use kernel::Fault;
use people::CustomerUser;
use store::Act;
use tickets::{Asker, Channel, MailLines, NewArticle, NewAttachment, Sender};
use wire::mime::Mailbox;

/// Who wrote, as far as the desk knows.
pub(super) struct Author {
    pub(super) asker: Asker,
    pub(super) name: String,
    pub(super) locale: Option<kernel::Locale>,
}

/// Looks the sender up.
pub(super) fn sender(act: &Act<'_>, arrived: &Letter, steps: &mut Vec<Step>) -> Result<Author, Fault> {
    let mailbox = arrived.mail.from.as_ref();
    let email = mailbox.and_then(|from| from.parsed.clone()).or_else(|| arrived.envelope_from.clone());
    let written = mailbox.and_then(|from| from.name.clone());
    let known: Option<CustomerUser> = match &email {
        Some(email) => people::customer_user_by_address(act, email)?,
        None => None,
    };
    steps.push(match (&known, &email) {
        (Some(user), _) => Step::KnownSender { login: user.login.clone() },
        (None, Some(_)) => Step::UnknownSender,
        (None, None) => Step::NoSender,
    });
    let shown = written.clone().or_else(|| mailbox.map(|from| from.address.clone()).filter(|address| !address.is_empty()));
    Ok(match known {
        Some(user) => Author {
            asker: Asker {
                user: Some(user.id),
                customer: user.customer.map(|customer| customer.id.as_str().to_owned()),
                email,
                name: Some(user.name.clone()),
            },
            name: shown.unwrap_or(user.name),
            locale: Some(user.locale),
        },
        None => Author {
            name: shown.unwrap_or_else(|| email.as_ref().map_or_else(|| "MAILER-DAEMON".into(), ToString::to_string)),
            asker: Asker { user: None, customer: None, email, name: written },
            locale: None,
        },
    })
}

/// The mail as an article.
pub(super) fn article(arrived: &Letter, from: &Author) -> NewArticle {
    let mail = &arrived.mail;
    let lines = |mailboxes: &[Mailbox]| mailboxes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let attachments = mail.attachments.iter().zip(&arrived.attachments).map(|(attachment, stored)| NewAttachment {
        name: attachment.name.clone(),
        media_type: attachment.kind.clone(),
        content_id: attachment.content_id.clone(),
        stored: stored.clone(),
    });
    NewArticle {
        channel: Channel::Email,
        sender: Sender::Customer,
        visible: true,
        author_name: from.name.clone(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: arrived.html.clone(),
        lines: MailLines {
            from: mail.from.as_ref().map(ToString::to_string),
            to: lines(&mail.to),
            cc: lines(&mail.cc),
            message_id: mail.message_id.as_ref().map(|id| id.as_str().to_owned()),
            in_reply_to: mail.in_reply_to.first().map(|id| id.as_str().to_owned()),
            ..MailLines::default()
        },
        attachments: attachments.collect(),
        raw: Some(arrived.raw.clone()),
        malformed: mail.malformed.clone(),
    }
}
