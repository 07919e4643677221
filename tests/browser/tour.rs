//! The stories of the first issue, by mouse, by keyboard, and with JavaScript off.

use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use saiyo::documents::compose::{CvContent, CvSection, cv_docx, cv_pdf};

use crate::browser::{arrive, choose, click, fill, go, path, sign_in, text, with_browser};
use crate::keyboard::arrived;

const SEND: &str = "main form button[type='submit'], main form button:not([type])";

fn cv(name: &str, sentence: &str) -> CvContent {
    CvContent {
        title: "職務経歴書".to_owned(),
        name: name.to_owned(),
        lines: vec!["東京都港区".to_owned()],
        sections: vec![CvSection { heading: "職務要約".to_owned(), entries: vec![sentence.to_owned()] }],
    }
}

/// Follows the first open vacancy of an office and returns its slug.
pub async fn vacancy_of(client: &Client, office: &str) -> String {
    go(client, "/careers").await;
    let mut addresses = Vec::new();
    for link in client.find_all(Locator::Css("main a[href^='/careers/']")).await.unwrap() {
        addresses.push(link.attr("href").await.unwrap().unwrap());
    }
    for href in addresses {
        go(client, &href).await;
        let open = client.find_all(Locator::Css("a[href$='/apply']")).await.unwrap();
        if !open.is_empty() && text(client).await.contains(office) {
            return href.trim_start_matches("/careers/").to_owned();
        }
    }
    panic!("no open vacancy in {office}");
}

pub async fn apply(client: &Client, slug: &str, family: &str, email: &str, residence: &str, file: &std::path::Path) {
    go(client, &format!("/careers/{slug}/apply")).await;
    fill(client, "family", family).await;
    fill(client, "given", "澪").await;
    fill(client, "email", email).await;
    choose(client, "residence", residence).await;
    let files = client.find(Locator::Css("input[type='file']")).await.unwrap();
    files.send_keys(file.to_str().unwrap()).await.unwrap();
    click(client, "[name='acknowledged']").await;
    click(client, SEND).await;
    arrive(client, &format!("/careers/{slug}/applied")).await;
}

