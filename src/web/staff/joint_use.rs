//! Notices of joint use, as the privacy officer keeps them.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::processors::forms::{ticked, ticks};
use crate::domain::category::CategoryId;
use crate::domain::id::JointUseNoticeId;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::store::joint_use::{self, JointUseNotice};
use crate::web::error::WebError;
use crate::web::extract::{StaffCaller, StaffForm};
use crate::web::form::{Form, Kind, fault};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page, page_with_faults};
use crate::web::texts::Texts;
use crate::workflows::keep_joint_use::{self, JointUse};

const PAGE: &str = "/staff/joint-use";

/// `/staff/joint-use`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/joint_use.html")]
pub struct JointUsePage {
    /// The frame.
    pub frame: Frame,
    /// Every notice, the latest first.
    pub notices: Vec<NoticeView>,
    /// The form to publish one with, from [`notice_form`].
    pub form: Form,
}

/// A notice of joint use, written out.
#[derive(Debug, Clone)]
pub struct NoticeView {
    /// From when it is published.
    pub published: String,
    /// From when it counts no more; empty if it was not withdrawn.
    pub withdrawn: String,
    /// Whether it is the one that counts.
    pub is_in_force: bool,
    /// Whether it says everything that the law asks for.
    pub is_complete: bool,
    /// What is shared.
    pub categories: Vec<CategoryId>,
    /// For what.
    pub purposes: Vec<Purpose>,
    /// Among which offices.
    pub offices: Vec<String>,
    /// The company that manages it.
    pub manager: String,
    /// Its address.
    pub address: String,
    /// Its representative.
    pub representative: String,
    /// Where withdrawing it is posted to; empty if there is nothing to withdraw.
    pub withdrawal: String,
}

impl NoticeView {
    /// A notice in the language of a page.
    pub fn of(notice: &JointUseNotice, offices: &[Office], texts: &Texts) -> Self {
        let name = |code: &OfficeCode| {
            let office = offices.iter().find(|office| office.code == *code);
            office.map_or_else(|| code.to_string(), |office| office.name.get(texts.locale).to_owned())
        };
        Self {
            published: texts.day(&notice.published_on),
            withdrawn: notice.withdrawn_on.map(|day| texts.day(&day)).unwrap_or_default(),
            is_in_force: false,
            is_complete: notice.is_complete(),
            categories: notice.categories.clone(),
            purposes: notice.purposes.clone(),
            offices: notice.offices.iter().map(name).collect(),
            manager: notice.manager.clone(),
            address: notice.address.clone(),
            representative: notice.representative.clone(),
            withdrawal: String::new(),
        }
    }
}

/// The form of a notice: a box for each category, purpose and office, `manager`, `address`, `representative`,
/// `published_on`.
pub fn notice_form(texts: &Texts, offices: &[Office], latest: Option<&JointUseNotice>) -> Form {
    let mut form = Form::new(PAGE);
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    ticks(&mut form, texts, "category", CategoryId::ALL, |it| {
        latest.is_some_and(|notice| notice.categories.contains(it))
    });
    ticks(&mut form, texts, "purpose", &Purpose::PUBLISHED, |it| {
        latest.is_some_and(|notice| notice.purposes.contains(it))
    });
    for office in offices {
        let tick = form.add("office", Kind::Tick, format!("office.{}", office.code), "field-office");
        tick.labelled(office.name.get(texts.locale).to_owned()).half();
        tick.value(if latest.is_some_and(|latest| latest.offices.contains(&office.code)) { "yes" } else { "" });
    }
    form.add("manager", Kind::Text, "manager", "joint-manager").value(text(latest.map(|it| &it.manager)));
    form.add("manager", Kind::Text, "address", "joint-address").value(text(latest.map(|it| &it.address)));
    let representative = form.add("manager", Kind::Text, "representative", "joint-representative");
    representative.value(text(latest.map(|it| &it.representative)));
    form.add("manager", Kind::Date, "published_on", "joint-published").required().hint("hint-joint-published");
    form
}

/// Reads a notice; one that lacks something can be published, and does not count.
fn notice(form: &mut Form, offices: &[Office], today: Day) -> Option<JointUseNotice> {
    form.check();
    let published_on: Option<Day> = form.value("published_on").parse().ok();
    match published_on {
        None => form.refuse("published_on", "error-date"),
        // Nobody was told earlier than they were.
        Some(day) if day < today => form.refuse("published_on", "error-consent-past"),
        Some(_) => {}
    }
    let categories = ticked(form, "category", CategoryId::ALL);
    if categories.is_empty() {
        form.refuse("category.profile", fault::CHOOSE);
    }
    if form.is_bad() {
        return None;
    }
    let ticked_office = |office: &&Office| !form.value(&format!("office.{}", office.code)).is_empty();
    Some(JointUseNotice {
        id: JointUseNoticeId::new(),
        published_on: published_on?,
        categories,
        purposes: ticked(form, "purpose", &Purpose::PUBLISHED),
        offices: offices.iter().filter(ticked_office).map(|office| office.code.clone()).collect(),
        manager: form.value("manager").to_owned(),
        address: form.value("address").to_owned(),
        representative: form.value("representative").to_owned(),
        withdrawn_on: None,
    })
}

/// Shows what is on record.
pub async fn show(staff: StaffCaller) -> Answer {
    page(&shown(&staff, &load(&staff).await?))
}

/// Publishes a notice.
pub async fn publish(sent: StaffForm) -> Answer {
    let StaffForm { staff, posted } = sent;
    let kept = load(&staff).await?;
    let mut form = notice_form(&staff.visitor.texts, &kept.offices, None);
    form.fill(posted.pairs());
    let Some(notice) = notice(&mut form, &kept.offices, kept.today) else {
        return page_with_faults(&JointUsePage { form, ..shown(&staff, &kept) });
    };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_joint_use::publish(db, &caller, &notice)).await?;
    onward(PAGE, Some(Message::Saved))
}

/// Withdraws a notice from today on.
pub async fn withdraw(sent: StaffForm, id: Path<JointUseNoticeId>) -> Answer {
    let (staff, id) = (sent.staff, id.into_inner());
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    app.change(move |_, db| keep_joint_use::withdraw(db, &caller, id)).await?;
    onward(PAGE, Some(Message::Saved))
}

async fn load(staff: &StaffCaller) -> Result<JointUse, WebError> {
    let caller = staff.caller.clone();
    Ok(staff.visitor.app.run(move |_, db| keep_joint_use::show(db, &caller)).await?)
}

fn shown(staff: &StaffCaller, kept: &JointUse) -> JointUsePage {
    let texts = &staff.visitor.texts;
    let mut frame = staff.frame();
    PAGE.clone_into(&mut frame.path);
    let in_force = joint_use::published(&kept.notices, kept.today).map(|notice| notice.id);
    let view = |notice: &JointUseNotice| NoticeView {
        is_in_force: in_force == Some(notice.id),
        // One that another has taken the place of counts no more anyway.
        withdrawal: if in_force == Some(notice.id)
            || (notice.withdrawn_on.is_none() && kept.today < notice.published_on)
        {
            format!("{PAGE}/{}/withdrawal", notice.id)
        } else {
            String::new()
        },
        ..NoticeView::of(notice, &kept.offices, texts)
    };
    JointUsePage {
        notices: kept.notices.iter().map(view).collect(),
        form: notice_form(texts, &kept.offices, kept.notices.first()),
        frame,
    }
}
