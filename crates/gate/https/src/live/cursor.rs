//! Ids of frames: places in the stream that nobody outside can read, compare or make up.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kernel::{Dice, Secret};
use room::Told;
use std::fmt;

const NONCE: usize = 24;

/// Seals and opens the ids of one tenant's stream.
///
/// **Shape**: nonce (24) ‖ XChaCha20-Poly1305 of the place (8 + 16), base 64: always 64 characters. Two ids of the same place
/// differ, so an id tells not even whether anything happened since the last one.
pub(super) struct Cursors(Secret<[u8; 32]>);

impl Cursors {
    pub(super) const fn new(key: Secret<[u8; 32]>) -> Self {
        Self(key)
    }

    pub(super) fn seal(&self, dice: &mut Dice, seq: i64) -> String {
        let nonce: [u8; NONCE] = dice.bytes();
        // Fails only for texts of many gigabytes.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), seq.to_be_bytes().as_slice()).unwrap_or_default();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// The place; `None` when the id was not made with this key.
    pub(super) fn open(&self, text: &str) -> Option<i64> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), sealed).ok()?;
        plain.try_into().ok().map(i64::from_be_bytes)
    }

    /// The frame for one event.
    pub(super) fn frame(&self, dice: &mut Dice, told: &Told) -> Bytes {
        let line = told.line.replace(['\r', '\n'], " ");
        Bytes::from(format!("id: {}\nevent: change\ndata: {line}\n\n", self.seal(dice, told.seq)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.reveal().into())
    }
}

impl fmt::Debug for Cursors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursors(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Seed;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn cursors(key: u8) -> Cursors {
        Cursors::new(Secret::new([key; 32]))
    }

    proptest! {
        #[test]
        fn ids_open_with_their_own_key_alone(seq: i64, seed: [u8; 32], flip in 0usize..48) {
            let mut dice = Seed::new(seed).dice();
            let (one, two) = (cursors(1).seal(&mut dice, seq), cursors(1).seal(&mut dice, seq));
            prop_assert_ne!(&one, &two);
            prop_assert_eq!(one.len(), 64);
            prop_assert_eq!(cursors(1).open(&one), Some(seq));
            prop_assert_eq!(cursors(2).open(&one), None);
            let mut bytes = URL_SAFE_NO_PAD.decode(&one).unwrap();
            bytes[flip] ^= 1;
            prop_assert_eq!(cursors(1).open(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }

        #[test]
        fn any_text_is_an_id_or_none(text in "\\PC{0,100}") {
            prop_assert_eq!(cursors(1).open(&text), None);
        }
    }

    #[test]
    fn a_line_cannot_break_out_of_its_frame() {
        let told = Told { seq: 7, line: "{}\n\nevent: forged\rdata: 1".into(), heard_by: BTreeSet::new() };
        let frame = cursors(1).frame(&mut Seed::new([1; 32]).dice(), &told);
        let text = String::from_utf8(frame.to_vec()).unwrap();
        assert!(text.ends_with("\nevent: change\ndata: {}  event: forged data: 1\n\n"));
        assert_eq!(text.lines().count(), 4);
    }
}
