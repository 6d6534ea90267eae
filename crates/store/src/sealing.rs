//! Encryption at rest, in the format age (age-encryption.org/v1): what is sealed to a case's recipients is opened by any of them, with
//! this program or another.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

pub use age::secrecy::{ExposeSecret, SecretString};

use age::x25519;

use crate::parallel::all_at_once;

/// To whom something is encrypted: an X25519 public key, written `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(x25519::Recipient);

impl FromStr for Recipient {
    type Err = SealingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| match is_secret(text) {
            true => SealingError::SecretGiven,
            false => SealingError::Recipient(text.to_owned()),
        })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

/// At least one recipient; each can decrypt alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipients(Vec<Recipient>);

impl Recipients {
    /// These, each once, in the order in which they first stand.
    ///
    /// # Errors
    /// There is none: nobody could decrypt.
    pub fn try_new(recipients: impl IntoIterator<Item = Recipient>) -> Result<Self, SealingError> {
        let mut seen = BTreeSet::new();
        let once: Vec<Recipient> = recipients.into_iter().filter(|it| seen.insert(it.to_string())).collect();
        if once.is_empty() { Err(SealingError::NoRecipient) } else { Ok(Self(once)) }
    }

    /// Parses each text as a recipient, `age1…`.
    ///
    /// # Errors
    /// A text that is none, and no text at all.
    pub fn parse<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Result<Self, SealingError> {
        let recipients: Result<Vec<Recipient>, SealingError> =
            texts.into_iter().map(|text| text.as_ref().parse()).collect();
        Self::try_new(recipients?)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Recipient> {
        self.0.iter()
    }
}

/// Secret keys, which decrypt what is encrypted to their recipients. Never shown; cleared from memory when dropped.
#[derive(Clone)]
pub struct Identities(Vec<x25519::Identity>);

impl Identities {
    /// Parses an identity file, as `age-keygen` writes it: a secret key `AGE-SECRET-KEY-1…` a line, lines of comment that begin with
    /// `#`, empty lines.
    ///
    /// # Errors
    /// A line that is none of them, named by its number alone; no key at all.
    pub fn parse(text: &str) -> Result<Self, SealingError> {
        let mut identities = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            identities.push(line.parse().map_err(|_| SealingError::Identity(number))?);
        }
        if identities.is_empty() { Err(SealingError::NoIdentity) } else { Ok(Self(identities)) }
    }

    /// A new secret key, from the system's randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(vec![x25519::Identity::generate()])
    }

    /// Their public keys, to encrypt to.
    #[must_use]
    pub fn recipients(&self) -> Recipients {
        Recipients(self.0.iter().map(|identity| Recipient(identity.to_public())).collect())
    }

    /// The identity file: for each key its public key as a comment, and the key. It is secret: write it where only its owner reads.
    #[must_use]
    pub fn to_file(&self) -> SecretString {
        let mut text = String::new();
        for identity in &self.0 {
            let (public, secret) = (identity.to_public(), identity.to_string());
            text.push_str(&format!("# public key: {public}\n{}\n", secret.expose_secret()));
        }
        text.into()
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identities").field(&self.recipients()).finish()
    }
}

/// Why something could not be encrypted or decrypted. No secret is ever part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealingError {
    /// A text that is no recipient.
    #[error("`{0}` is no recipient: expected a public key that begins with `age1`")]
    Recipient(String),
    /// A secret key in the place of a recipient; it is not repeated here.
    #[error("a secret key was given where a recipient is expected: give the public key, which begins with `age1`")]
    SecretGiven,
    /// Nobody could decrypt.
    #[error("there is no recipient: name at least one public key that begins with `age1`")]
    NoRecipient,
    /// A line of an identity file, which is not repeated here.
    #[error("line {0} of the identity file is no secret key: expected `AGE-SECRET-KEY-1…`")]
    Identity(usize),
    /// An identity file without a key.
    #[error("the identity file holds no secret key: expected a line `AGE-SECRET-KEY-1…`")]
    NoIdentity,
    /// It is encrypted to others.
    #[error("none of the identities decrypts it: give the identity of one of its recipients")]
    NotARecipient,
    /// It is no age file, or not as it was encrypted.
    #[error("it cannot be decrypted: {0}")]
    Damaged(&'static str),
    /// Its plaintext is longer than was allowed.
    #[error("it decrypts to more than {limit} bytes")]
    TooLong {
        /// The bound that was given, in bytes.
        limit: usize,
    },
}

