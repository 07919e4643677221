//! A notice composed from what the database holds, in three languages.
//!
//! Invariant: a composed part says what the rows behind it say, and nothing that somebody typed; each part knows where it
//! comes from.

use crate::app::Company;
use crate::domain::category::CategoryId;
use crate::domain::country_information::CountryInformation;
use crate::domain::id::NoticeId;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::notice::{Notice, NoticeSection};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::law::RuleTable;
use crate::law::retention::HEALTH_DAYS;
use crate::law::table::Subject;
use crate::store::notice_drafts::Content;
use crate::store::processors::Contract;
use crate::web::texts::Texts;
use crate::workflows::draft_notices::{Ground, Opened};

/// Where a part comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The key of the sentence that says so.
    pub key: &'static str,
    /// Where the rows are looked after; empty for what is written in the draft itself.
    pub href: &'static str,
}

/// A part of a notice.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it comes from.
    pub origin: Origin,
    /// What it says.
    pub section: NoticeSection,
}

/// What a notice is composed with.
#[derive(Debug)]
pub struct Composer<'a> {
    /// What is written and ticked.
    pub content: &'a Content,
    /// The rows.
    pub ground: &'a Ground,
    /// The table that says how long records are kept.
    pub rules: &'a RuleTable,
    /// Whose notice it is.
    pub company: &'a Company,
}

/// The notice that a draft gives, with an identifier of its own.
pub fn notice(opened: &Opened, parts: Vec<Part>) -> Notice {
    let content = &opened.draft.content;
    Notice {
        id: NoticeId::new(),
        version: opened.version,
        effective_on: content.effective_on.unwrap_or(opened.ground.today),
        title: content.title.trimmed(),
        sections: parts.into_iter().map(|part| part.section).collect(),
        purposes: content.purposes.clone(),
        categories: content.categories.clone(),
        countries: content.countries.clone(),
    }
}

const WRITTEN: Origin = Origin { key: "notice-from-draft", href: "" };
const TICKED: Origin = Origin { key: "notice-from-ticks", href: "" };
const POLICY: Origin = Origin { key: "notice-from-policy", href: "/staff/policy" };
const CONTRACTS: Origin = Origin { key: "notice-from-contracts", href: "/staff/processors" };
const JOINT: Origin = Origin { key: "notice-from-joint", href: "/staff/joint-use" };
const OFFICES: Origin = Origin { key: "notice-from-offices", href: "/staff/transfers/safeguards" };
const SETTINGS: Origin = Origin { key: "notice-from-settings", href: "/contact" };

