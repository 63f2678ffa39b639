//! Exclusive canonical XML without comments (Exclusive XML Canonicalization 1.0, on top of Canonical XML 1.0).

use super::refused::Refused;
use super::xml::{prefix_of, written};
use roxmltree::{Node, NodeId};
use std::collections::{BTreeMap, BTreeSet};

/// **Units**: octets. A namespace that is declared once may be written again on each element, so that a short document
/// can have a very long canonical form.
const LONGEST: usize = 4 * super::LONGEST_RESPONSE;

/// The canonical form of an element and all below it, without `but`; the prefixes in `inclusive` are kept where they are
/// in scope (`#default` is the one without name).
pub(super) fn canonical(apex: Node<'_, '_>, but: Option<NodeId>, inclusive: &[&str]) -> Result<String, Refused> {
    let mut writer = Writer { out: String::new(), but, inclusive };
    writer.element(apex, &BTreeMap::new())?;
    Ok(writer.out)
}

struct Writer<'a> {
    out: String,
    but: Option<NodeId>,
    inclusive: &'a [&'a str],
}

/// Namespaces that an element above has written: prefix (empty for the default) and address.
type Written<'a> = BTreeMap<&'a str, &'a str>;

impl Writer<'_> {
    /// Depth is bounded by reading.
    fn element<'a>(&mut self, node: Node<'a, '_>, above: &Written<'a>) -> Result<(), Refused> {
        let (prefix, local) = written(node);
        let name = prefix.map_or_else(|| local.to_owned(), |prefix| format!("{prefix}:{local}"));
        let source = node.document().input_text();
        let mut used: BTreeSet<&str> = BTreeSet::from([prefix.unwrap_or_default()]);
        let mut attributes: Vec<(&str, &str, String, &str)> = Vec::new();
        for attribute in node.attributes() {
            let prefix = prefix_of(&attribute, source);
            used.extend(prefix);
            let written = prefix.map_or_else(|| attribute.name().to_owned(), |prefix| format!("{prefix}:{}", attribute.name()));
            attributes.push((attribute.namespace().unwrap_or_default(), attribute.name(), written, attribute.value()));
        }
        used.extend(self.inclusive.iter().map(|prefix| if *prefix == "#default" { "" } else { *prefix }));
        used.remove("xml");
        let mut known = above.clone();
        self.out.push('<');
        self.out.push_str(&name);
        for prefix in used {
            let Some((prefix, uri)) = in_scope(node, prefix) else { continue };
            if known.get(prefix).copied().unwrap_or_default() != uri {
                let (colon, prefix_written) = if prefix.is_empty() { ("", "") } else { (":", prefix) };
                self.out.extend([" xmlns", colon, prefix_written, "=\""]);
                self.value(uri);
                self.out.push('"');
                known.insert(prefix, uri);
            }
        }
        attributes.sort_unstable();
        for (_, _, name, value) in attributes {
            self.out.extend([" ", name.as_str(), "=\""]);
            self.value(value);
            self.out.push('"');
        }
        self.out.push('>');
        self.within(node, &known)?;
        self.out.extend(["</", name.as_str(), ">"]);
        if self.out.len() > LONGEST { Err(Refused::CanonicalTooLarge) } else { Ok(()) }
    }

    fn within<'a>(&mut self, node: Node<'a, '_>, known: &Written<'a>) -> Result<(), Refused> {
        for child in node.children() {
            if child.is_element() && Some(child.id()) != self.but {
                self.element(child, known)?;
            } else if child.is_text() {
                self.text(child.text().unwrap_or_default());
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }

    fn value(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }
}

/// The namespace of a prefix at this element; the default one is always in scope, and empty unless declared.
fn in_scope<'a>(node: Node<'a, '_>, prefix: &str) -> Option<(&'a str, &'a str)> {
    let mut declared = node.namespaces();
    let found = declared.find(|namespace| namespace.name().unwrap_or_default() == prefix);
    match found {
        Some(namespace) => Some((namespace.name().unwrap_or_default(), namespace.uri())),
        None if prefix.is_empty() => Some(("", "")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::{Profile, read};
    use super::*;

    fn check(source: &str, inclusive: &[&str], expected: &str) {
        let document = read(source, Profile::Strict).unwrap();
        let apex = document.descendants().find(|node| node.attribute("apex").is_some()).unwrap_or(document.root_element());
        assert_eq!(canonical(apex, None, inclusive).unwrap(), expected, "{source}");
    }

    #[test]
    fn only_used_namespaces_are_written_and_where_they_are_used() {
        check(
            r#"<a:x xmlns:a="urn:a" xmlns:b="urn:b"><b:y/><b:y><b:z/></b:y></a:x>"#,
            &[],
            r#"<a:x xmlns:a="urn:a"><b:y xmlns:b="urn:b"></b:y><b:y xmlns:b="urn:b"><b:z></b:z></b:y></a:x>"#,
        );
        check(
            r#"<x xmlns="urn:a"><y xmlns=""><z xmlns="urn:a"/></y></x>"#,
            &[],
            r#"<x xmlns="urn:a"><y xmlns=""><z xmlns="urn:a"></z></y></x>"#,
        );
        check(
            r#"<a:x xmlns:a="urn:a" xmlns="urn:d"><a:y apex="1" xmlns:a="urn:b"/></a:x>"#,
            &[],
            r#"<a:y xmlns:a="urn:b" apex="1"></a:y>"#,
        );
    }

    #[test]
    fn listed_prefixes_are_kept_where_they_are_in_scope() {
        let source = r#"<r xmlns="urn:d" xmlns:xs="urn:xs" xmlns:o="urn:o"><o:y apex="1"><o:z t="xs:s"/></o:y></r>"#;
        check(source, &["xs"], r#"<o:y xmlns:o="urn:o" xmlns:xs="urn:xs" apex="1"><o:z t="xs:s"></o:z></o:y>"#);
        check(
            source,
            &["xs", "#default", "none"],
            r#"<o:y xmlns="urn:d" xmlns:o="urn:o" xmlns:xs="urn:xs" apex="1"><o:z t="xs:s"></o:z></o:y>"#,
        );
    }

    #[test]
    fn attributes_have_one_order_and_characters_one_form() {
        check(
            "<x xmlns:b=\"urn:a\" xmlns:a=\"urn:b\" a:q='1' b:q='2' z='\"&#9;&lt;' y=\"a\n'b\" xml:lang='de'>&gt;\r\n&#13;'\"</x>",
            &[],
            "<x xmlns:a=\"urn:b\" xmlns:b=\"urn:a\" y=\"a 'b\" z=\"&quot;&#x9;&lt;\" xml:lang=\"de\" b:q=\"2\" a:q=\"1\">&gt;\n&#xD;'\"</x>",
        );
    }

    #[test]
    fn a_namespace_that_is_written_again_and_again_ends_at_the_limit() {
        let source = format!("<x xmlns:a=\"urn:{}\">{}</x>", "a".repeat(100_000), "<a:b/>".repeat(1_000));
        let document = read(&source, Profile::Strict).unwrap();
        assert_eq!(canonical(document.root_element(), None, &[]), Err(Refused::CanonicalTooLarge));
    }
}
