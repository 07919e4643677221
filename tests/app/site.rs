//! A running server, and a browser that speaks to it.

use std::net::TcpListener;
use std::path::Path;

use reqwest::blocking::multipart::{Form, Part};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::HeaderMap;
use saiyo::app::App;
use saiyo::clock::Clock;
use saiyo::config::{Config, Settings};
use saiyo::documents::Reader;
use saiyo::domain::staff::Caller;
use saiyo::domain::time::Ts;
use saiyo::store::{Store, candidates, grants};
use saiyo::workflows::show_candidate::{HoldingFile, ProfileFile};
use saiyo::workflows::show_own_record;

use crate::support::{NOW, TestStore, moment};

/// A server of its own for each test.
pub struct Site {
    /// What the server shares with the test.
    pub app: App,
    /// Scheme, host and port.
    pub origin: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// A browser: keeps cookies, follows nothing by itself, and says where its forms come from.
pub struct Browser {
    client: Client,
    origin: String,
    language: String,
}

impl Site {
    /// Serves a store with the cast in it, at the time of the tests.
    pub fn of(store: &TestStore) -> Self {
        Self::at(store.store.clone(), store.folder(), moment(NOW))
    }

    /// Serves a store at a time that stands still until the test sets it.
    pub fn at(store: Store, folder: &Path, at: Ts) -> Self {
        Self::configured(store, folder, at, |_| ())
    }

    /// Serves a store with other settings.
    pub fn configured(store: Store, folder: &Path, at: Ts, change: impl FnOnce(&mut Config)) -> Self {
        let config = Settings { data: Some(folder.to_owned()), ..Settings::default() }.into_config().unwrap();
        let mut config = Config { store: store.config().clone(), ..config };
        change(&mut config);
        let workers = std::num::NonZeroUsize::new(2).unwrap();
        let reader = Reader::new(env!("CARGO_BIN_EXE_saiyo").into(), workers);
        let app = App::new(store, config, reader, Clock::standing(at)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let served = app.clone();
        // It ends with the process: connections that come before it is up wait in the listener's queue.
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(saiyo::web::server::serve(served, listener)).unwrap();
        });
        Self { app, origin }
    }

    /// A browser with an English reader.
    pub fn browser(&self) -> Browser {
        self.browser_in("en")
    }

    /// A browser with a reader of a language.
    pub fn browser_in(&self, language: &str) -> Browser {
        let policy = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(policy).cookie_store(true).no_proxy().build().unwrap();
        Browser { client, origin: self.origin.clone(), language: language.to_owned() }
    }

    /// Does the jobs' work until there is none; returns how many things were done.
    pub fn work(&self) -> usize {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut all = 0;
        loop {
            match runtime.block_on(saiyo::jobs::once(&self.app)).unwrap() {
                0 => return all,
                done => all += done,
            }
        }
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: i64) {
        self.app.clock.set(self.app.clock.now().plus_seconds(seconds));
    }

    /// Every record that there is, as its person may see it, oldest first.
    pub fn records(&self) -> Vec<HoldingFile> {
        let mut db = self.app.store.database().unwrap();
        let at = self.app.clock.now();
        let offices = self.app.store.served_offices();
        let given = |office| db.read(|db| grants::given_after(db, office, false, None, 10_000)).unwrap();
        let mut ids: Vec<_> = offices.iter().flat_map(given).collect();
        ids.sort_unstable();
        ids.dedup();
        let open = |id| {
            let holding = db.read(|db| candidates::holding(db, id)).unwrap();
            show_own_record::show(&mut db, &Caller::candidate(&holding, at), id, None).unwrap()
        };
        ids.into_iter().map(open).collect()
    }
}

/// The profile and what hangs on it.
pub fn profile_of(file: &HoldingFile) -> &ProfileFile {
    file.profile.value().expect("the person may see their own profile")
}

impl Browser {
    /// Gets a page.
    pub fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path)))
    }

    /// Posts a form as a page of this site would.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.as_own_page(self.client.post(self.url(path))).form(fields))
    }

    /// Posts a form with files: names and contents.
    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, content) in files {
            form = form.part("files", Part::bytes(content.to_vec()).file_name((*name).to_owned()));
        }
        self.send(self.as_own_page(self.client.post(self.url(path))).multipart(form))
    }

    /// Posts a form with other headers than a page of this site would send.
    pub fn post_from(&self, path: &str, fields: &[(&str, &str)], headers: &[(&'static str, &str)]) -> Answer {
        let request = self.client.post(self.url(path)).form(fields);
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)))
    }

    fn as_own_page(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("origin", &self.origin).header("sec-fetch-site", "same-origin")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.header("accept-language", &self.language).send().unwrap())
    }
}

impl Answer {
    fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().unwrap().to_vec() }
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// A header; empty if it was not sent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Everything that an onlooker can compare, without the date and the number of the request.
    pub fn seen(&self) -> (u16, usize, Vec<(String, String)>) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "date");
        let mut headers: Vec<_> =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        headers.sort();
        (self.status, self.body.len(), headers)
    }
}
