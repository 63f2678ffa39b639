//! The interface of programs: making, reading, listing and searching tickets, beside a bare handler.

use crate::asking::{Ask, Line, ask_all};
use crate::limit::Limit;
use crate::report::Report;
use crate::round::{Row, in_turn, measured};
use crate::stage::{MANY, Stage, search};
use anyhow::{Context, Result};
use base64::Engine as _;
use http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// The bare handler is so cheap that it is asked more often, to be told from a tick of the clock.
const LIMIT_TIMES: usize = 8;
/// **Units**: bytes of an article's text.
const TEXT: usize = 1_024;
/// Tickets with a conversation.
const READ: usize = 100;
/// Notes that a conversation has besides its mail.
const NOTES: usize = 4;

/// Which requests of a round are compared.
struct Contest<'a> {
    what: String,
    connections: usize,
    asks: &'a [Arc<[Ask]>],
}

/// A row for each number of connections. `asks` holds one list a round, or one list for all.
async fn rows(stage: &Stage, limit: &Limit, what: &str, asks: impl Fn(usize) -> Vec<Arc<[Ask]>>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (place, connections) in stage.plan.connections.iter().enumerate() {
        let asks = asks(place);
        let plural = if *connections == 1 { "connection" } else { "connections" };
        let what = format!("{what}, {connections} {plural}");
        rows.push(row(stage, limit, Contest { what, connections: *connections, asks: &asks }).await?);
    }
    Ok(rows)
}

async fn row(stage: &Stage, limit: &Limit, contest: Contest<'_>) -> Result<Row> {
    let (connections, site) = (contest.connections, stage.desk.site()?);
    let of = |round: usize| contest.asks.get(round).or(contest.asks.first()).cloned().unwrap_or_default();
    let (ours, theirs) = in_turn(
        stage.plan.rounds,
        async |round| {
            let asks = of(round);
            measured(stage.desk.pid(), async { ask_all(&site, &asks, connections).await?.complete() }, || true).await
        },
        async |round| {
            let bare: Arc<[Ask]> = of(round).iter().cycle().take(of(round).len() * LIMIT_TIMES).map(Ask::of_limit).collect();
            measured(limit.pid(), async { ask_all(&limit.site, &bare, connections).await }, || true).await
        },
    )
    .await?;
    Ok(Row::new(contest.what, &ours, &theirs))
}

fn report(name: &'static str, notes: &[&str]) -> Report {
    let mut notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
    notes.push("The bare handler: axum behind the same TLS, which reads the same request and answers 1 KiB. HTTP/1.1, connections kept, asked by a token of an administrator, nothing compressed.".into());
    Report { name, peer: "bare handler", notes, ..Report::default() }
}

/// Making tickets.
pub(crate) async fn create(stage: &mut Stage, limit: &Limit) -> Result<Report> {
    let mut report =
        report("api-create", &["`POST /api/v1/tickets` with a text of 1 KiB by phone; each is durable before it is answered."]);
    let (rounds, count) = (stage.plan.rounds + 1, stage.plan.creates);
    let lists: Vec<Vec<Arc<[Ask]>>> =
        stage.plan.connections.iter().map(|_| (0..rounds).map(|_| (0..count).map(|_| new_ticket(stage)).collect()).collect()).collect();
    report.rows = rows(stage, limit, "ticket made", |place| lists.get(place).cloned().unwrap_or_default()).await?;
    stage.tickets += rounds * count * stage.plan.connections.len();
    Ok(report)
}

fn new_ticket(stage: &mut Stage) -> Ask {
    let number = stage.number();
    let text = stage.words.text(number, TEXT);
    let body = json!({
        "title": stage.words.subject(number), "queue": "Raw", "customer": format!("person{}@kunde.example", number % 500),
        "article": {"channel": "phone", "subject": stage.words.subject(number), "body": text},
    });
    Ask::post("/api/v1/tickets", &body, StatusCode::CREATED)
}

