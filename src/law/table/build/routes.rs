//! Checks the routes and indexes them by origin, recipient and exception.

use super::super::entries::Route;
use super::super::error::{At, TableError};
use super::super::raw::{RawRoute, RawRouteDefaults, RawTable};
use super::super::slot;
use super::Texts;
use crate::domain::jurisdiction::Jurisdiction;
use crate::law::ids::ConditionId;
use crate::law::words::{ExceptionId, RecipientKind, Verdict, Zone};

/// Every route, with what it leaves out filled in from the defaults.
pub(super) fn routes(raw: &RawTable, texts: &mut Texts) -> Result<Vec<Route>, TableError> {
    let mut routes: Vec<Route> = Vec::with_capacity(raw.route.len());
    for entry in &raw.route {
        let at = At { section: "route", id: &entry.id };
        let route = route(at, entry, &raw.route_defaults, texts)?;
        consistent(at, &route)?;
        // Were a reviewing route asked first, losing one of its conditions could open the allowing one behind
        // it, and a restriction would widen what is allowed.
        let shadowed = routes.iter().any(|earlier| earlier.reviewed && !route.reviewed && overlap(earlier, &route));
        at.must(!shadowed, "it would allow behind a route to the same place that asks for a review")?;
        routes.push(route);
    }
    for origin in Jurisdiction::ALL {
        for recipient in RecipientKind::ALL {
            let at = At { section: "route", id: origin.as_str() };
            let there = routes
                .iter()
                .any(|route| route.origin == *origin && route.recipient == *recipient && route.exception.is_none());
            at.must(there, &format!("this law has no route at all to the recipient {recipient}"))?;
        }
    }
    Ok(routes)
}

fn route(at: At<'_>, entry: &RawRoute, defaults: &RawRouteDefaults, texts: &mut Texts) -> Result<Route, TableError> {
    let exception = match entry.exception.as_ref().unwrap_or(&defaults.exception).as_str() {
        "" => None,
        word => Some(at.word::<ExceptionId>("exception", word)?),
    };
    let result: Verdict = at.word("result", entry.result.as_ref().unwrap_or(&defaults.result))?;
    at.must(result != Verdict::Deny, "a route allows or reviews; what has no route is denied")?;
    at.filled("basis", &entry.basis)?;
    let force = at.word("force", entry.force.as_ref().unwrap_or(&defaults.force))?;
    Ok(Route {
        origin: at.word("origin", &entry.origin)?,
        to: at.some_words("to", &entry.to)?,
        recipient: at.word("recipient", &entry.recipient)?,
        exception,
        categories: at.some_words("categories", entry.categories.as_ref().unwrap_or(&defaults.categories))?,
        requires: at.words("requires", entry.requires.as_ref().unwrap_or(&defaults.requires))?,
        house: at.words("house", entry.house.as_ref().unwrap_or(&defaults.house))?,
        safeguards: at.words("safeguards", entry.safeguards.as_ref().unwrap_or(&defaults.safeguards))?,
        duties: at.words("duties", entry.duties.as_ref().unwrap_or(&defaults.duties))?,
        reviewed: result == Verdict::Review,
        basis: entry.basis.clone(),
        rule: texts.add(at, Some(force), &entry.cite, &entry.why)?,
    })
}

fn consistent(at: At<'_>, route: &Route) -> Result<(), TableError> {
    let stray = route.house.iter().find(|condition| !route.requires.contains(condition));
    if let Some(condition) = stray {
        return Err(at.wrong(format!("house names {condition}, which requires does not")));
    }
    let needs_safeguard = route.requires.contains(&ConditionId::Safeguard);
    at.must(needs_safeguard != route.safeguards.is_empty(), "C_SAFEGUARD and a list of safeguards go together")?;
    let designated = route.to.contains(&Zone::Designated) && route.origin != Jurisdiction::Jp;
    at.must(!designated, "only Japan's law knows designated countries")?;
    let company = matches!(route.recipient, RecipientKind::OwnOffice | RecipientKind::GroupSubsidiary);
    let leaves = route.to.iter().any(|zone| matches!(zone, Zone::Abroad | Zone::Designated));
    at.must(!(company && leaves), "the group moves data between the three countries only")
}

/// Whether some destination and category would find both routes.
fn overlap(one: &Route, other: &Route) -> bool {
    let same_key = one.origin == other.origin && one.recipient == other.recipient && one.exception == other.exception;
    let home = |route: &Route| route.to.contains(&Zone::Same);
    let away = |route: &Route| route.to.iter().any(|zone| *zone != Zone::Same);
    let places = (home(one) && home(other)) || (away(one) && away(other));
    same_key && places && one.categories.iter().any(|category| other.categories.contains(category))
}

/// For each origin, recipient and exception the places of its routes, in file order.
pub(super) fn index(routes: &[Route]) -> Vec<Vec<usize>> {
    let slots = Jurisdiction::ALL.len() * RecipientKind::ALL.len() * (ExceptionId::ALL.len() + 1);
    let mut index = vec![Vec::new(); slots];
    for (place, route) in routes.iter().enumerate() {
        if let Some(places) = index.get_mut(slot(route.origin, route.recipient, route.exception)) {
            places.push(place);
        }
    }
    index
}