/// Waits until today's list names somebody, and opens their page.
pub async fn open_today(client: &Client, family: &str) {
    for _ in 0..200 {
        go(client, "/staff").await;
        let named = format!("//main//a[contains(., '{family}')]");
        let found = client.find_all(Locator::XPath(&named)).await.unwrap();
        if let Some(link) = found.into_iter().next() {
            let address = link.attr("href").await.unwrap().unwrap();
            go(client, &address).await;
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    panic!("{family} is not among today's applications");
}

/// Waits until somebody waits for the officer's decision, and returns the address where it is made.
pub async fn review_of(client: &Client, family: &str) -> String {
    for _ in 0..200 {
        go(client, "/staff/reviews").await;
        let mut addresses = Vec::new();
        for link in client.find_all(Locator::Css("main a[href^='/staff/reviews/']")).await.unwrap() {
            addresses.push(link.attr("href").await.unwrap().unwrap());
        }
        // The list names nobody; the page does.
        for address in addresses {
            go(client, &address).await;
            if text(client).await.contains(family) {
                return address;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    panic!("{family} waits for no decision");
}

/// Waits until somebody's page has a proposal, and returns the address where it is decided.
pub async fn proposal_of(client: &Client, person: &str) -> String {
    for _ in 0..200 {
        go(client, person).await;
        let found = client.find_all(Locator::Css("#proposals a.button")).await.unwrap();
        if let Some(link) = found.into_iter().next() {
            return link.attr("href").await.unwrap().unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    panic!("no proposal on {person}");
}

async fn wait_for_page_image(client: &Client) -> f64 {
    for _ in 0..100 {
        let images = client.find_all(Locator::Css("main img[src*='/pages/']")).await.unwrap();
        if !images.is_empty() {
            let width = "const image = document.querySelector(\"main img[src*='/pages/']\"); image.loading = 'eager'; \
                         return image.decode().then(() => image.naturalWidth)";
            return client.execute(width, Vec::new()).await.unwrap().as_f64().unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        client.refresh().await.unwrap();
    }
    panic!("no page image appeared");
}

#[test]
fn an_applicant_applies_and_the_recruiter_of_that_office_reads_the_cv() {
    with_browser("ja", true, |client| async move {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("履歴書.pdf");
        std::fs::write(&file, cv_pdf(&cv("水無瀬 澪", "計測器の校正を八年間担当しました。"))).unwrap();
        let slug = vacancy_of(&client, "東京").await;
        apply(&client, &slug, "水無瀬", "mio.minase@example.com", "JP", &file).await;

        sign_in(&client, "recruiter", "Tokyo").await;
        open_today(&client, "水無瀬").await;
        assert!(wait_for_page_image(&client).await > 500.0, "the page image is drawn");
        let source = client.source().await.unwrap();
        assert!(source.contains("計測器の校正を八年間担当しました。"), "the text stands beside the image");

        choose(&client, "stage", "first_interview").await;
        click(&client, "form[action$='/stage'] button").await;
        let candidate = path(&client).await;
        go(&client, "/staff/candidates?stage=first_interview&vacancy=").await;
        assert!(text(&client).await.contains("水無瀬"), "the list follows at once");

        click(&client, "form[action='/staff/sign-out'] button").await;
        sign_in(&client, "recruiter", "Singapore").await;
        go(&client, &candidate).await;
        assert!(!text(&client).await.contains("水無瀬"), "another office does not see the person");
    });
}

#[test]
fn the_same_works_with_javascript_off() {
    with_browser("zh-TW", false, |client| async move {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cv.docx");
        std::fs::write(&file, cv_docx(&cv("司徒 澪", "負責儀器校準及客戶支援。"))).unwrap();
        let slug = vacancy_of(&client, "香港").await;
        apply(&client, &slug, "司徒", "szeto.mio@example.com", "HK", &file).await;
        sign_in(&client, "recruiter", "Hong Kong").await;
        open_today(&client, "司徒").await;
        assert!(text(&client).await.contains("司徒"));
    });
}

/// The demo has one recruiter in each office, and they have one selection.
pub static SELECTION: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Ticks the first two people whom an office collected, and nobody else; with scripts a tick is kept at once, else by a
/// button.
pub async fn tick_two(client: &Client, office: &str, has_scripts: bool) {
    let list = format!("/staff/candidates?office={office}");
    go(client, "/staff/selection").await;
    if !client.find_all(Locator::Css("button[value=clear]")).await.unwrap().is_empty() {
        click(client, "button[value=clear]").await;
        client.wait().for_element(Locator::Css("main .empty")).await.unwrap();
    }
    go(client, &list).await;
    for row in [1, 2] {
        click(client, &format!("tbody tr:nth-of-type({row}) input[name=tick]")).await;
    }
    if !has_scripts {
        click(client, ".choosing button[value=stay]").await;
    }
    for _ in 0..100 {
        // The page may be about to be another one.
        let count = client.find(Locator::Css(".choosing-count")).await;
        let text = if let Ok(count) = count { count.text().await.unwrap_or_default() } else { String::new() };
        if text.contains('2') {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    go(client, &list).await;
    let ticked = client.find_all(Locator::Css("input[name=tick]:checked")).await.unwrap();
    assert_eq!(ticked.len(), 2, "ticks are kept");
}

/// Tries a tag on everything that is chosen.
pub async fn try_tags(client: &Client, tag: &str) {
    go(client, "/staff/selection").await;
    fill(client, "add", tag).await;
    click(client, "section[aria-labelledby=act-tags] form button").await;
    client.wait().for_element(Locator::Css(".act-what")).await.unwrap();
}

/// Carries out what was tried on two people.
pub async fn do_it(client: &Client) {
    click(client, "form[action*='/selection/acts/'] button").await;
    let told = client.wait().for_element(Locator::Css("p.lead[role=status]")).await.unwrap();
    assert!(told.text().await.unwrap().contains('2'), "it was done for both");
}

#[test]
fn many_are_tagged_without_scripts() {
    with_browser("en", false, |client| async move {
        let _alone = SELECTION.lock().await;
        sign_in(&client, "recruiter", "Singapore").await;
        tick_two(&client, "SG", false).await;
        try_tags(&client, "without scripts").await;
        do_it(&client).await;
        go(&client, "/staff/candidates").await;
        assert!(text(&client).await.contains("without scripts"), "the list follows at once");
    });
}

#[test]
fn somebody_signs_in_and_opens_a_candidate_by_keyboard_alone() {
    with_browser("en", true, |client| async move {
        let (email, password) = crate::demo::demo().sign_in("recruiter", "Singapore");
        go(&client, "/staff/sign-in").await;
        let focused = "return document.activeElement.name || document.activeElement.className || ''";
        for _ in 0..20 {
            if client.execute(focused, Vec::new()).await.unwrap() == "email" {
                break;
            }
            press(&client, &char::from(Key::Tab).to_string()).await;
        }
        let tab = char::from(Key::Tab);
        let enter = char::from(Key::Enter);
        press(&client, &format!("{email}{tab}{password}{enter}")).await;
        arrive(&client, "/staff").await;
        go(&client, "/staff/candidates").await;
        for _ in 0..60 {
            press(&client, &tab.to_string()).await;
            let href = "return document.activeElement.getAttribute('href') || ''";
            let href = client.execute(href, Vec::new()).await.unwrap();
            let href = href.as_str().unwrap_or_default();
            if href.starts_with("/staff/candidates/") && !href.ends_with("/new") {
                let outline = "const style = getComputedStyle(document.activeElement); \
                               return style.outlineStyle !== 'none' || style.boxShadow !== 'none'";
                assert_eq!(client.execute(outline, Vec::new()).await.unwrap(), true, "focus can be seen");
                press(&client, &enter.to_string()).await;
                assert!(arrived(&client, "/staff/candidates/").await);
                return;
            }
        }
        panic!("Tab reaches no candidate");
    });
}

/// Types where the focus is; while a dialog closes that is an element which takes no keys.
pub async fn press(client: &Client, keys: &str) {
    for _ in 0..20 {
        if client.active_element().await.unwrap().send_keys(keys).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nothing takes {keys}");
}

#[test]
fn health_opens_for_a_purpose_and_a_reason_and_the_history_says_so() {
    with_browser("en", true, |client| async move {
        sign_in(&client, "recruiter", "Tokyo").await;
        for stage in ["hired", "offer", "final_interview", "second_interview"] {
            go(&client, &format!("/staff/candidates?stage={stage}&vacancy=")).await;
            let mut addresses = Vec::new();
            for link in client.find_all(Locator::Css("main a[href^='/staff/candidates/']")).await.unwrap() {
                addresses.push(link.attr("href").await.unwrap().unwrap());
            }
            for address in addresses.into_iter().filter(|address| !address.ends_with("/new")) {
                go(&client, &address).await;
                if client.find_all(Locator::Css("form[action$='/health']")).await.unwrap().is_empty() {
                    continue;
                }
                click(&client, "#health summary").await;
                click(&client, "form[action$='/health'] button").await;
                let asked = client.wait().for_element(Locator::Css("[aria-invalid='true']")).await;
                assert!(asked.is_ok(), "a purpose and a reason are asked for");
                choose(&client, "purpose", "P6_onboarding").await;
                choose(&client, "reason", "health_examination").await;
                click(&client, "form[action$='/health'] button").await;
                let answered = Locator::Css("#records, .withheld, .faults, .error-page");
                client.wait().for_element(answered).await.ok();
                // The consent to health data may be over: then the page says so, and the next person is tried.
                if client.source().await.unwrap().contains("GATE-HEALTH") {
                    continue;
                }
                go(&client, &address).await;
                let history = text(&client).await;
                assert!(history.contains("健康"), "the history of use has the opening: {history}");
                return;
            }
        }
        panic!("the demo has nobody with health records under way in Tokyo");
    });
}

#[test]
fn a_candidate_opens_their_link_once_and_sees_who_used_their_data() {
    with_browser("en", true, |client| async move {
        let link = crate::demo::demo().link_of("Tokyo").to_owned();
        client.goto(&link).await.unwrap();
        client.refresh().await.unwrap();
        click(&client, SEND).await;
        // Looking at the link did not use it up.
        arrive(&client, "/me").await;
        assert!(!client.find_all(Locator::Css("main table, main .uses")).await.unwrap().is_empty());
        client.delete_all_cookies().await.unwrap();
        client.goto(&link).await.unwrap();
        if let Ok(button) = client.find(Locator::Css(SEND)).await {
            button.click().await.unwrap();
        }
        assert_ne!(path(&client).await, "/me", "the link works once");
    });
}
