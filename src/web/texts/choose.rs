//! Which language a page is in.

use crate::domain::locale::Locale;

/// Chooses the language of a page: what was last chosen in this browser, else the account's setting, else the
/// first language the browser asks for that we have (any Chinese is Traditional Chinese), else English.
///
/// The cookie stands before the account so that the switch on the page works at once for everybody; signing in
/// is the moment to set the cookie to the account's language.
pub fn choose(accept_language: Option<&str>, cookie: Option<&str>, user: Option<Locale>) -> Locale {
    cookie
        .and_then(|word| word.parse().ok())
        .or(user)
        .or_else(|| accept_language.and_then(most_wanted))
        .unwrap_or(Locale::En)
}

/// The best of our languages in an `Accept-Language` header (RFC 9110 section 12.5.4).
fn most_wanted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for part in header.split(',').take(32) {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(0.0);
        let locale = match tag.trim().split('-').next().map(str::to_ascii_lowercase).as_deref() {
            Some("ja") => Locale::Ja,
            Some("en") => Locale::En,
            Some("zh" | "yue") => Locale::ZhHant,
            _ => continue,
        };
        if weight > best.map_or(0.0, |(heaviest, _)| heaviest) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}
