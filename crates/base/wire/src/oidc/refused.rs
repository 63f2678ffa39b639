//! Why something of a provider does not count.

/// Why a document, a key set or a token does not count. [`Refused::word`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Longer than the limit.
    #[error("it is too large")]
    TooLarge,
    /// No JSON of the shape that it must have, or with a name that stands twice.
    #[error("it cannot be read")]
    Malformed,
    /// A provider speaks for another issuer than it was set up as.
    #[error("the issuer is another")]
    IssuerWrong,
    /// An address of a provider is not `https://`.
    #[error("an address is not https")]
    AddressUnfit,
    /// A provider cannot do what is needed here: codes, PKCE by S256, a signature of the list.
    #[error("the provider cannot do what is needed")]
    Unsupported,
    /// The algorithm is none of the list; also `none` and shared secrets.
    #[error("the algorithm is not allowed")]
    AlgorithmRefused,
    /// The head has parts that must be understood and are not.
    #[error("the head has critical parts")]
    CriticalHead,
    /// The token is of another type.
    #[error("the token is of another type")]
    TypeWrong,
    /// No key fits.
    #[error("no key fits")]
    KeyUnknown,
    /// Several keys fit alike.
    #[error("several keys fit")]
    KeyAmbiguous,
    /// The signature is not that of the key.
    #[error("the signature is wrong")]
    SignatureWrong,
    /// It is meant for somebody else, or for others as well.
    #[error("the audience is another")]
    AudienceWrong,
    /// It was given to another client.
    #[error("the authorised party is another")]
    PartyWrong,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its time has not begun, or it was made in the future.
    #[error("it is not valid yet")]
    NotYet,
    /// It was made too long ago.
    #[error("it is too old")]
    TooOld,
    /// It does not belong to this sign-in.
    #[error("the nonce is another")]
    NonceWrong,
    /// It does not belong to the access token beside it.
    #[error("the access token is another")]
    AccessTokenWrong,
    /// It does not say for whom it is.
    #[error("the subject is missing or unfit")]
    SubjectUnfit,
    /// It says nothing of an end of sessions.
    #[error("it is no logout")]
    NotALogout,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::TooLarge,
        Self::Malformed,
        Self::IssuerWrong,
        Self::AddressUnfit,
        Self::Unsupported,
        Self::AlgorithmRefused,
        Self::CriticalHead,
        Self::TypeWrong,
        Self::KeyUnknown,
        Self::KeyAmbiguous,
        Self::SignatureWrong,
        Self::AudienceWrong,
        Self::PartyWrong,
        Self::Expired,
        Self::NotYet,
        Self::TooOld,
        Self::NonceWrong,
        Self::AccessTokenWrong,
        Self::SubjectUnfit,
        Self::NotALogout,
    ];

    /// The word for it in records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::IssuerWrong => "issuer-wrong",
            Self::AddressUnfit => "address-unfit",
            Self::Unsupported => "unsupported",
            Self::AlgorithmRefused => "algorithm-refused",
            Self::CriticalHead => "critical-head",
            Self::TypeWrong => "type-wrong",
            Self::KeyUnknown => "key-unknown",
            Self::KeyAmbiguous => "key-ambiguous",
            Self::SignatureWrong => "signature-wrong",
            Self::AudienceWrong => "audience-wrong",
            Self::PartyWrong => "party-wrong",
            Self::Expired => "expired",
            Self::NotYet => "not-yet",
            Self::TooOld => "too-old",
            Self::NonceWrong => "nonce-wrong",
            Self::AccessTokenWrong => "access-token-wrong",
            Self::SubjectUnfit => "subject-unfit",
            Self::NotALogout => "not-a-logout",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_reason_has_a_word_of_its_own() {
        let words: BTreeSet<&str> = Refused::ALL.into_iter().map(Refused::word).collect();
        assert_eq!(words.len(), Refused::ALL.len());
    }
}
