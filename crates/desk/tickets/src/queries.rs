//! Reads for lists and pages.

use crate::model::{Article, ArticleId, Attachment, AttachmentId, Queue, QueueId, Sender, StateType, Ticket, TicketId};
use crate::rights::{self, Facts, Permitted, Refusal, Ro, Scope, Standing, Way};
use crate::search::{self, Found, Place, Query};
use crate::store;
use crate::store::tickets as rows_of;
use ::store::{Composed, Recorded, Rows, Tenant, View};
use kernel::{Actor, AgentId, CustomerUserId, EmailAddress, Fault, Id16};
use people::{CustomerUser, Permission};
use std::collections::{BTreeMap, BTreeSet};

/// Names of agents and companies for a list of tickets.
#[derive(Debug, Default)]
pub struct Names {
    /// Agents by id: login and name.
    pub agents: BTreeMap<AgentId, (String, String)>,
    /// Companies by OTRS's CustomerID.
    pub companies: BTreeMap<String, String>,
}

impl Names {
    fn of<'t>(rows: &impl Rows, tickets: impl Iterator<Item = &'t Ticket> + Clone, articles: &[Article]) -> Result<Self, Fault> {
        let authors = articles.iter().filter(|article| article.sender == Sender::Agent).filter_map(|article| article.author).map(AgentId);
        let ids: Vec<AgentId> = tickets.clone().flat_map(|ticket| [ticket.owner, ticket.responsible]).flatten().chain(authors).collect();
        let agents = people::agents_by_ids(rows, &ids)?.into_iter().map(|(id, agent)| (id, (agent.login, agent.name))).collect();
        let companies = people::customer_names(rows, tickets.filter_map(|ticket| ticket.asker.customer.as_deref()))?;
        Ok(Self { agents, companies })
    }

    /// An agent's login.
    pub fn login(&self, id: Option<AgentId>) -> Option<&str> {
        id.and_then(|id| self.agents.get(&id)).map(|(login, _)| login.as_str())
    }

    /// An agent's name.
    pub fn name(&self, id: Option<AgentId>) -> Option<&str> {
        id.and_then(|id| self.agents.get(&id)).map(|(_, name)| name.as_str())
    }
}

/// A page of a list, with what its rows show.
#[derive(Debug)]
pub struct List {
    /// What was found.
    pub found: Found,
    /// Names.
    pub names: Names,
    /// Tickets with articles that the agent has not seen.
    pub unread: Vec<TicketId>,
}

/// Runs a search and gathers what its rows show.
///
/// # Errors
/// The store failed.
pub fn list(rows: &impl Rows, query: &Query, after: Option<Place>, limit: u32) -> Result<List, Fault> {
    let found = search::run(rows, query, after, limit)?;
    let names = Names::of(rows, found.tickets.iter(), &[])?;
    let mut unread = Vec::new();
    if let Actor::Agent(agent) = rows.by().actor {
        let seen = store::agents_seen_among(rows, &found.tickets, agent)?;
        let is_unread = |ticket: &&Ticket| seen.get(&ticket.id).is_none_or(|seen| *seen < ticket.articles);
        unread.extend(found.tickets.iter().filter(is_unread).map(|ticket| ticket.id));
    }
    Ok(List { found, names, unread })
}

/// What may be done with a ticket, for the UI, which never decides a right itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one right, by name, on the wire")]
pub struct Can {
    /// Read it.
    pub read: bool,
    /// Answer the customer.
    pub reply: bool,
    /// Write a note.
    pub note: bool,
    /// Move it.
    pub move_it: bool,
    /// Change its owner.
    pub owner: bool,
    /// Change its priority.
    pub priority: bool,
    /// Change its state, title, lock, customer.
    pub state: bool,
    /// Restrict it to members, and say who they are.
    pub restrict: bool,
    /// Say which customer users take part.
    pub participants: bool,
}

