//! 1,000 features against 1,000 actors, in process, on one core. Target: under 5 ms.
//!
//! The world is invented: 600 techniques, 1,000 programs, and 1,000 actors that each use 40 of the first and 8 of the second,
//! the common ones more often, over five reports.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_attribution::{FeatureKey, Index, Model, Query, Scorer};
use dunant_knowledge::{Builder, Pack};

const ACTORS: usize = 1_000;
const TECHNIQUES: usize = 600;
const PROGRAMS: usize = 1_000;

fn world() -> Pack {
    let mut objects = Vec::new();
    let mut entry = |kind: &str, at: usize, id: String| {
        objects.push(format!(
            r#"{{"type":"{kind}","id":"{kind}--{id}","name":"{kind} {at}","external_references":[{{"source_name":"mitre-attack","external_id":"{id}"}}]}}"#
        ));
    };
    (0..ACTORS).for_each(|at| entry("intrusion-set", at, format!("G{at:04}")));
    (0..TECHNIQUES).for_each(|at| entry("attack-pattern", at, format!("T{:04}", 1_000 + at)));
    (0..PROGRAMS).for_each(|at| entry("malware", at, format!("S{at:04}")));
    let mut state = 1_864_u64;
    let mut skewed = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 33) as f64 / f64::from(u32::MAX >> 1);
        ((share * share) * below as f64) as usize % below
    };
    let mut relation = |from: usize, to: String, report: usize| {
        let number = objects.len();
        objects.push(format!(
            r#"{{"type":"relationship","id":"relationship--{number}","relationship_type":"uses","source_ref":"intrusion-set--G{from:04}","target_ref":"{to}","external_references":[{{"source_name":"report {from} {report} 2019"}}]}}"#
        ));
    };
    for actor in 0..ACTORS {
        for n in 0..40 {
            relation(actor, format!("attack-pattern--T{:04}", 1_000 + skewed(TECHNIQUES)), n % 5);
        }
        for n in 0..8 {
            relation(actor, format!("malware--S{:04}", skewed(PROGRAMS)), n % 5);
        }
    }
    let bundle = format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, objects.join(","));
    let mut builder = Builder::new();
    builder.add_attack("world.json", bundle.as_bytes()).expect("the world is a bundle");
    builder.finish().0
}

fn bench(c: &mut Criterion) {
    let pack = world();
    let model = Model::shipped();
    let index = Index::build(&pack, &model, None);
    assert_eq!(index.candidates.len(), ACTORS);
    let techniques = (0..500_u32).map(FeatureKey::Technique);
    let features: Vec<FeatureKey> = techniques.chain((0..500).map(FeatureKey::Software)).collect();
    let day = "2020-01-01".parse().ok();
    c.bench_function("score 1,000 features against 1,000 actors", |b| {
        b.iter(|| Scorer::new(&index, &model, Query::of_features(&features, day)).rank(&[]));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
