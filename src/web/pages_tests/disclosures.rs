//! Samples of the pages about provision to third parties.

use askama::Template;

use super::people::{CANDIDATE, at, head, withheld};
use super::{Rendered, by, frame};
use crate::domain::category::CategoryId;
use crate::domain::disclosure::{DisclosureWords, Ground, Particulars, ProvisionMeans, ThirdParty, ThirdPartyKind};
use crate::domain::id::ThirdPartyId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::purpose::Purpose;
use crate::domain::staff::Role;
use crate::domain::time::Day;
use crate::law::facts::Facts;
use crate::law::reasoning::reason;
use crate::law::words::{Action, Duty};
use crate::law::{Law, RecipientKind};
use crate::web::frame::Area;
use crate::web::staff::candidate::Disclosures;
use crate::web::staff::candidate::disclosures::ReceiptView;
use crate::web::staff::candidate::transfers::RemedyLine;
use crate::web::staff::disclosures::new::{GroundView, NewPage};
use crate::web::staff::disclosures::show::{About, DisclosurePage, DutyLine, EndLine, RecordView, Steps};
use crate::web::staff::disclosures::{DisclosureLine, ReceiptLine, RegisterLine, RegisterPage, filter_form, forms};
use crate::web::staff::processors::forms::lock_form;
use crate::web::staff::transfers::Named;
use crate::web::staff::what_if::{AnswerView, answer_view};
use crate::web::texts::Texts;

const OFFICER: Area = Area::Staff(Role::PrivacyOfficer);

fn today() -> Day {
    "2026-11-24".parse().unwrap()
}

fn agency(t: &Texts) -> &'static str {
    by(t, "みなと人材紹介株式会社", "Minato Agency", "港人才介紹")
}

/// A third party in a country.
pub fn third_party(t: &Texts, country: &str) -> ThirdParty {
    let (name, country) = (agency(t).into(), country.parse().unwrap());
    ThirdParty { id: ThirdPartyId::new(), name, kind: ThirdPartyKind::Agent, country }
}

fn known(t: &Texts) -> Vec<ThirdParty> {
    vec![third_party(t, "JP")]
}

fn line(t: &Texts, ground: Ground, standing: &'static str, given: bool) -> DisclosureLine {
    let day = by(t, "2026年11月24日", "24 November 2026", "2026年11月24日").to_owned();
    DisclosureLine {
        href: "/staff/disclosures/d1".into(),
        to: agency(t).into(),
        country: t.country(&"JP".parse().unwrap()),
        ground,
        categories: vec![CategoryId::Profile, CategoryId::Health],
        purpose: Purpose::Recruitment,
        asked: at(t, 24, "09:41"),
        standing,
        is_over: standing == "disclosure-state-declined",
        provided: given.then_some((ProvisionMeans::Package, day)),
        kept_until: by(t, "2029年11月24日", "24 November 2029", "2029年11月24日").into(),
    }
}

/// What third parties got of a record, and from whom it came.
pub fn panel(t: &Texts) -> Disclosures {
    Disclosures {
        lines: vec![
            line(t, Ground::Consent, "disclosure-state-provided", true),
            DisclosureLine { href: String::new(), ..line(t, Ground::Vital, "disclosure-state-declined", false) },
        ],
        new: format!("/staff/candidates/{CANDIDATE}/disclosures/new"),
        receipts: vec![ReceiptView {
            from: agency(t).into(),
            country: t.country(&"JP".parse().unwrap()),
            address: by(t, "東京都港区芝1-1", "1-1 Shiba, Minato, Tokyo", "東京都港區芝1-1").into(),
            representative: by(t, "港 一郎", "Ichiro Minato", "港一郎").into(),
            how_obtained: by(t, "本人の登録", "Registered by the candidate", "本人登記").into(),
            on: by(t, "2026年11月1日", "1 November 2026", "2026年11月1日").into(),
            categories: vec![CategoryId::Profile],
            kept_until: by(t, "2029年11月24日", "24 November 2029", "2029年11月24日").into(),
            kept_rule: "RT-JP-PROVISION".into(),
        }],
        form: Some(forms::receipt_form(t, CANDIDATE, &known(t), today())),
    }
}

