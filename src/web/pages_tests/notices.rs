//! Samples of the pages on which privacy officers write, compare and publish versions of the notice.

use askama::Template;

use super::people::at;
use super::public::changes;
use super::{Rendered, by, frame};
use crate::domain::id::NoticeDraftId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::notice::Announcement;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::time::Ts;
use crate::law::Law;
use crate::law::revision::NoticeChange;
use crate::store::notice_drafts::{Content, Draft};
use crate::web::form::Form;
use crate::web::frame::Area;
use crate::web::prose;
use crate::web::public::notices::{NoticeLine, Section, Standing};
use crate::web::staff::candidate::Change;
use crate::web::staff::notices::announcement::AnnouncementPage;
use crate::web::staff::notices::comparison::{ComparisonPage, FindingView, LanguageView};
use crate::web::staff::notices::compose::Origin;
use crate::web::staff::notices::draft::{DraftPage, PartView};
use crate::web::staff::notices::forms::{button_form, complete, decision, decision_form, draft_form};
use crate::web::staff::notices::publication::{Lack, PreviewPage, PublicationPage};
use crate::web::staff::notices::{DraftLine, NoticesPage, VersionLine};
use crate::web::texts::Texts;

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);
const DRAFT: &str = "/staff/notices/drafts/d1";

fn draft() -> Draft {
    let title = InThreeLanguages {
        ja: "採用活動における個人情報の取扱いについて".into(),
        en: "How we handle personal information in recruitment".into(),
        zh_hant: String::new(),
    };
    Draft {
        id: NoticeDraftId::new(),
        content: Content { title, purposes: vec![Purpose::Recruitment], ..Content::default() },
        announcement: None,
        reason: String::new(),
        revision: 3,
        changed_by: None,
        changed_at: Ts::from_micros(0),
    }
}

/// The form of a draft that was sent unfinished.
fn unfinished(t: &Texts) -> Form {
    let draft = draft();
    let mut form = draft_form(t, &draft);
    complete(&mut form, &draft.content, "2026-11-24".parse().unwrap());
    form
}

fn version(t: &Texts, version: i32, standing: Option<Standing>) -> VersionLine {
    VersionLine {
        version,
        title: by(
            t,
            "採用活動における個人情報の取扱いについて",
            "How we handle personal information",
            "個人資料處理通知",
        )
        .into(),
        effective: by(t, "2026年4月1日", "1 April 2026", "2026年4月1日").into(),
        standing,
        judged: None,
        announcement: if version == 3 { Announcement::Inform } else { Announcement::Ask },
        proposed: (version == 3).then_some(Announcement::Ask),
        reason: if version == 3 {
            by(t, "弁護士の意見による。", "Counsel advised so.", "按律師意見。").into()
        } else {
            String::new()
        },
        answers: [310, 88, 7],
        published: format!("Mio Ando, {}", at(t, 18, "09:41")),
        telling: if standing.is_some() { "/staff/notices/4/announcement".into() } else { String::new() },
        withdrawal: if standing == Some(Standing::Coming) {
            "/staff/notices/4/withdrawal".into()
        } else {
            String::new()
        },
    }
}

fn list(t: &Texts) -> NoticesPage {
    NoticesPage {
        frame: frame(t, OFFICER, "/staff/notices"),
        versions: vec![
            version(t, 4, Some(Standing::Coming)),
            version(t, 3, Some(Standing::InForce)),
            version(t, 2, None),
            version(t, 1, Some(Standing::Replaced)),
        ],
        drafts: vec![DraftLine { href: DRAFT.into(), title: String::new(), changed: at(t, 18, "09:41") }],
        is_counted: false,
    }
}

fn counted(t: &Texts) -> NoticesPage {
    let mut page = list(t);
    page.is_counted = true;
    page.versions.iter_mut().for_each(|version| version.judged = Some(1_204));
    page
}

fn draft_page(t: &Texts, form: Form, changes: Vec<Change>) -> DraftPage {
    DraftPage {
        frame: frame(t, OFFICER, DRAFT),
        version: 5,
        changed: format!("Mio Ando, {}", at(t, 18, "09:41")),
        form,
        changes,
        parts: vec![PartView {
            heading: t.say("notice-head-third"),
            origin: Origin { key: "notice-from-policy", href: "/staff/policy" },
            body: prose::parse(&t.say("notice-text-third")),
        }],
        href: DRAFT.into(),
        removal: button_form(format!("{DRAFT}/removal"), 3),
    }
}

fn comparison(t: &Texts, form: Form) -> ComparisonPage {
    let law = Law::built_in().unwrap();
    let finding = |law_of, change, rule: &str, requires| FindingView {
        law: law_of,
        change,
        subject: t.label(Purpose::FutureRecruitment),
        requires,
        why: law.texts.why(rule, t.locale).unwrap().to_owned(),
        cite: law.revisions.text(rule).unwrap().cite.clone(),
        rule: rule.into(),
    };
    let language = |locale: &Locale| LanguageView { locale: *locale, clauses: changes(&Texts::of(*locale)) };
    ComparisonPage {
        frame: frame(t, OFFICER, DRAFT),
        earlier: Some(4),
        languages: Locale::ALL.iter().map(language).collect(),
        findings: vec![
            finding(Jurisdiction::Jp, NoticeChange::PurposeAdded, "REV-JP-PURPOSE-NEW", Announcement::Ask),
            finding(Jurisdiction::Sg, NoticeChange::CountryAdded, "REV-SG-COUNTRY", Announcement::Inform),
        ],
        proposed: Announcement::Ask,
        form,
        changes: Vec::new(),
        href: DRAFT.into(),
    }
}

