//! Wording and techniques against the shipped pack, in process. Targets: indexes in under 60 and 80 ms, a report of 5,000 terms
//! in under 10 ms, a sentence in under 0.3 ms.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::collections::BTreeSet;

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_attribution::{Index, Model, TechniqueReader, WordingIndex};
use dunant_evidence::{Bearing, Passage};
use dunant_knowledge::Pack;
use dunant_vocabulary::{Sha256Digest, Span};

/// Sentences of the pack itself, until they hold 5,000 terms.
fn report(pack: &Pack) -> Vec<Passage> {
    let item = Sha256Digest::of(b"bench");
    let mut terms = 0;
    let sentences = pack.wording.sentences.iter().step_by(97).take_while(|sentence| {
        terms += sentence.terms.len();
        terms < 5_000
    });
    sentences
        .map(|sentence| Passage {
            item,
            span: Span::item(0, 1),
            terms: sentence.terms.iter().map(|(t, _)| *t).collect(),
            bearing: Bearing::Stated,
        })
        .collect()
}

fn bench(c: &mut Criterion) {
    let pack = Pack::shipped().expect("the shipped pack");
    let model = Model::shipped();
    let index = Index::build(&pack, &model, None);
    let none = BTreeSet::new();
    let wording = WordingIndex::build(&pack, &index, &model, None, &none);
    let reader = TechniqueReader::build(&pack, &model, None, &none);
    let report = report(&pack);
    let passages: Vec<&Passage> = report.iter().collect();
    c.bench_function("index the wording", |b| b.iter(|| WordingIndex::build(&pack, &index, &model, None, &none)));
    c.bench_function("compare a long report", |b| b.iter(|| wording.compare(&passages)));
    c.bench_function("learn techniques", |b| b.iter(|| TechniqueReader::build(&pack, &model, None, &none)));
    c.bench_function("read techniques out of a long report", |b| {
        b.iter(|| passages.iter().filter_map(|passage| reader.read(passage)).count())
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
