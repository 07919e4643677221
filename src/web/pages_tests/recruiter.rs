//! Samples of the pages that recruiters see.

use askama::Template;

use super::people::{CANDIDATE, application, at, documents, head, lines, person, tasks, timeline, uses, withheld};
use super::public::{offices, vacancies};
use super::{Rendered, by, disclosures, duties, frame, inbox, outsourcing};
use crate::domain::category::CategoryId;
use crate::domain::consent::{ConsentAnswer, ConsentChannel, ConsentQuestion, ConsentScope};
use crate::domain::health::{HealthKind, UseReasonCode};
use crate::domain::interview::InterviewAnswer;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::note::NoteClass;
use crate::domain::proposal::ProposalOutcome;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::transfer::RequestState;
use crate::web::form::Choice;
use crate::web::frame::{Area, Flash, Message};
use crate::web::profile;
use crate::web::staff::candidate::consents::{ConsentLine, Consents, QuestionLine, ask_form};
use crate::web::staff::candidate::tending::{owner_form, tag_form};
use crate::web::staff::candidate::transfers::{RemedyLine, RequestLine, TransferLine, Transfers, transfer_form};
use crate::web::staff::candidate::{
    CandidatePage, Change, NoteView, ProposalView, TagView, Tending, health_form, note_form, task_form, upload_form,
};
use crate::web::staff::candidate_form::{CandidateFormPage, MissingNoticePage, add_form, edit_form};
use crate::web::staff::candidates::Columns;
use crate::web::staff::health::{HealthFileLine, HealthLine, HealthMessageLine, HealthPage};
use crate::web::staff::history::{DecidedView, EditView, HistoryPage};
use crate::web::staff::proposals::{FileView, ProposalPage, ProposedView, decision_form};
use crate::web::staff::sign_in::{STAFF, SignInPage, sign_in_form};
use crate::web::staff::today::{Count, EndingLine, Figure, TodayInterview, TodayPage, TodayTask};
use crate::web::texts::Texts;

/// A stand-in for a page image.
pub const PAGE_IMAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><path fill="#fff" d="M0 0h210v297H0z"/><path stroke="#667" stroke-width="2" d="M20 30h80M20 50h170M20 60h160M20 70h170M20 90h60M20 105h170M20 115h150M20 125h165"/></svg>"##;

const RECRUITER: Area = Area::Staff(Role::Recruiter);

fn change(t: &Texts, name: &str, label: &str, old: &str, new: &str) -> Change {
    Change { name: name.into(), label: t.say(label), old: old.into(), new: new.into() }
}

fn changes(t: &Texts) -> Vec<Change> {
    vec![
        change(t, "phone", "field-phone", "+81 90-1234-5678", "+81 80-8765-4321"),
        change(t, "link", "field-link", "", "https://misaki.example"),
    ]
}

fn proposal_page(t: &Texts) -> ProposalPage {
    let files =
        vec![FileView { id: "018f".into(), name: "CV.pdf".into(), size: t.size(240_000), href: "/staff".into() }];
    let mut form =
        decision_form(t, "/staff/candidates/018f/proposals/018f/decision".into(), 3, &changes(t), true, &files);
    form.fill([("take-phone", "take"), ("application", "take")]);
    form.check();
    ProposalPage {
        frame: frame(t, RECRUITER, "/staff/candidates/018f/proposals/018f"),
        name: head(t).name,
        back: "/staff/candidates/018f".into(),
        received: at(t, 24, "08:20"),
        vacancy: vacancies(t)[1].title.clone(),
        notice: 2,
        changes: changes(t),
        application: Some(ProposedView {
            motivation: by(t, "設計の仕事を続けたい。", "To go on designing.", "希望繼續從事設計。").into(),
            available_from: "2027-04".into(),
        }),
        files,
        form,
    }
}

fn history_page(t: &Texts) -> HistoryPage {
    let edit =
        |changes| EditView {
            at: at(t, 23, "10:15"), by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(), changes
        };
    HistoryPage {
        frame: frame(t, RECRUITER, "/staff/candidates/018f/history"),
        name: head(t).name,
        back: "/staff/candidates/018f".into(),
        edits: vec![edit(changes(t)), edit(Vec::new())],
        decisions: vec![DecidedView {
            outcome: ProposalOutcome::Partly,
            reason: by(t, "電話で確認した。", "Asked on the phone.", "已致電確認。").into(),
            by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
            at: at(t, 24, "10:31"),
        }],
    }
}

