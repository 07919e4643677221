//! The pages that blocks are put on, from top to bottom.
//!
//! Invariant: nothing is drawn outside the margins, and a PDF never has more pages than the reader would show.

use super::lines::wrap;
use super::{Block, Look};
use crate::documents::fonts::{Face, Faces, Script};
use crate::documents::limits;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const LEADING: f32 = 1.5;
/// Where text after a tab begins, counted from the margin.
const COLUMN: f32 = 126.0;

/// One line of text at its place.
struct Placed {
    text: String,
    x: f32,
    baseline: f32,
    look: Look,
}

/// A page in the making.
#[derive(Default)]
struct Leaf {
    lines: Vec<Placed>,
    rules: Vec<f32>,
}

/// Pages in the making.
pub struct Sheet {
    faces: &'static Faces,
    script: Script,
    title: String,
    leaves: Vec<Leaf>,
    y: f32,
}

impl Sheet {
    /// Empty pages for such texts.
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>, title: &str) -> Option<Self> {
        let faces = Faces::get()?;
        let script = Script::of(texts);
        Some(Self { faces, script, title: title.to_owned(), leaves: vec![Leaf::default()], y: MARGIN })
    }

    /// Puts a block below the last one, with `follows` kept free beneath it.
    pub fn put(&mut self, block: &Block, follows: f32) {
        let look = block.look;
        let height = look.size * LEADING;
        if self.y > MARGIN {
            self.y += look.before;
        }
        if self.y + height + follows > HEIGHT - MARGIN {
            self.turn();
        }
        let mut indent = 0.0;
        for paragraph in block.text.split('\n') {
            indent = self.paragraph(paragraph, look, indent);
        }
        if look.rule {
            let y = self.y + 1.5;
            if let Some(leaf) = self.leaves.last_mut() {
                leaf.rules.push(y);
            }
        }
        self.y += look.after;
    }

    /// Sets one paragraph; answers with the indent that the next one of its block keeps.
    fn paragraph(&mut self, text: &str, look: Look, indent: f32) -> f32 {
        let (faces, script) = (self.faces, self.script);
        let advance =
            move |c: char| faces.pick(c, look.bold, script).map_or(0.3, |(_, _, advance)| advance) * look.size;
        let (label, rest) = match text.split_once('\t') {
            Some((label, rest)) if label.chars().map(advance).sum::<f32>() < COLUMN => (label, rest),
            _ => ("", text),
        };
        let indent = if rest.len() < text.len() { COLUMN } else { indent };
        let rest = rest.replace('\t', "   ");
        for (index, line) in wrap(&rest, WIDTH - 2.0 * MARGIN - indent, advance).into_iter().enumerate() {
            let baseline = self.next_line(look.size);
            if index == 0 {
                self.place(label, MARGIN, baseline, look);
            }
            self.place(line, MARGIN + indent, baseline, look);
        }
        indent
    }

    /// Makes room for a line, on the next page if need be, and answers with its baseline.
    fn next_line(&mut self, size: f32) -> f32 {
        if self.y + size * LEADING > HEIGHT - MARGIN {
            self.turn();
        }
        let baseline = self.y + size * 1.15;
        self.y += size * LEADING;
        baseline
    }

    fn place(&mut self, text: &str, x: f32, baseline: f32, look: Look) {
        if let Some(leaf) = self.leaves.last_mut().filter(|_| !text.is_empty()) {
            leaf.lines.push(Placed { text: text.to_owned(), x, baseline, look });
        }
    }

    fn turn(&mut self) {
        self.leaves.push(Leaf::default());
        self.y = MARGIN;
    }

    /// Draws the pages.
    pub fn finish(self) -> Option<Vec<u8>> {
        let settings = SerializeSettings { xmp_metadata: false, enable_tagging: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        if !self.title.is_empty() {
            document.set_metadata(Metadata::new().title(self.title.clone()));
        }
        // One more than will be shown, so that the reader notices that there is more.
        for leaf in self.leaves.iter().take(limits::PAGES + 1) {
            let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
            let mut surface = page.surface();
            for line in &leaf.lines {
                self.draw(&mut surface, line);
            }
            for y in &leaf.rules {
                draw_rule(&mut surface, *y);
            }
            surface.finish();
            page.finish();
        }
        document.finish().ok()
    }

    /// Draws one line, changing fonts where the characters ask for it.
    fn draw(&self, surface: &mut Surface<'_>, line: &Placed) {
        let mut run = Run { face: None, text: String::new(), glyphs: Vec::new(), x: line.x, width: 0.0 };
        for character in line.text.chars() {
            let character = if character.is_control() { ' ' } else { character };
            let pick = |character| self.faces.pick(character, line.look.bold, self.script);
            let Some((face, glyph, advance)) = pick(character).or_else(|| pick(' ')) else { continue };
            if run.face.is_some_and(|current| !std::ptr::eq(current, face)) {
                run.draw(surface, line);
                run = Run { face: None, text: String::new(), glyphs: Vec::new(), x: run.x + run.width, width: 0.0 };
            }
            run.face = Some(face);
            let start = run.text.len();
            run.text.push(character);
            run.glyphs.push(KrillaGlyph::new(GlyphId::new(glyph), advance, 0.0, 0.0, 0.0, start..run.text.len(), None));
            run.width += advance * line.look.size;
        }
        run.draw(surface, line);
    }
}

/// Neighbouring characters of one font.
struct Run {
    face: Option<&'static Face>,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    x: f32,
    width: f32,
}

impl Run {
    fn draw(&self, surface: &mut Surface<'_>, line: &Placed) {
        let Some(face) = self.face else { return };
        let paint = fill(line.look.colour);
        let stroke = Stroke { paint: paint.paint.clone(), width: line.look.size * 0.035, ..Stroke::default() };
        surface.set_stroke((line.look.bold && face.embolden).then_some(stroke));
        surface.set_fill(Some(paint));
        let start = Point::from_xy(self.x, line.baseline);
        surface.draw_glyphs(start, &self.glyphs, face.font.clone(), &self.text, line.look.size, false);
        surface.set_stroke(None);
    }
}

fn fill((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn draw_rule(surface: &mut Surface<'_>, y: f32) {
    let mut path = PathBuilder::new();
    path.move_to(MARGIN, y);
    path.line_to(WIDTH - MARGIN, y);
    path.line_to(WIDTH - MARGIN, y + 0.7);
    path.line_to(MARGIN, y + 0.7);
    path.close();
    if let Some(path) = path.finish() {
        surface.set_fill(Some(fill((0xc3, 0xcf, 0xdb))));
        surface.draw_path(&path);
    }
}
