//! Power cuts while mails come in: of what a disk may hold afterwards, every mail that was answered `250` is a ticket
//! exactly once, and so is every other when its sender comes again.

use crate::desk::Desk;
use beleg::config::{Config, Egress, Https, Log, Smtp, TlsProfile, Unseal};
use beleg::node::{self, Extras, Furnish, Opened};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use kernel::By;
use room::Taken;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use store::{Door, Tenant, View};
use testkit::peers::{Peer, bound, free_ports, start_bound};
use testkit::power::{CALLS, Disk, Image, Op, in_order, read, traced};
use tickets::{Article, TicketId, queries, search};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// How many power cuts.
const IMAGES: usize = 1_000;
/// Mails, and over how many connections they come.
const MAILS: usize = 160;
const CONNECTIONS: usize = 16;
/// Every so many mails one has a file that lies beside the store, not in it.
const LARGE: usize = 40;

/// What was traced, and what a run of it began with.
pub(crate) struct Run {
    pub(crate) config: Config,
    pub(crate) before: Disk,
    pub(crate) ops: Vec<Op>,
    /// Letters that were on their way before anything was traced.
    pub(crate) begun: BTreeSet<usize>,
    /// How many letters that are not there come again after a cut, beside all that might be there.
    pub(crate) again: usize,
}

/// A moment of the run: what the disk may hold, what had been answered `250` or was gone at its source, and what was under way.
struct Cut {
    image: Image,
    taken: BTreeSet<usize>,
    begun: BTreeSet<usize>,
}

#[test]
fn a_thousand_power_cuts_lose_nothing_and_double_nothing() {
    let disk = tempfile::tempdir().expect("a directory");
    let run = trace(disk.path());
    let said: usize = run.ops.iter().filter(|op| is_taken(op).is_some()).count();
    assert_eq!(said, MAILS, "every 250 is in the trace");
    let wrong = judge(&run, IMAGES);
    assert!(wrong.is_empty(), "{} of {IMAGES} images:\n{}", wrong.len(), wrong.join("\n"));
    // The judge is no stamp: of a desk that does not wait for its disk, images are found that lost something.
    assert!(!judge(&run.forgetful(), 60).is_empty(), "what is not synced can be lost");
}

impl Run {
    /// What a desk would have done that does not wait for its disk.
    pub(crate) fn forgetful(self) -> Self {
        let is_wait = |op: &Op| matches!(op, Op::Synced { path, .. } if path.ends_with("-wal"));
        Self { ops: self.ops.into_iter().filter(|op| !is_wait(op)).collect(), ..self }
    }
}

/// Lets mails come in by SMTP and LMTP while everything is traced that the desk does.
fn trace(disk: &Path) -> Run {
    let ports = free_ports(3);
    let config = config(disk, &disk.join("data"), ports);
    node::init(&config, None).expect("a keyring");
    inside(&config, move |opened| async move { Desk::furnish(&opened, ports, "alpha").await.map(drop) }).expect("a furnished desk");
    let before = Disk::of(&config.data).expect("files");
    let desk = serve_traced(disk, ports, "");
    let log = disk.join("trace");
    node::runtime().expect("a runtime").block_on(async {
        let next = Arc::new(Mutex::new(0..MAILS));
        let senders = (0..CONNECTIONS).map(|nth| tokio::spawn(send(ports, nth % 4 == 0, Arc::clone(&next))));
        for sender in senders.collect::<Vec<_>>() {
            sender.await.expect("a sender");
        }
        // The last answer is in the trace a little after it was heard.
        let taken = "250 2.0.0 taken".bytes().fold(String::new(), |text, byte| format!("{text}\\x{byte:02x}"));
        until("every 250 is in the trace", || std::fs::read_to_string(&log).expect("the trace").matches(&taken).count() >= MAILS).await;
    });
    desk.kill();
    desk.wait(Duration::from_mins(1));
    let ops = read(&in_order(&[&taken_out(&log)]));
    Run { config, before, ops, begun: BTreeSet::new(), again: CONNECTIONS }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..600 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not within a minute: {what}");
}

