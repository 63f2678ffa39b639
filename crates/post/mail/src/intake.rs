//! What the gates at which mail arrives are given: which addresses there are, and who takes a message.

use crate::accounts;
use crate::commands::{self, Letter, TakeError, Taken as Became};
use crate::reading;
use futures_util::FutureExt;
use kernel::{EmailAddress, Fault};
use room::{Arrived, Intake, IntakeContext, IntakeError, Known, Sender, Taken};
use std::sync::Arc;
use store::View;
use tickets::queries;
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
    let fetched = arrived.fetched.clone();
    let letter = Arc::new(open(&context, arrived, &moment).await?);
    let title = context.place.title.clone();
    let work = move |act: &store::Act<'_>| -> Result<Taken, TakeError> {
        let became = commands::take(act, &letter, &title)?;
        if let Some(fetched) = &fetched {
            accounts::note_taken(act, fetched)?;
        }
        let number = |ticket| queries::for_room(act, ticket).map(|ticket| ticket.number).map_err(TakeError::from);
        Ok(match became {
            Became::Ticket(ticket) => Taken::Ticket { number: number(ticket)?, is_new: true },
            Became::Article(ticket) => Taken::Ticket { number: number(ticket)?, is_new: false },
            Became::Copy(_) => Taken::Duplicate,
        })
    };
    context.door.act(context.by, moment, work).await.map_err(|error| match error {
        TakeError::Fault(fault) => IntakeError::Fault(fault),
        TakeError::Refused(what) => {
            tracing::error!(what, "a mail could not be taken");
            IntakeError::Refused { code: 451, status: "4.3.0", words: "the desk cannot take this message now" }
        }
    })
}

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
    let envelope_from = match arrived.envelope_from {
        Sender::Address(address) => Some(address),
        Sender::Nobody | Sender::Odd(_) => None,
    };
    Ok(Letter { mail, raw, attachments, html, envelope_from, recipients: arrived.recipients })
}
