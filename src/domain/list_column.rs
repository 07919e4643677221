//! The columns of a list of candidates, beside the name.

use crate::text_enum;

text_enum! {
    /// A column.
    "list column" ListColumn {
        /// What the latest application is for.
        Vacancy = "vacancy",
        /// Where it stands.
        Stage = "stage",
        /// When it came in.
        Received = "received",
        /// Where it came from.
        Source = "source",
        /// The office that collected.
        Office = "office",
        /// The day of the last contact.
        Contacted = "contacted",
        /// Until when the record may be used.
        Retention = "retention",
    }
}

impl ListColumn {
    /// The columns of whoever chose none.
    pub const USUAL: [Self; 5] = [Self::Vacancy, Self::Stage, Self::Received, Self::Source, Self::Office];
}
