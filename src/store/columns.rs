//! How domain types stand in columns, the same on SQLite and PostgreSQL.
//!
//! Ids are `uuid` or a 16-byte BLOB, moments are microseconds, days and words are text, seals are bytes.

use std::io::Write;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, HasSqlType, Nullable, SingleValue, SqlType, Text};
use diesel::sqlite::Sqlite;
use uuid::Uuid;

use super::database::MultiBackend;
use crate::domain::application::{Source, Stage};
use crate::domain::category::{Category, CategoryId};
use crate::domain::consent::{ConsentAnswer, ConsentChannel, ConsentScope};
use crate::domain::disclosure::{DisclosureState, Ground, ProvisionMeans, ThirdPartyKind};
use crate::domain::document::{DocumentKind, DocumentState, ReadingFailure};
use crate::domain::health::UseReasonCode;
use crate::domain::id::Id;
use crate::domain::incident::{Added, LeftOut, ScopeKind};
use crate::domain::intake::IntakeFailure;
use crate::domain::interview::{InterviewAnswer, InterviewState};
use crate::domain::jurisdiction::{Country, Jurisdiction};
use crate::domain::letter::{LetterFault, LetterKind, LetterState};
use crate::domain::locale::Locale;
use crate::domain::message::{
    AutomaticKind, Channel, Direction, FiledBy, Finding, FindingState, IncomingState, MailFault, Sending, ThreadState,
};
use crate::domain::note::NoteClass;
use crate::domain::notice::{Announcement, NoticeAnswer};
use crate::domain::office::{LegalForm, OfficeCode};
use crate::domain::processor::{Disposal, ReviewFinding, ReviewKind};
use crate::domain::purpose::Purpose;
use crate::domain::review::ReviewVerdict;
use crate::domain::safeguard::CheckFinding;
use crate::domain::staff::Role;
use crate::domain::time::{Day, Ts};
use crate::domain::transfer::RequestState;
use crate::domain::vacancy::{EmploymentType, VacancyState};
use crate::law::words::{Duty, HarmTo, RequestType, Safeguard};
use crate::vault::sealed::{OpenError, Sealed};

/// The SQL type of every id.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(name = "uuid"), sqlite_type(name = "Binary"))]
pub struct IdSql;

impl HasSqlType<IdSql> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<IdSql>(lookup)
    }
}

/// Lets a type be bound as, and read from, a column of one SQL type.
macro_rules! column {
    (for [$($generic:tt)*] $rust:ty => $sql:ty) => {
        impl<$($generic)*> AsExpression<$sql> for $rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'expr, $($generic)*> AsExpression<$sql> for &'expr $rust {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<$($generic)*> AsExpression<Nullable<$sql>> for $rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'expr, $($generic)*> AsExpression<Nullable<$sql>> for &'expr $rust {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<Db: Backend, St: SingleValue, $($generic)*> Queryable<St, Db> for $rust
        where
            Self: FromSql<St, Db>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
        impl<$($generic)*> ToSql<Nullable<$sql>, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Self as ToSql<$sql, Pg>>::to_sql(self, out)
            }
        }
        impl<$($generic)*> ToSql<Nullable<$sql>, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                <Self as ToSql<$sql, Sqlite>>::to_sql(self, out)
            }
        }
        impl<$($generic)*> ToSql<Nullable<$sql>, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                <Self as ToSql<$sql, MultiBackend>>::to_sql(self, out)
            }
        }
        impl<$($generic)*> ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default_type(), self));
                Ok(IsNull::No)
            }
        }
        impl<$($generic)*> FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<Self, $sql>()
            }
        }
    };
}

/// A value of each SQL type used here, which the third backend wants beside the bound value.
trait DefaultType {
    fn default_type() -> Self;
}
impl DefaultType for IdSql {
    fn default_type() -> Self {
        Self
    }
}
impl DefaultType for BigInt {
    fn default_type() -> Self {
        Self
    }
}
impl DefaultType for Text {
    fn default_type() -> Self {
        Self
    }
}
impl DefaultType for Binary {
    fn default_type() -> Self {
        Self
    }
}

