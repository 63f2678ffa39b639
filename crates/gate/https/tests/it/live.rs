//! Live updates.

use crate::client::{Ask, Http, Sender};
use crate::toys;
use crate::world::{ALPHA, Wishes, World};
use http::Method;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use std::time::Duration;
use testkit::rooms;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);

/// An open stream.
struct Stream {
    body: Incoming,
    text: String,
    _sender: Sender,
}

/// One block of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Block {
    id: String,
    event: String,
    line: String,
}

impl Stream {
    async fn open(world: &World, http: Http, cookie: &str, last: Option<&str>) -> Self {
        let ask = Ask::get(ALPHA, "/api/v1/events").cookie(cookie);
        Self::open_by(world, http, last.iter().fold(ask, |ask, last| ask.with("last-event-id", *last))).await
    }

    async fn open_by(world: &World, http: Http, ask: Ask) -> Self {
        let mut sender = world.client.connect(http, ALPHA).await;
        let response = sender.send(ask.request(http, world.client.port)).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(response.headers().get("content-encoding").is_none());
        let mut stream = Self { body: response.into_body(), text: String::new(), _sender: sender };
        let hello = stream.raw().await.unwrap();
        assert!(hello.starts_with("retry: "), "{hello}");
        stream
    }

    /// The next block as it came; `None` at the end.
    async fn raw(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let frame = timeout(SOON, self.body.frame()).await.expect("something comes")?;
            self.text.push_str(std::str::from_utf8(&frame.ok()?.into_data().unwrap()).unwrap());
        }
    }

    /// The next block that is no heartbeat.
    async fn after_beats(&mut self) -> Option<String> {
        loop {
            match self.raw().await {
                Some(block) if block.starts_with(":\nid: ") => {}
                other => return other,
            }
        }
    }

    async fn next(&mut self) -> Option<Block> {
        let mut block = Block::default();
        for line in self.raw().await?.lines() {
            match line.split_once(':').unwrap() {
                ("id", value) => block.id = value.trim().into(),
                ("event", value) => block.event = value.trim().into(),
                ("data", value) => block.line = value.trim().into(),
                ("", _) => {}
                other => panic!("{other:?}"),
            }
        }
        Some(block)
    }

    /// The next toy that is told of, and the id of its frame.
    async fn toy(&mut self) -> (String, String) {
        let block = self.next().await.expect("a frame");
        assert_eq!(block.event, "change", "{block:?}");
        let body: serde_json::Value = serde_json::from_str(&block.line).unwrap();
        assert_eq!(body["kind"], "toy.made");
        (body["toy"].as_str().unwrap().to_owned(), block.id)
    }

    /// The mark that every stream begins with.
    async fn begin(&mut self) -> String {
        let block = self.next().await.expect("a mark");
        assert_eq!((block.event.as_str(), block.id.len()), ("", 64), "{block:?}");
        block.id
    }
}

#[tokio::test]
async fn what_happens_is_told_to_those_who_may_hear_it() {
    let world = World::open().await;
    let mut agent = Stream::open(&world, Http::Two, &world.agent().await, None).await;
    let mut customer = Stream::open(&world, Http::One, &world.customer().await, None).await;
    agent.begin().await;
    customer.begin().await;
    world.toy("bear", None).await;
    world.toy("knife", Some("agent")).await;
    world.toy("gift", Some("customer_user")).await;
    world.toy("duck", None).await;
    let heard = async |stream: &mut Stream, count: usize| {
        let mut names = Vec::new();
        for _ in 0..count {
            names.push(stream.toy().await.0);
        }
        names
    };
    assert_eq!(heard(&mut agent, 3).await, ["bear", "knife", "duck"]);
    assert_eq!(heard(&mut customer, 3).await, ["bear", "gift", "duck"]);
}

#[tokio::test]
async fn a_stream_goes_on_where_it_broke() {
    let world = World::open().await;
    let cookie = world.agent().await;
    let mut stream = Stream::open(&world, Http::Two, &cookie, None).await;
    let beginning = stream.begin().await;
    world.toy("bear", None).await;
    let (_, after_bear) = stream.toy().await;
    assert!(after_bear.len() == 64 && after_bear != beginning);
    drop(stream);
    world.toy("gift", Some("customer_user")).await;
    world.toy("duck", None).await;
    for (last, expected) in [(&after_bear, &["duck"][..]), (&beginning, &["bear", "duck", "fresh"])] {
        let mut stream = Stream::open(&world, Http::Two, &cookie, Some(last)).await;
        for name in expected {
            assert_eq!(stream.toy().await.0, *name);
        }
        stream.begin().await;
        world.toy("fresh", Some("agent")).await;
        assert_eq!(stream.toy().await.0, "fresh", "nothing is told twice");
        world.toy("hidden", Some("nobody")).await;
    }
}

