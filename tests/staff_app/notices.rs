//! The privacy notice (recruitment policy, sections 2, 8 and 9) over HTTP: drafted from records, compared, decided,
//! published, shown to everybody, and seen or answered by those who were shown an earlier version.

use crate::browser::{Answer, Browser};
use crate::consents::candidate;
use crate::house::House;
use crate::support::moment;

const FIRST_DAY: &str = "2026-12-10";
const WRITTEN: [(&str, &str); 13] = [
    ("title.ja", "採用における個人情報の取扱い"),
    ("title.en", "Personal information in recruitment"),
    ("title.zh-Hant", "招聘個人資料處理"),
    ("introduction.ja", "青嶺計器の採用についての通知です。"),
    ("introduction.en", "This notice is about recruitment at Aomine."),
    ("introduction.zh-Hant", "本通知關於青嶺計器的招聘。"),
    ("category.profile", "yes"),
    ("category.application_history", "yes"),
    ("purpose.P1_recruitment", "yes"),
    ("purpose.P4_visa", "yes"),
    ("countries", "JP SG HK TW"),
    ("effective_on", FIRST_DAY),
    ("unknown", "is left out"),
];

/// Begins a draft; the answer is its page.
fn begin(mio: &Browser) -> String {
    let begun = mio.post("/staff/notices/drafts", &[]);
    assert_eq!(begun.status, 303, "{}", begun.body);
    begun.location
}

/// Saves a draft as it stands, with some fields written otherwise.
fn save(mio: &Browser, page: &str, with: &[(&'static str, &'static str)]) -> Answer {
    let revision = mio.get(page).typed("revision");
    let mut fields = WRITTEN.to_vec();
    fields.retain(|(name, _)| !with.iter().any(|(other, _)| name == other));
    fields.extend(with);
    fields.push(("revision", &revision));
    mio.post(page, &fields)
}

fn decide(mio: &Browser, page: &str, announcement: &str, reason: &str) -> Answer {
    let revision = mio.get(&format!("{page}/comparison")).typed("revision");
    let fields = [("announcement", announcement), ("reason", reason), ("revision", &revision)];
    mio.post(&format!("{page}/decision"), &fields)
}

/// Takes the second look and publishes what it shows.
fn publish(mio: &Browser, page: &str) -> Answer {
    let at = format!("{page}/publication");
    let look = mio.get(&at);
    mio.post(&at, &[("revision", &look.typed("revision")), ("shown", &look.typed("shown"))])
}

/// Writes, decides and publishes a version.
pub fn published(mio: &Browser, announcement: &str, reason: &str) {
    let page = begin(mio);
    assert_eq!(save(mio, &page, &[]).status, 303);
    let decided = decide(mio, &page, announcement, reason);
    assert_eq!((decided.status, decided.location), (303, format!("{page}/publication?done=saved")));
    let done = publish(mio, &page);
    assert_eq!((done.status, done.location.as_str()), (303, "/staff/notices?done=notice_published"), "{}", done.body);
}

#[test]
fn a_draft_is_composed_from_the_records_and_what_it_lacks_is_named_at_its_field() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    house.publish_joint_use();
    let page = begin(&mio);
    let begun = mio.get(&page);
    let composed = begun.text("[aria-labelledby=composed]");
    for from in ["Aomine Instruments", "0-0-0 Marunouchi", "Naoto Aomine", "365 days", "privacy@aomine.example", "PDPO"]
    {
        assert!(composed.contains(from), "{from}: {composed}");
    }
    assert_eq!(begun.count("[aria-labelledby=composed] a[href='/staff/joint-use']"), 1, "it says where it comes from");
    assert!(composed.contains("we entrust nobody"), "{composed}");

    let wrong = save(&mio, &page, &[("effective_on", "2026-11-23"), ("countries", "Japan")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text("#effective_on-error").contains("not passed"), "{}", wrong.text(".faults"));
    assert!(wrong.text("#countries-error").contains("Two-letter"));
    assert_eq!(wrong.first("#effective_on", "value"), "2026-11-23", "what was typed stays");

    let unfinished = [("title.zh-Hant", ""), ("introduction.en", " "), ("additions.ja", "補足"), ("effective_on", "")];
    assert_eq!(save(&mio, &page, &unfinished).status, 303, "a draft may be unfinished");
    let look = mio.get(&format!("{page}/publication"));
    assert_eq!(look.count("form[action$='/publication']"), 0, "nothing is published so");
    assert_eq!(look.count(".faults li"), 6, "{}", look.text(".faults"));
    let revision = mio.get(&page).typed("revision");
    let refused = mio.post(&format!("{page}/publication"), &[("revision", &revision), ("shown", "")]);
    assert_eq!(refused.status, 422);
    for field in ["title.zh-Hant", "introduction.en", "additions.en", "additions.zh-Hant", "effective_on"] {
        assert_eq!(refused.count(&format!("[id='{field}-error']")), 1, "{field}");
    }
    assert_eq!(mio.get("/notices/2").status, 404);
}

