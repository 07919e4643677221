//! `saiyo documents extract`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use crate::documents::{Reader, extract_line};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a JSON line per file: file, kind, characters, text, error.
    #[command(after_help = "Example: saiyo documents extract cv.pdf cv.docx old-applications/")]
    Extract {
        /// The files; of a folder, every file in it and below.
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
    for path in files {
        each_file(path, &mut |file| println!("{}", extract_line(&reader, file)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Visits a file, or the files of a folder by name; links inside a folder are not followed, so that it ends.
fn each_file(path: &Path, visit: &mut impl FnMut(&Path)) -> anyhow::Result<()> {
    if !path.is_dir() {
        visit(path);
        return Ok(());
    }
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.with_context(|| format!("{} cannot be read", path.display()))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if !entry.file_type()?.is_symlink() {
            each_file(&entry.path(), visit)?;
        }
    }
    Ok(())
}
