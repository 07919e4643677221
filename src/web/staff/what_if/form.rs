//! The question: a field for each fact that the law can be told.

use std::collections::HashMap;

use crate::domain::application::Outcome;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::facts::{FACTS, Facts, FactsError};
use crate::law::words::{Action, CollectField, HarmTo};
use crate::law::{ExceptionId, Law, RecipientKind, RequestType, Safeguard};
use crate::web::form::{Choice, Form, Kind};
use crate::web::profile::choices;
use crate::web::texts::{COUNTRIES, Texts, Worded};

/// The parts of the form after the first, with the keys of their headings.
pub const PARTS: [(&str, &str); 9] = [
    ("person", "what-if-person"),
    ("consent", "what-if-consent"),
    ("health", "what-if-health"),
    ("safeguard", "what-if-safeguard"),
    ("joint", "what-if-joint"),
    ("contract", "what-if-contract"),
    ("exception", "what-if-exception"),
    ("request", "what-if-request"),
    ("statistic", "what-if-statistic"),
];

/// Facts that are several words at once, one box for each.
const SEVERAL: [&str; 3] = ["consent_scopes", "contract_categories", "contract_purposes"];
/// Facts that are several countries, typed as codes.
const CODES: [&str; 2] = ["consent_countries", "contract_countries"];
/// Facts that are numbers.
const NUMBERS: [&str; 2] = ["group_size", "days_elapsed"];

/// The empty form.
pub fn question_form(texts: &Texts, law: &Law) -> Form {
    let mut form = Form::new("/staff/what-if");
    act(&mut form, texts);
    person(&mut form, texts);
    consents(&mut form, texts);
    recipients(&mut form, texts);
    contract(&mut form, texts);
    rest(&mut form, texts, law);
    form
}

fn act(form: &mut Form, texts: &Texts) {
    select(form, "act", "action", "fact-action", choices(texts, Action::ALL)).required();
    day(form, "act", "today", "fact-today").required();
    select(form, "act", "origin", "fact-origin", choices(texts, Jurisdiction::ALL)).required();
    select(form, "act", "collected_in", "fact-collected_in", choices(texts, Jurisdiction::ALL));
    select(form, "act", "destination", "fact-destination", countries(texts));
    select(form, "act", "recipient_kind", "fact-recipient_kind", choices(texts, RecipientKind::ALL));
    select(form, "act", "category", "fact-category", choices(texts, CategoryId::ALL));
    let mut purposes = choices(texts, &Purpose::PUBLISHED);
    purposes.push(Choice::new("other", texts.say("what-if-other-purpose")));
    select(form, "act", "purpose", "fact-purpose", purposes);
}

fn person(form: &mut Form, texts: &Texts) {
    select(form, "person", "candidate_home", "fact-candidate_home", countries(texts));
    select(form, "person", "outcome", "fact-outcome", choices(texts, Outcome::ALL));
    day(form, "person", "closed_on", "fact-closed_on");
    select(form, "person", "field", "fact-field", choices(texts, CollectField::ALL));
    tick(form, "person", "purpose_notified", "fact-purpose_notified");
    tick(form, "person", "home_reviewed", "fact-home_reviewed");
    tick(form, "person", "legal_hold", "fact-legal_hold");
    tick(form, "person", "suspended", "fact-suspended");
}

fn consents(form: &mut Form, texts: &Texts) {
    // That to health data is a consent of its own, further down.
    let scopes: Vec<ConsentScope> =
        ConsentScope::ALL.iter().copied().filter(|scope| *scope != ConsentScope::Health).collect();
    several(form, texts, "consent", "consent_scopes", &scopes);
    codes(form, "consent", "consent_countries", "fact-consent_countries");
    day(form, "consent", "consent_from", "fact-from");
    day(form, "consent", "consent_until", "fact-until");
    day(form, "consent", "consent_withdrawn_on", "fact-withdrawn_on");
    tick(form, "consent", "country_info_given", "fact-country_info_given");
    day(form, "health", "health_consent_from", "fact-from");
    day(form, "health", "health_consent_until", "fact-until");
    day(form, "health", "health_consent_withdrawn_on", "fact-withdrawn_on");
    tick(form, "health", "health_consent_abroad", "fact-health_consent_abroad");
    tick(form, "health", "need_confirmed", "fact-need_confirmed");
}

