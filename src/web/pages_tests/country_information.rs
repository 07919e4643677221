//! Samples of the pages of country information.

use askama::Template;

use super::people::at;
use super::{Rendered, by, frame};
use crate::domain::country_information::{CountryInformation, CountryWords};
use crate::domain::id::{CountryInformationId, StaffId};
use crate::domain::locale::InThreeLanguages;
use crate::domain::staff::Role;
use crate::domain::time::Ts;
use crate::store::country_drafts::Draft;
use crate::web::form::{Form, Kind};
use crate::web::frame::Area;
use crate::web::public::country_information::CountriesPage;
use crate::web::staff::country_information::draft::{CountryDraftPage, draft_form};
use crate::web::staff::country_information::{CountryInformationPage, CountryView, VersionView};
use crate::web::texts::Texts;

/// A version for Singapore.
pub fn singapore() -> CountryInformation {
    let all = |ja: &str, en: &str, zh: &str| InThreeLanguages { ja: ja.into(), en: en.into(), zh_hant: zh.into() };
    CountryInformation {
        id: CountryInformationId::new(),
        country: "SG".parse().unwrap(),
        version: 2,
        words: CountryWords {
            system: all(
                "シンガポールには個人データ保護法（PDPA、2012年）があり、個人データ保護委員会が監督します。",
                "Singapore has the Personal Data Protection Act 2012 (PDPA), with the Personal Data Protection Commission.",
                "新加坡有《2012年個人資料保護法令》（PDPA），由個人資料保護委員會監管。",
            ),
            differences: all(
                "消去を求める一般的な権利はありません。",
                "There is no general right to erasure.",
                "沒有一般的刪除權。",
            ),
            measures: all(
                "記録は封をして保管し、すべての利用を記録します。",
                "Records are stored sealed, and every use is on record.",
                "紀錄封存保管，每次使用均有紀錄。",
            ),
            source: "https://sso.agc.gov.sg/Act/PDPA2012".into(),
            checked_on: "2026-11-24".parse().ok(),
        },
        published_at: Ts::from_micros(1_795_000_000_000_000),
        published_by: Some(StaffId::new()),
        withdrawn_at: None,
    }
}

pub fn pages(t: &Texts) -> Vec<Rendered> {
    let officer = Area::Staff(Role::PrivacyOfficer);
    let who = format!("Mio Ando, {}", at(t, 24, "10:15"));
    let current = VersionView {
        published: who.clone(),
        withdrawal: "/staff/country-information/018f/withdrawal".into(),
        ..VersionView::of(&singapore(), t)
    };
    let earlier = VersionView { version: 1, withdrawn: at(t, 20, "14:00"), ..VersionView::of(&singapore(), t) };
    let view = |code: &str, in_force: Option<VersionView>, due: &str| CountryView {
        code: code.into(),
        name: t.country(&code.parse().unwrap()),
        is_due: due.is_empty(),
        due: due.into(),
        draft: if in_force.is_some() { who.clone() } else { String::new() },
        earlier: vec![earlier.clone()],
        in_force,
    };
    let year = by(t, "2027年11月24日", "24 November 2027", "2027年11月24日");
    let came = VersionView { published: String::new(), ..current.clone() };
    let list = CountryInformationPage {
        frame: frame(t, officer, "/staff/country-information"),
        countries: vec![view("SG", Some(current.clone()), year), view("HK", Some(came), ""), view("JP", None, "")],
    };
    let mut words = singapore().words;
    words.differences.zh_hant.clear();
    let country = singapore().country;
    let draft = Draft { country, words, revision: 3, changed_by: None, changed_at: Ts::from_micros(0) };
    let mut form = draft_form(t, &draft);
    form.refuse("differences.zh-Hant", "error-required");
    form.refuse("source", "error-country-source");
    let mut removal = Form::new("/staff/country-information/drafts/SG/removal");
    removal.add("seen", Kind::Hidden, "revision", "country-source").value("3");
    let draft = CountryDraftPage {
        frame: frame(t, officer, "/staff/country-information/drafts/SG"),
        country: t.country(&country),
        form,
        removal,
    };
    let public = CountriesPage { frame: frame(t, Area::Public, "/notices/countries"), versions: vec![current] };
    let nothing = CountriesPage { frame: frame(t, Area::Public, "/notices/countries"), versions: Vec::new() };
    vec![
        ("country-information", list.render().unwrap()),
        ("country-information-draft", draft.render().unwrap()),
        ("countries", public.render().unwrap()),
        ("countries-none", nothing.render().unwrap()),
    ]
}
