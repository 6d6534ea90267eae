//! Whole files, as strangers send them: no byte panics, what is accepted has one spelling, no changed bit is believed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod oracles;

use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::cosignature::Timestamp;
use dunant_record::entry::Entry;
use dunant_record::merkle::{Frontier, Leaves, prove_inclusion};
use dunant_record::note::{CosignerSecretKey, Note, SignerKey};
use dunant_record::policy::{Distrust, Policy, Stale};
use dunant_record::proof::{NotProven, TlogProof};
use dunant_record::tiles::{Tile, read_bundle, write_bundle};
use dunant_record::witness::{AddCheckpoint, Reply};
use oracles::{entry, leaves};
use proptest::prelude::*;

fn log() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32])
}

fn witness(number: u8) -> CosignerSecretKey {
    CosignerSecretKey::from_seed(format!("witness.example/w{number}").parse().unwrap(), &[100 + number; 32])
}

/// The log and three witnesses, of whom `threshold` must have cosigned.
fn policy(threshold: &str) -> Policy {
    let witnesses: String = (1..=3).map(|number| format!("witness w{number} {}\n", witness(number).public())).collect();
    let text =
        format!("log {}\n{witnesses}group all-of-them {threshold} w1 w2 w3\nquorum all-of-them\n", log().public());
    Policy::parse(text.as_bytes()).unwrap()
}

fn checkpoint(size: u64, cosigners: &[u8]) -> SignedCheckpoint {
    let head = Frontier::read(&mut Leaves(&leaves(size)), size).unwrap().head();
    let mut signed = SignedCheckpoint::sign(Checkpoint::new(log().name().clone(), head).unwrap(), &log()).unwrap();
    for &number in cosigners {
        let time = Timestamp::from_seconds(1_800_000_000 + u64::from(number)).unwrap();
        signed.push(witness(number).cosign(signed.checkpoint(), time)).unwrap();
    }
    signed
}

fn proof(index: u64, size: u64, extra: Option<&[u8]>) -> TlogProof {
    TlogProof {
        unauthenticated_extra: extra.map(<[u8]>::to_vec),
        index,
        path: prove_inclusion(&mut Leaves(&leaves(size)), index, size).unwrap(),
        checkpoint: checkpoint(size, &[1, 2, 3]),
    }
}

#[test]
fn a_proof_verifies_offline_and_says_who_saw_it_and_when() {
    let verified = proof(4, 7, None).verify(&policy("all"), &entry(4)).unwrap();
    let witnessed: Vec<(&str, u64)> =
        verified.witnessed().iter().map(|(name, time)| (name.as_str(), time.seconds())).collect();
    let expected = [
        ("witness.example/w1", 1_800_000_001),
        ("witness.example/w2", 1_800_000_002),
        ("witness.example/w3", 1_800_000_003),
    ];
    assert_eq!(witnessed, expected);
    assert!(matches!(proof(4, 7, None).verify(&policy("all"), &entry(3)), Err(NotProven::Inclusion(_))));
}

