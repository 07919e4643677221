//! The files that go with a message.
//!
//! Invariant: with its files a message is one that mail servers take, as a draft already, and a file's bytes are kept
//! before the row that names it.

use super::written::{WritingError, WritingFault, WritingField};
use super::{Composition, Which};
use crate::documents::sniff;
use crate::domain::category::Communications;
use crate::domain::document::DocumentKind;
use crate::store::intakes::IncomingFile;
use crate::store::messages::{self, KeptFile, NewFile, ShownFile, ShownMessage};
use crate::store::permit::Permit;
use crate::store::{Store, StoreError};

/// Files that go with one message.
pub const MOST_FILES: usize = 5;
/// Bytes of a whole message as it goes over the wire: more than some large providers of mail take is of no use.
pub const LARGEST: usize = 15 * 1024 * 1024;
/// Bytes of a line of an encoded file, without and with its end (RFC 2045, section 6.8).
const LINE: (usize, usize) = (76, 78);

/// What files are by the ends of their names, beside those that their content tells.
const ENDINGS: [(&str, &str); 15] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("heic", "image/heic"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("zip", "application/zip"),
];

/// The files that a form's draft has, before the form changes them.
pub(super) fn had<'a>(known: &'a [ShownMessage], form: &Composition<'_>) -> &'a [ShownFile] {
    let Which::Draft(id, _) = form.which else { return &[] };
    known.iter().find(|message| message.id == id).map_or(&[][..], |draft| draft.files.as_slice())
}

/// Whether files would go with a message.
pub(super) fn has_any(had: &[ShownFile], form: &Composition<'_>) -> bool {
    !form.add.is_empty() || left(had, form).next().is_some()
}

/// What is wrong with the files of a message.
pub(super) fn faults(had: &[ShownFile], form: &Composition<'_>) -> Vec<WritingFault> {
    let sizes = left(had, form).map(|file| usize::try_from(file.bytes).unwrap_or(usize::MAX));
    let sizes: Vec<usize> = sizes.chain(form.add.iter().map(|file| file.content.len())).collect();
    // Text that is not plain ASCII is encoded as files are.
    let text = form.written.text.len();
    let whole = sizes.iter().fold(encoded(text), |whole, size| whole.saturating_add(encoded(*size)));
    let error = match () {
        () if sizes.len() > MOST_FILES => WritingError::TooMany,
        () if whole > LARGEST => WritingError::TooLarge,
        () => return Vec::new(),
    };
    vec![WritingFault { field: WritingField::Files, error }]
}

/// Seals the files of a form into the file store. The caller need hold no connection.
pub(super) fn put<'a>(
    store: &Store,
    permit: &Permit<Communications>,
    form: &Composition<'a>,
) -> Result<Vec<KeptFile>, StoreError> {
    let new =
        |file: &'a IncomingFile| NewFile { name: &file.name, content_type: content_type(file), content: &file.content };
    messages::put_files(store, permit, &form.add.iter().map(new).collect::<Vec<_>>())
}

fn left<'a>(had: &'a [ShownFile], form: &'a Composition<'_>) -> impl Iterator<Item = &'a ShownFile> {
    had.iter().filter(|file| !form.remove.contains(&file.id))
}

/// Bytes in Base64 with the ends of its lines.
fn encoded(bytes: usize) -> usize {
    let letters = bytes.div_ceil(3).saturating_mul(4);
    letters.div_ceil(LINE.0).saturating_mul(LINE.1)
}

/// What a file is: by its content if that tells, else by its name.
fn content_type(file: &IncomingFile) -> &'static str {
    let by_name = || {
        let (_, ending) = file.name.rsplit_once('.')?;
        ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, kind)| *kind)
    };
    let told = sniff(&file.content, &file.name).kind.map(DocumentKind::media_type);
    told.or_else(by_name).unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{MessageFileId, MessageId};
    use crate::store::permit::Unsealed;
    use crate::workflows::write_message::Written;

    fn shown(bytes: i64) -> ShownFile {
        let name = Unsealed::Value("a.pdf".to_owned());
        ShownFile { id: MessageFileId::new(), name, content_type: "application/pdf".to_owned(), bytes }
    }

    fn incoming(name: &str, content: &[u8]) -> IncomingFile {
        IncomingFile { name: name.to_owned(), content: content.to_vec() }
    }

    fn errors(had: &[ShownFile], add: &[IncomingFile], remove: &[MessageFileId]) -> Vec<WritingError> {
        let written = Written { text: "長".repeat(1_000), ..Written::default() };
        let which = Which::Draft(MessageId::new(), 1);
        let form = Composition { which, add, remove, ..Composition::new(&written) };
        faults(had, &form).into_iter().map(|fault| fault.error).collect()
    }

    #[test]
    fn a_message_has_five_files_and_fifteen_megabytes_as_it_goes_over_the_wire() {
        let had: Vec<ShownFile> = (0..4).map(|_| shown(10)).collect();
        let one = || incoming("a.pdf", b"%PDF-1.7");
        assert!(errors(&had, &[one()], &[]).is_empty());
        assert_eq!(errors(&had, &[one(), one()], &[]), [WritingError::TooMany]);
        assert!(errors(&had, &[one(), one()], &[had[0].id]).is_empty(), "what is taken out leaves room");

        let fits = i64::try_from(LARGEST / LINE.1 * LINE.0 / 4 * 3).unwrap() - 10_000;
        assert!(errors(&[shown(fits)], &[], &[]).is_empty());
        assert_eq!(errors(&[shown(fits), shown(10_000)], &[], &[]), [WritingError::TooLarge]);
        assert_eq!(errors(&[shown(fits)], &[incoming("a", &[0; 10_000])], &[]), [WritingError::TooLarge]);
        assert_eq!(errors(&[shown(i64::MAX), shown(i64::MAX)], &[], &[]), [WritingError::TooLarge]);
    }

    #[test]
    fn the_content_of_a_file_tells_what_it_is_before_its_name_does() {
        assert_eq!(content_type(&incoming("photo.png", b"%PDF-1.7")), "application/pdf");
        assert_eq!(content_type(&incoming("MAP.PNG", b"\x89PNG")), "image/png");
        for odd in ["page.html", "run.exe", "none", "invitation.ics", ""] {
            assert_eq!(content_type(&incoming(odd, b"x")), "application/octet-stream", "{odd}");
        }
    }
}
