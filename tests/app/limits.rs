//! What is too much, too slow or too often is refused before it costs anything, with a page that says what to do.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use saiyo::config::Config;

use crate::apply::{APPLY, application, application_with, apply};
use crate::site::Site;
use crate::support::{NOW, TestStore, moment};

/// A server with other settings.
fn site_with(store: &TestStore, change: impl FnOnce(&mut Config)) -> Site {
    Site::configured(store.store.clone(), store.folder(), moment(NOW), change)
}

/// Sends the head of a form and a part of its body, and reads until the server closes the connection.
fn send_slowly(site: &Site, path: &str, announced: usize, language: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(site.origin.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: saiyo\r\nsec-fetch-site: same-origin\r\naccept-language: {language}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: {announced}\r\n\r\n",
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server closes the connection");
    String::from_utf8(answer).unwrap()
}

#[test]
fn an_upload_that_stays_away_is_answered_and_its_connection_closed() {
    let store = TestStore::on_sqlite();
    let site = site_with(&store, |config| config.upload_time = Duration::from_millis(300));
    for (language, heading) in
        [("ja", "送信に時間がかかりすぎました"), ("en", "This took too long to arrive"), ("zh-Hant", "傳送時間過長")]
    {
        let answer = send_slowly(&site, APPLY, 1_000, language, b"--x\r\n");
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains(heading) && answer.to_lowercase().contains("connection: close"), "{answer}");
    }
    assert!(site.app.limits.refused().contains(&("body_time", 3)));
}

#[test]
fn who_applied_too_often_is_told_before_a_byte_is_read() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    let browser = site.browser();
    let send = |number: usize| apply(&browser, &application(&format!("n{number}@mail.example.org")), &[]);
    assert!((0..30).all(|number| send(number).status == 303));
    assert_eq!(send(30).header("retry-after"), "300");
    // Nothing of these ninety megabytes is ever sent: an answer that waited for them would not come.
    let answer = send_slowly(&site, APPLY, 90 << 20, "en", b"");
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("Please wait a little"), "{answer}");
    assert!(site.app.limits.refused().contains(&("apply_from_network", 2)), "counted");
}

#[test]
fn without_memory_for_an_upload_people_are_asked_to_come_back_and_forms_still_work() {
    let store = TestStore::on_sqlite();
    let site = site_with(&store, |config| config.upload_memory = 1 << 20);
    let file = vec![b'a'; 2 << 20];
    for (language, heading) in [("ja", "ただいま混み合っています"), ("en", "We are busy"), ("zh-Hant", "系統現時繁忙")]
    {
        let answer = apply(&site.browser_in(language), &application("a@mail.example.org"), &[("cv.pdf", &file)]);
        assert_eq!((answer.status, answer.header("retry-after")), (503, "30"));
        assert!(answer.text().contains(heading), "{language}");
    }
    assert_eq!(site.browser().post("/language", &[("locale", "ja"), ("back", "/")]).status, 303);
    assert_eq!(apply(&site.browser(), &application("b@mail.example.org"), &[]).status, 303, "what was held is free");
}

#[test]
fn a_form_that_is_too_large_comes_back_with_what_was_typed_and_the_files_named() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    let file = [&b"%PDF-1.7 "[..], &vec![b'a'; 19 << 20]].concat();
    let names: Vec<String> = (1..=6).map(|number| format!("{number}.pdf")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), file.as_slice())).collect();
    let fields = application_with("large@mail.example.org", &[("motivation", "長い志望動機")]);
    let answer = apply(&site.browser(), &fields, &files);
    assert_eq!(answer.status, 413);
    for kept in ["large@mail.example.org", "長い志望動機", "All files together may have up to 100 MB; “6.pdf”"]
    {
        assert!(answer.text().contains(kept), "{kept}");
    }
    assert_eq!(site.work(), 0);
    let answer = send_slowly(&site, APPLY, 300 << 20, "ja", b"");
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("送信されたデータが大きすぎます"), "{answer}");
}

#[test]
fn files_come_only_through_forms_that_take_files() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    let browser = site.browser();
    for path in ["/language", "/setup", "/staff/sign-in", "/me/sign-in/x"] {
        assert_eq!(browser.post_files(path, &[("locale", "ja")], &[("cv.pdf", b"%PDF-1.7")]).status, 400, "{path}");
        let long = "a".repeat(65 * 1024);
        assert_eq!(browser.post(path, &[("email", &long)]).status, 413, "{path}");
    }
}

#[test]
fn behind_a_trusted_proxy_each_network_has_limits_of_its_own() {
    let store = TestStore::on_sqlite();
    let site = site_with(&store, |config| config.trusted_proxies = "127.0.0.1,10.0.0.0/8".parse().unwrap());
    let own = site.origin.clone();
    let guess = |forwarded: &str| {
        let headers = [("origin", own.as_str()), ("x-forwarded-for", forwarded)];
        site.browser().post_from("/me/sign-in/guess", &[], &headers).status
    };
    assert!((0..30).all(|number| guess(&format!("198.51.100.{number}, 203.0.113.9")) == 404));
    for spoofed in ["203.0.113.9", "192.0.2.1, 203.0.113.9", "192.0.2.1, 203.0.113.9, 10.0.0.7"] {
        assert_eq!(guess(spoofed), 429, "{spoofed}");
    }
    assert_eq!(guess("203.0.113.10"), 404, "the next network is not shut out");
    assert!((0..29).all(|host| guess(&format!("2001:db8::{host:x}")) == 404));
    assert_eq!((guess("2001:db8::ffff"), guess("2001:db8::1"), guess("2001:db8:0:1::1")), (404, 429, 404));
}

#[test]
fn without_a_trusted_proxy_the_header_changes_nothing() {
    let store = TestStore::on_sqlite();
    let site = Site::of(&store);
    let own = site.origin.clone();
    let guess = |number: usize| {
        let address = format!("203.0.113.{number}");
        let headers = [("origin", own.as_str()), ("x-forwarded-for", address.as_str())];
        site.browser().post_from("/me/sign-in/guess", &[], &headers).status
    };
    assert!((0..30).all(|number| guess(number) == 404));
    assert_eq!(guess(30), 429);
}
