//! Values that must not be printed.

use zeroize::Zeroize;

/// A value that cannot be printed or serialised by accident, wiped when dropped.
///
/// # Security
/// No `Display`, no `Serialize`, and `Debug` shows only dots, so a secret cannot reach a log, an
/// error or an answer without somebody writing [`Secret::reveal`], which review looks for.
///
/// ```compile_fail
/// let password = kernel::Secret::new(String::from("correct horse"));
/// println!("{password}");
/// ```
///
/// ```compile_fail
/// let password = kernel::Secret::new(String::from("correct horse"));
/// serde_json::to_string(&password).unwrap();
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into custody.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every use is a place to look at in review.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> std::fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de, T: Zeroize + serde::Deserialize<'de>> serde::Deserialize<'de> for Secret<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new(String::from("hunter2"))), "Secret(…)");
    }
}
