/// How the wording of a text compares with each candidate's, in the order of the index.
#[derive(Debug, Clone, Default)]
pub struct WordingScores {
    /// Standardised scores.
    pub scores: Vec<f64>,
}
