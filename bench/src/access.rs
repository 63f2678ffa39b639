//! What a list of ten thousand tickets pays for saying only what may be seen.
//!
//! The same tickets are found twice in turns, page by page to the end: by an agent, whose rights follow from groups and roles and who
//! is a member of every restricted ticket, and by a room, which sees everything without being asked for anything. What the agent's
//! search costs more is the check. Beside it stands the list as the agent gets it, with names and with what is unread. Asked of the
//! store in this process, because the interface reads no list unchecked; processor time of the whole process, which does nothing else.

use crate::proc;
use crate::report::{Figure, Report};
use crate::stats::{Spread, millis};
use anyhow::{Context, Result, ensure};
use kernel::{Actor, AgentId, By, Fault, Id16, Locale, OperatorId, RequestId, Strength};
use people::{GroupId, Permission, Permissions};
use std::collections::BTreeSet;
use store::{Act, Door, Engine, Migration, Rows, Tenant, View};
use testkit::stores::TestNode;
use tickets::commands::{self, NewTicket};
use tickets::rights::{Permitted, Rw, permit};
use tickets::search::{self, Found, Place, Query};
use tickets::{Asker, Channel, Lock, MailLines, NewArticle, Sender, queries};

const TICKETS: usize = 10_000;
/// Queues, two to a group; half of the groups by roles.
const QUEUES: usize = 40;
/// Every so many tickets one is restricted.
const RESTRICTED: usize = 20;
const PAGE: u32 = 200;
/// Passes of one measurement: the kernel counts in hundredths of a second.
const PASSES: u32 = 20;
/// Tickets that are made in one act.
const BATCH: usize = 500;

/// Furnishes a desk and reads its list in turns.
pub(crate) async fn run(rounds: usize) -> Result<Report> {
    let load_before = proc::load();
    let migrations: Vec<Migration> = people::MIGRATIONS.iter().chain(&tickets::MIGRATIONS).copied().collect();
    let node = TestNode::start(Engine::Sqlcipher, migrations);
    let door = node.tenant().await;
    let agent = furnish(&node, &door).await?;
    let (mut lists, mut checks, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=rounds {
        let list = measured(&node, &door, Actor::Agent(agent), listed).await?;
        let by_agent = measured(&node, &door, Actor::Agent(agent), found).await?;
        let by_room = measured(&node, &door, Actor::Room("mail"), found).await?;
        // The first one warms up.
        if round > 0 {
            lists.push(list);
            checks.push(by_agent - by_room);
            shares.push((by_agent - by_room) / list * 100.0);
        }
    }
    let (list, check, share) = (Spread::of(&lists), Spread::of(&checks), Spread::of(&shares));
    let figures = vec![
        Figure::new("list of 10,000 tickets, CPU", list.median, "ms"),
        Figure::new("the check within, CPU", check.median, "ms"),
        Figure::new("the check, of the list", share.median, "%"),
        Figure::new("least of a round", share.least, "%"),
        Figure::new("most of a round", share.most, "%"),
    ];
    let mut notes = vec![
        format!(
            "{TICKETS} tickets in {QUEUES} queues, one of {RESTRICTED} restricted; pages of {PAGE}; SQLCipher; {rounds} rounds that count."
        ),
        "The agent has each group directly or by a role and is a member of every restricted ticket: both see all of them.".into(),
        "Asked of the store in one process, not over the interface: no JSON, no TLS, which would make the share smaller.".into(),
    ];
    if cfg!(debug_assertions) {
        notes.push("Built without optimisation: a hint at the share, no figure to keep.".into());
    }
    let load_after = proc::load();
    Ok(Report {
        name: "access",
        figures,
        notes,
        load_before,
        load_after,
        tickets_before: TICKETS,
        tickets_after: TICKETS,
        ..Report::default()
    })
}

fn by(actor: Actor) -> By {
    By { actor, on_behalf: None, strength: Strength::Process, request: RequestId(Id16([7; 16])), ip: None }
}

/// One page of a list, and where the next begins.
type Page = fn(&View<'_>, &Query, Option<Place>) -> Result<Found, Fault>;

fn found(view: &View<'_>, query: &Query, after: Option<Place>) -> Result<Found, Fault> {
    search::run(view, query, after, PAGE)
}

fn listed(view: &View<'_>, query: &Query, after: Option<Place>) -> Result<Found, Fault> {
    Ok(queries::list(view, query, after, PAGE)?.found)
}

/// Processor time of one pass through the whole list, out of many. **Units**: milliseconds.
async fn measured(node: &TestNode, door: &Door<Tenant>, actor: Actor, page: Page) -> Result<f64> {
    let begun = proc::cpu(std::process::id())?;
    for _ in 0..PASSES {
        let read = move |view: &View<'_>| -> Result<usize, Fault> {
            let query = search::parse("", view.now()).map_err(|_| Fault::bug("an empty search"))?;
            let (mut after, mut seen) = (None, 0);
            loop {
                let found = page(view, &query, after)?;
                seen += found.tickets.len();
                after = found.next;
                if after.is_none() {
                    return Ok(seen);
                }
            }
        };
        let seen = door.read(by(actor), node.ambient.now(), read).await?;
        ensure!(seen == TICKETS, "{seen} tickets were seen");
    }
    Ok(millis(proc::cpu(std::process::id())?.saturating_sub(begun)) / f64::from(PASSES))
}

async fn furnish(node: &TestNode, door: &Door<Tenant>) -> Result<AgentId> {
    let agent = door.act(by(Actor::Operator(OperatorId(Id16([9; 16])))), node.ambient.moment(), people_and_queues).await?;
    for batch in 0..TICKETS / BATCH {
        let work = move |act: &Act<'_>| -> Result<(), Fault> {
            (batch * BATCH..(batch + 1) * BATCH).try_for_each(|number| ticket(act, agent, number))
        };
        door.act(by(Actor::Agent(agent)), node.ambient.moment(), work).await.context("making tickets")?;
    }
    Ok(agent)
}

