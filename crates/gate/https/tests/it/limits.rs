//! Bounds: of bodies, headers, connections and patience.

use crate::client::{Ask, BOTH, Http, Sender};
use crate::world::{ALPHA, Wishes, World, parts};
use http::Method;
use https::{Gate, Limits, Patience, RouteError, StartError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(20);

fn limits(body_bytes: usize) -> Wishes {
    Wishes { limits: Limits { body_bytes, ..Limits::default() }, ..Wishes::default() }
}

fn patience(patience: Patience) -> Wishes {
    Wishes { patience, ..Wishes::default() }
}

#[tokio::test]
async fn bodies_are_bounded_and_those_of_strangers_more_so() {
    let world = World::open_with(limits(100_000)).await;
    let agent = world.agent().await;
    let check = async |ask: Ask, size: usize, good: bool| {
        for http in BOTH {
            let reply = world.client.send(http, ask.clone().same_origin().body(vec![b'a'; size])).await;
            if good {
                assert_eq!(reply.json()["size"], size, "{ask:?}");
            } else {
                assert_eq!(reply.problem(), (413, "too-large".into()), "{ask:?} {size}");
            }
        }
    };
    let known = || Ask::new(Method::PUT, ALPHA, "/api/v1/toys/bear").cookie(&agent);
    check(known(), 100_000, true).await;
    check(known(), 100_001, false).await;
    let stranger = || Ask::new(Method::POST, ALPHA, "/api/v1/shout");
    check(stranger(), 16_384, true).await;
    check(stranger(), 16_385, false).await;
    let form = || Ask::new(Method::POST, ALPHA, "/api/v1/toys/bear/wound").cookie(&agent);
    check(form(), 16_384, true).await;
    check(form(), 16_385, false).await;
}

#[tokio::test]
async fn a_body_that_does_not_say_how_long_it_is_ends_at_the_bound_too() {
    let world = World::open_with(limits(100_000)).await;
    let agent = world.agent().await;
    let mut tls = world.client.tls(Http::One, ALPHA).await.unwrap();
    let head = format!(
        "PUT /api/v1/toys/bear HTTP/1.1\r\nHost: {ALPHA}:{}\r\nCookie: {agent}\r\nSec-Fetch-Site: same-origin\r\nTransfer-Encoding: chunked\r\n\r\n",
        world.client.port
    );
    tls.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("ea60\r\n{}\r\n", "a".repeat(60_000));
    for _ in 0..2 {
        tls.write_all(chunk.as_bytes()).await.unwrap();
    }
    let mut said = vec![0; 12];
    tls.read_exact(&mut said).await.unwrap();
    assert_eq!(said, b"HTTP/1.1 413");
}

#[tokio::test]
async fn compressed_bodies_are_not_taken() {
    let world = World::open().await;
    let ask = Ask::post(ALPHA, "/api/v1/shout", "x").same_origin();
    assert_eq!(world.send(ask.clone().with("content-encoding", "gzip")).await.problem(), (400, "malformed".into()));
    assert_eq!(world.send(ask.with("content-encoding", "identity")).await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let world = World::open_with(patience(Patience { piece: Duration::from_millis(50), ..Patience::default() })).await;
    let mut tls = world.client.tls(Http::One, ALPHA).await.unwrap();
    let head = format!(
        "POST /api/v1/shout HTTP/1.1\r\nHost: {ALPHA}:{}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 10\r\n\r\nab",
        world.client.port
    );
    tls.write_all(head.as_bytes()).await.unwrap();
    let mut said = vec![0; 12];
    timeout(SOON, tls.read_exact(&mut said)).await.unwrap().unwrap();
    assert_eq!(said, b"HTTP/1.1 408");
    let mut rest = Vec::new();
    timeout(SOON, tls.read_to_end(&mut rest)).await.expect("and hangs up").unwrap();
    assert!(String::from_utf8_lossy(&rest).to_lowercase().contains("connection: close"));
}

/// What is left to send of a request whose body never ends: a byte now and then.
async fn drip(mut tls: impl AsyncWriteExt + Unpin, piece: &'static [u8]) {
    let mut beat = tokio::time::interval(Duration::from_millis(10));
    while tls.write_all(piece).await.is_ok() {
        beat.tick().await;
    }
}

#[tokio::test]
async fn a_body_that_drips_is_given_up() {
    let world = World::open_with(patience(Patience { piece: Duration::from_millis(200), ..Patience::default() })).await;
    let agent = world.agent().await;
    for length in ["Content-Length: 100000", "Transfer-Encoding: chunked"] {
        let tls = world.client.tls(Http::One, ALPHA).await.unwrap();
        let (mut read, mut write) = tokio::io::split(tls);
        let head = format!(
            "PUT /api/v1/toys/bear HTTP/1.1\r\nHost: {ALPHA}:{}\r\nCookie: {agent}\r\nSec-Fetch-Site: same-origin\r\n{length}\r\n\r\n",
            world.client.port
        );
        write.write_all(head.as_bytes()).await.unwrap();
        let dripping = tokio::spawn(drip(write, b"1\r\na\r\n"));
        let mut said = vec![0; 12];
        timeout(SOON, read.read_exact(&mut said)).await.expect("it ends").unwrap();
        assert_eq!(said, b"HTTP/1.1 408", "{length}");
        dripping.abort();
    }
}

#[tokio::test]
async fn headers_are_bounded() {
    let world = World::open().await;
    for http in BOTH {
        let ask = |size: usize| Ask::get(ALPHA, "/api/v1/long").with("x-filler", "f".repeat(size));
        assert_eq!(world.client.send(http, ask(30_000)).await.status, 200, "{http:?}");
        let mut sender = world.client.connect(http, ALPHA).await;
        match sender.send(ask(33_000).request(http, world.client.port)).await {
            Ok(response) => assert_eq!(response.status(), 431, "{http:?}"),
            Err(error) => assert!(http == Http::Two, "{error:?}"),
        }
    }
}

#[tokio::test]
async fn who_does_not_shake_hands_or_finish_their_headers_is_let_go() {
    let quick = Duration::from_millis(50);
    let world = World::open_with(patience(Patience { handshake: quick, headers: quick, ..Patience::default() })).await;
    let mut tcp = world.client.tcp().await;
    assert_eq!(timeout(SOON, tcp.read(&mut [0; 16])).await.expect("hung up").unwrap_or(0), 0);
    // The handshake itself may need longer than that on a busy machine; then there is nothing to let go.
    if let Ok(mut tls) = world.client.tls(Http::One, ALPHA).await {
        tls.write_all(b"GET / HTTP/1.1\r\nHost: al").await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(SOON, tls.read_to_end(&mut said)).await.expect("hung up");
    }
}

#[tokio::test]
async fn unused_connections_are_let_go_and_streams_are_not() {
    let idle = Patience { idle: Duration::from_millis(100), ..Patience::default() };
    let world = World::open_with(Wishes { patience: idle, beat: Duration::from_millis(20), ..Wishes::default() }).await;
    let agent = world.agent().await;
    for http in BOTH {
        let mut tls = world.client.tls(http, ALPHA).await.unwrap();
        let mut said = Vec::new();
        let _ = timeout(SOON, tls.read_to_end(&mut said)).await.expect("hung up");
        let mut sender = world.client.connect(http, ALPHA).await;
        let ask = Ask::get(ALPHA, "/api/v1/events").cookie(&agent).request(http, world.client.port);
        let mut body = sender.send(ask).await.unwrap().into_body();
        for _ in 0..20 {
            timeout(SOON, http_body_util::BodyExt::frame(&mut body)).await.unwrap().expect("the stream goes on").unwrap();
        }
    }
}

static TWICE: &[&room::Room] = &[&crate::toys::ROOM, &crate::toys::ROOM];

#[tokio::test]
async fn a_gate_that_would_be_wrong_stays_shut() {
    let (_, ambient) = testkit::ambient();
    let ca = net::DevCa::create(ambient.now()).unwrap();
    let start = async |change: fn(&mut https::GateParts)| {
        let mut parts = parts(&ca, &ambient);
        change(&mut parts);
        Gate::start(parts).await
    };
    assert!(matches!(start(|parts| parts.rooms = TWICE).await, Err(StartError::Routes(RouteError::SameName("toys.make")))));
    assert!(matches!(start(|parts| parts.metrics = Some(([0, 0, 0, 0], 0).into())).await, Err(StartError::MetricsOutside)));
    assert!(matches!(start(|parts| parts.address = ([192, 0, 2, 1], 0).into()).await, Err(StartError::Listen(..))));
    start(|_| {}).await.unwrap().shutdown().await;
}

impl World {
    /// A connection on which somebody is known.
    async fn known_connection(&self, cookie: &str) -> Sender {
        let mut sender = self.client.connect(Http::Two, ALPHA).await;
        let ask = Ask::get(ALPHA, "/api/v1/whose").cookie(cookie).request(Http::Two, self.client.port);
        assert_eq!(sender.send(ask).await.unwrap().status(), 200);
        sender
    }

    /// A connection on which somebody asked something without a credential.
    async fn stranger(&self) -> Sender {
        let mut sender = self.client.connect(Http::Two, ALPHA).await;
        assert!(self.still_asks(&mut sender).await);
        sender
    }

    async fn still_asks(&self, sender: &mut Sender) -> bool {
        sender.send(Ask::get(ALPHA, "/health").request(Http::Two, self.client.port)).await.is_ok_and(|reply| reply.status() == 200)
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_while_all_others_are_known() {
    let world = World::open_with(Wishes { limits: Limits { connections: 1, ..Limits::default() }, ..Wishes::default() }).await;
    let first = world.known_connection(&world.agent().await).await;
    let mut waiting = {
        let client = world.client.clone();
        tokio::spawn(async move { client.send(Http::Two, Ask::get(ALPHA, "/health")).await.status })
    };
    assert!(timeout(Duration::from_millis(300), &mut waiting).await.is_err(), "the second waits");
    drop(first);
    assert_eq!(timeout(SOON, waiting).await.unwrap().unwrap(), 200);
}

#[tokio::test]
async fn strangers_give_way_when_the_house_is_full() {
    let world = World::open_with(Wishes { limits: Limits { connections: 3, ..Limits::default() }, ..Wishes::default() }).await;
    let agent = world.agent().await;
    let mut known = world.known_connection(&agent).await;
    let (mut first, mut second) = (world.stranger().await, world.stranger().await);
    let mut third = timeout(SOON, world.stranger()).await.expect("there is room");
    assert!(!world.still_asks(&mut first).await, "who came first leaves first");
    assert!(world.still_asks(&mut second).await && world.still_asks(&mut known).await);
    let _another = timeout(SOON, world.known_connection(&agent)).await.expect("there is room");
    assert!(!world.still_asks(&mut second).await);
    assert!(world.still_asks(&mut third).await && world.still_asks(&mut known).await);
}

#[tokio::test]
async fn one_address_has_few_seats_for_strangers() {
    let world = World::open_with(Wishes { limits: Limits { network_strangers: 3, ..Limits::default() }, ..Wishes::default() }).await;
    let agent = world.agent().await;
    // Whoever has shown a credential is no stranger any more.
    let mut known = Vec::new();
    for _ in 0..6 {
        known.push(world.known_connection(&agent).await);
    }
    let mut strangers = Vec::new();
    while let Ok(tls) = world.client.tls(Http::Two, ALPHA).await {
        strangers.push(tls);
        assert!(strangers.len() <= 3);
    }
    assert!(world.still_asks(&mut known[0]).await, "those who are there stay");
    drop(strangers);
    timeout(SOON, async { while world.client.tls(Http::Two, ALPHA).await.is_err() {} }).await.expect("they left");
}

#[tokio::test]
async fn an_http2_connection_has_so_many_streams() {
    let world = World::open().await;
    let tls = world.client.tls(Http::Two, ALPHA).await.unwrap();
    let (mut read, mut write) = tokio::io::split(tls);
    write.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    write.write_all(&frame(4, 0, 0, &[])).await.unwrap();
    let mut head = [0; 9];
    read.read_exact(&mut head).await.unwrap();
    let mut settings = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
    read.read_exact(&mut settings).await.unwrap();
    assert_eq!(head[3], 4, "SETTINGS come first");
    // SETTINGS_MAX_CONCURRENT_STREAMS and SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 section 6.5.2).
    let of = |id: u8| settings.chunks(6).find(|one| one[1] == id).map(|one| u32::from_be_bytes([one[2], one[3], one[4], one[5]]));
    assert_eq!((of(3), of(4)), (Some(64), Some(128 * 1024)));
}

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for_on_http2_either() {
    let world = World::open_with(patience(Patience { headers: Duration::from_millis(500), ..Patience::default() })).await;
    let mut tls = world.client.tls(Http::Two, ALPHA).await.unwrap();
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(4, 0, 0, &[]));
    // END_STREAM without END_HEADERS.
    bytes.extend(frame(1, 0x1, 1, &HEADERS));
    tls.write_all(&bytes).await.unwrap();
    let mut said = Vec::new();
    let _ = timeout(SOON, tls.read_to_end(&mut said)).await.expect("hung up");
}

#[tokio::test]
async fn bodies_take_memory_for_what_has_come_and_not_for_what_they_announce() {
    let limits = Limits { body_bytes: 1 << 20, bodies_bytes: 1 << 20, ..Limits::default() };
    let world = World::open_with(Wishes { limits, ..Wishes::default() }).await;
    let agent = world.agent().await;
    let ask = |size: usize| Ask::new(Method::PUT, ALPHA, "/api/v1/toys/bear").same_origin().cookie(&agent).body(vec![b'a'; size]);
    for (length, came) in [("Content-Length: 1048576", String::new()), ("Transfer-Encoding: chunked", String::from("1\r\na\r\n"))] {
        let mut tls = world.client.tls(Http::One, ALPHA).await.unwrap();
        let head = format!(
            "PUT /api/v1/toys/bear HTTP/1.1\r\nHost: {ALPHA}:{}\r\nCookie: {agent}\r\nSec-Fetch-Site: same-origin\r\n{length}\r\n\r\n{came}",
            world.client.port
        );
        tls.write_all(head.as_bytes()).await.unwrap();
        let second = timeout(SOON / 4, world.send(ask(1_000_000))).await.expect("it waits for nobody");
        assert_eq!(second.status, 200, "{length}");
        drop(tls);
    }
    // This one has come almost whole.
    let mut tls = world.client.tls(Http::One, ALPHA).await.unwrap();
    let head = format!(
        "PUT /api/v1/toys/bear HTTP/1.1\r\nHost: {ALPHA}:{}\r\nCookie: {agent}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 1048576\r\n\r\n",
        world.client.port
    );
    tls.write_all(head.as_bytes()).await.unwrap();
    tls.write_all(&vec![b'a'; 1_000_000]).await.unwrap();
    tls.flush().await.unwrap();
    let waits = async || timeout(Duration::from_millis(300), world.send(ask(500_000))).await.is_err();
    timeout(SOON, async { while !waits().await {} }).await.expect("sooner or later there is no room for another one");
    assert_eq!(world.send(ask(10_000)).await.status, 200, "small ones need none of it");
    drop(tls);
    assert_eq!(timeout(SOON, world.send(ask(500_000))).await.unwrap().status, 200);
}

/// `:method GET`, `:scheme https`, `:path /`, and `:authority x` as HPACK writes them (RFC 7541 appendix A).
const HEADERS: [u8; 6] = [0x82, 0x87, 0x84, 0x01, 0x01, b'x'];

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut out = length[1..].to_vec();
    out.extend([kind, flags]);
    out.extend(stream.to_be_bytes());
    out.extend(payload);
    out
}

/// CVE-2023-44487: streams opened and reset at once, without end.
#[tokio::test]
async fn a_storm_of_resets_ends_the_connection() {
    let world = World::open().await;
    let tls = world.client.tls(Http::Two, ALPHA).await.unwrap();
    let (mut read, mut write) = tokio::io::split(tls);
    let storm = tokio::spawn(async move {
        let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        bytes.extend(frame(4, 0, 0, &[]));
        for number in 0..5_000u32 {
            bytes.extend(frame(1, 0x5, number * 2 + 1, &HEADERS));
            bytes.extend(frame(3, 0, number * 2 + 1, &8u32.to_be_bytes()));
        }
        let _ = write.write_all(&bytes).await;
        write
    });
    let mut said = Vec::new();
    let _ = timeout(SOON, read.read_to_end(&mut said)).await.expect("the connection ends");
    drop(storm.await.unwrap());
    let mut rest = said.as_slice();
    let mut farewell = None;
    while let [a, b, c, kind, _, _, _, _, _, tail @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).unwrap().min(tail.len());
        if *kind == 7 {
            farewell = Some(tail[4..8].to_vec());
        }
        rest = &tail[length..];
    }
    assert_eq!(farewell, Some(11u32.to_be_bytes().to_vec()), "GOAWAY with ENHANCE_YOUR_CALM");
    assert_eq!(world.send(Ask::get(ALPHA, "/health")).await.status, 200, "nobody else is harmed");
}

#[tokio::test]
async fn a_gate_that_closes_finishes_what_is_under_way() {
    let world = World::open().await;
    let mut idle = world.client.connect(Http::Two, ALPHA).await;
    let response = idle.send(Ask::get(ALPHA, "/api/v1/long").request(Http::Two, world.client.port)).await.unwrap();
    assert_eq!(response.status(), 200);
    let address = world.running.local_addr;
    timeout(SOON, world.running.shutdown()).await.expect("it closes");
    assert!(idle.send(Ask::get(ALPHA, "/health").request(Http::Two, address.port())).await.is_err());
    assert!(world.client.egress.dial(net::Purpose::HttpsProbe, "127.0.0.1", address.port()).await.is_err(), "nobody listens");
}
