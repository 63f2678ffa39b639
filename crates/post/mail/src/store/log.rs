//! The communication log: its rows, newest first by their ids.

use crate::model::{Entry, LogId, Outcome, way_number};
use crate::step::Step;
use kernel::{Fault, Id16, OrFault, Timestamp};
use store::fulltext::{self, Wanted};
use store::{Act, BlobName, Composed, Row, Rows, Tenant, Value, params};
use tickets::{ArticleId, TicketId};

macro_rules! columns {
    () => {
        "SELECT id, at, direction, way, peer, helo, tls, account, place, envelope_from, recipients, from_line, subject, message_id, size, malformed, \
         outcome, number, ticket, article, first, raw, steps FROM mail_log"
    };
}

store::stmts! { tenant
    read ENTRY = concat!(columns!(), " WHERE id = ?1");
    read OF_ARTICLE = concat!(columns!(), " WHERE article = ?1 AND outcome IN ('ticket', 'article', 'report') ORDER BY id LIMIT 1");
    read COPIES = concat!(columns!(), " WHERE first = ?1 ORDER BY id LIMIT 200");
    read LATEST = concat!(columns!(), " WHERE raw IS NOT NULL AND outcome IN ('ticket', 'article', 'ignored') ORDER BY id DESC LIMIT ?1");
    read OLDEST = "SELECT at FROM mail_log ORDER BY id LIMIT 1";
    read PAST = "SELECT id FROM mail_log WHERE outcome = ?1 AND id < ?2 ORDER BY id LIMIT ?3";
    write ADD = "INSERT INTO mail_log (id, at, direction, way, peer, helo, tls, account, place, envelope_from, recipients, from_line, subject, \
        message_id, size, malformed, outcome, number, ticket, article, first, raw, steps) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
    write RELEASE = "UPDATE mail_log SET number = ?2, ticket = ?3, article = ?4 WHERE id = ?1";
    read COUNT_SINCE = "SELECT count(*) FROM (SELECT id FROM mail_log WHERE outcome = ?1 AND id >= ?2 LIMIT ?3) AS newest";
    read OF_OUTGOING = concat!(columns!(), " WHERE article = ?1 AND direction = 'out' ORDER BY id LIMIT 1");
    write GO_ON = "UPDATE mail_log SET outcome = ?2, steps = ?3, tls = ?4 WHERE id = ?1";
    write REMOVE = "DELETE FROM mail_log WHERE id = ?1";
}

/// Texts of one search that are looked at before it says that there may be more.
const BUDGET: u32 = 2_000;

fn read(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry {
        id: row.id(0)?,
        at: row.time(1)?,
        direction: row.text(2)?,
        way: row.text(3)?,
        peer: row.opt_text(4)?,
        helo: row.text(5)?,
        tls: row.opt_text(6)?,
        account: row.opt_id(7)?,
        place: row.opt_text(8)?,
        envelope_from: row.opt_text(9)?,
        recipients: row.text(10)?.lines().map(str::to_owned).collect(),
        from: row.opt_text(11)?,
        subject: row.text(12)?,
        message_id: row.opt_text(13)?,
        size: row.int(14)?,
        malformed: row.opt_text(15)?,
        outcome: Outcome::parse(&row.text(16)?).or_fault("the log has an unknown outcome")?,
        number: row.opt_text(17)?,
        ticket: row.opt_id(18)?,
        article: row.opt_id(19)?,
        first: row.opt_id(20)?,
        raw: row.opt_bytes(21)?.as_deref().and_then(BlobName::from_bytes),
        steps: steps(&row.text(22)?),
    })
}

/// Words of earlier programs, and today's: rows that were written under them keep them.
const EARLIER: [(&str, &str); 2] = [("receipt_sent", "notice_sent"), ("receipt_not_sent", "notice_not_sent")];

/// A step of a kind that this program does not know is left out; the others are told.
fn steps(text: &str) -> Vec<Step> {
    let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    all.into_iter().filter_map(|step| serde_json::from_value(in_todays_words(step)).ok()).collect()
}

fn in_todays_words(mut step: serde_json::Value) -> serde_json::Value {
    if let Some(kind) = step.get_mut("step")
        && let Some((_, today)) = EARLIER.iter().find(|(earlier, _)| kind == earlier)
    {
        *kind = (*today).into();
    }
    step
}

