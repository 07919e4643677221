//! Which clocks a breach of personal data starts, and when each is due.
//!
//! Invariant: pure functions of table and facts. The days stand in the table; who must be told of which breach, and
//! from when the days count, is here, one arm for each entry of the table and none left over.

use super::table::{Breach, RuleTable};
use crate::domain::jurisdiction::Jurisdiction;
use crate::domain::time::Day;
use crate::text_enum;

text_enum! {
    /// A clock of the table.
    "breach clock" BreachId {
        /// Japan: preliminary report to the PPC (APPI Art. 26(1); Rules Arts. 7, 8(1)).
        JpFirst = "BR-JP-FIRST",
        /// Japan: final report to the PPC (Rules Art. 8(2)).
        JpFinal = "BR-JP-FINAL",
        /// Japan: the same where a wrongful purpose is likely (Rules Arts. 7(iii), 8(2)).
        JpFinalWrongful = "BR-JP-FINAL-WRONGFUL",
        /// Japan: notice to the persons (APPI Art. 26(2); Rules Art. 10).
        JpPerson = "BR-JP-PERSON",
        /// Singapore: assessment (PDPA s.26C(2)).
        SgAssess = "BR-SG-ASSESS",
        /// Singapore: notice to the PDPC (PDPA ss.26B, 26D(1)).
        SgPdpc = "BR-SG-PDPC",
        /// Singapore: notice to the persons (PDPA s.26D(2)).
        SgPerson = "BR-SG-PERSON",
        /// Singapore: a processor tells us (PDPA s.26C(3)(a)).
        SgIntermediary = "BR-SG-INTERMEDIARY",
        /// Hong Kong: notice to the Commissioner and the persons (PCPD guidance).
        HkPcpd = "BR-HK-PCPD",
    }
}

text_enum! {
    /// From when a clock counts.
    "clock start" ClockStart {
        /// From the day on which the office came to know.
        Known = "known",
        /// From the day on which the breach was assessed to be notifiable.
        Assessed = "assessed",
        /// From the day on which the PDPC was notified.
        Notified = "notified",
        /// From the day on which the processor had grounds.
        ProcessorKnew = "processor_knew",
    }
}

/// More persons than this make a breach reportable in Japan (Rules Art. 7(iv)).
const JP_PERSONS: u64 = 1_000;
/// So many persons or more make one notifiable in Singapore (Notification of Data Breaches Regulations 2021, reg. 4).
const SG_PERSONS: u64 = 500;

/// What the law has to know about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentFacts {
    /// The law of the office where it happened.
    pub place: Jurisdiction,
    /// The persons affected, by the law of the office that collected their data.
    pub affected: Vec<(Jurisdiction, u64)>,
    /// The day on which the office came to know.
    pub known_on: Day,
    /// The day on which it was assessed to be notifiable.
    pub assessed_on: Option<Day>,
    /// The day on which the PDPC was notified.
    pub notified_on: Option<Day>,
    /// Whether it happened at a processor.
    pub at_processor: bool,
    /// The day from which that one had grounds to believe that it happened.
    pub processor_knew_on: Option<Day>,
    /// Whether health data is affected.
    pub health: bool,
    /// Whether a wrongful purpose is likely.
    pub wrongful_purpose: bool,
    /// Whether property may be damaged.
    pub property_damage: bool,
    /// Whether significant harm is likely.
    pub significant_harm: bool,
}

/// A clock that an incident starts.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// The entry of the table.
    pub breach: &'a Breach,
    /// From when it counts.
    pub start: ClockStart,
    /// Its last day; none while it has not started.
    pub due: Option<Day>,
}

/// The clocks that an incident starts, law by law in the order of the table.
pub fn clocks<'a>(table: &'a RuleTable, facts: &IncidentFacts) -> Vec<Clock<'a>> {
    let laws = Jurisdiction::ALL.iter().filter(|law| facts.is_under(**law));
    let applying = laws.flat_map(|law| table.breaches(*law)).filter(|breach| applies(breach.id, facts));
    applying.map(|breach| clock(breach, facts)).collect()
}

impl IncidentFacts {
    /// The persons affected under a law.
    fn persons(&self, law: Jurisdiction) -> u64 {
        self.affected.iter().filter(|(of, _)| *of == law).map(|(_, persons)| persons).sum()
    }

