//! What the gates at which mail arrives are given: which addresses there are, and who takes a message.

use crate::accounts;
use crate::commands::{self, Letter, TakeError, Taken as Became, Trace};
use crate::filter::{Filter, Judgement, Subject, judge};
use crate::model::way_word;
use crate::reading;
use crate::step::Step;
use crate::store::filters;
use futures_util::FutureExt;
use kernel::{EmailAddress, Fault, Moment};
use room::{Arrived, Intake, IntakeContext, IntakeError, Known, Notices, Sender, Taken, TurnedAway};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Door, Stored, Tenant, View};
use tickets::{Html, queries};
use wire::dsn::{Notice, Report};
use wire::mime::Mail;

/// The face towards the gates.
pub static INTAKE: Intake = Intake {
    room: "mail",
    recipient: |context, address| recipient(context, address).boxed(),
    deliver: |context, arrived| deliver(context, arrived).boxed(),
    turned_away: |context, turned| turned_away(context, turned).boxed(),
};

/// Notes what a gate turned away. That it could not be noted turns nothing else away.
async fn turned_away(context: IntakeContext, turned: TurnedAway) {
    let peer = context.by.ip;
    let note = move |act: &store::Act<'_>| commands::turned_away(act, &turned, peer);
    if let Err(fault) = context.door.act(context.by.clone(), context.house.ambient.moment(), note).await {
        tracing::error!(fault = fault.chain(), "a mail that a gate turned away is not in the log");
    }
}

/// A queue's address, with or without `+tag`, and the postmaster that every mail system has (RFC 5321 §4.5.1).
async fn recipient(context: IntakeContext, address: EmailAddress) -> Result<Known, Fault> {
    let now = context.house.ambient.now();
    let read = move |view: &View<'_>| -> Result<Known, Fault> {
        let address = commands::without_tag(&address);
        let known = address.local() == "postmaster" || queries::queue_by_address(view, address.as_str())?.is_some();
        Ok(if known { Known::Yes } else { Known::No })
    };
    context.door.read(context.by, now, read).await
}

async fn deliver(context: IntakeContext, arrived: Arrived) -> Result<Taken, IntakeError> {
    let moment = context.house.ambient.moment();
    let fetched = arrived.fetched.clone();
    let letter = Arc::new(open(&context, arrived, &moment).await?);
    let title = context.place.title.clone();
    let taking = Arc::clone(&letter);
    let work = move |act: &store::Act<'_>| -> Result<Taken, TakeError> {
        let became = commands::take(act, &taking, &title)?;
        if let Some(fetched) = &fetched {
            accounts::note_taken(act, fetched)?;
        }
        let number = |ticket| queries::for_room(act, ticket).map(|ticket| ticket.number).map_err(TakeError::from);
        Ok(match became {
            Became::Ticket(ticket) => Taken::Ticket { number: number(ticket)?, is_new: true },
            Became::Article(ticket) => Taken::Ticket { number: number(ticket)?, is_new: false },
            Became::Copy(_) => Taken::Duplicate,
            Became::Noted => Taken::Noted,
        })
    };
    match context.door.act(context.by.clone(), moment, work).await {
        Ok(taken) => Ok(taken),
        Err(TakeError::Fault(fault)) => Err(IntakeError::Fault(fault)),
        Err(TakeError::Refused(what)) => {
            tracing::error!(what, "a mail could not be taken");
            let note = move |act: &store::Act<'_>| commands::refused(act, &letter, LATER);
            let noted = context.door.act(context.by.clone(), context.house.ambient.moment(), note).await;
            if let Err(fault) = noted {
                tracing::error!(fault = fault.chain(), "a mail that could not be taken is not in the log");
            }
            Err(IntakeError::Refused { code: LATER, status: "4.3.0", words: "the desk cannot take this message now" })
        }
    }
}

/// A mail waits this long for filters: one tenant's patterns must not keep the mails of all.
const FILTERS: Duration = Duration::from_secs(2);
/// What a sender hears who shall try again.
const LATER: u16 = 451;

/// Understands a message and makes all its bytes safe, before any act speaks of them.
async fn open(context: &IntakeContext, arrived: Arrived, moment: &Moment) -> Result<Letter, Fault> {
    let filters = context.door.read(context.by.clone(), moment.now, |view| filters::enabled(view)).await?;
    let notice = notice(context, &arrived, moment).await?;
    let letter = keep(&context.door, arrived, filters, moment).await?;
    Ok(Letter { notice, trace: Trace { peer: context.by.ip, ..letter.trace }, ..letter })
}

