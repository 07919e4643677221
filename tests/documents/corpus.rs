//! Files from the wild, read where they lie; none of them is in this repository.

use super::answered;
use saiyo::documents::Wants;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_of_the_corpus_is_answered() {
    #[expect(clippy::disallowed_methods, reason = "where the corpus lies is no setting of the program")]
    let Ok(corpus) = std::env::var("SAIYO_CORPUS") else {
        println!("SAIYO_CORPUS is not set: no corpus file was read");
        return;
    };
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    let mut read = 0;
    for folder in ["cv", "hostile"] {
        for path in files(&Path::new(&corpus).join(folder)) {
            let outcome = answered(&std::fs::read(&path).unwrap(), Wants::ALL);
            let kind = outcome.kind.map_or("other", |kind| kind.as_str());
            let failure = outcome.failure.map_or("read", |failure| failure.as_str());
            *answers.entry(format!("{folder} {kind} {failure}")).or_default() += 1;
            read += 1;
        }
    }
    println!("read {read} files of {corpus}: {answers:#?}");
    assert!(read > 0, "{corpus} holds no files");
    assert!(!answers.keys().any(|answer| answer.starts_with("cv") && answer.ends_with("crashed")), "{answers:?}");
}
