//! Samples of the pages about processors and joint use, and of those that a processor's people see.

use askama::Template;

use super::people::{CANDIDATE, application, at, documents, head, person, withheld};
use super::public::offices;
use super::{Rendered, by, duties, frame};
use crate::domain::application::Standing as Told;
use crate::domain::category::CategoryId;
use crate::domain::note::NoteClass;
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::web::form::Choice;
use crate::web::frame::Area;
use crate::web::partner::people::{PeoplePage, PersonLine};
use crate::web::partner::record::{ApplicationLine, EntrustedLine, RecordPage};
use crate::web::profile;
use crate::web::public::joint_use::JointUsePage as PublishedPage;
use crate::web::staff::candidate::NoteView;
use crate::web::staff::candidate::entrustments::{EntrustmentLine, Entrustments, entrustment_form};
use crate::web::staff::joint_use::{JointUsePage, NoticeView, notice_form};
use crate::web::staff::processors::forms::{about_form, disposal_form, mail_form, sub_change_form};
use crate::web::staff::processors::show::{
    ContractView, Forms, MailedLine, ProcessorPage, ReviewLine, SubLine, UserLine,
};
use crate::web::staff::processors::{ProcessorLine, ProcessorsPage, Standing};
use crate::web::staff::sign_in::{PARTNER, SignInPage, sign_in_form};
use crate::web::texts::Texts;

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);
/// The processor of the samples.
pub const PROCESSOR: &str = "採用事務サポート ひびき株式会社";

fn standing(t: &Texts, key: &'static str, is_shut: bool) -> Standing {
    let day = by(t, "2027年7月1日", "1 July 2027", "2027年7月1日").into();
    Standing { key, day, is_shut }
}

/// What processors were entrusted with of a record, with a refused try.
pub fn entrustments(t: &Texts) -> Entrustments {
    let made = EntrustmentLine {
        category: CategoryId::Profile,
        processor: PROCESSOR.into(),
        purpose: Purpose::Recruitment,
        from: at(t, 18, "09:41"),
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        ended: String::new(),
        end_rule: String::new(),
        action: "/staff/candidates/018f/entrustments/e1/end".into(),
        duties: duties::marks(t),
    };
    let over = EntrustmentLine {
        category: CategoryId::ApplicationHistory,
        ended: at(t, 20, "00:00"),
        end_rule: "JP-PRO-SAME".into(),
        action: String::new(),
        duties: Vec::new(),
        ..made.clone()
    };
    let mut form = entrustment_form(t, CANDIDATE, vec![Choice::new("p1", PROCESSOR)]);
    form.refuse("processor", "error-entrust-refused");
    Entrustments { made: vec![made, over], refused: Some(withheld(t).remove(0)), form: Some(form) }
}

fn processor_page(t: &Texts) -> ProcessorPage {
    let mut forms = Forms::new(t, "p1", None);
    forms.contract.check();
    forms.mail = Some(mail_form(t, "p1", vec![Choice::new("u1", by(t, "小寺 遥", "Haruka Kodera", "小寺遙"))]));
    let review = |kind, finding, mend_by: &str| ReviewLine {
        on: by(t, "2026年7月1日", "1 July 2026", "2026年7月1日").into(),
        kind,
        finding,
        note: by(t, "現地で端末管理を確認。", "Looked at devices on site.", "現場查看設備管理。").into(),
        mend_by: mend_by.into(),
        by: "Mio Ando".into(),
    };
    let sub = |name: &str, code: &str, engaged, approved: &str| SubLine {
        name: name.into(),
        country: t.country(&code.parse().unwrap()),
        engaged,
        approved: approved.into(),
        form: Some(sub_change_form("p1", name.split(' ').next().unwrap_or_default(), engaged, None)),
    };
    let soon = by(t, "2026年12月31日", "31 December 2026", "2026年12月31日");
    ProcessorPage {
        frame: frame(t, OFFICER, "/staff/processors/p1"),
        name: PROCESSOR.into(),
        country: t.country(&"JP".parse().unwrap()),
        incident_contact: "0120-000-000".into(),
        standing: standing(t, "processor-in-order", false),
        people: 214,
        contract: Some(ContractView {
            from: by(t, "2026年4月1日", "1 April 2026", "2026年4月1日").into(),
            until: String::new(),
            categories: vec![CategoryId::Profile, CategoryId::ApplicationHistory],
            purposes: vec![Purpose::Recruitment, Purpose::Events],
            countries: vec![t.country(&"JP".parse().unwrap()), t.country(&"SG".parse().unwrap())],
            safeguard: t.label(crate::law::Safeguard::EquivalentMeasures),
            checked: by(t, "2026年6月1日", "1 June 2026", "2026年6月1日").into(),
        }),
        reviews: vec![
            review(ReviewKind::Supervision, ReviewFinding::ToMend, soon),
            review(ReviewKind::Vetting, ReviewFinding::InOrder, ""),
        ],
        subs: vec![sub("Straitside Ltd", "SG", true, soon), sub("Luntian Inc", "PH", true, "")],
        users: vec![
            UserLine {
                name: by(t, "小寺 遥", "Haruka Kodera", "小寺遙").into(),
                closed: String::new(),
                closure: "/staff/processors/p1/users/u1/closure".into(),
            },
            UserLine { name: "Aoi Minami".into(), closed: soon.into(), closure: String::new() },
        ],
        mailed: vec![
            MailedLine {
                asked: at(t, 24, "10:16"),
                contact: by(t, "小寺 遥", "Haruka Kodera", "小寺遙").into(),
                records: "214".into(),
                state: t.with("letter-sent", "time", at(t, 24, "10:17")),
                is_stopped: false,
            },
            MailedLine {
                asked: at(t, 20, "09:00"),
                contact: t.with("package-to-incident", "contact", "security@hibiki.example"),
                records: "–".into(),
                state: t.with("letter-stopped", "rule", "JP-PRO-SAME"),
                is_stopped: true,
            },
        ],
        forms: Some(forms),
        disposal: None,
        disposal_form: None,
    }
}

