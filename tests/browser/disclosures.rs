//! The story of the policy's section 3, in three offices and languages: a recruiter asks on a ground, is refused where the
//! law says so, a second person approves, the provision is recorded, and the candidate ends it.

use fantoccini::{Client, Locator};

use crate::browser::{arrive, choose, click, fill, go, path, sign_in, text, with_browser};
use crate::every_page::{LANGUAGES, OFFICES, applicant, first_link, look, look_here};

async fn leave(client: &Client) {
    go(client, "/staff").await;
    click(client, "form[action='/staff/sign-out'] button").await;
    arrive(client, "/staff/sign-in").await;
}

async fn saved(client: &Client) {
    client.wait().for_element(Locator::Css(".flash")).await.unwrap();
}

/// Fills in to whom, what and why.
async fn recipient(client: &Client, country: &str) {
    fill(client, "party_name", "Minato Agency").await;
    choose(client, "party_kind", "agent").await;
    choose(client, "party_country", country).await;
    fill(client, "party_address", "1-1 Shiba").await;
    fill(client, "party_representative", "Ichiro Minato").await;
    click(client, "[name='category.profile']").await;
    choose(client, "purpose", "P1_recruitment").await;
    fill(client, "need", "The court asks for the address.").await;
}

/// Records who gave the record, on the candidate's page.
async fn receipt(client: &Client, country: &str) {
    click(client, "#disclosures details > summary").await;
    fill(client, "giver_name", "Harbour Careers").await;
    choose(client, "giver_kind", "agent").await;
    choose(client, "giver_country", country).await;
    fill(client, "giver_address", "2 Harbour Road").await;
    fill(client, "giver_representative", "Hana Kaji").await;
    click(client, "[name='received.profile']").await;
    fill(client, "how_obtained", "Registered by the candidate.").await;
    click(client, "form[action$='/receipts'] button").await;
    saved(client).await;
}

#[test]
fn a_provision_is_asked_for_approved_recorded_and_ended() {
    for ((browser, language), (office, country)) in LANGUAGES.into_iter().zip(OFFICES) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            let person = applicant(&client, country).await;
            go(&client, &person).await;
            receipt(&client, country).await;
            let new = format!("{person}/disclosures/new");
            look(&client, language, "disclosure-grounds", &new).await;
            go(&client, &format!("{new}?ground=X2_vital")).await;
            recipient(&client, country).await;
            fill(&client, "evidence", "Call of the ambulance").await;
            if country != "JP" {
                choose(&client, "harm_to", "property").await;
            }
            click(&client, "main form[action$='/disclosures'] button").await;
            client.wait().for_element(Locator::Css("main > .withheld")).await.unwrap();
            assert!(text(&client).await.contains(&format!("{country}-X2")), "the refusal names its rule");
            look_here(&client, language, "disclosure-refused").await;

            look(&client, language, "disclosure-new", &format!("{new}?ground=X1_law")).await;
            recipient(&client, country).await;
            fill(&client, "evidence", "Order no. 12 of the district court").await;
            choose(&client, "exception_law", country).await;
            click(&client, "main form[action$='/disclosures'] button").await;
            saved(&client).await;
            look(&client, language, "candidate-third-parties", &person).await;
            leave(&client).await;

            sign_in(&client, "privacy_officer", office).await;
            look(&client, language, "third-parties", "/staff/third-parties").await;
            let party = first_link(&client, "/staff/third-parties", "/staff/third-parties/").await;
            look(&client, language, "third-party", &party).await;
            look(&client, language, "disclosures", "/staff/disclosures").await;
            click(&client, "tbody td.who a").await;
            client.wait().for_element(Locator::Css("[aria-labelledby=decision]")).await.unwrap();
            let disclosure = path(&client).await;
            look_here(&client, language, "disclosure-waiting").await;
            click(&client, "form[action$='/approval'] button").await;
            saved(&client).await;
            click(&client, "[aria-labelledby=given] details > summary").await;
            choose(&client, "means", "paper").await;
            click(&client, "form[action$='/provision'] button").await;
            saved(&client).await;
            assert!(text(&client).await.contains("RT-JP-PROVISION"), "the record says until when it is kept");
            click(&client, "[aria-labelledby=ends] details > summary").await;
            fill(&client, "end_words", "By telephone.").await;
            click(&client, "form[action$='/ends'] button").await;
            saved(&client).await;
            look(&client, language, "disclosure-provided", &disclosure).await;
        });
    }
}
