//! Where a sealed value lives.
//!
//! Invariant: the associated data of a seal is exactly product, format, table, column, row id, candidate,
//! collecting office and category, each preceded by its length. A value moved anywhere else does not open.

use std::marker::PhantomData;

use uuid::Uuid;

use super::fields::Fields;
use crate::domain::category::Category;
use crate::domain::id::{CandidateId, IntakeId, StaffId};
use crate::domain::office::OfficeCode;

/// The one place where a sealed value of category `C` opens. The category is the type, so it cannot differ
/// from that of the key.
#[derive(Debug)]
pub struct Place<'a, C> {
    table: &'static str,
    column: &'static str,
    row: Uuid,
    subject: Uuid,
    office: &'a OfficeCode,
    category: PhantomData<fn() -> C>,
}

impl<'a, C: Category> Place<'a, C> {
    /// A column of a row about a candidate, in the holding of the office that collected it.
    pub fn of_candidate(
        table: &'static str,
        column: &'static str,
        row: Uuid,
        candidate: CandidateId,
        office: &'a OfficeCode,
    ) -> Self {
        Self { table, column, row, subject: candidate.uuid(), office, category: PhantomData }
    }

    /// A column of a row that a public form brought and nobody has accepted yet: there is no candidate, so the
    /// intake's own id stands in the candidate's place.
    pub fn of_intake(
        table: &'static str,
        column: &'static str,
        row: Uuid,
        intake: IntakeId,
        office: &'a OfficeCode,
    ) -> Self {
        Self { table, column, row, subject: intake.uuid(), office, category: PhantomData }
    }

    /// A column of a row that belongs to somebody of staff and may say something about candidates, such as what they
    /// searched for.
    pub fn of_staff(
        table: &'static str,
        column: &'static str,
        row: Uuid,
        staff: StaffId,
        office: &'a OfficeCode,
    ) -> Self {
        Self { table, column, row, subject: staff.uuid(), office, category: PhantomData }
    }

    /// The associated data of a seal in this format at this place.
    pub(super) fn associated_data(&self, format: u8) -> Vec<u8> {
        Fields::of_product()
            .field(&[format])
            .field(self.table.as_bytes())
            .field(self.column.as_bytes())
            .field(self.row.as_bytes())
            .field(self.subject.as_bytes())
            .field(self.office.as_str().as_bytes())
            .field(C::ID.as_str().as_bytes())
            .into_bytes()
    }
}
