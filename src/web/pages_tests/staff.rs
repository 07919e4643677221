//! Samples of the pages for staff and for candidates.

use askama::Template;

use super::public::{offices, vacancies};
use super::{Rendered, by, frame};
use crate::domain::application::{Finding, Source, Stage};
use crate::domain::candidate::{EducationEntry, MaritalStatus, PersonName, ProfileRecord, Sex, WorkEntry};
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::contact::{EmailAddress, Phone};
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::locale::InThreeLanguages;
use crate::domain::office::LegalForm;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::vacancy::{EmploymentType, VacancyState};
use crate::web::form::{Choice, fault};
use crate::web::frame::{Area, Flash, Message};
use crate::web::me::record::{MyApplication, MyConsent, MyDocument, RecordPage};
use crate::web::me::sign_in::MeSignInPage;
use crate::web::profile;
use crate::web::staff::candidate::{
    ApplicationView, CandidatePage, Change, DocumentView, Head, NoteView, ProposalView, ResultView, StageLine, UseLine,
    Withheld, health_form, move_form, note_form, upload_form,
};
use crate::web::staff::candidate_form::{CandidateFormPage, add_form, edit_form};
use crate::web::staff::candidates::{CandidateLine, CandidatesPage, filter_form};
use crate::web::staff::health::{HealthLine, HealthPage};
use crate::web::staff::offices::{OfficeLine, OfficePage, OfficesPage, office_form};
use crate::web::staff::sign_in::{SignInPage, sign_in_form};
use crate::web::staff::today::{Count, Figure, TodayPage};
use crate::web::staff::users::{UserLine, UsersPage, user_form};
use crate::web::staff::vacancies::{VacanciesPage, VacancyFormPage, VacancyRow, vacancy_form};
use crate::web::texts::Texts;

/// A stand-in for a page image.
pub const PAGE_IMAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><path fill="#fff" d="M0 0h210v297H0z"/><path stroke="#667" stroke-width="2" d="M20 30h80M20 50h170M20 60h160M20 70h170M20 90h60M20 105h170M20 115h150M20 125h165"/></svg>"##;

const CANDIDATE: &str = "018f";
const RECRUITER: Area = Area::Staff(Role::Recruiter);
const ADMINISTRATOR: Area = Area::Staff(Role::Administrator);

fn at(t: &Texts, day: u32, clock: &str) -> String {
    match by(t, "/", " ", "/") {
        " " => format!("{day} Nov 2026, {clock}"),
        _ => format!("2026/11/{day:02} {clock}"),
    }
}

