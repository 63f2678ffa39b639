//! Says who sees a ticket beside the rights of its queue: members of a restricted one, customer users who take part.

use super::change::some_may;
use crate::events::Event;
use crate::rights::{Facts, Note, Permitted, Refusal, Rw, Standing};
use crate::search;
use crate::store::parties as rows;
use ::store::{Act, Rows, params};
use kernel::{Actor, AgentId, CustomerUserId, Fault};
use people::Permission;
use std::collections::BTreeSet;

/// Most members of a restricted ticket.
const MEMBERS: usize = 100;
/// Most customer users who take part beside the asker.
const PARTICIPANTS: usize = 50;

/// Why members were not set.
#[derive(Debug, thiserror::Error)]
pub enum MembersError {
    /// Not there, not seen, or not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A restricted ticket without members would be nobody's.
    #[error("at least one member must remain")]
    Empty,
    /// More than need to know.
    #[error("there are too many members")]
    TooMany,
    /// One of them is no agent who may read in the queue: to be a member gives no right that the queue does not.
    #[error("there is no such agent who may read in this queue")]
    AgentUnknown,
    /// None of them could work on it or open it again.
    #[error("no member may work on the ticket")]
    NobodyLeft,
    /// Its owner or responsible agent would not see it.
    #[error("the owner and the responsible agent must be members")]
    OwnerOutside,
}

/// Why a participant was not added or removed.
#[derive(Debug, thiserror::Error)]
pub enum ParticipantError {
    /// Not there, not seen, or not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such customer user, or one who is not valid.
    #[error("there is no such customer user")]
    CustomerUserUnknown,
    /// More than can follow.
    #[error("there are too many participants")]
    TooMany,
}

impl From<Fault> for MembersError {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

impl From<Fault> for ParticipantError {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

impl Permitted<Rw> {
    /// Restricts the ticket to exactly these members, or opens it to all whom the queue lets in.
    ///
    /// # Errors
    /// [`MembersError`]; refuses before the first write.
    pub fn set_members(&self, act: &Act<'_>, members: Option<&BTreeSet<AgentId>>) -> Result<(), MembersError> {
        let (ticket, facts) = (self.ticket(), self.facts());
        let before = facts.restricted.then_some(&facts.members);
        if before == members {
            return Ok(());
        }
        if let Some(members) = members {
            look_over(act, self, members)?;
        }
        act.write(&rows::SET_RESTRICTED, params![ticket.id.0, members.is_some(), act.now()])?;
        act.write(&rows::CLEAR_MEMBERS, params![ticket.id.0])?;
        for member in members.into_iter().flatten() {
            act.write(&rows::ADD_MEMBER, params![ticket.id.0, member.0])?;
        }
        search::move_texts(act, ticket, ticket.queue, members.is_some())?;
        Event::MembersSet { from: before, to: members }.record(act, ticket.id)?;
        Ok(())
    }
}

fn look_over(act: &Act<'_>, on: &Permitted<Rw>, members: &BTreeSet<AgentId>) -> Result<(), MembersError> {
    if members.is_empty() {
        return Err(MembersError::Empty);
    }
    if members.len() > MEMBERS {
        return Err(MembersError::TooMany);
    }
    let facts = Facts { restricted: true, members: members.clone(), ..on.facts().clone() };
    for member in members {
        if !Standing::of_actor(act, Actor::Agent(*member))?.may(Permission::Ro, &facts) {
            return Err(MembersError::AgentUnknown);
        }
    }
    if !some_may(act, &facts, Permission::Rw)? {
        return Err(MembersError::NobodyLeft);
    }
    let ticket = on.ticket();
    if [ticket.owner, ticket.responsible].into_iter().flatten().any(|agent| !members.contains(&agent)) {
        return Err(MembersError::OwnerOutside);
    }
    Ok(())
}

impl Permitted<Note> {
    /// Lets a customer user take part: they see what the asker sees, and answer. Whoever takes part already, or asked, stays.
    ///
    /// # Errors
    /// [`ParticipantError`]; refuses before the first write.
    pub fn add_participant(&self, act: &Act<'_>, user: CustomerUserId) -> Result<(), ParticipantError> {
        let (ticket, facts) = (self.ticket(), self.facts());
        if !people::customer_user(act, user)?.is_some_and(|user| user.valid) {
            return Err(ParticipantError::CustomerUserUnknown);
        }
        if facts.asker == Some(user) || facts.participants.contains(&user) {
            return Ok(());
        }
        if facts.participants.len() >= PARTICIPANTS {
            return Err(ParticipantError::TooMany);
        }
        act.write(&rows::ADD_PARTICIPANT, params![ticket.id.0, user.0])?;
        act.write(&rows::TOUCH_FOR_CUSTOMERS, params![ticket.id.0, act.now()])?;
        Event::ParticipantAdded { customer_user: user }.record(act, ticket.id)?;
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`ParticipantError`]; refuses before the first write.
    pub fn remove_participant(&self, act: &Act<'_>, user: CustomerUserId) -> Result<(), ParticipantError> {
        let ticket = self.ticket();
        if !self.facts().participants.contains(&user) {
            return Err(ParticipantError::CustomerUserUnknown);
        }
        act.write(&rows::DROP_PARTICIPANT, params![ticket.id.0, user.0])?;
        act.write(&rows::TOUCH_FOR_CUSTOMERS, params![ticket.id.0, act.now()])?;
        Event::ParticipantRemoved { customer_user: user }.record(act, ticket.id)?;
        Ok(())
    }
}

impl From<MembersError> for web::Problem {
    fn from(error: MembersError) -> Self {
        match error {
            MembersError::Refused(refusal) => refusal.into(),
            MembersError::Empty => Self::invalid("members", "missing"),
            MembersError::TooMany => Self::invalid("members", "too-many"),
            MembersError::AgentUnknown => Self::invalid("members", "unknown"),
            MembersError::NobodyLeft => Self::invalid("members", "nobody-left"),
            MembersError::OwnerOutside => Self::invalid("members", "owner-outside"),
        }
    }
}

impl From<ParticipantError> for web::Problem {
    fn from(error: ParticipantError) -> Self {
        match error {
            ParticipantError::Refused(refusal) => refusal.into(),
            ParticipantError::CustomerUserUnknown => Self::invalid("customer_user", "unknown"),
            ParticipantError::TooMany => Self::invalid("customer_user", "too-many"),
        }
    }
}
