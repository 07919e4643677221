//! The files that pages load, embedded in the binary and served under names that change with their content.
//!
//! Invariant: what is served under one name never changes, so it may be cached for ever.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// An embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its content.
    pub bytes: &'static [u8],
    /// Its media type.
    pub content_type: &'static str,
}

/// The one style sheet, made of a file per noun.
const STYLE: &str = concat!(
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/frame.css"),
    include_str!("../../static/css/text.css"),
    include_str!("../../static/css/form.css"),
    include_str!("../../static/css/table.css"),
    include_str!("../../static/css/public.css"),
    include_str!("../../static/css/record.css"),
    include_str!("../../static/css/inbox.css"),
    include_str!("../../static/css/keyboard.css"),
    include_str!("../../static/css/print.css"),
);

/// The one script, for staff: what it does can be done without it as well.
const SCRIPT: &str = concat!(
    include_str!("../../static/js/chooser.js"),
    include_str!("../../static/js/keys.js"),
    include_str!("../../static/js/ticks.js"),
);

struct Served {
    name: &'static str,
    url: String,
    asset: Asset,
}

static SERVED: LazyLock<Vec<Served>> = LazyLock::new(|| {
    let svg = "image/svg+xml";
    vec![
        served("saiyo.css", STYLE.as_bytes(), "text/css; charset=utf-8"),
        served("saiyo.js", SCRIPT.as_bytes(), "text/javascript; charset=utf-8"),
        served("saiyo.svg", include_bytes!("../../static/saiyo.svg"), svg),
        served("favicon.svg", include_bytes!("../../static/favicon.svg"), svg),
    ]
});

fn served(name: &'static str, bytes: &'static [u8], content_type: &'static str) -> Served {
    let hash = hex::encode(Sha256::digest(bytes));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let url = format!("/static/{stem}-{}.{ending}", hash.get(..12).unwrap_or_default());
    Served { name, url, asset: Asset { bytes, content_type } }
}

/// The address of an embedded file; one that is not there leads to a 404 with its name in it.
pub fn asset_url(name: &str) -> String {
    SERVED.iter().find(|file| file.name == name).map_or_else(|| format!("/static/{name}"), |file| file.url.clone())
}

/// The file behind a whole path such as `/static/saiyo-0123456789ab.css`.
pub fn find(path: &str) -> Option<Asset> {
    SERVED.iter().find(|file| file.url == path).map(|file| file.asset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_its_own_address_only() {
        for file in SERVED.iter() {
            assert!(find(&asset_url(file.name)).is_some(), "{}", file.name);
        }
        for wrong in ["/static/saiyo.css", "/static/saiyo-000000000000.css", "/static/../Cargo.toml", ""] {
            assert!(find(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!STYLE.contains("http"), "no address in the style sheet");
        assert!(!STYLE.contains("@import"), "no import in the style sheet");
    }
}
