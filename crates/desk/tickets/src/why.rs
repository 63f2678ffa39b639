//! Why somebody sees a ticket, or does not, step by step; and what they see at all.
//!
//! The steps follow the keys of [`crate::rights`]: what is told is what was decided. A kind that somebody was told never gets
//! another meaning; a new reason is a new kind.

mod words;

use crate::model::{Queue, TicketId};
use crate::rights::{self, Facts, Key, Permitted, Reason, Refusal, Rw, Standing, decide, keys_of};
use crate::store;
use ::store::Rows;
use kernel::{Actor, AgentId, CustomerUserId, Fault};
use people::{Permission, Source, Sourced, Unseen};
use serde::Serialize;

/// One step of an explanation, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The person is not valid: nothing counts.
    NotValid {
        /// Their name.
        name: String,
    },
    /// Where the ticket lies.
    QueueOfGroup {
        /// The queue.
        queue: String,
        /// Its group.
        group: String,
    },
    /// The agent has a permission in the group that lets them read.
    Direct {
        /// Their name.
        name: String,
        /// `ro` or `rw`.
        permission: String,
        /// The group.
        group: String,
    },
    /// A role gives them a permission in the group that lets them read.
    ByRole {
        /// Their name.
        name: String,
        /// The role.
        role: String,
        /// `ro` or `rw`.
        permission: String,
        /// The group.
        group: String,
    },
    /// Neither they nor a role of theirs may read in the group.
    NoPermission {
        /// Their name.
        name: String,
        /// The group.
        group: String,
    },
    /// The ticket is not restricted.
    Unrestricted,
    /// It is restricted, and they are a member.
    Member {
        /// Their name.
        name: String,
    },
    /// It is restricted, and they are none.
    NotMember {
        /// Their name.
        name: String,
    },
    /// They asked.
    Asker {
        /// Their name.
        name: String,
    },
    /// They take part.
    Participant {
        /// Their name.
        name: String,
    },
    /// A company of theirs asked, and shares its tickets.
    Company {
        /// Their name.
        name: String,
        /// The company.
        company: String,
    },
    /// None of these.
    NotInvolved {
        /// Their name.
        name: String,
    },
    /// Colleagues see what lies in the queue.
    Discreet {
        /// The queue.
        queue: String,
    },
    /// Colleagues do not see what lies in the queue.
    Confidential {
        /// The queue.
        queue: String,
    },
    /// It is restricted: colleagues do not see it.
    RestrictedForColleagues,
}

impl Step {
    /// The step in words.
    pub fn words(&self, locale: kernel::Locale) -> String {
        words::words(self, locale)
    }

    /// Whether it lets in, keeps out, or merely says how things are.
    pub const fn opens(&self) -> Option<bool> {
        match self {
            Self::QueueOfGroup { .. } => None,
            Self::NotValid { .. }
            | Self::NoPermission { .. }
            | Self::NotMember { .. }
            | Self::NotInvolved { .. }
            | Self::Confidential { .. }
            | Self::RestrictedForColleagues => Some(false),
            Self::Direct { .. }
            | Self::ByRole { .. }
            | Self::Unrestricted
            | Self::Member { .. }
            | Self::Asker { .. }
            | Self::Participant { .. }
            | Self::Company { .. }
            | Self::Discreet { .. } => Some(true),
        }
    }
}

/// Why somebody sees a ticket, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The name of whom it is about.
    pub name: String,
    /// Whether they see it.
    pub sees: bool,
    /// Step by step.
    pub steps: Vec<Step>,
}

/// Whose sight is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An agent.
    Agent(AgentId),
    /// A customer user.
    CustomerUser(CustomerUserId),
}

/// Explains it to whoever may restrict the ticket.
///
/// # Errors
/// [`Refusal`]; also when there is nobody like that.
pub fn why(rows: &impl Rows, id: TicketId, who: Who) -> Result<Why, Refusal> {
    let on: Permitted<Rw> = rights::permit(rows, id)?;
    let (name, valid, actor) = match who {
        Who::Agent(id) => people::agent(rows, id)?.map(|agent| (agent.name, agent.valid, Actor::Agent(id))),
        Who::CustomerUser(id) => people::customer_user(rows, id)?.map(|user| (user.name, user.valid, Actor::CustomerUser(id))),
    }
    .ok_or(Refusal::NotFound)?;
    let standing = Standing::of_actor(rows, actor)?;
    let sees = decide(&standing, Permission::Ro, on.facts()).is_allowed();
    if !valid {
        return Ok(Why { steps: vec![Step::NotValid { name: name.clone() }], name, sees });
    }
    let told = Told { rows, on: &on, who, name: &name };
    let mut steps = Vec::new();
    if matches!(who, Who::Agent(_)) {
        steps.push(Step::QueueOfGroup { queue: on.ticket().queue_name.clone(), group: told.group()? });
    }
    for (reason, keys) in keys_of(&standing, Permission::Ro, on.facts()) {
        if keys.is_empty() {
            steps.push(told.shut(reason)?);
        }
        for key in keys {
            told.open(key, &mut steps)?;
        }
    }
    steps.dedup();
    // Whoever asked or takes part opens each layer with the same key: said once.
    let mut said = Vec::new();
    steps.retain(|step| {
        let is_new = !said.contains(step);
        said.push(step.clone());
        is_new
    });
    Ok(Why { name, sees, steps })
}

