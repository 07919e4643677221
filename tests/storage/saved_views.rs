//! Saved views: sealed, their owner's, and shared with colleagues of the same role only.

use saiyo::domain::list_column::ListColumn;
use saiyo::domain::staff::{Caller, Role};
use saiyo::store::saved_views::{self, MOST, ViewContent};
use saiyo::store::searches::Question;
use saiyo::store::{StoreError, list_columns};

use super::refusals::last_entry;
use crate::support::cast::caller;
use crate::support::on_both_databases;
use crate::support::sql::Sql;

fn content(name: &str) -> ViewContent {
    let question = Question { words: "田中".into(), order: "name".into(), ..Question::default() };
    ViewContent { name: name.into(), question, columns: vec![ListColumn::Stage] }
}

on_both_databases! {
    fn a_view_is_its_owners_until_it_is_shared_and_then_of_the_same_office_and_role(test) {
        let mut db = test.store.database().unwrap();
        let rin = caller(&test.cast.rin);
        let id = saved_views::add(&mut db, &rin, &content("田中さん")).unwrap();
        let colleague = saiyo::domain::staff::Staff {
            id: saiyo::domain::id::StaffId::new(),
            email: saiyo::domain::contact::EmailAddress::parse("colleague@example.com").unwrap(),
            ..test.cast.rin.clone()
        };
        db.change(|tx| Ok((saiyo::store::staff::add(tx, &colleague, "x", rin.at)?, Vec::new()))).unwrap();
        let others: Vec<Caller> =
            vec![caller(&colleague), caller(&test.cast.wei), caller(&test.cast.manager), caller(&test.cast.officer)];
        let sees = |db: &mut _, by: &Caller| saved_views::find(db, by, id).is_ok();
        assert!(others.iter().all(|by| !sees(&mut db, by)));
        let columns = vec![ListColumn::Office];
        saved_views::change(&mut db, &rin, id, ("Tanaka", columns.clone()), true).unwrap();
        let said = || (last_entry(test).verb, last_entry(test).subject);
        assert_eq!(said(), ("change".to_owned(), format!("view:{id} shared")));
        let seen: Vec<bool> = others.iter().map(|by| sees(&mut db, by)).collect();
        assert_eq!(seen, [true, false, false, false]);
        let view = saved_views::find(&mut db, &others[0], id).unwrap();
        assert_eq!((view.is_own, view.content), (false, ViewContent { columns, ..content("Tanaka") }));
        assert!(matches!(saved_views::change(&mut db, &others[0], id, ("x", Vec::new()), false), Err(StoreError::NotFound)));
        assert!(matches!(saved_views::remove(&mut db, &others[0], id), Err(StoreError::NotFound)));
        assert_eq!(others[0].role, Role::Recruiter);
        saved_views::remove(&mut db, &rin, id).unwrap();
        assert_eq!(said(), ("delete".to_owned(), format!("view:{id}")));
        assert!(!sees(&mut db, &rin));
    }

    fn a_view_stands_nowhere_in_plain_text_and_nobody_has_more_than_fifty(test) {
        let mut db = test.store.database().unwrap();
        let rin = caller(&test.cast.rin);
        for number in 0..MOST {
            saved_views::add(&mut db, &rin, &content(&format!("田中 {number}"))).unwrap();
        }
        assert!(matches!(saved_views::add(&mut db, &rin, &content("one more")), Err(StoreError::Taken(_))));
        assert_eq!(saved_views::list(&mut db, &rin).unwrap().len(), 50);
        for stored in test.sql().bytes("SELECT content AS b FROM saved_views") {
            assert!(!String::from_utf8_lossy(&stored).contains("田中"));
        }
    }

    fn columns_are_kept_for_each_person(test) {
        let mut db = test.store.database().unwrap();
        let (rin, wei) = (test.cast.rin.id, test.cast.wei.id);
        for columns in [vec![ListColumn::Contacted, ListColumn::Stage], Vec::new()] {
            db.change(|tx| Ok((list_columns::set(tx, rin, &columns)?, Vec::new()))).unwrap();
            assert_eq!(db.read(|db| list_columns::of(db, rin)).unwrap(), columns);
        }
        assert_eq!(db.read(|db| list_columns::of(db, wei)).unwrap(), ListColumn::USUAL);
    }
}
