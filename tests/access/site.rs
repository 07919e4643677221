//! A running server with candidates of two offices, and everybody who may ask it.

use std::net::TcpListener;

use actix_web::http::Method;
use reqwest::blocking::Client;
use saiyo::app::App;
use saiyo::clock::Clock;
use saiyo::config::Settings;
use saiyo::documents::Reader;
use saiyo::domain::candidate::ProfileRecord;
use saiyo::domain::category::{CategoryId, Communications, Other, Profile};
use saiyo::domain::id::{
    ApplicationId, CandidateId, DisclosureId, DocumentId, EntrustmentId, HoldingId, IncomingMessageId, InterviewId,
    MessageFileId, MessageFindingId, MessageId, MessageTemplateId, ProcessorId, ProposalId, StaffId, TaskId, ThreadId,
    VacancyId,
};
use saiyo::domain::locale::Locale;
use saiyo::domain::message_template::MessageTemplate;
use saiyo::domain::processor::{Entrustment, ReviewFinding, ReviewKind};
use saiyo::domain::purpose::Purpose;
use saiyo::domain::staff::{Caller, Role, Staff};
use saiyo::mail::Mailer;
use saiyo::store::gate::{self, Ask};
use saiyo::store::processors::{self, About, Contract, Review};
use saiyo::store::proposals::{self, ProposedApplication};
use saiyo::store::sessions::{self, Audience};
use saiyo::store::{entrustments, messages, staff, tasks, threads};
use saiyo::vault::secret::Token;
use saiyo::workflows::invite_to_interview::{self, Plan};
use saiyo::workflows::keep_disclosures::{self, Asked};
use saiyo::workflows::{carry_entrustments, keep_processors, message_templates, triage_mail, upload_documents};

use crate::support::cast::{caller, country, day, moment, office};
use crate::support::mail::{Letter, deliver};
use crate::support::people::legal_order;
use crate::support::sql::Sql;
use crate::support::{Admitted, NOW, TODAY, TestStore, people};

const NAMES: [&str; 2] = ["Marker-Tanaka", "Marker-Koh"];

/// Somebody who asks.
pub struct Actor {
    pub name: String,
    pub role: Option<Role>,
    pub office: Option<String>,
    /// The office that collected the candidate who asks about themselves.
    pub candidate_of: Option<String>,
    /// Whether they work for the processor that Tokyo entrusted.
    pub is_partner: bool,
    cookie: Option<String>,
    csrf: String,
}

/// What is asked about.
pub struct Object {
    pub office: &'static str,
    candidate: CandidateId,
    application: ApplicationId,
    document: DocumentId,
    task: TaskId,
    interview: InterviewId,
    proposal: ProposalId,
    /// Of somebody else, who lives elsewhere: it waits for a decision.
    held: HoldingId,
    user: StaffId,
    /// Who tasks about it may be given to.
    recruiter: StaffId,
    vacancy: VacancyId,
    /// Of the office.
    processor: ProcessorId,
    /// Of the candidate; unknown where nothing was entrusted.
    entrustment: EntrustmentId,
    /// To a third party, of the candidate: it waits for a second person.
    disclosure: DisclosureId,
    /// A decision of the office, by its place in the journal.
    decision: i64,
    /// A mail of the candidate, with HTML, a file and a request in it.
    mail: Mail,
    /// A mail to the office that a program sent: it is filed with nobody.
    unfiled: IncomingMessageId,
    /// A text that messages of the office begin with.
    template: MessageTemplateId,
}

/// A filed mail by its ids.
#[derive(Default)]
struct Mail {
    thread: ThreadId,
    message: MessageId,
    file: MessageFileId,
    finding: MessageFindingId,
}

