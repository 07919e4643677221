//! Outsourcing and joint use (recruitment policy, sections 4 and 5) over HTTP: a processor's people see what it was
//! entrusted with while everything about it is in order, and not a moment longer.

use std::io::Read;

use saiyo::domain::time::Ts;

use crate::browser::{Answer, Browser};
use crate::consents::page_of;
use crate::house::House;
use crate::support::sql::Sql;
use crate::support::{Admitted, moment};

const SIGN_IN: (&str, &str) = ("haruka@hibiki.example", "another rather long sentence");
pub const CONTRACT: [(&str, &str); 9] = [
    ("from", "2026-04-01"),
    ("until", "2027-03-31"),
    ("category.profile", "yes"),
    ("category.application_history", "yes"),
    ("purpose.P1_recruitment", "yes"),
    ("countries", "JP SG"),
    ("safeguard", "equivalent_measures_contract"),
    ("checked", "2026-06-01"),
    ("unknown", "is left out"),
];
pub const REVIEW: [(&str, &str); 3] = [("kind", "vetting"), ("finding", "in_order"), ("note", "Looked at devices.")];

/// A processor that works for Tokyo, with somebody who signs in.
pub struct Hibiki {
    /// The address of its page.
    pub page: String,
}

pub fn hibiki(mio: &Browser) -> Hibiki {
    let about = [("name", "Hibiki"), ("country", "JP"), ("incident_contact", "0120-000-000")];
    let added = mio.post("/staff/processors", &about);
    assert_eq!(added.status, 303, "{}", added.body);
    let page = added.location.split('?').next().unwrap().to_owned();
    for (what, fields) in [("contract", &CONTRACT[..]), ("reviews", &REVIEW)] {
        let kept = mio.post(&format!("{page}/{what}"), fields);
        assert_eq!((kept.status, kept.location.as_str()), (303, &*format!("{page}?done=saved")), "{what}");
    }
    let user = [("user_name", "Haruka"), ("email", SIGN_IN.0), ("locale", "en"), ("password", SIGN_IN.1)];
    assert_eq!(mio.post(&format!("{page}/users"), &user).status, 303);
    Hibiki { page }
}

impl Hibiki {
    fn id(&self) -> &str {
        self.page.rsplit('/').next().unwrap()
    }

    pub fn entrust(&self, rin: &Browser, known: &Admitted) -> Answer {
        let fields = [
            ("processor", self.id()),
            ("entrust_purpose", "P1_recruitment"),
            ("entrust.profile", "yes"),
            ("entrust.application_history", "yes"),
        ];
        rin.post(&format!("{}/entrustments", page_of(known)), &fields)
    }

    /// What the index of a package for it says.
    fn index(&self, mio: &Browser, identity: &age::x25519::Identity) -> String {
        let lock = [("recipient", &*identity.to_public().to_string()), ("own_password", crate::house::PASSWORD)];
        let sent = mio.post(&format!("{}/package", self.page), &lock);
        assert_eq!(sent.status, 200, "{}", sent.body);
        String::from_utf8_lossy(&opened(&sent.bytes, identity).last().unwrap().1).into_owned()
    }
}

/// The contract with other values in some fields.
pub fn replaced(with: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = CONTRACT.to_vec();
    fields.retain(|(name, _)| !with.iter().any(|(other, _)| name == other));
    fields.extend(with.iter().filter(|(_, value)| !value.is_empty()));
    fields
}

pub fn at_work(house: &House) -> Browser {
    let mut browser = house.browser();
    let answer = browser.sign_in_as_partner(SIGN_IN.0, SIGN_IN.1);
    assert_eq!((answer.status, answer.location.as_str()), (303, "/partner"), "{}", answer.body);
    browser
}

pub fn record_of(known: &Admitted) -> String {
    format!("/partner/candidates/{}", known.holding.candidate)
}

pub fn keys(house: &House) -> (i64, i64) {
    let kept = house.kept.keyring_sql().number("SELECT count(*) AS n FROM wrapped_keys");
    (kept, house.kept.sql().number("SELECT count(*) AS n FROM grants WHERE state = 'live'"))
}

