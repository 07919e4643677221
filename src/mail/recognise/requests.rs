//! Requests of candidates about what is held on them.
//!
//! Invariant: a finding proposes, and decides nothing. What is told, conditional, cited or denied is no request.

use std::collections::{BTreeMap, BTreeSet};

use super::folded::is_wide;
use super::lists::List;
use super::rules::{Rule, Said, rules};
use super::view::{Sentence, View};
use super::words::Span;
use crate::domain::message::Finding;

/// How far words may stand from each other, in bytes: three for a character of Chinese and Japanese, where a character
/// says as much as a syllable or more.
mod reach {
    pub(super) const WITH: usize = 130;
    pub(super) const MINE: usize = 60;
    pub(super) const ASK_BEFORE: usize = 90;
    pub(super) const ASK_AFTER: usize = 75;
    pub(super) const STOP_BEFORE: usize = 45;
    pub(super) const STOP_AFTER: usize = 60;
    pub(super) const NOT_BEFORE: usize = 16;
    pub(super) const NOT_AFTER: usize = 24;
    pub(super) const DONE_AFTER: usize = 6;
    pub(super) const PASSIVE: usize = 40;
    pub(super) const TOLD_BEFORE: usize = 70;
    pub(super) const TOLD_AFTER: usize = 160;
}
/// A longer subject is a sentence that tells something.
const TITLE_BYTES: usize = 90;
/// How many sentences back what was named is still meant.
const CARRIED: usize = 2;
/// What was named before can be meant by these.
const CARRIED_LISTS: [List; 3] = [List::Own, List::Held, List::Field];

/// The requests that a mail makes.
pub(super) fn requests(view: &View) -> BTreeSet<Finding> {
    let sentences: Vec<&Sentence> = std::iter::once(&view.subject).chain(&view.sentences).collect();
    let mut named: BTreeMap<List, Vec<usize>> = BTreeMap::new();
    for (at, sentence) in sentences.iter().enumerate() {
        for list in CARRIED_LISTS {
            if sentence.found.has(list) && (at == 0 || !is_foreign(sentence)) {
                named.entry(list).or_default().push(at);
            }
        }
    }
    let mut found = BTreeSet::new();
    for (at, sentence) in sentences.into_iter().enumerate() {
        let is_subject = at == 0;
        if !is_subject || is_title(sentence, view.is_answer) {
            found.extend(Place { sentence, at, is_subject, named: &named }.requests());
        }
    }
    found
}

/// Whether a subject may be a request by itself.
fn is_title(subject: &Sentence, is_answer: bool) -> bool {
    !is_answer && !subject.found.has(List::Trade) && subject.text.len() <= TITLE_BYTES
}

/// Whether something is spoken of that is not held on a person.
fn is_foreign(sentence: &Sentence) -> bool {
    sentence.found.has_apart_from(List::Foreign, &CARRIED_LISTS)
}

/// A sentence where it stands.
struct Place<'a> {
    sentence: &'a Sentence,
    at: usize,
    is_subject: bool,
    named: &'a BTreeMap<List, Vec<usize>>,
}

