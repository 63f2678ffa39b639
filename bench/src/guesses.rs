//! Wrong passwords at the door of a desk, and what they cost whoever is inside.
//!
//! An agent lists tickets at a fixed rate whatever is answered ([`pace`]): for a while in quiet, then while somebody tries two hundred
//! wrong passwords a second, then in quiet again. All of them come from one address, whose throttle is closed before: what a refusal
//! costs then is what the desk uses more than in quiet. Every guess has to be answered with the throttle's page.
//!
//! [`pace`]: crate::pace

use crate::asking::{Ask, Line, Site};
use crate::desk::{BUSY, Desk, TWO};
use crate::mailing::{Session, send_all};
use crate::pace::{Beats, Pace, open_loop};
use crate::proc;
use crate::report::{Disturbed, Figure, Report};
use crate::round::until_idle;
use crate::stage::MANY;
use crate::stats::{millis, number, percentile};
use crate::turns::Tally;
use crate::words::{Mail, Words};
use anyhow::{Context, Result, ensure};
use http::StatusCode;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Wrong passwords a second, and the connections they come over.
const GUESSES: u32 = 200;
const GUESSERS: usize = 8;
/// What the agent asks a second.
const RATE: u32 = 40;
const LINES: usize = 4;
const TICKETS: u32 = 200;
/// More failures than an address may have.
const CLOSES: usize = 40;

/// Closes the throttle, and asks in quiet, in the storm and in quiet again; each lasts so long.
pub(crate) async fn run(program: &Path, lasts: Duration) -> Result<Report> {
    let desk = Desk::found(program, TWO, None).await?;
    let load_before = proc::load();
    let words = Words::new();
    let mails: Arc<[Mail]> = (0..TICKETS).map(|nth| words.mail(nth, BUSY)).collect();
    send_all(desk.smtp, BUSY, &mails, (MANY, Session::Kept)).await?.complete()?;
    let (inside, outside) = (desk.site()?, desk.stranger()?);
    let open = close(&outside).await.context("closing the throttle")?;
    let rested = async || until_idle(desk.pid(), || true).await.map(drop);
    rested().await?;
    during(&desk, &inside, lasts / 6, None).await.context("warming up")?;
    rested().await?;
    let before = during(&desk, &inside, lasts, None).await.context("in quiet")?;
    rested().await?;
    let storm = during(&desk, &inside, lasts, Some(&outside)).await.context("while somebody guesses")?;
    rested().await?;
    let after = during(&desk, &inside, lasts, None).await.context("in quiet afterwards")?;
    let more = storm.cpu - f64::midpoint(before.cpu, after.cpu);
    let disturbed = [50, 99].map(|hundredths| {
        let each = [&before, &storm, &after].map(|one| millis(percentile(&one.times, hundredths)));
        Disturbed::new(format!("fifty rows listed, p{hundredths}"), each)
    });
    let figures = vec![
        Figure::new("wrong passwords that were looked at before the throttle closed", number(open), ""),
        Figure::new("refusals while it was closed", number(storm.guesses.len()), ""),
        Figure::new("a refusal, CPU", more / number(storm.guesses.len()), "ms"),
        Figure::new("a refusal, from when it was due to its answer, p50", millis(percentile(&storm.guesses, 50)), "ms"),
        Figure::new("a refusal, from when it was due to its answer, p99", millis(percentile(&storm.guesses, 99)), "ms"),
    ];
    let mut notes = vec![
        format!(
            "{GUESSES} wrong passwords a second for {} s over {GUESSERS} connections, each at another login, from one address whose throttle is closed: nothing is hashed.",
            lasts.as_secs()
        ),
        format!(
            "An agent lists fifty of {TICKETS} tickets {RATE} times a second by a token, whatever is answered. A time counts from when its turn was due."
        ),
        "The guesser runs on the same cores, and what it uses is not in the CPU of a refusal, but in the agent's times.".into(),
    ];
    notes.extend(
        [("quiet", &before), ("the storm", &storm), ("quiet afterwards", &after)]
            .map(|(when, one)| format!("In {when}: desk {:.0} ms of CPU a second, load {}.", one.cpu / lasts.as_secs_f64(), one.load)),
    );
    let (load_after, disk_bytes, tickets) = (proc::load(), desk.size(), usize::try_from(TICKETS)?);
    Ok(Report {
        name: "access-guesses",
        figures,
        disturbed: disturbed.into(),
        notes,
        load_before,
        load_after,
        tickets_before: tickets,
        tickets_after: tickets,
        disk_bytes,
        ..Report::default()
    })
}

fn guess(nth: usize, status: StatusCode) -> Ask {
    Ask::form("/sign-in", format!("login=guess{nth}&password=gestohlen+und+verkauft"), status)
}

/// Guesses until the throttle is closed; gives how many were looked at.
async fn close(outside: &Arc<Site>) -> Result<usize> {
    let mut line = Line::open(outside).await?;
    for nth in 0..CLOSES {
        if line.ask(&guess(nth, StatusCode::FORBIDDEN)).await.is_err() {
            line.ask(&guess(nth, StatusCode::TOO_MANY_REQUESTS)).await?;
            ensure!(nth > 0, "nothing was looked at");
            return Ok(nth);
        }
    }
    anyhow::bail!("{CLOSES} wrong passwords did not close the throttle")
}

/// What a while was like.
struct While {
    /// Times of the agent's lists, and of guesses.
    times: Vec<Duration>,
    guesses: Vec<Duration>,
    /// CPU of the desk. **Units**: milliseconds.
    cpu: f64,
    load: String,
}

async fn during(desk: &Desk, inside: &Arc<Site>, lasts: Duration, guesser: Option<&Arc<Site>>) -> Result<While> {
    let used = proc::cpu(desk.pid())?;
    let begin = Instant::now() + Duration::from_millis(200);
    let pace = |rate: u32| -> Result<Pace> {
        let every = Duration::from_secs(1) / rate;
        Ok(Pace { begin, every, count: usize::try_from(lasts.as_millis() / every.as_millis())? })
    };
    let list = |_| Ask::get("/api/v1/tickets?q=is%3Anew&limit=50", "\"number\"");
    let agent = tokio::spawn(ask_at(Arc::clone(inside), LINES, pace(RATE)?, list));
    let guesses = match guesser {
        Some(outside) => {
            ask_at(Arc::clone(outside), GUESSERS, pace(GUESSES)?, |nth| guess(nth, StatusCode::TOO_MANY_REQUESTS)).await?.times
        }
        None => Vec::new(),
    };
    let times = agent.await.context("a task ended badly")??.times;
    Ok(While { times, guesses, cpu: millis(proc::cpu(desk.pid())?.saturating_sub(used)), load: proc::load() })
}

async fn ask_at(site: Arc<Site>, lines: usize, pace: Pace, what: fn(usize) -> Ask) -> Result<Tally> {
    let worker = |beats: Beats| {
        let site = Arc::clone(&site);
        async move {
            let mut line = Line::open(&site).await?;
            let mut tally = Tally::default();
            while let Some((turn, due)) = beats.next().await {
                let ask = what(turn);
                let body = line.ask(&ask).await?;
                tally.times.push(due.elapsed());
                tally.missed += usize::from(!ask.is_answered_by(&body));
            }
            Ok(tally)
        }
    };
    open_loop(lines, pace, worker).await?.complete()
}
