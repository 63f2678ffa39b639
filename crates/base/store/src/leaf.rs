//! Leaves of the audit log, version 1.
//!
//! A leaf is canonical JSON (RFC 8785) without personal data: pseudonyms for who and what, salted
//! commitments for the rest. The salt lives beside the detail; when both are erased the leaf
//! cannot be linked to anybody, and every proof over it stays valid. The tree over the leaves is
//! built from them later; their bytes never change.
//!
//! # Incomplete support
//! The canonical form covers what leaves hold: objects, strings, whole numbers, null. Fractions
//! are refused.

use crate::event::{Draft, Outcome};
use crate::keys::StoreKeys;
use kernel::{By, TenantId, Timestamp};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What a leaf is made from.
pub(crate) struct Parts<'a> {
    pub(crate) seq: i64,
    pub(crate) at: Timestamp,
    pub(crate) tenant: TenantId,
    pub(crate) by: &'a By,
    pub(crate) draft: &'a Draft,
    pub(crate) salt: &'a [u8; 32],
    pub(crate) detail: Option<&'a str>,
}

/// The leaf's bytes.
pub(crate) fn canonical_leaf(keys: &StoreKeys, parts: &Parts<'_>) -> String {
    let by = parts.by;
    let actor = by.actor.to_text();
    let object = parts.draft.object;
    let mut leaf = Map::new();
    leaf.insert("v".into(), json!(1));
    leaf.insert("id".into(), json!(parts.seq));
    leaf.insert("t".into(), json!(parts.at.as_micros()));
    leaf.insert("tenant".into(), json!(hex(&keys.pseudonym(&parts.tenant.0.0))));
    leaf.insert("actor_pn".into(), json!(hex(&keys.pseudonym(actor.as_bytes()))));
    leaf.insert("actor_kind".into(), json!(by.actor.kind().as_str()));
    leaf.insert("auth_strength".into(), json!(by.strength.as_str()));
    leaf.insert("action".into(), json!(format!("{}.{}", parts.draft.kind.room, parts.draft.kind.name)));
    leaf.insert("obj_type".into(), json!(object.kind));
    leaf.insert("obj_pn".into(), object.id.map_or(Json::Null, |id| json!(hex(&keys.pseudonym(&id.0)))));
    leaf.insert("outcome".into(), json!(parts.draft.outcome.as_str()));
    leaf.insert("req".into(), json!(by.request.to_string()));
    leaf.insert("public_commit".into(), json!(commit(parts.salt, "beleg-public/1", canonical(&parts.draft.public).as_bytes())));
    if let Some(behalf) = by.on_behalf {
        leaf.insert("on_behalf_pn".into(), json!(hex(&keys.pseudonym(behalf.to_text().as_bytes()))));
    }
    if let Some(detail) = parts.detail {
        leaf.insert("detail_commit".into(), json!(commit(parts.salt, "beleg-audit/1", detail.as_bytes())));
    }
    if let Some(digest) = parts.draft.content {
        leaf.insert("content_commit".into(), json!(commit(parts.salt, "beleg-content/1", &digest)));
    }
    if let Some(ip) = by.ip {
        leaf.insert("ip_commit".into(), json!(commit(parts.salt, "beleg-ip/1", ip.to_string().as_bytes())));
    }
    canonical(&Json::Object(leaf))
}

/// SHA-256 over domain, salt and bytes, in hexadecimal.
pub fn commit(salt: &[u8; 32], domain: &str, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(domain.as_bytes());
    hash.update(salt);
    hash.update(bytes);
    hex(&hash.finalize())
}

/// SHA-256 of bytes: what an event's `content` takes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The leaf hash of RFC 6962 §2.1: SHA-256 over a zero byte and the leaf.
pub fn leaf_hash(leaf: &str) -> String {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(leaf.as_bytes());
    hex(&hash.finalize())
}

/// Canonical JSON (RFC 8785): keys sorted, no blanks, shortest escapes.
pub fn canonical(json: &Json) -> String {
    let mut out = String::new();
    write_canonical(json, &mut out);
    out
}

