//! Made-up people and what is known about them.

use super::inbox::returned;
use super::public::{offices, vacancies};
use super::{by, interviews};
use crate::domain::application::{Finding, Source, Stage};
use crate::domain::candidate::{EducationEntry, MaritalStatus, PersonName, ProfileRecord, Sex, WorkEntry};
use crate::domain::category::CategoryId;
use crate::domain::contact::{EmailAddress, Phone};
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::id::HoldingId;
use crate::domain::purpose::Purpose;
use crate::web::form::Choice;
use crate::web::staff::candidate::{
    ApplicationView, Assigned, DocumentView, Event, EventKind, Head, ResultView, StageLine, TaskView, UseLine,
    Withheld, assign_form, move_form, result_form,
};
use crate::web::staff::candidates::CandidateLine;
use crate::web::texts::Texts;

pub const CANDIDATE: &str = "018f";

pub fn at(t: &Texts, day: u32, clock: &str) -> String {
    match by(t, "/", " ", "/") {
        " " => format!("{day} Nov 2026, {clock}"),
        _ => format!("2026/11/{day:02} {clock}"),
    }
}

pub fn person(t: &Texts) -> ProfileRecord {
    let work = |employer: &str, title: &str, from: &str, until: &str, description: &str| WorkEntry {
        employer: employer.into(),
        title: title.into(),
        from: from.into(),
        until: until.into(),
        description: description.into(),
    };
    ProfileRecord {
        name: PersonName {
            family: by(t, "佐藤", "Sato", "佐藤").into(),
            given: by(t, "美咲", "Misaki", "美咲").into(),
            family_reading: by(t, "サトウ", "さとう", "Sato").into(),
            given_reading: by(t, "ミサキ", "みさき", "Misaki").into(),
        },
        email: EmailAddress::parse("misaki.sato@example.jp").unwrap(),
        phone: Some(Phone::parse("+81 90-1234-5678").unwrap()),
        residence: "JP".parse().unwrap(),
        address: by(t, "東京都品川区大井1-2-3", "1-2-3 Oi, Shinagawa-ku, Tokyo", "東京都品川區大井 1-2-3").into(),
        born_on: Some("1994-06-18".parse().unwrap()),
        sex: Some(Sex::Female),
        marital_status: Some(MaritalStatus::Single),
        nationality: Some("JP".parse().unwrap()),
        work: vec![
            work(
                by(t, "山手精機株式会社", "Yamate Seiki", "山手精機"),
                by(t, "機構設計", "Mechanical designer", "機構設計師"),
                "2020-04",
                "",
                by(
                    t,
                    "三次元測定機の案内機構を担当。摩耗を半減させた設計で社内表彰。",
                    "Guides of a coordinate measuring machine; halved their wear.",
                    "負責三坐標測量機之導軌，磨損減半。",
                ),
            ),
            work(
                by(t, "多摩工業", "Tama Kogyo", "多摩工業"),
                by(t, "製図", "Drafting", "製圖"),
                "2017-04",
                "2020-03",
                "",
            ),
        ],
        education: vec![EducationEntry {
            school: by(t, "東都工科大学", "Toto Institute of Technology", "東都工科大學").into(),
            degree: by(t, "機械工学 学士", "BEng, mechanical engineering", "機械工程學士").into(),
            from: "2013-04".into(),
            until: "2017-03".into(),
        }],
        qualifications: by(t, "機械設計技術者2級\n品質管理検定1級", "QC certificate, level 1", "品質管理一級").into(),
        languages: by(
            t,
            "日本語（母語）\n英語（TOEIC 880）",
            "Japanese (native)\nEnglish (fluent)",
            "日語（母語）\n英語（流利）",
        )
        .into(),
        link: "https://misaki.example".into(),
        locale: t.locale,
    }
}

