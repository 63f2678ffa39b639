//! A storm of bounces at one tenant, and what the others notice of it.
//!
//! Programs read lists and tickets and write notes at three tenants, each at a fixed rate whatever is answered ([`pace`]): for
//! a while in quiet, then while bounces (RFC 3464) flood a fourth tenant, then in quiet again. Half of the bounces name a mail
//! that was sent to their recipient, half name nothing. Every one of them has to stand in the communication log afterwards.
//!
//! [`pace`]: crate::pace

use crate::asking::{Ask, Line, Site, ask_all};
use crate::desk::{BUSY, Desk};
use crate::mailing::{Dialogue, Session, send_all};
use crate::pace::{Pace, open_loop};
use crate::proc;
use crate::report::{Disturbed, Figure, Report};
use crate::round::until_idle;
use crate::sink::Sink;
use crate::stage::MANY;
use crate::stats::{millis, number, percentile};
use crate::turns::Tally;
use crate::words::{Mail, Words};
use anyhow::{Context, Result};
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The flooded tenant, and those beside it.
const TENANTS: &[&str] = &["alpha", "beta", "gamma", "delta"];
/// What each of those beside it is asked a second, and over how many connections.
const RATE: u32 = 20;
const LINES: usize = 8;
/// Connections that bounces come over.
const SENDERS: usize = 8;
/// To so many people goes each mail that bounces.
const PEOPLE: usize = 5;
/// Tickets of each tenant before anything is measured.
const TICKETS: usize = 1_000;

/// How much is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Storm {
    /// How long it lasts, and each measurement beside it.
    pub(crate) lasts: Duration,
    pub(crate) bounces: usize,
}

impl Storm {
    pub(crate) const FULL: Self = Self { lasts: Duration::from_mins(1), bounces: 10_000 };
    /// At the same rate.
    pub(crate) const QUICK: Self = Self { lasts: Duration::from_secs(12), bounces: 2_000 };
}

/// What is asked.
const KINDS: [&str; 3] = ["fifty rows listed", "ticket read", "note written"];
/// Of five turns two list, two read and one writes.
const TURNS: [usize; 5] = [0, 1, 2, 0, 1];

/// A tenant beside the flooded one.
struct Beside {
    site: Arc<Site>,
    /// What is asked in turn, with the number of its kind.
    asks: Arc<[(usize, Ask)]>,
}

/// What a while was like.
struct While {
    /// Times of each kind over all tenants beside.
    times: [Vec<Duration>; 3],
    /// CPU of the desk, and of whoever else is on the machine but us two. **Units**: hundredths of one core.
    desk: f64,
    others: f64,
    load: String,
}

pub(crate) async fn run(program: &Path, storm: Storm) -> Result<Report> {
    let sink = Sink::start().await?;
    let desk = Desk::found(program, TENANTS, Some(&sink)).await?;
    let load_before = proc::load();
    let words = Words::new();
    let beside = furnish(&desk, &words).await.context("filling the tenants beside")?;
    let sent = send_out(&desk, &words, storm.bounces / 2 / PEOPLE).await.context("sending the mails that bounce")?;
    let bounces: Arc<[String]> = (0..storm.bounces).map(|nth| bounce(nth, &sent)).collect();
    let rested = async || until_idle(desk.pid(), || true).await.map(drop);
    rested().await?;
    during(&desk, &beside, storm.lasts / 6, None).await.context("warming up")?;
    rested().await?;
    let (before, _) = during(&desk, &beside, storm.lasts, None).await.context("in quiet")?;
    rested().await?;
    let (flooded, flood) = during(&desk, &beside, storm.lasts, Some(&bounces)).await.context("in the storm")?;
    rested().await?;
    let (after, _) = during(&desk, &beside, storm.lasts, None).await.context("in quiet afterwards")?;
    let flood = flood.context("there was no storm")?;
    let kept = Kept::count(&desk, storm.bounces).await.context("counting what was kept")?;
    let mut report = Report { name: "bounces", load_before, load_after: proc::load(), disk_bytes: desk.size(), ..Report::default() };
    (report.tickets_before, report.tickets_after) = (sent.len(), sent.len() + kept.tickets);
    report.disturbed = disturbed([&before, &flooded, &after]);
    report.figures = kept.figures(&flood);
    report.figures.push(Figure::new("answers at the tenants beside in the storm", number(flooded.times.iter().map(Vec::len).sum()), ""));
    report.notes = notes(storm, [&before, &flooded, &after]);
    Ok(report)
}

