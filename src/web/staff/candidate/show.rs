//! The page of a candidate from what the gate opened.

use actix_web::web::Path;

use super::{CandidatePage, Head, UseLine, Withheld, health_form, note_form, upload_form};
use super::{tending, uses};
use crate::domain::candidate::HoldingRef;
use crate::domain::category::CategoryId;
use crate::domain::id::CandidateId;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::access::Verb;
use crate::store::applications::ShownApplication;
use crate::store::gate::Refusal;
use crate::store::journal::Use;
use crate::store::permit::Unsealed;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::{Choice, Form};
use crate::web::page::{Answer, page};
use crate::web::profile;
use crate::web::staff::{Writing, withholding};
use crate::workflows::WorkflowError;
use crate::workflows::carry_entrustments::{self, RecordEntrustments};
use crate::workflows::carry_transfers::{self, RecordTransfers};
use crate::workflows::name_things::Names;
use crate::workflows::show_candidate::{self, CandidateFile, HoldingFile, ProfileFile, Shown};
use crate::workflows::show_correspondence::{self, RecordThreads};
use crate::workflows::show_disclosures::{self, RecordDisclosures};

/// The purposes that health records are opened for, the usual ones first.
const HEALTH_PURPOSES: [Purpose; 4] =
    [Purpose::Visa, Purpose::EmploymentContract, Purpose::Onboarding, Purpose::Recruitment];

/// Shows one candidate: what the caller may see, and what is withheld and why.
pub async fn show(staff: StaffCaller, candidate: Path<CandidateId>) -> Answer {
    page(&Record::open(&staff, candidate.into_inner()).await?.page())
}

/// A candidate's record, opened for a person of staff.
pub struct Record<'a> {
    /// For whom.
    pub(super) staff: &'a StaffCaller,
    /// What was opened.
    pub(super) file: CandidateFile,
    pub(super) names: Names,
    /// Tags to choose from.
    pub(super) suggestions: Vec<Choice>,
    /// The transfers of the records, for those who ask for some or make them.
    pub(super) transfers: Option<RecordTransfers>,
    /// What processors were entrusted with of that, for those who hand work on.
    pub(super) entrustments: Option<RecordEntrustments>,
    /// What third parties got of it, for those who ask for a provision or make one.
    pub(super) disclosures: Option<RecordDisclosures>,
    /// The messages with the person at the reader's office, for those whose role reads messages.
    pub(super) correspondence: Option<RecordThreads>,
    /// The date at the reader's office.
    pub(super) today: Day,
    /// How to write.
    pub writing: Writing,
}

impl<'a> Record<'a> {
    /// Opens everything that the caller may see.
    ///
    /// # Errors
    /// [`WebError::NotFound`] if there is no such candidate for the caller.
    pub async fn open(staff: &'a StaffCaller, candidate: CandidateId) -> Result<Self, WebError> {
        let (caller, office) = (staff.caller.clone(), staff.office.code.clone());
        let tags = staff.may(Verb::Change, CategoryId::Other, Purpose::Recruitment);
        let moves = [Verb::Ask, Verb::Transfer, Verb::Disclose]
            .map(|verb| staff.may(verb, CategoryId::Profile, Purpose::Recruitment));
        let hands_on = staff.may(Verb::Entrust, CategoryId::Profile, Purpose::Recruitment);
        let reads = staff.require_inbox().is_ok();
        let open = staff.visitor.app.run_apart(move |app| {
            let mut db = app.store.database()?;
            let file = show_candidate::show(&mut db, &caller, candidate)?;
            let own = file.holdings.iter().find(|holding| holding.holding.office == office);
            let own = own.map(|own| own.holding.id);
            let written = own.filter(|_| reads);
            let correspondence =
                written.map(|own| show_correspondence::of_record(&mut db, &caller, own)).transpose()?;
            let (moved, handed) = (own.filter(|_| moves.contains(&true)), own.filter(|_| hands_on));
            let records: Vec<HoldingRef> = file.holdings.iter().map(|it| it.holding.clone()).collect();
            let (names, moves) = db.together(|db| {
                let transfers = moves.contains(&true).then(|| carry_transfers::of_records(db, &caller, &records));
                let transfers = transfers.transpose()?;
                let entrustments = handed.map(|own| carry_entrustments::of_record(db, &caller, own)).transpose()?;
                let disclosures = moved.map(|own| show_disclosures::of_record(db, &caller, own, moves[2]));
                let disclosures = disclosures.transpose()?;
                Ok::<_, WorkflowError>((Names::of(db, &file, &office)?, (transfers, entrustments, disclosures)))
            })?;
            drop(db);
            let open = |holding: &HoldingFile| holding.holding.office == office && holding.notes.refusal().is_none();
            let suggestions = if tags && file.holdings.iter().any(open) {
                // A directory that cannot answer keeps no record from being read.
                tending::suggestions(app, &caller).unwrap_or_else(|error| {
                    tracing::error!(%error, "no tags are offered");
                    Vec::new()
                })
            } else {
                Vec::new()
            };
            Ok((file, names, suggestions, (moves, correspondence)))
        });
        let (file, names, suggestions, (moves, correspondence)) = open.await?;
        let (transfers, entrustments, disclosures) = moves;
        let writing = Writing::new(staff.visitor.texts, &staff.office);
        let today = writing.date(staff.visitor.at);
        Ok(Self {
            staff,
            file,
            names,
            suggestions,
            transfers,
            entrustments,
            disclosures,
            correspondence,
            today,
            writing,
        })
    }

