//! Problems: how a refusal looks on the wire (RFC 9457), and the one table of what they mean.

use crate::Answer;
use http::StatusCode;
use kernel::{Fault, RequestId};
use serde_json::{Value as Json, json};

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable end of its `type`; the UI's words hang on it.
    pub slug: &'static str,
    /// Its status.
    pub status: u16,
    /// What it means, for people who read answers.
    pub title: &'static str,
}

macro_rules! kinds {
    ($($name:ident $slug:literal $status:literal $title:literal;)+) => {
        $(#[doc = $title] pub const $name: Kind = Kind { slug: $slug, status: $status, title: $title };)+
        /// All kinds, for the document and for the UI's words.
        pub const ALL: &[&Kind] = &[$(&$name),+];
    };
}

kinds! {
    MALFORMED "malformed" 400 "The request cannot be read";
    QUERY "query-not-understood" 400 "The search was not understood";
    UNAUTHENTICATED "unauthenticated" 401 "Sign in first";
    FORBIDDEN "forbidden" 403 "This is not allowed with your rights";
    FACTOR "factor-required" 403 "Signing in is not finished";
    ADDRESS "address-refused" 403 "From where you are nobody is let in";
    STEP_UP "proof-required" 403 "Show once more who you are";
    CROSS_SITE "cross-site" 403 "The request did not come from this site";
    NOT_FOUND "not-found" 404 "There is nothing here, or you may not see it";
    METHOD "method-not-allowed" 405 "This cannot be done here";
    TOO_SLOW "too-slow" 408 "The request did not come in time";
    CONFLICT "conflict" 409 "Something else happened first";
    LAST_ADMINISTRATOR "last-administrator" 409 "Nobody would administer the desk any more";
    PRECONDITION "precondition-failed" 412 "It was changed in the meantime";
    TOO_LARGE "too-large" 413 "That is too large";
    MISDIRECTED "unknown-host" 421 "This desk does not live under that name";
    INVALID "invalid" 422 "Something in the request does not fit";
    IDEMPOTENCY "idempotency-mismatch" 422 "This key was used for another request";
    THROTTLED "throttled" 429 "Too many attempts";
    FAULT "fault" 500 "Something broke on our side";
    SEALED "sealed" 503 "The desk is sealed";
    SUSPENDED "suspended" 503 "The desk is closed for now";
    BUSY "busy" 503 "The desk is too busy";
}

/// A field that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its name, with dots for what lies inside: `article.body`.
    pub field: &'static str,
    /// A stable word: `missing`, `too-long`, `unknown`.
    pub reason: &'static str,
}

/// A refusal.
#[derive(Debug)]
pub struct Problem {
    kind: &'static Kind,
    detail: Option<String>,
    errors: Vec<Json>,
    fault: Option<Fault>,
    retry_after_s: Option<u64>,
}

impl Problem {
    /// A problem of a kind, without more words.
    pub const fn new(kind: &'static Kind) -> Self {
        Self { kind, detail: None, errors: Vec::new(), fault: None, retry_after_s: None }
    }

    /// One field does not fit.
    pub fn invalid(field: &'static str, reason: &'static str) -> Self {
        Self::fields(&[FieldError { field, reason }])
    }

    /// Several fields do not fit.
    pub fn fields(errors: &[FieldError]) -> Self {
        let errors = errors.iter().map(|error| json!({"field": error.field, "reason": error.reason})).collect();
        Self { errors, ..Self::new(&INVALID) }
    }

    /// Nothing there, or not to be seen.
    pub const fn not_found() -> Self {
        Self::new(&NOT_FOUND)
    }

    /// To be seen, but not to be done.
    pub const fn forbidden() -> Self {
        Self::new(&FORBIDDEN)
    }

    /// Adds a sentence for people. It must hold nothing that the caller may not know.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds members to `errors`.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<Json>) -> Self {
        self.errors = errors;
        self
    }

    /// Says when to try again. **Units**: seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The stable word.
    pub const fn slug(&self) -> &'static str {
        self.kind.slug
    }

    /// The status.
    pub const fn status(&self) -> u16 {
        self.kind.status
    }

    /// The answer on the wire. A fault is logged here, once, with its chain; the caller gets only its number.
    pub fn into_answer(self, request: RequestId) -> Answer {
        if let Some(fault) = &self.fault {
            tracing::error!(request = %request, fault = fault.chain(), "a request failed");
        }
        let mut body = json!({
            "type": format!("https://beleg.example/problems/{}", self.kind.slug),
            "title": self.kind.title,
            "status": self.kind.status,
            "request": request.to_string(),
        });
        if let Json::Object(members) = &mut body {
            if let Some(detail) = self.detail {
                members.insert("detail".into(), detail.into());
            }
            if !self.errors.is_empty() {
                members.insert("errors".into(), self.errors.into());
            }
        }
        let status = StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = Answer::new(status).typed("application/problem+json", body.to_string());
        if let Some(seconds) = self.retry_after_s {
            answer = answer.with_header("retry-after", &seconds.to_string());
        }
        answer
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let kind = if fault.what() == "the store is too busy" { &BUSY } else { &FAULT };
        Self { fault: Some(fault), ..Self::new(kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id16;

    #[test]
    fn a_fault_tells_a_stranger_nothing() {
        let problem = Problem::from(Fault::new("opening the store", "disk /dev/sda on fire"));
        let answer = problem.into_answer(RequestId(Id16([0; 16])));
        let text = String::from_utf8(answer.bytes().unwrap().to_vec()).unwrap();
        assert!(text.contains("problems/fault") && text.contains("req_") && !text.contains("sda") && !text.contains("store"));
    }

    #[test]
    fn slugs_are_unique() {
        let mut slugs: Vec<_> = ALL.iter().map(|kind| kind.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), ALL.len());
    }
}
