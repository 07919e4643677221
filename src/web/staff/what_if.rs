//! What the law would say: any act put together in a form, decided, with every step of the way.
//!
//! Invariant: a question names no record and opens none, so it may stand in the address.

mod form;
mod view;

use actix_web::web::Query;
use askama::Template;
use askama_web::WebTemplate;

pub use form::{PARTS, question_form};
pub use view::{AnswerView, RouteView, RuleView, answer_view, rule_view};

use crate::law::facts::FactsError;
use crate::law::reasoning::reason;
use crate::web::extract::StaffCaller;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::page::{Answer, page, page_with_faults};

/// `/staff/what-if`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/what_if.html")]
pub struct WhatIfPage {
    /// The frame.
    pub frame: Frame,
    /// The question, from [`question_form`].
    pub form: Form,
    /// What the law says; none until it is asked.
    pub answer: Option<AnswerView>,
}

impl WhatIfPage {
    /// The parts of the form after the first, with the keys of their headings.
    pub const fn parts(&self) -> &'static [(&'static str, &'static str)] {
        &PARTS
    }
}

/// Shows the form, and the answer to what was asked.
pub async fn show(staff: StaffCaller, query: Option<Query<Vec<(String, String)>>>) -> Answer {
    let law = staff.visitor.app.store.law();
    let texts = staff.visitor.texts;
    let mut shown = WhatIfPage { frame: staff.frame(), form: question_form(&texts, law), answer: None };
    let asked = query.map(Query::into_inner).unwrap_or_default();
    if asked.is_empty() {
        shown.form.set("today", staff.today().to_string());
        shown.form.set("origin", staff.office.jurisdiction.as_str());
        return page(&shown);
    }
    shown.form.fill(asked.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    shown.form.check();
    match form::facts(&mut shown.form) {
        Ok(facts) if !shown.form.is_bad() => {
            shown.answer = Some(answer_view(law, &texts, &reason(&law.rules, &facts), &facts));
            page(&shown)
        }
        Ok(_) => page_with_faults(&shown),
        Err(FactsError::Blank { column } | FactsError::Value { column, .. }) => {
            shown.form.refuse(column, "error-choose");
            page_with_faults(&shown)
        }
    }
}
