//! Made-up interviews on the page of a made-up person.

use super::by;
use super::people::{CANDIDATE, at, head};
use crate::domain::interview::{InterviewAnswer, InterviewState};
use crate::domain::message::Sending;
use crate::web::form::Form;
use crate::web::staff::candidate::InterviewView;
use crate::web::staff::candidate::interviews::{Planned, cancel_form, change_form, invite_form};
use crate::web::texts::Texts;

/// The form to invite to another one.
pub fn invitation(t: &Texts) -> Form {
    invite_form(t, CANDIDATE, "a1", &t.with("interview-text", "name", head(t).name))
}

/// One that is to take place and one that is not.
pub fn samples(t: &Texts) -> Vec<InterviewView> {
    let room = by(t, "本社 3階 会議室A", "Head office, room A", "總公司三樓A室");
    let planned = Planned {
        day: "2026-12-03".into(),
        time: "14:00".into(),
        minutes: 60,
        place: room.into(),
        names: "Haru Mori".into(),
        text: t.with("interview-text-change", "name", head(t).name),
    };
    let path = "/staff/candidates/018f/applications/a1/interviews/i1";
    let text = t.with("interview-text-cancel", "name", head(t).name);
    let (answer, answered_at) = (t.label(InterviewAnswer::Tentative), at(t, 24, "11:02"));
    let coming = InterviewView {
        id: "i1".into(),
        when: format!("{} – 15:00", at(t, 28, "14:00")),
        place: room.into(),
        with: "Haru Mori".into(),
        state: InterviewState::Planned,
        answer: t.with_two("interview-answered", "answer", answer, "at", answered_at),
        is_from_elsewhere: true,
        mail: Some(Sending::Sent),
        thread: "/staff/inbox/018f".into(),
        change_form: Some(change_form(t, path.into(), "i1", &planned, 2)),
        cancel_form: Some(cancel_form(format!("{path}/cancellation"), "i1", &text, 2)),
    };
    let over = InterviewView {
        id: "i2".into(),
        when: format!("{} – 11:00", at(t, 25, "10:00")),
        with: String::new(),
        state: InterviewState::Cancelled,
        answer: String::new(),
        mail: None,
        thread: String::new(),
        change_form: None,
        cancel_form: None,
        ..coming.clone()
    };
    vec![coming, over]
}
