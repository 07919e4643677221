//! The published versions of the recruitment privacy policy.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::frame::Frame;
use crate::web::prose::Block;

/// `/notices`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/notices.html")]
pub struct NoticesPage {
    /// The frame.
    pub frame: Frame,
    /// Versions, newest first.
    pub notices: Vec<NoticeLine>,
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
}

/// A section of a notice.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its text, from `prose::parse`.
    pub body: Vec<Block>,
}