fn person(t: &Texts) -> ProfileRecord {
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

fn lines(t: &Texts) -> Vec<CandidateLine> {
    let line =
        |name: &str, reading: &str, vacancy: usize, stage, day, source, office: usize, is_foreign| CandidateLine {
            id: CANDIDATE.into(),
            name: name.into(),
            reading: reading.into(),
            vacancy: vacancies(t)[vacancy].title.clone(),
            stage: Some(stage),
            received: at(t, day, "09:41"),
            source: Some(source),
            office: offices(t)[office].1.into(),
            is_foreign,
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

fn head(t: &Texts) -> Head {
    let person = person(t);
    Head {
        id: CANDIDATE.into(),
        name: person.name.display(t.locale),
        reading: person.name.reading(),
        email: person.email.as_str().into(),
        phone: "+81 90-1234-5678".into(),
        residence: t.country(&person.residence),
        stage: Some(Stage::FirstInterview),
        offices: vec![offices(t)[0].1.into()],
    }
}

fn withheld(t: &Texts) -> Vec<Withheld> {
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

fn uses(t: &Texts) -> Vec<UseLine> {
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

fn documents(t: &Texts) -> Vec<DocumentView> {
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
    };
    let name = by(t, "職務経歴書_佐藤美咲.pdf", "CV Misaki Sato.pdf", "履歷_佐藤美咲.pdf");
    let text = by(t, "職務経歴書\n佐藤 美咲", "Curriculum vitae\nMisaki Sato", "履歷\n佐藤美咲");
    vec![
        document("d1", name, DocumentState::Read, None, 2, text),
        document("d2", "scan.pdf", DocumentState::Unreadable, Some(ReadingFailure::Encrypted), 0, ""),
        document("d3", "cover.docx", DocumentState::Stored, None, 0, ""),
    ]
}

fn application(t: &Texts) -> ApplicationView {
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
        move_form: Some(move_form(t, CANDIDATE, "a1", Stage::FirstInterview, 3)),
    }
}

fn candidate_page(t: &Texts) -> CandidatePage {
    let mut frame = frame(t, RECRUITER, "/staff/candidates/018f");
    frame.flash = Some(Flash::of(Message::Moved, t));
    let change = |label: &str, old: &str, new: &str| Change { label: t.say(label), old: old.into(), new: new.into() };
    CandidatePage {
        frame,
        head: head(t),
        profile: Some(profile::show(&person(t), t)),
        documents: documents(t),
        applications: vec![application(t)],
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
            vacancy: vacancies(t)[0].title.clone(),
        }],
        notes: vec![NoteView {
            text: by(t, "面接は午後を希望。", "Prefers interviews in the afternoon.", "希望於下午面試。").into(),
            by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
            at: at(t, 23, "10:15"),
        }],
        note_form: Some(note_form(CANDIDATE)),
        health: Some(health_form(t, CANDIDATE, &[Purpose::Visa, Purpose::Onboarding])),
        proposals: vec![ProposalView {
            received: at(t, 24, "08:20"),
            vacancy: vacancies(t)[1].title.clone(),
            changes: vec![
                change("field-phone", "+81 90-1234-5678", "+81 80-8765-4321"),
                change("field-link", "", "https://misaki.example"),
            ],
        }],
        withheld: withheld(t),
        uses: uses(t),
        upload: Some(upload_form(CANDIDATE)),
        can_edit: true,
    }
}

fn form_pages(t: &Texts) -> Vec<Rendered> {
    let choices: Vec<Choice> = vacancies(t).into_iter().map(|line| Choice::new(line.slug, line.title)).collect();
    let mut edit = edit_form(t, CANDIDATE, 4);
    profile::fill(&mut edit, &person(t));
    edit.refuse("phone", "error-phone");
    let form_page = |name: String, path: &str, form| CandidateFormPage {
        frame: frame(t, RECRUITER, path),
        name,
        back: "/staff/candidates".into(),
        form,
    };
    let add = form_page(String::new(), "/staff/candidates/new", add_form(t, choices.clone()));
    let edit = form_page(head(t).name, "/staff/candidates/018f/edit", edit);
    let list = CandidatesPage {
        frame: frame(t, RECRUITER, "/staff/candidates"),
        filter: filter_form(t, choices),
        rows: lines(t),
        total: Some(2_000),
        previous: Some("/staff/candidates?before=1".into()),
        next: Some("/staff/candidates?after=1".into()),
        can_add: true,
    };
    vec![
        ("candidates", list.render().unwrap()),
        ("candidate-add", add.render().unwrap()),
        ("candidate-edit", edit.render().unwrap()),
    ]
}

fn recruiter_pages(t: &Texts) -> Vec<Rendered> {
    let mut door = sign_in_form();
    door.fill([("email", "rin@aomine.example"), ("password", "wrong")]);
    let sign_in = SignInPage { frame: frame(t, Area::Door, "/staff/sign-in"), form: door, refused: true };
    let count = |figure, value| Count { figure, value, href: "/staff/candidates".into() };
    let today = TodayPage {
        frame: frame(t, RECRUITER, "/staff"),
        office: offices(t)[0].1.into(),
        date: by(t, "2026年11月24日", "24 November 2026", "2026年11月24日").into(),
        counts: vec![
            count(Figure::NewToday, 7),
            count(Figure::NewThisWeek, 41),
            count(Figure::InSelection, 386),
            Count { href: String::new(), ..count(Figure::Candidates, 2_000) },
        ],
        fresh: lines(t).into_iter().take(2).collect(),
        sees_candidates: true,
    };
    let health = HealthPage {
        frame: frame(t, RECRUITER, "/staff/candidates/018f"),
        head: head(t),
        purpose: Purpose::Onboarding,
        reason: UseReasonCode::WorkplaceAdjustment,
        opened_by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        opened_at: at(t, 24, "10:31"),
        entry: 48_211,
        records: vec![HealthLine {
            kind: HealthKind::Adjustment,
            text: by(t, "高さを変えられる机を希望。", "Needs a desk of adjustable height.", "需要可調高度的工作桌。")
                .into(),
            recorded: at(t, 20, "14:00"),
            office: offices(t)[0].1.into(),
        }],
    };
    let mut pages = vec![
        ("sign-in", sign_in.render().unwrap()),
        ("today", today.render().unwrap()),
        ("candidate", candidate_page(t).render().unwrap()),
        ("health", health.render().unwrap()),
    ];
    pages.extend(form_pages(t));
    pages
}

fn office_lines(t: &Texts) -> Vec<OfficeLine> {
    let forms = [LegalForm::HeadOffice, LegalForm::Branch, LegalForm::Subsidiary];
    let zones = ["Asia/Tokyo", "Asia/Singapore", "Asia/Hong_Kong"];
    let all = offices(t).into_iter().zip(forms).zip(zones);
    all.map(|(((code, name, jurisdiction), legal_form), zone)| OfficeLine {
        code: code.into(),
        name: name.into(),
        jurisdiction,
        legal_form,
        time_zone: zone.into(),
        is_served: code == "JP",
    })
    .collect()
}

fn users_page(t: &Texts) -> UsersPage {
    let user = |name: &str, role, office: usize, disabled: &str, is_self| UserLine {
        id: "u1".into(),
        name: name.into(),
        email: "name@aomine.example".into(),
        role,
        office: offices(t)[office].1.into(),
        disabled: disabled.into(),
        is_self,
    };
    let choices = offices(t).map(|(code, name, _)| Choice::new(code, name)).to_vec();
    UsersPage {
        frame: frame(t, ADMINISTRATOR, "/staff/users"),
        users: vec![
            user("Wei Lim", Role::Administrator, 1, "", true),
            user(by(t, "田中 凛", "Rin Tanaka", "田中凜"), Role::Recruiter, 0, "", false),
            user(
                "Ka-yan Chan",
                Role::PrivacyOfficer,
                2,
                by(t, "2026年11月1日", "1 November 2026", "2026年11月1日"),
                false,
            ),
        ],
        form: user_form(t, choices),
    }
}

fn administrator_pages(t: &Texts) -> Vec<Rendered> {
    let name = InThreeLanguages { ja: "東京本社".into(), en: "Tokyo".into(), zh_hant: "東京總公司".into() };
    let mut office_fields = office_form("JP", &name, "Tokyo");
    office_fields.refuse("time_zone", fault::TIME_ZONE);
    let rows =
        vacancies(t).into_iter().zip([VacancyState::Open, VacancyState::Draft]).map(|(line, state)| VacancyRow {
            id: "v1".into(),
            slug: line.slug,
            title: line.title,
            office: offices(t)[0].1.into(),
            employment: EmploymentType::Permanent,
            state,
            published: if state == VacancyState::Open { at(t, 2, "09:00") } else { String::new() },
        });
    let offices_page = OfficesPage { frame: frame(t, ADMINISTRATOR, "/staff/offices"), offices: office_lines(t) };
    let office = office_lines(t).remove(0);
    let office_page = OfficePage { frame: frame(t, ADMINISTRATOR, "/staff/offices/JP"), office, form: office_fields };
    let list = VacanciesPage { frame: frame(t, ADMINISTRATOR, "/staff/vacancies"), vacancies: rows.collect() };
    let choices = offices(t).map(|(code, name, _)| Choice::new(code, name)).to_vec();
    let edit = VacancyFormPage {
        frame: frame(t, ADMINISTRATOR, "/staff/vacancies/new"),
        title: String::new(),
        form: vacancy_form(t, "/staff/vacancies", choices),
    };
    vec![
        ("offices", offices_page.render().unwrap()),
        ("office", office_page.render().unwrap()),
        ("users", users_page(t).render().unwrap()),
        ("vacancies", list.render().unwrap()),
        ("vacancy-edit", edit.render().unwrap()),
    ]
}

fn candidates_own_pages(t: &Texts) -> Vec<Rendered> {
    let door =
        |expired| MeSignInPage { frame: frame(t, Area::Door, "/me"), action: "/me/sign-in/0123".into(), expired };
    let record = RecordPage {
        frame: frame(t, Area::Me, "/me"),
        name: head(t).name,
        office: offices(t)[0].1.into(),
        profile: Some(profile::show(&person(t), t)),
        applications: vec![MyApplication {
            vacancy: vacancies(t)[0].title.clone(),
            office: offices(t)[0].1.into(),
            received: at(t, 18, "09:41"),
            stage: Stage::FirstInterview,
            notice: Some(2),
        }],
        documents: vec![MyDocument {
            id: "d1".into(),
            name: documents(t)[0].name.clone(),
            kind: Some(DocumentKind::Pdf),
            size: t.size(284_000),
            stored: at(t, 18, "09:41"),
        }],
        consents: vec![MyConsent {
            scopes: vec![ConsentScope::Foreign, ConsentScope::TalentPool],
            countries: vec!["SG".parse().unwrap(), "HK".parse().unwrap()],
            from: by(t, "2026年11月18日", "18 November 2026", "2026年11月18日").into(),
            until: String::new(),
            withdrawn: by(t, "2026年11月20日", "20 November 2026", "2026年11月20日").into(),
        }],
        withheld: Vec::new(),
        uses: uses(t),
    };
    vec![
        ("me-sign-in", door(false).render().unwrap()),
        ("me-expired", door(true).render().unwrap()),
        ("me", record.render().unwrap()),
    ]
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    [recruiter_pages(t), administrator_pages(t), candidates_own_pages(t)].concat()
}
