//! Reading XML by the strict profile, and finding one's way in it.

use super::refused::Refused;
use roxmltree::{Attribute, Document, Error, Node, ParsingOptions};
use std::collections::HashSet;

/// Elements nested in each other, at most.
const DEEPEST: usize = 64;
/// Elements of one document, at most.
const MOST_ELEMENTS: usize = 5_000;
/// Attributes of one element, namespaces included, at most.
const MOST_ATTRIBUTES: usize = 32;
/// Namespaces declared at one place in the document, at most.
const MOST_NAMESPACES: usize = 32;

pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub(super) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
pub(super) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

/// What may stand in a document beside elements and text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Nothing.
    Strict,
    /// Comments and processing instructions: files that people edit.
    Edited,
}

/// Reads a document. Never a document type, a CDATA section, or an entity of its own.
pub(super) fn read(text: &str, profile: Profile) -> Result<Document<'_>, Refused> {
    let body = without_declaration(text)?;
    measure(body, profile)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: u32::MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        Error::DtdDetected => Refused::Dtd,
        Error::UnknownEntityReference(..) | Error::MalformedEntityReference(..) => Refused::Entity,
        _ => Refused::Malformed,
    })?;
    let (mut ids, mut spaces) = (HashSet::new(), HashSet::new());
    for element in document.descendants().filter(Node::is_element) {
        for namespace in element.namespaces() {
            // The tree keeps each declaration once, so that the same one lies at the same place.
            let is_new = spaces.insert(namespace.uri().as_ptr());
            if (is_new || namespace.uri().is_empty()) && !is_absolute(namespace.name(), namespace.uri()) {
                return Err(Refused::Namespace);
            }
        }
        let named = element.attributes().filter(|attribute| attribute.name().eq_ignore_ascii_case("id"));
        for id in named {
            if !ids.insert(id.value().to_owned()) {
                return Err(Refused::DuplicateId);
            }
        }
    }
    Ok(document)
}

/// A namespace that is no absolute URI has no canonical form (Canonical XML 1.0 §1.3); for some it then comes out empty.
fn is_absolute(prefix: Option<&str>, uri: &str) -> bool {
    let is_plain = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte));
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (prefix.is_none() && uri.is_empty())
        || uri.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty() && is_plain(rest))
}

/// What follows the XML declaration; that one may only speak of UTF-8.
fn without_declaration(text: &str) -> Result<&str, Refused> {
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with([' ', '\t', '\r', '\n'])) else {
        return if text.trim_start().starts_with('<') { Ok(text) } else { Err(Refused::NotXml) };
    };
    let (declaration, body) = rest.split_once("?>").ok_or(Refused::Malformed)?;
    let said = declaration.split_once("encoding").map(|(_, value)| value.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']));
    if said.is_some_and(|said| !said.get(..5).is_some_and(|said| said.eq_ignore_ascii_case("utf-8"))) {
        return Err(Refused::NotUtf8);
    }
    Ok(body)
}

/// Measures a document before it is parsed.
///
/// In well-formed XML a `<` stands nowhere but at the beginning of markup, so that what is counted here is what the parser
/// will see; where a document is not well-formed, the parser goes no further than the place up to which both agree.
fn measure(body: &str, profile: Profile) -> Result<(), Refused> {
    let (mut rest, mut elements) = (body, 0);
    let mut declared: Vec<usize> = Vec::new();
    while let Some((_, markup)) = rest.split_once('<') {
        if let Some(after) = beyond_remark(markup, profile)? {
            rest = after;
            continue;
        }
        if let Some(end) = markup.strip_prefix('/') {
            declared.pop();
            rest = end;
            continue;
        }
        let tag = Tag::scan(markup);
        elements += 1;
        if elements > MOST_ELEMENTS || tag.names.len() > MOST_ATTRIBUTES {
            return Err(Refused::TooComplex);
        }
        if tag.has_twins() {
            return Err(Refused::Malformed);
        }
        if declared.len() >= DEEPEST {
            return Err(Refused::TooDeep);
        }
        let scope = declared.last().copied().unwrap_or(0) + tag.namespaces();
        if scope > MOST_NAMESPACES {
            return Err(Refused::TooComplex);
        }
        if !tag.is_empty {
            declared.push(scope);
        }
        rest = tag.after;
    }
    Ok(())
}

