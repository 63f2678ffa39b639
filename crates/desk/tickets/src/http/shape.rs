//! Tickets and articles as agents get them.

use super::delivery_shape::{DeliveryShape, EverybodyShape};
use crate::content::{self, Part};
use crate::model::{Article, Attachment, Channel, Html, Lock, Sender, StateType, Ticket, Warning};
use crate::queries::{Can, Names, Page};
use ::store::Rows;
use kernel::{AgentId, Id16, Timestamp};
use room::{ContentGrant, Place};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// For whom a ticket is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerShape {
    name: Option<String>,
    email: Option<String>,
    company: Option<String>,
}

/// A ticket as a row of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketRow {
    id: String,
    number: String,
    title: String,
    queue: String,
    state: String,
    state_type: StateType,
    priority: String,
    lock: Lock,
    owner: Option<String>,
    owner_name: Option<String>,
    responsible: Option<String>,
    customer: CustomerShape,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = String)]
    changed_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pending_until: Option<Timestamp>,
    unread: bool,
    article_count: i64,
    attachment_count: i64,
    version: i64,
    /// Only its members see it.
    restricted: bool,
}

impl TicketRow {
    pub(super) fn new(ticket: &Ticket, names: &Names, unread: bool) -> Self {
        let to = &ticket.asker;
        let company = to.customer.as_ref().map(|id| names.companies.get(id).unwrap_or(id).clone());
        Self {
            id: ticket.id.to_string(),
            number: ticket.number.clone(),
            title: ticket.title.clone(),
            queue: ticket.queue_name.clone(),
            state: ticket.state_name.clone(),
            state_type: ticket.state_type,
            priority: ticket.priority_name.clone(),
            lock: ticket.lock,
            owner: names.login(ticket.owner).map(str::to_owned),
            owner_name: names.name(ticket.owner).map(str::to_owned),
            responsible: names.login(ticket.responsible).map(str::to_owned),
            customer: CustomerShape { name: to.name.clone(), email: to.email.as_ref().map(|address| address.as_str().to_owned()), company },
            created_at: ticket.created_at,
            changed_at: ticket.changed_at,
            pending_until: ticket.pending_until,
            unread,
            article_count: ticket.articles,
            attachment_count: ticket.attachments,
            version: ticket.version,
            restricted: ticket.restricted,
        }
    }
}

/// What may be done with a ticket.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one right, by name, on the wire")]
pub(crate) struct CanShape {
    read: bool,
    reply: bool,
    note: bool,
    #[serde(rename = "move")]
    move_it: bool,
    owner: bool,
    priority: bool,
    state: bool,
    /// Restrict it to members, and say who they are.
    restrict: bool,
    /// Say which customer users take part.
    participants: bool,
}

impl From<Can> for CanShape {
    fn from(can: Can) -> Self {
        let Can { read, reply, note, move_it, owner, priority, state, restrict, participants } = can;
        Self { read, reply, note, move_it, owner, priority, state, restrict, participants }
    }
}

/// An attachment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentShape {
    id: String,
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: i64,
    href: String,
    /// The article's HTML shows it.
    inline: bool,
    /// The id by which the HTML shows it: the end of its address there, and what stands after `cid:` when it is sent again.
    content_id: Option<String>,
    /// Why to look twice before opening it.
    warning: Option<Warning>,
    /// A small picture of it.
    thumbnail: Option<String>,
    /// A harmless look at it: a picture of ours, or its text.
    preview: Option<String>,
}

impl AttachmentShape {
    pub(super) fn new(attachment: &Attachment, shown_in: Option<&Html>, under: &str) -> Self {
        let content_id = attachment.content_id.clone().filter(|id| shown_in.is_some_and(|html| html.shows(id)));
        Self {
            inline: content_id.is_some(),
            content_id,
            id: attachment.id.to_string(),
            name: attachment.name.clone(),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            href: format!("{under}/{}", attachment.id),
            warning: attachment.warning(),
            thumbnail: None,
            preview: None,
        }
    }

    /// With looks at what lies at this place of its article.
    fn with_looks(self, attachment: &Attachment, place: usize, address: impl Fn(Part) -> Option<String>) -> Self {
        if attachment.is_picture() {
            Self { thumbnail: address(Part::Thumbnail(place)), preview: address(Part::Picture(place)), ..self }
        } else if attachment.is_text() {
            Self { preview: address(Part::Text(place)), ..self }
        } else {
            self
        }
    }
}

/// Who wrote an article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthorShape {
    name: String,
    agent: Option<String>,
}

/// Where the article's HTML can be framed from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FrameShape {
    href: String,
    heights: BTreeMap<String, u32>,
}