#[test]
fn a_processors_people_see_what_it_was_entrusted_with_and_the_person_sees_that_they_did() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let haruka = at_work(&house);
    assert!(haruka.get("/partner").text("main").contains("Nothing is entrusted"));
    assert_eq!(haruka.get(&record_of(&known)).status, 404);

    let given = hibiki.entrust(&rin, &known);
    assert_eq!((given.status, given.location), (303, format!("{}?done=entrusted", page_of(&known))));
    assert!(rin.get(&page_of(&known)).text("#entrustments").contains("Hibiki"));
    let again = hibiki.entrust(&rin, &known);
    assert_eq!(again.status, 422);
    assert!(again.text("#entrustments").contains("has all of this already"));

    let list = haruka.get("/partner");
    assert!(list.text("tbody").contains("Akari") && !list.body.contains("Minato"), "{}", list.text("main"));
    let record = haruka.get(&record_of(&known));
    assert!(record.text("h1").contains("Akari"));
    assert!(record.text("[aria-labelledby=applications]").contains("Engineer"));
    for unseen in ["Screening comment", "health", "Selection result", "Sato"] {
        assert!(!record.body.contains(unseen), "{unseen}");
    }
    assert_eq!(haruka.get(&record_of(&other)).status, 404, "nobody else");
    for door in ["/staff", "/staff/candidates", &page_of(&known), "/staff/processors"] {
        let answer = haruka.get(door);
        assert_eq!((answer.status, answer.location.as_str()), (303, "/staff/sign-in"), "{door}");
    }
    assert!(rin.get(&page_of(&known)).text("#uses").contains("Entrusted a processor"));
    let akari = crate::consents::candidate(&house, known.holding.id);
    let uses = akari.get("/me").text("#uses");
    assert!(uses.contains("Given to a processor") && uses.contains("Partner Tokyo Viewed"), "{uses}");

    let end = rin.get(&page_of(&known)).first("#entrustments form[action$='/end']", "action");
    assert_eq!(rin.post(&end, &[]).status, 303);
    assert_eq!(rin.post(&end, &[]).status, 404, "it ends once");
    assert!(haruka.get(&record_of(&known)).text("[aria-labelledby=withheld]").contains("NO-GRANT"));
    assert_eq!(keys(&house).0, keys(&house).1, "the key is gone");
}

#[test]
fn what_ends_while_somebody_looks_refuses_their_next_click_with_the_rule() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    let haruka = at_work(&house);
    let identity = age::x25519::Identity::generate();
    let sub = [("sub_name", "Luntian"), ("sub_country", "PH"), ("engaged", "yes"), ("approved_on", "2026-11-01")];
    let failed = [("kind", "supervision"), ("finding", "failed"), ("note", "No records were kept.")];
    let steps = [
        ("the contract ends", "contract", replaced(&[("until", "2026-11-23")]), "JP-PRO-SAME"),
        ("the profile leaves the scope", "contract", replaced(&[("category.profile", "")]), "JP-PRO-SAME"),
        ("a sub-processor sits in a fourth country", "sub-processors", sub.to_vec(), "JP-PRO-EQUIV"),
        ("supervision failed", "reviews", failed.to_vec(), "JP-PRO-SAME"),
    ];
    for (what, where_to, fields, rule) in steps {
        assert!(haruka.get(&record_of(&known)).text("h1").contains("Akari"), "before {what}");
        assert_eq!(mio.post(&format!("{}/{where_to}", hibiki.page), &fields).status, 303, "{what}");
        let refused = haruka.get(&record_of(&known));
        let withheld = refused.text("[aria-labelledby=withheld]");
        assert!(withheld.contains(rule) && !refused.body.contains("Akari"), "{what}: {withheld}");
        assert!(withheld.contains("What would change this"), "{what}: {withheld}");
        let listed = haruka.get("/partner").text("tbody");
        assert!(listed.contains(rule) && !listed.contains("Akari"), "{what}: {listed}");
        let index = hibiki.index(&mio, &identity);
        assert!(index.contains(rule) && !index.contains("Akari"), "{what}: {index}");
        house.carry_transfers();
        assert_eq!(keys(&house).0, keys(&house).1, "{what}");
        assert!(haruka.get("/partner").text("main").contains("Nothing is entrusted") || what.contains("profile"));
        let handed = hibiki.entrust(&rin, &known);
        if !what.contains("profile") {
            assert_eq!(handed.status, 422, "{what}");
            assert!(handed.text("#entrustments").contains(rule), "{what}");
        }
        // And everything is in order once more.
        assert_eq!(mio.post(&format!("{}/contract", hibiki.page), &CONTRACT).status, 303);
        if let Some(change) = mio.get(&hibiki.page).find("[aria-labelledby=subs] form", "action") {
            mio.post(&change, &[]);
        }
        assert_eq!(mio.post(&format!("{}/reviews", hibiki.page), &REVIEW).status, 303);
        assert_eq!(hibiki.entrust(&rin, &known).status, 303, "after {what}");
    }
    // Nobody does anything: the year since the last supervision passes.
    let later: Ts = moment("2027-02-01T03:00:00Z");
    house.app.clock.set(later);
    let mut haruka = house.browser();
    haruka.sign_in_as_partner(SIGN_IN.0, SIGN_IN.1);
    assert!(haruka.get(&record_of(&known)).text("h1").contains("Akari"));
    house.app.clock.set(moment("2027-04-01T03:00:00Z"));
    let mut haruka = house.browser();
    haruka.sign_in_as_partner(SIGN_IN.0, SIGN_IN.1);
    assert!(haruka.get(&record_of(&known)).text("[aria-labelledby=withheld]").contains("JP-PRO-SAME"));
}

