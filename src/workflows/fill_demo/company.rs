//! The company: offices, notices, vacancies, and the rows that the law needs about it.

use super::super::set_up;
use super::DemoError;
use crate::demo::{company, facts as demo_facts, notices as demo_notices, vacancies as demo_vacancies};
use crate::domain::office::OfficeCode;
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::outsourcing::{self, JointUseNotice, ProcessorContract};
use crate::store::safeguards::{self, OfficeSafeguard};
use crate::store::{Database, StoreError, notices, offices, settings, vacancies};

pub(super) fn found(db: &mut Database, at: Ts) -> Result<(), DemoError> {
    let have: Vec<OfficeCode> = db.read(offices::codes)?;
    for office in company::offices()? {
        let caller = Caller::job(JobName::Demo, office.code.clone(), at);
        if !have.contains(&office.code) {
            set_up::add_office(db, &caller, &office)?;
        }
    }
    set_up::set_company(db, &company::name(), company::CONTACT)?;
    let today = at.day_in(&jiff::tz::TimeZone::UTC);
    let rules = demo_facts::company_facts(today)?;
    let notices = demo_notices::notices()?;
    let openings = demo_vacancies::vacancies(at)?;
    let head = company::offices()?.into_iter().next().ok_or(StoreError::NotFound)?;
    let caller = Caller::job(JobName::Demo, head.code, at);
    db.change(|tx| {
        for notice in &notices {
            notices::publish(tx, notice, at)?;
        }
        for vacancy in &openings {
            vacancies::add(tx, vacancy, at)?;
        }
        let processor = &rules.processor;
        let mut entries = vec![outsourcing::add_processor(
            tx,
            &caller,
            &ProcessorContract {
                name: processor.name.en.clone(),
                country: processor.country,
                office: processor.office.clone(),
                from: processor.from,
                until: Some(processor.until),
                categories: processor.categories.clone(),
                purposes: processor.purposes.clone(),
                countries: processor.countries.clone(),
                vetted_on: Some(processor.vetted_on),
                sub_processor: !processor.sub_processors.is_empty(),
                sub_processor_approved: processor.sub_processors.iter().all(|sub| sub.approved_on.is_some()),
            },
        )?];
        let joint = &rules.joint_use;
        let notice = JointUseNotice {
            published_on: joint.published_on,
            complete: joint.complete,
            categories: joint.categories.clone(),
            purposes: joint.purposes.clone(),
        };
        entries.push(outsourcing::add_joint_use_notice(tx, &caller, &notice)?);
        for pair in &rules.safeguards {
            let kind = pair.kind.map(|word| word.parse().map_err(|_| StoreError::Unreadable("safeguards.kind")));
            let safeguard = OfficeSafeguard {
                origin: pair.origin.clone(),
                destination: pair.destination.clone(),
                kind: kind.transpose()?,
                until: pair.until,
                annual_check_on: pair.annual_check_on,
                onward_permitted: pair.onward_permitted,
            };
            entries.push(safeguards::add_safeguard(tx, &caller, &safeguard)?);
        }
        settings::write(tx, settings::DEMO, "0")?;
        Ok(((), entries))
    })?;
    Ok(())
}
