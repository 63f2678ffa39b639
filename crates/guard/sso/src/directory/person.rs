//! From an entry to what is said of somebody. Pure.

use crate::ldap::{Ldap, OBJECT_GUID, is_name};
use crate::rules::Mapping;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use wire::ldap::{Entry, Filter};
use wire::oidc::{Claims, IdClaims};

/// The claim with the groups.
pub(crate) const GROUPS: &str = "groups";
/// What other providers call it, and which attribute that is here: the first that has a value.
const ALIASES: [(&str, &[&str]); 2] = [("name", &["displayName", "cn"]), ("email", &["mail"])];
/// The claim with the login, as other providers call it.
const LOGIN: &str = "preferred_username";
const MEMBER_OF: &str = "memberOf";
/// The longest subject. **Units**: octets.
const LONGEST_SUBJECT: usize = 255;

/// A group that somebody is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group {
    /// Its distinguished name.
    pub(crate) dn: String,
    /// What it is called there.
    pub(crate) cn: Option<String>,
}

/// Who is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sought<'a> {
    /// Whoever has this login.
    Login(&'a str),
    /// Whoever was known by this subject.
    Subject(&'a str),
}

/// The filter that finds somebody; `None` when nobody can have that subject.
pub(super) fn filter(ldap: &Ldap, sought: Sought<'_>) -> Option<Filter> {
    let mut all = vec![match sought {
        Sought::Login(login) => Filter::Is(ldap.login_attribute.clone(), login.into()),
        Sought::Subject(subject) if is_guid(ldap) => Filter::Is(ldap.subject_attribute.clone(), guid_octets(subject)?.to_vec()),
        Sought::Subject(subject) => Filter::Is(ldap.subject_attribute.clone(), subject.into()),
    }];
    all.extend(ldap.object_class.iter().map(|class| Filter::Is("objectClass".into(), class.clone().into())));
    if ldap.group_base.is_none() {
        all.extend(ldap.member_of.iter().map(|group| Filter::Is(MEMBER_OF.into(), group.clone().into())));
    }
    Some(Filter::All(all))
}

/// The filter that finds the groups of somebody.
pub(super) fn groups_filter(ldap: &Ldap, entry: &Entry) -> Filter {
    let has = |attribute: &str, value: &str| Filter::Is(attribute.into(), value.into());
    let mut any = vec![has("member", &entry.name), has("uniqueMember", &entry.name)];
    any.extend(entry.texts(&ldap.login_attribute).take(1).map(|login| has("memberUid", login)));
    Filter::Any(any)
}

/// The attributes that are asked for.
pub(super) fn wanted(ldap: &Ldap, mapping: &Mapping) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let own = [&ldap.login_attribute, &ldap.subject_attribute].map(String::as_str);
    let usual = ALIASES.iter().flat_map(|(_, attributes)| *attributes).copied().chain((ldap.group_base.is_none()).then_some(MEMBER_OF));
    let mapped = [Some(&mapping.login_claim), Some(&mapping.name_claim), Some(&mapping.address_claim), mapping.groups_claim.as_ref()];
    let is_ours = |name: &str| name == LOGIN || name == GROUPS || ALIASES.iter().any(|(alias, _)| *alias == name);
    let mapped = mapped.into_iter().flatten().map(String::as_str).filter(|name| is_name(name) && !is_ours(name));
    own.into_iter().chain(usual).chain(mapped).filter(|name| seen.insert(name.to_ascii_lowercase())).map(str::to_owned).collect()
}

fn is_guid(ldap: &Ldap) -> bool {
    ldap.subject_attribute.eq_ignore_ascii_case(OBJECT_GUID)
}

/// The order in which Active Directory writes the octets of what its tools show: the first three fields from their end.
const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

fn guid_text(octets: &[u8]) -> Option<String> {
    let octets: [u8; 16] = octets.try_into().ok()?;
    let mut text = String::with_capacity(36);
    for (place, from) in ORDER.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let octet = octets.get(from)?;
        text.extend([octet >> 4, octet & 15].into_iter().filter_map(|half| char::from_digit(u32::from(half), 16)));
    }
    Some(text)
}