/// Starts the desk that lies in a folder; what it does is written to the file `trace` there.
pub(crate) fn serve_traced(disk: &Path, ports: u16, more: &str) -> Peer {
    let text = format!(
        "data = \"{0}/data\"\nenvironment = \"test\"\n[https]\nlisten = \"127.0.0.1:{ports}\"\ndevelopment_ca = true\n[smtp]\n\
         listen = \"127.0.0.1:{1}\"\nlmtp = \"127.0.0.1:{2}\"\n[unseal]\nkey_file = \"{0}/root.key\"\n[log]\nlevel = \"error\"\n{more}",
        disk.display(),
        ports + 1,
        ports + 2
    );
    let file = disk.join("beleg.toml");
    std::fs::write(&file, text).expect("a configuration");
    // The desk is a child of what traces it, which may be killed.
    let mut desk = bound(env!("CARGO_BIN_EXE_beleg").as_ref());
    desk.arg("--config").arg(&file).arg("serve");
    start_bound(traced(&desk, CALLS, &disk.join("trace")))
}

/// The whole lines of a trace whose program was killed amid one; the file goes.
pub(crate) fn taken_out(log: &Path) -> String {
    let mut text = std::fs::read_to_string(log).expect("the trace");
    text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    std::fs::remove_file(log).expect("a file");
    text
}

pub(crate) fn config(disk: &Path, data: &Path, port: u16) -> Config {
    Config {
        addresses: access::AddressRule::default(),
        data: data.to_owned(),
        environment: "test".into(),
        https: Https {
            trusted_proxies: Vec::new(),
            proxy_header: beleg::config::ProxyHeader::default(),
            listen: ([127, 0, 0, 1], port).into(),
            public_port: None,
            profile: TlsProfile::Modern,
            development_ca: true,
            certificate: Vec::new(),
        },
        smtp: Smtp::default(),
        smarthost: None,
        metrics: None,
        unseal: Unseal { key_file: Some(disk.join("root.key")) },
        postgres: None,
        egress: Egress::default(),
        log: Log { level: "off".into() },
    }
}

/// Opens a desk, does something in it, and ends it.
pub(crate) fn inside<T, F>(config: &Config, work: impl FnOnce(Opened) -> F + Send + 'static) -> anyhow::Result<T>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    node::runtime()?.block_on(async {
        let (done, result) = oneshot::channel();
        let furnish: Furnish = Box::new(move |opened: Opened, _| {
            async move {
                let node = Arc::clone(&opened.node);
                let outcome = work(opened).await;
                // Its threads end before the next desk begins.
                node.close_all();
                let _heard = done.send(outcome);
                std::future::pending().await
            }
            .boxed()
        });
        tokio::select! {
            ended = node::run(config, Extras { furnish: Some(furnish), ..Extras::default() }) => {
                ended.and_then(|()| anyhow::bail!("the desk ended"))
            }
            outcome = result => outcome?,
        }
    })
}

pub(crate) fn letter(number: usize) -> String {
    let mut text = format!(
        "From: Bob <bob@x.example>\r\nTo: support@alpha.example\r\nSubject: Brief {number} Ende\r\n\
         Message-ID: <{number}@x.example>\r\nAuto-Submitted: {}\r\n\r\nText von Brief {number}.\r\n",
        // Some are answered: then a job is in the outbox as well.
        if number.is_multiple_of(3) { "no" } else { "auto-generated" },
    );
    if number.is_multiple_of(LARGE) {
        for line in 0..3_000 {
            let _written = write!(text, "{line} of a long letter that lies beside the store {number}\r\n");
        }
    }
    text
}

