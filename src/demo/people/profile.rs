//! What a résumé says: schools, employers, qualifications, languages.

use super::super::rng::Rng;
use super::identity::{Home, Identity};
use super::words::{Field, Words, fill, years_worked};
use super::{hong_kong, japan, singapore};
use crate::domain::candidate::{EducationEntry, WorkEntry};
use crate::domain::locale::Locale;
use crate::domain::time::Day;

/// The working life of somebody, for their résumé and their CV alike.
pub(super) struct Career {
    pub(super) born_on: Day,
    pub(super) years: i64,
    pub(super) work: Vec<WorkEntry>,
    /// The sentences of each employment; joined they are its description.
    pub(super) duties: Vec<Vec<String>>,
    pub(super) education: Vec<EducationEntry>,
    pub(super) qualifications: Vec<&'static str>,
    pub(super) languages: String,
}

/// Makes up a working life for a line of work, up to the day of the application.
pub(super) fn career(who: &Identity, field: Field, student: bool, on: Day, words: &Words, rng: &mut Rng) -> Career {
    let this_year = on.0.year();
    let age = if student { rng.between(19, 21) } else { 22 + older(rng) };
    let birth_year = this_year - i16::try_from(age).unwrap_or(30);
    let born_on = date(birth_year, rng.between(1, 12), rng.between(1, 28), on);
    let further = rng.per_mille(300) && age > 25;
    let graduated = birth_year + if further { 24 } else { 22 };
    let (mut work, mut duties) = (Vec::new(), Vec::new());
    if !student && graduated < this_year {
        (work, duties) = employments(who, field, graduated, on, words, rng);
    }
    let years = work.last().map_or(1, |_| years_worked(graduated, this_year));
    Career {
        born_on,
        years,
        work,
        duties,
        education: education(who, field, birth_year, further, rng)
            .into_iter()
            .map(|entry| as_of(entry, on, who.locale, words.headings.enrolled))
            .collect(),
        qualifications: {
            let count = rng.between(0, 2);
            rng.several(words.field(field).qualifications, usize::try_from(count).unwrap_or(0))
        },
        languages: languages(who, rng),
    }
}

/// Years above 22; more of the young.
fn older(rng: &mut Rng) -> i64 {
    (rng.fraction().powf(1.6) * 36.0) as i64
}

fn date(year: i16, month: i64, day: i64, otherwise: Day) -> Day {
    let [month, day] = [month, day].map(|n| i8::try_from(n).unwrap_or(1));
    Day(jiff::civil::Date::new(year, month, day).unwrap_or(otherwise.0))
}

/// Up to four employments, newest first, one after the other without overlap.
fn employments(
    who: &Identity,
    field: Field,
    graduated: i16,
    on: Day,
    words: &Words,
    rng: &mut Rng,
) -> (Vec<WorkEntry>, Vec<Vec<String>>) {
    let field = words.field(field);
    let years = on.0.year() - graduated;
    let count = usize::try_from(rng.between(1, 4)).unwrap_or(1).min(usize::try_from(years).unwrap_or(1) / 3 + 1);
    let sentences = rng.several(field.duties, field.duties.len());
    let each = (sentences.len() / count).clamp(2, 7);
    let (mut work, mut duties) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let employers = employers(who, count, rng);
    // In Japan people start in April; elsewhere in any month.
    let start_month = if matches!(who.home, Home::Japan) { 4 } else { rng.between(6, 11) };
    let mut until = String::new();
    for (at, (employer, own)) in employers.into_iter().zip(sentences.chunks(each)).enumerate() {
        let left = years_left(graduated, years, count, at);
        let (year, month) = if at + 1 == count { (graduated, start_month) } else { (left, rng.between(1, 12)) };
        let from = format!("{year}-{month:02}");
        let seniority = (i64::from(year - graduated) / 5 + i64::from(years > 3)).clamp(0, 3);
        let title = field.titles.get(usize::try_from(seniority).unwrap_or(0)).copied().unwrap_or_default();
        let own: Vec<String> = own.iter().map(|sentence| fill(sentence, field, years.into(), rng)).collect();
        let description = own.join(if who.locale == Locale::En { " " } else { "" });
        work.push(WorkEntry { employer, title: title.to_owned(), from: from.clone(), until, description });
        duties.push(own);
        until = from;
    }
    (work, duties)
}