fn write_canonical(json: &Json, out: &mut String) {
    match json {
        Json::Object(map) => {
            // RFC 8785 §3.2.3 sorts by UTF-16 code units.
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by_key(|key| key.encode_utf16().collect::<Vec<_>>());
            out.push('{');
            for (index, key) in keys.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                let _ = write!(out, "{}:", Json::String(key.clone()));
                write_canonical(map.get(key).unwrap_or(&Json::Null), out);
            }
            out.push('}');
        }
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// What an auditor finds when a leaf is held against its row and detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeafFinding {
    /// All commitments agree.
    Sound,
    /// The detail was erased with its salt: nothing left to compare, the leaf stands.
    Erased,
    /// Something was changed after the fact; the word names what.
    Changed(&'static str),
}

/// What a leaf is held against: its row, and what was not erased of its detail.
pub(crate) struct Beside<'a> {
    pub(crate) event: &'a crate::Recorded,
    pub(crate) proof: &'a crate::Proof,
}

/// Holds a leaf against the row that it speaks of: place, time, action, pseudonyms, and every commitment whose salt is there.
pub(crate) fn examine(keys: &StoreKeys, beside: &Beside<'_>) -> LeafFinding {
    let Beside { event, proof } = beside;
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(&proof.leaf) else { return LeafFinding::Changed("leaf") };
    let says = |name: &str, value: Option<Json>| fields.get(name).filter(|said| !said.is_null()) == value.as_ref();
    let pseudonym = |of: &[u8]| Some(json!(hex(&keys.pseudonym(of))));
    let plain = [
        ("place", says("id", Some(json!(event.seq)))),
        ("time", says("t", Some(json!(event.at.as_micros())))),
        ("action", says("action", Some(json!(format!("{}.{}", event.room, event.kind))))),
        ("kind of object", says("obj_type", Some(json!(event.object_kind)))),
        ("actor", says("actor_pn", pseudonym(event.actor.as_bytes()))),
        ("on behalf of whom", says("on_behalf_pn", event.on_behalf.as_ref().and_then(|behalf| pseudonym(behalf.as_bytes())))),
        ("object", says("obj_pn", event.object.and_then(|object| pseudonym(&object.0)))),
    ];
    if let Some((what, _)) = plain.iter().find(|(_, agrees)| !agrees) {
        return LeafFinding::Changed(what);
    }
    let Some(detail) = &proof.detail else { return LeafFinding::Erased };
    let committed = |domain: &str, text: Option<&str>| text.map(|text| json!(commit(&detail.salt, domain, text.as_bytes())));
    let salted = [
        ("public fields", says("public_commit", committed("beleg-public/1", Some(&canonical(&event.public))))),
        ("detail", says("detail_commit", committed("beleg-audit/1", detail.text.as_deref()))),
        ("address", says("ip_commit", committed("beleg-ip/1", detail.ip.as_deref()))),
    ];
    salted.iter().find(|(_, agrees)| !agrees).map_or(LeafFinding::Sound, |(what, _)| LeafFinding::Changed(what))
}

impl Outcome {
    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Done, Self::Refused].into_iter().find(|outcome| outcome.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_follows_rfc_8785() {
        let check = |json: Json, expected: &str| assert_eq!(canonical(&json), expected);
        check(json!({"b": 1, "a": [null, "ä\n\u{1f600}"], "B": {}}), "{\"B\":{},\"a\":[null,\"ä\\n\u{1f600}\"],\"b\":1}");
        check(json!("\u{0008}\u{001f}\"\\/"), "\"\\b\\u001f\\\"\\\\/\"");
    }

    #[test]
    fn commitments_depend_on_salt_and_domain() {
        assert_ne!(commit(&[0; 32], "a", b"x"), commit(&[1; 32], "a", b"x"));
        assert_ne!(commit(&[0; 32], "a", b"x"), commit(&[0; 32], "b", b"x"));
    }
}
