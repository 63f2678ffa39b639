//! Ids: 16 bytes, UUIDv7, one type per kind.

use crate::Timestamp;
use std::fmt;
use std::str::FromStr;

/// The bytes of an id, before it is known what kind of thing it names.
///
/// **Shape**: UUIDv7 (RFC 9562 §5.7); sorts by creation time; not a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id16(pub [u8; 16]);

impl Id16 {
    /// Builds a version 7 UUID from a moment and ten random bytes.
    pub fn v7(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.as_millis()).unwrap_or(0).to_be_bytes();
        let [_, _, m0, m1, m2, m3, m4, m5] = millis;
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9] = random;
        Self([m0, m1, m2, m3, m4, m5, 0x70 | (r0 & 0x0f), r1, 0x80 | (r2 & 0x3f), r3, r4, r5, r6, r7, r8, r9])
    }

    /// The bytes from a slice of exactly sixteen.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads `PREFIX_` followed by 26 characters.
    ///
    /// # Errors
    /// Another prefix, another length, a character that is not Crockford base 32.
    pub fn parse_prefixed(prefix: &'static str, text: &str) -> Result<Self, NotAnId> {
        text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).and_then(crockford::decode16).map(Self).ok_or(NotAnId { prefix })
    }

    /// Lower-case hexadecimal without dashes, as used in file and role names.
    pub fn to_hex(self) -> String {
        self.0.iter().fold(String::with_capacity(32), |mut out, byte| {
            use fmt::Write;
            let _ = write!(out, "{byte:02x}");
            out
        })
    }
}

impl fmt::Debug for Id16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode16(&self.0))
    }
}

/// The text is not an id of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct NotAnId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// Defines an id type of its own kind: `id!(TicketId, "tkt", "A ticket.")`.
///
/// Shown as `tkt_01k…` (Crockford base 32, lower case, 26 characters), stored as 16 bytes.
#[macro_export]
macro_rules! id {
    ($name:ident, $prefix:literal, $doc:literal) => {
        #[doc = $doc]
        #[doc = concat!("\n\n**Shape**: 16 bytes (UUIDv7), shown as `", $prefix, "_` and 26 characters.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $crate::Id16);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Draws a new one.
            pub fn draw(now: $crate::Timestamp, dice: &mut $crate::Dice) -> Self {
                Self(dice.id(now))
            }

            /// The bytes as they are stored.
            pub fn to_bytes(self) -> Vec<u8> {
                self.0.0.to_vec()
            }
        }

        impl From<$name> for $crate::Id16 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<$crate::Id16> for $name {
            fn from(id: $crate::Id16) -> Self {
                Self(id)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), $crate::crockford::encode16(&self.0.0))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::NotAnId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::Id16::parse_prefixed($prefix, text).map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = ::std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

id!(TenantId, "ten", "One customer organisation of the platform, one store.");

impl FromStr for Id16 {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        crockford::decode16(text).map(Self).ok_or(NotAnId { prefix: "" })
    }
}

/// Crockford's base 32 for sixteen bytes: 26 characters, most significant first, lower case.
pub mod crockford {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// Sixteen bytes as 26 characters.
    pub fn encode16(bytes: &[u8; 16]) -> String {
        let number = u128::from_be_bytes(*bytes);
        (0..26u32)
            .rev()
            .map(|place| {
                let digit = usize::try_from((number >> (place * 5)) & 31).unwrap_or(0);
                char::from(ALPHABET.get(digit).copied().unwrap_or(b'0'))
            })
            .collect()
    }

    /// The reverse; upper case and the look-alikes I, L and O are accepted as Crockford asks.
    pub fn decode16(text: &str) -> Option<[u8; 16]> {
        if text.len() != 26 {
            return None;
        }
        let mut number: u128 = 0;
        for (index, byte) in text.bytes().enumerate() {
            let folded = match byte.to_ascii_lowercase() {
                b'i' | b'l' => b'1',
                b'o' => b'0',
                other => other,
            };
            let digit = ALPHABET.iter().position(|&symbol| symbol == folded)?;
            // 26 × 5 = 130 bits: the first character may only carry the top three.
            if index == 0 && digit > 7 {
                return None;
            }
            number = (number << 5) | u128::try_from(digit).ok()?;
        }
        Some(number.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shown_ids_read_back(bytes: [u8; 16]) {
            let id = TenantId(Id16(bytes));
            prop_assert_eq!(id.to_string().parse::<TenantId>(), Ok(id));
        }

        #[test]
        fn ids_sort_by_time(a in 0i64..1i64<<46, b in 0i64..1i64<<46, r: [u8; 10], s: [u8; 10]) {
            let (x, y) = (Id16::v7(Timestamp::from_micros(a * 1000), r), Id16::v7(Timestamp::from_micros(b * 1000), s));
            prop_assert_eq!(a.cmp(&b).is_lt(), if a == b { false } else { x < y });
        }

        #[test]
        fn any_text_is_an_id_or_refused(text in "\\PC*") {
            let _ = text.parse::<TenantId>();
        }
    }

    #[test]
    fn another_kind_is_refused() {
        let id = TenantId(Id16([9; 16])).to_string();
        assert!(id.starts_with("ten_"));
        assert!(id.replace("ten_", "tkt_").parse::<TenantId>().is_err());
        assert!("ten_zzzzzzzzzzzzzzzzzzzzzzzzzz".parse::<TenantId>().is_err(), "more than 128 bits");
    }
}