#[tokio::test]
async fn who_missed_too_much_or_brings_a_foreign_id_starts_afresh() {
    let world = World::open().await;
    let cookie = world.agent().await;
    let mut stream = Stream::open(&world, Http::Two, &cookie, None).await;
    let beginning = stream.begin().await;
    let many = |act: &store::Act<'_>| (0..1_001).try_for_each(|_| toys::tell(act, act.new_id(), "bear", Some("nobody")));
    world.door().await.act(rooms::operator(), world.node.ambient.moment(), many).await.unwrap();
    world.toy("duck", None).await;
    assert_eq!(stream.toy().await.0, "duck", "whoever stayed missed nothing");
    for last in [beginning.as_str(), "7", "", &"A".repeat(64)] {
        let mut stream = Stream::open(&world, Http::Two, &cookie, Some(last)).await;
        let block = stream.next().await.unwrap();
        assert_eq!((block.event.as_str(), block.line.as_str()), ("reset", "{}"), "{last}");
        stream.begin().await;
    }
}

#[tokio::test]
async fn rights_are_judged_when_sending() {
    let world = World::open().await;
    let mut stream = Stream::open(&world, Http::Two, &world.agent().await, None).await;
    stream.begin().await;
    world.toy("bear", None).await;
    assert_eq!(stream.toy().await.0, "bear");
    let change = async |deaf: bool| {
        let work = move |act: &store::Act<'_>| toys::change_rights(act, deaf);
        world.door().await.act(rooms::operator(), world.node.ambient.moment(), work).await.unwrap();
    };
    change(true).await;
    world.toy("secret", None).await;
    world.toy("signal", Some("agent")).await;
    assert_eq!(stream.toy().await.0, "signal", "what was no longer to be heard was not told");
    change(false).await;
    world.toy("duck", None).await;
    assert_eq!(stream.toy().await.0, "duck");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_the_others_go_on() {
    let world = World::open().await;
    let (first, second) = (world.agent().await, world.agent().await);
    let mut ending = Stream::open(&world, Http::Two, &first, None).await;
    let mut staying = Stream::open(&world, Http::Two, &second, None).await;
    ending.begin().await;
    staying.begin().await;
    let others = Ask::new(Method::DELETE, ALPHA, "/api/v1/sessions").same_origin().cookie(&second);
    assert_eq!(world.send(others).await.status, 204);
    let block = ending.next().await.unwrap();
    assert_eq!((block.event.as_str(), block.line.as_str()), ("session", "{\"state\":\"ended\"}"));
    assert_eq!(ending.next().await, None);
    world.toy("bear", None).await;
    assert_eq!(staying.toy().await.0, "bear");
    let again = world.send(Ask::get(ALPHA, "/api/v1/events").cookie(&first)).await;
    assert_eq!(again.problem(), (401, "unauthenticated".into()));
}

#[tokio::test]
async fn a_new_password_ends_all_streams_of_its_person() {
    let world = World::open().await;
    let mut stream = Stream::open(&world, Http::Two, &world.agent().await, None).await;
    let mut customer = Stream::open(&world, Http::Two, &world.customer().await, None).await;
    stream.begin().await;
    customer.begin().await;
    let house = world.desk.get().unwrap().house.clone();
    let context =
        room::Context { by: rooms::operator(), guest: None, door: world.door().await, place: world.place(ALPHA), house, once: None };
    let password = kernel::Secret::new(String::from("Eine andere Kanne um zehn"));
    access::set_password(&context, access::Person::Agent(world.erika), password).await.unwrap();
    assert_eq!(stream.next().await.unwrap().event, "session");
    world.toy("bear", None).await;
    assert_eq!(customer.toy().await.0, "bear");
}

#[tokio::test]
async fn a_stream_ends_when_more_is_demanded_than_its_session_showed() {
    let world = World::open().await;
    let mut stream = Stream::open(&world, Http::Two, &world.agent().await, None).await;
    stream.begin().await;
    let strict = access::AccessPolicy { grace_days: 0, ..access::AccessPolicy::initial(access::Whom::Agents) };
    let demand = move |act: &store::Act<'_>| access::set_policy(act, access::Whom::Agents, Some(&strict));
    world.door().await.act(rooms::operator(), world.node.ambient.moment(), demand).await.unwrap();
    assert_eq!(stream.next().await.unwrap().event, "session");
}

#[tokio::test]
async fn a_stream_goes_on_from_where_its_bearer_may_come() {
    let world = World::open_with(Wishes { beat: Duration::from_millis(20), ..Wishes::default() }).await;
    let token = world.token_from("https:read", vec!["127.0.0.0/8".parse().unwrap()]).await;
    let mut stream = Stream::open_by(&world, Http::Two, Ask::get(ALPHA, "/api/v1/events").token(&token)).await;
    stream.begin().await;
    // After this everybody who listens is looked at again.
    let looser = access::AccessPolicy { grace_days: 30, ..access::AccessPolicy::initial(access::Whom::Agents) };
    let demand = move |act: &store::Act<'_>| access::set_policy(act, access::Whom::Agents, Some(&looser));
    world.door().await.act(rooms::operator(), world.node.ambient.moment(), demand).await.unwrap();
    world.toy("bear", None).await;
    assert_eq!(stream.toy().await.0, "bear");
    world.toy("duck", None).await;
    assert_eq!(stream.toy().await.0, "duck");
}

#[tokio::test]
async fn a_silent_stream_beats_and_ends_when_its_session_runs_out() {
    let world = World::open_with(Wishes { beat: Duration::from_millis(20), ..Wishes::default() }).await;
    let mut stream = Stream::open(&world, Http::One, &world.agent().await, None).await;
    let beginning = stream.begin().await;
    let beat = stream.raw().await.expect("a beat");
    assert!(beat.starts_with(":\nid: ") && !beat.contains(&beginning), "{beat}");
    world.node.clock.advance(Duration::from_hours(1));
    assert_eq!(stream.after_beats().await.as_deref(), Some("event: session\ndata: {\"state\":\"ended\"}"));
    assert_eq!(stream.raw().await, None);
}

#[tokio::test]
async fn streams_end_when_the_tenant_is_suspended() {
    let world = World::open_with(Wishes { beat: Duration::from_millis(20), ..Wishes::default() }).await;
    let mut stream = Stream::open(&world, Http::One, &world.agent().await, None).await;
    stream.begin().await;
    let (door, alpha) = (world.site.door.clone(), world.alpha);
    let suspend = move |act: &store::Act<'_, store::Platform>| platform::suspend_tenant(act, alpha);
    door.act(rooms::operator(), world.node.ambient.moment(), suspend).await.unwrap();
    world.directory.refresh(&door).await.unwrap();
    assert_eq!(stream.after_beats().await, None);
}

#[tokio::test]
async fn tokens_listen_until_they_are_revoked() {
    let world = World::open_with(Wishes { beat: Duration::from_millis(20), ..Wishes::default() }).await;
    let token = world.token("https:read").await;
    let mut stream = Stream::open_by(&world, Http::Two, Ask::get(ALPHA, "/api/v1/events").token(&token)).await;
    stream.begin().await;
    world.node.clock.advance(Duration::from_hours(400 * 24));
    assert_eq!(stream.after_beats().await.as_deref(), Some("event: session\ndata: {\"state\":\"ended\"}"));
}

#[tokio::test]
async fn listeners_are_bounded_and_those_who_leave_make_room() {
    let world = World::open_with(Wishes { listeners: 2, ..Wishes::default() }).await;
    let cookie = world.agent().await;
    let mut first = Stream::open(&world, Http::Two, &cookie, None).await;
    let mut second = Stream::open(&world, Http::Two, &cookie, None).await;
    first.begin().await;
    second.begin().await;
    let ask = || Ask::get(ALPHA, "/api/v1/events").cookie(&cookie);
    let full = world.send(ask()).await;
    assert_eq!((full.problem(), full.header("retry-after")), ((503, "busy".into()), "10"));
    drop(first);
    let gone = timeout(SOON, async {
        loop {
            let mut sender = world.client.connect(Http::Two, ALPHA).await;
            if sender.send(ask().request(Http::Two, world.client.port)).await.unwrap().status() == 200 {
                break;
            }
        }
    });
    gone.await.expect("there is room again");
}

#[tokio::test]
async fn the_rooms_registers_hold() {
    let world = World::open().await;
    rooms::hold_registers(&world.node, &world.door().await, &https::ROOM).await;
}

#[tokio::test]
async fn a_closing_gate_ends_the_streams() {
    let world = World::open().await;
    let mut stream = Stream::open(&world, Http::One, &world.agent().await, None).await;
    stream.begin().await;
    timeout(SOON, world.running.shutdown()).await.expect("it closes");
    assert_eq!(stream.next().await, None);
}
