//! The binary.

use saiyo::documents;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    let words: Vec<String> = arguments.by_ref().skip(1).collect();
    // Before anything else: the child must hold nothing that a hostile document could reach.
    if words.first().is_some_and(|word| word == documents::worker::COMMAND) {
        return documents::worker::main(words.into_iter().skip(1));
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["documents", "extract", files @ ..] => extract(files),
        _ => ExitCode::from(2),
    }
}

fn extract(files: &[&str]) -> ExitCode {
    let Ok(reader) = documents::Reader::of_this_program() else { return ExitCode::FAILURE };
    for file in files {
        println!("{}", documents::extract_line(&reader, file.as_ref()));
    }
    ExitCode::SUCCESS
}
