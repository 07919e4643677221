//! Who somebody is: name, home, address, telephone, the language of their letters.

use super::super::rng::Rng;
use super::super::{ContentError, parsed};
use super::elsewhere::{self, Place};
use super::{hong_kong, japan, singapore};
use crate::domain::candidate::{PersonName, Sex};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;

/// Where somebody is at home; decides their names, schools and employers.
#[derive(Clone, Copy)]
pub(super) enum Home {
    Japan,
    Singapore,
    HongKong,
    Elsewhere(&'static Place),
}

impl Home {
    /// The home of somebody who applies to an office: mostly there, sometimes another of the three, or elsewhere.
    pub(super) fn of_applicant(office: &str, rng: &mut Rng) -> Self {
        let at = usize::try_from(rng.below(elsewhere::PLACES.len() as u64)).unwrap_or(0);
        match (rng.below(100), office, elsewhere::PLACES.get(at)) {
            (0..5, _, Some(place)) => Self::Elsewhere(place),
            (5..7, "JP", _) | (7..100, "SG", _) => Self::Singapore,
            (7..9, "JP", _) | (5..7, "SG", _) => Self::HongKong,
            (7..100, "HK", _) => Self::HongKong,
            (5..7, "HK", _) => Self::Singapore,
            _ => Self::Japan,
        }
    }

    /// The two letters of its country.
    pub(super) const fn country(self) -> &'static str {
        match self {
            Self::Japan => "JP",
            Self::Singapore => "SG",
            Self::HongKong => "HK",
            Self::Elsewhere(place) => place.country,
        }
    }
}

/// Who somebody is.
pub(super) struct Identity {
    pub(super) home: Home,
    pub(super) name: PersonName,
    pub(super) sex: Sex,
    /// Their name in letters for an address, without spaces.
    pub(super) letters: [String; 2],
    pub(super) residence: Country,
    pub(super) nationality: Country,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) locale: Locale,
}

impl Identity {
    /// Makes somebody up.
    pub(super) fn draw(home: Home, rng: &mut Rng) -> Result<Self, ContentError> {
        let sex = if rng.per_mille(480) { Sex::Female } else { Sex::Male };
        let locale = match home {
            Home::Japan => Locale::Ja,
            Home::HongKong if rng.per_mille(700) => Locale::ZhHant,
            _ => Locale::En,
        };
        let (name, letters) = match home {
            Home::Japan => japanese(sex, rng),
            Home::Singapore => singaporean(sex, rng),
            Home::HongKong => hong_konger(sex, locale, rng),
            Home::Elsewhere(place) => from_elsewhere(place, sex, rng),
        };
        let residence = parsed("country", home.country())?;
        let nationality = match home {
            Home::Singapore if rng.per_mille(180) => parsed("country", rng.pick(&["MY", "IN", "PH", "CN"]))?,
            _ => residence,
        };
        let (address, phone) = (address(home, locale, rng), phone(home, rng));
        let letters = letters.map(|text| text.to_lowercase().replace([' ', '\''], ""));
        Ok(Self { home, name, sex, letters, residence, nationality, address, phone, locale })
    }

    /// The name as the head of a CV shows it: readable for the office, in the person's own writing as well.
    pub(super) fn cv_name(&self) -> String {
        let shown = self.name.display(self.locale);
        match (self.locale, self.name.family_reading.is_empty()) {
            (_, true) => shown,
            (Locale::Ja, _) => format!("{shown}({})", self.name.reading()),
            (Locale::ZhHant, _) => format!("{shown} {}", self.name.reading()),
            (Locale::En, _) => format!("{} {} ({shown})", self.name.given_reading, self.name.family_reading),
        }
    }
}

fn name(family: &str, given: &str, family_reading: &str, given_reading: &str) -> PersonName {
    let [family, given, family_reading, given_reading] =
        [family, given, family_reading, given_reading].map(str::to_owned);
    PersonName { family, given, family_reading, given_reading }
}

fn japanese(sex: Sex, rng: &mut Rng) -> (PersonName, [String; 2]) {
    let (family, family_kana, family_letters) = rng.pick(japan::FAMILY);
    let (given, kana, letters) = rng.pick(if sex == Sex::Female { japan::WOMEN } else { japan::MEN });
    (name(family, given, family_kana, kana), [family_letters.to_owned(), letters.to_owned()])
}

