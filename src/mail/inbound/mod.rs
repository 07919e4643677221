//! stub
pub mod parsed;
pub use parsed::*;
use crate::documents::Reader;
use crate::domain::message::MailFault;
/// stub
pub fn read(_reader: &Reader, _raw: &[u8]) -> Result<ParsedMail, MailFault> { Err(MailFault::NotMail) }
/// stub
pub fn canonical(raw: &[u8]) -> Vec<u8> { raw.to_vec() }
