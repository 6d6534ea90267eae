//! Writes a log for strangers to check: `cargo run -p dunant-record --example interop -- <new directory> [<largest size>]`. See
//! `interop/README.md`.
//!
//! The same bytes on every run: the keys come from seeds that stand here, so nobody may trust them.
//!
//! ```text
//! checkpoint, tile/...                     the log as a web server would serve it
//! checkpoints/<size>                       its checkpoint at each size
//! proofs/<size>-<index>.tlog-proof         proofs that an entry is in the tree of a size
//! proofs/<size>-<older>.add-checkpoint     what witnesses are asked, with the proof from an older size
//! proofs/digests                           of all proofs of each small tree: `<size> <SHA-256>`
//! keys/log, keys/log.secret, keys/witnesses
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::cosignature::Timestamp;
use dunant_record::merkle::{Hash, HashSource, Node, TreeHead, prove_consistency, prove_inclusion};
use dunant_record::note::{CosignerSecretKey, SignerKey};
use dunant_record::proof::TlogProof;
use dunant_record::tiles::{MAX_ENTRY_BYTES, RightEdge, Tile, TileReader, TileTree};
use dunant_record::witness::AddCheckpoint;
use sha2::{Digest as _, Sha256};

/// Every size up to this one has a checkpoint, and a digest of all its proofs.
const EVERY_SIZE_TO: u64 = 1_100;

/// When the witnesses cosign the empty tree; each entry takes a second.
const START: u64 = 1_700_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = PathBuf::from(arguments.next().ok_or("name a directory that does not exist yet")?);
    let largest = arguments.next().map_or(Ok(u64::MAX), |size| size.parse())?;
    fs::create_dir(&directory)?;
    let log = Log::new(directory)?;
    log.write_keys()?;
    let checkpoints = log.grow(sizes().range(..=largest))?;
    log.write_proofs(&checkpoints)
}

/// Every small size, powers of two and their neighbours, sizes without a pattern up to 100,000, and sizes around 256,000, from which
/// on the paths of tiles have a directory more.
fn sizes() -> BTreeSet<u64> {
    let around_powers = (11..=16).flat_map(|power| (1_u64 << power) - 1..=(1 << power) + 1);
    let scattered = (1..=25).map(|step| step * 3_989);
    let deep = [99_999, 100_000, 255_999, 256_000, 256_001, 256_256, 262_145];
    (1..=EVERY_SIZE_TO).chain(around_powers).chain(scattered).chain(deep).collect()
}

/// The entry at `index`. Among them are an empty one, the longest, and ones that are not UTF-8.
fn entry(index: u64) -> Vec<u8> {
    match index {
        1 => Vec::new(),
        254 => vec![0xff; MAX_ENTRY_BYTES],
        _ => format!("entry {index}\n").into_bytes().into_iter().chain((0..index % 11).map(|_| 0xfe)).collect(),
    }
}

struct Log {
    directory: PathBuf,
    key: SignerKey,
    witnesses: [CosignerSecretKey; 2],
}

