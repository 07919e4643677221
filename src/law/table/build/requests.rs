//! Checks the rules on collecting, statistics, subject requests, retention and breaches.

use super::super::entries::{
    AfterRefusal, Breach, CollectRule, Deadline, Fee, Refusal, Retention, StatisticsRule, Subject,
};
use super::super::error::{At, TableError, complete};
use super::super::raw::{
    RawAfterRefusal, RawBreach, RawCollect, RawDeadline, RawFee, RawRefusal, RawRetention, RawStatistics,
};
use super::Texts;
use crate::domain::jurisdiction::Jurisdiction;
use crate::law::breaches::BreachId;
use crate::law::ids::StatisticsId;
use crate::law::words::{RequestType, Verdict};

/// The rules on taking particular items in.
pub(super) fn collect(entries: &[RawCollect], texts: &mut Texts) -> Result<Vec<CollectRule>, TableError> {
    let one = |entry: &RawCollect| {
        let at = At { section: "collect", id: &entry.id };
        Ok(CollectRule {
            laws: at.some_words("laws", &entry.laws)?,
            field: at.word("field", &entry.field)?,
            allow_outcomes: at.words("allow_outcomes", &entry.allow_outcomes)?,
            rule: texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?,
        })
    };
    entries.iter().map(one).collect()
}

/// The rules on statistics, each bound to its implementation; the one for everything else comes last.
pub(super) fn statistics(entries: &[RawStatistics], texts: &mut Texts) -> Result<Vec<StatisticsRule>, TableError> {
    let mut rules = Vec::new();
    for entry in entries {
        let at = At { section: "statistics", id: &entry.id };
        at.filled("when", &entry.when)?;
        let result: Verdict = at.word("result", &entry.result)?;
        let id: StatisticsId = at.word("id", &entry.id)?;
        at.must(result != Verdict::Review, "a statistic is allowed or denied")?;
        at.must((result == Verdict::Allow) == (id == StatisticsId::Ok), "only STAT-OK allows")?;
        let rule = texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?;
        rules.push(StatisticsRule { id, rule, allows: result == Verdict::Allow });
    }
    let seen: Vec<StatisticsId> = rules.iter().map(|rule| rule.id).collect();
    complete("statistics", &seen, StatisticsId::ALL)?;
    let at = At { section: "statistics", id: StatisticsId::Ok.as_str() };
    at.must(seen.last() == Some(&StatisticsId::Ok), "it fits always, so it must come last")?;
    Ok(rules)
}

/// The deadlines: one for every kind of request under every law.
pub(super) fn deadlines(entries: &[RawDeadline], texts: &mut Texts) -> Result<Vec<Deadline>, TableError> {
    let mut deadlines: Vec<Deadline> = Vec::new();
    for entry in entries {
        let at = At { section: "deadline", id: &entry.id };
        let law: Jurisdiction = at.word("law", &entry.law)?;
        let requests: Vec<RequestType> = at.some_words("requests", &entry.requests)?;
        let twice = deadlines
            .iter()
            .find(|known| known.law == law && known.requests.iter().any(|request| requests.contains(request)));
        if let Some(known) = twice {
            return Err(at.wrong(format!("it covers a request that {} covers already", known.rule)));
        }
        at.must(entry.days > 0, "days must be one at least")?;
        let kind = at.word("kind", &entry.kind)?;
        let rule = texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?;
        deadlines.push(Deadline { rule, law, requests, days: entry.days, kind });
    }
    for law in Jurisdiction::ALL {
        for request in RequestType::ALL {
            let covered = deadlines.iter().any(|entry| entry.law == *law && entry.requests.contains(request));
            let at = At { section: "deadline", id: law.as_str() };
            at.must(covered, &format!("this law has no deadline for the request {request}"))?;
        }
    }
    Ok(deadlines)
}

/// The grounds of refusal.
pub(super) fn refusals(entries: &[RawRefusal], texts: &mut Texts) -> Result<Vec<Refusal>, TableError> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for entry in entries {
        let at = At { section: "refusal", id: &entry.id };
        let law: Jurisdiction = at.word("law", &entry.law)?;
        let requests: Vec<RequestType> = at.some_words("requests", &entry.requests)?;
        at.filled("ground", &entry.ground)?;
        let twice = refusals.iter().find(|known| {
            known.law == law
                && known.ground == entry.ground
                && known.requests.iter().any(|request| requests.contains(request))
        });
        if let Some(known) = twice {
            return Err(at.wrong(format!("{} has this ground for such a request already", known.rule)));
        }
        let must = match entry.mode.as_str() {
            "must" => true,
            "may" => false,
            other => return Err(at.wrong(format!("mode has the unknown word {other:?}"))),
        };
        let only_outcome = entry.only_outcome.as_ref().map(|list| at.some_words("only_outcome", list)).transpose()?;
        let rule = texts.add(at, None, &entry.cite, &entry.why)?;
        refusals.push(Refusal { rule, law, requests, ground: entry.ground.clone(), must, only_outcome });
    }
    Ok(refusals)
}

