//! Health records open one by one, for a stated purpose and reason.

use saiyo::domain::health::{HealthKind, HealthRecord};
use saiyo::domain::purpose::Purpose;
use saiyo::workflows::open_health;

use crate::house::House;
use crate::support::Admitted;
use crate::support::cast::caller;

const SECRET: &str = "高さを変えられる机が必要";

fn with_health(house: &House) -> Admitted {
    let rin = &house.kept.cast.rin;
    let known = house.admit(rin, "Tanaka", "Akari");
    house.consent_to_health(&known);
    let record = HealthRecord { kind: HealthKind::Adjustment, text: SECRET.to_owned() };
    let mut db = house.kept.store.database().unwrap();
    open_health::add(&mut db, &caller(rin), known.holding.id, Purpose::Visa, &record).unwrap();
    known
}

#[test]
fn health_needs_purpose_and_reason_and_the_history_says_who_opened_it() {
    let house = House::open();
    let known = with_health(&house);
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let page = rin.get(&person);
    assert_eq!(page.count("#health form"), 1);
    assert!(!page.body.contains(SECRET));
    let path = format!("{person}/health");
    let reason = ("reason", "visa_application");
    for (fields, fault) in [
        (vec![reason], "#purpose-error"),
        (vec![("purpose", "P4_visa")], "#reason-error"),
        (vec![("purpose", "P8_statistics"), reason], "#purpose-error"),
    ] {
        let answer = rin.post(&path, &fields);
        assert_eq!((answer.status, answer.count(fault)), (422, 1), "{fault}");
        assert!(!answer.body.contains(SECRET));
    }
    assert_eq!(rin.get(&path).status, 405, "reading it again takes another reason");
    let opened = rin.post(&path, &[("purpose", "P4_visa"), reason, ("details", "The visa office asks for it.")]);
    assert_eq!(opened.status, 200, "{}", opened.body);
    assert!(opened.body.contains(SECRET));
    assert_eq!(opened.header("cache-control"), "no-store");
    let uses = rin.get(&person).text("#uses");
    assert!(uses.contains("Opened because of: Applying for a visa or work permit"), "{uses}");
    assert!(!uses.contains("The visa office"));
}

#[test]
fn health_without_consent_stays_shut_and_says_why() {
    let house = House::open();
    let known = with_health(&house);
    let rin = house.signed_in(&house.kept.cast.rin);
    let path = format!("/staff/candidates/{}/health", known.holding.candidate);
    let answer = rin.post(&path, &[("purpose", "P1_recruitment"), ("reason", "workplace_adjustment")]);
    assert_eq!(answer.status, 403);
    assert!(answer.text("#withheld").contains("REVIEW-HEALTH-SELECTION"), "{}", answer.text("#withheld"));
    assert!(!answer.body.contains(SECRET));
}

#[test]
fn a_hiring_manager_does_not_learn_that_there_are_health_records() {
    let house = House::open();
    let known = with_health(&house);
    house.assign(&known, &house.kept.cast.manager);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let rin = house.signed_in(&house.kept.cast.rin);
    let fields = [("purpose", "P4_visa"), ("reason", "visa_application")];
    assert_eq!(rin.post(&format!("{person}/health"), &fields).status, 200);
    let haru = house.signed_in(&house.kept.cast.manager);
    let page = haru.get(&person);
    assert_eq!(page.count("#health"), 0);
    assert!(page.text("#uses").contains("Rin") && !page.text("#uses").contains("Health"), "nor from the history");
    assert_eq!(haru.post(&format!("{person}/health"), &fields).status, 404);
}
