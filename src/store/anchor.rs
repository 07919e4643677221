//! The third, append-only place that gets signed journal heads and ended grants.
//!
//! Invariant: what counts here was signed by an instance whose key the set-up key certified, so a journal that was
//! cut, forked or rolled back disagrees with it. What does not count is named, and hides nothing else.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use object_store::ObjectStore;
use object_store::ObjectStoreExt;
use serde::{Deserialize, Serialize};

pub use super::anchor_reading::{Reading, Trust, Unverified, Why};
use super::error::StoreError;
use super::journal::Head;
use crate::domain::id::GrantId;
use crate::vault::anchor_key::{AnchorKey, AnchorPublicKey};
use crate::vault::setup_key::Signature;

/// Where the lines stand: a file in a folder, a prefix in a bucket.
pub(super) const FILE: &str = "anchor.jsonl";
pub(super) const FOLDER: &str = "anchor";

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
    /// An operator accepted that some heads are lost, and the journal says so before it had this entry.
    Accepted {
        /// Its place.
        seq: i64,
        /// Its hash.
        hash: String,
        /// The hashes of the lost heads.
        lost: Vec<String>,
    },
}

impl Fact {
    /// The hashes of the heads whose loss it accepts.
    pub fn lost(&self) -> &[String] {
        if let Self::Accepted { lost, .. } = self { lost } else { &[] }
    }
}

/// A fact as it stands in the anchor; bytes are hex.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// The signed JSON text.
    pub fact: String,
    /// The signature.
    pub signature: String,
    /// The key of the instance that signed.
    pub key: String,
    /// The set-up key's certificate of that key, if the instance had it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
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
    key: AnchorKey,
    public: AnchorPublicKey,
    certificate: Mutex<Option<Signature>>,
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
    /// How many wait for all heads to be written.
    flushing: usize,
    /// Whether the thread that writes them has panicked, so that nobody waits for it any more.
    dead: bool,
}

impl Anchor {
    /// An anchor at a place, with this instance's key.
    ///
    /// # Errors
    /// The system's, if the folder or the thread cannot be made.
    pub fn start(place: Place, key: AnchorKey) -> Result<Arc<Self>, StoreError> {
        if let Place::Folder(folder) = &place {
            std::fs::create_dir_all(folder)?;
        }
        let latest = Arc::new((Mutex::new(Waiting::default()), Condvar::new()));
        let (public, certificate, file) = (key.public(), Mutex::default(), Mutex::default());
        let anchor = Arc::new(Self { place, key, public, certificate, latest: Arc::clone(&latest), file });
        let weak = Arc::downgrade(&anchor);
        std::thread::Builder::new().name("anchor".to_owned()).spawn(move || {
            let _alive = Alive(Arc::clone(&latest));
            while let Some(head) = next_head(&latest) {
                let Some(anchor) = weak.upgrade() else { return };
                if let Err(error) = anchor.write(&Fact::Head { seq: head.seq, hash: hex::encode(&head.hash) }) {
                    tracing::error!(%error, "the anchor could not be written");
                }
                drop(anchor);
                idle(&latest);
            }
        })?;
        Ok(anchor)
    }

    /// The key of this instance.
    pub const fn key(&self) -> &AnchorPublicKey {
        &self.public
    }

    /// Whether its lines stand in one file.
    pub const fn is_file(&self) -> bool {
        matches!(self.place, Place::Folder(_))
    }

    /// Says from now on that the set-up key certified this instance's key.
    pub(super) fn set_certificate(&self, certificate: Option<Signature>) {
        *self.certificate.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = certificate;
    }

    /// Reads and checks every line.
    ///
    /// # Errors
    /// The place's.
    pub fn read(&self, trust: &Trust) -> Result<Reading, StoreError> {
        super::anchor_reading::read(&self.place, trust)
    }

