//! The journal about one person, as lines that a reader understands.

use super::UseLine;
use crate::domain::application::Stage;
use crate::domain::bulk_act::ExportReason;
use crate::domain::health::UseReasonCode;
use crate::domain::proposal::ProposalOutcome;
use crate::domain::staff::{JobName, Role};
use crate::store::journal::Use;
use crate::web::staff::Writing;
use crate::web::texts::Texts;
use crate::workflows::name_things::{Names, staff_of};

/// The entries, newest first, as lines: what one request did with several categories is one line, and a permission
/// that led to a change is told by the change.
pub fn lines(rows: &[Use], names: &Names, writing: &Writing) -> Vec<UseLine> {
    let mut lines: Vec<UseLine> = Vec::new();
    let mut last: Option<&Use> = None;
    for row in rows.iter().filter(|row| !led_to_a_change(row, rows)) {
        let category = row.category.map(|category| writing.texts.label(category)).unwrap_or_default();
        match (last, lines.last_mut()) {
            (Some(before), Some(line)) if is_same_use(before, row) => {
                if !line.categories.contains(&category) {
                    line.categories = writing.texts.join(&[category, std::mem::take(&mut line.categories)]);
                }
            }
            _ => lines.push(line(row, category, names, writing)),
        }
        last = Some(row);
    }
    lines
}

fn is_same_use(a: &Use, b: &Use) -> bool {
    // A page of the inbox is a list of people and of what they wrote.
    let subject = |row: &Use| if row.verb == "list" { String::new() } else { row.subject.clone() };
    let whole = |row: &Use| (row.at, row.verb.clone(), subject(row), row.purpose, is_refused(row));
    a.actor == b.actor && whole(a) == whole(b)
}

fn is_refused(row: &Use) -> bool {
    matches!(row.outcome.as_str(), "deny" | "review")
}

/// Whether the entry is the permission of a change that another entry tells about.
fn led_to_a_change(row: &Use, rows: &[Use]) -> bool {
    let told_by = |other: &Use| {
        other.outcome == "done" && other.at == row.at && other.actor == row.actor && other.category == row.category
    };
    row.outcome == "allow" && matches!(row.verb.as_str(), "create" | "change") && rows.iter().any(told_by)
}

fn line(row: &Use, categories: String, names: &Names, writing: &Writing) -> UseLine {
    UseLine {
        at: writing.moment(row.at),
        who: who(row, names, &writing.texts),
        office: names.office(&row.office, writing.locale()),
        what: what(row, names, &writing.texts),
        categories,
        purpose: row.purpose,
        refused: is_refused(row),
    }
}

fn who(row: &Use, names: &Names, texts: &Texts) -> String {
    if let Some(name) = staff_of(row).and_then(|staff| names.person(staff)) {
        return name.to_owned();
    }
    if let Some(job) = row.actor.strip_prefix("job:").and_then(|job| job.parse::<JobName>().ok()) {
        return texts.with("use-by-system", "job", texts.label(job));
    }
    match row.actor.as_str() {
        "public" => texts.say("use-by-public"),
        "operator" => texts.say("use-by-operator"),
        _ => row.role.parse::<Role>().map(|role| texts.label(role)).unwrap_or_default(),
    }
}

