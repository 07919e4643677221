//! Following: rows in, rows out, and the position, in one transaction.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::order::Places;
use super::prepared::{Bound, Prepared};
use super::texts::Texts;
use super::{DirectoryError, Indexed, Position, Reached, Update, mark, tags};
use crate::domain::id::HoldingId;
use crate::domain::time::{Day, Ts};

diesel::table! {
    position (id) {
        id -> Integer,
        seq -> BigInt,
        rebuilt -> Bool,
        filled_to -> Nullable<Binary>,
    }
}

diesel::table! {
    people (place) {
        place -> BigInt,
        holding -> Binary,
        candidate -> Binary,
        office -> Text,
        family -> Text,
        given -> Text,
        reading -> Text,
        vacancy -> Nullable<Binary>,
        stage -> Nullable<Text>,
        source -> Nullable<Text>,
        received_at -> BigInt,
        usable_until -> Nullable<Text>,
        proposed_at -> Nullable<BigInt>,
        contacted_on -> Text,
        name_order -> Text,
        stage_order -> Text,
        owner -> Nullable<Binary>,
        tags -> Text,
    }
}

diesel::table! {
    texts (place) {
        place -> BigInt,
        body -> Binary,
    }
}

diesel::table! {
    due (holding) {
        holding -> Binary,
        day -> Text,
    }
}

diesel::table! {
    assigned (place, staff, vacancy) {
        place -> BigInt,
        staff -> Binary,
        vacancy -> Binary,
        stage -> Text,
        source -> Text,
        received_at -> BigInt,
    }
}

pub(super) fn position(db: &mut SqliteConnection) -> Result<Position, DirectoryError> {
    let (seq, filled, filled_to): (i64, bool, Option<Vec<u8>>) =
        position::table.find(1).select((position::seq, position::rebuilt, position::filled_to)).get_result(db)?;
    let filled_to = filled_to.map(|bytes| holding(&bytes)).transpose()?;
    Ok(Position { seq, filled, filled_to })
}

pub(super) fn apply(db: &mut SqliteConnection, updates: &[Update], reached: Reached<'_>) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        write_all(db, updates)?;
        let at = position::table.find(1);
        match reached {
            Reached::Filled { start, to } => {
                let to = to.uuid().as_bytes().to_vec();
                diesel::update(at).set((position::seq.eq(start), position::filled_to.eq(to))).execute(db)?;
            }
            Reached::Change(to) => {
                // A slower follower must not move the position back.
                let later = position::table.filter(position::id.eq(1).and(position::seq.le(to.seq)));
                let moved = diesel::update(later).set((position::seq.eq(to.seq), position::rebuilt.eq(true)));
                if moved.execute(db)? == 1 {
                    mark::set(db, to)?;
                }
            }
        }
        Ok(())
    })
}

pub(super) fn due(db: &mut SqliteConnection, today: Day, limit: i64) -> Result<Vec<HoldingId>, DirectoryError> {
    let found: Vec<Vec<u8>> =
        due::table.filter(due::day.le(today.to_string())).order(due::day).limit(limit).select(due::holding).load(db)?;
    found.iter().map(|bytes| holding(bytes)).collect()
}

pub(super) fn is_due(db: &mut SqliteConnection, today: Day) -> Result<bool, DirectoryError> {
    let first: Option<String> = due::table.select(diesel::dsl::min(due::day)).get_result(db)?;
    Ok(first.is_some_and(|first| first <= today.to_string()))
}

pub(super) fn holding(bytes: &[u8]) -> Result<HoldingId, DirectoryError> {
    uuid::Uuid::from_slice(bytes).map(HoldingId::from_uuid).map_err(|_| DirectoryError::Unreadable)
}

/// Empties the file. What stood in it is not overwritten, as it is not when a file is deleted: to write all of it once
/// more would take as long as filling it, and the filling that follows writes over most of it.
pub(super) fn clear(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    db.batch_execute("PRAGMA secure_delete=OFF")?;
    let cleared = empty(db);
    db.batch_execute("PRAGMA secure_delete=ON")?;
    cleared
}

fn empty(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| {
        diesel::sql_query("INSERT INTO words (words) VALUES ('delete-all')").execute(db)?;
        diesel::delete(texts::table).execute(db)?;
        tags::clear(db)?;
        diesel::delete(assigned::table).execute(db)?;
        diesel::delete(people::table).execute(db)?;
        diesel::delete(due::table).execute(db)?;
        let empty = (position::seq.eq(0), position::rebuilt.eq(false), position::filled_to.eq(None::<Vec<u8>>));
        diesel::update(position::table.find(1)).set(empty).execute(db)?;
        Ok(())
    })
}

