//! Third parties (recruitment policy, section 3) over HTTP: asked for on a ground with the facts that its law needs,
//! decided by two persons, provided in a package or otherwise, recorded, and ended on demand.

use saiyo::domain::consent::ConsentScope;
use saiyo::domain::staff::{JobName, Staff};
use saiyo::store::{consents, staff};

use crate::browser::{Answer, Browser};
use crate::consents::{answer, candidate, page_of};
use crate::house::{House, PASSWORD};
use crate::outsourcing::opened;
use crate::support::cast::job;
use crate::support::people::third_party_consent;
use crate::support::sql::Sql;
use crate::support::{Admitted, moment};

/// A recipient in Tokyo, and what is given to it.
const WHOLE: [(&str, &str); 8] = [
    ("party_name", "Minato Agency"),
    ("party_kind", "agent"),
    ("party_country", "JP"),
    ("party_address", "1-1 Shiba, Minato, Tokyo"),
    ("party_representative", "Ichiro Minato"),
    ("category.profile", "yes"),
    ("purpose", "P1_recruitment"),
    ("need", "They introduced the candidate and schedule the interviews."),
];
const EVIDENCE: (&str, &str) = ("evidence", "Order no. 12 of 20 November 2026, cabinet 3");

fn ask(by: &Browser, known: &Admitted, ground: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("ground", ground)];
    fields.extend(WHOLE);
    for field in more {
        fields.retain(|(name, _)| name != &field.0);
        fields.push(*field);
    }
    by.post(&format!("{}/disclosures", page_of(known)), &fields)
}

/// Asks and gets it kept; the answer is its page in the officer's register.
pub fn asked(by: &Browser, officer: &Browser, known: &Admitted, ground: &str, more: &[(&str, &str)]) -> String {
    let kept = ask(by, known, ground, more);
    assert_eq!(kept.status, 303, "{}", kept.text("main"));
    assert_eq!(kept.location, format!("{}?done=disclosure_asked", page_of(known)));
    officer.get("/staff/disclosures?state=waiting").first("tbody td.who a", "href")
}

fn give(officer: &Browser, page: &str) -> Answer {
    officer.post(&format!("{page}/provision"), &[("means", "paper"), ("given_on", "2026-11-24")])
}

pub fn agree(house: &House, known: &Admitted) {
    let by = job(JobName::Demo, known.holding.office.as_str());
    let mut db = house.kept.store.database().unwrap();
    let consent = third_party_consent();
    db.change(|tx| Ok(((), vec![consents::add(tx, &by, known.holding.id, &consent)?]))).unwrap();
}

/// Puts the question that a refusal offers to the candidate.
fn put(by: &Browser, known: &Admitted, refused: &Answer) -> Answer {
    let offered =
        |field: &str| refused.first(&format!("main form[action$='/consent-requests'] [name={field}]"), "value");
    let (scope, party) = (offered("scope"), offered("third_party"));
    assert_eq!(scope, ConsentScope::ThirdParty.as_str(), "{}", refused.text("main > .withheld"));
    by.post(&format!("{}/consent-requests", page_of(known)), &[("scope", &scope), ("third_party", &party)])
}

pub fn provided(house: &House) -> i64 {
    house.kept.sql().number("SELECT count(*) AS n FROM provision_records")
}