/// Encrypts to all of the recipients. Two times the same bytes give two different results.
///
/// # Errors
/// None is known for bytes in memory; the encrypting library could report one.
pub fn encrypt(bytes: &[u8], recipients: &Recipients) -> Result<Vec<u8>, SealingError> {
    let failed = |_| SealingError::Damaged("encrypting failed");
    let keys = recipients.0.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(keys).map_err(|_| SealingError::NoRecipient)?;
    // The header takes some 100 bytes a recipient, each 64 KiB of the payload 16.
    let mut sealed = Vec::with_capacity(bytes.len() + bytes.len() / 4_096 + 256 + 128 * recipients.0.len());
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(failed)?;
    writer.write_all(bytes).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(sealed)
}

/// Encrypts what `write` gives piece by piece, and writes it to `to`.
///
/// # Errors
/// What `write` or `to` fail with.
pub fn encrypt_by(
    to: &mut dyn Write,
    recipients: &Recipients,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let keys = recipients.0.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(keys).map_err(|_| io::Error::other(SealingError::NoRecipient))?;
    let mut sealed = encryptor.wrap_output(to)?;
    write(&mut sealed)?;
    sealed.finish()?.flush()
}

/// Decrypts a reader piece by piece. Each piece that is given was encrypted so; that none is missing shows at the end alone.
///
/// # Errors
/// It is encrypted to others, or its header is damaged; what follows is, as an error of the reader that is given.
pub fn decrypting<'r>(
    sealed: impl Read + Send + 'r,
    identities: &Identities,
) -> Result<Box<dyn Read + 'r>, SealingError> {
    let decryptor = age::Decryptor::new_buffered(io::BufReader::new(sealed)).map_err(refused)?;
    let keys = identities.0.iter().map(|identity| identity as &dyn age::Identity);
    Ok(Box::new(decryptor.decrypt(keys).map_err(refused)?))
}

/// Encrypts each of many to all of the recipients, on as many threads as there are cores; the results stand in the same order.
///
/// # Errors
/// As [`encrypt`].
pub fn encrypt_many<B: AsRef<[u8]> + Sync>(many: &[B], recipients: &Recipients) -> Result<Vec<Vec<u8>>, SealingError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    all_at_once(threads, many, |bytes| encrypt(bytes.as_ref(), recipients)).into_iter().collect()
}

/// Decrypts what [`encrypt`] or another program encrypted, up to `limit` bytes.
///
/// # Errors
/// It is encrypted to others, damaged, or longer than `limit`; then nothing of it is given.
pub fn decrypt(sealed: &[u8], identities: &Identities, limit: usize) -> Result<Vec<u8>, SealingError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(refused)?;
    let keys = identities.0.iter().map(|identity| identity as &dyn age::Identity);
    let reader = decryptor.decrypt(keys).map_err(refused)?;
    // A payload is never longer than its ciphertext.
    let mut bytes = Vec::with_capacity(sealed.len().min(limit.saturating_add(1)));
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let read = reader.take(most).read_to_end(&mut bytes);
    read.map_err(|_| SealingError::Damaged("its contents are cut short or changed"))?;
    if bytes.len() > limit { Err(SealingError::TooLong { limit }) } else { Ok(bytes) }
}

fn refused(error: age::DecryptError) -> SealingError {
    match error {
        age::DecryptError::NoMatchingKeys => SealingError::NotARecipient,
        age::DecryptError::InvalidMac => SealingError::Damaged("its header is changed"),
        age::DecryptError::UnknownFormat => SealingError::Damaged("it is in no known version of the format age"),
        _ => SealingError::Damaged("it is no age file, or its header is damaged"),
    }
}

fn is_secret(text: &str) -> bool {
    text.to_ascii_uppercase().contains("AGE-SECRET-KEY")
}
