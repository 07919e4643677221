//! Why something is withheld, in the words of the page.

use super::candidate::Withheld;
use crate::domain::category::CategoryId;
use crate::law::Law;
use crate::law::words::Verdict;
use crate::store::gate::Refusal;
use crate::web::texts::Texts;

/// A refusal as a page explains it: the rule, its sentence, its citation, and what would change the answer.
pub fn explain(law: &Law, texts: &Texts, office: String, refusal: &Refusal) -> Withheld {
    let rule = law.rules.text(&refusal.rule).or_else(|| law.access.text(&refusal.rule));
    let remedies = refusal.remedies.iter().map(|remedy| law.texts.remedy(*remedy, texts.locale).to_owned());
    Withheld {
        category: refusal.category,
        office,
        why: why(law, texts, refusal),
        citation: rule.map(|rule| rule.cite.clone()).unwrap_or_default(),
        remedies: remedies.collect(),
        rule: refusal.rule.clone(),
    }
}

/// Why somebody was refused: what is not met where the rule would have allowed it, the rule's own sentence elsewhere.
pub fn why(law: &Law, texts: &Texts, refusal: &Refusal) -> String {
    match refusal.verdict {
        Verdict::Deny => law.texts.refused(&refusal.rule, &refusal.unmet, texts.locale),
        _ => law.texts.why(&refusal.rule, texts.locale).unwrap_or_default().to_owned(),
    }
}

/// The placeholder for what does not open.
pub fn unopened(texts: &Texts, office: String, category: CategoryId) -> Withheld {
    let why = texts.say("damaged");
    Withheld { category, office, rule: String::new(), why, citation: String::new(), remedies: Vec::new() }
}
