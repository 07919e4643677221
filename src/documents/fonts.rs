//! The bundled fonts: what draws the characters that a document does not bring itself.
//!
//! Invariant: no font is ever read from the machine, so a page looks the same everywhere and the worker needs no
//! file access. Sources and licences: `static/fonts/README.md`.

use super::typeset::is_wide;
use std::sync::OnceLock;

/// Latin, regular.
pub static LATIN: &[u8] = include_bytes!("../../static/fonts/LiberationSans-Regular.ttf");
/// Latin, bold.
pub static LATIN_BOLD: &[u8] = include_bytes!("../../static/fonts/LiberationSans-Bold.ttf");
/// Japanese, with the glyph forms of Japan.
pub static JAPANESE: &[u8] = include_bytes!("../../static/fonts/VL-Gothic-Regular.ttf");
/// Chinese, traditional and simplified.
pub static CHINESE: &[u8] = include_bytes!("../../static/fonts/wqy-microhei.ttc");

/// One bundled font, ready to measure and to draw with.
pub struct Face {
    /// For drawing.
    pub font: krilla::text::Font,
    metrics: ttf_parser::Face<'static>,
    /// Whether bold text needs a stroke around its glyphs, the font having no bold of its own.
    pub embolden: bool,
}

impl Face {
    fn new(bytes: &'static [u8], embolden: bool) -> Option<Self> {
        let font = krilla::text::Font::new(bytes.into(), 0)?;
        Some(Self { font, metrics: ttf_parser::Face::parse(bytes, 0).ok()?, embolden })
    }

    /// The glyph of a character and its advance in ems.
    pub fn glyph(&self, character: char) -> Option<(u32, f32)> {
        let glyph = self.metrics.glyph_index(character)?;
        let advance = f32::from(self.metrics.glyph_hor_advance(glyph)?);
        Some((u32::from(glyph.0), advance / f32::from(self.metrics.units_per_em())))
    }
}

/// All bundled fonts.
pub struct Faces {
    latin: Face,
    latin_bold: Face,
    japanese: Face,
    chinese: Face,
}

/// Whose forms of shared characters are wanted: of Han characters, and of the quotes and dashes that Latin has too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Those of Japan.
    Japanese,
    /// Those of China.
    Chinese,
    /// There is no Han text.
    Latin,
}

impl Script {
    /// Text with kana is Japanese, other Han text is Chinese.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let kana = |c: char| matches!(c, '\u{3041}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9f}');
        let mut script = Self::Latin;
        for text in texts {
            if text.contains(kana) {
                return Self::Japanese;
            }
            if text.contains(is_wide) {
                script = Self::Chinese;
            }
        }
        script
    }
}

impl Faces {
    /// The fonts, parsed once; none if a bundled file is broken.
    pub fn get() -> Option<&'static Self> {
        static FACES: OnceLock<Option<Faces>> = OnceLock::new();
        let load = || {
            Some(Faces {
                latin: Face::new(LATIN, false)?,
                latin_bold: Face::new(LATIN_BOLD, false)?,
                japanese: Face::new(JAPANESE, true)?,
                chinese: Face::new(CHINESE, true)?,
            })
        };
        FACES.get_or_init(load).as_ref()
    }

    /// The font to draw a character with, the character's glyph and its advance.
    pub fn pick(&self, character: char, bold: bool, script: Script) -> Option<(&Face, u32, f32)> {
        let latin = if bold { &self.latin_bold } else { &self.latin };
        // The quotes and the ellipsis of Han text are as wide as its characters; its dashes between dates are not.
        let latin_first = character < '\u{2014}' || character == '\u{2022}';
        let order = match script {
            Script::Japanese if latin_first => [latin, &self.japanese, &self.chinese],
            Script::Japanese => [&self.japanese, &self.chinese, latin],
            Script::Chinese if !latin_first => [&self.chinese, &self.japanese, latin],
            Script::Chinese | Script::Latin => [latin, &self.chinese, &self.japanese],
        };
        order.into_iter().find_map(|face| face.glyph(character).map(|(glyph, advance)| (face, glyph, advance)))
    }
}
