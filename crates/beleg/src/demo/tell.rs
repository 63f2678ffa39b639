//! Tells the demo's stories: mails arrive, agents act, each at the time at which it happened.

use super::files::{PIXEL, file};
use super::furnish::Room;
use super::stories::{Step, Story};
use crate::operator::operator_by;
use anyhow::Context as _;
use kernel::{Actor, AgentId, Ambient, By, Fault, Moment, Strength, Timestamp};
use room::{Arrived, House, IntakeContext, Sender, Taken, Way};
use std::time::Duration;
use store::Act;
use tickets::commands::{self as desk, ArticleError, ChangeError, Changes};
use tickets::rights::{Note, Rw};
use tickets::{Channel, Delivery, MailLines, NewArticle, NewAttachment, Permitted, TicketId, permit, queries};
use wire::mime::{self, Draft, Mailbox, MessageId};

/// A mail of a story.
struct Letter<'s> {
    asker: &'s Mailbox,
    subject: &'s str,
    text: &'s str,
    html: bool,
    files: &'s [String],
    answers: Option<String>,
    at: Timestamp,
}

/// By whom and when an agent writes.
struct Writing<'s> {
    by: &'s str,
    channel: Channel,
    to: Option<&'s Mailbox>,
    at: Timestamp,
}

/// When a story's first mail was written: on earlier days while people work, today before the demo began.
fn written_at(begun: Timestamp, days: u64, minutes: u64) -> anyhow::Result<Timestamp> {
    if days == 0 {
        return Ok(begun.before(Duration::from_mins(minutes + 30)));
    }
    let midnight = begun.before(Duration::from_hours(days * 24)).to_zoned_utc().start_of_day()?;
    Ok(Timestamp::from(midnight.timestamp()).after(Duration::from_mins(6 * 60 + minutes)))
}

