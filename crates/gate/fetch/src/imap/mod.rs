//! Reading a mailbox by IMAP.

mod client;
mod round;
mod session;

use crate::deliver::Delivery;
use crate::failure::Failure;
use crate::parts::Patience;
use client::News;
use mail::accounts::{Seen, Target};
use net::Egress;
use session::Session;
use tokio::time::{Instant, sleep, sleep_until};
use wire::mime::LONGEST_MAIL;

/// Folders that a trial names.
const FOLDERS: usize = 200;

/// Connects, logs in and looks; takes nothing and changes nothing.
pub(crate) async fn try_out(egress: &Egress, target: &Target, patience: Patience) -> Result<Seen, Failure> {
    let mut session = Session::open(egress, target, patience, LONGEST_MAIL).await?;
    let folders = session.folders(FOLDERS).await?;
    let messages = session.look(&target.account.mailbox).await?;
    let seen = Seen { tls: session.tls.clone(), messages: u64::from(messages), folders, pushes: session.can("IDLE") };
    session.leave().await;
    Ok(seen)
}

/// Reads a mailbox, and goes on for as long as the server keeps the connection.
///
/// Comes back in peace when the server let the connection go while nothing was to be done; the mailbox is then opened anew.
pub(crate) async fn visit(delivery: &mut Delivery, mut well: impl FnMut()) -> Result<(), Failure> {
    let shared = std::sync::Arc::clone(&delivery.shared);
    let patience = shared.patience;
    let mut turn = delivery.turn().await?;
    let mut session = Session::open(&shared.egress, &delivery.target, patience, shared.limits.message_bytes).await?;
    let mut folder = session.select(&delivery.target.account).await?;
    loop {
        let next_look = Instant::now() + patience.pause;
        turn = round::go_through(delivery, &mut session, &mut folder, turn).await?;
        delivery.succeeded().await?;
        well();
        drop(turn);
        match wait(delivery, &mut session).await {
            Ok(News::Mail | News::None | News::Refused) => {}
            Ok(News::Moved) => {
                session.leave().await;
                return Ok(());
            }
            // Connections that only wait are let go by servers and by what lies between: that is no failure.
            Err(Failure::Ours(fault)) => return Err(fault.into()),
            Err(Failure::Theirs(_) | Failure::TooLarge) => return Ok(()),
        }
        sleep_until(next_look).await;
        turn = delivery.turn().await?;
    }
}

/// Waits for news, or until it is time to look without.
async fn wait(delivery: &Delivery, session: &mut Session) -> Result<News, Failure> {
    let patience = delivery.shared.patience;
    if session.can("IDLE") {
        let news = session.idle(delivery.scattered(patience.idle)).await?;
        if news != News::Refused {
            return Ok(news);
        }
    }
    sleep(delivery.scattered(patience.poll)).await;
    session.ask_for_news().await
}
