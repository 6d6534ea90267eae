use super::witnessed::{self, Reader};
use super::{Body, Code, Finding, FindingError, Report, SCHEMA, WitnessedFinding, plain, schema_of};
use crate::policy::Policy;
use crate::proceeding::Proceeding;

/// A finding of either form, as it was published.
#[derive(Debug, Clone, PartialEq)]
pub enum PublishedFinding {
    /// `dunant.finding/1`: completeness, dates and membership are the secretariat's word.
    First(Box<Finding>),
    /// `dunant.finding/2`.
    Witnessed(Box<WitnessedFinding>),
}

impl PublishedFinding {
    /// Reads a finding in its one spelling. Nothing is checked yet.
    ///
    /// # Errors
    /// Bytes that are no finding of a form that is read, or are not as it is written, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Self, FindingError> {
        match schema_of(bytes)?.as_str() {
            SCHEMA => Ok(Self::First(Box::new(Finding::parse(bytes)?))),
            witnessed::SCHEMA => Ok(Self::Witnessed(Box::new(WitnessedFinding::parse(bytes)?))),
            other => Err(FindingError::Schema(plain(other))),
        }
    }

    /// What was voted on.
    #[must_use]
    pub fn body(&self) -> &Body {
        match self {
            Self::First(finding) => &finding.body,
            Self::Witnessed(finding) => &finding.body,
        }
    }

    /// The rules that it says to keep to, as text.
    #[must_use]
    pub fn policy(&self) -> &str {
        match self {
            Self::First(finding) => &finding.policy,
            Self::Witnessed(finding) => &finding.policy,
        }
    }

    /// The links of its case, as they are written.
    #[must_use]
    pub fn steps(&self) -> &[String] {
        match self {
            Self::First(finding) => &finding.steps,
            Self::Witnessed(finding) => &finding.steps,
        }
    }

    /// Checks everything that the finding says by itself. Of the first form, `rules` are those that the reader expects, and what the form does not
    /// prove is left unchecked, whatever else holds; of the second, the rules are the trust file's.
    #[must_use]
    pub fn check(&self, bytes: &[u8], rules: Option<&Policy>, reader: &Reader<'_>) -> (Report, Option<Proceeding>) {
        match self {
            Self::First(finding) => {
                let (mut report, proceeding) = finding.check(rules);
                report.under(Code::FirstForm, |report| {
                    report.skip(
                        "no step was left out, moved or dated anew, and the panel is who was enrolled",
                        "a finding of the first form does not show it: completeness, dates and membership are the secretariat's word",
                    );
                });
                (report, proceeding)
            }
            Self::Witnessed(finding) => {
                let outcome = finding.check(bytes, reader);
                (outcome.report, outcome.proceeding)
            }
        }
    }
}
