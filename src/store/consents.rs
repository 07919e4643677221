//! Consents: rows of facts without words about a person.

use diesel::prelude::*;

use super::candidates;
use super::database::{Db, cols};
use super::error::StoreError;
use super::journal::Entry;
use super::permit::Permit;
use super::schema::{consent_requests, consents, holdings};
use super::words::{join, split};
use crate::domain::category::{CategoryId, Profile};
use crate::domain::consent::{Consent, ConsentChannel, ConsentScope, EndingConsent, RENEWAL_DAYS};
use crate::domain::id::{ConsentId, HoldingId, NoticeId, ThirdPartyId};
use crate::domain::jurisdiction::Country;
use crate::domain::locale::Locale;
use crate::domain::office::OfficeCode;
use crate::domain::purpose::Purpose;
use crate::domain::staff::{Actor, Caller};
use crate::domain::time::{Day, Ts};

#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
struct Row {
    id: ConsentId,
    scopes: String,
    countries: String,
    country_info_given: bool,
    abroad: bool,
    from_on: Day,
    until_on: Option<Day>,
    withdrawn_on: Option<Day>,
    notice_id: Option<NoticeId>,
    locale: Locale,
    recorded_at: Ts,
    channel: ConsentChannel,
    shown: String,
    third_party_id: Option<ThirdPartyId>,
}

/// The consents to the permitted holding's office, newest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, permit: &Permit<Profile>) -> Result<Vec<Consent>, StoreError> {
    let rows: Vec<Row> = consents::table
        .filter(consents::holding_id.eq(permit.holding().id))
        .order((consents::from_on.desc(), consents::id.desc()))
        .select(cols::<Row>())
        .load(db)?;
    rows.into_iter()
        .map(|row| {
            Ok(Consent {
                id: row.id,
                scopes: split(&row.scopes, "consents.scopes")?,
                countries: split(&row.countries, "consents.countries")?,
                third_party: row.third_party_id,
                country_info_given: row.country_info_given,
                abroad: row.abroad,
                from: row.from_on,
                until: row.until_on,
                withdrawn_on: row.withdrawn_on,
                notice: row.notice_id,
                locale: row.locale,
                recorded_at: row.recorded_at,
                channel: row.channel,
                shown: row.shown,
            })
        })
        .collect()
}

/// Whose a consent is, its scopes and countries, the third party it names, and its last day.
type Terms = (HoldingId, String, String, Option<ThirdPartyId>, Option<Day>);
/// The columns of that.
const TERMS: (
    consents::holding_id,
    consents::scopes,
    consents::countries,
    consents::third_party_id,
    consents::until_on,
) = (consents::holding_id, consents::scopes, consents::countries, consents::third_party_id, consents::until_on);
/// Of whom what is being asked, about which country and third party.
type Asked = (HoldingId, ConsentScope, Option<Country>, Option<ThirdPartyId>);

