//! What one core does by itself: seals, and decisions of the law.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::table::Table;
use crate::domain::application::Outcome;
use crate::domain::category::CategoryId;
use crate::domain::consent::ConsentScope;
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::time::Day;
use crate::law::facts::{ConsentFacts, Span};
use crate::law::{Action, Facts, Law, RecipientKind, decide};
use crate::vault::speed;

/// How often a profile is sealed and opened.
pub(super) fn seals(table: &Table, office: &str, time: Duration) -> anyhow::Result<()> {
    let office: OfficeCode = office.parse()?;
    let rate = speed::seal_rate(&office, time.min(Duration::from_secs(2)))?;
    table.values(
        "seals of 1.5 kB, one core",
        &[("seals_per_second", rate.seals, "seals/s"), ("opens_per_second", rate.opens, "opens/s")],
    );
    Ok(())
}

/// How often the law decides about transfers and uses: allowed, refused by a gate, refused for want of a route's
/// conditions, and handed to a person.
pub(super) fn decisions(table: &Table, time: Duration) -> anyhow::Result<()> {
    let law = Law::built_in()?;
    let today: Day = "2026-11-24".parse()?;
    let mut asked = Vec::new();
    for (action, destination) in [(Action::Use, "JP"), (Action::Transfer, "SG"), (Action::Transfer, "HK")] {
        let plain = Facts {
            destination: Some(destination.parse()?),
            recipient: Some(RecipientKind::GroupSubsidiary),
            category: Some(CategoryId::Profile),
            purpose: Some(Purpose::Recruitment),
            purpose_notified: true,
            candidate_home: Some("JP".parse()?),
            outcome: Some(Outcome::Open),
            ..Facts::new(action, today, Jurisdiction::Jp)
        };
        let consent = ConsentFacts {
            scopes: vec![ConsentScope::Foreign],
            countries: vec![destination.parse()?],
            span: Span { from: Some(today), ..Span::default() },
            country_info_given: true,
        };
        asked.push(Facts { consent, ..plain.clone() });
        asked.push(Facts { suspended: true, ..plain.clone() });
        asked.push(Facts { candidate_home: None, ..plain.clone() });
        asked.push(plain);
    }
    let (started, mut decided) = (Instant::now(), 0_u64);
    while started.elapsed() < time.min(Duration::from_secs(2)) {
        for facts in asked.iter().cycle().take(1_200) {
            black_box(decide(&law.rules, black_box(facts)));
            decided += 1;
        }
    }
    let rate = decided as f64 / started.elapsed().as_secs_f64();
    table.values("decisions of the law, one core", &[("decisions_per_second", rate, "a second")]);
    Ok(())
}