/// A ticket with all that its page shows.
#[derive(Debug)]
pub struct Page {
    /// The ticket.
    pub ticket: Ticket,
    /// Its articles, oldest first.
    pub articles: Vec<Article>,
    /// Their attachments.
    pub attachments: Vec<Attachment>,
    /// Names.
    pub names: Names,
    /// What may be done.
    pub can: Can,
    /// Whether there are articles that the agent has not seen.
    pub unread: bool,
    /// The desk's own addresses: no answer goes there.
    pub own: Vec<EmailAddress>,
    /// Who sees it while it is restricted.
    pub members: Vec<people::Agent>,
    /// Customer users who take part beside the asker.
    pub participants: Vec<CustomerUser>,
}

/// A ticket's page for an agent.
///
/// # Errors
/// [`Refusal`].
pub fn page(rows: &impl Rows, id: TicketId) -> Result<Page, Refusal> {
    let standing = Standing::of(rows)?;
    let on: Permitted<Ro> = rights::permit_for(&standing, rows, id)?;
    let ticket = on.ticket().clone();
    let seen = match rows.by().actor {
        Actor::Agent(agent) => store::agents_seen(rows, id, agent)?,
        _ => ticket.articles,
    };
    let articles = store::articles_of(rows, id)?;
    Ok(Page {
        attachments: if ticket.attachments > 0 || articles.iter().any(|article| article.html.is_some()) {
            store::attachments_of(rows, id)?
        } else {
            Vec::new()
        },
        names: Names::of(rows, std::iter::once(&ticket), &articles)?,
        articles,
        can: can(&standing, on.facts()),
        unread: seen < ticket.articles,
        members: people::agents_by_ids(rows, &on.facts().members.iter().copied().collect::<Vec<_>>())?.into_values().collect(),
        participants: participants(rows, on.facts())?,
        own: store::queues(rows)?.into_iter().filter_map(|queue| queue.address).map(|address| address.email).collect(),
        ticket,
    })
}

fn participants(rows: &impl Rows, facts: &Facts) -> Result<Vec<CustomerUser>, Fault> {
    if facts.participants.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CustomerUserId> = facts.participants.iter().copied().collect();
    Ok(people::customer_users_by_ids(rows, &ids)?.into_values().collect())
}

fn can(standing: &Standing, facts: &Facts) -> Can {
    let may = |permission| standing.may(permission, facts);
    Can {
        read: may(Permission::Ro),
        reply: may(Permission::Rw),
        note: may(Permission::Note),
        move_it: may(Permission::Rw),
        owner: may(Permission::Owner),
        priority: may(Permission::Priority),
        state: may(Permission::Rw),
        restrict: may(Permission::Rw),
        participants: may(Permission::Note),
    }
}

/// The id of a ticket from its number.
///
/// # Errors
/// The store failed.
pub fn id_of_number(rows: &impl Rows, number: &str) -> Result<Option<TicketId>, Fault> {
    Ok(store::ticket_by_number(rows, number)?.map(|ticket| ticket.id))
}

/// A ticket without asking for rights, for rooms that decide about mail; never for a person.
///
/// # Errors
/// [`Refusal`].
pub fn for_room(rows: &impl Rows, id: TicketId) -> Result<Ticket, Refusal> {
    let on: Permitted<Ro> = rights::permit(rows, id)?;
    Ok(on.ticket().clone())
}

/// An article with its ticket, when its ticket may be seen; customer users only get what is visible to them.
///
/// # Errors
/// [`Refusal`].
pub fn article(rows: &impl Rows, id: ArticleId) -> Result<(Article, Ticket), Refusal> {
    let article = store::article(rows, id)?.ok_or(Refusal::NotFound)?;
    let on: Permitted<Ro> = rights::permit(rows, article.ticket)?;
    if !article.visible && matches!(rows.by().actor, Actor::CustomerUser(_)) {
        return Err(Refusal::NotFound);
    }
    Ok((article, on.ticket().clone()))
}

/// The newest article of a ticket, for rooms that have just written it.
///
/// # Errors
/// [`Refusal`].
pub fn newest_article(rows: &impl Rows, id: TicketId) -> Result<ArticleId, Refusal> {
    let _on: Permitted<Ro> = rights::permit(rows, id)?;
    store::articles::newest(rows, id)?.ok_or(Refusal::NotFound)
}

