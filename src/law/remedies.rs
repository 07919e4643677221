//! What would change a refusal, derived from the rule behind it and from what the nearest route misses.
//!
//! Invariant: a remedy only ever adds what the law asks for; none of them goes around a rule.

use super::decide::Decision;
use super::facts::Facts;
use super::ids::{Answer, ConditionId, GateId, ReviewId, RuleId, StatisticsId};
use super::reasoning::{AskedRoute, RouteStep, reason};
use super::table::RuleTable;
use super::words::{Action, Verdict};
use crate::domain::category::CategoryId;
use crate::domain::consent::{ConsentQuestion, ConsentScope};
use crate::domain::id::ThirdPartyId;
use crate::domain::jurisdiction::Country;
use crate::domain::purpose::Purpose;

/// Something that a person can do so that the answer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Ask the candidate for a consent, for abroad naming the country.
    AskConsent {
        /// What it must cover.
        scope: ConsentScope,
        /// The country it must name, for abroad.
        country: Option<Country>,
    },
    /// Ask for the separate consent to health data.
    AskHealthConsent,
    /// Ask for a health consent that says the data goes abroad.
    AskHealthConsentAbroad,
    /// Explain the country and the recipient before asking.
    ExplainCountry,
    /// Record a safeguard that binds the recipient.
    RecordSafeguard,
    /// Check the destination's system and the recipient's measures.
    DoYearlyCheck,
    /// Publish a complete notice of joint use.
    PublishJointNotice,
    /// Examine or supervise the processor.
    ReviewProcessor,
    /// Renew the contract.
    ExtendContract,
    /// Widen what the contract covers: category, purpose or country.
    WidenContract,
    /// Approve the sub-processor in writing.
    ApproveSubProcessor,
    /// Agree with the sending office that the data may be passed on.
    AgreeOnwardTransfer,
    /// Have the home country's law looked at.
    ReviewHome,
    /// Record that the job itself demands the health data.
    ConfirmNeed,
    /// Have a named person decide.
    DecideByHand,
    /// Lift the stop of use.
    LiftSuspension,
    /// Choose a purpose that the data may serve.
    ChoosePurpose,
    /// Choose an office in Japan, Singapore or Hong Kong.
    ChooseDestination,
    /// Ask the holding office for a transfer.
    MakeTransfer,
    /// Restore the keyring from its own backup.
    RestoreKeyring,
    /// Erase what may no longer be kept.
    EraseRecord,
    /// Verify the requester's identity.
    VerifyIdentity,
    /// Put the exception's ground and document on record.
    RecordEvidence,
    /// Rely on a law or public body of the office's own country.
    RelyOnOwnLaw,
    /// Record why consent cannot be had.
    RecordWhyNoConsent,
    /// Wait until the offer is accepted.
    AwaitAcceptance,
    /// Count a larger group.
    WidenGroup,
    /// Answer the request now, and tell the requester about the delay.
    AnswerNow,
    /// Tell the fee beforehand.
    AnnounceFee,
    /// State a ground that this law has.
    StateGround,
    /// Say why the record is opened.
    GiveReason,
    /// Be assigned to the application.
    AskAssignment,
    /// Have a privacy officer other than the asker approve the provision.
    AskSecondPerson,
    /// Lift the end of provision, with the reason.
    LiftProvisionEnd,
}

