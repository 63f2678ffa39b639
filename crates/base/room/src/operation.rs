//! Operations: everything that can be asked over HTTP.

use crate::context::Context;
use futures_util::future::BoxFuture;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use web::openapi::{Entry, Param, Shape, Yields};
use web::{Answer, Call, Problem};

/// A method that operations use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes.
    Post,
    /// Changes.
    Patch,
    /// Sets.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method for HTTP.
    pub const fn http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Patch => http::Method::PATCH,
            Self::Put => http::Method::PUT,
            Self::Delete => http::Method::DELETE,
        }
    }
}

/// Who may call an operation at all; the rule of its right comes after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Agents, by session or token.
    Agents,
    /// Customer users, by session.
    Customers,
    /// Both.
    Everybody,
    /// Anybody, without credentials. Such an operation tells nothing about a tenant's content.
    Public,
    /// As [`Self::Public`], and also from pages and servers of others: a provider of single sign-on says that a session ended. No cookie
    /// is let through, so that nobody can make a browser use one.
    Elsewhere,
}

impl Audience {
    /// Whether anybody may call, without credentials.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Public | Self::Elsewhere)
    }
}

/// A handler: thin, from a call to a command or query and back.
pub type Handler = fn(Context, Call) -> BoxFuture<'static, Result<Answer, Problem>>;

/// One operation. All fields are needed; there are no defaults on purpose.
#[derive(Debug)]
pub struct Operation {
    /// Stable name: `tickets.create`.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path with `{names}`, beginning with `/api/v1/`.
    pub path: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Who may call it at all.
    pub audience: Audience,
    /// The right that it asks for, by the name under which its room declares it.
    pub right: &'static str,
    /// Query parameters.
    pub params: &'static [Param],
    /// The shape of the body.
    pub body: Option<Shape>,
    /// What it answers with.
    pub yields: Yields,
    /// A valid request in a furnished world. The walks send it.
    pub sample: fn(&World) -> Sample,
    /// The handler.
    pub handler: Handler,
}

impl Operation {
    /// Its entry in the API document.
    pub fn entry(&self) -> Entry {
        Entry {
            name: self.name,
            method: self.method.http().as_str().to_ascii_lowercase(),
            path: self.path,
            summary: self.summary,
            right: self.right,
            guarded: !self.audience.is_open(),
            params: self.params,
            body: self.body,
            yields: self.yields,
        }
    }

    /// Which scope a token needs: `tickets:read` or `tickets:write`.
    pub fn scope(&self) -> String {
        let room = self.name.split('.').next().unwrap_or_default();
        let verb = if self.method == Method::Get { "read" } else { "write" };
        format!("{room}:{verb}")
    }

    /// Which scope a token needs besides, where the operation is sensitive: `people:sensitive`. A program cannot be asked once more who
    /// it is, so whoever made the token said this by name.
    pub fn sensitive_scope(&self) -> String {
        format!("{}:sensitive", self.name.split('.').next().unwrap_or_default())
    }
}

/// A furnished tenant: ids of things that are there, by word (`ticket`, `queue`, `agent`), logins with their passwords
/// (`login`, `password`), and `fresh`, a word that nothing is called by yet.
#[derive(Clone, Debug, Default)]
pub struct World {
    things: BTreeMap<&'static str, String>,
}

impl World {
    /// Notes a thing.
    pub fn note(&mut self, word: &'static str, id: &impl ToString) {
        self.things.insert(word, id.to_string());
    }

    /// The id of a thing. An unknown word gives an id of nothing, so that the walk fails loudly on its status.
    pub fn id(&self, word: &str) -> String {
        self.things.get(word).cloned().unwrap_or_else(|| format!("no-such-{word}"))
    }

    /// All ids, for the walk that looks for them where they must not be.
    pub fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.things.iter().map(|(word, id)| (*word, id.as_str()))
    }
}

/// A request for the walks.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Path with query.
    pub target: String,
    /// The body, as JSON.
    pub body: Option<Json>,
    /// The body, as a form of a page that works without script.
    pub form: Option<String>,
}

impl Sample {
    /// Without body.
    pub fn get(target: impl Into<String>) -> Self {
        Self { target: target.into(), body: None, form: None }
    }

    /// With a JSON body.
    pub fn send(target: impl Into<String>, body: Json) -> Self {
        Self { target: target.into(), body: Some(body), form: None }
    }

    /// With a form: `login=erika&password=…`, encoded.
    pub fn form(target: impl Into<String>, form: impl Into<String>) -> Self {
        Self { target: target.into(), body: None, form: Some(form.into()) }
    }
}