/// Writes an entry, and makes it findable by its words.
pub(crate) fn add(act: &Act<'_>, entry: &Entry) -> Result<(), Fault> {
    let steps = written(&entry.steps)?;
    act.write(
        &ADD,
        params![
            entry.id.0,
            entry.at,
            &entry.direction,
            &entry.way,
            entry.peer.clone(),
            &entry.helo,
            entry.tls.clone(),
            entry.account,
            entry.place.clone(),
            entry.envelope_from.clone(),
            entry.recipients.join("\n"),
            entry.from.clone(),
            &entry.subject,
            entry.message_id.clone(),
            entry.size,
            entry.malformed.clone(),
            entry.outcome.as_str(),
            entry.number.clone(),
            entry.ticket.map(|id| id.0),
            entry.article.map(|id| id.0),
            entry.first.map(|id| id.0),
            entry.raw.map(BlobName::to_bytes),
            steps,
        ],
    )?;
    index(act, entry)
}

/// How many entries of an outcome there are since then, counted no further than to the most.
pub(crate) fn count_since(rows: &impl Rows, outcome: Outcome, since: Timestamp, most: u32) -> Result<u32, Fault> {
    let count = rows.row(&COUNT_SINCE, params![outcome.as_str(), super::first_id_of(since), most])?.map_or(Ok(0), |row| row.count(0))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The entry of a mail that goes out, as it was noted last.
pub(crate) fn of_outgoing(rows: &impl Rows, id: ArticleId) -> Result<Option<Entry>, Fault> {
    rows.row(&OF_OUTGOING, params![id.0])?.as_ref().map(read).transpose()
}

/// Notes what became of a mail that goes out since its entry was written.
pub(crate) fn go_on(act: &Act<'_>, entry: &Entry) -> Result<(), Fault> {
    let steps = written(&entry.steps)?;
    act.write(&GO_ON, params![entry.id.0, entry.outcome.as_str(), steps, entry.tls.clone()])?;
    act.unindex(entry.id.0)?;
    index(act, entry)
}

fn written(steps: &[Step]) -> Result<String, Fault> {
    serde_json::to_string(steps).map_err(|error| Fault::new("writing down decisions", error))
}

fn index(act: &Act<'_>, entry: &Entry) -> Result<(), Fault> {
    let lines = [&entry.from, &entry.message_id, &entry.envelope_from, &entry.number].into_iter().flatten();
    let words: Vec<&str> = lines.chain([&entry.subject]).chain(&entry.recipients).map(String::as_str).collect();
    let mut tokens = vec![token(), fulltext::token('o', entry.outcome.number())];
    tokens.extend(way_number(&entry.way).map(|number| fulltext::token('w', number)));
    act.index(entry.id.0, &words.join("\n"), &tokens)
}

/// What stands with every entry in the index, and with nothing else.
fn token() -> String {
    fulltext::token('l', 1)
}

/// An entry by its id.
pub(crate) fn entry(rows: &impl Rows, id: LogId) -> Result<Option<Entry>, Fault> {
    rows.row(&ENTRY, params![id.0])?.as_ref().map(read).transpose()
}

/// The entry of the mail that an article is.
pub(crate) fn of_article(rows: &impl Rows, id: ArticleId) -> Result<Option<Entry>, Fault> {
    rows.row(&OF_ARTICLE, params![id.0])?.as_ref().map(read).transpose()
}

/// The copies of a mail, oldest first, at most 200.
pub(crate) fn copies(rows: &impl Rows, of: LogId) -> Result<Vec<Entry>, Fault> {
    rows.rows(&COPIES, params![of.0])?.iter().map(read).collect()
}

/// The mails that came last and whose originals are here, newest first: those that filters are asked about.
pub(crate) fn latest(rows: &impl Rows, most: u32) -> Result<Vec<Entry>, Fault> {
    rows.rows(&LATEST, params![most])?.iter().map(read).collect()
}

/// When the oldest mail of the log came.
pub(crate) fn oldest(rows: &impl Rows) -> Result<Option<Timestamp>, Fault> {
    rows.row(&OLDEST, &[])?.map(|row| row.time(0)).transpose()
}

/// Removes what is older than its time: what a ticket holds, too, and what none holds. Gives how many.
pub(crate) fn forget(act: &Act<'_>, held: Timestamp, kept: Timestamp, most: u32) -> Result<usize, Fault> {
    let mut gone = 0;
    // Outcome by outcome: what stays longer is not walked over again and again.
    for outcome in Outcome::ALL {
        let before = super::first_id_of(if outcome.is_here_alone() { kept } else { held });
        let left = most.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX));
        let past = act.rows(&PAST, params![outcome.as_str(), before, left])?;
        for row in &past {
            let id: Id16 = row.id(0)?;
            act.write(&REMOVE, params![id])?;
            act.unindex(id)?;
        }
        gone += past.len();
    }
    Ok(gone)
}

/// Notes the ticket that was made of a mail after all.
pub(crate) fn release(act: &Act<'_>, id: LogId, number: &str, ticket: TicketId, article: ArticleId) -> Result<(), Fault> {
    act.write(&RELEASE, params![id.0, number, ticket.0, article.0]).map(drop)
}

