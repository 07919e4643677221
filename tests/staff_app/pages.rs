//! Every page in every language, with the headers that guard it.

use crate::house::House;

#[test]
fn every_page_is_in_its_language_with_strict_headers_and_nothing_inline() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "田中", "あかり");
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let rin = house.signed_in(&cast.rin);
    rin.post(&format!("{person}/notes"), &[("note", "午後")]);
    let aoi = house.signed_in(&cast.administrator);
    let of_rin = ["/staff", "/staff/candidates", "/staff/candidates/new", "/staff/nowhere", "/staff/sign-in"];
    let of_rin = of_rin.map(str::to_owned).into_iter().chain([person.clone(), format!("{person}/edit")]);
    let of_aoi = ["/staff", "/staff/offices", "/staff/offices/HK", "/staff/offices/new", "/staff/users"];
    let of_aoi = of_aoi.into_iter().chain(["/staff/vacancies", "/staff/vacancies/new"]);
    let of_aoi = of_aoi.map(str::to_owned).chain([format!("/staff/vacancies/{}", cast.vacancies[0])]);
    let pages: Vec<_> = of_rin.map(|path| (&rin, path)).chain(of_aoi.map(|path| (&aoi, path))).collect();
    for language in ["ja", "en", "zh-Hant"] {
        for browser in [&rin, &aoi] {
            let chosen = browser.post("/language", &[("locale", language), ("back", "/staff")]);
            assert_eq!(chosen.location, "/staff");
        }
        for (browser, path) in &pages {
            let page = browser.get(path);
            assert_eq!(page.first("html", "lang"), language, "{path}");
            let policy = page.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            assert_eq!(
                page.count("script:not([src^='/static/']), style, [style], [onclick], [onload]"),
                0,
                "{language} {path}"
            );
            assert!(!page.body.contains('⟦'), "{language} {path} lacks a text");
            assert_eq!(page.count("h1"), 1, "{language} {path}");
        }
    }
}

#[test]
fn nobody_is_led_to_sign_in_and_back_to_nothing() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let nobody = house.browser();
    for path in ["/staff", "/staff/candidates", &format!("/staff/candidates/{}", known.holding.candidate)] {
        let answer = nobody.get(path);
        assert_eq!((answer.status, answer.location.as_str(), answer.body.len()), (303, "/staff/sign-in", 0), "{path}");
    }
}
