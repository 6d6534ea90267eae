use dunant_vocabulary::{Moment, Sha256Digest};

/// What the world gives to one piece of work: the time, and bytes that nobody can guess. With the same of both, the same is written.
#[derive(Clone, Copy)]
pub struct Occasion {
    /// Now.
    pub now: Moment,
    /// 32 bytes from a source of randomness, of this occasion alone.
    pub random: [u8; 32],
}

impl Occasion {
    /// 32 bytes for one use, which `purpose` names; other purposes get unrelated ones.
    pub(crate) fn draw(&self, purpose: &str) -> [u8; 32] {
        *Sha256Digest::of(&[b"dunant-draw/v1\n".as_slice(), &self.random, purpose.as_bytes()].concat()).as_bytes()
    }
}

impl std::fmt::Debug for Occasion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Occasion({})", self.now)
    }
}