#[test]
fn a_refusal_tells_the_whole_way_and_asks_the_candidate_whose_yes_opens_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let start = rin.get(&page_of(&known)).first("#disclosures a.button", "href");
    let grounds = rin.get(&start);
    assert_eq!(grounds.count("main section.panel"), 6);
    assert!(grounds.text("main").contains("JP-X4") && grounds.text("main").contains("Seed s.3(4)"));
    let form = rin.get(&format!("{start}?ground=consent"));
    assert_eq!(form.count("main input[type=checkbox][checked]"), 0, "nothing is ticked beforehand");
    assert_eq!(form.count("[name=exception_law], [name=consent_difficult], [name=harm_to]"), 0);

    let refused = ask(&rin, &known, "consent", &[]);
    assert_eq!(refused.status, 422);
    let why = refused.text("main > .withheld");
    assert!(why.contains("JP-THI-SAME") && why.contains("Ask the candidate"), "{why}");
    assert!(refused.text("[aria-labelledby=way]").contains("GATE-SUSPENDED"), "the whole reasoning");
    assert!(refused.text("[name=need]").contains("schedule the interviews"), "what was typed is kept");
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM disclosures"), 0);

    let abroad = [("party_country", "HK")];
    let refused = ask(&rin, &known, "consent", &abroad);
    assert_eq!(put(&rin, &known, &refused).status, 303, "the question can be put from here");
    let akari = candidate(&house, known.holding.id);
    let href = akari.get("/me").first("[aria-labelledby=questions] a", "href");
    let question = akari.get_in(&href, "en").text("main");
    assert!(question.contains("Minato Agency (Hong Kong)") && question.contains("PDPO"), "{question}");
    assert!(question.contains("not part of our company"), "and nothing is said that we do not know: {question}");
    assert_eq!(answer(&akari, &href, "en", "given").status, 303);
    let page = asked(&rin, &mio, &known, "consent", &abroad);
    assert!(mio.get(&page).text("[aria-labelledby=answer]").contains("JP-THI-CONSENT"));

    agree(&house, &known);
    let page = asked(&rin, &mio, &known, "consent", &[]);
    let shown = mio.get(&page);
    assert!(shown.text("[aria-labelledby=about]").contains("schedule the interviews"));
    assert!(shown.text("[aria-labelledby=about]").contains("Ichiro Minato"));
    assert!(shown.text("[aria-labelledby=answer]").contains("JP-THI-SAME"));
    assert_eq!(give(&mio, &page).location, format!("{page}?done=provision_recorded"));
    let kept = mio.get(&page).text("[aria-labelledby=record]");
    assert!(kept.contains("24 November 2029") && kept.contains("RT-JP-PROVISION") && kept.contains("Art"), "{kept}");
    let uses = akari.get_in("/me", "en").text("#uses");
    assert!(uses.contains("Provided to Minato Agency"), "{uses}");
    assert!(rin.get(&page_of(&known)).text("#disclosures").contains("Provided"));
    assert!(rin.get(&page_of(&known)).text("#uses").contains("Provided it to a third party"));
}

#[test]
fn a_consent_names_one_third_party_and_opens_nothing_to_another() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let other = ("party_name", "Hibiki Search");
    let refused = ask(&rin, &known, "consent", &[]);
    assert_eq!((refused.status, ask(&rin, &known, "consent", &[other]).status), (422, 422));
    let page = rin.get(&page_of(&known));
    assert_eq!(page.count("#ask-third-party option"), 3, "nobody, and both that somebody asked for");
    let questions = format!("{}/consent-requests", page_of(&known));
    let party = refused.first("main [name=third_party]", "value");
    for fields in [
        &[("scope", "third_party")][..],
        &[("scope", "third_party"), ("third_party", "00000000-0000-0000-0000-000000000000")],
        &[("scope", "talent_pool"), ("third_party", party.as_str())],
    ] {
        let unnamed = rin.post(&questions, fields);
        assert_eq!((unnamed.status, unnamed.count("#ask-third-party-error")), (422, 1), "{fields:?}");
    }
    assert_eq!(put(&rin, &known, &refused).status, 303);
    let asked_so = "Provision to a third party Minato Agency";
    assert!(rin.get(&page_of(&known)).text("#consents").contains(asked_so));

    let akari = candidate(&house, known.holding.id);
    let me = akari.get_in("/me", "ja");
    assert!(me.text("[aria-labelledby=questions]").contains("Minato Agency（日本）"), "{}", me.text("main"));
    let href = me.first("[aria-labelledby=questions] a", "href");
    let question = akari.get_in(&href, "en").text("main");
    for told in ["Minato Agency (Japan)", "Recruitment agent, Japan", "about this third party alone"] {
        assert!(question.contains(told), "{told}: {question}");
    }
    assert_eq!(answer(&akari, &href, "en", "given").status, 303);
    let kept = rin.get(&page_of(&known)).text("#consents");
    assert!(kept.contains(asked_so) && kept.contains("Minato Agency (Japan)"), "{kept}");

    let page = asked(&rin, &mio, &known, "consent", &[]);
    assert!(mio.get(&page).text("[aria-labelledby=answer]").contains("JP-THI-SAME"));
    let refused = ask(&rin, &known, "consent", &[other]);
    assert!(refused.status == 422 && refused.text("main > .withheld").contains("JP-THI-SAME"), "{}", refused.status);

    let me = akari.get_in("/me", "en");
    assert!(me.text("[aria-labelledby=consents]").contains("Provision to a third party: Minato Agency"));
    assert_eq!(akari.post(&me.first("form[action$=withdrawal]", "action"), &[]).status, 303);
    assert_eq!(give(&mio, &page).status, 403, "it is withdrawn like any other");
    let named = "SELECT count(*) AS n FROM journal WHERE subject LIKE '%Minato%' OR subject LIKE '%Hibiki%'";
    assert_eq!(house.kept.sql().number(named), 0, "the journal has ids alone");
}

