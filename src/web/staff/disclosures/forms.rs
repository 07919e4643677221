//! The forms about provisions to third parties and receipts from them.
//!
//! Invariant: a form asks for exactly the facts that the routes of the office's law need, nothing is ticked beforehand,
//! and what is refused shows everything that was typed.

use super::PAGE;
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{
    DisclosureWords, Ground, Particulars, ProvisionMeans, ReceiptWords, ThirdParty, ThirdPartyKind,
};
use crate::domain::id::ThirdPartyId;
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::time::Day;
use crate::law::facts::{ExceptionFacts, SafeguardFacts};
use crate::law::table::Route;
use crate::law::words::HarmTo;
use crate::law::{ConditionId, Law, RecipientKind, Safeguard};
use crate::store::disclosure_facts::{Claim, exception_of};
use crate::web::form::{Choice, Field, Form, Kind, fault};
use crate::web::profile::{choices, countries};
use crate::web::staff::candidate::transfers::PURPOSES;
use crate::web::staff::processors::forms::{ticked, ticks};
use crate::web::texts::Texts;
use crate::workflows::keep_disclosures::{Party, Received, Wanted};

/// How something is given other than as a package.
const OTHER_MEANS: [ProvisionMeans; 3] = [ProvisionMeans::Paper, ProvisionMeans::Portal, ProvisionMeans::Oral];
/// The longest of what is written in one field.
const LONGEST: usize = 2_000;

/// The routes by which an office's law lets something go to a third party on a ground.
pub fn routes(law: &Law, office: Jurisdiction, ground: Ground) -> Vec<&Route> {
    law.rules.routes_for(office, RecipientKind::ThirdParty, exception_of(ground)).collect()
}

/// The conditions that any of them asks for, each once.
pub fn conditions(law: &Law, office: Jurisdiction, ground: Ground) -> Vec<ConditionId> {
    let mut asked: Vec<ConditionId> = Vec::new();
    for condition in routes(law, office, ground).into_iter().flat_map(|route| &route.requires) {
        if !asked.contains(condition) {
            asked.push(*condition);
        }
    }
    asked
}

fn first(texts: &Texts, options: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", texts.say("choose"))).chain(options).collect()
}

/// The form to ask with: the fields of [`party_fields`], `category.…`, `purpose`, `need`, and those of the ground.
pub fn ask_form(texts: &Texts, law: &Law, at: (Jurisdiction, &str), ground: Ground, known: &[ThirdParty]) -> Form {
    let (office, candidate) = at;
    let mut form = Form::new(format!("/staff/candidates/{candidate}/disclosures"));
    form.add("ground", Kind::Hidden, "ground", "disclosure-ground").value(ground.as_str());
    party_fields(&mut form, texts, "party", known);
    ticks(&mut form, texts, "category", CategoryId::ALL, |_| false);
    let purpose = form.add("what", Kind::Select, "purpose", "transfer-purpose");
    purpose.required().options(first(texts, choices(texts, &PURPOSES)));
    form.add("what", Kind::Lines, "need", "disclosure-need").required().longest(LONGEST).hint("hint-disclosure-need");
    for condition in conditions(law, office, ground) {
        fact_fields(&mut form, texts, condition, &routes(law, office, ground));
    }
    form
}

/// The fields of one fact; a consent is looked up in the record.
fn fact_fields(form: &mut Form, texts: &Texts, condition: ConditionId, routes: &[&Route]) {
    match condition {
        ConditionId::Evidence => {
            let evidence = form.add("facts", Kind::Lines, "evidence", "disclosure-evidence");
            evidence.required().longest(LONGEST).hint("hint-disclosure-evidence");
        }
        ConditionId::LawOfOrigin => {
            let of = form.add("facts", Kind::Select, "exception_law", "fact-exception_law");
            of.required().options(countries(texts));
        }
        ConditionId::ConsentDifficult => {
            form.add("facts", Kind::Tick, "consent_difficult", "disclosure-consent-difficult");
            let why = form.add("facts", Kind::Lines, "why_no_consent", "disclosure-why-no-consent");
            why.longest(LONGEST).hint("hint-disclosure-why-no-consent");
        }
        ConditionId::HarmPerson => {
            let harm = form.add("facts", Kind::Select, "harm_to", "fact-harm_to");
            harm.required().options(first(texts, choices(texts, HarmTo::ALL)));
        }
        ConditionId::Safeguard => {
            let counts = |kind: &Safeguard| routes.iter().any(|route| route.safeguards.contains(kind));
            let kinds: Vec<Safeguard> = Safeguard::ALL.iter().copied().filter(counts).collect();
            let none = Choice::new("", texts.say("disclosure-no-safeguard"));
            let options = std::iter::once(none).chain(choices(texts, &kinds)).collect();
            form.add("abroad", Kind::Select, "safeguard", "fact-safeguard").half().options(options);
            form.add("abroad", Kind::Date, "safeguard_until", "fact-until").half();
        }
        ConditionId::AnnualCheck => {
            form.add("abroad", Kind::Date, "annual_check_on", "fact-annual_check_on").half();
        }
        _ => {}
    }
}

