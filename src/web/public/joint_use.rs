//! The published notice of joint use.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::error::WebError;
use crate::web::frame::{Area, Frame};
use crate::web::page::{Answer, page};
use crate::web::staff::joint_use::NoticeView;
use crate::web::visitor::Visitor;
use crate::workflows::keep_joint_use;

/// `/notices/joint-use`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "public/joint_use.html")]
pub struct JointUsePage {
    /// The frame.
    pub frame: Frame,
    /// The notice.
    pub notice: NoticeView,
}

/// Shows the notice that is published today, if it says everything that the law asks for.
///
/// # Errors
/// [`WebError::NotFound`] if there is none.
pub async fn show(visitor: Visitor) -> Answer {
    let at = visitor.at;
    let found = visitor.app.run(move |_, db| keep_joint_use::published(db, at)).await?;
    let (notice, offices) = found.ok_or(WebError::NotFound)?;
    page(&JointUsePage {
        notice: NoticeView::of(&notice, &offices, &visitor.texts),
        frame: visitor.frame(Area::Public),
    })
}
