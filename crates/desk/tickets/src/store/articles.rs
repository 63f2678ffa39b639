//! Article and attachment rows.

use crate::delivery::{Delivered, Held, read_recipients};
use crate::model::{Article, ArticleId, Attachment, AttachmentId, Channel, Delivery, Html, MailLines, Sender, TicketId};
use kernel::{Fault, OrFault};
use store::{BlobName, Row, Rows, params};

macro_rules! columns {
    () => {
        "SELECT id, ticket, number, channel, sender, visible, author, author_name, at, from_line, to_line, cc_line, subject, message_id, in_reply_to, \
         text, html, frame_heights, raw, malformed, delivery_state, delivery_at, delivery_words, delivery_tls, delivery_recipients, delivery_tries, \
         delivery_next, try_until, try_hands_over, bcc_line, resends, maybe_taken FROM article"
    };
}

store::stmts! { tenant
    read ARTICLE = concat!(columns!(), " WHERE id = ?1");
    read ARTICLES = concat!(columns!(), " WHERE ticket = ?1 ORDER BY number");
    read CUSTOMER_ARTICLES = concat!(columns!(), " WHERE ticket = ?1 AND visible = 1 ORDER BY number");
    read ARTICLE_IDS = "SELECT id FROM article WHERE ticket = ?1 ORDER BY number";
    read TICKETS_OF_MESSAGE = "SELECT ticket FROM article WHERE message_id = ?1 ORDER BY at, id LIMIT 10";
    read NEWEST = "SELECT id FROM article WHERE ticket = ?1 ORDER BY number DESC LIMIT 1";
    // What the desk itself wrote and what mail systems report names addresses that take no part.
    read LINES_OF = "SELECT from_line, to_line, cc_line FROM article WHERE ticket = ?1 AND channel = 'email' AND sender <> 'system' \
        ORDER BY number DESC LIMIT 50";
    read ATTACHMENTS = "SELECT a.id, a.article, a.name, a.type, a.size, a.content_id, a.bytes FROM attachment a JOIN article r ON r.id = a.article \
        WHERE r.ticket = ?1 ORDER BY r.number, a.number, a.id";
    read ATTACHMENT = "SELECT id, article, name, type, size, content_id, bytes FROM attachment WHERE id = ?1";
    write ADD_ARTICLE = "INSERT INTO article (id, ticket, number, channel, sender, visible, author, author_name, at, from_line, to_line, cc_line, subject, \
        message_id, in_reply_to, text, html, frame_heights, raw, malformed, delivery_state, delivery_at, bcc_line, resends) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)";
    write ADD_ATTACHMENT = "INSERT INTO attachment (id, article, number, name, type, size, content_id, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    write SET_DELIVERY = "UPDATE article SET delivery_state = ?2, delivery_at = ?3, delivery_words = ?4, delivery_tls = ?5, delivery_recipients = ?6, \
        delivery_next = ?7, try_until = ?8, try_hands_over = ?9, maybe_taken = ?10 WHERE id = ?1";
    bookkeeping BEGIN_TRY = "UPDATE article SET delivery_tries = delivery_tries + 1, try_until = ?2, try_hands_over = 0, \
        maybe_taken = CASE WHEN try_hands_over = 1 THEN 1 ELSE maybe_taken END WHERE id = ?1";
    bookkeeping HAND_OVER = "UPDATE article SET try_until = ?2, try_hands_over = 1 WHERE id = ?1";
    write SET_RAW = "UPDATE article SET raw = ?2, from_line = ?3 WHERE id = ?1";
}

/// Mailboxes as one column: parted by line feeds, which no mailbox has.
pub(crate) fn join_lines(lines: &[String]) -> String {
    lines.iter().map(|line| line.replace('\n', " ")).collect::<Vec<_>>().join("\n")
}

fn split_lines(column: &str) -> Vec<String> {
    column.lines().map(str::to_owned).collect()
}

/// Heights as one column: `320:140,480:120,…`.
pub(crate) fn join_heights(heights: &[(u32, u32); 4]) -> String {
    heights.iter().map(|(width, height)| format!("{width}:{height}")).collect::<Vec<_>>().join(",")
}

fn split_heights(column: &str) -> Option<[(u32, u32); 4]> {
    let pairs = column.split(',').map(|pair| pair.split_once(':').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?))));
    pairs.collect::<Option<Vec<_>>>()?.try_into().ok()
}