fn recipients(form: &mut Form, texts: &Texts) {
    select(form, "safeguard", "safeguard", "fact-safeguard", choices(texts, Safeguard::ALL));
    day(form, "safeguard", "safeguard_until", "fact-until");
    day(form, "safeguard", "annual_check_on", "fact-annual_check_on");
    tick(form, "safeguard", "onward_permitted", "fact-onward_permitted");
    day(form, "joint", "joint_notice_from", "fact-joint_notice_from");
    tick(form, "joint", "joint_notice_complete", "fact-joint_notice_complete");
}

fn contract(form: &mut Form, texts: &Texts) {
    day(form, "contract", "contract_from", "fact-from");
    day(form, "contract", "contract_until", "fact-until");
    several(form, texts, "contract", "contract_categories", CategoryId::ALL);
    several(form, texts, "contract", "contract_purposes", &Purpose::PUBLISHED);
    codes(form, "contract", "contract_countries", "fact-contract_countries");
    day(form, "contract", "vetted_on", "fact-vetted_on");
    tick(form, "contract", "reoutsourced", "fact-reoutsourced");
    tick(form, "contract", "reoutsourcing_approved", "fact-reoutsourcing_approved");
}

fn rest(form: &mut Form, texts: &Texts, law: &Law) {
    select(form, "exception", "exception", "fact-exception", choices(texts, ExceptionId::ALL));
    select(form, "exception", "exception_law", "fact-exception_law", countries(texts));
    select(form, "exception", "harm_to", "fact-harm_to", choices(texts, HarmTo::ALL));
    tick(form, "exception", "exception_evidence", "fact-exception_evidence");
    tick(form, "exception", "consent_difficult", "fact-consent_difficult");
    select(form, "request", "request_type", "fact-request_type", choices(texts, RequestType::ALL));
    select(form, "request", "ground", "fact-ground", grounds(texts, law));
    number(form, "request", "days_elapsed", "fact-days_elapsed");
    tick(form, "request", "identity_verified", "fact-identity_verified");
    tick(form, "request", "delay_notified", "fact-delay_notified");
    tick(form, "request", "fee_notified", "fact-fee_notified");
    number(form, "statistic", "group_size", "fact-group_size");
    tick(form, "statistic", "identifiable", "fact-identifiable");
}

/// The grounds of refusal that any of the three laws has, each in the words of the first that has it.
fn grounds(texts: &Texts, law: &Law) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for (jurisdiction, request) in
        Jurisdiction::ALL.iter().flat_map(|law| RequestType::ALL.iter().map(|it| (*law, *it)))
    {
        for refusal in law.rules.refusals(jurisdiction, request) {
            if found.iter().all(|known| known.value != refusal.ground) {
                let words = law.texts.why(refusal.rule.as_str(), texts.locale).unwrap_or(&refusal.ground);
                found.push(Choice::new(&refusal.ground, words));
            }
        }
    }
    found
}

fn countries(texts: &Texts) -> Vec<Choice> {
    COUNTRIES.iter().map(|code| Choice::new(*code, texts.say(&format!("country-{code}")))).collect()
}

fn select<'a>(
    form: &'a mut Form,
    part: &str,
    name: &str,
    label: &'static str,
    options: Vec<Choice>,
) -> &'a mut crate::web::form::Field {
    // A blank one is a fact that is not known.
    let options = std::iter::once(Choice::new("", "—")).chain(options).collect();
    form.add(part, Kind::Select, name, label).options(options).half()
}

fn day<'a>(form: &'a mut Form, part: &str, name: &str, label: &'static str) -> &'a mut crate::web::form::Field {
    form.add(part, Kind::Date, name, label).half()
}

fn tick(form: &mut Form, part: &str, name: &str, label: &'static str) {
    form.add(part, Kind::Tick, name, label).half();
}

fn number(form: &mut Form, part: &str, name: &str, label: &'static str) {
    form.add(part, Kind::Text, name, label).longest(6).half();
}

fn codes(form: &mut Form, part: &str, name: &str, label: &'static str) {
    form.add(part, Kind::Text, name, label).hint("what-if-codes").half();
}

