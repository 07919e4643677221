//! The story of the policy's sections 2 and 8 in three languages: a version is drafted from the records, compared,
//! decided, published, and its candidates are told on their own page.

use fantoccini::{Client, Locator};

use crate::browser::{arrive, choose, click, fill, go, path, sign_in, text, with_browser};
use crate::every_page::{LANGUAGES, look, look_here};

/// Later than every other test looks at, so that what is in force for them stays.
const FIRST_DAY: &str = "2099-01-01";

async fn set_day(client: &Client) {
    let script = format!("document.querySelector(\"[name='effective_on']\").value = '{FIRST_DAY}'");
    client.execute(&script, Vec::new()).await.unwrap();
}

async fn saved(client: &Client) {
    client.wait().for_element(Locator::Css(".flash")).await.unwrap();
}

async fn write(client: &Client) {
    for language in ["ja", "en", "zh-Hant"] {
        fill(client, &format!("title.{language}"), "Privacy / 個人情報 / 個人資料").await;
        fill(client, &format!("introduction.{language}"), "Hoshikawa 2099.").await;
    }
    fill(client, "countries", "JP SG HK TW").await;
    set_day(client).await;
    click(client, "form[action^='/staff/notices/drafts/']:has([name='title.ja']) button").await;
    saved(client).await;
}

#[test]
fn a_version_is_drafted_compared_and_published_in_three_languages() {
    let offices = ["Tokyo", "Singapore", "Hong Kong"];
    for ((browser, language), office) in LANGUAGES.into_iter().zip(offices) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "privacy_officer", office).await;
            go(&client, "/staff/notices").await;
            click(&client, "form[action='/staff/notices/drafts'] button").await;
            client.wait().for_element(Locator::Css("[aria-labelledby=composed]")).await.unwrap();
            let draft = path(&client).await;
            look(&client, language, "notice-lacks", &format!("{draft}/publication")).await;
            go(&client, &draft).await;
            write(&client).await;
            look(&client, language, "notice-draft", &draft).await;
            look(&client, language, "notice-preview", &format!("{draft}/preview")).await;
            look(&client, language, "notice-comparison", &format!("{draft}/comparison")).await;
            choose(&client, "announcement", "publish").await;
            click(&client, "form[action$='/decision'] button").await;
            client.wait().for_element(Locator::Css("#reason-error")).await.unwrap();
            look_here(&client, language, "notice-undecided").await;
            choose(&client, "announcement", "inform").await;
            click(&client, "form[action$='/decision'] button").await;
            arrive(&client, &format!("{draft}/publication")).await;
            look_here(&client, language, "notice-second-look").await;
            click(&client, "form[action$='/publication'] button").await;
            arrive(&client, "/staff/notices").await;
            look_here(&client, language, "staff-notices").await;
            let version = client.find(Locator::Css("[aria-labelledby=versions] h3 a")).await.unwrap();
            let page = version.attr("href").await.unwrap().unwrap();
            look(&client, language, "notice-changed", &page).await;
            assert!(text(&client).await.contains("Hoshikawa 2099."));
            look(&client, language, "notice-announcement", &format!("/staff{page}/announcement")).await;
            assert!(
                client.find(Locator::Css("form[action$='/announcement'] button")).await.is_ok(),
                "it reaches somebody"
            );
            go(&client, "/staff/notices").await;
            click(&client, "form[action$='/withdrawal'] button").await;
            saved(&client).await;
            go(&client, &page).await;
            assert!(!text(&client).await.contains("Hoshikawa 2099."), "it is withdrawn");
        });
    }
}
