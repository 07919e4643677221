//! The list of what is conspicuous, while a mail is read.
//!
//! Invariant: each caution stands in it once, in the order of their declaration.

use std::collections::BTreeSet;

use crate::domain::message::Caution;

/// What is conspicuous so far.
#[derive(Debug, Default)]
pub struct Cautions(BTreeSet<Caution>);

impl Cautions {
    /// Adds one.
    pub fn add(&mut self, caution: Caution) {
        self.0.insert(caution);
    }

    /// Adds one where something holds.
    pub fn add_if(&mut self, holds: bool, caution: Caution) {
        if holds {
            self.add(caution);
        }
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Caution> {
        self.0.into_iter().collect()
    }
}
