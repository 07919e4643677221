//! The binary.

use saiyo::documents;
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    // Before anything else: the child must hold nothing that a hostile document could reach.
    if words.first().is_some_and(|word| word == documents::worker::COMMAND) {
        return documents::worker::main(words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()));
    }
    match words.as_slice() {
        [first, second, files @ ..] if first == "documents" && second == "extract" => extract(files),
        _ => ExitCode::from(2),
    }
}

fn extract(files: &[OsString]) -> ExitCode {
    let Ok(reader) = documents::Reader::of_this_program() else { return ExitCode::FAILURE };
    for file in files {
        println!("{}", documents::extract_line(&reader, file.as_ref()));
    }
    ExitCode::SUCCESS
}
