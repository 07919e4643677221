//! Reading documents that strangers send, and writing the few that we make.
//!
//! [`Reader`] starts the program again as a child without rights ([`worker`]), which tells what a file really is
//! ([`mod@sniff`]), takes its text and draws its pages. [`compose`] writes CVs for the demo.
//!
//! Invariant: hostile bytes are parsed only in the child. Stack overflow, exhausted memory, endless loops and
//! aborts there are typed outcomes here, never the server's end.

pub mod compose;
mod docx;
mod extract;
mod fonts;
pub mod limits;
mod line;
mod outcome;
mod pdf;
mod sniff;
mod typeset;
mod wire;
pub mod worker;

pub use extract::{Reader, WorkerUnusable};
pub use line::extract_line;
pub use outcome::{PageImage, ReadOutcome, Wants, Warnings};
pub use sniff::{Sniffed, sniff};
