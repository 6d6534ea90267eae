//! A case of 90 days in a busy body: what its history costs to carry, to make and to verify.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a bench that fails says where")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_heads::{ChainLinks, Epoch, EpochProof, Head, History, Logs, Nonce, Position, PrefixTree};
use dunant_record::merkle::Frontier;
use dunant_record::note::KeyName;
use dunant_record::{Checkpoint, CosignerSecretKey, Policy, SignedCheckpoint, SignerKey, Timestamp};
use dunant_vocabulary::Sha256Digest;

/// One each six hours.
const EPOCHS: u64 = 360;
/// Chains of the body, this one included.
const CHAINS: u64 = 207;
/// The chain grows in every fifth epoch.
const GROWS_EVERY: u64 = 5;

fn benches(criterion: &mut Criterion) {
    let body: KeyName = "example.org".parse().unwrap();
    let log = SignerKey::from_seed("example.org/heads".parse().unwrap(), &[1; 32]);
    let witnesses: Vec<CosignerSecretKey> = (0..4)
        .map(|n| CosignerSecretKey::from_seed(format!("witness.example/{n}").parse().unwrap(), &[n + 10; 32]))
        .collect();
    let lines: String =
        (witnesses.iter().enumerate()).map(|(n, key)| format!("witness w{n} {}\n", key.public())).collect();
    let policy = format!("log {}\n{lines}group g 3 w0 w1 w2 w3\nquorum g\n", log.public());
    let policy = Policy::parse(policy.as_bytes()).unwrap();

    let link = |n: u64| Sha256Digest::of(&n.to_be_bytes());
    let links: Vec<Sha256Digest> = (0..EPOCHS).map(link).collect();
    let (case, nonce) = (Position::of(&body, &"case/2026-1"), Nonce::from_bytes(&[42; 32]));
    let others: Vec<Position> = (1..CHAINS).map(|n| Position::of(&body, &format!("case/other-{n}"))).collect();
    let tree = |epoch: u64, number: Option<u64>| {
        let beside = others.iter().map(|at| (*at, Head { number: 3, digest: link(3) }.leaf(at, &nonce, epoch)));
        let own = number.map(|number| (case, Head { number, digest: link(number) }.leaf(&case, &nonce, epoch)));
        PrefixTree::new(beside.chain(own)).unwrap()
    };

    let mut frontier = Frontier::new();
    let mut history = History {
        origin: log.name().clone(),
        first: 0,
        left: frontier.clone(),
        epochs: Vec::new(),
        checkpoints: Vec::new(),
    };
    for epoch in 0..EPOCHS {
        let number = epoch.checked_sub(1).map(|since| since / GROWS_EVERY);
        let tree = tree(epoch, number);
        let (chains, path) = (tree.root(), tree.path(&case));
        frontier.push(Epoch { body: body.clone(), number: epoch, chains, succession: None }.leaf());
        let grew =
            history.epochs.last().is_none_or(|before: &EpochProof| before.number != number) || epoch + 1 == EPOCHS;
        history.epochs.push(EpochProof { chains, path, number, succession: None });
        if grew {
            let checkpoint = Checkpoint::new(log.name().clone(), frontier.head()).unwrap();
            let mut signed = SignedCheckpoint::sign(checkpoint, &log).unwrap();
            for witness in &witnesses {
                let time = Timestamp::from_seconds(1_800_000_000 + 21_600 * epoch).unwrap();
                signed.push(witness.cosign(signed.checkpoint(), time)).unwrap();
            }
            history.checkpoints.push(signed);
        }
    }
    let chain = ChainLinks { body: &body, position: case, nonce: &nonce, links: &links };
    let logs = Logs::one(log.public());
    history.verify(&chain, &policy, &logs, 1).unwrap();

    let paths: usize = history.epochs.iter().map(|place| 64 + place.path.to_string().len()).sum();
    let checkpoints: usize = history.checkpoints.iter().map(|signed| signed.to_string().len()).sum();
    println!(
        "{EPOCHS} epochs, {CHAINS} chains, {} checkpoints of 4 witnesses: {} KiB of paths, {} KiB of checkpoints",
        history.checkpoints.len(),
        paths / 1024,
        checkpoints / 1024
    );
    criterion.bench_function("verify a history of 90 days", |bench| {
        bench.iter(|| black_box(&history).verify(&chain, &policy, &logs, 1).unwrap());
    });
    criterion.bench_function("root and path of an epoch of 207 chains", |bench| {
        bench.iter(|| {
            let tree = tree(black_box(77), Some(15));
            (tree.root(), tree.path(&case))
        });
    });
}

criterion_group!(histories, benches);
criterion_main!(histories);
