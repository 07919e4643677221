//! Every URL of the product, with its audience. What is not in this table does not exist.
//!
//! Invariant: the audience here is the one that the handler's extractor proves; a test walks the table as everybody.

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route};

use super::assets;
use super::error::WebError;
use super::extract::forms::ChoosingLanguage;
use super::extract::{PublicForm, StaffCaller};
use super::frame::back_to;
use super::page::{Answer, onward};
use super::staff::{
    candidate, candidate_form, country_information, decisions, disclosures, duties, health, history, inbox, incidents,
    intakes, joint_use, lists, notices, offices, policy, processors, proposals, reviews, rule_trial, safeguards,
    searches, selection, sign_in, signature, suggestions, third_parties, today, transfers, users, vacancies, views,
    what_if,
};
use super::{me, partner, public};
use crate::domain::locale::Locale;
use crate::store::Database;
use crate::store::{journal, staff};

/// Who a URL is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody.
    Public,
    /// Any person of staff who is signed in; what they see of candidates the gate decides.
    Staff,
    /// Administrators.
    Administrator,
    /// People of processors, about what these were entrusted with.
    Partner,
    /// Candidates, about themselves.
    Candidate,
}

/// A URL.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The method.
    pub method: Method,
    /// The path, as actix patterns.
    pub path: &'static str,
    /// Who it is for.
    pub audience: Audience,
    make: fn() -> Route,
}

macro_rules! table {
    ($($method:ident $path:literal $audience:ident $handler:path,)+) => {
        /// The table.
        pub fn table() -> Vec<Entry> {
            vec![$(Entry {
                method: Method::$method,
                path: $path,
                audience: Audience::$audience,
                make: || web::method(Method::$method).to($handler),
            },)+]
        }
    };
}

