//! Pages of long lists.

use serde::Serialize;

/// How many items a page may have.
///
/// **Shape**: 1 to 200, 50 unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// The most that is handed out at once.
    pub const MOST: u32 = 200;

    /// A limit inside the bounds, or nothing.
    pub const fn new(count: u32) -> Option<Self> {
        if count >= 1 && count <= Self::MOST { Some(Self(count)) } else { None }
    }

    /// The count.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

/// Where the next page begins; opaque to whoever holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cursor(pub String);

/// One page of a list, newest first unless its query says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next: self.next }
    }
}
