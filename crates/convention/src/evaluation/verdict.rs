use std::fmt;

use dunant_vocabulary::{Country, Date, Sha256Digest};
use serde::Serialize;

use super::explanation::Explanation;
use crate::fact::{EnteredBy, FactName, FactState, StandardOfProof};
use crate::instrument::{InstrumentKind, InstrumentSource, Reservation};

/// What holding a case against one clause gave, and everything needed to check it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The instrument.
    pub instrument: InstrumentSummary,
    /// The clause.
    pub clause: ClauseSummary,
    /// The verdict.
    pub outcome: Outcome,
    /// The verdict in words for people, whole sentences.
    pub words: String,
    /// What must be said beside it: "a proposal, not law in force".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<&'static str>,
    /// Why the clause does not apply; empty unless the outcome is [`Outcome::NotApplicable`].
    pub not_applicable_because: Vec<NotApplicable>,
    /// Whether the states that the case names were bound on its date.
    pub parties: Vec<PartyStatus>,
    /// The facts that decided it; where it is undetermined, the known facts that bear on it.
    pub facts: Vec<FactUsed>,
    /// The weakest standard of proof among those facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weakest_standard: Option<StandardOfProof>,
    /// Minimal sets of missing facts, any of which would decide it; empty where it is decided.
    pub missing: Vec<MissingSet>,
    /// Whether `missing` holds all such sets.
    pub missing_is_complete: bool,
    /// The outcomes that missing facts can still bring; where it is decided, that outcome alone.
    pub still_possible: Vec<Outcome>,
    /// The facts of this clause on which sources differ. They count as unknown.
    pub disputed: Vec<FactUsed>,
    /// Whether the case has something to say to this clause: a known fact bears on its breach, or its merits are decided.
    pub concerned: bool,
    /// The clause as a tree, each node with its truth value.
    pub explanation: Explanation,
    /// SHA-256 of the rule: its conditions, parties and words.
    pub rule: Sha256Digest,
}

/// The verdicts. None is a finding of guilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The facts entered are those of a breach.
    ConsistentWithBreach,
    /// The facts entered are not those of a breach.
    NotABreach,
    /// The facts entered are those of what the law of the parties makes an offence: for their authorities, and no breach.
    ForReferral,
    /// The facts entered are not those of such an offence.
    NothingToRefer,
    /// The facts entered do not decide.
    Undetermined,
    /// The clause does not speak to this case.
    NotApplicable,
}

/// Of an instrument, what a reader of a verdict needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentSummary {
    /// Its name in commands.
    pub id: String,
    /// Its full title.
    pub title: String,
    /// Its title in a few words.
    pub short: String,
    /// What sort of promise it is.
    pub kind: InstrumentKind,
    /// The day it was made public or adopted.
    pub adopted: Date,
    /// Where it can be read.
    pub source: InstrumentSource,
}

/// Of a clause, what a reader of a verdict needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseSummary {
    /// Its name within the instrument.
    pub id: String,
    /// Where it stands in the source.
    pub locator: String,
    /// What it promises, in a few words.
    pub title: String,
    /// What it promises, paraphrased.
    pub words: String,
}

/// A reason why a clause does not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotApplicable {
    /// Which part of applicability fails.
    pub this: ApplicabilityPart,
    /// In words.
    pub words: String,
}

/// The parts of applicability, all decided before the merits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicabilityPart {
    /// Whether the clause speaks to what this sort of actor did.
    Actor,
    /// Whether a party to the instrument acted.
    Party,
    /// Whether it was bound on the date.
    Date,
    /// Whether the clause speaks to these circumstances, such as peace.
    Context,
}

/// Whether a state or company was bound on the date of the incident, or on the day asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartyStatus {
    /// The state; none where the case names none, and for a company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The company; none in a verdict, where no fact names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// How it stands to the instrument on that date.
    pub standing: Standing,
    /// What it had reserved by then: of the clause, where one is asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reservations: Vec<Reservation>,
    /// In words.
    pub words: String,
}

/// How a state or company stands to an instrument on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The instrument is a proposal.
    NobodyIsBound,
    /// Bound on every day that the incident may have been.
    Bound,
    /// Bound by the instrument, and by a reservation not by the clause; where no clause is asked about, not by all of them.
    Reserved,
    /// It had signed, and was not bound: not yet, or never.
    SignedNotBound,
    /// Bound only from a later day.
    NotYetBound,
    /// Bound until an earlier day.
    NoLongerBound,
    /// Never bound.
    NotAParty,
    /// The state or the date is not known well enough.
    Unknown,
}

/// A fact as a verdict used it, with everyone who states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactUsed {
    /// Its name.
    pub name: FactName,
    /// What it says, for people.
    pub meaning: &'static str,
    /// What is known of it, and from whom.
    #[serde(flatten)]
    pub state: FactState,
}

/// Facts that together would decide a clause; none of them can be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingSet {
    /// The verdict they would bring.
    pub outcome: Outcome,
    /// What they would have to be.
    pub needs: Vec<Need>,
    /// In words: "would be consistent with breach if `purpose` includes commercial-advantage".
    pub words: String,
}

/// What one fact would have to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The fact.
    pub name: FactName,
    /// What it says, for people.
    pub meaning: &'static str,
    /// Why it counts as missing.
    pub now: Gap,
    /// Who may enter it.
    pub entered_by: EnteredBy,
    /// Words of which it must have at least one, once for each list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<&'static str>>,
    /// Words of which it must have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<&'static str>,
    /// In words: "`purpose` includes commercial-advantage".
    pub words: String,
}

/// Why a fact does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// Nothing was entered.
    Missing,
    /// It was entered as unknown.
    Unknown,
    /// Sources differ.
    Disputed,
    /// It is known, but not precisely enough.
    TooCoarse,
}

impl Verdict {
    /// The verdict in one sentence, with its caveat: "US-China commitment of 2015, Cybersecurity, second point: not applicable: …".
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}, {}: {}", self.instrument.short, self.clause.locator, self.outcome);
        for (number, reason) in self.not_applicable_because.iter().enumerate() {
            sentence.push_str(if number == 0 { ": " } else { "; " });
            sentence.push_str(&reason.words);
        }
        if let Some(caveat) = self.caveat {
            sentence.push_str(&format!(" ({caveat})"));
        }
        sentence.push('.');
        sentence
    }
}

impl Outcome {
    /// The words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ConsistentWithBreach => "consistent with breach",
            Self::NotABreach => "not a breach",
            Self::ForReferral => "for referral",
            Self::NothingToRefer => "nothing to refer",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

impl ApplicabilityPart {
    /// The words for people: "this date".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Actor => "this actor",
            Self::Party => "this party",
            Self::Date => "this date",
            Self::Context => "this context",
        }
    }
}