table! {
    GET  "/healthz"                                                         Public        healthz,
    GET  "/readyz"                                                          Public        readyz,
    GET  "/static/{name}"                                                   Public        asset,
    POST "/language"                                                        Public        language,

    GET  "/"                                                                Public        public::home::show,
    GET  "/careers"                                                         Public        public::careers::list,
    GET  "/careers/{slug}"                                                  Public        public::careers::show,
    GET  "/careers/{slug}/apply"                                            Public        public::apply::show,
    POST "/careers/{slug}/apply"                                            Public        public::apply::send,
    GET  "/careers/{slug}/applied"                                          Public        public::apply::thank,
    GET  "/notices"                                                         Public        public::notices::list,
    GET  "/notices/joint-use"                                               Public        public::joint_use::show,
    GET  "/notices/countries"                                               Public        public::country_information::show,
    GET  "/notices/{version}"                                               Public        public::notices::show,
    GET  "/contact"                                                         Public        public::contact::show,
    GET  "/setup"                                                           Public        public::setup::show,
    POST "/setup"                                                           Public        public::setup::send,
    GET  "/me/sign-in"                                                      Public        me::sign_in::door,
    GET  "/me/sign-in/{token}"                                              Public        me::sign_in::show,
    POST "/me/sign-in/{token}"                                              Public        me::sign_in::follow,
    GET  "/me/answers/{token}"                                              Public        me::answers::show,
    POST "/me/answers/{token}"                                              Public        me::answers::send,
    GET  "/me/announcements/{token}"                                        Public        me::announcements::show,
    POST "/me/announcements/{token}"                                        Public        me::announcements::send,
    GET  "/me"                                                              Candidate     me::record::show,
    GET  "/me/documents/{id}/original"                                      Candidate     me::documents::original,
    GET  "/me/messages/{message}/files/{file}"                              Candidate     me::messages::file,
    GET  "/me/consent-requests/{id}"                                        Candidate     me::consents::show,
    POST "/me/consent-requests/{id}"                                        Candidate     me::consents::answer,
    POST "/me/consents/{id}/withdrawal"                                     Candidate     me::consents::withdraw,
    GET  "/me/notices/{version}"                                            Candidate     me::notices::show,
    POST "/me/notices/{version}"                                            Candidate     me::notices::answer,
    POST "/me/notices/{version}/withdrawal"                                 Candidate     me::notices::withdraw,
    POST "/me/sign-out"                                                     Candidate     me::sign_in::leave,

    // People of processors.
    GET  "/partner/sign-in"                                                 Public        partner::sign_in::show,
    POST "/partner/sign-in"                                                 Public        partner::sign_in::enter,
    POST "/partner/sign-out"                                                Partner       partner::sign_in::leave,
    GET  "/partner"                                                         Partner       partner::people::list,
    GET  "/partner/candidates/{id}"                                         Partner       partner::record::show,
    GET  "/partner/candidates/{id}/documents/{document}/original"           Partner       partner::files::original,
    GET  "/partner/candidates/{id}/documents/{document}/pages/{number}"     Partner       partner::files::page_image,

    // Staff and administrators.
    GET  "/staff/sign-in"                                                   Public        sign_in::show,
    POST "/staff/sign-in"                                                   Public        sign_in::enter,
    POST "/staff/sign-out"                                                  Staff         sign_in::leave,
    GET  "/staff"                                                           Staff         today::show,
    POST "/staff/searches"                                                  Staff         searches::ask,
    POST "/staff/suggestions"                                               Staff         suggestions::suggest,
    GET  "/staff/searches/{token}"                                          Staff         searches::show,
    GET  "/staff/selection"                                                 Staff         selection::show,
    POST "/staff/selection"                                                 Staff         selection::choose,
    POST "/staff/selection/acts"                                            Staff         selection::acts::plan,
    GET  "/staff/selection/acts/{token}"                                    Staff         selection::acts::show,
    POST "/staff/selection/acts/{token}"                                    Staff         selection::acts::carry_out,
    POST "/staff/selection/acts/{token}/questions"                          Staff         selection::acts::ask_candidates,
    POST "/staff/selection/acts/{token}/file"                               Staff         selection::file::send,
    POST "/staff/lists/columns"                                             Staff         lists::columns,
    POST "/staff/views"                                                     Staff         views::save,
    GET  "/staff/views/{id}"                                                Staff         views::show,
    POST "/staff/views/{id}"                                                Staff         views::change,
    POST "/staff/views/{id}/removal"                                        Staff         views::remove,
    GET  "/staff/candidates"                                                Staff         lists::list,
    POST "/staff/candidates"                                                Staff         candidate_form::add::save,
    GET  "/staff/candidates/new"                                            Staff         candidate_form::add::show,
    GET  "/staff/candidates/{id}"                                           Staff         candidate::show::show,
    GET  "/staff/candidates/{id}/edit"                                      Staff         candidate_form::edit::show,
    POST "/staff/candidates/{id}/edit"                                      Staff         candidate_form::edit::save,
    POST "/staff/candidates/{id}/applications/{application}/stage"          Staff         candidate::judging::stage,
    POST "/staff/candidates/{id}/applications/{application}/results"        Staff         candidate::judging::result,
    POST "/staff/candidates/{id}/applications/{application}/assignments"    Staff         candidate::answers::assign,
    POST "/staff/candidates/{id}/applications/{application}/assignments/{staff}/removal" Staff candidate::answers::unassign,
    POST "/staff/candidates/{id}/applications/{application}/interviews"     Staff         candidate::interviews::invite,
    POST "/staff/candidates/{id}/applications/{application}/interviews/{interview}" Staff candidate::interviews::change,
    POST "/staff/candidates/{id}/applications/{application}/interviews/{interview}/cancellation" Staff candidate::interviews::cancel,
    POST "/staff/candidates/{id}/notes"                                     Staff         candidate::answers::note,
    POST "/staff/candidates/{id}/tasks"                                     Staff         candidate::tasks::add,
    POST "/staff/candidates/{id}/tasks/{task}/completion"                   Staff         candidate::tasks::complete,
    POST "/staff/candidates/{id}/owner"                                     Staff         candidate::tending::owner,
    POST "/staff/candidates/{id}/tags"                                      Staff         candidate::tending::tags,
    POST "/staff/candidates/{id}/consent-requests"                          Staff         candidate::consents::ask,
    POST "/staff/candidates/{id}/sign-in-links"                             Staff         candidate::consents::mail_link,
    POST "/staff/candidates/{id}/transfer-requests"                         Staff         candidate::transfers::ask,
    POST "/staff/candidates/{id}/entrustments"                              Staff         candidate::entrustments::entrust,
    POST "/staff/candidates/{id}/entrustments/{entrustment}/end"            Staff         candidate::entrustments::end,
    GET  "/staff/candidates/{id}/disclosures/new"                           Staff         disclosures::new::show,
    POST "/staff/candidates/{id}/disclosures"                               Staff         disclosures::new::ask,
    POST "/staff/candidates/{id}/receipts"                                  Staff         candidate::disclosures::record_receipt,
    POST "/staff/candidates/{id}/documents"                                 Staff         candidate::answers::documents,
    GET  "/staff/candidates/{id}/documents/{document}/original"             Staff         candidate::files::original,
    GET  "/staff/candidates/{id}/documents/{document}/pages/{number}"       Staff         candidate::files::page_image,
    GET  "/staff/candidates/{id}/history"                                   Staff         history::show,
    GET  "/staff/candidates/{id}/proposals/{proposal}"                      Staff         proposals::show,
    POST "/staff/candidates/{id}/proposals/{proposal}/decision"             Staff         proposals::decide,
    POST "/staff/candidates/{id}/health"                                    Staff         health::open,
    POST "/staff/candidates/{id}/health/files/{file}"                       Staff         health::file,
    POST "/staff/candidates/{id}/calls"                                     Staff         candidate::calls::add,
    GET  "/staff/inbox"                                                     Staff         inbox::list,
    GET  "/staff/inbox/new"                                                 Staff         inbox::new::show,
    POST "/staff/inbox/new"                                                 Staff         inbox::new::write,
    GET  "/staff/inbox/unfiled"                                             Staff         inbox::unfiled::list,
    GET  "/staff/inbox/unfiled/{id}/source"                                 Staff         inbox::unfiled::source,
    POST "/staff/inbox/unfiled/{id}/filing"                                 Staff         inbox::unfiled::file,
    POST "/staff/inbox/unfiled/{id}/removal"                                Staff         inbox::unfiled::remove,
    GET  "/staff/inbox/unfiled/{id}/person"                                 Staff         inbox::filing::mail::show,
    POST "/staff/inbox/unfiled/{id}/person"                                 Staff         inbox::filing::mail::file,
    GET  "/staff/inbox/templates"                                           Staff         inbox::templates::list,
    POST "/staff/inbox/templates"                                           Staff         inbox::templates::write::add,
    GET  "/staff/inbox/templates/new"                                       Staff         inbox::templates::new,
    GET  "/staff/inbox/templates/{template}"                                Staff         inbox::templates::show,
    POST "/staff/inbox/templates/{template}"                                Staff         inbox::templates::write::save,
    POST "/staff/inbox/templates/{template}/removal"                        Staff         inbox::templates::write::remove,
    GET  "/staff/inbox/{thread}"                                            Staff         inbox::thread::show,
    GET  "/staff/inbox/{thread}/filing"                                     Staff         inbox::filing::show,
    POST "/staff/inbox/{thread}/filing"                                     Staff         inbox::filing::file,
    POST "/staff/inbox/{thread}/owner"                                      Staff         inbox::tend::owner,
    POST "/staff/inbox/{thread}/state"                                      Staff         inbox::tend::state,
    POST "/staff/inbox/{thread}/snooze"                                     Staff         inbox::tend::snooze,
    POST "/staff/inbox/{thread}/tags"                                       Staff         inbox::tags::change,
    POST "/staff/inbox/{thread}/notes"                                      Staff         inbox::notes::add,
    POST "/staff/inbox/{thread}/findings/{finding}"                         Staff         inbox::tend::finding,
    POST "/staff/inbox/{thread}/working-address"                            Staff         inbox::undelivered::works,
    POST "/staff/inbox/{thread}/messages"                                   Staff         inbox::send::write,
    GET  "/staff/inbox/{thread}/messages/{message}/as-sent"                 Staff         inbox::files::as_sent,
    GET  "/staff/inbox/{thread}/messages/{message}/html"                    Staff         inbox::files::html,
    GET  "/staff/inbox/{thread}/messages/{message}/source"                  Staff         inbox::files::source,
    POST "/staff/inbox/{thread}/messages/{message}/cancel"                  Staff         inbox::send::take_back,
    POST "/staff/inbox/{thread}/messages/{message}/discard"                 Staff         inbox::send::discard,
    POST "/staff/inbox/{thread}/messages/{message}/retry"                   Staff         inbox::send::retry,
    GET  "/staff/inbox/{thread}/messages/{message}/application"             Staff         inbox::application::show,
    POST "/staff/inbox/{thread}/messages/{message}/application"             Staff         inbox::application::make,
    GET  "/staff/inbox/{thread}/messages/{message}/receipt"                 Staff         inbox::receipt::show,
    POST "/staff/inbox/{thread}/messages/{message}/receipt"                 Staff         inbox::receipt::record,
    GET  "/staff/inbox/{thread}/files/{file}"                               Staff         inbox::files::file,
    GET  "/staff/inbox/{thread}/files/{file}/preview"                       Staff         inbox::preview::show,
    GET  "/staff/signature"                                                 Staff         signature::show,
    POST "/staff/signature"                                                 Staff         signature::save,
    GET  "/staff/reviews"                                                   Staff         reviews::list,
    GET  "/staff/reviews/{holding}"                                         Staff         reviews::show,
    POST "/staff/reviews/{holding}/decision"                                Staff         reviews::decide,
    GET  "/staff/transfers"                                                 Staff         transfers::show,
    GET  "/staff/transfers/safeguards"                                      Staff         safeguards::show,
    POST "/staff/transfers/safeguards/{office}"                             Staff         safeguards::agree,
    POST "/staff/transfers/safeguards/{office}/check"                       Staff         safeguards::check,
    POST "/staff/transfers/requests/{request}/approval"                     Staff         transfers::approve,
    POST "/staff/transfers/requests/{request}/refusal"                      Staff         transfers::decline,
    GET  "/staff/transfers/groups/{group}"                                  Staff         transfers::group::show,
    POST "/staff/transfers/groups/{group}/approval"                         Staff         transfers::group::approve,
    POST "/staff/transfers/groups/{group}/refusal"                          Staff         transfers::group::decline,
    POST "/staff/transfers/{transfer}/end"                                  Staff         transfers::end,
    GET  "/staff/joint-use"                                                 Staff         joint_use::show,
    POST "/staff/joint-use"                                                 Staff         joint_use::publish,
    POST "/staff/joint-use/{notice}/withdrawal"                             Staff         joint_use::withdraw,
    GET  "/staff/notices"                                                   Staff         notices::list,
    POST "/staff/notices/drafts"                                            Staff         notices::begin,
    GET  "/staff/notices/drafts/{draft}"                                    Staff         notices::draft::show,
    POST "/staff/notices/drafts/{draft}"                                    Staff         notices::draft::save,
    POST "/staff/notices/drafts/{draft}/removal"                            Staff         notices::draft::discard,
    GET  "/staff/notices/drafts/{draft}/preview"                            Staff         notices::publication::preview,
    GET  "/staff/notices/drafts/{draft}/comparison"                         Staff         notices::comparison::show,
    POST "/staff/notices/drafts/{draft}/decision"                           Staff         notices::comparison::decide,
    GET  "/staff/notices/drafts/{draft}/publication"                        Staff         notices::publication::show,
    POST "/staff/notices/drafts/{draft}/publication"                        Staff         notices::publication::publish,
    GET  "/staff/notices/{version}/announcement"                            Staff         notices::announcement::show,
    POST "/staff/notices/{version}/announcement"                            Staff         notices::announcement::begin,
    POST "/staff/notices/{version}/withdrawal"                              Staff         notices::withdraw,
    GET  "/staff/country-information"                                       Staff         country_information::show,
    POST "/staff/country-information/drafts"                                Staff         country_information::begin,
    GET  "/staff/country-information/drafts/{country}"                      Staff         country_information::draft::show,
    POST "/staff/country-information/drafts/{country}"                      Staff         country_information::draft::save,
    POST "/staff/country-information/drafts/{country}/removal"              Staff         country_information::draft::discard,
    POST "/staff/country-information/{information}/withdrawal"              Staff         country_information::withdraw,
    GET  "/staff/policy"                                                    Staff         policy::show,
    GET  "/staff/processors"                                                Staff         processors::list,
    POST "/staff/processors"                                                Staff         processors::add,
    GET  "/staff/processors/{processor}"                                    Staff         processors::show::show,
    POST "/staff/processors/{processor}/contract"                           Staff         processors::write::contract,
    POST "/staff/processors/{processor}/reviews"                            Staff         processors::write::review,
    POST "/staff/processors/{processor}/sub-processors"                     Staff         processors::write::add_sub,
    POST "/staff/processors/{processor}/sub-processors/{sub}"               Staff         processors::write::change_sub,
    POST "/staff/processors/{processor}/users"                              Staff         processors::write::add_user,
    POST "/staff/processors/{processor}/users/{staff}/closure"              Staff         processors::write::close_user,
    POST "/staff/processors/{processor}/package"                            Staff         processors::package::send,
    POST "/staff/processors/{processor}/package-mails"                      Staff         processors::package::mail,
    POST "/staff/processors/{processor}/end"                                Staff         processors::write::end,
    POST "/staff/processors/{processor}/disposal"                           Staff         processors::write::dispose,
    GET  "/staff/disclosures"                                               Staff         disclosures::list,
    GET  "/staff/disclosures/{disclosure}"                                  Staff         disclosures::show::show,
    POST "/staff/disclosures/{disclosure}/approval"                         Staff         disclosures::write::approve,
    POST "/staff/disclosures/{disclosure}/refusal"                          Staff         disclosures::write::decline,
    POST "/staff/disclosures/{disclosure}/package"                          Staff         disclosures::package::send,
    POST "/staff/disclosures/{disclosure}/provision"                        Staff         disclosures::write::given,
    POST "/staff/disclosures/{disclosure}/ends"                             Staff         disclosures::write::end,
    POST "/staff/disclosures/{disclosure}/ends/{end}/lifting"               Staff         disclosures::write::lift,
    POST "/staff/disclosures/{disclosure}/duties/{duty}/completion"         Staff         disclosures::write::finish,
    GET  "/staff/third-parties"                                             Staff         third_parties::list,
    GET  "/staff/third-parties/{party}"                                     Staff         third_parties::show,
    POST "/staff/third-parties/{party}"                                     Staff         third_parties::save,
    GET  "/staff/duties"                                                    Staff         duties::show,
    POST "/staff/duties"                                                    Staff         duties::finish,
    GET  "/staff/what-if"                                                   Staff         what_if::show,
    GET  "/staff/journal"                                                   Staff         decisions::list,
    GET  "/staff/journal/{seq}"                                             Staff         decisions::show,
    GET  "/staff/rules/try"                                                 Staff         rule_trial::show,
    POST "/staff/rules/try"                                                 Staff         rule_trial::send,
    GET  "/staff/incidents"                                                 Staff         incidents::list,
    POST "/staff/incidents"                                                 Staff         incidents::record,
    GET  "/staff/incidents/{incident}"                                      Staff         incidents::show::show,
    POST "/staff/incidents/{incident}"                                      Staff         incidents::write::change,
    POST "/staff/incidents/{incident}/affected"                             Staff         incidents::write::find_affected,
    POST "/staff/incidents/{incident}/affected/additions"                   Staff         incidents::write::add_affected,
    POST "/staff/incidents/{incident}/affected/{holding}"                   Staff         incidents::write::leave_out,
    POST "/staff/incidents/{incident}/clocks/{rule}"                        Staff         incidents::write::settle,
    GET  "/staff/intakes"                                                   Administrator intakes::list,
    POST "/staff/intakes/{id}/attempt"                                      Administrator intakes::try_again,
    GET  "/staff/offices"                                                   Administrator offices::list,
    POST "/staff/offices"                                                   Administrator offices::add,
    GET  "/staff/offices/new"                                               Administrator offices::add_form,
    GET  "/staff/offices/{code}"                                            Administrator offices::show,
    POST "/staff/offices/{code}"                                            Administrator offices::save,
    GET  "/staff/users"                                                     Administrator users::list,
    POST "/staff/users"                                                     Administrator users::add,
    POST "/staff/users/{id}/closure"                                        Administrator users::close,
    GET  "/staff/vacancies"                                                 Administrator vacancies::list,
    POST "/staff/vacancies"                                                 Administrator vacancies::write::add,
    GET  "/staff/vacancies/new"                                             Administrator vacancies::write::new,
    GET  "/staff/vacancies/{id}"                                            Administrator vacancies::write::show,
    POST "/staff/vacancies/{id}"                                            Administrator vacancies::write::save,
}

