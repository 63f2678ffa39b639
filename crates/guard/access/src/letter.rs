//! Links by mail: to choose a new password, or to sign in.
//!
//! Whoever asks for one hears the same whether or not somebody has the address. A link opens once, for a short time, and only by a button
//! on the page that it leads to: programs that look at mails follow links. It is one factor; those who have a second one show it as well.

use crate::factor::PURPOSE;
use crate::model::{Entrance, Person};
use crate::store::{self as rows_of, letters};
use kernel::{EmailAddress, Fault, Locale, Secret, Timestamp, id};
use room::Place;
use std::str::FromStr;
use std::time::Duration;
use store::{Act, Rows};

id!(LetterId, "ltr", "A link that was sent to somebody's own address.");

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To choose a new password.
    Reset,
    /// To sign in.
    SignIn,
}

/// The word is no kind of link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of link")]
pub struct NotALink;

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::SignIn => "sign_in",
        }
    }

    /// So long it opens something. A link to sign in follows OWASP ASVS 5.0 V6.5.5; a new password may wait for a mail server that lets
    /// strangers wait (greylisting).
    pub(crate) const fn life(self) -> Duration {
        match self {
            Self::Reset => Duration::from_mins(30),
            Self::SignIn => Duration::from_mins(10),
        }
    }

    const fn path(self, entrance: Entrance) -> &'static str {
        match (self, entrance) {
            (Self::Reset, Entrance::Agents) => "/sign-in/reset",
            (Self::Reset, Entrance::Customers) => "/portal/sign-in/reset",
            (Self::SignIn, _) => "/portal/sign-in/open",
        }
    }
}

impl FromStr for Kind {
    type Err = NotALink;

    fn from_str(word: &str) -> Result<Self, NotALink> {
        [Self::Reset, Self::SignIn].into_iter().find(|kind| kind.as_str() == word).ok_or(NotALink)
    }
}

/// One as it lies in the store.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) id: LetterId,
    pub(crate) person: Person,
    pub(crate) kind: Kind,
    pub(crate) sealed: Vec<u8>,
    pub(crate) until: Timestamp,
}

/// A letter to be sent, in its reader's language.
#[derive(Debug)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// Their name.
    pub name: String,
    /// Their language.
    pub locale: Locale,
    /// What the link is for.
    pub kind: Kind,
    /// The link.
    pub link: Secret<String>,
    /// How long it opens something. **Units**: minutes.
    pub minutes: u64,
    /// After this nobody needs it any more.
    pub until: Timestamp,
}

/// The letter, while its link opens something.
///
/// # Errors
/// The store failed.
pub fn letter(rows: &impl Rows, id: LetterId, place: &Place) -> Result<Option<Letter>, Fault> {
    let Some(sent) = letters::letter(rows, id)?.filter(|sent| rows.now() < sent.until) else { return Ok(None) };
    let Some(facts) = rows_of::facts(rows, sent.person)?.filter(|facts| facts.valid) else { return Ok(None) };
    let token = store::unseal(rows, PURPOSE, &sent.id.0.0, &sent.sealed)?;
    let link = format!("{}{}?token={}", place.origin(), sent.kind.path(sent.person.entrance()), token.reveal());
    let minutes = sent.kind.life().as_secs() / 60;
    let (kind, until) = (sent.kind, sent.until);
    Ok(Some(Letter { to: facts.email, name: facts.name, locale: facts.locale, kind, link: Secret::new(link), minutes, until }))
}

/// Writes one, and leaves its sending to the room of the channel.
pub(crate) fn write(act: &Act<'_>, person: Person, kind: Kind) -> Result<LetterId, Fault> {
    let (id, _) = mint(act, person, kind)?;
    act.enqueue(&store::Job { room: "mail", kind: "letter", object: id.0, due_at: act.now() })?;
    Ok(id)
}

/// One that is not sent: its token, for whoever is here and has shown enough to be led on at once.
pub(crate) fn mint(act: &Act<'_>, person: Person, kind: Kind) -> Result<(LetterId, Secret<String>), Fault> {
    let id = LetterId(act.new_id());
    let token = Secret::new(crate::cookie::value(act.random()));
    let sealed = store::seal(act, PURPOSE, &id.0.0, &token)?;
    let until = act.now().after(kind.life());
    letters::add_letter(act, &Sent { id, person, kind, sealed, until }, crate::token::hash(token.reveal()))?;
    Ok((id, token))
}

/// The one that a token belongs to, while it opens something.
pub(crate) fn by_token(rows: &impl Rows, entrance: Entrance, kind: Kind, token: &str) -> Result<Option<Sent>, Fault> {
    if !crate::cookie::is_value(token) {
        return Ok(None);
    }
    let found = letters::letter_by_token(rows, crate::token::hash(token))?;
    Ok(found.filter(|sent| sent.kind == kind && sent.person.entrance() == entrance && rows.now() < sent.until))
}
