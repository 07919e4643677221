//! Nothing about a person is readable at rest or in the log (G4, G17): a demo is filled, used and searched.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod databases;
mod encodings;
#[expect(dead_code, reason = "shared with the suite of crashes")]
mod server;
#[path = "../support/services.rs"]
#[expect(dead_code, reason = "shared with suites that use the rest")]
mod services;

use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use saiyo::demo::markers::markers;
use saiyo::demo::people::Generator;
use saiyo::documents::compose::{CvContent, CvSection, cv_docx};
use saiyo::domain::time::Ts;
use saiyo::workflows::fill_demo::SEED;

use crate::databases::{drop_database, new_database, rows_of};
use crate::server::{Browser, Running};

const PEOPLE: u64 = 120;

/// What a visitor types and uploads while the server runs.
const PLANTED: [&str; 6] = [
    "Zyxwvutsrq Planted",
    "planted.marker.0815@example.org",
    "+65 8765 4321 99",
    "Quixotic marmalade calibrations in the tenth basement",
    "秘匿標識文字列甲乙丙",
    "planted-file-name-4711",
];

struct Seeker {
    automaton: AhoCorasick,
    patterns: Vec<Vec<u8>>,
    files: usize,
    bytes: usize,
    hits: Vec<String>,
}

impl Seeker {
    fn new(words: &[String]) -> Self {
        let mut patterns: Vec<Vec<u8>> = words.iter().flat_map(|word| encodings::of(word)).collect();
        patterns.sort();
        patterns.dedup();
        let automaton = AhoCorasick::new(&patterns).unwrap();
        Self { automaton, patterns, files: 0, bytes: 0, hits: Vec::new() }
    }

    fn search(&mut self, name: &str, content: &[u8]) {
        self.files += 1;
        self.bytes += content.len();
        for found in self.automaton.find_iter(content).take(3) {
            let pattern = String::from_utf8_lossy(&self.patterns[found.pattern()]).into_owned();
            self.hits.push(format!("{name} at {}: {pattern:?}", found.start()));
        }
    }

    fn search_folder(&mut self, folder: &Path) {
        for path in files_below(folder) {
            // A file may go while the server works.
            if let Ok(content) = std::fs::read(&path) {
                self.search(&path.display().to_string(), &content);
            }
        }
    }

