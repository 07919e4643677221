//! Key files: how they appear, and which of them are refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::super::key_file::{KeyFileError, KeyTextError};
use super::super::office_key::KeyFile;
use super::super::setup_key::{Label, SetupKey};
use super::office;
use crate::domain::contact::EmailAddress;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A file of the given text that only its owner may read.
fn file_with(folder: &Path, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join("some.key");
    let _ = fs::remove_file(&path);
    fs::write(&path, text).unwrap();
    set_mode(&path, 0o400);
    path
}

fn refusal(path: &Path) -> KeyFileError {
    KeyFile::load(path).map(|keys| keys.office).unwrap_err()
}

#[test]
fn a_key_file_is_read_back_as_it_was_written() {
    let folder = folder();
    let path = folder.path().join("keys/JP.key");
    let made = KeyFile::create(&path, office("JP")).unwrap();
    let read = KeyFile::load(&path).unwrap();
    let rin = EmailAddress::parse("rin@example.jp").unwrap();
    assert_eq!(read.office, office("JP"));
    assert_eq!(read.pair.public(), made.pair.public());
    assert_eq!(read.index.entry(&rin), made.index.entry(&rin));
    let text = fs::read_to_string(&path).unwrap();
    let from_environment = KeyFile::from_env_value(text.trim_end()).unwrap();
    assert_eq!(from_environment.pair.public(), made.pair.public());
}

#[test]
fn a_key_file_and_its_folder_belong_to_their_owner_alone_and_no_draft_stays() {
    let folder = folder();
    let keys = folder.path().join("saiyo-data/keys");
    KeyFile::create(&keys.join("JP.key"), office("JP")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&keys.join("JP.key")), 0o400);
    assert_eq!(mode(&keys), 0o700);
    let names: Vec<_> = fs::read_dir(&keys).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["JP.key"]);
}

#[test]
fn a_key_file_is_never_overwritten() {
    let folder = folder();
    let path = folder.path().join("JP.key");
    let first = KeyFile::create(&path, office("JP")).unwrap();
    let again = KeyFile::create(&path, office("JP")).map(|keys| keys.office);
    assert!(matches!(again, Err(KeyFileError::Exists(_))), "{again:?}");
    assert_eq!(KeyFile::load(&path).unwrap().pair.public(), first.pair.public());
    let link = folder.path().join("link.key");
    symlink(folder.path().join("nowhere"), &link).unwrap();
    assert!(matches!(SetupKey::create(&link).map(|key| key.public()), Err(KeyFileError::Exists(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft stays");
}

#[test]
fn a_key_file_that_others_may_use_is_refused_and_the_message_says_what_to_do() {
    let folder = folder();
    let path = folder.path().join("JP.key");
    KeyFile::create(&path, office("JP")).unwrap();
    for mode in [0o644, 0o440, 0o404, 0o420, 0o402, 0o410, 0o401, 0o666, 0o777] {
        set_mode(&path, mode);
        let error = refusal(&path);
        assert!(matches!(error, KeyFileError::OpenToOthers { .. }), "{mode:o}: {error:?}");
        let message = error.to_string();
        assert!(message.contains(&format!("chmod 0400 {}", path.display())), "{message}");
    }
    for mode in [0o400, 0o600] {
        set_mode(&path, mode);
        assert!(KeyFile::load(&path).is_ok(), "{mode:o}");
    }
}

#[test]
fn links_folders_long_files_and_missing_ones_are_refused() {
    let folder = folder();
    let path = folder.path().join("JP.key");
    assert!(matches!(refusal(&path), KeyFileError::Missing(_)));
    KeyFile::create(&path, office("JP")).unwrap();
    let link = folder.path().join("link.key");
    symlink(&path, &link).unwrap();
    assert!(matches!(refusal(&link), KeyFileError::NotAPlainFile(_)));
    assert!(matches!(refusal(folder.path()), KeyFileError::NotAPlainFile(_)));
    let long = file_with(folder.path(), format!("{}{}", fs::read_to_string(&path).unwrap(), " ".repeat(1024)));
    assert!(matches!(refusal(&long), KeyFileError::TooLong(_)));
}

#[test]
fn malformed_texts_are_refused_by_path_and_never_shown() {
    let folder = folder();
    let good = format!("saiyo-office-key-1 JP {} {}", "1".repeat(64), "ab".repeat(32));
    assert!(KeyFile::from_env_value(&good).is_ok());
    // The order of the curve and above it, and zero, are no private keys.
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let texts = [
        (String::new(), KeyTextError::OtherFormat("saiyo-office-key-1")),
        (good.replace("key-1", "key-2"), KeyTextError::OtherFormat("saiyo-office-key-1")),
        (format!("{good} more"), KeyTextError::OtherFormat("saiyo-office-key-1")),
        (format!("{good}\n{good}"), KeyTextError::OtherFormat("saiyo-office-key-1")),
        (good[..good.len() - 65].to_owned(), KeyTextError::OtherFormat("saiyo-office-key-1")),
        (good[..good.len() - 1].to_owned(), KeyTextError::NotAKey),
        (good.replace("abab", "abxy"), KeyTextError::NotAKey),
        (good.replace(&"1".repeat(64), &"0".repeat(64)), KeyTextError::NotAKey),
        (good.replace(&"1".repeat(64), order), KeyTextError::NotAKey),
        (good.replace(&"1".repeat(64), &"f".repeat(64)), KeyTextError::NotAKey),
        (good.replace(" JP ", " Tokyo "), KeyTextError::NotAnOffice),
    ];
    for (text, expected) in texts {
        let path = file_with(folder.path(), &text);
        let error = refusal(&path);
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, KeyFileError::Unusable { why, .. } if why == expected), "{text:?}: {shown}");
        assert!(shown.contains(&path.display().to_string()), "{shown}");
        assert!(!shown.contains("1111") && !shown.contains("abab"), "{shown}");
    }
    assert!(matches!(refusal(&file_with(folder.path(), [0xff; 200])), KeyFileError::Unusable { .. }));
}

#[test]
fn a_successor_has_another_key_pair_and_the_same_address_index() {
    let keys = KeyFile::generate(office("HK")).unwrap();
    let next = keys.successor().unwrap();
    let ka_yan = EmailAddress::parse("ka-yan@example.hk").unwrap();
    assert_eq!(next.office, keys.office);
    assert_ne!(next.pair.public(), keys.pair.public());
    assert!(next.index.matches(&ka_yan, &keys.index.entry(&ka_yan)));
}

#[test]
fn the_setup_key_is_kept_like_an_office_key_and_not_mistaken_for_one() {
    let folder = folder();
    let path = folder.path().join("setup.key");
    let made = SetupKey::create(&path).unwrap();
    let read = SetupKey::load(&path).unwrap();
    let signature = read.sign(Label::Anchor, b"head");
    assert_eq!(made.public().verify(Label::Anchor, b"head", &signature), Ok(()));
    let why = KeyTextError::OtherFormat("saiyo-office-key-1");
    assert!(matches!(refusal(&path), KeyFileError::Unusable { why: found, .. } if found == why));
    set_mode(&path, 0o644);
    assert!(matches!(SetupKey::load(&path).map(|key| key.public()), Err(KeyFileError::OpenToOthers { .. })));
}
