//! A sealed value that was moved or damaged with a database shell does not open: it shows as damaged, and the journal
//! says so (PROMISES.md, G3). `SAIYO_TEST_SEED=…` repeats a run; `SAIYO_FIGURES=1` tries ten thousand moves.

use std::collections::BTreeSet;

use saiyo::domain::category::Profile;
use saiyo::domain::purpose::Purpose;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{StoreError, documents, health, journal, messages, notes, proposals, selection_results};

use super::refusals::last_entry;
use super::sealed::{COLUMNS, Cell, Sealed, bad};
use crate::support::cast::caller;
use crate::support::services::{self, Random};
use crate::support::sql::Sql;

#[test]
fn a_sealed_value_moved_to_any_other_place_does_not_open() {
    let (each_office, moves) = if services::figures_wanted() { (5, 10_100) } else { (2, 1_010) };
    let sealed = Sealed::filled(each_office);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let targets = sealed.targets();
    for target in &targets {
        assert_eq!(sealed.damaged(&mut db, target), 0, "{}.{} opens where it belongs", target.table, target.column);
    }
    let mut random = Random::new(services::seed("seals"));
    // Every pair of columns at least once, then any pair of values.
    let mut pairs: Vec<(Cell, Cell)> = Vec::new();
    for (table, column, _) in COLUMNS {
        let of: Vec<&Cell> = sealed.cells.iter().filter(|cell| (cell.table, cell.column) == (table, column)).collect();
        for (table, column, _) in &COLUMNS[..16] {
            let to: Vec<&Cell> = targets.iter().filter(|cell| (cell.table, cell.column) == (*table, *column)).collect();
            pairs.push((**random.pick(&of), **random.pick(&to)));
        }
    }
    while pairs.len() < moves {
        let (from, to) = (*random.pick(&sealed.cells), *random.pick(&targets));
        if (from.column, from.key) != (to.column, to.key) {
            pairs.push((from, to));
        }
    }
    let (mut tried, mut columns) = (0, BTreeSet::new());
    for (from, to) in pairs {
        if (from.table, from.column, from.key) == (to.table, to.column, to.key) {
            continue;
        }
        let moved = sealed.value(&mut sql, &from);
        let what = format!("{}.{} to {}.{}", from.table, from.column, to.table, to.column);
        assert!(sealed.is_rejected(&mut db, &mut sql, &to, &moved), "{what} was not rejected");
        tried += 1;
        columns.insert(what);
    }
    for target in &targets {
        assert_eq!(sealed.damaged(&mut db, target), 0);
    }
    eprintln!("figure: {tried} of {tried} moves rejected, over {} pairs of columns", columns.len());
}

#[test]
fn a_sealed_value_with_any_bit_turned_or_cut_short_does_not_open() {
    let sealed = Sealed::filled(1);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let mut random = Random::new(services::seed("bits"));
    let every = services::figures_wanted();
    let mut tried = 0;
    for (table, column, _) in &COLUMNS[..16] {
        let cell = *sealed.cells.iter().find(|cell| (cell.table, cell.column) == (*table, *column)).unwrap();
        let own = sealed.value(&mut sql, &cell);
        let bits: Vec<usize> =
            if every { (0..own.len() * 8).collect() } else { (0..60).map(|_| random.below(own.len() * 8)).collect() };
        let cuts = (0..12).map(|_| own[..random.below(own.len())].to_vec());
        let flips = bits.into_iter().map(|bit| {
            let mut turned = own.clone();
            turned[bit / 8] ^= 1 << (bit % 8);
            turned
        });
        for bytes in flips.chain(cuts).chain([Vec::new(), [&own[..], &[0]].concat()]) {
            assert!(sealed.is_rejected(&mut db, &mut sql, &cell, &bytes), "{table}.{column} opened");
            tried += 1;
        }
    }
    eprintln!("figure: {tried} of {tried} damaged values rejected");
}

