//! What a mail reports about another one in words for programs: delivery (RFC 3464), reading (RFC 8098), complaints
//! (RFC 5965).
//!
//! Invariant: fields are told as they stand; nothing is asked of anybody.

use super::body::text_of;
use super::fields::{self, Fields};
use super::files::message_id;
use super::parsed::{FailedRecipient, Report};
use super::structure::{Part, Role, Structure};
use super::{charset, head, limits, plain};

/// Words for what did not fail.
const REACHED: &[&str] = &["delivered", "relayed", "expanded"];

/// The report of a mail, if it has one.
pub fn read(structure: &Structure<'_>) -> Option<Report> {
    let mut report = structure.outer().find_map(|part| told(structure, part))?;
    if let Some(id) = enclosed(structure) {
        report.original_headers = true;
        if report.original_message_id.is_empty() {
            report.original_message_id = id;
        }
    }
    Some(report)
}

/// The Message-ID of the mail that is enclosed, empty if that has none; none if no mail is.
pub fn enclosed(structure: &Structure<'_>) -> Option<String> {
    let ids: Vec<String> = structure.outer().filter_map(|part| original(structure, part)).collect();
    let first = ids.iter().find(|id| !id.is_empty()).or(ids.first());
    first.cloned()
}

/// The Message-ID of the mail that a part encloses, whole or as its header; empty if it has none there.
fn original(structure: &Structure<'_>, part: &Part<'_>) -> Option<String> {
    match (part.role, part.media.kind.as_str()) {
        (Role::Message, _) => {
            let root = part.children.first().and_then(|root| structure.parts.get(*root))?;
            let ids = root.fields.first("message-id").map(head::ids).unwrap_or_default();
            Some(ids.into_iter().next().unwrap_or_default())
        }
        (_, "text/rfc822-headers" | "message/rfc822-headers" | "message/global-headers" | "message/rfc822") => {
            let text = text_of(&part.fields, &part.media, structure.body(part));
            Some(message_id(text.as_bytes()).unwrap_or_default())
        }
        _ => None,
    }
}

/// What a part reports, or the multipart around such a part says that it does.
fn told(structure: &Structure<'_>, part: &Part<'_>) -> Option<Report> {
    let text = || text_of(&part.fields, &part.media, structure.body(part));
    let mut report = Report::default();
    match part.media.kind.as_str() {
        "message/delivery-status" | "message/global-delivery-status" => {
            report.kind = "delivery-status".to_owned();
            report.failed = failed(&text());
        }
        "message/disposition-notification" | "message/global-disposition-notification" => {
            report.kind = "disposition-notification".to_owned();
            let text = text();
            let (fields, _) = fields::read(text.as_bytes(), 0, &|_| false).ok()?;
            let id = fields.first("original-message-id").map(head::ids).unwrap_or_default();
            report.original_message_id = id.into_iter().next().unwrap_or_default();
        }
        "message/feedback-report" => report.kind = "feedback-report".to_owned(),
        "multipart/report" if !has_machine_part(structure) => {
            let kind = part.media.param("report-type").unwrap_or("delivery-status").trim().to_ascii_lowercase();
            report.kind = plain::line(&kind, limits::NAME_CHARACTERS);
        }
        _ => return None,
    }
    Some(report)
}

fn has_machine_part(structure: &Structure<'_>) -> bool {
    let is_one = |kind: &str| {
        let words = ["delivery-status", "disposition-notification", "feedback-report"];
        kind.starts_with("message/") && words.iter().any(|word| kind.ends_with(word))
    };
    structure.outer().any(|part| is_one(&part.media.kind))
}

/// The recipients of a delivery report that were not reached.
fn failed(text: &str) -> Vec<FailedRecipient> {
    let raw = text.as_bytes();
    let (mut list, mut at) = (Vec::new(), 0);
    while at < raw.len() && list.len() < limits::RECIPIENTS {
        let Ok((fields, next)) = fields::read(raw, at, &|_| false) else { break };
        list.extend(recipient(&fields));
        // A line that is of no field is stepped over.
        at = if next > at { next } else { fields::line_end(raw, at) };
    }
    list
}

