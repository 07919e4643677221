//! Several mails in one worker: each has the verdict that it would have alone.

use saiyo::documents::Reader;
use saiyo::domain::message::MailFault;
use saiyo::mail::inbound;
use std::path::Path;

use crate::workers::scripted;

const MAILS: [&[u8]; 4] = [
    b"From: a@example.com\r\nSubject: one\r\n\r\nwords",
    b"this is none",
    b"From: b@example.com\r\nSubject: two\r\n\r\nwords",
    b"",
];

fn faults(reader: &Reader, mails: &[&[u8]]) -> Vec<Option<MailFault>> {
    inbound::read_many(reader, mails).into_iter().map(Result::err).collect()
}

/// An answer that says that what came is no mail, as a file that a script can print.
fn not_mail(folder: &Path) -> String {
    let words = br#"{"fault":"not_mail","head":{},"body":{},"marks":{},"files":[]}"#;
    let length = words.len();
    let mut frame = vec![b'O'];
    frame.extend(u32::try_from(length + 8).unwrap().to_be_bytes());
    frame.extend((length as u64).to_be_bytes());
    frame.extend(words);
    let path = folder.join("answer");
    std::fs::write(&path, frame).unwrap();
    format!("cat {}", path.display())
}

/// Begins a script that knows for the how-manieth time it runs, and says so in `$n`.
fn counting(folder: &Path) -> String {
    let file = folder.join("runs").display().to_string();
    format!("n=$(cat {file} 2>/dev/null || echo 0); n=$((n + 1)); echo $n > {file}")
}

fn runs(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("runs")).unwrap().trim().to_owned()
}

#[test]
fn many_mails_are_read_as_each_is_alone() {
    let huge = vec![b'x'; inbound::INPUT_BYTES + 1];
    let mails: Vec<&[u8]> = MAILS.into_iter().chain([huge.as_slice()]).chain(MAILS).chain([huge.as_slice()]).collect();
    let together = inbound::read_many(&super::reader(), &mails);
    let alone: Vec<_> = mails.iter().map(|raw| inbound::read(&super::reader(), raw)).collect();
    assert!(together == alone);
    let subjects: Vec<&str> = together.iter().flatten().map(|mail| mail.head.subject.as_str()).collect();
    assert_eq!(subjects, ["one", "two", "one", "two"]);
    assert_eq!(together[4].as_ref().err(), Some(&MailFault::TooLarge));
    assert!(inbound::read_many(&super::reader(), &[]).is_empty());
}

#[test]
fn the_mail_that_ends_its_worker_is_blamed_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (count, answer) = (counting(folder.path()), not_mail(folder.path()));
    // The first worker answers once and dies over the second mail, over which the next one dies as well.
    let body =
        format!("{count}\ncase $n in 1) {answer};; 2) ;; *) {answer}; {answer}; cat > /dev/null;; esac\nkill -SEGV $$");
    let reader = scripted(&folder, &body);
    let fine = Some(MailFault::NotMail);
    assert_eq!(faults(&reader, &MAILS), [fine, Some(MailFault::Crashed), fine, fine]);
    assert_eq!(runs(folder.path()), "3");
}

#[test]
fn a_worker_that_stops_before_the_end_is_no_mails_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (count, answer) = (counting(folder.path()), not_mail(folder.path()));
    let reader = scripted(&folder, &format!("{count}\n{answer}\nexit 0"));
    assert_eq!(faults(&reader, &MAILS), [Some(MailFault::NotMail); 4]);
    assert_eq!(runs(folder.path()), "4");
}

#[test]
fn a_worker_that_talks_nonsense_ends_and_blames_each() {
    let folder = tempfile::tempdir().unwrap();
    for body in ["exit 77", "printf 'O\\000\\000\\000\\000'", "printf 'K\\000\\000\\000\\003pdf'; cat"] {
        assert_eq!(faults(&scripted(&folder, body), &MAILS), [Some(MailFault::Crashed); 4], "{body}");
    }
}
