//! From where people may come. Pure.
//!
//! A rule names networks that are let in and networks that are not. What is refused counts first; where any network is let in, no other
//! one is. Of several rules that hold for one request each has to let it in.

use ipnet::{IpNet, Ipv4Net};
use kernel::id;
use people::RoleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// **Units**: networks in one list.
pub const MOST_NETWORKS: usize = 200;
/// **Units**: rules of one tenant.
pub const MOST_RULES: usize = 100;

/// Addresses that begin alike.
///
/// **Shape**: `192.0.2.0/24`, `2001:db8::/48` or one address. Bits behind the prefix are dropped, and addresses of IPv4 in the clothes of
/// IPv6 (`::ffff:192.0.2.7`) are those of IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

/// The text names no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no network")]
pub struct NotANetwork;

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, ip: IpAddr) -> bool {
        self.0.contains(&ip.to_canonical())
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| NotANetwork)?;
        let IpNet::V6(wide) = net else { return Ok(Self(net.trunc())) };
        let inner = wide.addr().to_ipv4_mapped().zip(wide.prefix_len().checked_sub(96));
        let net = inner.and_then(|(ip, length)| Ipv4Net::new(ip, length).ok()).map_or(net, IpNet::V4);
        Ok(Self(net.trunc()))
    }
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Self, NotANetwork> {
        text.parse()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

/// From where one may come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AddressRule {
    /// Not from here. Counts first.
    #[schema(value_type = Vec<String>)]
    pub deny: Vec<Network>,
    /// From nowhere but here; empty means from anywhere.
    #[schema(value_type = Vec<String>)]
    pub allow: Vec<Network>,
}

impl AddressRule {
    /// Whether it lets an address in. Whoever has none comes in only where nothing is said.
    pub fn lets_in(&self, ip: Option<IpAddr>) -> bool {
        let among = |networks: &[Network]| ip.is_some_and(|ip| networks.iter().any(|network| network.contains(ip)));
        let is_denied = if ip.is_some() { among(&self.deny) } else { !self.deny.is_empty() };
        !is_denied && (self.allow.is_empty() || among(&self.allow))
    }

    const fn is_empty(&self) -> bool {
        self.deny.is_empty() && self.allow.is_empty()
    }
}

/// For whose requests a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Where {
    /// Every request.
    Everywhere,
    /// Agents in a browser.
    Agents,
    /// Customer users.
    Customers,
    /// Programs with a token.
    Tokens,
    /// Agents with a role, in a browser or by a token.
    Role(RoleId),
}

/// The word names nothing that rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rules are for everywhere, agents, customers, tokens or role:NUMBER")]
pub struct NotWhere;

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere => f.write_str("everywhere"),
            Self::Agents => f.write_str("agents"),
            Self::Customers => f.write_str("customers"),
            Self::Tokens => f.write_str("tokens"),
            Self::Role(role) => write!(f, "role:{}", role.0),
        }
    }
}

impl FromStr for Where {
    type Err = NotWhere;

    fn from_str(text: &str) -> Result<Self, NotWhere> {
        match text {
            "everywhere" => Ok(Self::Everywhere),
            "agents" => Ok(Self::Agents),
            "customers" => Ok(Self::Customers),
            "tokens" => Ok(Self::Tokens),
            _ => text.strip_prefix("role:").and_then(|number| number.parse().ok()).map(|number| Self::Role(RoleId(number))).ok_or(NotWhere),
        }
    }
}

impl TryFrom<String> for Where {
    type Error = NotWhere;

    fn try_from(text: String) -> Result<Self, NotWhere> {
        text.parse()
    }
}

impl From<Where> for String {
    fn from(place: Where) -> Self {
        place.to_string()
    }
}

id!(AddressChangeId, "adr", "A change of rules by address, while it waits to be confirmed.");

/// All rules of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Addresses(pub BTreeMap<Where, AddressRule>);

