//! Mails from the wild, read where they lie; none of them is in this repository.

use super::{answered, corpus_folder};
use saiyo::domain::message::MailFault;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn mails(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let found = paths.flat_map(|path| if path.is_dir() { mails(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "eml")).collect()
}

#[test]
fn every_mail_of_the_corpus_is_read_or_refused() {
    let Some(corpus) = corpus_folder() else {
        println!("SAIYO_CORPUS is not set: no corpus mail was read");
        return;
    };
    let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    let mut read = 0;
    for path in mails(&corpus) {
        let answer = answered(&std::fs::read(&path).unwrap());
        let word = answer.as_ref().map_or_else(|fault| fault.as_str(), |_| "read");
        *answers.entry(word).or_default() += 1;
        read += 1;
        // Whatever a mail is, the worker has to get to its end.
        if matches!(answer, Err(MailFault::Crashed | MailFault::TimedOut)) {
            broken.push(path);
        }
    }
    println!("read {read} mails of {}: {answers:#?}", corpus.display());
    assert!(read > 0, "{} holds no mails", corpus.display());
    assert!(broken.is_empty(), "{broken:#?}");
}
