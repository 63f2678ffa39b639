//! Session tickets that outlive a restart.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use kernel::{Ambient, Secret};
use rustls::server::ProducesTickets;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// How long one key seals. Tickets of the period before are still taken.
const PERIOD_SECS: u32 = 12 * 60 * 60;

const NONCE: usize = 24;

/// Seals what a client shall bring back to resume its session (RFC 8446 §2.2, RFC 5077).
///
/// A ticket is `period (1 byte) ‖ nonce (24) ‖ XChaCha20-Poly1305`; the key of a period of twelve
/// hours is drawn from the 32-byte key by HKDF-SHA-256, so processes with the same key open each
/// other's tickets and no key seals for longer than a period.
///
/// # Security
/// Whoever has the 32-byte key can open recorded TLS 1.2 sessions that were resumed; TLS 1.3 does a
/// fresh key exchange each time and stays closed. Keep it as any key of the node, and change it when
/// in doubt: clients then do full handshakes, nothing else happens.
pub struct Tickets {
    key: Secret<[u8; 32]>,
    ambient: Ambient,
}

impl Tickets {
    /// Tickets under a key.
    pub const fn new(key: Secret<[u8; 32]>, ambient: Ambient) -> Self {
        Self { key, ambient }
    }

    pub(crate) const fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    fn period(&self) -> i64 {
        self.ambient.now().as_secs().div_euclid(i64::from(PERIOD_SECS))
    }

    fn cipher(&self, period: i64) -> Option<XChaCha20Poly1305> {
        let mut key = Zeroizing::new([0; 32]);
        let mut purpose = b"beleg/1 tls ticket ".to_vec();
        purpose.extend(period.to_be_bytes());
        Hkdf::<Sha256>::new(None, self.key.reveal()).expand(&purpose, key.as_mut()).ok()?;
        XChaCha20Poly1305::new_from_slice(key.as_ref()).ok()
    }
}

/// The byte by which a ticket names its period.
const fn id(period: i64) -> u8 {
    period.to_be_bytes()[7]
}

impl ProducesTickets for Tickets {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        PERIOD_SECS
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let period = self.period();
        let nonce: [u8; NONCE] = self.ambient.dice().bytes();
        let sealed = self.cipher(period)?.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &[id(period)] }).ok()?;
        Some([&[id(period)], nonce.as_slice(), &sealed].concat())
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let (named, rest) = cipher.split_first()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        let now = self.period();
        let period = [now, now - 1].into_iter().find(|&period| id(period) == *named)?;
        self.cipher(period)?.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &[*named] }).ok()
    }
}

impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tickets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Clock, Seed, Seeds, Timestamp};
    use proptest::prelude::*;
    use std::sync::Arc;

    struct At(i64);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(self.0 * 1_000_000)
        }
    }

    impl Seeds for At {
        fn seed(&self) -> Seed {
            Seed::new([5; 32])
        }
    }

    fn tickets(key: u8, secs: i64) -> Tickets {
        Tickets::new(Secret::new([key; 32]), Ambient::new(Arc::new(At(secs)), Arc::new(At(secs))))
    }

    const NOON: i64 = 1_768_478_400;
    const HOUR: i64 = 3_600;

    #[test]
    fn tickets_live_for_this_period_and_the_next() {
        let ticket = tickets(1, NOON).encrypt(b"session").unwrap();
        let check = |key: u8, secs: i64, expected: Option<&[u8]>| {
            assert_eq!(tickets(key, secs).decrypt(&ticket).as_deref(), expected, "{key} {secs}");
        };
        check(1, NOON, Some(b"session"));
        check(1, NOON + 23 * HOUR, Some(b"session"));
        check(1, NOON + 24 * HOUR, None);
        check(1, NOON - 1, None);
        check(1, NOON + 256 * 12 * HOUR, None);
        check(2, NOON, None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_ticket_or_none(bytes: Vec<u8>, flip in 0usize..64) {
            prop_assert_eq!(tickets(1, NOON).decrypt(&bytes), None);
            let mut ticket = tickets(1, NOON).encrypt(&bytes).unwrap();
            prop_assert_eq!(tickets(1, NOON).decrypt(&ticket), Some(bytes));
            let at = flip % ticket.len();
            ticket[at] ^= 1;
            prop_assert_eq!(tickets(1, NOON).decrypt(&ticket), None);
        }
    }
}
