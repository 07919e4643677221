//! Samples of the lists of candidates.

use askama::Template;

use super::people::lines;
use super::public::offices;
use super::{Rendered, by, frame};
use crate::directory::Piece;
use crate::domain::list_column::ListColumn;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};
use crate::domain::staff::Role;
use crate::store::saved_views::{SavedView, ViewContent, ViewId};
use crate::web::form::Form;
use crate::web::frame::Area;
use crate::web::staff::Writing;
use crate::web::staff::candidates::{CandidatesPage, Columns, ExcerptView, search_form};
use crate::web::staff::filters::{self, Named};
use crate::web::staff::views::{ViewLine, view_form};
use crate::web::texts::Texts;

fn company(t: &Texts) -> Vec<Office> {
    let office = |(code, name, jurisdiction): &(&str, &str, _)| Office {
        code: code.parse().unwrap(),
        name: InThreeLanguages { ja: (*name).into(), en: (*name).into(), zh_hant: (*name).into() },
        jurisdiction: *jurisdiction,
        legal_form: LegalForm::Branch,
        time_zone: "Asia/Tokyo".into(),
    };
    offices(t).iter().map(office).collect()
}

fn form(t: &Texts) -> Form {
    let offices = company(t);
    let named = Named { vacancies: &[], offices: &offices, recruiters: &[], office: &offices[0], is_limited: false };
    search_form(&Writing::new(*t, &offices[0]), named)
}

fn views(t: &Texts) -> Vec<ViewLine> {
    let view = |name: &str, count: &str, is_here, is_others| ViewLine {
        href: "/staff/views/018f".into(),
        name: name.into(),
        count: count.into(),
        is_here,
        is_others,
    };
    vec![
        view(by(t, "英語のできる設計者", "Designers with English", "會英文的設計師"), "42", true, false),
        view(by(t, "期限が近い人", "Retention ends soon", "期限將屆"), "99+", false, true),
    ]
}

fn list(t: &Texts) -> CandidatesPage {
    CandidatesPage {
        frame: frame(t, Area::Staff(Role::Recruiter), "/staff/candidates"),
        heading: None,
        search: form(t),
        chips: Vec::new(),
        columns: Columns::usual(),
        back: "/staff/candidates".into(),
        views: Vec::new(),
        view: None,
        is_search: false,
        rows: lines(t),
        total: None,
        previous: Some("/staff/candidates?before=1".into()),
        next: Some("/staff/candidates?after=1".into()),
        can_add: true,
    }
}

fn view_page(t: &Texts) -> CandidatesPage {
    let mut form = form(t);
    let sent = [("stage", "open"), ("language", "en"), ("level", "B2"), ("contacted", "<=90d"), ("order", "name")];
    let question = filters::take(&mut form, sent);
    let name = views(t)[0].name.clone();
    let content = ViewContent { name: name.clone(), question: question.clone(), columns: ListColumn::ALL.to_vec() };
    let view = SavedView { id: ViewId::new(), is_own: true, is_shared: true, content };
    CandidatesPage {
        heading: Some(name),
        chips: filters::chips(&form, &question, t),
        search: form,
        columns: Columns::new(ListColumn::ALL.to_vec(), false),
        views: views(t),
        view: Some(view_form(&view)),
        is_search: true,
        total: Some(t.with("candidates-found", "count", 42)),
        ..list(t)
    }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let mut hits = lines(t);
    hits[0].excerpts = vec![ExcerptView {
        label: t.say("excerpt-cv"),
        pieces: vec![
            Piece { text: "…精密測定器の設計を".into(), is_hit: false },
            Piece { text: "慶應".into(), is_hit: true },
            Piece { text: "義塾大学で学ぶ…".into(), is_hit: false },
        ],
    }];
    let mut asked = form(t);
    asked.fill([("q", "school:慶應 -status:refused"), ("order", "newest")]);
    let total = Some(t.with("candidates-found", "count", 3));
    let found = CandidatesPage {
        search: asked,
        is_search: true,
        rows: hits,
        total,
        previous: None,
        next: None,
        views: views(t),
        ..list(t)
    };
    let mut faulty = form(t);
    faulty.fill([("q", "田中 \"機械"), ("order", "newest")]);
    faulty.refuse_with("q", "error-search-quote", "\"機械");
    let refused =
        CandidatesPage { search: faulty, is_search: true, rows: Vec::new(), previous: None, next: None, ..list(t) };
    vec![
        ("candidates", list(t).render().unwrap()),
        ("search", found.render().unwrap()),
        ("search-refused", refused.render().unwrap()),
        ("view", view_page(t).render().unwrap()),
    ]
}
