//! Progress bars on long work, on the terminal only.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of known length; nothing where nobody watches.
pub fn bar(length: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}
