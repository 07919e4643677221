//! Every public page, in three languages.

use scraper::{Html, Selector};

use crate::apply::APPLY;
use crate::site::Site;
use crate::support::TestStore;

const PAGES: [&str; 9] = [
    "/",
    "/careers",
    "/careers/engineer-sg",
    APPLY,
    "/careers/engineer-jp/applied",
    "/notices",
    "/notices/1",
    "/contact",
    "/me/sign-in",
];

#[test]
fn every_public_page_is_in_its_language_with_nothing_inline_under_a_strict_policy() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    for language in ["ja", "en", "zh-Hant"] {
        for path in PAGES {
            let answer = site.browser_in(language).get(path);
            let at = format!("{language} {path}");
            assert_eq!(answer.status, 200, "{at}");
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{at}: {policy}");
            for (header, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("cache-control", "no-store"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(header), value, "{at}");
            }
            let page = Html::parse_document(answer.text());
            let found = |selector: &str| page.select(&Selector::parse(selector).unwrap()).count();
            assert_eq!(found(&format!("html[lang='{language}']")), 1, "{at}");
            assert_eq!(found("script:not([src]), style, [style], [onclick], [onload]"), 0, "{at}");
            assert_eq!(found("h1"), 1, "{at}");
            assert!(!answer.text().contains('⟦'), "{at}: a text is missing");
        }
    }
}

#[test]
fn what_does_not_exist_is_a_page_that_repeats_nothing() {
    let store = TestStore::on_sqlite();
    let answer = Site::of(&store).browser().get("/no-such-page-<b>");
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("There is no such page") && !answer.text().contains("no-such-page"));
}
