//! Why something is withheld, in the words of the page.

use super::candidate::Withheld;
use crate::domain::category::CategoryId;
use crate::law::Law;
use crate::store::gate::Refusal;
use crate::web::texts::Texts;

/// A refusal as a page explains it: the rule, its sentence, its citation, and what would change the answer.
pub fn explain(law: &Law, texts: &Texts, office: String, refusal: &Refusal) -> Withheld {
    let rule = law.rules.text(&refusal.rule).or_else(|| law.access.text(&refusal.rule));
    let why = law.texts.why(&refusal.rule, texts.locale);
    let remedies = refusal.remedies.iter().map(|remedy| law.texts.remedy(*remedy, texts.locale).to_owned());
    Withheld {
        category: refusal.category,
        office,
        why: why.unwrap_or_default().to_owned(),
        citation: rule.map(|rule| rule.cite.clone()).unwrap_or_default(),
        remedies: remedies.collect(),
        rule: refusal.rule.clone(),
    }
}

/// The placeholder for what does not open.
pub fn unopened(texts: &Texts, office: String, category: CategoryId) -> Withheld {
    let why = texts.say("damaged");
    Withheld { category, office, rule: String::new(), why, citation: String::new(), remedies: Vec::new() }
}
