//! Passwords as they are kept.

use super::model::AccountId;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kernel::{Fault, OrFault, Secret};
use store::{Act, Rows};
use zeroize::Zeroizing;

const PURPOSE: &str = "mail-account-password";
const NONCE: usize = 24;

/// Seals a password for a row.
///
/// **Shape**: nonce (24) ‖ XChaCha20-Poly1305 under the tenant's key, with the account's id as associated data: a password
/// that is put into another account's row does not open.
pub(super) fn seal(act: &Act<'_>, id: AccountId, password: &Secret<String>) -> Result<Vec<u8>, Fault> {
    let nonce: [u8; NONCE] = act.random();
    let bytes = id.to_bytes();
    let payload = Payload { msg: password.reveal().as_bytes(), aad: &bytes };
    let sealed = cipher(act).encrypt(&XNonce::from(nonce), payload).map_err(|_| Fault::bug("sealing a password"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens it.
pub(super) fn open(rows: &impl Rows, id: AccountId, sealed: &[u8]) -> Result<Secret<String>, Fault> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().or_fault("a password is damaged")?;
    let bytes = id.to_bytes();
    let payload = Payload { msg: sealed, aad: &bytes };
    let plain =
        cipher(rows).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Fault::bug("a password is damaged, or another account's"))?;
    let plain = Zeroizing::new(plain);
    let text = std::str::from_utf8(&plain).or_fault("a password is no text")?;
    Ok(Secret::new(text.to_owned()))
}

fn cipher(rows: &impl Rows) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(rows.purpose_key(PURPOSE).reveal().into())
}