fn singaporean(sex: Sex, rng: &mut Rng) -> (PersonName, [String; 2]) {
    use singapore as sg;
    let woman = sex == Sex::Female;
    let (family, given): (String, &str) = match rng.below(100) {
        0..70 => {
            let (family, hanzi) = rng.pick(sg::CHINESE_FAMILY);
            let (given, given_hanzi) = rng.pick(if woman { sg::CHINESE_WOMEN } else { sg::CHINESE_MEN });
            if rng.per_mille(250) {
                return (name(hanzi, given_hanzi, family, given), [family.to_owned(), given.to_owned()]);
            }
            (family.to_owned(), given)
        }
        70..86 => {
            let link = if woman { "binte" } else { "bin" };
            (
                format!("{link} {}", rng.pick(sg::MALAY_FATHERS)),
                rng.pick(if woman { sg::MALAY_WOMEN } else { sg::MALAY_MEN }),
            )
        }
        _ => (rng.pick(sg::INDIAN_FAMILY).to_owned(), rng.pick(if woman { sg::INDIAN_WOMEN } else { sg::INDIAN_MEN })),
    };
    let letters = family.rsplit_once(' ').map_or(family.as_str(), |(_, father)| father).to_owned();
    (name(&family, given, "", ""), [letters, given.to_owned()])
}

fn hong_konger(sex: Sex, locale: Locale, rng: &mut Rng) -> (PersonName, [String; 2]) {
    use hong_kong as hk;
    let woman = sex == Sex::Female;
    let (family, family_letters) = rng.pick(hk::FAMILY);
    let (given, letters) = rng.pick(if woman { hk::WOMEN } else { hk::MEN });
    let english = rng.pick(if woman { hk::ENGLISH_WOMEN } else { hk::ENGLISH_MEN });
    let mail = [family_letters.to_owned(), if rng.per_mille(500) { english } else { letters }.to_owned()];
    if locale == Locale::ZhHant {
        (name(family, given, family_letters, letters), mail)
    } else {
        (name(family_letters, &format!("{english} {letters}"), "", ""), mail)
    }
}

fn from_elsewhere(place: &Place, sex: Sex, rng: &mut Rng) -> (PersonName, [String; 2]) {
    let (family, family_letters) = rng.pick(place.family);
    let (given, letters) = rng.pick(if sex == Sex::Female { place.women } else { place.men });
    let mail = [family_letters.to_owned(), letters.to_owned()];
    let written_in_latin = family.chars().all(|c| (c as u32) < 0x2E80);
    if written_in_latin {
        (name(family, given, "", ""), mail)
    } else {
        (name(family, given, &capitalised(family_letters), &capitalised(letters)), mail)
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn address(home: Home, locale: Locale, rng: &mut Rng) -> String {
    match home {
        Home::Japan => {
            let (zip, city, towns) = rng.pick(japan::PLACES);
            let (town, chome, ban, go) = (rng.pick(towns), rng.between(1, 6), rng.between(1, 38), rng.between(1, 24));
            let end = if rng.per_mille(600) {
                format!(" {}{}号室", rng.pick(japan::BUILDINGS), rng.between(1, 9) * 100 + rng.between(1, 8))
            } else {
                String::new()
            };
            format!("〒{zip}-{:04} {city}{town}{chome}丁目{ban}番{go}号{end}", rng.below(90))
        }
        Home::Singapore => {
            let (street, low, high, sector) = rng.pick(singapore::PLACES);
            let block = rng.between(low, high);
            let (floor, unit) = (rng.between(2, 25), rng.between(101, 999));
            format!("Blk {block} {street}, #{floor:02}-{unit}, Singapore {sector}{block:03}")
        }
        Home::HongKong => {
            let (street, english_street) = rng.pick(hong_kong::PLACES);
            let (estate, english_estate) = rng.pick(hong_kong::ESTATES);
            let (number, floor) = (rng.between(2, 188), rng.between(3, 38));
            let flat = rng.pick(&["A", "B", "C", "D", "E", "F"]);
            if locale == Locale::ZhHant {
                format!("{street}{number}號{estate}{floor}樓{flat}室")
            } else {
                format!("Flat {flat}, {floor}/F, {english_estate}, {number} {english_street}")
            }
        }
        Home::Elsewhere(place) => rng.pick(place.addresses).replace("{n}", &rng.between(3, 398).to_string()),
    }
}

/// Numbers in national formats. Those of Japan start their second group with 0, which is assigned to nobody.
fn phone(home: Home, rng: &mut Rng) -> String {
    let pattern = match home {
        Home::Japan => {
            rng.pick(&["090-0###-####", "080-0###-####", "070-0###-####", "+81 90-0###-####", "03-0###-####"])
        }
        Home::Singapore => rng.pick(&["+65 8### ####", "+65 9### ####", "9### ####", "+65 6### ####"]),
        Home::HongKong => rng.pick(&["+852 5### ####", "+852 6### ####", "9### ####", "(852) 2### ####"]),
        Home::Elsewhere(place) => place.phone,
    };
    let digit = |c: char| if c == '#' { char::from(b'0' + u8::try_from(rng.below(10)).unwrap_or(0)) } else { c };
    pattern.chars().map(digit).collect()
}
