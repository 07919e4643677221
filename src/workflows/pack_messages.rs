//! The messages of a record that leaves in a package.
//!
//! Invariant: whether something of them does not open is known before anything leaves; however many and large messages
//! and files are, a few at a time are in memory.

use std::collections::{BTreeSet, HashSet};

use zeroize::Zeroizing;

use super::WorkflowError;
use crate::domain::category::Communications;
use crate::domain::id::{MessageFileId, MessageId};
use crate::store::messages::{self, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Store, StoreError};

/// Messages that are read at a time.
const STEP: usize = 20;

/// The messages of a record, to be read as they are written into a package.
#[derive(Debug)]
pub struct PackedMessages {
    permit: Permit<Communications>,
    ids: Vec<MessageId>,
    /// Files that do not open, or are gone.
    lost: HashSet<MessageFileId>,
}

impl PackedMessages {
    /// Opens each message and each file once, and says of which tables something does not open. Without messages there
    /// is nothing to pack. The caller holds no connection.
    pub(super) fn open(
        store: &Store,
        permit: Permit<Communications>,
    ) -> Result<(Option<Self>, BTreeSet<&'static str>), StoreError> {
        let ids = messages::ids(&mut store.database()?, &permit)?;
        let mut packed = Self { permit, ids, lost: HashSet::new() };
        let mut damaged = BTreeSet::new();
        for part in packed.ids.chunks(STEP) {
            // No connection is held while files are read.
            let shown = messages::some(&mut store.database()?, &packed.permit, part)?;
            for message in shown {
                if message.head.value().is_none() || message.body.value().is_none() {
                    damaged.insert("messages");
                }
                for file in &message.files {
                    let is_lost = packed.read(store, file.id)?.is_none();
                    packed.lost.extend(is_lost.then_some(file.id));
                    if is_lost || file.name.value().is_none() {
                        damaged.insert("message_files");
                    }
                }
            }
        }
        let is_empty = packed.ids.is_empty();
        Ok(((!is_empty).then_some(packed), damaged))
    }

    fn read(&self, store: &Store, file: MessageFileId) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match messages::file(&mut store.database()?, &self.permit, file) {
            Ok((_, content)) => Ok(Some(content)),
            // The journal says of a seal that it does not open; a file that is gone is lost as well.
            Err(StoreError::Unopened(_) | StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the messages, oldest first, a few at a time. The caller holds no connection.
    ///
    /// # Errors
    /// The store's, and those of whoever takes them.
    pub fn each<E: From<WorkflowError>>(
        &self,
        store: &Store,
        mut take: impl FnMut(ShownMessage) -> Result<(), E>,
    ) -> Result<(), E> {
        for part in self.ids.chunks(STEP) {
            let shown = store.database().and_then(|mut db| messages::some(&mut db, &self.permit, part));
            for message in shown.map_err(WorkflowError::from)? {
                take(message)?;
            }
        }
        Ok(())
    }

    /// The bytes of a file of a message; nothing if it was lost before. The caller holds no connection.
    ///
    /// # Errors
    /// The store's; [`StoreError::Unopened`] if it opened before and does not now.
    pub fn content(&self, store: &Store, file: MessageFileId) -> Result<Option<Zeroizing<Vec<u8>>>, WorkflowError> {
        if self.lost.contains(&file) {
            return Ok(None);
        }
        let content = self.read(store, file)?.ok_or(StoreError::Unopened("message_files"))?;
        Ok(Some(content))
    }
}
