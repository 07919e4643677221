//! What the demo's mail must be, in all three inboxes.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use super::*;
use crate::demo::SIMPLIFIED_ONLY;
use crate::demo::vacancies::vacancies;
use crate::domain::contact::EmailAddress;
use crate::domain::time::Ts;

static UTC: TimeZone = TimeZone::UTC;

fn inboxes() -> Vec<(&'static str, Inbox)> {
    ["JP", "SG", "HK"].map(|code| (code, inbox(&code.parse().unwrap()).unwrap().unwrap())).into()
}

fn letter<'a>(thread: &'a DemoThread, mail: &'a DemoMail) -> Letter<'a> {
    Letter {
        form: mail.form,
        name: &thread.name,
        address: &thread.address,
        to: "jobs@example.com",
        reply_to: thread.reply_to.as_deref(),
        subject: &thread.subject,
        text: &mail.text,
        at: Ts::from_micros(1_795_000_000_000_000),
        zone: &UTC,
        id: "one@example.com",
        references: &[],
        file: None,
    }
}

#[test]
fn every_inbox_has_something_for_every_folder() {
    for (office, inbox) in inboxes() {
        let of = |folder: Option<Folder>| inbox.threads.iter().filter(|thread| thread.folder == folder).count();
        assert_eq!(of(Some(Folder::Unassigned)), 8, "{office}");
        for folder in [Folder::Mine, Folder::Waiting, Folder::Snoozed, Folder::Done] {
            assert!(of(Some(folder)) > 0, "{office}: {folder}");
        }
        assert_eq!(of(None), 2, "{office}: a newsletter, and what nobody can read");
        let all = || inbox.threads.iter().flat_map(|thread| &thread.mails);
        assert!(all().filter(|mail| mail.by == By::Them).count() >= 24, "{office}");
        assert_eq!(all().filter(|mail| mail.by == By::Draft).count(), 1, "{office}");
        for form in [Form::Html, Form::Absence, Form::Bounce, Form::List, Form::Nested] {
            assert_eq!(all().filter(|mail| mail.form == form).count(), 1, "{office}: {form:?}");
        }
        assert!(all().any(|mail| mail.file.is_some()), "{office}");
    }
    assert!(inbox(&"XX".parse().unwrap()).unwrap().is_none());
}

#[test]
fn every_mail_has_a_subject_and_a_text_and_follows_the_one_before() {
    let now = Ts::from_micros(0);
    for (office, inbox) in inboxes() {
        assert!(vacancies(now).unwrap().iter().any(|it| it.slug == inbox.vacancy && it.office.as_str() == office));
        let keys: HashSet<&str> = inbox.threads.iter().map(|thread| thread.key.as_str()).collect();
        let addresses: HashSet<&str> = inbox.threads.iter().map(|thread| thread.address.as_str()).collect();
        assert_eq!(keys.len(), inbox.threads.len(), "{office}");
        // Two threads with one stranger would be one.
        assert_eq!(addresses.len(), inbox.threads.len(), "{office}");
        for thread in &inbox.threads {
            let key = &thread.key;
            assert!(!thread.subject.is_empty() && !thread.name.contains('"'), "{office} {key}");
            let address = EmailAddress::parse(&thread.address).unwrap();
            let domain = address.as_str().rsplit_once('@').unwrap().1;
            let is_reserved = |known: &&str| domain == *known || domain.ends_with(&format!(".{known}"));
            let reserved = ["example.com", "example.net", "example.org"];
            assert!(reserved.iter().any(is_reserved), "{office} {key}: {domain}");
            assert!(thread.mails.iter().all(|mail| !mail.text.is_empty()), "{office} {key}");
            let first = thread.mails.first().unwrap();
            assert!(first.by == By::Them && first.days < 14, "{office} {key}");
            // Who writes for the first time stands in no list before those who applied today.
            assert!(first.days >= 2, "{office} {key}");
            let moments: Vec<i64> = thread.mails.iter().map(|mail| mail.minutes - mail.days * 24 * 60).collect();
            assert!(moments.is_sorted_by(|one, next| one < next), "{office} {key}");
            let is_answered = thread.mails.iter().all(|mail| mail.form != Form::Bounce || thread.mails.len() == 3);
            assert!(is_answered, "{office} {key}: what is returned was sent");
        }
    }
}

