//! Mails what waits to be mailed. The rules are asked when it goes out: whoever was suspended or erased meanwhile, or has
//! answered, gets no letter.
//!
//! Invariant: a letter's link is made when it is sent and kept as a hash alone.

use super::WorkflowError;
use super::mail_packages::{self, Pack};
use crate::domain::category::Profile;
use crate::domain::id::HoldingId;
use crate::domain::letter::{About, LetterFault};
use crate::domain::locale::{InThreeLanguages, Locale};
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::{Day, Ts};
use crate::law::access::Verb;
use crate::mail::letters::{Leads, LinkLetter, Words};
use crate::mail::{Mailer, SendError};
use crate::store::gate::{self, Ask, Reason};
use crate::store::journal::Entry;
use crate::store::letters::{self, DueLetter, Outcome};
use crate::store::permit::Permit;
use crate::store::sessions::{self, LinkTo};
use crate::store::{
    Database, Store, StoreError, applications, candidates, consent_requests, facts, notice_answers, offices, settings,
};
use crate::vault::secret::Token;

/// Letters that are sent in one go.
const BATCH: i64 = 50;
/// Days that a link to a question or a version works at most; it may stay open for longer, and is then answered on the own
/// page.
const ANSWER_DAYS: i64 = 7;
/// Days after today on which a link to the own page works.
const SIGN_IN_DAYS: i64 = 1;

/// What letters are sent with.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// Who takes them.
    pub mailer: &'a Mailer,
    /// The address that people use.
    pub origin: &'a str,
    /// Puts packages together.
    pub pack: &'a Pack<'a>,
}

/// Sends the letters of the served offices whose turn it is, each at its own moment: a slow server makes the round long.
/// The answer is how many were looked at. The caller holds no connection.
///
/// # Errors
/// The store's, for which no letter is to blame.
pub fn send_waiting(store: &Store, post: Post<'_>, now: impl Fn() -> Ts) -> Result<usize, WorkflowError> {
    let (served, start) = (store.served_offices(), now());
    let due = store.database()?.read(|db| letters::due(db, &served, start, BATCH))?;
    for letter in &due {
        let at = now();
        if !store.database()?.change(|tx| Ok((letters::take(tx, letter, at)?, Vec::new())))? {
            continue;
        }
        let mut unsent = Vec::new();
        let sent = match letter.about {
            About::Question(holding, question) => {
                send(&mut store.database()?, post, letter, (holding, LinkTo::Question(question)), at)
            }
            About::OwnPage(holding) => send(&mut store.database()?, post, letter, (holding, LinkTo::OwnPage), at),
            About::Notice(holding, notice) => {
                send(&mut store.database()?, post, letter, (holding, LinkTo::Notice(notice)), at)
            }
            About::Package(package) => {
                let with = (post.mailer, post.pack);
                mail_packages::send(store, with, letter, package, (&now, &mut unsent))
            }
        };
        let outcome = match sent {
            Ok(outcome) => outcome,
            Err(WorkflowError::Store(StoreError::Refused(_) | StoreError::NotFound)) => {
                Outcome::Dropped(LetterFault::NotAllowed)
            }
            // Something that it stands on has changed, or another instance has it.
            Err(WorkflowError::Store(StoreError::Stale)) => Outcome::Failed(LetterFault::Unready),
            Err(error) => {
                tracing::error!(letter = %letter.id, %error, "a letter could not be sent and waits");
                Outcome::Failed(LetterFault::Unready)
            }
        };
        if outcome == Outcome::Sent {
            unsent.clear();
        }
        let at = now();
        unsent.iter_mut().for_each(|entry| entry.at = at);
        store.database()?.change(|tx| Ok((letters::settle(tx, letter, &outcome, at)?, unsent)))?;
    }
    Ok(due.len())
}