    /// Goes through its lines, some at a time, without checking them, from a byte of the file on or, in a bucket, all
    /// of them. Returns where the last whole line ends.
    ///
    /// # Errors
    /// The place's, or that of `step`.
    pub(super) fn walk(
        &self,
        from: u64,
        step: impl FnMut(&[String]) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        super::anchor_reading::walk(&self.place, from, step)
    }

    /// A digest of what stands before a byte of the file; nothing if it is not so long, or no file.
    ///
    /// # Errors
    /// The place's.
    pub(super) fn digest_before(&self, end: u64) -> Result<Option<String>, StoreError> {
        super::anchor_reading::digest_before(&self.place, end)
    }

    /// Signs a note of this instance about the anchor, which is no line of it.
    pub(super) fn sign_note(&self, note: &str) -> Signature {
        self.key.sign(note.as_bytes())
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

    /// Waits until every head given so far has been written, or nothing writes them: at shutdown, and in tests.
    pub fn flush(&self) {
        let (waiting, changed) = &*self.latest;
        let mut waiting = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        waiting.flushing += 1;
        changed.notify_all();
        while (waiting.head.is_some() || waiting.busy) && !waiting.dead {
            waiting = changed.wait(waiting).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        waiting.flushing -= 1;
    }

    /// Signs and writes a fact now.
    ///
    /// # Errors
    /// The place's.
    pub fn write(&self, fact: &Fact) -> Result<(), StoreError> {
        let text = serde_json::to_string(fact).map_err(|_| StoreError::Unreadable("anchor"))?;
        let key = self.public.to_string();
        let by = key.get(..16).unwrap_or_default();
        let name = match fact {
            // With hash and key in the name, a second head of the same place, or another instance's, replaces none.
            Fact::Head { seq, hash } => format!("{FOLDER}/head-{seq:020}-{hash}-{by}.json"),
            Fact::Ended { grant } => format!("{FOLDER}/ended-{grant}-{by}.json"),
            Fact::Accepted { seq, hash, .. } => format!("{FOLDER}/accepted-{seq:020}-{hash}-{by}.json"),
        };
        let certificate = *self.certificate.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let line = Line {
            signature: hex::encode(self.key.sign(text.as_bytes()).as_bytes()),
            fact: text,
            key,
            certificate: certificate.map(|certificate| hex::encode(certificate.as_bytes())),
        };
        let line = serde_json::to_string(&line).map_err(|_| StoreError::Unreadable("anchor"))?;
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
        let mut file = std::fs::OpenOptions::new().read(true).append(true).create(true).open(folder.join(FILE))?;
        // One write call, so that a kill leaves whole lines or one torn last line, which swallows no later one.
        let end = if is_torn(&mut file)? { "\n" } else { "" };
        file.write_all(format!("{end}{line}\n").as_bytes())?;
        file.sync_data()?;
        Ok(())
    }
}

/// Whether a file ends in the middle of a line.
fn is_torn(file: &mut std::fs::File) -> std::io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

impl Drop for Anchor {
    fn drop(&mut self) {
        let (waiting, changed) = &*self.latest;
        waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).closed = true;
        changed.notify_all();
    }
}

/// Says that the thread of heads has ended by a panic, such as one of a log that nobody reads any more.
struct Alive(Arc<(Mutex<Waiting>, Condvar)>);

impl Drop for Alive {
    fn drop(&mut self) {
        let (waiting, changed) = &*self.0;
        waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).dead = std::thread::panicking();
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

/// Heads that come within so long after one was written are written as one, the last: each line is signed and synced,
/// which under load would cost as much as the commits themselves.
const PAUSE: Duration = Duration::from_millis(20);

fn idle(latest: &(Mutex<Waiting>, Condvar)) {
    let (waiting, changed) = latest;
    let mut waiting = waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    waiting.busy = false;
    changed.notify_all();
    drop(changed.wait_timeout_while(waiting, PAUSE, |waiting| !waiting.closed && waiting.flushing == 0));
}
