//! Adding, editing, moving, noting.

use crate::browser::Browser;
use crate::house::House;
use crate::support::Admitted;

const FIELDS: [(&str, &str); 5] = [
    ("family", "Tanaka"),
    ("given", "Akari"),
    ("email", "akari.tanaka@mail.example.org"),
    ("residence", "JP"),
    ("work-1-employer", "Aozora Works"),
];

fn edit_with(browser: &Browser, known: &Admitted, revision: &str, more: &[(&str, &str)]) -> crate::browser::Answer {
    let mut fields: Vec<(&str, &str)> =
        FIELDS.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).collect();
    fields.extend(more);
    fields.push(("revision", revision));
    browser.post(&format!("/staff/candidates/{}/edit", known.holding.candidate), &fields)
}

#[test]
fn a_bad_address_is_marked_and_what_was_typed_is_kept() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let answer = edit_with(&rin, &known, "1", &[("email", "not an address"), ("family", "Yamada")]);
    assert_eq!(answer.status, 422);
    assert_eq!((answer.typed("email"), answer.typed("family")), ("not an address".into(), "Yamada".into()));
    assert!(answer.text("#email-error").contains("name@example.com"));
    assert_eq!(answer.first("[name=email]", "aria-invalid"), "true");
    let page = rin.get(&format!("/staff/candidates/{}", known.holding.candidate));
    assert_eq!(page.text("h1"), "Akari Tanaka", "nothing was stored");
}

#[test]
fn an_edit_is_stored_and_the_list_follows_at_once() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let form = rin.get(&format!("/staff/candidates/{}/edit", known.holding.candidate));
    assert_eq!((form.typed("family"), form.typed("revision")), ("Tanaka".into(), "1".into()));
    let answer = edit_with(&rin, &known, "1", &[("family", "Yamada")]);
    assert_eq!(answer.location, format!("/staff/candidates/{}?done=saved", known.holding.candidate));
    assert_eq!(rin.get("/staff/candidates").text("td.who"), "Akari Yamada");
    assert_eq!(rin.get(&answer.location).count(".flash"), 1);
}

#[test]
fn a_change_that_stands_is_answered_as_done_although_a_directory_is_broken() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    std::fs::create_dir_all(house.app.config.directories.join("HK.db")).unwrap();
    let rin = house.signed_in(&house.kept.cast.rin);
    assert_eq!(edit_with(&rin, &known, "1", &[("family", "Yamada")]).status, 303);
    assert_eq!(rin.get("/staff/candidates").text("td.who"), "Akari Yamada");
}

#[test]
fn the_second_of_two_editors_is_told_and_loses_nothing() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let (one, two) = (house.signed_in(&house.kept.cast.rin), house.signed_in(&house.kept.cast.rin));
    assert_eq!(edit_with(&one, &known, "1", &[("family", "Yamada")]).status, 303);
    let answer = edit_with(&two, &known, "1", &[("family", "Suzuki")]);
    assert_eq!(answer.status, 409);
    assert_eq!(answer.typed("family"), "Suzuki");
    let changes = answer.text(".panel-attention");
    assert!(changes.contains("Yamada") && changes.contains("Suzuki"), "{changes}");
    assert_eq!(answer.text("#family-stored"), "Stored meanwhile: Yamada", "beside the field");
    assert_eq!(answer.first("[name=family]", "aria-describedby"), "family-stored");
    assert_eq!(answer.count("#given-stored"), 0, "where both say the same, nothing is said");
    assert_eq!(one.get("/staff/candidates").text("td.who"), "Akari Yamada", "nothing was replaced");
    let again = edit_with(&two, &known, &answer.typed("revision"), &[("family", "Suzuki")]);
    assert_eq!(again.status, 303, "knowingly, it is");
    assert_eq!(two.get("/staff/candidates").text("td.who"), "Akari Suzuki");
}

#[test]
fn an_address_of_somebody_else_on_record_is_taken() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let other = house.admit(&house.kept.cast.rin, "Mori", "Sora");
    let rin = house.signed_in(&house.kept.cast.rin);
    let answer = edit_with(&rin, &known, "1", &[("email", other.profile.email.as_str())]);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#email-error").contains("taken"));
}

#[test]
fn a_moved_application_stands_in_the_list_at_once_and_a_late_move_is_told() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let stage = format!("{person}/applications/{}/stage", known.application);
    let moved = rin.post(&stage, &[("stage", "screening"), ("revision", "1")]);
    assert_eq!(moved.location, format!("{person}?done=moved"));
    assert!(rin.get("/staff/candidates").text("tbody").contains("Screening"));
    let late = rin.post(&stage, &[("stage", "refused"), ("reason", "skills"), ("revision", "1")]);
    assert_eq!(late.location, format!("{person}?done=stale"));
    assert_eq!(rin.get("/staff/candidates?stage=refused").count("tbody tr"), 0);
    let page = rin.get(&person);
    assert!(page.text(".stages").starts_with("Screening"));
    assert!(page.text("#uses").contains("Moved from “Received” to “Screening”"));
    assert_eq!(rin.post(&stage, &[("revision", "2")]).status, 422);
}

