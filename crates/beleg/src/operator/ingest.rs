//! Takes a mail from a pipe. How the command ends tells the mail server what to do with the mail.

use super::obey::Seat;
use super::{Answer, NOBODY, Refused, TRY_AGAIN, UNFIT};
use crate::config::Config;
use crate::node::Opened;
use anyhow::Context as _;
use base64::Engine as _;
use kernel::{By, EmailAddress};
use platform::TenantState;
use room::{Arrived, IntakeContext, IntakeError, Known, Sender, Taken, Way};

/// Hands a mail to the room that takes mail. What is no [`Refused`] is our fault, and for the mail server a reason to try again.
///
/// # Errors
/// The mail was not taken.
pub(super) async fn ingest(opened: &Opened, config: &Config, to: &str, from: Option<String>, raw: &str) -> anyhow::Result<Answer> {
    let to: EmailAddress = to.parse().map_err(|error| Refused::with(NOBODY, format!("--to: {error}")))?;
    let entry = opened.directory.by_mail_domain(to.domain());
    let entry = entry.ok_or_else(|| Refused::with(NOBODY, "the domain belongs to no tenant"))?;
    match entry.state {
        TenantState::Active => {}
        TenantState::Suspended => return Err(Refused::with(TRY_AGAIN, "the tenant is suspended")),
        TenantState::Making | TenantState::Deleting | TenantState::Deleted => {
            return Err(Refused::with(TRY_AGAIN, "the tenant is not ready"));
        }
    }
    let raw = base64::engine::general_purpose::STANDARD.decode(raw).context("the mail was damaged on the way")?;
    let seat = Seat::of(opened, config, &entry.name).await?;
    let context = IntakeContext {
        door: seat.door.clone(),
        place: seat.place.clone(),
        house: opened.house.clone(),
        by: By::room("mail", opened.house.ambient.request()),
    };
    if (mail::INTAKE.recipient)(context.clone(), to.clone()).await? != Known::Yes {
        return Err(Refused::with(NOBODY, "nobody has this address"));
    }
    let arrived = Arrived {
        envelope_from: match from.as_deref() {
            None | Some("" | "<>") => Sender::Nobody,
            Some(text) => text.parse().map_or_else(|_| Sender::Odd(text.to_owned()), Sender::Address),
        },
        recipients: vec![to],
        raw: raw.into(),
        way: Way::Pipe,
        tls: None,
        helo: "localhost".into(),
        received_at: opened.house.ambient.now(),
        fetched: None,
        notices: room::Notices::default(),
    };
    let taken = (mail::INTAKE.deliver)(context, arrived).await.map_err(refused)?;
    Ok(Answer::said(match taken {
        Taken::Ticket { number, is_new: true } => format!("ticket {number}\n"),
        Taken::Ticket { number, is_new: false } => format!("article on ticket {number}\n"),
        Taken::Duplicate => "a second copy\n".into(),
        Taken::Noted => "noted\n".into(),
    }))
}

/// A refusal for good, as SMTP has it from 500 on, is the mail's; everything else passes.
fn refused(error: IntakeError) -> anyhow::Error {
    match error {
        IntakeError::Refused { code: 500..=599, words, .. } => Refused::with(UNFIT, words),
        IntakeError::Refused { words, .. } => Refused::with(TRY_AGAIN, words),
        IntakeError::Fault(fault) => fault.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Fault;

    #[test]
    fn the_mail_server_learns_whether_to_keep_the_mail() {
        let check = |error: IntakeError, expected: Option<u8>| {
            let answer = Answer::refused(&refused(error).context("taking a mail"));
            assert_eq!(answer.into_result().unwrap_err().downcast_ref::<Refused>().map(|refused| refused.exit), expected);
        };
        let words = "the desk cannot take this message";
        check(IntakeError::Refused { code: 451, status: "4.3.0", words }, Some(75));
        check(IntakeError::Refused { code: 554, status: "5.6.0", words }, Some(65));
        check(IntakeError::Refused { code: 250, status: "2.0.0", words }, Some(75));
        check(IntakeError::Fault(Fault::bug("a test's")), None);
    }
}
