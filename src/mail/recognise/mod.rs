//! What a mail seems to be: automatic or written by a person, a request about data, an application, of an agent.
//!
//! The words and rules are data in `words/`, one file per language, for recruiters to read. A mail becomes a
//! `view`: the sender's own words without what they quote (`quoted`), in one form (`folded`), in `sentences`, with all
//! `words` found at once. `requests` applies the `rules` to each sentence.
//!
//! Invariant: nothing here reads a clock, a file or a database, and everything found is a proposal for a person. A
//! mail is looked at in time that grows with its length, up to a limit.

mod answering;
mod applications;
mod automatic;
mod folded;
mod health;
mod lists;
mod proposed;
mod quoted;
mod requests;
mod rules;
mod senders;
mod sentences;
mod subject;
mod view;
mod words;

use std::collections::BTreeSet;

use self::senders::Sender;
use self::view::View;
use super::inbound::ParsedMail;
use crate::domain::message::{AutomaticKind, Finding};

pub use self::proposed::{KnownParty, is_document, party_of, vacancy_named};

/// What a mail seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Of which kind it is if a program sent it.
    pub automatic: Option<AutomaticKind>,
    /// What it seems to be about, in the order of [`Finding::ALL`], each once.
    pub findings: Vec<Finding>,
    /// Whether a program may answer it.
    pub may_be_answered_automatically: bool,
}

/// Tells what a mail seems to be. `own_addresses` are those that mail is received at and sent from.
pub fn recognise(mail: &ParsedMail, own_addresses: &[String]) -> Recognised {
    let view = View::of(mail);
    let sender = Sender::of(&mail.head);
    let is_colleague = sender.is_colleague(own_addresses);
    let is_of_service = !is_colleague && senders::is_of_service(&view, &sender);
    let automatic = automatic::kind(mail, &view, &sender, is_of_service);
    let has_cv = mail.files.iter().any(applications::is_cv);
    let findings = match automatic {
        Some(AutomaticKind::Bounce | AutomaticKind::Report) => BTreeSet::new(),
        _ if automatic::is_newsletter(automatic, &view) => BTreeSet::new(),
        Some(AutomaticKind::AutoReply | AutomaticKind::Notification) => {
            of_program(&view, automatic, is_of_service, has_cv)
        }
        Some(AutomaticKind::List) | None => of_person(&view, &sender, is_colleague, is_of_service, has_cv),
    };
    let answered = answering::may_be_answered(mail, &view, &sender, automatic, own_addresses);
    Recognised { automatic, findings: findings.into_iter().collect(), may_be_answered_automatically: answered }
}

/// What is found in a mail that a program sent.
fn of_program(view: &View, automatic: Option<AutomaticKind>, is_of_service: bool, has_cv: bool) -> BTreeSet<Finding> {
    let is_answer = automatic == Some(AutomaticKind::AutoReply);
    let mut found = of_service(view, is_of_service, has_cv);
    found.extend((is_answer && health::speaks_of_health(view)).then_some(Finding::Health));
    found
}

/// What is found in a mail that a person seems to have written.
fn of_person(view: &View, sender: &Sender, is_colleague: bool, is_of_service: bool, has_cv: bool) -> BTreeSet<Finding> {
    let requests = requests::requests(view);
    let applies = applications::applies(view);
    let is_outsider = !is_colleague && !is_of_service;
    let is_agent = is_outsider && senders::is_of_agent(view, sender, has_cv, !requests.is_empty(), applies);
    // Who wants their data gone has applied before, and does not apply now; a correction belongs to an application.
    let is_done = requests.iter().any(|request| *request != Finding::Correction);
    let is_applicant = is_outsider && !is_agent && applies && !is_done;
    let mut found = of_service(view, is_of_service, has_cv);
    found.extend(requests);
    found.extend(is_agent.then_some(Finding::Agent));
    found.extend(is_applicant.then_some(Finding::Application));
    found.extend(health::speaks_of_health(view).then_some(Finding::Health));
    found
}

/// What the report of a recruitment service is about, and the files of any mail.
fn of_service(view: &View, is_of_service: bool, has_cv: bool) -> BTreeSet<Finding> {
    let applied = is_of_service && view.own.has(lists::List::ServiceApplied);
    let service = is_of_service.then_some(Finding::Service);
    let application = (has_cv || applied).then_some(Finding::Application);
    service.into_iter().chain(application).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_found_in_nothing() {
        let found = recognise(&ParsedMail::default(), &[]);
        assert!(found.findings.is_empty() && found.automatic.is_none() && !found.may_be_answered_automatically);
    }

    #[test]
    fn a_newsletter_asks_for_nothing_and_a_group_may() {
        let mut mail = ParsedMail::default();
        mail.body.text = "Please delete my data.".to_owned();
        mail.marks.is_list = true;
        assert_eq!(recognise(&mail, &[]).findings, [Finding::Deletion]);
        mail.body.text.push_str(" Unsubscribe here.");
        assert!(recognise(&mail, &[]).findings.is_empty());
    }
}
