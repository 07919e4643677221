//! Owner and tags on the page of a candidate, in the list and in questions.

use crate::house::House;

#[test]
fn tags_and_owner_are_set_shown_and_found() {
    let house = House::open();
    let cast = &house.kept.cast;
    let (known, other) = (house.admit(&cast.rin, "Tanaka", "Akari"), house.admit(&cast.rin, "Mori", "Sora"));
    let rin = house.signed_in(&cast.rin);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    let tagged = rin.post(&format!("{person}/tags"), &[("add", "英語可、<b>Java</b>")]);
    assert_eq!((tagged.status, tagged.location.as_str()), (303, format!("{person}?done=saved").as_str()));
    let owner = cast.rin.id.to_string();
    assert_eq!(rin.post(&format!("{person}/owner"), &[("owner", &owner)]).status, 303);
    let page = rin.get(&person);
    assert_eq!(page.text("#tending .tag").replace(" ×", ""), "<b>Java</b> 英語可");
    assert_eq!(page.text("#tending option[selected]"), "Rin");
    assert!(page.text("#uses").contains("Changed the tags") && page.text("#uses").contains("looks after"));
    let suggested = rin.get(&format!("/staff/candidates/{}", other.holding.candidate));
    assert_eq!(suggested.first("datalist option", "value"), "<b>Java</b>");
    assert_eq!(rin.get("/staff/candidates").text("td.who .tag"), "<b>Java</b> 英語可");
    for (words, found) in [
        ("tag:英語可", 1),
        ("タグ:\"<B>JAVA</B>\"", 1),
        ("owner:me", 1),
        ("担当:なし", 1),
        ("owner:rin -tag:英語可", 0),
    ] {
        let sent = rin.post("/staff/searches", &[("q", words)]);
        assert_eq!(rin.get(&sent.location).count("td.who > a"), found, "{words}");
    }
    assert_eq!(rin.post(&format!("{person}/tags"), &[("remove", "英語可")]).status, 303);
    assert_eq!(rin.get(&person).count("#tending .tag"), 1);
}

#[test]
fn a_tag_that_is_none_is_refused_with_what_was_typed() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    let rin = house.signed_in(&cast.rin);
    let tags = format!("/staff/candidates/{}/tags", known.holding.candidate);
    let long = "あ".repeat(41);
    let page = rin.post(&tags, &[("add", &long)]);
    assert_eq!((page.status, page.typed("add")), (422, long));
    assert!(page.text("#tags-add-error").contains("at most 40"), "{}", page.text("#tags-add-error"));
    assert_eq!(rin.post(&tags, &[("add", " 、 ")]).status, 422);
    let many: String = (0..21).map(|number| format!("t{number},")).collect();
    let page = rin.post(&tags, &[("add", &many)]);
    assert!(page.status == 422 && page.text("#tags-add-error").contains("at most 20"));
    let nobody = [("owner", cast.wei.id.to_string())];
    let sent: Vec<(&str, &str)> = nobody.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(rin.post(&tags.replace("/tags", "/owner"), &sent).status, 404, "nobody of another office");
}

#[test]
fn a_hiring_manager_sees_and_finds_no_tag() {
    let house = House::open();
    let cast = &house.kept.cast;
    let known = house.admit(&cast.rin, "Tanaka", "Akari");
    house.assign(&known, &cast.manager);
    let person = format!("/staff/candidates/{}", known.holding.candidate);
    house.signed_in(&cast.rin).post(&format!("{person}/tags"), &[("add", "内緒")]);
    let haru = house.signed_in(&cast.manager);
    for path in ["/staff/candidates", &person] {
        assert!(!haru.get(path).body.contains("内緒"), "{path}");
    }
    assert!(haru.get(&person).text("#tending").contains("Withheld"), "nobody is told that there are none");
    for words in ["tag:内緒", "内緒"] {
        let sent = haru.post("/staff/searches", &[("q", words)]);
        assert_eq!(haru.get(&sent.location).count("td.who > a"), 0, "{words}");
    }
    let sent = haru.post("/staff/searches", &[("q", "-tag:内緒")]);
    assert_eq!(haru.get(&sent.location).count("td.who > a"), 1, "what one may not see excludes nobody");
    for (rest, field) in [("tags", ("add", "x")), ("owner", ("owner", ""))] {
        assert_eq!(haru.post(&format!("{person}/{rest}"), &[field]).status, 404);
    }
}
