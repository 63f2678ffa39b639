//! Somebody who listens to live updates.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value as Json;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// An open stream of events. The stream ends when this is dropped.
pub(crate) struct Ear {
    frames: mpsc::UnboundedReceiver<Frame>,
}

/// One frame: its event and its line.
#[derive(Clone, Debug)]
struct Frame {
    event: String,
    line: Json,
}

impl Ear {
    /// Reads until the stream says that it has begun.
    pub(crate) async fn open(mut body: Incoming) -> Self {
        let (tell, frames) = mpsc::unbounded_channel();
        let mut pending = String::new();
        while !pending.contains("\nid: ") {
            pending.push_str(&piece(&mut body).await.expect("the stream begins"));
        }
        tokio::spawn(async move {
            loop {
                while let Some((frame, rest)) = pending.split_once("\n\n") {
                    if let Some(frame) = read(frame)
                        && tell.send(frame).is_err()
                    {
                        return;
                    }
                    pending = rest.to_owned();
                }
                match piece(&mut body).await {
                    Some(more) => pending.push_str(&more),
                    None => return,
                }
            }
        });
        Self { frames }
    }

    /// Hears of a kind of change of a ticket; what else is heard before is let go.
    pub(crate) async fn hears(&mut self, kind: &str, ticket: &str, most: Duration) {
        let heard = timeout(most, async {
            while let Some(frame) = self.frames.recv().await {
                if frame.event == "change" && frame.line["kind"] == kind && frame.line["ticket"] == ticket {
                    return true;
                }
            }
            false
        });
        assert!(heard.await.is_ok_and(|heard| heard), "{kind} of {ticket} was not heard within {most:?}");
    }

    /// The line of the next change.
    pub(crate) async fn next(&mut self, most: Duration) -> Json {
        let heard = timeout(most, async {
            while let Some(frame) = self.frames.recv().await {
                if frame.event == "change" {
                    return Some(frame.line);
                }
            }
            None
        });
        heard.await.ok().flatten().expect("a change is heard")
    }

    /// Everything that was heard until now and is not let go yet.
    pub(crate) fn heard(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        while let Ok(frame) = self.frames.try_recv() {
            all.push(format!("{} {}", frame.event, frame.line));
        }
        all
    }
}

async fn piece(body: &mut Incoming) -> Option<String> {
    let bytes = body.frame().await?.ok()?.into_data().ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn read(frame: &str) -> Option<Frame> {
    let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    let event = field("event: ")?;
    let line = field("data: ").and_then(|line| serde_json::from_str(&line).ok()).unwrap_or(Json::Null);
    Some(Frame { event, line })
}
