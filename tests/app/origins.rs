//! A form that no page of this site sent is refused before anything is read of it.

use crate::apply::{APPLY, application};
use crate::site::Site;
use crate::support::on_both_databases;

on_both_databases! {
    fn a_form_from_elsewhere_is_refused(store) {
        let site = Site::of(store);
        let own = site.origin.clone();
        let fields = application("forged@mail.example.org");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let forged: [&[(&'static str, &str)]; 7] = [
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", &own)],
            &[("sec-fetch-site", "same-site"), ("origin", &own)],
            &[("sec-fetch-site", "none"), ("origin", &own)],
            &[],
        ];
        for headers in forged {
            for path in [APPLY, "/language", "/setup", "/me/sign-out", "/me/sign-in/x"] {
                assert_eq!(site.browser().post_from(path, &fields, headers).status, 403, "{path} {headers:?}");
            }
        }
        assert_eq!(site.work(), 0);
        assert_eq!(site.browser().post_from(APPLY, &fields, &[("origin", &own)]).status, 303, "an older browser");
    }
}

on_both_databases! {
    fn the_language_switch_leads_nowhere_else(store) {
        let site = Site::of(store);
        let browser = site.browser();
        for (back, to) in [("/careers", "/careers"), ("//evil.example", "/"), ("https://evil.example", "/")] {
            let answer = browser.post("/language", &[("locale", "ja"), ("back", back)]);
            assert_eq!((answer.status, answer.header("location")), (303, to), "{back}");
        }
        assert!(browser.get("/careers").text().contains("<html lang=\"ja\">"), "the choice is kept");
        assert_eq!(browser.post("/language", &[("locale", "xx"), ("back", "/")]).status, 400);
    }
}
