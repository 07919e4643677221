//! Who used the data of the person who reads: by role, never by name.

use super::view::Look;
use crate::domain::category::CategoryId;
use crate::domain::id::ThirdPartyId;
use crate::domain::staff::{Actor, Caller, Role};
use crate::store::journal::Use;
use crate::web::staff::candidate::UseLine;

/// The lines of a journal, newest first. What one act did to several categories is one line.
pub(super) fn lines(rows: &[Use], reader: &Caller, look: &Look<'_>) -> Vec<UseLine> {
    let is_one = |one: &Use, other: &Use| is_one_act(one, other) && what(one, look) == what(other, look);
    rows.chunk_by(is_one).filter_map(|act| line(act, reader, look)).collect()
}

fn is_one_act(one: &Use, other: &Use) -> bool {
    one.at == other.at
        && one.actor == other.actor
        && one.verb == other.verb
        && one.purpose == other.purpose
        && is_refused(one) == is_refused(other)
}

fn line(act: &[Use], reader: &Caller, look: &Look<'_>) -> Option<UseLine> {
    let row = act.first()?;
    let mut categories: Vec<CategoryId> = act.iter().filter_map(|row| row.category).collect();
    categories.sort_unstable();
    categories.dedup();
    Some(UseLine {
        at: look.moment(row.at),
        who: who(row, reader, look),
        // The reader is at no office.
        office: if is_by(row, reader) { String::new() } else { look.known.office(&row.office, look.texts.locale) },
        what: what(row, look),
        categories: look.texts.labels(&categories),
        purpose: row.purpose,
        refused: is_refused(row),
    })
}

fn is_by(row: &Use, reader: &Caller) -> bool {
    matches!(&reader.actor, Actor::Candidate(id) if row.actor == format!("candidate:{id}"))
}

fn who(row: &Use, reader: &Caller, look: &Look<'_>) -> String {
    match row.role.parse::<Role>() {
        _ if is_by(row, reader) => look.texts.say("me-you"),
        Ok(Role::Job) | Err(_) => look.texts.say("me-system"),
        Ok(role) => look.texts.label(role),
    }
}

/// Whether nothing was opened: by a rule, or since a seal did not open.
fn is_refused(row: &Use) -> bool {
    matches!(row.outcome.as_str(), "deny" | "review" | "unopened")
}

/// What was done; where something was made available it says to which office.
fn what(row: &Use, look: &Look<'_>) -> String {
    if is_provided(row)
        && let Some(party) = look.known.third_party(row)
    {
        return look.texts.with("me-act-disclose-to", "party", party);
    }
    let to = row.subject.split(' ').find_map(|word| word.strip_prefix("to:")?.parse().ok());
    match to.filter(|_| row.verb == "transfer" && row.outcome == "done" && !row.subject.ends_with(" ended")) {
        Some(office) => {
            let office = look.known.office(&office, look.texts.locale);
            look.texts.with("me-act-transfer-to", "office", office)
        }
        None => look.texts.say(verb(row)),
    }
}

/// Whether something was provided to a third party: `disclosure:{id} {ground} third_party:{id} provided …`.
fn is_provided(row: &Use) -> bool {
    row.verb == "disclose" && row.outcome == "done" && row.subject.split(' ').nth(3) == Some("provided")
}

/// Which third party an entry names.
pub(super) fn third_party_of(row: &Use) -> Option<ThirdPartyId> {
    row.subject.split(' ').find_map(|word| word.strip_prefix("third_party:")?.parse().ok())
}

/// The key of the text for what was done.
fn verb(row: &Use) -> &'static str {
    let last = row.subject.rsplit(' ').next().unwrap_or_default();
    match row.verb.as_str() {
        // Nothing was done, whatever it was about.
        _ if row.subject.split(':').next() == Some("trial") => "me-act-try",
        "ask" if row.subject == "sign_in_link" => "me-act-mail-link",
        "ask" if row.subject.starts_with("transfer_request:") => "me-act-ask-transfer",
        "ask" if row.subject.starts_with("disclosure") => "me-act-ask-disclosure",
        "record" => "me-act-record",
        "disclose" if !is_provided(row) => "me-act-decide",
        "entrust" if last == "ended" => "me-act-end-entrust",
        "entrust" if row.outcome == "done" => "me-act-entrust",
        "entrust" => "me-act-decide",
        "hand_over" => "me-act-hand-over",
        "transfer" if last == "ended" => "me-act-end-transfer",
        "transfer" if ["approved", "declined"].contains(&last) => "me-act-decide",
        "list" => "me-act-list",
        "read" => "me-act-read",
        "send" => "me-act-send",
        "create" => "me-act-create",
        "change" if last == "lapsed" && row.subject.starts_with("consent_request:") => "me-act-close-question",
        "change" => "me-act-change",
        "ask" if row.subject == "notice" => "me-act-tell-notice",
        "ask" => "me-act-ask",
        "sign_in" => "me-act-sign-in",
        "transfer" => "me-act-transfer",
        "disclose" => "me-act-disclose",
        "decide" => "me-act-decide",
        "answer" => "me-act-answer",
        "erase" => "me-act-erase",
        "suspend" => "me-act-suspend",
        _ => "me-act-other",
    }
}
