//! Signing in and out.

use crate::house::{House, PASSWORD};

fn without_email(body: &str, email: &str) -> String {
    body.replace(email, "")
}

#[test]
fn somebody_of_staff_signs_in_and_out_and_the_session_changes_and_ends() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let mut browser = house.signed_in(rin);
    assert_eq!(browser.get("/staff").status, 200);
    let first = browser.cookies();
    assert_eq!(browser.sign_in(rin.email.as_str(), PASSWORD).status, 303);
    assert_ne!(browser.cookies(), first, "a new sign-in is a new session");
    let old = house.browser();
    let with_first = |path: &str| {
        let client = reqwest::blocking::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        client.get(format!("{}{path}", house.address)).header("cookie", &first).send().unwrap().status().as_u16()
    };
    assert_eq!(with_first("/staff"), 303, "the browser's earlier session has ended");
    let out = browser.post("/staff/sign-out", &[]);
    assert_eq!((out.status, out.location.as_str()), (303, "/staff/sign-in?done=signed_out"));
    assert_eq!(browser.get("/staff").location, "/staff/sign-in");
    assert_eq!(old.get("/staff").location, "/staff/sign-in");
    assert_eq!(old.get("/staff/sign-in?done=signed_out").count(".flash"), 1);
}

#[test]
fn the_account_decides_the_language_at_sign_in() {
    let house = House::open();
    let browser = house.signed_in(&house.kept.cast.rin);
    assert!(browser.cookies().contains("saiyo-language=en"));
    assert_eq!(browser.get_in("/staff", "ja").first("html", "lang"), "en");
}

#[test]
fn a_wrong_password_an_unknown_address_and_a_closed_account_look_the_same() {
    let house = House::open();
    let cast = &house.kept.cast;
    let administrator = house.signed_in(&cast.administrator);
    let closed = administrator.post(&format!("/staff/users/{}/closure", cast.analyst.id), &[]);
    assert_eq!(closed.status, 303);
    let attempts = [
        (cast.rin.email.as_str(), "wrong password here"),
        ("nobody@saiyo.example.com", PASSWORD),
        (cast.analyst.email.as_str(), PASSWORD),
        ("not an address", PASSWORD),
    ];
    let answers = attempts.map(|(email, password)| {
        let answer = house.browser().sign_in(email, password);
        assert_eq!(answer.status, 422, "{email}");
        assert!(answer.header("set-cookie").is_empty());
        assert!(!answer.body.contains(password));
        without_email(&answer.body, email)
    });
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn the_eleventh_wrong_guess_waits_and_another_account_does_not() {
    let house = House::open();
    let cast = &house.kept.cast;
    let mut browser = house.browser();
    for guess in 0..10 {
        let answer = browser.sign_in(cast.rin.email.as_str(), &format!("guess number {guess}"));
        assert_eq!(answer.status, 422, "{guess}");
    }
    assert_eq!(browser.sign_in(cast.rin.email.as_str(), "guess number 10").status, 429);
    assert_eq!(browser.sign_in(cast.rin.email.as_str(), PASSWORD).status, 429, "also the right one waits");
    assert_eq!(browser.sign_in(cast.administrator.email.as_str(), PASSWORD).status, 303);
    house.app.clock.set(house.app.clock.now().plus_seconds(15 * 60));
    assert_eq!(house.browser().sign_in(cast.rin.email.as_str(), PASSWORD).status, 303, "and nobody for good");
}

#[test]
fn right_passwords_are_not_counted() {
    let house = House::open();
    for _ in 0..12 {
        house.signed_in(&house.kept.cast.rin);
    }
}

#[test]
fn a_closed_account_is_out_at_once() {
    let house = House::open();
    let cast = &house.kept.cast;
    let rin = house.signed_in(&cast.rin);
    assert_eq!(rin.get("/staff/candidates").status, 200);
    let administrator = house.signed_in(&cast.administrator);
    assert_eq!(administrator.post(&format!("/staff/users/{}/closure", cast.rin.id), &[]).status, 303);
    assert_eq!(rin.get("/staff/candidates").location, "/staff/sign-in");
}
