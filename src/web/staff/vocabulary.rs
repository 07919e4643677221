//! The words of a question about states: fields and values under their names in all three languages.
//!
//! A field may be typed in any of them whatever the language of the page, since people mix them.

use crate::directory::query::{Known, Query, TextField};
use crate::directory::{DayKind, facts};
use crate::domain::application::{Source, Stage};
use crate::domain::id::StaffId;
use crate::domain::language;
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::Office;
use crate::domain::tag::Tag;
use crate::domain::time::Day;
use crate::domain::vacancy::VacancyName;
use crate::web::texts::{COUNTRIES, Texts};

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Text(TextField),
    Stage,
    Vacancy,
    Office,
    Source,
    Language,
    Residence,
    Consent,
    Retention,
    Owner,
    Tag,
}

const FIELDS: &[(Field, &[&str])] = &[
    (Field::Text(TextField::Name), &["name", "氏名", "名前", "姓名"]),
    (
        Field::Text(TextField::Contact),
        &["contact", "email", "phone", "tel", "連絡先", "メールアドレス", "電話", "聯絡", "電郵"],
    ),
    (Field::Text(TextField::Employer), &["employer", "company", "勤務先", "会社", "僱主", "公司"]),
    (Field::Text(TextField::School), &["school", "学校", "學校"]),
    (Field::Text(TextField::Skill), &["skill", "スキル", "資格", "技能"]),
    (Field::Text(TextField::Cv), &["cv", "resume", "書類", "履歴書", "文件", "履歷"]),
    (Field::Text(TextField::Application), &["motivation", "志望動機", "動機"]),
    (Field::Text(TextField::Result), &["result", "評価", "評語"]),
    (Field::Text(TextField::Note), &["note", "メモ", "備註"]),
    (Field::Text(TextField::Message), &["mail", "message", "メール", "メッセージ", "郵件", "訊息"]),
    (Field::Stage, &["status", "stage", "選考", "選考段階", "段階", "階段", "狀態"]),
    (Field::Vacancy, &["vacancy", "求人", "職位"]),
    (Field::Office, &["office", "拠点", "辦事處"]),
    (Field::Source, &["source", "経路", "応募経路", "來源"]),
    (Field::Language, &["lang", "language", "言語", "語言"]),
    (Field::Consent, &["consent", "同意"]),
    (Field::Retention, &["retention", "保管期限", "保存期限", "保留期限"]),
    (Field::Residence, &["country", "residence", "居住国", "居住地"]),
    (Field::Owner, &["owner", "担当", "担当者", "負責人"]),
    (Field::Tag, &["tag", "タグ", "標籤"]),
];

/// What the words of a question can name.
pub struct Vocabulary<'a> {
    /// The vacancies of every office.
    pub vacancies: &'a [VacancyName],
    /// The offices.
    pub offices: &'a [Office],
    /// Today at the office.
    pub today: Day,
    /// The recruiters of the asker's office.
    pub recruiters: &'a [(StaffId, String)],
    /// Who asks, for "my own".
    pub asker: Option<StaffId>,
}

impl Vocabulary<'_> {
    /// What a field with a value stands for.
    pub fn known(&self, field: &str, value: &str) -> Known {
        let Some((field, _)) = FIELDS.iter().find(|(_, names)| names.contains(&field)) else { return Known::NoField };
        match field {
            // How long ago the last contact was stands in the same field as the ways of contact.
            Field::Text(TextField::Contact) if value.starts_with(SIGNS) => match distance(value) {
                Some(distance) => Known::Question(distance.ago(self.today)),
                None => Known::NoValue,
            },
            Field::Text(TextField::Message) if value.contains(['@', '＠']) => Known::Question(addressed(value)),
            Field::Text(text) => Known::Text(*text),
            Field::Consent => self.consent(value),
            Field::Retention => match distance(value) {
                Some(distance) => Known::Question(distance.ahead(self.today)),
                None => Known::NoValue,
            },
            Field::Stage => any(stages(value).into_iter().map(facts::stage).collect()),
            Field::Source => {
                let named = |source: &&Source| is_word(value, source.as_str()) || is_label(value, **source);
                any(Source::ALL.iter().filter(named).map(|source| facts::source(*source)).collect())
            }
            Field::Vacancy => {
                let named = |it: &&VacancyName| is_word(value, &it.slug) || contains(&it.title, value);
                any(self.vacancies.iter().filter(named).map(|it| facts::vacancy(it.id)).collect())
            }
            Field::Office => {
                let named = |it: &&Office| is_word(value, it.code.as_str()) || contains(&it.name, value);
                any(self.offices.iter().filter(named).map(|it| facts::office(&it.code)).collect())
            }
            Field::Residence => any(countries(value)),
            Field::Language => spoken(value),
            Field::Owner => any(self.owners(value).into_iter().map(facts::owner).collect()),
            Field::Tag => Tag::parse(value).map_or(Known::NoValue, |tag| Known::Fact(facts::tag(tag.as_str()))),
        }
    }
}