/// What follows a comment or a processing instruction, where the profile lets them stand.
fn beyond_remark(markup: &str, profile: Profile) -> Result<Option<&str>, Refused> {
    let (end, refused) = match markup {
        _ if markup.starts_with("!--") => ("-->", Refused::Comment),
        _ if markup.starts_with("![CDATA[") => return Err(Refused::CData),
        _ if markup.starts_with('!') => return Err(Refused::Dtd),
        _ if markup.starts_with('?') => ("?>", Refused::ProcessingInstruction),
        _ => return Ok(None),
    };
    if profile == Profile::Strict {
        return Err(refused);
    }
    Ok(Some(markup.split_once(end).ok_or(Refused::Malformed)?.1))
}

/// One start tag.
struct Tag<'a> {
    /// How its attributes are written, namespaces included.
    names: Vec<&'a str>,
    is_empty: bool,
    after: &'a str,
}

impl<'a> Tag<'a> {
    /// `markup` begins after the `<`.
    fn scan(markup: &'a str) -> Self {
        let mut tag = Self { names: Vec::new(), is_empty: false, after: "" };
        let mut rest = markup;
        while let Some(at) = rest.find(['"', '\'', '>']) {
            let (name, value) = rest.split_at(at);
            if let Some(after) = value.strip_prefix('>') {
                tag.is_empty = name.ends_with('/');
                tag.after = after;
                break;
            }
            let name = name.trim_end().trim_end_matches('=').trim_end();
            tag.names.push(name.split_ascii_whitespace().next_back().unwrap_or_default());
            let mut quoted = value.chars();
            let quote = quoted.next().unwrap_or('"');
            rest = quoted.as_str().split_once(quote).map_or("", |(_, after)| after);
        }
        tag
    }

    fn namespaces(&self) -> usize {
        self.names.iter().filter(|name| **name == "xmlns" || name.starts_with("xmlns:")).count()
    }

    /// The parser lets a namespace be declared twice on one element, which XML does not.
    fn has_twins(&self) -> bool {
        self.names.iter().enumerate().any(|(at, name)| self.names.iter().skip(at + 1).any(|other| other == name))
    }
}

/// Whether this is the element of that namespace and name.
pub(super) fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.tag_name().namespace() == Some(namespace) && node.tag_name().name() == name
}

/// Its children of that name.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, namespace: &'static str, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, namespace, name))
}

/// Its child of that name, which may stand once.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, namespace: &'static str, name: &'static str) -> Result<Option<Node<'a, 'i>>, Refused> {
    let mut found = children(node, namespace, name);
    let first = found.next();
    if found.next().is_some() { Err(Refused::Repeated) } else { Ok(first) }
}

/// An attribute without namespace.
pub(super) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.namespace().is_none() && attribute.name() == name).map(|attribute| attribute.value())
}

/// What an element says that holds text and nothing else.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Result<&'a str, Refused> {
    let mut inside = node.children();
    match (inside.next(), inside.next()) {
        (None, _) => Ok(""),
        (Some(only), None) if only.is_text() => Ok(only.text().unwrap_or_default()),
        _ => Err(Refused::MixedText),
    }
}

/// What an element says in Base64, which may be broken into lines.
pub(super) fn octets(node: Node<'_, '_>) -> Result<Option<Vec<u8>>, Refused> {
    Ok(decode(text(node)?))
}

/// Base64 with blanks between.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    let dense: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(dense).ok()
}

/// How the element is written: prefix and local name.
pub(super) fn written<'i>(node: Node<'_, 'i>) -> (Option<&'i str>, &'i str) {
    let source = node.document().input_text();
    let name = source.get(node.range().start + 1..).unwrap_or_default();
    let end = name.find([':', ' ', '\t', '\r', '\n', '/', '>']).unwrap_or(name.len());
    let (head, tail) = name.split_at(end);
    (tail.starts_with(':').then_some(head), node.tag_name().name())
}

/// The prefix that the attribute is written with.
pub(super) fn prefix_of<'i>(attribute: &Attribute<'_, 'i>, source: &'i str) -> Option<&'i str> {
    source.get(attribute.range_qname()).unwrap_or_default().split_once(':').map(|(prefix, _)| prefix)
}