    /// The page; answers to its forms are shown under the candidate's own address.
    pub fn page(&self) -> CandidatePage {
        let id = self.id();
        let head = self.head();
        let mut frame = self.staff.frame();
        frame.path = head.href();
        let profile = self.profiles().map(|(_, file)| file).next();
        let may = |verb, category| self.staff.may(verb, category, Purpose::Recruitment);
        // Only what the own office collected can be added to.
        let mine = self.file.holdings.iter().find(|holding| self.is_own(holding));
        let notes_open = mine.is_some_and(|holding| holding.notes.refusal().is_none());
        let files_open = mine.is_some_and(|holding| holding.profile.value().is_some());
        let changes_other = notes_open && may(Verb::Change, CategoryId::Other);
        let own_profile = self.profiles().any(|(holding, _)| self.is_own(holding));
        CandidatePage {
            frame,
            head,
            profile: profile.map(|file| profile::show(&file.profile.record, &self.writing.texts)),
            documents: self.documents(),
            applications: self.applications(),
            results: self.other_results(),
            timeline: self.timeline(),
            correspondence: self.correspondence(),
            tasks: self.tasks(changes_other),
            task_form: changes_other.then(|| self.task_form()),
            notes: self.notes(),
            note_form: (notes_open && may(Verb::Create, CategoryId::Other))
                .then(|| note_form(&self.writing.texts, &id)),
            health: self.health_form(),
            proposals: self.proposals(),
            consents: self.consents(),
            transfers: self.transfers(),
            entrustments: self.entrustments(),
            disclosures: self.disclosures(),
            withheld: self.withheld(),
            uses: self.uses(),
            uses_withheld: profile.is_none(),
            upload: (files_open && may(Verb::Create, CategoryId::Profile)).then(|| upload_form(&id)),
            tending: self.tending(),
            can_edit: own_profile && may(Verb::Change, CategoryId::Profile),
        }
    }

    pub(super) fn id(&self) -> String {
        self.file.candidate.to_string()
    }

    pub(super) fn is_own(&self, holding: &HoldingFile) -> bool {
        holding.holding.office == self.staff.office.code
    }

    pub(super) fn office(&self, holding: &HoldingFile) -> String {
        self.office_name(&holding.holding.office)
    }

    /// What an office is called.
    pub fn office_name(&self, code: &OfficeCode) -> String {
        self.names.office(code, self.writing.locale())
    }

    /// The holdings whose profile is open, the office's own first.
    pub(super) fn profiles(&self) -> impl Iterator<Item = (&HoldingFile, &ProfileFile)> {
        let own = self.file.holdings.iter().filter(|holding| self.is_own(holding));
        let others = self.file.holdings.iter().filter(|holding| !self.is_own(holding));
        own.chain(others).filter_map(|holding| Some((holding, holding.profile.value()?)))
    }

    /// Applications of all holdings, newest first.
    pub(super) fn shown_applications(&self) -> Vec<(&HoldingFile, &ShownApplication)> {
        let all = self.file.holdings.iter().filter_map(|holding| Some((holding, holding.applications.value()?)));
        let mut shown: Vec<_> = all.flat_map(|(holding, list)| list.iter().map(move |it| (holding, it))).collect();
        shown.sort_by_key(|(_, it)| std::cmp::Reverse((it.application.received_at, it.application.id)));
        shown
    }

