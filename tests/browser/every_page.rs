//! Every page in three languages: accessible, within 390 pixels, free of scripts, and photographed.

use fantoccini::{Client, Locator};

use crate::axe;
use crate::browser::{arrive, choose, click, fill, go, path, resize, sign_in, text, with_browser};
use crate::tour;

pub const LANGUAGES: [(&str, &str); 3] = [("ja", "ja"), ("en", "en"), ("zh-TW", "zh-Hant")];
/// The offices of the demo, by the language that each is looked at in.
pub const OFFICES: [(&str, &str); 3] = [("Tokyo", "JP"), ("Singapore", "SG"), ("Hong Kong", "HK")];

/// Looks at the page under a path at both widths.
pub async fn look(client: &Client, language: &str, name: &str, path: &str) {
    go(client, path).await;
    look_here(client, language, name).await;
}

pub async fn look_here(client: &Client, language: &str, name: &str) {
    let lang = client.find(Locator::Css("html")).await.unwrap().attr("lang").await.unwrap();
    assert_eq!(lang.as_deref(), Some(language), "{name}");
    assert!(!text(client).await.contains('⟦'), "{name}: a text is missing");
    assert!(
        client.find_all(Locator::Css("script:not([src^='/static/']), [style], style")).await.unwrap().is_empty(),
        "{name}: inline"
    );
    for width in [1280, 390] {
        resize(client, width, 900).await;
        let wide = client.execute("return document.scrollingElement.scrollWidth", Vec::new()).await.unwrap();
        assert!(wide.as_u64().unwrap() <= u64::from(width), "{name} at {width} is {wide} wide");
        let tall = client.execute("return document.scrollingElement.scrollHeight", Vec::new()).await.unwrap();
        resize(client, width, u32::try_from(tall.as_u64().unwrap().clamp(600, 6_000)).unwrap()).await;
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots").join(language);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}-{width}.png")), client.screenshot().await.unwrap()).unwrap();
    }
    // Low, so that whatever may scroll by itself does and has to be reached by keyboard.
    resize(client, 1280, 500).await;
    axe::check(client, &format!("{name} ({language})")).await;
    resize(client, 1280, 900).await;
}

/// Asks the list a question and waits for its answer.
pub async fn ask(client: &Client, question: &str) {
    fill(client, "q", question).await;
    click(client, "form.search .filter button").await;
    for _ in 0..100 {
        if path(client).await.starts_with("/staff/searches") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no answer to {question}");
}

pub async fn first_link(client: &Client, path: &str, start: &str) -> String {
    go(client, path).await;
    for link in client.find_all(Locator::Css(&format!("main a[href^='{start}']"))).await.unwrap() {
        let href = link.attr("href").await.unwrap().unwrap();
        if !href.ends_with("/new") && !href.contains('?') {
            return href;
        }
    }
    panic!("no {start} on {path}");
}

/// Somebody who applied at an office. Whoever only wrote, or came from another office, has fewer parts on their page.
pub async fn applicant(client: &Client, office: &str) -> String {
    first_link(client, &format!("/staff/candidates?stage=screening&office={office}"), "/staff/candidates/").await
}

#[test]
fn public_pages_are_finished_in_three_languages() {
    for (browser, language) in LANGUAGES {
        with_browser(browser, true, |client| async move {
            let vacancy = first_link(&client, "/careers", "/careers/").await;
            for (name, path) in [
                ("home", "/".to_owned()),
                ("careers", "/careers".to_owned()),
                ("vacancy", vacancy.clone()),
                ("apply", format!("{vacancy}/apply")),
                ("applied", format!("{vacancy}/applied")),
                ("notices", "/notices".to_owned()),
                ("notice", "/notices/2".to_owned()),
                ("contact", "/contact".to_owned()),
                ("sign-in", "/staff/sign-in".to_owned()),
                ("lost", "/nowhere".to_owned()),
            ] {
                look(&client, language, name, &path).await;
            }
        });
    }
}

#[test]
fn a_recruiters_pages_are_finished_in_three_languages() {
    for ((browser, language), (office, code)) in LANGUAGES.into_iter().zip(OFFICES) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            let candidate = applicant(&client, code).await;
            look(&client, language, "today", "/staff").await;
            look(&client, language, "candidates", "/staff/candidates").await;
            ask(&client, "status:open -python*").await;
            look_here(&client, language, "search").await;
            go(&client, "/staff/candidates").await;
            ask(&client, "(a OR").await;
            look_here(&client, language, "search-refused").await;
            look(&client, language, "candidate", &candidate).await;
            look(&client, language, "candidate-edit", &format!("{candidate}/edit")).await;
            look(&client, language, "candidate-history", &format!("{candidate}/history")).await;
            look(&client, language, "candidate-new", "/staff/candidates/new").await;
        });
    }
}

#[test]
fn many_are_chosen_and_acted_on_after_a_trial() {
    for ((browser, language), (office, code)) in LANGUAGES.into_iter().zip(OFFICES) {
        with_browser(browser, true, |client| async move {
            let _alone = tour::SELECTION.lock().await;
            sign_in(&client, "recruiter", office).await;
            tour::tick_two(&client, code, true).await;
            look(&client, language, "candidates-chosen", "/staff/candidates").await;
            look(&client, language, "selection", "/staff/selection").await;
            tour::try_tags(&client, &format!("tag-{language}")).await;
            look_here(&client, language, "act").await;
            tour::do_it(&client).await;
            look_here(&client, language, "act-done").await;
            go(&client, "/staff/selection").await;
            choose(&client, "reason", "interviews").await;
            click(&client, "section[aria-labelledby=act-export] form button").await;
            client.wait().for_element(Locator::Css("form[action$='/file']")).await.unwrap();
            look_here(&client, language, "act-file").await;
            look(&client, language, "selection-whole", "/staff/selection?list=%2Fstaff%2Fcandidates").await;
        });
    }
}

