//! stub
use super::inbound::ParsedMail;
use crate::domain::message::{AutomaticKind, Finding};
/// stub
#[derive(Debug)]
pub struct Recognised {
    /// a
    pub automatic: Option<AutomaticKind>,
    /// b
    pub findings: Vec<Finding>,
    /// c
    pub may_be_answered_automatically: bool,
}
/// stub
pub fn recognise(_mail: &ParsedMail, _own: &[String]) -> Recognised {
    Recognised { automatic: None, findings: Vec::new(), may_be_answered_automatically: false }
}
