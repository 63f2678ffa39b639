//! The hash of `crypt(3)` that begins with `$1$`, and Apache's with `$apr1$`.
//!
//! Here because salts of OTRS hold any sign of a login, and libraries refuse what is not of the alphabet of `crypt(3)`.
//!
//! # Source
//! Poul-Henning Kamp, `crypt-md5.c` of FreeBSD 2; Apache's `apr_md5.c`.

use md5::{Digest as _, Md5};

pub(super) const CRYPT: &str = "$1$";
pub(super) const APR1: &str = "$apr1$";

const ROUNDS: usize = 1_000;
const LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Which bytes make four letters, the last byte first; the sixteenth stands alone.
const GROUPS: [[usize; 3]; 5] = [[12, 6, 0], [13, 7, 1], [14, 8, 2], [15, 9, 3], [5, 10, 4]];

/// The 22 letters behind the salt.
pub(super) fn crypt(password: &[u8], salt: &[u8], magic: &str) -> String {
    let inner = Md5::new().chain_update(password).chain_update(salt).chain_update(password).finalize();
    let mut outer = Md5::new().chain_update(password).chain_update(magic).chain_update(salt);
    for part in password.chunks(inner.len()) {
        outer.update(inner.get(..part.len()).unwrap_or_default());
    }
    let mut length = password.len();
    while length > 0 {
        outer.update(if length & 1 == 1 { &[0] } else { password.get(..1).unwrap_or_default() });
        length >>= 1;
    }
    let mut sum = outer.finalize();
    for round in 0..ROUNDS {
        let mut next = Md5::new();
        let (first, last): (&[u8], &[u8]) = if round % 2 == 1 { (password, &sum) } else { (&sum, password) };
        next.update(first);
        if round % 3 != 0 {
            next.update(salt);
        }
        if round % 7 != 0 {
            next.update(password);
        }
        next.update(last);
        sum = next.finalize();
    }
    letters(&sum)
}

fn letters(sum: &[u8]) -> String {
    let byte = |place: usize| sum.get(place).copied().map_or(0, u32::from);
    let mut out = String::with_capacity(22);
    for [low, middle, high] in GROUPS {
        push(&mut out, byte(high) << 16 | byte(middle) << 8 | byte(low), 4);
    }
    push(&mut out, byte(11), 2);
    out
}

/// The lowest six bits first.
fn push(out: &mut String, mut value: u32, count: usize) {
    for _ in 0..count {
        let letter = usize::try_from(value & 63).ok().and_then(|place| LETTERS.get(place));
        out.extend(letter.map(|letter| char::from(*letter)));
        value >>= 6;
    }
}