fn recipient(fields: &Fields<'_>) -> Option<FailedRecipient> {
    let value = |name: &str| {
        let text = fields.first(name).map(|value| charset::header(value, None).text).unwrap_or_default();
        plain::straight_line(&text, limits::LINE_CHARACTERS).0
    };
    let address = |name: &str| {
        let value = value(name);
        let address = value.split_once(';').map_or(value.as_str(), |(_, address)| address);
        address.trim().trim_matches(['<', '>']).to_owned()
    };
    let named = [address("final-recipient"), address("original-recipient"), address("x-actual-recipient")];
    let whole = named.iter().find(|address| address.contains('@'));
    let address = whole.or_else(|| named.iter().find(|address| !address.is_empty()))?;
    let action = value("action").to_ascii_lowercase();
    let action = action.split([' ', '(', ';']).next().unwrap_or_default().to_owned();
    let status = value("status");
    let status = status.split([' ', '(']).next().unwrap_or_default().to_owned();
    let failed = FailedRecipient { address: address.clone(), action, status };
    Some(failed).filter(|failed| !REACHED.contains(&failed.action.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::structure;
    use super::*;

    fn report(raw: &str) -> Option<Report> {
        read(&structure::read(raw.as_bytes()).ok().unwrap())
    }

    const STATUS: &str = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822;\n <a@b.example>\nAction: failed\n\
                          Status: 5.1.1 (no such user)\n\nOriginal-Recipient: rfc822;c@d.example\nAction: delayed\n\
                          Status: 4.4.1\n\nFinal-Recipient: rfc822; e@f.example\nAction: delivered\nStatus: 2.0.0\n";

    #[test]
    fn a_delivery_report_names_whom_it_did_not_reach() {
        let raw = format!(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n--a\n\nwords\n\
             --a\nContent-Type: message/delivery-status\n\n{STATUS}\n\
             --a\nContent-Type: text/rfc822-headers\n\nMessage-ID: <x@y>\nSubject: s\n--a--\n"
        );
        let found = report(&raw).unwrap();
        let failed: Vec<[&str; 3]> =
            found.failed.iter().map(|one| [one.address.as_str(), &one.action, &one.status]).collect();
        assert_eq!(failed, [["a@b.example", "failed", "5.1.1"], ["c@d.example", "delayed", "4.4.1"]]);
        assert_eq!((found.kind.as_str(), found.original_message_id.as_str()), ("delivery-status", "x@y"));
        assert!(found.original_headers);
    }

    #[test]
    fn other_reports_tell_their_kind() {
        let of = |kind: &str, part: &str| {
            let raw = format!(
                "Content-Type: multipart/report; report-type={kind}; boundary=a\n\n\
                 --a\nContent-Type: message/{kind}\n\n{part}\n\
                 --a\nContent-Type: message/rfc822\n\nMessage-ID: <x@y>\n\nbody\n--a--\n"
            );
            report(&raw).map(|found| (found.kind, found.original_message_id)).unwrap()
        };
        let is = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
        let read = of("disposition-notification", "Original-Message-ID: <m@n>\nDisposition: x; displayed");
        assert_eq!(read, is("disposition-notification", "m@n"));
        assert_eq!(of("feedback-report", "Feedback-Type: abuse"), is("feedback-report", "x@y"));
        assert_eq!(of("tlsrpt", ""), is("tlsrpt", "x@y"));
    }

    #[test]
    fn a_mail_that_reports_nothing_has_no_report() {
        assert!(report("Subject: x\n\nStatus: 5.1.1").is_none());
        let forwarded = format!("Content-Type: message/rfc822\n\nContent-Type: message/delivery-status\n\n{STATUS}");
        assert!(report(&forwarded).is_none());
    }
}
