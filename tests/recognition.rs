//! How well mails are recognised: by a set that the rules were not made from, and by real mails that nobody may answer.
//!
//! The labelled mails are in `mail_labelled/`. A mail that is judged wrongly is named by its id.
#![expect(clippy::unwrap_used, reason = "a set that cannot be read is a test that fails")]

use saiyo::documents::Reader;
use saiyo::domain::message::{AutomaticKind, Finding, MailAddress};
use saiyo::mail::inbound::{self, Marks, ParsedFile, ParsedMail, Report};
use saiyo::mail::recognise::{Recognised, recognise};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

const TUNING: &str = include_str!("mail_labelled/tuning.toml");
const JUDGING: &str = include_str!("mail_labelled/judging.toml");

/// What the requests of candidates are counted as together.
const REQUESTS: &str = "all requests";
/// What agents and services are counted as together.
const OTHERS: &str = "agents and services";

#[derive(Deserialize)]
struct Set {
    mail: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    language: String,
    from: String,
    subject: String,
    #[serde(default)]
    headers: Vec<String>,
    body: String,
    #[serde(default)]
    files: Vec<String>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    automatic: Option<AutomaticKind>,
    findings: BTreeSet<Finding>,
}

fn entries(set: &str) -> Vec<Entry> {
    toml::from_str::<Set>(set).unwrap().mail
}

impl Entry {
    fn mail(&self) -> ParsedMail {
        let mut mail = ParsedMail::default();
        let (name, address) = self.from.split_once('<').unwrap_or(("", &self.from));
        let (name, address) = (name.trim().to_owned(), address.trim_end_matches('>').to_owned());
        mail.head.from = Some(MailAddress { name, address });
        mail.head.subject = self.subject.clone();
        mail.body.text = self.body.clone();
        mail.marks = marks(&self.headers);
        let file = |name: &String| ParsedFile { name: name.clone(), ..ParsedFile::default() };
        mail.files = self.files.iter().map(file).collect();
        mail
    }

    fn recognised(&self) -> Recognised {
        recognise(&self.mail(), &["recruit@minato.example".to_owned(), "privacy@minato.example".to_owned()])
    }
}

/// The marks that reading a mail with such headers gives.
fn marks(headers: &[String]) -> Marks {
    let mut marks = Marks::default();
    for header in headers {
        let (name, value) = header.split_once(':').unwrap();
        let (name, value) = (name.to_lowercase(), value.trim().to_lowercase());
        match name.as_str() {
            "auto-submitted" => marks.auto_submitted = value,
            "precedence" => marks.precedence = value,
            "return-path" => marks.null_return_path = value == "<>",
            "x-auto-response-suppress" => marks.suppresses_answers = true,
            "content-type" => {
                let kind = value.split_once("report-type=").unwrap().1.to_owned();
                marks.report = Some(Report { kind, ..Report::default() });
            }
            _ if name.starts_with("list-") => marks.is_list = true,
            _ => marks.auto_headers.push(name),
        }
    }
    marks
}

/// How often something was recognised rightly, where it is not, and not where it is; with the ids.
#[derive(Default)]
struct Score {
    right: u32,
    extra: Vec<String>,
    missed: Vec<String>,
}

impl Score {
    fn add(&mut self, id: &str, is: bool, was_found: bool) {
        match (is, was_found) {
            (true, true) => self.right += 1,
            (true, false) => self.missed.push(id.to_owned()),
            (false, true) => self.extra.push(id.to_owned()),
            (false, false) => {}
        }
    }

    fn precision(&self) -> f64 {
        share(self.right, self.extra.len())
    }

    fn recall(&self) -> f64 {
        share(self.right, self.missed.len())
    }
}

fn share(right: u32, wrong: usize) -> f64 {
    let all = f64::from(right) + f64::from(u32::try_from(wrong).unwrap());
    if all == 0.0 { 1.0 } else { f64::from(right) / all }
}

fn scores(entries: &[Entry]) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for entry in entries {
        let found = entry.recognised();
        for finding in Finding::ALL {
            let (is, was_found) = (entry.expect.findings.contains(finding), found.findings.contains(finding));
            let together = match finding {
                Finding::Agent | Finding::Service => Some(OTHERS),
                _ => finding.is_subject_request().then_some(REQUESTS),
            };
            for name in [Some(finding.as_str()), together].into_iter().flatten() {
                scores.entry(name.to_owned()).or_default().add(&entry.id, is, was_found);
            }
        }
        for kind in AutomaticKind::ALL {
            let (is, was_found) = (entry.expect.automatic == Some(*kind), found.automatic == Some(*kind));
            scores.entry(format!("automatic {kind}")).or_default().add(&entry.id, is, was_found);
        }
    }
    scores
}

