//! What every answer has, and what is told about requests.

use crate::client::{Ask, BOTH, Http, Reply};
use crate::toys;
use crate::world::{ALPHA, NOBODY, World};
use http::Method;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const STRICT: &str = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

fn is_defended(reply: &Reply, what: &str) {
    for (name, expected) in [
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), expected, "{name} of {what}");
    }
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(reply.header("permissions-policy").contains("camera=()"), "{what}");
    assert!(reply.header("x-request-id").starts_with("req_"), "{what}");
    assert!(!reply.headers.contains_key("server"), "{what}");
}

#[tokio::test]
async fn every_kind_of_answer_is_defended() {
    let world = World::open().await;
    let agent = world.agent().await;
    let kinds = [
        (200, Ask::get(ALPHA, "/api/v1/long")),
        (200, Ask::get(ALPHA, "/toy-page")),
        (200, Ask::get(ALPHA, "/sign-in")),
        (200, Ask::get(ALPHA, "/static/page.css")),
        (200, Ask::get(ALPHA, "/health")),
        (200, Ask::get("127.0.0.1", "/ready")),
        (200, Ask::get(ALPHA, "/api/v1/toys").cookie(&agent)),
        (204, Ask::new(Method::DELETE, ALPHA, "/api/v1/sessions").same_origin().cookie(&agent)),
        (303, Ask::get(ALPHA, "/")),
        (401, Ask::get(ALPHA, "/api/v1/toys")),
        (403, Ask::post(ALPHA, "/api/v1/shout", "")),
        (404, Ask::get(ALPHA, "/nowhere")),
        (404, Ask::get(ALPHA, "/nowhere").with("accept", "text/html")),
        (405, Ask::new(Method::OPTIONS, ALPHA, "/api/v1/toys")),
        (413, Ask::post(ALPHA, "/api/v1/shout", vec![b'a'; 70_000]).same_origin()),
        (421, Ask::get(NOBODY, "/")),
        (421, Ask::get(NOBODY, "/").with("accept", "text/html")),
        (500, Ask::get(ALPHA, "/api/v1/break")),
        (500, Ask::get(ALPHA, "/toy-fault").with("accept", "text/html")),
    ];
    let mut ids = BTreeSet::new();
    for (status, ask) in &kinds {
        for http in BOTH {
            let reply = world.client.send(http, ask.clone()).await;
            assert_eq!(reply.status, *status, "{ask:?}: {}", reply.text());
            is_defended(&reply, &format!("{ask:?}"));
            ids.insert(reply.header("x-request-id").to_owned());
        }
    }
    assert_eq!(ids.len(), kinds.len() * 2, "each request has an id of its own");
}

