//! The forms about an incident.
//!
//! Invariant: a form that is refused shows everything that was typed, and names each field that is wrong.

use crate::domain::category::CategoryId;
use crate::domain::id::{CandidateId, IncidentId, ProcessorId};
use crate::domain::incident::{Added, Incident, IncidentAct, LeftOut, Scope, ScopeKind, ScopeOf};
use crate::domain::office::Office;
use crate::domain::staff::Caller;
use crate::domain::time::Day;
use crate::store::incident_clocks::{KeptClock, Settled};
use crate::store::processors::Processor;
use crate::text_enum;
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::profile::{choices, optional_choices};
use crate::web::staff::office_choices;
use crate::web::staff::processors::forms::{ticked, ticks};
use crate::web::texts::Texts;
use crate::workflows::keep_incidents::Choices;

/// Characters of what happened.
const LONGEST: usize = 4_000;

text_enum! {
    /// What can be said about a clock.
    "settlement" Settlement {
        /// It was done.
        Done = "done",
        /// It is not required.
        NotRequired = "not_required",
        /// It is open again.
        Open = "open",
    }
}

/// The form of what is on record: `known_on`, `assessed_on`, `place`, `processor`, `processor_knew_on`, `what`, a box for
/// each category, and three for what is likely.
pub fn facts_form(
    texts: &Texts,
    action: &str,
    offices: &[Office],
    processors: &[Processor],
    kept: Option<&Incident>,
) -> Form {
    let mut form = Form::new(action);
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let known = form.add("facts", Kind::Date, "known_on", "incident-known").required().half();
    known.hint("hint-incident-known").value(day(kept.map(|kept| kept.known_on)));
    let assessed = form.add("facts", Kind::Date, "assessed_on", "incident-assessed").half();
    assessed.hint("hint-incident-assessed").value(day(kept.and_then(|kept| kept.assessed_on)));
    let place = form.add("facts", Kind::Select, "place", "incident-place").required();
    place.options(office_choices(offices, texts.locale)).value(kept.map_or("", |kept| kept.place.as_str()));
    let none = std::iter::once(Choice::new("", texts.say("incident-no-processor")));
    let named = processors.iter().map(|processor| Choice::new(processor.id.to_string(), &processor.name));
    let processor = form.add("facts", Kind::Select, "processor", "incident-processor").half();
    let chosen = kept.and_then(|kept| kept.processor).map(|id| id.to_string());
    processor.options(none.chain(named).collect()).value(chosen.unwrap_or_default());
    let knew = form.add("facts", Kind::Date, "processor_knew_on", "incident-processor-knew").half();
    knew.value(day(kept.and_then(|kept| kept.processor_knew_on)));
    let what = form.add("facts", Kind::Lines, "what", "incident-what").required().longest(LONGEST);
    what.hint("hint-incident-what").value(kept.map_or("", |kept| &kept.what));
    ticks(&mut form, texts, "category", CategoryId::ALL, |it| kept.is_some_and(|kept| kept.categories.contains(it)));
    for (name, label, holds) in [
        ("wrongful_purpose", "incident-wrongful", kept.is_some_and(|kept| kept.wrongful_purpose)),
        ("property_damage", "incident-property", kept.is_some_and(|kept| kept.property_damage)),
        ("significant_harm", "incident-harm", kept.is_some_and(|kept| kept.significant_harm)),
    ] {
        form.add("likely", Kind::Tick, name, label).value(if holds { "yes" } else { "" });
    }
    form
}

/// The same form about an incident that is on record, with its `revision` carried along.
pub fn change_form(texts: &Texts, action: &str, choices: &Choices, (kept, revision): (&Incident, i64)) -> Form {
    let mut form = facts_form(texts, action, &choices.offices, &choices.processors, Some(kept));
    form.add("facts", Kind::Hidden, "revision", "incident-facts").value(revision.to_string());
    form
}

