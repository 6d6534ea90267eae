use dunant_vocabulary::Sha256Digest;
use serde::Serialize;

/// What has passed the rule and may leave the case.
///
/// Nothing outside this crate makes one, and nothing changes what is in it: a way out that takes a `Released` cannot be handed what nobody
/// looked through. Writing it ends the law's reach, so [`Released::into_inner`] stands where bytes are written, and nowhere before.
///
/// ```compile_fail
/// use dunant_redaction::Released;
///
/// let leaked = Released("a name that nobody looked at");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[must_use = "what may leave is written somewhere"]
pub struct Released<T>(T);

impl<T> Released<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self(inner)
    }

    /// What may leave.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// What it becomes by itself: a function that is given nothing else adds nothing.
    pub fn map<U>(self, by_itself: fn(T) -> U) -> Released<U> {
        Released(by_itself(self.0))
    }

    /// What may leave, to be written.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl Released<String> {
    /// The same text that names `named` where it named `digest`: a digest tells nothing, but whoever has it can try out guesses at what it is of.
    pub fn naming(self, digest: &Sha256Digest, named: &Sha256Digest) -> Self {
        Self(self.0.replacen(&digest.to_string(), &named.to_string(), 1))
    }
}