/// One connection that sends letters until there are none; it begins again as long as the desk is not ready.
async fn send(ports: u16, is_lmtp: bool, next: Arc<Mutex<std::ops::Range<usize>>>) {
    let (port, hello) = if is_lmtp { (ports + 2, "LHLO") } else { (ports + 1, "EHLO") };
    let mut stream = loop {
        match ready(port, hello).await {
            Ok(stream) => break stream,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    while let Some(number) = { next.lock().expect("no sender fails").next() } {
        for (line, expected) in [("MAIL FROM:<bob@x.example>", "250"), ("RCPT TO:<support@alpha.example>", "250"), ("DATA", "354")] {
            say(&mut stream, line, expected).await.expect("the desk takes mail");
        }
        say(&mut stream, &format!("{}.", letter(number)), "250 2.0.0").await.expect("the desk takes mail");
    }
}

/// A connection to a desk that has its recipients.
#[expect(clippy::disallowed_methods, reason = "the test is a mail server of others")]
async fn ready(port: u16, hello: &str) -> io::Result<BufReader<TcpStream>> {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
    hear(&mut stream, "220").await?;
    say(&mut stream, &format!("{hello} x.example"), "250").await?;
    say(&mut stream, "MAIL FROM:<bob@x.example>", "250").await?;
    say(&mut stream, "RCPT TO:<support@alpha.example>", "250").await?;
    say(&mut stream, "RSET", "250").await?;
    Ok(stream)
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str, expected: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    hear(stream, expected).await
}

async fn hear(stream: &mut BufReader<TcpStream>, expected: &str) -> io::Result<()> {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if line.as_bytes().get(3) != Some(&b'-') {
            return if line.starts_with(expected) { Ok(()) } else { Err(io::Error::other(line)) };
        }
    }
}

/// Which connection was told `250` to a message.
fn is_taken(op: &Op) -> Option<&str> {
    match op {
        Op::Said { socket, bytes } if bytes.starts_with(b"250 2.0.0 taken") => Some(socket),
        _ => None,
    }
}

/// Cuts the power at so many moments and looks at what is left; what is wrong, one line each.
pub(crate) fn judge(run: &Run, images: usize) -> Vec<String> {
    let (cuts, given) = mpsc::sync_channel::<(usize, Cut)>(4);
    let (given, wrong) = (Mutex::new(given), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = given.lock().expect("no judge fails").recv();
                    let Ok((nth, cut)) = next else { return };
                    if let Err(error) = look(run, cut) {
                        wrong.lock().expect("no judge fails").push(format!("image {nth}: {error:#}"));
                    }
                }
            });
        }
        replay(run, images, |nth, cut| cuts.send((nth, cut)).expect("somebody judges"));
        drop(cuts);
    });
    wrong.into_inner().expect("no judge fails")
}

/// Replays the run and cuts the power at evenly spread moments.
fn replay(run: &Run, images: usize, mut give: impl FnMut(usize, Cut)) {
    let mut disk = run.before.clone();
    let (mut heard, mut taken, mut begun) = (BTreeMap::<&str, String>::new(), BTreeSet::new(), run.begun.clone());
    let mut nth = 0;
    for (at, op) in run.ops.iter().enumerate() {
        disk.apply(op);
        if let Op::Heard { socket, bytes } = op {
            let heard = heard.entry(socket).or_default();
            heard.push_str(&String::from_utf8_lossy(bytes));
            begun.extend(number_of(heard));
        }
        if let Some(socket) = is_taken(op) {
            let letter = heard.remove(socket).as_deref().and_then(number_of).expect("a letter before its 250");
            taken.insert(letter);
        }
        if let Op::Removed(path) = op {
            taken.extend(number_at_source(path));
        }
        while nth < images && (nth + 1) * run.ops.len() <= (at + 1) * images {
            give(nth, Cut { image: disk.image(nth as u64), taken: taken.clone(), begun: begun.clone() });
            nth += 1;
        }
    }
}

/// Which letter lay at a path in a mailbox.
pub(crate) fn number_at_source(path: &str) -> Option<usize> {
    let (folder, name) = path.rsplit_once('/')?;
    let is_mailbox = folder.ends_with("/cur") || folder.ends_with("/new");
    name.split(':').next()?.parse().ok().filter(|_| is_mailbox)
}