/// All articles of a ticket, for the room that builds mails.
///
/// # Errors
/// [`Refusal`].
pub fn articles(rows: &impl Rows, id: TicketId) -> Result<Vec<Article>, Refusal> {
    let _on: Permitted<Ro> = rights::permit(rows, id)?;
    Ok(store::articles_of(rows, id)?)
}

/// Attachments of a ticket.
///
/// # Errors
/// [`Refusal`].
pub fn attachments(rows: &impl Rows, id: TicketId) -> Result<Vec<Attachment>, Refusal> {
    let _on: Permitted<Ro> = rights::permit(rows, id)?;
    Ok(store::attachments_of(rows, id)?)
}

/// An attachment, when its article may be seen.
///
/// # Errors
/// [`Refusal`].
pub fn attachment(rows: &impl Rows, id: AttachmentId) -> Result<Attachment, Refusal> {
    let attachment = store::attachment(rows, id)?.ok_or(Refusal::NotFound)?;
    article(rows, attachment.article)?;
    Ok(attachment)
}

/// What happened to a ticket, oldest first.
///
/// # Errors
/// [`Refusal`].
pub fn history(view: &View<'_>, id: TicketId, after: i64, limit: u32) -> Result<Vec<Recorded>, Refusal> {
    let _on: Permitted<Ro> = rights::permit(view, id)?;
    Ok(view.events_of(id.0, after, limit)?)
}

/// Open tickets of a queue.
#[derive(Debug)]
pub struct QueueCount {
    /// The queue.
    pub queue: Queue,
    /// All that still want something done.
    pub open: u64,
    /// Of these, new ones.
    pub new: u64,
    /// Of these, without owner.
    pub unowned: u64,
    /// Of these, the agent's own.
    pub mine: u64,
    /// Of these, waiting.
    pub pending: u64,
    /// Whether the agent may create here.
    pub create: bool,
    /// Whether the agent may move tickets here.
    pub move_into: bool,
}

/// The queues that an agent sees, with what is open in them.
///
/// # Errors
/// The store failed.
pub fn queue_counts(rows: &impl Rows) -> Result<Vec<QueueCount>, Fault> {
    let standing = Standing::of(rows)?;
    let me = rows.by().actor.id().unwrap_or(Id16([0; 16]));
    let states = store::states(rows)?;
    let mut counts: BTreeMap<QueueId, [u64; 5]> = BTreeMap::new();
    let all = store::queues(rows)?;
    let mut composed: Composed<Tenant> = Composed::new(rows_of::OPEN_COUNTS).with(rows_of::OPEN_COUNTS_OF, &[me.into()]);
    Scope::of(&standing, &all).add_to(&mut composed);
    composed.add(rows_of::OPEN_COUNTS_BY, &[]);
    for row in rows.rows_of(&composed)? {
        let state = row.int(1)?;
        let kind = states.iter().find(|known| known.id.0 == state).map(|known| known.kind);
        let (all, mine, unowned) = (row.count(2)?, row.count(3)?, row.count(4)?);
        let count = counts.entry(QueueId(row.int(0)?)).or_default();
        let new = if kind == Some(StateType::New) { all } else { 0 };
        let pending = if kind.is_some_and(StateType::is_pending) { all } else { 0 };
        for (sum, part) in count.iter_mut().zip([all, new, unowned, mine, pending]) {
            *sum += part;
        }
    }
    let visible = standing.visible_among(all);
    let count = |queue: Queue| {
        let [open, new, unowned, mine, pending] = counts.get(&queue.id).copied().unwrap_or_default();
        let (create, move_into) = (standing.may_in(&queue, Permission::Create), standing.may_in(&queue, Permission::MoveInto));
        QueueCount { queue, open, new, unowned, mine, pending, create, move_into }
    };
    Ok(visible.into_iter().map(count).collect())
}

