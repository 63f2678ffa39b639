//! JSON that says one thing: a name that stands twice in an object is refused, at any depth.

use super::Refused;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a document of at most so many octets.
pub(super) fn read(bytes: &[u8], most: usize) -> Result<Value, Refused> {
    if bytes.len() > most {
        return Err(Refused::TooLarge);
    }
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0).map_err(|_| Refused::Malformed)
}

/// Reads an object into a shape, and keeps it as it came.
pub(super) fn shaped<T: DeserializeOwned>(bytes: &[u8], most: usize) -> Result<(T, Map<String, Value>), Refused> {
    let Value::Object(object) = read(bytes, most)? else { return Err(Refused::Malformed) };
    let shape = serde_json::from_value(Value::Object(object.clone())).map_err(|_| Refused::Malformed)?;
    Ok((shape, object))
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = pairs.next_entry::<String, Strict>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_stands_twice_is_refused_at_any_depth() {
        let check = |text: &str, fits: bool| assert_eq!(read(text.as_bytes(), 1_000).is_ok(), fits, "{text}");
        check(r#"{"a":1,"b":{"a":[true,null,1.5,-3,"x"]}}"#, true);
        check(r#"{"a":1,"a":1}"#, false);
        check(r#"{"a":1,"\u0061":1}"#, false);
        check(r#"{"b":[{"a":1,"c":2,"a":3}]}"#, false);
        check(r#"{"a":1} x"#, false);
        check("{\"a\":\"\u{0}\"}", false);
        check(&format!("{}{}", "[".repeat(400), "]".repeat(400)), false);
        assert_eq!(read(&[b' '; 11], 10), Err(Refused::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(names in proptest::collection::btree_map("[a-z]{1,4}", "\\PC{0,8}", 0..6)) {
            let text = serde_json::to_vec(&names).unwrap();
            let (read, _) = shaped::<std::collections::BTreeMap<String, String>>(&text, 10_000).unwrap();
            prop_assert_eq!(read, names);
        }
    }
}