/// More than the limits allow: the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is too many {0}")]
pub struct TooMany(pub &'static str);

impl Addresses {
    /// Whether each of the rules that hold lets an address in.
    pub fn let_in(&self, ip: Option<IpAddr>, places: &[Where]) -> bool {
        places.iter().filter_map(|place| self.0.get(place)).all(|rule| rule.lets_in(ip))
    }

    /// Without rules that say nothing.
    ///
    /// # Errors
    /// There are too many of something.
    pub fn tidied(mut self) -> Result<Self, TooMany> {
        self.0.retain(|_, rule| !rule.is_empty());
        if self.0.len() > MOST_RULES {
            return Err(TooMany("rules"));
        }
        if self.0.values().any(|rule| rule.deny.len() > MOST_NETWORKS || rule.allow.len() > MOST_NETWORKS) {
            return Err(TooMany("networks"));
        }
        Ok(self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn names_roles(&self) -> bool {
        self.0.keys().any(|place| matches!(place, Where::Role(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(deny: &[&str], allow: &[&str]) -> AddressRule {
        let read = |all: &[&str]| all.iter().map(|text| text.parse().unwrap()).collect();
        AddressRule { deny: read(deny), allow: read(allow) }
    }

    #[test]
    fn networks_read_back_in_one_way() {
        let check = |text: &str, expected: &str| assert_eq!(text.parse::<Network>().unwrap().to_string(), expected, "{text}");
        check("192.0.2.7", "192.0.2.7");
        check("192.0.2.7/32", "192.0.2.7");
        check("192.0.2.7/24", "192.0.2.0/24");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("::ffff:192.0.2.0/120", "192.0.2.0/24");
        check("2001:DB8::1/48", "2001:db8::/48");
        check("0.0.0.0/0", "0.0.0.0/0");
        check("::/0", "::/0");
        for bad in ["", "192.0.2", "192.0.2.0/33", "desk.example", "192.0.2.0/-1", " 192.0.2.7", "fe80::1%eth0"] {
            assert_eq!(bad.parse::<Network>(), Err(NotANetwork), "{bad}");
        }
    }

    #[test]
    fn refusals_count_first_and_where_any_are_let_in_no_others_are() {
        let check = |rule: &AddressRule, ip: &str, expected: bool| assert_eq!(rule.lets_in(Some(ip.parse().unwrap())), expected, "{ip}");
        let nothing = rule(&[], &[]);
        check(&nothing, "192.0.2.7", true);
        let office = rule(&["192.0.2.66"], &["192.0.2.0/24", "2001:db8::/48"]);
        check(&office, "192.0.2.7", true);
        check(&office, "::ffff:192.0.2.7", true);
        check(&office, "192.0.2.66", false);
        check(&office, "::ffff:192.0.2.66", false);
        check(&office, "198.51.100.1", false);
        check(&office, "2001:db8:0:1::2", true);
        check(&office, "2001:db8:1::2", false);
        let without = rule(&["192.0.2.0/24"], &[]);
        check(&without, "192.0.2.7", false);
        check(&without, "198.51.100.1", true);
        assert!(nothing.lets_in(None) && !office.lets_in(None) && !without.lets_in(None));
    }

    #[test]
    fn each_rule_that_holds_has_to_let_somebody_in() {
        let office = rule(&[], &["192.0.2.0/24"]);
        let all = Addresses([(Where::Agents, office.clone()), (Where::Role(RoleId(3)), rule(&["192.0.2.7"], &[]))].into());
        let check =
            |ip: &str, places: &[Where], expected: bool| assert_eq!(all.let_in(Some(ip.parse().unwrap()), places), expected, "{ip}");
        check("198.51.100.1", &[Where::Everywhere, Where::Customers], true);
        check("198.51.100.1", &[Where::Everywhere, Where::Agents], false);
        check("192.0.2.7", &[Where::Everywhere, Where::Agents], true);
        check("192.0.2.7", &[Where::Everywhere, Where::Agents, Where::Role(RoleId(3))], false);
    }

    #[test]
    fn what_says_nothing_is_dropped_and_too_much_is_refused() {
        let empty: Addresses = serde_json::from_str(r#"{"agents":{"deny":[],"allow":[]}}"#).unwrap();
        assert_eq!(empty.tidied(), Ok(Addresses::default()));
        let many = AddressRule { allow: vec!["192.0.2.7".parse().unwrap(); MOST_NETWORKS + 1], deny: Vec::new() };
        assert_eq!(Addresses([(Where::Agents, many)].into()).tidied(), Err(TooMany("networks")));
        let rules = (0..=100).map(|number| (Where::Role(RoleId(number)), rule(&["192.0.2.7"], &[])));
        assert_eq!(Addresses(rules.collect()).tidied(), Err(TooMany("rules")));
        assert!(serde_json::from_str::<Addresses>(r#"{"nobody":{"deny":[]}}"#).is_err());
        assert!(serde_json::from_str::<Addresses>(r#"{"agents":{"denied":[]}}"#).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_network_or_not(text in "[0-9a-f:./%]{0,45}") {
            if let Ok(network) = text.parse::<Network>() {
                prop_assert_eq!(network.to_string().parse(), Ok(network));
            }
        }

        #[test]
        fn both_clothes_of_an_address_are_one(ip: [u8; 4], length in 0u8..=32) {
            let plain: IpAddr = ip.into();
            let mapped: IpAddr = std::net::Ipv4Addr::from(ip).to_ipv6_mapped().into();
            let network: Network = format!("{plain}/{length}").parse().unwrap();
            prop_assert!(network.contains(plain) && network.contains(mapped));
            prop_assert_eq!(format!("{mapped}/{}", 96 + length).parse(), Ok(network));
        }
    }
}
