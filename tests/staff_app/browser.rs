//! A browser without a window: it keeps cookies and the token of its session, and says where its requests come from.

use std::sync::Arc;

use reqwest::blocking::multipart::{Form, Part};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::cookie::{CookieStore, Jar};
use reqwest::redirect::Policy;
use saiyo::app::App;
use scraper::{Html, Selector};

use crate::house::House;

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
    pub body: String,
}

/// A browser.
pub struct Browser {
    client: Client,
    jar: Arc<Jar>,
    app: App,
    base: String,
    /// The token that its forms carry.
    pub csrf: String,
}

impl Browser {
    pub fn new(house: &House) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(Arc::clone(&jar)).redirect(Policy::none()).build().unwrap();
        Self { client, jar, app: house.app.clone(), base: house.address.clone(), csrf: String::new() }
    }

    /// Signs in and takes the token of the new session from its first page.
    pub fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.post("/staff/sign-in", &[("email", email), ("password", password)]);
        if answer.status == 303 {
            self.csrf = self.get("/staff").first("input[name=csrf]", "value");
        }
        answer
    }

    /// Signs in as somebody of a processor.
    pub fn sign_in_as_partner(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.post("/partner/sign-in", &[("email", email), ("password", password)]);
        if answer.status == 303 {
            self.csrf = self.get("/partner").first("input[name=csrf]", "value");
        }
        answer
    }

    /// The cookies that it would send, as one line.
    pub fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.base.parse().unwrap());
        cookies.map(|line| line.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path)))
    }

    /// Asks in a language.
    pub fn get_in(&self, path: &str, language: &str) -> Answer {
        self.send(self.client.get(self.url(path)).header("accept-language", language))
    }

    /// Sends a form with the session's token.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        self.post_bare(path, &fields)
    }

    /// Sends a form as it is.
    pub fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.sent_from_here(self.client.post(self.url(path))).form(fields))
    }

    /// Sends files with the session's token.
    pub fn post_files(&self, path: &str, files: &[(&str, Vec<u8>)]) -> Answer {
        self.post_form(path, &[], files)
    }

    /// Sends fields and files with the session's token.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, Vec<u8>)]) -> Answer {
        let mut form = Form::new().text("csrf", self.csrf.clone());
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, content) in files {
            form = form.part("files", Part::bytes(content.clone()).file_name((*name).to_owned()));
        }
        self.send(self.sent_from_here(self.client.post(self.url(path))).multipart(form))
    }

    /// Sends a form from another site.
    pub fn post_from_elsewhere(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.client.post(self.url(path)).header("origin", "https://elsewhere.example");
        self.send(request.header("sec-fetch-site", "cross-site").form(fields))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn sent_from_here(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("origin", &self.base).header("sec-fetch-site", "same-origin")
    }

    /// Each request has a second of its own, as people's have.
    fn send(&self, request: RequestBuilder) -> Answer {
        self.app.clock.set(self.app.clock.now().plus_seconds(1));
        Answer::of(request.send().unwrap())
    }
}

impl Answer {
    fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let location = headers.get("location").map(|value| value.to_str().unwrap().to_owned());
        let bytes = response.bytes().unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, location: location.unwrap_or_default(), headers, bytes, body }
    }

    /// A header, empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// An attribute of the first element that fits.
    pub fn first(&self, selector: &str, attribute: &str) -> String {
        let html = self.html();
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        let found = found.unwrap_or_else(|| panic!("{} has no {selector}: {}", self.status, self.body));
        found.attr(attribute).unwrap_or_default().to_owned()
    }

    /// The same, if any fits.
    pub fn find(&self, selector: &str, attribute: &str) -> Option<String> {
        (self.count(selector) > 0).then(|| self.first(selector, attribute))
    }

    /// How many elements fit.
    pub fn count(&self, selector: &str) -> usize {
        self.html().select(&Selector::parse(selector).unwrap()).count()
    }

    /// The text of the elements that fit, joined by a space.
    pub fn text(&self, selector: &str) -> String {
        let html = self.html();
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector).flat_map(|it| it.text());
        found.map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The value that stands in a field of a form.
    pub fn typed(&self, name: &str) -> String {
        self.first(&format!("[name={name}]"), "value")
    }
}