column!(for [K: 'static] Id<K> => IdSql);

impl<K> ToSql<IdSql, Pg> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.uuid().as_bytes())?;
        Ok(IsNull::No)
    }
}
impl<K> ToSql<IdSql, Sqlite> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.uuid().as_bytes().to_vec());
        Ok(IsNull::No)
    }
}
impl<K> FromSql<IdSql, Pg> for Id<K> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from_uuid(Uuid::from_slice(bytes.as_bytes())?))
    }
}
impl<K> FromSql<IdSql, Sqlite> for Id<K> {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self::from_uuid(Uuid::from_slice(&bytes)?))
    }
}

column!(for [] Ts => BigInt);

impl ToSql<BigInt, Pg> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&self.micros().to_be_bytes())?;
        Ok(IsNull::No)
    }
}
impl ToSql<BigInt, Sqlite> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.micros());
        Ok(IsNull::No)
    }
}
impl FromSql<BigInt, Pg> for Ts {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Pg>>::from_sql(bytes).map(Self::from_micros)
    }
}
impl FromSql<BigInt, Sqlite> for Ts {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <i64 as FromSql<BigInt, Sqlite>>::from_sql(bytes).map(Self::from_micros)
    }
}

/// A type that is one word of text in a column.
macro_rules! word {
    ($($rust:ty)+) => {$(
        column!(for [] $rust => Text);
        impl ToSql<Text, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                write!(out, "{self}")?;
                Ok(IsNull::No)
            }
        }
        impl ToSql<Text, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.to_string());
                Ok(IsNull::No)
            }
        }
        impl FromSql<Text, Pg> for $rust {
            fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
            }
        }
        impl FromSql<Text, Sqlite> for $rust {
            fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(<String as FromSql<Text, Sqlite>>::from_sql(bytes)?.parse()?)
            }
        }
    )+};
}

word!(Day OfficeCode Country Jurisdiction LegalForm Role Locale CategoryId Purpose Stage Source EmploymentType
    VacancyState DocumentKind DocumentState ReadingFailure IntakeFailure UseReasonCode ReviewVerdict NoteClass
    InterviewState InterviewAnswer
    ConsentScope ConsentChannel ConsentAnswer RequestState CheckFinding ReviewKind ReviewFinding Disposal
    LetterFault LetterKind LetterState Announcement NoticeAnswer DisclosureState Ground ProvisionMeans ThirdPartyKind
    Duty HarmTo Safeguard ScopeKind LeftOut Added Direction Channel ThreadState AutomaticKind FiledBy Finding
    FindingState Sending IncomingState MailFault RequestType);

/// A sealed value of category `C` as it stands in a column. Whether it is well-formed shows when a permit opens it,
/// so that one damaged value does not take the rows beside it down.
pub struct Stored<C> {
    bytes: Vec<u8>,
    category: PhantomData<fn() -> C>,
}

impl<C: Category> Stored<C> {
    /// Takes bytes that were read from elsewhere than a column, such as a file.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, category: PhantomData }
    }

    /// The value, if it is well-formed.
    ///
    /// # Errors
    /// [`OpenError`] if it cannot be a sealed value.
    pub fn sealed(&self) -> Result<Sealed<C>, OpenError> {
        Sealed::from_bytes(self.bytes.clone())
    }

    /// The bytes, given up: for the store of files.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<C: Category> From<Sealed<C>> for Stored<C> {
    fn from(sealed: Sealed<C>) -> Self {
        Self::from_bytes(sealed.into_bytes())
    }
}

impl<C: Category> std::fmt::Debug for Stored<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[sealed {}]", C::ID)
    }
}

column!(for [C: Category] Stored<C> => Binary);

impl<C: Category> ToSql<Binary, Pg> for Stored<C> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&self.bytes)?;
        Ok(IsNull::No)
    }
}
impl<C: Category> ToSql<Binary, Sqlite> for Stored<C> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.bytes.as_slice());
        Ok(IsNull::No)
    }
}
impl<C: Category> FromSql<Binary, Pg> for Stored<C> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from_bytes(bytes.as_bytes().to_vec()))
    }
}
impl<C: Category> FromSql<Binary, Sqlite> for Stored<C> {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes).map(Self::from_bytes)
    }
}
