//! How to reach a directory. Pure.

use crate::model::{LONGEST_ROOTS, Unfit, text, words, yes};
use net::Roots;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;

/// **Units**: characters of the name of an attribute or a class.
const LONGEST_NAME: usize = 100;
/// The attribute with the id that Active Directory gives everybody: sixteen octets, and no text.
pub(crate) const OBJECT_GUID: &str = "objectGUID";

words! {
    /// How TLS begins. Without TLS nothing is said.
    Tls {
        /// With the first octet.
        Ldaps "ldaps",
        /// When the directory was asked for it.
        StartTls "starttls",
    }
}

const fn usual_tls() -> Tls {
    Tls::Ldaps
}

fn usual_login() -> String {
    "uid".into()
}

fn usual_subject() -> String {
    "entryUUID".into()
}

/// How to reach a directory (LDAP), and who is found in it. The secret is the search account's password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ldap {
    /// A host name or an address, for which the directory has a certificate.
    pub host: String,
    /// Its port; without one 636 for `ldaps`, and 389 for `starttls`.
    #[serde(default)]
    pub port: Option<u16>,
    /// How TLS begins.
    #[serde(default = "usual_tls")]
    pub tls: Tls,
    /// Below which people are looked for: a distinguished name.
    pub base: String,
    /// The search account: a distinguished name, or what else the directory takes for one.
    pub bind_dn: String,
    /// The attribute with what people type as their login.
    #[serde(default = "usual_login")]
    pub login_attribute: String,
    /// The attribute with what never changes. `objectGUID` is read as Active Directory writes it.
    #[serde(default = "usual_subject")]
    pub subject_attribute: String,
    /// The class that people have there; others are not found.
    #[serde(default)]
    pub object_class: Option<String>,
    /// The group that people have to be in: its distinguished name.
    #[serde(default)]
    pub member_of: Option<String>,
    /// Below which groups are looked for that have the person as `member`, `uniqueMember` or `memberUid`. Without it the person's
    /// `memberOf` says which they are in.
    #[serde(default)]
    pub group_base: Option<String>,
    /// Certificates of roots to trust beside the public ones, PEM.
    #[serde(default)]
    pub roots: Option<String>,
    /// Whether addresses in it count as people's own: nobody writes their own there.
    #[serde(default = "yes")]
    pub trusts_addresses: bool,
    /// Whether somebody who is here already, under the very login that they have there and without a password here, is linked when they
    /// come for the first time. Administrators are not, unless the mapping may make them.
    #[serde(default)]
    pub links_logins: bool,
}

/// Something that can be the name of an attribute or of a class.
pub(crate) fn is_name(name: &str) -> bool {
    let fits = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'.' | b';');
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(fits) && name.starts_with(|sign: char| sign.is_ascii_alphanumeric())
}

fn name(field: &'static str, value: &str) -> Result<(), Unfit> {
    text(field, value, 1)?;
    if is_name(value) { Ok(()) } else { Err(Unfit(field, "unfit")) }
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let fits = label.chars().all(|sign| sign.is_alphanumeric() || sign == '-');
        !label.is_empty() && fits && !label.starts_with('-') && !label.ends_with('-')
    };
    host.parse::<IpAddr>().is_ok() || (host.len() <= 253 && host.split('.').all(is_label))
}

impl Ldap {
    pub(crate) fn roots(&self) -> Result<Roots, Unfit> {
        self.roots.as_deref().map_or(Ok(Roots::none()), |pem| Roots::from_pem(pem).map_err(|_| Unfit("roots", "unfit")))
    }

    /// The port that is dialled.
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Tls::Ldaps => 636,
            Tls::StartTls => 389,
        })
    }

    /// The address, as the record has it.
    pub(crate) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    pub(crate) fn hold(&self) -> Result<(), Unfit> {
        text("host", &self.host, 1)?;
        if !is_host(&self.host) {
            return Err(Unfit("host", "unfit"));
        }
        if self.port == Some(0) {
            return Err(Unfit("port", "unfit"));
        }
        text("base", &self.base, 1)?;
        text("bind_dn", &self.bind_dn, 1)?;
        name("login_attribute", &self.login_attribute)?;
        name("subject_attribute", &self.subject_attribute)?;
        self.object_class.as_ref().map_or(Ok(()), |class| name("object_class", class))?;
        self.member_of.as_ref().map_or(Ok(()), |group| text("member_of", group, 1))?;
        self.group_base.as_ref().map_or(Ok(()), |base| text("group_base", base, 1))?;
        if self.roots.as_ref().is_some_and(|pem| pem.len() > LONGEST_ROOTS) {
            return Err(Unfit("roots", "too-long"));
        }
        self.roots().map(drop)
    }

    /// Whether a secret, the desk's or anybody's, would be sent to another place.
    pub(crate) fn is_at_another_place(&self, old: &Self) -> bool {
        self.address() != old.address() || self.tls != old.tls || self.bind_dn != old.bind_dn
    }

    /// Whether people of another place would be taken for those of this one. A directory may move to another host and stays itself.
    pub(crate) fn is_another(&self, old: &Self) -> bool {
        self.base != old.base || !self.subject_attribute.eq_ignore_ascii_case(&old.subject_attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ldap() -> Ldap {
        serde_json::from_str(r#"{"host":"ldap.example","base":"dc=example","bind_dn":"cn=desk,dc=example"}"#).unwrap()
    }

    #[test]
    fn settings_fit_or_say_where_they_do_not() {
        assert_eq!((ldap().hold(), ldap().port()), (Ok(()), 636));
        assert_eq!(Ldap { tls: Tls::StartTls, ..ldap() }.port(), 389);
        let check = |change: fn(&mut Ldap), expected: Unfit| {
            let mut changed = ldap();
            change(&mut changed);
            assert_eq!(changed.hold(), Err(expected));
        };
        check(|ldap| ldap.host = String::new(), Unfit("host", "missing"));
        for (host, fits) in [("10.0.0.1", true), ("::1", true), ("dc-1.süd.example", true), ("ldaps://ldap.example", false), ("a b", false)]
        {
            assert_eq!(Ldap { host: host.into(), ..ldap() }.hold().is_ok(), fits, "{host}");
        }
        check(|ldap| ldap.host = "ldap.example:636".into(), Unfit("host", "unfit"));
        check(|ldap| ldap.port = Some(0), Unfit("port", "unfit"));
        check(|ldap| ldap.base = String::new(), Unfit("base", "missing"));
        check(|ldap| ldap.bind_dn = String::new(), Unfit("bind_dn", "missing"));
        check(|ldap| ldap.login_attribute = "uid=*)(x".into(), Unfit("login_attribute", "unfit"));
        check(|ldap| ldap.subject_attribute = "-x".into(), Unfit("subject_attribute", "unfit"));
        check(|ldap| ldap.object_class = Some("a b".into()), Unfit("object_class", "unfit"));
        check(|ldap| ldap.member_of = Some(String::new()), Unfit("member_of", "missing"));
        check(|ldap| ldap.group_base = Some("a\nb".into()), Unfit("group_base", "unfit"));
        check(|ldap| ldap.roots = Some("none".into()), Unfit("roots", "unfit"));
        assert!(serde_json::from_str::<Ldap>(r#"{"host":"a","base":"b","bind_dn":"c","tls":"plain"}"#).is_err(), "there is no plain mode");
    }
}
