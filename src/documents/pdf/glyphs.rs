//! From glyphs on a page to runs of text on one line.
//!
//! Invariant: a glyph drawn twice (outlined text, shadows) is read once; a glyph without a known character adds
//! nothing rather than something wrong.

use super::cid::CidFonts;
use crate::documents::typeset::is_wide;
use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use hayro::kurbo::{Affine, BezPath, Point, Vec2};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// Neighbouring characters in one direction.
#[derive(Debug, Clone)]
pub struct Run {
    /// Their text.
    pub text: String,
    /// Where the first one stands, on its baseline.
    pub start: Point,
    /// Where the next one would stand.
    pub end: Point,
    /// Where it would stand if the last glyph is a stand-in that was stretched to its width: nothing tells.
    end_if_stretched: Point,
    /// Which way they go, of length one.
    pub direction: Vec2,
    /// Their size.
    pub size: f64,
}

/// Glyphs of one page that are kept at most: far more than print, far less than memory.
const GLYPHS: usize = 200_000;

/// Collects the text of a page; draws nothing.
pub struct TextDevice<'f> {
    fonts: &'f CidFonts,
    seen: HashSet<(String, i64, i64)>,
    /// What was found, in the order of the page's instructions.
    pub runs: Vec<Run>,
    glyphs: usize,
}

impl<'f> TextDevice<'f> {
    /// An empty one.
    pub fn new(fonts: &'f CidFonts) -> Self {
        Self { fonts, seen: HashSet::new(), runs: Vec::new(), glyphs: 0 }
    }

    fn character(&self, glyph: &Glyph<'_>) -> Option<String> {
        let known = match glyph.as_unicode() {
            Some(BfString::Char(character)) => Some(character.to_string()),
            Some(BfString::String(characters)) => Some(characters),
            None if self.fonts.is_empty() => None,
            None => match glyph {
                Glyph::Outline(outline) => {
                    let name = outline.font_data().and_then(|data| data.postscript_name);
                    self.fonts.character(name.as_deref(), outline.char_code())
                }
                Glyph::Type3(_) => None,
            },
        };
        known.map(|text| text.chars().flat_map(readable).collect())
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, vertical: bool) {
        self.glyphs += 1;
        let Some(text) = self.character(glyph).filter(|text| !text.is_empty() && self.glyphs <= GLYPHS) else { return };
        let [a, b, c, d, x, y] = transform.as_coeffs();
        let (along, across) = (Vec2::new(a, b) * 1000.0, Vec2::new(c, d) * 1000.0);
        let size = across.hypot();
        if !(x.is_finite() && y.is_finite() && size.is_finite() && along.hypot().is_finite()) || size < 0.1 {
            return;
        }
        let width = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(type3) => type3.advance_width(),
        };
        let direction = if vertical { -across } else { along };
        let Some(unit) = (direction.hypot() > 0.0).then(|| direction / direction.hypot()) else { return };
        let ems = if vertical { 1.0 } else { f64::from(width.unwrap_or(500.0)) / 1000.0 };
        let start = Point::new(x, y);
        let run = Run {
            text,
            start,
            end: start + direction * ems,
            end_if_stretched: start + unit * size * ems,
            direction: unit,
            size,
        };
        let cell = (size * 0.2).max(0.5);
        // Saturates for places far off the page, which is as good as any.
        let place = (run.text.clone(), (x / cell) as i64, (y / cell) as i64);
        if run.text.trim().is_empty() || self.seen.insert(place) {
            self.append(run);
        }
    }

    /// Continues the last run with one glyph, or begins another.
    fn append(&mut self, glyph: Run) {
        let blank = glyph.text.trim().is_empty();
        let gap = self.runs.last().and_then(|run| gap(run, &glyph));
        match (self.runs.last_mut(), gap) {
            (Some(run), Some(gap)) => {
                if !blank && wants_space(&run.text, &glyph.text, gap) {
                    run.text.push(' ');
                }
                if !(blank && run.text.ends_with(' ')) {
                    run.text.push_str(&glyph.text);
                }
                (run.end, run.end_if_stretched) = (glyph.end, glyph.end_if_stretched);
            }
            _ if blank => {}
            _ => self.runs.push(glyph),
        }
    }
}

/// How far a glyph stands from the end of a run, in ems; none if it does not continue it.
fn gap(run: &Run, glyph: &Run) -> Option<f64> {
    let unit = run.size.max(glyph.size);
    let gaps = [run.end, run.end_if_stretched].map(|end| (glyph.start - end).dot(run.direction) / unit);
    let gap = if gaps[0].abs() <= gaps[1].abs() { gaps[0] } else { gaps[1] };
    let off = (glyph.start - run.start).cross(run.direction).abs();
    let same_line = run.direction.dot(glyph.direction) > 0.98 && off < 0.3 * unit;
    let same_size = (0.4..2.5).contains(&(glyph.size / run.size));
    (same_line && same_size && gap > -0.6 && gap < 1.0).then_some(gap)
}

/// Whether a gap between two pieces of text, in ems, is a space that the file does not spell out.
pub fn wants_space(before: &str, after: &str, gap: f64) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    if last.is_whitespace() || first.is_whitespace() {
        return false;
    }
    gap > if is_wide(last) || is_wide(first) { 0.5 } else { 0.16 }
}

/// A character as a reader would type it: ligatures in letters, radicals as the characters that they stand for.
fn readable(character: char) -> Vec<char> {
    match character {
        '\u{fb00}'..='\u{fb06}' | '\u{2e80}'..='\u{2fd5}' => character.nfkc().collect(),
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\t' => vec![' '],
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fffd}' => vec![],
        // Private characters mean nothing outside their font.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => vec![],
        character if character.is_control() => vec![],
        character => vec![character],
    }
}

impl<'a> Device<'a> for TextDevice<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), vertical);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