#[test]
fn a_processor_is_told_nothing_about_a_stop_of_use_nor_anybody_about_themselves() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let own = house.admit(&cast.rin, "Kodera", "Haruka");
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let mut sql = house.kept.sql();
    let (candidate, email) = (sql.id(own.holding.candidate.uuid()), SIGN_IN.0);
    sql.run(&format!("UPDATE staff SET own_candidate = {candidate} WHERE email = '{email}'")).unwrap();
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    assert_eq!(hibiki.entrust(&rin, &own).status, 303);
    let haruka = at_work(&house);
    let listed = haruka.get("/partner").text("tbody");
    assert!(listed.contains("Akari") && !listed.contains("Haruka") && !listed.contains("ROLE-OWN-FILE"), "{listed}");
    assert_eq!(haruka.get(&record_of(&own)).status, 404, "not their own file");
    house.suspend(&known);
    let list = haruka.get("/partner");
    assert!(list.text("main").contains("Nothing is entrusted") && !list.body.contains("GATE-SUSPENDED"));
    assert_eq!(haruka.get(&record_of(&known)).status, 404);
    let index = hibiki.index(&mio, &age::x25519::Identity::generate());
    assert!(!index.contains("Akari") && !index.contains("GATE-SUSPENDED"), "{index}");
}

#[test]
fn the_end_signs_its_people_out_and_waits_for_what_became_of_the_data() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    let haruka = at_work(&house);
    let (end, disposal) = (format!("{}/end", hibiki.page), format!("{}/disposal", hibiki.page));
    assert_eq!(mio.post(&end, &[]).status, 422, "it has to be meant");
    assert_eq!(mio.post(&disposal, &[("disposal", "deleted"), ("disposal_note", "x")]).status, 404, "not yet");
    assert_eq!(mio.post(&end, &[("sure", "yes")]).status, 303);
    assert_eq!(haruka.get("/partner").location, "/partner/sign-in");
    let mut again = house.browser();
    assert_eq!(again.sign_in_as_partner(SIGN_IN.0, SIGN_IN.1).status, 422);
    house.carry_transfers();
    assert_eq!(keys(&house).0, keys(&house).1);
    assert!(mio.get("/staff/processors").text("tbody").contains("return or deletion not confirmed"));
    assert_eq!(mio.post(&disposal, &[("disposal", "deleted"), ("disposal_note", "")]).status, 422);
    assert_eq!(mio.post(&disposal, &[("disposal", "deleted"), ("disposal_note", "Certificate.")]).status, 303);
    let page = mio.get(&hibiki.page);
    assert!(page.text("[aria-labelledby=about]").contains("Certificate."));
    assert_eq!(page.count("main form"), 0, "nothing is left to do");
}