pub fn lines(t: &Texts) -> Vec<CandidateLine> {
    let line =
        |name: &str, reading: &str, vacancy: usize, stage, day, source, office: usize, is_foreign| CandidateLine {
            id: CANDIDATE.into(),
            holding: HoldingId::new(),
            is_chosen: false,
            name: name.into(),
            reading: reading.into(),
            vacancy: vacancies(t)[vacancy].title.clone(),
            stage: Some(stage),
            received: at(t, day, "09:41"),
            contacted: Some(t.day(&"2026-11-20".parse().unwrap())),
            usable_until: None,
            source: Some(source),
            office: offices(t)[office].1.into(),
            is_foreign,
            tags: if office == 0 && day > 22 {
                vec![by(t, "英語可", "English", "英語").into()]
            } else {
                Vec::new()
            },
            excerpts: Vec::new(),
        };
    let sato = by(t, "佐藤 美咲", "Misaki Sato", "佐藤美咲");
    let mut rows = vec![
        line(
            sato,
            by(t, "サトウ ミサキ", "さとう みさき", "Sato Misaki"),
            0,
            Stage::Received,
            24,
            Source::CareersPage,
            0,
            false,
        ),
        line(
            by(t, "髙橋 健太郎", "髙橋健太郎", "髙橋健太郎"),
            "タカハシ ケンタロウ",
            1,
            Stage::FirstInterview,
            23,
            Source::Agent,
            0,
            false,
        ),
        line(by(t, "Tan Wei Ling", "Wei Ling Tan", "Tan Wei Ling"), "", 0, Stage::Offer, 20, Source::Referral, 1, true),
        line("陳嘉欣", "Chan Ka Yan", 1, Stage::Refused, 18, Source::RecruitmentService, 2, true),
        line("", "", 0, Stage::Screening, 17, Source::Event, 0, false),
    ];
    rows.push(CandidateLine { vacancy: String::new(), stage: None, source: None, ..rows[0].clone() });
    rows
}

pub fn head(t: &Texts) -> Head {
    let person = person(t);
    Head {
        id: CANDIDATE.into(),
        name: person.name.display(t.locale),
        reading: person.name.reading(),
        email: person.email.as_str().into(),
        returned: returned(t).said,
        returned_in: "/staff/inbox/018f".into(),
        phone: "+81 90-1234-5678".into(),
        residence: t.country(&person.residence),
        stage: Some(Stage::FirstInterview),
        offices: vec![offices(t)[0].1.into()],
    }
}

pub fn withheld(t: &Texts) -> Vec<Withheld> {
    vec![Withheld {
        category: CategoryId::SelectionResult,
        office: offices(t)[1].1.into(),
        rule: "NO-GRANT".into(),
        why: by(
            t,
            "シンガポール支店が取得した情報で、東京本社への移転が記録されていません。",
            "Singapore collected this and no transfer to Tokyo is on record.",
            "此資料由新加坡分公司收集，並無轉移至東京的記錄。",
        )
        .into(),
        citation: "PDPA s. 26; Regulations reg. 10".into(),
        remedies: vec![by(t, "移転を申請する", "Ask the privacy officer for a transfer", "向私隱主任申請轉移").into()],
    }]
}

pub fn uses(t: &Texts) -> Vec<UseLine> {
    let line = |day, what: &str, category, purpose, refused| UseLine {
        at: at(t, day, "10:02"),
        who: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        office: offices(t)[0].1.into(),
        what: what.into(),
        categories: t.label(category),
        purpose: Some(purpose),
        refused,
    };
    let view = by(t, "閲覧", "Viewed", "查閱");
    vec![
        line(24, view, CategoryId::Profile, Purpose::Recruitment, false),
        line(24, view, CategoryId::SelectionResult, Purpose::Recruitment, true),
        line(23, by(t, "段階の変更", "Moved", "更改階段"), CategoryId::ApplicationHistory, Purpose::Recruitment, false),
    ]
}

pub fn documents(t: &Texts) -> Vec<DocumentView> {
    let document = |id: &str, name: &str, state, failure, pages, text: &str| DocumentView {
        id: id.into(),
        name: name.into(),
        kind: (failure != Some(ReadingFailure::WrongKind)).then_some(DocumentKind::Pdf),
        size: t.size(284_000),
        stored: at(t, 24, "09:41"),
        state,
        failure,
        pages,
        text: text.into(),
        warnings: if id == "d1" { vec![t.say("warning-javascript")] } else { Vec::new() },
        is_proposed: id == "d3",
    };
    let name = by(t, "職務経歴書_佐藤美咲.pdf", "CV Misaki Sato.pdf", "履歷_佐藤美咲.pdf");
    let text = by(t, "職務経歴書\n佐藤 美咲", "Curriculum vitae\nMisaki Sato", "履歷\n佐藤美咲");
    vec![
        document("d1", name, DocumentState::Read, None, 2, text),
        document("d2", "scan.pdf", DocumentState::Unreadable, Some(ReadingFailure::Encrypted), 0, ""),
        document("d3", "cover.docx", DocumentState::Stored, None, 0, ""),
    ]
}

