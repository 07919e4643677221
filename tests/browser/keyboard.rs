//! Staff's work by keyboard: the palette, single keys, and people offered while a name is typed.

use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::browser::{arrive, click, go, path, resize, sign_in, text, with_browser};
use crate::every_page::{LANGUAGES, look_here};
use crate::tour::press;

async fn chord(client: &Client, key: char) {
    let keys = format!("{}{key}{}", char::from(Key::Control), char::from(Key::Null));
    press(client, &keys).await;
}

async fn wait_for(client: &Client, selector: &str) {
    client.wait().for_element(Locator::Css(selector)).await.unwrap_or_else(|_| panic!("no {selector}"));
}

/// The words of what has the focus.
async fn focused(client: &Client) -> String {
    let script = "const at = document.activeElement; return at.innerText || at.name || at.id || ''";
    client.execute(script, Vec::new()).await.unwrap().as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_palette_leads_everywhere_and_finds_people_in_three_languages() {
    for ((browser, language), office) in LANGUAGES.into_iter().zip(["Tokyo", "Singapore", "Hong Kong"]) {
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            go(&client, "/staff/candidates").await;
            let name = client.find(Locator::Css("main td.who a")).await.unwrap().text().await.unwrap();
            go(&client, "/staff").await;
            chord(&client, 'k').await;
            wait_for(&client, "dialog.palette[open]").await;
            press(&client, &name).await;
            wait_for(&client, ".palette [role=option] .option-detail").await;
            look_here(&client, language, "palette").await;
            // Whoever sounds the same may stand first.
            let chosen = ".palette [role=option][aria-selected=true] .option-label";
            let chosen = client.find(Locator::Css(chosen)).await.unwrap().text().await.unwrap();
            press(&client, &char::from(Key::Enter).to_string()).await;
            assert!(arrived(&client, "/staff/candidates/").await);
            assert!(text(&client).await.contains(&chosen), "{chosen} was chosen");
            press(&client, "?").await;
            wait_for(&client, "dialog.keys[open]").await;
            look_here(&client, language, "keys").await;
        });
    }
}

/// Whether the browser comes to a path that begins so.
pub async fn arrived(client: &Client, start: &str) -> bool {
    for _ in 0..100 {
        if path(client).await.starts_with(start) {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    false
}

#[test]
fn a_recruiter_searches_reads_and_moves_by_single_keys() {
    with_browser("en", true, |client| async move {
        sign_in(&client, "recruiter", "Singapore").await;
        press(&client, "g2").await;
        arrive(&client, "/staff/candidates").await;
        // Whoever came from another office has no stage to move.
        go(&client, "/staff/candidates?office=SG").await;
        press(&client, "/").await;
        assert_eq!(client.execute("return document.activeElement.name", Vec::new()).await.unwrap(), "q");
        let name = client.find(Locator::Css("main td.who a")).await.unwrap().text().await.unwrap();
        press(&client, &name.chars().take(2).collect::<String>()).await;
        wait_for(&client, "#suggestions [role=option]").await;
        resize(&client, 390, 900).await;
        look_here(&client, "en", "suggestions").await;
        press(&client, &char::from(Key::Escape).to_string()).await;
        assert!(client.find_all(Locator::Css("#suggestions [role=option]")).await.unwrap().is_empty());
        click(&client, "main h1").await;
        client.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
        press(&client, "j").await;
        let first = focused(&client).await;
        press(&client, "jj").await;
        press(&client, "k").await;
        assert_ne!(focused(&client).await, first, "j and k go from row to row");
        press(&client, &char::from(Key::Enter).to_string()).await;
        assert!(arrived(&client, "/staff/candidates/").await);
        press(&client, "m").await;
        assert_eq!(client.execute("return document.activeElement.name", Vec::new()).await.unwrap(), "stage");
        client.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
        press(&client, "n").await;
        assert_eq!(client.execute("return document.activeElement.tagName", Vec::new()).await.unwrap(), "TEXTAREA");
        client.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
        press(&client, "e").await;
        for _ in 0..100 {
            if path(&client).await.ends_with("/edit") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("e leads to the form");
    });
}

#[test]
fn single_keys_can_be_switched_off_and_on_again() {
    with_browser("en", true, |client| async move {
        sign_in(&client, "recruiter", "Singapore").await;
        press(&client, "?").await;
        wait_for(&client, "dialog.keys[open]").await;
        click(&client, "dialog.keys input").await;
        click(&client, "dialog.keys form button").await;
        go(&client, "/staff").await;
        press(&client, "g2").await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(path(&client).await, "/staff");
        chord(&client, 'k').await;
        wait_for(&client, "dialog.palette[open]").await;
        press(&client, &format!("Keyboard{}", char::from(Key::Enter))).await;
        wait_for(&client, "dialog.keys[open]").await;
        click(&client, "dialog.keys input").await;
        click(&client, "dialog.keys form button").await;
        press(&client, "g2").await;
        arrive(&client, "/staff/candidates").await;
    });
}
