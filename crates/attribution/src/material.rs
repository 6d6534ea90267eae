use dunant_evidence::{Observation, Passage};

/// What evidence holds: the observations, and the prose as passages.
#[derive(Debug, Clone, Default)]
pub struct Material<'e> {
    /// What was read, in the order of the evidence.
    pub observations: Vec<&'e Observation>,
    /// The sentences of its prose, in the order of the evidence.
    pub passages: Vec<&'e Passage>,
}