/// How FTS5 keeps the index: what it holds in memory before it writes a part (bytes), how many parts of one size it
/// joins as it writes, and at how many it must.
struct Keeping {
    hash_size: i64,
    auto_merge: i64,
    crisis_merge: i64,
}

impl Keeping {
    /// Its own.
    const USUAL: Self = Self { hash_size: 1 << 20, auto_merge: 4, crisis_merge: 16 };
    /// One part a step, which is joined with all others at the end: else every word is written again for each size
    /// that its part grows through. FTS5 knows 2,000 parts at most, so those of 950,000 holdings are joined once before.
    const FILLING: Self = Self { hash_size: 1 << 26, auto_merge: 0, crisis_merge: 1_900 };

    fn set(&self, db: &mut SqliteConnection) -> Result<(), DirectoryError> {
        let options =
            [("hashsize", self.hash_size), ("automerge", self.auto_merge), ("crisismerge", self.crisis_merge)];
        for (option, value) in options {
            let set = diesel::sql_query("INSERT INTO words (words, rank) VALUES (?, ?)");
            set.bind::<Text, _>(option).bind::<BigInt, _>(value).execute(db)?;
        }
        Ok(())
    }
}

pub(super) fn begin_filling(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    db.immediate_transaction(|db| Keeping::FILLING.set(db))
}

pub(super) fn end_filling(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    join_parts(db)?;
    db.immediate_transaction(|db| Keeping::USUAL.set(db))
}

/// Pages that are joined in one transaction; each begins by looking for its place in every part.
const JOINED: i64 = 8_000;

/// Joins the parts in which the index was filled to one, step by step: a question looks into each of them. What comes
/// later makes small ones, which FTS5 joins by itself, level by level. Parts of different levels are joined above the
/// highest.
pub(super) fn join_parts(db: &mut SqliteConnection) -> Result<(), DirectoryError> {
    // A negative number joins parts of all sizes; further steps go on with that.
    let mut pages = -JOINED;
    loop {
        let before = changes(db)?;
        let merge = diesel::sql_query("INSERT INTO words (words, rank) VALUES ('merge', ?)");
        merge.bind::<BigInt, _>(pages).execute(db)?;
        // The command itself counts as one.
        if changes(db)? - before < 2 {
            return Ok(());
        }
        pages = JOINED;
    }
}

/// Rows that this connection changed so far.
fn changes(db: &mut SqliteConnection) -> Result<i64, DirectoryError> {
    Ok(diesel::select(diesel::dsl::sql::<BigInt>("total_changes()")).get_result(db)?)
}

/// Everybody leaves before anybody comes in, both in the order of the index, which begins a new segment whenever a row is
/// lower than the last one.
fn write_all(db: &mut SqliteConnection, updates: &[Update]) -> Result<(), DirectoryError> {
    let mut leaving = Vec::with_capacity(updates.len());
    for update in updates {
        leaving.push((standing(db, update.holding)?, update));
    }
    leaving.sort_by_key(|(standing, _)| standing.map(|(place, _)| row_of(place)));
    let (mut entering, mut has_left) = (Vec::with_capacity(updates.len()), false);
    for (standing, update) in leaving {
        let next = update.person.as_deref().map(|indexed| (indexed, texts_of(indexed)));
        diesel::delete(due::table.find(update.holding.uuid().as_bytes().as_slice())).execute(db)?;
        has_left |= standing.is_some();
        let next_texts = next.as_ref().map(|(indexed, texts)| (*indexed, texts));
        let left = standing.map(|standing| remove(db, standing, next_texts)).transpose()?;
        if let Some((indexed, texts)) = next {
            let received_at = indexed.person.received_at.micros();
            entering.push((left.filter(|left| left.received_at == received_at), indexed, texts));
        }
    }
    // In one go with what comes in, FTS5 of SQLite 3.51 takes a word that a row has at very many places for one that
    // stays: fts5FlushOneHash reads the mark of taking out from the first byte of a number that may have two.
    if has_left {
        diesel::sql_query("INSERT INTO words (words) VALUES ('flush')").execute(db)?;
    }
    // Whoever keeps a place has it before anybody looks for a free one.
    entering.sort_by_key(|(left, indexed, _)| (left.is_none(), indexed.person.received_at));
    let mut words = Vec::with_capacity(entering.len());
    for (left, indexed, texts) in entering {
        words.push(put(db, indexed, &texts, left)?);
    }
    words.sort_by_key(|(place, _)| row_of(*place));
    for (place, words) in words {
        index(db, PUT, place, words)?;
    }
    for update in updates {
        let Some(day) = update.again else { continue };
        diesel::insert_into(due::table)
            .values((due::holding.eq(update.holding.uuid().as_bytes().as_slice()), due::day.eq(day.to_string())))
            .execute(db)?;
    }
    Ok(())
}

