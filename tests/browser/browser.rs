//! A Chromium of its own for each test.

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

use crate::demo::demo;
use crate::services;
use crate::tour::press;

/// Runs a test with a browser that has neither cookies nor history. `scripts` is whether JavaScript is on.
pub fn with_browser<F, Fut>(language: &str, scripts: bool, test: F)
where
    F: FnOnce(Client) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = open(language, scripts).await;
        test(client.clone()).await;
        client.close().await.unwrap();
    });
}

async fn open(language: &str, scripts: bool) -> Client {
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    ];
    let allowed = if scripts { 1 } else { 2 };
    let options = json!({
        "args": arguments,
        "prefs": {
            "intl.accept_languages": language,
            "profile.managed_default_content_settings.javascript": allowed,
        },
    });
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    let webdriver = services::required(services::WEBDRIVER);
    ClientBuilder::rustls().unwrap().capabilities(capabilities).connect(&webdriver).await.unwrap()
}

/// Goes to a path of the demo.
pub async fn go(client: &Client, path: &str) {
    client.goto(&format!("{}{path}", demo().address)).await.unwrap();
}

/// Types into the field of a name.
pub async fn fill(client: &Client, name: &str, value: &str) {
    let field = client.find(Locator::Css(&format!("[name='{name}']"))).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(value).await.unwrap();
}

/// Chooses in the select of a name.
pub async fn choose(client: &Client, name: &str, value: &str) {
    let field = client.find(Locator::Css(&format!("select[name='{name}']"))).await.unwrap();
    field.select_by_value(value).await.unwrap();
}

/// Clicks what sends a form, and waits until the page that it stood on is gone.
pub async fn submit(client: &Client, selector: &str) {
    let page = client.find(Locator::Css("html")).await.unwrap();
    click(client, selector).await;
    gone(&page, selector).await;
}

/// Presses a key that sends a form, and waits until the page that it stood on is gone.
pub async fn submit_by(client: &Client, key: &str) {
    let page = client.find(Locator::Css("html")).await.unwrap();
    press(client, key).await;
    gone(&page, key).await;
}

async fn gone(page: &Element, what: &str) {
    for _ in 0..400 {
        if page.attr("lang").await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{what} led nowhere");
}

/// Clicks what a selector names.
pub async fn click(client: &Client, selector: &str) {
    let Ok(found) = client.find(Locator::Css(selector)).await else {
        panic!("no {selector} at {}: {}", path(client).await, text(client).await);
    };
    // A closed part of the page is opened first, as its reader would.
    let show = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
    client.execute(show, vec![serde_json::to_value(&found).unwrap()]).await.ok();
    // With JavaScript off the driver cannot scroll; the keyboard can.
    if found.click().await.is_err() {
        let ticked = found.attr("type").await.unwrap().as_deref() == Some("checkbox");
        let key = if ticked { ' ' } else { char::from(fantoccini::key::Key::Enter) };
        found.send_keys(&key.to_string()).await.unwrap_or_else(|error| panic!("{selector}: {error:?}"));
    }
}

/// The visible text of the page.
pub async fn text(client: &Client) -> String {
    client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
}

/// The path that the browser is at.
pub async fn path(client: &Client) -> String {
    client.current_url().await.unwrap().path().to_owned()
}

/// Signs in as a role of an office.
pub async fn sign_in(client: &Client, role: &str, office: &str) {
    let (email, password) = demo().sign_in(role, office);
    go(client, "/staff/sign-in").await;
    fill(client, "email", email).await;
    fill(client, "password", password).await;
    click(client, "main form button[type='submit'], main form button:not([type])").await;
    arrive(client, "/staff").await;
}

/// Waits until the browser is at a path.
pub async fn arrive(client: &Client, wanted: &str) {
    for _ in 0..100 {
        if path(client).await == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("not at {wanted} but at {}: {}", path(client).await, text(client).await);
}

/// Sets the size of the page itself, also below the window's least width.
pub async fn resize(client: &Client, width: u32, height: u32) {
    let session = client.session_id().await.unwrap().unwrap();
    let url = format!("{}/session/{session}/goog/cdp/execute", services::required(services::WEBDRIVER));
    let command = json!({
        "cmd": "Emulation.setDeviceMetricsOverride",
        "params": { "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 },
    });
    let answer = tokio::task::spawn_blocking(move || {
        reqwest::blocking::Client::new()
            .post(url)
            .header("content-type", "application/json")
            .body(command.to_string())
            .send()
            .unwrap()
            .status()
    });
    assert!(answer.await.unwrap().is_success());
}
