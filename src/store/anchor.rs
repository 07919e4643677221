//! The third, append-only place that gets signed journal heads and ended grants.
//!
//! Invariant: what stands here was signed by the set-up key, so a journal that was cut, forked or rolled
//! back disagrees with it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use object_store::ObjectStore;
use object_store::ObjectStoreExt;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::journal::Head;
use crate::domain::id::GrantId;
use crate::vault::setup_key::{Label, SetupKey, SetupPublicKey, Signature};

/// What an anchor line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// The journal had this entry, with this hash (hex).
    Head {
        /// Its place.
        seq: i64,
        /// Its hash.
        hash: String,
    },
    /// This grant was ended; a restored backup must end it again.
    Ended {
        /// Which.
        grant: GrantId,
    },
}

/// A fact with the set-up key's signature over its JSON text (hex).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// The signed JSON text.
    pub fact: String,
    /// The signature.
    pub signature: String,
}

/// Where lines go.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file in a folder, one line after the other.
    Folder(PathBuf),
    /// A bucket, an object per line.
    Bucket(Arc<dyn ObjectStore>, tokio::runtime::Handle),
}

/// Publishes signed facts; heads in the background, ended grants before they count.
pub struct Anchor {
    place: Place,
    key: Option<SetupKey>,
    latest: Arc<(Mutex<Waiting>, Condvar)>,
    file: Mutex<()>,
}

impl std::fmt::Debug for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Anchor({:?})", self.place)
    }
}

#[derive(Debug, Default)]
struct Waiting {
    head: Option<Head>,
    busy: bool,
    closed: bool,
}

impl Anchor {
    /// An anchor at a place; without the set-up key (an instance that may not sign) it publishes nothing.
    ///
    /// # Errors
    /// The system's, if the folder or the thread cannot be made.
    pub fn start(place: Place, key: Option<SetupKey>) -> Result<Arc<Self>, StoreError> {
        if let Place::Folder(folder) = &place {
            std::fs::create_dir_all(folder)?;
        }
        let latest = Arc::new((Mutex::new(Waiting::default()), Condvar::new()));
        let anchor = Arc::new(Self { place, key, latest: Arc::clone(&latest), file: Mutex::new(()) });
        let weak = Arc::downgrade(&anchor);
        std::thread::Builder::new().name("anchor".to_owned()).spawn(move || {
            while let Some(head) = next_head(&latest) {
                let Some(anchor) = weak.upgrade() else { return };
                if let Err(error) = anchor.write(&Fact::Head { seq: head.seq, hash: hex::encode(&head.hash) }) {
                    tracing::error!(%error, "the anchor could not be written");
                }
                idle(&latest);
            }
        })?;
        Ok(anchor)
    }

    /// Publishes a head soon; a newer one replaces it if it comes first.
    pub fn publish(&self, head: &Head) {
        let (waiting, changed) = &*self.latest;
        let mut waiting = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if waiting.head.as_ref().is_none_or(|known| known.seq < head.seq) {
            waiting.head = Some(head.clone());
        }
        changed.notify_all();
    }

    /// Waits until every head given so far has been written: at shutdown, and in tests.
    pub fn flush(&self) {
        let (waiting, changed) = &*self.latest;
        let mut waiting = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while waiting.head.is_some() || waiting.busy {
            waiting = changed.wait(waiting).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    /// Signs and writes a fact now.
    ///
    /// # Errors
    /// The place's.
    pub fn write(&self, fact: &Fact) -> Result<(), StoreError> {
        let Some(key) = &self.key else { return Ok(()) };
        let text = serde_json::to_string(fact).map_err(|_| StoreError::Unreadable("anchor"))?;
        let signature = hex::encode(key.sign(Label::Anchor, text.as_bytes()).as_bytes());
        let name = match fact {
            // The hash is in the name, so that a second head of the same place does not replace the first.
            Fact::Head { seq, hash } => format!("anchor/head-{seq:020}-{hash}.json"),
            Fact::Ended { grant } => format!("anchor/ended-{grant}.json"),
        };
        let line =
            serde_json::to_string(&Line { fact: text, signature }).map_err(|_| StoreError::Unreadable("anchor"))?;
        match &self.place {
            Place::Folder(folder) => self.append_line(folder, &line),
            Place::Bucket(bucket, runtime) => {
                runtime.block_on(bucket.put(&name.into(), line.into_bytes().into()))?;
                Ok(())
            }
        }
    }

    fn append_line(&self, folder: &Path, line: &str) -> Result<(), StoreError> {
        let _turn = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(folder.join("anchor.jsonl"))?;
        // One write call, so that a kill leaves whole lines or one torn last line, which the reader passes over.
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_data()?;
        Ok(())
    }
}

impl Drop for Anchor {
    fn drop(&mut self) {
        let (waiting, changed) = &*self.latest;
        waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).closed = true;
        changed.notify_all();
    }
}

fn next_head(latest: &(Mutex<Waiting>, Condvar)) -> Option<Head> {
    let (waiting, changed) = latest;
    let mut waiting = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    loop {
        if let Some(head) = waiting.head.take() {
            waiting.busy = true;
            return Some(head);
        }
        if waiting.closed {
            return None;
        }
        waiting = changed.wait(waiting).unwrap_or_else(std::sync::PoisonError::into_inner);
    }
}

fn idle(latest: &(Mutex<Waiting>, Condvar)) {
    let (waiting, changed) = latest;
    waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).busy = false;
    changed.notify_all();
}

/// Reads every line of an anchor folder or bucket and checks its signature.
///
/// # Errors
/// [`StoreError::Setup`] naming the first line whose signature is wrong; the place's errors.
pub fn read(place: &Place, key: &SetupPublicKey) -> Result<Vec<Fact>, StoreError> {
    let lines = match place {
        Place::Folder(folder) => match std::fs::read_to_string(folder.join("anchor.jsonl")) {
            Ok(text) => {
                let whole = text.rfind('\n').map_or("", |end| text.get(..end).unwrap_or(""));
                whole.lines().map(str::to_owned).collect()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        },
        Place::Bucket(bucket, runtime) => runtime.block_on(read_bucket(bucket.as_ref()))?,
    };
    lines.iter().enumerate().map(|(at, line)| checked(line, key).ok_or_else(|| bad_line(at))).collect()
}

fn bad_line(at: usize) -> StoreError {
    StoreError::Setup(format!("anchor line {} is not signed by the set-up key", at + 1))
}

fn checked(line: &str, key: &SetupPublicKey) -> Option<Fact> {
    let line: Line = serde_json::from_str(line).ok()?;
    let signature = Signature::from_bytes(&hex::decode(&line.signature).ok()?).ok()?;
    key.verify(Label::Anchor, line.fact.as_bytes(), &signature).ok()?;
    serde_json::from_str(&line.fact).ok()
}

async fn read_bucket(bucket: &dyn ObjectStore) -> Result<Vec<String>, StoreError> {
    use futures_util::TryStreamExt;
    let mut found: Vec<_> = bucket.list(Some(&"anchor".into())).try_collect().await?;
    found.sort_by(|a, b| a.location.cmp(&b.location));
    let mut lines = Vec::with_capacity(found.len());
    for object in found {
        let bytes = bucket.get(&object.location).await?.bytes().await?;
        lines.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(lines)
}