fn consents(t: &Texts) -> Consents {
    let given = ConsentLine {
        scopes: vec![ConsentScope::Foreign],
        countries: vec!["SG".parse().unwrap()],
        party: String::new(),
        from: by(t, "2026年11月18日", "18 November 2026", "2026年11月18日").into(),
        until: String::new(),
        withdrawn: String::new(),
        channel: ConsentChannel::OwnPage,
        renewal: None,
        words: vec![by(t, "同意の質問", "What was asked", "所問的問題").into()],
    };
    let withdrawn = by(t, "2026年11月20日", "20 November 2026", "2026年11月20日").into();
    let pool = ConsentLine {
        scopes: vec![ConsentScope::TalentPool],
        countries: Vec::new(),
        channel: ConsentChannel::Form,
        renewal: Some(ConsentQuestion {
            scope: ConsentScope::TalentPool,
            country: None,
            third_party: None,
            until: "2027-12-20".parse().ok(),
        }),
        withdrawn,
        ..given.clone()
    };
    let question = |country: Option<&str>, answer| QuestionLine {
        scope: ConsentScope::Health,
        country: country.map(|code| code.parse().unwrap()),
        party: String::new(),
        asked: at(t, 24, "10:15"),
        open_until: by(t, "2026年12月24日", "24 December 2026", "2026年12月24日").into(),
        answer,
        letter: t.with("letter-sent", "time", at(t, 24, "10:16")),
    };
    let known = vec![disclosures::third_party(t, "SG")];
    let (named, party) = (ConsentScope::ThirdParty, known[0].name.clone());
    let to_party = ConsentLine { scopes: vec![named, ConsentScope::Foreign], party: party.clone(), ..given.clone() };
    let asked_about = QuestionLine { scope: named, party, ..question(Some("SG"), None) };
    Consents {
        given: vec![given, to_party, pool],
        asked: vec![question(Some("HK"), None), asked_about, question(None, Some(ConsentAnswer::Refused))],
        form: ask_form(t, CANDIDATE, Jurisdiction::Jp, &known),
        is_mailed: true,
        link_action: "/staff/candidates/018f/sign-in-links".into(),
    }
}

fn transfers(t: &Texts) -> Transfers {
    let made = TransferLine {
        category: CategoryId::Profile,
        by: String::new(),
        end: String::new(),
        office: offices(t)[2].1.into(),
        purpose: Purpose::Recruitment,
        from: at(t, 18, "09:41"),
        until: by(t, "2027年3月31日", "31 March 2027", "2027年3月31日").into(),
        ended: String::new(),
        duties: duties::marks(t),
    };
    let over = TransferLine {
        category: CategoryId::SelectionResult,
        by: offices(t)[1].1.into(),
        ended: at(t, 20, "00:00"),
        ..made.clone()
    };
    let country = "SG".parse().ok();
    let question = ConsentQuestion { scope: ConsentScope::Foreign, country, third_party: None, until: None };
    let mut why = withheld(t).remove(0);
    why.rule = "JP-GRP-CONSENT".into();
    let asked = RequestLine {
        category: CategoryId::Profile,
        office: offices(t)[1].1.into(),
        purpose: Purpose::Recruitment,
        asked: at(t, 24, "10:15"),
        by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        state: RequestState::Waiting,
        is_approved: true,
        ways: vec![
            why.remedies
                .iter()
                .map(|text| RemedyLine { text: text.clone(), question: Some(question.clone()) })
                .collect(),
        ],
        why: Some(why),
    };
    let declined = RequestLine { state: RequestState::Declined, why: None, ways: Vec::new(), ..asked.clone() };
    let choices = offices(t)[1..].iter().map(|(code, name, _)| Choice::new(*code, *name)).collect();
    Transfers {
        made: vec![made, over],
        asked: vec![asked, declined],
        form: Some(transfer_form(t, CANDIDATE, (choices, Vec::new()))),
    }
}

