//! What one item says of another: an erratum beside a report, a bundle that revokes the objects of another one.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use dunant_evidence::Item;
use dunant_vocabulary::Span;

use crate::reading::Kept;
use crate::{CaseFile, Input};

/// The objects of an item that have an identifier: its digest, and where the object stands.
#[derive(Debug, Default)]
pub(crate) struct Objects(Vec<(u64, Span)>);

impl Objects {
    /// Those of a STIX bundle, the one format whose objects other items take back.
    pub(crate) fn of(item: &Item) -> Self {
        if item.format != Some("STIX 2") {
            return Self::default();
        }
        let identified =
            item.reading.records.iter().filter_map(|record| Some((key(record.id.as_deref()?), record.span)));
        Self(identified.collect())
    }

    fn within(&self, taken_back: &HashSet<u64>) -> Vec<Span> {
        self.0.iter().filter(|(id, _)| taken_back.contains(id)).map(|(_, span)| *span).collect()
    }
}

/// Lets each item heed what the others say of it, and what the case's summary says of all of them.
pub(crate) fn heed(read: &mut [Vec<Kept>], inputs: &[Input], file: Option<&CaseFile>) {
    heed_notices(read, inputs);
    heed_revocations(read);
    let Some(summary) = file.and_then(|file| file.summary.as_deref()) else { return };
    for kept in read.iter_mut().flatten() {
        kept.item.reading.summary_of_the_case(summary);
    }
}

/// A notice speaks of the files of its own folder, and of those below it.
fn heed_notices(read: &mut [Vec<Kept>], inputs: &[Input]) {
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut noticed: Vec<String> = Vec::new();
    for (input, items) in inputs.iter().zip(&*read) {
        for kept in items.iter().filter(|kept| kept.item.reading.of_others.is_notice) {
            // A member of an archive is named within it; the archive's folder is its own.
            let name = if items.len() > 1 { kept.item.name.as_str() } else { input.name() };
            noticed.push(folder(name));
        }
    }
    if noticed.is_empty() {
        return;
    }
    for (input, items) in inputs.iter().zip(read) {
        for kept in items {
            let is_below = |folder: &String| input.name().starts_with(folder) || kept.item.name.starts_with(folder);
            if noticed.iter().any(is_below) {
                kept.item.reading.take_names_back();
            }
        }
    }
}

fn heed_revocations(read: &mut [Vec<Kept>]) {
    let taken_back: HashSet<u64> =
        read.iter().flatten().flat_map(|kept| &kept.item.reading.of_others.objects).map(|id| key(id)).collect();
    if taken_back.is_empty() {
        return;
    }
    for kept in read.iter_mut().flatten() {
        let spans = kept.objects.within(&taken_back);
        if !spans.is_empty() {
            kept.take_objects_back(&spans);
        }
    }
}

fn key(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