#[test]
fn a_sealed_file_moved_to_any_other_place_does_not_open() {
    let sealed = Sealed::filled(1);
    let blobs = sealed.test.store.blobs();
    let files = blobs.list().unwrap();
    assert_eq!(files.len(), 3 * 5 + 3 * 2);
    let (mut db, mut tried) = (sealed.test.store.database().unwrap(), 0);
    for of in &sealed.holdings {
        for (number, part) in ["original", "page-1", "page-2"].into_iter().enumerate() {
            let id = of.document.uuid();
            let own = blobs.get(id, part).unwrap();
            for (other, other_part) in files.iter().filter(|file| **file != (id, part.to_owned())) {
                blobs.put(id, part, blobs.get(*other, other_part).unwrap()).unwrap();
                let opened = match number {
                    0 => documents::original(&sealed.test.store, &of.profile, of.document),
                    page => documents::page(&sealed.test.store, &of.profile, of.document, page),
                };
                assert!(matches!(opened, Err(StoreError::Unopened("documents"))), "{other_part} as {part}");
                assert_eq!(last_entry(&sealed.test).outcome, "unopened");
                tried += 1;
            }
            blobs.put(id, part, own).unwrap();
        }
        let id = of.file.uuid();
        let own = blobs.get(id, "file").unwrap();
        for (other, other_part) in files.iter().filter(|(other, _)| *other != id) {
            blobs.put(id, "file", blobs.get(*other, other_part).unwrap()).unwrap();
            let opened = messages::file(&mut db, &of.communications, of.file);
            assert!(matches!(opened, Err(StoreError::Unopened("message_files"))), "{other_part} as a file");
            tried += 1;
        }
        blobs.put(id, "file", own).unwrap();
    }
    eprintln!("figure: {tried} of {tried} moved files rejected");
}

#[test]
fn a_row_given_to_another_person_or_office_does_not_open() {
    let sealed = Sealed::filled(1);
    let (mut db, mut sql) = (sealed.test.store.database().unwrap(), sealed.test.sql());
    let [tokyo, singapore, _] = &sealed.holdings[..] else { panic!("three") };
    let [from, to] = [tokyo, singapore].map(|of| sql.id(of.profile.holding().id.uuid()));
    for table in ["selection_results", "notes", "proposals", "documents", "health_records"] {
        sql.run(&format!("UPDATE {table} SET holding_id = {to} WHERE holding_id = {from}")).unwrap();
    }
    let damaged = [
        selection_results::list(&mut db, &singapore.results).unwrap().iter().map(|one| bad(&one.result)).sum::<usize>(),
        notes::list(&mut db, &singapore.other).unwrap().iter().map(|one| bad(&one.text)).sum(),
        proposals::list(&mut db, &singapore.profile).unwrap().iter().map(|one| bad(&one.proposed)).sum(),
        documents::list(&mut db, &singapore.profile).unwrap().iter().map(|one| bad(&one.name)).sum(),
        health::list(&mut db, &singapore.health).unwrap().iter().map(|one| bad(&one.record)).sum(),
    ];
    assert_eq!(damaged, [1, 2, 1, 1, 1]);
    assert!(notes::list(&mut db, &tokyo.other).unwrap().is_empty());
    let unopened = journal::stretch(&mut sql, 0, 100_000).unwrap();
    assert!(unopened.iter().filter(|row| row.outcome == "unopened").count() >= 6);
}

#[test]
fn a_wrapped_key_given_to_another_grant_does_not_open() {
    let sealed = Sealed::filled(1);
    let mut keyring = sealed.test.keyring_sql();
    let mut db = sealed.test.store.database().unwrap();
    let rin = caller(&sealed.test.cast.rin);
    let holding = sealed.holdings[0].profile.holding().clone();
    let live = saiyo::store::grants::live(&mut sealed.test.sql(), holding.id, &holding.office).unwrap();
    let (_, profile) = live.iter().find(|(category, _)| category.as_str() == "profile").unwrap();
    let id = keyring.id(profile.uuid());
    let others = keyring.bytes(&format!("SELECT wrapped AS b FROM wrapped_keys WHERE grant_id <> {id}"));
    assert!(others.len() >= 14);
    for other in others {
        let other = keyring.blob(&other);
        keyring.run(&format!("UPDATE wrapped_keys SET wrapped = {other} WHERE grant_id = {id}")).unwrap();
        let opened = gate::open::<Profile>(&mut db, &Ask::read(&rin, Purpose::Recruitment), holding.id);
        assert!(matches!(opened, Err(StoreError::Unopened("grants"))));
    }
}