#[test]
fn of_two_editors_the_second_is_told_and_sees_both_versions() {
    let house = House::open();
    let (mio, again) = (house.signed_in(&house.kept.cast.officer), house.signed_in(&house.kept.cast.officer));
    let page = begin(&mio);
    let seen = again.get(&page).typed("revision");
    assert_eq!(save(&mio, &page, &[("title.en", "Saved first")]).status, 303);
    let mut fields = WRITTEN.to_vec();
    fields.push(("revision", &seen));
    let late = again.post(&page, &fields);
    assert_eq!(late.status, 409);
    let both = late.text("[aria-labelledby=changes]");
    assert!(both.contains("Saved first") && both.contains("Personal information in recruitment"), "{both}");
    assert_eq!(late.first("[id='title.en']", "value"), "Personal information in recruitment");
    assert_eq!(mio.get(&page).first("[id='title.en']", "value"), "Saved first", "nothing was stored");
    let mut fields = WRITTEN.to_vec();
    let now = late.typed("revision");
    fields.push(("revision", &now));
    assert_eq!(again.post(&page, &fields).status, 303, "whoever has seen both may go on");
}

#[test]
fn of_two_who_decide_the_second_sees_both_decisions_and_keeps_the_reason() {
    let house = House::open();
    let (mio, again) = (house.signed_in(&house.kept.cast.officer), house.signed_in(&house.kept.cast.officer));
    let page = begin(&mio);
    assert_eq!(save(&mio, &page, &[]).status, 303);
    let seen = again.get(&format!("{page}/comparison")).typed("revision");
    assert_eq!(decide(&mio, &page, "ask", "Decided first.").status, 303);
    let typed = |seen| [("announcement", "publish"), ("reason", "Counsel advised so."), ("revision", seen)];
    let late = again.post(&format!("{page}/decision"), &typed(&seen));
    assert_eq!(late.status, 409);
    let both = late.text("[aria-labelledby=changes]");
    for part in ["Ask the candidates again", "Publish only", "Decided first.", "Counsel advised so."] {
        assert!(both.contains(part), "{part}: {both}");
    }
    assert_eq!(late.text("#reason"), "Counsel advised so.", "what was typed stays");
    assert_eq!(late.first("#announcement [selected]", "value"), "publish");
    let look = mio.get(&format!("{page}/publication")).text("main");
    assert!(look.contains("Decided first.") && !look.contains("Counsel"), "nothing was stored: {look}");
    let now = late.typed("revision");
    assert_eq!(again.post(&format!("{page}/decision"), &typed(&now)).status, 303, "whoever has seen both may go on");
    assert!(mio.get(&format!("{page}/publication")).text("main").contains("Counsel advised so."));
}

#[test]
fn what_a_change_requires_is_proposed_with_its_citation_and_decided_otherwise_only_with_a_reason() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    let page = begin(&mio);
    assert_eq!(save(&mio, &page, &[]).status, 303);
    let compared = mio.get(&format!("{page}/comparison"));
    let requires = compared.text("[aria-labelledby=requires]");
    for part in
        ["Proposed: Inform the candidates", "A country is added Taiwan", "REV-JP-COUNTRY", "APPI Arts. 28(2)-(3)"]
    {
        assert!(requires.contains(part), "{part}: {requires}");
    }
    assert!(requires.contains("A purpose is dropped"));
    for language in ["ja", "en", "zh-Hant"] {
        let changes = compared.text(&format!("#changes-{language} ~ div"));
        assert!(!changes.is_empty(), "{language}");
    }
    assert!(compared.text("#changes-en ~ div").contains("Added"), "a word says it, not a colour alone");

    let silent = decide(&mio, &page, "publish", " ");
    assert_eq!(silent.status, 422);
    assert!(silent.text("#reason-error").contains("say why"), "{}", silent.text(".faults"));
    assert_eq!(decide(&mio, &page, "publish", "Counsel advised so.").status, 303);
    let look = mio.get(&format!("{page}/publication")).text("main");
    assert!(look.contains("Publish only") && look.contains("Counsel advised so."), "{look}");
    // Saving once more opens the decision again.
    assert_eq!(save(&mio, &page, &[]).status, 303);
    assert!(mio.get(&format!("{page}/publication")).text(".faults").contains("decide"));
    assert_eq!(decide(&mio, &page, "publish", "Counsel advised so.").status, 303);
    assert_eq!(publish(&mio, &page).status, 303);
    let listed = mio.get("/staff/notices").text("[aria-labelledby=versions]");
    assert!(listed.contains("The rules proposed: Inform the candidates") && listed.contains("Counsel advised so."));
    assert_eq!(mio.get(&page).status, 404, "the draft is gone");
}