impl Room<'_> {
    /// Tells one story: the mail arrives, then everything that followed.
    pub(super) async fn tell(&self, story: &Story, round: usize, begun: Timestamp) -> anyhow::Result<()> {
        let round = u64::try_from(round).unwrap_or(0);
        let days = u64::try_from(story.days_ago).unwrap_or(0) + round * 17;
        let minutes = u64::try_from(story.subject.len()).unwrap_or(0) * 7 % 540;
        let mut at = written_at(begun, days, minutes)?;
        let asker = self.asker(story, round)?;
        let letter = Letter {
            asker: &asker,
            subject: &story.subject,
            text: &story.mail,
            html: story.html,
            files: &story.attachments,
            answers: None,
            at,
        };
        let ticket = self.deliver(&letter).await?;
        let owner = story.owner.as_deref().filter(|owner| !owner.is_empty());
        let first = self.tenant.agent.first().map(|agent| agent.login.as_str()).unwrap_or_default();
        let set = Changes {
            queue: Some(story.queue.clone()),
            priority: story.priority.map(|priority| priority.to_string()),
            owner: match owner {
                Some(login) => Some(Some(self.agent_id(login).await?)),
                None => None,
            },
            ..Changes::default()
        };
        at = at.after(Duration::from_mins(9));
        self.change(ticket, first, set, at).await?;
        for step in &story.step {
            // Nothing of a demo happens in the future.
            at = at.after(Duration::from_secs_f64((step.hours * 3_600.0).clamp(60.0, 1_000_000.0))).min(begun);
            self.step(ticket, &asker, step, at).await?;
        }
        if let Some(state) = story.state.as_deref().filter(|state| *state != "new") {
            let until = state.starts_with("pending").then(|| begun.after(Duration::from_hours(24 * (1 + round) + 3)));
            let set = Changes { state: Some(state.to_owned()), pending_until: until.map(Some), ..Changes::default() };
            self.change(ticket, owner.unwrap_or(first), set, at.after(Duration::from_mins(4)).min(begun)).await?;
        }
        Ok(())
    }

    /// Who asks: the story's own person at first, somebody else of the same tenant in later rounds.
    fn asker(&self, story: &Story, round: u64) -> anyhow::Result<Mailbox> {
        if let Some(mailbox) = Mailbox::parse_list(&story.from).into_iter().find(|mailbox| mailbox.parsed.is_some()) {
            return Ok(mailbox);
        }
        let users = &self.tenant.user;
        let own = users.iter().position(|user| user.login == story.from).context("the story's person is unknown")?;
        let step = usize::try_from(round).unwrap_or(0) * 7;
        let user = users.get((own + step) % users.len().max(1)).context("a demo tenant has no users")?;
        Ok(Mailbox::new(Some(&user.name), &user.email))
    }

    fn draft(&self, letter: &Letter<'_>) -> anyhow::Result<Draft> {
        let mut attachments: Vec<mime::Attachment> = letter.files.iter().map(|name| file(name, letter.text)).collect();
        if letter.html && letter.text.contains("cid:logo") {
            let mut logo = mime::Attachment::new("logo.png", "image/png", PIXEL.to_vec());
            logo.content_id = Some("logo".into());
            logo.inline = true;
            attachments.push(logo);
        }
        let id = format!("{}.{}@kunde.example", letter.at.as_micros(), letter.text.len());
        Ok(Draft {
            from: letter.asker.clone(),
            reply_to: Vec::new(),
            to: vec![Mailbox::new(Some(&self.tenant.title), &self.tenant.mail)],
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: letter.subject.to_owned(),
            message_id: MessageId::parse(&id).context("a demo mail has an unfit id")?,
            in_reply_to: letter.answers.as_deref().and_then(MessageId::parse).into_iter().collect(),
            references: Vec::new(),
            date: letter.at,
            text: if letter.html { wire::html::to_text(letter.text) } else { letter.text.to_owned() },
            html: letter.html.then(|| letter.text.to_owned()),
            attachments,
            status: None,
            extra: Vec::new(),
        })
    }

    async fn deliver(&self, letter: &Letter<'_>) -> anyhow::Result<TicketId> {
        let (asker, at) = (letter.asker, letter.at);
        let raw = mime::build(&self.draft(letter)?, &mut self.opened.house.ambient.dice());
        let house = House::new(self.clock_at(at), self.opened.house.services());
        let context = IntakeContext {
            door: self.seat.door.clone(),
            place: self.seat.place.clone(),
            house,
            by: By::room("mail", self.opened.house.ambient.request()),
        };
        let arrived = Arrived {
            envelope_from: asker.parsed.clone().map_or(Sender::Nobody, Sender::Address),
            recipients: vec![self.tenant.mail.parse()?],
            raw: raw.into(),
            way: Way::Smtp,
            tls: Some("TLS 1.3".into()),
            helo: "mx.kunde.example".into(),
            received_at: at,
            fetched: None,
            notices: room::Notices::default(),
        };
        let Taken::Ticket { number, .. } = (mail::INTAKE.deliver)(context, arrived).await? else {
            anyhow::bail!("a demo mail made no ticket")
        };
        let id = self.seat.context.read(move |view| queries::id_of_number(view, &number)).await?.context("a demo ticket is gone")?;
        self.settle(id, at).await?;
        Ok(id)
    }

    /// Marks what the story sent long ago as sent, so that starting a demo sends nothing.
    async fn settle(&self, ticket: TicketId, at: Timestamp) -> anyhow::Result<()> {
        let work = move |act: &Act<'_>| -> Result<(), tickets::Refusal> {
            for article in queries::articles(act, ticket)? {
                if article.delivery.as_ref().is_some_and(|delivery| delivery.state == Delivery::Queued) {
                    desk::deliver(act, article.id, Delivery::Sent, Some("250 2.0.0 Ok"), Some("TLS 1.3"))?;
                }
            }
            Ok(())
        };
        let by = By::room("mail", self.opened.house.ambient.request());
        Ok(self.seat.door.act(by, self.moment(at.after(Duration::from_secs(2))), work).await?)
    }

    async fn step(&self, ticket: TicketId, asker: &Mailbox, step: &Step, at: Timestamp) -> anyhow::Result<()> {
        let (verb, what) = step.kind.split_once(':').unwrap_or((step.kind.as_str(), ""));
        let fallback = self.tenant.agent.first().map(|agent| agent.login.as_str()).unwrap_or_default();
        let by = step.by.as_deref().filter(|by| *by != "customer").unwrap_or(fallback);
        match verb {
            "customer" => {
                let answers = self.newest_mail(ticket).await?;
                let letter = Letter { asker, subject: "Re:", text: &step.text, html: false, files: &step.attachments, answers, at };
                self.deliver(&letter).await.map(drop)
            }
            "reply" => self.write(ticket, step, Writing { by, channel: Channel::Email, to: Some(asker), at }).await,
            "note" => self.write(ticket, step, Writing { by, channel: Channel::Internal, to: None, at }).await,
            "phone" => self.write(ticket, step, Writing { by, channel: Channel::Phone, to: None, at }).await,
            "move" => self.change(ticket, by, Changes { queue: Some(what.into()), ..Changes::default() }, at).await,
            "priority" => self.change(ticket, by, Changes { priority: Some(what.into()), ..Changes::default() }, at).await,
            "owner" => {
                let owner = self.agent_id(what).await?;
                self.change(ticket, by, Changes { owner: Some(Some(owner)), ..Changes::default() }, at).await
            }
            "state" => {
                let until = what.starts_with("pending").then(|| at.after(Duration::from_hours(48)));
                let set = Changes { state: Some(what.into()), pending_until: until.map(Some), ..Changes::default() };
                self.change(ticket, by, set, at).await
            }
            other => anyhow::bail!("a story has the unknown step {other}"),
        }
    }

    async fn newest_mail(&self, ticket: TicketId) -> anyhow::Result<Option<String>> {
        let by = By::room("mail", self.opened.house.ambient.request());
        let read = move |view: &store::View<'_>| queries::articles(view, ticket);
        let articles = self.seat.door.read(by, self.opened.house.ambient.now(), read).await?;
        Ok(articles.iter().rev().filter(|article| article.visible).find_map(|article| article.lines.message_id.clone()))
    }

    async fn write(&self, ticket: TicketId, step: &Step, writing: Writing<'_>) -> anyhow::Result<()> {
        let Writing { by, channel, to, at } = writing;
        let agent = self.tenant.agent.iter().find(|agent| agent.login == by).context("the story's agent is unknown")?;
        let mut attachments = Vec::new();
        for name in &step.attachments {
            let file = file(name, &step.text);
            let stored = self.seat.door.put(file.bytes.clone(), &self.moment(at)).await?;
            attachments.push(NewAttachment { name: file.name, media_type: file.kind, content_id: None, stored });
        }
        let article = NewArticle {
            channel,
            sender: if channel == Channel::Phone { tickets::Sender::Customer } else { tickets::Sender::Agent },
            visible: channel != Channel::Internal,
            author_name: agent.name.clone(),
            subject: String::new(),
            text: step.text.trim().to_owned(),
            html: None,
            lines: MailLines { to: to.map(ToString::to_string).into_iter().collect(), ..MailLines::default() },
            attachments,
            raw: None,
            malformed: None,
        };
        let work = move |act: &Act<'_>| -> Result<(), ArticleError> {
            let lacks = |_| Fault::bug("a demo agent lacks a right");
            if channel == Channel::Internal {
                let on: Permitted<Note> = permit(act, ticket).map_err(lacks)?;
                desk::append(act, &on, &article)?;
                return Ok(());
            }
            let on: Permitted<Rw> = permit(act, ticket).map_err(lacks)?;
            desk::append(act, &on, &article)?;
            on.reopen(act)?;
            Ok(())
        };
        let id = self.agent_id(by).await?;
        self.seat.door.act(self.by_agent(id), self.moment(at), work).await?;
        self.settle(ticket, at).await
    }

    async fn change(&self, ticket: TicketId, by: &str, changes: Changes, at: Timestamp) -> anyhow::Result<()> {
        let work = move |act: &Act<'_>| -> Result<(), ChangeError> { desk::change(act, ticket, &changes) };
        let id = self.agent_id(by).await?;
        Ok(self.seat.door.act(self.by_agent(id), self.moment(at), work).await?)
    }

    async fn agent_id(&self, login: &str) -> anyhow::Result<AgentId> {
        let wanted = login.to_owned();
        let found = self.seat.context.read(move |view| people::agent_by_login(view, &wanted)).await?;
        Ok(found.with_context(|| format!("the agent {login} is unknown"))?.id)
    }

    fn by_agent(&self, agent: AgentId) -> By {
        By { actor: Actor::Agent(agent), strength: Strength::Password, ..operator_by(self.opened) }
    }

    fn moment(&self, at: Timestamp) -> Moment {
        Moment { now: at, seed: self.opened.house.ambient.moment().seed }
    }

    /// The house's randomness with a clock that stands still at this time.
    fn clock_at(&self, at: Timestamp) -> Ambient {
        self.opened.house.ambient.standing_at(at)
    }
}