/// What words are made of.
struct Told<'t, R> {
    rows: &'t R,
    on: &'t Permitted<Rw>,
    who: Who,
    name: &'t str,
}

impl<R: Rows> Told<'_, R> {
    fn facts(&self) -> &Facts {
        self.on.facts()
    }

    fn group(&self) -> Result<String, Fault> {
        Ok(people::group(self.rows, self.facts().group)?.map(|group| group.name).unwrap_or_default())
    }

    fn shut(&self, reason: Reason) -> Result<Step, Fault> {
        let name = self.name.to_owned();
        Ok(match (reason, self.who) {
            (Reason::Confidential, _) => Step::Confidential { queue: self.on.ticket().queue_name.clone() },
            (Reason::Restricted, Who::Agent(_)) => Step::NotMember { name },
            (Reason::Restricted, Who::CustomerUser(_)) => Step::RestrictedForColleagues,
            (Reason::NoPermission, _) => Step::NoPermission { name, group: self.group()? },
            (Reason::NotInvolved | Reason::Unknown | Reason::DeskOnly, _) => Step::NotInvolved { name },
        })
    }

    fn open(&self, key: Key, steps: &mut Vec<Step>) -> Result<(), Fault> {
        let name = self.name.to_owned();
        steps.push(match key {
            Key::Permission => return self.permission(steps),
            Key::Unrestricted => Step::Unrestricted,
            Key::Member => Step::Member { name },
            Key::Asker => Step::Asker { name },
            Key::Participant => Step::Participant { name },
            Key::Company => Step::Company { name, company: self.company()? },
            Key::Discreet => Step::Discreet { queue: self.on.ticket().queue_name.clone() },
        });
        Ok(())
    }

    fn company(&self) -> Result<String, Fault> {
        let id = self.facts().customer.clone().unwrap_or_default();
        Ok(people::customer_names(self.rows, std::iter::once(id.as_str()))?.remove(&id).unwrap_or(id))
    }

    fn permission(&self, steps: &mut Vec<Step>) -> Result<(), Fault> {
        let Who::Agent(agent) = self.who else { return Ok(()) };
        let (name, group) = (self.name, self.group()?);
        let here = people::sources_of(self.rows, agent)?.into_iter().filter(|(group, _)| group.id == self.facts().group);
        for one in here.flat_map(|(_, sourced)| sourced).filter(|one| matches!(one.permission, Permission::Ro | Permission::Rw)) {
            let permission = one.permission.as_str();
            steps.extend(one.from.into_iter().map(|source| match source {
                Source::Direct => Step::Direct { name: name.to_owned(), permission: permission.to_owned(), group: group.clone() },
                Source::Role(role) => {
                    Step::ByRole { name: name.to_owned(), role: role.name, permission: permission.to_owned(), group: group.clone() }
                }
            }));
        }
        Ok(())
    }
}

/// A queue that an agent sees, with what they may do there and from where it comes.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The queue.
    pub queue: Queue,
    /// Its group's name.
    pub group: String,
    /// What they may do.
    pub permissions: Vec<Sourced>,
}

/// The queues that an agent sees, and of how many restricted tickets they are a member; for administrators, and for agents about
/// themselves.
///
/// # Errors
/// [`Unseen`].
pub fn seen_by(rows: &impl Rows, agent: AgentId) -> Result<(Vec<Seen>, u64), Unseen> {
    if rows.by().actor != Actor::Agent(agent) {
        people::require_administrator::<Unseen>(rows)?;
    }
    if people::agent(rows, agent)?.is_none() {
        return Err(Unseen::NotFound);
    }
    let standing = Standing::of_actor(rows, Actor::Agent(agent))?;
    let sources = people::sources_of(rows, agent)?;
    let seen = |queue: Queue| {
        let (group, permissions) = sources.iter().find(|(group, _)| group.id == queue.group)?;
        Some(Seen { queue, group: group.name.clone(), permissions: permissions.clone() })
    };
    let all = standing.visible_queues(rows)?.into_iter().filter_map(seen).collect();
    Ok((all, store::parties::count_memberships(rows, agent)?))
}