impl Composer<'_> {
    /// Every part, in the order of the policy.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![
            part(WRITTEN, "notice-head-about", |t| self.about(t)),
            part(TICKED, "notice-head-collect", |t| self.collected(t)),
            part(TICKED, "notice-head-purposes", |t| self.purposes(t)),
            part(POLICY, "notice-head-third", |t| t.say("notice-text-third")),
            part(CONTRACTS, "notice-head-outsourcing", |t| self.outsourcing(t)),
            part(JOINT, "notice-head-joint", |t| self.joint(t)),
            part(OFFICES, "notice-head-transfers", |t| self.transfers(t)),
            part(POLICY, "notice-head-retention", |t| self.retention(t)),
            part(POLICY, "notice-head-rights", |t| t.say("notice-text-rights")),
        ];
        if self.content.additions.missing().len() < Locale::ALL.len() {
            parts.push(part(WRITTEN, "notice-head-additions", |t| written(&self.content.additions, t)));
        }
        parts.push(part(POLICY, "notice-head-revision", |t| t.say("notice-text-revision")));
        parts.push(part(SETTINGS, "notice-head-contact", |t| {
            t.with_two("notice-text-contact", "company", self.company(t), "contact", &self.company.contact)
        }));
        parts
    }

    fn company(&self, t: &Texts) -> String {
        self.company.name.get(t.locale).to_owned()
    }

    fn about(&self, t: &Texts) -> String {
        let introduction = written(&self.content.introduction, t);
        format!("{introduction}\n\n{}", t.say("notice-text-prevails")).trim().to_owned()
    }

    fn collected(&self, t: &Texts) -> String {
        let items = self.content.categories.iter().map(|category| t.say(collected_key(*category)));
        with_items(t.with("notice-text-collect", "company", self.company(t)), items)
    }

    fn purposes(&self, t: &Texts) -> String {
        with_items(t.say("notice-text-purposes"), self.content.purposes.iter().map(|purpose| t.label(*purpose)))
    }

    /// What processors handle, by kind: those with the same scope are one.
    fn outsourcing(&self, t: &Texts) -> String {
        let kind = |contract: &Contract| {
            let (what, countries) = (t.labels(&contract.categories), t.countries(&contract.countries));
            t.with_two("notice-item-processor", "what", what, "countries", countries)
        };
        let mut kinds: Vec<String> = self.ground.contracts.iter().map(kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        match kinds.is_empty() {
            true => format!("{}\n\n{}", t.say("notice-text-outsourcing"), t.say("notice-text-no-processor")),
            false => {
                let list = with_items(t.say("notice-text-processors"), kinds.into_iter());
                format!("{}\n\n{list}", t.say("notice-text-outsourcing"))
            }
        }
    }

    /// The five items of APPI Art. 27(5)(iii).
    fn joint(&self, t: &Texts) -> String {
        let Some(joint) = &self.ground.joint else { return t.say("notice-text-no-joint") };
        let manager = [&joint.manager, &joint.address, &joint.representative].map(Clone::clone);
        let items = [
            t.with("notice-item-shared", "what", t.labels(&joint.categories)),
            t.with("notice-item-users", "who", t.join(&self.names(&joint.offices, t))),
            t.with("notice-item-shared-for", "what", t.labels(&joint.purposes)),
            t.with("notice-item-manager", "who", t.join(&manager)),
        ];
        with_items(t.say("notice-text-joint"), items.into_iter())
    }

    fn names(&self, codes: &[OfficeCode], t: &Texts) -> Vec<String> {
        let named = self.ground.offices.iter().filter(|office| codes.contains(&office.code));
        named.map(|office| office.name.get(t.locale).to_owned()).collect()
    }

    /// The offices, and the system of each country that is named (APPI Art. 28(2); Rules Art. 17).
    fn transfers(&self, t: &Texts) -> String {
        let offices = self.ground.offices.iter().map(|office| {
            let form = format!("{}, {}", t.label(office.legal_form), t.country(&office.jurisdiction.country()));
            t.with_two("consent-recipient", "name", office.name.get(t.locale), "form", form)
        });
        let countries = t.countries(&self.content.countries);
        let mut text = with_items(t.with("notice-text-transfers", "countries", countries), offices);
        let is_named = |told: &&CountryInformation| self.content.countries.contains(&told.country);
        for told in self.ground.told.iter().filter(is_named) {
            for part in [&told.words.system, &told.words.differences] {
                text.push_str("\n\n");
                text.push_str(part.get(t.locale));
            }
        }
        text
    }

    fn retention(&self, t: &Texts) -> String {
        let mut laws: Vec<Jurisdiction> = self.ground.offices.iter().map(|office| office.jurisdiction).collect();
        laws.sort_unstable();
        laws.dedup();
        let days = |law: Jurisdiction, subject| self.rules.retention(law, subject).and_then(|entry| entry.max_days);
        let item = |key, law: &Jurisdiction, subject| {
            let days = days(*law, subject)?;
            Some(t.with_two(key, "country", t.country(&law.country()), "days", days))
        };
        let mut items: Vec<String> =
            laws.iter().filter_map(|law| item("notice-item-kept", law, Subject::Unsuccessful)).collect();
        if self.content.purposes.contains(&Purpose::FutureRecruitment) {
            items.extend(laws.iter().filter_map(|law| item("notice-item-pool", law, Subject::TalentPool)));
        }
        if self.content.categories.contains(&CategoryId::Health) {
            items.push(t.with("notice-item-health-kept", "days", HEALTH_DAYS));
        }
        with_items(t.say("notice-text-retention"), items.into_iter())
    }
}

fn part(origin: Origin, heading: &'static str, text: impl Fn(&Texts) -> String) -> Part {
    let in_three = |say: &dyn Fn(&Texts) -> String| InThreeLanguages {
        ja: say(&Texts::of(Locale::Ja)),
        en: say(&Texts::of(Locale::En)),
        zh_hant: say(&Texts::of(Locale::ZhHant)),
    };
    Part { origin, section: NoticeSection { heading: in_three(&|t: &Texts| t.say(heading)), text: in_three(&text) } }
}

/// What was written in this very language: a notice never falls back to another one.
fn written(text: &InThreeLanguages, t: &Texts) -> String {
    let own = match t.locale {
        Locale::Ja => &text.ja,
        Locale::En => &text.en,
        Locale::ZhHant => &text.zh_hant,
    };
    own.replace("\r\n", "\n").trim().to_owned()
}

fn with_items(lead: String, items: impl Iterator<Item = String>) -> String {
    let lines = items.map(|item| format!("\n- {item}")).collect::<String>();
    if lines.is_empty() { lead } else { format!("{lead}\n{lines}") }
}

const fn collected_key(category: CategoryId) -> &'static str {
    match category {
        CategoryId::Profile => "notice-item-profile",
        CategoryId::Communications => "notice-item-communications",
        CategoryId::ApplicationHistory => "notice-item-applications",
        CategoryId::SelectionResult => "notice-item-results",
        CategoryId::Health => "notice-item-health",
        CategoryId::Other => "notice-item-other",
    }
}