impl Vocabulary<'_> {
    /// Whom a word names: everybody whose name has it, the asker, or nobody.
    fn owners(&self, value: &str) -> Vec<Option<StaffId>> {
        match value.to_lowercase().as_str() {
            "me" | "自分" | "我" => self.asker.map(Some).into_iter().collect(),
            "none" | "なし" | "無" => vec![None],
            value => {
                let named = |(_, name): &&(StaffId, String)| plain(name).contains(&plain(value));
                self.recruiters.iter().filter(named).map(|(staff, _)| Some(*staff)).collect()
            }
        }
    }

    fn consent(&self, value: &str) -> Known {
        let pool = DayKind::PoolUntil.between(Some(self.today), None);
        match value.to_lowercase().as_str() {
            "pool" | "人材プール" | "あり" | "人才庫" | "有" => Known::Question(pool),
            "none" | "なし" | "無" | "沒有" => Known::Question(Query::Not(Box::new(pool))),
            _ => Known::NoValue,
        }
    }
}

/// An address under the field of messages means the person's own as well as what they wrote.
fn addressed(value: &str) -> Query {
    let text = value.trim_end_matches(['*', '＊']);
    let is_beginning = text.len() < value.len();
    let within = |field| Query::Text { field, text: text.to_owned(), is_phrase: true, is_beginning };
    Query::Any(vec![within(TextField::Contact), within(TextField::Message)])
}

const SIGNS: [char; 6] = ['<', '>', '＜', '＞', '≦', '≧'];

/// A number of days, compared: `<30d`, `>=1y`.
struct Distance {
    is_less: bool,
    /// The nearest day that no longer counts as less, or the first that counts as more.
    days: i64,
}

fn distance(value: &str) -> Option<Distance> {
    let plain = value.replace('＜', "<").replace('＞', ">").replace('≦', "<=").replace('≧', ">=").replace('＝', "=");
    let is_less = plain.starts_with('<');
    let rest = plain.strip_prefix(['<', '>'])?;
    let number = rest.strip_prefix('=').unwrap_or(rest);
    let or_equal = number.len() < rest.len();
    let end = number.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = number.split_at(end);
    let unit = match unit.to_lowercase().as_str() {
        "d" | "日" | "天" => 1,
        "w" | "週" | "週間" => 7,
        "m" | "月" | "か月" | "ヶ月" | "カ月" | "個月" => 30,
        "y" | "年" => 365,
        _ => return None,
    };
    let days = count.parse::<i64>().ok().filter(|count| *count <= 36_500)? * unit;
    Some(Distance { is_less, days: days + i64::from(or_equal == is_less) })
}

impl Distance {
    /// The people whose last contact was so long ago.
    fn ago(&self, today: Day) -> Query {
        if self.is_less {
            DayKind::Contact.between(Some(today.plus_days(1 - self.days)), None)
        } else {
            DayKind::Contact.between(None, Some(today.plus_days(-self.days)))
        }
    }

    /// The people whose record may be used for so long.
    fn ahead(&self, today: Day) -> Query {
        if self.is_less {
            return DayKind::UsableUntil.between(Some(today), Some(today.plus_days(self.days - 1)));
        }
        let later = DayKind::UsableUntil.between(Some(today.plus_days(self.days)), None);
        let without_end = Query::Not(Box::new(DayKind::UsableUntil.between(None, None)));
        Query::Any(vec![later, without_end])
    }
}

/// One or several facts; none is no value.
fn any(facts: Vec<String>) -> Known {
    if facts.is_empty() { Known::NoValue } else { Known::AnyFact(facts) }
}

/// The stages of a word: one by its name, or all that are open or closed.
fn stages(value: &str) -> Vec<Stage> {
    let all = Stage::ALL.iter().copied();
    match value.to_lowercase().as_str() {
        "open" | "選考中" | "甄選中" => all.filter(|stage| stage.closing().is_none()).collect(),
        "closed" | "終了" | "已結束" => all.filter(|stage| stage.closing().is_some()).collect(),
        _ => all.filter(|stage| is_word(value, stage.as_str()) || is_label(value, *stage)).collect(),
    }
}

fn countries(value: &str) -> Vec<String> {
    let named = |code: &&&str| {
        is_word(value, code)
            || Locale::ALL.iter().any(|locale| is_word(value, &Texts::of(*locale).say(&format!("country-{code}"))))
    };
    COUNTRIES.iter().filter(named).filter_map(|code| code.parse().ok()).map(facts::residence).collect()
}

