//! Power cuts of the process while mail comes in.

use crate::client::Client;
use crate::demo::{Demo, text};
use crate::sender::{Connection, Letter};
use crate::wait::PATIENCE;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

const MAILS: usize = 500;
const CONNECTIONS: usize = 16;
const KILLS: usize = 10;
/// Automatic answers of a desk in an hour to addresses that it does not know.
const ANSWERS: usize = 200;
/// All tickets, in an order in which none moves while pages are turned: the desk still sends its automatic answers.
const ALL: &str = "sort:created";

/// What all senders share.
#[derive(Default)]
struct Post {
    /// The next letter that nobody has taken up.
    next: AtomicUsize,
    /// How many were answered 250.
    taken: watch::Sender<usize>,
    /// How often a connection broke, or something else than 250 was said, amid a mail.
    broken: AtomicUsize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_lose_nothing_and_double_nothing() {
    let mut demo = Demo::start().await;
    let alice = demo.program("alpha");
    let written = note(&alice).await;
    let before = alice.find(ALL).await.len();
    let letters: Arc<Vec<Letter>> = Arc::new((0..MAILS).map(letter).collect());
    let post = Arc::new(Post::default());
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        senders.spawn(deliver(demo.ports() + 1, Arc::clone(&letters), Arc::clone(&post)));
    }
    for kill in 1..=KILLS {
        let wanted = kill * MAILS / (KILLS + 1);
        let mut taken = post.taken.subscribe();
        timeout(PATIENCE, taken.wait_for(|taken| *taken >= wanted)).await.expect("mail comes in").expect("the post is open");
        demo.kill();
        assert!(*post.taken.borrow() < MAILS, "the kill came while mail was coming in");
        demo.again();
    }
    while let Some(ended) = senders.join_next().await {
        ended.expect("a sender");
    }
    assert_eq!(*post.taken.borrow(), MAILS);
    assert!(post.broken.load(Ordering::Relaxed) >= KILLS, "kills met mails under way");

    let all = alice.find(ALL).await;
    assert_eq!(all.len(), before + MAILS, "not one more and not one less");
    let mut tickets: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
    for ticket in &all {
        tickets.entry(text(&ticket["title"])).or_default().push(ticket);
    }
    let mut answered = 0;
    for number in 0..MAILS {
        let of_letter = tickets.get(subject(number).as_str()).map_or(0, Vec::len);
        assert_eq!(of_letter, 1, "letter {number} is a ticket {of_letter} times");
        let ticket = tickets[subject(number).as_str()][0];
        let articles = ticket["article_count"].as_u64().expect("a number");
        assert!((1..=2).contains(&articles), "the mail and at most one automatic answer: {ticket}");
        answered += usize::from(articles == 2);
    }
    // As many as strangers are answered in an hour, neither more nor less; an hour may end meanwhile.
    assert!((ANSWERS..=2 * ANSWERS).contains(&answered), "{answered} automatic answers");
    for number in (0..MAILS).step_by(LARGE) {
        let ticket = alice.ticket(text(&tickets[subject(number).as_str()][0]["id"])).await;
        let raw = alice.get(text(&ticket["articles"][0]["raw"])).await.text();
        assert!(raw == letters[number].raw, "letter {number} is kept byte for byte");
    }
    let again = demo.agent("alpha").await;
    assert_eq!(again.ticket(&written).await["articles"].as_array().map(Vec::len), Some(2), "what was there before is there still");
}

/// Something that was written before all this.
async fn note(alice: &Client) -> String {
    let article = json!({"channel": "phone", "body": "Vor dem Sturm."});
    let ticket = json!({"title": "Vor dem Sturm", "queue": "Misc", "customer": "somebody@example.net", "article": article});
    let id = text(&alice.post("/api/v1/tickets", &ticket).await.expect(201)["id"]).to_owned();
    alice.post(&format!("/api/v1/tickets/{id}/articles"), &json!({"channel": "internal", "body": "Gesehen."})).await.expect(201);
    id
}

fn subject(number: usize) -> String {
    format!("Zugvogel Nummer {number:03}")
}

/// Each so many-th letter is too large for a row.
const LARGE: usize = 20;

fn letter(number: usize) -> Letter {
    // Senders that differ by numbers alone would be one program to the desk.
    let name: String = format!("{number:03}").bytes().map(|digit| char::from(digit - b'0' + b'k')).collect();
    let from = format!("zugvogel.{name}@customer.example");
    let weight = if number.is_multiple_of(LARGE) { ".Federn und noch mehr Federn\r\n".repeat(6_000) } else { String::new() };
    let raw = format!(
        "From: {from}\r\nTo: support@alpha.example\r\nSubject: {}\r\nMessage-ID: <{number}@customer.example>\r\n\r\nUnterwegs.\r\n{weight}",
        subject(number)
    );
    Letter { from, to: "support@alpha.example".into(), raw }
}

/// Takes up one letter after the other, and gives none up before it was answered 250.
async fn deliver(port: u16, letters: Arc<Vec<Letter>>, post: Arc<Post>) {
    let mut connection = None;
    while let Some(letter) = letters.get(post.next.fetch_add(1, Ordering::Relaxed)) {
        loop {
            let mut open = match connection.take() {
                Some(open) => open,
                None => Connection::open_when_possible(port).await,
            };
            if open.hand_over(letter).await.is_ok() {
                connection = Some(open);
                post.taken.send_modify(|taken| *taken += 1);
                break;
            }
            post.broken.fetch_add(1, Ordering::Relaxed);
        }
    }
}
