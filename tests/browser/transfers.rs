//! The story of the policy's section 6: an office wants another one's help, the law says what is missing, the candidate
//! agrees on a phone, and withdraws.

use fantoccini::{Client, Locator};

use crate::browser::{arrive, choose, click, go, path, resize, sign_in, text, with_browser};
use crate::demo::demo;
use crate::every_page::{LANGUAGES, ask, look, look_here};

const SIGN_OUT: &str = "form[action='/staff/sign-out'] button";

/// The page of whoever has an address, if the list finds them.
async fn found(client: &Client, email: &str) -> Option<String> {
    go(client, "/staff/candidates").await;
    ask(client, email).await;
    let links = client.find_all(Locator::Css("td.who > a")).await.unwrap();
    match links.first() {
        Some(link) => link.attr("href").await.unwrap(),
        None => None,
    }
}

async fn leave(client: &Client) {
    go(client, "/staff").await;
    click(client, SIGN_OUT).await;
    arrive(client, "/staff/sign-in").await;
}

#[test]
fn a_transfer_waits_for_the_candidates_consent_and_ends_with_it() {
    with_browser("ja", true, |client| async move {
        client.goto(demo().link_of("Hong Kong")).await.unwrap();
        click(&client, "main form button").await;
        arrive(&client, "/me").await;
        let own = client.find(Locator::Css("main")).await.unwrap().text().await.unwrap();
        let email = own.split_whitespace().find(|word| word.contains('@')).expect("their address").to_owned();

        // Refused, with the rule and what would do.
        sign_in(&client, "recruiter", "Hong Kong").await;
        let person = found(&client, &email).await.expect("Hong Kong finds them");
        go(&client, &person).await;
        click(&client, "#transfers summary").await;
        choose(&client, "destination", "SG").await;
        click(&client, "form[action$='/transfer-requests'] button").await;
        client.wait().for_element(Locator::Css("#transfers .ways")).await.unwrap();
        assert!(text(&client).await.contains("HK-GRP-CLAUSES"), "the rule is named");
        look_here(&client, "zh-Hant", "candidate-transfers").await;
        leave(&client).await;

        sign_in(&client, "privacy_officer", "Hong Kong").await;
        look(&client, "zh-Hant", "transfers-waiting", "/staff/transfers").await;
        while !client.find_all(Locator::Css("form[action$='/approval'] button")).await.unwrap().is_empty() {
            click(&client, "form[action$='/approval'] button").await;
            client.wait().for_element(Locator::Css(".flash")).await.unwrap();
            go(&client, "/staff/transfers").await;
        }
        leave(&client).await;

        sign_in(&client, "recruiter", "Hong Kong").await;
        go(&client, &person).await;
        click(&client, "#transfers .ways form button").await;
        client.wait().for_element(Locator::Css(".flash")).await.unwrap();
        look(&client, "zh-Hant", "candidate-consents", &person).await;
        leave(&client).await;

        // On a phone, in Japanese.
        resize(&client, 390, 800).await;
        go(&client, "/me").await;
        click(&client, "[name=locale][value=ja]").await;
        arrive(&client, "/me").await;
        click(&client, "[aria-labelledby=questions] a").await;
        client.wait().for_element(Locator::Css("button[value=given]")).await.unwrap();
        let asked = text(&client).await;
        assert!(asked.contains("個人データ保護法"), "the country is explained: {asked}");
        look_here(&client, "ja", "me-consent").await;
        resize(&client, 390, 800).await;
        click(&client, "button[value=given]").await;
        arrive(&client, "/me").await;
        look(&client, "ja", "me-consented", "/me").await;
        resize(&client, 1280, 900).await;

        sign_in(&client, "recruiter", "Singapore").await;
        assert_eq!(found(&client, &email).await.as_deref(), Some(person.as_str()), "Singapore finds them now");
        go(&client, &person).await;
        let seen = text(&client).await;
        assert!(seen.contains(&email), "and opens the profile: {seen}");
        assert!(client.find_all(Locator::Css("#health")).await.unwrap().is_empty(), "but no health data");

        go(&client, "/me").await;
        click(&client, "form[action$='/withdrawal'] button").await;
        client.wait().for_element(Locator::Css(".flash")).await.unwrap();
        go(&client, &person).await;
        assert!(!text(&client).await.contains(&email), "the next click is refused");
        assert_eq!(path(&client).await, person);
        assert_eq!(found(&client, &email).await, None, "and the search finds nobody");
    });
}

#[test]
fn an_officers_transfers_and_questions_to_the_law_are_finished_in_three_languages() {
    for ((browser, language), office) in LANGUAGES.into_iter().zip(["Tokyo", "Singapore", "Hong Kong"]) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "privacy_officer", office).await;
            look(&client, language, "transfers", "/staff/transfers").await;
            look(&client, language, "safeguards", "/staff/transfers/safeguards").await;
            look(&client, language, "duties", "/staff/duties").await;
            look(&client, language, "country-information", "/staff/country-information").await;
            click(&client, "form[action='/staff/country-information/drafts'] button").await;
            client.wait().for_element(Locator::Css("[name='system.ja']")).await.unwrap();
            look_here(&client, language, "country-information-draft").await;
            look(&client, language, "countries", "/notices/countries").await;
            look(&client, language, "policy", "/staff/policy").await;
            look(&client, language, "what-if", "/staff/what-if").await;
            choose(&client, "action", "transfer").await;
            choose(&client, "destination", "SG").await;
            choose(&client, "recipient_kind", "group_subsidiary").await;
            choose(&client, "category", "profile").await;
            choose(&client, "purpose", "P1_recruitment").await;
            click(&client, "main form > .actions button").await;
            client.wait().for_element(Locator::Css("#answer")).await.unwrap();
            look_here(&client, language, "what-if-answer").await;
        });
    }
}
