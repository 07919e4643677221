//! What offices have agreed among each other: published joint use, and safeguards of each pair.
//!
//! Invariant: what has no row is the fact that allows least.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::joint_use::{self, JointUseNotice};
use super::schema::safeguards;
use crate::domain::category::CategoryId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::facts::{JointNoticeFacts, SafeguardFacts};

/// The terms between offices, loaded once for all decisions of a batch.
#[derive(Debug, Default)]
pub struct Terms {
    joint: Vec<JointUseNotice>,
    safeguards: HashMap<(OfficeCode, OfficeCode), SafeguardFacts>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = safeguards)]
struct SafeguardRow {
    origin: OfficeCode,
    destination: OfficeCode,
    kind: Option<String>,
    until_on: Option<Day>,
    annual_check_on: Option<Day>,
    onward_permitted: bool,
}

impl Terms {
    /// Loads the terms of every pair of offices: a few rows.
    ///
    /// # Errors
    /// The database's; [`StoreError::Unreadable`] for a word that is none.
    pub fn load(db: &mut Db) -> Result<Self, StoreError> {
        let agreed: Vec<SafeguardRow> = safeguards::table.select(cols::<SafeguardRow>()).load(db)?;
        Ok(Self {
            joint: joint_use::list(db)?,
            safeguards: agreed.into_iter().map(safeguard).collect::<Result<_, _>>()?,
        })
    }

    /// The latest notice of joint use on a day, as far as it names some offices, a category and a purpose.
    pub fn joint_notice(
        &self,
        today: Day,
        offices: &[&OfficeCode],
        category: CategoryId,
        purpose: Purpose,
    ) -> JointNoticeFacts {
        joint_use::published(&self.joint, today).map_or_else(JointNoticeFacts::default, |notice| {
            let names_offices = offices.iter().all(|office| notice.offices.contains(office));
            let names_use = notice.categories.contains(&category) && notice.purposes.contains(&purpose);
            JointNoticeFacts {
                from: Some(notice.published_on),
                complete: notice.is_complete() && names_offices && names_use,
            }
        })
    }

    /// What binds an office as a recipient of another one's data.
    pub fn safeguard(&self, origin: &OfficeCode, destination: &OfficeCode) -> SafeguardFacts {
        self.safeguards.get(&(origin.clone(), destination.clone())).copied().unwrap_or_default()
    }

    /// The days on which a notice of joint use begins to count, or counts no more.
    pub fn turning_days(&self) -> impl Iterator<Item = Day> {
        self.joint.iter().flat_map(|notice| [Some(notice.published_on), notice.withdrawn_on]).flatten()
    }
}

fn safeguard(row: SafeguardRow) -> Result<((OfficeCode, OfficeCode), SafeguardFacts), StoreError> {
    let kind = row.kind.map(|word| word.parse().map_err(|_| StoreError::Unreadable("safeguards.kind"))).transpose()?;
    let facts = SafeguardFacts {
        kind,
        until: row.until_on,
        annual_check_on: row.annual_check_on,
        onward_permitted: row.onward_permitted,
    };
    Ok(((row.origin, row.destination), facts))
}
