//! Laying out plain blocks of text on A4 pages, as a PDF with the bundled fonts.
//!
//! Invariant: text in is text out: every character that a bundled font has can be selected and extracted from the
//! PDF again; one that none has is drawn as a space.

mod lines;
mod sheet;

pub use lines::is_wide;
use sheet::Sheet;

/// How a block looks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    size: f32,
    bold: bool,
    colour: (u8, u8, u8),
    before: f32,
    after: f32,
    rule: bool,
}

/// A piece of text that starts on a line of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    text: String,
    look: Look,
}

const INK: (u8, u8, u8) = (0x22, 0x26, 0x2b);
const ACCENT: (u8, u8, u8) = (0x1f, 0x4e, 0x79);
const MUTED: (u8, u8, u8) = (0x5a, 0x63, 0x6d);

impl Look {
    const BODY: Self = Self { size: 10.0, bold: false, colour: INK, before: 0.0, after: 3.0, rule: false };
}

impl Block {
    /// Running text. What stands before a tab goes into a narrow column at the left, as dates do in a CV.
    pub fn body(text: String) -> Self {
        Self { text, look: Look::BODY }
    }

    /// Running text, all bold.
    pub fn bold(text: String) -> Self {
        Self { text, look: Look { bold: true, ..Look::BODY } }
    }

    /// Small grey text, as of contact lines.
    pub fn muted(text: String) -> Self {
        Self { text, look: Look { size: 9.0, colour: MUTED, after: 1.0, ..Look::BODY } }
    }

    /// What kind of document this is.
    pub fn kicker(text: String) -> Self {
        Self { text, look: Look { size: 11.0, colour: ACCENT, after: 2.0, ..Look::BODY } }
    }

    /// The largest text.
    pub fn title(text: String) -> Self {
        Self { text, look: Look { size: 22.0, bold: true, after: 6.0, ..Look::BODY } }
    }

    /// A section's heading, with a rule under it.
    pub fn heading(text: String) -> Self {
        Self { text, look: Look { size: 13.0, bold: true, colour: ACCENT, before: 12.0, after: 6.0, rule: true } }
    }

    /// A heading inside a section.
    pub fn subheading(text: String) -> Self {
        Self { text, look: Look { size: 11.0, bold: true, before: 6.0, ..Look::BODY } }
    }
}

/// Sets blocks as a PDF; none only if the bundled fonts are broken.
pub fn pdf(blocks: &[Block], title: &str) -> Option<Vec<u8>> {
    let mut sheet = Sheet::new(blocks.iter().map(|block| block.text.as_str()), title)?;
    for (index, block) in blocks.iter().enumerate() {
        // A heading stays with the first lines of what follows it.
        let follows =
            if block.look.before > 0.0 { blocks.get(index + 1).map_or(0.0, |next| next.look.size * 3.0) } else { 0.0 };
        sheet.put(block, follows);
    }
    sheet.finish()
}
