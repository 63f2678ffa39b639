//! A greeting of old TLS, made by hand, and the first words of the answer.
//!
//! rustls speaks nothing older than TLS 1.2, so whether a server does has to be asked otherwise.
//! **Incomplete support**: only the first record of an answer is read, and of it only what tells a
//! `ServerHello` from an alert; no handshake is ever finished.

/// How many bytes of an answer tell all that is read here.
pub(super) const ENOUGH_BYTES: usize = 11;

/// A version before TLS 1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OldVersion {
    Tls10,
    Tls11,
    Tls12,
}

impl OldVersion {
    pub(super) const fn wire(self) -> [u8; 2] {
        match self {
            Self::Tls10 => [3, 1],
            Self::Tls11 => [3, 2],
            Self::Tls12 => [3, 3],
        }
    }
}

/// Cipher suites of all these versions, from ECDHE with AEAD down to 3DES, so that a refusal is
/// about the version and not about the ciphers.
const SUITES: [u16; 21] = [
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xc023, 0xc027, 0xc009, 0xc013, 0xc00a, 0xc014, 0x0033, 0x0039, 0x009c,
    0x009d, 0x002f, 0x0035, 0x000a,
];

/// x25519, secp256r1, secp384r1.
const GROUPS: [u16; 3] = [0x001d, 0x0017, 0x0018];

/// ECDSA and RSA (PSS, PKCS#1) with SHA-2, then SHA-1.
const SIGNATURES: [u16; 11] = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];

/// A `ClientHello` whose highest version is `version` (RFC 5246 §7.4.1.2, RFC 4346, RFC 2246).
pub(super) fn client_hello(version: OldVersion, server_name: &str, random: [u8; 32]) -> Vec<u8> {
    let mut body = version.wire().to_vec();
    body.extend(random);
    body.push(0);
    body.extend(sized(&words(&SUITES)));
    body.extend([1, 0]);
    body.extend(sized(&extensions(version, server_name)));
    let mut handshake = vec![1, 0];
    handshake.extend(sized(&body));
    // The record's own version is the oldest, so that no server stumbles over it (RFC 5246 appendix E.1).
    let mut record = vec![22, 3, 1];
    record.extend(sized(&handshake));
    record
}

fn extensions(version: OldVersion, server_name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut extension = |kind: u16, body: &[u8]| {
        out.extend(kind.to_be_bytes());
        out.extend(sized(body));
    };
    if server_name.parse::<std::net::IpAddr>().is_err() {
        let mut name = vec![0];
        name.extend(sized(server_name.as_bytes()));
        extension(0x0000, &sized(&name));
    }
    extension(0x000a, &sized(&words(&GROUPS)));
    extension(0x000b, &[1, 0]);
    if version == OldVersion::Tls12 {
        extension(0x000d, &sized(&words(&SIGNATURES)));
    }
    extension(0x0017, &[]);
    extension(0xff01, &[0]);
    out
}

fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The bytes behind their length in two bytes; what does not fit is cut.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    let mut out = len.to_be_bytes().to_vec();
    out.extend(bytes.iter().take(usize::from(len)));
    out
}

/// What a server answers first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It agrees, on this version.
    ServerHello([u8; 2]),
    /// It does not speak this version (alert 70), or nothing that goes with it (40, 71).
    VersionAlert,
    /// Anything else: another alert, too few bytes, no TLS.
    Other,
}

/// Reads the first record of an answer (RFC 5246 §6.2.1, §7.2, §7.4.1.3).
pub(super) fn read_answer(bytes: &[u8]) -> Answer {
    match bytes {
        [22, 3, _, _, _, 2, _, _, _, major, minor, ..] => Answer::ServerHello([*major, *minor]),
        [21, 3, _, 0, 2, 2, 40 | 70 | 71, ..] => Answer::VersionAlert,
        _ => Answer::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn greeting_has_the_lengths_that_it_claims() {
        let hello = client_hello(OldVersion::Tls11, "alpha.localhost", [7; 32]);
        let (record, handshake) = hello.split_at(5);
        assert_eq!(record[..3], [22, 3, 1]);
        assert_eq!(usize::from(u16::from_be_bytes([record[3], record[4]])), handshake.len());
        assert_eq!(usize::from(u16::from_be_bytes([handshake[2], handshake[3]])), handshake.len() - 4);
        assert_eq!(handshake[4..6], [3, 2]);
        assert!(handshake.windows(15).any(|window| window == b"alpha.localhost"));
        assert!(client_hello(OldVersion::Tls11, "127.0.0.1", [7; 32]).len() < hello.len(), "addresses are not named");
    }

    #[test]
    fn answers_are_told_apart() {
        let check = |bytes: &[u8], expected: Answer| assert_eq!(read_answer(bytes), expected, "{bytes:?}");
        check(&[22, 3, 2, 0, 86, 2, 0, 0, 82, 3, 2, 99], Answer::ServerHello([3, 2]));
        check(&[21, 3, 2, 0, 2, 2, 70], Answer::VersionAlert);
        check(&[21, 3, 3, 0, 2, 2, 40], Answer::VersionAlert);
        check(&[21, 3, 3, 0, 2, 2, 112], Answer::Other);
        check(&[22, 3, 2, 0, 86, 2, 0, 0, 82, 3], Answer::Other);
        check(b"HTTP/1.1 400", Answer::Other);
        check(&[], Answer::Other);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer(bytes: Vec<u8>, name in "\\PC{0,100}") {
            let _ = read_answer(&bytes);
            prop_assert!(client_hello(OldVersion::Tls12, &name, [0; 32]).len() > 100);
        }
    }
}