fn people_and_queues(act: &Act<'_>) -> Result<AgentId, Fault> {
    let wrong = |what: &'static str| move || Fault::bug(what);
    let name = |text: String| text.parse::<people::Name>().ok();
    let new = people::NewAgent {
        login: "erika".parse().map_err(|_| Fault::bug("a login"))?,
        name: name("Erika Mustermann".into()).ok_or_else(wrong("a name"))?,
        email: "erika@alpha.example".parse().map_err(|_| Fault::bug("an address"))?,
        locale: Locale::De,
    };
    let agent = people::create_agent(act, &new).map_err(|error| Fault::new("an agent", error))?;
    let all = Permissions::NONE.with(Permission::Rw);
    let role = people::create_role(act, &name("night".into()).ok_or_else(wrong("a name"))?).map_err(|error| Fault::new("a role", error))?;
    people::assign_role(act, agent, role, true).map_err(|error| Fault::new("a role", error))?;
    let mut group = GroupId::USERS;
    people::grant(act, agent, group, all).map_err(|error| Fault::new("a grant", error))?;
    for number in 0..QUEUES {
        if number.is_multiple_of(2) {
            group = people::create_group(act, &name(format!("group {number}")).ok_or_else(wrong("a name"))?)
                .map_err(|error| Fault::new("a group", error))?;
            if number.is_multiple_of(4) {
                people::grant(act, agent, group, all).map_err(|error| Fault::new("a grant", error))?;
            } else {
                people::grant_role(act, role, group, all).map_err(|error| Fault::new("a grant", error))?;
            }
        }
        commands::create_queue(act, &format!("Queue {number}"), group).map_err(|error| Fault::new("a queue", error))?;
    }
    Ok(agent)
}

fn ticket(act: &Act<'_>, agent: AgentId, number: usize) -> Result<(), Fault> {
    let article = NewArticle {
        channel: Channel::Phone,
        sender: Sender::Customer,
        visible: true,
        author_name: "Bob".into(),
        subject: String::new(),
        text: format!("Der Drucker {number} druckt nicht"),
        html: None,
        lines: MailLines::default(),
        attachments: Vec::new(),
        raw: None,
        malformed: None,
    };
    let new = NewTicket {
        title: format!("Drucker {number}"),
        queue: format!("Queue {}", number % QUEUES),
        state: None,
        priority: None,
        asker: Asker::default(),
        owner: None,
        lock: Lock::Unlock,
        pending_until: None,
        article,
    };
    let id = commands::create(act, &new).map_err(|error| Fault::new("a ticket", error))?;
    if number.is_multiple_of(RESTRICTED) {
        let on: Permitted<Rw> = permit(act, id).map_err(|error| Fault::new("a ticket", error))?;
        on.set_members(act, Some(&BTreeSet::from([agent]))).map_err(|error| Fault::new("members", error))?;
    }
    Ok(())
}