/// Reads that form, as one of an incident that is on record or of a new one.
pub fn facts(form: &mut Form, caller: &Caller, today: Day, id: Option<IncidentId>) -> Option<Incident> {
    form.check();
    let known_on = past(form, "known_on", today);
    let assessed_on = past(form, "assessed_on", today);
    let processor: Option<ProcessorId> = form.value("processor").parse().ok();
    let processor_knew_on = past(form, "processor_knew_on", today);
    if processor_knew_on.is_some() && processor.is_none() {
        form.refuse("processor", "error-incident-processor");
    }
    if assessed_on.is_some_and(|assessed| known_on.is_some_and(|known| assessed < known)) {
        form.refuse("assessed_on", "error-incident-assessed");
    }
    let categories = ticked(form, "category", CategoryId::ALL);
    if categories.is_empty() {
        form.refuse("category.profile", fault::CHOOSE);
    }
    let place = form.value("place").parse().ok();
    let is = |name: &str| !form.value(name).is_empty();
    let incident = Incident {
        id: id.unwrap_or_default(),
        office: caller.office.clone(),
        place: place?,
        processor,
        known_on: known_on?,
        assessed_on,
        processor_knew_on,
        what: form.value("what").to_owned(),
        categories,
        wrongful_purpose: is("wrongful_purpose"),
        property_damage: is("property_damage"),
        significant_harm: is("significant_harm"),
        recorded_by: caller.staff_id(),
    };
    (!form.is_bad()).then_some(incident)
}

/// A day that has come; one that cannot be read, or is still to come, is marked.
fn past(form: &mut Form, name: &str, today: Day) -> Option<Day> {
    let found = day(form, name)?;
    if found > today {
        form.refuse(name, "error-incident-future");
        return None;
    }
    Some(found)
}

fn day(form: &mut Form, name: &str) -> Option<Day> {
    let typed = form.value(name).to_owned();
    let found = typed.parse().ok();
    if found.is_none() && !typed.is_empty() {
        form.refuse(name, "error-date");
    }
    found
}

/// The form of where the affected are looked for: `scope`, `from`, `until`, a box for each act.
pub fn scope_form(texts: &Texts, action: &str, offered: &Choices, kept: Option<&Scope>) -> Form {
    let mut form = Form::new(format!("{action}/affected"));
    let of = |kind: ScopeKind, id: &str, name: &str| {
        Choice::new(format!("{kind}:{id}"), texts.with(scope_key(kind), "name", name))
    };
    let offices = offered.offices.iter().map(|it| of(ScopeKind::Office, it.code.as_str(), it.name.get(texts.locale)));
    let processors = offered.processors.iter().map(|it| of(ScopeKind::Processor, &it.id.to_string(), &it.name));
    let accounts = offered.accounts.iter().map(|it| of(ScopeKind::Account, &it.id.to_string(), &it.name));
    let scope = form.add("scope", Kind::Select, "scope", "incident-scope").required();
    let chosen = kept.map(|kept| format!("{}:{}", kept.of.kind(), kept.of));
    scope.options(offices.chain(processors).chain(accounts).collect()).value(chosen.unwrap_or_default());
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let from = form.add("scope", Kind::Date, "from", "incident-from").required().half();
    from.value(day(kept.map(|kept| kept.from)));
    let until = form.add("scope", Kind::Date, "until", "incident-until").required().half();
    until.value(day(kept.map(|kept| kept.until)));
    ticks(&mut form, texts, "act", IncidentAct::ALL, |it| kept.is_none_or(|kept| kept.acts.contains(it)));
    form
}

/// The key of what a kind of scope is called with its name.
pub const fn scope_key(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Account => "incident-scope-account",
        ScopeKind::Processor => "incident-scope-processor",
        ScopeKind::Office => "incident-scope-office",
    }
}