/// Fills the tenants beside by mail, and prepares what they are asked.
async fn furnish(desk: &Desk, words: &Words) -> Result<Vec<Beside>> {
    let mut all = Vec::new();
    for (nth, name) in TENANTS.iter().skip(1).enumerate() {
        let to = format!("support@{name}.example");
        let first = u32::try_from(nth * TICKETS)?;
        let mails: Arc<[Mail]> = (first..first + u32::try_from(TICKETS)?).map(|number| words.mail(number, &to)).collect();
        send_all(desk.smtp, &to, &mails, (MANY, Session::Kept)).await?.complete()?;
        let site = desk.site_of(name)?;
        let list = Ask::get("/api/v1/tickets?q=is%3Anew&limit=50", "\"number\"");
        let listed: Value = serde_json::from_slice(&Line::open(&site).await?.ask(&list).await?)?;
        let ids: Vec<&str> = items(&listed).filter_map(|item| item.get("id")?.as_str()).collect();
        anyhow::ensure!(ids.len() == 50, "a list has {} rows and not fifty", ids.len());
        let ask = |turn: usize| {
            let id = ids.get(turn * 7 % ids.len()).copied().unwrap_or_default();
            match TURNS.get(turn % TURNS.len()) {
                Some(0) => (0, list.clone()),
                Some(1) => (1, Ask::get(format!("/api/v1/tickets/{id}"), "\"articles\"")),
                _ => (2, note(id, words, turn)),
            }
        };
        all.push(Beside { site, asks: (0..1_000).map(ask).collect() });
    }
    Ok(all)
}

fn note(ticket: &str, words: &Words, turn: usize) -> Ask {
    let text = words.text(u32::try_from(turn).unwrap_or_default(), 512);
    let body = json!({"channel": "internal", "subject": "", "body": text});
    Ask::post(format!("/api/v1/tickets/{ticket}/articles"), &body, StatusCode::CREATED)
}

fn items(listed: &Value) -> impl Iterator<Item = &Value> {
    listed.get("items").and_then(Value::as_array).into_iter().flatten()
}

fn person(mail: usize, nth: usize) -> String {
    format!("leser{mail}.{nth}@elsewhere.example")
}

/// Has so many mails sent, each to several people; gives their Message-IDs when the smarthost has taken all.
async fn send_out(desk: &Desk, words: &Words, count: usize) -> Result<Vec<String>> {
    let site = desk.site()?;
    let mails: Arc<[Ask]> = (0..count).map(|mail| outgoing(mail, words)).collect();
    ask_all(&site, &mails, MANY).await?.complete()?;
    let mut line = Line::open(&site).await?;
    // In an order in which none moves while the desk goes on to send.
    let tickets = everything(&mut line, "/api/v1/tickets?q=sort%3Acreated&limit=50").await?;
    anyhow::ensure!(tickets.len() == count, "{} tickets instead of {count}", tickets.len());
    let mut ids = vec![String::new(); count];
    for ticket in &tickets {
        let (id, mail) = (text(ticket, "id")?, text(ticket, "title")?.rsplit_once(' ').map(|(_, mail)| mail.parse::<usize>()));
        let place = ids.get_mut(mail.context("a title without number")??).context("a number too large")?;
        *place = until_sent(&mut line, id).await?;
    }
    Ok(ids)
}

/// Titles end with the mail's number.
fn outgoing(mail: usize, words: &Words) -> Ask {
    let to: Vec<String> = (0..PEOPLE).map(|nth| person(mail, nth)).collect();
    let text = words.text(u32::try_from(mail).unwrap_or_default(), 1_024);
    let article = json!({"channel": "email", "body": text, "to": to});
    let body = json!({"title": format!("Rundbrief {mail}"), "queue": "Raw", "customer": person(mail, 0), "article": article});
    Ask::post("/api/v1/tickets", &body, StatusCode::CREATED)
}

