//! Takes a mail that arrived: a new ticket, an article of an old one, or a second copy; with its receipt in the log.

use super::answer::{self, Kind};
use super::apply::apply;
use super::author::{self, Author};
use super::identity::{Identity, Known};
use super::own::{Own, own};
use super::queue;
use super::record::{Became, record};
use super::report;
use crate::filter::{Judgement, Set};
use crate::model::Outcome;
use crate::step::{Silence, Step};
use crate::store::First;
use crate::thread;
use kernel::{EmailAddress, Fault, OrFault};
use room::{Fetched, Way};
use std::net::IpAddr;
use store::{Act, Stored};
use tickets::commands::{self as desk, ArticleError, CreateError, NewTicket};
use tickets::rights::Note;
use tickets::{
    ArticleId, FollowUp, Html, Lock, NewArticle, Permitted, Queue, Refusal, StateType, Ticket, TicketId, permit, picture_mark, queries,
    tidy_title,
};
use wire::dsn::Report;
use wire::mime::Mail;

/// A mail with everything about it that is safe already: nothing of it has to be read again.
#[derive(Debug)]
pub struct Letter {
    /// How it was understood.
    pub mail: Mail,
    /// The original, byte for byte.
    pub raw: Stored,
    /// Its attachments, in the order of the mail.
    pub attachments: Vec<Stored>,
    /// Its HTML, made harmless.
    pub html: Option<Html>,
    /// What tells the sender's mail system that it arrived, if it asked to hear so.
    pub notice: Option<Stored>,
    /// Who sent it by the envelope; `None` is the null sender.
    pub envelope_from: Option<EmailAddress>,
    /// The recipients of the envelope that are ours.
    pub recipients: Vec<EmailAddress>,
    /// What it reports, if it is a report.
    pub report: Option<Report>,
    /// What the filters say of it.
    pub(crate) judgement: Judgement,
    /// How it came.
    pub trace: Trace,
}

/// How a mail came.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Over what.
    pub way: Way,
    /// From where.
    pub peer: Option<IpAddr>,
    /// The name that the peer gave itself.
    pub helo: String,
    /// What TLS agreed on; `None` in the clear.
    pub tls: Option<String>,
    /// The envelope's sender, when it is no address.
    pub odd_sender: Option<String>,
    /// Where it lay, if it was fetched.
    pub fetched: Option<Fetched>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A new ticket.
    Ticket(TicketId),
    /// An article of a ticket that was there.
    Article(TicketId),
    /// A second copy of a mail that was here, on this ticket if it is on one.
    Copy(Option<TicketId>),
    /// Kept in the log alone.
    Noted,
}

/// Why it was not taken. All of these are ours to mend: whatever arrives can be taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The desk refused what this room made of the mail.
    #[error("the desk refused a mail: {0}")]
    Refused(&'static str),
    /// Our fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CreateError> for TakeError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Fault(fault) => Self::Fault(fault),
            CreateError::Article(error) => error.into(),
            CreateError::QueueUnknown => Self::Refused("queue unknown"),
            CreateError::Forbidden => Self::Refused("forbidden"),
            CreateError::TitleEmpty
            | CreateError::StateUnknown
            | CreateError::PendingUnclear
            | CreateError::PriorityUnknown
            | CreateError::OwnerUnknown => Self::Refused("ticket unfit"),
        }
    }
}

impl From<ArticleError> for TakeError {
    fn from(error: ArticleError) -> Self {
        match error {
            ArticleError::Fault(fault) => Self::Fault(fault),
            _ => Self::Refused("article unfit"),
        }
    }
}

impl From<Refusal> for TakeError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => Self::Fault(fault),
            Refusal::NotFound | Refusal::Forbidden => Self::Refused("ticket refused"),
        }
    }
}

/// Takes the mail. When this commits, the mail is a durable ticket or article exactly once.
///
/// # Errors
/// [`TakeError`]; then nothing was changed, and the sender keeps the mail.
pub fn take(act: &Act<'_>, arrived: &Letter, desk_title: &str) -> Result<Taken, TakeError> {
    let identity = Identity::of(act, arrived);
    match identity.look_up(act)? {
        Some(Known::SamePlace) => return Ok(Taken::Copy(None)),
        Some(Known::SameMail(first)) => {
            record(act, arrived, Became { outcome: Outcome::Copy, on: None, first: Some(first), steps: vec![Step::SameMail] })?;
            return Ok(Taken::Copy(first.ticket));
        }
        None => {}
    }
    let (taken, first) = match (&arrived.report, own(act, arrived)?) {
        (_, Own::Back(taken, first)) => (taken, first),
        (_, Own::ToOtherQueue(ticket)) => written(act, arrived, desk_title, Some(&ticket))?,
        (Some(report), Own::No) => report::take(act, arrived, report, desk_title)?,
        (None, Own::No) => match hops(&arrived.mail) {
            hops if hops >= MOST_HOPS => report::quarantine(act, arrived, vec![Step::TooManyHops { hops }])?,
            _ => from_somebody(act, arrived, desk_title)?,
        },
    };
    identity.note(act, &first)?;
    Ok(taken)
}

