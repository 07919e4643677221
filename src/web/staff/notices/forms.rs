//! The forms of a draft.
//!
//! Invariant: a draft may be saved unfinished; what is missing for publication is named at its field.

use super::PAGE;
use crate::domain::category::CategoryId;
use crate::domain::jurisdiction::Country;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::notice::Announcement;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::store::notice_drafts::{Content, Draft};
use crate::web::form::{Choice, Form, Kind, fault};
use crate::web::profile::choices;
use crate::web::staff::processors::forms::{codes, ticked, ticks};
use crate::web::texts::Texts;

/// The parts that are written in each language, with the keys of their labels.
const WRITTEN: [(&str, Kind, &str); 3] = [
    ("title", Kind::Text, "notice-draft-title"),
    ("introduction", Kind::Lines, "notice-draft-introduction"),
    ("additions", Kind::Lines, "notice-draft-additions"),
];

/// The form of a draft: `title.ja` and so on, a box for each category and purpose, `countries`, `effective_on`, and
/// `revision` carried along.
pub fn draft_form(texts: &Texts, draft: &Draft) -> Form {
    let mut form = Form::new(format!("{PAGE}/drafts/{}", draft.id));
    let content = &draft.content;
    form.add("day", Kind::Hidden, "revision", "notice-effective-on").value(draft.revision.to_string());
    for (name, kind, label) in WRITTEN {
        let text = match name {
            "title" => &content.title,
            "introduction" => &content.introduction,
            _ => &content.additions,
        };
        for (locale, value) in [(Locale::Ja, &text.ja), (Locale::En, &text.en), (Locale::ZhHant, &text.zh_hant)] {
            let field = form.add(name, kind, format!("{name}.{locale}"), label);
            field.labelled(texts.with(label, "language", texts.label(locale))).value(value.clone());
        }
    }
    ticks(&mut form, texts, "category", CategoryId::ALL, |it| content.categories.contains(it));
    ticks(&mut form, texts, "purpose", &Purpose::PUBLISHED, |it| content.purposes.contains(it));
    let named = content.countries.iter().map(Country::as_str).collect::<Vec<_>>().join(" ");
    form.add("day", Kind::Text, "countries", "notice-countries").hint("hint-contract-countries").half().value(named);
    let day = content.effective_on.map(|day| day.to_string()).unwrap_or_default();
    form.add("day", Kind::Date, "effective_on", "notice-effective-on").hint("hint-notice-effective").half().value(day);
    form
}

/// Reads a draft; it may be unfinished, and nothing in it may be wrong.
pub fn content(form: &mut Form, today: Day) -> Option<Content> {
    form.check();
    let effective_on: Option<Day> = form.value("effective_on").parse().ok();
    if effective_on.is_none() && !form.value("effective_on").is_empty() {
        form.refuse("effective_on", "error-date");
    }
    if effective_on.is_some_and(|day| day < today) {
        form.refuse("effective_on", "error-consent-past");
    }
    let countries = if form.value("countries").is_empty() { Vec::new() } else { codes(form, "countries")? };
    if form.is_bad() {
        return None;
    }
    let text = |name: &str| {
        let of = |locale: Locale| form.value(&format!("{name}.{locale}")).replace("\r\n", "\n");
        InThreeLanguages { ja: of(Locale::Ja), en: of(Locale::En), zh_hant: of(Locale::ZhHant) }
    };
    let mut named: Vec<Country> = Vec::new();
    for country in countries {
        if !named.contains(&country) {
            named.push(country);
        }
    }
    Some(Content {
        title: text("title"),
        introduction: text("introduction"),
        additions: text("additions"),
        purposes: ticked(form, "purpose", &Purpose::PUBLISHED),
        categories: ticked(form, "category", CategoryId::ALL),
        countries: named,
        effective_on,
    })
}

/// Names at its field whatever a draft lacks to be published on a day or later.
pub fn complete(form: &mut Form, content: &Content, today: Day) {
    let begun = content.additions.missing().len() < Locale::ALL.len();
    let owed = [("title", &content.title, true), ("introduction", &content.introduction, true)];
    for (name, text, is_owed) in owed.into_iter().chain([("additions", &content.additions, begun)]) {
        for locale in text.missing().into_iter().filter(|_| is_owed) {
            form.refuse(&format!("{name}.{locale}"), "error-notice-missing");
        }
    }
    if content.categories.is_empty() {
        form.refuse("category.profile", fault::CHOOSE);
    }
    if content.purposes.is_empty() {
        form.refuse("purpose.P1_recruitment", fault::CHOOSE);
    }
    if content.countries.is_empty() {
        form.refuse("countries", "error-contract-countries");
    }
    match content.effective_on {
        None => form.refuse("effective_on", "error-required"),
        Some(day) if day < today => form.refuse("effective_on", "error-consent-past"),
        Some(_) => {}
    }
}

/// The form of the decision: `announcement`, `reason`, and `revision` carried along.
pub fn decision_form(texts: &Texts, draft: &Draft, proposed: Announcement) -> Form {
    let mut form = Form::new(format!("{PAGE}/drafts/{}/decision", draft.id));
    form.add("decision", Kind::Hidden, "revision", "notice-decision").value(draft.revision.to_string());
    let options: Vec<Choice> = choices(texts, Announcement::ALL);
    let chosen = draft.announcement.unwrap_or(proposed);
    let select = form.add("decision", Kind::Select, "announcement", "notice-decision");
    select.required().options(options).value(chosen.as_str());
    let reason = form.add("decision", Kind::Lines, "reason", "notice-reason");
    reason.longest(2_000).hint("hint-notice-reason").value(draft.reason.clone());
    form
}

/// Reads the decision; one that differs from what is proposed has a reason.
pub fn decision(form: &mut Form, proposed: Announcement) -> Option<(Announcement, String)> {
    form.check();
    let announcement: Option<Announcement> = form.value("announcement").parse().ok();
    if announcement.is_some_and(|decided| decided != proposed) && form.value("reason").is_empty() {
        form.refuse("reason", "error-notice-reason");
    }
    let reason = form.value("reason").to_owned();
    announcement.filter(|_| !form.is_bad()).map(|announcement| (announcement, reason))
}

/// A form of nothing but a button, carrying what was seen.
pub fn button_form(action: String, revision: i64) -> Form {
    let mut form = Form::new(action);
    form.add("seen", Kind::Hidden, "revision", "notice-effective-on").value(revision.to_string());
    form
}