fn several<W: Worded + Copy>(form: &mut Form, texts: &Texts, part: &str, name: &str, members: &[W]) {
    for member in members {
        let name = format!("{name}.{}", member.word());
        form.add(part, Kind::Tick, name, "what-if-covers")
            .labelled(texts.with("what-if-covers", "what", texts.label(member)))
            .half();
    }
}

/// The facts of a filled form; what cannot be read is marked in it.
pub(super) fn facts(form: &mut Form) -> Result<Facts, FactsError> {
    let mut row: HashMap<&'static str, String> = HashMap::new();
    for &fact in FACTS {
        let (value, fault) = value_of(form, fact);
        if let Some(fault) = fault {
            form.refuse(fact, fault);
        } else {
            row.insert(fact, value);
        }
    }
    // An office acts on what it collected itself, unless something else is said.
    if row.get("collected_in").is_some_and(String::is_empty) {
        let origin = row.get("origin").cloned().unwrap_or_default();
        row.insert("collected_in", origin);
    }
    Facts::from_row(|fact| row.get(fact).map_or("", String::as_str))
}

/// A fact as a row of cases has it, and what is wrong with it.
fn value_of(form: &Form, fact: &'static str) -> (String, Option<&'static str>) {
    let typed = form.value(fact);
    if SEVERAL.contains(&fact) {
        let words = form.fields.iter().filter(|field| field.is_ticked());
        let words = words.filter_map(|field| field.name.strip_prefix(fact)?.strip_prefix('.'));
        return (words.collect::<Vec<_>>().join("|"), None);
    }
    if CODES.contains(&fact) {
        let codes = typed.split(|c: char| !c.is_alphanumeric()).filter(|code| !code.is_empty());
        let codes: Vec<String> = codes.map(str::to_ascii_uppercase).collect();
        let is_bad = codes.iter().any(|code| code.parse::<crate::domain::jurisdiction::Country>().is_err());
        return (codes.join("|"), is_bad.then_some("error-countries"));
    }
    if NUMBERS.contains(&fact) {
        let is_bad = !typed.is_empty() && typed.parse::<u32>().is_err();
        return (typed.to_owned(), is_bad.then_some("error-number"));
    }
    let is_day = form.fields.iter().any(|field| field.name == fact && field.kind == Kind::Date);
    let is_bad = is_day && !typed.is_empty() && typed.parse::<Day>().is_err();
    (typed.to_owned(), is_bad.then_some("error-date"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    #[test]
    fn every_fact_has_a_field_and_every_field_is_one() {
        let form = question_form(&Texts::of(Locale::En), &Law::built_in().unwrap());
        for fact in FACTS {
            let has = |name: &str| name == *fact || name.strip_prefix(fact).is_some_and(|rest| rest.starts_with('.'));
            assert!(form.fields.iter().any(|field| has(&field.name)), "{fact} cannot be told");
        }
        for field in &form.fields {
            let fact = field.name.split('.').next().unwrap();
            assert!(FACTS.contains(&fact), "{fact} is no fact");
            let is_drawn = field.group == "act" || PARTS.iter().any(|(part, _)| *part == field.group);
            assert!(is_drawn, "{fact} is in no part of the page");
        }
    }

    #[test]
    fn what_is_typed_is_what_the_law_is_told() {
        let mut form = question_form(&Texts::of(Locale::En), &Law::built_in().unwrap());
        form.fill([
            ("action", "transfer"),
            ("today", "2026-11-30"),
            ("origin", "JP"),
            ("consent_scopes.foreign", "yes"),
            ("consent_countries", "sg, HK"),
            ("group_size", "12"),
        ]);
        let facts = facts(&mut form).unwrap();
        assert!(!form.is_bad());
        assert_eq!(facts.collected_in, facts.origin);
        assert_eq!(facts.consent.scopes, [ConsentScope::Foreign]);
        assert_eq!(facts.consent.countries, ["SG".parse().unwrap(), "HK".parse().unwrap()]);
        assert_eq!(facts.statistic.group_size, Some(12));
        form.fill([("closed_on", "2026-02-30"), ("contract_countries", "Japan"), ("days_elapsed", "-1")]);
        super::facts(&mut form).unwrap();
        let bad: Vec<&str> = form.faults().iter().map(|field| field.name.as_str()).collect();
        assert_eq!(bad, ["closed_on", "contract_countries", "days_elapsed"]);
    }
}
