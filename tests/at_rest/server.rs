//! The real program on a folder of its own, and a browser that speaks to it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use reqwest::blocking::Client;
use reqwest::blocking::multipart::{Form, Part};
use scraper::{Html, Selector};

/// A running server with everything it logged.
pub struct Running {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    sign_ins: Vec<[String; 4]>,
    process: Child,
    log: Option<JoinHandle<Vec<u8>>>,
}

/// A test that fails leaves no server behind.
impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn program(data: &Path, temporary: &Path, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saiyo"));
    command.env("TMPDIR", temporary).env("SAIYO_LOG", "debug").env("SAIYO_DATA", data).env_remove("SAIYO_CONFIG");
    command.env("SAIYO_LISTEN", "127.0.0.1:0").envs(settings.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the program and reads its output up to `ready`.
fn start(mut command: Command) -> (Child, String, Vec<[String; 4]>, JoinHandle<Vec<u8>>) {
    let mut process = command.spawn().unwrap();
    let mut stderr = process.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut all = Vec::new();
        stderr.read_to_end(&mut all).unwrap();
        all
    });
    let (address, sign_ins) = ready(&mut process);
    (process, address, sign_ins, log)
}

/// Reads what a program prints up to `ready`: its address, and who can sign in.
fn ready(process: &mut Child) -> (String, Vec<[String; 4]>) {
    let mut sign_ins = Vec::new();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the server ended before it was ready").unwrap();
        if let Some(address) = line.strip_prefix("ready ") {
            break address.to_owned();
        }
        let words: Vec<&str> = line.split("  ").map(str::trim).filter(|word| !word.is_empty()).collect();
        if let [role, office, email, password] = words[..] {
            sign_ins.push([role, office, email, password].map(str::to_owned));
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    (address, sign_ins)
}

impl Running {
    /// Fills a demo, then serves its folder as a real installation would be, with the full log.
    pub fn demo(data: &Path, temporary: &Path, people: u64, settings: &[(&str, &str)]) -> Self {
        let mut command = program(data, temporary, settings);
        command.args(["demo", "--candidates", &people.to_string()]);
        let (mut process, _, sign_ins, log) = start(command);
        terminate(&mut process);
        log.join().unwrap();
        Self::serve(data, temporary, settings, sign_ins)
    }

    /// Serves a folder that has been filled.
    pub fn serve(data: &Path, temporary: &Path, settings: &[(&str, &str)], sign_ins: Vec<[String; 4]>) -> Self {
        let mut command = program(data, temporary, settings);
        command.arg("serve");
        let (process, address, _, log) = start(command);
        Self { address, sign_ins, process, log: Some(log) }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Kills the server in the middle of whatever it does, and keeps the sign-ins.
    pub fn kill(mut self) -> Vec<[String; 4]> {
        self.process.kill().ok();
        self.process.wait().unwrap();
        self.log.take().unwrap().join().unwrap();
        std::mem::take(&mut self.sign_ins)
    }

    /// A browser of a role at an office.
    pub fn signed_in(&self, role: &str, office: &str) -> Browser {
        let found = self.sign_ins.iter().find(|[its_role, its_office, ..]| its_role == role && its_office == office);
        let [_, _, email, password] = found.expect("the demo prints this sign-in");
        let browser = Browser::new(&self.address);
        browser.post("/staff/sign-in", &[("email", email), ("password", password)]);
        browser
    }

    /// Stops the server in good order and returns its log.
    pub fn stop(mut self) -> Vec<u8> {
        terminate(&mut self.process);
        self.log.take().unwrap().join().unwrap()
    }

    /// Starts a demo whose log nobody reads.
    pub fn unread(data: &Path, temporary: &Path) -> Self {
        let mut command = program(data, temporary, &[]);
        let mut process = command.args(["demo", "--candidates", "20"]).spawn().unwrap();
        drop(process.stderr.take());
        let (address, sign_ins) = ready(&mut process);
        Self { address, sign_ins, process, log: None }
    }

    /// The status of a page, for somebody who is not signed in.
    pub fn status(&self, path: &str) -> u16 {
        reqwest::blocking::get(format!("{}{path}", self.address)).unwrap().status().as_u16()
    }
}

fn terminate(process: &mut Child) {
    Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    process.wait().unwrap();
}

/// A browser that keeps cookies and says where its forms come from.
pub struct Browser {
    client: Client,
    address: String,
}

impl Browser {
    pub fn new(address: &str) -> Self {
        let policy = reqwest::redirect::Policy::none();
        let client = Client::builder().redirect(policy).cookie_store(true).no_proxy().build().unwrap();
        Self { client, address: address.to_owned() }
    }

    pub fn get(&self, path: &str) -> String {
        self.client.get(format!("{}{path}", self.address)).send().unwrap().text().unwrap()
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) {
        let request = self.client.post(format!("{}{path}", self.address)).header("sec-fetch-site", "same-origin");
        let answer = request.form(fields).send().unwrap();
        assert_eq!(answer.status().as_u16(), 303, "{path}");
    }

    /// Posts a form and says what came back; nothing if the server died over it.
    pub fn try_post(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, Vec<u8>)>) -> Option<u16> {
        let request = self.client.post(format!("{}{path}", self.address)).header("sec-fetch-site", "same-origin");
        // Only a form with a field for files may bring parts.
        let Some((name, content)) = file else {
            return request.form(fields).send().ok().map(|answer| answer.status().as_u16());
        };
        let mut form = Form::new().part("files", Part::bytes(content).file_name(name.to_owned()));
        for (field, value) in fields {
            form = form.text((*field).to_owned(), (*value).to_owned());
        }
        request.multipart(form).send().ok().map(|answer| answer.status().as_u16())
    }

    /// The token of a page's forms.
    pub fn token(&self, path: &str) -> Option<String> {
        let body = self.client.get(format!("{}{path}", self.address)).send().ok()?.text().ok()?;
        let page = Html::parse_document(&body);
        let field = Selector::parse("input[name='csrf']").unwrap();
        page.select(&field).next()?.attr("value").map(str::to_owned)
    }

    pub fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, content: Vec<u8>) {
        let mut form = Form::new().part("files", Part::bytes(content).file_name(name.to_owned()));
        for (field, value) in fields {
            form = form.text((*field).to_owned(), (*value).to_owned());
        }
        let request = self.client.post(format!("{}{path}", self.address)).header("sec-fetch-site", "same-origin");
        let answer = request.multipart(form).send().unwrap();
        assert_eq!(answer.status().as_u16(), 303, "{path}: {}", answer.text().unwrap_or_default());
    }

    /// The addresses on a page that begin in a way.
    pub fn links(&self, path: &str, start: &str) -> Vec<String> {
        let page = Html::parse_document(&self.get(path));
        let links = Selector::parse("main a[href]").unwrap();
        let found = page.select(&links).filter_map(|link| link.attr("href").map(str::to_owned));
        let mut found: Vec<String> = found.filter(|href| href.starts_with(start) && !href.contains('?')).collect();
        found.dedup();
        found
    }

    /// Waits until a page says something.
    pub fn wait_for(&self, path: &str, text: &str) {
        for _ in 0..300 {
            if self.get(path).contains(text) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        panic!("{path} never says {text}");
    }
}
