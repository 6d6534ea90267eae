//! Policies: the rules of an institution that differ from one to the next, in a file that its founders can read and edit.

mod fraction;

use dunant_record::note::VerifierKey;
use dunant_vocabulary::Sha256Digest;

use crate::bounds::MAX_MEMBERS;
use crate::recusal::{RULES, RuleName};
use crate::strict::{File, Sort};

pub use crate::strict::FileError as PolicyError;
pub use fraction::{Bar, Fraction, InvalidFraction};

/// The model policy; `SECRETARIAT` stands where the key goes.
const MODEL: &str = include_str!("../../policy.toml");

const SORT: Sort = Sort { name: "rules", as_in: "as the model rules have it (`dunant init`)" };

/// How many regions have nationals.
const REGIONS: u32 = 5;

/// The longest clock that a policy sets, in days: ten years.
const MAX_DAYS: u32 = 3653;

/// The rules of a panel, read from its file. Only well-formed policies exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    text: String,
    secretariat: Vec<VerifierKey>,
    members_least: u32,
    assessments_least: u32,
    assessment_days: u32,
    reveal_days: u32,
    reply_days: u32,
    vote_days: u32,
    quorum: Bar,
    threshold: Bar,
    regions_least: u32,
    share: Fraction,
    recusal: Vec<RuleName>,
}

impl Policy {
    /// Reads a policy. Every key is needed but those of `[recusal]`, whose rules are on unless switched off.
    ///
    /// # Errors
    /// The first mistake, with its line, and what would be right.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let mut file = File::parse(text, SORT)?;
        let mut table = file.table("secretariat")?;
        let secretariat = table.keys("keys")?;
        table.finish()?;

        let mut table = file.table("panel")?;
        let most = u32::try_from(MAX_MEMBERS).unwrap_or(u32::MAX);
        let members_least = table.number("members-least", 1..=most)?;
        table.finish()?;

        let mut table = file.table("assessments")?;
        let least = table.number("least", 2..=most)?;
        if least > members_least {
            let message =
                format!("`assessments.least` is {least}, more than the {members_least} of `panel.members-least`");
            return Err(table.error(
                "least",
                message,
                "a case could be opened and never be assessed: raise `panel.members-least`",
            ));
        }
        let assessment_days = table.number("days", 1..=MAX_DAYS)?;
        let reveal_days = table.number("reveal-days", 1..=MAX_DAYS)?;
        table.finish()?;

        let mut table = file.table("reply")?;
        let reply_days = table.number("days", 1..=MAX_DAYS)?;
        table.finish()?;

        let mut table = file.table("vote")?;
        let vote_days = table.number("days", 1..=MAX_DAYS)?;
        let (quorum, threshold) = (table.spelled("quorum")?, table.spelled("threshold")?);
        table.finish()?;

        let mut table = file.table("balance")?;
        let regions_least = table.number("regions-least", 1..=REGIONS)?;
        let share: Fraction = table.spelled("share")?;
        if !share.holds_at_most(1, REGIONS) {
            let message = format!("`share` is {share}, and of {REGIONS} regions one always casts 1/{REGIONS} or more");
            return Err(table.error("share", message, "no finding could be adopted: allow a region more"));
        }
        if regions_least > members_least {
            let message =
                format!("`regions-least` is {regions_least}, more than the {members_least} of `panel.members-least`");
            return Err(table.error(
                "regions-least",
                message,
                "each member votes for one region: raise `panel.members-least`",
            ));
        }
        table.finish()?;

        let mut recusal = Vec::new();
        let mut table = file.table_or_empty("recusal")?;
        for rule in RULES {
            if table.switch(rule.name.word())?.is_none_or(|on| on) {
                recusal.push(rule.name);
            }
        }
        table.finish()?;
        file.finish()?;
        Ok(Self {
            text: text.to_owned(),
            secretariat,
            members_least,
            assessments_least: least,
            assessment_days,
            reveal_days,
            reply_days,
            vote_days,
            quorum,
            threshold,
            regions_least,
            share,
            recusal,
        })
    }

    /// The text of the model policy, with comments that say what each line does, for a secretariat with this key.
    #[must_use]
    pub fn model(secretariat: &VerifierKey) -> String {
        MODEL.replacen("SECRETARIAT", &secretariat.to_string(), 1)
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text: what the opening of a case names.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.text.as_bytes())
    }

    /// The keys of the secretariat, at least one.
    #[must_use]
    pub fn secretariat(&self) -> &[VerifierKey] {
        &self.secretariat
    }

    /// How many members must be eligible.
    #[must_use]
    pub fn members_least(&self) -> u32 {
        self.members_least
    }

    /// How many independent assessments are needed, at least two.
    #[must_use]
    pub fn assessments_least(&self) -> u32 {
        self.assessments_least
    }

    /// Days from the freeze in which assessments are sealed.
    #[must_use]
    pub fn assessment_days(&self) -> u32 {
        self.assessment_days
    }

    /// Days in which they are opened.
    #[must_use]
    pub fn reveal_days(&self) -> u32 {
        self.reveal_days
    }

    /// Days that a party has to answer a question.
    #[must_use]
    pub fn reply_days(&self) -> u32 {
        self.reply_days
    }

    /// Days in which members vote on a draft.
    #[must_use]
    pub fn vote_days(&self) -> u32 {
        self.vote_days
    }

    /// The part of the eligible members who must vote.
    #[must_use]
    pub fn quorum(&self) -> Bar {
        self.quorum
    }

    /// The part of those for or against who must be for.
    #[must_use]
    pub fn threshold(&self) -> Bar {
        self.threshold
    }

    /// From how many regions votes must come.
    #[must_use]
    pub fn regions_least(&self) -> u32 {
        self.regions_least
    }

    /// The largest part of the votes that one region may cast.
    #[must_use]
    pub fn share(&self) -> Fraction {
        self.share
    }

    /// Whether a rule of recusal is on. That a member may recuse itself always is.
    #[must_use]
    pub fn has_rule(&self, rule: RuleName) -> bool {
        rule == RuleName::Own || self.recusal.contains(&rule)
    }
}

#[cfg(test)]
mod tests;
