//! The page of an incident.

use actix_web::web::{Path, Query};
use askama::Template;
use askama_web::WebTemplate;

use super::{PAGE, Standing, forms, office_name};
use crate::app::App;
use crate::directory::Person;
use crate::domain::category::CategoryId;
use crate::domain::id::{HoldingId, IncidentId};
use crate::domain::incident::{Added, IncidentAct, LeftOut, Scope, ScopeOf};
use crate::domain::locale::Locale;
use crate::domain::time::Day;
use crate::law::Law;
use crate::store::incident_affected::{Affected, Count};
use crate::store::incident_clocks::KeptClock;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page};
use crate::web::staff::Writing;
use crate::web::staff::candidate::Change;
use crate::web::texts::Texts;
use crate::workflows::keep_incidents::{self, Choices, Shown};

/// `/staff/incidents/{id}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/incident.html")]
pub struct IncidentPage {
    /// The frame.
    pub frame: Frame,
    /// Where what somebody else stored differs from what was typed.
    pub changes: Vec<Change>,
    /// What is on record.
    pub facts: FactsView,
    /// How its clocks stand.
    pub standing: Standing,
    /// The clocks, overdue ones first.
    pub clocks: Vec<ClockLine>,
    /// Where the affected were looked for; none before that.
    pub scope: Option<ScopeView>,
    /// How many are affected in all offices.
    pub persons: i64,
    /// The same by office and home.
    pub counts: Vec<CountLine>,
    /// Whether the last search in the journal did not come to its end.
    pub is_cut_off: bool,
    /// Those whose data this office collected; a page of them.
    pub affected: Vec<AffectedLine>,
    /// The address of the next page of them.
    pub next: Option<String>,
    /// The form to change what is on record with, from [`forms::change_form`].
    pub facts_form: Form,
    /// The form to look for the affected with, from [`forms::scope_form`].
    pub scope_form: Form,
    /// The form to add somebody with, from [`forms::add_form`].
    pub add_form: Form,
}

/// What is on record, written out.
#[derive(Debug, Clone)]
pub struct FactsView {
    /// When the office came to know.
    pub known: String,
    /// When it was assessed to be notifiable; empty before that.
    pub assessed: String,
    /// Where it happened.
    pub place: String,
    /// At which processor; empty if at none.
    pub processor: String,
    /// What happened.
    pub what: String,
    /// The categories of data.
    pub categories: Vec<CategoryId>,
    /// The keys of what is likely.
    pub likely: Vec<&'static str>,
    /// When it was recorded.
    pub recorded: String,
}

/// A clock.
#[derive(Debug, Clone)]
pub struct ClockLine {
    /// The entry of the rule table.
    pub rule: String,
    /// Its sentence.
    pub why: String,
    /// Where it comes from.
    pub cite: String,
    /// Its last day, written out; empty while it has not started.
    pub due: String,
    /// Whether that day is over and nothing was done.
    pub is_overdue: bool,
    /// When it was done, written out; empty before that.
    pub done: String,
    /// Why it is not required; empty if it is.
    pub not_required: String,
    /// The form to say what was done with, from [`forms::clock_form`].
    pub form: Form,
}

/// Where the affected were looked for.
#[derive(Debug, Clone)]
pub struct ScopeView {
    /// Whose acts.
    pub of: String,
    /// From when, written out.
    pub from: String,
    /// Until when, written out.
    pub until: String,
    /// Which acts.
    pub acts: Vec<IncidentAct>,
}

/// Affected persons of an office and a home.
#[derive(Debug, Clone)]
pub struct CountLine {
    /// The office.
    pub office: String,
    /// The home; empty if it is not known.
    pub home: String,
    /// How many.
    pub persons: i64,
}

/// Somebody affected.
#[derive(Debug, Clone)]
pub struct AffectedLine {
    /// Their name; empty if the lists do not know of them any more.
    pub name: String,
    /// Their page; empty likewise.
    pub href: String,
    /// Where they live; empty if it is not known.
    pub home: String,
    /// Whether health data is affected.
    pub health: bool,
    /// Why they are left out.
    pub left_out: Option<LeftOut>,
    /// Why they were added.
    pub added: Option<Added>,
    /// The form to leave them out with, from [`forms::leave_out_form`].
    pub form: Form,
}

/// Where in the affected a page begins.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct At {
    after: String,
}

/// Shows it.
pub async fn show(staff: StaffCaller, id: Path<IncidentId>, at: Option<Query<At>>) -> Answer {
    // An address that somebody shortened leads to the first page rather than nowhere.
    let after: Option<HoldingId> = at.and_then(|at| at.after.parse().ok());
    page(&opened(&staff, (id.into_inner(), after)).await?)
}

pub(super) async fn opened(
    staff: &StaffCaller,
    (id, after): (IncidentId, Option<HoldingId>),
) -> Result<IncidentPage, WebError> {
    let caller = staff.caller.clone();
    let show = move |app: &App| keep_incidents::show(&app.store, &app.directories, &caller, (id, after));
    let read = staff.visitor.app.run_apart(show);
    let shown = read.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let mut frame = staff.frame();
    frame.path = format!("{PAGE}/{id}");
    Ok(page_of(&shown, staff.visitor.app.store.law(), &writing, frame))
}

