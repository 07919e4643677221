//! Every URL of the running product asked by everybody about everything (G1, G2).
//!
//! The routes come from the product's own table; one that [`expected`] does not know fails the test.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod site;
#[path = "../support/mod.rs"]
mod support;

use actix_web::http::Method;
use saiyo::domain::staff::Role;
use saiyo::web::routes;

use crate::site::{Actor, Answer, Object, Site};

/// Who reaches what a URL is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Anybody; nothing about a candidate is behind it.
    Anybody,
    /// Any person of staff; nothing about another office's candidate is behind it.
    Staff,
    /// Staff whose role has lists.
    Lister,
    /// Staff whose role acts on many records at once.
    Selector,
    /// Staff who record provisions and receipts.
    Recorder,
    /// Staff whose role reads messages; each sees those of their own office.
    Reader,
    /// Recruiters; each sees what came in to their own office.
    Correspondent,
    /// Nobody whom the test knows: it is the asker's own alone.
    Nobody,
    /// Administrators.
    Administrator,
    /// Staff of the office that collected, whose role opens candidates; an officer sees that it is withheld.
    Collector,
    /// Recruiters of the office that collected.
    Recruiter,
    /// Privacy officers; each sees what waits at their own office.
    Officer,
    /// Privacy officers of the office that collected.
    Decider,
    /// People of processors.
    Partner,
    /// People of the processor that was entrusted with the record.
    Entrusted,
    /// The candidate.
    Candidate,
    /// The candidate's own documents and the files of their messages.
    OwnDocument,
}

/// The expected table. A URL that is not in it fails the test.
fn expected(method: &Method, path: &str) -> Option<Reach> {
    Some(match (method.as_str(), path) {
        (_, "/healthz" | "/readyz" | "/static/{name}" | "/language" | "/" | "/careers" | "/careers/{slug}")
        | (_, "/careers/{slug}/apply" | "/careers/{slug}/applied" | "/notices" | "/notices/{version}" | "/contact")
        | (
            _,
            "/setup"
            | "/me/sign-in"
            | "/me/sign-in/{token}"
            | "/me/answers/{token}"
            | "/me/announcements/{token}"
            | "/staff/sign-in"
            | "/partner/sign-in",
        )
        | (_, "/notices/joint-use" | "/notices/countries") => Reach::Anybody,
        ("POST", "/partner/sign-out") | ("GET", "/partner") => Reach::Partner,
        ("GET", path) if path.starts_with("/partner/candidates/{id}") => Reach::Entrusted,
        ("POST", "/staff/lists/columns" | "/staff/views") => Reach::Lister,
        (_, "/staff/selection") | ("POST", "/staff/selection/acts") => Reach::Selector,
        // An act is its maker's: nobody finds one by somebody else's token.
        (_, path) if path.starts_with("/staff/selection/acts/{token}") => Reach::Nobody,
        // A view is its owner's: nobody finds one by somebody else's id.
        (_, "/staff/views/{id}" | "/staff/views/{id}/removal") => Reach::Nobody,
        ("POST", "/staff/sign-out") | ("GET", "/staff" | "/staff/what-if") => Reach::Staff,
        ("POST", "/staff/searches" | "/staff/suggestions") | ("GET", "/staff/searches/{token}") => Reach::Staff,
        ("GET", "/staff/candidates" | "/staff/candidates/new") | ("POST", "/staff/candidates") => Reach::Staff,
        ("GET", "/staff/candidates/{id}") => Reach::Collector,
        // Recruiters ask for a provision and officers make one; both record where a record came from.
        (_, "/staff/candidates/{id}/disclosures" | "/staff/candidates/{id}/disclosures/new")
        | ("POST", "/staff/candidates/{id}/receipts") => Reach::Collector,
        ("GET", "/staff/disclosures") => Reach::Officer,
        ("GET", "/staff/third-parties") => Reach::Recorder,
        // A third party is its office's: nobody finds one by another id.
        (_, "/staff/third-parties/{party}") => Reach::Nobody,
        (_, path) if path.starts_with("/staff/disclosures/{disclosure}") => Reach::Decider,
        ("GET", "/staff/candidates/{id}/history" | "/staff/candidates/{id}/proposals/{proposal}")
        | ("POST", "/staff/candidates/{id}/proposals/{proposal}/decision") => Reach::Recruiter,
        ("POST", path) if path.starts_with("/staff/candidates/{id}/applications/{application}/interviews") => {
            Reach::Recruiter
        }
        (_, path) if path.starts_with("/staff/candidates/{id}/") => Reach::Recruiter,
        (_, path)
            if ["/staff/intakes", "/staff/offices", "/staff/users", "/staff/vacancies"]
                .iter()
                .any(|area| path.starts_with(area)) =>
        {
            Reach::Administrator
        }
        (
            _,
            "/staff/processors" | "/staff/joint-use" | "/staff/policy" | "/staff/notices" | "/staff/notices/drafts",
        )
        | (_, "/staff/journal" | "/staff/rules/try" | "/staff/incidents" | "/staff/duties")
        | (_, "/staff/country-information" | "/staff/country-information/drafts") => Reach::Officer,
        // Nothing is being written about the country, and nobody finds a version by another id.
        (_, path) if path.starts_with("/staff/country-information/") => Reach::Nobody,
        // Nobody finds a draft by another id, and the version in force is not withdrawn nor told to anybody.
        (_, path) if path.starts_with("/staff/notices/") => Reach::Nobody,
        // An entry of another office, or one that is not there, is not found.
        ("GET", "/staff/journal/{seq}") => Reach::Decider,
        // An incident is kept by the office that recorded it; nobody finds one by another id.
        (_, path) if path.starts_with("/staff/incidents/{incident}") => Reach::Nobody,
        (_, path) if path.starts_with("/staff/processors/{processor}") => Reach::Decider,
        ("GET", "/staff/inbox") => Reach::Reader,
        ("GET", "/staff/inbox/unfiled") => Reach::Correspondent,
        (_, "/staff/inbox/templates" | "/staff/inbox/templates/new" | "/staff/signature") => Reach::Correspondent,
        // Nobody is written to whom the form does not name.
        (_, "/staff/inbox/new") => Reach::Nobody,
        // Nothing that an agent gave is recorded of the mail of somebody who writes for themselves.
        (_, "/staff/inbox/{thread}/messages/{message}/receipt") => Reach::Nobody,
        (_, "/staff/inbox/{thread}/messages/{message}/application") => Reach::Recruiter,
        // A message, and a mail that is not filed, are of the office that they came in to; a template is its office's.
        (_, path) if path.starts_with("/staff/inbox/") => Reach::Recruiter,
        ("GET", "/staff/reviews" | "/staff/transfers" | "/staff/transfers/safeguards")
        | ("POST", "/staff/transfers/safeguards/{office}" | "/staff/transfers/safeguards/{office}/check") => {
            Reach::Officer
        }
        // A request and a transfer of another office are not found, and nobody finds one by another id.
        (_, path) if path.starts_with("/staff/transfers/groups/{group}") => Reach::Nobody,
        ("POST", "/staff/transfers/requests/{request}/approval" | "/staff/transfers/requests/{request}/refusal")
        | ("POST", "/staff/transfers/{transfer}/end" | "/staff/joint-use/{notice}/withdrawal") => Reach::Nobody,
        ("GET", "/staff/reviews/{holding}") | ("POST", "/staff/reviews/{holding}/decision") => Reach::Decider,
        ("GET", "/me/documents/{id}/original" | "/me/messages/{message}/files/{file}") => Reach::OwnDocument,
        // A question and a consent are their candidate's: nobody finds one by another id.
        (_, "/me/consent-requests/{id}" | "/me/consents/{id}/withdrawal") => Reach::Nobody,
        // Nobody is told of the version that they were shown.
        (_, path) if path.starts_with("/me/notices/{version}") => Reach::Nobody,
        ("GET", "/me") | ("POST", "/me/sign-out") => Reach::Candidate,
        _ => return None,
    })
}

