//! Routes: built from the rooms' tables of operations, and from nothing else.

use http::Method;
use percent_encoding::percent_decode_str;
use room::{Operation, Room, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Paths that are the gate's own; no room may mount anything there.
const RESERVED: [&str; 5] = ["/health", "/ready", "/static", "/assets", "/m"];

/// Why the rooms' operations make no table of routes. The gate does not start then.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Two operations have one name.
    #[error("two operations are called {0}")]
    SameName(&'static str),
    /// Two operations have one method and path.
    #[error("{0} and {1} have the same method and path")]
    SamePlace(&'static str, &'static str),
    /// The path belongs to the gate, or does not begin with a slash.
    #[error("{0} is mounted where no operation may be")]
    Reserved(&'static str),
    /// A room lists an operation that it does not have.
    #[error("{0} is listed and is no operation")]
    Unknown(&'static str),
    /// The path is no pattern, or cannot be told from another.
    #[error("the path of {operation} does not fit with the others: {reason}")]
    Path {
        /// The operation.
        operation: &'static str,
        /// Why, in the words of the matching library.
        reason: String,
    },
}

/// Operations of one path, by method.
#[derive(Debug, Default)]
struct Methods(Vec<&'static Operation>);

/// The table of routes.
#[derive(Debug)]
pub(crate) struct Routes {
    tree: matchit::Router<Methods>,
    /// Names of operations that ask for a proof that is a moment old.
    sensitive: BTreeSet<&'static str>,
    /// Names of operations that are open to those who have not signed in wholly.
    unfinished: BTreeSet<&'static str>,
    /// Names of operations that are open, too, to those who have to set up a second factor first.
    enrolling: BTreeSet<&'static str>,
}

/// What stands at a method and path.
#[derive(Debug)]
pub(crate) enum Found {
    /// An operation, with the values of the `{names}` in its path.
    Operation(&'static Operation, Vec<(String, String)>),
    /// The path is there, but not with this method; these are.
    Others(String),
    /// Nothing.
    Nothing,
}

impl Routes {
    /// Builds the table.
    pub(crate) fn build(rooms: &[&'static Room]) -> Result<Self, RouteError> {
        let mut names = BTreeSet::new();
        let mut paths: BTreeMap<&'static str, Methods> = BTreeMap::new();
        for operation in rooms.iter().flat_map(|room| room.operations) {
            if !names.insert(operation.name) {
                return Err(RouteError::SameName(operation.name));
            }
            let inside =
                |reserved: &str| operation.path.strip_prefix(reserved).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if !operation.path.starts_with('/') || RESERVED.into_iter().any(inside) {
                return Err(RouteError::Reserved(operation.name));
            }
            let methods = paths.entry(operation.path).or_default();
            if let Some(other) = methods.0.iter().find(|other| other.method == operation.method) {
                return Err(RouteError::SamePlace(other.name, operation.name));
            }
            methods.0.push(operation);
        }
        let sensitive: BTreeSet<_> = rooms.iter().flat_map(|room| room.sensitive).copied().collect();
        let unfinished: BTreeSet<_> = rooms.iter().flat_map(|room| room.unfinished).copied().collect();
        let enrolling: BTreeSet<_> = rooms.iter().flat_map(|room| room.enrolling).copied().collect();
        if let Some(unknown) = sensitive.iter().chain(&unfinished).chain(&enrolling).find(|name| !names.contains(*name)) {
            return Err(RouteError::Unknown(unknown));
        }
        let mut tree = matchit::Router::new();
        for (path, methods) in paths {
            let operation = methods.0.first().map_or("", |operation| operation.name);
            tree.insert(path, methods).map_err(|error| RouteError::Path { operation, reason: error.to_string() })?;
        }
        Ok(Self { tree, sensitive, unfinished, enrolling })
    }

    /// Whether an operation asks for a proof that is a moment old.
    pub(crate) fn is_sensitive(&self, operation: &Operation) -> bool {
        self.sensitive.contains(operation.name)
    }

    /// Whether an operation is open to those who have come so far in signing in.
    pub(crate) fn is_open_at(&self, operation: &Operation, stage: Stage) -> bool {
        match stage {
            Stage::Whole => true,
            Stage::Barred => false,
            Stage::NeedsFactor => self.unfinished.contains(operation.name),
            Stage::MustEnrol => self.unfinished.contains(operation.name) || self.enrolling.contains(operation.name),
        }
    }

    /// Looks a request up. `HEAD` is `GET` whose body is not sent (RFC 9110 §9.3.2).
    pub(crate) fn find(&self, method: &Method, path: &str) -> Found {
        let Ok(found) = self.tree.at(path) else { return Found::Nothing };
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        let Some(operation) = found.value.0.iter().find(|operation| operation.method.http() == wanted) else {
            return Found::Others(found.value.allowed());
        };
        let values =
            found.params.iter().map(|(name, value)| Some((name.to_owned(), percent_decode_str(value).decode_utf8().ok()?.into_owned())));
        // A value that is no text names nothing that is there.
        values.collect::<Option<Vec<_>>>().map_or(Found::Nothing, |values| Found::Operation(operation, values))
    }
}

impl Methods {
    /// For the `Allow` header.
    fn allowed(&self) -> String {
        let mut methods: Vec<Method> = self.0.iter().map(|operation| operation.method.http()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use room::{Audience, Method as Verb, Sample};
    use web::Answer;
    use web::openapi::Yields;

    const fn operation(name: &'static str, method: Verb, path: &'static str) -> Operation {
        Operation {
            name,
            method,
            path,
            summary: "",
            audience: Audience::Public,
            right: "none",
            params: &[],
            body: None,
            yields: Yields::Nothing,
            sample: |_| Sample::get("/"),
            handler: |_, _| Box::pin(async { Ok(Answer::no_content()) }),
        }
    }

    fn build(operations: Vec<Operation>) -> Result<Routes, RouteError> {
        let room = Room { operations: Vec::leak(operations), ..Room::bare("toys", "toys") };
        Routes::build(&[Box::leak(Box::new(room))])
    }

    #[test]
    fn finds_by_method_and_path() {
        let routes = build(vec![
            operation("toys.list", Verb::Get, "/api/v1/toys"),
            operation("toys.make", Verb::Post, "/api/v1/toys"),
            operation("toys.show", Verb::Get, "/api/v1/toys/{id}"),
            operation("toys.broken", Verb::Get, "/api/v1/toys/broken"),
            operation("toys.parts", Verb::Delete, "/api/v1/toys/{toy}/parts/{part}"),
        ])
        .unwrap();
        let check = |method: Method, path: &str, expected: &str| {
            let found = match routes.find(&method, path) {
                Found::Operation(operation, values) => {
                    let values: Vec<_> = values.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("{}{}", operation.name, values.concat())
                }
                Found::Others(allowed) => format!("only {allowed}"),
                Found::Nothing => String::from("nothing"),
            };
            assert_eq!(found, expected, "{method} {path}");
        };
        check(Method::GET, "/api/v1/toys", "toys.list");
        check(Method::HEAD, "/api/v1/toys", "toys.list");
        check(Method::POST, "/api/v1/toys", "toys.make");
        check(Method::PUT, "/api/v1/toys", "only GET, HEAD, POST");
        check(Method::GET, "/api/v1/toys/broken", "toys.broken");
        check(Method::GET, "/api/v1/toys/a%20b", "toys.show id=a b");
        check(Method::GET, "/api/v1/toys/%ff", "nothing");
        check(Method::GET, "/api/v1/toys/", "nothing");
        check(Method::DELETE, "/api/v1/toys/7/parts/2", "toys.parts toy=7 part=2");
        check(Method::GET, "/api/v1/toys/7/parts/2", "only DELETE");
        check(Method::GET, "", "nothing");
    }

    #[test]
    fn tables_that_contradict_themselves_are_refused() {
        let get = |name, path| operation(name, Verb::Get, path);
        let check = |operations: Vec<Operation>, expected: &str| assert_eq!(build(operations).unwrap_err().to_string(), expected);
        check(vec![get("a.b", "/x"), get("a.b", "/y")], "two operations are called a.b");
        check(vec![get("a.b", "/x"), get("a.c", "/x")], "a.b and a.c have the same method and path");
        check(vec![get("a.b", "x")], "a.b is mounted where no operation may be");
        check(vec![get("a.b", "/assets/x")], "a.b is mounted where no operation may be");
        check(vec![get("a.b", "/health")], "a.b is mounted where no operation may be");
        assert!(matches!(build(vec![get("a.b", "/x/{id}"), get("a.c", "/x/{*rest}")]), Err(RouteError::Path { operation: _, .. })));
        assert!(matches!(build(vec![get("a.b", "/x/{id")]), Err(RouteError::Path { operation: "a.b", .. })));
        assert!(build(vec![get("a.b", "/mail"), get("a.c", "/m2")]).is_ok(), "only whole segments are reserved");
    }
}
