//! The next version of what candidates are told about a country: written, saved, published.
//!
//! Invariant: a draft may be saved unfinished; what is missing for publication is named at its field, and an editor who
//! was overtaken is told and loses nothing.

use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::PAGE;
use crate::domain::country_information::CountryWords;
use crate::domain::jurisdiction::Country;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::store::country_drafts::Draft;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Flash, Frame, Message};
use crate::web::page::{Answer, onward, page, page_with, page_with_faults};
use crate::web::staff::differences;
use crate::web::texts::Texts;
use crate::workflows::WorkflowError;
use crate::workflows::keep_country_information;

/// `/staff/country-information/drafts/{country}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/country_information/draft.html")]
pub struct CountryDraftPage {
    /// The frame.
    pub frame: Frame,
    /// About which country.
    pub country: String,
    /// The form, from [`draft_form`].
    pub form: Form,
    /// The form that gives it up.
    pub removal: Form,
}

/// What is written in each language, with the keys of their labels.
const WRITTEN: [(&str, &str, &str); 3] = [
    ("system", "country-system", "hint-country-system"),
    ("differences", "country-differences", "hint-country-differences"),
    ("measures", "country-measures", "hint-country-measures"),
];
/// Characters of one text.
const LONGEST: usize = 2_000;
const LOCALES: [Locale; 3] = [Locale::Ja, Locale::En, Locale::ZhHant];

/// The form of a draft: `system.ja` and so on, `source`, `checked_on`, and `revision` carried along.
pub fn draft_form(texts: &Texts, draft: &Draft) -> Form {
    let mut form = Form::new(address(draft.country));
    form.add("source", Kind::Hidden, "revision", "country-source").value(draft.revision.to_string());
    let words = &draft.words;
    for ((name, label, hint), text) in WRITTEN.into_iter().zip([&words.system, &words.differences, &words.measures]) {
        for (locale, value) in LOCALES.into_iter().zip([&text.ja, &text.en, &text.zh_hant]) {
            let field = form.add(name, Kind::Lines, format!("{name}.{locale}"), label);
            field.labelled(texts.with(label, "language", texts.label(locale))).longest(LONGEST).value(value.clone());
            if locale == Locale::Ja {
                field.hint(hint);
            }
        }
    }
    form.add("source", Kind::Link, "source", "country-source").hint("hint-country-source").value(words.source.clone());
    let day = words.checked_on.map(|day| day.to_string()).unwrap_or_default();
    form.add("source", Kind::Date, "checked_on", "country-checked-on").hint("hint-country-checked").half().value(day);
    form
}

fn address(country: Country) -> String {
    format!("{PAGE}/drafts/{country}")
}

/// Reads a draft; it may be unfinished unless it is published, and nothing in it may be wrong.
fn words(form: &mut Form, today: Day, is_published: bool) -> Option<CountryWords> {
    form.check();
    let checked_on: Option<Day> = form.value("checked_on").parse().ok();
    match checked_on {
        None if !form.value("checked_on").is_empty() => form.refuse("checked_on", "error-date"),
        Some(day) if today < day => form.refuse("checked_on", "error-country-future"),
        _ => {}
    }
    let source = form.value("source").to_owned();
    if !source.is_empty() && !["https://", "http://"].iter().any(|start| source.starts_with(start)) {
        form.refuse("source", "error-country-source");
    }
    if is_published {
        let texts = WRITTEN.iter().flat_map(|(name, ..)| LOCALES.map(|locale| format!("{name}.{locale}")));
        for name in texts.chain(["source".to_owned(), "checked_on".to_owned()]) {
            if form.value(&name).is_empty() {
                form.refuse(&name, "error-required");
            }
        }
    }
    if form.is_bad() {
        return None;
    }
    let text = |name: &str| {
        let of = |locale: Locale| form.value(&format!("{name}.{locale}")).replace("\r\n", "\n");
        InThreeLanguages { ja: of(Locale::Ja), en: of(Locale::En), zh_hant: of(Locale::ZhHant) }
    };
    Some(CountryWords {
        system: text("system"),
        differences: text("differences"),
        measures: text("measures"),
        source,
        checked_on,
    })
}

/// Shows a draft.
pub async fn show(staff: StaffCaller, country: Path<String>) -> Answer {
    let drafting = Drafting::open(staff, &country).await?;
    page(&drafting.page(drafting.form()))
}

/// Saves a draft that is still as its editor saw it, and publishes it if `then` says so.
pub async fn save(sent: StaffForm, country: Path<String>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let drafting = Drafting::open(staff, &country).await?;
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let is_published = posted.value("then") == "publish";
    let mut form = drafting.form();
    form.fill(posted.pairs());
    let Some(words) = words(&mut form, drafting.today, is_published) else {
        return page_with_faults(&drafting.page(form));
    };
    let (caller, seen) = (drafting.staff.caller.clone(), (drafting.draft.country, seen));
    let app = &drafting.staff.visitor.app;
    let saved = app.change(move |_, db| match is_published {
        true => keep_country_information::publish(db, &caller, seen, &words),
        false => keep_country_information::save(db, &caller, seen, &words),
    });
    match saved.await {
        Ok(()) if is_published => onward(PAGE, Some(Message::Saved)),
        Ok(()) => onward(&address(drafting.draft.country), Some(Message::Saved)),
        Err(WorkflowError::Store(StoreError::Stale)) => drafting.overtaken(form, &country).await,
        Err(error) => Err(error.into()),
    }
}

/// Gives a draft up.
pub async fn discard(sent: StaffForm, country: Path<String>) -> Answer {
    let StaffForm { staff, posted } = sent;
    let country: Country = country.parse().map_err(|_| WebError::NotFound)?;
    let seen: i64 = posted.value("revision").parse().map_err(|_| WebError::Malformed)?;
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_country_information::discard(db, &caller, (country, seen))).await?;
    onward(PAGE, Some(Message::DraftDiscarded))
}

/// A draft that somebody works on.
struct Drafting {
    staff: StaffCaller,
    draft: Draft,
    today: Day,
}

impl Drafting {
    async fn open(staff: StaffCaller, country: &str) -> Result<Self, WebError> {
        let country: Country = country.parse().map_err(|_| WebError::NotFound)?;
        let caller = staff.caller.clone();
        let open = staff.visitor.app.run(move |_, db| keep_country_information::open(db, &caller, country));
        let (draft, today) = open.await?;
        Ok(Self { staff, draft, today })
    }

    fn form(&self) -> Form {
        draft_form(&self.staff.visitor.texts, &self.draft)
    }

    fn page(&self, form: Form) -> CountryDraftPage {
        let mut frame = self.staff.frame();
        frame.path = address(self.draft.country);
        let mut removal = Form::new(format!("{}/removal", frame.path));
        let revision = removal.add("seen", Kind::Hidden, "revision", "country-source");
        revision.value(self.draft.revision.to_string());
        CountryDraftPage { frame, country: self.staff.visitor.texts.country(&self.draft.country), form, removal }
    }

    /// The form once more, now made from what is stored; what was typed stays in it.
    async fn overtaken(self, mut form: Form, country: &str) -> Answer {
        let now = Self::open(self.staff, country).await?;
        form.set("revision", now.draft.revision.to_string());
        let texts = now.staff.visitor.texts;
        let changes = differences::of_forms(&texts, &now.form(), &form);
        differences::show_stored(&texts, &mut form, &changes);
        let mut shown = now.page(form);
        shown.frame.flash = Some(Flash::of(Message::Stale, &texts));
        page_with(StatusCode::CONFLICT, &shown)
    }
}
