//! What each kind of person and each role demands at sign-in. Pure.
//!
//! Of several policies that hold for one person the strictest counts, field by field. What holds where nobody has chosen anything follows
//! NIST SP 800-63B-4 (§3.1.1.2 length, §2.2.3 and §2.3.3 how long sessions last), BSI C5:2026 IAM-08 (second factors) and OWASP ASVS 5.0
//! V6 and V7.

use people::RoleId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// For whom a policy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// Every agent.
    Agents,
    /// Agents who administer the desk.
    Administrators,
    /// Every customer user.
    Customers,
    /// Agents with a role.
    Role(RoleId),
}

/// The word names nobody for whom there are policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("policies are for agents, administrators, customers or role:NUMBER")]
pub struct NotWhom;

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agents => f.write_str("agents"),
            Self::Administrators => f.write_str("administrators"),
            Self::Customers => f.write_str("customers"),
            Self::Role(role) => write!(f, "role:{}", role.0),
        }
    }
}

impl FromStr for Whom {
    type Err = NotWhom;

    fn from_str(text: &str) -> Result<Self, NotWhom> {
        match text {
            "agents" => Ok(Self::Agents),
            "administrators" => Ok(Self::Administrators),
            "customers" => Ok(Self::Customers),
            _ => text.strip_prefix("role:").and_then(|number| number.parse().ok()).map(|number| Self::Role(RoleId(number))).ok_or(NotWhom),
        }
    }
}

/// What is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessPolicy {
    /// A password has at least so many signs. **Shape**: 8 to 64, and 15 or more where no second factor is demanded.
    pub shortest: u16,
    /// Two factors are demanded.
    pub second_factor: bool,
    /// One of them has to be a passkey.
    pub phishing_resistant: bool,
    /// After so long it is demanded of those who have not set it up. **Units**: days; 0 to 90.
    pub grace_days: u16,
    /// A session that was not seen for so long has ended. **Units**: minutes; 5 to 10,080.
    pub idle_minutes: u32,
    /// A session ends after so long, however busy. **Units**: minutes; 15 to 43,200.
    pub absolute_minutes: u32,
    /// Sensitive acts ask again when the last proof is older. **Units**: minutes; 1 to 60.
    pub step_up_minutes: u16,
}

