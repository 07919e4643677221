//! Samples of the pages for everybody.

use askama::Template;

use super::{Rendered, by, company, frame};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::domain::vacancy::EmploymentType;
use crate::law::Law;
use crate::web::form::fault;
use crate::web::frame::Area;
use crate::web::notice_changes::{ClauseView, LineView};
use crate::web::prose;
use crate::web::public::apply::{AppliedPage, ApplyLaterPage, ApplyPage, NoticeBox, apply_form};
use crate::web::public::careers::{CareersPage, OfficeVacancies, VacancyLine, VacancyPage};
use crate::web::public::contact::{ContactPage, ContactPoint};
use crate::web::public::error::ErrorPage;
use crate::web::public::home::{HomePage, OfficeCard};
use crate::web::public::notices::{NoticeLine, NoticePage, NoticesPage, Section, Standing};
use crate::web::public::setup::{SetupPage, setup_form};
use crate::web::texts::Texts;

/// Name and law of the three offices.
pub fn offices(t: &Texts) -> [(&'static str, &'static str, Jurisdiction); 3] {
    [
        ("JP", by(t, "東京本社", "Tokyo", "東京總公司"), Jurisdiction::Jp),
        ("SG", by(t, "シンガポール支店", "Singapore", "新加坡分公司"), Jurisdiction::Sg),
        ("HK", by(t, "香港法人", "Hong Kong", "香港附屬公司"), Jurisdiction::Hk),
    ]
}

pub fn vacancies(t: &Texts) -> Vec<VacancyLine> {
    let line = |slug: &str, title: &str, summary: &str, location: &str, employment| VacancyLine {
        slug: slug.into(),
        title: title.into(),
        summary: summary.into(),
        location: location.into(),
        employment,
    };
    vec![
        line(
            "precision-engineer",
            by(t, "精密機構エンジニア", "Precision mechanism engineer", "精密機構工程師"),
            by(
                t,
                "測定器の心臓部となる機構を、設計から量産まで担当します。",
                "Design the mechanism at the heart of our gauges and see it into production.",
                "負責量測儀器核心機構，由設計直至量產。",
            ),
            by(t, "東京都大田区", "Ota, Tokyo", "東京大田區"),
            EmploymentType::Permanent,
        ),
        line(
            "calibration-specialist",
            by(t, "校正スペシャリスト", "Calibration specialist", "校準專員"),
            by(
                t,
                "お客様の測定器を校正し、証明書を発行します。",
                "Calibrate our customers’ gauges and sign the certificates.",
                "為客戶校準儀器並簽發證書。",
            ),
            by(t, "東京都大田区", "Ota, Tokyo", "東京大田區"),
            EmploymentType::FixedTerm,
        ),
    ]
}

fn notice(t: &Texts, version: i32, standing: Standing) -> NoticeLine {
    let days = [
        by(t, "2024年4月1日", "1 April 2024", "2024年4月1日"),
        by(t, "2025年10月1日", "1 October 2025", "2025年10月1日"),
        by(t, "2027年4月1日", "1 April 2027", "2027年4月1日"),
    ];
    let title = by(t, "採用活動におけるプライバシーポリシー", "Privacy notice for recruitment", "招聘活動私隱政策");
    NoticeLine { version, title: title.into(), effective: days[version as usize - 1].into(), standing }
}

fn apply_page(t: &Texts, faulty: bool) -> ApplyPage {
    let notice = NoticeBox {
        version: 2,
        effective: by(t, "2025年10月1日", "1 October 2025", "2025年10月1日").into(),
        purposes: Purpose::PUBLISHED.to_vec(),
        countries: ["JP", "SG", "HK"].iter().map(|code| code.parse().unwrap()).collect(),
    };
    let mut form = apply_form(t, "precision-engineer", &notice);
    if faulty {
        form.fill([
            ("family", by(t, "佐藤", "Sato", "佐藤")),
            ("given", "<script>alert(1)</script>"),
            ("email", "misaki.example.jp"),
            ("work-2-employer", by(t, "山手精機", "Yamate Seiki", "山手精機")),
        ]);
        form.check();
        form.refuse("email", fault::EMAIL);
        form.refuse_with("files", fault::FILE_LARGE, "portfolio.pdf");
    }
    ApplyPage {
        frame: frame(t, Area::Public, "/careers/precision-engineer/apply"),
        slug: "precision-engineer".into(),
        title: vacancies(t)[0].title.clone(),
        office: offices(t)[0].1.into(),
        notice,
        form,
    }
}