#[test]
fn each_door_takes_its_own_people_and_only_officers_keep_processors() {
    let house = House::open();
    let cast = &house.kept.cast;
    let mio = house.signed_in(&cast.officer);
    let hibiki = hibiki(&mio);
    let mut wrong = house.browser();
    assert_eq!(wrong.sign_in(SIGN_IN.0, SIGN_IN.1).status, 422, "the staff's door");
    assert_eq!(wrong.sign_in_as_partner(cast.rin.email.as_str(), crate::house::PASSWORD).status, 422);
    for person in [&cast.rin, &cast.manager, &cast.administrator, &cast.analyst] {
        let browser = house.signed_in(person);
        for page in ["/staff/processors", &hibiki.page, "/staff/joint-use"] {
            assert_eq!(browser.get(page).status, 404, "{} {page}", person.name);
        }
        assert_eq!(browser.post(&format!("{}/contract", hibiki.page), &CONTRACT).status, 404, "{}", person.name);
        assert_eq!(browser.get("/partner").location, "/partner/sign-in");
    }
    for (what, fields, names) in [
        ("contract", &[("from", "2026-04-01"), ("until", "2026-03-01"), ("countries", "Japan")][..], 4),
        ("reviews", &[("kind", "vetting"), ("finding", "to_mend"), ("note", "x")], 1),
        ("sub-processors", &[("sub_name", ""), ("sub_country", "JP")], 1),
        ("users", &[("user_name", "A"), ("email", "x"), ("locale", "en"), ("password", "short")], 2),
    ] {
        let refused = mio.post(&format!("{}/{what}", hibiki.page), fields);
        assert_eq!(refused.status, 422, "{what}");
        assert_eq!(refused.count(".fault"), names, "{what}: {}", refused.text(".fault"));
    }
    let taken = [("user_name", "B"), ("email", SIGN_IN.0), ("locale", "en"), ("password", SIGN_IN.1)];
    assert_eq!(mio.post(&format!("{}/users", hibiki.page), &taken).status, 422);
    let closure = mio.get(&hibiki.page).first("[aria-labelledby=users] form.inline", "action");
    let haruka = at_work(&house);
    assert_eq!(mio.post(&closure, &[]).status, 303);
    assert_eq!(haruka.get("/partner").location, "/partner/sign-in");
}

#[test]
fn joint_use_counts_only_while_it_is_published_complete_and_inside_what_it_names() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let agreed = [("kind", "intra_group_agreement"), ("until", "2027-12-31")];
    assert_eq!(mio.post("/staff/transfers/safeguards/SG", &agreed).status, 303);
    let checked = [("finding", "kept"), ("note", "PDPA")];
    assert_eq!(mio.post("/staff/transfers/safeguards/SG/check", &checked).status, 303);
    let ask = [("destination", "SG"), ("transfer_purpose", "P1_recruitment"), ("category.profile", "yes")];
    assert_eq!(rin.post(&format!("{}/transfer-requests", page_of(&known)), &ask).status, 303);
    let approval = mio.get("/staff/transfers").first("[aria-labelledby=waiting] form[action$='/approval']", "action");
    assert_eq!(mio.post(&approval, &[]).status, 303);
    let made = |house: &House| {
        house.carry_transfers();
        house.kept.sql().number("SELECT count(*) AS n FROM transfers WHERE ended_at IS NULL")
    };
    assert_eq!(made(&house), 0, "there is no notice");
    assert_eq!(house.browser().get("/notices/joint-use").status, 404);
    let whole = [
        ("category.profile", "yes"),
        ("purpose.P1_recruitment", "yes"),
        ("office.JP", "yes"),
        ("office.SG", "yes"),
        ("manager", "Aomine Instruments"),
        ("address", "Chiyoda, Tokyo"),
        ("representative", "Naoto Aomine"),
        ("published_on", "2026-11-24"),
    ];
    let without = |name: &str| whole.iter().filter(|(field, _)| *field != name).copied().collect::<Vec<_>>();
    for lacks in ["representative", "address", "manager", "office.SG", "purpose.P1_recruitment"] {
        assert_eq!(mio.post("/staff/joint-use", &without(lacks)).status, 303, "{lacks}");
        assert_eq!(made(&house), 0, "{lacks}");
        let shown = mio.get("/staff/joint-use").text("[aria-labelledby=notice-1]");
        assert!(shown.contains("does not count"), "{lacks}: {shown}");
        assert!(rin.get(&page_of(&known)).text("#transfers").contains("JP-GRP-"), "{lacks}");
    }
    assert_eq!(mio.post("/staff/joint-use", &without("published_on")).status, 422);
    assert_eq!(mio.post("/staff/joint-use", &whole).status, 303);
    assert_eq!(made(&house), 1, "now it is complete");
    let coming = [&without("published_on")[..], &[("published_on", "2026-12-01")]].concat();
    assert_eq!(mio.post("/staff/joint-use", &coming).status, 303);
    let withdrawal = mio.get("/staff/joint-use").first("[aria-labelledby=notice-1] form", "action");
    assert_eq!(mio.post(&withdrawal, &[]).status, 303, "it is withdrawn before its day");
    house.app.clock.set(moment("2026-12-02T03:00:00Z"));
    assert_eq!(made(&house), 1, "and takes the place of nothing");
    house.app.clock.set(moment("2026-11-24T05:00:00Z"));
    let mio = house.signed_in(&cast.officer);
    let public = house.browser().get("/notices/joint-use");
    assert!(public.text("main").contains("Naoto Aomine"));
    assert_eq!(house.browser().get("/notices").count("a[href='/notices/joint-use']"), 1);
    let withdrawal = mio.get("/staff/joint-use").first("form[action$='/withdrawal']", "action");
    assert_eq!(mio.post(&withdrawal, &[]).status, 303);
    assert_eq!(made(&house), 0, "what stood on it has ended");
    assert_eq!(mio.post(&withdrawal, &[]).status, 404);
    assert_eq!(house.browser().get("/notices/joint-use").status, 404);
}

