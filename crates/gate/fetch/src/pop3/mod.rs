//! Reading a mailbox by POP3.

mod client;
mod removed;

use crate::deliver::{Delivery, Letter, Turn};
use crate::failure::Failure;
use crate::parts::Patience;
use client::{Listed, Session};
use mail::accounts::{After, Fate, Seen, Target};
use net::Egress;
pub(crate) use removed::Removed;
use std::collections::BTreeSet;
use std::sync::Arc;
use wire::mime::LONGEST_MAIL;

/// Batches in one session: a session lists the whole mailbox, and its deletions hold only at its end.
const BATCHES: usize = 10;

/// Connects, logs in and looks; takes nothing and changes nothing.
pub(crate) async fn try_out(egress: &Egress, target: &Target, patience: Patience) -> Result<Seen, Failure> {
    let mut session = Session::open(egress, target, patience, LONGEST_MAIL).await?;
    let messages = session.list().await?.len() as u64;
    let seen = Seen { tls: session.tls.clone(), messages, folders: Vec::new(), pushes: false };
    session.leave().await?;
    Ok(seen)
}

/// Reads a mailbox once; gives whether it was read to its end. Deletions hold when the server has answered the goodbye, so a
/// session does not take all of a large mailbox. The turn is given back between batches, so that others come in between.
pub(crate) async fn visit(delivery: &mut Delivery) -> Result<bool, Failure> {
    let shared = Arc::clone(&delivery.shared);
    let turn = delivery.turn().await?;
    let is_compare_due = delivery.is_compare_due();
    let mut session = Session::open(&shared.egress, &delivery.target, shared.patience, shared.limits.message_bytes).await?;
    let listed = session.list().await?;
    let _room = delivery.tenancy.room_for(listed.len())?;
    let places: BTreeSet<String> = listed.iter().map(|message| message.place.clone()).collect();
    delivery.forget_gone(&places).await?;
    delivery.removed.begin(&places);
    let gone_through = go_through(delivery, &mut session, &listed, turn).await;
    if session.can_leave() {
        // What was taken is gone with that, also when the desk can take no more: else it would be taken again and again.
        let left = leave(delivery, session).await;
        if gone_through.is_ok() {
            left?;
        }
    }
    let is_end = gone_through?;
    delivery.hold_faults()?;
    if is_end && is_compare_due {
        compare(delivery, &places).await?;
    }
    Ok(is_end)
}

/// Takes what is new and has deleted what is safe; gives whether that was all.
async fn go_through(delivery: &mut Delivery, session: &mut Session, listed: &[Listed], turn: Turn) -> Result<bool, Failure> {
    let shared = Arc::clone(&delivery.shared);
    let mut turn = turn;
    let removes = delivery.target.account.after == After::Delete;
    let mut fresh = Vec::new();
    for message in listed {
        match delivery.fate(&message.place) {
            None => fresh.push(message),
            // That it is gone could not be noted.
            Some(Fate::Taken) if delivery.removed.is_open(&message.place) => fresh.push(message),
            // What a crash, or a server that did not listen, left behind.
            Some(Fate::Taken) if removes => delete(delivery, session, message, None).await?,
            Some(_) => {}
        }
    }
    fresh.sort_by_key(|message| delivery.order(&message.place, message.number));
    let batch = shared.limits.messages.max(1);
    for some in fresh.chunks(batch).take(BATCHES) {
        for message in some {
            if let Some(content) = take(delivery, session, message).await?
                && removes
            {
                delete(delivery, session, message, Some(content)).await?;
            }
        }
        drop(turn);
        turn = delivery.turn().await?;
    }
    Ok(fresh.len() <= BATCHES * batch)
}

/// Says goodbye, and forgets what is gone with that.
async fn leave(delivery: &mut Delivery, session: Session) -> Result<(), Failure> {
    session.leave().await?;
    let gone = delivery.removed.confirm();
    delivery.forget(&gone).await
}

/// Compares with what the mailbox lists now that the deletions hold.
async fn compare(delivery: &mut Delivery, gone_through: &BTreeSet<String>) -> Result<(), Failure> {
    let shared = Arc::clone(&delivery.shared);
    let mut session = Session::open(&shared.egress, &delivery.target, shared.patience, shared.limits.message_bytes).await?;
    let listed = session.list().await?.into_iter().map(|message| message.place).collect();
    session.leave().await?;
    delivery.compare(listed, gone_through).await
}

/// Has a message deleted that is safe.
async fn delete(delivery: &mut Delivery, session: &mut Session, message: &Listed, content: Option<u64>) -> Result<(), Failure> {
    session.delete(message.number).await?;
    delivery.removed.ask(&message.place, content);
    Ok(())
}

/// Takes one message; gives its content when it is safe.
async fn take(delivery: &mut Delivery, session: &mut Session, message: &Listed) -> Result<Option<u64>, Failure> {
    let shared = Arc::clone(&delivery.shared);
    let (place, largest) = (message.place.clone(), shared.limits.message_bytes);
    if message.size.is_some_and(|size| usize::try_from(size).map_or(true, |size| size > largest)) {
        return delivery.leave(place, Fate::TooLarge, message.size).await.map(|()| None);
    }
    let mut held = shared.memory.clone().nothing();
    match session.message(message.number, largest, &mut held).await {
        Ok(Some(raw)) => {
            let content = removed::content(&raw);
            let is_safe = delivery.deliver(Letter { place, raw, tls: session.tls.clone() }).await?;
            Ok(is_safe.then_some(content))
        }
        Ok(None) => delivery.gave_nothing(place).await.map(|()| None),
        Err(failure) => Err(delivery.broke_over(place, message.size, failure).await),
    }
}
