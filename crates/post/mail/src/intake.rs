//! What the gates at which mail arrives are given: which addresses there are, and who takes a message.

use crate::commands::{self, Letter, TakeError, Taken as Became, Trace};
use crate::reading;
use futures_util::FutureExt;
use kernel::{EmailAddress, Fault};
use room::{Arrived, Intake, IntakeContext, IntakeError, Known, Sender, Taken};
use std::sync::Arc;
use store::View;
use tickets::queries;
use wire::dsn::Report;
use wire::mime::Mail;

/// The face towards the gates.
pub static INTAKE: Intake = Intake {
    room: "mail",
    recipient: |context, address| recipient(context, address).boxed(),
    deliver: |context, arrived| deliver(context, arrived).boxed(),
};

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
    let letter = Arc::new(open(&context, arrived, &moment).await?);
    let title = context.place.title.clone();
    let taking = Arc::clone(&letter);
    let work = move |act: &store::Act<'_>| -> Result<Taken, TakeError> {
        let became = commands::take(act, &taking, &title)?;
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

/// What a sender hears who shall try again.
const LATER: u16 = 451;

/// Understands a message and makes all its bytes safe, before any act speaks of them.
async fn open(context: &IntakeContext, arrived: Arrived, moment: &kernel::Moment) -> Result<Letter, Fault> {
    let raw = context.door.put(Arc::clone(&arrived.raw), moment).await?;
    let bytes = Arc::clone(&arrived.raw);
    let read = reading::apart(move || {
        let mail = Mail::understand(&bytes);
        let html = mail.html.as_deref().map(commands::harmless);
        (mail, html)
    });
    let (mail, html) = read.await?;
    let mut dice = moment.seed.dice();
    let mut attachments = Vec::with_capacity(mail.attachments.len());
    for attachment in &mail.attachments {
        // Each blob gets a seed of its own: a nonce must never meet its key twice.
        let own = kernel::Moment { now: moment.now, seed: kernel::Seed::new(dice.bytes()) };
        attachments.push(context.door.put(attachment.bytes.clone(), &own).await?);
    }
    let is_fetched = arrived.fetched.is_some();
    let (envelope_from, odd_sender) = match arrived.envelope_from {
        Sender::Address(address) => (Some(address), None),
        Sender::Nobody if is_fetched => (return_path(&mail), None),
        Sender::Nobody => (None, None),
        Sender::Odd(text) => (None, Some(text)),
    };
    let trace = Trace { way: arrived.way, helo: arrived.helo, tls: arrived.tls, odd_sender, fetched: arrived.fetched };
    let report = Report::read(&mail, envelope_from.is_none() && trace.odd_sender.is_none());
    Ok(Letter { mail, raw, attachments, html, envelope_from, recipients: arrived.recipients, report, trace })
}

/// The envelope's sender of a mail that lay in a mailbox: whoever delivered it there wrote it down (RFC 5321 §4.4), above all else. Where
/// nobody did, the mail itself tells.
fn return_path(mail: &Mail) -> Option<EmailAddress> {
    match mail.header("return-path") {
        Some(path) => path.trim().trim_start_matches('<').trim_end_matches('>').parse().ok(),
        None => mail.from.as_ref().and_then(|from| from.parsed.clone()),
    }
}
