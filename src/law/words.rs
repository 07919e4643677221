//! The closed lists of the law: the words that facts and rules are made of.
//!
//! Invariant: every word that code acts on stands in a list here or in `ids`; the rule table is refused if it
//! uses another.

use crate::text_enum;

text_enum! {
    /// What the law says about a use: yes, a person must look first, or no.
    "verdict" Verdict {
        /// It may be done.
        Allow = "allow",
        /// A named person must decide; nothing leaves meanwhile.
        Review = "review",
        /// It may not be done.
        Deny = "deny",
    }
}

text_enum! {
    /// What somebody wants to do with a candidate's data.
    "action" Action {
        /// Read or change inside the office that holds it.
        Use = "use",
        /// Make it available elsewhere.
        Transfer = "transfer",
        /// Take it in.
        Collect = "collect",
        /// Go on keeping it.
        Retain = "retain",
        /// Count it in a statistic.
        Statistics = "statistics",
        /// Refuse a subject request.
        RefuseRequest = "refuse_request",
        /// Ask a fee for a subject request.
        ChargeFee = "charge_fee",
        /// See whether a subject request is still in time.
        DeadlineCheck = "deadline_check",
        /// Answer a subject request.
        AnswerRequest = "answer_request",
    }
}

text_enum! {
    /// What kind of recipient would get the data.
    "recipient kind" RecipientKind {
        /// The company itself: head office or a branch.
        OwnOffice = "own_office",
        /// Another legal person of the group.
        GroupSubsidiary = "group_subsidiary",
        /// An outsourcing partner.
        Processor = "processor",
        /// Anybody else.
        ThirdParty = "third_party",
    }
}

text_enum! {
    /// An exception of the policy's section 3 under which data may be disclosed without consent.
    "exception" ExceptionId {
        /// Laws and regulations call for it.
        Law = "X1_law",
        /// Life, body or property must be protected.
        Vital = "X2_vital",
        /// Public health or the sound growth of children.
        PublicHealth = "X3_public_health_children",
        /// Cooperation with a state or local body.
        StateCooperation = "X4_state_cooperation",
        /// A merger or another succession of the business.
        Succession = "X5_succession",
    }
}

text_enum! {
    /// Whom or what the harm threatens that exception X2 wants to avert.
    "harm" HarmTo {
        /// A life.
        Life = "life",
        /// A body.
        Body = "body",
        /// Property.
        Property = "property",
    }
}

text_enum! {
    /// What a candidate asks for with a subject request.
    "request type" RequestType {
        /// Disclosure of what is held.
        Access = "access",
        /// Correction or addition.
        Correction = "correction",
        /// Stop of use.
        Suspension = "suspension",
        /// Deletion.
        Deletion = "deletion",
        /// Notice of the purposes of use.
        PurposeNotice = "purpose_notice",
        /// The records of provision to third parties.
        ProvisionRecords = "provision_records",
        /// Withdrawal of a consent.
        ConsentWithdrawal = "consent_withdrawal",
    }
}

text_enum! {
    /// What is special about a field that is collected; ordinary data has none of these.
    "collected field" CollectField {
        /// A national identification number or a copy of such a document.
        IdDocument = "id_document",
        /// Race, birthplace, creed or union membership.
        RaceCreedUnion = "race_creed_union",
        /// Asked for by an advertisement that hides the employer.
        ViaBlindAd = "via_blind_ad",
    }
}

text_enum! {
    /// A kind of protection that binds a recipient.
    "safeguard" Safeguard {
        /// Data agreement within the group.
        IntraGroupAgreement = "intra_group_agreement",
        /// Binding corporate rules.
        BindingCorporateRules = "bcr",
        /// Contract on measures equivalent to the APPI's.
        EquivalentMeasures = "equivalent_measures_contract",
        /// Contract on a standard comparable to the PDPA's.
        ComparableContract = "comparable_contract",
        /// ASEAN model clauses.
        AseanClauses = "asean_mcc",
        /// The PCPD's recommended model clauses.
        RecommendedClauses = "rmc",
        /// Certificate under the Cross-Border Privacy Rules.
        Cbpr = "cbpr",
        /// Certificate under Privacy Recognition for Processors.
        Prp = "prp",
    }
}

impl Safeguard {
    /// Whether it is a certificate, which counts only in the countries of the CBPR system.
    pub const fn is_certificate(self) -> bool {
        matches!(self, Self::Cbpr | Self::Prp)
    }
}

text_enum! {
    /// What must be done and logged after a transfer was allowed.
    "duty" Duty {
        /// Record date, recipient, candidate, items and consent.
        RecordProvision = "record_provision",
        /// Log the exception and who approved it.
        LogException = "log_exception",
        /// Supervise the processor.
        Supervise = "supervise",
        /// Publish in which countries data is handled.
        PublishCountry = "publish_country",
        /// Stop when the recipient's measures fail.
        StopIfMeasuresFail = "stop_if_measures_fail",
        /// Tell the candidate on request about the measures.
        InformOnRequest = "inform_on_request",
        /// Tell the candidate afterwards.
        TellCandidateAfterwards = "tell_candidate_afterwards",
        /// Bind the successor to the old purposes.
        KeepOldPurpose = "keep_old_purpose",
    }
}

text_enum! {
    /// Where a route leads, seen from the office that would act.
    "zone" Zone {
        /// The same country.
        Same = "same",
        /// Another one of JP, SG and HK.
        Trio = "trio",
        /// A country that Japan lists as having an equivalent system.
        Designated = "designated",
        /// Any other country.
        Abroad = "abroad",
    }
}

text_enum! {
    /// How binding a rule is.
    "force" Force {
        /// A statute or rule says so.
        Law = "law",
        /// A regulator's guidance or code of practice says so.
        Guideline = "guideline",
        /// The published policy says so.
        Policy = "policy",
        /// The company's own stricter choice.
        House = "house",
    }
}
