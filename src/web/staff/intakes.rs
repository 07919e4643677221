//! Applications that could not be filed, as the administrator sees them: where and why, never from whom.

use actix_web::web::Path;
use askama::Template;
use askama_web::WebTemplate;

use super::Writing;
use crate::domain::id::IntakeId;
use crate::domain::intake::IntakeFailure;
use crate::store::{intakes, offices, vacancies};
use crate::web::extract::{AdministratorCaller, AdministratorForm};
use crate::web::frame::{Frame, Message};
use crate::web::page::{Answer, onward, page};

/// `/staff/intakes`.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "staff/intakes.html")]
pub struct IntakesPage {
    /// The frame.
    pub frame: Frame,
    /// What could not be filed, oldest first.
    pub intakes: Vec<IntakeLine>,
}

/// An application that could not be filed.
#[derive(Debug, Clone)]
pub struct IntakeLine {
    /// The id, for the address and for the log.
    pub id: String,
    /// When it came in, written out.
    pub received: String,
    /// For which office.
    pub office: String,
    /// To which vacancy.
    pub vacancy: String,
    /// What kept it from being filed.
    pub failure: IntakeFailure,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried again, written out; empty if it is set aside.
    pub next: String,
}

/// Lists what could not be filed.
pub async fn list(AdministratorCaller(staff): AdministratorCaller) -> Answer {
    let find = staff
        .visitor
        .app
        .run(|_, db| Ok(db.read(|db| Ok((intakes::unfiled(db)?, vacancies::names(db)?, offices::list(db)?)))?));
    let (unfiled, vacancies, offices) = find.await?;
    let writing = Writing::new(staff.visitor.texts, &staff.office);
    let locale = writing.locale();
    let lines = unfiled.iter().map(|intake| IntakeLine {
        id: intake.id.to_string(),
        received: writing.moment(intake.received_at),
        office: offices
            .iter()
            .find(|office| office.code == intake.office)
            .map(|office| office.name.get(locale).to_owned())
            .unwrap_or_default(),
        vacancy: vacancies
            .iter()
            .find(|vacancy| vacancy.id == intake.vacancy)
            .map(|vacancy| vacancy.title.get(locale).to_owned())
            .unwrap_or_default(),
        failure: intake.failure,
        tries: i64::from(intake.tries),
        next: intake.next_try_at.map(|at| writing.moment(at)).unwrap_or_default(),
    });
    page(&IntakesPage { frame: staff.frame(), intakes: lines.collect() })
}

/// Lets one be tried again at once.
pub async fn try_again(sent: AdministratorForm, id: Path<IntakeId>) -> Answer {
    let (caller, id) = (sent.staff.caller.clone(), id.into_inner());
    let app = &sent.staff.visitor.app;
    app.run(move |_, db| Ok(db.change(|tx| Ok(((), vec![intakes::try_again(tx, &caller, id)?])))?)).await?;
    app.work.notify_one();
    onward("/staff/intakes", Some(Message::TriedAgain))
}
