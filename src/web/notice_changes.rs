//! What changed between two versions of the notice, as a page shows it side by side.

use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::domain::notice_diff::{SentenceChange, compare};

/// A clause of which something changed.
#[derive(Debug, Clone)]
pub struct ClauseView {
    /// Its heading.
    pub heading: String,
    /// Its changes.
    pub lines: Vec<LineView>,
}

/// A sentence that changed.
#[derive(Debug, Clone)]
pub struct LineView {
    /// The key of the word that says how.
    pub mark: &'static str,
    /// What it said; empty if it is new.
    pub old: String,
    /// What it says; empty if it is gone.
    pub new: String,
}

impl From<SentenceChange> for LineView {
    fn from(change: SentenceChange) -> Self {
        match change {
            SentenceChange::Added(new) => Self { mark: "change-added", old: String::new(), new },
            SentenceChange::Removed(old) => Self { mark: "change-removed", old, new: String::new() },
            SentenceChange::Changed { old, new } => Self { mark: "change-changed", old, new },
        }
    }
}

/// What changed, in a language.
pub fn changes(earlier: &Notice, later: &Notice, locale: Locale) -> Vec<ClauseView> {
    let clauses = compare(earlier, later, locale).into_iter();
    let view = clauses.map(|clause| {
        let lines = clause.changes.into_iter().map(LineView::from).collect();
        ClauseView { heading: clause.heading, lines }
    });
    view.collect()
}
