//! Outsourcing partners, as the privacy officer keeps them.

pub mod forms;
pub mod package;
pub mod show;
pub mod write;

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::time::Day;
use crate::store::processor_facts::ProcessorFacts;
use crate::store::processors::SubProcessor;
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::Form;
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::keep_processors::{self, Kept, Processors};

const PAGE: &str = "/staff/processors";

/// `/staff/processors`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/processors.html")]
pub struct ProcessorsPage {
    /// The frame.
    pub frame: Frame,
    /// Each, by name.
    pub processors: Vec<ProcessorLine>,
    /// The form to add one with, from [`forms::about_form`].
    pub form: Form,
}

/// A processor in the list.
#[derive(Debug, Clone)]
pub struct ProcessorLine {
    /// The address of its page.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// Where it works, in the language of the page.
    pub country: String,
    /// How many people it is entrusted with now.
    pub people: i64,
    /// The last day of the contract, written out; empty if it has none.
    pub until: String,
    /// How it stands.
    pub standing: Standing,
}

/// How a processor stands, as far as that is about no candidate.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The key of the sentence.
    pub key: &'static str,
    /// The day that the sentence names, written out; empty if it names none.
    pub day: String,
    /// Whether it gets nothing for now.
    pub is_shut: bool,
}

impl Standing {
    /// The sentence.
    pub fn say(&self, texts: &Texts) -> String {
        if self.day.is_empty() { texts.say(self.key) } else { texts.with(self.key, "date", &self.day) }
    }

    /// How one stands on a day.
    pub(super) fn of(kept: &Kept, today: Day, texts: &Texts, fresh_days: i64) -> Self {
        let shut = |key| Self { key, day: String::new(), is_shut: true };
        let on = |key, day: Day, is_shut| Self { key, day: texts.day(&day), is_shut };
        let file = &kept.file;
        if file.processor.ended_at.is_some() {
            let confirmed = file.processor.disposal.is_some();
            return shut(if confirmed { "processor-ended" } else { "processor-disposal-missing" });
        }
        let Some(contract) = &file.contract else { return shut("processor-no-contract") };
        if today < contract.from {
            return on("processor-begins", contract.from, true);
        }
        if let Some(until) = contract.until.filter(|until| *until < today) {
            return on("processor-contract-over", until, true);
        }
        let reviewed = ProcessorFacts::from(file.clone()).vetted_on(today);
        let Some(reviewed) = reviewed else { return shut("processor-not-vetted") };
        let is_fit = |sub: &SubProcessor| {
            sub.approved_on.is_some_and(|day| day <= today) && contract.countries.contains(&sub.country)
        };
        if file.subs.iter().any(|sub| sub.engaged && !is_fit(sub)) {
            return shut("processor-sub-unfit");
        }
        let due = reviewed.plus_days(fresh_days);
        if due < today {
            return on("processor-review-late", due, true);
        }
        on("processor-in-order", due, false)
    }
}

/// Lists the processors.
pub async fn list(staff: StaffCaller) -> Answer {
    page(&opened(&staff).await?)
}

/// Adds one.
pub async fn add(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let mut form = forms::about_form(&staff.visitor.texts);
    form.fill(posted.pairs());
    let Some(about) = forms::about(&mut form) else {
        let mut shown = opened(&staff).await?;
        shown.form = form;
        return page_with_faults(&shown);
    };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    let id = app.change(move |_, db| keep_processors::add(db, &caller, &about)).await?;
    onward(&format!("{PAGE}/{id}"), Some(Message::Saved))
}

async fn opened(staff: &StaffCaller) -> Result<ProcessorsPage, WebError> {
    let caller = staff.caller.clone();
    let Processors { all, today } = staff.visitor.app.run(move |_, db| keep_processors::list(db, &caller)).await?;
    let texts = &staff.visitor.texts;
    let fresh_days = staff.visitor.app.store.law().rules.review_days();
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let line = |kept: &Kept| ProcessorLine {
        href: format!("{PAGE}/{}", kept.file.processor.id),
        name: kept.file.processor.name.clone(),
        country: texts.country(&kept.file.processor.country),
        people: kept.people,
        until: kept.file.contract.as_ref().and_then(|it| it.until).map(|day| texts.day(&day)).unwrap_or_default(),
        standing: Standing::of(kept, today, texts, fresh_days),
    };
    Ok(ProcessorsPage { processors: all.iter().map(line).collect(), form: forms::about_form(texts), frame })
}
