//! Verification: a finding of either form, held against everything that the reader has at hand, offline.

mod comparison;
mod evidence;
mod held;
mod record;

use std::path::Path;

use dunant_panel::finding::witnessed::Reader;
use dunant_panel::finding::{Body, Code, PublishedFinding, Report};
use dunant_panel::{Policy, Proceeding};
use dunant_vocabulary::Moment;

use crate::{Error, Setup, conclusion};

pub use held::{NAMES_HELD_BACK, not_frozen_yet};
pub use record::Recorded;

/// What a finding is checked with.
#[derive(Debug)]
pub struct Verification<'a> {
    /// The finding's bytes.
    pub finding: &'a [u8],
    /// What the reader holds a finding of the second form against: trust files, receipts, lodged steps, its proof.
    pub reader: Reader<'a>,
    /// The rules that the reader expects. Of a finding of the second form the trust file says which are in force.
    pub rules: Option<&'a Policy>,
    /// The evidence, or a part of it: a case directory, or any directory.
    pub evidence: Option<&'a Path>,
    /// The knowledge, the model and the instruments to recompute with.
    pub setup: &'a Setup,
    /// The proof that a finding of the first form stands in a record, and whom the reader believes that.
    pub recorded: Option<Recorded<'a>>,
}

/// What came of it.
#[derive(Debug)]
pub struct Verified {
    /// The finding.
    pub finding: PublishedFinding,
    /// Every check, and what could not be checked.
    pub report: Report,
    /// The case, where its steps hold.
    pub proceeding: Option<Proceeding>,
}

impl<'a> Verification<'a> {
    /// A reader who has a finding at `now`, and nothing to hold it against.
    #[must_use]
    pub fn new(finding: &'a [u8], setup: &'a Setup, now: Moment) -> Self {
        Self { finding, reader: Reader::new(&[], now), rules: None, evidence: None, setup, recorded: None }
    }

    /// Checks who vouches, completeness, dates, signatures, rules, votes, evidence and record; computes assessment and verdicts again
    /// where the evidence is at hand.
    ///
    /// # Errors
    /// Bytes that are no finding; evidence that cannot be read.
    pub fn run(&self) -> Result<Verified, Error> {
        let finding = PublishedFinding::parse(self.finding)?;
        let (mut report, proceeding) = finding.check(self.finding, self.rules, &self.reader);
        self.check_what_it_says(&finding, &mut report)?;
        match &finding {
            PublishedFinding::First(first) => {
                // Whoever may enter a finding, by its own rules; that these are the expected ones is a check of its own.
                let rules = Policy::parse(&first.policy);
                let keys = rules.as_ref().map_or(&[][..], Policy::secretariat);
                let recorded = self.recorded.as_ref();
                report.under(Code::Record, |report| record::check(self.finding, &first.body, keys, recorded, report));
                self.say_what_the_first_form_cannot_be_held_against(&mut report);
            }
            PublishedFinding::Witnessed(_) => self.say_what_was_not_given(&mut report),
        }
        Ok(Verified { finding, report, proceeding })
    }

    /// The conclusion beside the computation, and the computation beside the evidence. What is said of them repeats what strangers wrote,
    /// so that comes after who vouches.
    fn check_what_it_says(&self, finding: &PublishedFinding, report: &mut Report) -> Result<(), Error> {
        if !is_vouched_for(finding, report) {
            let unknown = "who vouches is not known";
            report.under(Code::Conclusion, |report| {
                report.skip("the conclusion is held against what is computed", unknown)
            });
            if self.evidence.is_some() {
                let what = "the assessment, computed again from the evidence, is the one that was frozen";
                report.under(Code::Recomputation, |report| report.skip(what, unknown));
            }
            return Ok(());
        }
        let body = finding.body();
        if matches!(finding, PublishedFinding::Witnessed(_)) {
            report.under(Code::Rules, |report| self.expected(body, report));
        }
        report.under(Code::Conclusion, |report| conclusion::check(finding, report));
        let shows = match finding {
            PublishedFinding::First(_) => evidence::Shows::Redacted,
            PublishedFinding::Witnessed(_) => evidence::Shows::Open,
        };
        report.under(Code::Recomputation, |report| evidence::check(body, shows, self.evidence, self.setup, report))
    }

    /// The reader may expect rules beside those that the trust file has in force.
    fn expected(&self, body: &Body, report: &mut Report) {
        let Some(rules) = self.rules else { return };
        let (yours, theirs) = (rules.digest(), body.policy);
        let because = || format!("yours have the SHA-256 {yours}, the finding's {theirs}");
        report.see("the rules are those that you expect", (yours == theirs).then_some(()).ok_or_else(because));
    }

    /// What a reader gave in vain is said: silence would look as if it had been checked.
    fn say_what_the_first_form_cannot_be_held_against(&self, report: &mut Report) {
        let Reader { trust, receipts, lodged, latest, .. } = self.reader;
        let given = [
            (Code::Trust, !trust.is_empty(), "the trust file vouches for the finding"),
            (Code::Equivocation, !receipts.is_empty(), "the finding has the link of each receipt"),
            (Code::LodgedAndLeftOut, !lodged.is_empty(), "no lodged step is left out"),
            (Code::Latest, latest.is_some(), "nothing has followed on the finding"),
        ];
        for (code, _, what) in given.into_iter().filter(|(_, given, _)| *given) {
            let because = "a finding of the first form cannot be held against it; `--rules` and `--log-policy` say what you expect";
            report.under(code, |report| report.skip(what, because));
        }
    }

    /// What else a reader could hold a finding of the second form against.
    fn say_what_was_not_given(&self, report: &mut Report) {
        if self.reader.latest.is_none() {
            let because = "`dunant panel standing` gives where the case stands now, and `--latest FILE` names it";
            report.under(Code::Latest, |report| report.leave("nothing has followed on the finding", because));
        }
    }
}

impl Verified {
    /// Whether it is known who vouches for the finding: before that, nothing that it says is to be shown.
    #[must_use]
    pub fn is_vouched_for(&self) -> bool {
        is_vouched_for(&self.finding, &self.report)
    }
}

/// Of the second form, the trust file stands, the rules are in force, and the links are under the secretariat's keys (panel protocol,
/// section 8, checks 2 and 3); of the first, the rules are those that the reader expects.
fn is_vouched_for(finding: &PublishedFinding, report: &Report) -> bool {
    match finding {
        PublishedFinding::First(_) => report.is_shown(Code::Rules),
        PublishedFinding::Witnessed(_) => {
            [Code::Trust, Code::Rules, Code::KeyUnknown].into_iter().all(|code| report.is_shown(code))
        }
    }
}
