//! What stands in the log, and what does not.

use crate::client::Client;
use crate::house::Fixture;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// On one thread, so that the subscriber of this thread hears all.
#[tokio::test]
async fn the_log_tells_of_mails_and_not_of_people() {
    let paper = Paper::default();
    let subscriber =
        tracing_subscriber::fmt().json().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_writer(paper.clone());
    let _guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber.finish());
    // With one subscriber alone, a line of code that another test reaches first would count as heard by nobody for ever.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let fixture = Fixture::new().await;
    let gate = fixture.open().await;
    let mut client = Client::hello(gate.smtp_addr, "EHLO client.example").await;
    client.mail(&["help@alpha.example"], "Subject: secret\r\n\r\nx", &["250"]).await;
    client.mail(&["broken@alpha.example"], "Subject: secret\r\n\r\nx", &["451"]).await;
    client.say("MAIL FROM:<bob@customer.example>", &["250"]).await;
    client.say("RCPT TO:<nobody@alpha.example>", &["550"]).await;
    client.say("RCPT TO:<fault@alpha.example>", &["451"]).await;
    client.say("QUIT", &["221"]).await;
    gate.shutdown().await;

    let log = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<_> = log.lines().filter(|line| line.contains("\"target\":\"smtp")).collect();
    assert_eq!(ours.len(), 4, "two mails, two faults:\n{log}");
    for (line, expected) in ours.iter().zip(["\"outcome\":\"new\"", "the toy is broken", "\"outcome\":\"fault\"", "the toy is broken"]) {
        assert!(line.contains(expected) && line.contains("\"request\":\"req_"), "{line}");
    }
    for forbidden in ["@", "127.0.0.1", "customer", "help", "alpha", "client.example", "secret"] {
        assert!(ours.iter().all(|line| !line.contains(forbidden)), "{forbidden}:\n{log}");
    }
}
