//! Samples of the lists of candidates.

use askama::Template;

use super::people::lines;
use super::public::offices;
use super::{Rendered, by, frame};
use crate::directory::{Count, Piece};
use crate::domain::bulk_act::ExportReason;
use crate::domain::category::CategoryId;
use crate::domain::id::StaffId;
use crate::domain::list_column::ListColumn;
use crate::domain::list_reach::ListReach;
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::{LegalForm, Office};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::store::saved_views::{SavedView, ViewContent, ViewId};
use crate::web::form::{Choice, Form, fault};
use crate::web::frame::Area;
use crate::web::staff::Writing;
use crate::web::staff::candidate::transfers::RemedyLine;
use crate::web::staff::candidates::{CandidatesPage, Columns, ExcerptView, search_form};
use crate::web::staff::filters::{self, Named};
use crate::web::staff::selection::acts::ActPage;
use crate::web::staff::selection::groups::Group;
use crate::web::staff::selection::{Choosing, SelectionPage, forms};
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
    let named =
        Named { vacancies: &[], offices: &offices, recruiters: &[], office: &offices[0], reach: ListReach::Records };
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
        choosing: Some(Choosing {
            list: Some("/staff/candidates".into()),
            back: "/staff/candidates?after=1".into(),
            count: 2,
        }),
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
        columns: Columns::new(ListColumn::ALL.to_vec(), ListReach::Records),
        views: views(t),
        view: Some(view_form(&view)),
        is_search: true,
        total: Some(t.with("candidates-found", "count", 42)),
        ..list(t)
    }
}

/// A selection whose file lacks its reason and its columns.
fn selection(t: &Texts) -> SelectionPage {
    let mut rows = lines(t);
    rows.iter_mut().for_each(|row| row.is_chosen = true);
    let recruiters = [(StaffId::new(), by(t, "田中 凛", "Rin Tanaka", "田中凜").to_owned())];
    let known = vec![(by(t, "英語可", "English", "英語").to_owned(), Count { value: 12, is_more: false })];
    let mut export = forms::export(t);
    export.check();
    export.refuse("columns", fault::CHOOSE);
    SelectionPage {
        frame: frame(t, Area::Staff(Role::Recruiter), "/staff/selection"),
        choosing: Choosing { list: None, back: "/staff/selection".into(), count: 54 },
        rows,
        unseen: 1,
        columns: Columns::usual(),
        next: Some("/staff/selection?after=018f".into()),
        tags: forms::tags(known),
        owner: forms::owner(t, &recruiters),
        transfer: Some(forms::transfer(
            t,
            offices(t)[1..].iter().map(|(code, name, _)| Choice::new(*code, *name)).collect(),
        )),
        export,
        export_columns: forms::columns(t, &[]),
        whole: None,
    }
}

fn group(count: i64, why: &str, rule: &str, name: &str) -> Group {
    Group {
        count,
        why: why.into(),
        rule: rule.into(),
        citation: if rule.is_empty() { String::new() } else { "JP APPI Arts. 24, 28".into() },
        people: vec![("/staff/candidates/018f".into(), name.into()), ("/staff/candidates/018f".into(), String::new())],
        standing: String::new(),
        ways: Vec::new(),
    }
}

fn act(t: &Texts) -> ActPage {
    let sato = by(t, "佐藤 美咲", "Misaki Sato", "佐藤美咲");
    ActPage {
        frame: frame(t, Area::Staff(Role::Recruiter), "/staff/selection"),
        what: vec![t.with("act-add-tags", "tags", by(t, "英語可", "English", "英語"))],
        here: "/staff/selection/acts/018f".into(),
        file: None,
        looked: None,
        is_begun: false,
        able: 52,
        done: 0,
        partly: Vec::new(),
        waiting: Vec::new(),
        waits: 0,
        askable: 0,
        untold: None,
        left_out: vec![
            group(3, &t.say("left-out-foreign"), "", sato),
            group(2, by(t, "利用を停止しています。", "Use is suspended.", "已停止使用。"), "GATE-SUSPENDED", sato),
        ],
    }
}