/// Reads that form.
pub fn scope(form: &mut Form) -> Option<Scope> {
    form.check();
    let of = match form.value("scope").split_once(':') {
        Some(("account", id)) => id.parse().ok().map(ScopeOf::Account),
        Some(("processor", id)) => id.parse().ok().map(ScopeOf::Processor),
        Some(("office", code)) => code.parse().ok().map(ScopeOf::Office),
        _ => None,
    };
    let (from, until) = (day(form, "from"), day(form, "until"));
    if from.is_some_and(|from| until.is_some_and(|until| until < from)) {
        form.refuse("until", "error-incident-order");
    }
    let acts = ticked(form, "act", IncidentAct::ALL);
    if acts.is_empty() {
        form.refuse("act.views", fault::CHOOSE);
    }
    if form.is_bad() { None } else { Some(Scope { of: of?, from: from?, until: until?, acts }) }
}

/// The form to add somebody with: `record`, `added`.
pub fn add_form(texts: &Texts, action: &str) -> Form {
    let mut form = Form::new(format!("{action}/affected/additions"));
    form.add("add", Kind::Text, "record", "incident-record-of").required().hint("hint-incident-record");
    form.add("add", Kind::Select, "added", "incident-reason").required().options(choices(texts, Added::ALL));
    form
}

/// Reads that form: the id of a candidate, or the address of their page.
pub fn addition(form: &mut Form) -> Option<(CandidateId, Added)> {
    form.check();
    let typed = form.value("record").to_owned();
    let id = typed.trim_end_matches('/').rsplit('/').next().and_then(|last| last.parse().ok());
    if id.is_none() && !typed.is_empty() {
        form.refuse("record", "error-incident-record");
    }
    let reason = form.value("added").parse().ok();
    if form.is_bad() { None } else { Some((id?, reason?)) }
}

/// The form to leave somebody out with, or to take them in again: `left_out`.
pub fn leave_out_form(texts: &Texts, action: &str, holding: &str, kept: Option<LeftOut>) -> Form {
    let mut form = Form::new(format!("{action}/affected/{holding}"));
    let field = form.add("leave", Kind::Select, "left_out", "incident-left-out").id(format!("left_out-{holding}"));
    field.options(optional_choices(texts, LeftOut::ALL)).value(kept.map_or("", LeftOut::as_str));
    form
}

/// The form of what was done about a clock: `settlement`, `done_on`, `reason`, and its `revision` carried along.
pub fn clock_form(texts: &Texts, action: &str, clock: &KeptClock) -> Form {
    let rule = &clock.rule;
    let mut form = Form::new(format!("{action}/clocks/{rule}"));
    let settlement = match clock {
        KeptClock { done_on: Some(_), .. } => Settlement::Done.as_str(),
        KeptClock { not_required: Some(_), .. } => Settlement::NotRequired.as_str(),
        _ => "",
    };
    let field = form.add("clock", Kind::Select, "settlement", "incident-settlement").required().half();
    field.id(format!("settlement-{rule}")).options(choices(texts, Settlement::ALL)).value(settlement);
    let done = form.add("clock", Kind::Date, "done_on", "incident-done-on").half().id(format!("done_on-{rule}"));
    done.value(clock.done_on.map(|day| day.to_string()).unwrap_or_default());
    let reason = form.add("clock", Kind::Lines, "reason", "incident-not-required").longest(500);
    reason
        .id(format!("reason-{rule}"))
        .hint("hint-incident-what")
        .value(clock.not_required.clone().unwrap_or_default());
    form.add("clock", Kind::Hidden, "revision", "incident-settlement").value(clock.revision.to_string());
    form
}

/// Reads that form.
pub fn settled(form: &mut Form, today: Day) -> Option<Settled> {
    form.check();
    let done_on = past(form, "done_on", today);
    let reason = form.value("reason").to_owned();
    let settlement: Option<Settlement> = form.value("settlement").parse().ok();
    if settlement == Some(Settlement::Done) && done_on.is_none() {
        form.refuse("done_on", "error-required");
    }
    if settlement == Some(Settlement::NotRequired) && reason.is_empty() {
        form.refuse("reason", "error-required");
    }
    let settled = match settlement? {
        Settlement::Done => Settled::Done(done_on?),
        Settlement::NotRequired => Settled::NotRequired(reason),
        Settlement::Open => Settled::Open,
    };
    (!form.is_bad()).then_some(settled)
}