impl Place<'_> {
    fn requests(&self) -> BTreeSet<Finding> {
        let (mut strong, mut weak) = (BTreeSet::new(), BTreeSet::new());
        for rule in rules() {
            let mut about = self.sentence.found.of(rule.about).iter();
            if about.any(|span| !self.sentence.found.is_quoted(*span) && self.meets(rule, *span)) {
                let found = if rule.weak { &mut weak } else { &mut strong };
                found.insert(rule.finding);
            }
        }
        let mut found = if strong.is_empty() { weak } else { strong };
        // Who asks to see the records of provision speaks of disclosure as well.
        if found.contains(&Finding::ProvisionRecords) {
            found.remove(&Finding::Access);
        }
        found
    }

    fn meets(&self, rule: &Rule, about: Span) -> bool {
        let found = &self.sentence.found;
        let has_all = rule.with.iter().enumerate().all(|(nth, group)| {
            self.has_near(group, about) || (nth == 0 && rule.carried && self.is_carried(group, about))
        });
        has_all
            && !rule.unless.iter().any(|list| found.has(*list))
            && !found.before(List::ToldBefore, about, reach::TOLD_BEFORE)
            && !found.after(List::ToldAfter, about, reach::TOLD_AFTER)
            && self.is_said(rule, about)
    }

    fn has_near(&self, group: &[List], about: Span) -> bool {
        let found = &self.sentence.found;
        group.iter().any(|list| match list {
            List::Thing => {
                let is_theirs = self.is_subject || found.has(List::Mine) || self.is_named(List::Own);
                let may_be = !self.is_subject || found.has(List::Title);
                may_be && is_theirs && found.near(*list, about, reach::WITH)
            }
            List::Mine => !is_foreign(self.sentence) && found.near(*list, about, reach::MINE),
            _ => found.near(*list, about, reach::WITH),
        })
    }

    /// Whether what is meant was named elsewhere: languages without spaces leave it out, the others need a word for it.
    fn is_carried(&self, group: &[List], about: Span) -> bool {
        let Sentence { text, found } = self.sentence;
        let is_meant = found.has(List::Pronoun) || text.contains(is_wide) || about.end + 3 >= text.len();
        !self.is_subject && is_meant && !is_foreign(self.sentence) && group.iter().any(|list| self.is_named(*list))
    }

    /// Whether a word of a list stands in the subject or in a sentence nearby.
    fn is_named(&self, list: List) -> bool {
        let is_near = |at: &usize| *at == 0 || (*at < self.at && self.at - at <= CARRIED) || *at == self.at + 1;
        self.named.get(&list).is_some_and(|places| places.iter().any(is_near))
    }

    fn is_said(&self, rule: &Rule, about: Span) -> bool {
        let Sentence { text, found } = self.sentence;
        let asked_before = found.before(List::AskBefore, about, reach::ASK_BEFORE);
        let is_asked = asked_before
            || found.after(List::AskAfter, about, reach::ASK_AFTER)
            || self.is_command(about)
            || (self.is_subject && (rule.titled || found.has(List::Title)));
        if self.is_subject && !is_asked {
            return false;
        }
        match rule.said {
            Said::Asked => is_asked && !self.is_denied(about),
            Said::Undergone => {
                asked_before && found.before(List::Passive, about, reach::PASSIVE) && !self.is_denied(about)
            }
            Said::Stopped => {
                found.before(List::StopBefore, about, reach::STOP_BEFORE)
                    || found.after(List::StopAfter, about, reach::STOP_AFTER)
            }
            Said::Wondered => is_asked || text.ends_with('?') || self.is_question(about),
            Said::Stated => !self.is_denied(about),
        }
    }

    fn is_question(&self, about: Span) -> bool {
        let found = &self.sentence.found;
        found.before(List::Question, about, reach::ASK_BEFORE)
            || found.after(List::Question, about, reach::ASK_AFTER)
            || found.overlaps(List::Question, about)
    }

    fn is_denied(&self, about: Span) -> bool {
        let Sentence { text, found } = self.sentence;
        // A comma ends what is denied: "not hired, please delete it".
        let part = text.get(..about.start).unwrap_or_default().rfind([',', '、']).map_or(0, |comma| comma + 1);
        let within = reach::NOT_BEFORE.min(about.start.saturating_sub(part));
        found.before(List::NotBefore, about, within)
            || found.after(List::NotAfter, about, reach::NOT_AFTER)
            || found.after(List::DoneAfter, about, reach::DONE_AFTER)
    }

    /// Whether an English sentence, or a part of one about the sender's, begins with what is asked.
    fn is_command(&self, about: Span) -> bool {
        let Sentence { text, found } = self.sentence;
        let is_english = text.as_bytes().get(about.start).is_some_and(u8::is_ascii_alphanumeric);
        let before = text.get(..about.start).unwrap_or_default();
        let begins_part = [", ", "then ", "; ", ": "].iter().any(|end| before.ends_with(end));
        let is_theirs = found.has(List::Mine) || found.has(List::Pronoun);
        !self.is_subject && is_english && (before.is_empty() || (begins_part && is_theirs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::inbound::ParsedMail;

    fn of(subject: &str, text: &str) -> Vec<Finding> {
        let mut mail = ParsedMail::default();
        mail.head.subject = subject.to_owned();
        mail.body.text = text.to_owned();
        requests(&View::of(&mail)).into_iter().collect()
    }

    #[test]
    fn each_right_is_recognised_in_each_language() {
        for (finding, text) in [
            (Finding::Access, "Please send me a copy of my personal data."),
            (Finding::Access, "私の個人情報を開示してください。"),
            (Finding::Access, "我想查閱我的個人資料。"),
            (Finding::Correction, "Please correct my address."),
            (Finding::Correction, "住所の訂正をお願いします。"),
            (Finding::Correction, "請更正我的地址。"),
            (Finding::Suspension, "Stop using my data."),
            (Finding::Suspension, "個人情報の利用を停止してください。"),
            (Finding::Suspension, "請停止使用我的個人資料。"),
            (Finding::Deletion, "Delete my CV, please."),
            (Finding::Deletion, "履歴書を削除してください。"),
            (Finding::Deletion, "请删除我的简历。"),
            (Finding::EndOfProvision, "Do not share my CV with third parties."),
            (Finding::EndOfProvision, "私の情報を第三者に提供しないでください。"),
            (Finding::EndOfProvision, "請勿將我的資料提供給第三方。"),
            (Finding::PurposeNotice, "For which purposes do you use my personal data?"),
            (Finding::PurposeNotice, "私の個人情報の利用目的を教えてください。"),
            (Finding::PurposeNotice, "請問收集我的個人資料有何用途？"),
            (Finding::ProvisionRecords, "To whom have you given my data?"),
            (Finding::ProvisionRecords, "第三者提供記録の開示を請求します。"),
            (Finding::ProvisionRecords, "请告诉我你们把我的简历提供给了哪些公司。"),
            (Finding::ConsentWithdrawal, "I withdraw my consent."),
            (Finding::ConsentWithdrawal, "同意を撤回します。"),
            (Finding::ConsentWithdrawal, "本人撤回同意。"),
        ] {
            assert_eq!(of("", text), [finding], "{text}");
        }
    }

    #[test]
    fn what_is_denied_told_or_cited_is_no_request() {
        for text in [
            "Please do not delete my CV.",
            "I deleted the wrong file.",
            "Thank you for deleting my data.",
            "If you wish, you may request a copy of your personal data.",
            "The article \"Please delete my data\" was good.",
            "履歴書は削除しないでください。",
            "個人情報を削除いただきありがとうございました。",
            "請不要刪除我的履歷。",
        ] {
            assert!(of("", text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_was_named_before_is_meant() {
        assert_eq!(of("", "I sent you my CV in May. Please delete it."), [Finding::Deletion]);
        assert_eq!(of("応募書類の件", "お世話になっております。破棄をお願いいたします。"), [Finding::Deletion]);
        assert!(of("", "The meeting room is free. Please delete it.").is_empty());
    }

    #[test]
    fn a_subject_is_a_request_unless_it_is_that_of_an_answer() {
        assert_eq!(of("Deletion of my data", "See above."), [Finding::Deletion]);
        assert!(of("Re: Deletion of my data", "Thanks.").is_empty());
        assert!(of("Application: Data Deletion Engineer", "Hello.").is_empty());
    }

    #[test]
    fn a_long_sentence_takes_no_long_time() {
        assert!(of("", &"please delete my data and ".repeat(20_000)).contains(&Finding::Deletion));
    }
}
