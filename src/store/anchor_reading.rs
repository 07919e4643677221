//! Reading the anchor: every line is checked, and what cannot be verified is named beside what can.
//!
//! Invariant: a fact comes out only if its line was signed by a key that the set-up key certified.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

use super::anchor::{FILE, FOLDER, Fact, Line, Place};
use super::anchor_keys::KnownKey;
use super::error::StoreError;
use crate::vault::anchor_key::AnchorPublicKey;
use crate::vault::setup_key::{SetupPublicKey, Signature};

/// Objects of a bucket that are fetched at once.
const AT_ONCE: usize = 32;
/// Lines that are gone through at once.
const STEP: usize = 2_000;
/// Bytes by which a place in the file is known again.
const KNOWN_BY: u64 = 4_096;

/// Whose lines count.
#[derive(Debug, Clone)]
pub struct Trust {
    setup: SetupPublicKey,
    certified: HashSet<[u8; 32]>,
}

impl Trust {
    /// Trusts the set-up key, and so the keys that it certified.
    pub fn new(setup: SetupPublicKey, known: &[KnownKey]) -> Self {
        let valid = known.iter().filter(|known| known.valid_certificate(Some(&setup)).is_some());
        Self { certified: valid.map(|known| *known.key.as_bytes()).collect(), setup }
    }

    /// Whether a key counts; a certificate that comes with a line counts for all lines of that key.
    pub(super) fn includes(&mut self, key: &AnchorPublicKey, certificate: Option<&str>) -> bool {
        if self.certified.contains(key.as_bytes()) {
            return true;
        }
        let certificate = certificate.and_then(|digits| Signature::from_bytes(&hex::decode(digits).ok()?).ok());
        let valid = certificate.is_some_and(|it| key.verify_certificate(&self.setup, &it).is_ok());
        if valid {
            self.certified.insert(*key.as_bytes());
        }
        valid
    }
}

/// Why a line does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is no line, or was changed after it was signed.
    Damaged,
    /// It was signed by a key that the set-up key has not certified.
    Uncertified(AnchorPublicKey),
}

/// A line that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unverified {
    /// `line 3`, or the name of the object.
    pub line: String,
    /// Why.
    pub why: Why,
}

impl std::fmt::Display for Unverified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.why {
            Why::Damaged => write!(f, "{} of the anchor is damaged or was changed", self.line),
            Why::Uncertified(key) => {
                write!(f, "{} of the anchor does not count: {}", self.line, super::setup::uncertified(key))
            }
        }
    }
}

/// What the anchor says.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What was verified, in order.
    pub facts: Vec<Fact>,
    /// What could not be.
    pub unverified: Vec<Unverified>,
}

/// Reads a place and checks every line.
///
/// # Errors
/// The place's.
pub(super) fn read(place: &Place, trust: &Trust) -> Result<Reading, StoreError> {
    let lines = match place {
        Place::Folder(folder) => match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => lines(&bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        },
        Place::Bucket(bucket, runtime) => runtime.block_on(objects(bucket.as_ref()))?,
    };
    let mut trust = trust.clone();
    let signed: Vec<_> = lines.iter().map(|(name, line)| (name, signed(line))).collect();
    // First every certificate, so that the lines an instance wrote before it had one count as well.
    for (_, line) in &signed {
        if let Some((key, line, _)) = line {
            trust.includes(key, line.certificate.as_deref());
        }
    }
    let mut reading = Reading::default();
    for (name, line) in signed {
        let why = match line {
            Some((key, _, fact)) if trust.includes(&key, None) => {
                reading.facts.push(fact);
                continue;
            }
            Some((key, ..)) => Why::Uncertified(key),
            None => Why::Damaged,
        };
        reading.unverified.push(Unverified { line: name.clone(), why });
    }
    Ok(reading)
}

/// What a line says, whoever wrote it, with its key and the certificate that it brings.
pub(super) fn claimed(line: &str) -> Option<(Fact, Line)> {
    let line: Line = serde_json::from_str(line).ok()?;
    let fact = serde_json::from_str(&line.fact).ok()?;
    Some((fact, line))
}

/// A line whose signature fits the key that it names.
pub(super) fn signed(line: &str) -> Option<(AnchorPublicKey, Line, Fact)> {
    let line: Line = serde_json::from_str(line).ok()?;
    let key: AnchorPublicKey = line.key.parse().ok()?;
    let signature = Signature::from_bytes(&hex::decode(&line.signature).ok()?).ok()?;
    key.verify(line.fact.as_bytes(), &signature).ok()?;
    let fact = serde_json::from_str(&line.fact).ok()?;
    Some((key, line, fact))
}

pub(super) fn walk(
    place: &Place,
    from: u64,
    mut step: impl FnMut(&[String]) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let folder = match place {
        Place::Folder(folder) => folder,
        Place::Bucket(bucket, runtime) => {
            let lines: Vec<String> =
                runtime.block_on(objects(bucket.as_ref()))?.into_iter().map(|(_, line)| line).collect();
            lines.chunks(STEP).try_for_each(step)?;
            return Ok(0);
        }
    };
    let Some(mut file) = open(folder)? else { return Ok(0) };
    file.seek(SeekFrom::Start(from))?;
    let (mut file, mut end, mut lines) = (BufReader::new(file), from, Vec::new());
    loop {
        let mut line = Vec::new();
        let length = file.read_until(b'\n', &mut line)?;
        // A torn last line may be written to its end yet.
        if !line.ends_with(b"\n") {
            step(&lines)?;
            return Ok(end);
        }
        end += length as u64;
        lines.push(String::from_utf8_lossy(&line).into_owned());
        if lines.len() == STEP {
            step(&lines)?;
            lines.clear();
        }
    }
}

pub(super) fn digest_before(place: &Place, end: u64) -> Result<Option<String>, StoreError> {
    let Place::Folder(folder) = place else { return Ok(None) };
    let Some(mut file) = open(folder)? else { return Ok(None) };
    if file.metadata()?.len() < end {
        return Ok(None);
    }
    let length = end.min(KNOWN_BY);
    file.seek(SeekFrom::Start(end - length))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(Some(hex::encode(Sha256::digest(&bytes))))
}

fn open(folder: &Path) -> Result<Option<std::fs::File>, StoreError> {
    match std::fs::File::open(folder.join(FILE)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The whole lines of a file; a torn last one is what a kill leaves, and was acknowledged to nobody.
fn lines(bytes: &[u8]) -> Vec<(String, String)> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end);
    let text = String::from_utf8_lossy(bytes.get(..whole).unwrap_or_default());
    text.lines().enumerate().map(|(at, line)| (format!("line {}", at + 1), line.to_owned())).collect()
}

async fn objects(bucket: &dyn ObjectStore) -> Result<Vec<(String, String)>, StoreError> {
    use futures_util::{StreamExt, TryStreamExt};
    let mut found: Vec<_> = bucket.list(Some(&FOLDER.into())).map_ok(|object| object.location).try_collect().await?;
    found.sort();
    let fetched = futures_util::stream::iter(found).map(|location| async move {
        let bytes = bucket.get(&location).await?.bytes().await?;
        Ok::<_, StoreError>((location.to_string(), String::from_utf8_lossy(&bytes).into_owned()))
    });
    fetched.buffered(AT_ONCE).try_collect().await
}