/// The names and contents of a package, as its processor opens it.
pub fn opened(package: &[u8], identity: &dyn age::Identity) -> Vec<(String, Vec<u8>)> {
    let mut plain = Vec::new();
    let decryptor = age::Decryptor::new(package).unwrap();
    decryptor.decrypt(std::iter::once(identity)).unwrap().read_to_end(&mut plain).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(plain)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let (name, mut content) = (file.name().unwrap().into_owned(), Vec::new());
            file.read_to_end(&mut content).unwrap();
            (name, content)
        })
        .collect()
}

#[test]
fn a_package_opens_for_its_processor_alone_and_names_what_it_lacks() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let hibiki = hibiki(&mio);
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    let cv = b"%PDF-1.7 a CV".to_vec();
    let documents = format!("{}/documents", page_of(&known));
    assert_eq!(rin.post_files(&documents, &[("../CV of Akari.pdf", cv.clone())]).status, 303);
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let package = format!("{}/package", hibiki.page);
    let lock = [("recipient", &*recipient), ("own_password", crate::house::PASSWORD)];
    assert_eq!(mio.post(&package, &lock).status, 422, "nothing is entrusted yet");
    assert_eq!(hibiki.entrust(&rin, &known).status, 303);
    for (what, fields) in [
        ("no lock", [("recipient", ""), ("own_password", crate::house::PASSWORD)]),
        ("no recipient", [("recipient", "age1x"), ("own_password", crate::house::PASSWORD)]),
        ("a short passphrase", [("passphrase", "short"), ("own_password", crate::house::PASSWORD)]),
        ("another password", [("recipient", &*recipient), ("own_password", "not mine at all")]),
    ] {
        assert_eq!(mio.post(&package, &fields).status, 422, "{what}");
    }
    assert_eq!(rin.post(&package, &lock).status, 404, "only the officer");

    let sent = mio.post(&package, &lock);
    assert_eq!(sent.status, 200);
    assert!(sent.header("content-disposition").contains("package-2026-11-24.zip.age"));
    for readable in ["Akari", "profile.json", "index.csv"] {
        assert!(!sent.body.contains(readable), "{readable} can be read");
    }
    let stranger = age::x25519::Identity::generate();
    let decryptor = age::Decryptor::new(&sent.bytes[..]).unwrap();
    assert!(decryptor.decrypt(std::iter::once(&stranger as &dyn age::Identity)).is_err());
    let files = opened(&sent.bytes, &identity);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let cv_name = "0001/documents/1-CV_of_Akari.pdf";
    assert_eq!(names, ["0001/profile.json", "0001/applications.json", cv_name, "index.csv"]);
    assert_eq!(files[2].1, cv);
    let index = String::from_utf8(files[3].1.clone()).unwrap();
    assert!(index.contains("Akari") && !index.contains("Minato"), "{index}");
    let profile: serde_json::Value = serde_json::from_slice(&files[0].1).unwrap();
    assert_eq!(profile["name"]["family"], "Tanaka");
    drop(other);
    let akari = crate::consents::candidate(&house, known.holding.id);
    assert!(akari.get("/me").text("#uses").contains("Handed to a processor in a package"));

    // The profile leaves the scope: the index says so, before any job has looked.
    let mut less = CONTRACT.to_vec();
    less.retain(|(name, _)| *name != "category.profile");
    assert_eq!(mio.post(&format!("{}/contract", hibiki.page), &less).status, 303);
    let words = "correct horse battery staple";
    let sent = mio.post(&package, &[("passphrase", words), ("own_password", crate::house::PASSWORD)]);
    let files = opened(&sent.bytes, &age::scrypt::Identity::new(words.to_owned().into()));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0001/applications.json", "index.csv"]);
    assert!(String::from_utf8_lossy(&files[1].1).contains("JP-PRO-SAME"));
    house.carry_transfers();
    assert_eq!(keys(&house).0, keys(&house).1);
}
