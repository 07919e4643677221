//! Key files: one line of text that only its owner may read.
//!
//! Invariant: a key file appears whole or not at all and is never overwritten; one that others may read is not
//! used; no error shows what a file holds.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::random::{self, RandomError, SecretBytes};

/// No key file is longer than this.
const LONGEST: u64 = 1024;

/// Why the text of a key cannot be used. It never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// It is not one line that begins with the format it should have.
    #[error("it is not one line of the form `{0} …`")]
    OtherFormat(&'static str),
    /// The office code is none.
    #[error("its office code is not two to eight capital letters or digits")]
    NotAnOffice,
    /// A key in it is not the hexadecimal digits of a key.
    #[error("a key in it is not the 64 hexadecimal digits of a key")]
    NotAKey,
}

/// Why a key file could not be read or made. Each message names the file and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("there is no key file {0}: bring it back from the backup of the keys; nothing sealed opens without it")]
    Missing(PathBuf),
    /// A file is there already.
    #[error("a key file {0} is there already and is not overwritten: move it away if it is not needed any more")]
    Exists(PathBuf),
    /// It is a link, a folder or a device.
    #[error("{0} is not a plain file: put the key file itself there, not a link to it")]
    NotAPlainFile(PathBuf),
    /// Others than its owner may use it.
    #[error(
        "others than its owner may use the key file {path} (mode {mode:04o}): run `chmod 0400 {path}`, and ask who has read it"
    )]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is far too long.
    #[error("{0} is too long to be a key file: check that the path is the right one")]
    TooLong(PathBuf),
    /// Its text cannot be used.
    #[error("the key file {path} cannot be used: bring it back from the backup of the keys")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with the text.
        #[source]
        why: KeyTextError,
    },
    /// The system refused.
    #[error("the key file {path} could not be read or written: check the folder and its permissions")]
    System {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
    /// There was no randomness.
    #[error("no key can be made now")]
    Random(#[from] RandomError),
}

impl KeyFileError {
    fn system(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::System { path, source }
    }
}

/// Reads a key file after checking that it is one.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let named = fs::symlink_metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => KeyFileError::System { path: path.to_owned(), source },
    })?;
    if !named.is_file() {
        return Err(KeyFileError::NotAPlainFile(path.to_owned()));
    }
    let file = File::open(path).map_err(KeyFileError::system(path))?;
    let opened = file.metadata().map_err(KeyFileError::system(path))?;
    // A link put there between the two looks leads to another file.
    if (opened.dev(), opened.ino()) != (named.dev(), named.ino()) {
        return Err(KeyFileError::NotAPlainFile(path.to_owned()));
    }
    let mode = opened.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::OpenToOthers { path: path.to_owned(), mode });
    }
    if opened.len() > LONGEST {
        return Err(KeyFileError::TooLong(path.to_owned()));
    }
    read_text(file, path)
}

fn read_text(file: File, path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    // Room for all of it from the start: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize + 1));
    match file.take(LONGEST).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(KeyFileError::Unusable { path: path.to_owned(), why: KeyTextError::NotAKey })
        }
        Err(source) => Err(KeyFileError::System { path: path.to_owned(), source }),
    }
}

/// Writes a new key file, mode 0400, and returns once it is on the disk. Missing folders are made, mode 0700.
pub(super) fn create(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let name = path.file_name().ok_or_else(|| KeyFileError::NotAPlainFile(path.to_owned()))?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    make_folder(folder).map_err(KeyFileError::system(path))?;
    let suffix: [u8; 8] = random::array()?;
    let draft = folder.join(format!(".{}.{}", name.to_string_lossy(), hex::encode(suffix)));
    let placed = write_draft(&draft, text).and_then(|()| fs::hard_link(&draft, path));
    // The draft goes in any case; the name that stays is the one without random digits.
    let removed = match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    placed.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => KeyFileError::System { path: path.to_owned(), source },
    })?;
    removed.and_then(|()| sync_folder(folder)).map_err(KeyFileError::system(path))
}

fn write_draft(draft: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => sync_folder(above),
        _ => sync_folder(Path::new(".")),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The words after the format in the one line of a key's text.
pub(super) fn words<'a, const N: usize>(text: &'a str, format: &'static str) -> Result<[&'a str; N], KeyTextError> {
    let mut words = text.split_ascii_whitespace();
    if words.next() != Some(format) {
        return Err(KeyTextError::OtherFormat(format));
    }
    let mut found = [""; N];
    for place in &mut found {
        *place = words.next().ok_or(KeyTextError::OtherFormat(format))?;
    }
    if words.next().is_some() { Err(KeyTextError::OtherFormat(format)) } else { Ok(found) }
}

/// Reads the 64 digits of a 32-byte secret.
pub(super) fn secret_of(digits: &str) -> Result<SecretBytes, KeyTextError> {
    let mut read = Ok(());
    let secret = SecretBytes::init_with_mut(|bytes: &mut [u8; 32]| read = hex::decode_to_slice(digits, bytes));
    read.map(|()| secret).map_err(|_| KeyTextError::NotAKey)
}

/// The one line of a key's text: the format, then each word.
pub(super) fn line(format: &str, words: &[&str]) -> Zeroizing<String> {
    let length = format.len() + words.iter().map(|word| word.len() + 1).sum::<usize>() + 1;
    let mut line = Zeroizing::new(String::with_capacity(length));
    line.push_str(format);
    for word in words {
        line.push(' ');
        line.push_str(word);
    }
    line.push('\n');
    line
}

/// The 64 digits of a 32-byte secret.
pub(super) fn digits_of(secret: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(hex::encode(secret))
}
