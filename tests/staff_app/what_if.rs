//! Asking the law what it would say, without a record.

use crate::house::House;

const TRANSFER: &str = "/staff/what-if?action=transfer&today=2026-11-24&origin=JP&destination=SG\
    &recipient_kind=group_subsidiary&category=profile&purpose=P1_recruitment&purpose_notified=yes\
    &candidate_home=JP&outcome=open";

#[test]
fn a_question_is_answered_with_every_step_of_the_way() {
    let house = House::open();
    let cast = &house.kept.cast;
    let mio = house.signed_in(&cast.officer);
    let blank = mio.get("/staff/what-if");
    assert_eq!((blank.status, blank.count("#answer")), (200, 0));
    assert_eq!((blank.typed("today"), blank.count("option[value=JP][selected]")), ("2026-11-24".to_owned(), 1));

    let refused = mio.get(TRANSFER);
    assert_eq!((refused.status, refused.text("#answer")), (200, "Refused".to_owned()));
    let answer = refused.text("[aria-labelledby=answer]");
    assert!(answer.contains("JP-GRP-CONSENT") && answer.contains("APPI Art. 28(1)"), "{answer}");
    assert!(answer.contains("What would change this"), "{answer}");
    let way = refused.text("[aria-labelledby=way]");
    for step in [
        "GATE-SUSPENDED",
        "Passed",
        "JP-GRP-EQUIV",
        "Shut",
        "Shut, and the nearest",
        "REVIEW-HOME",
        "Not asked any more",
    ] {
        assert!(way.contains(step), "{step}: {way}");
    }

    let consent = "&consent_scopes.foreign=yes&consent_countries=sg&consent_from=2026-11-01&country_info_given=yes";
    let allowed = mio.get(&format!("{TRANSFER}{consent}"));
    assert_eq!(allowed.text("#answer"), "Allowed");
    assert!(allowed.text("[aria-labelledby=answer]").contains("Record the provision"));
    assert_eq!(allowed.count("details[open] [name=consent_from]"), 1, "what was typed is shown again");
    let elsewhere = mio.get(&format!("{TRANSFER}{consent}").replace("candidate_home=JP", "candidate_home=DE"));
    assert_eq!(elsewhere.text("#answer"), "A person must decide");
    assert!(elsewhere.text("[aria-labelledby=answer]").contains("JP-GRP-CONSENT"), "it says what a review holds up");
}

#[test]
fn what_cannot_be_read_is_refused_by_its_field() {
    let house = House::open();
    let rin = house.signed_in(&house.kept.cast.rin);
    for (extra, field) in [
        ("&closed_on=2026-02-30", "closed_on"),
        ("&contract_countries=Japan", "contract_countries"),
        ("&days_elapsed=ten", "days_elapsed"),
        ("&action=", "action"),
        ("&origin=US", "origin"),
    ] {
        let page = rin.get(&format!("{TRANSFER}{extra}"));
        assert_eq!((page.status, page.count(".fault")), (422, 1), "{extra}");
        assert_eq!(page.count(&format!("#{field}-error")), 1, "{extra}");
    }
    assert_eq!(rin.get("/staff/what-if?%ff=1&&=").status, 422, "an address that nobody made");
}
