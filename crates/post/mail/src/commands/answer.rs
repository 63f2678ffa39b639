//! The automatic answer to a new ticket, with every guard against loops (RFC 3834) and against being used to write to others.
//!
//! Nobody verifies senders yet, so whoever is answered may never have written. What bounds the harm: only a mail whose From is
//! its envelope's sender is answered; a sender whom the desk does not know hears nothing of what was written; and there are
//! only so many answers an hour.

use super::take::{Author, Letter, TakeError, without_tag};
use crate::store as rows_of;
use kernel::{EmailAddress, Fault, Locale};
use store::{Act, Rows, keyed_hash};
use tickets::rights::Rw;
use tickets::{Channel, MailLines, NewArticle, Permitted, Sender, Ticket, permit, queries};

/// Automatic answers that one address gets in a day at most, as in OTRS.
const A_DAY: i64 = 40;
/// Automatic answers of a desk in an hour at most to addresses that it does not know. An IT desk hears from strangers a few times an
/// hour; beyond this somebody makes it write to people who never wrote, and its own address would be blocked for it.
const AN_HOUR_TO_STRANGERS: i64 = 200;
/// The same to its own customer users, who are fewer and named: a desk with 20,000 mails a day has about 800 in an hour.
const AN_HOUR: i64 = 1_000;
/// **Units**: seconds.
const HOUR: i64 = 3_600;

/// Answers that the mail arrived, unless a program wrote it or would read it, or the sender may be another than it says.
pub(super) fn auto_reply(act: &Act<'_>, arrived: &Letter, ticket: &Ticket, author: &Author, desk: &str) -> Result<(), TakeError> {
    let known = author.asker.user.is_some();
    let queue = queries::queue(act, ticket.queue)?;
    let default = queries::queue(act, tickets::QueueId::RAW)?;
    if queue.and_then(|queue| queue.address).or_else(|| default.and_then(|queue| queue.address)).is_none() {
        return Ok(());
    }
    let Some(to) = whom(act, arrived, known)? else { return Ok(()) };
    let locale = author
        .locale
        .or_else(|| arrived.mail.header("content-language").and_then(Locale::from_header))
        .or_else(|| arrived.mail.header("accept-language").and_then(Locale::from_header))
        .unwrap_or_else(|| guess(&arrived.mail.text));
    let article = NewArticle {
        channel: Channel::Email,
        sender: Sender::System,
        visible: true,
        author_name: desk.to_owned(),
        subject: if known { arrived.mail.subject.clone() } else { neutral(locale).to_owned() },
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
fn whom(act: &Act<'_>, arrived: &Letter, known: bool) -> Result<Option<EmailAddress>, TakeError> {
    let Some(to) = &arrived.envelope_from else { return Ok(None) };
    let written_by = arrived.mail.from.as_ref().and_then(|from| from.parsed.as_ref());
    let role = ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];
    let by_program = arrived.mail.auto.is_automatic()
        || role.contains(&to.local())
        || to.local().ends_with("-request")
        || to.local().starts_with("owner-");
    let to_us = queries::queue_by_address(act, without_tag(to).as_str())?.is_some();
    if by_program || to_us || written_by != Some(to) {
        return Ok(None);
    }
    // One mailbox has as many tags as one likes.
    let address = counter(act, &[without_tag(to).as_str().as_bytes()]);
    let (hour, most) = this_hour(act, known);
    let given = rows_of::auto_answers(act, &hour)?;
    if given == most {
        // Counted once more, so that it is said once.
        rows_of::count_auto_answer(act, &hour)?;
        tracing::warn!(most, known, "the automatic answers of this hour are used up");
    }
    if given >= most {
        return Ok(None);
    }
    if rows_of::auto_answers(act, &address)? >= A_DAY {
        return Ok(None);
    }
    rows_of::count_auto_answer(act, &address)?;
    rows_of::count_auto_answer(act, &hour)?;
    Ok(Some(to.clone()))
}

/// Whether strangers are answered no more in this hour.
pub(crate) fn strangers_heard_enough(act: &Act<'_>) -> Result<bool, Fault> {
    let (hour, most) = this_hour(act, false);
    Ok(rows_of::auto_answers(act, &hour)? >= most)
}

/// What counts this hour's answers, to customer users or to strangers, and how many there may be.
fn this_hour(act: &Act<'_>, known: bool) -> ([u8; 32], i64) {
    let (kind, most) = if known { ("known", AN_HOUR) } else { ("stranger", AN_HOUR_TO_STRANGERS) };
    // Addresses hold no blank, so this is none of them.
    (counter(act, &[b"hour ", kind.as_bytes(), &act.now().as_secs().div_euclid(HOUR).to_be_bytes()]), most)
}

fn counter(act: &Act<'_>, parts: &[&[u8]]) -> [u8; 32] {
    keyed_hash(act.purpose_key("auto-answer").reveal(), parts)
}

/// The subject for somebody whom the desk does not know: nothing of what was written, which may be somebody else's advertisement.
const fn neutral(locale: Locale) -> &'static str {
    match locale {
        Locale::De => "Ihre Nachricht ist angekommen",
        Locale::En => "Your message has arrived",
        Locale::PtBr => "Sua mensagem chegou",
    }
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
