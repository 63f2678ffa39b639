//! Why a response does not count.

macro_rules! reasons {
    ($($(#[$told:meta])+ $name:ident = $word:literal,)+) => {
        /// Why a response was refused. One variant is one rule of the profile.
        ///
        /// # Security
        /// For the log alone. Whoever stands at the desk's door hears one sentence that is the same for all of them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        #[error("{}", self.word())]
        pub enum Refused {
            $($(#[$told])+ $name,)+
        }

        impl Refused {
            /// All reasons.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// A stable word for the log.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

reasons! {
    /// The encoded response is longer than [`super::LONGEST_RESPONSE`].
    TooLarge = "too-large",
    /// It is not Base64 (RFC 4648 §4), also with blanks taken out.
    NotBase64 = "not-base64",
    /// What was encoded is not UTF-8, or says that it is something else.
    NotUtf8 = "not-utf8",
    /// It does not begin like XML, for example because it was compressed.
    NotXml = "not-xml",
    /// It is not well-formed XML with namespaces.
    Malformed = "malformed",
    /// There is a document type or another declaration.
    Dtd = "dtd",
    /// An entity is used that XML itself does not know.
    Entity = "entity",
    /// There is a processing instruction.
    ProcessingInstruction = "processing-instruction",
    /// There is a comment.
    Comment = "comment",
    /// There is a CDATA section.
    CData = "cdata",
    /// Elements are nested more than 64 deep.
    TooDeep = "too-deep",
    /// More elements, attributes or namespaces than any response needs.
    TooComplex = "too-complex",
    /// A namespace is no absolute address, which no canonical form allows.
    Namespace = "namespace",
    /// One identifier stands on two elements.
    DuplicateId = "duplicate-id",
    /// An element that holds text holds something else besides.
    MixedText = "mixed-text",
    /// An element that may stand once stands twice.
    Repeated = "repeated-element",
    /// The document is no SAML response.
    NotAResponse = "not-a-response",
    /// It is of another version than 2.0.
    Version = "version",
    /// The identity provider says that the sign-in failed.
    Status = "status",
    /// A response stands inside the response.
    NestedResponse = "nested-response",
    /// There is no assertion.
    NoAssertion = "no-assertion",
    /// There is more than one assertion, wherever they stand.
    SeveralAssertions = "several-assertions",
    /// The assertion is no child of the response.
    MisplacedAssertion = "misplaced-assertion",
    /// What carries the signature, or the assertion, has no identifier.
    NoId = "no-id",
    /// Neither the response nor the assertion is signed.
    NoSignature = "no-signature",
    /// An element carries more than one signature.
    SeveralSignatures = "several-signatures",
    /// A signature stands neither on the response nor on the assertion.
    MisplacedSignature = "misplaced-signature",
    /// The signature has parts that it must not have, or lacks some.
    SignatureShape = "signature-shape",
    /// The signature is over another canonical form than the exclusive one without comments.
    Canonicalisation = "canonicalisation",
    /// The canonical form would be longer than four times the longest response.
    CanonicalTooLarge = "canonical-too-large",
    /// The signature was made by a method that is not in the profile.
    SignatureMethod = "signature-method",
    /// The signature was made with a shared key, for which anybody could take the public one.
    Hmac = "hmac",
    /// SHA-1 or MD5 was used.
    WeakHash = "weak-hash",
    /// The digest was made by a method that is not in the profile.
    DigestMethod = "digest-method",
    /// The signature covers none or several things.
    References = "references",
    /// The signature covers something else than the element that it stands on.
    ReferenceUri = "reference-uri",
    /// Other transforms than enveloped signature and exclusive canonical form.
    Transforms = "transforms",
    /// What was signed was changed afterwards.
    Digest = "digest",
    /// None of the identity provider's pinned keys made the signature.
    Signature = "signature",
    /// The assertion is encrypted by a method that is not in the profile.
    EncryptionMethod = "encryption-method",
    /// What is encrypted has parts that it must not have, or lacks some.
    EncryptionShape = "encryption-shape",
    /// The assertion is encrypted, and the desk has no key for it.
    NoDecryptionKey = "no-decryption-key",
    /// The assertion could not be decrypted, whatever the reason.
    Undecryptable = "undecryptable",
    /// It comes from another issuer, or does not say from whom.
    Issuer = "issuer",
    /// The response was sent to another address, or does not say to which.
    Destination = "destination",
    /// It answers another request, or none where one was made.
    InResponseTo = "in-response-to",
    /// There is no subject.
    NoSubject = "no-subject",
    /// The name of the subject is missing, empty, longer than 1,024 octets, or has blanks around it or control characters.
    NameId = "name-id",
    /// The name of the subject is meant for another service.
    SpNameQualifier = "sp-name-qualifier",
    /// The name of the subject or an attribute is encrypted by itself.
    EncryptedPart = "encrypted-part",
    /// The subject is not confirmed as bearer.
    NoBearer = "no-bearer",
    /// The bearer's confirmation has no end, or a beginning.
    ConfirmationShape = "confirmation-shape",
    /// The bearer's confirmation is for another address.
    Recipient = "recipient",
    /// There are no conditions, or a restriction to no audience at all.
    NoConditions = "no-conditions",
    /// A condition that nobody here understands.
    UnknownCondition = "unknown-condition",
    /// The assertion is for another audience.
    Audience = "audience",
    /// It does not hold yet.
    NotYetValid = "not-yet-valid",
    /// It does not hold any more.
    Expired = "expired",
    /// Something that should be a moment is none.
    Moment = "moment",
    /// It does not say that and how somebody signed in.
    NoAuthnStatement = "no-authn-statement",
    /// Somebody signed in by another way than was asked for.
    AuthnContext = "authn-context",
    /// The session at the identity provider is over.
    SessionExpired = "session-expired",
}