/// The page of what is on record.
pub fn page_of(shown: &Shown, law: &Law, writing: &Writing, frame: Frame) -> IncidentPage {
    let texts = &writing.texts;
    let Shown { incident, choices, .. } = shown;
    let action = format!("{PAGE}/{}", incident.id);
    let open: Vec<KeptClock> = shown.clocks.iter().filter(|clock| clock.is_open()).cloned().collect();
    let mut clocks: Vec<&KeptClock> = shown.clocks.iter().collect();
    clocks.sort_by_key(|clock| (!clock.is_overdue(choices.today), !clock.is_open(), clock.due_on));
    let count = |count: &Count| CountLine {
        office: office_name(&choices.offices, &count.office, texts),
        home: count.home.map(|home| texts.country(&home)).unwrap_or_default(),
        persons: count.persons,
    };
    let affected = |one: &Affected| affected_line(one, &shown.people, &action, texts);
    IncidentPage {
        changes: Vec::new(),
        facts: facts_view(shown, writing),
        standing: Standing::of(&open, choices.today, texts),
        clocks: clocks.into_iter().map(|clock| clock_line(clock, choices.today, law, &action, texts)).collect(),
        scope: shown.scope.as_ref().map(|scope| scope_view(scope, choices, texts)),
        persons: shown.counts.iter().map(|count| count.persons).sum(),
        counts: shown.counts.iter().map(count).collect(),
        is_cut_off: shown.is_cut_off,
        affected: shown.affected.iter().map(affected).collect(),
        next: shown.next.map(|after| format!("{action}?after={after}#affected")),
        facts_form: forms::change_form(texts, &action, choices, (incident, shown.revision)),
        scope_form: forms::scope_form(texts, &action, choices, shown.scope.as_ref()),
        add_form: forms::add_form(texts, &action),
        frame,
    }
}

fn facts_view(shown: &Shown, writing: &Writing) -> FactsView {
    let (incident, texts) = (&shown.incident, &writing.texts);
    let processor = shown.choices.processors.iter().find(|processor| Some(processor.id) == incident.processor);
    let likely = [
        (incident.wrongful_purpose, "incident-wrongful"),
        (incident.property_damage, "incident-property"),
        (incident.significant_harm, "incident-harm"),
    ];
    FactsView {
        known: texts.day(&incident.known_on),
        assessed: incident.assessed_on.map(|day| texts.day(&day)).unwrap_or_default(),
        place: office_name(&shown.choices.offices, &incident.place, texts),
        processor: processor.map(|processor| processor.name.clone()).unwrap_or_default(),
        what: incident.what.clone(),
        categories: incident.categories.clone(),
        likely: likely.iter().filter(|(holds, _)| *holds).map(|(_, key)| *key).collect(),
        recorded: writing.moment(shown.recorded_at),
    }
}

fn clock_line(clock: &KeptClock, today: Day, law: &Law, action: &str, texts: &Texts) -> ClockLine {
    let rule = clock.rule.as_str();
    ClockLine {
        rule: rule.to_owned(),
        why: law.texts.why(rule, texts.locale).unwrap_or_default().to_owned(),
        cite: law.rules.text(rule).map(|text| text.cite.clone()).unwrap_or_default(),
        due: clock.due_on.map(|day| texts.day(&day)).unwrap_or_default(),
        is_overdue: clock.is_overdue(today),
        done: clock.done_on.map(|day| texts.day(&day)).unwrap_or_default(),
        not_required: clock.not_required.clone().unwrap_or_default(),
        form: forms::clock_form(texts, action, clock),
    }
}

fn scope_view(scope: &Scope, choices: &Choices, texts: &Texts) -> ScopeView {
    let name = match &scope.of {
        ScopeOf::Office(code) => office_name(&choices.offices, code, texts),
        ScopeOf::Account(id) => {
            choices.accounts.iter().find(|it| it.id == *id).map(|it| it.name.clone()).unwrap_or_default()
        }
        ScopeOf::Processor(id) => {
            choices.processors.iter().find(|it| it.id == *id).map(|it| it.name.clone()).unwrap_or_default()
        }
    };
    ScopeView {
        of: texts.with(forms::scope_key(scope.of.kind()), "name", name),
        from: texts.day(&scope.from),
        until: texts.day(&scope.until),
        acts: scope.acts.clone(),
    }
}

fn affected_line(one: &Affected, people: &[Person], action: &str, texts: &Texts) -> AffectedLine {
    let person = people.iter().find(|person| person.holding.id == one.holding_id);
    let (name, href) = person.map_or_else(Default::default, |person| named(person, texts.locale));
    AffectedLine {
        name,
        href,
        home: one.home.map(|home| texts.country(&home)).unwrap_or_default(),
        health: one.health,
        left_out: one.left_out,
        added: one.added,
        form: forms::leave_out_form(texts, action, &one.holding_id.to_string(), one.left_out),
    }
}

fn named(person: &Person, locale: Locale) -> (String, String) {
    (person.name().display(locale), format!("/staff/candidates/{}", person.holding.candidate))
}
