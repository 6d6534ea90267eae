use std::collections::{BTreeMap, BTreeSet};

use dunant_attribution::Place;
use dunant_custody::Disclosure;
use dunant_custody::personal::Known;
use dunant_exchange::Document;
use dunant_exchange::publication::{Publication, withhold};
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
) -> Result<Value, Error> {
    let unpublishable = |reason: String| Error::NotPublishable { reason };
    let value = serde_json::to_value(document).map_err(|error| unpublishable(error.to_string()))?;
    let disclosed: BTreeSet<Place> = disclosures.iter().filter_map(place).collect();
    let publication = Publication { restricted, known, disclosed: &disclosed };
    withhold(&value, &publication).map_err(|error| unpublishable(error.to_string()))
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
