//! Benchmarks: what Beleg costs beside what a peer or a bare limit costs, in the same run.
//!
//! `cargo x bench [NAME …]` runs them; without a name, all. They compare **CPU time an operation of the whole process
//! tree** ([`proc`]), which hardly depends on what else the machine does; rates and times of answers stand beside it and
//! mean something within one run only. Nothing is asserted about time.
//!
//! **A run.** The release binary serves on loopback from a directory of its own ([`desk`]), filled by mail ([`stage`])
//! with texts that are the same each time ([`words`]). Ours and theirs take turns, once to warm up and then for the
//! rounds that count ([`round`]): a cost reaches from the first byte until the tree is idle again. Load is a closed loop
//! ([`turns`]) of our own clients ([`mailing`], [`asking`]). What a storm at one tenant does to the others is a matter of
//! time, not of cost: there an open loop ([`pace`]) asks in quiet, in the storm and in quiet again ([`bounces`]). What rights cost a list is asked
//! of the store itself ([`access`]), what wrong passwords cost whoever is inside of a desk ([`guesses`]). Peers: Postfix with the discard transport ([`postfix`]), and
//! a bare handler behind the same TLS ([`limit`]).
//!
//! **Results** ([`report`]) lie in `bench/results/`: a table and the same as JSON, with date, commit, machine, load and
//! the size of the data.
//!
//! # Incomplete support
//! No browser pages, no scaling curves, no PostgreSQL engine. Searches are asked as an administrator. The load client
//! runs on the same cores as what it measures, which bounds rates and not costs.

mod access;
mod asking;
mod bounces;
mod desk;
mod guesses;
mod interface;
mod limit;
mod mail_in;
mod mailing;
mod memory;
mod pace;
mod postfix;
mod proc;
mod report;
mod round;
mod running;
mod sink;
mod stage;
mod stats;
mod turns;
mod words;

use anyhow::{Context, Result, bail};
use bounces::Storm;
use clap::{Parser, ValueEnum};
use desk::{Desk, TWO};
use limit::Limit;
use report::{Circumstances, Report};
use stage::{Plan, Stage};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    MailIn,
    ApiCreate,
    TicketRead,
    TicketList,
    FullText,
    Memory,
    Bounces,
    Access,
}

/// Benchmarks of Beleg.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Args {
    /// What to measure; everything when nothing is named.
    names: Vec<Name>,
    /// Less of everything, within three minutes.
    #[arg(long)]
    quick: bool,
    /// Rounds that count.
    #[arg(long)]
    rounds: Option<usize>,
    /// Tickets that are there before anything is measured.
    #[arg(long)]
    tickets: Option<usize>,
    /// A binary that is built already; otherwise the release binary of this clone is built.
    #[arg(long)]
    program: Option<PathBuf>,
    /// Where results go.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Serve as the bare handler and tell where in this file.
    #[arg(long, hide = true)]
    limit: Option<PathBuf>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    net::install_provider();
    let done = tokio::runtime::Runtime::new().context("starting the runtime").and_then(|runtime| match &args.limit {
        Some(ready) => runtime.block_on(limit::serve(ready)),
        None => runtime.block_on(run(&args)),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nbench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<()> {
    let root = root();
    let mut names = if args.names.is_empty() { Name::value_variants().to_vec() } else { args.names.clone() };
    let around = Circumstances::now(&root, &std::env::temp_dir())?;
    let out = args.out.clone().unwrap_or_else(|| root.join("bench/results"));
    let suffix = if args.quick { "-quick" } else { "" };
    if names.contains(&Name::Access) {
        let report = access::run(args.rounds.unwrap_or(if args.quick { 3 } else { 11 }).max(1)).await.context("measuring rights")?;
        println!("\n{}", report.write(&around, (&out, suffix))?);
    }
    let program = match &args.program {
        Some(program) => std::path::absolute(program)?,
        None => built(&root)?,
    };
    let mut plan = if args.quick { Plan::QUICK } else { Plan::FULL };
    if names.contains(&Name::Access) {
        let lasts = Duration::from_secs(if args.quick { 10 } else { 60 });
        let report = guesses::run(&program, lasts).await.context("measuring wrong passwords")?;
        println!("\n{}", report.write(&around, (&out, suffix))?);
        names.retain(|name| *name != Name::Access);
    }
    if names.is_empty() {
        return Ok(());
    }
    plan.rounds = args.rounds.unwrap_or(plan.rounds).max(1);
    plan.tickets = args.tickets.unwrap_or(plan.tickets).max(200);
    if names.contains(&Name::Bounces) {
        println!("load {}; a desk that is flooded with bounces", proc::load());
        let storm = if args.quick { Storm::QUICK } else { Storm::FULL };
        let report = bounces::run(&program, storm).await.context("measuring a storm of bounces")?;
        println!("\n{}", report.write(&around, (&out, suffix))?);
        names.retain(|name| *name != Name::Bounces);
    }
    if names.is_empty() {
        return Ok(());
    }
    println!("load {}; filling a desk with {} tickets", proc::load(), plan.tickets);
    let mut stage = Stage::set(Desk::found(&program, TWO, None).await?, plan).await?;
    let limit = Limit::start().await?;
    for name in names.iter().filter(|name| **name != Name::Memory) {
        let report = measure(*name, &mut stage, &limit).await?;
        println!("\n{}", report.write(&around, (&out, suffix))?);
    }
    if names.contains(&Name::Memory) {
        let load_before = proc::load();
        let report = memory::run(stage).await.context("measuring memory")?;
        let report = Report { load_before, load_after: proc::load(), ..report };
        println!("\n{}", report.write(&around, (&out, suffix))?);
    }
    Ok(())
}

/// One benchmark with what surrounds it.
async fn measure(name: Name, stage: &mut Stage, limit: &Limit) -> Result<Report> {
    let (load_before, tickets_before) = (proc::load(), stage.tickets);
    let report = match name {
        Name::MailIn => mail_in::run(stage).await,
        Name::ApiCreate => interface::create(stage, limit).await,
        Name::TicketRead => interface::read(stage, limit).await,
        Name::TicketList => interface::list(stage, limit).await,
        Name::FullText => interface::search_words(stage, limit).await,
        Name::Memory | Name::Bounces | Name::Access => bail!("this one is measured by itself"),
    };
    let report = report.with_context(|| format!("measuring {name:?}"))?;
    let load_after = proc::load();
    Ok(Report { load_before, load_after, tickets_before, tickets_after: stage.tickets, disk_bytes: stage.desk.size(), ..report })
}

/// The clone: Cargo tells a running program where its manifest lies.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or_else(|| manifest.clone(), Path::to_owned)
}

/// Builds the release binary. It lies beside this program, which Cargo put there.
fn built(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).current_dir(root).args(["build", "--release", "--package", "beleg"]).status();
    anyhow::ensure!(status.context("starting cargo")?.success(), "the release binary does not build");
    let own = std::env::current_exe().context("finding this program")?;
    let beside = own.parent().and_then(|dir| dir.ancestors().find(|dir| dir.ends_with("release")));
    let program = beside.map(|dir| dir.join("beleg")).filter(|program| program.is_file());
    program.context("the release binary is not beside this program: run it with --release, or name one with --program")
}