#[test]
fn every_mail_is_in_its_language() {
    let is_han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
    let is_kana = |c: char| matches!(c, '\u{3041}'..='\u{30FF}');
    for (office, inbox) in inboxes() {
        let main = [("JP", Locale::Ja), ("SG", Locale::En), ("HK", Locale::ZhHant)];
        let main = main.into_iter().find(|(of, _)| *of == office).unwrap().1;
        let of_main = inbox.threads.iter().filter(|thread| thread.language == main).count();
        assert!(of_main < inbox.threads.len() && of_main * 3 > inbox.threads.len() * 2, "{office}");
        for thread in &inbox.threads {
            let own = thread.mails.iter().filter(|mail| mail.form != Form::Bounce).map(|mail| mail.text.as_str());
            for text in own {
                let (han, kana) = (text.chars().filter(|c| is_han(*c)).count(), text.chars().any(is_kana));
                let fits = match thread.language {
                    Locale::Ja => kana,
                    Locale::En => han == 0 && !kana,
                    Locale::ZhHant => han > 0 && !kana && !text.chars().any(|c| SIMPLIFIED_ONLY.contains(c)),
                };
                assert!(fits, "{office} {}: {text}", thread.key);
            }
        }
    }
}

#[test]
fn only_words_that_are_filled_in_stand_in_braces() {
    for (office, inbox) in inboxes() {
        for mail in inbox.threads.iter().flat_map(|thread| &thread.mails) {
            let mut named = mail.text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
            let known = ["name", "family", "vacancy", "recruiter"];
            assert!(named.all(|word| known.contains(&word)), "{office}: {}", mail.text);
        }
    }
}

#[test]
fn every_letter_is_ascii_in_lines_that_mail_may_have_and_always_the_same() {
    for (office, inbox) in inboxes() {
        for thread in &inbox.threads {
            for mail in thread.mails.iter().filter(|mail| mail.by == By::Them) {
                let raw = letter(thread, mail).written();
                assert_eq!(raw, letter(thread, mail).written());
                let raw = String::from_utf8(raw).unwrap();
                assert!(raw.is_ascii(), "{office} {}", thread.key);
                assert!(raw.split("\r\n").all(|line| line.len() < 998 && !line.contains('\n')), "{}", thread.key);
                assert_eq!(raw.matches("--=_").count() > 0, matches!(mail.form, Form::Html | Form::Bounce));
            }
        }
    }
}

#[test]
fn old_character_sets_have_every_letter_of_their_mail() {
    for (office, form, encoding) in
        [("JP", Form::Iso2022Jp, encoding_rs::ISO_2022_JP), ("HK", Form::Big5, encoding_rs::BIG5)]
    {
        let inbox = inbox(&office.parse().unwrap()).unwrap().unwrap();
        let has = |thread: &&DemoThread| thread.mails.iter().any(|mail| mail.form == form);
        let thread = inbox.threads.iter().find(has).unwrap();
        let mail = &thread.mails[0];
        for text in [&thread.name, &thread.subject, &mail.text] {
            assert!(!encoding.encode(text).2, "{text}");
        }
        let raw = String::from_utf8(letter(thread, mail).written()).unwrap();
        assert!(raw.contains(&format!("Subject: =?{}?B?", encoding.name())), "{raw}");
        assert!(raw.contains(&format!("charset={}", encoding.name())), "{raw}");
    }
}

#[test]
fn an_answer_names_what_it_answers_and_a_report_what_it_is_about() {
    let (_, inbox) = inboxes().remove(0);
    let thread = inbox.threads.iter().find(|thread| thread.key == "lost").unwrap();
    let references = ["first@example.com".to_owned(), "ours@example.com".to_owned()];
    let written = |mail| {
        let letter = Letter { references: &references, ..letter(thread, mail) };
        String::from_utf8(letter.written()).unwrap()
    };
    let answer = written(&thread.mails[0]);
    assert!(answer.contains("In-Reply-To: <ours@example.com>\r\n"), "{answer}");
    assert!(answer.contains("References: <first@example.com>\r\n <ours@example.com>\r\n"), "{answer}");
    let report = written(&thread.mails[2]);
    assert!(!report.contains("In-Reply-To") && report.contains("\r\nMessage-ID: <ours@example.com>\r\n"), "{report}");
    assert!(report.contains(&format!("Final-Recipient: rfc822; {}\r\n", thread.address)), "{report}");
}

#[test]
fn a_document_keeps_its_name() {
    let (_, inbox) = inboxes().remove(0);
    let thread = inbox.threads.iter().find(|thread| thread.key == "by-mail").unwrap();
    let letter = Letter { file: Some(("履歴 1.docx", b"PK")), ..letter(thread, &thread.mails[0]) };
    let raw = String::from_utf8(letter.written()).unwrap();
    assert!(raw.contains("filename*=UTF-8''%E5%B1%A5%E6%AD%B4%201.docx\r\n"), "{raw}");
    assert!(raw.contains("\r\n\r\nUEs=\r\n--=_whole--\r\n"), "{raw}");
}