/// Mail systems that a mail goes through at most; more is a circle (RFC 5321 §6.3).
const MOST_HOPS: u32 = 100;

/// How many mail systems say that they had it.
fn hops(mail: &Mail) -> u32 {
    let traces = mail.headers().iter().filter(|(name, _)| name.eq_ignore_ascii_case("received"));
    u32::try_from(traces.count()).unwrap_or(u32::MAX)
}

/// Takes what somebody wrote: it joins a ticket, or makes one.
pub(super) fn from_somebody(act: &Act<'_>, arrived: &Letter, desk_title: &str) -> Result<(Taken, First), TakeError> {
    written(act, arrived, desk_title, None)
}

/// Takes what somebody wrote, or what an agent wrote to another queue: that does not join the ticket in which it was written.
fn written(act: &Act<'_>, arrived: &Letter, desk_title: &str, within: Option<&Ticket>) -> Result<(Taken, First), TakeError> {
    let mut steps = arrived.judgement.steps.clone();
    steps.extend(within.map(|ticket| Step::FromQueue { number: ticket.number.clone() }));
    if let Some(by) = &arrived.judgement.ignore {
        steps.push(Step::Ignored { by: by.clone() });
        let first = record(act, arrived, Became { outcome: Outcome::Ignored, on: None, first: None, steps })?;
        return Ok((Taken::Noted, first));
    }
    let author = author::sender(act, arrived, &mut steps)?;
    let article = author::article(arrived, &author);
    let found = thread::ticket_of(act, &arrived.mail, within.map(|ticket| ticket.id), &mut steps)?;
    let how = match &found {
        Some(ticket) => how_to_join(act, arrived, ticket, &mut steps)?,
        None => Join::Not,
    };
    let context = Taking { act, arrived, author: &author, desk_title };
    let (ticket, article, is_new) = match (found, how) {
        (Some(ticket), Join::Joining { opens }) => {
            let article = context.append(&ticket, &article, opens, &mut steps)?;
            apply(act, ticket.id, &arrived.judgement.set_follow_up, &mut steps)?;
            (ticket, article, false)
        }
        (Some(ticket), Join::Rejecting(to)) => {
            let article = context.reject(&ticket, &article, &to, &mut steps)?;
            (ticket, article, false)
        }
        (_, Join::Not) | (None, _) => {
            let (ticket, article) = context.create(article, &mut steps)?;
            (ticket, article, true)
        }
    };
    context.tell_arrival(&ticket, &mut steps)?;
    let outcome = if is_new { Outcome::Ticket } else { Outcome::Article };
    let first = record(act, arrived, Became { outcome, on: Some((&ticket, article)), first: None, steps })?;
    Ok((if is_new { Taken::Ticket(ticket.id) } else { Taken::Article(ticket.id) }, first))
}

/// Notes a mail that was not taken, in an act of its own: the one that should have taken it is undone.
pub(crate) fn refused(act: &Act<'_>, arrived: &Letter, code: u16) -> Result<(), Fault> {
    let steps = vec![Step::Refused { code }];
    record(act, arrived, Became { outcome: Outcome::Refused, on: None, first: None, steps }).map(drop)
}

/// What a mail does to the ticket that it names.
enum Join {
    /// It makes a ticket of its own.
    Not,
    /// It joins.
    Joining {
        /// Whether the ticket is open afterwards; else its state stays.
        opens: bool,
    },
    /// It joins a ticket that stays closed, and its sender is told so.
    Rejecting(EmailAddress),
}

/// Whether and how a follow-up joins its ticket: by the ticket's state, the queue's follow-up option, and who wrote.
fn how_to_join(act: &Act<'_>, arrived: &Letter, ticket: &Ticket, steps: &mut Vec<Step>) -> Result<Join, TakeError> {
    let number = ticket.number.clone();
    if matches!(ticket.state_type, StateType::Removed | StateType::Merged) {
        steps.push(Step::TicketGone { number, state: ticket.state_name.clone() });
        return Ok(Join::Not);
    }
    // What answers by itself, as vacation programs do, says nothing that wants work.
    if arrived.mail.auto.answered || arrived.mail.auto.own_loop {
        return Ok(Join::Joining { opens: false });
    }
    if ticket.state_type != StateType::Closed {
        return Ok(Join::Joining { opens: true });
    }
    let queue = queries::queue(act, ticket.queue)?.or_fault("a ticket lies in no queue")?;
    match queue.follow_up {
        FollowUp::Possible => Ok(Join::Joining { opens: true }),
        FollowUp::NewTicket => {
            steps.push(Step::ClosedNewTicket { number, queue: queue.name });
            Ok(Join::Not)
        }
        FollowUp::Reject if arrived.judgement.silent => {
            steps.push(Step::ClosedNotTold { number, because: Silence::Filter });
            Ok(Join::Not)
        }
        FollowUp::Reject => match answer::whom(act, arrived, queue.id)? {
            Ok(to) => Ok(Join::Rejecting(to)),
            Err(because) => {
                steps.push(Step::ClosedNotTold { number, because });
                Ok(Join::Not)
            }
        },
    }
}