    /// Whether a law has a say: that of the place, and those under which the data was collected.
    fn is_under(&self, law: Jurisdiction) -> bool {
        self.place == law || self.persons(law) > 0
    }

    /// Whether the breach must be reported in Japan (Rules Art. 7).
    fn is_reportable_in_japan(&self) -> bool {
        let of_kind = self.health || self.property_damage || self.wrongful_purpose;
        of_kind || self.persons(Jurisdiction::Jp) > JP_PERSONS
    }
}

fn applies(id: BreachId, facts: &IncidentFacts) -> bool {
    match id {
        BreachId::JpFirst | BreachId::JpPerson => facts.is_reportable_in_japan(),
        BreachId::JpFinal => facts.is_reportable_in_japan() && !facts.wrongful_purpose,
        BreachId::JpFinalWrongful => facts.wrongful_purpose,
        BreachId::SgAssess => true,
        BreachId::SgPdpc => facts.significant_harm || facts.persons(Jurisdiction::Sg) >= SG_PERSONS,
        BreachId::SgPerson => facts.significant_harm,
        BreachId::SgIntermediary => facts.at_processor,
        BreachId::HkPcpd => facts.significant_harm || facts.property_damage || facts.wrongful_purpose,
    }
}

fn clock<'a>(breach: &'a Breach, facts: &IncidentFacts) -> Clock<'a> {
    let start = match breach.id {
        BreachId::SgPdpc => ClockStart::Assessed,
        BreachId::SgPerson => ClockStart::Notified,
        BreachId::SgIntermediary => ClockStart::ProcessorKnew,
        _ => ClockStart::Known,
    };
    let from = match start {
        ClockStart::Known => Some(facts.known_on),
        ClockStart::Assessed => facts.assessed_on,
        ClockStart::Notified => facts.notified_on,
        ClockStart::ProcessorKnew => facts.processor_knew_on,
    };
    // In Japan the day of knowing is the first day (PPC General Guidelines 3-5-3-4); elsewhere the count begins after it.
    let days = if breach.law == Jurisdiction::Jp { breach.days - 1 } else { breach.days };
    Clock { breach, start, due: from.map(|day| day.plus_days(days)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn quiet(place: Jurisdiction) -> IncidentFacts {
        IncidentFacts {
            place,
            affected: Vec::new(),
            known_on: day("2026-11-24"),
            assessed_on: None,
            notified_on: None,
            at_processor: false,
            processor_knew_on: None,
            health: false,
            wrongful_purpose: false,
            property_damage: false,
            significant_harm: false,
        }
    }

    fn started(facts: &IncidentFacts) -> Vec<(BreachId, Option<String>)> {
        let table = RuleTable::built_in().unwrap();
        clocks(&table, facts).iter().map(|clock| (clock.breach.id, clock.due.map(|day| day.to_string()))).collect()
    }

    fn ids(facts: &IncidentFacts) -> Vec<BreachId> {
        started(facts).into_iter().map(|(id, _)| id).collect()
    }

    const JP: [BreachId; 3] = [BreachId::JpFirst, BreachId::JpFinal, BreachId::JpPerson];
    const JP_WRONGFUL: [BreachId; 3] = [BreachId::JpFirst, BreachId::JpFinalWrongful, BreachId::JpPerson];

    #[test]
    fn every_trigger_starts_its_clocks_and_no_other() {
        use Jurisdiction::{Hk, Jp, Sg};
        let persons = |law, count| IncidentFacts { affected: vec![(law, count)], ..quiet(law) };
        let rows: Vec<(&str, IncidentFacts, Vec<BreachId>)> = vec![
            ("nothing in Japan", quiet(Jp), vec![]),
            ("health", IncidentFacts { health: true, ..quiet(Jp) }, JP.to_vec()),
            ("property", IncidentFacts { property_damage: true, ..quiet(Jp) }, JP.to_vec()),
            ("wrongful", IncidentFacts { wrongful_purpose: true, ..quiet(Jp) }, JP_WRONGFUL.to_vec()),
            (
                "wrongful and health",
                IncidentFacts { wrongful_purpose: true, health: true, ..quiet(Jp) },
                JP_WRONGFUL.to_vec(),
            ),
            ("1,000 in Japan", persons(Jp, 1_000), vec![]),
            ("1,001 in Japan", persons(Jp, 1_001), JP.to_vec()),
            ("harm alone in Japan", IncidentFacts { significant_harm: true, ..quiet(Jp) }, vec![]),
            ("any in Singapore", quiet(Sg), vec![BreachId::SgAssess]),
            ("499 in Singapore", persons(Sg, 499), vec![BreachId::SgAssess]),
            ("500 in Singapore", persons(Sg, 500), vec![BreachId::SgAssess, BreachId::SgPdpc]),
            (
                "harm in Singapore",
                IncidentFacts { significant_harm: true, ..quiet(Sg) },
                vec![BreachId::SgAssess, BreachId::SgPdpc, BreachId::SgPerson],
            ),
            (
                "a processor in Singapore",
                IncidentFacts { at_processor: true, ..quiet(Sg) },
                vec![BreachId::SgAssess, BreachId::SgIntermediary],
            ),
            ("nothing in Hong Kong", quiet(Hk), vec![]),
            ("many in Hong Kong", persons(Hk, 5_000), vec![]),
            ("harm in Hong Kong", IncidentFacts { significant_harm: true, ..quiet(Hk) }, vec![BreachId::HkPcpd]),
            ("attack in Hong Kong", IncidentFacts { wrongful_purpose: true, ..quiet(Hk) }, vec![BreachId::HkPcpd]),
        ];
        for (what, facts, expected) in rows {
            assert_eq!(ids(&facts), expected, "{what}");
        }
    }

    #[test]
    fn the_laws_are_those_of_the_place_and_of_the_offices_that_collected() {
        use Jurisdiction::{Hk, Jp, Sg};
        let mut facts = IncidentFacts { affected: vec![(Sg, 500), (Jp, 3)], ..quiet(Hk) };
        assert_eq!(ids(&facts), [BreachId::SgAssess, BreachId::SgPdpc]);
        facts.health = true;
        let all = [&JP[..], &[BreachId::SgAssess, BreachId::SgPdpc]].concat();
        assert_eq!(ids(&facts), all);
        facts.affected = vec![(Jp, 600), (Sg, 499)];
        facts.health = false;
        assert_eq!(ids(&facts), [BreachId::SgAssess], "persons of one law do not count under another");
    }

    #[test]
    fn each_clock_counts_from_its_own_start() {
        let mut facts = IncidentFacts {
            affected: vec![(Jurisdiction::Jp, 1), (Jurisdiction::Hk, 1)],
            health: true,
            significant_harm: true,
            at_processor: true,
            ..quiet(Jurisdiction::Sg)
        };
        let due = |facts: &IncidentFacts, wanted: BreachId| {
            started(facts).into_iter().find(|(id, _)| *id == wanted).and_then(|(_, due)| due)
        };
        let on = |facts: &IncidentFacts, wanted| due(facts, wanted).unwrap_or_default();
        assert_eq!(on(&facts, BreachId::JpFirst), "2026-11-28", "the day of knowing is the first of five");
        assert_eq!(on(&facts, BreachId::JpFinal), "2026-12-23");
        assert_eq!(on(&facts, BreachId::JpPerson), "2026-11-28");
        assert_eq!(on(&facts, BreachId::SgAssess), "2026-12-24");
        assert_eq!(on(&facts, BreachId::HkPcpd), "2026-11-29");
        for waiting in [BreachId::SgPdpc, BreachId::SgPerson, BreachId::SgIntermediary] {
            assert_eq!(due(&facts, waiting), None, "{waiting} has not started");
        }
        facts.assessed_on = Some(day("2026-12-30"));
        assert_eq!(on(&facts, BreachId::SgPdpc), "2027-01-02");
        facts.notified_on = Some(day("2027-01-01"));
        assert_eq!(on(&facts, BreachId::SgPerson), "2027-01-04");
        facts.processor_knew_on = Some(day("2026-11-23"));
        assert_eq!(on(&facts, BreachId::SgIntermediary), "2026-11-24");
        facts.wrongful_purpose = true;
        assert_eq!(on(&facts, BreachId::JpFinalWrongful), "2027-01-22");
        assert_eq!(due(&facts, BreachId::JpFinal), None);
    }

    #[test]
    fn the_table_has_each_clock_once() {
        let table = RuleTable::built_in().unwrap();
        let mut found: Vec<BreachId> =
            Jurisdiction::ALL.iter().flat_map(|law| table.breaches(*law)).map(|breach| breach.id).collect();
        found.sort_unstable();
        assert_eq!(found, BreachId::ALL);
    }
}