fn number_of(text: &str) -> Option<usize> {
    text.split_once("Subject: Brief ")?.1.split_once(" Ende")?.0.parse().ok()
}

/// Opens a desk on what is left, and lets the senders come again that heard no `250`.
fn look(run: &Run, cut: Cut) -> anyhow::Result<()> {
    // In memory where that can be had: here nobody cuts the power, and a disk would be waited for at every sync.
    let memory = Path::new("/dev/shm");
    let disk = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }?;
    let data: PathBuf = disk.path().join("data");
    cut.image.lay(&data)?;
    let mut config = run.config.clone();
    config.data = data;
    config.https.listen.set_port(free_ports(1));
    let again = run.again;
    inside(&config, move |opened| async move {
        let tenant = opened.directory.by_name("alpha").ok_or_else(|| anyhow::anyhow!("the tenant is gone"))?;
        let door = opened.node.tenant(tenant.tenant).await?;
        let desk = Desk::named("alpha", 0);
        let before = titles(&opened, &door).await?;
        for number in &cut.taken {
            anyhow::ensure!(
                before.get(number).map(Vec::len) == Some(1),
                "letter {number} was answered 250, or is gone at its source, and is there {:?}",
                before.get(number)
            );
        }
        // All that might be here though nobody was told, and some that are not.
        let (here, missing): (Vec<usize>, Vec<usize>) = cut.begun.difference(&cut.taken).partition(|number| before.contains_key(number));
        let missed: Vec<usize> = here.into_iter().chain(missing.into_iter().take(again)).collect();
        let letters: Vec<String> = missed.iter().map(|number| letter(*number)).collect();
        let again = join_all(letters.iter().map(|letter| desk.deliver(&opened, &door, letter))).await;
        for (number, again) in missed.iter().zip(again) {
            let (again, was_there) = (again?, before.contains_key(number));
            anyhow::ensure!(matches!(again, Taken::Duplicate) == was_there, "letter {number} came again: {again:?}");
        }
        let after = titles(&opened, &door).await?;
        for number in cut.taken.iter().chain(&missed) {
            anyhow::ensure!(after.get(number).map(Vec::len) == Some(1), "letter {number} is there {:?}", after.get(number));
        }
        for (number, tickets) in after.iter().filter(|(number, _)| number.is_multiple_of(LARGE)) {
            let raw = original(&opened, &door, tickets[0]).await?;
            anyhow::ensure!(raw == letter(*number).into_bytes(), "letter {number} is not what it was");
        }
        Ok(())
    })
}

/// Tickets by the number of their letter.
async fn titles(opened: &Opened, door: &Door<Tenant>) -> anyhow::Result<BTreeMap<usize, Vec<TicketId>>> {
    let now = opened.house.ambient.now();
    let all = search::parse("", now).map_err(|_| anyhow::anyhow!("no query"))?;
    let by = By::room("mail", opened.house.ambient.request());
    let found = door.read(by, now, move |view: &View<'_>| search::run(view, &all, None, 1_000)).await?;
    let mut titles: BTreeMap<usize, Vec<TicketId>> = BTreeMap::new();
    for ticket in found.tickets {
        if let Some(number) = number_of(&format!("Subject: {} Ende", ticket.title.trim_end_matches(" Ende"))) {
            titles.entry(number).or_default().push(ticket.id);
        }
    }
    Ok(titles)
}

/// A ticket's first mail, as it came.
async fn original(opened: &Opened, door: &Door<Tenant>, ticket: TicketId) -> anyhow::Result<Vec<u8>> {
    let by = By::room("mail", opened.house.ambient.request());
    let read = move |view: &View<'_>| {
        let articles: Vec<Article> = queries::articles(view, ticket)?;
        Ok::<_, tickets::Refusal>(articles[0].raw.map(|raw| view.blob(raw)).transpose()?)
    };
    let raw = door.read(by, opened.house.ambient.now(), read).await.map_err(|_| anyhow::anyhow!("the ticket refuses"))?;
    raw.ok_or_else(|| anyhow::anyhow!("no original"))
}