fn acts(t: &Texts) -> [ActPage; 5] {
    let file = || ActPage {
        what: vec![t.with_two("act-file", "count", 23, "reason", t.label(ExportReason::Interviews))],
        file: Some(forms::password("/staff/selection/acts/018f/file".into())),
        partly: vec![group(1, by(t, "許可がありません。", "No grant.", "沒有授權。"), "NO-GRANT", "Wei Tan")],
        ..act(t)
    };
    let done = ActPage { is_begun: true, able: 0, done: 52, ..act(t) };
    let cut_off = ActPage { is_begun: true, able: 20, done: 32, ..act(t) };
    let nobody = ActPage { able: 0, ..act(t) };
    let list = ActPage { looked: Some(1_000), able: 1_000, left_out: Vec::new(), ..file() };
    [file(), list, done, cut_off, nobody]
}

/// Transfers: tried, and asked for with candidates to be asked.
fn transfer_acts(t: &Texts) -> [ActPage; 3] {
    let what = vec![
        t.with_two("act-transfer", "office", offices(t)[1].1, "categories", t.label(CategoryId::Profile)),
        t.with("act-transfer-for", "purpose", t.label(Purpose::Recruitment)),
    ];
    let ask = RemedyLine {
        text: by(t, "本人に同意を求めてください。", "Ask the candidate for consent.", "請徵求應徵者同意。").into(),
        question: None,
    };
    let misses = by(t, "同意がありません。", "There is no consent.", "沒有同意。");
    let group = |standing: &str| Group {
        standing: if standing.is_empty() { String::new() } else { t.say(standing) },
        ways: vec![vec![ask.clone()]],
        ..group(12, misses, "JP-GRP-CONSENT", "Wei Tan")
    };
    let tried = ActPage { what: what.clone(), waits: 12, waiting: vec![group("")], ..act(t) };
    let asked_again = ActPage {
        what: what.clone(),
        is_begun: true,
        able: 0,
        askable: 12,
        waiting: vec![group("act-waiting")],
        ..act(t)
    };
    let asked = ActPage {
        what,
        is_begun: true,
        able: 0,
        done: 64,
        askable: 12,
        waiting: vec![group("act-waiting"), group("act-questioned"), group("act-asked-before")],
        ..act(t)
    };
    let untold = ActPage { untold: Some(t.country(&"SG".parse().unwrap())), ..asked_again };
    [tried, asked, untold]
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let [transfer, transfer_done, transfer_untold] = transfer_acts(t);
    let [file, list_file, done, cut_off, nobody] = acts(t);
    let whole = SelectionPage { whole: Some("/staff/candidates".into()), export: forms::export(t), ..selection(t) };
    let nothing = SelectionPage {
        choosing: Choosing { count: 0, ..selection(t).choosing },
        rows: Vec::new(),
        export: forms::export(t),
        ..selection(t)
    };
    let mut hits = lines(t);
    let said = by(t, "…面談の日程を…", "…when to meet for the…", "…面談日期…");
    let message = ExcerptView {
        label: t.say("excerpt-message"),
        anchor: "correspondence",
        pieces: vec![Piece { text: said.into(), is_hit: true }],
    };
    hits[0].excerpts = vec![
        message,
        ExcerptView {
            label: t.say("excerpt-cv"),
            anchor: "",
            pieces: vec![
                Piece { text: "…精密測定器の設計を".into(), is_hit: false },
                Piece { text: "慶應".into(), is_hit: true },
                Piece { text: "義塾大学で学ぶ…".into(), is_hit: false },
            ],
        },
    ];
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
        ("selection", selection(t).render().unwrap()),
        ("selection-none", nothing.render().unwrap()),
        ("act", act(t).render().unwrap()),
        ("selection-whole", whole.render().unwrap()),
        ("act-file", file.render().unwrap()),
        ("act-file-of-list", list_file.render().unwrap()),
        ("act-done", done.render().unwrap()),
        ("act-cut-off", cut_off.render().unwrap()),
        ("act-nobody", nobody.render().unwrap()),
        ("act-transfer", transfer.render().unwrap()),
        ("act-transfer-done", transfer_done.render().unwrap()),
        ("act-transfer-untold", transfer_untold.render().unwrap()),
    ]
}