impl Object {
    /// Something that does not exist.
    pub fn unknown(office: &'static str) -> Self {
        Self {
            office,
            candidate: CandidateId::new(),
            application: ApplicationId::new(),
            document: DocumentId::new(),
            task: TaskId::new(),
            interview: InterviewId::new(),
            proposal: ProposalId::new(),
            held: HoldingId::new(),
            user: StaffId::new(),
            recruiter: StaffId::new(),
            vacancy: VacancyId::new(),
            processor: ProcessorId::new(),
            entrustment: EntrustmentId::new(),
            disclosure: DisclosureId::new(),
            decision: i64::MAX,
            mail: Mail::default(),
            unfiled: IncomingMessageId::new(),
            template: MessageTemplateId::new(),
        }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub length: usize,
    /// The body without the number of the request.
    pub body: String,
}

/// The server.
pub struct Site {
    kept: TestStore,
    address: String,
    client: Client,
    pub actors: Vec<Actor>,
    pub objects: Vec<Object>,
}

impl Site {
    pub fn open() -> Self {
        let kept = TestStore::on_sqlite();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let settings = Settings { data: Some(kept.folder().to_owned()), ..Settings::default() };
        let mut config = settings.into_config().unwrap();
        config.store = kept.store.config().clone();
        let letters = format!("file:{}", kept.folder().join("letters").display());
        config.mailer = Some(Mailer::new(&letters, "jobs@saiyo.example").unwrap());
        let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), std::num::NonZeroUsize::MIN);
        let app = App::new(kept.store.clone(), config, reader.clone(), Clock::standing(moment(NOW))).unwrap();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(saiyo::web::server::serve(app, listener)).unwrap();
        });
        let policy = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(policy).no_proxy().build().unwrap();
        let mut site = Self { kept, address, client, actors: Vec::new(), objects: Vec::new() };
        site.invite(&reader);
        site
    }

    fn invite(&mut self, reader: &Reader) {
        let cast = self.kept.cast.clone();
        let by = [(&cast.rin, "JP", NAMES[0]), (&cast.wei, "SG", NAMES[1])];
        let mut candidates = Vec::new();
        for (person, code, name) in by {
            let admitted = self.kept.admit(&caller(person), name, "Hidden");
            let file =
                saiyo::store::intakes::IncomingFile { name: "cv.pdf".into(), content: b"%PDF-1.7 broken".to_vec() };
            let uploaded =
                upload_documents::upload(&self.kept.store, &caller(person), admitted.holding.candidate, &[file])
                    .unwrap();
            candidates.push((code, admitted.holding.id));
            self.objects.push(Object {
                office: code,
                candidate: admitted.holding.candidate,
                application: admitted.application,
                document: uploaded[0],
                task: self.task(person, admitted.holding.id),
                proposal: self.propose(person, admitted.holding.id, &admitted.profile),
                held: self.kept.admit_living_in(&caller(person), name, "Elsewhere", "DE").holding.id,
                user: cast.manager.id,
                recruiter: person.id,
                vacancy: cast.vacancies[0],
                processor: self.processor(code),
                entrustment: EntrustmentId::new(),
                disclosure: self.disclosure(person, admitted.holding.candidate),
                decision: self.decision(code),
                mail: self.mail(person, reader, &admitted),
                unfiled: self.unfiled(person, reader),
                // In the thread of their mail, after it.
                interview: self.interview(person, (admitted.holding.candidate, admitted.application)),
                template: self.template(person),
            });
        }
        self.entrust(&cast.rin);
        self.actors.push(Actor {
            name: "nobody".into(),
            role: None,
            office: None,
            candidate_of: None,
            is_partner: false,
            cookie: None,
            csrf: String::new(),
        });
        let partner = self.partner(&cast.rin);
        self.actors.push(partner);
        for person in cast.everybody() {
            let actor = self.session(person.id.uuid(), Audience::Staff, &format!("{} {}", person.role, person.office));
            self.actors.push(Actor { role: Some(person.role), office: Some(person.office.to_string()), ..actor });
        }
        let disabled = self.disabled_recruiter(&cast.rin);
        self.actors.push(disabled);
        for (code, holding) in candidates {
            let actor = self.session(holding.uuid(), Audience::Candidate, &format!("candidate {code}"));
            self.actors.push(Actor { candidate_of: Some(code.to_owned()), ..actor });
        }
    }

    /// A provision that the law calls for, asked for by a recruiter.
    fn disclosure(&self, by: &Staff, candidate: CandidateId) -> DisclosureId {
        let law = country(by.office.as_str());
        let wanted = legal_order(law);
        let mut db = self.kept.store.database().unwrap();
        match keep_disclosures::ask(&mut db, &caller(by), candidate, &wanted).unwrap() {
            Asked::Kept(id) => id,
            other => panic!("{other:?}"),
        }
    }

    /// A mail of a candidate, filed with them.
    fn mail(&self, by: &Staff, reader: &Reader, from: &Admitted) -> Mail {
        let letter = Letter {
            from: from.profile.email.as_str(),
            subject: "My data",
            text: "I would like you to delete all information you have about me, including my resume.",
            html: "<p>I would like you to delete all information you have about me.</p>",
            file: Some(("cv.pdf", b"%PDF-1.7 broken")),
            ..Letter::default()
        };
        deliver(&self.kept.store, reader, by.office.as_str(), &letter.raw(), moment(NOW));
        let (by, holding) = (caller(by), from.holding.id);
        let mut db = self.kept.store.database().unwrap();
        let thread = db.read(|db| threads::of_holding(db, holding, false, 1)).unwrap().remove(0).id;
        let ask = Ask::read(&by, Purpose::Recruitment);
        let permit = gate::open::<Communications>(&mut db, &ask, holding).unwrap();
        let message = messages::of_thread(&mut db, &permit, thread).unwrap().remove(0);
        Mail { thread, message: message.id, file: message.files[0].id, finding: message.findings[0].id }
    }

    /// A mail that a program sent to an office.
    fn unfiled(&self, by: &Staff, reader: &Reader) -> IncomingMessageId {
        let letter = Letter {
            from: "news@bulk.example",
            subject: "News",
            text: "News of the week.",
            headers: "List-Id: <news.bulk.example>\r\nPrecedence: bulk\r\n",
            ..Letter::default()
        };
        deliver(&self.kept.store, reader, by.office.as_str(), &letter.raw(), moment(NOW));
        let mut db = self.kept.store.database().unwrap();
        triage_mail::show(&mut db, &caller(by), None).unwrap().mails[0].id
    }

    /// A text that messages of an office begin with.
    fn template(&self, by: &Staff) -> MessageTemplateId {
        let template = MessageTemplate {
            id: MessageTemplateId::new(),
            locale: Locale::En,
            name: "Thanks".into(),
            subject: String::new(),
            text: "Dear {{name}},".into(),
            revision: 1,
        };
        let mut db = self.kept.store.database().unwrap();
        message_templates::add(&mut db, &caller(by), &template).unwrap().unwrap();
        template.id
    }

    /// A processor of an office with a contract about profiles, vetted today.
    fn processor(&self, code: &str) -> ProcessorId {
        let by = Caller { office: office(code), ..caller(&self.kept.cast.officer) };
        let contract = Contract {
            from: day("2026-01-01"),
            until: None,
            categories: vec![CategoryId::Profile],
            purposes: vec![Purpose::Recruitment],
            countries: vec![country(code)],
            safeguard: None,
            annual_check_on: None,
        };
        let about = About { name: "Hibiki".into(), country: country(code), incident_contact: "x".into() };
        let mut db = self.kept.store.database().unwrap();
        let id = keep_processors::add(&mut db, &by, &about).unwrap();
        keep_processors::agree(&mut db, &by, id, &contract).unwrap();
        let review = Review {
            processor_id: id,
            kind: ReviewKind::Vetting,
            reviewed_on: day(TODAY),
            finding: ReviewFinding::InOrder,
            note: "x".into(),
            mend_by: None,
            staff_id: None,
        };
        keep_processors::review(&mut db, &by, &review).unwrap();
        id
    }

    /// Entrusts Tokyo's processor with the profile of Tokyo's candidate.
    fn entrust(&mut self, by: &Staff) {
        let tokyo = &mut self.objects[0];
        let terms = Entrustment { processor: tokyo.processor, purpose: Purpose::Recruitment, until: None };
        let mut db = self.kept.store.database().unwrap();
        let profile = [CategoryId::Profile];
        carry_entrustments::entrust(&mut db, &caller(by), tokyo.candidate, &profile, &terms).unwrap();
        let holding = db.read(|db| entrustments::holdings_of(db, tokyo.processor, None, 1)).unwrap()[0];
        tokyo.entrustment = db.read(|db| entrustments::of_holding(db, &by.office, holding)).unwrap()[0].id;
    }

    /// Somebody who works for Tokyo's processor.
    fn partner(&self, like: &Staff) -> Actor {
        let person = Staff {
            id: StaffId::new(),
            role: Role::Partner,
            email: saiyo::domain::contact::EmailAddress::parse("haruka@hibiki.example").unwrap(),
            ..like.clone()
        };
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| {
            staff::add(tx, &person, "x", moment(NOW))?;
            Ok((processors::add_user(tx, &person.office, self.objects[0].processor, person.id)?, Vec::new()))
        })
        .unwrap();
        self.session(person.id.uuid(), Audience::Partner, "partner JP")
    }

    fn task(&self, by: &Staff, holding: HoldingId) -> TaskId {
        let by_whom = caller(by);
        let mut db = self.kept.store.database().unwrap();
        let permit = gate::open::<Other>(&mut db, &Ask::change(&by_whom, Purpose::Recruitment), holding).unwrap();
        db.change(|tx| Ok(((), vec![tasks::create(tx, &permit, "Call.", day(TODAY), by.id)?]))).unwrap();
        tasks::list(&mut db, &permit).unwrap().remove(0).task.id
    }

    /// An interview to which the candidate is invited.
    fn interview(&self, by: &Staff, of: (CandidateId, ApplicationId)) -> InterviewId {
        let plan = Plan {
            starts_at: moment("2026-12-03T05:00:00Z"),
            minutes: 60,
            place: "Room A".into(),
            interviewers: String::new(),
            text: "Please come.".into(),
        };
        let mut db = self.kept.store.database().unwrap();
        invite_to_interview::invite(&mut db, &caller(by), of, "saiyo.example", &plan).unwrap()
    }

    fn propose(&self, by: &Staff, holding: HoldingId, profile: &ProfileRecord) -> ProposalId {
        let (by, id) = (caller(by), ProposalId::new());
        let mut db = self.kept.store.database().unwrap();
        let permit = gate::open::<Profile>(&mut db, &Ask::change(&by, Purpose::Recruitment), holding).unwrap();
        let proposed = ProposedApplication { profile: profile.clone(), details: people::details() };
        let (vacancy, notice) = (self.kept.cast.vacancy(&by.office), (self.kept.cast.notice, Locale::En));
        db.change(|tx| {
            let made = proposals::create(tx, &permit, id, vacancy, notice, &proposed, by.at)?;
            proposals::count_as_facts(tx, &permit)?;
            Ok((id, vec![made]))
        })
        .unwrap()
    }

    fn session(&self, subject: uuid::Uuid, audience: Audience, name: &str) -> Actor {
        let (token, csrf) = (Token::generate().unwrap(), Token::generate().unwrap().reveal().to_string());
        let mut db = self.kept.store.database().unwrap();
        let start = |tx: &mut _| sessions::start(tx, &token.hash(), audience, subject, &csrf, moment(NOW));
        db.change(|tx| Ok((start(tx)?, Vec::new()))).unwrap();
        let cookie = match audience {
            Audience::Staff => "saiyo-staff",
            Audience::Partner => "saiyo-partner",
            Audience::Candidate => "saiyo-me",
        };
        Actor {
            name: name.to_owned(),
            role: None,
            office: None,
            candidate_of: None,
            is_partner: audience == Audience::Partner,
            cookie: Some(format!("{cookie}={}", token.reveal().as_str())),
            csrf,
        }
    }

    /// Somebody whose account was closed while their session lasted: as good as nobody.
    fn disabled_recruiter(&self, like: &Staff) -> Actor {
        let person = Staff {
            id: StaffId::new(),
            email: saiyo::domain::contact::EmailAddress::parse("gone@example.com").unwrap(),
            ..like.clone()
        };
        let mut db = self.kept.store.database().unwrap();
        db.change(|tx| {
            staff::add(tx, &person, "x", moment(NOW))?;
            staff::set_disabled(tx, person.id, Some(moment(NOW)))?;
            Ok(((), Vec::new()))
        })
        .unwrap();
        self.session(person.id.uuid(), Audience::Staff, "disabled recruiter JP")
    }

    /// The latest decision of an office.
    fn decision(&self, office: &str) -> i64 {
        let of = format!("SELECT max(seq) AS n FROM journal WHERE office = '{office}' AND facts IS NOT NULL");
        self.kept.sql().number(&of)
    }

    fn path(&self, pattern: &str, object: &Object) -> String {
        let id = if pattern.contains("/users/") {
            object.user.to_string()
        } else if pattern.contains("/vacancies/") {
            object.vacancy.to_string()
        } else if pattern.contains("/me/documents/") {
            object.document.to_string()
        } else if pattern.contains("/unfiled/") {
            object.unfiled.to_string()
        } else {
            object.candidate.to_string()
        };
        pattern
            .replace("{id}", &id)
            .replace("{application}", &object.application.to_string())
            .replace("{holding}", &object.held.to_string())
            .replace("{staff}", &object.user.to_string())
            .replace("{task}", &object.task.to_string())
            .replace("{interview}", &object.interview.to_string())
            .replace("{proposal}", &object.proposal.to_string())
            .replace("{document}", &object.document.to_string())
            .replace("{office}", "HK")
            .replace("{request}", &object.candidate.to_string())
            .replace("{transfer}", &object.candidate.to_string())
            .replace("{group}", &object.candidate.to_string())
            .replace("{information}", &object.candidate.to_string())
            .replace("{country}", "SG")
            .replace("{processor}", &object.processor.to_string())
            .replace("{entrustment}", &object.entrustment.to_string())
            .replace("{disclosure}", &object.disclosure.to_string())
            .replace("{end}", &object.candidate.to_string())
            .replace("{duty}", "tell_candidate_afterwards")
            .replace("{sub}", &object.candidate.to_string())
            .replace("{draft}", &object.candidate.to_string())
            .replace("{notice}", &object.candidate.to_string())
            .replace("{number}", "1")
            .replace("{code}", object.office)
            .replace("{slug}", "engineer-jp")
            .replace("{version}", "1")
            .replace("{name}", "saiyo.css")
            .replace("{incident}", &object.candidate.to_string())
            .replace("{rule}", "BR-JP-FIRST")
            .replace("{party}", &object.candidate.to_string())
            .replace("{seq}", &object.decision.to_string())
            .replace("{token}", "none")
            .replace("{thread}", &object.mail.thread.to_string())
            .replace("{message}", &object.mail.message.to_string())
            .replace("{file}", &object.mail.file.to_string())
            .replace("{finding}", &object.mail.finding.to_string())
            .replace("{template}", &object.template.to_string())
    }

    fn fields(actor: &Actor) -> Vec<(&str, &str)> {
        vec![
            ("csrf", &actor.csrf),
            ("stage", "offer"),
            ("revision", "1"),
            ("note", "written by somebody who may not"),
            ("purpose", "P6_onboarding"),
            ("reason", "health_examination"),
            ("family", "Overwritten"),
            ("given", "Overwritten"),
            ("email", "overwritten@example.com"),
            ("residence", "JP"),
            ("application", "take"),
            ("add", "a tag of somebody who may not"),
            ("owner", ""),
            ("class", "team"),
            ("task", "of somebody who may not"),
            ("due_on", "2026-11-24"),
            ("found_stage", "screening"),
            ("finding", "pass"),
            ("interview_day", "2026-12-04"),
            ("interview_time", "14:00"),
            ("interview_length", "60"),
            ("interview_place", "of somebody who may not"),
            ("interview_text", "of somebody who may not"),
            ("interview_reason", "of somebody who may not"),
        ]
    }

    /// Asks as a page of this site would.
    pub fn ask(&self, actor: &Actor, method: &Method, pattern: &str, object: &Object) -> Answer {
        if method == Method::POST {
            return self.post_from(actor, pattern, object, &[("sec-fetch-site", "same-origin")]);
        }
        let request = self.client.get(format!("{}{}", self.address, self.path(pattern, object)));
        Self::send(actor, request)
    }

    /// Posts with headers of one's own choice.
    pub fn post_from(&self, actor: &Actor, pattern: &str, object: &Object, headers: &[(&'static str, &str)]) -> Answer {
        self.post(actor, pattern, object, headers, &Self::fields(actor))
    }

    /// Posts without the session's form token.
    pub fn post_without_token(
        &self,
        actor: &Actor,
        pattern: &str,
        object: &Object,
        headers: &[(&'static str, &str)],
    ) -> Answer {
        self.post(actor, pattern, object, headers, &Self::fields(actor)[1..])
    }

    fn post(
        &self,
        actor: &Actor,
        pattern: &str,
        object: &Object,
        headers: &[(&'static str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let url = format!("{}{}", self.address, self.path(pattern, object));
        let recruiter = object.recruiter.to_string();
        let fields = [fields, &[("assignee", recruiter.as_str())]].concat();
        let request =
            headers.iter().fold(self.client.post(url), |request, (name, value)| request.header(*name, *value));
        Self::send(actor, request.form(&fields))
    }

    fn send(actor: &Actor, request: reqwest::blocking::RequestBuilder) -> Answer {
        let request = match &actor.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let response = request.send().unwrap();
        let location = response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned();
        let status = response.status().as_u16();
        let body = String::from_utf8_lossy(&response.bytes().unwrap()).into_owned();
        let length = body.len();
        let id = body.find("<code>").and_then(|at| Some(at..at + body[at..].find("</code>")?));
        let body = id.map_or(body.clone(), |range| body.replace(&body[range], ""));
        Answer { status, location, length, body }
    }

    /// Whether a body names a candidate.
    pub fn names_somebody(&self, body: &str) -> bool {
        NAMES.iter().any(|name| body.contains(name))
    }

    /// Everything that is stored, but for the journal and the sessions, in numbers.
    pub fn content(&self) -> Vec<(String, i64, i64)> {
        let mut sql = self.kept.sql();
        let tables = sql.words("SELECT name AS t FROM sqlite_master WHERE type = 'table' ORDER BY name");
        let mut content = Vec::new();
        for table in tables {
            if table.starts_with("journal")
                || table == "decision_facts"
                || table == "sessions"
                || table.starts_with("sqlite")
                || table.starts_with("__")
            {
                continue;
            }
            let rows = sql.number(&format!("SELECT count(*) AS n FROM {table}"));
            let has_revision =
                sql.number(&format!("SELECT count(*) AS n FROM pragma_table_info('{table}') WHERE name = 'revision'"));
            let revisions = match has_revision {
                0 => 0,
                _ => sql.number(&format!("SELECT coalesce(sum(revision), 0) AS n FROM {table}")),
            };
            content.push((table, rows, revisions));
        }
        content
    }
}