#[test]
fn each_exception_asks_for_its_facts_and_names_what_is_missing() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let new = format!("{}/disclosures/new", page_of(&known));
    for (ground, fields) in [
        ("X1_law", vec!["evidence", "exception_law"]),
        ("X2_vital", vec!["evidence", "consent_difficult", "why_no_consent"]),
        ("X4_state_cooperation", vec!["evidence", "exception_law", "consent_difficult", "why_no_consent"]),
        ("X5_succession", vec!["evidence", "safeguard", "annual_check_on"]),
    ] {
        let form = rin.get(&format!("{new}?ground={ground}"));
        for field in fields {
            assert_eq!(form.count(&format!("main [name={field}]")), 1, "{ground} {field}");
        }
    }
    let bare = rin.post(&format!("{}/disclosures", page_of(&known)), &[("ground", "X4_state_cooperation")]);
    assert_eq!(bare.status, 422);
    for field in ["party_name", "party_kind", "party_country", "party_address", "need", "evidence", "exception_law"] {
        assert_eq!(bare.count(&format!("#{field}-error")), 1, "{field}: {}", bare.text(".faults"));
    }
    assert_eq!(bare.count("[id='category.profile-error']"), 1, "{}", bare.text(".faults"));
    assert_eq!(rin.post(&format!("{}/disclosures", page_of(&known)), &[]).status, 422, "no ground at all");

    let could_be_asked = ask(&rin, &known, "X2_vital", &[EVIDENCE]);
    assert_eq!(could_be_asked.status, 422);
    assert!(could_be_asked.text("main > .withheld").contains("JP-X2"));
    let foreign = ask(&rin, &known, "X1_law", &[EVIDENCE, ("exception_law", "US")]);
    assert!(foreign.text("main > .withheld").contains("JP-X1"), "a foreign order does not count");
    let nothing = ask(&rin, &known, "X1_law", &[EVIDENCE, ("exception_law", "JP"), ("category.health", "yes")]);
    assert_eq!(nothing.status, 422);
    assert_eq!(nothing.count("[id='category.health-error']"), 1, "nothing of it is held");
    let difficult = [EVIDENCE, ("consent_difficult", "yes"), ("why_no_consent", "Unconscious.")];
    let page = asked(&rin, &mio, &known, "X2_vital", &difficult);
    assert!(mio.get(&page).text("h1").contains("Minato Agency"));
    let again =
        asked(&rin, &mio, &known, "X1_law", &[EVIDENCE, ("exception_law", "JP"), ("party_name", "minato  AGENCY")]);
    assert_ne!(page, again);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM third_parties"), 1, "kept once by any spelling");
    let form = rin.get(&format!("{new}?ground=consent"));
    assert_eq!(form.count("[name=party_known] option"), 2, "and offered from then on");
    let unknown = ("party_known", "00000000-0000-0000-0000-000000000000");
    assert_eq!(
        ask(&rin, &known, "X1_law", &[EVIDENCE, ("exception_law", "JP"), unknown]).status,
        303,
        "no such choice"
    );
}

