//! The orders of a list, each with an index that is walked, so that a page costs the same wherever it begins.

use crate::domain::application::Stage;
use crate::text_enum;

text_enum! {
    /// What a list is ordered by.
    #[derive(Default)]
    "order" Order {
        /// The latest application, the newest first.
        #[default]
        Newest = "newest",
        /// The latest application, the oldest first.
        Oldest = "oldest",
        /// The name: src/directory/collation.rs.
        Name = "name",
        /// The last contact, the latest first.
        Contact = "contact",
        /// The stage, the first one first; within one, the newest first.
        Stage = "stage",
    }
}

impl Order {
    /// The column that is ordered by before the place, with the index over both.
    pub(super) const fn column(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Newest | Self::Oldest => None,
            Self::Name => Some(("name_order", "people_by_name")),
            Self::Contact => Some(("contacted_on", "people_by_contact")),
            Self::Stage => Some(("stage_order", "people_by_stage")),
        }
    }

    /// Whether values rise from page to page.
    pub(super) const fn rises(self) -> bool {
        matches!(self, Self::Oldest | Self::Name)
    }

    /// The order for whoever sees assigned applications alone: others would tell of what is not theirs.
    pub(super) const fn of_assigned(self) -> Self {
        match self {
            Self::Contact | Self::Stage => Self::Newest,
            other => other,
        }
    }
}

/// The letter of a stage: the first stages have the greatest.
pub(super) fn of_stage(stage: Option<Stage>) -> String {
    let place = stage.and_then(|stage| Stage::ALL.iter().position(|known| *known == stage));
    place
        .and_then(|place| (b'a'..=b'z').rev().nth(place))
        .map(|letter| char::from(letter).to_string())
        .unwrap_or_default()
}
