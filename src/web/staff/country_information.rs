//! What candidates are told about a country, as the privacy officer keeps it.

pub mod draft;

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::country_information::{CountryInformation, in_force};
use crate::domain::id::{CountryInformationId, StaffId};
use crate::domain::jurisdiction::Country;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};
use crate::web::texts::Texts;
use crate::workflows::keep_country_information::{self, Countries};

const PAGE: &str = "/staff/country-information";

/// `/staff/country-information`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/country_information.html")]
pub struct CountryInformationPage {
    /// The frame.
    pub frame: Frame,
    /// The countries that the company has offices in.
    pub countries: Vec<CountryView>,
}

/// What is told about a country.
#[derive(Debug, Clone)]
pub struct CountryView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The version in force, if there is one.
    pub in_force: Option<VersionView>,
    /// Until when it is to be looked at again, written out; empty if nobody of the company has checked it.
    pub due: String,
    /// Whether somebody has to do so.
    pub is_due: bool,
    /// Who changed the draft last, and when, written out; empty if there is none.
    pub draft: String,
    /// The versions before, the latest first.
    pub earlier: Vec<VersionView>,
}

/// A version, in the language of a page.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// About which country.
    pub country: String,
    /// Its number.
    pub version: i32,
    /// The country's system.
    pub system: String,
    /// What differs there.
    pub differences: String,
    /// The measures of the recipient.
    pub measures: String,
    /// Where it was looked up.
    pub source: String,
    /// When it was checked, written out.
    pub checked: String,
    /// When it was published and by whom, written out; empty for what came with the program.
    pub published: String,
    /// When it was withdrawn, written out; empty if it was not.
    pub withdrawn: String,
    /// Where withdrawing it is posted to; empty if there is nothing to withdraw.
    pub withdrawal: String,
}

impl VersionView {
    /// A version as everybody may read it.
    pub fn of(version: &CountryInformation, texts: &Texts) -> Self {
        let words = &version.words;
        Self {
            country: texts.country(&version.country),
            version: version.version,
            system: words.system.get(texts.locale).to_owned(),
            differences: words.differences.get(texts.locale).to_owned(),
            measures: words.measures.get(texts.locale).to_owned(),
            source: words.source.clone(),
            checked: words.checked_on.map(|day| texts.day(&day)).unwrap_or_default(),
            published: String::new(),
            withdrawn: String::new(),
            withdrawal: String::new(),
        }
    }
}

/// Shows every country.
pub async fn show(staff: StaffCaller) -> Answer {
    let caller = staff.caller.clone();
    let kept = staff.visitor.app.run(move |_, db| keep_country_information::show(db, &caller)).await?;
    let look = Look { kept: &kept, writing: Writing::new(staff.visitor.texts, &staff.office) };
    let fresh_days = staff.visitor.app.store.law().rules.review_days();
    let countries = kept.countries.iter().map(|country| look.country(*country, fresh_days)).collect();
    page(&CountryInformationPage { frame: staff.frame(), countries })
}

/// Begins the draft of a country, or goes on with the one that was begun.
pub async fn begin(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let country: Country = posted.value("country").parse().map_err(|_| WebError::NotFound)?;
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_country_information::begin(db, &caller, country)).await?;
    onward(&format!("{PAGE}/drafts/{country}"), None)
}

/// Withdraws the version in force.
pub async fn withdraw(sent: StaffForm, id: Path<CountryInformationId>) -> Answer {
    let (staff, id) = (sent.staff, id.into_inner());
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_country_information::withdraw(db, &caller, id)).await?;
    onward(PAGE, Some(Message::Saved))
}

/// The words and names of the page.
struct Look<'a> {
    kept: &'a Countries,
    writing: Writing,
}

impl Look<'_> {
    fn who(&self, staff: Option<StaffId>) -> &str {
        let known = self.kept.people.iter().find(|(known, _)| Some(*known) == staff);
        known.map(|(_, name)| name.as_str()).unwrap_or_default()
    }

    fn country(&self, country: Country, fresh_days: i64) -> CountryView {
        let of_country = || self.kept.versions.iter().filter(|version| version.country == country);
        let current = in_force(&self.kept.versions, country);
        let draft = self.kept.drafts.iter().find(|draft| draft.country == country);
        let changed = |by, at| format!("{}, {}", self.who(by), self.writing.moment(at));
        let day = current.and_then(|it| it.review_by(fresh_days));
        CountryView {
            code: country.to_string(),
            name: self.writing.texts.country(&country),
            in_force: current.map(|version| VersionView {
                withdrawal: format!("{PAGE}/{}/withdrawal", version.id),
                ..self.version(version)
            }),
            due: day.map(|day| self.writing.texts.day(&day)).unwrap_or_default(),
            is_due: current.is_none_or(|it| it.is_due(self.kept.today, fresh_days)),
            draft: draft.map(|draft| changed(draft.changed_by, draft.changed_at)).unwrap_or_default(),
            earlier: of_country()
                .filter(|version| Some(version.id) != current.map(|it| it.id))
                .map(|version| self.version(version))
                .collect(),
        }
    }

    fn version(&self, version: &CountryInformation) -> VersionView {
        let at = self.writing.moment(version.published_at);
        VersionView {
            published: match version.published_by {
                Some(by) => format!("{}, {at}", self.who(Some(by))),
                None => String::new(),
            },
            withdrawn: version.withdrawn_at.map(|at| self.writing.moment(at)).unwrap_or_default(),
            ..VersionView::of(version, &self.writing.texts)
        }
    }
}
