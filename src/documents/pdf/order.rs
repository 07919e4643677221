//! The reading order of a page: columns before lines, lines before runs.
//!
//! Invariant: every run is read exactly once.

use super::glyphs::{Run, wants_space};
use hayro::kurbo::Vec2;

/// A run in a frame of its own, where reading goes right and then down.
struct Piece {
    text: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
}

/// Columns are looked for among at most this many rows: more is no page of text.
const ROWS: usize = 400;

/// Puts the runs of a page into one text.
pub fn text(runs: Vec<Run>) -> String {
    let Some(main) = main_direction(&runs) else { return String::new() };
    let (with, against): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(|run| run.direction.dot(main) > 0.9);
    let mut out = String::new();
    read(with.into_iter().map(|run| piece(run, main)).collect(), 0, &mut out);
    // Margins set sideways, watermarks, stamps: after everything else, as they come.
    for run in against {
        line(&run.text, &mut out);
    }
    out
}

/// The direction in which most characters go.
fn main_direction(runs: &[Run]) -> Option<Vec2> {
    let quarters = [Vec2::new(1.0, 0.0), Vec2::new(0.0, 1.0), Vec2::new(-1.0, 0.0), Vec2::new(0.0, -1.0)];
    let weight = |direction: &Vec2| -> usize {
        runs.iter().filter(|run| run.direction.dot(*direction) > 0.9).map(|run| run.text.len()).sum()
    };
    let heaviest = quarters.into_iter().rev().max_by_key(weight)?;
    if weight(&heaviest) == 0 { runs.first().map(|run| run.direction) } else { Some(heaviest) }
}

/// Turns a run so that `main` goes right and the next line lies below.
fn piece(run: Run, main: Vec2) -> Piece {
    let down = Vec2::new(-main.y, main.x);
    let (start, end) = (run.start.to_vec2(), run.end.to_vec2());
    let (left, right) = (start.dot(main), end.dot(main));
    Piece { text: run.text, left: left.min(right), right: right.max(left), baseline: start.dot(down), size: run.size }
}

/// Pieces on one baseline.
struct Row {
    pieces: Vec<Piece>,
    baseline: f64,
    size: f64,
}

fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if (piece.baseline - row.baseline).abs() < 0.45 * row.size.min(piece.size).max(1.0) => {
                row.pieces.push(piece)
            }
            _ => rows.push(Row { baseline: piece.baseline, size: piece.size, pieces: vec![piece] }),
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
        row.size = row.pieces.iter().map(|piece| piece.size).fold(1.0, f64::max);
    }
    rows
}

/// Reads a region: if a band of its rows stands in columns, what is above it, the columns, and what is below.
fn read(pieces: Vec<Piece>, depth: usize, out: &mut String) {
    let mut rows = rows(pieces);
    let band = if depth < 4 && rows.len() <= ROWS { widest_band(&rows) } else { None };
    let Some(band) = band else { return write(&rows, out) };
    let below = rows.split_off(band.end);
    let middle = rows.split_off(band.start);
    write(&rows, out);
    let (left, right): (Vec<Piece>, Vec<Piece>) =
        middle.into_iter().flat_map(|row| row.pieces).partition(|piece| piece.left < band.gutter);
    read(left, depth + 1, out);
    out.push('\n');
    read(right, depth + 1, out);
    out.push('\n');
    read(below.into_iter().flat_map(|row| row.pieces).collect(), depth + 1, out);
}

struct Band {
    start: usize,
    end: usize,
    gutter: f64,
}

/// The most rows in a row that one gutter divides into prose on both sides.
fn widest_band(rows: &[Row]) -> Option<Band> {
    let mut best: Option<Band> = None;
    let mut start = 0;
    while start < rows.len() {
        let (end, gutter) = gutter_from(rows, start);
        if let Some(gutter) = gutter
            && best.as_ref().is_none_or(|best| end - start > best.end - best.start)
            && is_prose_in_columns(&rows[start..end], gutter)
        {
            best = Some(Band { start, end, gutter });
        }
        start += 1;
    }
    best
}

