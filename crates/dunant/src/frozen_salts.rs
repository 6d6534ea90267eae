//! The salts of the frozen assessments of a case, as the file beside its evidence: a line a round, `ROUND SALT`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dunant_panel::Salt;

/// The file of a case directory that holds them. It stays with those who may see all of the evidence.
pub const FROZEN_SALTS: &str = "frozen.salts";

/// Reads the file.
///
/// # Errors
/// A line that is not a round and its salt, or a round that is there twice.
pub fn read(text: &str) -> Result<BTreeMap<u32, Salt>, String> {
    let mut salts = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let pair = line.split_once(' ').and_then(|(round, salt)| Some((round.parse().ok()?, salt.parse().ok()?)));
        let (round, salt): (u32, Salt) =
            pair.ok_or_else(|| format!("line {number} is not `ROUND SALT`, as `case export` writes it"))?;
        if salts.insert(round, salt).is_some() {
            return Err(format!("line {number} has the salt of round {round} again"));
        }
    }
    Ok(salts)
}

/// Writes the file.
#[must_use]
pub fn write(salts: &BTreeMap<u32, Salt>) -> String {
    salts.iter().fold(String::new(), |mut text, (round, salt)| {
        // A string takes whatever is written to it.
        let _ = writeln!(text, "{round} {salt}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salts_are_read_as_they_are_written_and_nothing_else_is() {
        let salts: BTreeMap<u32, Salt> = [(1, Salt::new([1; 32])), (2, Salt::new([2; 32]))].into();
        let text = write(&salts);
        assert_eq!(read(&text).as_ref(), Ok(&salts));
        assert_eq!(read(""), Ok(BTreeMap::new()));
        for wrong in [text.replace("1 0", "1-0"), text.replace("02", "0g"), text.repeat(2), "\n".into()] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
