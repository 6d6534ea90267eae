//! What custody costs on one core: receipts, chains, documents, seals and disclosures.
//!
//! Intake is to reach 1,000 items a second with everything that is written to disk, so a receipt may take a small part of a
//! millisecond.
#![expect(clippy::unwrap_used, reason = "a bench that cannot make its own input should stop")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dunant_custody::{
    CaseId, CaseSecret, Custody, CustodyDocument, CustodyEvent, ItemChain, ItemKey, SealedItem, Submitter, TakenIn,
};
use dunant_evidence::{Bearing, Observable, ObservableKind, Observation, Observed};
use dunant_record::SignerKey;
use dunant_vocabulary::{AdmiraltyGrade, Moment, Pap, Sha256Digest, Span, Tlp};

const OBSERVATIONS: usize = 10_000;
const LINKS: usize = 100;

fn key() -> SignerKey {
    SignerKey::from_seed("example.org/secretariat".parse().unwrap(), &[1; 32])
}

fn case() -> CaseId {
    "2026-001".parse().unwrap()
}

fn at(second: u64) -> Moment {
    Moment::from_seconds(1_800_000_000 + second).unwrap()
}

fn receipt() -> TakenIn {
    TakenIn {
        size: 10_240,
        name: "mail-server/access.log".into(),
        from: Submitter::Pseudonym("submitter-7f3a09c1d2e4".into()),
        tlp: Tlp::Amber,
        pap: Pap::Amber,
        admiralty: AdmiraltyGrade::UNGRADED,
        handed: None,
    }
}

fn accessed() -> CustodyEvent {
    CustodyEvent::Accessed { by: "investigator-2".into(), purpose: "timeline of the night of 24 November".into() }
}

fn take_in(item: Sha256Digest) -> (Custody, String) {
    Custody::take_in(case(), item, receipt(), at(0), &key()).unwrap()
}

fn observations(item: Sha256Digest) -> Vec<Observation> {
    let one = |place: usize| Observation {
        item,
        span: Span::item(place * 80, place * 80 + 15),
        path: format!("bundle/objects/{place}/pattern").into(),
        observed: Observed::Observable(
            Observable::parse(ObservableKind::Ipv4Addr, &format!("10.{}.{}.7", place / 250, place % 250)).unwrap(),
        ),
        when: None,
        bearing: Bearing::Stated,
    };
    (0..OBSERVATIONS).map(one).collect()
}

fn chains(criterion: &mut Criterion) {
    let (key, item) = (key(), Sha256Digest::of(b"item"));
    let (custody, note) = take_in(item);
    let mut group = criterion.benchmark_group("chain");
    group.throughput(Throughput::Elements(1));
    group.bench_function("make and sign a receipt", |bencher| {
        bencher.iter(|| Custody::take_in(case(), black_box(item), receipt(), at(0), &key).unwrap());
    });
    group.bench_function("record an access", |bencher| {
        bencher.iter_batched_ref(
            || custody.clone(),
            |custody| custody.record(accessed(), at(1), &key).unwrap(),
            BatchSize::SmallInput,
        );
    });
    let (mut long, mut notes) = (custody.clone(), vec![note]);
    while notes.len() < LINKS {
        notes.push(long.record(accessed(), at(1), &key).unwrap());
    }
    let keys = [key.public()];
    group.throughput(Throughput::Elements(LINKS as u64));
    group.bench_function("read and verify a chain of 100 links", |bencher| {
        bencher.iter(|| Custody::read(long.subject().clone(), black_box(&notes), &keys).unwrap());
    });
    group.finish();
}

fn documents(criterion: &mut Criterion) {
    let chain = |number: u64| {
        let digest = Sha256Digest::of(&number.to_be_bytes());
        let (mut custody, receipt) = take_in(digest);
        ItemChain { digest, links: vec![receipt, custody.record(accessed(), at(1), &key()).unwrap()], heads: None }
    };
    let document = CustodyDocument::new(case(), (0..100).map(chain)).unwrap().to_json().unwrap();
    let keys = [key().public()];
    let mut group = criterion.benchmark_group("document");
    group.throughput(Throughput::Elements(100));
    group.bench_function("read 100 items of two links", |bencher| {
        bencher.iter(|| CustodyDocument::parse(black_box(document.as_bytes())).unwrap());
    });
    group.bench_function("read and verify 100 items of two links", |bencher| {
        bencher.iter(|| CustodyDocument::parse(black_box(document.as_bytes())).unwrap().verify(&keys).unwrap());
    });
    group.finish();
}

fn seals(criterion: &mut Criterion) {
    let item = Sha256Digest::of(b"item");
    let key = ItemKey::derive(&CaseSecret::from_bytes(&[7; 32]), &item);
    let observations = observations(item);
    let sealed = SealedItem::new(item, &key, &observations).unwrap();
    let seal = sealed.seal();
    let disclosure = sealed.disclose([7_777]).unwrap().remove(0);
    let mut group = criterion.benchmark_group("seal");
    group.throughput(Throughput::Elements(OBSERVATIONS as u64));
    group.bench_function("seal 10,000 observations", |bencher| {
        bencher.iter(|| SealedItem::new(item, &key, black_box(&observations)).unwrap());
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("disclose one of 10,000", |bencher| {
        bencher.iter(|| sealed.disclose([black_box(7_777)]).unwrap());
    });
    group.bench_function("verify one of 10,000", |bencher| {
        bencher.iter(|| black_box(&disclosure).verify(&item, &seal).unwrap());
    });
    group.finish();
}

criterion_group!(benches, chains, documents, seals);
criterion_main!(benches);