/// Another privacy officer of Tokyo, who signs in.
fn second_officer(house: &House) -> Browser {
    let mio = &house.kept.cast.officer;
    let email = saiyo::domain::contact::EmailAddress::parse("second@aomine.example").unwrap();
    let second = Staff { id: saiyo::domain::id::StaffId::new(), name: "Second".to_owned(), email, ..mio.clone() };
    let hash = saiyo::vault::password::hash(&PASSWORD.into()).unwrap();
    let mut db = house.kept.store.database().unwrap();
    let add = db.change(|tx| {
        staff::add(tx, &second, &hash, moment(crate::support::NOW))?;
        Ok(((), Vec::new()))
    });
    add.unwrap();
    house.signed_in(&second)
}

#[test]
fn nobody_approves_their_own_and_nothing_goes_without_the_second_person() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let second = second_officer(&house);
    let order = [EVIDENCE, ("exception_law", "JP")];
    let page = asked(&mio, &mio, &known, "X1_law", &order);
    let own = mio.get(&page);
    assert!(own.text("main").contains("SECOND-PERSON"), "{}", own.text("main"));
    assert_eq!(own.count("form[action$='/approval'], form[action$='/package'], form[action$='/provision']"), 0);
    let refused = mio.post(&format!("{page}/approval"), &[]);
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("SECOND-PERSON"), "{}", refused.text("main"));
    assert_eq!(give(&mio, &page).status, 403);
    let lock = [("passphrase", "correct horse battery staple"), ("own_password", PASSWORD)];
    assert_eq!(mio.post(&format!("{page}/package"), &lock).status, 403);
    assert_eq!(provided(&house), 0);
    assert_eq!(rin.post(&format!("{page}/approval"), &[]).status, 404, "no recruiter");
    assert_eq!(second.post(&format!("{page}/approval"), &[]).status, 303);
    assert_eq!(second.post(&format!("{page}/approval"), &[]).status, 409, "it is approved once");
    assert!(mio.get(&page).text("[aria-labelledby=about]").contains("Approved by Second"));
    assert_eq!(give(&mio, &page).status, 303);
    let again = give(&mio, &page);
    assert_eq!(again.status, 409, "it is provided once");
    assert!(
        again.body.contains("can go no further") && again.text(".lead").contains("Provided"),
        "{}",
        again.text("main")
    );
    let akari = candidate(&house, known.holding.id);
    let uses = akari.get_in("/me", "en").text("#uses");
    for told in ["third party", "Minato"] {
        assert!(!uses.contains(told), "that a public power asked is not told: {uses}");
    }
    let difficult = [EVIDENCE, ("consent_difficult", "yes"), ("why_no_consent", "Unconscious.")];
    let vital = asked(&rin, &mio, &known, "X2_vital", &difficult);
    assert_eq!(second.post(&format!("{vital}/approval"), &[]).status, 303);
    assert_eq!(give(&mio, &vital).status, 303);
    let uses = akari.get_in("/me", "en").text("#uses");
    assert!(uses.contains("Provided to Minato Agency"), "what no public power asked for is: {uses}");

    let declined = asked(&rin, &mio, &known, "X1_law", &order);
    assert_eq!(mio.post(&format!("{declined}/refusal"), &[]).status, 303);
    for (step, fields) in
        [("approval", &[][..]), ("refusal", &[]), ("package", &lock), ("provision", &[("means", "?")])]
    {
        let over = mio.post(&format!("{declined}/{step}"), fields);
        assert_eq!(over.status, 409, "{step}");
        assert!(over.body.contains("can go no further") && over.text(".lead").contains("Declined"), "{step}");
        assert_eq!(rin.post(&format!("{declined}/{step}"), fields).status, 404, "a recruiter is told nothing");
    }
    assert_eq!(give(&mio, &declined).status, 409);
    assert!(mio.get(&declined).text(".lead").contains("Declined"));
    assert_eq!(mio.get(&declined).count("form[action$='/package']"), 0);
    assert_eq!(provided(&house), 2);
}

