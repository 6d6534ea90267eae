use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

/// Check a finding or a custody document, offline, and say what could not be checked.
///
/// Who vouches comes first: of a finding of the second form the body's trust file says it, of the first the rules that you expect. Before
/// that is known, nothing of what the finding says is shown. With `--evidence`, the assessment and the verdicts are computed again and
/// compared byte for byte. Nothing is asked of a server, a database or a network.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dunant verify finding.json --trust example.org.trust\n  \
    dunant verify finding.json --trust example.org.trust --evidence case/ \\\n    --receipt my-vote.receipt\n  \
    dunant verify finding.json --rules policy.toml \\\n    --log-policy record.policy    # dunant.finding/1\n  \
    dunant verify custody.json --finding finding.json --trust example.org.trust\n\n\
    Exit codes: 0 all that you asked for was checked, and holds; 1 broke, or it is no finding; 3 it does not hold; 4 it holds as far as \
    it was checked, and something could not be. Without `--evidence` the computation is not repeated, which is said and costs no 4: who \
    vouches, completeness, dates, votes and record are checked by themselves. A `dunant.finding/1` ends with 4 at best.")]
pub(crate) struct VerifyOptions {
    /// The finding, or a custody document.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The body's trust file, from a source that you trust and not from whoever gave you the finding. Repeatable: the newest, and the
    /// older one that the finding goes by.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// The highest version of the trust file that you have ever seen: a lower one is refused.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, requires = "trust")]
    pub(crate) trust_seen: u64,
    /// A receipt that somebody holds: the finding must have its link, and a refusal must be one that the rules give. Repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) receipt: Vec<PathBuf>,
    /// A step that was lodged elsewhere: where it was good and in time, the finding must have it. Repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) lodged: Vec<PathBuf>,
    /// Where the case stands now, as `panel standing` writes it: whether something has followed on the finding.
    #[arg(long, value_name = "FILE")]
    pub(crate) latest: Option<PathBuf>,
    /// How old that may be, such as `12h` or `7d`.
    #[arg(long, value_name = "DURATION", default_value = "7d", requires = "latest")]
    pub(crate) max_age: Age,
    /// The evidence, to recompute from: a case directory as `case export` makes it, or any part of one.
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,
    /// The finding that a custody document is held against, item by item.
    #[arg(long, value_name = "FILE")]
    pub(crate) finding: Option<PathBuf>,
    /// The rules that you expect the panel to have kept to, from a source that you trust. A trust file has them, too.
    #[arg(long, value_name = "policy.toml")]
    pub(crate) rules: Option<PathBuf>,
    /// The proof that the finding stands in the record [default: `finding.proof` beside it].
    #[arg(long, value_name = "FILE")]
    pub(crate) proof: Option<PathBuf>,
    /// Of a `dunant.finding/1`: which logs and witnesses you trust (tlog-policy) [default: `record.policy` beside it, and that is said].
    #[arg(long = "log-policy", alias = "record-policy", value_name = "FILE")]
    pub(crate) record_policy: Option<PathBuf>,
    /// The secretariat's public key, for a custody document; `--rules` and `--trust` have it too. Repeatable.
    #[arg(long = "public-key", alias = "key", value_name = "KEY")]
    pub(crate) key: Vec<String>,
    #[command(flatten)]
    pub(crate) again: super::AgainOptions,
    /// What to print.
    #[arg(long, value_enum, default_value_t = super::Format::Text, value_name = "FORMAT")]
    pub(crate) format: super::Format,
}

/// A time span in seconds, written as a whole number and its unit: `90m`, `12h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) u64);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = || "expected a whole number and its unit, such as `90m`, `12h` or `7d`".to_owned();
        let unit = text.chars().last().ok_or_else(expected)?;
        let number = text.strip_suffix(unit).ok_or_else(expected)?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return Err(expected()),
        };
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = if is_number { number.parse().map_err(|_| expected())? } else { return Err(expected()) };
        number.checked_mul(seconds).map(Self).ok_or_else(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_span_is_a_number_and_its_unit() {
        for (text, seconds) in [("30s", 30), ("90m", 5_400), ("12h", 43_200), ("7d", 604_800), ("0d", 0)] {
            assert_eq!(text.parse(), Ok(Age(seconds)));
        }
        for wrong in
            ["", "d", "7", "7 d", "-7d", "+7d", "1.5h", "7w", "7dd", "99999999999999999999d", "9999999999999999999d"]
        {
            assert!(wrong.parse::<Age>().is_err(), "{wrong}");
        }
    }
}