/// Writes and keeps what tells that a message arrived, if somebody asked to hear so.
async fn notice(context: &IntakeContext, arrived: &Arrived, moment: &Moment) -> Result<Option<Stored>, Fault> {
    let Notices { envelope_id, recipients } = &arrived.notices;
    if recipients.is_empty() {
        return Ok(None);
    }
    let by = context.place.host.split(':').next().unwrap_or_default();
    let notice = Notice { by, at: arrived.received_at, envelope_id: envelope_id.as_deref(), recipients };
    // Each blob gets a seed of its own.
    let own = Moment { now: moment.now, seed: kernel::Seed::new(context.house.ambient.dice().bytes()) };
    context.door.put(notice.write().into_bytes(), &own).await.map(Some)
}

/// Understands a message that was kept, as somebody's who releases it: no filter is asked, no report seen in it, and nobody is answered.
pub(crate) async fn reopen(door: &Door<Tenant>, arrived: Arrived, peer: Option<IpAddr>, moment: &Moment) -> Result<Letter, Fault> {
    let letter = keep(door, arrived, Vec::new(), moment).await?;
    let judgement = Judgement { silent: true, steps: vec![Step::Released], ..Judgement::default() };
    Ok(Letter { report: None, judgement, trace: Trace { peer, ..letter.trace }, ..letter })
}

async fn keep(door: &Door<Tenant>, arrived: Arrived, filters: Vec<Filter>, moment: &Moment) -> Result<Letter, Fault> {
    let raw = door.put(Arc::clone(&arrived.raw), moment).await?;
    let read = reading::apart(move || understand(arrived, &filters)).await?;
    let mut dice = moment.seed.dice();
    let mut attachments = Vec::with_capacity(read.mail.attachments.len());
    for attachment in &read.mail.attachments {
        // Each blob gets a seed of its own: a nonce must never meet its key twice.
        let own = Moment { now: moment.now, seed: kernel::Seed::new(dice.bytes()) };
        attachments.push(door.put(attachment.bytes.clone(), &own).await?);
    }
    let Understood { mail, html, envelope_from, recipients, report, judgement, trace } = read;
    Ok(Letter { notice: None, mail, raw, attachments, html, envelope_from, recipients, report, judgement, trace })
}

/// What reading a message alone tells.
struct Understood {
    mail: Mail,
    html: Option<Html>,
    envelope_from: Option<EmailAddress>,
    recipients: Vec<EmailAddress>,
    report: Option<Report>,
    judgement: Judgement,
    trace: Trace,
}

/// Reads a message and asks the filters about it: work for the processor, none of it in an act.
fn understand(arrived: Arrived, filters: &[Filter]) -> Understood {
    let mail = Mail::understand(&arrived.raw);
    let html = mail.html.as_deref().map(commands::harmless);
    let (envelope_from, odd_sender) = match arrived.envelope_from {
        Sender::Address(address) => (Some(address), None),
        Sender::Nobody if arrived.fetched.is_some() => (return_path(&mail), None),
        Sender::Nobody => (None, None),
        Sender::Odd(text) => (None, Some(text)),
    };
    let trace = Trace { way: arrived.way, peer: None, helo: arrived.helo, tls: arrived.tls, odd_sender, fetched: arrived.fetched };
    let fetched = trace.fetched.as_ref();
    let subject = Subject {
        mail: &mail,
        envelope_from: envelope_from.as_ref().map(ToString::to_string).or_else(|| trace.odd_sender.clone()).unwrap_or_default(),
        recipients: arrived.recipients.iter().map(ToString::to_string).collect(),
        size: u64::try_from(arrived.raw.len()).unwrap_or(u64::MAX),
        way: way_word(trace.way).to_owned(),
        account: fetched.map(|fetched| format!("{:?}", fetched.account)),
    };
    let until = Instant::now() + FILTERS;
    let judgement = judge(filters, &subject, fetched.is_some_and(|fetched| fetched.is_trusted), until);
    // Not every mailbox tells the envelope's sender. A report is one all the same; what it says has to be so in any case.
    let untold = fetched.is_some() && mail.auto.report && mail.header("return-path").is_none();
    let report = Report::read(&mail, untold || (envelope_from.is_none() && trace.odd_sender.is_none()));
    Understood { html, envelope_from, recipients: arrived.recipients, report, judgement, trace, mail }
}

/// The envelope's sender of a mail that lay in a mailbox: whoever delivered it there wrote it down (RFC 5321 §4.4), above all else. Where
/// nobody did, the mail itself tells.
fn return_path(mail: &Mail) -> Option<EmailAddress> {
    match mail.header("return-path") {
        Some(path) => path.trim().trim_start_matches('<').trim_end_matches('>').parse().ok(),
        None => mail.from.as_ref().and_then(|from| from.parsed.clone()),
    }
}
