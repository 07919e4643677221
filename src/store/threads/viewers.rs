//! Who is there: so that two do not answer at once.

use diesel::prelude::*;

use super::of;
use crate::domain::category::Communications;
use crate::domain::id::{StaffId, ThreadId};
use crate::domain::time::Ts;
use crate::store::database::each;
use crate::store::error::StoreError;
use crate::store::open::Database;
use crate::store::permit::Permit;
use crate::store::schema::thread_viewers;
use crate::store::searches::staff_of;

/// Seconds for which somebody who looked at a thread counts as being there.
const THERE: i64 = 2 * 60;

/// Notes that the permitted person of staff looks at a thread, or writes in it, and says who else was there in the last
/// two minutes. A power cut may take the note back.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not of the permitted holding, or nobody of staff looks.
pub fn see(
    db: &mut Database,
    permit: &Permit<Communications>,
    id: ThreadId,
    writes: bool,
    at: Ts,
) -> Result<Vec<(StaffId, bool)>, StoreError> {
    let staff = staff_of(permit.caller())?;
    if of(db.db(), id)?.holding != permit.holding().id {
        return Err(StoreError::NotFound);
    }
    let since = at.plus_seconds(-THERE);
    db.note(|tx| {
        let gone = thread_viewers::thread_id.eq(id).and(thread_viewers::seen_at.le(since));
        diesel::delete(thread_viewers::table.filter(gone)).execute(tx)?;
        let row = (
            thread_viewers::thread_id.eq(id),
            thread_viewers::staff_id.eq(staff),
            thread_viewers::seen_at.eq(at),
            thread_viewers::writes.eq(writes),
        );
        each!(&mut *tx, c => diesel::insert_into(thread_viewers::table)
            .values(row)
            .on_conflict((thread_viewers::thread_id, thread_viewers::staff_id))
            .do_update()
            .set((thread_viewers::seen_at.eq(at), thread_viewers::writes.eq(writes)))
            .execute(c))?;
        Ok(thread_viewers::table
            .filter(thread_viewers::thread_id.eq(id).and(thread_viewers::staff_id.ne(staff)))
            .order(thread_viewers::staff_id)
            .select((thread_viewers::staff_id, thread_viewers::writes))
            .load(tx)?)
    })
}