fn publication(t: &Texts, is_ready: bool) -> PublicationPage {
    let lack = Lack {
        href: format!("{DRAFT}#title.zh-Hant"),
        label: t.with("notice-draft-title", "language", t.label(Locale::ZhHant)),
        says: t.say("error-notice-missing"),
    };
    PublicationPage {
        frame: frame(t, OFFICER, DRAFT),
        version: 5,
        title: by(
            t,
            "採用活動における個人情報の取扱いについて",
            "How we handle personal information",
            "個人資料處理通知",
        )
        .into(),
        effective: if is_ready {
            by(t, "2026年12月1日", "1 December 2026", "2026年12月1日").into()
        } else {
            String::new()
        },
        is_today: is_ready,
        announcement: is_ready.then_some(Announcement::Inform),
        reason: if is_ready { "Counsel advised so.".into() } else { String::new() },
        lacks: if is_ready { Vec::new() } else { vec![lack] },
        form: is_ready.then(|| button_form(format!("{DRAFT}/publication"), 3)),
        href: DRAFT.into(),
    }
}

fn announcement(t: &Texts, is_begun: bool) -> AnnouncementPage {
    AnnouncementPage {
        frame: frame(t, OFFICER, "/staff/notices"),
        version: 4,
        title: by(t, "採用活動における個人情報の取扱い", "Personal information in recruitment", "招聘個人資料處理")
            .into(),
        announcement: if is_begun { Announcement::Inform } else { Announcement::Ask },
        office: by(t, "東京本社", "Tokyo", "東京總部").into(),
        letters: if is_begun { 0 } else { 1_204 },
        left_out: vec![("announce-left-answered", 31), ("announce-left-suspended", 2), ("announce-left-address", 5)],
        progress: match is_begun {
            true => vec![("announce-waiting", 200), ("announce-sent", 1_003), ("announce-failed", 1)],
            false => Vec::new(),
        },
        begun: if is_begun { format!("Mio Ando, {}", at(t, 24, "10:16")) } else { String::new() },
        is_making: is_begun,
        unfit: String::new(),
        action: "/staff/notices/4/announcement".into(),
    }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let change = Change {
        name: "introduction.ja".into(),
        label: t.with("notice-draft-introduction", "language", t.label(Locale::Ja)),
        old: "先に保存された前文".into(),
        new: "入力した前文".into(),
    };
    let mut undecided = decision_form(t, &draft(), Announcement::Ask);
    undecided.set("announcement", "publish");
    assert!(decision(&mut undecided, Announcement::Ask).is_none(), "a reason is missing");
    let shown = Texts::of(Locale::Ja);
    let preview = PreviewPage {
        frame: frame(t, OFFICER, DRAFT),
        shown,
        notice: NoticeLine {
            version: 5,
            title: "採用活動における個人情報の取扱いについて".into(),
            effective: "2026年12月1日".into(),
            standing: Standing::Coming,
        },
        sections: vec![Section {
            heading: shown.say("notice-head-rights"),
            body: prose::parse(&shown.say("notice-text-rights")),
        }],
        href: DRAFT.into(),
    };
    let overtaken = ComparisonPage {
        changes: vec![Change {
            name: "reason".into(),
            label: t.say("notice-reason"),
            old: String::new(),
            new: "Counsel advised so.".into(),
        }],
        ..comparison(t, decision_form(t, &draft(), Announcement::Ask))
    };
    let early = AnnouncementPage {
        unfit: t.with("announce-not-yet", "date", by(t, "2026年12月1日", "1 December 2026", "2026年12月1日")),
        ..announcement(t, false)
    };
    let first = ComparisonPage { earlier: None, ..comparison(t, decision_form(t, &draft(), Announcement::Publish)) };
    vec![
        ("staff-notices", list(t).render().unwrap()),
        ("staff-notices-counted", counted(t).render().unwrap()),
        ("notice-announcement", announcement(t, false).render().unwrap()),
        ("notice-announcement-begun", announcement(t, true).render().unwrap()),
        ("notice-announcement-early", early.render().unwrap()),
        ("notice-draft", draft_page(t, draft_form(t, &draft()), Vec::new()).render().unwrap()),
        ("notice-draft-unfinished", draft_page(t, unfinished(t), Vec::new()).render().unwrap()),
        ("notice-draft-overtaken", draft_page(t, draft_form(t, &draft()), vec![change]).render().unwrap()),
        ("notice-preview", preview.render().unwrap()),
        ("notice-comparison", comparison(t, undecided).render().unwrap()),
        ("notice-comparison-overtaken", overtaken.render().unwrap()),
        ("notice-comparison-first", first.render().unwrap()),
        ("notice-publication", publication(t, true).render().unwrap()),
        ("notice-publication-lacks", publication(t, false).render().unwrap()),
    ]
}
