//! What the law is asked with about a processor.
//!
//! Invariant: what has no row is the fact that allows least; data that goes on to a sub-processor is asked about for
//! each one's country too.

use super::database::Db;
use super::error::StoreError;
use super::facts::HoldingFacts;
use super::lent_duties::{Looked, Owed};
use super::processors::{self, ProcessorFile, Review};
use crate::domain::category::CategoryId;
use crate::domain::id::{ProcessorId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::processor::{ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::decision_facts::{Question, QuestionKind};
use crate::law::facts::{ContractFacts, Facts, SafeguardFacts};
use crate::law::words::RecipientKind;
use crate::law::{Decision, RuleTable, decide};

/// A processor as the law sees it.
#[derive(Debug, Clone)]
pub struct ProcessorFacts {
    file: ProcessorFile,
}

/// What the law says about entrusting something to a processor.
#[derive(Debug)]
pub(super) struct ProcessorsWord {
    /// The decision that refuses, else the one about the processor itself.
    pub(super) decision: Decision,
    /// What it was asked with.
    pub(super) facts: Facts,
}

impl ProcessorFacts {
    /// Loads a processor of an office.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if the office has none of this id; the database's.
    pub fn load(db: &mut Db, office: &OfficeCode, id: ProcessorId) -> Result<Self, StoreError> {
        Ok(Self { file: processors::file(db, office, id)? })
    }

    /// Loads all processors of an office.
    ///
    /// # Errors
    /// The database's.
    pub fn of_office(db: &mut Db, office: &OfficeCode) -> Result<Vec<Self>, StoreError> {
        Ok(processors::files(db, office, None)?.into_iter().map(Self::from).collect())
    }

    /// Which processor.
    pub const fn id(&self) -> ProcessorId {
        self.file.processor.id
    }

    /// Counts the changes of what is asked here.
    pub(super) const fn revision(&self) -> i64 {
        self.file.processor.revision
    }

    /// The day of the last review that it can stand on: none if it was never vetted, if the last review failed, or if
    /// what was to be mended is late.
    pub fn vetted_on(&self, today: Day) -> Option<Day> {
        let mut done = self.file.reviews.iter().filter(|review| review.reviewed_on <= today);
        let latest = done.clone().next()?;
        let passed = |review: &Review| review.kind == ReviewKind::Vetting && review.finding != ReviewFinding::Failed;
        if !done.any(passed) {
            return None;
        }
        match latest.finding {
            ReviewFinding::InOrder => Some(latest.reviewed_on),
            ReviewFinding::ToMend => latest.mend_by.filter(|by| today <= *by).map(|_| latest.reviewed_on),
            ReviewFinding::Failed => None,
        }
    }

    /// What the law says about entrusting it with a category of a holding for a purpose; of several answers the one
    /// that allows least.
    pub(super) fn decide(
        &self,
        table: &RuleTable,
        holding: &HoldingFacts,
        today: Day,
        category: CategoryId,
        purpose: Purpose,
    ) -> ProcessorsWord {
        let ask = |facts: Facts| ProcessorsWord { decision: decide(table, &facts), facts };
        let own = ask(self.asked(holding, today, (category, purpose), None));
        if !own.decision.allows() {
            return own;
        }
        let engaged = self.questions(holding, today, category, purpose).skip(1);
        engaged.map(|question| ask(question.facts)).find(|word| !word.decision.allows()).unwrap_or(own)
    }

    /// What entrusting it with a category lays upon the office, since a day.
    pub(super) fn owed(
        &self,
        table: &RuleTable,
        holding: &HoldingFacts,
        since: Day,
        category: CategoryId,
        purpose: Purpose,
    ) -> Owed {
        let answer = |question: Question| (decide(table, &question.facts), question.facts);
        let words: Vec<(Decision, Facts)> = self.questions(holding, since, category, purpose).map(answer).collect();
        Owed::of(table, (category, self.id().to_string()), &words, self.looked(since), since)
    }

    /// When it was looked at last.
    pub(super) fn looked(&self, today: Day) -> Looked {
        let measures = self.file.contract.as_ref().and_then(|contract| contract.annual_check_on);
        Looked { measures, review: self.vetted_on(today) }
    }

    /// Who looked at it last.
    pub(super) fn looked_by(&self) -> Option<StaffId> {
        self.file.reviews.first().and_then(|review| review.staff_id)
    }

    /// The countries outside an office's in which it and those that it engages work.
    pub(super) fn countries_abroad(&self, home: Country) -> Vec<Country> {
        let engaged = self.file.subs.iter().filter(|sub| sub.engaged).map(|sub| sub.country);
        let all = std::iter::once(self.file.processor.country).chain(engaged);
        let mut countries: Vec<Country> = all.filter(|country| *country != home).collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    /// What the law is asked about it: first about the processor itself, then about each one that it engages.
    pub(super) fn questions(
        &self,
        holding: &HoldingFacts,
        today: Day,
        category: CategoryId,
        purpose: Purpose,
    ) -> impl Iterator<Item = Question> {
        let approved = move |on: Option<Day>| on.is_some_and(|day| day <= today);
        let ask = move |kind, sub| Question { kind, facts: self.asked(holding, today, (category, purpose), sub) };
        let engaged = self.file.subs.iter().filter(|sub| sub.engaged);
        let engaged = engaged.map(move |sub| Some((sub.country, approved(sub.approved_on))));
        let subs = engaged.map(move |sub| ask(QuestionKind::SubProcessor, sub));
        std::iter::once(ask(QuestionKind::Processor, None)).chain(subs)
    }

    /// The facts of entrusting, with the country of the last sub-processor and whether it was approved, if one gets it.
    fn asked(
        &self,
        holding: &HoldingFacts,
        today: Day,
        (category, purpose): (CategoryId, Purpose),
        sub: Option<(Country, bool)>,
    ) -> Facts {
        let destination = sub.map_or(self.file.processor.country, |(country, _)| country);
        let mut facts = holding.for_recipient(today, category, purpose, (RecipientKind::Processor, destination));
        if self.file.processor.ended_at.is_some() {
            return facts;
        }
        let Some(contract) = &self.file.contract else { return facts };
        facts.contract = ContractFacts {
            from: Some(contract.from),
            until: contract.until,
            categories: contract.categories.clone(),
            purposes: contract.purposes.clone(),
            countries: contract.countries.clone(),
            vetted_on: self.vetted_on(today),
            reoutsourced: sub.is_some(),
            reoutsourcing_approved: sub.is_some_and(|(_, approved)| approved),
        };
        facts.safeguard = SafeguardFacts {
            kind: contract.safeguard,
            until: contract.until,
            annual_check_on: contract.annual_check_on,
            onward_permitted: false,
        };
        facts
    }
}

impl From<ProcessorFile> for ProcessorFacts {
    fn from(file: ProcessorFile) -> Self {
        Self { file }
    }
}