fn told(scores: &BTreeMap<String, Score>) -> String {
    let line = |(name, score): (&String, &Score)| {
        let (precision, recall) = (score.precision(), score.recall());
        let Score { right, extra, missed } = score;
        let measured = format!("{name:22} right {right:3}, precision {precision:.3}, recall {recall:.3}");
        format!("{measured}, extra {extra:?}, missed {missed:?}")
    };
    scores.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sets_are_what_they_should_be() {
    for (set, least) in [(TUNING, 90), (JUDGING, 150)] {
        let entries = entries(set);
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert!(ids.len() == entries.len() && entries.len() >= least);
        for language in ["ja", "en", "zh-Hant", "zh-Hans"] {
            assert!(entries.iter().filter(|entry| entry.language == language).count() >= 10, "{language}");
        }
        assert!(entries.iter().filter(|entry| entry.expect.findings.is_empty()).count() * 3 >= entries.len());
        let is_invented = |entry: &Entry| entry.mail().head.from.unwrap().address.ends_with(".example");
        assert!(entries.iter().all(is_invented));
    }
}

#[test]
fn requests_and_senders_are_recognised() {
    println!("tuning\n{}\n", told(&scores(&entries(TUNING))));
    let judged = scores(&entries(JUDGING));
    let told = told(&judged);
    println!("judging\n{told}");
    let alone: Vec<&str> = Finding::ALL.iter().filter(|one| one.is_subject_request()).map(|one| one.as_str()).collect();
    for (name, score) in &judged {
        // The single requests are too few each for a bound of their own.
        if alone.contains(&name.as_str()) || matches!(name.as_str(), "agent" | "service") {
            continue;
        }
        let least = if name == REQUESTS { 0.95 } else { 0.9 };
        assert!(score.right > 0 && score.precision() >= least && score.recall() >= least, "{name}\n{told}");
    }
}

#[test]
fn no_automatic_mail_of_the_sets_may_be_answered_automatically() {
    let (mut people, mut answered) = (0, 0);
    for entry in [TUNING, JUDGING].into_iter().flat_map(entries) {
        let found = entry.recognised();
        if entry.expect.automatic.is_some() {
            assert!(!found.may_be_answered_automatically, "{}", entry.id);
        } else {
            people += 1;
            answered += u32::from(found.may_be_answered_automatically);
        }
    }
    println!("{answered} of {people} mails of people may be answered automatically");
    assert!(answered * 2 > people, "{answered} of {people}");
}

/// The mails of a folder and of those in it.
fn mails(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_mail = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "eml");
    paths.flat_map(|path| if path.is_dir() { mails(&path) } else { vec![path] }).filter(is_mail).collect()
}

/// Whether a mail's header says that nothing may answer it.
fn says_that_it_is_automatic(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw).to_lowercase();
    let header = text.lines().take_while(|line| !line.trim_end().is_empty());
    let mut fields = header.filter(|line| !line.starts_with([' ', '\t'])).filter_map(|line| line.split_once(':'));
    let says = |(name, value): (&str, &str)| {
        let value = value.trim();
        match name {
            "auto-submitted" => !value.is_empty() && value.split(';').next().map(str::trim) != Some("no"),
            "precedence" => matches!(value, "bulk" | "list" | "junk"),
            _ => name.starts_with("list-"),
        }
    };
    fields.any(says)
}

#[test]
fn no_automatic_mail_of_the_corpus_may_be_answered_automatically() {
    #[expect(clippy::disallowed_methods, reason = "where the corpus lies is no setting of the program")]
    let Ok(corpus) = std::env::var("SAIYO_CORPUS") else {
        println!("SAIYO_CORPUS is not set: no mail of the corpus was read");
        return;
    };
    let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), NonZeroUsize::new(4).unwrap());
    let (mut checked, mut unread, mut kinds) = (0, 0, BTreeMap::<String, u32>::new());
    for path in mails(&Path::new(&corpus).join("mail")) {
        let raw = std::fs::read(&path).unwrap();
        let is_bounce = path.parent().is_some_and(|folder| folder.ends_with("sisimai-bounces/bsd"));
        if !is_bounce && !says_that_it_is_automatic(&raw) {
            continue;
        }
        checked += 1;
        let Ok(mail) = inbound::read(&reader, &raw) else {
            unread += 1;
            continue;
        };
        let found = recognise(&mail, &[]);
        assert!(!found.may_be_answered_automatically, "{}", path.display());
        *kinds.entry(found.automatic.map_or("none", AutomaticKind::as_str).to_owned()).or_default() += 1;
    }
    println!("{checked} automatic mails of {corpus}, of which {unread} are quarantined: {kinds:?}");
    assert!(checked > unread, "{corpus} holds no automatic mail that is read");
}
