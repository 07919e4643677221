//! The names behind the ids on a candidate's page: vacancies, notices, offices, people of staff, third parties.
//!
//! Invariant: nothing here is about a candidate.

use super::WorkflowError;
use super::show_candidate::CandidateFile;
use crate::domain::disclosure::ThirdParty;
use crate::domain::id::{NoticeId, StaffId, ThirdPartyId, VacancyId};
use crate::domain::locale::Locale;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::vacancy::VacancyName;
use crate::store::journal::Use;
use crate::store::{Database, notices, offices, staff, third_parties, vacancies};

/// Names by id.
#[derive(Debug, Default)]
pub struct Names {
    vacancies: Vec<VacancyName>,
    notices: Vec<(NoticeId, i32)>,
    offices: Vec<Office>,
    staff: Vec<(StaffId, String)>,
    managers: Vec<(StaffId, String)>,
    recruiters: Vec<(StaffId, String)>,
    third_parties: Vec<ThirdParty>,
}

impl Names {
    /// Loads what a candidate's page names, for a reader of an office.
    ///
    /// # Errors
    /// The database's.
    pub fn of(db: &mut Database, file: &CandidateFile, office: &OfficeCode) -> Result<Self, WorkflowError> {
        let (people, parties) = (people(file), parties(file));
        Ok(db.read(|db| {
            Ok(Self {
                vacancies: vacancies::names(db)?,
                notices: notices::versions(db)?,
                offices: offices::list(db)?,
                staff: staff::names(db, &people)?,
                managers: staff::hiring_managers(db, office)?,
                recruiters: staff::recruiters(db, office)?,
                third_parties: third_parties::some(db, &parties)?,
            })
        })?)
    }

    /// What a vacancy is called.
    pub fn vacancy(&self, id: VacancyId, locale: Locale) -> String {
        let found = self.vacancies.iter().find(|vacancy| vacancy.id == id);
        found.map(|vacancy| vacancy.title.get(locale).to_owned()).unwrap_or_default()
    }

    /// The version of a notice.
    pub fn notice(&self, id: NoticeId) -> Option<i32> {
        self.notices.iter().find(|(notice, _)| *notice == id).map(|(_, version)| *version)
    }

    /// What an office is called; its code if it has no name.
    pub fn office(&self, code: &OfficeCode, locale: Locale) -> String {
        let found = self.offices.iter().find(|office| office.code == *code);
        found.map_or_else(|| code.to_string(), |office| office.name.get(locale).to_owned())
    }

    /// Every office.
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// The hiring managers of the reader's office.
    pub fn managers(&self) -> &[(StaffId, String)] {
        &self.managers
    }

    /// The recruiters of the reader's office.
    pub fn recruiters(&self) -> &[(StaffId, String)] {
        &self.recruiters
    }

    /// What somebody of staff is called.
    pub fn person(&self, id: StaffId) -> Option<&str> {
        let known = self.staff.iter().chain(&self.recruiters);
        known.into_iter().find(|(staff, _)| *staff == id).map(|(_, name)| name.as_str())
    }

    /// What the third party is called that a consent or a question for one names; empty if it names none.
    pub fn third_party(&self, id: Option<ThirdPartyId>) -> String {
        let found = self.third_parties.iter().find(|party| Some(party.id) == id);
        found.map(|party| party.name.clone()).unwrap_or_default()
    }
}

/// The person of staff behind a journal entry, if it was one.
pub fn staff_of(row: &Use) -> Option<StaffId> {
    row.actor.strip_prefix("staff:")?.parse().ok()
}

/// The third parties that consents and questions name.
fn parties(file: &CandidateFile) -> Vec<ThirdPartyId> {
    let held = || file.holdings.iter().filter_map(|holding| holding.profile.value());
    let given = held().flat_map(|held| &held.consents).filter_map(|consent| consent.third_party);
    let asked = held().flat_map(|held| &held.consent_requests).filter_map(|asked| asked.question.third_party);
    let mut parties: Vec<ThirdPartyId> = given.chain(asked).collect();
    parties.sort_unstable();
    parties.dedup();
    parties
}

fn people(file: &CandidateFile) -> Vec<StaffId> {
    let mut people = Vec::new();
    for holding in &file.holdings {
        let moves = holding.applications.value().into_iter().flatten().flat_map(|shown| &shown.moves);
        people.extend(holding.assigned.iter().map(|(_, staff)| *staff));
        people.extend(holding.owner);
        people.extend(holding.tasks.iter().map(|shown| shown.task.assignee));
        people.extend(holding.results.value().into_iter().flatten().filter_map(|shown| shown.staff));
        people.extend(moves.filter_map(|moved| moved.staff_id));
        people.extend(holding.notes.value().into_iter().flatten().filter_map(|note| note.staff));
        people.extend(holding.profile.value().into_iter().flat_map(|profile| &profile.uses).filter_map(staff_of));
    }
    people.sort_unstable();
    people.dedup();
    people
}
