//! The six working categories of personal information, as values and as types.

use crate::text_enum;

text_enum! {
    /// A category of personal information (recruitment policy, section 1). Each has data keys of its own.
    "category" CategoryId {
        /// What résumés and CVs hold.
        Profile = "profile",
        /// The content of communications.
        Communications = "communications",
        /// Application and participation history.
        ApplicationHistory = "application_history",
        /// Results of selection.
        SelectionResult = "selection_result",
        /// Health status; APPI Art. 2(3) special care-required.
        Health = "health",
        /// Other information that identifies a candidate.
        Other = "other",
    }
}

mod closed {
    pub trait Closed {}
}

/// A category as a type, so that a permit for one cannot open a seal of another.
pub trait Category: closed::Closed + Send + Sync + 'static {
    /// The category as a value.
    const ID: CategoryId;
}

macro_rules! category_types {
    ($($name:ident)+) => {$(
        #[doc = concat!("The category `", stringify!($name), "` as a type.")]
        #[derive(Debug)]
        pub enum $name {}
        impl closed::Closed for $name {}
        impl Category for $name { const ID: CategoryId = CategoryId::$name; }
    )+};
}

category_types!(Profile Communications ApplicationHistory SelectionResult Health Other);
