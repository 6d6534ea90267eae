use dunant_evidence::{Bearing, SourceGroup};
use dunant_vocabulary::{Confidence, Date, DateRange, Likelihood, Probability, Sha256Digest, Span};
use serde::Serialize;

use crate::model::Measured;
use crate::{
    Caution, ConfidenceReason, Mentioned, NamingTest, Note, PriorBasis, PriorContribution, Tradecraft, UnmetRule,
    WhyDiscounted,
};

/// What the evidence says about who did it: ranked hypotheses, each with its reasons, and whether anybody can be named.
///
/// A pure function of observations, pack and model. Likelihood (how probable) and confidence (how good the basis) are
/// separate values throughout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// Whether an actor can be named, and why not.
    pub conclusion: Conclusion,
    /// The rules of naming, each with its numbers.
    pub naming: NamingReport,
    /// How good the basis for the whole judgement is.
    pub confidence: ConfidenceStatement,
    /// The most probable hypotheses, most probable first; "unknown actor" is always among them.
    pub hypotheses: Vec<Hypothesis>,
    /// The hypotheses that are not listed.
    pub unlisted: Unlisted,
    /// What the observations came to, as the model sees them.
    pub basis: Basis,
    /// What was believed beforehand rests on this.
    pub prior_basis: PriorBasis,
    /// Actors that the items themselves name: claims by their sources, never scored.
    pub claims: Vec<SourceClaim>,
    /// Items that by themselves point to another actor than the evidence as a whole: a sign of two intrusions in one case.
    pub dissenting_items: Vec<DissentingItem>,
    /// What a reader must know before using the result, such as knowledge that postdates the incident.
    pub cautions: Vec<Caution>,
    /// What helps people reason about the result; none of it is scored.
    #[serde(flatten)]
    pub tradecraft: Tradecraft,
}

impl Assessment {
    /// Whether nothing in the evidence could be compared with known actors, so that the hypotheses stand where they stood before it.
    #[must_use]
    pub fn compared_nothing(&self) -> bool {
        matches!(&self.conclusion, Conclusion::Inconclusive { reasons } if reasons.contains(&UnmetRule::NothingCompared))
    }
}

/// Whether an actor can be named.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "result")]
pub enum Conclusion {
    /// One actor leads by enough, and the lead does not hang on a few observations.
    Supported {
        /// The actor's name.
        actor: String,
        /// Its identifier in the pack.
        id: String,
        /// How well the rules of naming did when they were measured.
        measured: Measured,
    },
    /// No actor can be named. A result, not an error.
    Inconclusive {
        /// Each rule of naming that is not met.
        reasons: Vec<UnmetRule>,
    },
}

/// The rules of naming, held against the lead.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NamingReport {
    /// Whether a source that speaks for the lead was graded well enough to stand alone (A to C, 1 to 3).
    pub graded_source: bool,
    /// Each rule; empty where no actor could be compared.
    pub tests: Vec<NamingTest>,
}

/// Analytic confidence, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfidenceStatement {
    /// The word.
    pub level: Confidence,
    /// What limits it; at least one.
    pub reasons: Vec<ConfidenceReason>,
}

/// One answer to "who did it".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hypothesis {
    /// Who.
    pub subject: Subject,
    /// What the evidence says: natural logarithm of the likelihood ratio against an unknown actor, whose own is 0.
    pub log_likelihood_ratio: f64,
    /// What was believed before the evidence.
    pub prior: Probability,
    /// What made it so: the factors by which the prior differs among known actors. Empty for the unknown actor, whose prior is set, and
    /// where context was ignored.
    pub prior_contributions: Vec<PriorContribution>,
    /// What prior and evidence come to together.
    pub posterior: Probability,
    /// The posterior's word of ICD 203.
    pub likelihood: Likelihood,
    /// Of an actor that the pack knows: where it stands among these alone, the unknown actor and imitators aside.
    pub among_known: Option<AmongKnown>,
    /// What the ratio is the sum of, largest effect first. Sums to `log_likelihood_ratio` within 1e-9.
    pub contributions: Vec<Contribution>,
}

/// Where an actor stands among those that the pack knows: "first of 191 known actors".
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AmongKnown {
    /// Its share of what all known actors have together.
    pub share: Probability,
    /// Its rank, from 1.
    pub rank: u32,
    /// Known actors.
    pub of: u32,
}

/// Whom a hypothesis names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Subject {
    /// An actor that the pack knows.
    Actor {
        /// Identifier in the pack, such as `G0032`.
        id: String,
        /// The name its source gives it.
        name: String,
        /// Clusters of other sources that some source holds to be the same.
        linked: Vec<Linked>,
        /// States that some source ties the actor to. Never inferred, never merged.
        state_claims: Vec<StateClaim>,
    },
    /// Somebody who imitates an actor that the pack knows.
    Imitator {
        /// In words: `somebody who imitates APT28`.
        name: String,
        /// Identifier of the imitated actor.
        of: String,
        /// The actor who fits best what is left without the features that would have been planted; none where no known actor fits
        /// it better than an unknown one.
        most_like: Option<String>,
    },
    /// An actor that the pack does not know, or knows nothing useful of.
    Unknown,
}

impl Subject {
    /// The name to show.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Actor { name, .. } | Self::Imitator { name, .. } => name,
            Self::Unknown => "unknown actor",
        }
    }
}

/// A cluster of another source that some source links to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Identifier in the pack.
    pub id: String,
    /// The name its source gives it.
    pub name: String,
    /// Who makes the link.
    pub by: String,
}

