//! The story of the policy's section 4, in three offices and languages: a processor comes in, is entrusted with somebody,
//! and its contract ends while it looks.

use fantoccini::{Client, Locator};

use crate::browser::{arrive, choose, click, fill, go, path, sign_in, submit, text, with_browser};
use crate::every_page::{LANGUAGES, first_link, look, look_here};

const PASSWORD: &str = "a rather long sentence";

/// Puts a value into a field that is not typed into.
async fn set(client: &Client, name: &str, value: &str) {
    let script = format!("document.querySelector(\"[name='{name}']\").value = '{value}'");
    client.execute(&script, Vec::new()).await.unwrap();
}

async fn leave(client: &Client) {
    go(client, "/staff").await;
    click(client, "form[action='/staff/sign-out'] button").await;
    arrive(client, "/staff/sign-in").await;
}

/// Opens a folded form of a part of the page.
async fn unfold(client: &Client, part: &str) {
    click(client, &format!("{part} details:last-of-type > summary")).await;
}

async fn saved(client: &Client) {
    client.wait().for_element(Locator::Css(".flash")).await.unwrap();
}

/// Adds a processor of an office with contract, review and somebody who signs in; the answer is its page.
async fn add_processor(client: &Client, (country, language, email): (&str, &str, &str)) -> String {
    look(client, language, "processors", "/staff/processors").await;
    click(client, "main details summary").await;
    fill(client, "name", "Straitside Document Services").await;
    choose(client, "country", country).await;
    fill(client, "incident_contact", "+65 6000 0000").await;
    submit(client, "form[action='/staff/processors'] button").await;
    saved(client).await;
    let page = path(client).await;
    agree(client, country, "").await;
    unfold(client, "[aria-labelledby=reviews]").await;
    choose(client, "kind", "vetting").await;
    choose(client, "finding", "in_order").await;
    fill(client, "note", "Looked at devices and records.").await;
    submit(client, "form[action$='/reviews'] button").await;
    saved(client).await;
    unfold(client, "[aria-labelledby=users]").await;
    fill(client, "user_name", "Haruka Kodera").await;
    fill(client, "email", email).await;
    choose(client, "locale", language).await;
    fill(client, "password", PASSWORD).await;
    submit(client, "form[action$='/users'] button").await;
    saved(client).await;
    look(client, language, "processor", &page).await;
    page
}

/// Records a contract about profiles and applications.
async fn agree(client: &Client, country: &str, until: &str) {
    unfold(client, "[aria-labelledby=contract]").await;
    set(client, "from", "2026-01-01").await;
    set(client, "until", until).await;
    for name in ["category.profile", "category.application_history", "purpose.P1_recruitment"] {
        let tick = client.find(Locator::Css(&format!("[name='{name}']"))).await.unwrap();
        if tick.prop("checked").await.unwrap().as_deref() != Some("true") {
            tick.click().await.unwrap();
        }
    }
    fill(client, "countries", country).await;
    submit(client, "form[action$='/contract'] button").await;
    saved(client).await;
}

#[test]
fn a_processor_sees_what_it_was_entrusted_with_until_its_contract_ends() {
    let offices = [("Tokyo", "JP"), ("Singapore", "SG"), ("Hong Kong", "HK")];
    for ((browser, language), (office, country)) in LANGUAGES.into_iter().zip(offices) {
        with_browser(browser, true, |client| async move {
            let email = format!("haruka.{}@straitside.example", country.to_lowercase());
            sign_in(&client, "privacy_officer", office).await;
            look(&client, language, "joint-use", "/staff/joint-use").await;
            let processor = add_processor(&client, (country, language, &email)).await;
            let id = processor.rsplit('/').next().unwrap();
            leave(&client).await;

            sign_in(&client, "recruiter", office).await;
            let person =
                first_link(&client, &format!("/staff/candidates?office={country}"), "/staff/candidates/").await;
            go(&client, &person).await;
            unfold(&client, "#entrustments").await;
            choose(&client, "processor", id).await;
            submit(&client, "form[action$='/entrustments'] button").await;
            saved(&client).await;
            look(&client, language, "candidate-entrusted", &person).await;
            let name = client.find(Locator::Css("h1")).await.unwrap().text().await.unwrap();
            leave(&client).await;

            look(&client, language, "partner-sign-in", "/partner/sign-in").await;
            fill(&client, "email", &email).await;
            fill(&client, "password", PASSWORD).await;
            click(&client, "main form button").await;
            arrive(&client, "/partner").await;
            look_here(&client, language, "partner-people").await;
            assert!(text(&client).await.contains(&name), "{name} was entrusted");
            click(&client, "td.who > a").await;
            client.wait().for_element(Locator::Css("[aria-labelledby=entrusted]")).await.unwrap();
            let record = path(&client).await;
            look_here(&client, language, "partner-record").await;

            // The contract ends while they look.
            sign_in(&client, "privacy_officer", office).await;
            go(&client, &processor).await;
            unfold(&client, "[aria-labelledby=package]").await;
            look_here(&client, language, "processor-package-mail").await;
            agree(&client, country, "2026-01-02").await;
            go(&client, &record).await;
            let refused = text(&client).await;
            assert!(!refused.contains(&name) && refused.contains("-PRO-"), "the rule is named: {refused}");
            look_here(&client, language, "partner-refused").await;
            look(&client, language, "processor-over", &processor).await;
        });
    }
}

#[test]
fn the_notice_of_joint_use_is_there_for_everybody() {
    for (browser, language) in LANGUAGES {
        with_browser(browser, true, |client| async move {
            go(&client, "/notices").await;
            click(&client, "a[href='/notices/joint-use']").await;
            client.wait().for_element(Locator::Css("article dl")).await.unwrap();
            look_here(&client, language, "joint-use-published").await;
        });
    }
}
