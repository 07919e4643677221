//! Inviting to interviews on the page of a candidate: what the form takes, what is mailed, and what stands there after.

use saiyo::domain::category::Communications;
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::JobName;
use saiyo::store::gate::{self, Ask};
use saiyo::store::{interviews, messages};
use saiyo::workflows::invite_to_interview::note_reply;
use saiyo::workflows::write_message::UNDO;

use crate::browser::Answer;
use crate::house::House;
use crate::support::cast::job;
use crate::support::sql::Sql;
use crate::support::{Admitted, letters};

/// The interview on the page of a candidate.
const SHOWN: &str = "article.note[id^=interview-]";

fn page_of(known: &Admitted) -> String {
    format!("/staff/candidates/{}", known.holding.candidate)
}

fn interviews_of(known: &Admitted) -> String {
    format!("{}/applications/{}/interviews", page_of(known), known.application)
}

/// A plan for two in the afternoon of a day.
fn plan(day: &str) -> Vec<(&str, &str)> {
    vec![
        ("interview_day", day),
        ("interview_time", "14:00"),
        ("interview_length", "60"),
        ("interview_place", "https://meet.example/abc"),
        ("interview_names", "Haru"),
        ("interview_text", "Dear <b>Akari</b>"),
    ]
}

fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value));
    fields
}

/// Lets the moment of taking back pass, and what waits be sent.
fn send(house: &House) {
    house.app.clock.set(house.app.clock.now().plus_seconds(UNDO + 1));
    house.do_jobs();
}

/// The calendars that came for an address, unfolded, by their count of changes.
fn calendars(address: &str) -> Vec<String> {
    let files = letters::enclosed_for(address).into_iter().filter(|(name, _)| name == "invite.ics");
    let mut texts: Vec<String> =
        files.map(|(_, bytes)| String::from_utf8(bytes).unwrap().replace("\r\n ", "")).collect();
    texts.sort_by_key(|text| value(text, "SEQUENCE").parse::<i32>().unwrap());
    texts
}

fn value<'a>(calendar: &'a str, name: &str) -> &'a str {
    calendar.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap()
}

/// Files what the candidate's calendar answers to the first change of their interview.
fn answer(house: &House, known: &Admitted, sequence: i32, says: &str) {
    let mut db = house.kept.store.database().unwrap();
    let by = job(JobName::FileMail, known.holding.office.as_str());
    let permit = gate::open::<Communications>(&mut db, &Ask::create(&by, Purpose::Upkeep), known.holding.id).unwrap();
    let shown = interviews::list(&mut db, &permit).unwrap().remove(0).interview;
    let message = messages::of_thread(&mut db, &permit, shown.thread.unwrap()).unwrap().remove(0).id;
    let (uid, email) = (shown.uid, known.profile.email.as_str());
    let calendar = format!(
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{uid}\nSEQUENCE:{sequence}\n\
         ATTENDEE;PARTSTAT={says}:mailto:{email}\nEND:VEVENT\nEND:VCALENDAR\n"
    );
    let at = house.app.clock.now();
    db.change(|tx| Ok(((), note_reply(tx, &permit, message, (email, &calendar), at)?.into_iter().collect()))).unwrap();
}

fn done(answer: &Answer, known: &Admitted, message: &str) {
    let expected = format!("{}?done={message}", page_of(known));
    assert_eq!((answer.status, answer.location.as_str()), (303, expected.as_str()), "{}", answer.body);
}

#[test]
fn a_candidate_is_invited_told_of_a_change_and_of_the_end_in_one_entry_of_their_calendar() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Interviewone", "Akari");
    let address = known.profile.email.as_str();
    let rin = house.signed_in(&house.kept.cast.rin);
    let page = rin.get(&page_of(&known));
    let text = page.text(&format!("#interview-text-{}", known.application));
    assert!(text.contains("Interviewone Akari 様"), "in the candidate's language: {text}");
    done(&rin.post(&interviews_of(&known), &plan("2026-12-03")), &known, "message_queued");
    let page = rin.get(&page_of(&known));
    let shown = page.text(SHOWN);
    for part in ["3 Dec 2026, 14:00 – 15:00", "Planned", "https://meet.example/abc", "with Haru", "No calendar"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(page.text("#uses").contains("Invited to an interview"), "{}", page.text("#uses"));
    send(&house);
    let first = calendars(address);
    assert_eq!(first.len(), 1);
    assert_eq!((value(&first[0], "METHOD"), value(&first[0], "DTSTART")), ("REQUEST", "20261203T050000Z"));
    let (headers, body) = letters::for_address(address).remove(0);
    assert!(headers.contains("multipart/mixed"), "{headers}");
    for part in ["multipart/alternative", "Content-Type: text/calendar; method=REQUEST; charset=utf-8"] {
        assert!(body.contains(part), "{part}: {body}");
    }

    answer(&house, &known, 0, "ACCEPTED");
    let page = rin.get(&page_of(&known));
    assert!(page.text(SHOWN).contains("Answered by mail: accepted"), "{}", page.text(SHOWN));
    let change = page.first(&format!("{SHOWN} form"), "action");
    assert_eq!(page.first(&format!("{SHOWN} [name=interview_time]"), "value"), "14:00", "what is planned stands there");
    done(&rin.post(&change, &with(plan("2026-12-04"), "revision", "1")), &known, "message_queued");
    let shown = rin.get(&page_of(&known)).text(SHOWN);
    assert!(shown.contains("4 Dec 2026") && shown.contains("No calendar"), "it was another time: {shown}");
    send(&house);
    let cancellation = format!("{change}/cancellation");
    let reason = [("interview_reason", "Sorry."), ("revision", "2")];
    done(&rin.post(&cancellation, &reason), &known, "message_queued");
    send(&house);

    let all = calendars(address);
    let said: Vec<_> = all.iter().map(|text| (value(text, "METHOD"), value(text, "SEQUENCE"))).collect();
    assert_eq!(said, [("REQUEST", "0"), ("REQUEST", "1"), ("CANCEL", "2")]);
    let uid = value(&all[0], "UID");
    assert!(uid.ends_with("@saiyo.example") && all.iter().all(|text| value(text, "UID") == uid), "{uid}");
    for text in &all {
        let organizer = text.lines().find(|line| line.starts_with("ORGANIZER")).unwrap();
        assert!(organizer.ends_with(":mailto:recruiting@saiyo.example"), "as the mail is from: {organizer}");
    }
    let page = rin.get(&page_of(&known));
    assert!(page.text(SHOWN).contains("Cancelled") && page.count(&format!("{SHOWN} form")) == 0);
}