fn send(
    db: &mut Database,
    post: Post<'_>,
    letter: &DueLetter,
    (holding, to): (HoldingId, LinkTo),
    at: Ts,
) -> Result<Outcome, WorkflowError> {
    let caller = Caller::job(JobName::SendLetters, letter.office.clone(), at);
    let reason = matches!(to, LinkTo::Notice(_)).then_some(Reason::Notice);
    let ask = Ask { caller: &caller, verb: Verb::Ask, purpose: Purpose::Upkeep, reason };
    let permit = gate::open::<Profile>(db, &ask, holding)?;
    let today = db.read(|db| facts::office(db, &letter.office))?.today(at);
    let until = match to {
        LinkTo::OwnPage => Some(today.plus_days(SIGN_IN_DAYS)),
        LinkTo::Question(question) => {
            let asked = db.read(|db| consent_requests::list(db, &permit))?;
            let asked = asked.into_iter().find(|asked| asked.id == question);
            let open = asked.filter(|asked| asked.is_open(today));
            open.map(|asked| asked.open_until.min(today.plus_days(ANSWER_DAYS)))
        }
        LinkTo::Notice(notice) => {
            let told = db.read(|db| notice_answers::list(db, &permit))?;
            let is_open = told.iter().any(|later| later.id == notice && later.is_open(today));
            is_open.then(|| today.plus_days(ANSWER_DAYS))
        }
    };
    let Some(until) = until else { return Ok(Outcome::Dropped(LetterFault::Over)) };
    let email = candidates::read(db, &permit)?.record.email;
    let token = make_link(db, &permit, to, until.days_since(today) + 1)?;
    let (page, leads) = match to {
        LinkTo::OwnPage => ("sign-in", Leads::ToOwnPage),
        LinkTo::Question(_) => ("answers", Leads::ToQuestion),
        LinkTo::Notice(_) => ("announcements", Leads::ToNotice),
    };
    let link = format!("{}/me/{page}/{}", post.origin, *token.reveal());
    let (words, locale) = words(db, (&letter.office, holding), (leads, &link, until))?;
    Ok(match post.mailer.send(letter.id, &email, &words, locale) {
        Ok(()) => Outcome::Sent,
        Err(SendError::Rejected) => Outcome::Failed(LetterFault::Rejected),
        Err(SendError::Unreachable) => Outcome::Failed(LetterFault::Unreachable),
    })
}

/// A single-use link; it is on record before it is mailed.
fn make_link(db: &mut Database, permit: &Permit<Profile>, to: LinkTo, days: i64) -> Result<Token, WorkflowError> {
    let token = Token::generate().map_err(StoreError::from)?;
    let (holding, caller) = (permit.holding(), permit.caller());
    let expires_at = caller.at.plus_seconds(days * 24 * 60 * 60);
    let subject = match to {
        LinkTo::OwnPage => format!("sign_in_link:{}", holding.id),
        LinkTo::Question(question) => format!("answer_link:{question}"),
        LinkTo::Notice(notice) => format!("notice_link:{notice}"),
    };
    db.change(|tx| {
        sessions::add_link_to(tx, &token.hash(), holding.id, to, expires_at)?;
        let entry = Entry {
            candidate: Some(holding.candidate),
            holding: Some(holding.id),
            ..Entry::by(caller, "create", subject)
        };
        Ok(((), vec![entry]))
    })?;
    Ok(token)
}

/// The words of a letter in the language in which its candidate read the notice, else in that of the office's country.
fn words(
    db: &mut Database,
    (office, holding): (&OfficeCode, HoldingId),
    (leads, link, until): (Leads, &str, Day),
) -> Result<(Words, Locale), WorkflowError> {
    let (company, contact, office, locale) = db.read(|db| {
        let company = settings::company(db)?;
        let contact = settings::read(db, settings::CONTACT)?.unwrap_or_default();
        let office = offices::read(db, office)?;
        let locale = applications::notice_locale(db, holding)?;
        Ok((company, contact, office, locale))
    })?;
    let locale = locale.unwrap_or_else(|| office.jurisdiction.locale());
    let name = |names: &InThreeLanguages| names.get(locale).to_owned();
    let (company, office, until) = (name(&company), name(&office.name), until.written(locale));
    let link = LinkLetter { company: &company, office: &office, contact: &contact, link, until: &until };
    let words = link.words(leads, locale).map_err(|_| StoreError::Unreadable("letters"))?;
    Ok((words, locale))
}
