//! What a candidate's own record says, as their page shows it.
//!
//! Invariant: what is withheld or cannot be opened is named with the reason; it is never simply missing.

use jiff::tz::TimeZone;

use super::consents::{Recipients, Wording};
use super::messages;
use super::notices::standing;
use super::record::{MyApplication, MyConsent, MyDocument, MyNotice, MyProposal, MyQuestion, RecordPage};
use super::uses;
use crate::domain::category::CategoryId;
use crate::domain::consent::{Consent, ConsentRequest};
use crate::domain::disclosure::ThirdParty;
use crate::domain::id::{MessageId, NoticeId, ThirdPartyId, VacancyId};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::office::{Office, OfficeCode};
use crate::domain::time::{Day, Ts};
use crate::domain::vacancy::VacancyName;
use crate::law::Law;
use crate::store::applications::ShownApplication;
use crate::store::documents::ShownDocument;
use crate::store::gate::Refusal;
use crate::store::journal::Use;
use crate::store::permit::Unsealed;
use crate::store::proposals::ShownProposal;
use crate::store::{Database, StoreError, notices, offices, third_parties, vacancies};
use crate::web::extract::CandidateCaller;
use crate::web::profile;
use crate::web::staff::candidate::Withheld;
use crate::web::staff::withholding;
use crate::web::texts::Texts;
use crate::workflows::show_candidate::{HoldingFile, Shown};

/// What is known of the company's own things, to name them by.
#[derive(Debug)]
pub(super) struct Known {
    offices: Vec<Office>,
    vacancies: Vec<VacancyName>,
    notices: Vec<(NoticeId, i32)>,
    third_parties: Vec<ThirdParty>,
}

impl Known {
    /// Reads them.
    pub(super) fn read(db: &mut Database) -> Result<Self, StoreError> {
        db.read(|db| {
            Ok(Self {
                offices: offices::list(db)?,
                vacancies: vacancies::names(db)?,
                notices: notices::versions(db)?,
                third_parties: Vec::new(),
            })
        })
    }

    /// The same with the third parties that the uses of a record name, its consents and what its person is asked.
    pub(super) fn of_record(db: &mut Database, file: &HoldingFile) -> Result<Self, StoreError> {
        let held = || file.profile.value().into_iter();
        let mut ids: Vec<ThirdPartyId> = held().flat_map(|held| &held.uses).filter_map(uses::third_party_of).collect();
        ids.extend(held().flat_map(|held| &held.consents).filter_map(|consent| consent.third_party));
        ids.extend(held().flat_map(|held| &held.consent_requests).filter_map(|asked| asked.question.third_party));
        ids.sort_unstable();
        ids.dedup();
        let third_parties = db.read(|db| third_parties::some(db, &ids))?;
        Ok(Self { third_parties, ..Self::read(db)? })
    }

    /// The name of the third party that an entry is about.
    pub(super) fn third_party(&self, row: &Use) -> Option<&str> {
        self.party(uses::third_party_of(row)).map(|party| party.name.as_str())
    }

    /// A third party that something names.
    fn party(&self, id: Option<ThirdPartyId>) -> Option<&ThirdParty> {
        self.third_parties.iter().find(|party| Some(party.id) == id)
    }

    /// What an office is called; its code if it has no name.
    pub(super) fn office(&self, code: &OfficeCode, locale: Locale) -> String {
        let office = self.offices.iter().find(|office| office.code == *code);
        office.map_or_else(|| code.to_string(), |office| office.name.get(locale).to_owned())
    }

    /// The offices in a country, by name and legal form.
    pub(super) fn offices_in(&self, country: Country, texts: &Texts) -> String {
        let there = self.offices.iter().filter(|office| office.jurisdiction.country() == country);
        let named = there.map(|office| {
            let (name, form) = (office.name.get(texts.locale), texts.label(office.legal_form));
            texts.with_two("consent-recipient", "name", name, "form", form)
        });
        texts.join(&named.collect::<Vec<_>>())
    }

    fn zone(&self, code: &OfficeCode) -> TimeZone {
        let office = self.offices.iter().find(|office| office.code == *code);
        office.and_then(|office| TimeZone::get(&office.time_zone).ok()).unwrap_or(TimeZone::UTC)
    }

    /// The date at an office at a moment.
    pub(super) fn day_at(&self, code: &OfficeCode, at: Ts) -> Day {
        at.day_in(&self.zone(code))
    }

    fn vacancy(&self, id: VacancyId, locale: Locale) -> String {
        let vacancy = self.vacancies.iter().find(|vacancy| vacancy.id == id);
        vacancy.map(|vacancy| vacancy.title.get(locale).to_owned()).unwrap_or_default()
    }

    fn version(&self, id: NoticeId) -> Option<i32> {
        self.notices.iter().find(|(notice, _)| *notice == id).map(|(_, version)| *version)
    }
}

/// The words, names and clock of one page.
pub(super) struct Look<'a> {
    pub(super) texts: &'a Texts,
    pub(super) known: &'a Known,
    zone: TimeZone,
}

impl Look<'_> {
    /// A moment on the clock of the office that answers.
    pub(super) fn moment(&self, at: Ts) -> String {
        self.texts.moment(at, &self.zone)
    }

    fn locale(&self) -> Locale {
        self.texts.locale
    }
}

