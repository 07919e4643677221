//! Short lists of fixed words in one text column, joined by `|`.

use std::fmt::Display;
use std::str::FromStr;

use super::error::StoreError;

/// Joins words for a column.
pub fn join<T: Display>(words: &[T]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

/// Reads the words of a column.
///
/// # Errors
/// [`StoreError::Unreadable`] naming the column.
pub fn split<T: FromStr>(text: &str, column: &'static str) -> Result<Vec<T>, StoreError> {
    text.split('|')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().map_err(|_| StoreError::Unreadable(column)))
        .collect()
}

/// Writes a value as the JSON text of a column.
///
/// # Errors
/// [`StoreError::Unreadable`] naming the column.
pub fn to_json<T: serde::Serialize>(value: &T, column: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(column))
}

/// Reads the JSON text of a column.
///
/// # Errors
/// [`StoreError::Unreadable`] naming the column.
pub fn from_json<T: serde::de::DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(column))
}
