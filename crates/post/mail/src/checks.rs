//! The room's check for the trust centre.

use crate::commands::{self, Letter, Taken, Trace};
use crate::filter::Judgement;
use futures_util::FutureExt;
use kernel::{By, Fault, OrFault};
use room::{Check, CheckContext, Finding, Way};
use std::sync::Arc;
use std::time::Duration;
use store::{Act, Stored};
use tickets::{Sender, queries};
use wire::mime::Mail;

/// A mail becomes a ticket and is answered; what a program wrote is not answered. Rehearsed in the tenant's own store with the
/// code that takes real mail, in an act that is rolled back.
pub(crate) const MAIL_LOOP: Check = Check {
    name: "mail-loop",
    promise: "P-61",
    measures: "Rehearses the arrival of three mails in the tenant's store: one is answered, its copy is known, an automatic one is not answered.",
    fails_on: "the default queue without an address: nobody who writes hears that it arrived",
    max_age: Duration::from_hours(24),
    per_tenant: true,
    run: |context| run(context).boxed(),
};

/// How the rehearsal ends: always refused, so that nothing of it stays.
enum End {
    Seen(Rehearsal),
    Fault(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was seen")]
struct Rehearsal {
    answered: bool,
    copy_known: bool,
    program_answered: bool,
    /// Strangers, as the rehearsed sender is one, are not answered any more in this hour.
    enough: bool,
}

async fn run(context: CheckContext) -> Finding {
    let Some(door) = context.door else { return Finding::unmeasured("no tenant was named") };
    let moment = context.house.ambient.moment();
    let mut letters = Vec::new();
    for extra in ["", "Auto-Submitted: auto-replied\r\n"] {
        let raw = format!(
            "From: Probe <probe@rehearsal.invalid>\r\nTo: desk\r\nSubject: rehearsal\r\nMessage-ID: <{}{}@rehearsal.invalid>\r\n{extra}\r\nrehearsal\r\n",
            moment.now.as_micros(),
            extra.len()
        );
        let mail = Mail::understand(raw.as_bytes());
        match door.put(raw.into_bytes(), &moment).await {
            Ok(stored) => letters.push(letter(mail, stored)),
            Err(fault) => return Finding::unmeasured(fault.what()),
        }
    }
    let letters = Arc::new(letters);
    let by = By::room("mail", context.house.ambient.request());
    match door.act(by, moment, move |act| rehearse(act, &letters)).await {
        Err(End::Seen(seen)) => judge(&seen),
        Err(End::Fault(fault)) => Finding::unmeasured(fault.what()),
        Ok(()) => Finding::unmeasured("the rehearsal did not end"),
    }
}

fn letter(mail: Mail, raw: Stored) -> Letter {
    let envelope_from = mail.from.as_ref().and_then(|from| from.parsed.clone());
    let trace = Trace { way: Way::Pipe, peer: None, helo: "rehearsal".into(), tls: None, odd_sender: None, fetched: None };
    Letter {
        notice: None,
        mail,
        raw,
        attachments: Vec::new(),
        html: None,
        envelope_from,
        recipients: Vec::new(),
        report: None,
        judgement: Judgement::default(),
        trace,
    }
}

fn rehearse(act: &Act<'_>, letters: &[Letter]) -> Result<(), End> {
    let enough = commands::strangers_heard_enough(act)?;
    let take = |letter: &Letter| commands::take(act, letter, "").map_err(|_| Fault::bug("the rehearsed mail was refused"));
    let first = letters.first().or_fault("no rehearsed mail")?;
    let by_program = letters.get(1).or_fault("no rehearsed mail")?;
    let Taken::Ticket(ticket) = take(first)? else { return Err(Fault::bug("the rehearsed mail found a ticket").into()) };
    let copy_known = take(first)? == Taken::Copy(Some(ticket));
    let Taken::Ticket(silent) = take(by_program)? else { return Err(Fault::bug("the rehearsed mail found a ticket").into()) };
    let answered = |ticket| -> Result<bool, End> {
        let articles = queries::articles(act, ticket).map_err(|_| Fault::bug("the rehearsed ticket is gone"))?;
        Ok(articles.iter().any(|article| article.sender == Sender::System && article.delivery.is_some()))
    };
    Err(End::Seen(Rehearsal { answered: answered(ticket)?, copy_known, program_answered: answered(silent)?, enough }))
}

fn judge(seen: &Rehearsal) -> Finding {
    match seen {
        Rehearsal { program_answered: true, .. } => Finding::broken("an automatic mail was answered automatically"),
        Rehearsal { copy_known: false, .. } => Finding::broken("a second copy became a second ticket"),
        Rehearsal { answered: false, enough: true, .. } => Finding::unmeasured("the automatic answers of this hour are used up"),
        Rehearsal { answered: false, .. } => Finding::broken("a mail that arrived was not answered"),
        Rehearsal { .. } => {
            Finding::kept("a mail became a ticket and was answered; its copy was known; an automatic mail was not answered")
        }
    }
}
