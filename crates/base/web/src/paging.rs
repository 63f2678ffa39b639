//! Cursors: where a page begins, unreadable and unforgeable for whoever holds it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Cursor, Secret};

/// The cursor was not made here, or for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorError;

impl From<CursorError> for crate::Problem {
    fn from(_: CursorError) -> Self {
        Self::invalid("cursor", "unknown")
    }
}

/// Makes a cursor from numbers, with a tag under the tenant's key.
pub fn seal_cursor(key: &Secret<[u8; 32]>, tag: impl Fn(&[u8; 32], &[&[u8]]) -> [u8; 32], numbers: &[i64]) -> Cursor {
    let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
    let seal = tag(key.reveal(), &[&bytes]);
    bytes.extend_from_slice(seal.get(..8).unwrap_or_default());
    Cursor(URL_SAFE_NO_PAD.encode(bytes))
}

/// Reads a cursor back.
///
/// # Errors
/// [`CursorError`] when it is not one of `count` numbers sealed with this key.
pub fn open_cursor(
    key: &Secret<[u8; 32]>,
    tag: impl Fn(&[u8; 32], &[&[u8]]) -> [u8; 32],
    cursor: &str,
    count: usize,
) -> Result<Vec<i64>, CursorError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| CursorError)?;
    let (body, seal) = bytes.split_at_checked(count * 8).ok_or(CursorError)?;
    let expected = tag(key.reveal(), &[body]);
    if seal.is_empty() || expected.get(..8) != Some(seal) {
        return Err(CursorError);
    }
    body.chunks_exact(8).map(|chunk| chunk.try_into().map(i64::from_be_bytes).map_err(|_| CursorError)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_with_its_key_and_unchanged() {
        let tag = |key: &[u8; 32], parts: &[&[u8]]| {
            let mut out = *key;
            for (index, byte) in parts.concat().into_iter().enumerate() {
                out[index % 32] = out[index % 32].wrapping_mul(31).wrapping_add(byte);
            }
            out
        };
        let (key, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let cursor = seal_cursor(&key, tag, &[5, -7]);
        assert_eq!(open_cursor(&key, tag, &cursor.0, 2), Ok(vec![5, -7]));
        assert_eq!(open_cursor(&other, tag, &cursor.0, 2), Err(CursorError));
        assert_eq!(open_cursor(&key, tag, &cursor.0, 1), Err(CursorError));
        assert_eq!(open_cursor(&key, tag, "", 0), Err(CursorError));
        assert_eq!(open_cursor(&key, tag, "AAAA*", 2), Err(CursorError));
    }
}
