//! How long one case takes against every shipped clause.
#![expect(clippy::unwrap_used, reason = "a bench that cannot read its own input should stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_convention::{CaseFacts, Convention};

fn evaluate(criterion: &mut Criterion) {
    let convention = Convention::shipped().unwrap();
    let entry = |name: &str, value: &str| format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"x\"\n");
    let text = entry("actor.country", "\"CN\"")
        + &entry("incident.date", "2016-05-01")
        + &entry("incident.type", "[\"data-theft\"]")
        + &entry("data.kind", "[\"trade-secret\", \"personal\"]")
        + &entry("effect.kind", "[\"disclosure\"]")
        + &entry("context", "\"peace\"");
    let facts = CaseFacts::parse(&text).unwrap();
    let nothing = CaseFacts::default();
    criterion.bench_function("all shipped clauses on a case", |b| b.iter(|| convention.evaluate(black_box(&facts))));
    criterion
        .bench_function("all shipped clauses on no facts", |b| b.iter(|| convention.evaluate(black_box(&nothing))));
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
