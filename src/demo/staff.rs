//! The demo's people of staff: five roles in each of three offices.
//!
//! Invariant: each has an address of their own at a reserved domain; passwords are made elsewhere, at random.

use super::{ContentError, parsed};
use crate::domain::contact::EmailAddress;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::staff::Role;

/// A person of staff, before they have an account.
#[derive(Debug, Clone)]
pub struct DemoStaff {
    /// Their office.
    pub office: OfficeCode,
    /// What they may do.
    pub role: Role,
    /// Their name as colleagues write it.
    pub name: &'static str,
    /// Their sign-in name.
    pub email: EmailAddress,
    /// The language of their pages.
    pub locale: Locale,
}

/// Office, its word in addresses, language, and per role the first word of the address and the name.
type Row = (&'static str, &'static str, Locale, [(&'static str, &'static str); 5]);

const ROWS: [Row; 3] = [
    (
        "JP",
        "tokyo",
        Locale::Ja,
        [("rin", "水野 凛"), ("daichi", "岸本 大地"), ("mio", "早瀬 美緒"), ("kaoru", "長谷部 薫"), ("sho", "野上 翔")],
    ),
    (
        "SG",
        "singapore",
        Locale::En,
        [
            ("wei", "Wei Koh"),
            ("priya", "Priya Raghavan"),
            ("farid", "Farid Osman"),
            ("mei", "Mei Lin Seah"),
            ("arjun", "Arjun Menon"),
        ],
    ),
    (
        "HK",
        "hongkong",
        Locale::ZhHant,
        [
            ("kayan", "梁嘉欣"),
            ("chihang", "鄧志恆"),
            ("wingsze", "馮詠詩"),
            ("yukming", "蔡育明"),
            ("hoiting", "葉凱婷"),
        ],
    ),
];

/// The staff of all three offices, in the order of [`Role::STAFF`].
///
/// # Errors
/// [`ContentError`] if an address is not one; a test holds that none is.
pub fn staff() -> Result<Vec<DemoStaff>, ContentError> {
    let mut out = Vec::with_capacity(15);
    for (office, place, locale, people) in ROWS {
        for (role, (first, name)) in Role::STAFF.into_iter().zip(people) {
            let address = format!("{first}.{}.{place}@example.com", role.as_str());
            let email = EmailAddress::parse(&address)
                .map_err(|_| ContentError::Value { what: "staff address", value: address })?;
            out.push(DemoStaff { office: parsed("office", office)?, role, name, email, locale });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_office_has_every_role_once_with_an_address_of_its_own() {
        let all = staff().unwrap();
        assert_eq!(all.len(), 15);
        let addresses: std::collections::HashSet<String> = all.iter().map(|s| s.email.index_form()).collect();
        assert_eq!(addresses.len(), 15);
        assert!(addresses.contains("rin.recruiter.tokyo@example.com"));
        assert!(addresses.contains("wei.recruiter.singapore@example.com"));
        assert!(addresses.contains("kayan.recruiter.hongkong@example.com"));
    }
}
