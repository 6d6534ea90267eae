//! Values read from evidence, one object each, as the JSON documents list them.

use dunant_evidence::{Bearing, Observation, Observed, Role};
use dunant_vocabulary::{DateRange, Span};
use serde::Serializer;

/// One value read, as programs read it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Value<'o> {
    /// `domain-name:value`, `file:hashes.MD5`, `software`, `technique`, `vulnerability`, `actor claim`, `country`, `sector`.
    pub kind: String,
    /// The value, normalised.
    pub value: String,
    /// Its ATT&CK identifier, where the item or the pack gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// As what a country or sector is spoken of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Where in the item.
    pub span: Span,
    /// The place in the format's own terms; empty in prose.
    pub path: &'o str,
    /// How the item speaks of it.
    pub bearing: Bearing,
    /// When it was seen, where the item says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<DateRange>,
}

impl<'o> Value<'o> {
    /// The value of an observation.
    #[must_use]
    pub fn of(observation: &'o Observation) -> Self {
        let observed = &observation.observed;
        let kind = match observed {
            Observed::Observable(observable) => observable.kind().to_string(),
            other => other.kind().to_owned(),
        };
        let id = match observed {
            Observed::Software(mention) | Observed::Technique(mention) | Observed::ActorClaim(mention) => {
                mention.id.as_ref().map(ToString::to_string)
            }
            _ => None,
        };
        let role = match observed {
            Observed::Country { role, .. } | Observed::Sector { role, .. } => Some(*role),
            _ => None,
        };
        Self {
            kind,
            value: observed.to_string(),
            id,
            role,
            span: observation.span,
            path: &observation.path,
            bearing: observation.bearing,
            when: observation.when,
        }
    }
}

/// Observations as a list of [`Value`]s.
pub(crate) fn each<S: Serializer>(observations: &[Observation], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(observations.iter().map(Value::of))
}