#[test]
fn many_are_asked_to_be_made_available_to_another_office() {
    for (((browser, language), (office, code)), to) in LANGUAGES.into_iter().zip(OFFICES).zip(["SG", "HK", "SG"]) {
        with_browser(browser, true, |client| async move {
            let _alone = tour::SELECTION.lock().await;
            sign_in(&client, "recruiter", office).await;
            tour::tick_two(&client, code, true).await;
            go(&client, "/staff/selection").await;
            choose(&client, "destination", to).await;
            choose(&client, "transfer_purpose", "P2_events").await;
            click(&client, "section[aria-labelledby=act-transfer] form button").await;
            client.wait().for_element(Locator::Css(".act-what")).await.unwrap();
            look_here(&client, language, "act-transfer").await;
            if !client.find_all(Locator::Css("#waiting")).await.unwrap().is_empty() {
                click(&client, "#waiting").await;
            }
            click(&client, "form[action*='/selection/acts/'] button").await;
            client.wait().for_element(Locator::Css("p.lead[role=status]")).await.unwrap();
            look_here(&client, language, "act-transfer-done").await;
            go(&client, "/staff").await;
            click(&client, "form[action='/staff/sign-out'] button").await;
            arrive(&client, "/staff/sign-in").await;
            sign_in(&client, "privacy_officer", office).await;
            look(&client, language, "transfers-together", "/staff/transfers").await;
            let group = first_link(&client, "/staff/transfers", "/staff/transfers/groups/").await;
            look(&client, language, "transfer-group", &group).await;
        });
    }
}

#[test]
fn an_administrators_pages_are_finished_in_three_languages() {
    for ((browser, language), office) in LANGUAGES.into_iter().zip(["Tokyo", "Singapore", "Hong Kong"]) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "administrator", office).await;
            look(&client, language, "intakes", "/staff/intakes").await;
            let vacancy = first_link(&client, "/staff/vacancies", "/staff/vacancies/").await;
            look(&client, language, "administrator", "/staff").await;
            look(&client, language, "offices", "/staff/offices").await;
            look(&client, language, "office", "/staff/offices/JP").await;
            look(&client, language, "users", "/staff/users").await;
            look(&client, language, "vacancies", "/staff/vacancies").await;
            look(&client, language, "vacancy-edit", &vacancy).await;
            look(&client, language, "vacancy-new", "/staff/vacancies/new").await;
        });
    }
}

#[test]
fn an_officer_decides_about_somebody_who_lives_elsewhere() {
    let offices = [("東京", "Tokyo"), ("Singapore", "Singapore"), ("香港", "Hong Kong")];
    for ((browser, language), (name, office)) in LANGUAGES.into_iter().zip(offices) {
        with_browser(browser, true, |client| async move {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("cv.pdf");
            std::fs::write(&file, b"%PDF-1.7 nothing follows").unwrap();
            let family = format!("Elsewhere-{language}");
            let slug = tour::vacancy_of(&client, name).await;
            tour::apply(&client, &slug, &family, &format!("{language}@elsewhere.example.com"), "US", &file).await;

            sign_in(&client, "privacy_officer", office).await;
            look(&client, language, "officer", "/staff").await;
            look(&client, language, "officer-candidates", "/staff/candidates").await;
            let review = tour::review_of(&client, &family).await;
            look(&client, language, "reviews", "/staff/reviews").await;
            look(&client, language, "review", &review).await;
            choose(&client, "verdict", "cleared").await;
            fill(&client, "reason", "No law there stands against it.").await;
            click(&client, "form[action$='/decision'] button").await;
            arrive(&client, "/staff/reviews").await;

            go(&client, "/staff").await;
            click(&client, "form[action='/staff/sign-out'] button").await;
            sign_in(&client, "recruiter", office).await;
            tour::open_today(&client, &family).await;
        });
    }
}

#[test]
fn a_second_application_is_decided_field_by_field() {
    let offices = [("東京", "Tokyo", "JP"), ("Singapore", "Singapore", "SG"), ("香港", "Hong Kong", "HK")];
    for ((browser, language), (name, office, country)) in LANGUAGES.into_iter().zip(offices) {
        with_browser(browser, true, |client| async move {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("cv.pdf");
            std::fs::write(&file, b"%PDF-1.7 nothing follows").unwrap();
            let (first, second) = (format!("Once-{language}"), format!("Again-{language}"));
            let address = format!("{language}@again.example.com");
            let slug = tour::vacancy_of(&client, name).await;
            tour::apply(&client, &slug, &first, &address, country, &file).await;
            sign_in(&client, "recruiter", office).await;
            tour::open_today(&client, &first).await;
            let person = path(&client).await;
            tour::apply(&client, &slug, &second, &address, country, &file).await;
            let proposal = tour::proposal_of(&client, &person).await;
            assert!(text(&client).await.contains(&first), "the stored record is as it was");
            look(&client, language, "candidate-proposals", &person).await;
            look(&client, language, "proposal", &proposal).await;
            for choice in client.find_all(Locator::Css("main select")).await.unwrap() {
                choice.select_by_value("take").await.unwrap();
            }
            fill(&client, "reason", "Asked on the phone.").await;
            click(&client, "form[action$='/decision'] button").await;
            arrive(&client, &person).await;
            let page = text(&client).await;
            assert!(page.contains(&second) && !page.contains(&first), "what was taken stands in the record: {page}");
            look(&client, language, "candidate-history-filled", &format!("{person}/history")).await;
            assert!(text(&client).await.contains(&first), "what it said before is kept");
        });
    }
}