/// A mail that is being taken.
struct Taking<'a> {
    act: &'a Act<'a>,
    arrived: &'a Letter,
    author: &'a Author,
    desk_title: &'a str,
}

impl Taking<'_> {
    fn append(&self, ticket: &Ticket, article: &NewArticle, opens: bool, steps: &mut Vec<Step>) -> Result<ArticleId, TakeError> {
        let on: Permitted<Note> = permit(self.act, ticket.id)?;
        let id = desk::append(self.act, &on, article)?;
        let number = ticket.number.clone();
        if matches!(ticket.state_type, StateType::New | StateType::Open) {
            return Ok(id);
        }
        if opens {
            on.reopen(self.act)?;
        }
        steps.push(if opens { Step::Reopened { number } } else { Step::NotReopened { number } });
        Ok(id)
    }

    /// As OTRS does it: the article stands on the ticket, which stays closed, and the sender hears that nobody reads it there.
    fn reject(&self, ticket: &Ticket, article: &NewArticle, to: &EmailAddress, steps: &mut Vec<Step>) -> Result<ArticleId, TakeError> {
        let on: Permitted<Note> = permit(self.act, ticket.id)?;
        let id = desk::append(self.act, &on, article)?;
        answer::send(
            self.act,
            self.arrived,
            ticket.id,
            &answer::Answer { kind: Kind::Reject, to, author: self.author, desk: self.desk_title },
        )?;
        steps.push(Step::ClosedRejected { number: ticket.number.clone(), queue: ticket.queue_name.clone() });
        steps.push(Step::Answered { to: to.to_string() });
        Ok(id)
    }

    /// Tells the sender's mail system that the mail arrived, if it asked to hear so: as far as anything automatic may be told.
    fn tell_arrival(&self, ticket: &Ticket, steps: &mut Vec<Step>) -> Result<(), TakeError> {
        if self.arrived.notice.is_none() {
            return Ok(());
        }
        let silent = self.arrived.judgement.silent;
        let whom = if silent { Err(Silence::Filter) } else { answer::whom(self.act, self.arrived, ticket.queue)? };
        match whom {
            Ok(to) => {
                let notice = answer::Answer { kind: Kind::Notice, to: &to, author: self.author, desk: self.desk_title };
                answer::send(self.act, self.arrived, ticket.id, &notice)?;
                steps.push(Step::NoticeSent { to: to.to_string() });
            }
            Err(because) => steps.push(Step::NoticeNotSent { because }),
        }
        Ok(())
    }

    fn create(&self, article: NewArticle, steps: &mut Vec<Step>) -> Result<(Ticket, ArticleId), TakeError> {
        let queue: Queue = queue::queue_of(self.act, self.arrived, steps)?;
        let subject = tidy_title(&wire::subject::clean(&self.arrived.mail.subject, tickets::HOOK));
        let new = NewTicket {
            title: if subject.is_empty() { "—".into() } else { subject },
            queue: queue.name,
            state: None,
            priority: None,
            asker: self.author.asker.clone(),
            owner: None,
            lock: Lock::Unlock,
            pending_until: None,
            article,
        };
        let id = desk::create(self.act, &new)?;
        let ticket = queries::for_room(self.act, id)?;
        let first = queries::newest_article(self.act, id)?;
        apply(self.act, id, &Set { queue: None, ..self.arrived.judgement.set.clone() }, steps)?;
        let whom = if self.arrived.judgement.silent { Err(Silence::Filter) } else { answer::whom(self.act, self.arrived, queue.id)? };
        match whom {
            Ok(to) => {
                let answer = answer::Answer { kind: Kind::Reply, to: &to, author: self.author, desk: self.desk_title };
                answer::send(self.act, self.arrived, id, &answer)?;
                steps.push(Step::Answered { to: to.to_string() });
            }
            Err(because) => steps.push(Step::NotAnswered { because }),
        }
        Ok((ticket, first))
    }
}

/// An address without `+tag`.
pub(crate) fn without_tag(address: &EmailAddress) -> EmailAddress {
    match address.local().split_once('+') {
        Some((local, _)) => format!("{local}@{}", address.domain()).parse().unwrap_or_else(|_| address.clone()),
        None => address.clone(),
    }
}

/// Makes a mail's HTML harmless; its pictures become marks that are filled in when it is served.
pub(crate) fn harmless(html: &str) -> Html {
    let clean = wire::html::sanitise(html, &|content_id| Some(picture_mark(content_id)));
    Html { markup: clean.html, heights: clean.height_hints }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_off() {
        let check = |address: &str, expected: &str| assert_eq!(without_tag(&address.parse().unwrap()).as_str(), expected);
        check("support+abc@alpha.example", "support@alpha.example");
        check("support@alpha.example", "support@alpha.example");
        check("+x@alpha.example", "+x@alpha.example");
    }
}
