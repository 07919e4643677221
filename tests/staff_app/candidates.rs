//! Who sees which candidates.

use saiyo::domain::id::CandidateId;

use crate::house::House;
use crate::support::people::profile;

#[test]
fn a_recruiter_sees_the_list_the_day_and_the_page() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "田中", "あかり");
    let rin = house.signed_in(&cast.rin);
    let list = rin.get("/staff/candidates");
    assert_eq!(list.status, 200);
    assert_eq!(list.text("td.who"), "田中あかり");
    assert!(list.body.contains("href=\"/staff/candidates/new\""));
    let today = rin.get("/staff");
    assert_eq!(today.text("td.who"), "田中あかり");
    assert!(today.text(".counts").starts_with("1 new today"));
    let page = rin.get(&format!("/staff/candidates/{}", known.holding.candidate));
    assert_eq!(page.status, 200);
    assert_eq!(page.text("h1"), "田中あかり");
    assert!(page.body.contains("長く使われるものを作りたい。"));
    assert!(page.text("#profile").contains("Aozora Works"));
    assert!(page.text("#uses").contains("Shown in a list") && page.text("#uses").contains("Rin"));
    assert_eq!(page.count("#withheld"), 0);
    assert_eq!(page.header("cache-control"), "no-store");
}

#[test]
fn a_list_is_filtered_and_turned_over() {
    let house = House::open();
    let cast = &house.kept.cast;
    for number in 0..28 {
        house.admit(&cast.rin, &format!("Family{number}"), "Given");
    }
    let rin = house.signed_in(&cast.rin);
    let first = rin.get("/staff/candidates");
    assert_eq!(first.count("tbody tr"), 25);
    let next = first.first("a[rel=next]", "href");
    let second = rin.get(&next);
    assert_eq!((second.count("tbody tr"), second.count("a[rel=next]")), (3, 0));
    let back = rin.get(&second.first("a[rel=prev]", "href"));
    assert_eq!(back.text("td.who"), first.text("td.who"));
    let vacancy = cast.vacancies[0];
    let filtered = rin.get(&format!("/staff/candidates?stage=received&vacancy={vacancy}"));
    assert_eq!(filtered.count("tbody tr"), 25);
    assert!(filtered.first("a[rel=next]", "href").starts_with("/staff/candidates?stage=received&vacancy="));
    assert_eq!(filtered.text("[name=stage] option[selected], [name=vacancy] option[selected]"), "Received Engineer");
    assert_eq!(rin.get("/staff/candidates?stage=hired&vacancy=").count("tbody tr"), 0);
    assert_eq!(rin.get("/staff/candidates?stage=nonsense&after=nonsense").count("tbody tr"), 25);
}

#[test]
fn a_foreign_candidate_is_not_there_for_another_office() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let wei = house.signed_in(&cast.wei);
    assert_eq!(wei.get("/staff/candidates").count("tbody tr"), 0);
    for rest in ["", "/edit"] {
        let foreign = wei.get(&format!("/staff/candidates/{}{rest}", known.holding.candidate));
        let unknown = wei.get(&format!("/staff/candidates/{}{rest}", CandidateId::new()));
        assert_eq!((foreign.status, unknown.status), (404, 404));
        assert_eq!(foreign.body.len(), unknown.body.len());
    }
    let note = [("note", "What is this?")];
    for post in ["notes", "health", "edit"] {
        let foreign = wei.post(&format!("/staff/candidates/{}/{post}", known.holding.candidate), &note);
        let unknown = wei.post(&format!("/staff/candidates/{}/{post}", CandidateId::new()), &note);
        assert_eq!((foreign.status, unknown.status), (404, 404), "{post}");
        assert_eq!(foreign.body.len(), unknown.body.len(), "{post}");
    }
}

#[test]
fn another_office_reads_what_it_was_given_and_changes_none_of_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.transfer_to_hong_kong(&known);
    let ka_yan = house.signed_in(&cast.ka_yan);
    let list = ka_yan.get("/staff/candidates");
    assert_eq!((list.text("td.who").as_str(), list.text(".office-foreign").as_str()), ("Akari Tanaka", "Tokyo"));
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let page = ka_yan.get(&person);
    assert_eq!(page.text("h1"), "Akari Tanaka");
    assert!(page.body.contains("長く使われるものを作りたい。"));
    assert_eq!(page.text("#withheld code"), "NO-GRANT");
    // What it was given may be passed on, if the terms allow it; nothing else is asked for.
    let forms =
        (page.count("main form"), page.count("form[action$='/transfer-requests']"), page.count("a[href$='/edit']"));
    assert_eq!(forms, (1, 1, 0));
    assert_eq!(ka_yan.get(&format!("{person}/edit")).status, 404);
    assert_eq!(ka_yan.post(&format!("{person}/notes"), &[("note", "Ours?")]).status, 404);
    let stage = format!("{person}/applications/{}/stage", known.application);
    assert_eq!(ka_yan.post(&stage, &[("stage", "refused"), ("revision", "1")]).status, 404);
    assert_eq!(ka_yan.post_files(&format!("{person}/documents"), &[("a.pdf", b"%PDF-1.7".to_vec())]).status, 404);
}

#[test]
fn an_application_is_moved_only_under_its_own_candidate() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (one, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Mori", "Sora"));
    let rin = house.signed_in(&cast.rin);
    let path = format!("/staff/candidates/{}/applications/{}/stage", one.holding.candidate, other.application);
    assert_eq!(rin.post(&path, &[("stage", "screening"), ("revision", "1")]).status, 404);
    assert_eq!(rin.get("/staff/candidates?stage=screening").count("tbody tr"), 0);
}