#[test]
fn a_package_opens_for_its_recipient_alone_and_has_what_was_asked_for_and_no_more() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    agree(&house, &known);
    let page = asked(&rin, &mio, &known, "consent", &[]);
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let package = format!("{page}/package");
    for (what, fields) in [
        ("no lock", [("recipient", ""), ("own_password", PASSWORD)]),
        ("a short passphrase", [("passphrase", "short"), ("own_password", PASSWORD)]),
        ("another password", [("recipient", &*recipient), ("own_password", "not mine at all")]),
    ] {
        assert_eq!(mio.post(&package, &fields).status, 422, "{what}");
    }
    let lock = [("recipient", &*recipient), ("own_password", PASSWORD)];
    assert_eq!(rin.post(&package, &lock).status, 404, "only the officer");
    let mut sql = house.kept.sql();
    let sound = sql.bytes("SELECT record AS b FROM profiles").remove(0);
    let (bad, good) = (sql.blob(&[9, 9]), sql.blob(&sound));
    sql.run(&format!("UPDATE profiles SET record = {bad}")).unwrap();
    let cut = mio.post(&package, &lock);
    assert_eq!(cut.status, 422, "what does not open is not provided");
    assert!(cut.text(".faults").contains("cannot be opened"), "{}", cut.text(".faults"));
    sql.run(&format!("UPDATE profiles SET record = {good}")).unwrap();
    assert_eq!(provided(&house), 0);
    let sent = mio.post(&package, &lock);
    assert_eq!(sent.status, 200);
    assert!(sent.header("content-disposition").contains("provision-2026-11-24.zip.age"));
    for readable in ["Akari", "profile.json", "Minato"] {
        assert!(!sent.body.contains(readable), "{readable} can be read");
    }
    let files = opened(&sent.bytes, &identity);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["0001/profile.json", "index.csv"], "no application was asked for");
    let index = String::from_utf8_lossy(&files[1].1).into_owned();
    assert!(index.contains("Akari") && index.contains("Minato Agency") && index.contains("consent"), "{index}");
    assert_eq!(provided(&house), 1);
    let journal = sql.words("SELECT subject AS t FROM journal WHERE verb = 'disclose' AND outcome = 'done'");
    assert!(journal.iter().any(|it| it.ends_with(&format!("provided package {recipient}"))), "{journal:?}");
    assert_eq!(mio.post(&package, &lock).status, 409, "it is provided once");
    assert!(mio.get(&page).text("[aria-labelledby=record]").contains("Encrypted package"));
}

