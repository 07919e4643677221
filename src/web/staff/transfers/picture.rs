//! The picture of what flows from an office to the others, drawn on the server.
//!
//! Invariant: every number in the picture stands in the table beside it as well.

use crate::domain::category::CategoryId;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::transfer::Flow;
use crate::law::Law;
use crate::web::texts::Texts;

/// Height of an arrow's row.
const ROW: usize = 56;

/// What flows where.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The office that everything comes from.
    pub origin: String,
    /// One for each office that anything goes to.
    pub arrows: Vec<Arrow>,
    /// The same in numbers.
    pub rows: Vec<FlowRow>,
}

/// What goes to one office.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// The office.
    pub office: String,
    /// How many transfers, written out.
    pub count: String,
    /// The middle of its row.
    pub y: usize,
    /// How thick it is.
    pub width: u32,
}

/// How many transfers of a category go to an office by a rule.
#[derive(Debug, Clone)]
pub struct FlowRow {
    /// The office.
    pub office: String,
    /// The category.
    pub category: CategoryId,
    /// The rule.
    pub rule: String,
    /// Its sentence.
    pub why: String,
    /// How many, written out.
    pub count: String,
}

impl Picture {
    /// Draws what flows from an office.
    pub fn of(flows: &[Flow], origin: &Office, offices: &[Office], texts: &Texts, law: &Law) -> Self {
        let name = |code: &OfficeCode| {
            let office = offices.iter().find(|office| office.code == *code);
            office.map_or_else(|| code.to_string(), |office| office.name.get(texts.locale).to_owned())
        };
        let mut totals: Vec<(&OfficeCode, i64)> = Vec::new();
        for flow in flows {
            match totals.iter_mut().find(|(code, _)| *code == &flow.destination) {
                Some((_, total)) => *total += flow.count,
                None => totals.push((&flow.destination, flow.count)),
            }
        }
        let arrow = |(row, (code, total)): (usize, &(&OfficeCode, i64))| Arrow {
            office: name(code),
            count: texts.number(*total),
            y: row * ROW + ROW / 2,
            // One more step for each digit: ten thousand are not a thousand times as thick as ten.
            width: 1 + 2 * total.checked_ilog10().unwrap_or(0),
        };
        let row = |flow: &Flow| FlowRow {
            office: name(&flow.destination),
            category: flow.category,
            rule: flow.rule.clone(),
            why: law.texts.why(&flow.rule, texts.locale).unwrap_or_default().to_owned(),
            count: texts.number(flow.count),
        };
        Self {
            origin: origin.name.get(texts.locale).to_owned(),
            arrows: totals.iter().enumerate().map(arrow).collect(),
            rows: flows.iter().map(row).collect(),
        }
    }

    /// The height of the picture.
    pub fn height(&self) -> usize {
        self.arrows.len() * ROW
    }

    /// The middle of the picture.
    pub fn middle(&self) -> usize {
        self.height() / 2
    }

    /// How an arrow runs: from the office to the other one.
    pub fn line(&self, arrow: &Arrow) -> String {
        let (from, to) = (self.middle(), arrow.y);
        format!("M110 {from} C170 {from} 170 {to} 230 {to}")
    }
}
