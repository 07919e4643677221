//! Lists of fields as bytes, for associated data, signatures and key derivation.
//!
//! Invariant: two different lists never give the same bytes, because each field is preceded by its length.

/// What every list begins with, so that bytes made for Saiyo mean nothing elsewhere.
const PRODUCT: &[u8] = b"saiyo";

/// A list of fields under construction.
pub(super) struct Fields(Vec<u8>);

impl Fields {
    /// A list that begins with the product and a label saying what the list is for.
    pub(super) fn new(label: &[u8]) -> Self {
        Self::of_product().field(label)
    }

    /// A list that begins with the product alone.
    pub(super) fn of_product() -> Self {
        Self(Vec::with_capacity(256)).field(PRODUCT)
    }

    /// Adds one field: its length in eight bytes, then the field.
    pub(super) fn field(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// The list as bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_between_fields_cannot_be_moved() {
        let split = |a: &[u8], b: &[u8]| Fields::new(b"test").field(a).field(b).into_bytes();
        assert_ne!(split(b"ab", b"c"), split(b"a", b"bc"));
        assert_ne!(split(b"abc", b""), split(b"", b"abc"));
        assert_ne!(split(b"", b""), Fields::new(b"test").field(b"").into_bytes());
    }
}
