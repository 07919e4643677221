//! The tags that there are, to choose from.
//!
//! Invariant: a tag is suggested only if somebody within the asker's scope has it, and counted only among those.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::list::{self, Count, ListFilter, Scope};
use super::query::Query;
use super::{DirectoryError, facts, write};
use crate::domain::category::CategoryId;

diesel::table! {
    tags (label) {
        label -> Text,
        fact -> Text,
        number -> BigInt,
    }
}

/// The most that is counted of one tag for a suggestion.
const COUNTED: i64 = 100;

pub(super) fn add(db: &mut SqliteConnection, labels: &[String]) -> Result<(), DirectoryError> {
    for label in labels {
        diesel::sql_query(
            "INSERT INTO tags (label, fact, number) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
        )
        .bind::<Text, _>(label)
        .bind::<Text, _>(facts::tag(label))
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
    db.transaction(|db| {
        // Some are written in several ways, and asked for as one.
        let written = tags::table.order((tags::number.desc(), tags::label)).limit(most * 2).load(db)?;
        let mut tags = joined(written);
        tags.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        // Who sees everybody, of whom nobody's use may have ended, need not have them counted one by one.
        if scope.assigned_to.is_none() && scope.except.is_none() && !write::is_due(db, scope.today)? {
            let count = |number: i64| Count { value: number.min(COUNTED), is_more: number > COUNTED };
            return Ok(tags.into_iter().map(|(label, number)| (label, count(number))).collect());
        }
        let mut found = Vec::new();
        for (label, _) in tags {
            let filter = ListFilter { query: Some(Query::Fact(facts::tag(&label))), ..ListFilter::default() };
            let count = list::count_of(db, scope, &filter, COUNTED)?;
            if count.value > 0 {
                found.push((label, count));
            }
        }
        Ok(found)
    })
}

/// Tags that are asked for as one under the most frequent of their labels, the most frequent first.
fn joined(written: Vec<(String, String, i64)>) -> Vec<(String, i64)> {
    let mut tags: Vec<(String, String, i64)> = Vec::with_capacity(written.len());
    for (label, fact, number) in written {
        match tags.iter_mut().find(|(known, ..)| *known == fact) {
            Some((_, _, sum)) => *sum += number,
            None => tags.push((fact, label, number)),
        }
    }
    tags.sort_by_key(|(.., number)| std::cmp::Reverse(*number));
    tags.into_iter().map(|(_, label, number)| (label, number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_in_several_spellings_is_one_with_the_sum_of_them() {
        let written = [("Go", 4), ("Java", 3), ("java", 2), ("ＪＡＶＡ", 1)];
        let written = written.map(|(label, number)| (label.to_owned(), facts::tag(label), number));
        let joined = joined(written.to_vec());
        assert_eq!(joined, [("Java".to_owned(), 6), ("Go".to_owned(), 4)]);
    }
}
