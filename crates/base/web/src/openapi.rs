//! The document of the API (OpenAPI 3.1), put together from the same list that the routes come from.

use crate::problem;
use serde_json::{Map, Value as Json, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The shape of a body, as a pair of function pointers so that it can stand in a constant.
#[derive(Clone, Copy)]
pub struct Shape {
    name: fn() -> String,
    collect: fn(&mut Vec<(String, RefOr<Schema>)>),
    most: usize,
}

/// A body without files is no longer. **Units**: bytes.
const WORDS: usize = 1024 * 1024;

/// A body with files is no longer. **Units**: bytes.
const FILES: usize = 32 * 1024 * 1024;

impl Shape {
    /// The shape of a type.
    pub const fn of<T: ToSchema + PartialSchema>() -> Self {
        Self { name: || T::name().into_owned(), collect: collect::<T>, most: WORDS }
    }

    /// The same with files in it: longer than the 1 MiB that a request otherwise may have.
    #[must_use]
    pub const fn with_files(self) -> Self {
        Self { most: FILES, ..self }
    }

    /// How long a request of this shape may be. **Units**: bytes.
    pub const fn most(&self) -> usize {
        self.most
    }
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shape({})", (self.name)())
    }
}

fn collect<T: ToSchema + PartialSchema>(into: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(into);
    into.push((T::name().into_owned(), T::schema()));
}

/// What an operation answers with when all is well.
#[derive(Clone, Copy, Debug)]
pub enum Yields {
    /// 200 with JSON.
    Json(Shape),
    /// 201 with JSON.
    Created(Shape),
    /// 204.
    Nothing,
    /// 200 with bytes of this type.
    Bytes(&'static str),
}

/// One query parameter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// Its JSON type.
    pub kind: &'static str,
}

/// One operation for the document.
#[derive(Debug)]
pub struct Entry {
    /// Stable name: `tickets.create`.
    pub name: &'static str,
    /// Lower-case method.
    pub method: String,
    /// Path with `{names}`.
    pub path: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Which right it asks for.
    pub right: &'static str,
    /// Whether a session or token is needed.
    pub guarded: bool,
    /// Query parameters.
    pub params: &'static [Param],
    /// The shape of the body.
    pub body: Option<Shape>,
    /// What it answers with.
    pub yields: Yields,
}

/// The document as JSON.
pub fn document(version: &str, entries: &[Entry]) -> Json {
    let mut paths = Map::new();
    let mut schemas: Vec<(String, RefOr<Schema>)> = Vec::new();
    for entry in entries {
        for shape in entry.body.into_iter().chain(shape_of(entry.yields)) {
            (shape.collect)(&mut schemas);
        }
        let item = paths.entry(entry.path).or_insert_with(|| json!({}));
        if let Json::Object(methods) = item {
            methods.insert(entry.method.clone(), operation(entry));
        }
    }
    let schemas: Map<String, Json> = schemas
        .into_iter()
        .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
        .chain([problem_schema()])
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Beleg", "version": version, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                 "description": "The native interface of a desk. The host name selects the tenant."},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "bearerFormat": "blg_…"},
            "agent": {"type": "apiKey", "in": "cookie", "name": "__Host-beleg-agent"},
            "customer": {"type": "apiKey", "in": "cookie", "name": "__Host-beleg-customer"},
        }},
    })
}

fn shape_of(yields: Yields) -> Option<Shape> {
    match yields {
        Yields::Json(shape) | Yields::Created(shape) => Some(shape),
        Yields::Nothing | Yields::Bytes(_) => None,
    }
}

fn operation(entry: &Entry) -> Json {
    let in_path = entry.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let mut parameters: Vec<Json> =
        in_path.map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})).collect();
    parameters.extend(entry.params.iter().map(
        |param| json!({"name": param.name, "in": "query", "required": false, "description": param.meaning, "schema": {"type": param.kind}}),
    ));
    let header = match entry.method.as_str() {
        "post" => Some(("Idempotency-Key", "A second request with the same key and content gets what the first one made.")),
        "patch" => Some(("If-Match", "The version that is known; another one is refused with 412.")),
        _ => None,
    };
    parameters.extend(header.map(
        |(name, meaning)| json!({"name": name, "in": "header", "required": false, "description": meaning, "schema": {"type": "string"}}),
    ));
    let mut out = json!({
        "operationId": entry.name,
        "summary": entry.summary,
        "description": format!("Right: {}.", entry.right),
        "tags": [entry.name.split('.').next().unwrap_or_default()],
        "parameters": parameters,
        "responses": responses(entry),
    });
    if let Json::Object(members) = &mut out {
        if let Some(body) = entry.body {
            let media = if entry.method == "patch" { "application/merge-patch+json" } else { "application/json" };
            let content: Map<String, Json> = [(media.to_owned(), json!({"schema": reference(body)}))].into_iter().collect();
            members.insert("requestBody".into(), json!({"required": true, "content": content}));
        }
        members.insert("security".into(), if entry.guarded { json!([{"token": []}, {"agent": []}, {"customer": []}]) } else { json!([]) });
    }
    out
}

fn responses(entry: &Entry) -> Json {
    let refusal =
        json!({"description": "A refusal", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    let (status, success) = match entry.yields {
        Yields::Json(shape) => ("200", json!({"description": "Done", "content": {"application/json": {"schema": reference(shape)}}})),
        Yields::Created(shape) => ("201", json!({"description": "Made", "content": {"application/json": {"schema": reference(shape)}}})),
        Yields::Nothing => ("204", json!({"description": "Done"})),
        Yields::Bytes(kind) => {
            let content: Map<String, Json> =
                [(kind.to_owned(), json!({"schema": {"type": "string", "format": "binary"}}))].into_iter().collect();
            ("200", json!({"description": "Done", "content": content}))
        }
    };
    json!({status: success, "default": refusal})
}

fn reference(shape: Shape) -> Json {
    json!({"$ref": format!("#/components/schemas/{}", (shape.name)())})
}

fn problem_schema() -> (String, Json) {
    let slugs: Vec<String> = problem::ALL.iter().map(|kind| format!("https://beleg.example/problems/{}", kind.slug)).collect();
    let schema = json!({
        "type": "object", "required": ["type", "title", "status", "request"],
        "properties": {
            "type": {"type": "string", "enum": slugs},
            "title": {"type": "string"}, "status": {"type": "integer"}, "request": {"type": "string"}, "detail": {"type": "string"},
            "errors": {"type": "array", "items": {"type": "object", "properties": {
                "field": {"type": "string"}, "reason": {"type": "string"}, "at": {"type": "integer"}, "token": {"type": "string"}}}},
        },
    });
    ("Problem".into(), schema)
}