impl Remedy {
    /// The fixed word of this remedy, under which its text stands.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AskConsent { scope: ConsentScope::ThirdParty, .. } => "ask_consent_third_party",
            Self::AskConsent { scope: ConsentScope::Foreign, .. } => "ask_consent_foreign",
            Self::AskConsent { scope: ConsentScope::OtherPurpose, .. } => "ask_consent_other_purpose",
            Self::AskConsent { scope: ConsentScope::TalentPool, .. } => "ask_consent_talent_pool",
            Self::AskConsent { scope: ConsentScope::Health, .. } | Self::AskHealthConsent => "ask_health_consent",
            Self::AskHealthConsentAbroad => "ask_health_consent_abroad",
            Self::ExplainCountry => "explain_country",
            Self::RecordSafeguard => "record_safeguard",
            Self::DoYearlyCheck => "do_yearly_check",
            Self::PublishJointNotice => "publish_joint_notice",
            Self::ReviewProcessor => "review_processor",
            Self::ExtendContract => "extend_contract",
            Self::WidenContract => "widen_contract",
            Self::ApproveSubProcessor => "approve_sub_processor",
            Self::AgreeOnwardTransfer => "agree_onward_transfer",
            Self::ReviewHome => "review_home",
            Self::ConfirmNeed => "confirm_need",
            Self::DecideByHand => "decide_by_hand",
            Self::LiftSuspension => "lift_suspension",
            Self::ChoosePurpose => "choose_purpose",
            Self::ChooseDestination => "choose_destination",
            Self::MakeTransfer => "make_transfer",
            Self::RestoreKeyring => "restore_keyring",
            Self::EraseRecord => "erase_record",
            Self::VerifyIdentity => "verify_identity",
            Self::RecordEvidence => "record_evidence",
            Self::RelyOnOwnLaw => "rely_on_own_law",
            Self::RecordWhyNoConsent => "record_why_no_consent",
            Self::AwaitAcceptance => "await_acceptance",
            Self::WidenGroup => "widen_group",
            Self::AnswerNow => "answer_now",
            Self::AnnounceFee => "announce_fee",
            Self::StateGround => "state_ground",
            Self::GiveReason => "give_reason",
            Self::AskAssignment => "ask_assignment",
            Self::AskSecondPerson => "ask_second_person",
            Self::LiftProvisionEnd => "lift_provision_end",
        }
    }

    /// Whether a transfer that was asked for may wait for it: it changes the answer to that very request, and is not a
    /// stop of use that the candidate asked for.
    pub const fn can_be_awaited(self) -> bool {
        matches!(
            self,
            Self::AskConsent { .. }
                | Self::AskHealthConsent
                | Self::AskHealthConsentAbroad
                | Self::ExplainCountry
                | Self::RecordSafeguard
                | Self::DoYearlyCheck
                | Self::PublishJointNotice
                | Self::AgreeOnwardTransfer
                | Self::ReviewHome
                | Self::ConfirmNeed
                | Self::DecideByHand
        )
    }

    /// The question that it puts to the candidate about a category that goes to a country.
    pub fn question(self, category: CategoryId, to: Option<Country>) -> Option<ConsentQuestion> {
        let (scope, country) = match self {
            // Health data goes abroad on the consent that is asked for it alone.
            Self::AskConsent { scope: ConsentScope::Foreign, country } if category == CategoryId::Health => {
                (ConsentScope::Health, country)
            }
            Self::AskConsent { scope, country } => (scope, country),
            Self::AskHealthConsent | Self::AskHealthConsentAbroad => (ConsentScope::Health, to),
            _ => return None,
        };
        let question = ConsentQuestion { scope, country, third_party: None, until: None };
        Some(question).filter(ConsentQuestion::is_complete)
    }

    /// The question that it puts to the candidate about what was asked with these facts for a third party: that one is
    /// named, and to go to its country is part of the question.
    pub fn question_about(self, facts: &Facts, to: ThirdPartyId) -> Option<ConsentQuestion> {
        let of = |scope| ConsentQuestion { scope, country: None, third_party: Some(to), until: None };
        let named = of(ConsentScope::ThirdParty);
        let agreed = facts.consent.covers(ConsentScope::ThirdParty, facts.today);
        match self {
            Self::AskConsent { scope: ConsentScope::ThirdParty, .. } => Some(named),
            // Health data goes abroad on the consent that is asked for it alone.
            Self::AskConsent { scope: ConsentScope::Foreign, .. }
                if !agreed || facts.category != Some(CategoryId::Health) =>
            {
                Some(named).filter(|_| facts.destination.is_some_and(|country| country.jurisdiction().is_some()))
            }
            _ => {
                let asked = self.question(facts.category?, facts.destination)?;
                // One about our own offices helps with no third party: it would name them, and open to them.
                Some(of(asked.scope)).filter(|it| it.is_complete())
            }
        }
    }

    /// The words of all remedies.
    pub const KEYS: &'static [&'static str] = &[
        "ask_consent_third_party",
        "ask_consent_foreign",
        "ask_consent_other_purpose",
        "ask_consent_talent_pool",
        "ask_health_consent",
        "ask_health_consent_abroad",
        "explain_country",
        "record_safeguard",
        "do_yearly_check",
        "publish_joint_notice",
        "review_processor",
        "extend_contract",
        "widen_contract",
        "approve_sub_processor",
        "agree_onward_transfer",
        "review_home",
        "confirm_need",
        "decide_by_hand",
        "lift_suspension",
        "choose_purpose",
        "choose_destination",
        "make_transfer",
        "restore_keyring",
        "erase_record",
        "verify_identity",
        "record_evidence",
        "rely_on_own_law",
        "record_why_no_consent",
        "await_acceptance",
        "widen_group",
        "answer_now",
        "announce_fee",
        "state_ground",
        "give_reason",
        "ask_assignment",
        "ask_second_person",
        "lift_provision_end",
    ];
}

/// One of several ways to the same end: a route that is shut, and what would open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The route.
    pub rule: RuleId,
    /// All of it is needed.
    pub remedies: Vec<Remedy>,
}

