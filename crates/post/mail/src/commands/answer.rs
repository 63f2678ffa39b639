//! The automatic answer to a new ticket, with every guard against loops (RFC 3834).

use super::take::{Letter, TakeError};
use crate::store as rows_of;
use kernel::{EmailAddress, Locale};
use store::{Act, Rows, keyed_hash};
use tickets::rights::Rw;
use tickets::{Channel, MailLines, NewArticle, Permitted, Sender, Ticket, permit, queries};

/// Automatic answers that one address gets in a day at most, as in OTRS.
const A_DAY: i64 = 40;

/// Answers that the mail arrived, unless a program wrote it or would read it.
pub(super) fn auto_reply(act: &Act<'_>, arrived: &Letter, ticket: &Ticket, locale: Option<Locale>, desk: &str) -> Result<(), TakeError> {
    let Some(to) = whom(act, arrived)? else { return Ok(()) };
    let queue = queries::queue(act, ticket.queue)?;
    let default = queries::queue(act, tickets::QueueId::RAW)?;
    if queue.and_then(|queue| queue.address).or_else(|| default.and_then(|queue| queue.address)).is_none() {
        return Ok(());
    }
    let locale = locale
        .or_else(|| arrived.mail.header("content-language").and_then(Locale::from_header))
        .or_else(|| arrived.mail.header("accept-language").and_then(Locale::from_header))
        .unwrap_or_else(|| guess(&arrived.mail.text));
    let article = NewArticle {
        channel: Channel::Email,
        sender: Sender::System,
        visible: true,
        author_name: desk.to_owned(),
        subject: arrived.mail.subject.clone(),
        text: text(locale, &ticket.number, desk),
        html: None,
        lines: MailLines {
            to: vec![to.to_string()],
            in_reply_to: arrived.mail.message_id.as_ref().map(|id| id.as_str().to_owned()),
            ..MailLines::default()
        },
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    };
    let on: Permitted<Rw> = permit(act, ticket.id)?;
    tickets::commands::append(act, &on, &article)?;
    Ok(())
}

/// Whom to answer; nobody when it could loop. RFC 3834 §4: the answer goes to the envelope's sender.
fn whom(act: &Act<'_>, arrived: &Letter) -> Result<Option<EmailAddress>, TakeError> {
    let Some(to) = &arrived.envelope_from else { return Ok(None) };
    let role = ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];
    let by_program = arrived.mail.auto.is_automatic()
        || role.contains(&to.local())
        || to.local().ends_with("-request")
        || to.local().starts_with("owner-");
    let to_us = queries::queue_by_address(act, super::take::without_tag(to).as_str())?.is_some();
    if by_program || to_us {
        return Ok(None);
    }
    let hashed = keyed_hash(act.purpose_key("auto-answer").reveal(), &[to.as_str().as_bytes()]);
    if rows_of::auto_answers(act, &hashed)? >= A_DAY {
        return Ok(None);
    }
    rows_of::count_auto_answer(act, &hashed)?;
    Ok(Some(to.clone()))
}

/// The standard text in a language.
fn text(locale: Locale, number: &str, desk: &str) -> String {
    let template = match locale {
        Locale::De => include_str!("../../texts/auto-reply.de.txt"),
        Locale::En => include_str!("../../texts/auto-reply.en.txt"),
        Locale::PtBr => include_str!("../../texts/auto-reply.pt-BR.txt"),
    };
    template.replace("{number}", number).replace("{desk}", desk)
}

/// The language of a text by its commonest small words; English when nothing tells.
fn guess(text: &str) -> Locale {
    let count = |words: &[&str]| {
        let parts = text.split(|sign: char| !sign.is_alphabetic()).take(400);
        parts.filter(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word))).count()
    };
    let all = [
        (count(&["und", "der", "die", "das", "nicht", "ich", "wir", "ist", "bitte", "mit", "für"]), Locale::De),
        (count(&["and", "the", "is", "not", "we", "please", "with", "for", "you"]), Locale::En),
        (count(&["não", "uma", "para", "com", "você", "obrigado", "que", "por", "está"]), Locale::PtBr),
    ];
    all.iter().filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count).map_or(Locale::En, |(_, locale)| *locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_filled_in_each_language() {
        for locale in Locale::ALL {
            let text = text(locale, "2026011510000019", "Südlicht IT");
            assert!(text.contains("2026011510000019") && text.contains("Südlicht IT") && !text.contains('{'), "{locale}");
        }
    }

    #[test]
    fn the_language_is_guessed_from_small_words() {
        let check = |text: &str, expected: Locale| assert_eq!(guess(text), expected, "{text}");
        check("Der Drucker ist kaputt, bitte helfen Sie uns", Locale::De);
        check("The printer is broken, please help", Locale::En);
        check("A impressora não está funcionando, obrigado", Locale::PtBr);
        check("???", Locale::En);
    }
}