/// The year in which the employment at this place (0 is the newest) began.
fn years_left(graduated: i16, years: i16, count: usize, at: usize) -> i16 {
    let [count, at] = [count, at].map(|n| i16::try_from(n).unwrap_or(1));
    graduated + years * (count - 1 - at) / count
}

fn employers(who: &Identity, count: usize, rng: &mut Rng) -> Vec<String> {
    let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
    match who.home {
        Home::Japan => owned(rng.several(japan::EMPLOYERS, count)),
        Home::Singapore => owned(rng.several(singapore::EMPLOYERS, count)),
        Home::HongKong => rng
            .several(hong_kong::EMPLOYERS, count)
            .into_iter()
            .map(|(zh, en)| if who.locale == Locale::ZhHant { zh } else { en }.to_owned())
            .collect(),
        Home::Elsewhere(place) => (0..count).map(|_| rng.pick(place.employers).to_owned()).collect(),
    }
}

fn education(who: &Identity, field: Field, birth_year: i16, further: bool, rng: &mut Rng) -> Vec<EducationEntry> {
    let zh = who.locale == Locale::ZhHant;
    let choose = |(in_zh, in_en): (&'static str, &'static str)| if zh { in_zh } else { in_en };
    let (school, [first, second]) = match who.home {
        Home::Japan => (rng.pick(japan::SCHOOLS), rng.pick(suited(japan::DEGREES, field))),
        Home::Singapore => (rng.pick(singapore::SCHOOLS), rng.pick(suited(singapore::DEGREES, field))),
        Home::HongKong => {
            (choose(rng.pick(hong_kong::SCHOOLS)), rng.pick(suited(hong_kong::DEGREES, field)).map(choose))
        }
        Home::Elsewhere(place) => (rng.pick(place.schools), rng.pick(suited(singapore::DEGREES, field))),
    };
    let (start, end) = if matches!(who.home, Home::Japan) { ("04", "03") } else { ("09", "06") };
    let entry = |degree: &str, from: i16, until: i16| EducationEntry {
        school: school.to_owned(),
        degree: degree.to_owned(),
        from: format!("{from}-{start}"),
        until: format!("{until}-{end}"),
    };
    let mut out = Vec::with_capacity(2);
    if further {
        out.push(entry(second, birth_year + 22, birth_year + 24));
    }
    out.push(entry(first, birth_year + 18, birth_year + 22));
    out
}

/// The degrees that lead to a line of work: the lists begin with four of science and end with two others.
fn suited<T>(degrees: &[T], field: Field) -> &[T] {
    let others = degrees.len().saturating_sub(2);
    match field {
        Field::Software | Field::Metrology | Field::Service => degrees.get(..others),
        Field::Office => degrees.get(others..),
        Field::Sales => None,
    }
    .unwrap_or(degrees)
}

/// A course that had not ended on the day of the application is not called finished.
fn as_of(mut entry: EducationEntry, on: Day, locale: Locale, enrolled: &str) -> EducationEntry {
    let month = on.to_string();
    if month.get(..7).is_some_and(|month| month < entry.until.as_str()) {
        entry.degree = match locale {
            Locale::Ja => {
                entry.degree.replace("卒業", enrolled).replace("修士課程修了", &format!("修士課程 {enrolled}"))
            }
            _ => format!("{} ({enrolled})", entry.degree),
        };
    }
    entry
}

fn languages(who: &Identity, rng: &mut Rng) -> String {
    match who.home {
        Home::Japan => rng.pick(japan::LANGUAGES).replace("{s}", &(rng.between(90, 190) * 5).to_string()),
        Home::Singapore => {
            let family = who.name.family.as_str();
            let second = match rng.below(10) {
                _ if family.starts_with("bin") => "Malay (fluent)",
                _ if singapore::INDIAN_FAMILY.contains(&family) => "Tamil (fluent)",
                0..6 => "Mandarin (fluent)",
                _ => "Mandarin (conversational)",
            };
            format!("English (working language), {second}")
        }
        Home::HongKong if who.locale == Locale::ZhHant => rng
            .pick(&[
                "廣東話(母語)、英語(流利)、普通話(良好)",
                "廣東話(母語)、英語(良好)",
                "廣東話(母語)、英語(流利)、日語(N2)",
            ])
            .to_owned(),
        Home::HongKong => "Cantonese (native), English (fluent), Putonghua (good)".to_owned(),
        Home::Elsewhere(place) if place.tongue == "English" => "English (native), Japanese (beginner)".to_owned(),
        Home::Elsewhere(place) => format!("{} (native), English (fluent)", place.tongue),
    }
}
