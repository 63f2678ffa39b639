//! Takes what mail systems report about mails of ours: bounces, delays, deliveries, readings.
//!
//! A report counts when it names a mail by its signed Message-ID, that mail was really sent, and it went to the recipient that the report
//! names. What tells of another address, behind an alias or a redirection, stands beside the mail and marks nobody. Everything else was
//! made up, or is for somebody else: it is kept in the log and changes no ticket; unless it only looks like a report, for then somebody
//! wrote it.

use super::author::{self, Author};
use super::record::{Became, record};
use super::take::{Letter, TakeError, Taken, from_somebody};
use crate::model::Outcome;
use crate::step::Step;
use crate::store::First;
use crate::store::reports::{self, Reported};
use kernel::{EmailAddress, Fault};
use store::{Act, Rows};
use tickets::commands as desk;
use tickets::rights::Note;
use tickets::{Article, ArticleId, Delivery, NewArticle, Permitted, Refusal, Sender, Ticket, permit, queries, thread};
use wire::dsn::{Action, Kind, Recipient, Report};
use wire::mime::Mailbox;

/// Reports on one mail that stand at it: a mail has few recipients, and each is told of a few times.
const MOST: u64 = 20;

/// What a report tells of one recipient.
type Line<'a> = (&'a EmailAddress, Action, Option<&'a str>);

/// A mail of ours that a report names.
struct Named {
    article: Article,
    ticket: Ticket,
}

/// Takes a report. It becomes an article beside the mail that it tells about, or nothing but an entry of the log.
pub(super) fn take(act: &Act<'_>, arrived: &Letter, report: &Report, desk_title: &str) -> Result<(Taken, First), TakeError> {
    let mut steps = Vec::new();
    let Some(named) = named(act, report)? else {
        // `Mail delivery to you fails since Monday`, writes the postmaster of a customer.
        let from = arrived.mail.from.as_ref().and_then(|from| from.parsed.as_ref());
        let by_program = arrived.envelope_from.is_none() || from.is_some_and(|from| from.local() == "mailer-daemon");
        let is_surely_one = report.kind != Kind::Loose || (by_program && !report.recipients.is_empty());
        return if is_surely_one { quarantine(act, arrived, vec![Step::ReportOfNothing]) } else { from_somebody(act, arrived, desk_title) };
    };
    let number = named.ticket.number.clone();
    // The bytes are kept with the first try: without them nobody can have got the mail.
    if named.article.delivery.is_none() || named.article.raw.is_none() {
        return quarantine(act, arrived, vec![Step::ReportOfUnsent { number }]);
    }
    let told = told(arrived, report, &named.article);
    let others = if told.is_empty() && report.kind == Kind::Delivery { others(report) } else { Vec::new() };
    if told.is_empty() && others.is_empty() {
        return quarantine(act, arrived, vec![Step::ReportOfOthers { number }]);
    }
    let earlier = reports::count(act, named.article.id)?;
    // However many said before that it is late: that it failed for somebody is told of everybody once.
    if earlier >= MOST && !brings_a_failure(&named, &told) {
        return quarantine(act, arrived, vec![Step::ReportsEnough { number }]);
    }
    steps.push(Step::Report { number: number.clone() });
    if !others.is_empty() {
        steps.push(Step::ReportBehind { number });
    }
    let mut unused = Vec::new();
    let author: Author = author::sender(act, arrived, &mut unused)?;
    let article = NewArticle { sender: Sender::System, visible: false, ..author::article(arrived, &author) };
    let on: Permitted<Note> = permit(act, named.ticket.id)?;
    let id = desk::append(act, &on, &article)?;
    note(act, &named, &told, id, &mut steps)?;
    for (recipient, action, words) in &others {
        tell(act, named.article.id, id, (recipient, *action, *words), &mut steps)?;
    }
    let fails_elsewhere = earlier == 0 && others.iter().any(|(_, action, _)| *action == Action::Failed);
    if (brings_a_failure(&named, &told) || fails_elsewhere) && closed_by_an_agent(&named) {
        on.reopen(act)?;
        steps.push(Step::Reopened { number: named.ticket.number.clone() });
    }
    let first = record(act, arrived, Became { outcome: Outcome::Report, on: Some((&named.ticket, id)), first: None, steps })?;
    Ok((Taken::Article(named.ticket.id), first))
}