/// Whether an actor may reach an object through a URL.
fn may(actor: &Actor, reach: Reach, object: &Object) -> bool {
    let own_office = actor.office.as_deref() == Some(object.office);
    match reach {
        Reach::Anybody => true,
        Reach::Staff => actor.role.is_some(),
        Reach::Lister => {
            matches!(actor.role, Some(Role::Recruiter | Role::HiringManager | Role::PrivacyOfficer))
        }
        Reach::Selector => actor.role == Some(Role::Recruiter),
        Reach::Recorder | Reach::Reader => matches!(actor.role, Some(Role::Recruiter | Role::PrivacyOfficer)),
        Reach::Correspondent => actor.role == Some(Role::Recruiter),
        Reach::Nobody => false,
        Reach::Administrator => actor.role == Some(Role::Administrator),
        Reach::Collector => own_office && matches!(actor.role, Some(Role::Recruiter | Role::PrivacyOfficer)),
        Reach::Recruiter => own_office && actor.role == Some(Role::Recruiter),
        Reach::Officer => actor.role == Some(Role::PrivacyOfficer),
        Reach::Decider => own_office && actor.role == Some(Role::PrivacyOfficer),
        Reach::Partner => actor.is_partner,
        // Tokyo's candidate was entrusted, Singapore's was not.
        Reach::Entrusted => actor.is_partner && object.office == "JP",
        Reach::Candidate => actor.candidate_of.is_some(),
        Reach::OwnDocument => actor.candidate_of.as_deref() == Some(object.office),
    }
}

