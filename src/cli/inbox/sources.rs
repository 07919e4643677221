//! Which files have mail: those that are named, and those in folders.
//!
//! Invariant: links inside a folder are not followed, so that the search ends and stays where it was sent.

use std::io;
use std::path::{Path, PathBuf};

/// What is looked through, in order.
#[derive(Default)]
pub struct Sources {
    /// Files, with their bytes.
    pub files: Vec<(PathBuf, u64)>,
    /// What cannot be looked through, and why.
    pub faults: Vec<(PathBuf, String)>,
}

impl Sources {
    /// Looks through what is named.
    pub fn find(paths: &[PathBuf]) -> Self {
        let mut sources = Self::default();
        for path in paths {
            let found = std::fs::metadata(path).and_then(|is| {
                if is.is_dir() {
                    return sources.folder(path);
                }
                // Whatever else is named, such as a pipe, may never end.
                if !is.is_file() {
                    return Err(io::Error::other("is neither a file nor a folder"));
                }
                sources.files.push((path.clone(), is.len()));
                Ok(())
            });
            sources.note(path, found);
        }
        sources
    }

    fn note(&mut self, path: &Path, found: io::Result<()>) {
        if let Err(error) = found {
            self.faults.push((path.to_owned(), error.to_string()));
        }
    }

    /// In a Maildir only its mails and its folders count: it also has indexes, and mail on its way.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let is_maildir = ["cur", "new"].iter().all(|part| folder.join(part).is_dir());
        for entry in entries(folder)? {
            let (path, name) = (entry.path(), entry.file_name());
            let kind = entry.file_type()?;
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            if kind.is_dir() {
                let is_passed_over = if is_maildir { name == "tmp" } else { is_hidden };
                if !is_passed_over {
                    let found = self.folder(&path);
                    self.note(&path, found);
                }
            } else if kind.is_file() && !is_maildir && !is_hidden {
                self.files.push((path, entry.metadata()?.len()));
            }
        }
        Ok(())
    }
}

fn entries(folder: &Path) -> io::Result<Vec<std::fs::DirEntry>> {
    let mut entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_order_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "b/2.eml",
            "b/1.eml",
            "a.mbox",
            "b/.hidden",
            ".git/config",
            "box/cur/1.a:2,S",
            "box/new/2.a",
            "box/tmp/3.a",
            "box/dovecot-uidlist",
            "box/.Sent/cur/4.a",
            "box/.Sent/new/5.a",
        ] {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), "x").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("b/round")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.join("b/passwd.eml")).unwrap();
        let missing = root.join("missing.eml");
        let sources = Sources::find(&[root.to_owned(), missing.clone()]);
        let found: Vec<&str> =
            sources.files.iter().map(|(path, _)| path.strip_prefix(root).unwrap().to_str().unwrap()).collect();
        let expected = [
            "a.mbox",
            "b/1.eml",
            "b/2.eml",
            "box/.Sent/cur/4.a",
            "box/.Sent/new/5.a",
            "box/cur/1.a:2,S",
            "box/new/2.a",
        ];
        assert_eq!(found, expected);
        assert_eq!(sources.faults.len(), 1);
        assert_eq!(sources.faults[0].0, missing);
    }
}