#[tokio::test]
async fn policies_and_caching_fit_what_is_sent() {
    let world = World::open().await;
    let json = world.send(Ask::get(ALPHA, "/api/v1/long")).await;
    assert_eq!((json.header("content-security-policy"), json.header("cache-control")), (STRICT, "no-store"));
    let page = world.send(Ask::get(ALPHA, "/toy-page")).await;
    assert!(page.header("content-security-policy").contains("style-src 'self'; font-src 'self'"), "{:?}", page.headers);
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_is_not_there_is_told_as_a_problem() {
    let world = World::open().await;
    for http in BOTH {
        assert_eq!(world.client.send(http, Ask::get(ALPHA, "/api/v1/nothing")).await.problem(), (404, "not-found".into()));
        let reply = world.client.send(http, Ask::new(Method::PATCH, ALPHA, "/api/v1/toys")).await;
        assert_eq!((reply.problem(), reply.header("allow")), ((405, "method-not-allowed".into()), "GET, HEAD, POST"));
        assert_eq!(world.client.send(http, Ask::get(ALPHA, "/api/v1/break")).await.problem(), (500, "fault".into()));
        let fault = world.client.send(http, Ask::get(ALPHA, "/toy-fault")).await;
        assert_eq!(fault.problem(), (500, "fault".into()));
        assert!(!fault.text().contains("spring") && !fault.text().contains("winding"), "a stranger learns nothing");
    }
    let page = world.send(Ask::get(ALPHA, "/nowhere").with("accept", "text/html").with("accept-language", "de")).await;
    assert!(page.text().contains("Hier ist nichts") && page.text().contains(page.header("x-request-id")), "{}", page.text());
}

#[tokio::test]
async fn heads_are_answered_without_a_body() {
    let world = World::open().await;
    let whole = world.send(Ask::get(ALPHA, "/api/v1/long")).await;
    for http in BOTH {
        for target in ["/api/v1/long", "/toy-page", "/static/page.css", "/health"] {
            let reply = world.client.send(http, Ask::new(Method::HEAD, ALPHA, target)).await;
            assert_eq!((reply.status.as_u16(), reply.body.len()), (200, 0), "{target}");
        }
        let reply = world.client.send(http, Ask::new(Method::HEAD, ALPHA, "/api/v1/long").with("accept-encoding", "br")).await;
        assert_eq!(reply.header("content-length"), whole.body.len().to_string());
    }
}

#[tokio::test]
async fn long_texts_are_compressed_as_the_client_likes() {
    let world = World::open().await;
    let check = async |accepted: &str, encoding: &str| {
        for http in BOTH {
            let reply = world.client.send(http, Ask::get(ALPHA, "/api/v1/long").with("accept-encoding", accepted)).await;
            assert_eq!((reply.header("content-encoding"), reply.header("vary")), (encoding, "accept-encoding"), "{accepted}");
            let mut text = Vec::new();
            match encoding {
                "br" => drop(brotli::Decompressor::new(reply.body.as_ref(), 4096).read_to_end(&mut text).unwrap()),
                "gzip" => drop(flate2::read::GzDecoder::new(reply.body.as_ref()).read_to_end(&mut text).unwrap()),
                _ => text = reply.body.to_vec(),
            }
            assert_eq!(serde_json::from_slice::<Vec<String>>(&text).unwrap(), toys::long());
            assert_eq!(reply.header("content-length"), reply.body.len().to_string());
        }
    };
    check("gzip, deflate, br", "br").await;
    check("gzip", "gzip").await;
    check("zstd", "").await;
    let short = world.send(Ask::get(ALPHA, "/health").with("accept-encoding", "br")).await;
    assert_eq!(short.header("content-encoding"), "");
}

#[tokio::test]
async fn figures_are_told_on_loopback_without_names_of_tenants() {
    let world = World::open().await;
    world.send(Ask::get(ALPHA, "/api/v1/long")).await;
    world.send(Ask::get(ALPHA, "/nowhere")).await;
    let address = world.running.metrics_addr.unwrap();
    let purposes = std::collections::BTreeMap::from([(net::Purpose::HttpsProbe, net::Rule { ports: vec![address.port()] })]);
    let policy = net::Policy { purposes, internal: Vec::new(), own_addresses: vec![address.ip()] };
    let egress = net::Egress::new(policy, Arc::new(net::Contacts::new(1)), world.node.ambient.clone());
    let ask = async |target: &str| {
        let mut stream = egress.dial(net::Purpose::HttpsProbe, "127.0.0.1", address.port()).await.unwrap().stream;
        stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said
    };
    let said = ask("/metrics").await;
    assert!(
        said.starts_with("HTTP/1.1 200") && said.contains("beleg_https_requests_total{operation=\"toys.long\",status=\"2xx\"}"),
        "{said}"
    );
    assert!(said.contains("beleg_https_request_duration_seconds_bucket{operation=\"toys.long\",le=\"0.005\"}"), "{said}");
    assert!(said.contains("beleg_https_connections ") && said.contains("beleg_https_handshakes_total{outcome=\"done\"}"), "{said}");
    assert!(!said.contains("alpha") && !said.contains("nowhere"), "{said}");
    assert!(ask("/api/v1/long").await.starts_with("HTTP/1.1 404"));
}

/// Takes down what is logged, of all tests of this binary: there is one log in a process.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log() -> &'static Paper {
    static PAPER: OnceLock<Paper> = OnceLock::new();
    PAPER.get_or_init(|| {
        let paper = Paper::default();
        let writer = paper.clone();
        tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).init();
        paper
    })
}

#[tokio::test]
async fn the_log_has_one_line_a_request_and_nothing_about_a_person() {
    let world = World::open().await;
    let agent = world.agent().await;
    let paper = log();
    let ask = Ask::new(Method::PUT, ALPHA, "/api/v1/toys/secret-bear?q=secret-word").same_origin().cookie(&agent);
    let mut sender = world.client.connect(Http::One, ALPHA).await;
    let response =
        sender.send(ask.body("secret-body").with("user-agent", "secret-browser").request(Http::One, world.client.port)).await.unwrap();
    let id = response.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes().len();
    drop(sender);
    let written = async {
        loop {
            let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
            let lines: Vec<_> = text.lines().filter(|line| line.contains(&id)).map(str::to_owned).collect();
            if !lines.is_empty() {
                break lines;
            }
            tokio::task::yield_now().await;
        }
    };
    let lines = tokio::time::timeout(std::time::Duration::from_secs(20), written).await.expect("a line");
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let entry: serde_json::Value = serde_json::from_str(line).unwrap();
    let fields: BTreeSet<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["bytes", "duration_us", "level", "message", "operation", "request", "status", "target", "tenant", "timestamp"];
    assert_eq!(fields, BTreeSet::from(expected));
    assert_eq!((&entry["operation"], &entry["status"], &entry["bytes"]), (&"toys.echo".into(), &200.into(), &bytes.into()));
    assert_eq!(entry["tenant"], world.alpha.to_string());
    for never in ["secret", "127.0.0.1", "erika", "alpha"] {
        assert!(!line.contains(never), "{never}: {line}");
    }
}
