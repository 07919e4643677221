//! Coming in through a link that was mailed.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::frame::Frame;

/// `/me/sign-in/{token}`: a button that posts to the same address.
#[derive(Debug, Template, WebTemplate)]
#[template(path = "me/sign_in.html")]
pub struct MeSignInPage {
    /// The frame; its path must be `/me`, so that the token does not go into the language form.
    pub frame: Frame,
    /// Where the button posts to.
    pub action: String,
    /// Whether the link is used up or too old; then there is no button.
    pub expired: bool,
}