async fn until_sent(line: &mut Line, ticket: &str) -> Result<String> {
    let begun = Instant::now();
    loop {
        let shown: Value = serde_json::from_slice(&line.ask(&Ask::get(format!("/api/v1/tickets/{ticket}"), "")).await?)?;
        let article = shown.pointer("/articles/0").context("a ticket has no article")?;
        if article.pointer("/delivery/state").and_then(Value::as_str) == Some("sent") {
            return text(article, "message_id").map(str::to_owned);
        }
        anyhow::ensure!(begun.elapsed() < Duration::from_mins(2), "a mail is not sent: {:?}", article.get("delivery"));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str> {
    value.get(name).and_then(Value::as_str).with_context(|| format!("there is no {name}"))
}

/// All pages of a list.
async fn everything(line: &mut Line, path: &str) -> Result<Vec<Value>> {
    let (mut all, mut at) = (Vec::new(), String::new());
    loop {
        let page: Value = serde_json::from_slice(&line.ask(&Ask::get(format!("{path}{at}"), "")).await?)?;
        all.extend(items(&page).cloned());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => at = format!("&cursor={next}"),
            None => return Ok(all),
        }
    }
}

/// A delivery report of somebody's mail server. Every other one is about a mail that was sent to its recipient.
fn bounce(nth: usize, sent: &[String]) -> String {
    let about = nth / 2;
    let known = sent.get(about / PEOPLE).filter(|_| nth.is_multiple_of(2));
    let (id, recipient) = match known {
        Some(id) => (id.clone(), person(about / PEOPLE, about % PEOPLE)),
        None => (format!("<{nth}.nobody.knows@elsewhere.example>"), format!("niemand{nth}@elsewhere.example")),
    };
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx{host}.elsewhere.example>\r\nTo: {BUSY}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <bounce.{nth}@mx{host}.elsewhere.example>\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b{nth}\"\r\n\r\n\
         --b{nth}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you that your message could not\r\n\
         be delivered to one or more recipients. It's attached below.\r\n\r\n<{recipient}>: host mx{host}.elsewhere.example said: 550 5.1.1\r\n\
         \x20   User unknown (in reply to RCPT TO command)\r\n\r\n\
         --b{nth}\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx{host}.elsewhere.example\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n\
         --b{nth}\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: Desk alpha <{BUSY}>\r\nTo: {recipient}\r\nSubject: Rundbrief\r\n\
         Message-ID: {id}\r\n\r\n--b{nth}--\r\n",
        host = nth % 50
    )
}

/// Asks the tenants beside for a while, with or without a storm.
async fn during(desk: &Desk, beside: &[Beside], lasts: Duration, storm: Option<&Arc<[String]>>) -> Result<(While, Option<Tally>)> {
    let own = std::process::id();
    let used = || -> Result<[Duration; 3]> { Ok([proc::cpu(desk.pid())?, proc::cpu(own)?, proc::machine()?]) };
    let (begin, before) = (Instant::now() + Duration::from_millis(200), used()?);
    let every = Duration::from_secs(1) / RATE;
    let count = usize::try_from(lasts.as_millis() / every.as_millis())?;
    let asking = beside.iter().enumerate().map(|(nth, one)| {
        // They are not asked all at the same moment.
        let begin = begin + every * u32::try_from(nth).unwrap_or_default() / u32::try_from(beside.len()).unwrap_or(1);
        tokio::spawn(ask_at(Arc::clone(&one.site), Arc::clone(&one.asks), Pace { begin, every, count }))
    });
    let asking: Vec<_> = asking.collect();
    let flood = match storm {
        Some(bounces) => {
            let every = lasts / u32::try_from(bounces.len())?;
            Some(blow(desk, bounces, Pace { begin, every, count: bounces.len() }).await?)
        }
        None => None,
    };
    let mut times: [Vec<Duration>; 3] = Default::default();
    for asked in asking {
        for (kind, time) in asked.await.context("a task ended badly")?? {
            times.get_mut(kind).context("a kind")?.push(time);
        }
    }
    let (after, wall) = (used()?, begin.elapsed());
    let [desks, owns, all] = [0, 1, 2].map(|nth| {
        let of = |used: &[Duration; 3]| used.get(nth).copied().unwrap_or_default();
        of(&after).saturating_sub(of(&before)).as_secs_f64() * 100.0 / wall.as_secs_f64()
    });
    Ok((While { times, desk: desks, others: (all - desks - owns).max(0.0), load: proc::load() }, flood))
}

/// Asks one tenant in turn; gives the kind and the time of each.
async fn ask_at(site: Arc<Site>, asks: Arc<[(usize, Ask)]>, pace: Pace) -> Result<Vec<(usize, Duration)>> {
    let worker = |beats: crate::pace::Beats| {
        let (site, asks) = (Arc::clone(&site), Arc::clone(&asks));
        async move {
            let mut line = Line::open(&site).await?;
            let mut tally = Tally::default();
            while let Some((turn, due)) = beats.next().await {
                let (kind, ask) = asks.get(turn % asks.len()).context("nothing to ask")?;
                let body = line.ask(ask).await?;
                tally.kinds.push(*kind);
                tally.times.push(due.elapsed());
                tally.missed += usize::from(!ask.is_answered_by(&body));
            }
            Ok(tally)
        }
    };
    let tally = open_loop(LINES, pace, worker).await?.complete()?;
    Ok(tally.kinds.into_iter().zip(tally.times).collect())
}

/// Lets the bounces come, each when it is due, from the null sender.
async fn blow(desk: &Desk, bounces: &Arc<[String]>, pace: Pace) -> Result<Tally> {
    let smtp = desk.smtp;
    let worker = |beats: crate::pace::Beats| {
        let bounces = Arc::clone(bounces);
        async move {
            let mut dialogue = Dialogue::open(smtp).await?;
            let mut tally = Tally::default();
            while let Some((turn, due)) = beats.next().await {
                dialogue.send(("", BUSY), bounces.get(turn).context("no bounce")?).await?;
                tally.times.push(due.elapsed());
            }
            dialogue.quit().await?;
            Ok(tally)
        }
    };
    open_loop(SENDERS, pace, worker).await?.complete()
}

