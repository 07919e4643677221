//! What stands on a candidate's page below the head: files, applications, results, notes, proposals.

use super::show::Record;
use super::{
    ApplicationView, Assigned, DocumentView, NoteView, ProposalView, ResultView, StageLine, assign_form, move_form,
    result_form,
};
use crate::domain::candidate::ProfileRecord;
use crate::domain::category::CategoryId;
use crate::domain::id::{ApplicationId, StaffId};
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::applications::ShownApplication;
use crate::store::documents::ShownDocument;
use crate::store::notes::ShownNote;
use crate::store::permit::Unsealed;
use crate::store::proposals::ShownProposal;
use crate::store::selection_results::ShownResult;
use crate::web::form::Choice;
use crate::web::staff::{Writing, differences};
use crate::web::texts::Texts;
use crate::workflows::show_candidate::HoldingFile;

/// What is suspicious about a file, in the language of the page.
pub(in crate::web) fn warning(texts: &Texts, word: &str) -> Option<String> {
    Some(texts.say(match word {
        "macros" => "warning-macros",
        "javascript" => "warning-javascript",
        "embedded_files" => "warning-embedded-files",
        "external_relationships" => "warning-external",
        "truncated" => "warning-truncated",
        _ => return None,
    }))
}

/// A file as a page shows it.
pub(in crate::web) fn document(shown: &ShownDocument, writing: &Writing) -> DocumentView {
    let document = &shown.document;
    let texts = &writing.texts;
    DocumentView {
        id: document.id.to_string(),
        name: writing.unsealed(&shown.name),
        kind: document.kind,
        size: texts.size(document.bytes),
        stored: writing.moment(document.stored_at),
        state: document.state,
        failure: document.failure,
        pages: usize::try_from(document.pages).unwrap_or(0),
        text: shown.text.as_ref().map(|text| writing.unsealed(text)).unwrap_or_default(),
        warnings: shown.warnings.iter().filter_map(|word| warning(texts, word)).collect(),
        is_proposed: shown.proposal.is_some(),
    }
}

