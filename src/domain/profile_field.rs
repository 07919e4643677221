//! The fields of a profile one by one: where two profiles differ, and taking a single field over.
//!
//! Invariant: work history and education are one field each, since an employer of one list and a title of another would
//! say something that nobody wrote.

use super::candidate::ProfileRecord;
use crate::text_enum;

text_enum! {
    /// A field of a profile, by its name in forms.
    "profile field" ProfileField {
        /// Family name.
        Family = "family",
        /// Given name.
        Given = "given",
        /// Reading of the family name.
        FamilyReading = "family_reading",
        /// Reading of the given name.
        GivenReading = "given_reading",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// Country of residence.
        Residence = "residence",
        /// Postal address.
        Address = "address",
        /// Date of birth.
        BornOn = "born_on",
        /// Nationality.
        Nationality = "nationality",
        /// Sex.
        Sex = "sex",
        /// Marital status.
        MaritalStatus = "marital_status",
        /// Work history.
        Work = "work",
        /// Education.
        Education = "education",
        /// Qualifications.
        Qualifications = "qualifications",
        /// Languages.
        Languages = "languages",
        /// A page of theirs.
        Link = "link",
    }
}

impl ProfileField {
    /// Puts another profile's value of this field into a profile.
    pub fn take(self, into: &mut ProfileRecord, from: &ProfileRecord) {
        match self {
            Self::Family => into.name.family.clone_from(&from.name.family),
            Self::Given => into.name.given.clone_from(&from.name.given),
            Self::FamilyReading => into.name.family_reading.clone_from(&from.name.family_reading),
            Self::GivenReading => into.name.given_reading.clone_from(&from.name.given_reading),
            Self::Email => into.email = from.email.clone(),
            Self::Phone => into.phone.clone_from(&from.phone),
            Self::Residence => into.residence = from.residence,
            Self::Address => into.address.clone_from(&from.address),
            Self::BornOn => into.born_on = from.born_on,
            Self::Nationality => into.nationality = from.nationality,
            Self::Sex => into.sex = from.sex,
            Self::MaritalStatus => into.marital_status = from.marital_status,
            Self::Work => into.work.clone_from(&from.work),
            Self::Education => into.education.clone_from(&from.education),
            Self::Qualifications => into.qualifications.clone_from(&from.qualifications),
            Self::Languages => into.languages.clone_from(&from.languages),
            Self::Link => into.link.clone_from(&from.link),
        }
    }

    /// The fields in which two profiles differ, in the order of forms.
    pub fn differing(one: &ProfileRecord, other: &ProfileRecord) -> Vec<Self> {
        let differs = |field: &Self| {
            let mut taken = one.clone();
            field.take(&mut taken, other);
            taken != *one
        };
        Self::ALL.iter().copied().filter(differs).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::{EducationEntry, MaritalStatus, PersonName, Sex, WorkEntry};
    use crate::domain::contact::{EmailAddress, Phone};
    use crate::domain::locale::Locale;

    fn profile(word: &str, country: &str, filled: bool) -> ProfileRecord {
        ProfileRecord {
            name: PersonName {
                family: word.into(),
                given: word.into(),
                family_reading: word.into(),
                given_reading: word.into(),
            },
            email: EmailAddress::parse(&format!("{word}@example.com")).unwrap(),
            phone: filled.then(|| Phone::parse("+81 3 0000 0000").unwrap()),
            residence: country.parse().unwrap(),
            address: word.into(),
            born_on: filled.then(|| "1990-01-02".parse().unwrap()),
            sex: filled.then_some(Sex::Female),
            marital_status: filled.then_some(MaritalStatus::Single),
            nationality: filled.then(|| country.parse().unwrap()),
            work: vec![WorkEntry { employer: word.into(), ..WorkEntry::default() }],
            education: vec![EducationEntry { school: word.into(), ..EducationEntry::default() }],
            qualifications: word.into(),
            languages: word.into(),
            link: word.into(),
            locale: Locale::Ja,
        }
    }

    #[test]
    fn every_field_can_be_taken_and_all_of_them_make_the_other_profile() {
        let (stored, other) = (profile("a", "JP", false), profile("b", "SG", true));
        assert_eq!(ProfileField::differing(&stored, &other), ProfileField::ALL);
        let mut taken = stored.clone();
        for (number, field) in ProfileField::ALL.iter().enumerate() {
            field.take(&mut taken, &other);
            assert_eq!(ProfileField::differing(&stored, &taken), ProfileField::ALL[..=number]);
        }
        assert_eq!(taken, other);
        assert!(ProfileField::differing(&stored, &stored).is_empty());
    }
}
