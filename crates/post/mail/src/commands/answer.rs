//! The automatic answer to a new ticket, with every guard against loops (RFC 3834) and against being used to write to others.
//!
//! Nobody verifies senders yet, so whoever is answered may never have written. What bounds the harm: only a mail whose From is
//! its envelope's sender is answered; a sender whom the desk does not know hears nothing of what was written; and there are
//! only so many answers an hour.

use super::author::Author;
use super::take::{Letter, TakeError, without_tag};
use crate::step::Silence;
use crate::store as rows_of;
use kernel::{EmailAddress, Fault, Locale};
use store::{Act, Rows, Stored, keyed_hash};
use tickets::rights::Rw;
use tickets::{Channel, MailLines, NewArticle, NewAttachment, Permitted, QueueId, Sender, TicketId, permit, queries};
use wire::mime::Loop;

/// Automatic answers that one address gets in a day at most, as in OTRS.
const A_DAY: i64 = 40;
/// Automatic answers of a desk in an hour at most to addresses that it does not know. An IT desk hears from strangers a few times an
/// hour; beyond this somebody makes it write to people who never wrote, and its own address would be blocked for it.
const AN_HOUR_TO_STRANGERS: i64 = 200;
/// The same to its own customer users, who are fewer and named: a desk with 20,000 mails a day has about 800 in an hour.
const AN_HOUR: i64 = 1_000;
/// **Units**: seconds.
const HOUR: i64 = 3_600;

/// The type of what a report tells programs.
pub(crate) const STATUS: &str = "message/delivery-status";

/// Which answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It arrived, and here is its number.
    Reply,
    /// The ticket is closed and takes nothing more.
    Reject,
    /// It arrived; for the sender's mail system, which asked to hear so.
    Notice,
}

/// An answer to somebody whom [`whom`] named.
pub(super) struct Answer<'a> {
    pub(super) kind: Kind,
    pub(super) to: &'a EmailAddress,
    pub(super) author: &'a Author,
    pub(super) desk: &'a str,
}

/// Queues the answer on a ticket.
pub(super) fn send(act: &Act<'_>, arrived: &Letter, ticket: TicketId, answer: &Answer<'_>) -> Result<(), TakeError> {
    let on: Permitted<Rw> = permit(act, ticket)?;
    let known = answer.author.asker.user.is_some();
    let locale = answer
        .author
        .locale
        .or_else(|| arrived.mail.header("content-language").and_then(Locale::from_header))
        .or_else(|| arrived.mail.header("accept-language").and_then(Locale::from_header))
        .unwrap_or_else(|| guess(&arrived.mail.text));
    let article = NewArticle {
        channel: Channel::Email,
        sender: Sender::System,
        visible: answer.kind != Kind::Notice,
        author_name: answer.desk.to_owned(),
        subject: if known { arrived.mail.subject.clone() } else { neutral(locale).to_owned() },
        text: text(answer.kind, locale, &on.ticket().number, answer.desk),
        html: None,
        lines: MailLines {
            to: vec![answer.to.to_string()],
            in_reply_to: arrived.mail.message_id.as_ref().map(|id| id.as_str().to_owned()),
            ..MailLines::default()
        },
        attachments: arrived.notice.iter().filter(|_| answer.kind == Kind::Notice).map(status).collect(),
        raw: None,
        malformed: None,
    };
    tickets::commands::append(act, &on, &article)?;
    Ok(())
}

/// What of a notice is for programs.
fn status(stored: &Stored) -> NewAttachment {
    NewAttachment { name: "delivery-status.txt".into(), media_type: STATUS.into(), content_id: None, stored: stored.clone() }
}

/// Whom to answer; why nobody, when it could loop. RFC 3834 §4: the answer goes to the envelope's sender. Who is named is counted.
pub(super) fn whom(act: &Act<'_>, arrived: &Letter, queue: QueueId) -> Result<Result<EmailAddress, Silence>, Fault> {
    let queue = queries::queue(act, queue)?;
    let default = queries::queue(act, QueueId::RAW)?;
    if queue.and_then(|queue| queue.address).or_else(|| default.and_then(|queue| queue.address)).is_none() {
        return Ok(Err(Silence::QueueWithoutAddress));
    }
    let Some(to) = &arrived.envelope_from else { return Ok(Err(Silence::NullSender)) };
    let to_us = queries::queue_by_address(act, without_tag(to).as_str())?.is_some();
    let written_by = arrived.mail.from.as_ref().and_then(|from| from.parsed.as_ref());
    let silence = by_program(&arrived.mail.auto)
        .or_else(|| is_role(to.local()).then_some(Silence::RoleAddress))
        .or_else(|| to_us.then_some(Silence::OurOwn))
        .or_else(|| (written_by != Some(to)).then_some(Silence::SenderDiffers));
    if let Some(silence) = silence {
        return Ok(Err(silence));
    }
    let known = people::customer_user_by_address(act, to)?.is_some();
    Ok(count(act, to, known)?.map_or_else(|| Ok(to.clone()), Err))
}