impl FrameShape {
    /// A frame of an article's HTML; `None` when it has none, or nobody to sign for.
    pub(super) fn of(article: &Article, rows: &impl Rows, framing: &Framing<'_>, part: Part) -> Option<Self> {
        let html = article.html.as_ref()?;
        let href = content::address(rows, framing.place, framing.grant(article, rows)?, part)?;
        Some(Self { href, heights: html.heights.iter().map(|(width, height)| (width.to_string(), *height)).collect() })
    }
}

/// An article, with how its mail was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleShape {
    id: String,
    number: i64,
    channel: Channel,
    sender: Sender,
    visible_to_customer: bool,
    by: AuthorShape,
    #[schema(value_type = String)]
    at: Timestamp,
    from: Option<String>,
    to: Vec<String>,
    cc: Vec<String>,
    /// Blind copies: nobody on the other lines knows of them.
    bcc: Vec<String>,
    /// Whom an answer to all goes to: everybody but the desk itself.
    reply_all: EverybodyShape,
    /// The mail that this one sends again.
    resends: Option<String>,
    subject: String,
    message_id: Option<String>,
    text: String,
    html: Option<String>,
    html_frame: Option<FrameShape>,
    /// How many pictures of the HTML lie on other machines and are not loaded unless somebody asks for them.
    remote_pictures: usize,
    attachments: Vec<AttachmentShape>,
    raw: Option<String>,
    delivery: Option<DeliveryShape>,
    malformed: Option<String>,
}

/// For whom frames are signed.
pub(super) struct Framing<'a> {
    pub(super) place: &'a Place,
    /// The session or token of whoever asked; without one there is nothing to sign for.
    pub(super) credential: Option<Id16>,
}

impl Framing<'_> {
    fn grant(&self, article: &Article, rows: &impl Rows) -> Option<ContentGrant> {
        Some(ContentGrant { actor: rows.by().actor, credential: self.credential?, article: article.id.0, part: 0 })
    }
}

impl ArticleShape {
    pub(super) fn new(article: &Article, page: &Page, rows: &impl Rows, framing: &Framing<'_>) -> Self {
        let own = page.attachments.iter().filter(|attachment| attachment.article == article.id).enumerate();
        let address = |part| framing.grant(article, rows).and_then(|grant| content::address(rows, framing.place, grant, part));
        let shown = |(place, file): (usize, &Attachment)| {
            AttachmentShape::new(file, article.html.as_ref(), "/api/v1/attachments").with_looks(file, place, address)
        };
        let agent = article.author.filter(|_| article.sender == Sender::Agent).and_then(|id| page.names.login(Some(AgentId(id))));
        Self {
            id: article.id.to_string(),
            number: article.number,
            channel: article.channel,
            sender: article.sender,
            visible_to_customer: article.visible,
            by: AuthorShape { name: article.author_name.clone(), agent: agent.map(str::to_owned) },
            at: article.at,
            from: article.lines.from.clone(),
            to: article.lines.to.clone(),
            cc: article.lines.cc.clone(),
            bcc: article.lines.bcc.clone(),
            reply_all: EverybodyShape::of(article, &page.own),
            resends: article.lines.resends.map(|article| article.to_string()),
            subject: article.subject.clone(),
            message_id: article.lines.message_id.as_ref().map(|id| format!("<{id}>")),
            text: article.text.clone(),
            html: article.html.as_ref().map(|html| html.markup.clone()),
            html_frame: FrameShape::of(article, rows, framing, Part::Page),
            remote_pictures: article.remote_pictures(),
            attachments: own.map(shown).collect(),
            raw: article.raw.map(|_| format!("/api/v1/articles/{}/raw", article.id)),
            delivery: DeliveryShape::of(article, page.can.reply, rows.now()),
            malformed: article.malformed.clone(),
        }
    }
}

/// Somebody who is named on a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyShape {
    id: String,
    name: String,
}

/// A ticket with its articles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketShape {
    #[serde(flatten)]
    row: TicketRow,
    can: CanShape,
    /// The agents who see it while it is restricted.
    members: Vec<PartyShape>,
    /// Customer users who take part beside the asker.
    participants: Vec<PartyShape>,
    articles: Vec<ArticleShape>,
}

impl TicketShape {
    pub(super) fn new(page: &Page, rows: &impl Rows, framing: &Framing<'_>) -> Self {
        let article = |article: &Article| ArticleShape::new(article, page, rows, framing);
        Self {
            row: TicketRow::new(&page.ticket, &page.names, page.unread),
            can: page.can.into(),
            members: page.members.iter().map(|agent| PartyShape { id: agent.id.to_string(), name: agent.name.clone() }).collect(),
            participants: page.participants.iter().map(|user| PartyShape { id: user.id.to_string(), name: user.name.clone() }).collect(),
            articles: page.articles.iter().map(article).collect(),
        }
    }
}