/// Registers the table: one resource per path, so that a wrong method answers 405.
pub fn configure(config: &mut ServiceConfig) {
    let table = table();
    let mut paths: Vec<&'static str> = Vec::new();
    for entry in &table {
        if !paths.contains(&entry.path) {
            paths.push(entry.path);
        }
    }
    for path in paths {
        let mut resource = web::resource(path);
        for entry in table.iter().filter(|entry| entry.path == path) {
            resource = resource.route((entry.make)());
        }
        config.service(resource);
    }
    config.default_service(web::to(nowhere));
}

async fn nowhere() -> Answer {
    Err(WebError::NotFound)
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// Ready means that the databases answer.
async fn readyz(app: web::Data<crate::app::App>) -> Answer {
    app.store.run(|db: &mut Database| db.read(journal::head)).await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
}

async fn asset(request: HttpRequest) -> Answer {
    let asset = assets::find(request.path()).ok_or(WebError::NotFound)?;
    // The name has a hash of the content, so it never changes.
    let forever = (actix_web::http::header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    Ok(HttpResponse::Ok().content_type(asset.content_type).insert_header(forever).body(asset.bytes))
}

/// Keeps the language in this browser, and in the account of somebody signed in.
async fn language(form: PublicForm<ChoosingLanguage>, signed_in: Option<StaffCaller>) -> Answer {
    let locale: Locale = form.posted.value("locale").parse().map_err(|_| WebError::Malformed)?;
    if let Some(staff) = signed_in {
        let id = staff.staff.id;
        let keep = move |db: &mut Database| db.change(|tx| Ok((staff::set_locale(tx, id, locale)?, Vec::new())));
        form.visitor.app.store.run(keep).await?;
    }
    let mut response = onward(back_to(form.posted.value("back")), None)?;
    response.add_cookie(&form.visitor.language_cookie(locale)).map_err(|_| WebError::Malformed)?;
    Ok(response)
}