/// A field of a policy is out of its bounds; its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is out of bounds")]
pub struct OutOfBounds(pub &'static str);

impl AccessPolicy {
    /// What holds where nobody has chosen anything.
    pub const fn initial(whom: Whom) -> Self {
        let agents = Self {
            shortest: 15,
            second_factor: true,
            phishing_resistant: false,
            grace_days: 7,
            idle_minutes: 60,
            absolute_minutes: 12 * 60,
            step_up_minutes: 5,
        };
        match whom {
            Whom::Agents | Whom::Role(_) => agents,
            Whom::Administrators => Self { grace_days: 0, ..agents },
            Whom::Customers => Self { second_factor: false, idle_minutes: 8 * 60, absolute_minutes: 7 * 24 * 60, ..agents },
        }
    }

    /// Whether every field is within its bounds.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), OutOfBounds> {
        let shortest = if self.second_factor { 8 } else { 15 };
        let bounds = [
            ("shortest", (shortest..=64).contains(&self.shortest)),
            ("grace_days", self.grace_days <= 90),
            ("idle_minutes", (5..=10_080).contains(&self.idle_minutes)),
            ("absolute_minutes", (15..=43_200).contains(&self.absolute_minutes) && self.absolute_minutes >= self.idle_minutes),
            ("step_up_minutes", (1..=60).contains(&self.step_up_minutes)),
            ("phishing_resistant", self.second_factor || !self.phishing_resistant),
        ];
        bounds.into_iter().find(|(_, fits)| !fits).map_or(Ok(()), |(name, _)| Err(OutOfBounds(name)))
    }

    /// Of two that hold for one person, what counts.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        // Days to set something up count where it is demanded, and nowhere else.
        let grace_days = match (self.second_factor, other.second_factor) {
            (true, false) => self.grace_days,
            (false, true) => other.grace_days,
            _ => self.grace_days.min(other.grace_days),
        };
        Self {
            shortest: self.shortest.max(other.shortest),
            second_factor: self.second_factor || other.second_factor,
            phishing_resistant: self.phishing_resistant || other.phishing_resistant,
            grace_days,
            idle_minutes: self.idle_minutes.min(other.idle_minutes),
            absolute_minutes: self.absolute_minutes.min(other.absolute_minutes),
            step_up_minutes: self.step_up_minutes.min(other.step_up_minutes),
        }
    }

    pub(crate) const fn idle(&self) -> Duration {
        Duration::from_mins(self.idle_minutes as u64)
    }

    pub(crate) const fn absolute(&self) -> Duration {
        Duration::from_mins(self.absolute_minutes as u64)
    }

    pub(crate) const fn step_up(&self) -> Duration {
        Duration::from_mins(self.step_up_minutes as u64)
    }

    pub(crate) const fn grace(&self) -> Duration {
        Duration::from_hours(self.grace_days as u64 * 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Whom; 4] = [Whom::Agents, Whom::Administrators, Whom::Customers, Whom::Role(RoleId(7))];

    fn any_policy() -> impl Strategy<Value = AccessPolicy> {
        let parts = (8u16..80, any::<bool>(), any::<bool>(), 0u16..100, 1u32..50_000, 1u32..50_000, 0u16..70);
        parts.prop_map(|(shortest, second_factor, phishing_resistant, grace_days, idle_minutes, absolute_minutes, step_up_minutes)| {
            AccessPolicy { shortest, second_factor, phishing_resistant, grace_days, idle_minutes, absolute_minutes, step_up_minutes }
        })
    }

    #[test]
    fn what_holds_at_first_is_within_bounds() {
        for whom in ALL {
            assert_eq!(AccessPolicy::initial(whom).check(), Ok(()), "{whom}");
            assert_eq!(whom.to_string().parse(), Ok(whom));
        }
        assert!("role:x".parse::<Whom>().is_err() && "Agents".parse::<Whom>().is_err());
    }

    #[test]
    fn bounds_name_the_field() {
        let base = AccessPolicy::initial(Whom::Agents);
        let check = |policy: AccessPolicy, name: &'static str| assert_eq!(policy.check(), Err(OutOfBounds(name)));
        check(AccessPolicy { shortest: 7, ..base }, "shortest");
        check(AccessPolicy { shortest: 8, second_factor: false, ..base }, "shortest");
        check(AccessPolicy { shortest: 65, ..base }, "shortest");
        check(AccessPolicy { grace_days: 91, ..base }, "grace_days");
        check(AccessPolicy { idle_minutes: 4, ..base }, "idle_minutes");
        check(AccessPolicy { absolute_minutes: 59, ..base }, "absolute_minutes");
        check(AccessPolicy { absolute_minutes: 43_201, ..base }, "absolute_minutes");
        check(AccessPolicy { step_up_minutes: 0, ..base }, "step_up_minutes");
        check(AccessPolicy { phishing_resistant: true, second_factor: false, ..base }, "phishing_resistant");
        assert_eq!(AccessPolicy { shortest: 8, ..base }.check(), Ok(()));
    }

    proptest! {
        #[test]
        fn the_strictest_is_as_strict_as_each_and_knows_no_order(one in any_policy(), other in any_policy()) {
            let both = one.strictest(other);
            prop_assert_eq!(both, other.strictest(one));
            prop_assert_eq!(both.strictest(one), both);
            for each in [one, other] {
                prop_assert!(both.shortest >= each.shortest && both.idle_minutes <= each.idle_minutes);
                prop_assert!(both.second_factor >= each.second_factor && both.phishing_resistant >= each.phishing_resistant);
                prop_assert!(both.absolute_minutes <= each.absolute_minutes && both.step_up_minutes <= each.step_up_minutes);
                prop_assert!(!each.second_factor || both.grace_days <= each.grace_days);
            }
        }
    }
}
