//! IMAP as real servers get it wrong, and as evil ones would.

use crate::hostile::{Does, Oddity, Server, Speaks, honest};
use crate::house::{Fixture, LONG, QUICK, mail, until};
use fetch::{Fetch, Limits};
use mail::accounts::{AccountId, After, Encryption, Left, Protocol, Standing};
use room::Verdict;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// A house, a server with the mails one, two and three, and an account there.
struct Story {
    fixture: Fixture,
    server: Server,
    id: AccountId,
    gate: Fetch,
}

impl Story {
    async fn begin(oddity: Oddity) -> Self {
        Self::begin_after(After::Delete, oddity).await
    }

    async fn begin_after(after: After, oddity: Oddity) -> Self {
        let fixture = Fixture::new(&[]).await;
        let server = Server::start(&fixture, Speaks::Imap, &["one", "two", "three"], oddity).await;
        let fixture = fixture.with_ports(&[server.port]);
        let mut target = fixture.account(Protocol::Imap, server.port, "erika");
        target.account.after = after;
        let id = fixture.add("alpha", target).await;
        let gate = fixture.open_as(QUICK, Limits { message_bytes: 100_000, ..Limits::default() });
        Self { fixture, server, id, gate }
    }

    async fn titles(&self, titles: &[&str]) {
        self.fixture.wait_for_titles("alpha", titles).await;
    }

    /// Waits for words of a failure.
    async fn words(&self, words: &str) {
        self.fixture.wait_for("alpha", self.id, |standing, _| standing.words.as_deref().is_some_and(|said| said.contains(words))).await;
    }

    async fn left(&self, reason: &str) {
        self.fixture.wait_for("alpha", self.id, |_, left| left.len() == 1 && left[0].fate.as_str() == reason).await;
    }

    async fn end(self) {
        // It still works: what comes now is taken.
        self.gate.shutdown().await;
    }
}

