//! What offline checking and appending cost on one core.
//!
//! Targets, with a log's signature, three cosignatures and the inclusion in a tree of a million: 20,000 proofs a second (50 µs each) of
//! which each has a checkpoint of its own, and 100,000 (10 µs) of few.
#![expect(clippy::unwrap_used, reason = "a bench that cannot make its own input should stop")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dunant_record::merkle::{Frontier, Hash, HashSource, Node, prove_inclusion};
use dunant_record::{
    Checkpoint, CosignerSecretKey, Policy, ProofVerifier, RightEdge, SignedCheckpoint, SignerKey, Timestamp, TlogProof,
    TreeHead,
};

/// A tree of a million leaves that are all the same: each level has one hash.
struct Uniform(Vec<Hash>);

impl Uniform {
    fn new() -> Self {
        let mut levels = vec![Hash::of_leaf(ENTRY)];
        for _ in 0..32 {
            levels.extend(levels.last().map(|hash| Hash::of_node(hash, hash)));
        }
        Self(levels)
    }
}

impl HashSource for Uniform {
    type Error = Node;

    fn hash(&mut self, node: Node) -> Result<Hash, Node> {
        self.0.get(usize::from(node.level)).copied().ok_or(node)
    }
}

const ENTRY: &[u8] = &[b'x'; 300];
const SIZE: u64 = 1_000_003;

fn head(source: &mut Uniform) -> TreeHead {
    Frontier::read(source, SIZE).unwrap().head()
}

fn proof_and_policy() -> (String, String) {
    let log = SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32]);
    let mut source = Uniform::new();
    let checkpoint = Checkpoint::new(log.name().clone(), head(&mut source)).unwrap();
    let mut checkpoint = SignedCheckpoint::sign(checkpoint, &log).unwrap();
    let mut policy = format!("log {}\n", log.public());
    for number in 1..=3_u8 {
        let name = format!("witness.example/w{number}").parse().unwrap();
        let witness = CosignerSecretKey::from_seed(name, &[100 + number; 32]);
        let time = Timestamp::from_seconds(1_800_000_000).unwrap();
        checkpoint.push(witness.cosign(checkpoint.checkpoint(), time)).unwrap();
        policy += &format!("witness w{number} {}\n", witness.public());
    }
    policy += "group all-of-them all w1 w2 w3\nquorum all-of-them\n";
    let path = prove_inclusion(&mut source, 777_777, SIZE).unwrap();
    (TlogProof { unauthenticated_extra: None, index: 777_777, path, checkpoint }.to_string(), policy)
}

fn proofs(criterion: &mut Criterion) {
    let (text, policy) = proof_and_policy();
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let mut verifier = ProofVerifier::new(&policy);
    let mut group = criterion.benchmark_group("proof");
    group.throughput(Throughput::Elements(1));
    group.bench_function("read", |bencher| bencher.iter(|| TlogProof::parse(black_box(text.as_bytes())).unwrap()));
    group.bench_function("read and verify", |bencher| {
        bencher.iter(|| TlogProof::parse(black_box(text.as_bytes())).unwrap().verify(&policy, ENTRY).unwrap());
    });
    group.bench_function("read and verify, the checkpoint seen before", |bencher| {
        bencher.iter(|| {
            let proof = TlogProof::parse(black_box(text.as_bytes())).unwrap();
            verifier.verify(&proof, ENTRY).map(|verified| verified.checkpoint().head().size).unwrap()
        });
    });
    group.finish();
}

fn trees(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tree");
    group.throughput(Throughput::Elements(1));
    group.bench_function("hash a leaf of 300 bytes", |bencher| bencher.iter(|| Hash::of_leaf(black_box(ENTRY))));
    let mut frontier = Frontier::new();
    let leaf = Hash::of_leaf(ENTRY);
    group.bench_function("append a leaf hash to a frontier", |bencher| bencher.iter(|| frontier.push(black_box(leaf))));
    group.throughput(Throughput::Elements(1000));
    let mut edge = RightEdge::new();
    edge.append(std::iter::repeat_n(ENTRY, 70_100)).unwrap();
    group.bench_function("append 1000 entries of 300 bytes to tiles", |bencher| {
        bencher.iter_batched_ref(
            || edge.clone(),
            |edge| edge.append(std::iter::repeat_n(ENTRY, 1000)).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, proofs, trees);
criterion_main!(benches);
