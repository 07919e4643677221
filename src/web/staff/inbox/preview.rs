//! A file of a message on a page: its text and pictures of its first pages, so that nobody has to open it to know what
//! it is.
//!
//! Invariant: the pictures are ours and stand in the page itself, since nothing that was read is kept; of this page
//! alone may a picture come from within (R13).

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Semaphore;

use super::PAGE;
use crate::documents::{PageImage, ReadOutcome};
use crate::domain::document::{DocumentKind, ReadingFailure};
use crate::domain::id::{MessageFileId, ThreadId};
use crate::store::messages::ShownFile;
use crate::web::error::WebError;
use crate::web::extract::StaffCaller;
use crate::web::frame::Frame;
use crate::web::guard;
use crate::web::page::{Answer, page};
use crate::web::staff::Writing;
use crate::web::staff::candidate::lines::warning;
use crate::workflows::preview_file;

/// Pages that are shown as pictures.
const PAGES: usize = 5;
/// One is read at a time, so that mail that comes in still finds a reader.
static READING: Semaphore = Semaphore::const_new(1);

/// `/staff/inbox/{thread}/files/{file}/preview`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/inbox/preview.html")]
pub struct PreviewPage {
    /// The frame.
    pub frame: Frame,
    /// The address of the thread.
    pub back: String,
    /// The address of the file itself.
    pub download: String,
    /// What it is called.
    pub name: String,
    /// What it really is, if that can be shown.
    pub kind: Option<DocumentKind>,
    /// How large it is, written out.
    pub size: String,
    /// What is suspicious about it, in the language of the page.
    pub warnings: Vec<String>,
    /// Why nothing, or no text, is shown.
    pub failure: Option<ReadingFailure>,
    /// Its first pages as `data:` URLs.
    pub pages: Vec<String>,
    /// Whether it has more pages than those.
    pub has_more: bool,
    /// The text in it.
    pub text: String,
}

/// What a file says that it is, if that can be looked at here; the reader finds out what it is.
pub(super) fn said_kind(content_type: &str) -> Option<DocumentKind> {
    DocumentKind::ALL.iter().copied().find(|kind| kind.media_type() == content_type)
}

/// Whether a file can be looked at here, by its type or by its name.
pub(super) fn can_be_shown(content_type: &str, name: &str) -> bool {
    let ends = |end: &str| name.len() > end.len() && name.to_lowercase().ends_with(end);
    said_kind(content_type).is_some() || ends(".pdf") || ends(".docx")
}

/// Shows what a file of a message says.
pub async fn show(staff: StaffCaller, path: Path<(ThreadId, MessageFileId)>) -> Answer {
    staff.require_inbox()?;
    let (thread, file) = path.into_inner();
    let caller = staff.caller.clone();
    let _turn = READING.acquire().await.map_err(|_| WebError::Unavailable)?;
    let read =
        staff.visitor.app.run_apart(move |app| preview_file::preview(&app.store, &app.reader, &caller, thread, file));
    let (shown, read) = read.await?;
    let mut answer = page(&page_of(&staff, thread, &shown, read))?;
    let policy = guard::POLICY.replace("img-src 'self'", "img-src 'self' data:");
    let policy = HeaderValue::from_str(&policy).map_err(|_| WebError::Unavailable)?;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

fn page_of(staff: &StaffCaller, thread: ThreadId, shown: &ShownFile, read: ReadOutcome) -> PreviewPage {
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let back = format!("{PAGE}/{thread}");
    PreviewPage {
        frame: staff.frame(),
        download: format!("{back}/files/{}", shown.id),
        back,
        name: writing.unsealed(&shown.name),
        kind: read.kind,
        size: writing.texts.size(shown.bytes),
        warnings: read.warning_words().into_iter().filter_map(|word| warning(&writing.texts, word)).collect(),
        failure: read.failure,
        has_more: read.pages.len() > PAGES || read.page_count as usize > PAGES,
        pages: read.pages.iter().take(PAGES).map(picture).collect(),
        text: read.text,
    }
}

fn picture(page: &PageImage) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(&page.png))
}

impl PreviewPage {
    /// The pictures with their numbers, from one on.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &String)> {
        self.pages.iter().enumerate().map(|(at, page)| (at + 1, page))
    }

    /// How many pictures there are.
    pub const fn shown(&self) -> usize {
        self.pages.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_shown_is_known_by_its_type_or_its_name() {
        for (kind, name) in [("application/pdf", "cv"), ("application/octet-stream", "職務経歴書.PDF"), ("", "a.docx")]
        {
            assert!(can_be_shown(kind, name), "{kind} {name}");
        }
        for (kind, name) in
            [("image/png", "photo.png"), ("application/zip", "pdf"), ("", ".pdf"), ("text/html", "x.html")]
        {
            assert!(!can_be_shown(kind, name), "{kind} {name}");
        }
    }
}
