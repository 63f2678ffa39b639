//! Mail in: until each mail is a durable ticket that is found by a word of its text, beside a Postfix that queues the
//! same mails and discards them.

use crate::desk::BUSY;
use crate::mailing::{Session, send_all};
use crate::postfix::Postfix;
use crate::proc;
use crate::report::Report;
use crate::round::{Round, Row, in_turn, measured, until_idle};
use crate::stage::{MANY, Stage};
use crate::words::{MAIL, Mail};
use anyhow::Result;
use std::sync::Arc;

pub(crate) async fn run(stage: &mut Stage) -> Result<Report> {
    let postfix = Postfix::start(BUSY).await?;
    let mut report = Report { name: "mail-in", peer: "Postfix", ..Report::default() };
    let mut late = 0;
    for (what, session) in [("session kept", Session::Kept), ("session a mail", Session::PerMail)] {
        let rounds = stage.plan.rounds;
        // The same mails to both.
        let mails: Vec<Arc<[Mail]>> = (0..=rounds).map(|_| stage.mails(stage.plan.mails, BUSY)).collect();
        let of = |round: usize| mails.get(round).cloned().unwrap_or_default();
        let (ours, theirs) = in_turn(
            rounds,
            async |round| {
                let (round, at_once) = ours(stage, &of(round), session).await?;
                late += usize::from(!at_once);
                Ok(round)
            },
            async |round| {
                let run = async { send_all(postfix.smtp, BUSY, &of(round), (MANY, session)).await?.complete() };
                measured(postfix.pid(), run, || postfix.is_empty()).await
            },
        )
        .await?;
        stage.tickets += (rounds + 1) * stage.plan.mails;
        report.rows.push(Row::new(format!("{MANY} connections, {what}"), &ours, &theirs));
    }
    report.notes = vec![
        format!(
            "Mails of {MAIL} bytes from 500 senders, words by Zipf's law, without TLS; MAIL, RCPT and DATA in one go; no automatic answer is due."
        ),
        "Beleg: until idle again and each mail found by a word of its text over the API; the searching itself is not counted.".into(),
        if late == 0 {
            "Every mail was found at once.".into()
        } else {
            format!("In {late} rounds some mails were found later only; there the searching is counted too.")
        },
        "Postfix: Debian's settings with the discard transport and its own log, until its queues are empty and it is idle again.".into(),
        "The time of a mail: from MAIL to the reply to its text; with a session a mail, from dialling on.".into(),
    ];
    Ok(report)
}

/// One round of ours, and whether each mail was found as soon as the desk was idle.
async fn ours(stage: &Stage, mails: &Arc<[Mail]>, session: Session) -> Result<(Round, bool)> {
    let pid = stage.desk.pid();
    let before = proc::cpu(pid)?;
    let run = async { send_all(stage.desk.smtp, BUSY, mails, (MANY, session)).await?.complete() };
    let mut round = measured(pid, run, || true).await?;
    let at_once = stage.until_found(mails).await?;
    let after = until_idle(pid, || true).await?;
    if !at_once {
        round.cpu = after.saturating_sub(before);
    }
    Ok((round, at_once))
}
