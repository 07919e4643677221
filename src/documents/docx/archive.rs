//! The archive that a DOCX is, opened with suspicion.
//!
//! Invariant: an [`Archive`] exists only if every entry was unpacked once, counting, and kept within the limits,
//! and no entry is a link, an archive, encrypted, named twice, named outside the folder, or lies over another.

use crate::documents::limits;
use crate::domain::document::ReadingFailure;
use flate2::read::DeflateDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// The XML parts of a DOCX by name, and the names of all parts.
pub struct Archive {
    parts: BTreeMap<String, Vec<u8>>,
    names: BTreeSet<String>,
}

impl Archive {
    /// Unpacks and checks all of it.
    pub fn open(bytes: &[u8]) -> Result<Self, ReadingFailure> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damage)?;
        if zip.len() > limits::ENTRIES {
            return Err(ReadingFailure::Bomb);
        }
        if zip.has_duplicate_names() || zip.has_overlapping_entries().map_err(damage)? {
            return Err(ReadingFailure::UnsafeArchive);
        }
        let mut archive = Self { parts: BTreeMap::new(), names: BTreeSet::new() };
        let mut room = limits::UNPACKED_BYTES;
        for index in 0..zip.len() {
            // Raw: what the directory says of an entry's size must not decide how much of it is unpacked.
            let mut entry = zip.by_index_raw(index).map_err(damage)?;
            if entry.is_symlink() || !is_plain(entry.unix_mode()) {
                return Err(ReadingFailure::UnsafeArchive);
            }
            if entry.encrypted() {
                return Err(ReadingFailure::Encrypted);
            }
            let name = safe_name(entry.name_raw())?;
            if entry.is_dir() {
                continue;
            }
            let (packed, method, promised) = (entry.compressed_size(), entry.compression(), entry.crc32());
            let content = match method {
                CompressionMethod::Stored => unpack(&mut entry, packed, room)?,
                CompressionMethod::Deflated => unpack(&mut DeflateDecoder::new(&mut entry), packed, room)?,
                _ => return Err(ReadingFailure::Damaged),
            };
            room -= content.len() as u64;
            if checksum(&content) != promised {
                return Err(ReadingFailure::Damaged);
            }
            archive.add(name, content)?;
        }
        Ok(archive)
    }

    fn add(&mut self, name: String, content: Vec<u8>) -> Result<(), ReadingFailure> {
        if is_archive(&content) {
            return Err(ReadingFailure::UnsafeArchive);
        }
        // Names that differ only in case are one part to Office.
        let key = name.to_ascii_lowercase();
        if !self.names.insert(key.clone()) {
            return Err(ReadingFailure::UnsafeArchive);
        }
        if key.ends_with(".xml") || key.ends_with(".rels") {
            self.parts.insert(key, content);
        }
        Ok(())
    }

    /// The content of an XML part.
    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(&name.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// The relationship lists, with what they contain.
    pub fn relationship_parts(&self) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().filter(|(name, _)| name.ends_with(".rels")).map(|(_, content)| content.as_slice())
    }

    /// Whether a part has such a name, in lower case.
    pub fn has(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        self.names.iter().any(|name| is_meant(name))
    }
}

fn damage(error: ZipError) -> ReadingFailure {
    match error {
        ZipError::InvalidPassword => ReadingFailure::Encrypted,
        ZipError::UnsupportedArchive(message) if message == ZipError::PASSWORD_REQUIRED => ReadingFailure::Encrypted,
        _ => ReadingFailure::Damaged,
    }
}

/// Regular files and folders; an archive made on a system without modes has none.
fn is_plain(mode: Option<u32>) -> bool {
    matches!(mode.map(|mode| mode & 0o170_000), None | Some(0 | 0o100_000 | 0o040_000))
}

/// A name that stays inside the archive's folder on every system.
fn safe_name(raw: &[u8]) -> Result<String, ReadingFailure> {
    let name = std::str::from_utf8(raw).map_err(|_| ReadingFailure::UnsafeArchive)?;
    let folder_less = name.strip_suffix('/').unwrap_or(name);
    let bad = folder_less.is_empty()
        || name.contains(['\\', '\0', ':'])
        || folder_less.split('/').any(|step| step.is_empty() || step == "." || step == "..");
    if bad { Err(ReadingFailure::UnsafeArchive) } else { Ok(name.to_owned()) }
}

fn checksum(content: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    crc.sum()
}

/// Unpacks one entry while counting: the size that it declares plays no part.
fn unpack(entry: &mut impl Read, packed: u64, room: u64) -> Result<Vec<u8>, ReadingFailure> {
    let allowed = room.min(limits::RATIO_FLOOR.max(packed.saturating_mul(limits::RATIO)));
    let mut content = Vec::new();
    entry.take(allowed + 1).read_to_end(&mut content).map_err(|error| match error.kind() {
        // This process has so much memory and no more.
        std::io::ErrorKind::OutOfMemory => ReadingFailure::Bomb,
        _ => ReadingFailure::Damaged,
    })?;
    if content.len() as u64 > allowed { Err(ReadingFailure::Bomb) } else { Ok(content) }
}

/// Whether content begins as an archive of any common kind does.
fn is_archive(content: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"BZh",
        b"\xfd7zXZ\0",
        b"MSCF",
    ];
    STARTS.iter().any(|start| content.starts_with(start)) || content.get(257..262) == Some(b"ustar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for name in ["/etc/passwd", "../x", "a/../b", "a//b", "C:\\x", "a\\b", "./a", "a\0b", "", "/"] {
            assert_eq!(safe_name(name.as_bytes()), Err(ReadingFailure::UnsafeArchive), "{name:?}");
        }
        assert!(safe_name(b"word/document.xml").is_ok());
        assert!(safe_name(b"word/").is_ok());
    }

    #[test]
    fn only_what_was_unpacked_counts() {
        assert_eq!(unpack(&mut std::io::repeat(0), 10, u64::MAX), Err(ReadingFailure::Bomb));
        let small = vec![0; 1000];
        assert!(unpack(&mut small.as_slice(), 1, u64::MAX).is_ok(), "small parts may be repetitive");
        assert_eq!(unpack(&mut small.as_slice(), 1000, 999), Err(ReadingFailure::Bomb), "the total counts");
    }
}