/// The page of a record, with the messages before one of them.
pub(super) fn record(
    candidate: &CandidateCaller,
    file: &HoldingFile,
    known: &Known,
    before: Option<MessageId>,
) -> RecordPage {
    let texts = &candidate.visitor.texts;
    let look = Look { texts, known, zone: known.zone(&file.holding.office) };
    let law = candidate.visitor.app.store.law();
    let held = file.profile.value();
    let record = held.map(|held| &held.profile.record);
    let office = known.office(&file.holding.office, texts.locale);
    let today = candidate.visitor.at.day_in(&look.zone);
    let open = held.map(|held| held.consent_requests.iter().filter(|it| it.is_open(today)));
    let questions = open.into_iter().flatten().map(|it| question(it, &office, known, texts)).collect();
    let shut = [
        withheld(&file.profile, CategoryId::Profile, law, texts),
        withheld(&file.applications, CategoryId::ApplicationHistory, law, texts),
        withheld(&file.messages, CategoryId::Communications, law, texts),
    ];
    RecordPage {
        frame: candidate.frame(),
        name: record.map(|record| record.name.display(texts.locale)).unwrap_or_default(),
        messages: messages::list(&file.messages, &office, before, &look),
        office,
        questions,
        profile: record.map(|record| profile::show(record, texts)),
        applications: all(file.applications.value(), |it| application(it, &look)),
        proposals: all(held.map(|held| &held.proposals), |it| proposal(it, &look)),
        documents: all(held.map(|held| &held.documents), |it| document(it, &look)),
        notices: all(held.map(|held| &held.later_notices), |later| MyNotice {
            version: later.version,
            is_open: later.is_open(today),
            standing: standing(later, today, known, &candidate.holding.office, texts),
        }),
        consents: all(held.map(|held| &held.consents), |it| consent(it, today, &look)),
        withheld: shut.into_iter().flatten().collect(),
        uses: held.map(|held| uses::lines(&held.uses, &candidate.caller, &look)).unwrap_or_default(),
    }
}

fn all<T, V>(held: Option<&Vec<T>>, view: impl Fn(&T) -> V) -> Vec<V> {
    held.map(|held| held.iter().map(view).collect()).unwrap_or_default()
}

fn withheld<T>(part: &Shown<T>, category: CategoryId, law: &Law, texts: &Texts) -> Option<Withheld> {
    match part {
        Shown::Value(_) | Shown::Nothing => None,
        Shown::Withheld(refusal) => Some(refused(refusal, law, texts)),
        Shown::Damaged => Some(Withheld {
            category,
            office: String::new(),
            rule: String::new(),
            why: texts.say("me-damaged"),
            citation: String::new(),
            remedies: Vec::new(),
        }),
    }
}

/// What would change the answer is for staff to do, so it is not listed here.
fn refused(refusal: &Refusal, law: &Law, texts: &Texts) -> Withheld {
    let rule = &refusal.rule;
    let words = law.rules.text(rule).or_else(|| law.access.text(rule));
    Withheld {
        category: refusal.category,
        office: String::new(),
        why: withholding::why(law, texts, refusal),
        citation: words.map(|words| words.cite.clone()).unwrap_or_default(),
        remedies: Vec::new(),
        rule: rule.clone(),
    }
}

fn application(shown: &ShownApplication, look: &Look<'_>) -> MyApplication {
    let application = &shown.application;
    MyApplication {
        vacancy: look.known.vacancy(application.vacancy, look.locale()),
        office: look.known.office(&application.office, look.locale()),
        received: look.moment(application.received_at),
        standing: application.stage.standing(),
        notice: application.notice.and_then(|notice| look.known.version(notice)),
    }
}

fn proposal(shown: &ShownProposal, look: &Look<'_>) -> MyProposal {
    MyProposal { vacancy: look.known.vacancy(shown.vacancy, look.locale()), received: look.moment(shown.at) }
}

fn document(shown: &ShownDocument, look: &Look<'_>) -> MyDocument {
    MyDocument {
        id: shown.document.id.to_string(),
        name: match &shown.name {
            Unsealed::Value(name) => name.clone(),
            Unsealed::Damaged => look.texts.say("me-document-damaged"),
        },
        kind: shown.document.kind,
        size: look.texts.size(shown.document.bytes),
        stored: look.moment(shown.document.stored_at),
    }
}

fn question(request: &ConsentRequest, office: &str, known: &Known, texts: &Texts) -> MyQuestion {
    let to = Recipients { party: known.party(request.question.third_party), ..Recipients::default() };
    MyQuestion {
        question: Wording::of(&request.question, office, &to, texts).question,
        href: format!("/me/consent-requests/{}", request.id),
        open_until: texts.day(&request.open_until),
    }
}

fn consent(consent: &Consent, today: Day, look: &Look<'_>) -> MyConsent {
    let texts = look.texts;
    let day = |day: Option<&Day>| day.map(|day| texts.day(day)).unwrap_or_default();
    let withdrawal = format!("/me/consents/{}/withdrawal", consent.id);
    MyConsent {
        scopes: consent.scopes.clone(),
        countries: consent.countries.clone(),
        party: look.known.party(consent.third_party).map(|party| party.name.clone()).unwrap_or_default(),
        from: texts.day(&consent.from),
        until: day(consent.until.as_ref()),
        withdrawn: day(consent.withdrawn_on.as_ref()),
        words: consent.shown.lines().map(str::to_owned).collect(),
        withdrawal: if consent.is_withdrawable(today) { withdrawal } else { String::new() },
    }
}
