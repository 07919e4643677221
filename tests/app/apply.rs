//! Applying: the notice, what is refused, and that nobody learns who is known.

use saiyo::domain::document::DocumentState;
use saiyo::domain::id::NoticeId;
use saiyo::domain::notice::Notice;
use saiyo::store::notices;
use saiyo::store::permit::Unsealed;

use crate::site::{Answer, Browser, Site, profile_of};
use crate::support::{NOW, TODAY, day, moment, on_both_databases};

/// Where the cast's Tokyo vacancy is applied to.
pub const APPLY: &str = "/careers/engineer-jp/apply";

/// A PDF by its first bytes, and nothing that could be read after them.
const BROKEN_PDF: &[u8] = b"%PDF-1.7\nnothing follows";

/// An application of somebody with an address.
pub fn application(email: &str) -> Vec<(&'static str, String)> {
    let fields = [
        ("family", "佐藤"),
        ("given", "美咲"),
        ("email", email),
        ("residence", "JP"),
        ("motivation", "測ることが好きです。"),
        ("acknowledged", "yes"),
        ("notice_version", "1"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

/// The same with other values of some fields.
pub fn application_with(email: &str, changed: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = application(email);
    for (name, value) in changed {
        fields.retain(|(field, _)| field != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

/// Sends an application with files.
pub fn apply(browser: &Browser, fields: &[(&'static str, String)], files: &[(&str, &[u8])]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post_files(APPLY, &fields, files)
}

fn is_stored(site: &Site) -> bool {
    site.work();
    !site.records().is_empty()
}

on_both_databases! {
    fn an_application_becomes_a_candidate_and_a_second_one_a_proposal(store) {
        let site = Site::of(store);
        let browser = site.browser_in("ja");
        let sent = apply(&browser, &application("misaki@mail.example.org"), &[("履歴書.pdf", BROKEN_PDF)]);
        assert_eq!((sent.status, sent.header("location")), (303, "/careers/engineer-jp/applied"));
        assert!(browser.get(sent.header("location")).text().contains("ご応募ありがとうございます"));
        site.work();
        let first = site.records();
        let profile = profile_of(&first[0]);
        assert_eq!((first.len(), profile.documents.len(), profile.proposals.len()), (1, 1, 0));
        assert_eq!(profile.profile.record.locale.as_str(), "ja", "the page's language is the person's");
        assert!(matches!(&profile.documents[0].name, Unsealed::Value(name) if name == "履歴書.pdf"));
        assert_eq!(profile.documents[0].document.state, DocumentState::Unreadable, "kept although damaged");

        let again = application_with("MISAKI@mail.example.org", &[("family", "別人"), ("address", "elsewhere")]);
        assert_eq!(apply(&browser, &again, &[]).status, 303);
        site.work();
        let second = site.records();
        let after = profile_of(&second[0]);
        assert_eq!((second.len(), after.proposals.len()), (1, 1));
        assert_eq!(after.profile.record, profile.profile.record, "the stored record is unchanged");
        assert_eq!(second[0].applications.value().map(Vec::len), Some(1));
    }

    fn known_and_unknown_addresses_are_answered_alike(store) {
        let site = Site::of(store);
        assert_eq!(apply(&site.browser(), &application("known@mail.example.org"), &[]).status, 303);
        site.work();
        let known = apply(&site.browser(), &application("known@mail.example.org"), &[]);
        let unknown = apply(&site.browser(), &application("other@mail.example.org"), &[]);
        assert_eq!(known.seen(), unknown.seen());
        let thanks = |answer: &Answer| site.browser().get(answer.header("location")).seen();
        assert_eq!(thanks(&known), thanks(&unknown));
        let faulty = |email| apply(&site.browser(), &application_with(email, &[("acknowledged", "")]), &[]).seen();
        assert_eq!(faulty("known@mail.example.org"), faulty("other@mail.example.org"));
    }

    fn what_falls_into_the_trap_is_thanked_and_forgotten(store) {
        let site = Site::of(store);
        let honest = apply(&site.browser(), &application("honest@mail.example.org"), &[]);
        let trapped = application_with("machine@mail.example.org", &[("website", "https://spam.example")]);
        let trapped = apply(&site.browser(), &trapped, &[]);
        assert_eq!(trapped.seen(), honest.seen());
        site.work();
        let records = site.records();
        let emails: Vec<_> = records.iter().map(|it| profile_of(it).profile.record.email.as_str()).collect();
        assert_eq!(emails, ["honest@mail.example.org"]);
    }

    fn a_newer_notice_is_shown_before_anything_is_taken(store) {
        let site = Site::of(store);
        let mut db = site.app.store.database().unwrap();
        let first = db.read(|db| notices::by_version(db, 1)).unwrap();
        let second = Notice { id: NoticeId::new(), version: 2, effective_on: day(TODAY), ..first };
        db.change(|tx| Ok((notices::publish(tx, &second, moment(NOW))?, Vec::new()))).unwrap();
        let answer = apply(&site.browser(), &application("late@mail.example.org"), &[]);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("The privacy notice has changed"));
        assert!(answer.text().contains(r#"name="notice_version" value="2""#));
        assert!(!answer.text().contains("checked"), "the new version is still to be read");
        assert!(answer.text().contains("late@mail.example.org"), "what was typed is kept");
        assert!(!is_stored(&site));
        let read = application_with("late@mail.example.org", &[("notice_version", "2")]);
        assert_eq!(apply(&site.browser(), &read, &[]).status, 303);
        assert!(is_stored(&site));
    }
}

on_both_databases! {
    fn an_unticked_acknowledgement_is_refused_and_what_was_typed_is_kept(store) {
        let site = Site::of(store);
        let fields = application_with("typed@mail.example.org", &[("acknowledged", ""), ("work-2-employer", "<計器>")]);
        let answer = apply(&site.browser(), &fields, &[]);
        assert_eq!(answer.status, 422);
        for kept in ["typed@mail.example.org", "佐藤", "測ることが好きです。", "&#60;計器&#62;"] {
            assert!(answer.text().contains(kept), "{kept}");
        }
        assert!(answer.text().contains(r##"href="#acknowledged""##), "the fault leads to its box");
        assert!(!is_stored(&site));
    }

    fn files_that_cannot_be_taken_are_named_on_their_field(store) {
        let site = Site::of(store);
        let fields = application("files@mail.example.org");
        let large = vec![b'a'; 25 * 1024 * 1024];
        let answer = apply(&site.browser(), &fields, &[("huge.pdf", &large), ("cv.pdf", BROKEN_PDF)]);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("“huge.pdf” is larger than 20 MB."), "{}", answer.text());
        let answer = apply(&site.browser(), &fields, &[("cv.pdf", b"MZ a program")]);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("“cv.pdf” is neither a PDF nor a DOCX file."));
        let many: Vec<(&str, &[u8])> = (0..11).map(|_| ("cv.pdf", BROKEN_PDF)).collect();
        let answer = apply(&site.browser(), &fields, &many);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Please send at most 10 files."));
        assert!(!is_stored(&site));
    }

    fn hidden_characters_are_taken_out_and_said(store) {
        let site = Site::of(store);
        let fields = application_with("pasted@mail.example.org", &[("motivation", "one\u{c}two\0"), ("family", "a\0")]);
        let answer = apply(&site.browser(), &fields, &[]);
        assert_eq!(answer.status, 422);
        assert_eq!(answer.text().matches("hidden characters, which we have taken out").count(), 4, "listed and at the field");
        assert!(answer.text().contains("onetwo") && !answer.text().contains('\0'));
        assert!(!is_stored(&site));
    }
}

#[test]
fn the_notice_stands_before_the_first_field() {
    let store = crate::support::TestStore::on_sqlite();
    let site = Site::of(&store);
    for (language, heading) in [("ja", "個人情報の取り扱いについて"), ("en", "How we use what you tell us")]
    {
        let page = site.browser_in(language).get(APPLY);
        let text = page.text();
        let form = text.find("enctype=\"multipart/form-data\"").unwrap();
        assert!(text.find(heading).unwrap() < form, "{language}");
        assert!(text.find("href=\"/notices/1\"").unwrap() < form, "{language}");
        assert!(!text.contains(" checked"), "{language}: never ticked beforehand");
    }
}

#[test]
fn nobody_applies_before_a_notice_is_in_force() {
    let store = crate::support::TestStore::on_sqlite();
    let site = Site::at(store.store.clone(), store.folder(), moment("2025-12-30T03:00:00Z"));
    let page = site.browser().get(APPLY);
    assert!(page.status == 200 && page.text().contains("Applications open soon"));
    assert!(!page.text().contains("multipart/form-data"));
    assert_eq!(apply(&site.browser(), &application("early@mail.example.org"), &[]).status, 422);
    assert!(!is_stored(&site));
}

#[test]
fn a_network_applies_thirty_times_an_hour() {
    let store = crate::support::TestStore::on_sqlite();
    let site = Site::of(&store);
    let browser = site.browser();
    let send = |number: usize| apply(&browser, &application(&format!("n{number}@mail.example.org")), &[]).status;
    assert!((0..30).all(|number| send(number) == 303));
    assert_eq!(send(30), 429);
    site.wait(60 * 60 + 1);
    assert_eq!(send(30), 303);
}