impl Record<'_> {
    pub(super) fn documents(&self) -> Vec<DocumentView> {
        let mut shown: Vec<_> = self.profiles().flat_map(|(_, file)| &file.documents).collect();
        shown.sort_by_key(|it| std::cmp::Reverse((it.document.stored_at, it.document.id)));
        shown.into_iter().map(|shown| document(shown, &self.writing)).collect()
    }

    pub(super) fn applications(&self) -> Vec<ApplicationView> {
        let may_move = self.staff.may(Verb::Change, CategoryId::ApplicationHistory, Purpose::Recruitment);
        let shown = self.shown_applications().into_iter();
        shown.map(|(holding, shown)| self.application(holding, shown, may_move && self.is_own(holding))).collect()
    }

    fn application(&self, holding: &HoldingFile, shown: &ShownApplication, may_move: bool) -> ApplicationView {
        let application = &shown.application;
        let (id, stage) = (application.id.to_string(), application.stage);
        let (motivation, available_from) = match &shown.details {
            Unsealed::Value(details) => (details.motivation.clone(), details.available_from.clone()),
            Unsealed::Damaged => (self.writing.texts.say("damaged"), String::new()),
        };
        let by = |staff| self.names.person(staff).unwrap_or_default().to_owned();
        let history = shown.moves.iter().rev().map(|moved| StageLine {
            stage: moved.to_stage,
            at: self.writing.moment(moved.at),
            by: moved.staff_id.map(by).unwrap_or_default(),
        });
        let can_move = may_move && stage.closing().is_none();
        let (assigned, others) = self.assignments(holding, application.id, may_move);
        let results = self.results(application.id);
        let may_judge = self.is_own(holding)
            && holding.results.refusal().is_none()
            && self.staff.may(Verb::Create, CategoryId::SelectionResult, Purpose::Recruitment);
        ApplicationView {
            results,
            result_form: may_judge.then(|| result_form(&self.writing.texts, &self.id(), &id, stage)),
            vacancy: self.names.vacancy(application.vacancy, self.writing.locale()),
            office: self.office(holding),
            received: self.writing.moment(application.received_at),
            source: application.source,
            stage,
            notice: application.notice.and_then(|notice| self.names.notice(notice)),
            motivation,
            available_from,
            history: history.collect(),
            move_form: can_move.then(|| move_form(&self.writing.texts, &self.id(), &id, stage, application.revision)),
            assigned,
            assign_form: (can_move && !others.is_empty()).then(|| assign_form(&self.id(), &id, others)),
            interviews: self.interviews(holding, application.id),
            invite_form: self.invite_form(holding, &id, stage),
            id,
        }
    }

    /// Who is to look at an application, and who else could.
    fn assignments(&self, holding: &HoldingFile, id: ApplicationId, may_end: bool) -> (Vec<Assigned>, Vec<Choice>) {
        let of: Vec<StaffId> = holding.assigned.iter().filter(|(it, _)| *it == id).map(|(_, staff)| *staff).collect();
        let path = format!("/staff/candidates/{}/applications/{id}/assignments", self.id());
        let assigned = of.iter().map(|staff| Assigned {
            name: self.names.person(*staff).unwrap_or_default().to_owned(),
            removal: if may_end { format!("{path}/{staff}/removal") } else { String::new() },
        });
        let others = self.names.managers().iter().filter(|(staff, _)| !of.contains(staff));
        (assigned.collect(), others.map(|(staff, name)| Choice::new(staff.to_string(), name)).collect())
    }

    /// The results whose applications are withheld.
    pub(super) fn other_results(&self) -> Vec<ResultView> {
        let applications = self.shown_applications();
        let all = self.file.holdings.iter().filter_map(|it| it.results.value()).flatten();
        let is_other = |of: ApplicationId| !applications.iter().any(|(_, shown)| shown.application.id == of);
        all.filter(|result| is_other(result.application)).filter_map(|result| self.result(result)).collect()
    }

    fn results(&self, of: ApplicationId) -> Vec<ResultView> {
        let all = self.file.holdings.iter().filter_map(|it| it.results.value()).flatten();
        let mut shown: Vec<_> = all.filter(|result| result.application == of).collect();
        shown.sort_by_key(|result| std::cmp::Reverse(result.at));
        shown.into_iter().filter_map(|result| self.result(result)).collect()
    }

    /// A result whose seal does not open has no finding to show; `withheld` says that there is one.
    fn result(&self, shown: &ShownResult) -> Option<ResultView> {
        let Unsealed::Value(result) = &shown.result else { return None };
        let applications = self.shown_applications();
        let of = applications.iter().find(|(_, it)| it.application.id == shown.application);
        let vacancy = of.map(|(_, it)| self.names.vacancy(it.application.vacancy, self.writing.locale()));
        Some(ResultView {
            stage: result.stage,
            finding: result.finding,
            comment: result.comment.clone(),
            at: self.writing.moment(shown.at),
            application: shown.application.to_string(),
            vacancy: vacancy.unwrap_or_default(),
            reason: result.reason,
            held: result.held_on.map(|day| self.writing.texts.day(&day)).unwrap_or_default(),
            by: shown.staff.and_then(|staff| self.names.person(staff)).unwrap_or_default().to_owned(),
        })
    }

    pub(super) fn notes(&self) -> Vec<NoteView> {
        let of = |holding| self.notes_of(holding);
        let mut shown: Vec<(&ShownNote, bool)> = self.file.holdings.iter().flat_map(of).collect();
        shown.sort_by_key(|(note, _)| std::cmp::Reverse(note.at));
        let note = |(note, leads_on): (&ShownNote, bool)| NoteView {
            text: self.writing.unsealed(&note.text),
            by: note.staff.and_then(|staff| self.names.person(staff)).unwrap_or_default().to_owned(),
            at: self.writing.moment(note.at),
            class: note.class,
            thread: note.thread.filter(|_| leads_on).map(|it| format!("/staff/inbox/{it}")).unwrap_or_default(),
        };
        shown.into_iter().map(note).collect()
    }

    /// The notes of a holding, and whether the reader gets to the threads that they were written on.
    fn notes_of<'a>(&self, holding: &'a HoldingFile) -> impl Iterator<Item = (&'a ShownNote, bool)> + use<'a> {
        let leads_on = self.is_own(holding) && self.correspondence.is_some();
        holding.notes.value().into_iter().flatten().map(move |note| (note, leads_on))
    }

    pub(super) fn proposals(&self) -> Vec<ProposalView> {
        let files = self.profiles().map(|(_, file)| file);
        let each = files.flat_map(|file| file.proposals.iter().map(|shown| (&file.profile.record, shown)));
        each.map(|(stored, shown)| self.proposal(stored, shown)).collect()
    }

    /// One whose seal does not open has nothing to compare; `withheld` says so, and it can still be decided.
    fn proposal(&self, stored: &ProfileRecord, shown: &ShownProposal) -> ProposalView {
        let texts = &self.writing.texts;
        let changes = match &shown.proposed {
            Unsealed::Value(proposed) => differences::of_profiles(texts, stored, &proposed.profile),
            Unsealed::Damaged => Vec::new(),
        };
        ProposalView {
            id: shown.id.to_string(),
            received: self.writing.moment(shown.at),
            vacancy: self.names.vacancy(shown.vacancy, self.writing.locale()),
            changes,
        }
    }
}
