//! POP3 as real servers get it wrong, and as evil ones would.

use crate::hostile::{Does, Oddity, Server, Speaks};
use crate::house::{Fixture, QUICK, mail, until};
use ::mail::accounts::{AccountId, After, Protocol};
use fetch::{Fetch, Limits};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

struct Story {
    fixture: Fixture,
    server: Server,
    id: AccountId,
    gate: Fetch,
}

async fn begin(after: After, oddity: Oddity) -> Story {
    begin_with(Limits { message_bytes: 100_000, ..Limits::default() }, after, oddity).await
}

async fn begin_with(limits: Limits, after: After, oddity: Oddity) -> Story {
    let fixture = Fixture::new(&[]).await;
    let server = Server::start(&fixture, Speaks::Pop3, &["one", "two", "three"], oddity).await;
    let fixture = fixture.with_ports(&[server.port]);
    let mut target = fixture.account(Protocol::Pop3, server.port, "erika");
    target.account.after = after;
    let id = fixture.add("alpha", target).await;
    let gate = fixture.open_as(QUICK, limits);
    Story { fixture, server, id, gate }
}

fn at(line: &'static str, does: impl Fn() -> Does + Send + Sync + 'static) -> Oddity {
    Arc::new(move |heard, _| if heard == line { does() } else { Does::Honestly })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deletions_that_were_lost_are_made_up_for_and_nothing_is_taken_twice() {
    let broken = AtomicBool::new(false);
    let story = begin(
        After::Delete,
        at("QUIT", move || if broken.swap(true, Ordering::SeqCst) { Does::Honestly } else { Does::HangsUp(Vec::new()) }),
    )
    .await;
    until("all are deleted", || story.server.mailbox.count() == 0).await;
    story.fixture.wait_for_titles("alpha", &["one", "two", "three"]).await;
    assert_eq!(story.server.mailbox.heard("RETR"), 3, "each is fetched once");
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_is_deleted_also_when_the_desk_can_take_no_more() {
    let fixture = Fixture::new(&[]).await;
    // As the second message is given out the desk loses its keys.
    let (seal, is_sealed) = (fixture.sealer(), AtomicBool::new(false));
    let server = Server::start(
        &fixture,
        Speaks::Pop3,
        &["one", "two", "three"],
        at("RETR 2", move || {
            if !is_sealed.swap(true, Ordering::SeqCst) {
                seal();
            }
            Does::Honestly
        }),
    )
    .await;
    let fixture = fixture.with_ports(&[server.port]);
    fixture.add("alpha", fixture.account(Protocol::Pop3, server.port, "erika")).await;
    let gate = fixture.open();
    until("the first is deleted", || server.mailbox.count() == 2).await;
    assert_eq!(server.mailbox.heard("QUIT"), 1);
    fixture.unseal();
    until("the others are fetched later", || server.mailbox.heard("RETR 3") > 0).await;
    assert_eq!(server.mailbox.heard("RETR 1"), 1, "what was taken is not fetched again");
    gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_that_are_kept_are_remembered_by_their_names() {
    let story = begin(After::Keep, at("x", || Does::Honestly)).await;
    story.fixture.wait_for_titles("alpha", &["one", "two", "three"]).await;
    until("it is looked at again and again", || story.server.mailbox.heard("UIDL") > 4).await;
    assert_eq!((story.server.mailbox.heard("RETR"), story.server.mailbox.heard("DELE"), story.server.mailbox.count()), (3, 0, 3));
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_one_name_are_all_taken() {
    let story = begin(After::Delete, at("UIDL", || Does::Says(b"+OK\r\n1 same\r\n2 same\r\n3 same\r\n.\r\n".to_vec()))).await;
    story.fixture.wait_for_titles("alpha", &["one", "two", "three"]).await;
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_lists_too_much_is_not_read() {
    let line = |name: u32| format!("{name} {name}\r\n");
    let many = move || Does::Says(format!("+OK\r\n{}.\r\n", (1..=100_001).map(line).collect::<Vec<_>>().concat()).into_bytes());
    let story = begin_with(Limits::default(), After::Delete, at("UIDL", many)).await;
    let words = "the mailbox lists more than 100000 messages";
    story.fixture.wait_for("alpha", story.id, |standing, _| standing.words.as_deref().is_some_and(|said| said.contains(words))).await;
    assert_eq!(story.server.mailbox.heard("RETR"), 0);
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_are_given_again_hide_no_mail() {
    // The first message is always called 1, the second 2.
    let counts: Oddity = Arc::new(|heard, mailbox| {
        let lines = |count: usize| {
            (1..=count).flat_map(|number| [number.to_string(), " ".into(), number.to_string(), "\r\n".into()]).collect::<String>()
        };
        if heard == "UIDL" { Does::Says(format!("+OK\r\n{}.\r\n", lines(mailbox.count())).into_bytes()) } else { Does::Honestly }
    });
    let story = begin(After::Delete, counts).await;
    let mut titles = vec!["one".to_owned(), "two".into(), "three".into()];
    for round in 0..5 {
        until("all are deleted", || story.server.mailbox.count() == 0).await;
        let title = format!("round{}", "!".repeat(round));
        story.server.mailbox.mails.lock().unwrap().push((1, mail(&title)));
        titles.push(title);
        story.fixture.wait_for_titles("alpha", &titles.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_are_given_again_to_mails_of_the_same_size_hide_none() {
    let story = begin(After::Delete, at("x", || Does::Honestly)).await;
    for title in ["six", "ten", "six again", "ten again"] {
        until("all are deleted", || story.server.mailbox.count() == 0).await;
        let fetched = story.server.mailbox.heard("RETR 1");
        story.server.mailbox.mails.lock().unwrap().push((1, mail(title)));
        until("it is deleted as well", || story.server.mailbox.count() == 0).await;
        assert_eq!(story.server.mailbox.heard("RETR 1"), fetched + 1, "not without having been fetched");
    }
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_alike_the_one_that_was_not_taken_is_not_deleted() {
    // The first two have one name and one size. The second is not given out until the first is gone.
    let odd: Oddity = Arc::new(|heard, mailbox| {
        let names = || mailbox.mails.lock().unwrap().iter().map(|(number, _)| format!("{number} same\r\n")).collect::<Vec<_>>().concat();
        match heard {
            "UIDL" => Does::Says(format!("+OK\r\n{}.\r\n", names()).into_bytes()),
            "RETR 2" if mailbox.count() == 3 => Does::Says(b"-ERR busy\r\n".to_vec()),
            _ => Does::Honestly,
        }
    });
    let story = begin(After::Delete, odd).await;
    until("all are deleted", || story.server.mailbox.count() == 0).await;
    assert_eq!(story.server.mailbox.heard("RETR 2"), 2, "it was refused once, and fetched then");
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_deletes_nothing_and_says_it_did_is_not_read_for_ever() {
    let keeps = at("QUIT", || Does::HangsUp(b"+OK bye\r\n".to_vec()));
    let story = begin(After::Delete, keeps).await;
    story.fixture.wait_for_titles("alpha", &["one", "two", "three"]).await;
    until("it is looked at again and again", || story.server.mailbox.heard("UIDL") > 8).await;
    assert_eq!(story.server.mailbox.heard("RETR"), 6, "each is fetched twice: the second time it is seen to be the same");
    assert!(story.server.mailbox.heard("DELE") > 20, "it is asked again and again");
    let (standing, left) = story.fixture.standing("alpha", story.id).await;
    assert_eq!((standing.compared.unwrap().without_ticket, standing.compared.unwrap().not_removed, left.len()), (0, 3, 0));
    story.fixture.wait_for_titles("alpha", &["one", "two", "three"]).await;
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_cannot_be_had_holds_no_others_up() {
    for (does, reason) in [(Does::Says as fn(Vec<u8>) -> Does, "not_given"), (Does::HangsUp, "not_given"), (Does::Stalls, "not_given")] {
        let said: &[u8] = if reason == "not_given" { b"-ERR corrupt\r\n" } else { b"" };
        let story = begin(After::Delete, at("RETR 2", move || does(said.to_vec()))).await;
        story.fixture.wait_for_titles("alpha", &["one", "three"]).await;
        story.fixture.wait_for("alpha", story.id, |_, left| left.len() == 1 && left[0].fate.as_str() == reason).await;
        story.gate.shutdown().await;
    }
    let storm = [b"+OK\r\n".as_slice(), &b"x".repeat(200_000)].concat();
    let story = begin(After::Delete, at("RETR 2", move || Does::Stalls(storm.clone()))).await;
    story.fixture.wait_for_titles("alpha", &["one", "three"]).await;
    story.fixture.wait_for("alpha", story.id, |_, left| left.len() == 1 && left[0].fate.as_str() == "too_large").await;
    story.gate.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_turn_us_away_are_quoted() {
    let cases: [(Oddity, &str); 5] = [
        (at("GREETING", || Does::HangsUp(b"-ERR closed\r\n".to_vec())), "the server turned us away: closed"),
        (at("GREETING", || Does::Says(b"* OK IMAP\r\n".to_vec())), "not POP3"),
        (
            at("PASS fuchs-und-igel-7", || Does::Says(b"-ERR bad: PASS fuchs-und-igel-7\r\n".to_vec())),
            "the server refused the login: bad: PASS \u{2026}",
        ),
        (at("UIDL", || Does::Says(b"-ERR unknown\r\n".to_vec())), "no lasting names"),
        (at("QUIT", || Does::Says(b"-ERR some were not removed\r\n".to_vec())), "did not delete what was taken: some were not removed"),
    ];
    for (oddity, words) in cases {
        let story = begin(After::Delete, oddity).await;
        story.fixture.wait_for("alpha", story.id, |standing, _| standing.words.as_deref().is_some_and(|said| said.contains(words))).await;
        assert_eq!(story.server.mailbox.count(), 3, "nothing is deleted");
        story.gate.shutdown().await;
    }
}
