//! The house stands as DESIGN.md draws it: which module knows which, and what the pure ones never name.
//!
//! It reads the source as text: every `crate::…` path outside comments and outside the tests at a file's end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where its ground fails")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every module of the crate, lowest first, and those that it may know. What is not listed here fails.
const KNOWS: [(&str, &[&str]); 17] = [
    ("domain", &[]),
    ("law", &["domain"]),
    ("statistics", &["domain"]),
    ("vault", &["domain"]),
    ("documents", &["domain"]),
    ("mail", &["domain", "documents"]),
    ("directory", &["domain"]),
    ("clock", &["domain"]),
    ("limits", &["domain"]),
    ("store", &["domain", "law", "vault"]),
    ("config", &["domain", "mail", "store"]),
    ("demo", &["domain", "law", "vault", "documents", "directory", "store"]),
    ("workflows", &["domain", "law", "statistics", "vault", "documents", "mail", "directory", "store", "demo"]),
    (
        "app",
        &[
            "domain",
            "law",
            "vault",
            "documents",
            "mail",
            "directory",
            "clock",
            "limits",
            "store",
            "config",
            "workflows",
        ],
    ),
    (
        "web",
        &[
            "domain",
            "law",
            "statistics",
            "vault",
            "documents",
            "directory",
            "store",
            "workflows",
            "app",
            "clock",
            "limits",
            "config",
        ],
    ),
    // What the jobs mail is written in the words of the pages.
    ("jobs", &["domain", "law", "mail", "directory", "store", "workflows", "app", "web", "clock", "config"]),
    (
        "cli",
        &[
            "domain",
            "law",
            "statistics",
            "vault",
            "documents",
            "mail",
            "directory",
            "store",
            "demo",
            "workflows",
            "app",
            "jobs",
            "web",
            "clock",
            "config",
        ],
    ),
];

/// The files and folders of `demo` that are content: invented people and texts, which know nothing but `domain`.
const DEMO_CONTENT: [&str; 11] = [
    "demo/company",
    "demo/correspondence",
    "demo/facts",
    "demo/mails",
    "demo/markers",
    "demo/mod",
    "demo/notices",
    "demo/people",
    "demo/rng",
    "demo/staff",
    "demo/vacancies",
];

/// Words that only some modules may say, and which.
const WORDS: [(&str, &[&str]); 9] = [
    ("diesel", &["store", "directory"]),
    ("diesel_migrations", &["store", "directory"]),
    ("libsqlite3_sys", &["store", "directory"]),
    ("actix_web", &["web", "app", "cli", "jobs"]),
    ("lettre", &["mail", "jobs"]),
    ("std::env::var", &["config"]),
    ("Timestamp::now", &["clock"]),
    ("SystemTime::now", &["clock"]),
    ("Zoned::now", &["clock"]),
];

/// What opens and makes seals. Everybody else works with permits.
const SEALS: [&str; 5] = ["vault::data_key", "vault::sealed", "vault::wrap", "vault::place", "vault::cipher"];

struct Source {
    module: String,
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let source = |file: PathBuf| {
        let path = file.strip_prefix(&root).unwrap().with_extension("").display().to_string();
        let module = path.split('/').next().unwrap().to_owned();
        Source { module, code: code_of(&std::fs::read_to_string(&file).unwrap()), path }
    };
    files.into_iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The text without comments and without the tests at its end.
fn code_of(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Every path after `crate::`, with grouped imports taken apart.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        branch("", &code[at + start.len()..], &mut found);
    }
    found
}

/// A path, or the paths of a group in braces after it.
fn branch(trunk: &str, text: &str, found: &mut Vec<String>) {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let Some(group) = rest.strip_prefix('{') else {
        return found.push(format!("{trunk}{}", name.trim_end_matches(':')));
    };
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in group.char_indices() {
        let ends = depth == 0 && (letter == ',' || letter == '}');
        if ends && !group[start..at].trim().is_empty() {
            branch(&format!("{trunk}{name}"), group[start..at].trim(), found);
        }
        match letter {
            '}' if depth == 0 => return,
            ',' if depth == 0 => start = at + 1,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => (),
        }
    }
}

fn known() -> BTreeMap<&'static str, &'static [&'static str]> {
    KNOWS.into_iter().collect()
}