/// What the law says about a provision under a consent that nobody gave.
fn answer(t: &Texts, law: &Law) -> AnswerView {
    let mut facts = Facts::new(Action::Transfer, today(), Jurisdiction::Jp);
    facts.recipient = Some(RecipientKind::ThirdParty);
    facts.destination = Some("JP".parse().unwrap());
    facts.category = Some(CategoryId::Profile);
    facts.purpose = Some(Purpose::Recruitment);
    facts.purpose_notified = true;
    answer_view(law, t, &reason(&law.rules, &facts), &facts)
}

fn new_page(t: &Texts, ground: Option<Ground>) -> NewPage {
    let law = Law::built_in().unwrap();
    let view = |ground: Ground| GroundView::of(&law, t, Jurisdiction::Jp, CANDIDATE, ground);
    let form = |ground| forms::ask_form(t, &law, (Jurisdiction::Jp, CANDIDATE), ground, &known(t));
    NewPage {
        frame: frame(t, OFFICER, "/staff/candidates/018f/disclosures/new"),
        candidate: format!("/staff/candidates/{CANDIDATE}"),
        grounds: Ground::ALL.iter().copied().map(view).collect(),
        chosen: ground.map(|ground| (view(ground), form(ground))),
        refused: None,
        ways: Vec::new(),
        answer: None,
    }
}

fn refused_page(t: &Texts) -> NewPage {
    let law = Law::built_in().unwrap();
    let text = by(t, "本人に同意を求める。", "Ask the candidate.", "徵求同意。").to_owned();
    let mut page = NewPage {
        refused: withheld(t).into_iter().next(),
        ways: vec![vec![RemedyLine { text, question: None }]],
        answer: Some(answer(t, &law)),
        ..new_page(t, Some(Ground::Consent))
    };
    if let Some((_, form)) = &mut page.chosen {
        form.check();
    }
    page
}

fn disclosure_page(t: &Texts, ground: Ground, standing: &'static str) -> DisclosurePage {
    let text = |ja, en, zh| by(t, ja, en, zh).to_owned();
    DisclosurePage {
        frame: frame(t, OFFICER, "/staff/disclosures/d1"),
        who: Named { name: head(t).name, href: format!("/staff/candidates/{CANDIDATE}") },
        about: About {
            to: agency(t).into(),
            kind: ThirdPartyKind::Agent,
            country: t.country(&"JP".parse().unwrap()),
            categories: vec![CategoryId::Profile, CategoryId::Health],
            purpose: Purpose::Recruitment,
            ground,
            asked: at(t, 24, "09:41"),
            asked_by: "Rin Tanaka".into(),
            approved_by: String::new(),
            standing,
            is_over: false,
        },
        words: Some(DisclosureWords {
            to: Particulars {
                name: agency(t).into(),
                address: text("東京都港区芝1-1", "1-1 Shiba, Minato, Tokyo", "東京都港區芝1-1"),
                representative: text("港 一郎", "Ichiro Minato", "港一郎"),
            },
            need: text("緊急連絡先の確認のため", "To reach the family", "以聯絡家人"),
            evidence: text("救急隊の要請書 第12号", "Request no. 12 of the ambulance", "救護隊第12號要求"),
            why_no_consent: text("本人に意識がない", "The candidate is unconscious", "本人失去知覺"),
        }),
        withheld: None,
        answer: None,
        refused: None,
        steps: None,
        record: None,
        duties: Vec::new(),
        ends: Vec::new(),
        end_form: Some(forms::end_form("d1", today())),
    }
}

fn waiting(t: &Texts, is_own: bool) -> DisclosurePage {
    let law = Law::built_in().unwrap();
    let steps = Steps {
        approval: if is_own { String::new() } else { "/staff/disclosures/d1/approval".into() },
        is_own,
        refusal: "/staff/disclosures/d1/refusal".into(),
        package: (!is_own).then(|| lock_form("/staff/disclosures/d1/package".into())),
        given: (!is_own).then(|| forms::given_form(t, "d1", today())),
    };
    DisclosurePage {
        steps: Some(steps),
        answer: Some(answer(t, &law)),
        refused: withheld(t).into_iter().next(),
        ..disclosure_page(t, Ground::Vital, "disclosure-waits-second")
    }
}