/// What a refusal looks like: the way to sign in, or the page of what does not exist.
fn is_refusal(actor: &Actor, path: &str, answer: &Answer) -> bool {
    let signed_in_there = match path {
        _ if path.starts_with("/me") => actor.candidate_of.is_some(),
        _ if path.starts_with("/partner") => actor.is_partner,
        _ => actor.role.is_some(),
    };
    // An officer knows of their own office's candidates and is told by which rule the rest is closed.
    let of_record = ["/staff/candidates/{id}/", "/staff/inbox/{thread}"].iter().any(|start| path.starts_with(start));
    let told = actor.role == Some(Role::PrivacyOfficer) && of_record;
    if told && answer.status == 403 {
        return true;
    }
    if signed_in_there { answer.status == 404 } else { answer.status == 303 && answer.location.ends_with("/sign-in") }
}

#[test]
fn every_route_answers_every_actor_as_the_table_says() {
    let site = Site::open();
    let (mut requests, mut denied) = (0, 0);
    for entry in routes::table() {
        let reach = expected(&entry.method, entry.path)
            .unwrap_or_else(|| panic!("{} {} is not in the expected table", entry.method, entry.path));
        for actor in &site.actors {
            for object in &site.objects {
                if may(actor, reach, object) {
                    continue;
                }
                let before = site.content();
                let answer = site.ask(actor, &entry.method, entry.path, object);
                let unknown = site.ask(actor, &entry.method, entry.path, &Object::unknown(object.office));
                requests += 2;
                denied += 1;
                let what = format!("{} {} as {} about {}", entry.method, entry.path, actor.name, object.office);
                assert!(is_refusal(actor, entry.path, &answer), "{what}: {} {}", answer.status, answer.location);
                if answer.status != 403 {
                    let seen = |answer: &Answer| (answer.status, answer.length, answer.body.clone());
                    assert_eq!(seen(&answer), seen(&unknown), "{what} tells what exists");
                }
                assert!(!site.names_somebody(&answer.body), "{what} leaks");
                assert_eq!(site.content(), before, "{what} wrote");
            }
        }
    }
    eprintln!("G1: {requests} requests, {denied} denied, 0 leaks, 0 writes");
    assert!(denied > 400, "only {denied} were denied");
}

#[test]
fn those_who_may_do_reach_it() {
    let site = Site::open();
    for entry in routes::table().iter().filter(|entry| entry.method == Method::GET) {
        let reach = expected(&entry.method, entry.path).unwrap();
        for actor in &site.actors {
            for object in site.objects.iter().filter(|object| may(actor, reach, object)) {
                if matches!(reach, Reach::Anybody) {
                    continue;
                }
                let answer = site.ask(actor, &entry.method, entry.path, object);
                let what = format!("{} as {}", entry.path, actor.name);
                // The cast's document has no page image, and only some roles list or add candidates.
                let other = entry.path.ends_with("{number}")
                    || (entry.path.ends_with("/original") && actor.is_partner)
                    || entry.path.starts_with("/staff/candidates")
                    || entry.path.starts_with("/staff/searches");
                assert!(answer.status == 200 || (other && answer.status == 404), "{what}: {}", answer.status);
            }
        }
    }
}

#[test]
fn a_recruiter_opens_their_own_candidate_and_an_officer_sees_that_it_is_withheld() {
    let site = Site::open();
    let tokyo = &site.objects[0];
    let page = |name: &str| {
        let actor = site.actors.iter().find(|actor| actor.name == name).unwrap();
        site.ask(actor, &Method::GET, "/staff/candidates/{id}", tokyo)
    };
    assert!(site.names_somebody(&page("recruiter JP").body));
    let withheld = page("privacy_officer JP");
    assert_eq!(withheld.status, 200);
    assert!(!site.names_somebody(&withheld.body));
    assert!(withheld.body.contains("identity is verified"), "the page says why");
}

#[test]
fn no_form_is_taken_from_elsewhere_and_none_without_its_token() {
    let site = Site::open();
    let mut tried = 0;
    for entry in routes::table().iter().filter(|entry| entry.method == Method::POST) {
        for actor in &site.actors {
            let object = &site.objects[0];
            let before = site.content();
            for headers in [
                vec![("origin", "https://evil.example")],
                vec![("sec-fetch-site", "cross-site")],
                vec![("sec-fetch-site", "same-site")],
                vec![("sec-fetch-site", "none")],
                Vec::new(),
            ] {
                let answer = site.post_from(actor, entry.path, object, &headers);
                assert_eq!(answer.status, 403, "{} as {} from {headers:?}", entry.path, actor.name);
                tried += 1;
            }
            let own = vec![("sec-fetch-site", "same-origin")];
            let session = actor.role.is_some() && entry.path.starts_with("/staff/") && !entry.path.ends_with("sign-in");
            if session {
                let answer = site.post_without_token(actor, entry.path, object, &own);
                assert!(matches!(answer.status, 403 | 404), "{} as {}: {}", entry.path, actor.name, answer.status);
                tried += 1;
            }
            assert_eq!(site.content(), before, "{} as {} wrote", entry.path, actor.name);
        }
    }
    eprintln!("G2: {tried} forged forms, 0 taken");
}
