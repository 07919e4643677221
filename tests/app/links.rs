//! Candidates come in by a link that works once, and see their own record and nothing else.

use saiyo::domain::application::Stage;
use saiyo::domain::category::ApplicationHistory;
use saiyo::domain::id::HoldingId;
use saiyo::domain::purpose::Purpose;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{applications, sessions};
use saiyo::vault::secret::Token;

use crate::apply::{application, apply};
use crate::site::{Browser, Site, profile_of};
use crate::support::cast::caller;
use crate::support::{TODAY, day, on_both_databases};

const PDF: &[u8] = b"%PDF-1.7\nmine";

/// The address of a new link that works for an hour.
fn link(site: &Site, holding: HoldingId) -> String {
    let token = Token::generate().unwrap();
    let until = site.app.clock.now().plus_seconds(60 * 60);
    let mut db = site.app.store.database().unwrap();
    db.change(|tx| Ok((sessions::add_link(tx, &token.hash(), holding, until)?, Vec::new()))).unwrap();
    format!("/me/sign-in/{}", *token.reveal())
}

/// Two people on record, the first with a file.
fn two_people(site: &Site) -> [HoldingId; 2] {
    assert_eq!(apply(&site.browser(), &application("one@mail.example.org"), &[("mine.pdf", PDF)]).status, 303);
    assert_eq!(apply(&site.browser(), &application("two@mail.example.org"), &[("theirs.pdf", PDF)]).status, 303);
    site.work();
    let records = site.records();
    let of = |email: &str| {
        let found = records.iter().find(|it| profile_of(it).profile.record.email.as_str() == email);
        found.unwrap().holding.id
    };
    [of("one@mail.example.org"), of("two@mail.example.org")]
}

fn csrf(browser: &Browser) -> String {
    let page = browser.get("/me");
    let rest = page.text().split("name=\"csrf\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

on_both_databases! {
    fn a_link_works_once_and_only_by_its_button(store) {
        let site = Site::of(store);
        let [one, _] = two_people(&site);
        let link = link(&site, one);
        for _ in 0..3 {
            let page = site.browser().get(&link);
            assert_eq!(page.status, 200);
            assert_eq!(page.header("set-cookie"), "", "looking changes nothing");
            assert!(!page.text().contains(r#"name="back" value="/me/sign-in/"#), "the token stays out of other forms");
        }
        let browser = site.browser();
        let used = browser.post(&link, &[]);
        assert_eq!((used.status, used.header("location")), (303, "/me"));
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(used.header("set-cookie").contains(part), "{part}");
        }
        assert!(browser.get("/me").text().contains("one@mail.example.org"));

        let again = site.browser().post(&link, &[]);
        assert_eq!((again.status, again.header("set-cookie")), (404, ""));
        let old = self::link(&site, one);
        site.wait(60 * 60 + 1);
        let unknown = format!("/me/sign-in/{}", *Token::generate().unwrap().reveal());
        for other in [old.as_str(), &unknown, "/me/sign-in/x", "/me/sign-in/%00"] {
            assert_eq!(site.browser().post(other, &[]).seen(), again.seen(), "{other}");
        }
    }

    fn a_person_sees_their_own_record_and_takes_their_own_files(store) {
        let site = Site::of(store);
        let [one, two] = two_people(&site);
        let browser = site.browser();
        assert_eq!(browser.post(&link(&site, one), &[]).status, 303);
        let page = browser.get("/me");
        for own in ["one@mail.example.org", "mine.pdf", "Engineer", "The system", "You", "Tokyo"] {
            assert!(page.text().contains(own), "{own}");
        }
        assert!(!page.text().contains("two@mail.example.org") && !page.text().contains('⟦'));
        let document = |holding: HoldingId| {
            let files = site.records();
            let file = files.iter().find(|it| it.holding.id == holding).unwrap();
            format!("/me/documents/{}/original", profile_of(file).documents[0].document.id)
        };
        let own = browser.get(&document(one));
        assert_eq!((own.status, own.body.as_slice()), (200, PDF));
        assert_eq!(own.header("content-type"), "application/pdf");
        assert!(own.header("content-disposition").starts_with("attachment;"));
        for other in [document(two), "/me/documents/x/original".to_owned()] {
            assert_eq!(browser.get(&other).status, 404);
        }
    }

    fn a_person_does_not_read_of_a_refusal_before_the_officer_releases_it(store) {
        let site = Site::of(store);
        let [one, _] = two_people(&site);
        let browser = site.browser();
        assert_eq!(browser.post(&link(&site, one), &[]).status, 303);
        let rin = caller(&store.cast.rin);
        let mut revision = 1;
        let mut standing = |to: Option<Stage>| {
            if let Some(to) = to {
                let mut db = site.app.store.database().unwrap();
                let ask = Ask::change(&rin, Purpose::Recruitment);
                let permit = gate::open::<ApplicationHistory>(&mut db, &ask, one).unwrap();
                let id = applications::list(&mut db, &permit).unwrap()[0].application.id;
                db.change(|tx| {
                    let moved = applications::move_to(tx, &permit, id, to, revision, rin.at, day(TODAY))?;
                    Ok(((), vec![moved]))
                })
                .unwrap();
                revision += 1;
            }
            let page = browser.get("/me").text().to_owned();
            assert!(!page.contains("Not selected"));
            page.split("class=\"badge standing-").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        assert_eq!(standing(None), "received");
        for stage in [Stage::Screening, Stage::Offer, Stage::Refused] {
            assert_eq!(standing(Some(stage)), "in_selection", "{stage}");
        }
        assert_eq!(standing(Some(Stage::Withdrawn)), "withdrawn");
        assert_eq!(standing(Some(Stage::Hired)), "hired");
    }

    fn without_a_session_there_is_only_the_door(store) {
        let site = Site::of(store);
        let [one, _] = two_people(&site);
        for path in ["/me", "/me/documents/x/original"] {
            let answer = site.browser().get(path);
            assert_eq!((answer.status, answer.header("location")), (303, "/me/sign-in"), "{path}");
        }
        let browser = site.browser();
        assert_eq!(browser.post(&link(&site, one), &[]).status, 303);
        assert_eq!(browser.post("/me/sign-out", &[("csrf", "x")]).status, 403, "a form without the session's token");
        let token = csrf(&browser);
        let left = browser.post("/me/sign-out", &[("csrf", &token)]);
        assert_eq!((left.status, left.header("location")), (303, "/me/sign-in?done=signed_out"));
        assert!(browser.get("/me/sign-in?done=signed_out").text().contains("You are signed out."));
        assert_eq!(browser.get("/me").status, 303);
    }

    fn links_are_not_guessed(store) {
        let site = Site::of(store);
        let [one, _] = two_people(&site);
        let browser = site.browser();
        assert!((0..30).all(|_| browser.post("/me/sign-in/guess", &[]).status == 404));
        let right = link(&site, one);
        assert_eq!(browser.post(&right, &[]).status, 429);
        site.wait(15 * 60 + 1);
        assert_eq!(browser.post(&right, &[]).status, 303, "the link was not used up by the refusal");
    }
}