fn ended(t: &Texts, disposal: Option<Disposal>) -> ProcessorPage {
    let note = by(t, "証明書を受領。", "Certificate received.", "已收到證明。").to_owned();
    let key = if disposal.is_some() { "processor-ended" } else { "processor-disposal-missing" };
    let mut page = processor_page(t);
    page.subs.iter_mut().for_each(|sub| sub.form = None);
    let disposal_form = disposal.is_none().then(|| disposal_form(t, "p1"));
    let disposal = disposal.map(|disposal| (disposal, note));
    let standing = Standing { key, day: String::new(), is_shut: true };
    ProcessorPage { standing, people: 0, forms: None, disposal, disposal_form, ..page }
}

fn notice(t: &Texts, is_complete: bool, is_in_force: bool) -> NoticeView {
    NoticeView {
        published: by(t, "2026年4月1日", "1 April 2026", "2026年4月1日").into(),
        withdrawn: String::new(),
        is_in_force,
        is_complete,
        categories: vec![CategoryId::Profile, CategoryId::ApplicationHistory],
        purposes: vec![Purpose::Recruitment],
        offices: offices(t).iter().map(|(_, name, _)| (*name).to_owned()).collect(),
        manager: by(t, "青嶺計器", "Aomine Instruments", "青嶺計器").into(),
        address: by(t, "東京都千代田区", "Chiyoda, Tokyo", "東京都千代田區").into(),
        representative: if is_complete {
            by(t, "青嶺 直人", "Naoto Aomine", "青嶺直人").into()
        } else {
            String::new()
        },
        withdrawal: "/staff/joint-use/n1/withdrawal".into(),
    }
}

fn record_page(t: &Texts) -> RecordPage {
    let line = |category, ended: String| EntrustedLine {
        category,
        purpose: Purpose::Recruitment,
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        ended,
    };
    let shown = application(t);
    RecordPage {
        frame: frame(t, Area::Partner, "/partner/candidates/018f"),
        href: "/staff/candidates/018f".into(),
        name: head(t).name,
        entrusted: vec![line(CategoryId::Profile, String::new()), line(CategoryId::Communications, at(t, 20, "00:00"))],
        profile: Some(profile::show(&person(t), t)),
        documents: documents(t),
        applications: vec![ApplicationLine {
            vacancy: shown.vacancy,
            received: shown.received,
            standing: Told::InSelection,
            motivation: shown.motivation,
            available_from: shown.available_from,
        }],
        notes: vec![NoteView {
            text: by(t, "面接は午後を希望。", "Prefers interviews in the afternoon.", "希望於下午面試。").into(),
            by: String::new(),
            at: at(t, 24, "10:15"),
            class: NoteClass::Team,
            thread: String::new(),
        }],
        messages: Some(super::inbox::read_only(t)),
        withheld: withheld(t).into_iter().take(1).collect(),
    }
}

/// The samples.
pub fn pages(t: &Texts) -> Vec<Rendered> {
    let line = |name: &str, key, is_shut, people| ProcessorLine {
        href: "/staff/processors/p1".into(),
        name: name.into(),
        country: t.country(&"JP".parse().unwrap()),
        people,
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        standing: standing(t, key, is_shut),
    };
    let mut form = about_form(t);
    form.check();
    let processors = ProcessorsPage {
        frame: frame(t, OFFICER, "/staff/processors"),
        processors: vec![
            line(PROCESSOR, "processor-in-order", false, 214),
            line("Straitside Ltd", "processor-contract-over", true, 0),
        ],
        form,
    };
    let joint = JointUsePage {
        frame: frame(t, OFFICER, "/staff/joint-use"),
        notices: vec![notice(t, false, true), notice(t, true, false)],
        form: notice_form(t, &[], None),
    };
    let published =
        PublishedPage { frame: frame(t, Area::Public, "/notices/joint-use"), notice: notice(t, true, true) };
    let person = |name: String, withheld| PersonLine {
        href: "/partner/candidates/018f".into(),
        reading: head(t).reading,
        name,
        categories: vec![CategoryId::Profile, CategoryId::ApplicationHistory],
        purposes: vec![Purpose::Recruitment],
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        withheld,
    };
    let office = offices(t)[0].1.to_owned();
    let people = PeoplePage {
        frame: frame(t, Area::Partner, "/partner"),
        office: office.clone(),
        people: vec![person(head(t).name, None), person(String::new(), Some(withheld(t).remove(0)))],
        next: Some("/partner?after=h1".into()),
    };
    let nobody = PeoplePage { frame: frame(t, Area::Partner, "/partner"), office, people: Vec::new(), next: None };
    let door =
        SignInPage { frame: frame(t, Area::Door, "/partner/sign-in"), form: sign_in_form(PARTNER), refused: false };
    vec![
        ("processors", processors.render().unwrap()),
        ("processor", processor_page(t).render().unwrap()),
        ("processor-ended", ended(t, None).render().unwrap()),
        ("processor-disposed", ended(t, Some(Disposal::Deleted)).render().unwrap()),
        ("joint-use", joint.render().unwrap()),
        ("joint-use-published", published.render().unwrap()),
        ("partner-sign-in", door.render().unwrap()),
        ("partner-people", people.render().unwrap()),
        ("partner-nobody", nobody.render().unwrap()),
        ("partner-record", record_page(t).render().unwrap()),
    ]
}