#[test]
fn every_module_is_in_the_drawing() {
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.module.as_str())) {
        assert!(known().contains_key(source.module.as_str()), "src/{}.rs is of no known module", source.path);
    }
}

#[test]
fn the_drawing_has_no_way_back() {
    let order: Vec<&str> = KNOWS.iter().map(|(module, _)| *module).collect();
    for (at, (module, knows)) in KNOWS.iter().enumerate() {
        for other in *knows {
            assert!(order[..at].contains(other), "{module} may not know {other}, which stands above it");
        }
    }
}

#[test]
fn no_module_knows_one_that_it_may_not() {
    let mut seen = 0;
    for source in sources() {
        let Some(knows) = known().get(source.module.as_str()).copied() else { continue };
        for path in paths(&source.code) {
            seen += 1;
            let other = match path.split("::").next().unwrap() {
                // The macro of word lists stands at the root, as exported macros do.
                "text_enum" => "domain",
                other => other,
            };
            let fine = other == source.module || knows.contains(&other);
            assert!(fine, "src/{}.rs names crate::{path}, and {} may know only {knows:?}", source.path, source.module);
        }
    }
    assert!(seen > 400, "only {seen} paths were seen");
}

#[test]
fn what_the_demo_invents_knows_nothing_but_domain() {
    let content = |path: &str| DEMO_CONTENT.iter().any(|of| path == *of || path.starts_with(&format!("{of}/")));
    for source in sources().iter().filter(|source| content(&source.path)) {
        for path in paths(&source.code) {
            let other = path.split("::").next().unwrap();
            assert!(["domain", "demo"].contains(&other), "src/{}.rs names crate::{path}", source.path);
        }
    }
}

#[test]
fn databases_web_clock_and_environment_stay_in_their_rooms() {
    for source in sources() {
        for (word, rooms) in WORDS {
            let says = mentions(&source.code, word);
            assert!(!says || rooms.contains(&source.module.as_str()), "src/{}.rs names {word}", source.path);
        }
    }
}

#[test]
fn domain_law_and_statistics_touch_nothing_outside_themselves() {
    let pure = ["domain", "law", "statistics"];
    let outside =
        ["std::env", "std::fs", "std::net", "std::process", "std::thread", "tokio", "tracing", "object_store"];
    for source in sources().iter().filter(|source| pure.contains(&source.module.as_str())) {
        for word in outside {
            assert!(!mentions(&source.code, word), "src/{}.rs names {word}", source.path);
        }
    }
}

#[test]
fn only_the_store_makes_and_opens_seals() {
    for source in sources().iter().filter(|source| !["store", "vault"].contains(&source.module.as_str())) {
        for path in paths(&source.code) {
            let seals = SEALS.iter().any(|of| path.starts_with(of));
            assert!(!seals, "src/{}.rs names crate::{path}", source.path);
        }
    }
}

#[test]
fn every_file_says_what_it_holds() {
    for entry in sources() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(format!("{}.rs", entry.path));
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.starts_with("//!"), "src/{}.rs does not begin with what it holds", entry.path);
    }
}

/// Whether code has a word or path, not as a part of a longer one.
fn mentions(code: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    code.match_indices(word).any(|(at, _)| {
        !part(code[..at].chars().next_back()) && (word.contains("::") || !part(code[at + word.len()..].chars().next()))
    })
}

#[test]
fn the_reader_of_paths_reads_them() {
    let code = code_of(
        "use crate::domain::id::Id;\nuse crate::{law::Decision, vault::{cipher, place::{A, B}}, clock};\n\
         // crate::comment::is_not_code\nfn f() { crate::store::gate::open() }\n#[cfg(test)]\nmod tests { use crate::web; }",
    );
    let found = paths(&code);
    assert_eq!(
        found,
        [
            "domain::id::Id",
            "law::Decision",
            "vault::cipher",
            "vault::place::A",
            "vault::place::B",
            "clock",
            "store::gate::open",
        ]
    );
    assert!(mentions("use diesel::prelude::*;", "diesel") && !mentions("use diesel_migrations::x;", "diesel"));
    assert!(mentions("std::env::var_os(\"X\")", "std::env::var") && !mentions("my_std::env::var", "std::env::var"));
}