fn guid_octets(text: &str) -> Option<[u8; 16]> {
    let digits: String = text.chars().filter(|sign| *sign != '-').collect();
    let mut octets = [0; 16];
    for (place, to) in ORDER.into_iter().enumerate() {
        *octets.get_mut(to)? = u8::from_str_radix(digits.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    (guid_text(&octets)? == text).then_some(octets)
}

/// The one name that never changes.
pub(super) fn subject(ldap: &Ldap, entry: &Entry) -> Option<String> {
    let [value] = entry.values(&ldap.subject_attribute) else { return None };
    let text = if is_guid(ldap) { guid_text(value)? } else { String::from_utf8(value.clone()).ok()? };
    let fits = (1..=LONGEST_SUBJECT).contains(&text.len()) && !text.chars().any(char::is_control) && text.trim() == text;
    fits.then_some(text)
}

/// The groups that an entry says that it is in.
pub(super) fn groups_of(entry: &Entry) -> Vec<Group> {
    entry.texts(MEMBER_OF).map(|dn| Group { dn: dn.to_owned(), cn: first_cn(dn) }).collect()
}

/// A group that was found.
pub(super) fn group(entry: &Entry) -> Group {
    Group { dn: entry.name.clone(), cn: entry.texts("cn").next().map(str::to_owned) }
}

/// What a distinguished name begins with, when that is a `cn` (RFC 4514 §2.4, §3).
fn first_cn(dn: &str) -> Option<String> {
    let (kind, rest) = dn.split_once('=')?;
    if !kind.trim().eq_ignore_ascii_case("cn") || rest.starts_with('#') {
        return None;
    }
    let mut octets = Vec::new();
    let mut signs = rest.bytes();
    while let Some(sign) = signs.next() {
        match sign {
            // More than one attribute names it: then no single one does.
            b'+' => return None,
            b',' | b';' => break,
            b'\\' => {
                let next = signs.next()?;
                let octet = char::from(next).to_digit(16).map(|high| {
                    let low = signs.next().and_then(|low| char::from(low).to_digit(16))?;
                    u8::try_from(high * 16 + low).ok()
                });
                octets.push(match octet {
                    Some(octet) => octet?,
                    None => next,
                });
            }
            sign => octets.push(sign),
        }
    }
    String::from_utf8(octets).ok().filter(|cn| !cn.is_empty())
}

/// What the directory says of somebody. Of their groups those count that a rule names, so that somebody may be in any number of them.
pub(super) fn said(ldap: &Ldap, mapping: &Mapping, entry: &Entry, groups: &[Group], typed: Option<&str>) -> Option<IdClaims> {
    let mut claims = Map::new();
    for name in wanted(ldap, mapping) {
        let mut texts: Vec<Value> = entry.texts(&name).map(Value::from).collect();
        let value =
            if texts.len() == 1 { texts.pop() } else { Some(Value::Array(texts)).filter(|value| *value != Value::Array(Vec::new())) };
        value.map(|value| claims.insert(name, value));
    }
    for (alias, attributes) in ALIASES {
        let first = attributes.iter().find_map(|attribute| entry.texts(attribute).find(|text| !text.trim().is_empty()));
        if let (Some(first), false) = (first, claims.contains_key(alias)) {
            claims.insert(alias.to_owned(), first.into());
        }
    }
    // Of several logins the one that was typed.
    let logins = || entry.texts(&ldap.login_attribute);
    let login = logins().find(|login| typed.is_some_and(|typed| is_same(login, typed))).or_else(|| logins().next());
    login.map(|login| claims.insert(LOGIN.to_owned(), login.into()));
    if !claims.contains_key(GROUPS) {
        let named: BTreeSet<&str> = mapping.rules.iter().map(|rule| rule.value.as_str()).collect();
        let values = groups.iter().flat_map(|group| std::iter::once(&group.dn).chain(&group.cn));
        let values: BTreeSet<&str> = values.map(String::as_str).filter(|value| named.contains(value)).collect();
        claims.insert(GROUPS.to_owned(), values.into_iter().collect::<Vec<_>>().into());
    }
    Some(IdClaims { subject: subject(ldap, entry)?, session: None, auth_at: None, claims: Claims::new(claims) })
}

/// Whether two logins are one here.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let fold = |text: &str| text.parse::<people::Login>().ok();
    fold(one).is_some_and(|folded| Some(folded) == fold(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rule;
    use proptest::prelude::*;

    fn ldap(more: &str) -> Ldap {
        serde_json::from_str(&format!(r#"{{"host":"ldap.example","base":"dc=example","bind_dn":"cn=desk,dc=example"{more}}}"#)).unwrap()
    }

    fn entry(attributes: &[(&str, &[&[u8]])]) -> Entry {
        let own = |(name, values): &(&str, &[&[u8]])| ((*name).to_owned(), values.iter().map(|value| value.to_vec()).collect());
        Entry { name: "uid=erika,dc=example".into(), attributes: attributes.iter().map(own).collect() }
    }

    #[test]
    fn a_guid_is_written_as_the_tools_of_active_directory_write_it() {
        let octets: Vec<u8> = (0..16).collect();
        let text = "03020100-0504-0706-0809-0a0b0c0d0e0f";
        let ad = ldap(r#","subject_attribute":"objectGUID""#);
        let found = entry(&[("objectGUID", &[&octets])]);
        assert_eq!(subject(&ad, &found).as_deref(), Some(text));
        let Some(Filter::All(all)) = filter(&ad, Sought::Subject(text)) else { panic!("a filter") };
        assert_eq!(all, [Filter::Is("objectGUID".into(), octets)]);
        for bad in
            ["", "03020100050407060809-0a0b0c0d0e0f", "x", "03020100-0504-0706-0809-0a0b0c0d0e0f00", "ä3020100-0504-0706-0809-0a0b0c0d0e0"]
        {
            assert!(filter(&ad, Sought::Subject(bad)).is_none(), "{bad}");
        }
        assert_eq!(subject(&ad, &entry(&[("objectGUID", &[b"short"])])), None);
    }

    #[test]
    fn a_subject_is_one_text() {
        let usual = ldap("");
        assert_eq!(subject(&usual, &entry(&[("ENTRYuuid", &[b"a-1"])])).as_deref(), Some("a-1"));
        for bad in [&[][..], &[b"a".as_slice(), b"b"], &[b"".as_slice()], &[b"\xff".as_slice()], &[b" a".as_slice()], &[b"a\n".as_slice()]]
        {
            assert_eq!(subject(&usual, &entry(&[("entryUUID", bad)])), None, "{bad:?}");
        }
    }

    #[test]
    fn who_has_to_be_in_a_group_is_looked_for_in_it() {
        let group = Filter::Is("memberOf".into(), b"cn=desk".to_vec());
        let with = |more: &str| match filter(&ldap(more), Sought::Login("*)(uid=*")) {
            Some(Filter::All(all)) => all,
            other => panic!("{other:?}"),
        };
        assert_eq!(with("")[..], [Filter::Is("uid".into(), b"*)(uid=*".to_vec())]);
        assert_eq!(
            with(r#","member_of":"cn=desk","object_class":"person""#)[1..],
            [Filter::Is("objectClass".into(), b"person".to_vec()), group]
        );
        assert_eq!(with(r#","member_of":"cn=desk","group_base":"ou=groups""#).len(), 1, "then the groups say it");
    }

    #[test]
    fn attributes_become_claims_under_the_names_that_other_providers_have() {
        let rules = vec![Rule { value: "desk".into(), role: Some(people::RoleId(1)), group: None, permissions: Vec::new() }];
        let mapping = Mapping { groups_claim: Some(GROUPS.into()), name_claim: "sn".into(), rules, ..Mapping::default() };
        let found = entry(&[
            ("UID", &[b"erika", b"Erika.M"]),
            ("entryUUID", &[b"1"]),
            ("cn", &[b"Erika Mustermann"]),
            ("sn", &[b"Mustermann"]),
            ("mail", &["erika@süd.example".as_bytes(), b"e@a.example"]),
            ("memberOf", &[b"cn=desk,dc=example", b"cn=other,dc=example"]),
        ]);
        let said = said(&ldap(""), &mapping, &found, &groups_of(&found), Some("erika.m")).unwrap();
        let check = |name: &str, expected: &[&str]| assert_eq!(said.claims.values(name), expected, "{name}");
        check("uid", &["erika", "Erika.M"]);
        check("preferred_username", &["Erika.M"]);
        check("name", &["Erika Mustermann"]);
        check("sn", &["Mustermann"]);
        check("email", &["erika@süd.example"]);
        check("groups", &["desk"]);
        check("memberOf", &["cn=desk,dc=example", "cn=other,dc=example"]);
        assert_eq!(said.subject, "1");
    }

    #[test]
    fn what_a_group_is_called_is_read_from_its_name() {
        for (dn, expected) in [
            ("cn=desk,dc=example", Some("desk")),
            ("CN=Leitung\\, Süd,OU=x", Some("Leitung, Süd")),
            ("cn=S\\C3\\BCd", Some("Süd")),
            ("cn=a\\+b;dc=x", Some("a+b")),
            ("ou=desk,cn=x", None),
            ("cn=a+uid=b,dc=x", None),
            ("cn=#0401", None),
            ("cn=\\", None),
            ("cn=\\f", None),
            ("cn=\\ff", None),
            ("desk", None),
            ("cn=,dc=x", None),
        ] {
            assert_eq!(first_cn(dn).as_deref(), expected, "{dn}");
        }
    }

    proptest! {
        #[test]
        fn any_guid_comes_back_and_any_name_is_read(octets in any::<[u8; 16]>(), dn in "\\PC{0,40}") {
            let text = guid_text(&octets).unwrap();
            prop_assert_eq!(guid_octets(&text), Some(octets));
            let _any = (first_cn(&dn), guid_octets(&dn));
        }
    }
}