fn provided(t: &Texts) -> DisclosurePage {
    let day = by(t, "2026年11月24日", "24 November 2026", "2026年11月24日").to_owned();
    let duty = |duty, done: &str| DutyLine {
        duty,
        due: day.clone(),
        is_late: done.is_empty(),
        done: done.into(),
        by: "Mio Ando".into(),
        completion: if done.is_empty() { "/staff/disclosures/d1/duties/x/completion".into() } else { String::new() },
    };
    let end = |lifted: String| EndLine {
        on: day.clone(),
        ground: Ground::Consent,
        words: by(t, "電話での請求", "By telephone", "以電話提出").into(),
        by: "Mio Ando".into(),
        lifted_because: if lifted.is_empty() { String::new() } else { "By letter".into() },
        form: lifted.is_empty().then(|| forms::lift_form("d1", "e1")),
        lifted,
    };
    DisclosurePage {
        record: Some(RecordView {
            given_on: day.clone(),
            means: ProvisionMeans::Package,
            rules: "JP-THI-SAME".into(),
            has_consent: true,
            by: "Mio Ando".into(),
            at: at(t, 24, "10:00"),
            kept_until: by(t, "2029年11月24日", "24 November 2029", "2029年11月24日").into(),
            kept_rule: "RT-JP-PROVISION".into(),
            kept_cite: "JP APPI Arts. 29(2), 30(4)".into(),
        }),
        duties: vec![duty(Duty::RecordProvision, &at(t, 24, "10:00")), duty(Duty::TellCandidateAfterwards, "")],
        ends: vec![end(String::new()), end(at(t, 25, "09:00"))],
        end_form: None,
        withheld: withheld(t).into_iter().next(),
        ..disclosure_page(t, Ground::Consent, "disclosure-state-provided")
    }
}

/// The samples.
pub fn pages(t: &Texts) -> Vec<Rendered> {
    let who = Named { name: head(t).name, href: format!("/staff/candidates/{CANDIDATE}") };
    let listed = |who: Named, line| RegisterLine { who, line };
    let register = RegisterPage {
        frame: frame(t, OFFICER, "/staff/disclosures"),
        filter: filter_form(t),
        lines: vec![
            listed(who.clone(), line(t, Ground::Vital, "disclosure-waits-second", false)),
            listed(who.clone(), line(t, Ground::Consent, "disclosure-state-provided", true)),
            listed(Named::default(), line(t, Ground::Law, "disclosure-state-declined", false)),
        ],
        earlier: Some("/staff/disclosures?earlier=1.d1".into()),
        receipts: vec![ReceiptLine {
            who,
            from: agency(t).into(),
            country: t.country(&"JP".parse().unwrap()),
            on: by(t, "2026年11月1日", "1 November 2026", "2026年11月1日").into(),
            categories: vec![CategoryId::Profile],
            kept_until: by(t, "2029年11月24日", "24 November 2029", "2029年11月24日").into(),
            kept_rule: "RT-JP-PROVISION".into(),
        }],
        earlier_receipts: Some("/staff/disclosures?earlier_receipts=1.r1#receipts".into()),
    };
    let empty = RegisterPage {
        lines: Vec::new(),
        earlier: None,
        receipts: Vec::new(),
        earlier_receipts: None,
        frame: frame(t, OFFICER, "/staff/disclosures"),
        filter: filter_form(t),
    };
    vec![
        ("disclosures", register.render().unwrap()),
        ("disclosures-empty", empty.render().unwrap()),
        ("disclosure-grounds", new_page(t, None).render().unwrap()),
        ("disclosure-new", new_page(t, Some(Ground::Succession)).render().unwrap()),
        ("disclosure-refused", refused_page(t).render().unwrap()),
        ("disclosure-waiting", waiting(t, false).render().unwrap()),
        ("disclosure-own", waiting(t, true).render().unwrap()),
        ("disclosure-provided", provided(t).render().unwrap()),
    ]
}