/// Every key is known and all must have signed, so every bit counts.
#[test]
fn no_single_changed_bit_of_a_proof_is_believed() {
    let text = proof(4, 7, None).to_string();
    let policy = policy("all");
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let believed = TlogProof::parse(&bytes).is_ok_and(|proof| proof.verify(&policy, &entry(4)).is_ok());
            assert!(!believed, "bit {bit} of byte {at}: {}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn no_cut_proof_is_believed_and_nothing_may_follow_it() {
    let text = proof(4, 7, Some(b"extra")).to_string();
    for end in 0..text.len() {
        let cut = TlogProof::parse(&text.as_bytes()[..end]).map(|proof| proof.verify(&policy("all"), &entry(4)));
        assert!(!matches!(cut, Ok(Ok(_))), "{end}");
    }
    for more in ["\n", " ", "x", "x\n", "\n\n"] {
        assert!(TlogProof::parse((text.clone() + more).as_bytes()).is_err(), "{more:?}");
    }
}

#[test]
fn extra_data_is_carried_and_vouched_for_by_nobody() {
    let mut proof = proof(4, 7, Some(b"where the document lies"));
    assert_eq!(TlogProof::parse(proof.to_string().as_bytes()), Ok(proof.clone()));
    proof.verify(&policy("all"), &entry(4)).unwrap();
    proof.unauthenticated_extra = Some(b"changed by somebody".to_vec());
    proof.verify(&policy("all"), &entry(4)).unwrap();
}

#[test]
fn what_is_not_a_proof_is_refused_with_the_line() {
    let text = proof(4, 7, None).to_string();
    let hash = proof(4, 7, None).path[0];
    let refusals = [
        (String::new(), "no blank line stands above a checkpoint: fetch the whole proof again"),
        (
            text.replacen("@v1", "@v2", 1),
            "line 1 is not `c2sp.org/tlog-proof@v1`: this is no proof, or one of another version",
        ),
        (
            text.replacen("index", "extra \nindex", 1),
            "line 2 has no extra data: expected `extra` and the base64 of 1 to 65535 bytes, or no such line",
        ),
        (
            text.replacen("index", "extra AR==\nindex", 1),
            "line 2 has no extra data: expected `extra` and the base64 of 1 to 65535 bytes, or no such line",
        ),
        (
            text.replacen("index", "extra AQ==\nextra AQ==\nindex", 1),
            "line 3 is not the index: expected `index <number>`, a decimal without leading zeros",
        ),
        (
            text.replacen("index 4", "index 04", 1),
            "line 2 is not the index: expected `index <number>`, a decimal without leading zeros",
        ),
        (
            text.replacen("index 4", "index 9223372036854775808", 1),
            "line 2 is not the index: expected `index <number>`, a decimal without leading zeros",
        ),
        (text.replacen("index 4\n", "index 4\nAAAA\n", 1), "line 3 is not a hash: expected the base64 of 32 bytes"),
        (
            text.replacen('\n', "\r\n", 1),
            "line 1 is not `c2sp.org/tlog-proof@v1`: this is no proof, or one of another version",
        ),
        (
            text.replacen("index 4\n", &format!("index 4\n{}", format!("{hash}\n").repeat(64)), 1),
            "the proof has more than 63 hashes: no inclusion proof is as long",
        ),
        (
            text.replacen("example.org/record\n7", "example.org/record\n07", 1),
            "in the checkpoint below the blank line: line 2 is not a tree size: expected a decimal without leading zeros, at most 2^63 - 1",
        ),
    ];
    for (text, refusal) in refusals {
        assert_eq!(TlogProof::parse(text.as_bytes()).unwrap_err().to_string(), refusal, "{text}");
    }
}

#[test]
fn a_policy_counts_witnesses_and_groups() {
    let nested = |quorum: &str| {
        let witnesses: String =
            (1..=3).map(|number| format!("witness w{number} {}\n", witness(number).public())).collect();
        let groups = "# two of one house\ngroup house 2 w1 w2\n\tgroup either any house w3\n";
        Policy::parse(format!("log {}\n{witnesses}{groups}quorum {quorum}\n", log().public()).as_bytes()).unwrap()
    };
    let enough = |policy: &Policy, cosigners: &[u8]| policy.verify(&checkpoint(7, cosigners)).is_ok();
    assert!(enough(&nested("none"), &[]));
    assert!(enough(&nested("w3"), &[3]) && !enough(&nested("w3"), &[1, 2]));
    assert!(enough(&nested("house"), &[1, 2]) && !enough(&nested("house"), &[1, 3]));
    assert!(enough(&nested("either"), &[3]) && enough(&nested("either"), &[2, 1]) && !enough(&nested("either"), &[1]));
    assert!(enough(&policy("2"), &[1, 3]) && !enough(&policy("2"), &[2]));
    assert_eq!(policy("2").verify(&checkpoint(7, &[2])), Err(Distrust::TooFewWitnesses { seen: 1, known: 3 }));
}

#[test]
fn a_witness_counts_once_with_its_latest_time_however_often_it_cosigned() {
    let mut signed = checkpoint(7, &[1]);
    let later = Timestamp::from_seconds(1_900_000_000).unwrap();
    signed.push(witness(1).cosign(signed.checkpoint(), later)).unwrap();
    assert_eq!(policy("2").verify(&signed), Err(Distrust::TooFewWitnesses { seen: 1, known: 3 }));
    let verified = policy("any").verify(&signed).unwrap();
    assert_eq!(verified.witnessed(), [(witness(1).name().clone(), later)]);
}

#[test]
fn one_bad_cosignature_of_a_known_witness_refuses_the_checkpoint_however_many_are_good() {
    let mut signed = checkpoint(7, &[1, 2]);
    let of_another_tree = checkpoint(8, &[3]);
    signed.push(of_another_tree.note().signatures()[1].clone()).unwrap();
    assert!(matches!(policy("any").verify(&signed), Err(Distrust::Signature(_))));
}

#[test]
fn a_checkpoint_that_its_log_did_not_sign_is_not_believed_whoever_else_did() {
    let other = SignerKey::from_seed("example.org/other".parse().unwrap(), &[2; 32]);
    let head = *checkpoint(7, &[]).checkpoint().head();
    let mut signed = SignedCheckpoint::sign(Checkpoint::new(other.name().clone(), head).unwrap(), &other).unwrap();
    signed.push(witness(1).cosign(signed.checkpoint(), Timestamp::from_seconds(1).unwrap())).unwrap();
    // A trusted log signs the checkpoint of another: that vouches for nothing.
    signed.push(log().sign(signed.note().text())).unwrap();
    assert_eq!(policy("any").verify(&signed), Err(Distrust::NotTheLog { origin: other.name().clone() }));
}

#[test]
fn what_is_not_a_policy_is_refused_with_the_line_and_the_next_step() {
    let (log, w1) = (log().public(), witness(1).public());
    let same_key = CosignerSecretKey::from_seed("witness.example/other".parse().unwrap(), &[101; 32]).public();
    let log_as_witness = CosignerSecretKey::from_seed("witness.example/other".parse().unwrap(), &[1; 32]).public();
    let refusals = [
        (String::new(), "the policy has no `quorum` line: add one, `quorum none` to trust the logs alone".to_owned()),
        ("quorum none".to_owned(), "line 1: does not end in a newline: add one".to_owned()),
        ("quorum none\r\n".to_owned(), "line 1: holds the control character U+000D: remove it".to_owned()),
        ("quorum none # why\n".to_owned(), "line 1: expected `quorum <name|none>`".to_owned()),
        ("quorum none\nquorum none\n".to_owned(), "line 2: a second `quorum`: leave one".to_owned()),
        (
            "quorum w1\n".to_owned(),
            "line 1: `w1` is defined on no earlier line: define witnesses and groups before they are used".to_owned(),
        ),
        (
            "logs x\n".to_owned(),
            "line 1: `logs` is not `log`, `witness`, `group` or `quorum`: comments begin with `#`".to_owned(),
        ),
        ("log\n".to_owned(), "line 1: expected `log <vkey> [<url>]`".to_owned()),
        (format!("log {log} u v\n"), "line 1: expected `log <vkey> [<url>]`".to_owned()),
        (
            format!("log {log}\nlog {log}\n"),
            format!("line 2: the key `{log}` stands on an earlier line: every log and every witness has its own"),
        ),
        (
            format!("log {log}\nwitness w1 {log_as_witness}\n"),
            format!(
                "line 2: the key `{log_as_witness}` stands on an earlier line: every log and every witness has its own"
            ),
        ),
        (
            format!("log {w1}\n"),
            format!(
                "line 1: `{w1}` is no key to use here: the key is for signatures of type 0x04, not 0x01: logs, members and parties have type 0x01, witnesses 0x04"
            ),
        ),
        (
            format!("witness w1 {w1}\nwitness w2 {same_key}\n"),
            format!("line 2: the key `{same_key}` stands on an earlier line: every log and every witness has its own"),
        ),
        (format!("witness w1 {w1}\nwitness w1 {w1}\n"), "line 2: the name `w1` is taken: choose another".to_owned()),
        (format!("witness none {w1}\n"), "line 1: the name `none` is taken: choose another".to_owned()),
        (
            format!("witness w1 {w1}\ngroup g any\n"),
            "line 2: expected `group <name> <any|all|number> <member>...`".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g any w1 w1\n"),
            "line 2: `w1` belongs to a group already: a witness or group counts in one place only".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g any w1\ngroup h any w1\n"),
            "line 3: `w1` belongs to a group already: a witness or group counts in one place only".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g any g\n"),
            "line 2: `g` is defined on no earlier line: define witnesses and groups before they are used".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g any none\n"),
            "line 2: `none` is defined on no earlier line: define witnesses and groups before they are used".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g 0 w1\n"),
            "line 2: `0` is not a threshold for 1 members: expected `any`, `all` or a number from 1 to 1".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g 2 w1\n"),
            "line 2: `2` is not a threshold for 1 members: expected `any`, `all` or a number from 1 to 1".to_owned(),
        ),
        (
            format!("witness w1 {w1}\ngroup g 01 w1\n"),
            "line 2: `01` is not a threshold for 1 members: expected `any`, `all` or a number from 1 to 1".to_owned(),
        ),
    ];
    for (text, refusal) in refusals {
        assert_eq!(Policy::parse(text.as_bytes()).unwrap_err().to_string(), refusal, "{text}");
    }
    assert!(Policy::parse(b"# \xff\nquorum none\n").is_err());
}

#[test]
fn a_policy_is_read_again_as_it_is_written() {
    let text = format!(
        "# ours\nlog {} https://example.org/record\n\n  witness\tw1 {} https://witness.example/\nwitness w2 {}\ngroup g all w1 w2\nquorum g\n",
        log().public(),
        witness(1).public(),
        witness(2).public()
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!(Policy::parse(policy.to_string().as_bytes()), Ok(policy));
}

/// One of each file, to be changed.
fn documents() -> Vec<Vec<u8>> {
    let request = AddCheckpoint { older_size: 3, proof: proof(4, 7, None).path, checkpoint: checkpoint(7, &[1]) };
    let entries = [
        "dunant-entry/v1 heartbeat\ntime 1800000000\n".to_owned(),
        Note::sign("dunant-entry/v1 heartbeat\ntime 1800000000\n".to_owned(), &log()).unwrap().to_string(),
        "dunant-entry/v9 new\n".to_owned(),
    ];
    let texts = [proof(4, 7, Some(b"x")).to_string(), request.to_string(), checkpoint(7, &[1, 2]).to_string()];
    let policy = policy("2").to_string();
    let tile = "tile/0/x001/234.p/5".to_owned();
    let bundle = write_bundle([b"ab".as_slice(), b"", b"c"]).unwrap();
    let texts = texts.into_iter().chain(entries).chain([policy, tile]).map(String::into_bytes);
    texts.chain([bundle]).collect()
}

fn nearly_a_document() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(b'\n'), Just(b' '), Just(b'0')], 0..3_u8);
    let changed = (prop::sample::select(documents()), proptest::collection::vec(change, 0..4)).prop_map(
        |(mut bytes, changes)| {
            for (place, byte, how) in changes {
                let at = place.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ if bytes.len() > 1 => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            bytes
        },
    );
    prop_oneof![4 => changed, 1 => proptest::collection::vec(any::<u8>(), 0..100)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_bytes_are_read_without_panic_and_what_is_accepted_is_written_again_in_the_same_bytes(bytes in nearly_a_document()) {
        if let Ok(proof) = TlogProof::parse(&bytes) {
            prop_assert_eq!(proof.to_string().into_bytes(), bytes.clone());
        }
        if let Ok(request) = AddCheckpoint::parse(&bytes) {
            prop_assert_eq!(request.to_string().into_bytes(), bytes.clone());
        }
        if let Ok(checkpoint) = SignedCheckpoint::parse(&bytes) {
            prop_assert_eq!(checkpoint.to_string().into_bytes(), bytes.clone());
            prop_assert_eq!(checkpoint.checkpoint().to_string(), checkpoint.note().text());
        }
        if let Ok(entry) = Entry::parse(&bytes) {
            prop_assert_eq!(&entry.to_bytes(), &bytes);
        }
        if let Ok(policy) = Policy::parse(&bytes) {
            let written = policy.to_string();
            let read = Policy::parse(written.as_bytes()).unwrap();
            prop_assert_eq!(read.to_string(), written);
            prop_assert_eq!(read, policy);
        }
        if let Ok(entries) = read_bundle(&bytes) {
            prop_assert_eq!(write_bundle(entries).unwrap(), bytes.clone());
        }
        if let Ok(text) = std::str::from_utf8(&bytes) && let Ok(tile) = text.parse::<Tile>() {
            prop_assert_eq!(tile.to_string(), text);
        }
        for status in [200, 409] {
            let _ = Reply::parse(status, "text/x.tlog.size", &bytes);
        }
    }
}

#[test]
fn a_quorum_says_how_fresh_a_checkpoint_is_and_fewer_cannot() {
    let now = |seconds| Timestamp::from_seconds(seconds).unwrap();
    // Witness n of three saw it at 1,800,000,00n.
    for (quorum, time) in [("all", 1_800_000_001), ("2", 1_800_000_002), ("any", 1_800_000_003)] {
        let verified = policy(quorum).verify(&checkpoint(7, &[1, 2, 3])).unwrap();
        assert_eq!(verified.quorum_time(), Some(now(time)), "{quorum}");
        assert_eq!(verified.is_fresh(now(time + 60), 60), Ok(()));
        assert_eq!(verified.is_fresh(now(time + 61), 60), Err(Stale::Old { age: 61, max_age: 60 }));
        assert_eq!(verified.is_fresh(now(time - 5), 0), Ok(()));
    }
    let log = policy("all").logs()[0].key.to_string();
    let alone = Policy::parse(format!("log {log}\nquorum none\n").as_bytes()).unwrap();
    let verified = alone.verify(&checkpoint(7, &[1, 2, 3])).unwrap();
    assert_eq!(verified.is_fresh(now(1_800_000_003), u64::MAX), Err(Stale::NoWitness));
}
