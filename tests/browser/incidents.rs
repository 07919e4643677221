//! The officer's Journal, a changed table, and an incident from its record to what was done, in three languages.

use fantoccini::Client;

use crate::browser::{choose, click, fill, go, path, sign_in, with_browser};
use crate::every_page::{LANGUAGES, OFFICES, applicant, first_link, look, look_here};

/// Puts a value into a field that is not typed into.
async fn set(client: &Client, selector: &str, value: &str) {
    let script = format!("document.querySelector(\"{selector}\").value = '{value}'");
    client.execute(&script, Vec::new()).await.unwrap();
}

async fn saved(client: &Client) {
    client.wait().for_element(fantoccini::Locator::Css(".flash")).await.unwrap();
}

/// Records an incident of today with health data; the answer is its page.
async fn record(client: &Client) -> String {
    go(client, "/staff/incidents").await;
    click(client, "main details summary").await;
    let known =
        "document.querySelector(\"[name='known_on']\").value = new Date(Date.now() - 864e6).toISOString().slice(0, 10)";
    client.execute(known, Vec::new()).await.unwrap();
    fill(client, "what", "A shared account was used from outside.").await;
    for name in ["category.profile", "category.health", "wrongful_purpose"] {
        click(client, &format!("[name='{name}']")).await;
    }
    click(client, "form[action='/staff/incidents'] button").await;
    saved(client).await;
    path(client).await
}

#[test]
fn an_incident_is_recorded_its_affected_found_and_its_clocks_settled() {
    for ((browser, language), (office, code)) in LANGUAGES.into_iter().zip(OFFICES) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            let person = applicant(&client, code).await;
            go(&client, &person).await;
            go(&client, "/staff").await;
            click(&client, "form[action='/staff/sign-out'] button").await;
            sign_in(&client, "privacy_officer", office).await;

            look(&client, language, "decisions", "/staff/journal").await;
            let decision = first_link(&client, "/staff/journal", "/staff/journal/").await;
            look(&client, language, "decision", &decision).await;
            look(&client, language, "rule-trial", "/staff/rules/try").await;
            fill(&client, "table", "version = 1").await;
            click(&client, "form[action='/staff/rules/try'] button").await;
            client.wait().for_element(fantoccini::Locator::Css("#table-error")).await.unwrap();
            look_here(&client, language, "rule-trial-fault").await;

            look(&client, language, "incidents", "/staff/incidents").await;
            let page = record(&client).await;
            click(&client, "[aria-labelledby=affected] details summary").await;
            choose(&client, "scope", &format!("office:{code}")).await;
            set(&client, "[name='from']", "2026-01-01").await;
            set(&client, "[name='until']", "2099-12-31").await;
            click(&client, "form[action$='/affected'] button").await;
            saved(&client).await;
            look(&client, language, "incident", &page).await;
            look(&client, language, "incidents-kept", "/staff/incidents").await;
            look(&client, language, "officer-incidents", "/staff").await;
        });
    }
}
