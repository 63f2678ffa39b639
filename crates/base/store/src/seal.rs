//! Secrets of rows: what a room has to be able to read again, and nobody else.

use crate::act::{Act, Rows};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kernel::{Fault, OrFault, Secret};
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// Seals a secret for the row of an object.
///
/// **Shape**: nonce (24) ‖ XChaCha20-Poly1305 under the tenant's key for this purpose, with the object's id as associated data: a secret
/// that is put into another row, or another tenant's, does not open.
///
/// # Errors
/// It is longer than the cipher takes (256 GiB).
pub fn seal(act: &Act<'_>, purpose: &str, object: &[u8], secret: &Secret<String>) -> Result<Vec<u8>, Fault> {
    let nonce: [u8; NONCE] = act.random();
    let payload = Payload { msg: secret.reveal().as_bytes(), aad: object };
    let sealed = cipher(act, purpose).encrypt(&XNonce::from(nonce), payload).map_err(|_| Fault::bug("sealing a secret"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens it.
///
/// # Errors
/// It is damaged, or was sealed for another object, purpose or tenant.
pub fn unseal(rows: &impl Rows, purpose: &str, object: &[u8], sealed: &[u8]) -> Result<Secret<String>, Fault> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().or_fault("a sealed secret is damaged")?;
    let payload = Payload { msg: sealed, aad: object };
    let plain = cipher(rows, purpose)
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| Fault::bug("a sealed secret is damaged, or another object's"))?;
    let plain = Zeroizing::new(plain);
    let text = std::str::from_utf8(&plain).or_fault("a sealed secret is no text")?;
    Ok(Secret::new(text.to_owned()))
}

fn cipher(rows: &impl Rows, purpose: &str) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(rows.purpose_key(purpose).reveal().into())
}
