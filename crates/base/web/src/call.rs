//! Calls: what was asked, read and bounded by the gate.

use crate::problem::{self, Problem};
use bytes::Bytes;
use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// One request as a handler sees it.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Values of the `{names}` in the path.
    pub path: Vec<(String, String)>,
    /// The query string, still encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most as large as the gate lets in.
    pub body: Bytes,
}

impl Call {
    /// A value from the path as an id. What is no id of that kind is simply not there.
    ///
    /// # Errors
    /// `not-found`.
    pub fn id<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.text(name).and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
    }

    /// A value from the path as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The query string as a value.
    ///
    /// # Errors
    /// `malformed` with the reason.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_urlencoded::from_str(&self.query).map_err(|error| Problem::new(&problem::MALFORMED).with_detail(error.to_string()))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// `malformed` with the place, when it is no JSON or not of that shape; the text of the body is not repeated.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let is_json = self.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence == "application/json" || essence == "application/merge-patch+json"
        });
        if !is_json {
            return Err(Problem::new(&problem::MALFORMED).with_detail("send application/json"));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let words = if error.is_data() { without_values(&error.to_string()) } else { "not JSON".to_owned() };
            Problem::new(&problem::MALFORMED).with_detail(format!("line {}, column {}: {words}", error.line(), error.column()))
        })
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// The reason without what it quotes of the body: names of fields stay, values go.
fn without_values(words: &str) -> String {
    let words = words.split(" at line ").next().unwrap_or(words);
    match words.split_once(": string \"") {
        Some((reason, rest)) => format!("{reason}: a string{}", rest.rsplit_once('"').map_or("", |(_, tail)| tail)),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(body: &str, media_type: &str) -> Call {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, media_type.parse().unwrap());
        Call { method: Method::POST, path: vec![], query: "a=1&b=x%20y".into(), headers, body: body.to_owned().into() }
    }

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Shape {
        size: u32,
    }

    #[test]
    fn bodies_are_read_or_refused_in_words_without_their_values() {
        assert!(call("{\"size\":1}", "application/json; charset=utf-8").json::<Shape>().is_ok());
        let refused = |body: &str, kind: &str| format!("{:?}", call(body, kind).json::<Shape>().unwrap_err());
        assert!(refused("{\"size\":\"secret\"}", "application/json").contains("invalid type: a string, expected u32"));
        assert!(refused("{\"colour\":1}", "application/json").contains("unknown field `colour`"));
        assert!(refused("{", "application/json").contains("not JSON"));
        assert!(refused("{}", "text/plain").contains("send application/json"));
    }
}
