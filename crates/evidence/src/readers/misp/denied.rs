//! Families that a report within an event denies: its tags on traces do not state them either.

use std::collections::HashSet;

use crate::reading::Mark;
use crate::{Bearing, Mention, Observation, Observed, Reading};

/// Takes for denied what tags and galaxies say since `mark` of families that a report of the same event denies and none of its reports
/// states.
pub(super) fn by_its_own_report(mark: &Mark, reading: &mut Reading) {
    let mut denied: HashSet<(String, String)> = HashSet::new();
    let mut stated: HashSet<(String, String)> = HashSet::new();
    for one in reading.observed_since(mark) {
        let Some((event, name)) = family(one).zip(one.path.split_once(REPORT)).map(|(name, (event, _))| (event, name))
        else {
            continue;
        };
        let said = match one.bearing {
            Bearing::Denied => &mut denied,
            Bearing::Stated => &mut stated,
            _ => continue,
        };
        said.extend(names(name).map(|name| (event.to_owned(), name)));
    }
    denied.retain(|name| !stated.contains(name));
    if denied.is_empty() {
        return;
    }
    reading.bear_where(mark, Bearing::Denied, |one| {
        let event = ["Attribute[", "Object[", "Tag[", "Galaxy["].iter().filter_map(|part| one.path.find(part)).min();
        let event = event.and_then(|at| one.path.get(..at));
        let is_tagged = one.path.contains("Tag[") || one.path.contains("GalaxyCluster[");
        let is_denied =
            |event: &str, mention: &Mention| names(mention).any(|name| denied.contains(&(event.to_owned(), name)));
        is_tagged && event.zip(family(one)).is_some_and(|(event, mention)| is_denied(event, mention))
    });
}

/// What the path of a report's words has.
const REPORT: &str = "EventReport[";

fn family(one: &Observation) -> Option<&Mention> {
    match &one.observed {
        Observed::Software(mention) => Some(mention),
        _ => None,
    }
}

/// What a family may be called by: its name in small letters, and its identifier.
fn names(mention: &Mention) -> impl Iterator<Item = String> {
    let id = mention.id.map(|id| id.to_string());
    [Some(mention.name.to_lowercase()).filter(|name| !name.is_empty()), id].into_iter().flatten()
}
