//! What somebody showed when they signed in, and whether it is enough. Pure.

use kernel::Strength;
use room::Stage;
use std::fmt;
use std::str::FromStr;

/// One thing that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The password.
    Password,
    /// A code of an authenticator app (RFC 6238).
    Totp,
    /// One of the recovery codes.
    RecoveryCode,
    /// A passkey, whose owner the device asked for a finger, a face or a PIN.
    Passkey,
    /// The word of an identity provider.
    Sso,
    /// The word of an identity provider that asks for two factors itself, as an administrator has noted.
    SsoTwo,
    /// A link that was sent to the person's own address.
    MailLink,
}

impl Proof {
    const ALL: [Self; 7] = [Self::Password, Self::Totp, Self::RecoveryCode, Self::Passkey, Self::Sso, Self::SsoTwo, Self::MailLink];

    /// The word in rows and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery_code",
            Self::Passkey => "passkey",
            Self::Sso => "sso",
            Self::SsoTwo => "sso_two",
            Self::MailLink => "mail_link",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Password => 1,
            Self::Totp => 2,
            Self::RecoveryCode => 4,
            Self::Passkey => 8,
            Self::Sso => 16,
            Self::SsoTwo => 32,
            Self::MailLink => 64,
        }
    }
}

/// Everything that was shown in one session.
///
/// **Shape**: a set; as text its words with blanks between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs(u8);

/// The text holds a word that is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such proof")]
pub struct NotAProof;

impl Proofs {
    /// These and one more.
    #[must_use]
    pub const fn with(self, proof: Proof) -> Self {
        Self(self.0 | proof.bit())
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether it was shown.
    pub const fn has(self, proof: Proof) -> bool {
        self.0 & proof.bit() != 0
    }

    /// The words, in a fixed order.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Proof::ALL.into_iter().filter(move |proof| self.has(*proof)).map(Proof::as_str)
    }

    /// Two factors of different kinds. A passkey is two: the device, and what its owner showed to it. Two of one kind, a password and a
    /// link by mail, are one.
    pub(crate) const fn are_two(self) -> bool {
        let known = self.0 & (Proof::Password.bit() | Proof::Sso.bit() | Proof::MailLink.bit()) != 0;
        let held = self.0 & (Proof::Totp.bit() | Proof::RecoveryCode.bit()) != 0;
        self.resist_phishing() || self.has(Proof::SsoTwo) || (known && held)
    }

    /// How sure they make us.
    pub(crate) const fn strength(self) -> Strength {
        match self {
            _ if self.resist_phishing() => Strength::Passkey,
            _ if self.are_two() => Strength::TwoFactors,
            _ => Strength::Password,
        }
    }

    /// Nobody between could have passed it on.
    pub(crate) const fn resist_phishing(self) -> bool {
        self.has(Proof::Passkey)
    }
}

impl From<Proof> for Proofs {
    fn from(proof: Proof) -> Self {
        Self(proof.bit())
    }
}

impl fmt::Display for Proofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Proofs {
    type Err = NotAProof;

    fn from_str(text: &str) -> Result<Self, NotAProof> {
        let proof = |word: &str| Proof::ALL.into_iter().find(|proof| proof.as_str() == word).ok_or(NotAProof);
        text.split_whitespace().try_fold(Self::default(), |all, word| Ok(all.with(proof(word)?)))
    }
}

/// Which second factors somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enrolled {
    pub(crate) totp: bool,
    pub(crate) passkey: bool,
}

impl Enrolled {
    pub(crate) const fn any(self) -> bool {
        self.totp || self.passkey
    }
}

/// What a role demands of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    pub(crate) second_factor: bool,
    pub(crate) phishing_resistant: bool,
    /// The time in which it could be set up is over.
    pub(crate) is_due: bool,
}

/// Whether a token does what is demanded of its owner: it counts for what was shown when it was made.
pub(crate) fn token_stage(strength: Strength, demand: Demand) -> Stage {
    let is_enough = strength >= if demand.phishing_resistant { Strength::Passkey } else { Strength::TwoFactors };
    if demand.second_factor && demand.is_due && !is_enough { Stage::MustEnrol } else { Stage::Whole }
}

