//! The company: offices, notices, vacancies, and the rows that the law needs about it.

use super::super::set_up;
use super::DemoError;
use crate::demo::facts::DemoProcessor;
use crate::demo::{company, facts as demo_facts, notices as demo_notices, vacancies as demo_vacancies};
use crate::domain::id::{JointUseNoticeId, ProcessorId, SubProcessorId};
use crate::domain::office::OfficeCode;
use crate::domain::processor::{ReviewFinding, ReviewKind};
use crate::domain::staff::{Caller, JobName};
use crate::domain::time::Ts;
use crate::store::database::Db;
use crate::store::joint_use::{self, JointUseNotice};
use crate::store::journal::Entry;
use crate::store::processors::{self, About, Contract, Review, SubProcessor};
use crate::store::safeguards::{self, OfficeSafeguard};
use crate::store::{Database, StoreError, notices, offices, settings, vacancies};

/// The processor with contract, reviews and sub-processors.
fn add_processor(tx: &mut Db, caller: &Caller, processor: &DemoProcessor) -> Result<Vec<Entry>, StoreError> {
    let id = ProcessorId::new();
    let about = About {
        name: processor.name.ja.clone(),
        country: processor.country,
        incident_contact: processor.incident_contact.to_owned(),
    };
    let kind = processor.safeguard.parse().map_err(|_| StoreError::Unreadable("processor_contracts.safeguard"))?;
    let contract = Contract {
        from: processor.from,
        until: Some(processor.until),
        categories: processor.categories.clone(),
        purposes: processor.purposes.clone(),
        countries: processor.countries.clone(),
        safeguard: Some(kind),
        annual_check_on: Some(processor.annual_check_on),
    };
    let mut entries = vec![processors::add(tx, caller, id, &about)?, processors::agree(tx, caller, id, &contract)?];
    let reviews = [
        (ReviewKind::Vetting, processor.from.plus_days(-30), processor.vetting_note),
        (ReviewKind::Supervision, processor.vetted_on, processor.supervision_note),
    ];
    for (kind, reviewed_on, note) in reviews {
        let (finding, note) = (ReviewFinding::InOrder, note.to_owned());
        let review = Review { processor_id: id, kind, reviewed_on, finding, note, mend_by: None, staff_id: None };
        entries.push(processors::review(tx, caller, &review)?);
    }
    for sub in &processor.sub_processors {
        let (name, country, approved_on) = (sub.name.to_owned(), sub.country, sub.approved_on);
        let (id, processor_id, engaged) = (SubProcessorId::new(), id, sub.engaged);
        let sub = SubProcessor { id, processor_id, name, country, engaged, approved_on };
        entries.push(processors::add_sub(tx, caller, &sub)?);
    }
    Ok(entries)
}

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
        let mut entries = add_processor(tx, &caller, processor)?;
        let joint = &rules.joint_use;
        let [manager, address, representative] = joint.manager.map(str::to_owned);
        let notice = JointUseNotice {
            id: JointUseNoticeId::new(),
            published_on: joint.published_on,
            categories: joint.categories.clone(),
            purposes: joint.purposes.clone(),
            offices: joint.offices.clone(),
            manager,
            address,
            representative,
            withdrawn_on: None,
        };
        entries.push(joint_use::publish(tx, &caller, &notice)?);
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