/// What is asked of the log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) words: Vec<String>,
    pub(crate) number: Option<String>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) way: Option<String>,
    pub(crate) account: Option<Id16>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// Where a page begins: after this entry, and with words after this place in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) rid: i64,
    pub(crate) id: Id16,
}

impl Place {
    pub(crate) const NEWEST: Self = Self { rid: i64::MAX, id: Id16([0xff; 16]) };
}

/// A page of the log.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) entries: Vec<Entry>,
    pub(crate) next: Option<Place>,
    /// The search looked at as many texts as it may: older ones may match, too.
    pub(crate) more: bool,
}

/// A page of what is asked, newest first.
pub(crate) fn list(rows: &impl Rows, asked: &Asked, after: Place, limit: u32) -> Result<Found, Fault> {
    if !asked.words.is_empty() {
        return by_words(rows, asked, after, limit);
    }
    let mut composed: Composed<Tenant> = Composed::new(columns!()).with("WHERE id < ?", &[after.id.into()]);
    asked.narrow(&mut composed);
    if let Some(outcome) = asked.outcome {
        composed.add("AND outcome = ?", &[outcome.as_str().into()]);
    }
    if let Some(way) = &asked.way {
        composed.add("AND way = ?", &[way.into()]);
    }
    composed.add("ORDER BY id DESC LIMIT ?", &[(limit + 1).into()]);
    let mut entries = rows.rows_of(&composed)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_next = entries.len() > most;
    entries.truncate(most);
    let next = has_next.then(|| entries.last().map(|last| Place { rid: i64::MAX, id: last.id.0 })).flatten();
    Ok(Found { entries, next, more: false })
}

impl Asked {
    /// What indexes of words do not tell.
    fn narrow(&self, composed: &mut Composed<Tenant>) {
        if let Some(number) = &self.number {
            composed.add("AND number = ?", &[number.into()]);
        }
        if let Some(account) = self.account {
            composed.add("AND account = ?", &[account.into()]);
        }
        if let Some(since) = self.since {
            composed.add("AND id >= ?", &[super::first_id_of(since).into()]);
        }
        if let Some(until) = self.until {
            composed.add("AND id < ?", &[super::first_id_of(until).into()]);
        }
    }

    fn wanted(&self) -> Wanted {
        let outcome = self.outcome.map(|outcome| fulltext::token('o', outcome.number()));
        let way = self.way.as_deref().and_then(way_number).map(|number| fulltext::token('w', number));
        let words = self.words.iter().cloned().chain(outcome).chain(way).collect();
        Wanted { words, any_token: Some(vec![token()]), ..Wanted::default() }
    }
}

/// Walks the index from its newest text on, a few texts at a time, until the page is full.
fn by_words(rows: &impl Rows, asked: &Asked, after: Place, limit: u32) -> Result<Found, Fault> {
    let (wanted, most) = (asked.wanted(), usize::try_from(limit).unwrap_or(usize::MAX));
    let (mut entries, mut before, mut looked) = (Vec::new(), after.rid, 0);
    loop {
        let step = limit.saturating_add(1).max(100);
        let hits = fulltext::find(rows, &wanted, before, step)?;
        let mut composed: Composed<Tenant> = Composed::new(columns!()).with("WHERE id IN", &[]);
        composed.add_list(&hits.iter().map(|hit| Value::from(hit.owner)).collect::<Vec<_>>());
        asked.narrow(&mut composed);
        let found = rows.rows_of(&composed)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for hit in &hits {
            let Some(entry) = found.iter().find(|entry| entry.id.0 == hit.owner) else { continue };
            if entries.len() == most {
                return Ok(Found { entries, next: Some(Place { rid: before, id: Id16([0; 16]) }), more: false });
            }
            entries.push(entry.clone());
            before = hit.rid;
        }
        looked += step;
        let Some(last) = hits.last().filter(|_| hits.len() >= usize::try_from(step).unwrap_or(usize::MAX)) else {
            return Ok(Found { entries, next: None, more: false });
        };
        before = last.rid;
        if looked >= BUDGET {
            return Ok(Found { entries, next: Some(Place { rid: before, id: Id16([0; 16]) }), more: true });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_under_their_earlier_words_are_told_and_unknown_ones_left_out() {
        let read =
            steps(r#"[{"step":"receipt_sent","to":"a@b.example"},{"step":"of_tomorrow"},{"step":"notice_sent","to":"a@b.example"}]"#);
        assert_eq!(read, [Step::NoticeSent { to: "a@b.example".into() }, Step::NoticeSent { to: "a@b.example".into() }]);
    }
}
