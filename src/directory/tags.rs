//! The tags that there are, to choose from.
//!
//! Invariant: a tag is suggested only if somebody within the asker's scope has it, and counted only among those.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::list::{self, Count, ListFilter, Scope};
use super::query::Query;
use super::{DirectoryError, facts};
use crate::domain::category::CategoryId;

diesel::table! {
    tags (label) {
        label -> Text,
        number -> BigInt,
    }
}

/// The most that is counted of one tag for a suggestion.
const COUNTED: i64 = 100;

pub(super) fn add(db: &mut SqliteConnection, labels: &[String]) -> Result<(), DirectoryError> {
    for label in labels {
        diesel::sql_query(
            "INSERT INTO tags (label, number) VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        )
        .bind::<Text, _>(label)
        .execute(db)?;
    }
    Ok(())
}

pub(super) fn remove(db: &mut SqliteConnection, labels: &[String]) -> Result<(), DirectoryError> {
    for label in labels {
        diesel::update(tags::table.find(label)).set(tags::number.eq(tags::number - 1)).execute(db)?;
        diesel::delete(tags::table.find(label).filter(tags::number.le(0))).execute(db)?;
    }
    Ok(())
}

pub(super) fn clear(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    diesel::delete(tags::table).execute(db)?;
    Ok(())
}

/// The tags that most have, as far as the scope reaches, the most frequent first.
pub(super) fn suggest(
    db: &mut SqliteConnection,
    scope: &Scope,
    most: i64,
) -> Result<Vec<(String, Count)>, DirectoryError> {
    if !scope.categories.contains(&CategoryId::Other) {
        return Ok(Vec::new());
    }
    let labels: Vec<String> =
        tags::table.order((tags::number.desc(), tags::label)).limit(most).select(tags::label).load(db)?;
    let mut found = Vec::new();
    for label in labels {
        let filter = ListFilter { query: Some(Query::Fact(facts::tag(&label))), ..ListFilter::default() };
        let count = list::count_of(db, scope, &filter, COUNTED)?;
        if count.value > 0 {
            found.push((label, count));
        }
    }
    Ok(found)
}
