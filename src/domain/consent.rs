//! Consents and their withdrawal.

use super::id::{ConsentId, NoticeId};
use super::jurisdiction::Country;
use super::locale::Locale;
use super::time::{Day, Ts};
use crate::text_enum;

text_enum! {
    /// What a consent covers.
    "consent scope" ConsentScope {
        /// Provision to a third party.
        ThirdParty = "third_party",
        /// Provision abroad, to the countries the consent names.
        Foreign = "foreign",
        /// A purpose that the notice did not name.
        OtherPurpose = "other_purpose",
        /// Being kept for later recruitment.
        TalentPool = "talent_pool",
        /// Health data; always a consent of its own.
        Health = "health",
    }
}

/// A consent of a candidate to one office; a row of facts without words about a person.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Which.
    pub id: ConsentId,
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// Whether the required information on country and recipient was given before.
    pub country_info_given: bool,
    /// For health: whether it says that the data goes abroad.
    pub abroad: bool,
    /// First day in force.
    pub from: Day,
    /// Last day in force, if it ends.
    pub until: Option<Day>,
    /// The day it was withdrawn on, if it was; it ends on its own day.
    pub withdrawn_on: Option<Day>,
    /// The notice that was in front of the candidate.
    pub notice: Option<NoticeId>,
    /// The language it was asked in.
    pub locale: Locale,
    /// When it was recorded.
    pub recorded_at: Ts,
}
