//! `saiyo documents extract`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::documents::{Reader, extract_line};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a JSON line per file: file, kind, characters, text, error.
    #[command(after_help = "Example: saiyo documents extract cv.pdf cv.docx")]
    Extract {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Read also where the kernel has no Landlock.
        #[arg(long)]
        without_landlock: bool,
    },
}

pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Extract { files, without_landlock } = command;
    let reader = Reader::of_this_program()?.allow_without_landlock(*without_landlock);
    for file in files {
        println!("{}", extract_line(&reader, file));
    }
    Ok(ExitCode::SUCCESS)
}
