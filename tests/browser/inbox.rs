//! The inbox in a browser: its pages in three languages, and a thread worked on by single keys.

use fantoccini::{Client, Locator};

use crate::browser::{arrive, choose, click, fill, go, path, sign_in, submit, text, with_browser};
use crate::every_page::{LANGUAGES, OFFICES, applicant, look, look_here};
use crate::tour::press;

/// Begins a message to somebody who applied at an office; the address of their page and of its thread.
async fn draft(client: &Client, office: &str, subject: &str) -> (String, String) {
    let candidate = applicant(client, office).await;
    let id = candidate.trim_start_matches("/staff/candidates/").to_owned();
    go(client, &format!("/staff/inbox/new?candidate={id}")).await;
    fill(client, "subject", subject).await;
    submit(client, "button[name='act'][value='save']").await;
    client.wait().for_element(Locator::Css(".record.thread")).await.unwrap();
    (candidate, path(client).await)
}

/// Keeps a template after looking at it.
async fn template(client: &Client, language: &str, name: &str) {
    go(client, "/staff/inbox/templates/new").await;
    fill(client, "name", name).await;
    fill(client, "text", "{{name}} {{vacancy}}").await;
    submit(client, "button[name='act'][value='preview']").await;
    client.wait().for_element(Locator::Css(".preview")).await.unwrap();
    look_here(client, language, "inbox-template").await;
    submit(client, "button[name='act'][value='save']").await;
    arrive(client, "/staff/inbox/templates").await;
    look_here(client, language, "inbox-templates").await;
}

#[test]
fn the_inbox_is_finished_in_three_languages() {
    let words = [("ja", "面接の日程"), ("en", "The interview"), ("zh-Hant", "面試日期")];
    for ((browser, language), (office, code)) in LANGUAGES.into_iter().zip(OFFICES) {
        let subject = words.iter().find(|(of, _)| *of == language).unwrap().1;
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            look(&client, language, "inbox-unfiled", "/staff/inbox/unfiled").await;
            template(&client, language, subject).await;
            look(&client, language, "signature", "/staff/signature").await;
            let (candidate, thread) = draft(&client, code, subject).await;
            look_here(&client, language, "inbox-thread-draft").await;
            go(&client, &candidate).await;
            click(&client, "#correspondence summary").await;
            fill(&client, "text", subject).await;
            choose(&client, "thread", thread.trim_start_matches("/staff/inbox/")).await;
            look_here(&client, language, "candidate-call").await;
            submit(&client, "#correspondence form button").await;
            client.wait().for_element(Locator::Css(".message")).await.unwrap();
            look_here(&client, language, "inbox-thread").await;
            look(&client, language, "inbox", "/staff/inbox?folder=all").await;
            let id = candidate.trim_start_matches("/staff/candidates/");
            go(&client, &format!("/staff/inbox/new?candidate={id}")).await;
            fill(&client, "to", "nobody").await;
            submit(&client, "button[name='act'][value='send']").await;
            client.wait().for_element(Locator::Css(".faults")).await.unwrap();
            look_here(&client, language, "inbox-new-refused").await;
        });
    }
}

#[test]
fn the_demo_has_mail_in_every_folder() {
    for ((browser, language), office) in LANGUAGES.into_iter().zip(["Tokyo", "Singapore", "Hong Kong"]) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            for folder in ["unassigned", "waiting", "snoozed", "done", "mine"] {
                go(&client, &format!("/staff/inbox?folder={folder}")).await;
                let threads = client.find_all(Locator::Css("td.who a")).await.unwrap();
                assert!(!threads.is_empty(), "{office}: {folder}");
            }
            // The newest of the recruiter's own has gone back and forth, and an answer that is not sent yet.
            let newest = client.find(Locator::Css("td.who a")).await.unwrap();
            let thread = newest.attr("href").await.unwrap().unwrap();
            look(&client, language, "demo-inbox", "/staff/inbox?folder=all").await;
            look(&client, language, "demo-thread", &thread).await;
            assert!(client.find_all(Locator::Css(".message")).await.unwrap().len() >= 5, "{office}");
            go(&client, "/staff/inbox/unfiled").await;
            assert_eq!(client.find_all(Locator::Css("main tbody tr")).await.unwrap().len(), 2, "{office}");
        });
    }
}

#[test]
fn a_thread_is_worked_on_by_single_keys() {
    with_browser("en", true, |client| async move {
        sign_in(&client, "recruiter", "Singapore").await;
        let (_, thread) = draft(&client, "SG", "By single keys").await;
        for (key, name) in [("r", "text"), ("s", "until")] {
            press(&client, key).await;
            assert_eq!(client.execute("return document.activeElement.name", Vec::new()).await.unwrap(), name, "{key}");
            client.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
        }
        press(&client, "e").await;
        arrive(&client, "/staff/inbox").await;
        go(&client, "/staff/inbox?folder=done").await;
        for _ in 0..40 {
            press(&client, "j").await;
            let here = client.execute("return document.activeElement.getAttribute('href')", Vec::new()).await.unwrap();
            if here == thread.as_str() {
                break;
            }
        }
        press(&client, "o").await;
        arrive(&client, &thread).await;
        assert!(text(&client).await.contains("By single keys"));
        press(&client, "u").await;
        arrive(&client, "/staff/inbox").await;
    });
}
