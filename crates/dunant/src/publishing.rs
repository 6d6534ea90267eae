use std::collections::{BTreeMap, BTreeSet};

use dunant_custody::Disclosure;
use dunant_exchange::{Document, Settings};
use dunant_redaction::Released;
use dunant_redaction::assessment::{Place, Publication, withhold};
use dunant_redaction::personal::Known;
use dunant_vocabulary::{Sha256Digest, Span, Tlp};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;

/// An assessment as a finding shows it: personal data and what only restricted items say are held back, but for what was disclosed.
///
/// `restricted` has the marking of each item by the chain of its custody; the closer one of it and the document's counts. The result
/// depends on nothing but the arguments.
///
/// # Errors
/// [`Error::NotPublishable`].
pub fn publishable(
    document: &Document,
    restricted: &BTreeMap<Sha256Digest, Tlp>,
    known: &Known,
    disclosures: &[Disclosure],
) -> Result<Released<Value>, Error> {
    let unpublishable = |reason: String| Error::NotPublishable { reason };
    let mut value = serde_json::to_value(document).map_err(|error| unpublishable(error.to_string()))?;
    one_zero(&mut value);
    let disclosed: BTreeSet<Place> = disclosures.iter().filter_map(place).collect();
    let publication = Publication { restricted, known, disclosed: &disclosed };
    withhold(&value, &publication).map_err(|error| unpublishable(error.to_string()))
}

/// The settings that an assessment was computed under, as it shows them; the default ones where it is of a version that had no others.
///
/// # Errors
/// Settings that this version does not have, or one that it has and the assessment has not.
pub fn settings_of(assessment: &Value) -> Result<Settings, serde_json::Error> {
    assessment.get("settings").map_or_else(|| Ok(Settings::default()), Settings::deserialize)
}

/// Where the observation that is shown stands.
fn place(disclosure: &Disclosure) -> Option<Place> {
    #[derive(Deserialize)]
    struct Placed {
        item: Sha256Digest,
        span: Span,
        path: String,
    }
    let Placed { item, span, path } = serde_json::from_str(&disclosure.observation).ok()?;
    Some(Place { item, span, path })
}

/// Zero has one sign: canonical JSON, by which a finding is voted on, knows no other.
fn one_zero(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() && number.as_f64() == Some(0.0) => *value = Value::from(0.0),
        Value::Array(values) => values.iter_mut().for_each(one_zero),
        Value::Object(fields) => fields.values_mut().for_each(one_zero),
        _ => {}
    }
}
