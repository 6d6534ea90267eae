//! Verification: a finding, held against everything that the reader has at hand, offline.

mod comparison;
mod evidence;
mod held;
mod record;

use std::path::Path;

use dunant_panel::finding::{Finding, Report};
use dunant_panel::{Policy, Proceeding};

use crate::{Error, Setup};

pub use held::NAMES_HELD_BACK;
pub use record::Recorded;

/// What a finding is checked with.
#[derive(Debug)]
pub struct Verification<'a> {
    /// The finding's bytes.
    pub finding: &'a [u8],
    /// The rules that the reader expects.
    pub rules: Option<&'a Policy>,
    /// The evidence, or a part of it: a case directory, or any directory.
    pub evidence: Option<&'a Path>,
    /// The knowledge, the model and the instruments to recompute with.
    pub setup: &'a Setup,
    /// The proof that the finding stands in a record.
    pub recorded: Option<Recorded<'a>>,
}

/// What came of it.
#[derive(Debug)]
pub struct Verified {
    /// The finding.
    pub finding: Finding,
    /// Every check, and what could not be checked.
    pub report: Report,
    /// The case, where its steps hold.
    pub proceeding: Option<Proceeding>,
}

impl Verification<'_> {
    /// Checks signatures, rules, votes, evidence and record; computes assessment and verdicts again where the evidence is at hand.
    ///
    /// # Errors
    /// Bytes that are no finding; evidence that cannot be read.
    pub fn run(&self) -> Result<Verified, Error> {
        let finding = Finding::parse(self.finding).map_err(|error| Error::Finding { reason: error.to_string() })?;
        let (mut report, proceeding) = finding.check(self.rules);
        evidence::check(&finding.body, self.evidence, self.setup, &mut report)?;
        // Whoever may enter a finding, by its own rules; that these are the expected ones is a check of its own.
        let rules = Policy::parse(&finding.policy);
        let keys = rules.as_ref().map_or(&[][..], Policy::secretariat);
        record::check(self.finding, &finding.body, keys, self.recorded.as_ref(), &mut report);
        Ok(Verified { finding, report, proceeding })
    }
}
