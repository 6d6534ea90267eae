use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map that every word of a text is looked up in. Texts only ask and never add, so that the words of a hostile one cannot
/// crowd it, and a quick hash will do.
pub(crate) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// FNV-1a, with words of four bytes taken at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv(u64);

const PRIME: u64 = 0x0100_0000_01b3;

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(PRIME);
        self.0 ^= self.0 >> 32;
    }

    fn finish(&self) -> u64 {
        // The table takes the upper bits for one thing and the lower for another.
        self.0 ^ (self.0 << 32)
    }
}
