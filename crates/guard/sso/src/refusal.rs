//! Why somebody was not let in, for the record. They themselves are told one thing, whichever it was.

use wire::oidc::Refused;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $word:literal,)+) => {
        /// Why a sign-in by a provider did not happen. The word is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Refusal {
            $($(#[$doc])* $name,)+
            /// What the provider sent does not count.
            Protocol(Refused),
            /// A response of SAML does not count.
            Saml(wire::saml::Refused),
        }

        impl Refusal {
            /// The word for it in records.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ Self::Protocol(refused) => refused.word(), Self::Saml(refused) => refused.word() }
            }

            /// All but those of the protocol.
            #[cfg(test)]
            const OWN: &[Self] = &[$(Self::$name),+];
        }
    };
}

refusals! {
    /// There is no such provider, or nobody signs in with it.
    ProviderUnknown "provider-unknown",
    /// The browser does not show that it began this.
    NotBegun "not-begun",
    /// What came back does not belong to what the browser began.
    StateWrong "state-wrong",
    /// It came back too late.
    TooLate "too-late",
    /// It came back before.
    Replayed "replayed",
    /// The provider, or the person there, said no.
    Denied "denied",
    /// The provider answered with an error.
    ProviderFailed "provider-failed",
    /// The provider cannot be reached.
    Unreachable "unreachable",
    /// The provider has no certificate that is good for its name.
    NotSafe "not-safe",
    /// The provider gave no tokens for the code.
    NotExchanged "not-exchanged",
    /// The provider does not say what an account needs: login or address.
    Nameless "nameless",
    /// The provider does not say that the address is the person's.
    AddressUnverified "address-unverified",
    /// No rule of the mapping fits, so that there is no account to be made.
    NotAllowed "not-allowed",
    /// Nobody is linked, and accounts are not made.
    NotKnown "not-known",
    /// Somebody has this login or address already, and is not linked.
    AccountExists "account-exists",
    /// The person is not valid any more.
    NotValid "not-valid",
    /// The account is linked with somebody else.
    LinkedElsewhere "linked-elsewhere",
    /// The provider does not describe itself in a way that can be used.
    Metadata "metadata",
    /// The provider names people by a name that is another one each time.
    NameTransient "name-transient",
    /// A directory does not take the search account.
    AccountRefused "search-account-refused",
    /// A directory does not have what it was to be searched below.
    BaseUnknown "base-unknown",
    /// A directory answers what is no LDAP.
    NotLdap "not-ldap",
    /// A directory says more than anybody reads.
    TooMuch "too-much",
    /// A directory has several people with this login.
    Several "several-entries",
    /// A directory does not say who somebody is by a name that never changes.
    SubjectMissing "subject-missing",
    /// A directory does not have somebody in the group that they have to be in.
    NotInGroup "not-in-group",
    /// Whoever links did not sign in at the provider for it.
    NotAnew "not-anew",
    /// Whoever began linking is not signed in any more.
    NotSignedIn "not-signed-in",
}

impl From<wire::saml::Refused> for Refusal {
    fn from(refused: wire::saml::Refused) -> Self {
        Self::Saml(refused)
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Protocol(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_refusal_has_a_word_of_its_own() {
        // No provider speaks both, so that one word may stand in both lists.
        let oidc = Refusal::OWN.iter().copied().chain(Refused::ALL.into_iter().map(Refusal::Protocol));
        let saml = Refusal::OWN.iter().copied().chain(wire::saml::Refused::ALL.iter().copied().map(Refusal::Saml));
        for words in [oidc.map(Refusal::word).collect::<Vec<_>>(), saml.map(Refusal::word).collect()] {
            assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
        }
    }
}