/// How far down from a row a gutter goes, and its middle.
fn gutter_from(rows: &[Row], start: usize) -> (usize, Option<f64>) {
    let Some(first) = rows.get(start) else { return (start, None) };
    // LaTeX sets its columns one em apart, and a ragged edge never narrows that.
    let width = 0.8 * first.size;
    let (left, right) = extent(&rows[start..]);
    let mut gaps = vec![(left, right)];
    let mut last = (start, None);
    for (index, row) in rows.iter().enumerate().skip(start) {
        gaps = gaps.into_iter().flat_map(|gap| cut(gap, row)).filter(|(from, to)| to - from >= width).collect();
        // A gutter has something on both sides.
        let (inner_left, inner_right) = extent(&rows[start..=index]);
        let inner = gaps.iter().filter(|(from, to)| *from > inner_left && *to < inner_right);
        match inner.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))) {
            Some((from, to)) => last = (index + 1, Some((from + to) / 2.0)),
            None if gaps.is_empty() => break,
            None => {}
        }
    }
    last
}

fn extent(rows: &[Row]) -> (f64, f64) {
    let pieces = || rows.iter().flat_map(|row| &row.pieces);
    (pieces().map(|p| p.left).fold(f64::MAX, f64::min), pieces().map(|p| p.right).fold(f64::MIN, f64::max))
}

/// What of a gap a row leaves free.
fn cut((from, to): (f64, f64), row: &Row) -> Vec<(f64, f64)> {
    let mut free = Vec::new();
    let mut at = from;
    for piece in &row.pieces {
        if piece.right <= at || piece.left >= to {
            continue;
        }
        free.push((at, piece.left));
        at = piece.right;
    }
    free.push((at, to));
    free
}

/// Columns hold several lines of some length each; a table's rows belong together across its gutters.
fn is_prose_in_columns(rows: &[Row], gutter: f64) -> bool {
    let side = |row: &Row, left: bool| -> usize {
        row.pieces.iter().filter(|p| (p.left < gutter) == left).map(|p| p.text.chars().map(weight).sum::<usize>()).sum()
    };
    let (mut both, mut lefts, mut rights) = (0usize, Vec::new(), Vec::new());
    for row in rows {
        let (left, right) = (side(row, true), side(row, false));
        both += usize::from(left > 0 && right > 0);
        lefts.extend((left > 0).then_some(left));
        rights.extend((right > 0).then_some(right));
    }
    let fewer = lefts.len().min(rights.len());
    if fewer < 4 {
        return false;
    }
    let mean = |side: &[usize]| side.iter().sum::<usize>() / side.len().max(1);
    let aligned = both * 10 >= fewer * 6;
    !aligned || (mean(&lefts) >= 24 && mean(&rights) >= 24)
}

/// A Han character says as much as two Latin ones.
fn weight(character: char) -> usize {
    if crate::documents::typeset::is_wide(character) { 2 } else { 1 }
}

/// Writes rows as lines: wide gaps become tabs, and a wide space between rows a blank line.
fn write(rows: &[Row], out: &mut String) {
    let mut previous: Option<&Row> = None;
    for row in rows {
        if previous.is_some_and(|above| row.baseline - above.baseline > 2.0 * row.size.max(above.size)) {
            out.push('\n');
        }
        let mut text = String::new();
        let mut end = f64::MAX;
        for piece in &row.pieces {
            let gap = (piece.left - end) / row.size;
            if gap > 2.0 {
                text.push('\t');
            } else if wants_space(&text, &piece.text, gap) {
                text.push(' ');
            }
            text.push_str(&piece.text);
            end = piece.right;
        }
        line(&text, out);
        previous = Some(row);
    }
}

fn line(text: &str, out: &mut String) {
    let text = text.trim();
    if !text.is_empty() {
        out.push_str(text);
        out.push('\n');
    }
}
