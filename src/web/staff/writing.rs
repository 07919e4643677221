//! How moments are written for a person: in the language of the page, on the clock of their office.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::domain::letter::{Letter, LetterState};
use crate::domain::locale::Locale;
use crate::domain::office::Office;
use crate::domain::time::{Day, Ts};
use crate::store::permit::Unsealed;
use crate::web::texts::Texts;

/// A language and a clock.
#[derive(Debug, Clone)]
pub struct Writing {
    /// The language of the page.
    pub texts: Texts,
    zone: TimeZone,
}

impl Writing {
    /// Writes in a language, on the clock of an office.
    pub fn new(texts: Texts, office: &Office) -> Self {
        // A zone was checked when it was stored; one that a newer system dropped is shown in UTC.
        Self { texts, zone: TimeZone::get(&office.time_zone).unwrap_or(TimeZone::UTC) }
    }

    /// The language of the page.
    pub fn locale(&self) -> Locale {
        self.texts.locale
    }

    /// Date and time.
    pub fn moment(&self, at: Ts) -> String {
        self.texts.moment(at, &self.zone)
    }

    /// The time of day, to the second.
    pub fn clock(&self, at: Ts) -> String {
        self.zone.to_datetime(at.timestamp()).strftime("%H:%M:%S").to_string()
    }

    /// The time of day as forms take it.
    pub fn time_of_day(&self, at: Ts) -> String {
        self.zone.to_datetime(at.timestamp()).strftime("%H:%M").to_string()
    }

    /// The moment at which a clock there shows a time of a day; where clocks are changed, the one that comes nearest.
    pub fn moment_of(&self, day: Day, time: Time) -> Option<Ts> {
        self.zone.to_timestamp(day.0.to_datetime(time)).ok().map(Ts::new)
    }

    /// The date there.
    pub fn date(&self, at: Ts) -> Day {
        at.day_in(&self.zone)
    }

    /// The date alone.
    pub fn day(&self, at: Ts) -> String {
        self.texts.day(&at.day_in(&self.zone))
    }

    /// A text, or the placeholder for one whose seal does not open.
    pub fn unsealed(&self, text: &Unsealed<String>) -> String {
        match text {
            Unsealed::Value(text) => text.clone(),
            Unsealed::Damaged => self.texts.say("damaged"),
        }
    }
    /// What became of a letter, in a sentence.
    pub fn letter(&self, letter: &Letter) -> String {
        let texts = &self.texts;
        let at = letter.done_at.map(|at| self.moment(at)).unwrap_or_default();
        match (letter.state, letter.fault) {
            (LetterState::Sent, _) => texts.with("letter-sent", "time", at),
            (LetterState::Waiting, None) => texts.say("letter-waiting"),
            (LetterState::Waiting, Some(fault)) => texts.with("letter-tried", "fault", texts.label(fault)),
            (LetterState::Dropped | LetterState::GivenUp, fault) => match &letter.rule {
                Some(rule) => texts.with("letter-stopped", "rule", rule),
                None => texts.with("letter-not-sent", "fault", fault.map(|it| texts.label(it)).unwrap_or_default()),
            },
        }
    }
}
