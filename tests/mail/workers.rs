//! What becomes of a mail whose worker does not answer as it should.

use saiyo::documents::Reader;
use saiyo::domain::message::MailFault;
use saiyo::mail::inbound;
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt;

/// A reader whose worker is a shell script.
pub fn scripted(folder: &tempfile::TempDir, body: &str) -> Reader {
    let path = folder.path().join("worker");
    std::fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    Reader::new(path, NonZeroUsize::MIN)
}

fn fault(reader: &Reader) -> Option<MailFault> {
    inbound::read(reader, b"From: a@example.com\n\nwords").err()
}

#[test]
fn a_worker_that_dies_or_talks_nonsense_is_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    for body in [
        "kill -SEGV $$",
        "exit 1",
        "exit 77",
        "echo nonsense",
        // An answer about a document, a frame that lies about its length, one that is empty, one that is no mail.
        "printf 'K\\000\\000\\000\\003pdf'",
        "printf 'O\\377\\377\\377\\377x'",
        "printf 'O\\000\\000\\000\\000'",
        "printf 'O\\000\\000\\000\\012\\000\\000\\000\\000\\000\\000\\000\\002{}'",
        "cat",
    ] {
        assert_eq!(fault(&scripted(&folder, body)), Some(MailFault::Crashed), "{body}");
    }
    assert_eq!(fault(&Reader::new("/no/such/program".into(), NonZeroUsize::MIN)), Some(MailFault::Crashed));
}

#[test]
fn a_worker_that_never_answers_is_out_of_time() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(fault(&scripted(&folder, "exec sleep 300")), Some(MailFault::TimedOut));
}

#[test]
fn a_worker_is_asked_for_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    fault(&scripted(&folder, &format!("echo \"$@\" > {}", seen.display())));
    assert_eq!(std::fs::read_to_string(seen).unwrap(), "parse-worker --mail\n");
}