/// A source's word that an actor belongs to a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StateClaim {
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Who says so.
    pub by: String,
    /// As what: `country`, `suspected state sponsor`.
    pub role: String,
    /// Identifier of the cluster whose entry says so: the actor itself, or a cluster that is it.
    pub of: String,
    /// What makes that cluster this actor, and who says so; none where it is the actor's own entry.
    pub link: Option<String>,
}

/// The part of a likelihood ratio that one feature of the evidence accounts for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The feature, for people: `T1485 Data Destruction`, `Destover`; none for what is judged as a whole, such as wording.
    pub feature: Option<String>,
    /// What kind of feature.
    pub class: FeatureClass,
    /// Its part of the natural logarithm of the likelihood ratio; negative where the actor is known *not* to show it.
    pub log_likelihood_ratio: f64,
    /// In how many actors the pack knows it, of how many; 0 of 0 for what is no single feature.
    pub known_in: (u32, u32),
    /// Where in the evidence it was read.
    pub places: Vec<Place>,
    /// The reports that tie it to the actor, newest first.
    pub reports: Vec<ReportReference>,
    /// The day by which a report had tied it to the actor; from then on others could copy it. None where no report has a date.
    pub public_since: Option<Date>,
    /// What changes how it should be read.
    pub notes: Vec<Note>,
}

/// The kinds of feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeatureClass {
    /// An ATT&CK technique.
    Technique,
    /// Malware.
    Malware,
    /// A tool that many use.
    Tool,
    /// An exact trace (hash, domain, address) of an earlier incident.
    Indicator,
    /// Resemblance to one earlier report as a whole, as far as techniques and public tools make it.
    Resemblance,
    /// The same, as far as malware in common makes it.
    SoftwareResemblance,
    /// Wording like that of reports about the actor.
    Wording,
    /// Software that no other actor is known to use.
    Exclusivity,
    /// Software that reports about the actor describe, though none says that it uses it.
    Association,
    /// A deduction: the rare features alone speak for the actor, as they would if it were imitated.
    Imitation,
    /// A deduction: how well somebody of whom nothing is known would fit evidence of this amount by chance.
    Chance,
    /// A deduction: what anyone can imitate counts in full only so far.
    Cap,
    /// Of an imitator alone: the rare features, which it would have planted, as far as they speak for whom it imitates.
    Planted,
    /// Of an imitator alone: how well anybody else explains the rest.
    Rest,
}

impl FeatureClass {
    /// Whether a part of this class is one feature under its own name: a technique, malware, a tool or a trace.
    #[must_use]
    pub fn is_one_feature(self) -> bool {
        matches!(self, Self::Technique | Self::Malware | Self::Tool | Self::Indicator)
    }
}

/// A place in the evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The item's SHA-256.
    pub item: Sha256Digest,
    /// Where in it.
    pub span: Span,
    /// The place in the format's own terms; empty in prose.
    pub path: String,
}

/// A report that the pack cites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportReference {
    /// The citation.
    pub citation: String,
    /// Its address, if any.
    pub url: Option<String>,
    /// When it was published, as far as it is known.
    pub published: Option<DateRange>,
}

/// An item that by itself points to another actor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DissentingItem {
    /// The item's SHA-256.
    pub item: Sha256Digest,
    /// The actor's identifier in the pack.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its posterior, had the item been all the evidence.
    pub posterior: Probability,
}

/// The hypotheses that an assessment does not list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Unlisted {
    /// How many.
    pub count: u32,
    /// Their posterior together.
    pub posterior: Probability,
}

/// What the observations came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Basis {
    /// Distinct techniques that the pack knows.
    pub techniques: u32,
    /// Distinct malware and tools that the pack knows.
    pub software: u32,
    /// Distinct indicators that match the pack exactly.
    pub indicators: u32,
    /// Exact matches that count for nothing, whoever is said to have left them.
    pub discounted: Vec<Discounted>,
    /// Distinct features that no actor of the pack is known to show.
    pub novel: Vec<String>,
    /// Names that the pack does not know at all.
    pub unrecognised: Vec<String>,
    /// What the pack knows and items name without stating it: denied, doubted, asked, planned, compared, repeated. Not compared.
    pub mentioned: Vec<Mentioned>,
    /// Actors compared.
    pub candidates: u32,
    /// Independent sources that carry at least one feature: items that are one source count once.
    pub items: u32,
    /// Items that carry at least one feature, copies included.
    pub items_given: u32,
    /// Of the items that carry a feature, those that are one source, and why; sources of a single item are left out.
    pub same_source: Vec<SourceGroup>,
    /// Only claims published before this day were used, where it is set.
    pub as_of: Option<Date>,
}

/// A trace that the pack knows of some actor and that counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Discounted {
    /// Its kind, as a STIX object path: `domain-name:value`.
    pub kind: String,
    /// Its normalised value.
    pub value: String,
    /// Why.
    pub why: WhyDiscounted,
    /// Where in the evidence it was read.
    pub places: Vec<Place>,
}

/// An actor that an item names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SourceClaim {
    /// The name as written.
    pub name: String,
    /// How the items speak of the actor; of several ways the one nearest to a statement.
    #[serde(skip_serializing_if = "Bearing::is_stated")]
    pub bearing: Bearing,
    /// Where.
    pub places: Vec<Place>,
}

impl SourceClaim {
    /// Whether an item says that it was the actor, in whatever words; not where all deny it, ask or plan, or describe it in
    /// general.
    #[must_use]
    pub fn is_made(&self) -> bool {
        !matches!(
            self.bearing,
            Bearing::Denied | Bearing::Asked | Bearing::Planned | Bearing::Advertised | Bearing::Reference
        )
    }
}
