//! What must never be found in plain at rest, from a person of the demo.
//!
//! Invariant: a marker is long enough that finding it by chance in other bytes is out of the question.

use super::people::Person;

/// The fewest bytes that a marker has; shorter words would be found by chance.
const SHORTEST: usize = 8;

/// The fewest bytes that a line of a CV has to be a marker; shorter ones, such as "None yet", may stand on pages.
const SHORTEST_LINE: usize = 24;

/// Names, addresses, numbers, employers, sentences and health words of a person, each as one string.
pub fn markers(person: &Person) -> Vec<String> {
    let profile = &person.profile;
    let mut out = vec![
        profile.name.display(profile.locale),
        profile.name.reading(),
        profile.email.as_str().to_owned(),
        profile.address.clone(),
        person.cv.name.clone(),
        person.cover_note.clone(),
        person.motivation.motivation.clone(),
    ];
    out.extend(profile.email.as_str().split_once('@').map(|(local, _)| local.to_owned()));
    if let Some(phone) = &profile.phone {
        out.push(phone.as_str().to_owned());
        out.push(phone.as_str().chars().filter(char::is_ascii_digit).collect());
    }
    out.extend(profile.work.iter().flat_map(|entry| [entry.employer.clone(), entry.description.clone()]));
    out.extend(profile.education.iter().map(|entry| entry.school.clone()));
    let lines = person.cv.sections.iter().flat_map(|section| &section.paragraphs);
    out.extend(lines.filter(|line| line.len() >= SHORTEST_LINE).cloned());
    out.extend(person.results.iter().map(|dated| dated.result.comment.clone()));
    out.extend(person.notes.iter().map(|note| note.text.to_owned()));
    out.extend(person.health.iter().map(|record| record.text.clone()));
    out.retain(|marker| marker.len() >= SHORTEST);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::people::Generator;

    #[test]
    fn every_kind_of_personal_word_is_among_the_markers() {
        let people = Generator::new(11, "2026-11-24".parse().unwrap());
        let person = (0..2000).map(|i| people.next(i).unwrap()).find(|p| p.health.is_some()).unwrap();
        let found = markers(&person);
        let has = |text: &str| found.iter().any(|marker| marker == text);
        assert!(has(person.profile.email.as_str()) && has(&person.profile.address) && has(&person.cover_note));
        assert!(has(person.profile.phone.as_ref().unwrap().as_str()));
        assert!(has(&person.health.as_ref().unwrap().text));
        assert!(person.results.iter().all(|dated| has(&dated.result.comment)));
        assert!(found.iter().all(|marker| marker.len() >= SHORTEST));
    }
}
