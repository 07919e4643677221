//! Samples of the texts that messages begin with.

use askama::Template;

use super::{Rendered, by, frame};
use crate::domain::id::MessageTemplateId;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::message_template::MessageTemplate;
use crate::domain::staff::Role;
use crate::web::frame::Area;
use crate::web::staff::inbox::templates::{
    Example, TemplateLine, TemplatePage, TemplatesPage, fill_template, template_form,
};
use crate::web::staff::signature::{SignaturePage, fill_signatures, in_each, signature_form};
use crate::web::texts::Texts;

const RECRUITER: Area = Area::Staff(Role::Recruiter);
const PAGE: &str = "/staff/inbox/templates";

fn template(t: &Texts) -> MessageTemplate {
    MessageTemplate {
        id: MessageTemplateId::new(),
        locale: t.locale,
        name: by(t, "面接のご案内", "Invitation to an interview", "面試邀請").into(),
        subject: by(t, "【{{company}}】面接のご案内", "Your interview at {{company}}", "{{company}}面試邀請").into(),
        text: by(
            t,
            "{{name}} 様\n\n{{vacancy}}へのご応募ありがとうございます。\n{{office}}の{{sender}}です。",
            "Dear {{name}},\n\nThank you for applying as {{vacancy}}.\n\n{{sender}}, {{office}}",
            "{{name}}：\n\n多謝應徵{{vacancy}}。\n\n{{office}} {{sender}}",
        )
        .into(),
        revision: 3,
    }
}

fn list(t: &Texts, templates: Vec<TemplateLine>) -> TemplatesPage {
    TemplatesPage { frame: frame(t, RECRUITER, PAGE), templates }
}

fn lines(t: &Texts) -> Vec<TemplateLine> {
    let line = |name: &str, language| TemplateLine { href: format!("{PAGE}/018f"), name: name.into(), language };
    let long = "Precision Engineering, Coordinate Measuring Machines ".repeat(2);
    vec![line(&template(t).name, t.locale), line(&long, Locale::En), line("多謝應徵", Locale::ZhHant)]
}

fn page(t: &Texts, example: bool) -> TemplatePage {
    let stored = template(t);
    let mut form = template_form(t, format!("{PAGE}/018f"));
    fill_template(&mut form, &stored);
    if !example {
        form.set("text", "Dear {{firstname}},");
        form.refuse_with("text", "error-placeholder", "{{firstname}}");
    }
    let filled = |text: &str| text.replace("{{name}}", &t.say("example-candidate")).replace("{{", "").replace("}}", "");
    let example = example.then(|| Example {
        language: stored.locale,
        subject: filled(&stored.subject),
        text: filled(&stored.text),
    });
    let removal = format!("{PAGE}/018f/removal");
    TemplatePage { frame: frame(t, RECRUITER, PAGE), name: stored.name, form, example, removal }
}

fn signature(t: &Texts) -> SignaturePage {
    let own = InThreeLanguages {
        ja: "青嶺計器 採用担当\n田中 凛\n電話 03-0000-0000".into(),
        en: "Rin Tanaka\nRecruitment, Aomine Instruments ".repeat(3),
        zh_hant: String::new(),
    };
    let usual = InThreeLanguages {
        ja: "田中 凛\n東京本社\n青嶺計器".into(),
        en: "田中 凛\nTokyo\nAomine Instruments".into(),
        zh_hant: "田中 凛\n東京總公司\n青嶺計器".into(),
    };
    let mut form = signature_form(t);
    fill_signatures(&mut form, &own);
    form.refuse_with("en", "error-too-long", "1000");
    SignaturePage { frame: frame(t, RECRUITER, "/staff/signature"), form, usual: in_each(&usual).to_vec() }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let new = TemplatePage {
        name: String::new(),
        form: template_form(t, PAGE.to_owned()),
        example: None,
        removal: String::new(),
        ..page(t, true)
    };
    vec![
        ("message-templates", list(t, lines(t)).render().unwrap()),
        ("message-templates-empty", list(t, Vec::new()).render().unwrap()),
        ("message-template", page(t, true).render().unwrap()),
        ("message-template-refused", page(t, false).render().unwrap()),
        ("message-template-new", new.render().unwrap()),
        ("signature", signature(t).render().unwrap()),
    ]
}