/// The fields about a third party: one that the office knows, or another one, and who and where it is now.
fn party_fields(form: &mut Form, texts: &Texts, group: &'static str, known: &[ThirdParty]) {
    let name = |field: &str| format!("{group}_{field}");
    let choice = |party: &ThirdParty| {
        Choice::new(party.id.to_string(), format!("{} ({})", party.name, texts.country(&party.country)))
    };
    let new = Choice::new("", texts.say("third-party-new"));
    if !known.is_empty() {
        let options = std::iter::once(new).chain(known.iter().map(choice)).collect();
        form.add(group, Kind::Select, name("known"), "third-party-known").options(options);
    }
    let hint = if known.is_empty() { "hint-third-party-name" } else { "hint-third-party-new" };
    form.add(group, Kind::Text, name("name"), "third-party-name").hint(hint).autocomplete("off");
    let kinds = first(texts, choices(texts, ThirdPartyKind::ALL));
    form.add(group, Kind::Select, name("kind"), "third-party-kind").half().options(kinds);
    form.add(group, Kind::Select, name("country"), "third-party-country").half().options(countries(texts));
    form.add(group, Kind::Text, name("address"), "third-party-address").required().autocomplete("off");
    let representative = form.add(group, Kind::Text, name("representative"), "third-party-representative");
    representative.required().hint("hint-third-party-representative").autocomplete("off");
}

/// Reads the third party; what is wrong is marked.
fn party(form: &mut Form, group: &str) -> Option<Party> {
    let name = |field: &str| format!("{group}_{field}");
    if let Ok(known) = form.value(&name("known")).parse::<ThirdPartyId>() {
        return Some(Party::Known(known));
    }
    let called = form.value(&name("name")).to_owned();
    let kind = form.value(&name("kind")).parse::<ThirdPartyKind>().ok();
    let country = form.value(&name("country")).parse::<Country>().ok();
    if called.is_empty() {
        form.refuse(&name("name"), "error-required");
    }
    if kind.is_none() {
        form.refuse(&name("kind"), fault::CHOOSE);
    }
    if country.is_none() {
        form.refuse(&name("country"), fault::CHOOSE);
    }
    if called.is_empty() { None } else { Some(Party::Named { name: called, kind: kind?, country: country? }) }
}

/// Who and where it is now; the name is known once the third party is.
fn particulars(form: &Form, group: &str) -> Particulars {
    let value = |field: &str| form.value(&format!("{group}_{field}")).to_owned();
    Particulars { name: String::new(), address: value("address"), representative: value("representative") }
}

/// A date that may be left out; what is none is marked.
fn day(form: &mut Form, name: &str) -> Option<Day> {
    let typed = form.value(name).to_owned();
    let day = typed.parse().ok();
    if day.is_none() && !typed.is_empty() {
        form.refuse(name, "error-date");
    }
    day
}

/// A day that is not to come.
fn past_day(form: &mut Form, name: &str, today: Day) -> Option<Day> {
    let day = day(form, name);
    if day.is_some_and(|day| day > today) {
        form.refuse(name, "error-future");
    }
    day
}