fn candidate_page(t: &Texts) -> CandidatePage {
    let mut frame = frame(t, RECRUITER, "/staff/candidates/018f");
    frame.flash = Some(Flash::of(Message::Moved, t));
    CandidatePage {
        frame,
        head: head(t),
        profile: Some(profile::show(&person(t), t)),
        documents: documents(t),
        applications: vec![application(t)],
        results: Vec::new(),
        timeline: timeline(t),
        correspondence: Some(inbox::correspondence(t)),
        tasks: tasks(t),
        task_form: Some(task_form(
            CANDIDATE,
            vec![Choice::new("s2", by(t, "田中 凛", "Rin Tanaka", "田中凜"))],
            "s2",
            "2026-11-24".parse().unwrap(),
        )),
        notes: [(NoteClass::Private, 24), (NoteClass::Team, 23)]
            .map(|(class, day)| NoteView {
                text: by(t, "面接は午後を希望。", "Prefers interviews in the afternoon.", "希望於下午面試。").into(),
                by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
                at: at(t, day, "10:15"),
                class,
                thread: "/staff/inbox/018f".into(),
            })
            .into(),
        note_form: Some(note_form(t, CANDIDATE)),
        health: Some(health_form(t, CANDIDATE, &[Purpose::Visa, Purpose::Onboarding])),
        proposals: vec![ProposalView {
            id: "018f".into(),
            received: at(t, 24, "08:20"),
            vacancy: vacancies(t)[1].title.clone(),
            changes: changes(t),
        }],
        consents: Some(consents(t)),
        transfers: Some(transfers(t)),
        entrustments: Some(outsourcing::entrustments(t)),
        disclosures: Some(disclosures::panel(t)),
        withheld: withheld(t),
        uses: uses(t),
        uses_withheld: false,
        upload: Some(upload_form(CANDIDATE)),
        tending: Tending {
            owner: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
            owner_form: Some(owner_form(
                t.say("owner-nobody"),
                CANDIDATE,
                vec![Choice::new("s2", by(t, "田中 凛", "Rin Tanaka", "田中凜"))],
                "s2",
            )),
            tags: [by(t, "英語可", "English", "英語"), by(t, "試作", "Prototypes", "試製")]
                .map(|label| TagView { label: label.into(), is_removable: true })
                .into(),
            tags_action: "/staff/candidates/018f/tags".into(),
            tag_form: Some(tag_form(CANDIDATE, vec![Choice::new(by(t, "電気", "Electric", "電機"), "12")])),
            is_shown: true,
        },
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
        changes: Vec::new(),
    };
    let add = form_page(String::new(), "/staff/candidates/new", add_form(t, choices.clone(), 2));
    let mut edit = form_page(head(t).name, "/staff/candidates/018f/edit", edit);
    edit.frame.flash = Some(Flash::of(Message::Stale, t));
    edit.changes = vec![change(t, "phone", "field-phone", "+81 90-1234-5678", "0000")];
    let missing = MissingNoticePage { frame: frame(t, RECRUITER, "/staff/candidates/new") };
    vec![
        ("candidate-add-missing-notice", missing.render().unwrap()),
        ("candidate-add", add.render().unwrap()),
        ("candidate-edit", edit.render().unwrap()),
    ]
}

/// A message that is kept as health data, with a file and its source.
fn health_message(t: &Texts) -> HealthMessageLine {
    let file = |name: String, id: &str| HealthFileLine {
        name,
        size: t.size(240_000),
        action: format!("/staff/candidates/018f/health/files/{id}"),
    };
    let certificate = by(t, "診断書.pdf", "certificate.pdf", "診斷書.pdf");
    HealthMessageLine {
        subject: by(t, "面接の日程", "The interview", "面試日期").into(),
        text: by(t, "通院のため午後を希望します。", "I see a doctor in the mornings.", "上午須覆診。").into(),
        at: at(t, 21, "09:12"),
        office: offices(t)[0].1.into(),
        files: vec![file(certificate.into(), "f1"), file(t.say("message-source"), "f2")],
    }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let mut door = sign_in_form(STAFF);
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
        fresh: Some(lines(t).into_iter().take(2).collect()),
        proposals: lines(t).into_iter().skip(2).take(1).collect(),
        tasks: Some(vec![TodayTask {
            href: "/staff/candidates/018f".into(),
            name: head(t).name,
            text: by(t, "面接の日程を連絡", "Send the interview dates", "通知面試日期").into(),
            due: by(t, "2026年11月23日", "23 November 2026", "2026年11月23日").into(),
            is_late: true,
            completion: "/staff/candidates/018f/tasks/t1/completion".into(),
        }]),
        interviews: vec![TodayInterview {
            href: "/staff/candidates/018f#interview-i1".into(),
            name: head(t).name,
            when: at(t, 25, "14:00"),
            place: by(t, "本社 3階 会議室A", "Head office, room A", "總公司三樓A室").into(),
            answer: Some(InterviewAnswer::Accepted),
        }],
        ending: vec![EndingLine {
            href: "/staff/candidates/018f#consents".into(),
            name: head(t).name,
            scopes: vec![ConsentScope::TalentPool],
            countries: Vec::new(),
            until: by(t, "2026年12月20日", "20 December 2026", "2026年12月20日").into(),
        }],
        sees_candidates: true,
        columns: Columns::usual(),
    };
    let health = HealthPage {
        frame: frame(t, RECRUITER, "/staff/candidates/018f"),
        head: head(t),
        purpose: Purpose::Onboarding,
        reason: UseReasonCode::WorkplaceAdjustment,
        details: String::new(),
        opened_by: by(t, "田中 凛", "Rin Tanaka", "田中凜").into(),
        opened_at: at(t, 24, "10:31"),
        entry: 48_211,
        records: vec![HealthLine {
            kind: Some(HealthKind::Adjustment),
            text: by(t, "高さを変えられる机を希望。", "Needs a desk of adjustable height.", "需要可調高度的工作桌。")
                .into(),
            recorded: at(t, 20, "14:00"),
            office: offices(t)[0].1.into(),
        }],
        messages: vec![health_message(t)],
        older: Some("018f".into()),
    };
    let mut pages = vec![
        ("sign-in", sign_in.render().unwrap()),
        ("today", today.render().unwrap()),
        ("candidate", candidate_page(t).render().unwrap()),
        ("proposal", proposal_page(t).render().unwrap()),
        ("history", history_page(t).render().unwrap()),
        ("health", health.render().unwrap()),
    ];
    pages.extend(form_pages(t));
    pages
}
