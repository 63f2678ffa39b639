//! One round through a folder: take what is new, remove what is safe, compare when it is time.

use super::session::{Folder, Session};
use crate::deliver::{Delivery, Letter, Turn};
use crate::failure::Failure;
use mail::accounts::{After, Fate};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Goes through everything that the folder lists. The turn is given back between batches, so that others come in between.
pub(super) async fn go_through(delivery: &mut Delivery, session: &mut Session, folder: &mut Folder, turn: Turn) -> Result<Turn, Failure> {
    let is_compare_due = delivery.is_compare_due();
    let mut turn = turn;
    let listed = session.list().await?;
    let _room = delivery.tenancy.room_for(listed.len())?;
    let places: BTreeSet<String> = listed.iter().map(|uid| folder.place(*uid)).collect();
    delivery.forget_gone(&places).await?;
    // What a crash, or a server that did not listen, left behind.
    let safe: Vec<u32> = listed.iter().copied().filter(|uid| delivery.is_taken(&folder.place(*uid))).collect();
    if delivery.target.account.after != After::Keep {
        remove(delivery, session, folder, &safe).await?;
    }
    let mut fresh: Vec<u32> = listed.iter().copied().filter(|uid| delivery.fate(&folder.place(*uid)).is_none()).collect();
    fresh.sort_by_key(|uid| delivery.order(&folder.place(*uid), *uid));
    for batch in fresh.chunks(delivery.shared.limits.messages.max(1)) {
        take(delivery, session, folder, batch).await?;
        drop(turn);
        turn = delivery.turn().await?;
    }
    delivery.hold_faults()?;
    if is_compare_due {
        let now = session.list().await?.into_iter().map(|uid| folder.place(uid)).collect();
        delivery.compare(now, &places).await?;
    }
    Ok(turn)
}

/// Takes a batch of messages, and sees to what happens to those that are safe.
async fn take(delivery: &mut Delivery, session: &mut Session, folder: &mut Folder, batch: &[u32]) -> Result<(), Failure> {
    let shared = Arc::clone(&delivery.shared);
    let largest = shared.limits.message_bytes;
    let mut in_order = batch.to_vec();
    in_order.sort_unstable();
    let sizes = session.sizes(&in_order).await?;
    let mut taken = Vec::new();
    for &uid in batch {
        let place = folder.place(uid);
        let size = sizes.get(&uid).copied();
        if size.is_some_and(|size| usize::try_from(size).map_or(true, |size| size > largest)) {
            delivery.leave(place, Fate::TooLarge, size).await?;
            continue;
        }
        let mut held = shared.memory.clone().nothing();
        match session.message(uid, largest, &mut held).await {
            Ok(Some(raw)) => {
                let letter = Letter { place, raw, tls: session.tls.clone() };
                if delivery.deliver(letter).await? {
                    taken.push(uid);
                }
            }
            // It vanished since it was listed, or it will be listed again.
            Ok(None) => delivery.gave_nothing(place).await?,
            Err(failure) => {
                return Err(delivery.broke_over(place, size, failure).await);
            }
        }
    }
    match delivery.target.account.after {
        After::Keep => session.mark_seen(&taken).await,
        After::Delete | After::Move => remove(delivery, session, folder, &taken).await,
    }
}

/// Removes messages that are safe, the way the account says.
async fn remove(delivery: &Delivery, session: &mut Session, folder: &mut Folder, safe: &[u32]) -> Result<(), Failure> {
    if safe.is_empty() {
        return Ok(());
    }
    if let (After::Move, Some(to)) = (delivery.target.account.after, &delivery.target.account.move_to) {
        let fresh: Vec<u32> = safe.iter().copied().filter(|uid| !folder.copied.contains(uid)).collect();
        let is_gone = fresh.is_empty() || session.transfer(&fresh, to).await?;
        if is_gone && folder.copied.is_empty() {
            return Ok(());
        }
        folder.copied.extend(fresh);
    }
    let is_safe = |uid| delivery.is_taken(&folder.place(uid));
    session.delete(safe, is_safe).await
}
