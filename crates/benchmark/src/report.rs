use dunant_attribution::Weights;
use dunant_vocabulary::Sha256Digest;
use serde::Serialize;

use crate::{ProtocolResult, SentenceResult};

/// Everything that a run of the benchmark says, and what it takes to run it again: see docs/schema/benchmark-2.md.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Always [`Report::SCHEMA`].
    pub schema: &'static str,
    /// The command that gives the same figures from the same files.
    pub command: String,
    /// The files that were read, in the order of reading.
    pub inputs: Vec<InputFile>,
    /// The model that was measured.
    pub model: Sha256Digest,
    /// What each protocol came to, in the order of running.
    pub results: Vec<ProtocolResult>,
    /// One sentence to a technique; not measured across releases.
    pub sentences: Option<SentenceResult>,
    /// What all as-of items of the knowledge teach: `[structured]` of a model's file. None where the model's weights were given.
    pub fitted: Option<Weights>,
}

impl Report {
    /// The schema that [`Report`] serialises to.
    pub const SCHEMA: &'static str = "dunant.benchmark/2";

    /// The fitted weights as they stand in a model's file.
    pub(crate) fn fitted_toml(&self) -> Option<String> {
        #[derive(Serialize)]
        struct ModelPart {
            structured: Weights,
        }
        toml::to_string(&ModelPart { structured: self.fitted? }).ok()
    }

    /// The path of the first input of a role.
    pub(crate) fn path_of(&self, role: InputRole) -> Option<&str> {
        self.inputs.iter().find(|input| input.role == role).map(|input| input.path.as_str())
    }
}

/// A file that a figure depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputFile {
    /// What it was read for.
    pub role: InputRole,
    /// Where it was read, as the command said it.
    pub path: String,
    /// Of its bytes as they lie on the disk.
    pub digest: Sha256Digest,
}

/// What a file was read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputRole {
    /// The ATT&CK release that knowledge is made of.
    Attack,
    /// The later ATT&CK release whose new reports are the items.
    TestAttack,
    /// A file of the MISP galaxy, part of the knowledge.
    Galaxy,
}

impl InputRole {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Attack => "ATT&CK release: the knowledge",
            Self::TestAttack => "later ATT&CK release: the reports asked about",
            Self::Galaxy => "MISP galaxy, part of the knowledge",
        }
    }
}

#[cfg(test)]
mod tests {
    use dunant_attribution::Model;

    use crate::sample;

    #[test]
    fn fitted_weights_can_be_pasted_into_a_model() {
        let mut report = sample::report();
        let weights = Model::shipped().structured;
        report.fitted = Some(weights);
        let table: toml::Table = report.fitted_toml().unwrap().parse().unwrap();
        let structured = table["structured"].clone();
        assert_eq!(structured.try_into::<dunant_attribution::Weights>().unwrap(), weights);
    }
}