/// What follows a refusal, for each law once.
pub(super) fn after_refusals(entries: &[RawAfterRefusal]) -> Result<Vec<AfterRefusal>, TableError> {
    let mut after: Vec<AfterRefusal> = Vec::new();
    for entry in entries {
        let at = At { section: "after_refusal", id: &entry.law };
        let law: Jurisdiction = at.word("law", &entry.law)?;
        at.filled("do", &entry.todo)?;
        at.filled("cite", &entry.cite)?;
        at.must(entry.keep_days >= 0, "keep_days is negative")?;
        at.must(!after.iter().any(|known| known.law == law), "the law has two entries")?;
        let (todo, cite) = (entry.todo.clone(), entry.cite.clone());
        after.push(AfterRefusal { law, todo, keep_days: entry.keep_days, cite });
    }
    let seen: Vec<Jurisdiction> = after.iter().map(|entry| entry.law).collect();
    complete("after_refusal", &seen, Jurisdiction::ALL)?;
    Ok(after)
}

/// The fees that may be asked.
pub(super) fn fees(entries: &[RawFee], texts: &mut Texts) -> Result<Vec<Fee>, TableError> {
    let mut fees: Vec<Fee> = Vec::new();
    for entry in entries {
        let at = At { section: "fee", id: &entry.id };
        let law: Jurisdiction = at.word("law", &entry.law)?;
        let requests: Vec<RequestType> = at.some_words("requests", &entry.requests)?;
        at.filled("limit", &entry.limit)?;
        let twice =
            fees.iter().any(|known| known.law == law && known.requests.iter().any(|one| requests.contains(one)));
        at.must(!twice, "the law has two fees for a request")?;
        let rule = texts.add(at, None, &entry.cite, &entry.why)?;
        fees.push(Fee { rule, law, requests, needs_notice: entry.needs_notice, limit: entry.limit.clone() });
    }
    Ok(fees)
}

/// The retention limits: every law has one for candidates who were not hired and for the talent pool.
pub(super) fn retentions(entries: &[RawRetention], texts: &mut Texts) -> Result<Vec<Retention>, TableError> {
    let mut retentions: Vec<Retention> = Vec::new();
    for entry in entries {
        let at = At { section: "retention", id: &entry.id };
        let law: Jurisdiction = at.word("law", &entry.law)?;
        let subject: Subject = at.word("subject", &entry.subject)?;
        at.must(entry.max_days >= 0 && entry.min_days >= 0, "a number of days is negative")?;
        at.must(entry.max_days > 0 || entry.min_days > 0, "it has neither max_days nor min_days")?;
        at.must(entry.max_days == 0 || entry.min_days <= entry.max_days, "min_days is more than max_days")?;
        at.filled("from", &entry.from)?;
        at.must(!retentions.iter().any(|known| known.law == law && known.subject == subject), "the law has it twice")?;
        let rule = texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?;
        let number = |days: i64| (days > 0).then_some(days);
        let (max_days, min_days) = (number(entry.max_days), number(entry.min_days));
        retentions.push(Retention { rule, law, subject, max_days, min_days, from: entry.from.clone() });
    }
    for law in Jurisdiction::ALL {
        for subject in [Subject::Unsuccessful, Subject::TalentPool] {
            let limited = |entry: &Retention| entry.law == *law && entry.subject == subject && entry.max_days.is_some();
            let at = At { section: "retention", id: law.as_str() };
            at.must(retentions.iter().any(limited), &format!("this law has no max_days for {subject}"))?;
        }
    }
    Ok(retentions)
}

/// The deadlines after a breach.
pub(super) fn breaches(entries: &[RawBreach], texts: &mut Texts) -> Result<Vec<Breach>, TableError> {
    let one = |entry: &RawBreach| {
        let at = At { section: "breach", id: &entry.id };
        at.must(entry.days > 0, "days must be one at least")?;
        for (key, text) in [("to", &entry.to), ("clock", &entry.clock), ("trigger", &entry.trigger)] {
            at.filled(key, text)?;
        }
        Ok(Breach {
            id: at.word("id", &entry.id)?,
            rule: texts.add(at, Some(at.word("force", &entry.force)?), &entry.cite, &entry.why)?,
            law: at.word("law", &entry.law)?,
            to: entry.to.clone(),
            days: entry.days,
            clock: entry.clock.clone(),
            trigger: entry.trigger.clone(),
        })
    };
    let breaches: Vec<Breach> = entries.iter().map(one).collect::<Result<_, _>>()?;
    for id in BreachId::ALL {
        let at = At { section: "breach", id: id.as_str() };
        at.must(breaches.iter().any(|entry| entry.id == *id), "the engine reads this entry, but the table lacks it")?;
    }
    Ok(breaches)
}