/// The consents to an office whose last day is near, the earliest first. One that was given anew for longer, or that is
/// being asked for, is left out.
///
/// # Errors
/// The database's.
pub fn ending(db: &mut Db, office: &OfficeCode, today: Day, limit: usize) -> Result<Vec<EndingConsent>, StoreError> {
    let (mut found, mut looked_at) = (Vec::new(), 0);
    // Those that were given anew would fill a page of their own after a campaign.
    while found.len() < limit {
        let (rows, some) = ending_some(db, office, today, looked_at)?;
        found.extend(some);
        looked_at += ENDING_PAGE;
        if rows < ENDING_PAGE {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// Consents that are looked at together.
const ENDING_PAGE: i64 = 500;

/// Those of one page, and how many rows that had.
fn ending_some(
    db: &mut Db,
    office: &OfficeCode,
    today: Day,
    after: i64,
) -> Result<(i64, Vec<EndingConsent>), StoreError> {
    let near = consents::until_on.between(today, today.plus_days(RENEWAL_DAYS));
    let rows: Vec<Terms> = consents::table
        .inner_join(holdings::table.on(holdings::id.eq(consents::holding_id)))
        .filter(holdings::office.eq(office).and(consents::withdrawn_on.is_null()).and(near))
        .order((consents::until_on, consents::id))
        .offset(after)
        .limit(ENDING_PAGE)
        .select(TERMS)
        .load(db)?;
    let looked_at = i64::try_from(rows.len()).unwrap_or(ENDING_PAGE);
    let of: Vec<HoldingId> = rows.iter().map(|row| row.0).collect();
    let longer: Vec<Terms> = consents::table
        .filter(consents::holding_id.eq_any(&of).and(consents::withdrawn_on.is_null()))
        .select(TERMS)
        .load(db)?;
    let asked: Vec<Asked> = consent_requests::table
        .filter(consent_requests::holding_id.eq_any(&of))
        .filter(consent_requests::answer.is_null().and(consent_requests::open_until.ge(today)))
        .select((
            consent_requests::holding_id,
            consent_requests::scope,
            consent_requests::country,
            consent_requests::third_party_id,
        ))
        .load(db)?;
    let mut found = Vec::new();
    for (holding, scopes, countries, party, until) in rows {
        let is_longer = |other: &Terms| {
            (other.0, &other.1, &other.2, other.3) == (holding, &scopes, &countries, party)
                && other.4.is_none_or(|day| Some(day) > until)
        };
        let consent = EndingConsent {
            holding,
            scopes: split(&scopes, "consents.scopes")?,
            countries: split(&countries, "consents.countries")?,
            until: until.unwrap_or(today),
        };
        let is_asked = |(of, scope, country, about): &Asked| {
            *of == holding
                && *about == party
                && consent.scopes.contains(scope)
                && country.is_none_or(|it| consent.countries.contains(&it))
        };
        if !longer.iter().any(is_longer) && !asked.iter().any(is_asked) {
            found.push(consent);
        }
    }
    Ok((looked_at, found))
}

/// Records a consent; its entry lets the directories look at the holding again.
///
/// # Errors
/// [`StoreError::NotFound`] if there is no such holding.
pub fn add(tx: &mut Db, caller: &Caller, holding: HoldingId, consent: &Consent) -> Result<Entry, StoreError> {
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(consent.id),
            consents::holding_id.eq(holding),
            consents::scopes.eq(join(&consent.scopes)),
            consents::countries.eq(join(&consent.countries)),
            consents::country_info_given.eq(consent.country_info_given),
            consents::abroad.eq(consent.abroad),
            consents::from_on.eq(consent.from),
            consents::until_on.eq(consent.until),
            consents::withdrawn_on.eq(consent.withdrawn_on),
            consents::notice_id.eq(consent.notice),
            consents::locale.eq(consent.locale),
            consents::recorded_at.eq(consent.recorded_at),
            consents::channel.eq(consent.channel),
            consents::shown.eq(&consent.shown),
            consents::third_party_id.eq(consent.third_party),
        ))
        .execute(tx)?;
    candidates::facts_changed(tx, holding)?;
    let of = candidates::holding(tx, holding)?;
    let subject = format!("consent:{}", consent.id);
    let purpose = if let Actor::Candidate(_) = caller.actor { Purpose::Rights } else { Purpose::Upkeep };
    Ok(Entry::change(caller, "create", subject, &of, CategoryId::Profile, purpose))
}

/// Withdraws a consent of the permitted holding from a day on. What stood on it closes with the same request, since
/// every fact is read anew; the row stays, as the evidence of what was allowed until then.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of this holding, or was withdrawn before; [`StoreError::Stale`] if a fact
/// changed since the permit.
pub fn withdraw(tx: &mut Db, permit: &Permit<Profile>, id: ConsentId, today: Day) -> Result<Entry, StoreError> {
    permit.check_fresh(tx)?;
    let held = consents::id.eq(id).and(consents::holding_id.eq(permit.holding().id));
    let withdrawn = diesel::update(consents::table.filter(held).filter(consents::withdrawn_on.is_null()))
        .set(consents::withdrawn_on.eq(today))
        .execute(tx)?;
    if withdrawn != 1 {
        return Err(StoreError::NotFound);
    }
    candidates::facts_changed(tx, permit.holding().id)?;
    Ok(permit.change("change", format!("consent:{id} withdrawn")))
}
