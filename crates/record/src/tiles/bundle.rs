/// The longest entry, in bytes: its length is written in 16 bits.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// Writes entries one after the other, each behind its length in two bytes, the higher first (tlog-tiles, "Log entries").
///
/// # Errors
/// An entry longer than [`MAX_ENTRY_BYTES`].
pub fn write_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleError> {
    let mut bundle = Vec::new();
    for entry in entries {
        Measured::new(entry)?.push_to(&mut bundle);
    }
    Ok(bundle)
}

/// Reads the entries of a bundle, in order.
///
/// # Errors
/// A bundle that ends within an entry or its length.
pub fn read_bundle(mut bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let cut = || BundleError::Cut { entry: entries.len() };
        let (length, rest) = bundle.split_first_chunk().ok_or_else(cut)?;
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or_else(cut)?;
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}

/// An entry that is short enough to be logged.
#[derive(Clone, Copy)]
pub(super) struct Measured<'a> {
    length: u16,
    pub(super) entry: &'a [u8],
}

impl<'a> Measured<'a> {
    pub(super) fn new(entry: &'a [u8]) -> Result<Self, BundleError> {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLong(entry.len()))?;
        Ok(Self { length, entry })
    }

    pub(super) fn push_to(self, bundle: &mut Vec<u8>) {
        bundle.extend(self.length.to_be_bytes());
        bundle.extend(self.entry);
    }
}

/// Entries that cannot be written, or bytes that are not entries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry is too long.
    #[error("the entry has {0} bytes, more than {MAX_ENTRY_BYTES}: log its digest, and keep the document outside")]
    TooLong(usize),
    /// The bundle ends within an entry.
    #[error("the bundle ends within its entry {entry}, counted from 0: fetch it again")]
    Cut {
        /// The place of the entry in the bundle.
        entry: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_written_behind_their_lengths_and_read_again() {
        let longest = vec![7; MAX_ENTRY_BYTES];
        let entries = [b"".as_slice(), b"ab", &longest];
        let bundle = write_bundle(entries).unwrap();
        assert_eq!(bundle.get(..7), Some([0, 0, 0, 2, b'a', b'b', 0xff].as_slice()));
        assert_eq!(read_bundle(&bundle).unwrap(), entries);
    }

    #[test]
    fn a_bundle_cut_anywhere_within_an_entry_is_refused() {
        let bundle = write_bundle([b"ab".as_slice(), b"cde"]).unwrap();
        for end in 0..bundle.len() {
            let expected = match end {
                0 | 4 => Ok(()),
                _ => Err(BundleError::Cut { entry: usize::from(end > 4) }),
            };
            assert_eq!(read_bundle(&bundle[..end]).map(|_| ()), expected, "{end}");
        }
        assert_eq!(write_bundle([vec![0; 1 << 16].as_slice()]), Err(BundleError::TooLong(1 << 16)));
    }
}
