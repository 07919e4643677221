//! What is new today.

mod interviews;

pub use interviews::TodayInterview;

use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use super::candidates::{CandidateLine, Columns, lines};
use crate::directory::Person;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::Country;
use crate::domain::list_reach::ListReach;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::domain::vacancy::VacancyState;
use crate::law::access::Verb;
use crate::store::database::Db;
use crate::store::{intakes, offices, reviews, staff as people, vacancies};
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::workflows::ask_consent::{self, Ending};
use crate::workflows::keep_country_information;
use crate::workflows::keep_incidents;
use crate::workflows::list_candidates;
use crate::workflows::plan_tasks::{self, MyTask};
use crate::workflows::see_to_duties;
use crate::workflows::show_interviews;

/// `/staff`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/today.html")]
pub struct TodayPage {
    /// The frame.
    pub frame: Frame,
    /// The reader's office.
    pub office: String,
    /// Today there, written out.
    pub date: String,
    /// Figures of the office.
    pub counts: Vec<Count>,
    /// Today's new applications, newest first; nothing for roles that see none.
    pub fresh: Option<Vec<CandidateLine>>,
    /// People for whom a form proposed changes, newest first.
    pub proposals: Vec<CandidateLine>,
    /// The reader's tasks up to seven days ahead, the earliest first; nothing for roles that have none.
    pub tasks: Option<Vec<TodayTask>>,
    /// Interviews of today and tomorrow, the earliest first; none for roles that invite to none.
    pub interviews: Vec<TodayInterview>,
    /// Consents that end soon, the earliest first; none for roles that ask for none.
    pub ending: Vec<EndingLine>,
    /// Whether the reader's role sees candidates.
    pub sees_candidates: bool,
    /// The columns of the lists.
    pub columns: Columns,
}

/// A task of the reader's.
#[derive(Debug, Clone)]
pub struct TodayTask {
    /// The address of the person's page.
    pub href: String,
    /// Whom it is about.
    pub name: String,
    /// What is to be done.
    pub text: String,
    /// Until when, written out.
    pub due: String,
    /// Whether that day is over.
    pub is_late: bool,
    /// Where marking it as done is posted to.
    pub completion: String,
}

/// A consent that ends soon.
#[derive(Debug, Clone)]
pub struct EndingLine {
    /// The address of the consents on the person's page.
    pub href: String,
    /// Whose it is.
    pub name: String,
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// Its last day, written out.
    pub until: String,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Count {
    /// What is counted.
    pub figure: Figure,
    /// How many.
    pub value: i64,
    /// The list behind it; empty if there is none.
    pub href: String,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Applications that came in today.
    NewToday,
    /// Applications that came in during the last seven days.
    NewThisWeek,
    /// Applications in selection.
    InSelection,
    /// Candidates.
    Candidates,
    /// Proposed changes that wait.
    Proposals,
    /// Open vacancies.
    Vacancies,
    /// Users.
    Users,
    /// Offices.
    Offices,
    /// Applications that could not be filed.
    Unfiled,
    /// Records that wait for the reader's decision.
    Reviews,
    /// Reports and notices of incidents whose last day is over.
    Incidents,
    /// Duties after transfers, entrustments and provisions whose last day is over.
    Duties,
    /// Countries about which nothing is in force, or what is has to be looked at again.
    CountryInformation,
}

impl Figure {
    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::NewToday => "count-new-today",
            Self::NewThisWeek => "count-new-week",
            Self::InSelection => "count-in-selection",
            Self::Candidates => "count-candidates",
            Self::Proposals => "count-proposals",
            Self::Vacancies => "count-vacancies",
            Self::Users => "count-users",
            Self::Offices => "count-offices",
            Self::Unfiled => "count-unfiled",
            Self::Reviews => "count-reviews",
            Self::Incidents => "count-incidents",
            Self::Duties => "count-duties",
            Self::CountryInformation => "count-country-information",
        }
    }
}

/// Shows what is new at the office; roles without candidates see what they look after.
pub async fn show(staff: StaffCaller) -> Answer {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut shown = TodayPage {
        frame: staff.frame(),
        office: staff.office.name.get(writing.locale()).to_owned(),
        date: writing.day(staff.visitor.at),
        counts: Vec::new(),
        fresh: None,
        proposals: Vec::new(),
        tasks: None,
        interviews: Vec::new(),
        ending: Vec::new(),
        sees_candidates: staff.has_lists(),
        columns: Columns::usual(),
    };
    if shown.sees_candidates {
        add_candidates(&mut shown, &staff, &writing).await?;
    } else {
        shown.counts = look_after(&staff).await?;
    }
    page(&shown)
}

