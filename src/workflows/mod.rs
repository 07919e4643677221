//! What takes several steps. Permits first, then one transaction, then the directory follows.

pub mod accept_intake;
pub mod add_candidate;
pub mod change_candidate;
pub mod fill_demo;
pub mod follow_journal;
pub mod follow_link;
pub mod list_candidates;
pub mod open_health;
pub mod set_up;
pub mod show_candidate;
pub mod submit_application;
pub mod sweep;
pub mod upload_documents;

use crate::directory::DirectoryError;
use crate::store::StoreError;

/// An error of a workflow.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory's.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}
