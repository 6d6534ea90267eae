//! A case of 90 days in a busy body: what its history costs to carry, to make and to verify.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a bench that fails says where")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use dunant_heads::{
    ChainPlace, Epoch, EpochProof, Head, History, LogEnd, Logs, Nonce, Position, PrefixTree, believed_by,
};
use dunant_record::merkle::Frontier;
use dunant_record::note::KeyName;
use dunant_record::{Checkpoint, CosignerSecretKey, Policy, SignedCheckpoint, SignerKey, Timestamp};
use dunant_vocabulary::Sha256Digest;

/// One each six hours.
const EPOCHS: u64 = 360;
/// Chains of the body, this one included.
const CHAINS: u64 = 207;
/// The chain moves in so many epochs.
const CHANGES: u64 = 67;
/// Each of the others moves once in so many epochs: nine an epoch.
const OTHERS_MOVE_EVERY: u64 = 23;

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

    let head = |number: u64| Head { number, digest: Sha256Digest::of(&number.to_be_bytes()) };
    let (case, nonce) = (Position::of(&body, &"case/2026-1"), Nonce::from_bytes(&[42; 32]));
    let others: Vec<Position> = (1..CHAINS).map(|n| Position::of(&body, &format!("case/other-{n}"))).collect();
    let tree = |epoch: u64, moved: Option<Head>| {
        let moves = (0_u64..).zip(&others).filter(|(n, _)| (n + epoch).is_multiple_of(OTHERS_MOVE_EVERY));
        let beside = moves.map(|(_, at)| (*at, head(epoch).leaf(at, &nonce, epoch)));
        let own = moved.map(|head| (case, head.leaf(&case, &nonce, epoch)));
        PrefixTree::padded(beside.chain(own), &[7; 32]).unwrap()
    };

    let mut frontier = Frontier::new();
    let mut history = History { epochs: Vec::new(), checkpoints: Vec::new() };
    for epoch in 0..EPOCHS {
        // The last is one of its changes.
        let number = |epoch: u64| (epoch + 1) * CHANGES / EPOCHS;
        let moved = (number(epoch) > epoch.checked_sub(1).map_or(0, number)).then(|| head(number(epoch)));
        let tree = tree(epoch, moved);
        let (chains, paths) = (tree.root(), tree.paths([case]));
        frontier.push(Epoch { body: body.clone(), number: epoch, chains, succession: None }.leaf());
        history.epochs.push(EpochProof { chains, moved: vec![moved], paths, succession: None });
        if moved.is_some() {
            let checkpoint = Checkpoint::new(log.name().clone(), frontier.head()).unwrap();
            let mut signed = SignedCheckpoint::sign(checkpoint, &log).unwrap();
            for witness in &witnesses {
                let time = Timestamp::from_seconds(1_800_000_000 + 21_600 * epoch).unwrap();
                signed.push(witness.cosign(signed.checkpoint(), time)).unwrap();
            }
            history.checkpoints.push(signed);
        }
    }
    let chain = ChainPlace { position: case, nonce: &nonce, is_dated: true };
    let (start, logs) = (LogEnd::default(), Logs::one(log.public()));
    let verify = |history: &History| history.verify(&start, &body, &[chain], &logs, believed_by(&policy, 1)).unwrap();
    assert_eq!(verify(&history).moves[0].len() as u64, CHANGES);

    let paths: usize = history.epochs.iter().map(|epoch| 64 + epoch.paths.to_string().len()).sum();
    let checkpoints: usize = history.checkpoints.iter().map(|signed| signed.to_string().len()).sum();
    println!(
        "{EPOCHS} epochs, {CHAINS} chains, {} checkpoints of 4 witnesses: {} KiB of paths, {} KiB of checkpoints; {} KiB of paths a year",
        history.checkpoints.len(),
        paths / 1024,
        checkpoints / 1024,
        paths * 1_461 / usize::try_from(EPOCHS).unwrap() / 1024,
    );
    criterion.bench_function("verify a history of 90 days", |bench| {
        bench.iter(|| verify(black_box(&history)));
    });
    criterion.bench_function("root and path of an epoch of a body of 207 chains", |bench| {
        bench.iter(|| {
            let tree = tree(black_box(77), Some(head(15)));
            (tree.root(), tree.paths([case]))
        });
    });
}

criterion_group!(histories, benches);
criterion_main!(histories);