#[test]
fn a_form_with_a_fault_comes_back_with_what_was_typed_and_nothing_is_planned() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Interviewtwo", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    for (field, value, says) in [
        ("interview_day", "2026-11-23", "still to come"),
        ("interview_day", "soon", "date"),
        ("interview_time", "two", "time"),
        ("interview_length", "61", "choose"),
        ("interview_place", " ", ""),
        ("interview_text", "", ""),
    ] {
        let answer = rin.post(&interviews_of(&known), &with(plan("2026-12-03"), field, value));
        assert_eq!(answer.status, 422, "{field} {value}");
        let id = format!("{}-{}", field.replace('_', "-"), known.application);
        let fault = answer.text(&format!("#{id}-error"));
        assert!(!fault.is_empty() && fault.to_lowercase().contains(says), "{field} {value}: {fault}");
        assert_eq!(answer.typed("interview_names"), "Haru", "what was typed is still there");
    }
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM interviews"), 0);
}

#[test]
fn whoever_was_slower_sees_what_they_typed_and_changes_nothing() {
    let house = House::mailing();
    let known = house.admit(&house.kept.cast.rin, "Interviewthree", "Akari");
    let rin = house.signed_in(&house.kept.cast.rin);
    rin.post(&interviews_of(&known), &plan("2026-12-03"));
    let change = rin.get(&page_of(&known)).first(&format!("{SHOWN} form"), "action");
    done(&rin.post(&change, &with(plan("2026-12-04"), "revision", "1")), &known, "message_queued");
    let slower = rin.post(&change, &with(plan("2026-12-05"), "revision", "1"));
    assert_eq!(slower.status, 422);
    assert_eq!(slower.first(&format!("{SHOWN} [name=interview_day]"), "value"), "2026-12-05");
    let cancellation = format!("{change}/cancellation");
    let cancel = |revision: &str| rin.post(&cancellation, &[("interview_reason", "Sorry."), ("revision", revision)]);
    assert_eq!(cancel("1").status, 422);
    // Nobody was told yet, so nobody is told.
    done(&cancel("2"), &known, "saved");
    done(&cancel("3"), &known, "stale");
    send(&house);
    assert!(letters::for_address(known.profile.email.as_str()).is_empty());
}

#[test]
fn without_a_mail_server_or_the_right_nobody_is_invited() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Interviewfour", "Akari");
    house.assign(&known, &cast.manager);
    let rin = house.signed_in(&cast.rin);
    assert_eq!(rin.get(&page_of(&known)).count("form[action$='/interviews']"), 0);
    assert_eq!(rin.post(&interviews_of(&known), &plan("2026-12-03")).status, 404);
    let house = House::mailing();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Interviewfive", "Akari");
    house.assign(&known, &cast.manager);
    for person in [&cast.manager, &cast.wei, &cast.officer, &cast.analyst, &cast.administrator] {
        let browser = house.signed_in(person);
        assert_eq!(browser.post(&interviews_of(&known), &plan("2026-12-03")).status, 404, "{}", person.name);
    }
    assert_eq!(house.signed_in(&cast.manager).get(&page_of(&known)).count("form[action$='/interviews']"), 0);
    assert_eq!(house.kept.sql().number("SELECT count(*) AS n FROM interviews"), 0);
}

#[test]
fn the_first_page_shows_the_interviews_of_today_and_tomorrow_to_those_who_invite() {
    let house = House::mailing();
    let cast = &house.kept.cast;
    let rin = house.signed_in(&cast.rin);
    for (name, day) in [("Tomorrow", "2026-11-25"), ("Today", "2026-11-24"), ("Later", "2026-11-26")] {
        let known = house.admit(&cast.rin, name, "Interviewsix");
        done(&rin.post(&interviews_of(&known), &plan(day)), &known, "message_queued");
    }
    let shown = rin.get("/staff").text("section[aria-labelledby=interviews]");
    let place = |name: &str| shown.find(name).unwrap_or_else(|| panic!("{name}: {shown}"));
    assert!(place("Interviewsix Today") < place("Interviewsix Tomorrow"), "{shown}");
    assert!(!shown.contains("Later"), "{shown}");
    for person in [&cast.wei, &cast.manager, &cast.officer] {
        let page = house.signed_in(person).get("/staff");
        assert_eq!(page.count("section[aria-labelledby=interviews]"), 0, "{}", person.name);
    }
}