async fn add_candidates(shown: &mut TodayPage, staff: &StaffCaller, writing: &Writing) -> Result<(), WebError> {
    let caller = staff.caller.clone();
    let has_tasks = staff.may(Verb::Change, CategoryId::Other, Purpose::Recruitment);
    let asks = staff.may(Verb::Ask, CategoryId::Profile, Purpose::Recruitment);
    let decides = staff.may(Verb::Decide, CategoryId::Profile, Purpose::Rights);
    let keeps_terms = staff.may(Verb::Transfer, CategoryId::Profile, Purpose::Recruitment);
    let invites = staff.may(Verb::Change, CategoryId::Communications, Purpose::Recruitment);
    // Who only looks for people is shown none of them unasked.
    let sees_records = ListReach::of(caller.role) != ListReach::People;
    let find = staff.visitor.app.run_apart(move |app| {
        let today = || list_candidates::today(&app.store, &app.directories, &caller);
        let today = sees_records.then(today).transpose()?;
        let held = |db: &mut Db| decides.then(|| reviews::count_for(db, &caller)).transpose();
        let tasks = if has_tasks { Some(plan_tasks::mine(&app.store, &app.directories, &caller)?) } else { None };
        let ending = asks.then(|| ask_consent::ending(&app.store, &app.directories, &caller)).transpose()?;
        let coming = invites.then(|| show_interviews::coming(&app.store, &app.directories, &caller)).transpose()?;
        let overdue = |db: &mut Db| decides.then(|| keep_incidents::count(db, &caller.office, caller.at)).transpose();
        let late = |db: &mut Db| decides.then(|| see_to_duties::late(db, &caller.office, caller.at)).transpose();
        let fresh_days = app.store.law().rules.review_days();
        let told = |db: &mut Db| {
            let count = || keep_country_information::count_due(db, &caller.office, caller.at, fresh_days);
            keeps_terms.then(count).transpose()
        };
        let read = app
            .store
            .database()?
            .read(|db| Ok((offices::list(db)?, held(db)?, (overdue(db)?, late(db)?, told(db)?))))?;
        let (offices, held, overdue) = read;
        Ok((today, offices, held, (tasks, coming), ending, overdue))
    });
    let (today, offices, held, (tasks, coming), ending, (overdue, late, told)) = find.await?;
    let count = |figure, value, href: &str| Count { figure, value, href: href.to_owned() };
    if let Some(today) = today {
        shown.counts = vec![
            count(Figure::NewToday, today.new_today, "#fresh"),
            count(Figure::NewThisWeek, today.new_this_week, "/staff/candidates"),
        ];
        let proposed = |some| count(Figure::Proposals, some, if some == 0 { "" } else { "#proposals" });
        shown.counts.extend(today.proposed.map(proposed));
        let lines = |people| lines(people, &today.list.vacancies, &offices, &staff.office, writing);
        shown.fresh = Some(lines(&today.list.page.people));
        shown.proposals = lines(&today.proposals);
    }
    let overdue = overdue.map(|(overdue, _)| overdue).filter(|overdue| *overdue > 0);
    shown.counts.extend(overdue.map(|some| count(Figure::Incidents, some, "/staff/incidents")));
    let late = late.filter(|late| *late > 0);
    shown.counts.extend(late.map(|some| count(Figure::Duties, some, "/staff/duties")));
    let told = told.filter(|due| *due > 0);
    let look_at = |due| count(Figure::CountryInformation, due, "/staff/country-information");
    shown.counts.extend(told.map(look_at));
    shown.counts.extend(held.map(|held| count(Figure::Reviews, held, "/staff/reviews")));
    let at_office = writing.date(staff.visitor.at);
    shown.tasks = tasks.map(|tasks| tasks.iter().map(|task| line_of(task, writing, at_office)).collect());
    shown.interviews = coming.unwrap_or_default().iter().map(|coming| TodayInterview::of(coming, writing)).collect();
    shown.ending = ending.unwrap_or_default().into_iter().map(|ending| ending_line(ending, writing)).collect();
    Ok(())
}

fn ending_line(ending: Ending, writing: &Writing) -> EndingLine {
    EndingLine {
        href: format!("/staff/candidates/{}#consents", ending.person.holding.candidate),
        name: name_of(&ending.person, writing),
        scopes: ending.consent.scopes,
        countries: ending.consent.countries,
        until: writing.texts.day(&ending.consent.until),
    }
}

fn name_of(person: &Person, writing: &Writing) -> String {
    person.name().display(writing.locale())
}

fn line_of(task: &MyTask, writing: &Writing, today: Day) -> TodayTask {
    let (person, due_on) = (&task.person, task.shown.task.due_on);
    let href = format!("/staff/candidates/{}", person.holding.candidate);
    TodayTask {
        name: name_of(person, writing),
        text: writing.unsealed(&task.shown.text),
        due: writing.texts.day(&due_on),
        is_late: due_on < today,
        completion: format!("{href}/tasks/{}/completion", task.shown.task.id),
        href,
    }
}

/// The figures behind the pages that the role's own navigation leads to.
async fn look_after(staff: &StaffCaller) -> Result<Vec<Count>, WebError> {
    let find = staff.visitor.app.run(|_, db| {
        Ok(db.read(|db| {
            let open = vacancies::names(db)?.iter().filter(|it| it.state == VacancyState::Open).count();
            let users = people::list(db)?.iter().filter(|person| person.disabled_at.is_none()).count();
            Ok([open, users, offices::codes(db)?.len(), intakes::unfiled(db)?.len()])
        })?)
    });
    let [open, users, offices, unfiled] = find.await?;
    let counts = staff.frame().navigation().into_iter().filter_map(|entry| {
        let (figure, value) = match entry.href {
            "/staff/vacancies" => (Figure::Vacancies, open),
            "/staff/users" => (Figure::Users, users),
            "/staff/offices" => (Figure::Offices, offices),
            "/staff/intakes" => (Figure::Unfiled, unfiled),
            _ => return None,
        };
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Some(Count { figure, value, href: entry.href.to_owned() })
    });
    Ok(counts.collect())
}