    fn report(&self, what: &str) {
        let (markers, files, bytes) = (self.patterns.len(), self.files, self.bytes);
        eprintln!("{what}: {markers} encoded markers, {files} files, {bytes} bytes, {} hits", self.hits.len());
        assert!(self.hits.is_empty(), "{what}: {:#?}", &self.hits[..self.hits.len().min(20)]);
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[expect(clippy::disallowed_methods, reason = "the demo's people grow from the day it is filled on")]
fn words_of_people() -> Vec<String> {
    let zone = jiff::tz::TimeZone::get("Asia/Tokyo").unwrap();
    let generator = Generator::new(SEED, Ts::new(jiff::Timestamp::now()).day_in(&zone));
    let people = (0..PEOPLE).map(|i| generator.next(i).unwrap());
    people.flat_map(|person| markers(&person)).chain(PLANTED.map(str::to_owned)).collect()
}

/// Looks at candidates and applies as somebody planted, so that everything about them was opened and written.
fn use_it(running: &Running) {
    let browser = Browser::new(&running.address);
    for slug in browser.links("/careers", "/careers/").into_iter().take(3) {
        let cv = CvContent {
            title: "CV".to_owned(),
            name: PLANTED[0].to_owned(),
            lines: vec![PLANTED[1].to_owned(), PLANTED[2].to_owned()],
            sections: vec![CvSection {
                heading: "Work".to_owned(),
                entries: vec![PLANTED[3].into(), PLANTED[4].into()],
            }],
        };
        let fields = [
            ("family", PLANTED[0]),
            ("given", "Q"),
            ("email", PLANTED[1]),
            ("residence", "SG"),
            ("motivation", PLANTED[3]),
            ("qualifications", PLANTED[4]),
            ("acknowledged", "yes"),
            ("notice_version", "2"),
        ];
        let name = format!("{}.docx", PLANTED[5]);
        browser.post_file(&format!("{slug}/apply"), &fields, &name, cv_docx(&cv));
    }
    for office in ["Tokyo", "Singapore", "Hong Kong"] {
        let browser = running.signed_in("recruiter", office);
        browser.wait_for("/staff", if office == "Tokyo" { PLANTED[0] } else { "" });
        let candidates = browser.links("/staff/candidates", "/staff/candidates/");
        for candidate in candidates.iter().filter(|path| !path.ends_with("/new")).take(6) {
            browser.get(candidate);
            browser.get(&format!("{candidate}/edit"));
        }
        browser.get(&format!("/staff/candidates/{}", PLANTED[5]));
        browser.get(&format!("/nowhere/{}", PLANTED[5]));
    }
}

#[test]
fn a_search_finds_a_marker_in_every_encoding() {
    for marker in ["Quixotic marmalade", "秘匿標識文字列"] {
        for encoded in encodings::of(marker) {
            let mut seeker = Seeker::new(&[marker.to_owned()]);
            seeker.search("control", &[b"\x01xx".as_slice(), &encoded, b"yy"].concat());
            assert_eq!(seeker.hits.len(), 1);
        }
        for before in 0..3 {
            let mut seeker = Seeker::new(&[marker.to_owned()]);
            let whole = [&vec![b'#'; before], marker.as_bytes(), b"tail"].concat();
            seeker.search("base64", encodings::base64(&whole).as_bytes());
            assert!(!seeker.hits.is_empty(), "base64 after {before} bytes");
        }
    }
}

#[test]
fn nothing_about_a_person_is_readable_in_the_files_or_the_log_of_sqlite() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let words = words_of_people();
    let running = Running::demo(data.path(), temporary.path(), PEOPLE, &[]);
    use_it(&running);
    let mut seeker = Seeker::new(&words);
    seeker.search_folder(data.path());
    seeker.search_folder(temporary.path());
    let log = running.stop();
    seeker.search_folder(data.path());
    seeker.search_folder(temporary.path());
    seeker.search("the log", &log);
    assert!(String::from_utf8_lossy(&log).contains("request"), "the log was on");
    seeker.report("SQLite");
    for path in files_below(&data.path().join("directory")) {
        assert!(!std::fs::read(&path).unwrap().starts_with(b"SQLite format 3"), "{} is encrypted", path.display());
    }
}

#[test]
fn nothing_about_a_person_is_readable_in_the_rows_of_postgresql() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let words = words_of_people();
    let server = services::required(services::POSTGRES);
    let databases = [new_database(&server), new_database(&server)];
    let settings = [("SAIYO_DATABASE_URL", databases[0].as_str()), ("SAIYO_KEYRING_URL", databases[1].as_str())];
    let running = Running::demo(data.path(), temporary.path(), PEOPLE, &settings);
    use_it(&running);
    let log = running.stop();
    let mut seeker = Seeker::new(&words);
    seeker.search_folder(data.path());
    seeker.search("the log", &log);
    for url in &databases {
        for (table, row) in rows_of(url) {
            seeker.search(&table, row.as_bytes());
        }
    }
    seeker.report("PostgreSQL");
    for url in &databases {
        drop_database(url);
    }
}

#[test]
fn a_server_whose_log_nobody_reads_goes_on_answering() {
    let (data, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let running = Running::unread(data.path(), temporary.path());
    for path in ["/", "/careers", "/staff/sign-in", "/nowhere", "/notices"].iter().cycle().take(20) {
        assert_eq!(running.status(path), if *path == "/nowhere" { 404 } else { 200 }, "{path}");
    }
}
