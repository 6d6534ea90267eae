//! A case of 1,000 observations against the shipped pack, in process. Target: under 20 ms.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_attribution::{Index, Material, Model, Profiles, Question, assess_with};
use dunant_evidence::{Bearing, Mention, Observable, ObservableKind, Observation, Observed};
use dunant_knowledge::{Pack, lexicon};
use dunant_vocabulary::{Sha256Digest, Span};

/// A case as responders have it: mostly traces, some dozens of techniques and programs, each said several times.
fn observations(pack: &Pack) -> Vec<Observation> {
    let item = Sha256Digest::of(b"bench");
    (0..1000_usize)
        .map(|n| {
            let observed = match n % 4 {
                0 => Observed::Technique(Mention::identified(pack.techniques[(n * 7) % 160].id)),
                1 => Observed::Software(Mention::named(&pack.software[(n * 13) % 120].name)),
                _ => Observed::Observable(
                    Observable::parse(ObservableKind::DomainName, &format!("host{n}.example.com")).expect("a domain"),
                ),
            };
            Observation {
                item,
                span: Span::item(n, n + 1),
                path: "".into(),
                observed,
                when: None,
                bearing: Bearing::Stated,
            }
        })
        .collect()
}

fn bench(c: &mut Criterion) {
    let pack = Pack::shipped().expect("the shipped pack");
    let model = Model::shipped();
    let held = observations(&pack);
    let seen = Material { observations: held.iter().collect(), passages: Vec::new() };
    // A setup makes the profiles once for all its cases.
    let profiles = Profiles::build(&pack, &model, None);
    let question = Question::default();
    c.bench_function("assess 1,000 observations", |b| {
        b.iter(|| assess_with(&seen, &pack, &profiles, &model, &question));
    });
    c.bench_function("make the profiles", |b| b.iter(|| Profiles::build(&pack, &model, None)));
    c.bench_function("index the shipped pack", |b| b.iter(|| Index::build(&pack, &model, None)));
    c.bench_function("load the shipped pack", |b| b.iter(|| Pack::shipped().expect("the shipped pack")));
    c.bench_function("build the lexicon", |b| b.iter(|| lexicon(&pack).expect("a lexicon")));
}

criterion_group!(benches, bench);
criterion_main!(benches);
