//! The orders of a list, each with an index that is walked, so that a page costs the same wherever it begins.

use super::{Person, collation, facts};
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
            Self::Name => Some(("p.name_order", "people_by_name")),
            Self::Contact => Some(("p.contacted_on", "people_by_contact")),
            Self::Stage => Some(("p.stage_order", "people_by_stage")),
        }
    }

    /// Whether values rise from page to page.
    pub(super) const fn rises(self) -> bool {
        matches!(self, Self::Oldest | Self::Name)
    }
}

/// No value has more characters where all of it is a span.
const WHOLE: usize = 10;

impl Order {
    /// By how many of its first characters a value can be found in the index, from few to many: a list of very many hits
    /// is read span by span, and no more of them than a page needs.
    pub(super) const fn spans(self) -> &'static [usize] {
        match self {
            Self::Newest | Self::Oldest => &[],
            Self::Name => &[1, 2, 3, 4, 5, 6],
            // The month and the day.
            Self::Contact => &[7, WHOLE],
            Self::Stage => &[WHOLE],
        }
    }

    /// Whether all values with so many first characters in common are the same.
    pub(super) const fn is_one_value(self, characters: usize) -> bool {
        matches!(self, Self::Contact | Self::Stage) && characters == WHOLE
    }
}

/// The first characters of a value, or all of it.
pub(super) fn cut(value: &str, characters: usize) -> &str {
    value.char_indices().nth(characters).map_or(value, |(end, _)| &value[..end])
}

/// What somebody is ordered by.
#[derive(Debug)]
pub(super) struct Places {
    pub name: String,
    pub contact: String,
    pub stage: String,
}

impl Places {
    pub(super) fn of(person: &Person) -> Self {
        Self {
            name: collation::key(&person.family, &person.given, &person.reading),
            contact: person.contacted_on.map(|day| day.to_string()).unwrap_or_default(),
            stage: of_stage(person.latest.as_ref().map(|latest| latest.stage)),
        }
    }

    /// The facts that the spans of the orders are found by.
    pub(super) fn facts(&self) -> Vec<String> {
        let values = [(Order::Name, &self.name), (Order::Contact, &self.contact), (Order::Stage, &self.stage)];
        let of = |(order, value): (Order, &String)| -> Vec<String> {
            order.spans().iter().map(|length| facts::ordered(order, *length, cut(value, *length))).collect()
        };
        values.into_iter().flat_map(of).collect()
    }
}

/// The letter of a stage: the first stages have the greatest.
fn of_stage(stage: Option<Stage>) -> String {
    let place = stage.and_then(|stage| Stage::ALL.iter().position(|known| *known == stage));
    place
        .and_then(|place| (b'a'..=b'z').rev().nth(place))
        .map(|letter| char::from(letter).to_string())
        .unwrap_or_default()
}