pub fn application(t: &Texts) -> ApplicationView {
    let stage =
        |stage, day| StageLine {
            stage, at: at(t, day, "10:12"), by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into()
        };
    ApplicationView {
        id: "a1".into(),
        vacancy: vacancies(t)[0].title.clone(),
        office: offices(t)[0].1.into(),
        received: at(t, 18, "09:41"),
        source: Source::CareersPage,
        stage: Stage::FirstInterview,
        notice: Some(2),
        motivation: by(
            t,
            "学生のころ、御社の測微器で初めてミクロンを「感じ」ました。あの手応えを、次の世代の道具に残したいと考えています。",
            "As a student I first felt a micron with one of your micrometers. I want the next generation of tools to keep that feeling.",
            "學生時期，我首次以貴公司的測微計感受到一微米。我希望把這份手感留給下一代工具。",
        )
        .into(),
        available_from: by(t, "2027年4月", "April 2027", "2027 年 4 月").into(),
        history: vec![stage(Stage::FirstInterview, 23), stage(Stage::Screening, 19), stage(Stage::Received, 18)],
        results: vec![ResultView {
            stage: Stage::Screening,
            finding: Finding::Pass,
            comment: by(
                t,
                "図面の読みが深い。面接で試作経験を確認する。",
                "Reads drawings well. Ask about prototypes.",
                "圖紙理解深入，面試時確認試製經驗。",
            )
            .into(),
            at: at(t, 22, "16:30"),
            application: "a1".into(),
            vacancy: vacancies(t)[0].title.clone(),
            reason: None,
            held: by(t, "2026年11月21日", "21 November 2026", "2026年11月21日").into(),
            by: "Haru Mori".into(),
        }],
        result_form: Some(result_form(t, CANDIDATE, "a1", Stage::FirstInterview)),
        assigned: vec![Assigned { name: "Haru Mori".into(), removal: "/staff/candidates/018f/assignments".into() }],
        assign_form: Some(assign_form(CANDIDATE, "a1", vec![Choice::new("s1", "Sora Hayashi")])),
        move_form: Some(move_form(t, CANDIDATE, "a1", Stage::FirstInterview, 3)),
        interviews: interviews::samples(t),
        invite_form: Some(interviews::invitation(t)),
    }
}

pub fn tasks(t: &Texts) -> Vec<TaskView> {
    let task = |text: &str, is_late, done: String| TaskView {
        text: text.into(),
        due: by(t, "2026年11月23日", "23 November 2026", "2026年11月23日").into(),
        is_late,
        assignee: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        completion: if done.is_empty() { "/staff/candidates/018f/tasks/t1/completion".into() } else { String::new() },
        done,
    };
    vec![
        task(by(t, "面接の日程を連絡", "Send the interview dates", "通知面試日期"), true, String::new()),
        task(by(t, "図面の課題を送る", "Send the drawing exercise", "寄出圖紙習作"), false, at(t, 20, "11:00")),
    ]
}

pub fn timeline(t: &Texts) -> Vec<Event> {
    let event = |kind, day, what: String, href: &str| Event {
        kind,
        at: at(t, day, "10:12"),
        what,
        by: if kind == EventKind::Document {
            String::new()
        } else {
            by(t, "田中 凛", "Rin Tanaka", "田中凜").into()
        },
        href: href.into(),
    };
    let vacancy = vacancies(t)[0].title.clone();
    let note = by(t, "面接は午後を希望。", "Prefers interviews in the afternoon.", "希望於下午面試。");
    vec![
        event(EventKind::Note, 24, note.into(), "#notes"),
        event(EventKind::Stage, 23, t.label(Stage::FirstInterview), "#application-a1"),
        event(EventKind::Result, 22, t.label(Finding::Pass), "#application-a1"),
        event(EventKind::Document, 18, documents(t)[0].name.clone(), "#document-d1"),
        event(EventKind::Application, 18, vacancy, "#application-a1"),
    ]
}
