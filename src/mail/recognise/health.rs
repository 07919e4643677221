//! What a mail says about somebody's health, which the law guards more than other data.
//!
//! Invariant: where health is a trade, a rule or a greeting, nothing is found.

use super::lists::List;
use super::view::View;

/// Whether a sentence says something about a person's health.
pub(super) fn speaks_of_health(view: &View) -> bool {
    let mut sentences = std::iter::once(&view.subject).chain(&view.sentences);
    sentences.any(|sentence| sentence.found.has(List::Health) && !sentence.found.has(List::HealthNot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::inbound::ParsedMail;

    fn speaks(text: &str) -> bool {
        let mut mail = ParsedMail::default();
        mail.body.text = text.to_owned();
        speaks_of_health(&View::of(&mail))
    }

    #[test]
    fn illness_disability_and_pregnancy_are_recognised() {
        for text in ["I was diagnosed with diabetes.", "妊娠しております。", "障害者手帳があります。", "我發燒了。"]
        {
            assert!(speaks(text), "{text}");
        }
    }

    #[test]
    fn trades_rules_and_greetings_are_not() {
        for text in [
            "I worked for a health insurance company.",
            "Do you offer sick leave?",
            "ヘルスケア業界で営業をしていました。",
            "システム障害の対応をしました。",
            "皆様どうぞご自愛ください。",
            "敬祝身體健康",
        ] {
            assert!(!speaks(text), "{text}");
        }
    }
}
