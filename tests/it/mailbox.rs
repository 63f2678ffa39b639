//! Where the desk's mail ends up: the demo's catcher, or a mailbox behind a real server.

use crate::client::plain;
use http::Method;
use std::sync::Arc;
use testkit::peers::postfix::Postfix;

/// A place that keeps mail.
#[derive(Clone, Debug)]
pub(crate) enum Mailbox {
    /// The demo's catcher, by its HTTP port.
    Catcher(u16),
    /// What a smarthost has sent on.
    Behind(Arc<Postfix>),
}

/// A mail as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mail {
    /// The sender of the envelope, empty for the null sender.
    pub(crate) from: String,
    /// The recipients of the envelope.
    pub(crate) to: Vec<String>,
    /// Its lines end with a line feed alone.
    pub(crate) raw: String,
}

impl Mailbox {
    /// All mails.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        match self {
            Self::Catcher(port) => {
                let reply = plain(Method::GET, *port, "/messages").await.expect("the catcher answers").expect(200);
                let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
                let one = |message: &serde_json::Value| Mail {
                    from: text(&message["from"]),
                    to: message["to"].as_array().expect("recipients").iter().map(text).collect(),
                    raw: text(&message["raw"]).replace("\r\n", "\n"),
                };
                reply.as_array().expect("a list").iter().map(one).collect()
            }
            Self::Behind(postfix) => postfix.kept().iter().filter_map(|kept| kept_mail(kept)).collect(),
        }
    }

    /// The mails whose text holds these words.
    pub(crate) async fn with(&self, words: &str) -> Vec<Mail> {
        self.mails().await.into_iter().filter(|mail| mail.raw.contains(words)).collect()
    }
}

/// A file of `smtp-sink`; `None` while it is still written to (it ends with an empty line).
fn kept_mail(kept: &str) -> Option<Mail> {
    let line =
        |name: &str| kept.lines().filter_map(|line| line.strip_prefix(name)).map(|args| address(args).to_owned()).collect::<Vec<_>>();
    let raw = kept.lines().skip_while(|line| line.starts_with("X-")).collect::<Vec<_>>().join("\n");
    let whole = kept.ends_with("\n\n") || kept.ends_with("\r\n\r\n");
    whole.then(|| Mail { from: line("X-Mail-Args: ").join(""), to: line("X-Rcpt-Args: "), raw })
}

fn address(args: &str) -> &str {
    args.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(address, _)| address)
}

impl Mail {
    /// A header's value on one line, empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> String {
        let head = self.raw.split_once("\n\n").map_or(self.raw.as_str(), |(head, _)| head).replace("\n ", " ").replace("\n\t", " ");
        let value = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        value.unwrap_or_default()
    }
}