#[test]
fn a_demand_to_end_stops_what_waits_and_what_is_asked_for_next_until_it_is_lifted() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    agree(&house, &known);
    let first = asked(&rin, &mio, &known, "consent", &[]);
    assert_eq!(give(&mio, &first).status, 303);
    let waiting = asked(&rin, &mio, &known, "consent", &[]);
    let demand = [("demanded_on", "2026-11-24"), ("end_words", "By telephone: no more.")];
    assert_eq!(mio.post(&format!("{first}/ends"), &[("demanded_on", "2026-12-24"), ("end_words", "x")]).status, 422);
    assert_eq!(mio.post(&format!("{first}/ends"), &[("demanded_on", "2026-11-24")]).status, 422, "what was said");
    assert_eq!(rin.post(&format!("{first}/ends"), &demand).status, 404);
    let ended = mio.post(&format!("{first}/ends"), &demand);
    assert_eq!(ended.location, format!("{first}?done=provision_ended"));
    let twice = mio.post(&format!("{first}/ends"), &demand);
    assert_eq!(twice.status, 422, "the same is in force");
    assert_eq!(twice.count("#demanded_on-error"), 1, "{}", twice.text("main"));
    assert!(twice.text("[name=end_words]").contains("By telephone"), "what was typed is kept");
    assert_eq!(give(&mio, &waiting).status, 409, "what waited has ended");
    assert!(mio.get("/staff/disclosures?state=ended").text("tbody").contains("Ended on the candidate"));
    let refused = ask(&rin, &known, "consent", &[]);
    assert_eq!(refused.status, 422);
    let why = refused.text("main > .withheld");
    assert!(why.contains("PROVISION-ENDED") && why.contains("Lift the end of provision"), "{why}");
    let page = mio.get(&first);
    assert!(page.text("[aria-labelledby=ends]").contains("By telephone"));
    let lift = page.first("[aria-labelledby=ends] form", "action");
    assert_eq!(mio.post(&lift, &[("lift_words", "")]).status, 422, "never without a reason");
    assert_eq!(mio.post(&lift, &[("lift_words", "They wrote on 24 November.")]).status, 303);
    assert_eq!(mio.post(&lift, &[("lift_words", "again")]).status, 404);
    let again = asked(&rin, &mio, &known, "consent", &[]);
    assert_eq!(give(&mio, &again).status, 303);
}

#[test]
fn a_suspended_record_and_a_withdrawn_consent_provide_nothing() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Sato", "Minato"));
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    agree(&house, &known);
    agree(&house, &other);
    let suspended = asked(&rin, &mio, &known, "consent", &[]);
    let withdrawn = asked(&rin, &mio, &other, "consent", &[]);
    house.suspend(&known);
    let minato = candidate(&house, other.holding.id);
    let withdrawal = minato.get("/me").first("form[action$=withdrawal]", "action");
    assert_eq!(minato.post(&withdrawal, &[]).status, 303);
    let lock = [("passphrase", "correct horse battery staple"), ("own_password", PASSWORD)];
    for (page, rule) in [(&suspended, "GATE-SUSPENDED"), (&withdrawn, "JP-THI-SAME")] {
        let shown = mio.get(page);
        assert!(shown.text("main > .withheld").contains(rule), "{rule}: {}", shown.text("main"));
        assert_eq!(shown.count("form[action$='/package'], form[action$='/provision']"), 0, "{rule}");
        let refused = give(&mio, page);
        assert!(refused.status == 403 && refused.body.contains(rule), "{rule}: {}", refused.status);
        assert_eq!(mio.post(&format!("{page}/package"), &lock).status, 403, "{rule}");
    }
    assert_eq!(provided(&house), 0);
}

