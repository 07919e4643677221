//! What stands under the reader's own messages, in each language.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::locale::{InThreeLanguages, Locale};
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::keep_signature::{self, LONGEST, SignatureError};

const PAGE: &str = "/staff/signature";

/// `/staff/signature`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/signature.html")]
pub struct SignaturePage {
    /// The frame.
    pub frame: Frame,
    /// The form, from [`signature_form`].
    pub form: Form,
    /// What stands under a message in a language in which the reader wrote none.
    pub usual: Vec<(Locale, String)>,
}

/// The form of signatures: a field for each language, named like it.
pub fn signature_form(texts: &Texts) -> Form {
    let mut form = Form::new(PAGE);
    for locale in Locale::ALL {
        let field = form.add("signature", Kind::Lines, locale.as_str(), "signature");
        field.labelled(texts.label(locale)).longest(LONGEST);
    }
    form
}

/// Writes signatures into the fields of their form.
pub fn fill_signatures(form: &mut Form, own: &InThreeLanguages) {
    for (locale, text) in in_each(own) {
        form.set(locale.as_str(), text);
    }
}

/// A text in three languages, each with its language.
pub fn in_each(texts: &InThreeLanguages) -> [(Locale, String); 3] {
    [(Locale::Ja, texts.ja.clone()), (Locale::En, texts.en.clone()), (Locale::ZhHant, texts.zh_hant.clone())]
}

/// Shows the reader's signatures.
pub async fn show(staff: StaffCaller) -> Answer {
    staff.require_correspondent()?;
    let caller = staff.caller.clone();
    let kept = staff.visitor.app.run(move |_, db| keep_signature::show(db, &caller)).await?;
    let mut form = signature_form(&staff.visitor.texts);
    fill_signatures(&mut form, &kept.own);
    page(&SignaturePage { frame: staff.frame(), form, usual: in_each(&kept.usual).to_vec() })
}

/// Keeps the reader's signatures.
pub async fn save(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    staff.require_correspondent()?;
    let mut form = signature_form(&staff.visitor.texts);
    form.fill(posted.pairs());
    let typed = |locale: Locale| form.value(locale.as_str()).to_owned();
    let own = InThreeLanguages { ja: typed(Locale::Ja), en: typed(Locale::En), zh_hant: typed(Locale::ZhHant) };
    let caller = staff.caller.clone();
    let (saved, kept) = staff
        .visitor
        .app
        .run(move |_, db| Ok((keep_signature::save(db, &caller, &own)?, keep_signature::show(db, &caller)?)))
        .await?;
    let Err(faults) = saved else { return onward(PAGE, Some(Message::Saved)) };
    for (locale, error) in faults {
        match error {
            SignatureError::TooLong => form.refuse_with(locale.as_str(), "error-too-long", LONGEST.to_string()),
            SignatureError::NotPrintable => form.refuse(locale.as_str(), "error-controls"),
        }
    }
    page_with_faults(&SignaturePage { frame: staff.frame(), form, usual: in_each(&kept.usual).to_vec() })
}
