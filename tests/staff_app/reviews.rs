//! A record that the law holds until the privacy officer has decided.

use saiyo::domain::id::HoldingId;

use crate::house::House;
use crate::support::cast::caller;

#[test]
fn an_officer_clears_a_home_elsewhere_and_the_recruiter_sees_the_candidate_at_once() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.kept.admit_living_in(&caller(&cast.rin), "Meyer", "Anna", "DE");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    assert_eq!(rin.get("/staff/candidates").count("tbody tr"), 0);
    assert!(rin.get(&person).text("#withheld").contains("REVIEW-HOME"));
    let today = mio.get("/staff");
    assert!(today.text(".counts").contains("1 records to decide about"), "{}", today.text(".counts"));
    assert_eq!(today.count("nav a[href='/staff/reviews']"), 1);
    let list = mio.get("/staff/reviews");
    assert!(list.text("tbody").contains("Germany") && list.text("tbody").contains("REVIEW-HOME"));
    assert!(list.text("tbody").contains("GDPR") && !list.body.contains("Meyer"), "the list names nobody");
    let path = list.first("tbody a", "href");
    let page = mio.get(&path);
    assert_eq!((page.status, page.text("h1").as_str()), (200, "Anna Meyer"));
    assert!(page.text("#main").contains("the law of Germany does not stand against it"));
    let decision = format!("{path}/decision");
    let missing = mio.post(&decision, &[("verdict", "cleared")]);
    assert_eq!((missing.status, missing.count("#reason-error")), (422, 1));
    let left = mio.post(&decision, &[("verdict", "left_held"), ("reason", "Counsel was asked.")]);
    assert_eq!(left.location, "/staff/reviews?done=saved");
    assert!(mio.get(&path).text("#main").contains("Counsel was asked."));
    assert_eq!(rin.get("/staff/candidates").count("tbody tr"), 0);
    let cleared = mio.post(&decision, &[("verdict", "cleared"), ("reason", "Not offered there.")]);
    assert_eq!(cleared.location, "/staff/reviews?done=saved");
    assert_eq!(rin.get("/staff/candidates").text("td.who"), "Anna Meyer");
    assert!(rin.get(&person).text("#uses").contains("Cleared for use by a named decision"));
    assert!(!rin.get(&person).body.contains("Not offered there."));
    assert_eq!((mio.get(&path).status, mio.get("/staff/reviews").count("tbody tr")), (404, 0));
}

#[test]
fn for_everybody_else_there_is_nothing_to_decide() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.kept.admit_living_in(&caller(&cast.rin), "Meyer", "Anna", "DE");
    for staff in [&cast.rin, &cast.wei, &cast.manager, &cast.analyst, &cast.administrator] {
        let browser = house.signed_in(staff);
        assert_eq!(browser.get("/staff/reviews").status, 404);
        for id in [known.holding.id, HoldingId::new()] {
            let path = format!("/staff/reviews/{id}");
            let fields = [("verdict", "cleared"), ("reason", "I say so.")];
            assert_eq!(browser.get(&path).status, 404);
            assert_eq!(browser.post(&format!("{path}/decision"), &fields).status, 404);
        }
    }
    assert_eq!(house.signed_in(&cast.officer).get("/staff/reviews").count("tbody tr"), 1);
}

#[test]
fn the_form_says_what_a_home_elsewhere_does_before_it_is_saved() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    for path in [format!("/staff/candidates/{}/edit", known.holding.candidate), "/staff/candidates/new".to_owned()] {
        assert!(rin.get(&path).text("#residence-hint").contains("locked for everybody"), "{path}");
    }
}