impl Log {
    fn new(directory: PathBuf) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            directory,
            key: SignerKey::from_seed("interop.example/record".parse()?, &[1; 32]),
            witnesses: [
                CosignerSecretKey::from_seed("witness.example/first".parse()?, &[2; 32]),
                CosignerSecretKey::from_seed("witness.example/second".parse()?, &[3; 32]),
            ],
        })
    }

    fn write_keys(&self) -> Result<(), Box<dyn Error>> {
        self.write("keys/log", self.key.public().to_string())?;
        self.write("keys/log.secret", self.key.to_secret_text())?;
        let [first, second] = &self.witnesses;
        self.write("keys/witnesses", format!("{}\n{}\n", first.public(), second.public()))
    }

    /// Appends up to each of `sizes` in turn, as a sequencer does, and gives the checkpoints.
    fn grow<'a>(&self, sizes: impl Iterator<Item = &'a u64>) -> Result<Vec<SignedCheckpoint>, Box<dyn Error>> {
        let (mut edge, mut checkpoints) = (RightEdge::new(), Vec::new());
        for &size in sizes {
            let entries: Vec<Vec<u8>> = (edge.head().size..size).map(entry).collect();
            for (tile, bytes) in edge.append(entries.iter().map(Vec::as_slice))? {
                self.write(&tile.to_string(), bytes)?;
            }
            let signed = self.sign(edge.head())?;
            self.write(&format!("checkpoints/{size}"), signed.to_string())?;
            self.write("checkpoint", signed.to_string())?;
            checkpoints.push(signed);
        }
        Ok(checkpoints)
    }

    fn sign(&self, head: TreeHead) -> Result<SignedCheckpoint, Box<dyn Error>> {
        let mut signed = SignedCheckpoint::sign(Checkpoint::new(self.key.name().clone(), head)?, &self.key)?;
        let time = Timestamp::from_seconds(START + head.size).ok_or("no such time")?;
        for witness in &self.witnesses {
            signed.push(witness.cosign(signed.checkpoint(), time))?;
        }
        Ok(signed)
    }

    /// Writes proofs of each checkpoint: of its first, middle and last entry; from the size before and from a size half as large; and
    /// the digest of all, where the tree is small.
    fn write_proofs(&self, checkpoints: &[SignedCheckpoint]) -> Result<(), Box<dyn Error>> {
        let (mut digests, mut read, mut before) = (String::new(), BTreeMap::new(), 1);
        for checkpoint in checkpoints {
            let head = *checkpoint.checkpoint().head();
            let mut tree = TileTree::open(head, Tiles(&self.directory))?;
            for index in BTreeSet::from([0, head.size / 2, head.size - 1]) {
                let path = prove_inclusion(&mut tree, index, head.size)?;
                let proof = TlogProof { unauthenticated_extra: None, index, path, checkpoint: checkpoint.clone() };
                self.write(&format!("proofs/{}-{index}.tlog-proof", head.size), proof.to_string())?;
            }
            for older_size in BTreeSet::from([before, (before / 2).clamp(1, EVERY_SIZE_TO)]) {
                let proof = prove_consistency(&mut tree, older_size, head.size)?;
                let request = AddCheckpoint { older_size, proof, checkpoint: checkpoint.clone() };
                self.write(&format!("proofs/{}-{older_size}.add-checkpoint", head.size), request.to_string())?;
            }
            if head.size <= EVERY_SIZE_TO {
                let digest = digest_of_proofs(&mut Remembered { tree, read: &mut read }, head.size)?;
                writeln!(digests, "{} {digest}", head.size)?;
            }
            before = head.size;
        }
        self.write("proofs/digests", digests)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Result<(), Box<dyn Error>> {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.directory))?;
        Ok(fs::write(path, bytes)?)
    }
}

/// The SHA-256 of the inclusion proofs of all entries and then the consistency proofs from all older sizes, each its number of hashes
/// in a byte and the hashes.
fn digest_of_proofs<S: HashSource<Error: Error + 'static>>(source: &mut S, size: u64) -> Result<Hash, Box<dyn Error>> {
    let mut digest = Sha256::new();
    let mut add = |proof: Vec<Hash>| -> Result<(), Box<dyn Error>> {
        digest.update([u8::try_from(proof.len())?]);
        proof.iter().for_each(|hash| digest.update(hash.as_bytes()));
        Ok(())
    };
    for index in 0..size {
        add(prove_inclusion(source, index, size)?)?;
    }
    for older in 1..=size {
        add(prove_consistency(source, older, size)?)?;
    }
    // In the spelling of hashes, which the reader has already.
    Ok(Hash::from(<[u8; 32]>::from(digest.finalize())))
}

/// The tiles under a directory.
struct Tiles<'a>(&'a Path);

impl TileReader for Tiles<'_> {
    type Error = std::io::Error;

    fn read(&mut self, tile: Tile) -> Result<Vec<u8>, Self::Error> {
        fs::read(self.0.join(tile.to_string()))
    }
}

/// A tree whose complete subtrees are hashed once: they are the same in every larger tree.
struct Remembered<'a> {
    tree: TileTree<Tiles<'a>>,
    read: &'a mut BTreeMap<Node, Hash>,
}

impl<'a> HashSource for Remembered<'a> {
    type Error = <TileTree<Tiles<'a>> as HashSource>::Error;

    fn hash(&mut self, node: Node) -> Result<Hash, Self::Error> {
        if let Some(hash) = self.read.get(&node) {
            return Ok(*hash);
        }
        let hash = self.tree.hash(node)?;
        self.read.insert(node, hash);
        Ok(hash)
    }
}