    /// Who it is, as far as a profile is open.
    pub fn head(&self) -> Head {
        let profile = self.profiles().next().map(|(_, file)| &file.profile.record);
        let texts = &self.writing.texts;
        let text = |value: Option<String>| value.unwrap_or_default();
        let (returned, returned_in) = self.returned();
        Head {
            id: self.id(),
            name: text(profile.map(|record| record.name.display(texts.locale))),
            reading: text(profile.map(|record| record.name.reading())),
            email: text(profile.map(|record| record.email.as_str().to_owned())),
            returned,
            returned_in,
            phone: text(profile.and_then(|record| Some(record.phone.as_ref()?.as_str().to_owned()))),
            residence: text(profile.map(|record| texts.country(&record.residence))),
            stage: self.shown_applications().first().map(|(_, shown)| shown.application.stage),
            offices: self.file.holdings.iter().map(|holding| self.office(holding)).collect(),
        }
    }

    /// The history of use of what the caller may see, whichever office collected it.
    fn uses(&self) -> Vec<UseLine> {
        let mut rows: Vec<Use> = self.profiles().flat_map(|(_, file)| &file.uses).cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
        rows.dedup_by_key(|row| row.seq);
        uses::lines(&rows, &self.names, &self.writing)
    }

    /// The form to open health records with, if there are any and the role may open them for some purpose.
    fn health_form(&self) -> Option<Form> {
        let may = |purpose: &Purpose| self.staff.may(Verb::Read, CategoryId::Health, *purpose);
        let purposes: Vec<Purpose> = HEALTH_PURPOSES.into_iter().filter(may).collect();
        let there = self.health_holding().is_some() && !purposes.is_empty();
        there.then(|| health_form(&self.writing.texts, &self.id(), &purposes))
    }

    /// The holding whose health records a form opens: the office's own first.
    pub fn health_holding(&self) -> Option<&HoldingRef> {
        let with_health = || self.file.holdings.iter().filter(|holding| holding.has_health);
        let own = with_health().find(|holding| self.is_own(holding));
        own.or_else(|| with_health().next()).map(|holding| &holding.holding)
    }

    /// What is withheld, and what does not open, holding by holding.
    fn withheld(&self) -> Vec<Withheld> {
        let mut withheld = Vec::new();
        for holding in &self.file.holdings {
            let refusals = [
                holding.profile.refusal(),
                holding.applications.refusal(),
                holding.results.refusal(),
                holding.notes.refusal(),
            ];
            withheld
                .extend(refusals.into_iter().flatten().map(|refusal| self.explain(&holding.holding.office, refusal)));
            let damaged = damaged(holding).into_iter();
            withheld.extend(damaged.map(|category| self.unopened(holding, category)));
        }
        let written = self.correspondence.as_ref().and_then(|written| written.refusal.as_deref());
        withheld.extend(written.map(|refusal| self.explain(&self.staff.office.code, refusal)));
        withheld
    }

    /// Why something is withheld.
    pub fn explain(&self, office: &OfficeCode, refusal: &Refusal) -> Withheld {
        let law = self.staff.visitor.app.store.law();
        withholding::explain(law, &self.writing.texts, self.office_name(office), refusal)
    }

    fn unopened(&self, holding: &HoldingFile, category: CategoryId) -> Withheld {
        withholding::unopened(&self.writing.texts, self.office(holding), category)
    }
}

/// The categories of a holding in which a seal does not open, and the page has no place to say so.
fn damaged(holding: &HoldingFile) -> Vec<CategoryId> {
    let results = holding.results.value().into_iter().flatten();
    let proposals = holding.profile.value().into_iter().flat_map(|file| &file.proposals);
    let profile = matches!(holding.profile, Shown::Damaged)
        || proposals.into_iter().any(|proposal| matches!(proposal.proposed, Unsealed::Damaged));
    let results = matches!(holding.results, Shown::Damaged)
        || results.into_iter().any(|result| matches!(result.result, Unsealed::Damaged));
    let found = [
        (CategoryId::Profile, profile),
        (CategoryId::ApplicationHistory, matches!(holding.applications, Shown::Damaged)),
        (CategoryId::SelectionResult, results),
        (CategoryId::Other, matches!(holding.notes, Shown::Damaged) || matches!(holding.tags, Unsealed::Damaged)),
    ];
    found.into_iter().filter(|(_, damaged)| *damaged).map(|(category, _)| category).collect()
}
