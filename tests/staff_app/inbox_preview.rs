//! A file of a mail is looked at in the page: its text, and pictures of its pages that come from nowhere else.

use saiyo::documents::compose::{CvContent, CvSection, cv_pdf};

use crate::house::House;
use crate::support::mail::{Letter, deliver};

const SENTENCE: &str = "She has mended scales for seven years.";

fn cv() -> Vec<u8> {
    cv_pdf(&CvContent {
        title: "Curriculum vitae".to_owned(),
        name: "Akari Tanaka".to_owned(),
        lines: vec!["Minato, Tokyo".to_owned()],
        sections: vec![CvSection { heading: "Work".to_owned(), entries: vec![SENTENCE.to_owned()] }],
    })
}

fn put(house: &House, file: (&str, &[u8])) {
    let from = "Akari Tanaka <akari.tanaka@mail.example.org>";
    let letter = Letter { from, subject: "My CV", text: "It is enclosed.", file: Some(file), ..Letter::default() };
    deliver(&house.kept.store, &house.app.reader, "JP", &letter.raw(), house.app.clock.now());
}

#[test]
fn a_file_shows_its_text_and_its_pages() {
    let house = House::open();
    house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    put(&house, ("cv.pdf", &cv()));
    let rin = house.signed_in(&house.kept.cast.rin);
    let thread = rin.get("/staff/inbox?folder=all").first("td.who a", "href");
    let preview = rin.get(&thread).first("a[href$='/preview']", "href");
    let page = rin.get(&preview);
    assert_eq!((page.status, page.text("h1").as_str()), (200, "cv.pdf"));
    assert!(page.text(".running").contains(SENTENCE), "{}", page.body);
    assert!(page.first(".pages img", "src").starts_with("data:image/png;base64,iVBOR"), "a picture of the page");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("img-src 'self' data:;") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!rin.get(&thread).header("content-security-policy").contains("data:"), "of no other page");
    let manager = house.signed_in(&house.kept.cast.manager);
    assert_eq!(manager.get(&preview).status, 404);
}

#[test]
fn a_file_that_is_not_what_it_says_shows_why_not() {
    let house = House::open();
    house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    put(&house, ("cv.pdf", b"MZ this is a program"));
    let rin = house.signed_in(&house.kept.cast.rin);
    let thread = rin.get("/staff/inbox?folder=all").first("td.who a", "href");
    let page = rin.get(&rin.get(&thread).first("a[href$='/preview']", "href"));
    assert_eq!((page.status, page.count(".pages"), page.count(".unreadable")), (200, 0, 1));
}
