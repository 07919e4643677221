//! Duties over HTTP, as the privacy officer sees to them.

use crate::consents::page_of;
use crate::house::House;
use crate::support::sql::Sql;

/// The published policy names Japan alone, so that a transfer to Hong Kong leaves something to publish.
fn name_japan_alone(house: &House) {
    house.kept.sql().run("UPDATE notices SET countries = 'JP'").unwrap();
}

#[test]
fn what_a_transfer_leaves_to_do_is_beside_it_in_the_queue_and_on_the_first_page() {
    let house = House::open();
    let cast = &house.kept.cast;
    name_japan_alone(&house);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.transfer_to_hong_kong(&known);
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let beside = rin.get(&page_of(&known)).text("#transfers .plain-list");
    assert!(beside.contains("Publish the countries") && beside.contains("Due"), "{beside}");
    assert_eq!(rin.get("/staff/duties").status, 404, "the officer's page");

    let queue = mio.get("/staff/duties");
    let line = queue.text("[aria-labelledby~=duty-of-1]");
    assert!(line.contains("Publish the countries") && line.contains("Hong Kong"), "{line}");
    assert!(!queue.body.contains("Akari"), "a queue of duties names no candidate");
    let fixed = |name: &str| queue.first(&format!("[aria-labelledby~=duty-of-1] [name={name}]"), "value");
    let (duty, recipient, countries) = (fixed("duty"), fixed("recipient"), fixed("countries"));
    let towards = [("duty", &*duty), ("recipient", &*recipient), ("countries", &*countries)];
    let bare = mio.post("/staff/duties", &towards);
    assert_eq!(bare.status, 422);
    assert!(bare.text(".faults").contains("How it was seen to"), "{}", bare.text(".faults"));
    assert_eq!(mio.post("/staff/duties", &[("duty", "none")]).status, 400);

    house.kept.sql().run("UPDATE lent_duties SET due_on = '2026-11-01' WHERE due_on IS NOT NULL").unwrap();
    let today = mio.get("/staff");
    assert_eq!(today.first("a[href='/staff/duties'] .count-label", "class"), "count-label");
    assert!(mio.get("/staff/duties").text("[aria-labelledby~=duty-of-1]").contains("Overdue"));
    assert!(!rin.get("/staff").body.contains("Duties overdue"));

    let mut noted = towards.to_vec();
    noted.push(("note", "Named in the security statement of 24 November."));
    let done = mio.post("/staff/duties", &noted);
    assert_eq!((done.status, done.location.as_str()), (303, "/staff/duties?done=saved"));
    let queue = mio.get("/staff/duties");
    let notes = queue.text("[aria-labelledby=duty-notes]");
    assert!(notes.contains("Mio") && notes.contains("security statement"), "{notes}");
    assert!(queue.text("main").contains("Nothing is open"), "{}", queue.text("main"));
    assert!(rin.get(&page_of(&known)).text("#transfers .plain-list").contains("seen to on"));
    assert_eq!(mio.post("/staff/duties", &noted).location, "/staff/duties?done=stale");
}