#[test]
fn a_note_is_added_and_an_empty_one_is_not() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let answer = rin.post(&format!("{person}/notes"), &[("note", "午後の面接を希望。<b>")]);
    assert_eq!(answer.location, format!("{person}?done=note_added"));
    let page = rin.get(&person);
    assert!(page.text(".note").contains("午後の面接を希望。<b> Rin"));
    let empty = rin.post(&format!("{person}/notes"), &[("note", " ")]);
    assert_eq!((empty.status, empty.count("#note-error")), (422, 1));
    assert_eq!(rin.get(&person).count(".note"), 1);
}

#[test]
fn staff_add_a_candidate_who_was_given_the_notice() {
    let house = House::open();
    let cast = &house.kept.cast;
    let rin = house.signed_in(&cast.rin);
    let form = rin.get("/staff/candidates/new");
    assert_eq!(form.status, 200);
    let version = form.typed("notice");
    let vacancy = cast.vacancies[0].to_string();
    let mut fields: Vec<(&str, &str)> = FIELDS.to_vec();
    let origin = [("vacancy", vacancy.as_str()), ("source", "referral"), ("notice", &version), ("notice_locale", "ja")];
    fields.extend(origin);
    let without = rin.post("/staff/candidates", &fields);
    assert_eq!((without.status, without.count("#notice_given-error")), (422, 1));
    assert_eq!(without.typed("family"), "Tanaka");
    fields.push(("notice_given", "yes"));
    let foreign = cast.vacancies[1].to_string();
    let elsewhere: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "vacancy" { foreign.as_str() } else { value })).collect();
    assert_eq!(rin.post("/staff/candidates", &elsewhere).status, 422, "only vacancies of the own office");
    let added = rin.post("/staff/candidates", &fields);
    assert_eq!(added.status, 303, "{}", added.body);
    let page = rin.get(&added.location);
    assert_eq!(page.text("h1"), "Akari Tanaka");
    assert!(page.text("#applications").contains("Referral"));
    assert_eq!(rin.get("/staff/candidates").count("tbody tr"), 1);
    let twice = rin.post("/staff/candidates", &fields);
    assert_eq!((twice.status, twice.count("#email-error")), (422, 1), "nobody is added twice");
}

#[test]
fn a_newer_notice_has_to_be_given_first() {
    let house = House::open();
    let rin = house.signed_in(&house.kept.cast.rin);
    let vacancy = house.kept.cast.vacancies[0].to_string();
    let mut fields: Vec<(&str, &str)> = FIELDS.to_vec();
    fields.extend([("vacancy", vacancy.as_str()), ("source", "agent"), ("notice", "7"), ("notice_locale", "en")]);
    fields.push(("notice_given", "yes"));
    let answer = rin.post("/staff/candidates", &fields);
    assert_eq!(answer.status, 422);
    assert_eq!((answer.typed("notice"), answer.count("[name=notice_given][checked]")), ("1".into(), 0));
}

#[test]
fn a_recruiter_gives_an_application_to_a_hiring_manager_and_takes_it_away() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, haru) = (house.signed_in(&cast.rin), house.signed_in(&cast.manager));
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let path = format!("{person}/applications/{}/assignments", known.application);
    assert_eq!(haru.get(&person).status, 404);
    let page = rin.get(&person);
    assert_eq!(page.count(&format!("form[action='{path}'] option")), 1, "the office's only hiring manager");
    let id = cast.manager.id.to_string();
    for other in [cast.wei.id.to_string(), cast.rin.id.to_string(), "x".to_owned()] {
        assert_eq!(rin.post(&path, &[("staff", &other)]).status, 404, "no hiring manager of this office");
    }
    let wei = house.signed_in(&cast.wei);
    assert_eq!(wei.post(&path, &[("staff", &id)]).status, 404);
    assert_eq!(rin.post(&path, &[("staff", &id)]).location, format!("{person}?done=saved"));
    assert_eq!(haru.get(&person).status, 200);
    assert_eq!(haru.get("/staff/candidates").text("td.who"), "Akari Tanaka");
    assert_eq!(haru.get(&person).count("form[action*=assignments]"), 0, "who is assigned assigns nobody");
    assert_eq!(haru.post(&format!("{path}/{id}/removal"), &[]).status, 404);
    let page = rin.get(&person);
    assert!(page.text("#applications").contains("Haru") && page.text("#uses").contains("Assigned to a hiring manager"));
    assert_eq!(
        rin.post(&page.first("#applications form.inline", "action"), &[]).location,
        format!("{person}?done=saved")
    );
    assert_eq!(haru.get(&person).status, 404);
    assert_eq!(haru.get("/staff/candidates").count("tbody tr"), 0);
    assert!(rin.get(&person).text("#uses").contains("Taken away from a hiring manager"));
}
