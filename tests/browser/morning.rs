//! A morning of a recruiter: what came overnight is read, answered, filed or put off by keyboard alone, until none of it
//! is left that nobody sees to.

use std::process::Command;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::{Client, Locator};

use crate::browser::{arrive, go, path, sign_in, submit_by, with_browser};
use crate::demo::demo;
use crate::every_page::{LANGUAGES, look_here};
use crate::tour::press;

const MAILS: usize = 12;
/// Rows of a page of the inbox.
const ROWS: usize = 30;
/// Presses of the tab key that reach anything on a page.
const TABS: usize = 120;

/// What is done about a mail of this morning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Answer,
    File,
    PutOff,
}

impl Act {
    fn of(number: usize) -> Self {
        [Self::Answer, Self::File, Self::PutOff][number % 3]
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Answer => "waiting",
            Self::File => "done",
            Self::PutOff => "snoozed",
        }
    }
}

struct Words {
    subject: &'static str,
    question: &'static str,
    answer: &'static str,
}

fn words(language: &str) -> Words {
    match language {
        "ja" => Words {
            subject: "勤務地のお尋ね",
            question: "求人票を拝見しました。勤務地はどちらでしょうか。",
            answer: "お問い合わせありがとうございます。勤務地は本社です。",
        },
        "en" => Words {
            subject: "Where the work is",
            question: "I have read your advertisement. Where would I work?",
            answer: "Thank you for asking. You would work at our head office.",
        },
        _ => Words {
            subject: "查詢工作地點",
            question: "我看過貴公司的招聘廣告，請問工作地點在哪裏？",
            answer: "多謝查詢。工作地點在本公司辦事處。",
        },
    }
}

fn subject(words: &Words, number: usize) -> String {
    format!("{} {number:02}", words.subject)
}

/// Puts twelve mails from people who are not on record into the office's inbox, as a mail server would hand them over.
fn bring(office: &str, words: &Words) {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=MAILS {
        let mail = format!(
            "From: Morning {number} <morning-{number}@mail.example.net>\r\nTo: hiring@saiyo.example\r\n\
             Subject: {}\r\nMessage-ID: <morning-{office}-{number}@mail.example.net>\r\n\
             Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            subject(words, number),
            words.question,
        );
        std::fs::write(folder.path().join(format!("{number}.eml")), mail).unwrap();
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    program.args(["inbox", "ingest"]).arg(folder.path()).args(["--office", office]);
    program.env("SAIYO_DATA", demo().data()).env_remove("SAIYO_CONFIG");
    let output = program.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && said.contains("12 stored"),
        "{said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Goes on with the tab key until something has the focus.
async fn tab_to(client: &Client, selector: &str) {
    for _ in 0..TABS {
        // Not to an element: a field for files would take it for the name of one.
        let tab = KeyActions::new("tab".to_owned()).then(KeyAction::Down { value: Key::Tab.into() });
        client.perform_actions(tab.then(KeyAction::Up { value: Key::Tab.into() })).await.unwrap();
        let there = format!("return document.activeElement.matches(\"{selector}\")");
        if client.execute(&there, Vec::new()).await.unwrap().as_bool() == Some(true) {
            return;
        }
    }
    panic!("the tab key does not reach {selector} on {}", path(client).await);
}

/// Opens the first thread of this morning on the list, and tells its number; none if there is none left.
async fn open_next(client: &Client, words: &Words) -> Option<usize> {
    let row = "return document.activeElement.closest('tbody tr')?.innerText ?? ''";
    for _ in 0..ROWS {
        press(client, "j").await;
        let row = client.execute(row, Vec::new()).await.unwrap();
        let number = (1..=MAILS).find(|number| row.as_str().unwrap().contains(&subject(words, *number)));
        if number.is_some() {
            press(client, "o").await;
            client.wait().for_element(Locator::Css(".record.thread")).await.unwrap();
            return number;
        }
    }
    None
}

async fn act(client: &Client, act: Act, words: &Words) {
    match act {
        Act::File => submit_by(client, "e").await,
        Act::Answer => {
            press(client, "r").await;
            press(client, words.answer).await;
            tab_to(client, "#reply button[value=send]").await;
            submit_by(client, &char::from(Key::Enter).to_string()).await;
            client.wait().for_element(Locator::Css(".goes")).await.expect("it goes without a warning");
        }
        Act::PutOff => {
            press(client, "s").await;
            press(client, &char::from(Key::Down).to_string()).await;
            tab_to(client, "form[action$='/snooze'] button").await;
            submit_by(client, &char::from(Key::Enter).to_string()).await;
        }
    }
    if path(client).await != "/staff/inbox" {
        press(client, "u").await;
        arrive(client, "/staff/inbox").await;
    }
}

/// The subjects of a folder.
async fn subjects(client: &Client, folder: &str) -> Vec<String> {
    go(client, &format!("/staff/inbox?folder={folder}")).await;
    let cells = client.find_all(Locator::Css("main tbody td:nth-child(2)")).await.unwrap();
    let mut found = Vec::with_capacity(cells.len());
    for cell in cells {
        found.push(cell.text().await.unwrap());
    }
    found
}

#[test]
fn a_morning_of_twelve_mails_ends_with_none_by_keyboard() {
    let offices = [("Tokyo", "JP"), ("Singapore", "SG"), ("Hong Kong", "HK")];
    for ((browser, language), (office, code)) in LANGUAGES.into_iter().zip(offices) {
        let words = words(language);
        bring(code, &words);
        with_browser(browser, true, |client| async move {
            sign_in(&client, "recruiter", office).await;
            go(&client, "/staff/inbox").await;
            look_here(&client, language, "morning-begins").await;
            go(&client, "/staff/inbox").await;
            let mut seen = Vec::new();
            while let Some(number) = open_next(&client, &words).await {
                assert!(!seen.contains(&number), "{number} is there once more");
                if seen.is_empty() {
                    look_here(&client, language, "morning-thread").await;
                }
                act(&client, Act::of(number), &words).await;
                seen.push(number);
            }
            assert_eq!(seen.len(), MAILS, "{office}");
            look_here(&client, language, "morning-is-over").await;
            for number in 1..=MAILS {
                let wanted = Act::of(number);
                let there = subjects(&client, wanted.folder()).await;
                let is_there = there.iter().any(|one| one.contains(&subject(&words, number)));
                assert!(is_there, "{number}: {wanted:?} {there:?}");
            }
        });
    }
}
