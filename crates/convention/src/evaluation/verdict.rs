use std::fmt;
use std::sync::Arc;

use dunant_vocabulary::Country;
use serde::Serialize;

use super::explanation::{Explanation, gap};
use super::{standing, words};
use crate::condition::{Condition, Needs, Requirement};
use crate::fact::{CaseFacts, FactName};
use crate::instrument::{Clause, Instrument, Reservation};
use crate::truth::Truth;

/// What holding a case against one clause gave, and everything needed to check it.
///
/// It keeps the clause and the facts, so that what it says in words, and the clause as a tree, is made when asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The instrument.
    pub instrument: Arc<Instrument>,
    /// The clause; its `rule` names what the verdict was made with.
    pub clause: Arc<Clause>,
    /// The verdict.
    pub outcome: Outcome,
    /// Minimal sets of missing facts, any of which would decide it; empty where it is decided.
    pub missing: Vec<MissingSet>,
    /// Whether `missing` holds all such sets.
    pub missing_is_complete: bool,
    /// The outcomes that missing facts can still bring; where it is decided, that outcome alone.
    pub still_possible: Vec<Outcome>,
    pub(super) held: CaseFacts,
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

/// Facts that together would decide a clause; none of them can be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSet {
    /// The verdict they would bring.
    pub outcome: Outcome,
    /// What they would have to be.
    pub needs: Vec<Need>,
}

/// What one fact would have to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The fact.
    pub name: FactName,
    /// Why it counts as missing.
    pub now: Gap,
    requirement: Requirement,
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
    /// The verdict in words for people, whole sentences.
    #[must_use]
    pub fn words(&self) -> String {
        words::verdict(self)
    }

    /// The verdict in one sentence, with its caveat: "US-China commitment of 2015, Cybersecurity, second point: not applicable: …".
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}, {}: {}", self.instrument.short, self.clause.locator, self.outcome);
        for (number, reason) in self.not_applicable_because().iter().enumerate() {
            sentence.push_str(if number == 0 { ": " } else { "; " });
            sentence.push_str(&reason.words);
        }
        if let Some(caveat) = self.caveat() {
            sentence.push_str(&format!(" ({caveat})"));
        }
        sentence.push('.');
        sentence
    }

    /// What must be said beside it: "a proposal, not law in force".
    #[must_use]
    pub fn caveat(&self) -> Option<&'static str> {
        self.instrument.kind.caveat()
    }

    /// Why the clause does not apply; empty unless the outcome is [`Outcome::NotApplicable`].
    #[must_use]
    pub fn not_applicable_because(&self) -> Vec<NotApplicable> {
        if self.outcome != Outcome::NotApplicable {
            return Vec::new();
        }
        let (clause, rule) = (&self.clause, &self.clause.compiled);
        let fails = |part: &Option<Condition>| part.as_ref().is_some_and(|it| it.truth(&self.held) == Truth::False);
        let mut parts = Vec::new();
        if fails(&clause.who) {
            parts.push(ApplicabilityPart::Actor);
        }
        // Who is no party was bound on no date: to say both would be to say it twice.
        if fails(&rule.party) {
            parts.push(ApplicabilityPart::Party);
        } else if fails(&rule.date) {
            parts.push(ApplicabilityPart::Date);
        }
        if fails(&clause.context) {
            parts.push(ApplicabilityPart::Context);
        }
        let reason = |this| NotApplicable { this, words: words::reason(this, &self.instrument, clause, &self.held) };
        parts.into_iter().map(reason).collect()
    }

    /// Whether the states that the case names were bound on its date.
    #[must_use]
    pub fn parties(&self) -> Vec<PartyStatus> {
        standing::of_parties(&self.instrument, &self.clause, &self.held)
    }

    /// The clause as a tree, each node with its truth value.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        Explanation::of(&self.clause, &self.held)
    }
}

impl MissingSet {
    pub(super) fn of(outcome: Outcome, needs: &Needs, facts: &CaseFacts) -> Self {
        let need = |(name, requirement): &(FactName, Requirement)| Need {
            name: *name,
            now: gap(*name, facts),
            requirement: requirement.clone(),
        };
        Self { outcome, needs: needs.list().iter().map(need).collect() }
    }

    /// In words: "would be consistent with breach if `purpose` includes commercial-advantage".
    #[must_use]
    pub fn words(&self) -> String {
        let needs: Vec<String> = self.needs.iter().map(Need::words).collect();
        format!("would be {} if {}", self.outcome, needs.join(" and "))
    }
}

impl Need {
    /// In words: "`purpose` includes commercial-advantage".
    #[must_use]
    pub fn words(&self) -> String {
        self.requirement.words(self.name)
    }

    /// Words of which the fact must have at least one, once for each list; none for dates and numbers.
    #[must_use]
    pub fn any_of(&self) -> Vec<Vec<&'static str>> {
        match &self.requirement {
            Requirement::OneOf(words) => vec![words.words(self.name)],
            Requirement::Includes { any_of, .. } => any_of.iter().map(|words| words.words(self.name)).collect(),
            Requirement::Days { .. } | Requirement::Number { .. } => Vec::new(),
        }
    }

    /// Words of which the fact must have none.
    #[must_use]
    pub fn none_of(&self) -> Vec<&'static str> {
        match &self.requirement {
            Requirement::Includes { none_of, .. } => none_of.words(self.name),
            Requirement::OneOf(_) | Requirement::Days { .. } | Requirement::Number { .. } => Vec::new(),
        }
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
