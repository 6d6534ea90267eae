//! What it costs to read a case of twenty members back from its chain, every signature and every rule checked.
#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dunant_panel::{Member, Proceeding, Stage};

#[path = "../tests/proceeding/institution.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "shared with the tests; a bench that cannot make its own input should stop"
)]
mod institution;

use institution::{Institution, case, policy, somebody};

fn replay(criterion: &mut Criterion) {
    let countries = ["CH", "KE", "BR", "JP", "AU"];
    let members: Vec<Member> =
        (1..=20).zip(countries.into_iter().cycle()).map(|(number, country)| somebody(number, country)).collect();
    let mut institution = Institution::with(policy(), &members);
    institution.to(Stage::Published);
    let Institution { notes, enrolment, .. } = institution;
    let mut group = criterion.benchmark_group("replay");
    group.throughput(Throughput::Elements(notes.len() as u64));
    group.bench_function(format!("20 members, {} links", notes.len()), |bencher| {
        bencher.iter(|| Proceeding::read(case(), policy(), Some(enrolment.clone()), black_box(&notes)).is_ok());
    });
    group.finish();
}

criterion_group!(benches, replay);
criterion_main!(benches);