/// `en`, `英語`, `en>=B2`.
fn spoken(value: &str) -> Known {
    let parts = [">=", "≧", "≥", "＞＝"].iter().find_map(|sign| value.split_once(sign));
    let (name, level) = parts.map_or((value, None), |(name, level)| (name, Some(language::level(level))));
    match (language::code(name), level) {
        (Some(code), None) => Known::Fact(facts::language(code, None)),
        (Some(code), Some(Some(level))) => Known::Fact(facts::language(code, Some(level))),
        _ => Known::NoValue,
    }
}

/// Whether a typed value is a word, whatever its case, with blanks for underscores.
fn is_word(value: &str, word: &str) -> bool {
    plain(value) == plain(word)
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace(['_', ' '], "")
}

fn is_label(value: &str, member: impl crate::web::texts::Worded + Copy) -> bool {
    Locale::ALL.iter().any(|locale| is_word(value, &Texts::of(*locale).label(member)))
}

fn contains(name: &InThreeLanguages, value: &str) -> bool {
    let value = value.to_lowercase();
    Locale::ALL.iter().any(|locale| name.get(*locale).to_lowercase().contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-11-24".parse().unwrap()
    }

    fn day(text: &str) -> Option<Day> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn an_age_is_a_range_of_days_counted_from_today() {
        let contact = |from, to| Known::Question(DayKind::Contact.between(from, to));
        assert_eq!(known("contact", "<30d"), contact(day("2026-10-26"), None));
        assert_eq!(known("contact", "<=30d"), contact(day("2026-10-25"), None));
        assert_eq!(known("連絡先", "＞1年"), contact(None, day("2025-11-23")));
        assert_eq!(known("contact", ">=2w"), contact(None, day("2026-11-10")));
        assert_eq!(known("contact", "<x"), Known::NoValue);
        assert_eq!(known("contact", "rin@example.com"), Known::Text(TextField::Contact));
        let ends = DayKind::UsableUntil.between(Some(today()), day("2027-02-22"));
        assert_eq!(known("retention", "<=90d"), Known::Question(ends));
        assert_eq!(known("retention", "90d"), Known::NoValue);
        assert!(matches!(known("consent", "pool"), Known::Question(Query::Any(_))));
        assert!(matches!(known("同意", "なし"), Known::Question(Query::Not(_))));
    }

    fn known(field: &str, value: &str) -> Known {
        Vocabulary { vacancies: &[], offices: &[], today: today(), recruiters: &[], asker: None }.known(field, value)
    }

    #[test]
    fn messages_have_a_field_of_their_own_in_three_languages_and_an_address_in_it_means_the_persons_as_well() {
        for name in ["mail", "message", "メール", "メッセージ", "郵件", "訊息"] {
            assert_eq!(known(name, "見学"), Known::Text(TextField::Message), "{name}");
        }
        for name in ["email", "メールアドレス", "電郵"] {
            assert_eq!(known(name, "rin@example.com"), Known::Text(TextField::Contact), "{name}");
        }
        for (typed, text, is_beginning) in [("rin@example.com", "rin@example.com", false), ("a＠b*", "a＠b", true)] {
            let within = |field| Query::Text { field, text: text.to_owned(), is_phrase: true, is_beginning };
            let both = Query::Any(vec![within(TextField::Contact), within(TextField::Message)]);
            assert_eq!(known("mail", typed), Known::Question(both));
        }
    }

    #[test]
    fn states_are_known_by_their_names_in_three_languages() {
        let refused = Known::AnyFact(vec!["stage=refused".into()]);
        assert_eq!(known("status", "refused"), refused);
        assert_eq!(known("選考段階", &Texts::of(Locale::Ja).label(Stage::Refused)), refused);
        assert_eq!(known("stage", "First interview"), Known::AnyFact(vec!["stage=first_interview".into()]));
        assert_eq!(known("status", "fine"), Known::NoValue);
        assert_eq!(known("color", "red"), Known::NoField);
        assert_eq!(known("タグ", "ﾃﾞﾝｷ"), Known::Fact("tag=でんき".into()));
        assert_eq!(known("tag", "\u{301}"), Known::NoValue);
        assert_eq!(known("担当", "なし"), Known::AnyFact(vec!["owner=none".into()]));
        assert_eq!(known("owner", "me"), Known::NoValue, "nobody asks here");
        assert_eq!(known("言語", "英語>=B2"), Known::Fact("lang=en>=4".into()));
        assert_eq!(known("lang", "en>=Z9"), Known::NoValue);
        assert_eq!(known("residence", "日本"), Known::AnyFact(vec!["res=JP".into()]));
        let Known::AnyFact(open) = known("status", "open") else { panic!("no facts") };
        assert_eq!(open.len(), 6);
    }
}