fn vacancy_page(t: &Texts) -> VacancyPage {
    let text = by(
        t,
        "わたしたちの測定器は、百分の一ミリの差を毎日見つけています。その機構を一から考える仲間を探しています。\n\n主な仕事:\n- 直動機構と案内の設計\n- 試作と耐久評価\n- 製造現場との調整\n\n機械工学の知識と、図面を最後まで読み切る粘り強さがあれば、業界経験は問いません。",
        "Our gauges find a hundredth of a millimetre every day. We look for somebody who thinks about their mechanism from the beginning.\n\nWhat you do:\n- design linear mechanisms and guides\n- build prototypes and test how they wear\n- work with the people on the shop floor\n\nYou know mechanical engineering and read a drawing to its end. You need not come from our trade.",
        "我們的量測儀器每天辨別百分之一毫米的差異。現誠邀能從根本構思機構的同事加入。\n\n主要職責:\n- 設計直線機構及導軌\n- 試製及耐用測試\n- 與生產現場協調\n\n具備機械工程知識，並有耐性讀懂每張圖紙；毋須同業經驗。",
    );
    VacancyPage {
        frame: frame(t, Area::Public, "/careers/precision-engineer"),
        vacancy: vacancies(t).remove(0),
        office: offices(t)[0].1.into(),
        published: by(t, "2026年11月2日", "2 November 2026", "2026年11月2日").into(),
        description: prose::parse(text),
        is_open: true,
    }
}

fn notice_page(t: &Texts) -> NoticePage {
    let section = |heading: &str, text: &str| Section { heading: heading.into(), body: prose::parse(text) };
    NoticePage {
        frame: frame(t, Area::Public, "/notices/2"),
        notice: notice(t, 2, Standing::InForce),
        sections: vec![
            section(
                by(t, "取得する情報", "What we collect", "我們收集的資料"),
                by(
                    t,
                    "ご本人、人材紹介会社、求人サービスから、次の情報を取得します。\n\n- 履歴書・職務経歴書の記載内容\n- 通信の内容\n- 応募・参加の履歴と選考結果",
                    "From you, from agents and from recruitment services we collect the following.\n\n- what stands in résumés and CVs\n- the content of communications\n- applications, participation and results",
                    "我們向你本人、職業介紹所及招聘平台收集以下資料。\n\n- 履歷所載內容\n- 通訊內容\n- 申請、參與記錄及甄選結果",
                ),
            ),
            section(
                by(t, "利用目的", "What we use it for", "使用目的"),
                by(
                    t,
                    "取得した情報は、採用活動とそれに伴う手続きのためにのみ利用します。",
                    "We use it for recruitment and for what follows from it, and for nothing else.",
                    "所收集的資料只會用於招聘及其相關手續。",
                ),
            ),
        ],
        earlier: Some(1),
        clauses: changes(t),
    }
}

/// What changed since the version before.
pub fn changes(t: &Texts) -> Vec<ClauseView> {
    let line = |mark, old: &str, new: &str| LineView { mark, old: old.into(), new: new.into() };
    let year = by(t, "選考終了後、1年間保管します。", "We keep it for one year.", "甄選結束後保存一年。");
    let months = by(t, "選考終了後、6か月間保管します。", "We keep it for six months.", "甄選結束後保存六個月。");
    let later =
        by(t, "採用の可能性を改めて検討すること", "a later look at whether we could recruit you", "日後再次考慮聘用");
    vec![ClauseView {
        heading: by(t, "保存期間", "How long we keep it", "保存期間").into(),
        lines: vec![
            line("change-changed", year, months),
            line("change-added", "", later),
            line("change-removed", later, ""),
        ],
    }]
}