#[test]
fn what_is_published_is_what_the_second_look_showed_and_everybody_sees_what_changed() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    let page = begin(&mio);
    assert_eq!(save(&mio, &page, &[]).status, 303);
    assert_eq!(decide(&mio, &page, "inform", "").status, 303);
    let at = format!("{page}/publication");
    let look = mio.get(&at);
    let (revision, shown) = (look.typed("revision"), look.typed("shown"));
    house.publish_joint_use();
    let other = mio.post(&at, &[("revision", &revision), ("shown", &shown)]);
    assert_eq!(other.status, 409, "another text");
    assert!(other.text(".faults").contains("say why"), "joint use asks for more: {}", other.text(".faults"));
    assert_eq!(decide(&mio, &page, "ask", "").status, 303);
    let stale = mio.post(&at, &[("revision", &revision), ("shown", &shown)]);
    assert_eq!(stale.status, 409, "it was another text");
    assert_eq!(mio.get("/notices/2").status, 404);

    let preview = mio.get(&format!("{page}/preview?language=ja"));
    assert_eq!(publish(&mio, &page).status, 303);
    let public = house.browser().get_in("/notices/2", "ja");
    assert_eq!(public.text("article"), preview.text("article"), "the preview was what the public sees");
    assert!(public.text("[aria-labelledby=changes]").contains("第1版からの変更点"));
    assert!(public.text("article").contains("この通知は日本語を正文とします。"));
    for (language, prevails) in [("en", "the Japanese text prevails"), ("zh-Hant", "以日文本為準")] {
        let other = house.browser().get_in("/notices/2", language).text("article section");
        assert!(other.contains(prevails), "{language}: {other}");
    }
    let first = house.browser().get("/notices/1");
    assert_eq!(first.count("[aria-labelledby=changes]"), 0, "the first has nothing before it");
    let all = house.browser().get("/notices").text("main");
    assert!(all.contains("Not yet in force") && all.contains("10 December 2026"), "{all}");
}

#[test]
fn a_candidate_is_told_on_their_page_until_they_have_seen_it() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let mio = house.signed_in(&cast.officer);
    published(&mio, "inform", "");
    let akari = candidate(&house, known.holding.id);
    let own = akari.get("/me");
    assert!(own.text("[aria-labelledby=notices]").contains("Version 2 of the privacy notice Please read"));
    let notice = akari.get("/me/notices/2");
    assert!(notice.text("main").contains("adds nothing to that by itself"), "{}", notice.text("main"));
    assert!(notice.text("[aria-labelledby=changes]").contains("Added"));
    let (locale, shown) = (notice.first("main [name=locale]", "value"), notice.typed("shown"));
    let fields = |answer| [("answer", answer), ("locale", locale.as_str()), ("shown", shown.as_str())];
    assert_eq!(akari.post("/me/notices/2", &fields("maybe")).status, 400);
    assert_eq!(akari.post("/me/notices/2", &fields("given")).status, 404, "nothing was asked");
    assert_eq!(akari.post("/me/notices/2", &fields("seen")).location, "/me?done=answered");
    let own = akari.get("/me").text("[aria-labelledby=notices]");
    assert!(own.contains("Seen on 24 November 2026") && !own.contains("Please read"), "{own}");
    assert_eq!(akari.post("/me/notices/2", &fields("seen")).status, 404, "once");
    let listed = mio.get("/staff/notices");
    let versions = listed.text("[aria-labelledby=versions]");
    assert!(versions.contains("Seen by 1") && !versions.contains("judged by it"), "{versions}");
    let counted = mio.get(&listed.first("[aria-labelledby=versions] .actions a", "href"));
    assert!(counted.text("[aria-labelledby=versions]").contains("One record is judged by it"));
    assert_eq!(counted.count("[href='/staff/notices?count=records']"), 0);
    let rin = house.signed_in(&cast.rin);
    assert_eq!(akari.get("/me/notices/1").status, 404, "they were shown that one");
    for door in ["/staff/notices", "/staff/notices/drafts"] {
        let status = if door.ends_with("drafts") { rin.post(door, &[]).status } else { rin.get(door).status };
        assert_eq!(status, 404, "{door} is the privacy officer's");
    }
}

