//! No form is taken without its session's own token, nor from another site.

use crate::house::House;
use crate::support::sql::Sql;

#[test]
fn a_form_without_its_token_or_from_elsewhere_changes_nothing() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let rin = house.signed_in(&cast.rin);
    let other = house.signed_in(&cast.rin);
    let aoi = house.signed_in(&cast.administrator);
    let of_rin = ["/notes", "/health", "/edit", "/documents"].map(|rest| format!("{person}{rest}"));
    let stage = format!("{person}/applications/{}/stage", known.application);
    let of_rin = of_rin.into_iter().chain([stage, "/staff/candidates".into(), "/staff/sign-out".into()]);
    let of_aoi = [
        "/staff/offices".to_owned(),
        "/staff/offices/JP".to_owned(),
        "/staff/users".to_owned(),
        "/staff/vacancies".to_owned(),
        format!("/staff/vacancies/{}", cast.vacancies[0]),
        format!("/staff/users/{}/closure", cast.rin.id),
    ];
    let posts = of_rin.map(|path| (&rin, path)).chain(of_aoi.map(|path| (&aoi, path)));
    let before = changes(&house);
    let fields = [("note", "x"), ("stage", "refused"), ("revision", "1"), ("family", "Changed")];
    for (browser, path) in posts {
        let tokens = ["", "x", other.csrf.as_str()];
        assert_eq!(browser.post_bare(&path, &fields).status, 403, "{path} without a token");
        for token in tokens {
            assert_eq!(browser.post_bare(&path, &with(&fields, token)).status, 403, "{path} with {token:?}");
        }
        let own = browser.csrf.clone();
        assert_eq!(browser.post_from_elsewhere(&path, &with(&fields, &own)).status, 403, "{path} from elsewhere");
    }
    assert_eq!(changes(&house), before);
    assert_eq!(rin.get("/staff").status, 200, "still signed in");
}

fn with<'a>(fields: &[(&'a str, &'a str)], token: &'a str) -> Vec<(&'a str, &'a str)> {
    [fields, &[("csrf", token)]].concat()
}

/// What stands in the journal as done, sign-ins aside.
fn changes(house: &House) -> i64 {
    house.kept.sql().number("SELECT count(*) AS n FROM journal WHERE outcome = 'done' AND verb <> 'sign_in'")
}

#[test]
fn signing_in_from_elsewhere_is_refused() {
    let house = House::open();
    let email = house.kept.cast.rin.email.as_str();
    let fields = [("email", email), ("password", crate::house::PASSWORD)];
    let browser = house.browser();
    assert_eq!(browser.post_from_elsewhere("/staff/sign-in", &fields).status, 403);
    assert_eq!(browser.cookies(), "");
}
