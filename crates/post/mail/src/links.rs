//! Letters of the room of access: links to choose a password or to sign in. They belong to no ticket, and nobody but their reader sees them.

use crate::send::Outbound;
use access::{Letter, LetterId, LetterKind};
use futures_util::FutureExt;
use kernel::{EmailAddress, Fault, Locale, OrFault, Timestamp};
use net::Envelope;
use room::{JobContext, JobKind};
use std::time::Duration;
use store::{Claimed, JobEnd, View};
use tickets::{QueueId, queries};
use wire::mime::{self, Draft, Extra, Mailbox, MessageId};

/// The job.
pub(crate) const LETTER: JobKind = JobKind { name: "letter", run: |context, job| run(context, job).boxed() };

/// Somebody waits for it: it is tried again soon, as long as its link opens anything.
const AGAIN: Duration = Duration::from_secs(30);

async fn run(context: JobContext, job: Claimed) -> Result<JobEnd, Fault> {
    let now = context.house.ambient.now();
    let (id, place) = (LetterId(job.object), context.place.clone());
    let read = move |view: &View<'_>| Ok::<_, Fault>((access::letter(view, id, &place)?, sender(view)?));
    let (Some(letter), Some(from)) = context.door.read(context.by.clone(), now, read).await? else { return Ok(JobEnd::Settled) };
    let moment = context.house.ambient.moment();
    let draft = draft(id, &letter, (&from, &context.place.title), now)?;
    let raw = mime::build(&draft, &mut moment.seed.dice());
    // Answers to it go nowhere: the null sender (RFC 3834 §3.3).
    let envelope = Envelope { from: None, to: vec![letter.to.clone()] };
    let again = now.after(AGAIN);
    match context.house.service::<Outbound>()?.send_alone(&envelope, &raw).await {
        Ok(true) => Ok(JobEnd::Settled),
        Ok(false) if again < letter.until => Ok(JobEnd::Again(again)),
        Ok(false) => {
            tracing::warn!("a link could not be sent while it opened anything");
            Ok(JobEnd::Settled)
        }
        Err(fault) => Err(fault),
    }
}

/// The desk's own address: that of the default queue. A desk without one sends no mail at all.
fn sender(view: &View<'_>) -> Result<Option<EmailAddress>, Fault> {
    Ok(queries::queue(view, QueueId::RAW)?.and_then(|queue| queue.address).map(|address| address.email))
}

const fn words(kind: LetterKind, locale: Locale) -> (&'static str, &'static str) {
    match (kind, locale) {
        (LetterKind::Reset, Locale::De) => ("Neues Passwort wählen", include_str!("../texts/link-reset.de.txt")),
        (LetterKind::Reset, Locale::En) => ("Choose a new password", include_str!("../texts/link-reset.en.txt")),
        (LetterKind::Reset, Locale::PtBr) => ("Escolher nova senha", include_str!("../texts/link-reset.pt-BR.txt")),
        (LetterKind::SignIn, Locale::De) => ("Ihr Link zur Anmeldung", include_str!("../texts/link-sign-in.de.txt")),
        (LetterKind::SignIn, Locale::En) => ("Your link to sign in", include_str!("../texts/link-sign-in.en.txt")),
        (LetterKind::SignIn, Locale::PtBr) => ("Seu link para entrar", include_str!("../texts/link-sign-in.pt-BR.txt")),
    }
}

fn draft(id: LetterId, letter: &Letter, (from, desk): (&EmailAddress, &str), now: Timestamp) -> Result<Draft, Fault> {
    let (subject, text) = words(letter.kind, letter.locale);
    let minutes = letter.minutes.to_string();
    let filled = [("{name}", letter.name.as_str()), ("{link}", letter.link.reveal()), ("{minutes}", &minutes), ("{desk}", desk)];
    let text = filled.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
    let message_id = MessageId::parse(&format!("<{id}@{}>", from.domain()));
    Ok(Draft {
        from: Mailbox::new(Some(desk), from.as_str()),
        reply_to: Vec::new(),
        to: vec![Mailbox::new(Some(&letter.name), letter.to.as_str())],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: subject.to_owned(),
        message_id: message_id.or_fault("a letter has no id")?,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        date: now,
        text,
        html: None,
        attachments: Vec::new(),
        status: None,
        extra: vec![(Extra::AutoSubmitted, "auto-generated".into()), (Extra::AutoResponseSuppress, "All".into())],
    })
}
