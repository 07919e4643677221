//! Third parties on a candidate's page: what was provided to whom, who gave us the record, and the form to record that.

use actix_web::web::Path;

use super::show::Record;
use crate::domain::category::CategoryId;
use crate::domain::id::CandidateId;
use crate::domain::purpose::Purpose;
use crate::law::access::Verb;
use crate::store::StoreError;
use crate::store::permit::Unsealed;
use crate::store::receipt_records::ShownReceipt;
use crate::web::error::WebError;
use crate::web::extract::StaffForm;
use crate::web::form::Form;
use crate::web::frame::Message;
use crate::web::page::{Answer, onward, page_with_faults};
use crate::web::staff::disclosures::forms::{receipt, receipt_form, refuse_party};
use crate::web::staff::disclosures::{DisclosureLine, line_of};
use crate::workflows::{WorkflowError, keep_disclosures};

/// What third parties got of a record, and from whom it came.
#[derive(Debug, Clone, Default)]
pub struct Disclosures {
    /// What was asked for or provided, newest first.
    pub lines: Vec<DisclosureLine>,
    /// The address where a provision is asked for.
    pub new: String,
    /// Who gave us something, newest first; none where the profile is withheld.
    pub receipts: Vec<ReceiptView>,
    /// The form to record that with, from [`receipt_form`]; none if the reader may not.
    pub form: Option<Form>,
}

/// Who gave us something.
#[derive(Debug, Clone)]
pub struct ReceiptView {
    /// From whom.
    pub from: String,
    /// In which country, in the language of the page.
    pub country: String,
    /// Its address.
    pub address: String,
    /// Who represents it.
    pub representative: String,
    /// How they had come by it.
    pub how_obtained: String,
    /// When, written out.
    pub on: String,
    /// What.
    pub categories: Vec<CategoryId>,
    /// Until when the record is kept, written out.
    pub kept_until: String,
    /// The rule that says so.
    pub kept_rule: String,
}

impl Record<'_> {
    /// The disclosures of what the reader's own office collected; none if the reader neither asks for any nor makes them.
    pub(super) fn disclosures(&self) -> Option<Disclosures> {
        let found = self.disclosures.as_ref()?;
        let discloses = self.staff.may(Verb::Disclose, CategoryId::Profile, Purpose::Recruitment);
        let own = self.profiles().find(|(holding, _)| self.is_own(holding));
        let receipts = own.map(|(_, file)| file.receipts.iter().map(|it| self.receipt(it)).collect());
        let records = self.staff.may(Verb::Record, CategoryId::Profile, Purpose::Recruitment);
        Some(Disclosures {
            lines: found.all.iter().map(|it| line_of(it, discloses, &self.writing)).collect(),
            new: format!("/staff/candidates/{}/disclosures/new", self.id()),
            receipts: receipts.unwrap_or_default(),
            form: records.then(|| receipt_form(&self.writing.texts, &self.id(), &found.parties, self.today)),
        })
    }

    fn receipt(&self, shown: &ShownReceipt) -> ReceiptView {
        let texts = &self.writing.texts;
        let words = match &shown.words {
            Unsealed::Value(words) => words.clone(),
            Unsealed::Damaged => {
                let how_obtained = texts.say("damaged");
                crate::domain::disclosure::ReceiptWords { how_obtained, ..Default::default() }
            }
        };
        ReceiptView {
            from: shown.receipt.from.name.clone(),
            country: texts.country(&shown.receipt.from.country),
            address: words.from.address,
            representative: words.from.representative,
            how_obtained: words.how_obtained,
            on: texts.day(&shown.receipt.received_on),
            categories: shown.receipt.categories.clone(),
            kept_until: texts.day(&shown.receipt.kept_until),
            kept_rule: shown.receipt.kept_rule.clone(),
        }
    }
}

/// Records who gave us something.
pub async fn record_receipt(sent: StaffForm, candidate: Path<CandidateId>) -> Answer {
    let (StaffForm { staff, posted }, candidate) = (sent, candidate.into_inner());
    let mut page = Record::open(&staff, candidate).await?.page();
    let form = page.disclosures.as_mut().and_then(|it| it.form.as_mut()).ok_or(WebError::NotFound)?;
    form.fill(posted.pairs());
    let Some(received) = receipt(form, staff.today()) else { return page_with_faults(&page) };
    let (caller, app) = (staff.caller.clone(), &staff.visitor.app);
    match app.change(move |_, db| keep_disclosures::record_receipt(db, &caller, candidate, &received)).await {
        Ok(()) => onward(&format!("/staff/candidates/{candidate}"), Some(Message::ReceiptRecorded)),
        Err(WorkflowError::Store(StoreError::Taken(_))) => {
            refuse_party(form, "giver");
            page_with_faults(&page)
        }
        Err(error) => Err(error.into()),
    }
}
