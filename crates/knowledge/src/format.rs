use std::io::{Read as _, Write as _};

use dunant_vocabulary::Sha256Digest;

use crate::{Pack, PackError, Wording};

/// The pack that ships with this build.
pub static SHIPPED: &[u8] = include_bytes!("../../../knowledge/shipped.pack");

/// A pack's file: this line, then a zlib stream that holds the postcard encodings of [`Pack`] and of its [`Wording`].
const HEADER: &[u8] = b"dunant-pack 2\n";

/// The first line of a file of format 1, whose stream ends behind [`Pack`].
const HEADER_1: &[u8] = b"dunant-pack 1\n";

/// No pack unpacks to more.
const UNPACKED_LIMIT: u64 = 256 << 20;

impl Pack {
    /// Reads a pack from the bytes of its file.
    ///
    /// # Errors
    /// [`PackError`] when it is no pack, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        let wordless = bytes.starts_with(HEADER_1);
        let Some(body) = bytes.strip_prefix(if wordless { HEADER_1 } else { HEADER }) else {
            let Some(rest) = bytes.strip_prefix(b"dunant-pack ") else { return Err(PackError::NotAPack) };
            let version = rest.iter().take(12).take_while(|byte| **byte != b'\n').copied().collect::<Vec<u8>>();
            return Err(PackError::Version { found: String::from_utf8_lossy(&version).into_owned() });
        };
        let damaged = |reason: String| PackError::Damaged { reason };
        let mut plain = Vec::new();
        let mut inflate = flate2::read::ZlibDecoder::new(body).take(UNPACKED_LIMIT + 1);
        inflate.read_to_end(&mut plain).map_err(|error| damaged(error.to_string()))?;
        if plain.len() as u64 > UNPACKED_LIMIT {
            return Err(damaged(format!("it unpacks to more than {UNPACKED_LIMIT} bytes")));
        }
        let (mut pack, mut rest) =
            postcard::take_from_bytes::<Self>(&plain).map_err(|error| damaged(error.to_string()))?;
        if !wordless {
            (pack.wording, rest) =
                postcard::take_from_bytes::<Wording>(rest).map_err(|error| damaged(error.to_string()))?;
        }
        if !rest.is_empty() {
            return Err(damaged(format!("{} bytes follow its last table", rest.len())));
        }
        if let Some(place) = pack.first_dangling() {
            return Err(damaged(format!("{place} points at an entry that is not there")));
        }
        if let Some(fault) = pack.wording.first_fault(&pack) {
            return Err(damaged(fault));
        }
        pack.digest = Some(Sha256Digest::of(bytes));
        Ok(pack)
    }

    /// The bytes of the pack's file; the same for equal packs.
    #[must_use]
    #[expect(clippy::expect_used, reason = "writing plain tables to memory cannot fail")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut plain = postcard::to_stdvec(self).expect("tables of strings and numbers encode");
        plain.extend(postcard::to_stdvec(&self.wording).expect("tables of strings and numbers encode"));
        let mut deflate = flate2::write::ZlibEncoder::new(HEADER.to_vec(), flate2::Compression::best());
        deflate.write_all(&plain).expect("memory takes every write");
        deflate.finish().expect("memory takes every write")
    }

    /// The pack that ships with this build.
    ///
    /// # Errors
    /// [`PackError`] when the build was given a damaged pack; a test holds that it was not.
    pub fn shipped() -> Result<Self, PackError> {
        Self::from_bytes(SHIPPED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Builder;

    #[test]
    fn the_shipped_pack_loads_and_fits() {
        let pack = Pack::shipped().unwrap();
        assert!(SHIPPED.len() <= 8 << 20);
        assert!(pack.actors.len() > 150 && pack.relations.len() > 10_000);
    }

    #[test]
    fn the_shipped_pack_counts_terms_and_none_is_an_actors_name() {
        let pack = Pack::shipped().unwrap();
        assert!(pack.wording.terms.len() > 15_000 && pack.wording.sentences.len() > 10_000);
        assert!(pack.wording.real_texts > 1_000);
        let vocabulary = crate::vocabulary(&pack);
        let names = pack.actors.iter().flat_map(|actor| &actor.names);
        for claim in names.filter(|claim| !claim.ordinary && claim.name.len() > 2) {
            assert_eq!(vocabulary.id(&claim.name.to_lowercase()), None, "{}", claim.name);
        }
    }

    #[test]
    fn a_pack_survives_its_file_and_keeps_its_digest() {
        let (pack, _) = Builder::new().finish();
        let bytes = pack.to_bytes();
        let again = Pack::from_bytes(&bytes).unwrap();
        assert_eq!(again.digest(), Sha256Digest::of(&bytes));
        assert_eq!(again.to_bytes(), bytes);
    }

    #[test]
    fn damage_is_named_and_never_panics() {
        assert_eq!(Pack::from_bytes(b"PK\x03\x04"), Err(PackError::NotAPack));
        assert_eq!(Pack::from_bytes(b"dunant-pack 9\nxx"), Err(PackError::Version { found: "9".into() }));
        for cut in (HEADER.len()..SHIPPED.len()).step_by(SHIPPED.len() / 40) {
            assert!(matches!(Pack::from_bytes(&SHIPPED[..cut]), Err(PackError::Damaged { .. })));
        }
        let lie = include_bytes!("../../../fuzz/regressions/pack/count-that-lies");
        assert!(matches!(Pack::from_bytes(lie), Err(PackError::Damaged { .. })));
        let mut flipped = SHIPPED.to_vec();
        for place in (HEADER.len()..flipped.len()).step_by(flipped.len() / 40) {
            flipped[place] ^= 0x55;
            assert!(Pack::from_bytes(&flipped).is_err());
            flipped[place] ^= 0x55;
        }
    }
}
