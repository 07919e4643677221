//! Files: taken by content, read in a child process, shown as pictures, given out as attachments.

use saiyo::documents::compose::{CvContent, CvSection, cv_docx};

use crate::house::House;

fn cv() -> Vec<u8> {
    cv_docx(&CvContent {
        title: "履歴書".to_owned(),
        name: "田中 あかり".to_owned(),
        lines: vec!["akari@mail.example.org".to_owned()],
        sections: vec![CvSection {
            heading: "職歴".to_owned(),
            entries: vec!["2019-04\t青空製作所 精密部品の設計".to_owned()],
        }],
    })
}

#[test]
fn an_uploaded_docx_shows_its_text_and_pages_and_comes_back_as_it_was() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let sent = rin.post_files(&format!("{person}/documents"), &[("履歴書.docx", cv())]);
    assert_eq!(sent.location, format!("{person}?done=files_added"), "{}", sent.body);
    assert!(rin.get(&person).text("#documents").contains("Waiting to be read"));
    house.read_documents();
    let page = rin.get(&person);
    assert!(page.text("#documents .running").contains("精密部品の設計"));
    let image = rin.get(&page.first(".pages img", "src"));
    assert_eq!((image.status, image.header("content-type")), (200, "image/png"));
    assert!(image.bytes.starts_with(b"\x89PNG"));
    assert_eq!(image.header("cache-control"), "no-store");
    let original = rin.get(&page.first("#documents a.button", "href"));
    assert_eq!(original.bytes, cv());
    assert!(original.header("content-disposition").starts_with("attachment;"));
    assert!(original.header("content-disposition").contains("%E5%B1%A5%E6%AD%B4%E6%9B%B8.docx"));
    assert!(original.header("content-security-policy").contains("sandbox"));
    assert_eq!(original.header("x-content-type-options"), "nosniff");
    let beyond = page.first(".pages img", "src").replace("/pages/1", "/pages/99");
    assert_eq!(rin.get(&beyond).status, 404);
    let wei = house.signed_in(&house.kept.cast.wei);
    assert_eq!(wei.get(&page.first(".pages img", "src")).status, 404);
}

#[test]
fn a_file_under_another_candidate_is_not_found() {
    let house = House::open();
    let rin = &house.kept.cast.rin;
    let (one, other) = (house.admit(rin, "Tanaka", "Akari"), house.admit(rin, "Mori", "Sora"));
    let browser = house.signed_in(rin);
    let person = format!("/staff/candidates/{}", one.holding.candidate);
    browser.post_files(&format!("{person}/documents"), &[("cv.docx", cv())]);
    let original = browser.get(&person).first("#documents a.button", "href");
    let moved = original.replace(&one.holding.candidate.to_string(), &other.holding.candidate.to_string());
    assert_eq!((browser.get(&original).status, browser.get(&moved).status), (200, 404));
}

#[test]
fn only_pdf_and_docx_by_content_are_taken() {
    let house = House::open();
    let known = house.admit(&house.kept.cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let files = [("cv.docx", cv()), ("page.pdf", b"<html>not a PDF</html>".to_vec())];
    let answer = rin.post_files(&format!("{person}/documents"), &files);
    assert_eq!(answer.status, 422);
    assert!(answer.text("#files-error").contains("page.pdf"));
    assert_eq!(rin.post_files(&format!("{person}/documents"), &[]).status, 422);
    assert_eq!(rin.get(&person).count(".document-item"), 0, "none of them was stored");
}
