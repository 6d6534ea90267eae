use super::{Hash, MAX_PROOF_HASHES};
use crate::spelling::Lines;

/// Lines that should be the hashes of a proof and are not.
pub(crate) enum HashesError {
    /// This line is not a hash.
    Line(usize),
    /// There are more than any proof has.
    TooMany,
}

/// Reads one hash a line, up to and with a blank line: the form of both proofs (tlog-proof, "Format"; tlog-witness,
/// "add-checkpoint").
pub(crate) fn read_hashes(lines: &mut Lines<'_>) -> Result<Vec<Hash>, HashesError> {
    let mut hashes = Vec::new();
    loop {
        match lines.next_line() {
            Some("") => return Ok(hashes),
            Some(_) if hashes.len() == MAX_PROOF_HASHES => return Err(HashesError::TooMany),
            line => {
                let hash = line.and_then(|line| line.parse().ok());
                hashes.push(hash.ok_or(HashesError::Line(lines.number()))?);
            }
        }
    }
}
