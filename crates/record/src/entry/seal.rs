use dunant_vocabulary::Sha256Digest;

/// How many bytes the salt of a seal has. They must come from a source of randomness: a document that can be guessed is hidden by
/// them alone.
pub const SALT_BYTES: usize = 32;

/// The seal over a document: what a commitment shows of it.
///
/// SHA-256 of `dunant-seal/v1`, a newline, the salt and the document's digest. Whoever opens it shows salt and digest, and cannot
/// show others.
#[must_use]
pub fn seal(document: &Sha256Digest, salt: &[u8; SALT_BYTES]) -> Sha256Digest {
    Sha256Digest::of(&[b"dunant-seal/v1\n".as_slice(), salt, document.as_bytes()].concat())
}
