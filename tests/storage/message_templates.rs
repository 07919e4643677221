//! Texts that messages begin with are their office's, and say to each person what is true of them.

use saiyo::domain::id::MessageTemplateId;
use saiyo::domain::locale::{InThreeLanguages, Locale};
use saiyo::domain::message_template::{MessageTemplate, TemplateError, TemplateFault, TemplateField};
use saiyo::domain::staff::Staff;
use saiyo::store::message_templates::MOST;
use saiyo::store::{StoreError, candidates};
use saiyo::workflows::keep_signature::{self, SignatureError};
use saiyo::workflows::write_message::{self, Composition, How, Posted, Warning};
use saiyo::workflows::{WorkflowError, message_templates as templates};

use super::directories::directories;
use super::refusals::last_entry;
use crate::support::arrived::head;
use crate::support::cast::{caller, moment};
use crate::support::sql::Sql;
use crate::support::{NOW, TestStore, on_both_databases};

fn template(name: &str, text: &str) -> MessageTemplate {
    MessageTemplate {
        id: MessageTemplateId::new(),
        locale: Locale::Ja,
        name: name.to_owned(),
        subject: "{{vacancy}}の面接".to_owned(),
        text: text.to_owned(),
        revision: 1,
    }
}

/// Keeps a template for the office of somebody of staff.
fn kept(test: &TestStore, by: &Staff, template: &MessageTemplate) -> MessageTemplateId {
    let mut db = test.store.database().unwrap();
    templates::add(&mut db, &caller(by), template).unwrap().unwrap();
    template.id
}

fn names(test: &TestStore, by: &Staff) -> Vec<String> {
    let mut db = test.store.database().unwrap();
    templates::list(&mut db, &caller(by)).unwrap().into_iter().map(|it| it.name).collect()
}