/// Keeps what claims something that is not so.
pub(super) fn quarantine(act: &Act<'_>, arrived: &Letter, steps: Vec<Step>) -> Result<(Taken, First), TakeError> {
    let first = record(act, arrived, Became { outcome: Outcome::Quarantined, on: None, first: None, steps })?;
    Ok((Taken::Noted, first))
}

/// The first mail of ours that the report names.
fn named(rows: &impl Rows, report: &Report) -> Result<Option<Named>, Fault> {
    for id in &report.mails {
        let Some((_, article)) = thread::article_of_token(rows, id.as_str()) else { continue };
        match queries::article(rows, article) {
            Ok((article, ticket)) => return Ok(Some(Named { article, ticket })),
            Err(Refusal::NotFound | Refusal::Forbidden) => {}
            Err(Refusal::Fault(fault)) => return Err(fault),
        }
    }
    Ok(None)
}

/// What the report tells of recipients to whom the mail went.
fn told<'a>(arrived: &'a Letter, report: &'a Report, article: &Article) -> Vec<(EmailAddress, Action, Option<&'a str>)> {
    let lines = article.lines.to.iter().chain(&article.lines.cc).chain(&article.lines.bcc);
    let sent: Vec<EmailAddress> = lines.flat_map(|line| Mailbox::parse_list(line)).filter_map(|mailbox| mailbox.parsed).collect();
    // That somebody read a mail is theirs alone to say (RFC 8098 §2.1).
    let from = arrived.mail.from.as_ref().and_then(|from| from.parsed.as_ref());
    let may_say = |address: &&EmailAddress| report.kind != Kind::Disposition || from == Some(*address);
    let went =
        |one: &Recipient| [&one.first, &one.last].into_iter().flatten().find(|address| sent.contains(address)).filter(may_say).cloned();
    let told: Vec<_> = report.recipients.iter().filter_map(|one| Some((went(one)?, one.action, one.words.as_deref()))).collect();
    if !told.is_empty() || !report.recipients.is_empty() {
        return told;
    }
    // A bounce without a standard may name its recipient anywhere in its words.
    let text = arrived.mail.text.to_lowercase();
    let text = text.get(..text.floor_char_boundary(64 * 1024)).unwrap_or_default();
    sent.into_iter().filter(|address| text.contains(address.as_str())).map(|address| (address, Action::Failed, None)).collect()
}

/// What the report tells of addresses that are not the mail's: those that stand behind them.
fn others(report: &Report) -> Vec<(EmailAddress, Action, Option<&str>)> {
    report.recipients.iter().filter_map(|one| Some((one.last.clone()?, one.action, one.words.as_deref()))).collect()
}

/// Notes each line, and at the mail what matters most of them.
fn note(
    act: &Act<'_>,
    named: &Named,
    told: &[(EmailAddress, Action, Option<&str>)],
    report: ArticleId,
    steps: &mut Vec<Step>,
) -> Result<(), TakeError> {
    let about = named.article.id;
    for (recipient, action, words) in told {
        let became = match action {
            Action::Failed => Some(Delivery::Failed),
            Action::Delivered | Action::Relayed | Action::Expanded | Action::Displayed => Some(Delivery::Sent),
            _ => None,
        };
        desk::report(act, about, recipient, became, words.unwrap_or(reports::word(*action)))?;
        tell(act, about, report, (recipient, *action, *words), steps)?;
    }
    Ok(())
}

/// Notes one line.
fn tell(act: &Act<'_>, about: ArticleId, report: ArticleId, line: Line<'_>, steps: &mut Vec<Step>) -> Result<(), TakeError> {
    let (recipient, became) = (line.0.to_string(), reports::word(line.1).to_owned());
    steps.push(Step::Reported { recipient: recipient.clone(), became: became.clone() });
    let words = line.2.map(str::to_owned);
    Ok(reports::add(act, about, &Reported { article: report, at: act.now(), recipient, became, words })?)
}

/// Whether it failed for somebody who was believed to have it.
fn brings_a_failure(named: &Named, told: &[(EmailAddress, Action, Option<&str>)]) -> bool {
    let known = named.article.recipients();
    let had_it = |address: &EmailAddress| known.iter().any(|one| one.address == *address && one.state != Delivery::Failed);
    told.iter().any(|(address, action, _)| *action == Action::Failed && had_it(address))
}

/// Whoever closed a ticket with a mail has to know that it did not arrive. Nothing else opens a ticket.
fn closed_by_an_agent(named: &Named) -> bool {
    named.ticket.state_type == tickets::StateType::Closed && named.article.sender == Sender::Agent
}
