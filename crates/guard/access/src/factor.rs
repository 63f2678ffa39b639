//! Second factors and recovery codes. Pure.

use crate::model::Person;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kernel::{Fault, Id16, OrFault, Secret, Timestamp, id};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use std::time::Duration;
use totp_rs::{Builder, Totp};

id!(FactorId, "fac", "A second factor of a person.");

id!(CeremonyId, "cer", "Two steps of setting up a factor or showing one.");

/// A person has no more of them.
pub(crate) const MOST: usize = 20;

/// So long somebody has between two steps. **Source**: OWASP ASVS 5.0 V6.5.5 (ten minutes for what comes by another way).
pub(crate) const CEREMONY: Duration = Duration::from_mins(10);

/// What their secrets are sealed for.
pub(crate) const PURPOSE: &str = "access.factor";

/// Its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactorKind {
    /// An authenticator app (RFC 6238).
    Totp,
    /// A passkey (WebAuthn).
    Passkey,
}

impl FactorKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
        }
    }
}

/// The word is no kind of factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of factor")]
pub(crate) struct NotAKind;

impl FromStr for FactorKind {
    type Err = NotAKind;

    fn from_str(word: &str) -> Result<Self, NotAKind> {
        [Self::Totp, Self::Passkey].into_iter().find(|kind| kind.as_str() == word).ok_or(NotAKind)
    }
}

/// One factor as it lies in the store.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    pub(crate) id: FactorId,
    pub(crate) person: Person,
    pub(crate) kind: FactorKind,
    /// What its owner calls it.
    pub(crate) name: String,
    /// Sealed: an app's shared secret in base 32, or a passkey's public key with what its device said of itself.
    pub(crate) sealed: Vec<u8>,
    /// The last time step that was used up (apps).
    pub(crate) last_step: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

/// What goes on between two steps.
#[derive(Clone, Debug)]
pub(crate) struct Ceremony {
    pub(crate) id: Id16,
    pub(crate) person: Option<Id16>,
    pub(crate) kind: CeremonyKind,
    pub(crate) state: String,
    pub(crate) until: Timestamp,
}

/// Which two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CeremonyKind {
    /// Setting up an app.
    TotpEnrolment,
    /// Setting up a passkey.
    PasskeyEnrolment,
    /// Signing in with a passkey, or showing it as second factor or once more.
    PasskeyProof,
}

impl CeremonyKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::TotpEnrolment => "totp_enrolment",
            Self::PasskeyEnrolment => "passkey_enrolment",
            Self::PasskeyProof => "passkey_proof",
        }
    }
}

/// An app's secret: 160 random bits (RFC 4226 §4, R6), in base 32.
pub(crate) fn totp_secret(random: [u8; 20]) -> Secret<String> {
    Secret::new(totp_rs::Secret::from(random.to_vec()).to_base32())
}

/// An app as RFC 6238 and the apps that people have agree on: SHA-1, six digits, thirty seconds.
pub(crate) fn totp(secret: &Secret<String>) -> Result<Totp, Fault> {
    let secret = totp_rs::Secret::try_from_base32(secret.reveal()).map_err(|_| Fault::bug("the secret of an app is no base 32"))?;
    Builder::new().with_secret(secret).with_skew(0).build().map_err(|_| Fault::bug("the secret of an app does not fit"))
}

/// The time step that a code belongs to, this one or the one before: clocks of phones go wrong, and people type slowly.
pub(crate) fn step_of(totp: &Totp, code: &str, now: Timestamp) -> Result<Option<i64>, Fault> {
    let seconds = u64::try_from(now.as_micros() / 1_000_000).or_fault("the clock stands before 1970")?;
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|sign| sign.is_ascii_digit()) {
        return Ok(None);
    }
    let found = totp.check(&code, seconds).or_else(|| totp.check(&code, seconds.saturating_sub(30)));
    found.map(|step| i64::try_from(step).or_fault("a time step")).transpose()
}

/// What an app reads from a picture (the key URI format that authenticator apps share).
pub(crate) fn totp_address(issuer: &str, account: &str, secret: &Secret<String>) -> Secret<String> {
    let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let (issuer, account) = (encode(issuer), encode(account));
    Secret::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30", secret.reveal()))
}

/// How many recovery codes somebody has at first.
pub(crate) const CODES: usize = 10;
const CODE: usize = 15;

/// Letters and digits that nobody takes for one another (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A recovery code: 120 random bits, so that a plain digest of it is enough (OWASP ASVS 5.0 V6.5.2). **Shape**: six groups of four.
pub(crate) fn recovery_code(random: [u8; CODE]) -> Secret<String> {
    let bits = random.iter().fold(0u128, |all, byte| (all << 8) | u128::from(*byte));
    let sign = |at: usize| SIGNS.get(usize::try_from((bits >> (5 * at)) & 31).unwrap_or(0)).map_or('0', |sign| char::from(*sign));
    let signs: Vec<char> = (0..24).map(sign).collect();
    Secret::new(signs.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

/// What is kept of one. People type capitals, leave the strokes out, and take o for 0 and l for 1.
pub(crate) fn code_hash(code: &str) -> [u8; 32] {
    let read = |sign: char| match sign.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    let bare: String = code.chars().filter(|sign| sign.is_alphanumeric()).take(64).map(read).collect();
    Sha256::digest(format!("recovery-code:{bare}")).into()
}

/// As text for a row.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// And back.
pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD_NO_PAD.decode(text).or_fault("a row's base 64")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = Secret::new(totp_rs::Secret::from(b"12345678901234567890".to_vec()).to_base32());
        let app = totp(&secret).unwrap();
        let check = |seconds: i64, code: &str, expected: Option<i64>| {
            let now = Timestamp::from_micros(seconds * 1_000_000);
            assert_eq!(step_of(&app, code, now).unwrap(), expected, "{code} at {seconds}");
        };
        check(59, "287082", Some(1));
        check(89, "287082", Some(1));
        check(90, "287082", None);
        check(29, "287082", None);
        check(1_111_111_109, "081804", Some(37_037_036));
        check(1_111_111_109, " 081 804 ", Some(37_037_036));
        check(20_000_000_000, "353130", Some(666_666_666));
        for not in ["", "28708", "2870820", "２８７０８２", "abcdef", "-87082"] {
            check(59, not, None);
        }
    }

    #[test]
    fn an_app_is_told_what_it_needs() {
        let address = totp_address("Südlicht IT", "erika@alpha", &Secret::new("ABC".into()));
        let expected =
            "otpauth://totp/S%C3%BCdlicht%20IT:erika%40alpha?secret=ABC&issuer=S%C3%BCdlicht%20IT&algorithm=SHA1&digits=6&period=30";
        assert_eq!(address.reveal(), expected);
    }

    proptest! {
        #[test]
        fn codes_are_found_however_they_are_typed(random in any::<[u8; 15]>()) {
            let code = recovery_code(random).reveal().clone();
            prop_assert_eq!(code.len(), 29);
            let typed = code.to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l");
            prop_assert_eq!(code_hash(&typed), code_hash(&code));
        }

        #[test]
        fn other_bits_are_another_code(one in any::<[u8; 15]>(), other in any::<[u8; 15]>()) {
            prop_assert_eq!(one == other, recovery_code(one).reveal() == recovery_code(other).reveal());
        }
    }
}
