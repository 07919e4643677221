//! Provision to third parties, and receipt from them.

use super::category::CategoryId;
use super::id::{DisclosureId, HoldingId, ProvisionEndId, StaffId, ThirdPartyId};
use super::jurisdiction::Country;
use super::purpose::Purpose;
use super::time::{Day, Ts};
use crate::text_enum;

text_enum! {
    /// On what a provision stands: the candidate's consent, or one of the policy's exceptions (section 3; APPI
    /// Art. 27(1), (5)(ii)). The exceptions have the ids of the rule table.
    "ground of a disclosure" Ground {
        /// The candidate agreed.
        Consent = "consent",
        /// Laws and regulations call for it.
        Law = "X1_law",
        /// Life, body or property is at stake.
        Vital = "X2_vital",
        /// Public health, or the growth of children.
        PublicHealth = "X3_public_health_children",
        /// Cooperation with a public body.
        StateCooperation = "X4_state_cooperation",
        /// Succession of the business.
        Succession = "X5_succession",
    }
}

impl Ground {
    /// Whether it does without the candidate's consent: then two persons decide.
    pub const fn is_exception(self) -> bool {
        !matches!(self, Self::Consent)
    }

    /// Whether whoever asks exercises a public power: that it did is told to nobody by the system itself
    /// (APPI Art. 33(5), Order Art. 11).
    pub const fn is_of_public_power(self) -> bool {
        matches!(self, Self::Law | Self::StateCooperation)
    }
}

text_enum! {
    /// What a third party is.
    "kind of third party" ThirdPartyKind {
        /// A recruitment agent.
        Agent = "agent",
        /// A recruitment service or site.
        RecruitmentService = "recruitment_service",
        /// Another company.
        Company = "company",
        /// A state or local body, or whoever works for one.
        PublicBody = "public_body",
        /// A court.
        Court = "court",
        /// A hospital or doctor.
        Medical = "medical",
        /// Any other.
        Other = "other",
    }
}

text_enum! {
    /// Where a disclosure stands.
    "state of a disclosure" DisclosureState {
        /// It waits: for a second person, or to be provided.
        Waiting = "waiting",
        /// It was provided.
        Provided = "provided",
        /// The privacy officer declined it.
        Declined = "declined",
        /// The candidate demanded the end of such provisions before it was provided.
        Ended = "ended",
    }
}

text_enum! {
    /// How something was provided.
    "means of provision" ProvisionMeans {
        /// As a package encrypted for the recipient.
        Package = "package",
        /// On paper.
        Paper = "paper",
        /// Through a system of the recipient's.
        Portal = "portal",
        /// By word of mouth.
        Oral = "oral",
    }
}

/// A third party of an office: an organisation, so that nothing here is about a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdParty {
    /// Which.
    pub id: ThirdPartyId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: ThirdPartyKind,
    /// Where it handles what it gets.
    pub country: Country,
}

/// A third party at the moment of a record (PPC Rules Arts. 20, 24); sealed with the record, for a person may be one.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Particulars {
    /// Its name then.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Who represents it.
    pub representative: String,
}

/// What is written about a disclosure; sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DisclosureWords {
    /// To whom.
    pub to: Particulars,
    /// Why it is needed, and why no less would do.
    pub need: String,
    /// The ground of an exception, and the document behind it.
    pub evidence: String,
    /// Why consent cannot be had.
    pub why_no_consent: String,
}

/// What is written about a receipt; sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReceiptWords {
    /// From whom.
    pub from: Particulars,
    /// How they had come by it (APPI Art. 30(1)(ii)).
    pub how_obtained: String,
}

/// A disclosure as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Which.
    pub id: DisclosureId,
    /// Of which holding.
    pub holding: HoldingId,
    /// To whom.
    pub to: ThirdParty,
    /// Which categories.
    pub categories: Vec<CategoryId>,
    /// For which purpose.
    pub purpose: Purpose,
    /// On which ground.
    pub ground: Ground,
    /// Who asked for it.
    pub asked_by: Option<StaffId>,
    /// When.
    pub asked_at: Ts,
    /// The second person.
    pub approved_by: Option<StaffId>,
    /// Where it stands.
    pub state: DisclosureState,
}

impl Disclosure {
    /// Whether somebody other than the asker has to approve it: without consent, and for health data (house rule).
    pub fn needs_second_person(&self) -> bool {
        self.ground.is_exception() || self.categories.contains(&CategoryId::Health)
    }

    /// Whether it still waits for that.
    pub fn waits_for_second_person(&self) -> bool {
        self.state == DisclosureState::Waiting && self.needs_second_person() && self.approved_by.is_none()
    }
}

/// A candidate's demand that provision to a third party end (APPI Art. 35(3), (5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionEnd {
    /// Which.
    pub id: ProvisionEndId,
    /// About which holding.
    pub holding: HoldingId,
    /// To whom nothing is provided any more.
    pub third_party: ThirdPartyId,
    /// The ground that is shut besides consent.
    pub ground: Ground,
    /// The day of the demand.
    pub demanded_on: Day,
    /// When it was lifted, if it was.
    pub lifted_at: Option<Ts>,
}

impl ProvisionEnd {
    /// Whether it shuts a provision to its third party on a ground: under consent always, else on the same ground.
    pub fn shuts(&self, to: ThirdPartyId, ground: Ground) -> bool {
        self.lifted_at.is_none() && self.third_party == to && (ground == Ground::Consent || ground == self.ground)
    }
}
