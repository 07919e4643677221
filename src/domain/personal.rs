//! A value about a person that cannot be printed by accident.

use std::fmt;

/// A value about a person: no `Display`, no `Deref`; `Debug` prints a placeholder.
/// [`reveal`](Self::reveal) is the one way out and easy to search for.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value about a person.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the page or the seal that needs it.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, given up.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}
