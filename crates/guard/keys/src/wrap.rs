//! One key wrapped by another.

use crate::hex::Hex;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use kernel::{Dice, Fault, Secret};
use zeroize::Zeroizing;

/// A wrapped key: nonce, 32 bytes of ciphertext, tag.
pub(crate) type Wrapped = Hex<72>;

/// What a wrap belongs to; bound in, so that it opens nowhere else.
#[derive(Clone, Copy)]
pub(crate) struct Belongs<'a> {
    pub(crate) environment: &'a str,
    /// The tenant in hexadecimal, `platform`, or `node` for the root itself.
    pub(crate) of: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) epoch: u32,
}

impl Belongs<'_> {
    /// No part can hold the sign between them, so no two places read the same.
    fn bytes(self) -> Vec<u8> {
        format!("beleg/1|{}|{}|{}|{}", self.environment, self.of, self.purpose, self.epoch).into_bytes()
    }
}

pub(crate) fn wrap(with: &Secret<[u8; 32]>, key: &Secret<[u8; 32]>, belongs: Belongs<'_>, dice: &mut Dice) -> Result<Wrapped, Fault> {
    let nonce: [u8; 24] = dice.bytes();
    let sealed = cipher(with)
        .encrypt(&XNonce::from(nonce), Payload { msg: key.reveal(), aad: &belongs.bytes() })
        .map_err(|_| Fault::bug("a key could not be wrapped"))?;
    let mut out = [0; 72];
    for (to, from) in out.iter_mut().zip(nonce.iter().chain(&sealed)) {
        *to = *from;
    }
    Ok(Hex(out))
}

/// The key, or nothing when it was not wrapped with this key for this place.
pub(crate) fn unwrap(with: &Secret<[u8; 32]>, wrapped: &Wrapped, belongs: Belongs<'_>) -> Option<Secret<[u8; 32]>> {
    let (nonce, body) = wrapped.0.split_first_chunk::<24>()?;
    let opened = cipher(with).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &belongs.bytes() }).ok()?;
    let opened = Zeroizing::new(opened);
    opened.as_slice().try_into().ok().map(Secret::new)
}

fn cipher(with: &Secret<[u8; 32]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(with.reveal().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Seed;

    #[test]
    fn a_wrap_opens_only_where_it_belongs() {
        let (with, key) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let here = Belongs { environment: "prod", of: "aa", purpose: "file", epoch: 1 };
        let wrapped = wrap(&with, &key, here, &mut Seed::new([3; 32]).dice()).unwrap();
        let check = |with: &Secret<[u8; 32]>, belongs: Belongs<'_>, opens: bool| {
            assert_eq!(unwrap(with, &wrapped, belongs).map(|key| *key.reveal()), opens.then_some([2; 32]));
        };
        check(&with, here, true);
        check(&Secret::new([9; 32]), here, false);
        check(&with, Belongs { environment: "test", ..here }, false);
        check(&with, Belongs { of: "ab", ..here }, false);
        check(&with, Belongs { purpose: "blob", ..here }, false);
        check(&with, Belongs { epoch: 2, ..here }, false);
    }
}