/// Every way on which a transfer that no open route allows could still be made, the shortest first; none where a gate
/// refuses, whatever route there is.
pub fn ways(table: &RuleTable, facts: &Facts) -> Vec<Way> {
    let routes = reason(table, facts).routes;
    if routes.iter().any(|route| route.step == RouteStep::Taken) {
        return Vec::new();
    }
    let shut = routes.into_iter().filter(|route| matches!(route.step, RouteStep::Shut | RouteStep::Nearest));
    let way = |route: AskedRoute| {
        let missing = route.conditions.iter().filter(|(_, holds)| !holds);
        let mut remedies: Vec<Remedy> = Vec::new();
        for (condition, _) in missing {
            // Without a remedy for one of them it is no way.
            let remedy = for_condition(*condition, facts)?;
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        Some(Way { rule: route.rule, remedies })
    };
    let mut ways: Vec<Way> = shut.filter_map(way).collect();
    ways.sort_by_key(|way| way.remedies.len());
    ways
}

/// What would change a decision; nothing for one that allows, and nothing where nothing may help.
pub fn remedies(decision: &Decision, facts: &Facts) -> Vec<Remedy> {
    if decision.allows() {
        return Vec::new();
    }
    let mut list: Vec<Remedy> = Vec::new();
    for condition in &decision.unmet {
        let remedy = for_condition(*condition, facts);
        if let Some(remedy) = remedy.filter(|remedy| !list.contains(remedy)) {
            list.push(remedy);
        }
    }
    if decision.unmet.is_empty() {
        list.extend(for_rule(decision, facts));
    }
    list
}

fn for_condition(condition: ConditionId, facts: &Facts) -> Option<Remedy> {
    let remedy = match condition {
        ConditionId::ConsentThird => Remedy::AskConsent { scope: ConsentScope::ThirdParty, country: None },
        ConditionId::ConsentForeign => Remedy::AskConsent { scope: ConsentScope::Foreign, country: facts.destination },
        ConditionId::CountryInfo => Remedy::ExplainCountry,
        ConditionId::JointNotice => Remedy::PublishJointNotice,
        ConditionId::ContractInForce => Remedy::ExtendContract,
        ConditionId::ContractCategory | ConditionId::ContractPurpose | ConditionId::ContractCountry => {
            Remedy::WidenContract
        }
        ConditionId::ProcessorVetted => Remedy::ReviewProcessor,
        ConditionId::Safeguard => Remedy::RecordSafeguard,
        ConditionId::AnnualCheck => Remedy::DoYearlyCheck,
        ConditionId::Evidence => Remedy::RecordEvidence,
        ConditionId::LawOfOrigin => Remedy::RelyOnOwnLaw,
        ConditionId::ConsentDifficult => Remedy::RecordWhyNoConsent,
        // Harm to property stays harm to property.
        ConditionId::HarmPerson => return None,
    };
    Some(remedy)
}

fn for_rule(decision: &Decision, facts: &Facts) -> Option<Remedy> {
    let id = decision.rule.as_str();
    if let Ok(gate) = id.parse::<GateId>() {
        return for_gate(gate, facts);
    }
    if let Ok(review) = id.parse::<ReviewId>() {
        return Some(match review {
            ReviewId::Home => Remedy::ReviewHome,
            ReviewId::HealthSelection => Remedy::ConfirmNeed,
        });
    }
    if let Ok(answer) = id.parse::<Answer>() {
        return match answer {
            Answer::NoGrant => Some(Remedy::MakeTransfer),
            Answer::HealthOverdue => Some(Remedy::EraseRecord),
            Answer::RefuseNoGround => Some(Remedy::StateGround),
            Answer::NoDeadline => Some(Remedy::DecideByHand),
            _ => None,
        };
    }
    for_action(decision, facts)
}

fn for_gate(gate: GateId, facts: &Facts) -> Option<Remedy> {
    match gate {
        GateId::Law => None,
        GateId::Identity => Some(Remedy::VerifyIdentity),
        GateId::Suspended => Some(Remedy::LiftSuspension),
        GateId::Purpose => Some(Remedy::AskConsent { scope: ConsentScope::OtherPurpose, country: None }),
        GateId::Retention if facts.purpose == Some(Purpose::FutureRecruitment) => {
            Some(Remedy::AskConsent { scope: ConsentScope::TalentPool, country: None })
        }
        GateId::Retention => Some(Remedy::EraseRecord),
        GateId::HealthConsent => Some(Remedy::AskHealthConsent),
        GateId::HealthPurpose => Some(Remedy::ChoosePurpose),
        GateId::HealthAbroad => Some(Remedy::AskHealthConsentAbroad),
        GateId::Destination => Some(Remedy::ChooseDestination),
        GateId::Onward => Some(Remedy::AgreeOnwardTransfer),
        GateId::Reoutsource => Some(Remedy::ApproveSubProcessor),
    }
}

fn for_action(decision: &Decision, facts: &Facts) -> Option<Remedy> {
    match facts.action {
        Action::Transfer if decision.verdict == Verdict::Review => Some(Remedy::DecideByHand),
        Action::Collect if decision.rule.as_str().ends_with("-ID") => Some(Remedy::AwaitAcceptance),
        Action::Statistics if decision.rule == StatisticsId::Small.as_str() => Some(Remedy::WidenGroup),
        Action::DeadlineCheck => Some(Remedy::AnswerNow),
        Action::ChargeFee => Some(Remedy::AnnounceFee),
        _ => None,
    }
}
