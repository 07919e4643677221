//! Consents and their withdrawal.

use super::id::{ConsentId, ConsentRequestId, CountryInformationId, HoldingId, NoticeId, ThirdPartyId};
use super::jurisdiction::Country;
use super::letter::Letter;
use super::locale::Locale;
use super::time::{Day, Ts};
use crate::text_enum;

text_enum! {
    /// What a consent covers.
    "consent scope" ConsentScope {
        /// Provision to a third party.
        ThirdParty = "third_party",
        /// Provision abroad, to the countries the consent names.
        Foreign = "foreign",
        /// A purpose that the notice did not name.
        OtherPurpose = "other_purpose",
        /// Being kept for later recruitment.
        TalentPool = "talent_pool",
        /// Health data; always a consent of its own.
        Health = "health",
    }
}

text_enum! {
    /// How a consent was given.
    "consent channel" ConsentChannel {
        /// With the form of an application.
        Form = "form",
        /// On the candidate's own page, as the answer to a question.
        OwnPage = "own_page",
        /// On the page of a single-use link that was mailed to the address on record.
        MailedLink = "mailed_link",
    }
}

text_enum! {
    /// What became of a question for a consent.
    "consent answer" ConsentAnswer {
        /// The candidate agreed.
        Given = "given",
        /// The candidate did not agree.
        Refused = "refused",
        /// The same was asked anew, or nobody answered in time.
        Lapsed = "lapsed",
    }
}

/// Days before its end at which a consent is offered to be asked for anew.
pub const RENEWAL_DAYS: i64 = 30;

/// Whether a last day is that near.
fn ends_soon(until: Day, today: Day) -> bool {
    (0..=RENEWAL_DAYS).contains(&until.days_since(today))
}

/// A question for one consent, put to a candidate by itself: nothing else depends on the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRequest {
    /// Which.
    pub id: ConsentRequestId,
    /// What is asked.
    pub question: ConsentQuestion,
    /// What the candidate is told about the country, if the question names one.
    pub information: Option<CountryInformationId>,
    /// When it was asked.
    pub asked_at: Ts,
    /// The last day on which it can be answered.
    pub open_until: Day,
    /// The answer, once there is one.
    pub answer: Option<ConsentAnswer>,
    /// The letter that brings it, if one was to be mailed.
    pub letter: Option<Letter>,
}

impl ConsentRequest {
    /// Whether it can be answered on a day.
    pub fn is_open(&self, today: Day) -> bool {
        self.answer.is_none() && today <= self.open_until
    }
}

/// What a candidate is asked to agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentQuestion {
    /// What it covers.
    pub scope: ConsentScope,
    /// The country that the data would go to.
    pub country: Option<Country>,
    /// The third party that would get it.
    pub third_party: Option<ThirdPartyId>,
    /// The last day that the consent would be in force, if it ends.
    pub until: Option<Day>,
}

impl ConsentQuestion {
    /// What can be asked: another purpose would have to be named.
    pub const SCOPES: [ConsentScope; 4] =
        [ConsentScope::ThirdParty, ConsentScope::Foreign, ConsentScope::TalentPool, ConsentScope::Health];

    /// Whether it can be asked in that way: a third party is named by a question about one and by nothing else but one about
    /// health; abroad means one country, whose
    /// law a question can tell of, and being kept means none.
    pub fn is_complete(&self) -> bool {
        if self.country.is_some_and(|country| country.jurisdiction().is_none()) {
            return false;
        }
        if !self.may_name(self.third_party.is_some()) {
            return false;
        }
        match self.scope {
            ConsentScope::Foreign => self.country.is_some(),
            ConsentScope::TalentPool => self.country.is_none(),
            ConsentScope::ThirdParty | ConsentScope::Health => true,
            ConsentScope::OtherPurpose => false,
        }
    }

    /// Whether a question of its kind can name a third party, or none: one about health can do both.
    pub fn may_name(&self, a_party: bool) -> bool {
        self.scope == ConsentScope::Health || a_party == (self.scope == ConsentScope::ThirdParty)
    }

    /// What a consent covers that comes of it: provision to a third party abroad is provision abroad, to that one alone.
    pub fn scopes(&self) -> Vec<ConsentScope> {
        match self.scope {
            ConsentScope::ThirdParty if self.country.is_some() => vec![ConsentScope::ThirdParty, ConsentScope::Foreign],
            scope => vec![scope],
        }
    }
}

/// A consent that ends soon and was not given anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndingConsent {
    /// Whose it is.
    pub holding: HoldingId,
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// Its last day.
    pub until: Day,
}

/// A consent of a candidate to one office; a row of facts without words about a person.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Which.
    pub id: ConsentId,
    /// What it covers.
    pub scopes: Vec<ConsentScope>,
    /// The countries it names.
    pub countries: Vec<Country>,
    /// The third party it names: nothing that goes to anybody else stands on it. What was given before third parties were
    /// named covers any of them.
    pub third_party: Option<ThirdPartyId>,
    /// Whether the required information on country and recipient was given before.
    pub country_info_given: bool,
    /// For health: whether it says that the data goes abroad.
    pub abroad: bool,
    /// First day in force.
    pub from: Day,
    /// Last day in force, if it ends.
    pub until: Option<Day>,
    /// The day it was withdrawn on, if it was; it ends on its own day.
    pub withdrawn_on: Option<Day>,
    /// The notice that was in front of the candidate.
    pub notice: Option<NoticeId>,
    /// The language it was asked in.
    pub locale: Locale,
    /// When it was recorded.
    pub recorded_at: Ts,
    /// How it was given.
    pub channel: ConsentChannel,
    /// The words that were in front of the candidate; empty where the notice alone was.
    pub shown: String,
}

impl Consent {
    /// The question that would give it anew for as long again, if it ends within [`RENEWAL_DAYS`] and can be asked so.
    pub fn renewal(&self, today: Day) -> Option<ConsentQuestion> {
        let until = self.until.filter(|until| self.withdrawn_on.is_none() && ends_soon(*until, today))?;
        let (&[scope, ..], countries) = (self.scopes.as_slice(), self.countries.as_slice()) else { return None };
        let country = match countries {
            [] => None,
            [country] => Some(*country),
            _ => return None,
        };
        let again = until.plus_days(until.days_since(self.from).max(1));
        let question = ConsentQuestion { scope, country, third_party: self.third_party, until: Some(again) };
        Some(question).filter(|it| it.is_complete() && it.scopes() == self.scopes)
    }

    /// Whether it can still be withdrawn: it is in force on a day, or will be.
    pub fn is_withdrawable(&self, today: Day) -> bool {
        self.withdrawn_on.is_none() && self.until.is_none_or(|until| today <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_party_is_named_where_one_is_asked_about_and_nowhere_else() {
        let (country, party) = ("SG".parse().ok(), Some(ThirdPartyId::new()));
        let question =
            |scope, country, third_party| ConsentQuestion { scope, country, third_party, until: None }.is_complete();
        assert!(!question(ConsentScope::ThirdParty, None, None));
        assert!(question(ConsentScope::ThirdParty, None, party) && question(ConsentScope::ThirdParty, country, party));
        assert!(question(ConsentScope::Foreign, country, None) && !question(ConsentScope::Foreign, country, party));
        assert!(!question(ConsentScope::TalentPool, None, party));
        assert!(question(ConsentScope::Health, None, party) && question(ConsentScope::Health, country, None));
    }
}