/// Odd when this message is asked for.
fn at_message(number: u32, does: impl Fn() -> Does + Send + Sync + 'static) -> Oddity {
    let line = format!("UID FETCH {number} (UID BODY.PEEK[])");
    Arc::new(move |heard, _| if heard == line { does() } else { Does::Honestly })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_octets_takes_neither_memory_nor_the_other_mails() {
    let storm = b"* 2 FETCH (UID 2 BODY[] {536870912}\r\n".to_vec();
    let story = Story::begin(at_message(2, move || Does::Stalls(storm.clone()))).await;
    story.titles(&["one", "three"]).await;
    story.left("too_large").await;
    assert_eq!(story.fixture.check("alpha").await.verdict, Verdict::Broken);
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_over_which_the_connection_breaks_holds_no_others_up() {
    let cut = b"* 2 FETCH (UID 2 BODY[] {1000}\r\nSubject: half".to_vec();
    let story = Story::begin(at_message(2, move || Does::HangsUp(cut.clone()))).await;
    story.titles(&["one", "three"]).await;
    story.words("the server closed the connection").await;
    story.left("not_given").await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stalls_amid_a_message_is_left() {
    let part = b"* 2 FETCH (UID 2 BODY[] {1000}\r\nSubject: ".to_vec();
    let stalled = AtomicBool::new(false);
    let story =
        Story::begin(at_message(2, move || if stalled.swap(true, Ordering::SeqCst) { Does::Honestly } else { Does::Stalls(part.clone()) }))
            .await;
    story.titles(&["one", "two", "three"]).await;
    story.words("the server did not answer in time").await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_nothing_is_left_with_a_reason() {
    let story = Story::begin(at_message(2, || Does::Says(b"* 2 FETCH (UID 2 BODY[] NIL)\r\nTAG OK done\r\n".to_vec()))).await;
    story.titles(&["one", "three"]).await;
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.last_success_at.is_some()).await;
    story.left("not_given").await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_comparison_gives_what_was_left_another_chance() {
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let broken = move || if is_mended.load(Ordering::SeqCst) { Does::Honestly } else { Does::Says(b"TAG NO cannot read it\r\n".to_vec()) };
    let story = Story::begin(at_message(2, broken)).await;
    story.titles(&["one", "three"]).await;
    story.left("not_given").await;
    // The first comparison was made before that; one that misses something is made again within the hour.
    story.fixture.clock.advance(Duration::from_hours(25));
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.compared.is_some_and(|compared| compared.without_ticket == 1)).await;
    assert_eq!(story.fixture.check("alpha").await.verdict, Verdict::Broken);
    mended.store(true, Ordering::SeqCst);
    story.fixture.clock.advance(Duration::from_hours(2));
    story.titles(&["one", "two", "three"]).await;
    story.fixture.wait_for("alpha", story.id, |_, left| left.is_empty()).await;
    story.fixture.clock.advance(Duration::from_hours(2));
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.compared.is_some_and(|compared| compared.without_ticket == 0)).await;
    let now = story.fixture.ambient.now();
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.last_success_at == Some(now)).await;
    assert_eq!(story.fixture.check("alpha").await.verdict, Verdict::Kept);
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_vanishes_is_forgotten() {
    let vanish: Oddity = Arc::new(|heard, mailbox| {
        if heard.starts_with("UID FETCH 2 (UID BODY") {
            mailbox.mails.lock().unwrap().retain(|(uid, _)| *uid != 2);
            return Does::Says(b"* 2 EXPUNGE\r\nTAG OK some messages are gone\r\n".to_vec());
        }
        Does::Honestly
    });
    let story = Story::begin(vanish).await;
    story.titles(&["one", "three"]).await;
    let is_done = |standing: &Standing, _: &[Left]| standing.compared.is_some() && standing.last_success_at.is_some();
    let (standing, left) = story.fixture.wait_for("alpha", story.id, is_done).await;
    assert!(left.is_empty() && standing.failing_since.is_none());
    assert_eq!(story.fixture.check("alpha").await.verdict, Verdict::Kept);
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lie_about_the_size_is_found_out() {
    let large = [b"* 2 FETCH (UID 2 BODY[] {200000}\r\n".as_slice(), &b"x".repeat(200_000), b")\r\nTAG OK done\r\n"].concat();
    let story = Story::begin(at_message(2, move || Does::Says(large.clone()))).await;
    story.titles(&["one", "three"]).await;
    story.left("too_large").await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_does_not_delete_is_taken_once_and_counted() {
    let deaf: Oddity =
        Arc::new(|heard, _| if heard.contains("EXPUNGE") { Does::Says(b"TAG OK nothing done\r\n".to_vec()) } else { Does::Honestly });
    let story = Story::begin(deaf).await;
    story.titles(&["one", "two", "three"]).await;
    let (standing, _) = story.fixture.wait_for("alpha", story.id, |standing, _| standing.compared.is_some()).await;
    let compared = standing.compared.unwrap();
    assert_eq!((compared.at_source, compared.without_ticket, compared.not_removed), (3, 0, 3));
    until("it is asked to delete them again and again", || story.server.mailbox.heard("UID EXPUNGE 1:3") > 3).await;
    story.titles(&["one", "two", "three"]).await;
    let mails = story.server.mailbox.heard("BODY.PEEK");
    assert_eq!(mails, 3, "each is fetched once");
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_is_safe_and_not_yet_deleted_is_not_taken_again() {
    let broken = AtomicBool::new(false);
    let breaks: Oddity = Arc::new(move |heard, _| {
        if heard.starts_with("UID STORE") && !broken.swap(true, Ordering::SeqCst) { Does::HangsUp(Vec::new()) } else { Does::Honestly }
    });
    let story = Story::begin(breaks).await;
    until("all are deleted", || story.server.mailbox.count() == 0).await;
    story.titles(&["one", "two", "three"]).await;
    assert_eq!(story.server.mailbox.heard("BODY.PEEK"), 3, "each is fetched once");
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_uidplus_nothing_is_expunged_that_is_not_safe() {
    let simple: Oddity = Arc::new(|heard, mailbox| match heard {
        "CAPABILITY" => Does::Says(b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n".to_vec()),
        // Somebody else deletes a mail that came a moment ago.
        "UID SEARCH DELETED" if mailbox.heard("UID SEARCH DELETED") == 1 => {
            mailbox.mails.lock().unwrap().push((9, mail("late")));
            mailbox.deleted.lock().unwrap().push(9);
            Does::Honestly
        }
        _ => Does::Honestly,
    });
    let story = Story::begin(simple).await;
    story.titles(&["late", "one", "three", "two"]).await;
    until("all are deleted", || story.server.mailbox.count() == 0).await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_forgets_is_not_believed() {
    let forgets: Oddity =
        Arc::new(|heard, _| if heard == "UID SEARCH ALL" { Does::Says(b"* SEARCH 2\r\nTAG OK done\r\n".to_vec()) } else { Does::Honestly });
    let story = Story::begin(forgets).await;
    story.titles(&["one", "two", "three"]).await;
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_uidvalidity_is_another_folder_and_copies_are_known() {
    let validity = Arc::new(AtomicUsize::new(7));
    let now = Arc::clone(&validity);
    let renumbers: Oddity = Arc::new(move |heard, mailbox| {
        let now = now.load(Ordering::SeqCst);
        if heard.starts_with("SELECT") {
            return Does::Says(format!("* {} EXISTS\r\n* OK [UIDVALIDITY {now}] ok\r\nTAG OK open\r\n", mailbox.count()).into_bytes());
        }
        if heard == "NOOP" { Does::Says(format!("* OK [UIDVALIDITY {now}] ok\r\nTAG OK done\r\n").into_bytes()) } else { Does::Honestly }
    });
    let story = Story::begin_after(After::Keep, renumbers).await;
    story.titles(&["one", "two", "three"]).await;
    validity.store(8, Ordering::SeqCst);
    until("all are fetched again", || story.server.mailbox.heard("BODY.PEEK") == 6).await;
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.taken == 6).await;
    story.titles(&["one", "two", "three"]).await;
    story.end().await;
}

/// A server whose messages 1 to 3 are others, and have other numbers, as soon as the first ones are gone: it lists the new
/// ones, and says so at `line` behind that.
fn renumbers_at(line: &'static str) -> Oddity {
    let stage = AtomicUsize::new(0);
    Arc::new(move |heard, mailbox| {
        let now = stage.load(Ordering::SeqCst);
        if now == 0 && heard == "UID SEARCH ALL" && mailbox.count() == 0 && mailbox.heard("EXPUNGE") > 0 {
            *mailbox.mails.lock().unwrap() = (1..).zip(["four", "five", "six"].map(mail)).collect();
            stage.store(1, Ordering::SeqCst);
        }
        if heard.starts_with("SELECT") {
            let validity = if now == 0 { 7 } else { 8 };
            let said = format!("* {} EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\nTAG OK open\r\n", mailbox.count());
            return Does::Says(said.into_bytes());
        }
        if now == 1 && heard.starts_with(line) {
            stage.store(2, Ordering::SeqCst);
            return Does::Says(b"* OK [UIDVALIDITY 8] renumbered\r\nTAG OK done\r\n".to_vec());
        }
        Does::Honestly
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_deleted_by_numbers_that_are_not_valid_any_more() {
    for line in ["NOOP", "UID STORE"] {
        let story = Story::begin(renumbers_at(line)).await;
        story.titles(&["one", "two", "three", "four", "five", "six"]).await;
        assert_eq!(story.server.mailbox.heard("BODY.PEEK"), 6, "each is fetched once");
        story.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_turn_us_away_are_quoted() {
    let at = |line: &'static str, does: fn() -> Does| -> Oddity {
        Arc::new(move |heard, _| if heard.starts_with(line) { does() } else { Does::Honestly })
    };
    let cases: [(Oddity, &str); 9] = [
        (at("GREETING", || Does::HangsUp(b"* BYE too many connections\r\n".to_vec())), "the server turned us away: too many connections"),
        (at("GREETING", || Does::Says(b"SSH-2.0-x\r\n".to_vec())), "does not speak IMAP"),
        (
            at("LOGIN", || Does::Says(b"TAG NO [X] go away, fuchs-und-igel-7\r\n".to_vec())),
            "the server refused the login: go away, \u{2026}",
        ),
        (at("SELECT", || Does::Says(b"TAG NO no such mailbox\r\n".to_vec())), "the folder cannot be opened: no such mailbox"),
        (at("SELECT", || Does::Says(b"* 3 EXISTS\r\nTAG OK open\r\n".to_vec())), "gives no UIDVALIDITY"),
        (at("SELECT", || Does::Says(b"* OK [UIDVALIDITY 7]\r\nTAG OK [READ-ONLY] open\r\n".to_vec())), "the folder can only be read"),
        (at("UID SEARCH", || Does::HangsUp(b"* BYE maintenance\r\n".to_vec())), "the server ended the connection: maintenance"),
        (at("UID SEARCH", || Does::Stalls(b"* SEARCH 1".repeat(600_000))), "too long"),
        (at("CAPABILITY", || Does::Stalls(b"* x".repeat(200_000))), "says too much"),
    ];
    for (oddity, words) in cases {
        let story = Story::begin(oddity).await;
        story.words(words).await;
        assert!(story.fixture.titles("alpha").await.is_empty());
        assert_eq!(story.server.mailbox.count(), 3, "nothing is deleted");
        story.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_that_is_dropped_is_no_failure() {
    let drops: Oddity = Arc::new(|heard, mailbox| match heard {
        "CAPABILITY" => Does::Says(b"* CAPABILITY IMAP4rev1 UIDPLUS IDLE\r\nTAG OK done\r\n".to_vec()),
        "IDLE" => {
            let number = u32::try_from(mailbox.heard("IDLE")).unwrap() + 100;
            mailbox.mails.lock().unwrap().push((number, mail(&format!("late {number}"))));
            Does::HangsUp(b"+ idling\r\n".to_vec())
        }
        _ => Does::Honestly,
    });
    let story = Story::begin(drops).await;
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.taken > 6).await;
    let (standing, _) = story.fixture.standing("alpha", story.id).await;
    assert_eq!((standing.failures, standing.words), (0, None));
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_offers_idle_and_refuses_it_is_asked_for_news() {
    let refuses: Oddity = Arc::new(|heard, _| match heard {
        "CAPABILITY" => Does::Says(b"* CAPABILITY IMAP4rev1 UIDPLUS IDLE\r\nTAG OK done\r\n".to_vec()),
        "IDLE" => Does::Says(b"TAG NO not today\r\n".to_vec()),
        _ => Does::Honestly,
    });
    let story = Story::begin(refuses).await;
    story.titles(&["one", "two", "three"]).await;
    for (uid, title) in [(4, "four"), (5, "five")] {
        story.server.mailbox.mails.lock().unwrap().push((uid, mail(title)));
        until("it is fetched and deleted", || story.server.mailbox.count() == 0).await;
    }
    assert_eq!((story.server.mailbox.heard("LOGIN"), story.server.mailbox.heard("IDLE")), (1, 1), "by the same connection");
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_password_is_sent_in_the_clear() {
    let fixture = Fixture::new(&[]).await;
    let none: Oddity = Arc::new(|_, _| Does::Honestly);
    let refuses: Oddity = Arc::new(|heard, _| match heard {
        "CAPABILITY" => Does::Says(b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n".to_vec()),
        "STARTTLS" => Does::Says(b"TAG NO not today\r\n".to_vec()),
        _ => Does::Honestly,
    });
    let injects: Oddity = Arc::new(|heard, _| match heard {
        "CAPABILITY" => Does::Says(b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n".to_vec()),
        "STARTTLS" => Does::Says(b"TAG OK go\r\n* OK [ALERT] injected\r\n".to_vec()),
        _ => Does::Honestly,
    });
    let lets_in: Oddity =
        Arc::new(|heard, _| if heard == "GREETING" { Does::Says(b"* PREAUTH hello\r\n".to_vec()) } else { Does::Honestly });
    for (oddity, words) in [
        (none, "the server does not offer STARTTLS"),
        (refuses, "the server refused STARTTLS: not today"),
        (injects, "the server went on in the clear after STARTTLS"),
        (lets_in, "the server lets everybody in and offers no STARTTLS"),
    ] {
        let server = Server::start(&fixture, Speaks::Clear, &["one"], oddity).await;
        let mailboxes = mail::accounts::Mailboxes::new(fetch::try_out(fixture.way_out(&[server.port]), QUICK));
        let mut target = fixture.account(Protocol::Imap, server.port, "erika");
        target.account.tls = Encryption::StartTls;
        assert_eq!(mailboxes.try_out(target).await.unwrap_err().as_str(), words);
        assert_eq!(server.mailbox.heard("fuchs") + server.mailbox.heard("LOGIN") + server.mailbox.heard("AUTHENTICATE"), 0);
    }
}

/// Lists so many messages, and gives none of them.
fn lists(count: usize) -> Oddity {
    Arc::new(move |heard, _| match heard {
        "UID SEARCH ALL" => Does::Says(
            format!("* SEARCH{}\r\nTAG OK done\r\n", (1..=count).flat_map(|uid| [" ".into(), uid.to_string()]).collect::<String>()).into(),
        ),
        heard if heard.starts_with("UID FETCH") => Does::Says(b"TAG OK done\r\n".to_vec()),
        "FETCH 1:* (UID)" => Does::Says(b"TAG OK done\r\n".to_vec()),
        _ => Does::Honestly,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_lists_too_much_is_not_read() {
    let story = Story::begin(lists(100_001)).await;
    story.words("the mailbox lists more than 100000 messages").await;
    assert_eq!(story.server.mailbox.heard("BODY.PEEK"), 0);
    story.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_s_long_lists_are_few_at_one_time() {
    let fixture = Fixture::new(&[]).await;
    let server = Server::start(&fixture, Speaks::Imap, &[], lists(90_000)).await;
    let small = Server::start(&fixture, Speaks::Imap, &["one"], honest()).await;
    let fixture = fixture.with_ports(&[server.port, small.port]);
    let mut accounts = Vec::new();
    for number in 0..3 {
        accounts.push(fixture.add("alpha", fixture.account(Protocol::Imap, server.port, &format!("erika {number}"))).await);
    }
    let gate = fixture.open();
    let begun = std::time::Instant::now();
    loop {
        let mut later = 0;
        for id in &accounts {
            let (standing, _) = fixture.standing("alpha", *id).await;
            later += usize::from(standing.words.is_some_and(|words| words.contains("this one is read later")));
        }
        if later > 0 {
            assert_eq!(later, 1, "there is room for two");
            break;
        }
        assert!(begun.elapsed() < LONG);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // A short list needs no room.
    fixture.add("alpha", fixture.account(Protocol::Imap, small.port, "erika")).await;
    fixture.wait_for_titles("alpha", &["one"]).await;
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_accounts_stop_neither_their_tenant_nor_others() {
    let fixture = Fixture::new(&[]).await;
    let mut bad = Vec::new();
    for line in ["GREETING", "GREETING", "UID FETCH 1 (UID BODY.PEEK[])", "SELECT"] {
        let stalls: Oddity = Arc::new(move |heard, _| if heard.starts_with(line) { Does::Stalls(Vec::new()) } else { Does::Honestly });
        bad.push(Server::start(&fixture, Speaks::Imap, &["never"], stalls).await);
    }
    let good = Server::start(&fixture, Speaks::Imap, &["one", "two"], honest()).await;
    let ports: Vec<u16> = bad.iter().chain([&good]).map(|server| server.port).collect();
    let fixture = fixture.with_ports(&ports);
    for (number, server) in bad.iter().enumerate() {
        fixture.add("alpha", fixture.account(Protocol::Imap, server.port, &format!("erika {number}"))).await;
    }
    // Alpha's turns are two, and the bad ones take them for seconds again and again.
    let gate = fixture.open_as(QUICK, Limits { turns: 4, ..Limits::default() });
    until("the bad accounts are read", || bad.iter().all(|server| server.mailbox.connections.load(Ordering::SeqCst) > 0)).await;
    let id = fixture.add("beta", fixture.account(Protocol::Imap, good.port, "erika")).await;
    let begun = std::time::Instant::now();
    fixture.wait_for_titles("beta", &["one", "two"]).await;
    assert!(begun.elapsed() < QUICK.silence * 2, "beta waits for nobody");
    until("beta's are deleted", || good.mailbox.count() == 0).await;
    good.mailbox.mails.lock().unwrap().push((3, mail("three")));
    fixture.wait_for("beta", id, |standing, _| standing.taken == 3).await;
    assert!(begun.elapsed() < LONG && fixture.titles("alpha").await.is_empty());
    gate.shutdown().await;
}