#[test]
fn administrators_and_analysts_get_nowhere_near_a_candidate() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    for staff in [&cast.administrator, &cast.analyst] {
        let browser = house.signed_in(staff);
        let today = browser.get("/staff");
        assert_eq!((today.status, today.count("tbody tr")), (200, 0));
        assert!(!today.body.contains("Tanaka") && !today.body.contains("/staff/candidates"));
        let id = cast.vacancies[0].to_string();
        let gets = ["", "/edit", &format!("/documents/{id}/original"), &format!("/documents/{id}/pages/1")];
        let nowhere = browser.get("/staff/nowhere");
        for rest in gets {
            let answer = browser.get(&format!("{person}{rest}"));
            assert_eq!((answer.status, answer.body.len()), (404, nowhere.body.len()), "{rest}");
        }
        for path in ["/staff/candidates", "/staff/candidates/new"] {
            assert_eq!(browser.get(path).status, 404, "{path}");
        }
        let stage = format!("/applications/{}/stage", known.application);
        for rest in ["/edit", "/notes", "/health", &stage] {
            let fields = [("note", "x"), ("revision", "1"), ("stage", "hired"), ("purpose", "P4_visa")];
            assert_eq!(browser.post(&format!("{person}{rest}"), &fields).status, 404, "{rest}");
        }
        assert_eq!(browser.post("/staff/candidates", &[("family", "x")]).status, 404);
        assert_eq!(browser.post_files(&format!("{person}/documents"), &[("a.pdf", b"%PDF-1.7".to_vec())]).status, 404);
    }
}

#[test]
fn a_hiring_manager_sees_assigned_candidates_and_changes_none() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (mine, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Mori", "Sora"));
    house.assign(&mine, &cast.manager);
    let haru = house.signed_in(&cast.manager);
    let list = haru.get("/staff/candidates");
    assert_eq!(list.text("td.who"), "Akari Tanaka");
    assert!(!list.body.contains("/staff/candidates/new"));
    let page = haru.get(&format!("/staff/candidates/{}", mine.holding.candidate));
    assert_eq!(page.status, 200);
    let forms = page.first("main form", "action");
    assert!(page.count("main form") == 1 && forms.ends_with("/results"), "they judge and change nothing");
    assert!(page.text("#withheld").contains("ROLE-MANAGER"), "and notes are withheld with the rule");
    assert_eq!(haru.get(&format!("/staff/candidates/{}", other.holding.candidate)).status, 404);
    assert_eq!(haru.get(&format!("/staff/candidates/{}/edit", mine.holding.candidate)).status, 404);
    assert_eq!(haru.get("/staff/candidates/new").status, 404);
}

#[test]
fn an_officer_has_the_list_and_reads_once_the_identity_is_verified() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let mio = house.signed_in(&cast.officer);
    assert_eq!(mio.get("/staff/candidates").text("td.who"), "Akari Tanaka");
    let page = mio.get(&format!("/staff/candidates/{}", known.holding.candidate));
    assert_eq!(page.status, 200);
    assert!(page.text("#withheld").contains("REQ-IDENTITY"));
    assert!(!page.body.contains("Tanaka"));
}

#[test]
fn a_suspended_candidate_leaves_the_list_at_once_and_the_page_says_why() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    assert_eq!(rin.get("/staff/candidates").count("tbody tr"), 1);
    house.suspend(&known);
    assert_eq!(rin.get("/staff/candidates").count("tbody tr"), 0);
    let path = format!("/staff/candidates/{}", known.holding.candidate);
    let page = rin.get(&path);
    assert_eq!(page.status, 200);
    assert_eq!(page.text("#withheld code"), "GATE-SUSPENDED", "one reason, said once");
    assert!(page.text("#notes").contains("Withheld") && !page.text("#notes").contains("There are no notes"));
    let profile = profile("Tanaka", "Akari", "JP");
    for secret in ["Tanaka", profile.email.as_str(), "Aozora", "長く使われる"] {
        assert!(!page.body.contains(secret), "{secret}");
    }
    let note = rin.post(&format!("{path}/notes"), &[("note", "Still there?")]);
    assert_eq!(note.status, 403);
    assert!(note.body.contains("GATE-SUSPENDED"));
}

#[test]
fn before_a_notice_is_in_force_the_page_says_who_can_mend_that() {
    let house = House::open();
    house.app.clock.set(crate::support::moment("2025-12-30T03:00:00Z"));
    let rin = house.signed_in(&house.kept.cast.rin);
    for (language, heading) in [
        ("en", "There is no privacy notice in force"),
        ("ja", "有効なプライバシーポリシーがありません"),
        ("zh-Hant", "目前沒有生效的私隱政策"),
    ] {
        rin.post("/language", &[("locale", language), ("back", "/")]);
        let page = rin.get("/staff/candidates/new");
        assert_eq!((page.status, page.text("h1").as_str()), (409, heading));
        assert!(page.body.contains("saiyo notice publish"), "{language}");
        assert_eq!(rin.post("/staff/candidates", &[("family", "Mori")]).status, 409);
    }
    let officer = house.signed_in(&house.kept.cast.officer);
    assert_eq!(officer.get("/staff/candidates/new").status, 404, "not theirs with a notice or without");
}