/// Beyond every place until the year 2106, as places are counted: see [`row_of`].
pub(super) const LAST_PLACE: i64 = 1 << 36;

/// The row of the index for a place, and back. The newest are the first rows: most changes are about them, and FTS5
/// reads all rows of a word before the one that it takes out; a list begins with them as well.
pub(super) const fn row_of(place: i64) -> i64 {
    // A place may be what an address says.
    LAST_PLACE.saturating_sub(place)
}

/// Places in the list for each second.
const PLACES: i64 = 16;

/// The first place of a moment.
pub(super) fn first_place(at: Ts) -> i64 {
    at.micros().div_euclid(1_000_000) * PLACES
}

/// A free place for somebody who came in at a moment. Where a second is full, such as after an import, one near it
/// is taken: their order among each other says nothing anyway.
fn free_place(db: &mut SqliteConnection, at: Ts) -> Result<i64, DirectoryError> {
    let first = first_place(at);
    let mut width = PLACES;
    loop {
        let within = people::table.filter(people::place.ge(first).and(people::place.lt(first + width)));
        let last: Option<i64> = within.select(diesel::dsl::max(people::place)).get_result(db)?;
        match last {
            None => return Ok(first),
            Some(last) if last + 1 < first + width => return Ok(last + 1),
            Some(_) => width *= 8,
        }
    }
}

/// Everything that somebody is searched by.
fn texts_of(indexed: &Indexed) -> Texts {
    let mut texts = indexed.texts.clone();
    texts.facts.extend(indexed.facts());
    // The index counts words, so each stands once.
    texts.facts.sort_unstable();
    texts.facts.dedup();
    texts.tag.clone_from(&indexed.person.tags);
    texts
}

/// What somebody who was taken out left behind.
struct Left {
    place: i64,
    received_at: i64,
    /// The words that the index lacks now, if not all were taken out of it.
    lacking: Option<Vec<String>>,
}

/// Writes somebody's rows; returns the place, and the words that the index lacks there.
fn put(
    db: &mut SqliteConnection,
    indexed: &Indexed,
    texts: &Texts,
    left: Option<Left>,
) -> Result<(i64, Vec<String>), DirectoryError> {
    let person = &indexed.person;
    let holding = person.holding.id.uuid();
    let latest = person.latest.as_ref();
    let received_at = person.received_at.micros();
    let ordered = Places::of(person);
    let place = left.as_ref().map_or_else(|| free_place(db, person.received_at), |left| Ok(left.place))?;
    diesel::insert_into(people::table)
        .values((
            people::place.eq(place),
            people::holding.eq(holding.as_bytes().as_slice()),
            people::candidate.eq(person.holding.candidate.uuid().as_bytes().as_slice()),
            people::office.eq(person.holding.office.as_str()),
            people::family.eq(&person.family),
            people::given.eq(&person.given),
            people::reading.eq(&person.reading),
            people::vacancy.eq(latest.map(|latest| latest.vacancy.uuid().as_bytes().to_vec())),
            people::stage.eq(latest.map(|latest| latest.stage.as_str())),
            people::source.eq(latest.map(|latest| latest.source.as_str())),
            people::received_at.eq(received_at),
            people::usable_until.eq(person.usable_until.map(|day| day.to_string())),
            people::proposed_at.eq(person.proposed_at.map(Ts::micros)),
            people::contacted_on.eq(ordered.contact),
            people::name_order.eq(ordered.name),
            people::stage_order.eq(ordered.stage),
            people::owner.eq(person.owner.map(|owner| owner.uuid().as_bytes().to_vec())),
            people::tags.eq(serde_json::to_string(&person.tags).map_err(|_| DirectoryError::Unreadable)?),
        ))
        .execute(db)?;
    for one in &indexed.assigned {
        diesel::insert_into(assigned::table)
            .values((
                assigned::place.eq(place),
                assigned::staff.eq(one.staff.uuid().as_bytes().as_slice()),
                assigned::vacancy.eq(one.application.vacancy.uuid().as_bytes().as_slice()),
                assigned::stage.eq(one.application.stage.as_str()),
                assigned::source.eq(one.application.source.as_str()),
                assigned::received_at.eq(one.received_at.micros()),
            ))
            .execute(db)?;
    }
    tags::add(db, &texts.tag)?;
    diesel::insert_into(texts::table).values((texts::place.eq(place), texts::body.eq(texts.pack()?))).execute(db)?;
    Ok((place, left.and_then(|left| left.lacking).unwrap_or_else(|| texts.words())))
}