/// What says that a program wrote, or that the writer wants no answer of one.
fn by_program(auto: &Loop) -> Option<Silence> {
    let signs = [
        (auto.own_loop, Silence::OwnLoop),
        (auto.x_otrs_loop, Silence::OtrsLoop),
        (auto.report, Silence::Report),
        (auto.auto_submitted.as_deref().is_some_and(|value| value != "no"), Silence::AutoSubmitted),
        (auto.list, Silence::List),
        (auto.precedence_bulk, Silence::Precedence),
        (auto.x_auto_response_suppress, Silence::Suppressed),
    ];
    signs.into_iter().find_map(|(is, silence)| is.then_some(silence))
}

fn is_role(local: &str) -> bool {
    let role = ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];
    role.contains(&local) || local.ends_with("-request") || local.starts_with("owner-")
}

/// Counts an answer; nothing is counted when its limit is reached already.
fn count(act: &Act<'_>, to: &EmailAddress, known: bool) -> Result<Option<Silence>, Fault> {
    // One mailbox has as many tags as one likes, and one program as many numbers.
    let whose = if known { without_tag(to).to_string() } else { without_numbers(&without_tag(to)) };
    let address = counter(act, &[whose.as_bytes()]);
    let (hour, most) = this_hour(act, known);
    let given = rows_of::auto_answers(act, &hour)?;
    if given == most {
        // Counted once more, so that it is said once.
        rows_of::count_auto_answer(act, &hour)?;
        tracing::warn!(most, known, "the automatic answers of this hour are used up");
    }
    if given >= most {
        return Ok(Some(Silence::HourLimit));
    }
    if rows_of::auto_answers(act, &address)? >= A_DAY {
        return Ok(Some(Silence::DayLimit));
    }
    rows_of::count_auto_answer(act, &address)?;
    rows_of::count_auto_answer(act, &hour)?;
    Ok(None)
}

/// An address with `#` for every number in its local part: programs give each of their mails a sender of its own.
fn without_numbers(address: &EmailAddress) -> String {
    let mut out = String::with_capacity(address.as_str().len());
    let mut rest = address.local();
    while let Some(sign) = rest.chars().next() {
        let run = rest.find(|sign: char| !sign.is_ascii_hexdigit()).unwrap_or(rest.len());
        let hexadecimal = rest.get(..run).filter(|run| run.len() >= 8 && run.contains(|sign: char| sign.is_ascii_digit()));
        let digits = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        let step = hexadecimal.map_or(digits, str::len);
        if step == 0 {
            out.push(sign);
        } else {
            out.push('#');
        }
        rest = rest.get(if step == 0 { sign.len_utf8() } else { step }..).unwrap_or_default();
    }
    format!("{out}@{}", address.domain())
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
fn text(kind: Kind, locale: Locale, number: &str, desk: &str) -> String {
    let template = match (kind, locale) {
        (Kind::Reply, Locale::De) => include_str!("../../texts/auto-reply.de.txt"),
        (Kind::Reply, Locale::En) => include_str!("../../texts/auto-reply.en.txt"),
        (Kind::Reply, Locale::PtBr) => include_str!("../../texts/auto-reply.pt-BR.txt"),
        (Kind::Reject, Locale::De) => include_str!("../../texts/auto-reject.de.txt"),
        (Kind::Reject, Locale::En) => include_str!("../../texts/auto-reject.en.txt"),
        (Kind::Reject, Locale::PtBr) => include_str!("../../texts/auto-reject.pt-BR.txt"),
        (Kind::Notice, Locale::De) => include_str!("../../texts/notice.de.txt"),
        (Kind::Notice, Locale::En) => include_str!("../../texts/notice.en.txt"),
        (Kind::Notice, Locale::PtBr) => include_str!("../../texts/notice.pt-BR.txt"),
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
        for (kind, locale) in
            Locale::ALL.into_iter().flat_map(|locale| [Kind::Reply, Kind::Reject, Kind::Notice].map(|kind| (kind, locale)))
        {
            let text = text(kind, locale, "2026011510000019", "Südlicht IT");
            assert!(text.contains("2026011510000019") && text.contains("Südlicht IT") && !text.contains('{'), "{kind:?} {locale}");
        }
    }

    #[test]
    fn the_many_senders_of_one_program_are_one() {
        let check = |address: &str, expected: &str| assert_eq!(without_numbers(&address.parse().unwrap()), expected, "{address}");
        check("reply-17@crm.example", "reply-#@crm.example");
        check("bounce-9f8e7d6c5b4a-x2@crm.example", "bounce-#-x#@crm.example");
        check("bob@kunde.example", "bob@kunde.example");
        check("2026@kunde.example", "#@kunde.example");
        check("fade@kunde7.example", "fade@kunde7.example");
        check("müller9@kunde.example", "müller#@kunde.example");
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
