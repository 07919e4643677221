//! Files that came with a proposal, once it is decided: part of the record, or gone.
//!
//! Invariant: the row of a file that is left goes in the decision's transaction, its sealed parts only afterwards.

use diesel::prelude::*;

use super::database::Db;
use super::documents::{ORIGINAL, page_part};
use super::error::StoreError;
use super::journal::Entry;
use super::open::Store;
use super::permit::Permit;
use super::schema::documents;
use crate::domain::category::Profile;
use crate::domain::id::{DocumentId, ProposalId};

/// A file without a row, whose sealed parts are still stored.
#[derive(Debug)]
pub struct LeftFile {
    id: DocumentId,
    pages: i32,
}

/// Makes the named files of a proposal part of the record, and deletes the rows of its others.
///
/// # Errors
/// [`StoreError::Stale`] if a fact changed since the permit; the database's.
pub fn settle(
    tx: &mut Db,
    permit: &Permit<Profile>,
    proposal: ProposalId,
    kept: &[DocumentId],
) -> Result<(Vec<Entry>, Vec<LeftFile>), StoreError> {
    permit.check_fresh(tx)?;
    let files: Vec<(DocumentId, i32)> = documents::table
        .filter(documents::proposal_id.eq(proposal).and(documents::holding_id.eq(permit.holding().id)))
        .order(documents::id)
        .select((documents::id, documents::pages))
        .load(tx)?;
    let (mut entries, mut left) = (Vec::new(), Vec::new());
    for (id, pages) in files {
        if kept.contains(&id) {
            let file = diesel::update(documents::table.find(id));
            file.set(documents::proposal_id.eq(None::<ProposalId>)).execute(tx)?;
            entries.push(permit.change("change", format!("document:{id} kept")));
        } else {
            diesel::delete(documents::table.find(id)).execute(tx)?;
            entries.push(permit.change("erase", format!("document:{id}")));
            left.push(LeftFile { id, pages });
        }
    }
    Ok((entries, left))
}

/// Removes what is stored of files that were left; what stays behind the sweep of files removes.
///
/// # Errors
/// The file store's.
pub fn remove(store: &Store, left: &[LeftFile]) -> Result<(), StoreError> {
    for file in left {
        store.blobs().remove(file.id.uuid(), ORIGINAL)?;
        for number in (1..).take(usize::try_from(file.pages).unwrap_or(0)) {
            store.blobs().remove(file.id.uuid(), &page_part(number))?;
        }
    }
    Ok(())
}
