//! A mail reader of others at the other end: Bob writes and reads with mutt, over the IMAP of a Dovecot that Postfix delivers
//! to. What the desk sends is one thread there, is shown in words, and has nothing that a strict reader minds.

use crate::client::Client;
use crate::demo::text;
use crate::installation::{ALPHA, Installation, Plan};
use crate::wait::{PATIENCE, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use std::process::Command;
use testkit::peers::dovecot::{Dovecot, PASSWORD};
use testkit::peers::mutt::Mutt;
use testkit::peers::postfix::Postfix;
use testkit::peers::program;

const BOB: &str = "bob@customer.example";
const SUBJECT: &str = "Größenänderung der Tür im Lagergebäude Südwest, und was sie für das Rolltor daneben bedeutet";
const FILE: &str = "Maßblatt für die Tür – Änderung 2.csv";

/// Sixteen pixels, PNG.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==";

/// Who plays, and where.
struct Scene {
    place: Installation,
    alice: Client,
    bob: Mutt,
    dovecot: Dovecot,
    postfix: Postfix,
}

/// A mail in Bob's mailbox.
struct Mail {
    id: String,
    raw: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_others_threads_what_we_send_and_shows_it() {
    let place = Installation::without_configuration();
    let dovecot = place.dovecot();
    let postfix = place.postfix_before(Some(dovecot.lmtp));
    place.configure(Plan { key_file: true, smarthost: Some(&postfix), ..Plan::default() });
    place.must(&["init"], "");
    let _serving = place.serve("ok").await;
    let (alice, _) = place.furnish();
    let alice = place.stranger(ALPHA).with_token(&alice);
    let bob = Mutt::new(&dovecot, place.roots(), BOB, &postfix.smtp);
    let scene = Scene { place, alice, bob, dovecot, postfix };

    scene.bob.send("support@alpha.example", SUBJECT, "Die Tür ist jetzt größer. Passt das Rolltor noch?\n");
    let asked = scene.mails(2).await;
    let ticket = scene.ticket().await;
    let first = scene.answer(&ticket, 0, &with_everything()).await;
    scene.mails(3).await;
    scene.bob.answer(&first, "Danke! Und wer streicht sie?\n");
    let answered = scene.mails(4).await;
    let second = scene.answer(&ticket, 3, &json!({"channel": "email", "body": "Der Maler kommt am Freitag, früh um acht."})).await;
    let all = scene.mails(5).await;

    // The answer that comes by itself answers Bob's mail, as Alice's does; then each answers the one before.
    let ids: Vec<&str> = all.iter().map(|mail| mail.id.as_str()).collect();
    assert_eq!((ids[2], ids[4]), (first.as_str(), second.as_str()));
    assert_eq!((ids[0], ids[1], ids[3]), (asked[0].id.as_str(), asked[1].id.as_str(), answered[3].id.as_str()));
    let parents = [None, Some(0), Some(0), Some(2), Some(3)];
    assert_eq!(scene.threads(), parents, "as Dovecot threads by references");
    let screen = scene.bob.press("");
    assert_eq!(tree(&screen.lines(), &ids), parents, "as mutt threads:\n{}", screen.text());
    scene.shown(&all);
    scene.strict(&ticket, &all).await;
}

/// Umlauts, HTML with a line that is longer than any may be, a picture in the text and a file.
fn with_everything() -> Json {
    let long = "Ein Satz ohne Ende über Türen, ".repeat(60);
    json!({
        "channel": "email",
        "html": format!("<p>Das <b>Maßblatt</b> für die Tür liegt bei.</p><p><img src=\"cid:falz@desk\"></p><p>{long}</p>"),
        "attachments": [
            {"name": "Falz – schräg.png", "type": "image/png", "content": PICTURE, "content_id": "falz@desk"},
            {"name": FILE, "type": "text/csv", "content": STANDARD.encode("Höhe;Breite\n2,10;1,20\n")},
        ],
    })
}

impl Scene {
    /// The one ticket, when Bob's first mail is there.
    async fn ticket(&self) -> String {
        let found = until("the ticket", PATIENCE, async || {
            let found = self.alice.find("Rolltor").await;
            (!found.is_empty()).then_some(found)
        })
        .await;
        assert_eq!((found.len(), text(&found[0]["title"])), (1, SUBJECT));
        text(&found[0]["id"]).to_owned()
    }

    /// Alice answers the article at this place, as soon as it is there; gives the answer's Message-ID.
    async fn answer(&self, ticket: &str, place: usize, article: &Json) -> String {
        let shown = until("the article", PATIENCE, async || {
            let shown = self.alice.ticket(ticket).await;
            (shown["articles"].as_array()?.len() > place).then_some(shown)
        })
        .await;
        assert_eq!(shown["articles"][place]["sender"], "customer", "{shown}");
        let mut article = article.clone();
        article["in_reply_to"] = shown["articles"][place]["id"].clone();
        article["subject"] = shown["title"].clone();
        article["visible_to_customer"] = json!(true);
        let made = self.alice.post(&format!("/api/v1/tickets/{ticket}/articles"), &article).await.expect(201);
        text(&made["message_id"]).to_owned()
    }

    /// What Bob's mailbox holds, as soon as there are so many mails.
    async fn mails(&self, count: usize) -> Vec<Mail> {
        until("mails in Bob's mailbox", PATIENCE, async || {
            let mailbox = self.mailbox();
            let mails: Vec<Mail> = mailbox["mails"].as_array().expect("mails").iter().map(mail).collect();
            assert!(mails.len() <= count, "too many mails\n{}\n{}", self.postfix.log(), self.dovecot.log());
            (mails.len() == count).then_some(mails)
        })
        .await
    }

    /// The mailbox over IMAP.
    fn mailbox(&self) -> Json {
        let authority = self.place.path("authority.pem").display().to_string();
        python(&[&self.dovecot.imaps.to_string(), &authority, BOB, PASSWORD])
    }

    /// Each mail's parent, as `THREAD REFERENCES` (RFC 5256) has it.
    fn threads(&self) -> Vec<Option<usize>> {
        let mailbox = self.mailbox();
        let (mut parents, mut stack, mut last) = (vec![Some(usize::MAX); 5], Vec::new(), None);
        let spaced = text(&mailbox["threads"]).replace('(', " ( ").replace(')', " ) ");
        for word in spaced.split_ascii_whitespace() {
            match word {
                "(" => stack.push(last),
                ")" => last = stack.pop().expect("a thread that began"),
                number => {
                    let number: usize = number.parse().expect("a number");
                    parents[number - 1] = last;
                    last = Some(number - 1);
                }
            }
        }
        parents
    }

    /// mutt shows text, subject and names of files as they were written.
    fn shown(&self, all: &[Mail]) {
        let read = self.bob.read(&all[2].id);
        assert!(read.contains("Das Maßblatt für die Tür liegt bei."), "{read}");
        assert!(!read.contains("<b>") && !read.contains("=C3"), "the text, and not the HTML beside it:\n{read}");
        let subject = read.lines().skip_while(|line| !line.starts_with("Subject: ")).take(2).collect::<Vec<_>>().join(" ");
        assert!(subject.starts_with("Subject: Re: [Ticket#") && subject.contains(&SUBJECT[..40]), "{subject}");
        let parts = self.bob.parts(&all[2].id).text();
        for (name, kind) in [(FILE, "text/csv"), ("Falz – schräg.png", "image/png")] {
            assert!(parts.lines().any(|line| line.contains(&format!("{name} {kind}"))), "{name}:\n{parts}");
        }
        assert!(parts.contains("multipart/alternative") && parts.contains("multipart/related"), "{parts}");
        let last = self.bob.read(&all[4].id);
        assert!(last.contains("Der Maler kommt am Freitag, früh um acht."), "{last}");
    }

    /// No mail of the desk's has anything that a strict reader minds, and each came as it was sent.
    async fn strict(&self, ticket: &str, all: &[Mail]) {
        let shown = self.alice.ticket(ticket).await;
        let lint = |raw: &str| {
            self.place.write("mail", raw);
            python(&[&self.place.path("mail").display().to_string()])
        };
        let mut first = String::new();
        for place in [1, 2, 4] {
            let raw = self.alice.get(text(&shown["articles"][place]["raw"])).await.text();
            assert!(all[place].raw.ends_with(&raw), "mail {place} came another way:\n{}", all[place].raw);
            assert_eq!(lint(&raw), json!([]), "{raw}");
            first = if place == 2 { raw } else { first };
        }
        // The linter is no stamp.
        let spoilt = [
            ("a boundary is missing", first.rsplit_once("\r\n--").expect("a boundary").0.to_owned()),
            ("a header in octets", first.replacen("Subject: ", "Subject: Größe ", 1)),
            ("a long line", format!("{first}{}\r\n", "x".repeat(999))),
            ("a header that is not folded", first.replacen("\r\n", &format!("\r\nX-Long:{}\r\n", " word".repeat(20)), 1)),
            ("a field that is none", first.replacen("\r\n", "\r\nno field\r\n", 1)),
        ];
        for (what, raw) in spoilt {
            assert_ne!(lint(&raw), json!([]), "{what}");
        }
    }
}

/// Runs our strict reader; it says JSON.
fn python(words: &[&str]) -> Json {
    let mut command = Command::new(program(&["/usr/bin/python3"], "python3"));
    let output = command.args(["-I", "-c", include_str!("strict.py")]).args(words).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn mail(encoded: &Json) -> Mail {
    let raw = String::from_utf8_lossy(&STANDARD.decode(text(encoded)).expect("base 64")).into_owned();
    let head = raw.split_once("\r\n\r\n").map_or(raw.as_str(), |(head, _)| head).replace("\r\n ", " ");
    let id = head.lines().find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("message-id")));
    Mail { id: id.expect("a Message-ID").1.trim().to_owned(), raw }
}

/// Each mail's parent, as lines like ``4   `->Re: subject <id>`` draw it: one column to the left of a mail's arrow stands its
/// parent's, whose own is two columns further left.
fn tree(lines: &[String], ids: &[&str]) -> Vec<Option<usize>> {
    let mut parents = vec![Some(usize::MAX); ids.len()];
    let mut above: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        let Some(which) = ids.iter().position(|id| line.ends_with(id)) else { continue };
        let depth = line.find("->").unwrap_or(0);
        above.retain(|(other, _)| *other < depth);
        parents[which] = above.last().map(|(_, parent)| *parent);
        above.push((depth, which));
    }
    parents
}