/// The place of somebody who is in, and when the latest application came in.
fn standing(db: &mut SqliteConnection, holding: HoldingId) -> Result<Option<(i64, i64)>, DirectoryError> {
    let id = holding.uuid();
    let row = people::table.filter(people::holding.eq(id.as_bytes().as_slice()));
    Ok(row.select((people::place, people::received_at)).get_result(db).optional()?)
}

/// Takes somebody out. If they come in again at the same place, the words that do not change stay in the index: a stage
/// moves often, and a CV has a thousand words.
fn remove(
    db: &mut SqliteConnection,
    (place, received_at): (i64, i64),
    next: Option<(&Indexed, &Texts)>,
) -> Result<Left, DirectoryError> {
    let body: Vec<u8> = texts::table.find(place).select(texts::body).get_result(db)?;
    // The index keeps no text of its own, so it is told what to take out.
    let texts = Texts::unpack(&body)?;
    let next = next.filter(|(indexed, _)| indexed.person.received_at.micros() == received_at);
    let (out, lacking) = match next {
        Some((_, next)) => {
            let (out, put) = texts.difference(next);
            (out, Some(put))
        }
        None => (texts.words(), None),
    };
    index(db, TAKE_OUT, place, out)?;
    tags::remove(db, &texts.tag)?;
    diesel::delete(self::texts::table.find(place)).execute(db)?;
    diesel::delete(assigned::table.filter(assigned::place.eq(place))).execute(db)?;
    diesel::delete(people::table.find(place)).execute(db)?;
    Ok(Left { place, received_at, lacking })
}

const PUT: &str = "INSERT INTO words (rowid, facts, name, contact, employer, school, skill, cv, application, result, note, \
     message, tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const TAKE_OUT: &str = "INSERT INTO words (words, rowid, facts, name, contact, employer, school, skill, cv, application, \
     result, note, message, tag) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Puts words in or takes them out, column by column. Both are done for a row or neither, since the index counts rows.
fn index(db: &mut SqliteConnection, sql: &str, place: i64, words: Vec<String>) -> Result<(), DirectoryError> {
    let bound = std::iter::once(Bound::Number(row_of(place))).chain(words.into_iter().map(Bound::Text)).collect();
    Prepared { sql: sql.to_owned(), bound }.execute(db)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::connection;

    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = Text)]
        k: String,
        #[diesel(sql_type = BigInt)]
        v: i64,
    }

    #[derive(QueryableByName)]
    struct Structure {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        block: Vec<u8>,
    }

    #[test]
    fn parts_that_are_joined_as_they_come_rise_above_what_comes_later() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = connection::open(&folder.path().join("JP.db"), &[7; 32], 1).unwrap().get().unwrap();
        // The record of the structure: a cookie, then how many levels there are, in a number of one byte.
        let levels = |db: &mut SqliteConnection| {
            let found: Structure =
                diesel::sql_query("SELECT block FROM words_data WHERE id = 10").get_result(db).unwrap();
            found.block[4]
        };
        begin_filling(&mut db).unwrap();
        for step in 1..=7 {
            // Each is smaller than the whole, as a step of a filling is.
            let words =
                (0..if step == 1 { 2_000 } else { 500 }).map(|word| format!("w{step}x{word}")).collect::<Vec<_>>();
            let mut columns = vec![words.join(" ")];
            columns.resize(12, String::new());
            index(&mut db, PUT, step, columns).unwrap();
            join_parts(&mut db).unwrap();
        }
        assert!(levels(&mut db) > 8, "{}", levels(&mut db));
    }

    #[test]
    fn what_was_set_for_a_filling_is_as_usual_after_it_also_if_it_was_cut_off_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = connection::open(&folder.path().join("JP.db"), &[7; 32], 1).unwrap().get().unwrap();
        let kept = |db: &mut SqliteConnection| {
            let sql = "SELECT k, v FROM words_config WHERE k IN ('automerge', 'crisismerge', 'hashsize') ORDER BY k";
            let kept: Vec<Kept> = diesel::sql_query(sql).load(db).unwrap();
            kept.into_iter().map(|kept| (kept.k, kept.v)).collect::<Vec<_>>()
        };
        let named = |[automerge, crisismerge, hashsize]: [i64; 3]| {
            [("automerge", automerge), ("crisismerge", crisismerge), ("hashsize", hashsize)]
                .map(|(k, v)| (k.to_owned(), v))
        };
        begin_filling(&mut db).unwrap();
        begin_filling(&mut db).unwrap();
        assert_eq!(kept(&mut db), named([0, 1_900, 64 << 20]));
        end_filling(&mut db).unwrap();
        assert_eq!(kept(&mut db), named([4, 16, 1 << 20]));
    }
}
