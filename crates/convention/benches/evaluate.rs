//! How long one case takes against every shipped clause, and how long a thousand do: a hundred times that is 100,000 cases.
//!
//! Targets, on one core: 200 µs a case, 10 s for 100,000 cases (100 ms for the thousand). Reading the shipped instruments is paid at
//! each start of the program: 10 ms.
#![expect(clippy::unwrap_used, reason = "a bench that cannot read its own input should stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_convention::{CaseFacts, Convention};

fn entry(name: &str, value: &str) -> String {
    format!("[[fact]]\nname = \"{name}\"\nvalue = {value}\nsource = \"x\"\n")
}

/// A thousand cases that differ in what is known of them, the same on every run.
fn cases() -> Vec<CaseFacts> {
    let facts = [
        ("actor.state-responsibility", ["\"state-organ\"", "\"none\""]),
        ("actor.country", ["[\"CN\"]", "[\"KP\", \"RU\"]"]),
        ("context", ["\"peace\"", "\"armed-conflict\""]),
        ("incident.date", ["2014-11-24", "2017-05-12"]),
        ("incident.type", ["[\"data-theft\", \"doxing\"]", "[\"disruption\"]"]),
        ("effect.kind", ["[\"disclosure\"]", "[\"destruction\", \"interruption\"]"]),
        ("victim.kind", ["[\"company\"]", "[\"government\", \"person\"]"]),
        ("data.kind", ["[\"trade-secret\"]", "[\"personal\", \"political\"]"]),
        ("purpose", ["[\"commercial-advantage\"]", "[\"coercion\"]"]),
        ("tool.properties", ["[\"precise\"]", "[\"self-spreading\", \"indiscriminate\"]"]),
    ];
    (0..1000_usize)
        .map(|case| {
            let mut text = String::new();
            let mut choice = case;
            for (name, [first, second]) in facts {
                // Three ways for each: unknown, and two values. Its base-3 digits make each case differ from the next ones.
                match choice % 3 {
                    0 => {}
                    1 => text.push_str(&entry(name, first)),
                    _ => text.push_str(&entry(name, second)),
                }
                choice = choice / 3 + case % 7;
            }
            CaseFacts::parse(&text).unwrap()
        })
        .collect()
}

fn evaluate(criterion: &mut Criterion) {
    criterion.bench_function("reading the shipped instruments", |b| b.iter(Convention::shipped));
    let convention = Convention::shipped().unwrap();
    let text = entry("actor.country", "\"CN\"")
        + &entry("incident.date", "2016-05-01")
        + &entry("incident.type", "[\"data-theft\"]")
        + &entry("data.kind", "[\"trade-secret\", \"personal\"]")
        + &entry("effect.kind", "[\"disclosure\"]")
        + &entry("context", "\"peace\"");
    let facts = CaseFacts::parse(&text).unwrap();
    let nothing = CaseFacts::default();
    criterion.bench_function("all shipped clauses on a case", |b| b.iter(|| convention.evaluate(black_box(&facts))));
    let cases = cases();
    criterion.bench_function("all shipped clauses on 1,000 cases", |b| {
        b.iter(|| cases.iter().map(|facts| convention.evaluate(black_box(facts)).len()).sum::<usize>());
    });
    criterion
        .bench_function("all shipped clauses on no facts", |b| b.iter(|| convention.evaluate(black_box(&nothing))));
}

criterion_group!(benches, evaluate);
criterion_main!(benches);
