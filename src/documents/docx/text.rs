//! The paragraphs of a WordprocessingML part, in reading order.
//!
//! Invariant: text that the author deleted, field codes and the second copies that Office keeps for old readers
//! (`mc:Fallback`) are no text.

use super::xml::{self, Element, Node};
use crate::domain::document::ReadingFailure;

/// What a paragraph is, as far as its style tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The document's title.
    Title,
    /// A heading of this level, from 1.
    Heading(u8),
    /// A point of a list.
    Point,
    /// A row of a table, its cells apart by tabs.
    Row,
    /// Anything else.
    Body,
}

/// One paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub role: Role,
    /// Its text; a line break is a newline.
    pub text: String,
    /// Whether all of it is bold.
    pub bold: bool,
}

/// Reads the paragraphs of one part.
pub fn paragraphs(part: &[u8]) -> Result<Vec<Paragraph>, ReadingFailure> {
    let mut reading = Reading::default();
    xml::walk(part, |node| {
        match node {
            Node::Open(element) => reading.open(&element),
            Node::Close(name) => reading.close(name),
            Node::Text(text) => reading.text(text),
        }
        Ok(())
    })?;
    Ok(reading.done)
}

/// A paragraph in the making. Text boxes put whole paragraphs inside a run of another, so there is a stack.
#[derive(Default)]
struct Open {
    text: String,
    role: Option<Role>,
    bold_runs: usize,
    plain_runs: usize,
    in_run: bool,
    run_is_bold: bool,
    boxed: Vec<Paragraph>,
}

/// A table row in the making.
struct Row {
    cells: Vec<Vec<Paragraph>>,
    /// How many paragraphs are open around its table: more than none inside a text box.
    around: usize,
}

#[derive(Default)]
struct Reading {
    done: Vec<Paragraph>,
    open: Vec<Open>,
    /// The rows being read, innermost last.
    rows: Vec<Row>,
    /// The element whose content is skipped, and how many of its name are open.
    skipping: Option<(String, usize)>,
    in_text: bool,
    in_run_properties: bool,
}

/// Elements whose content is not the document's text.
const SKIPPED: &[&str] = &["Fallback", "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "sectPr"];

impl Reading {
    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if let Some((skipped, depth)) = &mut self.skipping {
            *depth += usize::from(skipped == name);
            return;
        }
        if SKIPPED.contains(&name) {
            self.skipping = Some((name.to_owned(), 1));
            return;
        }
        match name {
            "p" => self.open.push(Open::default()),
            "tr" => self.rows.push(Row { cells: Vec::new(), around: self.open.len() }),
            "tc" => self.begin_cell(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.push_in_run("\t"),
            "br" | "cr" => self.push_in_run("\n"),
            "noBreakHyphen" => self.push_in_run("-"),
            "sym" => self.symbol(element),
            "pStyle" => self.style(&element.attribute("val").unwrap_or_default()),
            "outlineLvl" => self.outline(&element.attribute("val").unwrap_or_default()),
            "numPr" => self.role(Role::Point),
            "rPr" => self.in_run_properties = true,
            "b" if self.in_run_properties => self.bold(element),
            "r" => self.in_open(|open| (open.in_run, open.run_is_bold) = (true, false)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipping {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skipping = None;
            }
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "tr" => self.end_row(),
            "t" => self.in_text = false,
            "r" => self.in_open(|open| open.in_run = false),
            "rPr" => self.in_run_properties = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipping.is_none() {
            self.push(text);
            self.in_open(|open| {
                let runs = if open.run_is_bold { &mut open.bold_runs } else { &mut open.plain_runs };
                *runs += usize::from(!text.trim().is_empty());
            });
        }
    }

    fn push(&mut self, text: &str) {
        self.in_open(|open| open.text.push_str(text));
    }

    /// A tab stop's definition is a "tab" too, but stands among the properties, outside any run.
    fn push_in_run(&mut self, text: &str) {
        if self.open.last().is_some_and(|open| open.in_run) {
            self.push(text);
        }
    }

    fn in_open(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.last_mut() {
            change(open);
        }
    }

    fn begin_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(Vec::new());
        }
    }

    /// A character of a symbol font: readable only where it is not private to the font.
    fn symbol(&mut self, element: &Element<'_>) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let code = code.filter(|code| !(0xE000..=0xF8FF).contains(code));
        if let Some(character) = code.and_then(char::from_u32) {
            self.push(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn role(&mut self, role: Role) {
        // A numbered heading stays a heading.
        self.in_open(|open| {
            open.role.get_or_insert(role);
        });
    }

    fn style(&mut self, style: &str) {
        let style = style.to_ascii_lowercase();
        let level = style.strip_prefix("heading").or_else(|| style.strip_prefix("berschrift"));
        match level.map(str::trim).and_then(|level| level.parse::<u8>().ok()) {
            Some(level @ 1..=9) => self.role(Role::Heading(level)),
            _ if style == "title" => self.role(Role::Title),
            _ if style.starts_with("list") => self.role(Role::Point),
            // Word numbers the built-in headings in languages whose style names have no Latin letters.
            _ => {
                if let Ok(level @ 1..=3) = style.parse::<u8>() {
                    self.role(Role::Heading(level));
                }
            }
        }
    }

    fn outline(&mut self, level: &str) {
        if let Ok(level @ 0..=8) = level.parse::<u8>() {
            self.in_open(|open| open.role = Some(Role::Heading(level + 1)));
        }
    }

    fn bold(&mut self, element: &Element<'_>) {
        let off = element.attribute("val").is_some_and(|val| matches!(val.as_str(), "0" | "false" | "off"));
        self.in_open(|open| open.run_is_bold = !off);
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let bold = open.bold_runs > 0 && open.plain_runs == 0;
        let paragraph = Paragraph { role: open.role.unwrap_or(Role::Body), text: open.text, bold };
        let mut ended = vec![paragraph];
        ended.extend(open.boxed);
        self.place(ended);
    }

    /// Puts what has ended into the cell, the text box or the document that it stands in.
    fn place(&mut self, ended: Vec<Paragraph>) {
        let open = self.open.len();
        let cell = self.rows.last_mut().filter(|row| row.around == open).and_then(|row| row.cells.last_mut());
        match (cell, self.open.last_mut()) {
            (Some(cell), _) => cell.extend(ended),
            (None, Some(outer)) => outer.boxed.extend(ended),
            (None, None) => self.done.extend(ended),
        }
    }

    /// A row whose cells hold one line each becomes one line; a row of longer cells (as layout tables have) is read
    /// cell by cell.
    fn end_row(&mut self) {
        let Some(Row { cells, .. }) = self.rows.pop() else { return };
        let filled = |cell: &Vec<Paragraph>| cell.iter().filter(|p| !p.text.trim().is_empty()).count();
        let flat = cells.iter().all(|cell| filled(cell) <= 1 && cell.iter().all(|p| !p.text.trim().contains('\n')));
        if flat && cells.len() > 1 {
            let line = |cell: &Vec<Paragraph>| cell.iter().map(|p| p.text.trim()).collect::<String>();
            let text = cells.iter().map(line).collect::<Vec<_>>().join("\t");
            self.place(vec![Paragraph { role: Role::Row, text: text.trim_end().to_owned(), bold: false }]);
        } else {
            self.place(cells.into_iter().flatten().collect());
        }
    }
}
