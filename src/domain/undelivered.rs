//! What a mail system says of an address that it cannot deliver to.
//!
//! Invariant: of its words only a status code is kept, digits and dots (RFC 3463); what may still arrive is no failure.

use crate::text_enum;

text_enum! {
    /// What a status code of a permanent failure says.
    "failure reason" FailureReason {
        /// Nobody has this address.
        NoMailbox = "no_mailbox",
        /// Nobody takes mail for what follows the `@`.
        NoDomain = "no_domain",
        /// The mailbox takes no mail.
        Disabled = "disabled",
        /// There is no room in the mailbox.
        Full = "full",
        /// The message is larger than what is taken there.
        TooLarge = "too_large",
        /// The other side's rules are against it.
        Refused = "refused",
        /// Anything else, or nothing was said.
        Other = "other",
    }
}

/// A status code of a permanent failure, such as `5.1.1`; empty if none was told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FailureStatus(String);

impl FailureStatus {
    /// What a report says about a recipient, if that is a permanent failure: what is late may still arrive. A status
    /// that is not formed as one counts as none.
    pub fn told(action: &str, status: &str) -> Option<Self> {
        let status = status.trim();
        if !action.trim().eq_ignore_ascii_case("failed") || status.starts_with(['2', '4']) {
            return None;
        }
        Some(Self(if is_permanent(status) { status.to_owned() } else { String::new() }))
    }

    /// Takes a stored one back.
    pub fn stored(status: &str) -> Option<Self> {
        (status.is_empty() || is_permanent(status)).then(|| Self(status.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it says.
    pub fn reason(&self) -> FailureReason {
        match self.0.as_str() {
            "5.1.0" | "5.1.1" | "5.1.3" | "5.1.6" => FailureReason::NoMailbox,
            "5.1.2" | "5.1.10" | "5.4.4" => FailureReason::NoDomain,
            "5.2.1" => FailureReason::Disabled,
            "5.2.2" => FailureReason::Full,
            "5.2.3" | "5.3.4" => FailureReason::TooLarge,
            code if code.starts_with("5.7.") => FailureReason::Refused,
            _ => FailureReason::Other,
        }
    }
}

/// RFC 3463, section 2: a class, a subject and a detail; class 5 is a permanent failure.
fn is_permanent(code: &str) -> bool {
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = code.split('.');
    let (class, subject, detail) = (parts.next(), parts.next(), parts.next());
    let is_whole = class == Some("5") && subject.is_some_and(is_number) && detail.is_some_and(is_number);
    is_whole && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(action: &str, status: &str) -> Option<String> {
        FailureStatus::told(action, status).map(|status| status.as_str().to_owned())
    }

    #[test]
    fn what_failed_for_good_is_a_failure_and_what_is_late_is_none() {
        for (status, kept) in [("5.1.1", "5.1.1"), (" 5.4.316 ", "5.4.316"), ("", "")] {
            assert_eq!(told("failed", status).as_deref(), Some(kept), "{status}");
        }
        assert_eq!(told("Failed", "5.0.0").as_deref(), Some("5.0.0"));
        for (action, status) in [
            ("delayed", "4.4.1"),
            ("delayed", "5.1.1"),
            ("delayed", ""),
            ("failed", "4.4.7"),
            ("failed", "2.0.0"),
            ("delivered", "2.0.0"),
            ("", "5.1.1"),
        ] {
            assert_eq!(told(action, status), None, "{action} {status}");
        }
    }

    #[test]
    fn no_word_of_a_mail_system_is_kept() {
        for status in ["no such user", "5.1", "5.1.1.1", "5.1.1111", "5..1", "5.1.x", "550", "5.1.1 taro@b.example"] {
            assert_eq!(told("failed", status).as_deref(), Some(""), "{status}");
            assert!(FailureStatus::stored(status).is_none(), "{status}");
        }
    }

    #[test]
    fn a_code_has_a_reason() {
        let reason = |status: &str| FailureStatus::stored(status).unwrap().reason();
        let reasons = [
            ("5.1.1", FailureReason::NoMailbox),
            ("5.1.10", FailureReason::NoDomain),
            ("5.2.2", FailureReason::Full),
            ("5.7.1", FailureReason::Refused),
            ("5.9.9", FailureReason::Other),
            ("", FailureReason::Other),
        ];
        for (status, expected) in reasons {
            assert_eq!(reason(status), expected, "{status}");
        }
    }
}