/// What the communication log holds of the bounces.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept {
    reports: usize,
    quarantined: usize,
    tickets: usize,
}

impl Kept {
    /// Each has to be there once; half of them as reports.
    async fn count(desk: &Desk, bounces: usize) -> Result<Self> {
        let mut line = Line::open(&desk.site()?).await?;
        let log = everything(&mut line, "/api/v1/mail/log?limit=200").await?;
        let ids: BTreeSet<&str> = log.iter().filter_map(|entry| entry.get("message_id")?.as_str()).collect();
        let with = |outcome: &str| log.iter().filter(|entry| entry.get("outcome").and_then(Value::as_str) == Some(outcome)).count();
        let kept = Self { reports: with("report"), quarantined: with("quarantined"), tickets: with("ticket") };
        let expected = Self { reports: bounces / 2, quarantined: bounces - bounces / 2, tickets: 0 };
        let distinct = ids.len();
        anyhow::ensure!(kept == expected && distinct == bounces, "of {bounces} bounces were kept: {kept:?}, {distinct} of them distinct");
        Ok(kept)
    }

    fn figures(&self, flood: &Tally) -> Vec<Figure> {
        vec![
            Figure::new("bounces answered 250", number(flood.times.len()), ""),
            Figure::new("bounces a second", number(flood.times.len()) / flood.wall.as_secs_f64(), ""),
            Figure::new("bounce, from when it was due to its 250, p50", millis(percentile(&flood.times, 50)), "ms"),
            Figure::new("bounce, from when it was due to its 250, p99", millis(percentile(&flood.times, 99)), "ms"),
            Figure::new("kept as reports at the mails that they tell about", number(self.reports), ""),
            Figure::new("kept in the log alone", number(self.quarantined), ""),
        ]
    }
}

/// For each kind, and for all: the middle, and the hundredth that was worst.
fn disturbed(whiles: [&While; 3]) -> Vec<Disturbed> {
    let mut all = Vec::new();
    let mut row = |what: &str, of: &dyn Fn(&While) -> Vec<Duration>| {
        let times = whiles.map(of);
        for hundredths in [50, 99] {
            let each = [0, 1, 2].map(|nth| times.get(nth).map_or(0.0, |times| millis(percentile(times, hundredths))));
            all.push(Disturbed::new(format!("{what}, p{hundredths}"), each));
        }
    };
    for (nth, kind) in KINDS.iter().enumerate() {
        row(kind, &|one| one.times.get(nth).cloned().unwrap_or_default());
    }
    row("all together", &|one| one.times.concat());
    all
}

fn notes(storm: Storm, whiles: [&While; 3]) -> Vec<String> {
    let [before, flooded, after] =
        whiles.map(|one| format!("desk {:.0} %, others on the machine {:.0} % of a core, load {}", one.desk, one.others, one.load));
    vec![
        format!(
            "{} bounces (RFC 3464, null sender, {SENDERS} SMTP connections) to the tenant alpha within {} s, each at its time; half name a mail that went to their recipient, half name nothing.",
            storm.bounces,
            storm.lasts.as_secs()
        ),
        format!(
            "{} other tenants of {TICKETS} tickets are asked {RATE} times a second each, whatever is answered: two lists of fifty, two tickets, one note. A time counts from when its turn was due. HTTP/1.1 over TLS, {LINES} kept connections a tenant.",
            TENANTS.len() - 1
        ),
        "Every bounce stands in the communication log once, or there is no result; no answer was anything but right.".into(),
        format!("In quiet: {before}."),
        format!("In the storm: {flooded}."),
        format!("In quiet afterwards: {after}."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_bounces_name_a_mail_and_each_of_its_people_once() {
        let sent: Vec<String> = (0..4).map(|mail| format!("<{mail}@alpha.example>")).collect();
        let all: Vec<String> = (0..40).map(|nth| bounce(nth, &sent)).collect();
        let recipients: BTreeSet<&str> =
            all.iter().filter_map(|raw| raw.split_once("Final-Recipient: rfc822; ")?.1.lines().next()).collect();
        assert_eq!(recipients.len(), 40);
        for (mail, id) in sent.iter().enumerate() {
            let naming: Vec<&String> = all.iter().filter(|raw| raw.contains(id.as_str())).collect();
            assert_eq!(naming.len(), PEOPLE);
            assert!(naming.iter().all(|raw| raw.contains(&format!("Final-Recipient: rfc822; leser{mail}."))));
        }
    }
}