on_both_databases! {
    fn a_template_is_its_offices_and_changed_as_it_was_seen(test) {
        let (rin, wei) = (test.cast.rin.clone(), test.cast.wei.clone());
        let first = template("Invitation", "{{name}}様");
        let id = kept(test, &rin, &first);
        let mut db = test.store.database().unwrap();
        let entry = last_entry(test);
        assert_eq!((&*entry.verb, &*entry.subject), ("create", &*format!("message_template:{id}")));
        assert!(names(test, &wei).is_empty(), "another office's");
        let theirs = caller(&wei);
        let own = caller(&rin);
        let hidden =
            |result: Result<(), WorkflowError>| matches!(result, Err(WorkflowError::Store(StoreError::NotFound)));
        assert!(hidden(templates::show(&mut db, &theirs, id).map(|_| ())));
        assert!(hidden(templates::change(&mut db, &theirs, &first).map(|_| ())));
        assert!(hidden(templates::remove(&mut db, &theirs, id)));

        let second = MessageTemplate { text: "{{name}} 様".to_owned(), ..first.clone() };
        templates::change(&mut db, &own, &second).unwrap().unwrap();
        assert_eq!(last_entry(test).verb, "change");
        let again = templates::change(&mut db, &own, &first);
        assert!(matches!(again, Err(WorkflowError::Store(StoreError::Stale))), "somebody changed it meanwhile");
        let now = templates::show(&mut db, &own, id).unwrap();
        assert_eq!((now.text.as_str(), now.revision), ("{{name}} 様", 2));

        let same = templates::add(&mut db, &own, &template("Invitation", "x"));
        assert!(matches!(same, Err(WorkflowError::Store(StoreError::Taken(_)))));
        kept(test, &rin, &MessageTemplate { locale: Locale::En, ..template("Invitation", "x") });
        kept(test, &wei, &template("Invitation", "x"));
        assert_eq!((names(test, &rin).len(), names(test, &wei).len()), (2, 1));
        templates::remove(&mut db, &own, id).unwrap();
        assert_eq!((&*last_entry(test).verb, names(test, &rin).len()), ("delete", 1));
        assert!(hidden(templates::remove(&mut db, &own, id)), "it is gone");
    }

    fn what_stands_for_nothing_is_not_kept(test) {
        let rin = caller(&test.cast.rin);
        let mut db = test.store.database().unwrap();
        let bad = template("Invitation", "{{firstname}}様");
        let fault = TemplateFault {
            field: TemplateField::Text,
            error: TemplateError::UnknownPlaceholder("{{firstname}}".to_owned()),
        };
        assert_eq!(templates::add(&mut db, &rin, &bad).unwrap(), Err(vec![fault.clone()]));
        let id = kept(test, &test.cast.rin, &template("Invitation", "{{name}}様"));
        let changed = MessageTemplate { id, ..bad };
        assert_eq!(templates::change(&mut db, &rin, &changed).unwrap(), Err(vec![fault]));
        assert_eq!(templates::show(&mut db, &rin, id).unwrap().text, "{{name}}様");
    }

    fn an_office_has_as_many_as_one_looks_through(test) {
        for number in 0..MOST {
            kept(test, &test.cast.rin, &template(&format!("Number {number}"), "x"));
        }
        let mut db = test.store.database().unwrap();
        let more = templates::add(&mut db, &caller(&test.cast.rin), &template("One more", "x"));
        assert!(matches!(more, Err(WorkflowError::Store(StoreError::Full(_)))));
        kept(test, &test.cast.wei, &template("Of another office", "x"));
    }

    fn only_those_who_write_messages_keep_templates(test) {
        let cast = &test.cast;
        let mut db = test.store.database().unwrap();
        for other in [&cast.manager, &cast.administrator, &cast.analyst, &cast.officer].map(caller) {
            let refused = templates::list(&mut db, &other);
            assert!(
                matches!(&refused, Err(WorkflowError::Store(StoreError::Refused(refusal))) if refusal.by_role),
                "{}: {refused:?}",
                other.role
            );
            assert_eq!(last_entry(test).outcome, "deny");
            assert!(templates::add(&mut db, &other, &template("Invitation", "x")).is_err(), "{}", other.role);
        }
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM message_templates"), 0);
    }

    fn a_template_says_to_each_person_what_is_true_of_them(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let thread = test.arrived(&rin, &known, &head(&known), "Would Thursday suit you?");
        let text = "{{name}} 様\n\n{{office}}の{{sender}}です。{{date}} {{company}}";
        let id = kept(test, &test.cast.rin, &template("Invitation", text));
        let mut db = test.store.database().unwrap();
        let begun = write_message::reply_to(&mut db, &rin, thread, Some(id)).unwrap();
        assert_eq!(begun.locale, Locale::Ja, "the template's language, not the mail's");
        assert_eq!(begun.written.subject, "Engineerの面接");
        let said = "Tanaka Akari 様\n\nTokyoのRinです。2026年11月24日 {{company}}\n\n-- \nRin\nTokyo\n";
        assert!(begun.written.text.starts_with(said), "{}", begun.written.text);
        assert!(begun.written.text.ends_with("> Would Thursday suit you?\n"), "{}", begun.written.text);
        let directories = directories(test);
        let insists = How { overrides: true, ..How::default() };
        let form = Composition::new(&begun.written);
        let sent = write_message::send(&test.store, &directories, &rin, thread, &form, insists).unwrap();
        assert_eq!(sent, Posted::Warned(vec![Warning::Unfilled]), "the company has no name here");

        let plain = MessageTemplate { subject: String::new(), ..template("Without a subject", "はい。") };
        let plain = kept(test, &test.cast.rin, &plain);
        let begun = write_message::reply_to(&mut db, &rin, thread, Some(plain)).unwrap();
        assert_eq!(begun.written.subject, "Re: 面接の日程");
        let candidate = known.holding.candidate;
        let first = write_message::first_to(&mut db, &rin, candidate, Some(id)).unwrap();
        assert!(first.written.subject == "Engineerの面接" && first.written.text.starts_with("Tanaka Akari 様"));
        let theirs = kept(test, &test.cast.wei, &template("Of another office", "x"));
        let other = write_message::first_to(&mut db, &rin, candidate, Some(theirs));
        assert!(matches!(other, Err(WorkflowError::Store(StoreError::NotFound))));
    }

    fn a_message_is_signed_as_its_writer_signs_in_its_language(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let mut db = test.store.database().unwrap();
        let nothing = keep_signature::show(&mut db, &rin).unwrap();
        assert_eq!((nothing.own, nothing.usual.ja.as_str()), (InThreeLanguages::default(), "Rin\nTokyo"));
        let own = InThreeLanguages { ja: "採用担当\nRin\n".to_owned(), ..InThreeLanguages::default() };
        keep_signature::save(&mut db, &rin, &own).unwrap().unwrap();
        assert_eq!((&*last_entry(test).verb, &*last_entry(test).subject), ("change", "signature"));
        let english = MessageTemplate { locale: Locale::En, ..template("In English", "Hello") };
        let english = kept(test, &test.cast.rin, &english);
        let begins = |template: Option<MessageTemplateId>| {
            let mut db = test.store.database().unwrap();
            let begun = write_message::first_to(&mut db, &rin, known.holding.candidate, template);
            begun.unwrap().written.text
        };
        assert_eq!(begins(None), "\n\n-- \n採用担当\nRin\n");
        assert_eq!(begins(Some(english)), "Hello\n\n-- \nRin\nTokyo\n", "none of their own in English");
        keep_signature::save(&mut db, &rin, &InThreeLanguages::default()).unwrap().unwrap();
        assert_eq!(begins(None), "\n\n-- \nRin\nTokyo\n", "an empty one is none");
        let wei = keep_signature::show(&mut db, &caller(&test.cast.wei)).unwrap();
        assert_eq!(wei.own, InThreeLanguages::default(), "nobody has another's");
    }

    fn a_signature_that_cannot_be_sent_is_not_kept_and_who_writes_nothing_has_none(test) {
        let mut db = test.store.database().unwrap();
        let own = InThreeLanguages {
            ja: "a\0b".to_owned(),
            en: "x".repeat(keep_signature::LONGEST + 1),
            zh_hant: "謝謝\n陳".to_owned(),
        };
        let faults = vec![(Locale::Ja, SignatureError::NotPrintable), (Locale::En, SignatureError::TooLong)];
        assert_eq!(keep_signature::save(&mut db, &caller(&test.cast.rin), &own).unwrap(), Err(faults));
        for other in [&test.cast.manager, &test.cast.officer, &test.cast.administrator].map(caller) {
            assert!(keep_signature::show(&mut db, &other).is_err(), "{}", other.role);
            assert!(keep_signature::save(&mut db, &other, &InThreeLanguages::default()).is_err(), "{}", other.role);
        }
        assert_eq!(test.sql().number("SELECT count(*) AS n FROM staff_signatures"), 0);
    }

    fn a_template_opens_only_what_it_names(test) {
        let rin = caller(&test.cast.rin);
        let known = test.admit(&rin, "Tanaka", "Akari");
        let plain = MessageTemplate { subject: String::new(), ..template("Without a subject", "{{sender}}") };
        let plain = kept(test, &test.cast.rin, &plain);
        let named = kept(test, &test.cast.rin, &template("Invitation", "{{name}}"));
        let mut db = test.store.database().unwrap();
        let reads = || {
            let read = "SELECT count(*) AS n FROM journal WHERE category = 'application_history' AND verb = 'read'";
            test.sql().number(read)
        };
        let before = reads();
        write_message::first_to(&mut db, &rin, known.holding.candidate, Some(plain)).unwrap();
        assert_eq!(reads(), before);
        write_message::first_to(&mut db, &rin, known.holding.candidate, Some(named)).unwrap();
        assert_eq!(reads(), before + 1, "the vacancy is opened on record");
        let suspended = candidates::HoldingChange::Suspended(Some(moment(NOW)));
        db.change(|tx| Ok((candidates::set_fact(tx, known.holding.id, suspended)?, Vec::new()))).unwrap();
        let refused = write_message::first_to(&mut db, &rin, known.holding.candidate, Some(named));
        assert!(matches!(refused, Err(WorkflowError::Store(StoreError::Refused(_)))));
    }
}