/// How far somebody has come in signing in. Whoever has set up a second factor is asked for it, whatever their roles demand: else it
/// would be worth nothing.
pub(crate) const fn stage(proofs: Proofs, enrolled: Enrolled, demand: Demand) -> Stage {
    if !proofs.are_two() && enrolled.any() {
        return Stage::NeedsFactor;
    }
    if demand.phishing_resistant && !proofs.resist_phishing() {
        return match (enrolled.passkey, demand.is_due) {
            (true, _) => Stage::NeedsFactor,
            (false, true) => Stage::MustEnrol,
            (false, false) => Stage::Whole,
        };
    }
    if demand.second_factor && !proofs.are_two() && demand.is_due { Stage::MustEnrol } else { Stage::Whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Proofs {
        text.parse().unwrap()
    }

    #[test]
    fn words_read_back_and_others_do_not() {
        for bits in 0..=127 {
            assert_eq!(shown(&Proofs(bits).to_string()), Proofs(bits));
        }
        assert_eq!("password sms".parse::<Proofs>(), Err(NotAProof));
    }

    #[test]
    fn two_factors_are_of_two_kinds() {
        let check = |text: &str, two: bool, resists: bool| {
            assert_eq!((shown(text).are_two(), shown(text).resist_phishing()), (two, resists), "{text}");
        };
        check("", false, false);
        check("password", false, false);
        check("totp recovery_code", false, false);
        check("password mail_link sso", false, false);
        check("password totp", true, false);
        check("mail_link totp", true, false);
        check("sso recovery_code", true, false);
        check("sso_two", true, false);
        check("passkey", true, true);
    }

    #[test]
    fn what_is_demanded_and_what_one_has_decide_together() {
        const NOTHING: Enrolled = Enrolled { totp: false, passkey: false };
        const APP: Enrolled = Enrolled { totp: true, passkey: false };
        const KEY: Enrolled = Enrolled { totp: false, passkey: true };
        let check = |proofs: &str, enrolled: Enrolled, demand: (bool, bool, bool), expected: Stage| {
            let (second_factor, phishing_resistant, is_due) = demand;
            let found = stage(shown(proofs), enrolled, Demand { second_factor, phishing_resistant, is_due });
            assert_eq!(found, expected, "{proofs} {enrolled:?} {demand:?}");
        };
        check("password", NOTHING, (false, false, true), Stage::Whole);
        check("password", APP, (false, false, false), Stage::NeedsFactor);
        check("password", KEY, (false, false, false), Stage::NeedsFactor);
        check("password totp", APP, (true, false, true), Stage::Whole);
        check("password", NOTHING, (true, false, false), Stage::Whole);
        check("password", NOTHING, (true, false, true), Stage::MustEnrol);
        check("sso", NOTHING, (true, false, true), Stage::MustEnrol);
        check("sso_two", NOTHING, (true, false, true), Stage::Whole);
        check("passkey", KEY, (true, true, true), Stage::Whole);
        check("password totp", APP, (true, true, false), Stage::Whole);
        check("password totp", APP, (true, true, true), Stage::MustEnrol);
        check("password", APP, (true, true, true), Stage::NeedsFactor);
        check("password recovery_code", KEY, (true, true, true), Stage::NeedsFactor);
        check("sso_two", NOTHING, (true, true, true), Stage::MustEnrol);
    }

    #[test]
    fn a_token_counts_for_what_was_shown_when_it_was_made() {
        let check = |strength: Strength, demand: (bool, bool, bool), expected: Stage| {
            let (second_factor, phishing_resistant, is_due) = demand;
            let found = token_stage(strength, Demand { second_factor, phishing_resistant, is_due });
            assert_eq!(found, expected, "{strength:?} {demand:?}");
        };
        check(Strength::Password, (false, false, true), Stage::Whole);
        check(Strength::Password, (true, false, false), Stage::Whole);
        check(Strength::Password, (true, false, true), Stage::MustEnrol);
        check(Strength::TwoFactors, (true, false, true), Stage::Whole);
        check(Strength::TwoFactors, (true, true, true), Stage::MustEnrol);
        check(Strength::Passkey, (true, true, true), Stage::Whole);
        check(Strength::Process, (true, true, true), Stage::Whole);
    }
}
