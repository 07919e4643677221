//! What offices have agreed among each other: published joint use, and safeguards of each pair.
//!
//! Invariant: what has no row is the fact that allows least.

use std::collections::HashMap;

use diesel::prelude::*;

use super::database::{Db, cols};
use super::error::StoreError;
use super::schema::{joint_use_notices, safeguards};
use super::words::split;
use crate::domain::category::CategoryId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::facts::{JointNoticeFacts, SafeguardFacts};

/// The terms between offices, loaded once for all decisions of a batch.
#[derive(Debug, Default)]
pub struct Terms {
    joint: Vec<JointUse>,
    safeguards: HashMap<(OfficeCode, OfficeCode), SafeguardFacts>,
}

#[derive(Debug)]
struct JointUse {
    published_on: Day,
    complete: bool,
    categories: Vec<CategoryId>,
    purposes: Vec<Purpose>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = joint_use_notices)]
struct JointRow {
    published_on: Day,
    complete: bool,
    categories: String,
    purposes: String,
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
        let joint: Vec<JointRow> = joint_use_notices::table
            .order((joint_use_notices::published_on.desc(), joint_use_notices::id.desc()))
            .select(cols::<JointRow>())
            .load(db)?;
        let agreed: Vec<SafeguardRow> = safeguards::table.select(cols::<SafeguardRow>()).load(db)?;
        Ok(Self {
            joint: joint.into_iter().map(JointUse::try_from).collect::<Result<_, _>>()?,
            safeguards: agreed.into_iter().map(safeguard).collect::<Result<_, _>>()?,
        })
    }

    /// The latest notice of joint use on a day, as far as it names a category and a purpose.
    pub fn joint_notice(&self, today: Day, category: CategoryId, purpose: Purpose) -> JointNoticeFacts {
        let latest = self.joint.iter().find(|notice| notice.published_on <= today);
        latest.map_or_else(JointNoticeFacts::default, |notice| JointNoticeFacts {
            from: Some(notice.published_on),
            complete: notice.complete && notice.categories.contains(&category) && notice.purposes.contains(&purpose),
        })
    }

    /// What binds an office as a recipient of another one's data.
    pub fn safeguard(&self, origin: &OfficeCode, destination: &OfficeCode) -> SafeguardFacts {
        self.safeguards.get(&(origin.clone(), destination.clone())).copied().unwrap_or_default()
    }

    /// The days on which a notice of joint use begins to count.
    pub fn starting_days(&self) -> impl Iterator<Item = Day> {
        self.joint.iter().map(|notice| notice.published_on)
    }
}

impl TryFrom<JointRow> for JointUse {
    type Error = StoreError;
    fn try_from(row: JointRow) -> Result<Self, StoreError> {
        Ok(Self {
            published_on: row.published_on,
            complete: row.complete,
            categories: split(&row.categories, "joint_use_notices.categories")?,
            purposes: split(&row.purposes, "joint_use_notices.purposes")?,
        })
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