/// The queue into which mail to an address goes.
///
/// # Errors
/// The store failed.
pub fn queue_by_address(rows: &impl Rows, address: &str) -> Result<Option<Queue>, Fault> {
    store::words::queue_by_address(rows, address)
}

/// A queue by its id.
///
/// # Errors
/// The store failed.
pub fn queue(rows: &impl Rows, id: QueueId) -> Result<Option<Queue>, Fault> {
    store::queue(rows, id)
}

/// A queue by its name.
///
/// # Errors
/// The store failed.
pub fn queue_by_name(rows: &impl Rows, name: &str) -> Result<Option<Queue>, Fault> {
    store::queue_by_name(rows, name)
}

/// Agents who may do something in a queue that whoever asks may see.
///
/// # Errors
/// [`Refusal`].
pub fn able_agents(rows: &impl Rows, queue: &str, permission: Permission) -> Result<Vec<people::Agent>, Refusal> {
    let queue = store::queue_by_name(rows, queue)?.ok_or(Refusal::NotFound)?;
    if !Standing::of(rows)?.may_in(&queue, Permission::Ro) {
        return Err(Refusal::NotFound);
    }
    Ok(people::agents_with(rows, queue.group, permission)?)
}

/// The tickets that a customer user sees, the newest change first: those for which they asked, in which they take part, and
/// which their companies share. Each way to a ticket is walked for itself, because an index serves each.
///
/// # Errors
/// The store failed.
pub fn my_tickets(rows: &impl Rows, me: CustomerUserId, after: Option<Place>, limit: u32) -> Result<(Vec<Ticket>, Option<Place>), Fault> {
    let standing = Standing::of_actor(rows, Actor::CustomerUser(me))?;
    let queues = store::queues(rows)?;
    let scope = Scope::of(&standing, &queues);
    let place = after.unwrap_or(Place { key: i64::MAX, id: Id16([0xff; 16]) });
    let mut found: BTreeSet<(i64, Id16)> = BTreeSet::new();
    for way in Way::all(&standing) {
        let mut composed: Composed<Tenant> = Composed::new("SELECT t.customer_changed_at, t.id FROM ticket t WHERE");
        way.add_to(&mut composed, &standing);
        scope.add_to(&mut composed);
        composed.add("AND (t.customer_changed_at, t.id) < (?, ?)", &[place.key.into(), place.id.into()]);
        composed.add("ORDER BY t.customer_changed_at DESC, t.id DESC LIMIT ?", &[(limit + 1).into()]);
        for row in rows.rows_of(&composed)? {
            found.insert((row.int(0)?, row.id(1)?));
        }
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let ids: Vec<Id16> = found.iter().rev().take(most).map(|(_, id)| *id).collect();
    let tickets = search::whole(rows, &ids)?;
    let has_next = found.len() > most;
    let next = has_next.then(|| tickets.last().map(|last| Place { key: last.customer_changed_at.as_micros(), id: last.id.0 })).flatten();
    Ok((tickets, next))
}

/// A ticket as a customer user sees it.
#[derive(Debug)]
pub struct MyPage {
    /// The ticket.
    pub ticket: Ticket,
    /// The articles that are visible to customers.
    pub articles: Vec<Article>,
    /// Their attachments.
    pub attachments: Vec<Attachment>,
    /// Who takes part beside the asker.
    pub participants: Vec<CustomerUser>,
}

/// A ticket with what its customer users may see of it.
///
/// # Errors
/// [`Refusal`].
pub fn my_ticket(rows: &impl Rows, id: TicketId) -> Result<MyPage, Refusal> {
    let on: Permitted<Ro> = rights::permit(rows, id)?;
    let articles = store::customer_articles_of(rows, id)?;
    let shown = |attachment: &Attachment| articles.iter().any(|article| article.id == attachment.article);
    let attachments = store::attachments_of(rows, id)?.into_iter().filter(shown).collect();
    Ok(MyPage { ticket: on.ticket().clone(), articles, attachments, participants: participants(rows, on.facts())? })
}