/// Reads what is to be provided on a ground; what is wrong is marked.
pub fn wanted(form: &mut Form, ground: Ground) -> Option<Wanted> {
    form.check();
    let to = party(form, "party");
    let categories = ticked(form, "category", CategoryId::ALL);
    if categories.is_empty() {
        form.refuse("category.profile", fault::CHOOSE);
    }
    let consent_difficult = !form.value("consent_difficult").is_empty();
    let why = form.value("why_no_consent").to_owned();
    match (consent_difficult, why.is_empty()) {
        (true, true) => form.refuse("why_no_consent", "error-disclosure-why"),
        (false, false) => form.refuse("consent_difficult", "error-disclosure-tick"),
        _ => {}
    }
    let (until, annual_check_on) = (day(form, "safeguard_until"), day(form, "annual_check_on"));
    if form.is_bad() {
        return None;
    }
    let evidence = form.value("evidence").to_owned();
    let exception = ExceptionFacts {
        claimed: exception_of(ground),
        law: form.value("exception_law").parse().ok(),
        evidence: !evidence.is_empty(),
        consent_difficult,
        harm_to: form.value("harm_to").parse().ok(),
    };
    let kind = form.value("safeguard").parse().ok();
    let safeguard = SafeguardFacts { kind, until, annual_check_on, onward_permitted: false };
    let words = DisclosureWords {
        to: particulars(form, "party"),
        need: form.value("need").to_owned(),
        evidence,
        why_no_consent: why,
    };
    let purpose = form.value("purpose").parse().ok()?;
    // Whom it goes to, and in which country, is settled with the third party.
    let nobody = (ThirdPartyId::from_uuid(uuid::Uuid::nil()), Jurisdiction::Jp.country());
    let claim = Claim { to: nobody.0, country: nobody.1, categories, purpose, ground, exception, safeguard };
    Some(Wanted { to: to?, claim, words })
}

/// The form to record a provision by other means with: `means`, `given_on`.
pub fn given_form(texts: &Texts, id: &str, today: Day) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/provision"));
    let means = form.add("given", Kind::Select, "means", "provision-means");
    means.required().half().options(first(texts, choices(texts, &OTHER_MEANS)));
    let on = form.add("given", Kind::Date, "given_on", "provision-given-on");
    on.required().half().hint("hint-provision-given-on").value(today.to_string());
    form
}

/// Reads how and when it was given.
pub fn given(form: &mut Form, today: Day) -> Option<(ProvisionMeans, Day)> {
    form.check();
    let means = form.value("means").parse().ok();
    let on = past_day(form, "given_on", today);
    if form.is_bad() { None } else { Some((means?, on?)) }
}

/// The form to record a demand to end provision with: `demanded_on`, `end_words`.
pub fn end_form(id: &str, today: Day) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/ends"));
    form.add("end", Kind::Date, "demanded_on", "provision-end-on").required().value(today.to_string());
    let words = form.add("end", Kind::Lines, "end_words", "provision-end-words");
    words.required().longest(LONGEST).hint("hint-provision-end-words");
    form
}

/// Reads the day of the demand.
pub fn end(form: &mut Form, today: Day) -> Option<Day> {
    form.check();
    let on = past_day(form, "demanded_on", today);
    if form.is_bad() { None } else { on }
}

/// The form to lift a demand with: `lift_words`.
pub fn lift_form(id: &str, end: &str) -> Form {
    let mut form = Form::new(format!("{PAGE}/{id}/ends/{end}/lifting"));
    let words = form.add("lift", Kind::Lines, "lift_words", "provision-end-lift-words").id(format!("lift-{end}"));
    words.required().longest(LONGEST).hint("hint-provision-end-lift");
    form
}

/// The form to record a receipt with: the fields of [`party_fields`], `received.…`, `received_on`, `how_obtained`.
pub fn receipt_form(texts: &Texts, candidate: &str, known: &[ThirdParty], today: Day) -> Form {
    let mut form = Form::new(format!("/staff/candidates/{candidate}/receipts"));
    party_fields(&mut form, texts, "giver", known);
    ticks(&mut form, texts, "received", CategoryId::ALL, |_| false);
    form.add("receipt", Kind::Date, "received_on", "receipt-on").required().value(today.to_string());
    let how = form.add("receipt", Kind::Lines, "how_obtained", "receipt-how");
    how.required().longest(LONGEST).hint("hint-receipt-how");
    form
}