/// Reading tickets with their articles.
pub(crate) async fn read(stage: &mut Stage, limit: &Limit) -> Result<Report> {
    let note = "`GET /api/v1/tickets/{id}` of a hundred tickets in turn, each with a mail of 4 KiB, four notes of 1 KiB and an attachment.";
    let mut report = report("ticket-read", &[note]);
    let ids = conversations(stage).await?;
    let asks: Arc<[Ask]> =
        ids.iter().cycle().take(stage.plan.reads).map(|id| Ask::get(format!("/api/v1/tickets/{id}"), "\"articles\"")).collect();
    report.rows = rows(stage, limit, "ticket read", |_| vec![Arc::clone(&asks)]).await?;
    Ok(report)
}

/// Gives the newest tickets a conversation.
async fn conversations(stage: &mut Stage) -> Result<Vec<String>> {
    let mut line = Line::open(&stage.desk.site()?).await?;
    let listed: Value = serde_json::from_slice(&line.ask(&Ask::get(format!("/api/v1/tickets?limit={READ}"), "")).await?)?;
    let items = listed.get("items").and_then(Value::as_array).context("a list has no items")?;
    let ids: Vec<String> = items.iter().filter_map(|item| item.get("id")?.as_str()).map(str::to_owned).collect();
    for id in &ids {
        for note in 0..NOTES {
            let number = stage.number();
            let text = stage.words.text(number, TEXT);
            let file = json!({"name": "log.txt", "type": "text/plain", "content": base64::engine::general_purpose::STANDARD.encode(&text)});
            let files = if note == 0 { vec![file] } else { Vec::new() };
            let body = json!({"channel": "internal", "subject": "", "body": text, "attachments": files});
            line.ask(&Ask::post(format!("/api/v1/tickets/{id}/articles"), &body, StatusCode::CREATED)).await?;
        }
    }
    Ok(ids)
}

/// Listing tickets.
pub(crate) async fn list(stage: &Stage, limit: &Limit) -> Result<Report> {
    let mut report = report("ticket-list", &["`GET /api/v1/tickets?q=is:open&limit=50`, the newest fifty."]);
    let ask = Ask::get("/api/v1/tickets?q=is%3Aopen&limit=50", "\"number\"");
    let ask = if first_page(stage, &ask).await? == 0 { Ask::get("/api/v1/tickets?q=is%3Anew&limit=50", "\"number\"") } else { ask };
    anyhow::ensure!(first_page(stage, &ask).await? == 50, "a list has not fifty rows");
    let asks: Arc<[Ask]> = vec![ask; stage.plan.reads].into();
    report.rows = rows(stage, limit, "fifty rows listed", |_| vec![Arc::clone(&asks)]).await?;
    Ok(report)
}

async fn first_page(stage: &Stage, ask: &Ask) -> Result<usize> {
    let listed: Value = serde_json::from_slice(&Line::open(&stage.desk.site()?).await?.ask(ask).await?)?;
    Ok(listed.get("items").and_then(Value::as_array).map_or(0, Vec::len))
}

/// Searching for two words.
pub(crate) async fn search_words(stage: &Stage, limit: &Limit) -> Result<Report> {
    let mut report = report(
        "full-text",
        &[
            "Two words that must both be there, the newest twenty tickets. Rare: the two rarest words of a mail, spread over the mails that were there first. Common: two of the twenty most frequent words, which nearly every mail has.",
            "Asked as an administrator, who sees every ticket: no other agent can be made to see a thousandth of them from outside yet.",
        ],
    );
    let all = |pair: &dyn Fn(u32) -> String, count: usize| -> Arc<[Ask]> {
        (0..count).map(|turn| search(&pair(stage.early(turn)), 20)).collect()
    };
    let join = |(one, other): (&str, &str)| format!("{one} {other}");
    let rare = all(&|number| join(stage.words.rare(number)), stage.plan.reads);
    let common = all(&|number| join(stage.words.common(number)), stage.plan.reads / MANY);
    report.rows = rows(stage, limit, "two rare words", |_| vec![Arc::clone(&rare)]).await?;
    report.rows.extend(rows(stage, limit, "two common words", |_| vec![Arc::clone(&common)]).await?);
    Ok(report)
}
