//! What reading one document may cost.
//!
//! Invariant: every limit counts what was really read or unpacked; no size that a file declares is believed.

use std::time::Duration;

const MIB: u64 = 1024 * 1024;

/// Bytes of a file that is read at all.
pub const INPUT_BYTES: usize = 25 * 1024 * 1024;
/// Entries of an archive.
pub const ENTRIES: usize = 1_000;
/// Bytes that one document may unpack to, all its parts together.
pub const UNPACKED_BYTES: u64 = 100 * MIB;
/// How many times larger than packed a part may become.
pub const RATIO: u64 = 100;
/// Parts up to this size may exceed [`RATIO`]: short repetitive XML does so honestly.
pub const RATIO_FLOOR: u64 = MIB;
/// Nesting of XML elements.
pub const XML_DEPTH: usize = 100;
/// Attributes of one XML element.
pub const XML_ATTRIBUTES: usize = 200;
/// Bytes of one XML element's attributes together.
pub const XML_ATTRIBUTE_BYTES: usize = 64 * 1024;
/// Filters stacked on one PDF stream.
pub const PDF_FILTERS: usize = 4;
/// Page images of one document.
pub const PAGES: usize = 30;
/// Characters of text of one document.
pub const CHARACTERS: usize = 1_000_000;
/// Width of a page image, in pixels.
pub const PAGE_WIDTH: f32 = 1_000.0;
/// Height of a page image, in pixels: a taller page becomes narrower.
pub const PAGE_HEIGHT: f32 = 2_000.0;
/// Bytes of all page images together.
pub const IMAGE_BYTES: usize = 48 * 1024 * 1024;
/// Bytes that the parent accepts from a worker.
pub const ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Address space of a worker.
pub const ADDRESS_SPACE: u64 = 512 * MIB;
/// Processor seconds of a worker.
pub const CPU_SECONDS: u64 = 10;
/// How long a worker may run by the clock.
pub const WALL_CLOCK: Duration = Duration::from_secs(10);
/// After this, a worker that reads several things begins no further one, so that each has nearly all the time that it
/// would have alone.
pub const LAST_OF_SEVERAL: Duration = Duration::from_secs(2);
/// After this, a worker starts no further page, so that what is ready still arrives.
pub const LAST_PAGE_START: Duration = Duration::from_secs(6);