/// Reads a receipt.
pub fn receipt(form: &mut Form, today: Day) -> Option<Received> {
    form.check();
    let from = party(form, "giver");
    let categories = ticked(form, "received", CategoryId::ALL);
    if categories.is_empty() {
        form.refuse("received.profile", fault::CHOOSE);
    }
    let on = past_day(form, "received_on", today);
    if form.is_bad() {
        return None;
    }
    let words = ReceiptWords { from: particulars(form, "giver"), how_obtained: form.value("how_obtained").to_owned() };
    Some(Received { from: from?, on: on?, categories, words })
}

/// Marks the third party as one that the office does not know.
pub fn refuse_party(form: &mut Form, group: &str) {
    let known = format!("{group}_known");
    let is_known = |field: &Field| field.name == known;
    let name = if form.fields.iter().any(is_known) { known } else { format!("{group}_name") };
    form.refuse(&name, fault::CHOOSE);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    fn names(office: Jurisdiction, ground: Ground) -> Vec<String> {
        let law = Law::built_in().unwrap();
        let form = ask_form(&Texts::of(Locale::En), &law, (office, "c"), ground, &[]);
        let asked = form.fields.iter().filter(|field| ["facts", "abroad"].contains(&field.group.as_str()));
        asked.map(|field| field.name.clone()).collect()
    }

    #[test]
    fn each_law_is_told_the_facts_that_its_own_routes_need() {
        let difficult = ["consent_difficult", "why_no_consent"];
        assert_eq!(names(Jurisdiction::Jp, Ground::Vital), [&["evidence"][..], &difficult].concat());
        assert_eq!(names(Jurisdiction::Sg, Ground::Vital), [&["evidence"][..], &difficult, &["harm_to"]].concat());
        let state = [&["evidence", "exception_law"][..], &difficult].concat();
        assert_eq!(names(Jurisdiction::Jp, Ground::StateCooperation), state);
        assert_eq!(names(Jurisdiction::Hk, Ground::StateCooperation), [&["evidence"][..], &difficult].concat());
        assert_eq!(names(Jurisdiction::Hk, Ground::Law), ["evidence", "exception_law"]);
        let abroad = ["safeguard", "safeguard_until", "annual_check_on"];
        assert_eq!(names(Jurisdiction::Hk, Ground::Consent), abroad);
        assert_eq!(names(Jurisdiction::Jp, Ground::Succession), [&["evidence"][..], &abroad].concat());
    }

    #[test]
    fn nothing_is_ticked_or_chosen_beforehand() {
        let law = Law::built_in().unwrap();
        for ground in Ground::ALL {
            let form = ask_form(&Texts::of(Locale::Ja), &law, (Jurisdiction::Jp, "c"), *ground, &[]);
            let set = form.fields.iter().filter(|field| !field.is_hidden() && !field.is_empty());
            assert_eq!(set.count(), 0, "{ground}");
        }
    }

    #[test]
    fn a_reason_without_its_tick_and_a_tick_without_its_reason_are_named() {
        let law = Law::built_in().unwrap();
        let whole = [
            ("party_name", "Ward office"),
            ("party_kind", "public_body"),
            ("party_country", "JP"),
            ("party_address", "Chiyoda"),
            ("party_representative", "Head"),
            ("category.profile", "yes"),
            ("purpose", "P1_recruitment"),
            ("need", "n"),
            ("evidence", "e"),
        ];
        let faults = |more: &[(&'static str, &'static str)]| {
            let mut form = ask_form(&Texts::of(Locale::En), &law, (Jurisdiction::Jp, "c"), Ground::Vital, &[]);
            form.fill(whole.iter().chain(more).copied());
            let read = wanted(&mut form, Ground::Vital).is_some();
            (read, form.faults().iter().map(|field| field.name.clone()).collect::<Vec<_>>())
        };
        assert_eq!(faults(&[]), (true, vec![]));
        assert_eq!(faults(&[("consent_difficult", "yes")]), (false, vec!["why_no_consent".to_owned()]));
        assert_eq!(faults(&[("why_no_consent", "x")]), (false, vec!["consent_difficult".to_owned()]));
        assert_eq!(faults(&[("consent_difficult", "yes"), ("why_no_consent", "x")]), (true, vec![]));
        assert_eq!(faults(&[("party_country", "")]), (false, vec!["party_country".to_owned()]));
    }
}