#[test]
fn what_is_asked_again_is_asked_from_its_day_answered_alone_and_taken_back_with_one_button() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    published(&house.signed_in(&cast.officer), "ask", "Counsel advised so.");
    let akari = candidate(&house, known.holding.id);
    let early = akari.get("/me/notices/2");
    assert_eq!(early.count("form[action='/me/notices/2']"), 0, "it is not in force yet");
    house.app.clock.set(moment("2026-12-11T03:00:00Z"));
    let akari = candidate(&house, known.holding.id);
    let asked = akari.get("/me/notices/2");
    assert!(asked.text("h1").contains("May Tokyo also use your record as version 2"), "{}", asked.text("h1"));
    assert_eq!(asked.count("button[value=given]"), 1);
    assert_eq!(asked.count("button[value=refused]"), 1);
    let (locale, shown) = (asked.first("main [name=locale]", "value"), asked.typed("shown"));
    let other = [("answer", "given"), ("locale", &*locale), ("shown", "other words")];
    assert_eq!(akari.post("/me/notices/2", &other).status, 409, "an answer to other words is none");
    let yes = [("answer", "given"), ("locale", &*locale), ("shown", &*shown)];
    assert_eq!(akari.post("/me/notices/2", &yes).status, 303);
    assert!(akari.get("/me").text("[aria-labelledby=notices]").contains("You agreed on 11 December 2026"));
    assert_eq!(akari.post("/me/notices/2/withdrawal", &[]).location, "/me?done=withdrawn");
    assert_eq!(akari.post("/me/notices/2/withdrawal", &[]).status, 404);
    assert!(akari.get("/me").text("[aria-labelledby=notices]").contains("You withdrew your consent"));
}

#[test]
fn a_question_that_a_later_version_replaced_takes_no_answer() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    published(&house.signed_in(&cast.officer), "ask", "Counsel advised so.");
    house.app.clock.set(moment("2026-12-11T03:00:00Z"));
    let akari = candidate(&house, known.holding.id);
    let asked = akari.get("/me/notices/2");
    assert!(akari.get("/me").text("[aria-labelledby=notices]").contains("Please read"));
    let mio = house.signed_in(&cast.officer);
    let page = begin(&mio);
    assert_eq!(save(&mio, &page, &[("effective_on", "2026-12-11")]).status, 303);
    assert_eq!(decide(&mio, &page, "publish", "").status, 303);
    assert_eq!(publish(&mio, &page).status, 303);

    let (locale, shown) = (asked.first("main [name=locale]", "value"), asked.typed("shown"));
    let yes = [("answer", "given"), ("locale", &*locale), ("shown", &*shown)];
    assert_eq!(akari.post("/me/notices/2", &yes).status, 404);
    let replaced = akari.get("/me/notices/2");
    assert_eq!(replaced.count("form[action='/me/notices/2']"), 0);
    assert!(replaced.text("main").contains("A later version replaced it on 11 December 2026"));
    assert!(!akari.get("/me").text("[aria-labelledby=notices]").contains("Please read"));
}

#[test]
fn a_coming_version_is_withdrawn_and_one_in_force_is_not() {
    let house = House::open();
    let mio = house.signed_in(&house.kept.cast.officer);
    published(&mio, "inform", "");
    assert_eq!(mio.get("/staff/notices").count("form[action='/staff/notices/2/withdrawal']"), 1);
    let gone = mio.post("/staff/notices/2/withdrawal", &[]);
    assert_eq!((gone.status, gone.location.as_str()), (303, "/staff/notices?done=notice_withdrawn"));
    assert_eq!(house.browser().get("/notices/2").status, 404);
    assert!(mio.get("/staff/notices").text("[aria-labelledby=versions]").contains("Withdrawn"));

    published(&mio, "inform", "");
    house.app.clock.set(moment("2026-12-10T03:00:00Z"));
    let mio = house.signed_in(&house.kept.cast.officer);
    assert_eq!(mio.get("/staff/notices").count("form[action$='/withdrawal']"), 0);
    assert_eq!(mio.post("/staff/notices/3/withdrawal", &[]).status, 404);
    assert!(house.browser().get("/notices/3").text(".badge").contains("In force"));
}
