//! English words that serve every line of work.

use super::en_fields::{METROLOGY, OFFICE, SALES, SERVICE, SOFTWARE};
use super::{Headings, Words};
use crate::domain::health::HealthKind;

pub(super) const WORDS: Words = Words {
    headings: Headings {
        title: "Curriculum Vitae",
        summary: "Profile",
        work: "Experience",
        projects: "Selected projects",
        study: "Studies and activities",
        skills: "Skills",
        education: "Education",
        qualifications: "Qualifications",
        languages: "Languages",
        about: "About me",
        present: "present",
        none: "None yet",
        enrolled: "in progress",
    },
    fields: [&SOFTWARE, &METROLOGY, &SALES, &SERVICE, &OFFICE],
    study: &[
        "Final-year project on {p}: built a prototype with {t}, measured it over {n} days, and presented both the result and what I would do differently. The report was used in the following year's course.",
        "Teaching assistant in the second-year laboratory for two terms; prepared the benches, helped groups of {k} students, and rewrote two of the work sheets so that the safety steps come first.",
        "Part-time work in a small repair shop for {k} months, where I learned to ask customers what happened before opening anything, and to write the answer down.",
        "Treasurer of a student club with {n} members; introduced simple accounts that the next treasurer could take over in one evening.",
        "Internship of eight weeks in a team that looked after {p}; I was given one small problem, solved it, documented it, and was asked back for a second summer.",
        "Entered a design contest with three fellow students; I was responsible for the part built with {t} and for the final talk. We did not win, but the jury praised the list of what we had not solved.",
    ],
    about: &[
        "I prefer to understand a problem before I solve it, and I write down what I found so that nobody has to find it again.",
        "Colleagues come to me when something is stuck between two departments; I usually know whom to ask.",
        "I work calmly under pressure and say early when a date will not hold.",
        "I learn best by doing, and I make time each month for something I do not need yet.",
        "Clear handovers matter to me: whatever I leave on Friday can be picked up by someone else on Monday.",
        "I have worked in mixed teams of engineers and salespeople and translate between them without taking sides.",
        "In my free time I repair old radios with a group of neighbours, which has taught me patience and soldering in equal parts.",
        "I take safety rules seriously because I have seen what happens when they are only posters.",
        "I ask for feedback and give it, preferably on the same day.",
        "Outside work I run long distances, slowly; it is where most of my better ideas come from.",
    ],
    company: &[
        "Hoshikawa Instruments is known for looking after a product long after it has been sold, and I would like to be part of such a place.",
        "What I have read about your teams in three cities working on one product line appeals to me.",
        "A former colleague spoke well of how decisions are made at Hoshikawa, which is rare enough to make me curious.",
        "I met your people at an exhibition, asked a difficult question and got an honest answer.",
    ],
    available: &[
        "One month after an offer",
        "Immediately",
        "After a notice period of two months",
        "From the first of next month",
        "After graduation",
    ],
    letter_open: &[
        "Dear recruiting team, I am applying for the vacancy on your careers page and enclose my CV.",
        "Hello, please find my CV attached. I saw your vacancy last week and would like to apply for it.",
        "Dear Sir or Madam, with this letter I apply for the advertised vacancy.",
    ],
    letter_close: &[
        "I would be glad to tell you more in an interview. Evenings after six suit me best for a call.",
        "Thank you for reading this far. I can send references when you need them.",
        "I look forward to hearing from you, and can come to your office any day next week.",
    ],
    health: &[
        (
            HealthKind::Examination,
            "Pre-employment examination: blood pressure slightly raised, to be checked again in three months; fit for the work without restriction.",
        ),
        (
            HealthKind::Examination,
            "Pre-employment examination: mild hearing loss in the left ear at 4 kHz; hearing protection advised near compressors.",
        ),
        (HealthKind::Adjustment, "Type 1 diabetes; needs a short break for insulin and a refrigerator near the desk."),
        (
            HealthKind::Adjustment,
            "Lower back injury in 2021; no lifting above ten kilograms, height-adjustable desk agreed.",
        ),
        (
            HealthKind::Adjustment,
            "Migraine triggered by flicker; seat away from fluorescent lamps and two days a week from home.",
        ),
        (
            HealthKind::Certificate,
            "Certificate for the work pass: chest X-ray without findings, vaccinations complete.",
        ),
        (
            HealthKind::Certificate,
            "Medical report for the work pass: asthma, well controlled with an inhaler; no objection to travel.",
        ),
    ],
    screening: [
        &[
            "Relevant experience and a clear CV; the projects match what the team needs. Invite.",
            "Fewer years than we asked for, but the examples are convincing. Worth a conversation.",
            "Strong on customers, lighter on the technical side; let the team judge in the first interview.",
        ],
        &[
            "Experience is in another field, and the letter does not explain the change.",
            "Salary wish and our range are too far apart; told the candidate openly.",
            "Requirements are met in part only; several stronger applications this month.",
        ],
        &["Interesting, but the vacancy may change; keep until the budget meeting."],
    ],
    interview: [
        &[
            "Explained a past mistake without excuses and what changed afterwards. Good listener. Go on.",
            "Solved the measuring problem on the whiteboard and asked the right question about bandwidth. Clear yes from the team.",
            "Warm and structured; the customer role-play went well. Writes well, too.",
            "A little nervous at first, then precise. Would strengthen the team on documentation.",
        ],
        &[
            "Friendly, but could not go below the surface of the own projects. Not for this vacancy.",
            "Expects a leading role that we cannot offer; we parted on good terms.",
            "Technical basis too thin for work without supervision; suggested the training programme.",
        ],
        &["Good conversation, two open questions about notice period; waiting for an answer."],
    ],
    notes: &[
        "Called back about the interview time; prefers mornings. Polite and quick to answer.",
        "Asked whether remote work abroad is possible for a month a year; answered that it is not at present.",
        "Reference from the former manager received by phone: reliable, would hire again.",
        "Sent an updated CV with the new address; replaced in the record.",
        "Will be travelling until the end of the month; interviews by video only.",
        "Salary wish noted; within our range.",
    ],
};
