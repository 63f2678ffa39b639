//! What may be dialled: the operator's word.

use crate::egress::address::{is_dialable, is_global};
use crate::egress::{EgressError, Purpose};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::str::FromStr;

/// What may be dialled. Only the operator of the node sets it; nothing in it comes from a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The purposes that are switched on; one that is missing is off.
    pub purposes: BTreeMap<Purpose, Rule>,
    /// Targets that may be dialled although they are not of the world.
    pub internal: Vec<Internal>,
    /// The node's own addresses: reached by [`Purpose::HttpsProbe`] alone, unless `internal` names them.
    pub own_addresses: Vec<IpAddr>,
}

/// What one purpose may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The ports on which it may connect.
    pub ports: Vec<u16>,
}

/// A target inside that the operator opened.
///
/// **Shape**: read from a network (`10.0.0.0/8`), an address (`10.0.0.5`) or an exact host name
/// (`mail.internal`); an opened name opens whatever addresses it resolves to. With a purpose before it
/// (`remote_pictures=10.0.0.5`) it is opened for that alone.
///
/// # Security
/// What strangers choose ([`Purpose::is_of_strangers`]) reaches nothing that was not opened for it by name: the smarthost on the local
/// network is not there for whoever writes a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Internal {
    /// All addresses of a network.
    Net(IpNet),
    /// Whatever a name resolves to.
    Host(String),
    /// A target for one purpose alone.
    For(Purpose, Box<Self>),
}

/// The text names neither a network nor a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a network, an address nor a host name")]
pub struct NotATarget;

impl FromStr for Internal {
    type Err = NotATarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((word, target)) = text.split_once('=') {
            let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == word).ok_or(NotATarget)?;
            let target: Self = target.parse()?;
            return if matches!(target, Self::For(..)) { Err(NotATarget) } else { Ok(Self::For(purpose, Box::new(target))) };
        }
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        match (net, folded_host(text)) {
            (Ok(net), _) => Ok(Self::Net(net)),
            (Err(_), Some(host)) => Ok(Self::Host(host)),
            (Err(_), None) => Err(NotATarget),
        }
    }
}

impl Internal {
    fn opens(&self, purpose: Purpose, host: &str, address: IpAddr) -> bool {
        match self {
            Self::For(only, target) => *only == purpose && target.names(host, address),
            _ => !purpose.is_of_strangers() && self.names(host, address),
        }
    }

    fn names(&self, host: &str, address: IpAddr) -> bool {
        match self {
            Self::Net(net) => net.contains(&address),
            Self::Host(name) => name == host,
            Self::For(_, target) => target.names(host, address),
        }
    }
}

impl Policy {
    /// The purposes with the ports that their protocols have: submission 465, 587 and 25, PostgreSQL 5432, https 443, pictures 80
    /// and 443, mailboxes 993, 143, 995 and 110, providers of single sign-on 443.
    pub fn standard() -> Self {
        let rule = |ports: &[u16]| Rule { ports: ports.to_vec() };
        let purposes = BTreeMap::from([
            (Purpose::SmtpSubmission, rule(&[465, 587, 25])),
            (Purpose::Postgres, rule(&[5432])),
            (Purpose::HttpsProbe, rule(&[443])),
            (Purpose::RemotePictures, rule(&[80, 443])),
            (Purpose::Mailbox, rule(&[993, 143, 995, 110])),
            (Purpose::SignOn, rule(&[443])),
        ]);
        Self { purposes, ..Self::default() }
    }

    /// Whether the purpose is on and has this port.
    pub(crate) fn check_port(&self, purpose: Purpose, port: u16) -> Result<(), EgressError> {
        let rule = self.purposes.get(&purpose).ok_or(EgressError::PurposeOff)?;
        if rule.ports.contains(&port) { Ok(()) } else { Err(EgressError::PortRefused) }
    }

    /// Whether the address, to which the (folded) host resolved, may be dialled for the purpose. Expects a canonical address.
    pub(crate) fn may_dial(&self, purpose: Purpose, host: &str, address: IpAddr) -> bool {
        let listed = self.internal.iter().any(|entry| entry.opens(purpose, host, address));
        let own = self.own_addresses.iter().any(|own| own.to_canonical() == address);
        is_dialable(address) && (listed || if own { purpose == Purpose::HttpsProbe } else { is_global(address) })
    }
}

/// The name as it is compared: lower case, without the root's dot. `None` when it cannot be a host name.
pub(crate) fn folded_host(text: &str) -> Option<String> {
    let host = text.strip_suffix('.').unwrap_or(text);
    let sign = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(sign);
    (host.len() <= 253 && host.split('.').all(label)).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_operators_write() {
        let check = |text: &str, expected: Option<Internal>| assert_eq!(text.parse::<Internal>().ok(), expected, "{text}");
        check("10.0.0.0/8", "10.0.0.0/8".parse().ok().map(Internal::Net));
        check("10.0.0.5", "10.0.0.5/32".parse().ok().map(Internal::Net));
        check("fd00::/8", "fd00::/8".parse().ok().map(Internal::Net));
        check("Mail.Internal.", Some(Internal::Host(String::from("mail.internal"))));
        let only = |target: &str| target.parse().ok().map(|target| Internal::For(Purpose::RemotePictures, Box::new(target)));
        check("remote_pictures=10.0.0.0/8", only("10.0.0.0/8"));
        check("remote_pictures=pictures.internal", only("pictures.internal"));
        for bad in [
            "remote_pictures=postgres=10.0.0.1",
            "pictures=10.0.0.1",
            "=10.0.0.1",
            "remote_pictures=",
            "",
            ".",
            "a..b",
            "10.0.0.0/33x/",
            "mail internal",
            "häuschen.example",
            "a\0b",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn inside_needs_the_operators_word() {
        let mut policy = Policy { own_addresses: vec!["93.184.215.14".parse().unwrap()], ..Policy::standard() };
        let check = |policy: &Policy, purpose: Purpose, host: &str, address: &str, expected: bool| {
            assert_eq!(policy.may_dial(purpose, host, address.parse().unwrap()), expected, "{purpose:?} {host} {address}");
        };
        check(&policy, Purpose::SmtpSubmission, "mail.example", "1.1.1.1", true);
        check(&policy, Purpose::SmtpSubmission, "mail.example", "10.0.0.5", false);
        check(&policy, Purpose::SmtpSubmission, "self.example", "93.184.215.14", false);
        check(&policy, Purpose::HttpsProbe, "self.example", "93.184.215.14", true);
        policy.internal = vec!["10.0.0.0/24".parse().unwrap(), "db.internal".parse().unwrap(), "0.0.0.0/0".parse().unwrap()];
        check(&policy, Purpose::SmtpSubmission, "mail.example", "10.0.0.5", true);
        check(&policy, Purpose::Postgres, "db.internal", "fd00::7", true);
        check(&policy, Purpose::Postgres, "other.internal", "fd00::7", false);
        check(&policy, Purpose::Postgres, "db.internal", "0.0.0.0", false);
        check(&policy, Purpose::RemotePictures, "mail.example", "10.0.0.5", false);
        check(&policy, Purpose::RemotePictures, "db.internal", "fd00::7", false);
        policy.internal.push("remote_pictures=10.0.0.9".parse().unwrap());
        check(&policy, Purpose::RemotePictures, "pictures.example", "10.0.0.9", true);
        check(&policy, Purpose::RemotePictures, "pictures.example", "10.0.0.8", false);
        policy.internal = vec!["remote_pictures=10.0.0.9".parse().unwrap()];
        check(&policy, Purpose::SmtpSubmission, "mail.example", "10.0.0.9", false);
    }
}
