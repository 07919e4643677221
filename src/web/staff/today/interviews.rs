//! Interviews of today and tomorrow.

use super::name_of;
use crate::domain::interview::InterviewAnswer;
use crate::web::staff::Writing;
use crate::workflows::show_interviews::ComingInterview;

/// An interview of today or tomorrow.
#[derive(Debug, Clone)]
pub struct TodayInterview {
    /// The address of the interview on the person's page.
    pub href: String,
    /// Whose it is.
    pub name: String,
    /// When it begins, written out.
    pub when: String,
    /// Where, or the placeholder for what does not open.
    pub place: String,
    /// What a mail answered, if one did.
    pub answer: Option<InterviewAnswer>,
}

impl TodayInterview {
    pub(super) fn of(coming: &ComingInterview, writing: &Writing) -> Self {
        let interview = &coming.shown.interview;
        let place = coming.shown.details.value().map(|details| details.place.clone());
        Self {
            href: format!("/staff/candidates/{}#interview-{}", coming.person.holding.candidate, interview.id),
            name: name_of(&coming.person, writing),
            when: writing.moment(interview.starts_at),
            place: place.unwrap_or_else(|| writing.texts.say("damaged")),
            answer: interview.answer.map(|mailed| mailed.answer),
        }
    }
}
