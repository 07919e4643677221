//! The published versions of the recruitment privacy policy.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use crate::domain::id::NoticeId;
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;
use crate::web::error::WebError;
use crate::web::frame::{Area, Frame};
use crate::web::notice_changes::{self, ClauseView};
use crate::web::page::{Answer, page};
use crate::web::prose::{self, Block};
use crate::web::texts::Texts;
use crate::web::visitor::Visitor;
use crate::workflows::{draft_notices, keep_joint_use};

/// `/notices`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/notices.html")]
pub struct NoticesPage {
    /// The frame.
    pub frame: Frame,
    /// Versions, newest first.
    pub notices: Vec<NoticeLine>,
    /// Whether a notice of joint use is published.
    pub has_joint_use: bool,
}

/// Whether a version is in force today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It will be.
    Coming,
    /// It is.
    InForce,
    /// A later one has taken its place.
    Replaced,
}

impl Standing {
    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Coming => "notice-coming",
            Self::InForce => "notice-in-force",
            Self::Replaced => "notice-replaced",
        }
    }
}

/// A version in the list, and the head of its own page.
#[derive(Debug, Clone)]
pub struct NoticeLine {
    /// Its number.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// The day it came into force, written out.
    pub effective: String,
    /// Whether it is in force.
    pub standing: Standing,
}

/// `/notices/{version}`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/notice.html")]
pub struct NoticePage {
    /// The frame.
    pub frame: Frame,
    /// The version.
    pub notice: NoticeLine,
    /// Its sections in order; the page numbers them.
    pub sections: Vec<Section>,
    /// The number of the version before it, if there is one.
    pub earlier: Option<i32>,
    /// What changed since then.
    pub clauses: Vec<ClauseView>,
}

/// A section of a notice.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its text, from `prose::parse`.
    pub body: Vec<Block>,
}

impl Section {
    /// The sections of a notice in a language.
    pub fn all(notice: &Notice, locale: Locale) -> Vec<Self> {
        let section = |section: &crate::domain::notice::NoticeSection| Self {
            heading: section.heading.get(locale).to_owned(),
            body: prose::parse(section.text.get(locale)),
        };
        notice.sections.iter().map(section).collect()
    }
}

/// Every version, newest first, and which of them is in force at the head office today.
#[derive(Debug)]
struct Versions {
    all: Vec<Notice>,
    in_force: Option<NoticeId>,
}

impl Versions {
    fn line(&self, notice: &Notice, texts: &Texts) -> NoticeLine {
        let in_force = self.all.iter().find(|other| Some(other.id) == self.in_force);
        let is_later = in_force
            .is_none_or(|current| (notice.effective_on, notice.version) > (current.effective_on, current.version));
        NoticeLine {
            version: notice.version,
            title: notice.title.get(texts.locale).to_owned(),
            effective: texts.day(&notice.effective_on),
            standing: match is_later {
                _ if Some(notice.id) == self.in_force => Standing::InForce,
                true => Standing::Coming,
                false => Standing::Replaced,
            },
        }
    }
}

/// GET `/notices`: every version.
///
/// # Errors
/// The store's.
pub async fn list(visitor: Visitor) -> Answer {
    let versions = versions(&visitor).await?;
    let notices = versions.all.iter().map(|notice| versions.line(notice, &visitor.texts)).collect();
    let at = visitor.at;
    let joint = visitor.app.run(move |_, db| keep_joint_use::published(db, at)).await?;
    page(&NoticesPage { frame: visitor.frame(Area::Public), notices, has_joint_use: joint.is_some() })
}

/// GET `/notices/{version}`: one version in full.
///
/// # Errors
/// [`WebError::NotFound`] if there is none of this number.
pub async fn show(visitor: Visitor, version: Path<String>) -> Answer {
    let versions = versions(&visitor).await?;
    let wanted: i32 = version.parse().map_err(|_| WebError::NotFound)?;
    let notice = versions.all.iter().find(|notice| notice.version == wanted).ok_or(WebError::NotFound)?;
    let earlier = notice.before(&versions.all);
    let changed = |earlier: &Notice| notice_changes::changes(earlier, notice, visitor.locale());
    page(&NoticePage {
        frame: visitor.frame(Area::Public),
        notice: versions.line(notice, &visitor.texts),
        sections: Section::all(notice, visitor.locale()),
        earlier: earlier.map(|earlier| earlier.version),
        clauses: earlier.map(changed).unwrap_or_default(),
    })
}

async fn versions(visitor: &Visitor) -> Result<Versions, WebError> {
    let at = visitor.at;
    let (all, in_force) = visitor.app.store.run(move |db| draft_notices::published(db, at)).await?;
    Ok(Versions { all, in_force })
}
