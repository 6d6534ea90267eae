use dunant_vocabulary::{Probability, Sha256Digest};
use serde::{Deserialize, Serialize};

/// The numbers of the model, as its file gives them. `model.toml` says where each comes from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each number is explained beside its value in model.toml, which is what people edit")]
pub struct Model {
    pub version: String,
    pub technique: Mixture,
    pub malware: Mixture,
    pub tool: Mixture,
    pub named_software: NamedSoftware,
    pub traces: Traces,
    pub inherited: Inherited,
    pub resemblance: Resemblance,
    pub rare: Rare,
    pub imitable: Imitable,
    pub imitation: ImitationPrior,
    pub structured: Weights,
    pub prose: Weights,
    pub prior: Prior,
    pub context: ContextNumbers,
    pub naming: Naming,
    pub wording: WordingNumbers,
    pub extraction: ExtractionNumbers,
    #[serde(skip)]
    digest: Option<Sha256Digest>,
}

/// A bounded mixture's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mixture {
    pub mixture: f64,
    pub shrinkage: f64,
}

/// How much software that a text names is a mixture of the actor's own and everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedSoftware {
    pub mixture: f64,
}

/// What an exact trace weighs, how fast that fades, and from how many actors on it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traces {
    /// Natural logarithm of a likelihood ratio.
    pub weight: f64,
    /// Of all traces together.
    pub cap: f64,
    /// Actors that share it.
    pub shared_by: u32,
    /// Days.
    pub name_half_life: f64,
    /// Days.
    pub address_half_life: f64,
    /// Share of the weight that is left where the age is not known.
    pub undated: f64,
    /// SHA-256 of the list of public services: what the model's own digest names it by.
    pub public_services: Sha256Digest,
}

/// What an actor's software adds to its techniques.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inherited {
    pub share: f64,
    pub programs: f64,
}

/// How reports are compared.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resemblance {
    pub software_factor: f64,
}

/// What counts as rare, and when rare features stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rare {
    pub in_at_most: u32,
    pub slack: f64,
    pub share: f64,
}

/// How probable imitation is before the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImitationPrior {
    /// Share of a candidate's prior, from 0 to below 1.
    pub prior: f64,
}

/// How far evidence that anyone can have or imitate counts.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imitable {
    /// Natural logarithm of a likelihood ratio.
    pub cap: f64,
    /// From 0 (a hard cap) to 1 (none).
    pub slope: f64,
}

/// Weights of the parts of a ratio and of a prior.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the weight of the part of its name, which FeatureClass explains")]
pub struct Weights {
    pub technique: f64,
    pub malware: f64,
    pub tool: f64,
    pub resemblance: f64,
    pub resemblance_in_software: f64,
    pub exclusivity: f64,
    pub association: f64,
    pub imitation: f64,
    pub named_software: f64,
    pub wording: f64,
    pub activity: f64,
    pub reports: f64,
    pub unknown: UnknownFit,
}

/// How well an actor that the pack does not know explains evidence, as a natural logarithm: base + features * ln(n / 15) +
/// novelty * (share of features that nobody is known to show).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the formula above says it")]
pub struct UnknownFit {
    pub base: f64,
    pub features: f64,
    pub novelty: f64,
}

/// The prior's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    pub activity_years: f64,
    pub unknown: Probability,
}

/// How far the victim's country and sector move a prior.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextNumbers {
    /// From 0 to 1.
    pub mixture: f64,
    /// Claims.
    pub shrinkage: f64,
    /// Natural logarithm of a factor.
    pub cap: f64,
}

/// When an actor is named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each number is explained beside its value in model.toml, which is what people edit")]
pub struct Naming {
    pub posterior: Probability,
    pub margin: f64,
    pub sources: u32,
    pub survive_one_rank: u32,
    pub survive_one_ratio: f64,
    pub survive: u32,
    pub survive_rank: u32,
    pub hard_to_imitate: f64,
    pub measured: Measured,
    pub features: u32,
}

/// How well the rules of naming did when they were measured, on past reports as features and as texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Reports whose features were asked about.
    pub reports: Trial,
    /// Reports whose sentences were asked about.
    pub texts: Trial,
}

/// One measurement of the rules of naming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Reports asked about.
    pub asked: u32,
    /// Reports that were given a name.
    pub named: u32,
    /// Reports that were given the right one.
    pub right: u32,
    /// Reports of groups that were unknown till then.
    pub new_groups: u32,
    /// Of these, reports that were given a name.
    pub new_groups_named: u32,
}

/// How a text's wording is compared with what sources wrote of each actor.
///
/// The numbers come from a study on ATT&CK 16.1, as-of, galaxy descriptions and vendor pages; model.toml explains each.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each number is explained beside its value in model.toml, which is what people edit")]
pub struct WordingNumbers {
    pub least_terms: u32,
    pub repeats: u32,
    pub saturation: f64,
    pub length: f64,
    pub length_floor: f64,
    pub length_reports: u32,
    pub rarity: f64,
    pub realness: f64,
    pub pair: f64,
    pub cited_terms: u32,
    pub described_terms: u32,
    pub long: u32,
    pub window: u32,
    pub best: u32,
    pub whole_share: f64,
}

/// How techniques are read out of sentences.
///
/// The numbers come from a study on ATT&CK 16.1, half-yearly as-of; model.toml explains each.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each number is explained beside its value in model.toml, which is what people edit")]
pub struct ExtractionNumbers {
    pub least_sentences: u32,
    pub least_terms: u32,
    pub repeats: u32,
    pub saturation: f64,
    pub length: f64,
    pub length_floor: f64,
    pub name: f64,
    pub technique_weight: f64,
    pub family_weight: f64,
    pub centre_weight: f64,
    pub neighbours_weight: f64,
    pub name_weight: f64,
    pub neighbours: u32,
    pub count_probability: f64,
    pub count_cosine: f64,
    pub sure_probability: f64,
    pub sure_cosine: f64,
    pub sure_share: f64,
}

/// A model's file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model cannot be read: {reason}")]
pub struct ModelError {
    reason: String,
}

impl Model {
    /// Reads a model from the text of its file.
    ///
    /// # Errors
    /// [`ModelError`] with line and column when a number is missing, unknown or no number.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let mut model: Self = toml::from_str(text).map_err(|error| ModelError { reason: error.to_string() })?;
        model.digest = Some(Sha256Digest::of(text.as_bytes()));
        Ok(model)
    }

    /// The model that ships with this build.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the file is part of the build, and a test parses it")]
    pub fn shipped() -> Self {
        Self::parse(include_str!("model.toml")).expect("the shipped model parses")
    }

    /// The same model with another prior probability that the actor is unknown. Its digest changes with it.
    #[must_use]
    pub fn with_unknown_prior(mut self, unknown: Probability) -> Self {
        let base = self.digest().to_string();
        self.digest = Some(Sha256Digest::of(format!("{base}\nprior.unknown = {}\n", unknown.get()).as_bytes()));
        self.prior.unknown = unknown;
        self
    }

    /// What an assessment names the model by: SHA-256 of its file, and of what was set on top of it.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.digest.unwrap_or_else(|| Sha256Digest::of(self.version.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_parses_and_a_set_prior_changes_its_name() {
        let model = Model::shipped();
        let set = model.clone().with_unknown_prior(Probability::try_new(0.6).unwrap());
        assert_ne!(model.digest(), set.digest());
    }

    #[test]
    fn a_misspelt_number_is_named() {
        let error = Model::parse(&include_str!("model.toml").replace("margin", "margn")).unwrap_err();
        assert!(error.to_string().contains("margn"), "{error}");
    }
}
