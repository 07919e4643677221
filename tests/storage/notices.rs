//! A published notice comes into force, and only a later version follows it.

use saiyo::domain::notice_file;
use saiyo::domain::staff::Caller;
use saiyo::store::notices;
use saiyo::workflows::publish_notice::{PublishError, publish};

use super::refusals::last_entry;
use crate::support::cast::{day, moment, office};
use crate::support::{NOW, on_both_databases};

const EXAMPLE: &str = include_str!("../../notice.example.toml");

on_both_databases! {
    fn a_published_notice_is_in_force_from_its_day_and_stands_in_the_journal(test) {
        let mut db = test.store.database().unwrap();
        let operator = Caller::operator(office("JP"), moment(NOW));
        let first = notice_file::read_one(EXAMPLE).unwrap();
        let mut next = notice_file::read_one(&EXAMPLE.replacen("number = 1", "number = 2", 1)).unwrap();
        next.effective_on = day("2027-04-01");

        let again = publish(&mut db, &operator, &first).unwrap_err();
        assert!(matches!(&again, PublishError::Fault(fault) if fault.to_string().starts_with("version.number: ")));
        assert_eq!(db.read(notices::list).unwrap().len(), 1, "version 1 of the cast");

        publish(&mut db, &operator, &next).unwrap();
        let in_force = |db: &mut saiyo::store::Database, on| db.read(|db| notices::in_force(db, day(on))).unwrap();
        assert_eq!(in_force(&mut db, "2027-03-31").version, 1);
        let read = in_force(&mut db, "2027-04-01");
        assert_eq!((read.id, read.version), (next.id, 2));
        assert_eq!((read.title, read.sections), (next.title, next.sections));
        assert_eq!((read.purposes, read.categories), (next.purposes, next.categories));
        assert_eq!(read.countries, next.countries);
        let entry = last_entry(test);
        assert_eq!((entry.verb.as_str(), entry.subject.as_str()), ("create", "notice:2"));
    }
}
