//! What makes a mail the same as another one that was here.

use super::Letter;
use crate::store as rows_of;
use crate::store::First;
use kernel::Fault;
use store::{Act, Rows, Stored, keyed_hash};

/// How a mail is known again.
pub(super) struct Identity {
    mail: [u8; 32],
    /// The same bytes at the same place, if it was fetched: servers give a name again, and accounts move to other servers.
    place: Option<[u8; 32]>,
}

/// How a mail was known again.
pub(super) enum Known {
    /// It was read from its place before: nothing came.
    SamePlace,
    /// It came another time, or another way.
    SameMail(First),
}

impl Identity {
    pub(super) fn of(act: &Act<'_>, arrived: &Letter) -> Self {
        let place = arrived.trace.fetched.as_ref().map(|fetched| {
            let key = act.purpose_key("same-place");
            keyed_hash(key.reveal(), &[&fetched.account.0, &arrived.raw.digest(), fetched.place.as_bytes()])
        });
        Self { mail: same_mail(act, arrived), place }
    }

    /// Whether it was here before; that it is here again is noted.
    pub(super) fn look_up(&self, act: &Act<'_>) -> Result<Option<Known>, Fault> {
        if let Some(place) = &self.place
            && rows_of::arrived(act, place)?.is_some()
        {
            rows_of::note_copy(act, place)?;
            return Ok(Some(Known::SamePlace));
        }
        let Some(first) = rows_of::arrived(act, &self.mail)? else { return Ok(None) };
        rows_of::note_copy(act, &self.mail)?;
        if let Some(place) = &self.place {
            rows_of::note_arrived(act, place, &first)?;
        }
        Ok(Some(Known::SameMail(first)))
    }

    /// Notes that something else became of it.
    pub(super) fn again(&self, act: &Act<'_>, first: &First) -> Result<(), Fault> {
        [Some(&self.mail), self.place.as_ref()].into_iter().flatten().try_for_each(|key| rows_of::move_arrived(act, key, first))
    }

    /// Notes what became of it.
    pub(super) fn note(&self, act: &Act<'_>, first: &First) -> Result<(), Fault> {
        [Some(&self.mail), self.place.as_ref()].into_iter().flatten().try_for_each(|key| rows_of::note_arrived(act, key, first))
    }
}

/// Message-ID, From, To, Cc, and the body with all its parts. Over which way and to which of our addresses it came does not count: one
/// mail to two addresses is one ticket.
fn same_mail(act: &Act<'_>, arrived: &Letter) -> [u8; 32] {
    let key = act.purpose_key("same-mail");
    let mail = &arrived.mail;
    let mut addressed: Vec<&str> = mail.to.iter().chain(&mail.cc).map(|mailbox| mailbox.address.as_str()).collect();
    addressed.sort_unstable();
    let id = mail.message_id.as_ref().map_or("", |id| id.as_str());
    let from = mail.from.as_ref().map_or("", |from| from.address.as_str());
    let body: Vec<u8> = arrived.attachments.iter().flat_map(Stored::digest).collect();
    // Without a Message-ID nothing tells a copy from a mail written again: then the whole original must agree.
    let whole = if id.is_empty() { arrived.raw.digest().to_vec() } else { Vec::new() };
    let addressed = addressed.join(",");
    let parts = [id.as_bytes(), from.as_bytes(), mail.text.as_bytes(), &body, addressed.as_bytes(), &whole];
    // The length before each part: no two mails can be cut into the same bytes.
    let framed: Vec<u8> = parts.iter().flat_map(|part| part.len().to_be_bytes().into_iter().chain(part.iter().copied())).collect();
    keyed_hash(key.reveal(), &[&framed])
}