#[test]
fn who_gave_us_a_record_is_kept_on_its_page_and_in_the_register() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let receipts = format!("{}/receipts", page_of(&known));
    let whole = [
        ("giver_name", "Minato Agency"),
        ("giver_kind", "agent"),
        ("giver_country", "JP"),
        ("giver_address", "1-1 Shiba"),
        ("giver_representative", "Ichiro Minato"),
        ("received.profile", "yes"),
        ("received_on", "2026-11-20"),
        ("how_obtained", "Registered by the candidate."),
    ];
    for lacks in ["giver_name", "giver_kind", "giver_address", "received.profile", "how_obtained"] {
        let fields: Vec<_> = whole.iter().filter(|(name, _)| *name != lacks).copied().collect();
        let refused = rin.post(&receipts, &fields);
        assert_eq!(refused.status, 422, "{lacks}");
        assert_eq!(refused.count(&format!("[id='{lacks}-error']")), 1, "{lacks}: {}", refused.text(".faults"));
    }
    let to_come = [&whole[..6], &[("received_on", "2026-12-24"), ("how_obtained", "x")]].concat();
    assert_eq!(rin.post(&receipts, &to_come).count("[id='received_on-error']"), 1, "not a day to come");
    assert_eq!(rin.post(&receipts, &whole).location, format!("{}?done=receipt_recorded", page_of(&known)));
    let panel = rin.get(&page_of(&known)).text("#disclosures");
    assert!(panel.contains("Registered by the candidate.") && panel.contains("24 November 2029"), "{panel}");
    assert!(rin.get(&page_of(&known)).text("#uses").contains("Recorded from whom it came"));
    let register = mio.get("/staff/disclosures").text("[aria-labelledby=receipts]");
    assert!(register.contains("Minato Agency") && register.contains("RT-JP-PROVISION"), "{register}");
    for person in [&cast.manager, &cast.administrator, &cast.analyst, &cast.wei] {
        let browser = house.signed_in(person);
        assert_eq!(browser.post(&receipts, &whole).status, 404, "{}", person.name);
        assert_eq!(browser.get("/staff/disclosures").status, 404, "{}", person.name);
        assert_eq!(browser.get(&format!("{}/disclosures/new", page_of(&known))).status, 404, "{}", person.name);
    }
    assert_eq!(rin.get("/staff/disclosures").status, 404, "the register is the officer's");
}

#[test]
fn a_third_party_is_edited_by_those_who_may_add_one() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let (rin, mio) = (house.signed_in(&cast.rin), house.signed_in(&cast.officer));
    let received = [
        ("giver_name", "Minato Agency"),
        ("giver_kind", "agent"),
        ("giver_country", "JP"),
        ("giver_address", "1-1 Shiba, Minato, Tokyo"),
        ("giver_representative", "Ichiro Minato"),
        ("received.profile", "yes"),
        ("received_on", "2026-11-20"),
        ("how_obtained", "From the candidate, for this application."),
    ];
    let kept = rin.post(&format!("{}/receipts", page_of(&known)), &received);
    assert_eq!(kept.status, 303, "{}", kept.text("main"));
    assert!(rin.get("/staff/disclosures").status == 404 && rin.get("/staff/third-parties").status == 200);
    let page = rin.get("/staff/third-parties").first("tbody td.who a", "href");
    let shown = rin.get(&page);
    assert_eq!(shown.typed("name"), "Minato Agency");
    let revision = shown.first("[name=revision]", "value");
    let with = |name: &'static str| {
        vec![("revision", revision.clone()), ("name", name.to_owned()), ("kind", "agent".to_owned())]
    };
    let post = |by: &Browser, name, more: &[(&str, &str)]| {
        let fields = with(name);
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(more);
        by.post(&page, &fields)
    };
    let bad = post(&rin, "", &[("country", "JP")]);
    assert_eq!(bad.status, 422);
    assert!(bad.text(".faults").contains("Name of the third party"), "{}", bad.text(".faults"));
    for (name, country) in [("Minato Partners", "JP"), ("Minato Agency", "SG")] {
        let other = post(&rin, name, &[("country", country)]);
        assert_eq!(other.status, 422, "what was received stands under it: {name} {country}");
    }
    assert_eq!(post(&rin, "MINATO Agency", &[("country", "JP"), ("contact", "03-0000-0000")]).status, 303);
    let list = mio.get("/staff/third-parties").text("main tbody");
    assert!(list.contains("MINATO Agency") && list.contains("Japan") && list.contains("03-0000-0000"), "{list}");
    let late = post(&mio, "Minato agency", &[("country", "JP")]);
    assert_eq!(late.status, 409);
    assert!(late.text("main").contains("MINATO Agency"), "what is stored now is shown: {}", late.text("main"));
    assert_eq!(late.typed("name"), "Minato agency", "and what was typed is kept");
    assert_eq!(house.signed_in(&cast.manager).get(&page).status, 404);
    assert_eq!(house.signed_in(&cast.wei).get(&page).status, 404, "another office's");
}
