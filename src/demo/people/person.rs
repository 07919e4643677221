//! A person of the demo, with everything that will be recorded about them.

use crate::domain::application::{ApplicationDetails, SelectionResult, Source, Stage};
use crate::domain::candidate::ProfileRecord;
use crate::domain::consent::ConsentScope;
use crate::domain::health::HealthRecord;
use crate::domain::jurisdiction::Country;
use crate::domain::office::OfficeCode;
use crate::domain::time::Day;

/// A candidate of the demo.
#[derive(Debug, Clone)]
pub struct Person {
    /// What their résumé says.
    pub profile: ProfileRecord,
    /// The office they applied to; it collected everything here.
    pub office: OfficeCode,
    /// The slug of the vacancy they applied to.
    pub vacancy: &'static str,
    /// The version of the notice in force when they applied; none before there was one.
    pub notice_version: Option<i32>,
    /// Where the application came from.
    pub source: Source,
    /// What they wrote with the application.
    pub motivation: ApplicationDetails,
    /// The letter that came with the application; the first message of the correspondence.
    pub cover_note: String,
    /// The content of their CV, to be set as a document.
    pub cv: CvContent,
    /// The day of the application.
    pub applied_on: Day,
    /// Where the application stands.
    pub stage: Stage,
    /// How it came there, oldest first; the last one is `stage`.
    pub history: Vec<(Stage, Day)>,
    /// The day the selection ended, if it has.
    pub closed_on: Option<Day>,
    /// What the steps found, in the office's language, oldest first.
    pub results: Vec<DatedResult>,
    /// A health record, for a few.
    pub health: Option<HealthRecord>,
    /// Consents given, and withdrawn, to the office.
    pub consents: Vec<PersonConsent>,
    /// Notes by staff, in the office's language.
    pub notes: Vec<StaffNote>,
    /// Whether a stop of use is in force.
    pub suspended: bool,
    /// Whether a dispute or a law forces the record to be kept.
    pub legal_hold: bool,
    /// Whether a named person cleared the law of a home elsewhere.
    pub home_reviewed: bool,
    /// Whether a named person recorded that the work itself demands the health data.
    pub need_confirmed: bool,
    /// Whether the terms under which another office would receive the data let it pass the data on.
    pub onward_permitted: bool,
}

/// A result of selection and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedResult {
    /// What was found.
    pub result: SelectionResult,
    /// When.
    pub on: Day,
}

/// A consent before it has an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonConsent {
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
    /// The day it was withdrawn on, if it was.
    pub withdrawn_on: Option<Day>,
}

impl PersonConsent {
    /// Whether this consent covers a scope on a day; a withdrawal takes effect on its own day.
    pub fn covers(&self, scope: ConsentScope, on: Day) -> bool {
        self.scopes.contains(&scope)
            && self.from <= on
            && self.until.is_none_or(|until| on <= until)
            && self.withdrawn_on.is_none_or(|withdrawn| on < withdrawn)
    }
}

/// A note by a person of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffNote {
    /// What it says.
    pub text: &'static str,
    /// When it was written.
    pub on: Day,
}

/// What a CV says, in the person's language, before it is set as a PDF or Word file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvContent {
    /// The heading of the page, such as `職務経歴書`.
    pub title: &'static str,
    /// The person's name in their order.
    pub name: String,
    /// Address, telephone and the like, a line each.
    pub lines: Vec<String>,
    /// The body.
    pub sections: Vec<CvSection>,
}

/// A section of a CV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvSection {
    /// Its heading.
    pub heading: &'static str,
    /// Its paragraphs; a list item starts with a hyphen.
    pub paragraphs: Vec<String>,
}

impl CvContent {
    /// The whole text, as a reader of the file should find it.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(4096);
        let head = [self.title, self.name.as_str()].into_iter().chain(self.lines.iter().map(String::as_str));
        let body = self
            .sections
            .iter()
            .flat_map(|s| std::iter::once(s.heading).chain(s.paragraphs.iter().map(String::as_str)));
        for line in head.chain(body) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}