fn setup(t: &Texts) -> SetupPage {
    let mut form = setup_form(t);
    form.fill([("code", "7K2M-9QXT"), ("password", "correct horse"), ("password_again", "correct cow")]);
    form.refuse("password_again", fault::PASSWORDS_DIFFER);
    SetupPage { frame: frame(t, Area::Door, "/setup"), form }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let lead = by(
        t,
        "は1948年の創業以来、精密測定器をつくり続けています。東京、シンガポール、香港で、次の百分の一ミリをともに追いかける仲間を募集しています。",
        " has made precision gauges since 1948. In Tokyo, Singapore and Hong Kong we look for people who care about the next hundredth of a millimetre.",
        "自 1948 年起製造精密量測儀器。我們在東京、新加坡及香港，誠邀追求下一個百分之一毫米的同事。",
    );
    let cards = offices(t).into_iter().zip([2, 1, 0]);
    let lists = offices(t).into_iter().zip([vacancies(t), vacancies(t).split_off(1), Vec::new()]);
    let points = offices(t).into_iter().map(|(_, office, _)| ContactPoint {
        office: office.into(),
        email: "privacy@aomine.example".into(),
        postal: by(t, "〒144-0000\n東京都大田区1-2-3", "1-2-3 Ota-ku\nTokyo 144-0000", "東京都大田區 1-2-3\n144-0000")
            .into(),
    });
    let lost = frame(t, Area::Public, "/no-such-page");
    let home = HomePage {
        frame: frame(t, Area::Public, "/"),
        lead: format!("{}{lead}", company(t)),
        offices: cards
            .map(|((code, name, jurisdiction), open)| OfficeCard {
                name: name.into(),
                jurisdiction,
                code: code.into(),
                open,
            })
            .collect(),
    };
    let careers = CareersPage {
        frame: frame(t, Area::Public, "/careers"),
        offices: lists
            .map(|((code, name, jurisdiction), vacancies)| OfficeVacancies {
                code: code.into(),
                name: name.into(),
                jurisdiction,
                vacancies,
            })
            .collect(),
    };
    let later = ApplyLaterPage {
        frame: frame(t, Area::Public, "/careers/precision-engineer/apply"),
        slug: vacancies(t)[0].slug.clone(),
        title: vacancies(t)[0].title.clone(),
    };
    let applied = AppliedPage {
        frame: frame(t, Area::Public, "/careers/precision-engineer/applied"),
        title: vacancies(t)[0].title.clone(),
    };
    let notices = NoticesPage {
        frame: frame(t, Area::Public, "/notices"),
        notices: vec![
            notice(t, 3, Standing::Coming),
            notice(t, 2, Standing::InForce),
            notice(t, 1, Standing::Replaced),
        ],
        has_joint_use: true,
    };
    let contact = ContactPage { frame: frame(t, Area::Public, "/contact"), points: points.collect() };
    let mut pages = vec![
        ("home", home.render().unwrap()),
        ("careers", careers.render().unwrap()),
        ("vacancy", vacancy_page(t).render().unwrap()),
        ("apply", apply_page(t, false).render().unwrap()),
        ("apply-faults", apply_page(t, true).render().unwrap()),
        ("apply-later", later.render().unwrap()),
        ("applied", applied.render().unwrap()),
        ("notices", notices.render().unwrap()),
        ("notice", notice_page(t).render().unwrap()),
        ("contact", contact.render().unwrap()),
        ("setup", setup(t).render().unwrap()),
    ];
    let statuses = [
        "error-400",
        "error-403",
        "error-404",
        "error-408",
        "error-409",
        "error-413",
        "error-422",
        "error-429",
        "error-500",
        "error-503",
    ];
    for name in statuses {
        let status = name.trim_start_matches("error-").parse().unwrap();
        let page = ErrorPage { frame: lost.clone(), status, request_id: "0193-5a2e-77c1".into(), reason: None };
        pages.push((name, page.render().unwrap()));
    }
    let rule = "GATE-HEALTH-CONSENT";
    let why = Law::built_in().unwrap().texts.why(rule, t.locale).unwrap().to_owned();
    let reason = Some(format!("{why} ({rule})"));
    let refused = ErrorPage { frame: lost, status: 403, request_id: "0193-5a2e-77c1".into(), reason };
    pages.push(("error-refused", refused.render().unwrap()));
    pages
}