/// What was done, from the verb and the fixed words of the subject.
fn what(row: &Use, names: &Names, texts: &Texts) -> String {
    let (noun, rest) = row.subject.split_once(':').unwrap_or((&row.subject, ""));
    let done = row.outcome == "done";
    let key = match (row.verb.as_str(), noun) {
        (_, "trial") => "use-did-try",
        ("export", "reason") => {
            let reason = rest.parse::<ExportReason>().map(|reason| texts.label(reason)).unwrap_or_default();
            return texts.with("use-did-export", "reason", reason);
        }
        ("list", _) => "use-did-list",
        ("read", "reason") => {
            let reason = rest.parse::<UseReasonCode>().map(|reason| texts.label(reason)).unwrap_or_default();
            return texts.with("use-did-read-because", "reason", reason);
        }
        ("read", _) if row.outcome == "unopened" => "use-did-not-open",
        ("read", "batch") => "use-did-work-through",
        ("read", _) => "use-did-read",
        ("change", "application") => return moved(rest, texts),
        ("change", "tags") if done => "use-did-change-tags",
        ("change", "owner") => "use-did-set-owner",
        ("ask", "transfer_request") | ("transfer", _) => return transferred(row, names, texts),
        ("entrust", _) if rest.ends_with("ended") => "use-did-end-entrust",
        ("entrust", _) if done => "use-did-entrust",
        ("entrust", _) => "use-did-decide-entrust",
        ("hand_over", _) => "use-did-hand-over",
        ("ask", noun) if noun.starts_with("disclosure") => "use-did-ask-disclosure",
        ("disclose", _) => disclosed(row),
        ("record", "receipt_record") => "use-did-record-receipt",
        ("record", "provision_end") if rest.ends_with("lifted") => "use-did-lift-end",
        ("record", "provision_end") => "use-did-record-end",
        ("record", "disclosure") => "use-did-finish-duty",
        ("record", _) => "use-did-open-to-record",
        ("ask", "sign_in_link") => "use-did-mail-link",
        ("ask", "notice") => "use-did-tell-notice",
        ("ask", _) if done => "use-did-ask-consent",
        ("ask", _) => "use-did-open-to-ask",
        ("create", "consent") => "use-did-give-consent",
        ("change", "consent") => "use-did-withdraw-consent",
        ("change", "consent_request") if rest.ends_with("lapsed") => "use-did-close-question",
        ("change", "consent_request") => "use-did-answer-consent",
        ("change", "notice") => "use-did-answer-notice",
        ("change", "assignment") if rest.ends_with("ends") => "use-did-unassign",
        ("change", "assignment") => "use-did-assign",
        ("change", "document") if rest.ends_with("kept") => "use-did-keep-document",
        ("erase", "document") => "use-did-leave-document",
        ("change", "document") => "use-did-read-document",
        ("change", "thread") if done => "use-did-tend-thread",
        ("create" | "change", "message") if rest.ends_with("draft") => "use-did-draft-message",
        ("create", "message") if rest.ends_with(" filed") => "use-did-file-message",
        ("change", _) if rest.ends_with(" filed_away") => "use-did-file-message",
        ("create", "message") => "use-did-add-message",
        ("change", "message") if rest.ends_with("undelivered") => "use-did-note-undelivered",
        ("change", "address") => "use-did-note-address-works",
        ("send", _) => "use-did-send-message",
        ("take_back", _) => "use-did-take-back",
        ("discard", _) => "use-did-discard-draft",
        ("create", "subject_request") => "use-did-note-request",
        ("decide", "message") => "use-did-judge-message",
        ("create", "interview") => "use-did-invite",
        ("change", "interview") if rest.ends_with("answered") => "use-did-note-answer",
        ("change", "interview") if rest.ends_with("cancelled") => "use-did-cancel-interview",
        ("change", "interview") => "use-did-change-interview",
        ("change", _) if !done => "use-did-open-to-change",
        ("create", "application") => "use-did-add-application",
        ("create", "document") => "use-did-add-document",
        ("create", "task") => "use-did-add-task",
        ("change", "task") => "use-did-finish-task",
        ("create", "note") => "use-did-add-note",
        ("create", "proposal") => "use-did-add-proposal",
        ("create", "health_record") => "use-did-add-health-record",
        ("create", "health_message") => "use-did-keep-health-message",
        ("create", "selection_result") => "use-did-add-result",
        ("create", "profile") => "use-did-add-profile",
        ("create", _) => "use-did-add",
        ("change", _) => "use-did-change",
        ("decide", "review") if rest.ends_with("cleared") => "use-did-clear-review",
        ("decide", "review") => "use-did-keep-review",
        ("decide", "proposal") => return decided(rest, texts),
        ("decide", _) => "use-did-look-to-decide",
        _ => "use-did-other",
    };
    texts.say(key)
}

/// `disclosure:{id} {ground} third_party:{id}`, with what became of it.
fn disclosed(row: &Use) -> &'static str {
    let mut words = row.subject.split(' ').skip(3);
    match words.next().filter(|_| row.outcome == "done") {
        Some("provided") => "use-did-disclose",
        Some("approved") => "use-did-approve-disclosure",
        Some("declined") => "use-did-decline-disclosure",
        Some(_) => "use-did-other",
        None if row.outcome == "done" => "use-did-ask-disclosure",
        None => "use-did-decide-disclosure",
    }
}

/// `proposal:{id} {outcome}`
fn decided(subject: &str, texts: &Texts) -> String {
    let word = subject.split(' ').nth(1).unwrap_or_default();
    let outcome = word.parse::<ProposalOutcome>().map(|outcome| texts.label(outcome)).unwrap_or_default();
    texts.with("use-did-decide-proposal", "outcome", outcome)
}

/// `application:{id} {from} {to}`
fn moved(subject: &str, texts: &Texts) -> String {
    let stage = |at: usize| {
        let word = subject.split(' ').nth(at).unwrap_or_default();
        word.parse::<Stage>().map(|stage| texts.label(stage)).unwrap_or_default()
    };
    texts.with_two("use-did-move", "from", stage(1), "to", stage(2))
}

/// `to:{office}` decided; `transfer:{id} to:{office}` made, with `ended` ended; `transfer_request:{id}` decided about, or
/// with the office asked for.
fn transferred(row: &Use, names: &Names, texts: &Texts) -> String {
    let words = || row.subject.split(' ');
    let code = words().find_map(|word| word.strip_prefix("to:")).unwrap_or_default();
    let office = code.parse().map(|code| names.office(&code, texts.locale)).unwrap_or_default();
    let key = match (row.verb.as_str(), words().next_back().unwrap_or_default()) {
        ("ask", _) => "use-did-ask-transfer",
        (_, "approved") => return texts.say("use-did-approve-transfer"),
        (_, "declined") => return texts.say("use-did-decline-transfer"),
        (_, "ended") => "use-did-end-transfer",
        _ if row.outcome == "done" => "use-did-transfer",
        _ => "use-did-decide-transfer",
    };
    texts.with(key, "office", office)
}
