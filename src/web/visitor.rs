//! Who a request is from, as far as nobody has signed in: a language, a path, a network.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use std::future::{Ready, ready};
use std::net::IpAddr;

use super::error::WebError;
use super::frame::{Area, Flash, Frame, Message};
use super::texts::{Texts, choose};
use crate::app::App;
use crate::domain::locale::Locale;
use crate::domain::time::Ts;
use crate::limits::{Deed, network};

/// The cookie that keeps the chosen language.
const LANGUAGE: &str = "saiyo-language";

/// Anybody.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// What every request shares.
    pub app: App,
    /// The words of the page.
    pub texts: Texts,
    /// The path that was asked for.
    pub path: String,
    /// The network that it came from.
    pub network: String,
    /// When.
    pub at: Ts,
    message: Option<Message>,
}

impl Visitor {
    /// Reads a visitor off a request.
    ///
    /// # Errors
    /// [`WebError::Unavailable`] if the server is not put together.
    pub fn of(request: &HttpRequest) -> Result<Self, WebError> {
        let app = request.app_data::<web::Data<App>>().ok_or(WebError::Unavailable)?;
        Ok(Self {
            texts: Texts::of(language(request, None)),
            path: request.path().to_owned(),
            network: network(address(request, app)),
            at: app.clock.now(),
            message: message(request),
            app: App::clone(app),
        })
    }

    /// The language of the page.
    pub fn locale(&self) -> Locale {
        self.texts.locale
    }

    /// The frame of a page.
    pub fn frame(&self, area: Area) -> Frame {
        let company = self.app.company().name;
        let mut frame = Frame::new(self.texts, area, &self.path, company.get(self.locale()));
        frame.flash = self.message.map(|message| Flash::of(message, &self.texts));
        frame
    }

    /// Whether cookies are for an https address.
    pub fn is_secure(&self) -> bool {
        self.app.config.is_https()
    }

    /// Whether something may be done once more from this network, or in all.
    pub fn may(&self, deed: Deed) -> bool {
        self.app.limits.allows(deed, self.key_of(deed), self.at)
    }

    /// Counts something that is done from this network, or in all, if it may be.
    pub fn claim(&self, deed: Deed) -> bool {
        self.app.limits.claim(deed, self.key_of(deed), self.at)
    }

    /// Takes such a claim back.
    pub fn give_back(&self, deed: Deed) {
        self.app.limits.give_back(deed, self.key_of(deed), self.at);
    }

    fn key_of(&self, deed: Deed) -> &str {
        if deed.is_per_network() { &self.network } else { "" }
    }

    /// The cookie that keeps a language.
    pub fn language_cookie(&self, locale: Locale) -> Cookie<'static> {
        let mut cookie = self.cookie(LANGUAGE, locale.as_str().to_owned());
        cookie.set_max_age(actix_web::cookie::time::Duration::days(365));
        cookie
    }

    /// A cookie in the strictest form that the address allows.
    pub fn cookie(&self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build(cookie_name(name, self.is_secure()), value)
            .path("/")
            .http_only(true)
            .secure(self.is_secure())
            .same_site(SameSite::Lax)
            .finish()
    }
}

/// The name of a cookie: with the `__Host-` prefix on an https address.
pub fn cookie_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// The value of one of our cookies.
pub fn cookie_value(request: &HttpRequest, name: &str) -> Option<String> {
    let app = request.app_data::<web::Data<App>>()?;
    Some(request.cookie(&cookie_name(name, app.config.is_https()))?.value().to_owned())
}

/// The language of a page for this request.
pub fn language(request: &HttpRequest, account: Option<Locale>) -> Locale {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    choose(accepted, cookie_value(request, LANGUAGE).as_deref(), account)
}

/// The address of whoever asks; a header counts only from a proxy that is trusted, since anybody can send one.
fn address(request: &HttpRequest, app: &App) -> Option<IpAddr> {
    let forwarded = request.headers().get_all("x-forwarded-for");
    // A line that is no text is an address that cannot be read.
    let lines: Vec<&str> = forwarded.map(|line| line.to_str().unwrap_or("unknown")).collect();
    let peer = request.peer_addr()?.ip();
    Some(app.config.trusted_proxies.visitor(peer, lines.into_iter()))
}

fn message(request: &HttpRequest) -> Option<Message> {
    let word = request.query_string().split('&').find_map(|pair| pair.strip_prefix("done="))?;
    word.parse().ok()
}

impl FromRequest for Visitor {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
