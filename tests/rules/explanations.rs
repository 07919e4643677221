//! Every answer can say why in every language.

use saiyo::domain::locale::Locale;
use saiyo::law::ids::Answer;
use saiyo::law::remedies::Remedy;
use saiyo::law::{ConditionId, GateId, Law, ReviewId};

#[test]
fn every_id_that_can_be_an_answer_has_its_sentence_in_three_languages() {
    let law = Law::built_in().unwrap();
    let decided = law.rules.decision_ids().map(ToString::to_string);
    let access = law.access.texts().map(|text| text.id.to_string());
    let fixed = Answer::ALL.iter().map(ToString::to_string);
    let gates = GateId::ALL.iter().map(ToString::to_string);
    let reviews = ReviewId::ALL.iter().map(ToString::to_string);
    let conditions = ConditionId::ALL.iter().map(ToString::to_string);
    let mut seen = 0;
    for id in decided.chain(access).chain(fixed).chain(gates).chain(reviews).chain(conditions) {
        for locale in Locale::ALL {
            let text = law.texts.why(&id, *locale).unwrap_or_default();
            assert!(!text.is_empty(), "{id} has no sentence in {locale}");
        }
        seen += 1;
    }
    assert!(seen > 150, "only {seen} ids were looked at");
}

#[test]
fn translations_are_not_the_english_sentence() {
    let law = Law::built_in().unwrap();
    for text in law.rules.decision_ids() {
        let english = law.texts.why(text.as_str(), Locale::En);
        assert_ne!(law.texts.why(text.as_str(), Locale::Ja), english);
        assert_ne!(law.texts.why(text.as_str(), Locale::ZhHant), english);
    }
}

#[test]
fn an_unknown_id_has_no_sentence() {
    assert_eq!(Law::built_in().unwrap().texts.why("GATE-NONE", Locale::En), None);
}

#[test]
fn every_remedy_has_its_sentence_in_three_languages() {
    let law = Law::built_in().unwrap();
    for locale in Locale::ALL {
        assert!(!law.texts.remedy(Remedy::MakeTransfer, *locale).is_empty());
        assert!(!law.texts.remedy(Remedy::ReviewHome, *locale).is_empty());
    }
}

#[test]
fn a_refusal_never_says_what_was_missing_as_if_it_held() {
    let law = Law::built_in().unwrap();
    for route in law.rules.routes() {
        let id = route.rule.as_str();
        for locale in Locale::ALL {
            let own = law.texts.why(id, *locale).unwrap();
            assert_ne!(law.texts.refused(id, &[], *locale), own, "{id} in {locale}");
            for condition in &route.requires {
                let said = law.texts.refused(id, &[*condition], *locale);
                let (met, unmet) =
                    (law.texts.condition(*condition, true, *locale), law.texts.condition(*condition, false, *locale));
                assert_eq!(said, unmet, "{id}: {condition} in {locale}");
                assert_ne!(met, unmet, "{condition} in {locale}");
                assert_ne!(said, own, "{id}: {condition} in {locale}");
            }
        }
    }
    for id in law.rules.kept_to_ids() {
        for locale in Locale::ALL {
            assert_ne!(
                law.texts.refused(id.as_str(), &[], *locale),
                law.texts.why(id.as_str(), *locale).unwrap(),
                "{id}"
            );
        }
    }
    let several =
        law.texts.refused("JP-GRP-CONSENT", &[ConditionId::ConsentForeign, ConditionId::CountryInfo], Locale::En);
    assert!(several.contains("has not agreed") && several.contains("were not explained"), "{several}");
    // What only ever refuses says so by itself.
    assert_eq!(
        law.texts.refused("GATE-SUSPENDED", &[], Locale::En),
        law.texts.why("GATE-SUSPENDED", Locale::En).unwrap()
    );
}