fn read_article(row: &Row) -> Result<Article, Fault> {
    let html = row.opt_text(16)?.zip(row.opt_text(17)?.as_deref().and_then(split_heights));
    Ok(Article {
        id: row.id(0)?,
        ticket: row.id(1)?,
        number: row.int(2)?,
        channel: Channel::parse(&row.text(3)?).or_fault("an article has an unknown channel")?,
        sender: Sender::parse(&row.text(4)?).or_fault("an article has an unknown sender type")?,
        visible: row.bool(5)?,
        author: row.opt_id(6)?,
        author_name: row.text(7)?,
        at: row.time(8)?,
        lines: MailLines {
            from: row.opt_text(9)?,
            to: split_lines(&row.text(10)?),
            cc: split_lines(&row.text(11)?),
            bcc: split_lines(&row.text(29)?),
            message_id: row.opt_text(13)?,
            in_reply_to: row.opt_text(14)?,
            resends: row.opt_id(30)?,
        },
        subject: row.text(12)?,
        text: row.text(15)?,
        html: html.map(|(markup, heights)| Html { markup, heights }),
        raw: row.opt_bytes(18)?.as_deref().and_then(BlobName::from_bytes),
        malformed: row.opt_text(19)?,
        delivery: read_delivery(row)?,
    })
}

fn read_delivery(row: &Row) -> Result<Option<Delivered>, Fault> {
    let (state, at) = (row.opt_text(20)?.as_deref().and_then(Delivery::parse), row.opt_time(21)?);
    let Some((state, at)) = state.zip(at) else { return Ok(None) };
    let hands_over = row.bool(28)?;
    Ok(Some(Delivered {
        state,
        at,
        words: row.opt_text(22)?,
        tls: row.opt_text(23)?,
        recipients: row.opt_text(24)?.as_deref().map(read_recipients).unwrap_or_default(),
        tries: row.int(25)?,
        next: row.opt_time(26)?,
        maybe_taken: row.bool(31)?,
        held: row.opt_time(27)?.map(|until| Held { until, hands_over }),
    }))
}

fn read_attachment(row: &Row) -> Result<Attachment, Fault> {
    Ok(Attachment {
        id: row.id(0)?,
        article: row.id(1)?,
        name: row.text(2)?,
        media_type: row.text(3)?,
        size: row.int(4)?,
        content_id: row.opt_text(5)?,
        bytes: BlobName::from_bytes(&row.bytes(6)?).or_fault("an attachment names no blob")?,
    })
}

pub(crate) fn article(rows: &impl Rows, id: ArticleId) -> Result<Option<Article>, Fault> {
    rows.row(&ARTICLE, params![id.0])?.as_ref().map(read_article).transpose()
}

pub(crate) fn articles_of(rows: &impl Rows, ticket: TicketId) -> Result<Vec<Article>, Fault> {
    rows.rows(&ARTICLES, params![ticket.0])?.iter().map(read_article).collect()
}

/// The article of a ticket that was written last.
pub(crate) fn newest(rows: &impl Rows, ticket: TicketId) -> Result<Option<ArticleId>, Fault> {
    rows.row(&NEWEST, params![ticket.0])?.map(|row| row.id(0)).transpose()
}

/// Only what the customer may see.
pub(crate) fn customer_articles_of(rows: &impl Rows, ticket: TicketId) -> Result<Vec<Article>, Fault> {
    rows.rows(&CUSTOMER_ARTICLES, params![ticket.0])?.iter().map(read_article).collect()
}

/// All attachments of a ticket, article by article.
pub(crate) fn attachments_of(rows: &impl Rows, ticket: TicketId) -> Result<Vec<Attachment>, Fault> {
    rows.rows(&ATTACHMENTS, params![ticket.0])?.iter().map(read_attachment).collect()
}

pub(crate) fn attachment(rows: &impl Rows, id: AttachmentId) -> Result<Option<Attachment>, Fault> {
    rows.row(&ATTACHMENT, params![id.0])?.as_ref().map(read_attachment).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_back() {
        let lines = ["\"A\" <a@b.example>".to_owned(), "c@d.example".to_owned()];
        assert_eq!(split_lines(&join_lines(&lines)), lines);
        let heights = [(320, 10), (480, 9), (640, 8), (960, 7)];
        assert_eq!(split_heights(&join_heights(&heights)), Some(heights));
        assert_eq!(split_heights("rubbish"), None);
    }
}
