//! Bytes as hexadecimal text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `N` bytes, written as `2 × N` hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hex<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> Hex<N> {
    pub(crate) fn encode(&self) -> String {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        if text.len() != 2 * N {
            return None;
        }
        let mut digits = text.chars().map(|sign| sign.to_digit(16));
        let mut out = [0; N];
        for byte in &mut out {
            let (high, low) = (digits.next()??, digits.next()??);
            *byte = u8::try_from(high << 4 | low).ok()?;
        }
        Some(Self(out))
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::decode(&text).ok_or_else(|| serde::de::Error::custom("not hexadecimal of that length"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_read_back(bytes: [u8; 24]) {
            prop_assert_eq!(Hex::decode(&Hex(bytes).encode()), Some(Hex(bytes)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,10}") {
            if let Some(bytes) = Hex::<2>::decode(&text) {
                prop_assert_eq!(bytes.encode(), text.to_lowercase());
            }
        }
    }
}
