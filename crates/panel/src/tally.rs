//! Counting a vote, and holding the count against the policy: whole numbers and exact fractions.

use dunant_vocabulary::Region;
use serde::{Deserialize, Serialize};

use crate::member::Member;
use crate::policy::Policy;
use crate::step::{Choice, Outcome};

/// The count of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tally {
    /// How many members might have voted.
    pub eligible: u32,
    /// Votes for the draft.
    #[serde(rename = "for")]
    pub in_favour: u32,
    /// Votes against it.
    pub against: u32,
    /// Votes for neither.
    pub abstain: u32,
    /// Votes cast by region, without regions that cast none, in the order of [`Region`].
    pub regions: Vec<RegionVotes>,
}

/// How many votes a region has cast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RegionVotes {
    /// The region.
    pub region: Region,
    /// Its votes, abstentions included.
    pub votes: u32,
}

impl Tally {
    /// Counts votes of members, of whom `eligible` might have voted.
    #[must_use]
    pub fn count<'m>(eligible: u32, votes: impl IntoIterator<Item = (&'m Member, Choice)>) -> Self {
        let mut tally = Self { eligible, in_favour: 0, against: 0, abstain: 0, regions: Vec::new() };
        for (member, choice) in votes {
            match choice {
                Choice::For => tally.in_favour += 1,
                Choice::Against => tally.against += 1,
                Choice::Abstain => tally.abstain += 1,
            }
            let region = member.region();
            match tally.regions.iter_mut().find(|counted| counted.region == region) {
                Some(counted) => counted.votes += 1,
                None => tally.regions.push(RegionVotes { region, votes: 1 }),
            }
        }
        tally.regions.sort_by_key(|counted| counted.region);
        tally
    }

    /// Votes cast, abstentions included.
    #[must_use]
    pub fn cast(&self) -> u32 {
        self.in_favour.saturating_add(self.against).saturating_add(self.abstain)
    }

    /// What the policy makes of the count.
    #[must_use]
    pub fn measures(&self, policy: &Policy) -> Measures {
        Measures {
            panel: self.panel(policy),
            quorum: self.quorum(policy),
            threshold: self.threshold(policy),
            regions: self.regions(policy),
            share: self.share(policy),
        }
    }

    fn panel(&self, policy: &Policy) -> Measure {
        let (have, least) = (self.eligible, policy.members_least());
        Measure::new("panel", have >= least, format!("{} eligible, at least {least} needed", members(have)))
    }

    fn quorum(&self, policy: &Policy) -> Measure {
        let (cast, eligible, bar) = (self.cast(), self.eligible, policy.quorum());
        let words = format!("{cast} of {} voted, {bar} needed", members(eligible).replace("member", "eligible member"));
        Measure::new("quorum", cast > 0 && bar.is_met(cast, eligible), words)
    }

    fn threshold(&self, policy: &Policy) -> Measure {
        let (in_favour, counted) = (self.in_favour, self.in_favour.saturating_add(self.against));
        let bar = policy.threshold();
        let words = format!(
            "{in_favour} for, {} against, {} abstained; {bar} of those for or against needed",
            self.against, self.abstain
        );
        Measure::new("threshold", in_favour > 0 && bar.is_met(in_favour, counted), words)
    }

    fn regions(&self, policy: &Policy) -> Measure {
        let (voted, least) = (self.regions.len(), policy.regions_least());
        let plural = if voted == 1 { "region" } else { "regions" };
        let words = format!("members of {voted} {plural} voted, at least {least} needed");
        Measure::new("regions", u32::try_from(voted).unwrap_or(u32::MAX) >= least, words)
    }

    fn share(&self, policy: &Policy) -> Measure {
        let (cast, most) = (self.cast(), policy.share());
        // Of two regions with as many votes, the one that stands first.
        let largest = self.regions.iter().rev().max_by_key(|counted| counted.votes);
        let Some(largest) = largest else {
            return Measure::new("share", true, format!("no vote was cast; no region may cast more than {most}"));
        };
        let words = format!("{} cast {} of {cast} votes, no more than {most} allowed", largest.region, largest.votes);
        Measure::new("share", most.holds_at_most(largest.votes, cast), words)
    }
}

/// A count held against the policy: five measures, each reached or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measures {
    /// Enough members are eligible.
    pub panel: Measure,
    /// Enough of them voted.
    pub quorum: Measure,
    /// Enough of those who took a side were for the draft.
    pub threshold: Measure,
    /// The votes come from enough regions.
    pub regions: Measure,
    /// No region cast too many of them.
    pub share: Measure,
}

impl Measures {
    /// All of them, in the order in which they are said.
    #[must_use]
    pub fn all(&self) -> [&Measure; 5] {
        [&self.panel, &self.quorum, &self.threshold, &self.regions, &self.share]
    }

    /// Adopted where every measure is reached.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.all().iter().all(|measure| measure.reached) { Outcome::Adopted } else { Outcome::NotAdopted }
    }
}

/// One thing that the policy asks of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Measure {
    /// What is measured: `panel`, `quorum`, `threshold`, `regions` or `share`.
    pub name: &'static str,
    /// Whether it is reached.
    pub reached: bool,
    /// The numbers, in words.
    pub words: String,
}

impl Measure {
    fn new(name: &'static str, reached: bool, words: String) -> Self {
        Self { name, reached, words }
    }
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.name, if self.reached { "reached" } else { "not reached" }, self.words)
    }
}

fn members(count: u32) -> String {
    format!("{count} {}", if count == 1 { "member" } else { "members" })
}
