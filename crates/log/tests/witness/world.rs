//! A log with its tiles in a directory, and witnesses to ask.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use dunant_log::storage::{PosixStorage, Storage};
use dunant_log::witness::WitnessServer;
use dunant_log::witnesses::{HttpResponse, HttpTransport, Transport, TransportError, Witnesses};
use dunant_record::checkpoint::{Checkpoint, SignedCheckpoint};
use dunant_record::cosignature::Timestamp;
use dunant_record::merkle::{Hash, TreeHead, prove_consistency};
use dunant_record::note::{CosignerSecretKey, SignerKey};
use dunant_record::policy::Policy;
use dunant_record::tiles::{RightEdge, TileTree};
use dunant_record::witness::AddCheckpoint;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// What a log has written: tiles of each size that it was grown to.
pub struct Log {
    pub key: SignerKey,
    entry: &'static str,
    directory: TempDir,
    storage: PosixStorage,
    edge: RightEdge,
}

impl Log {
    pub fn new() -> Self {
        Self::of_entries("entry")
    }

    /// The same log under another key.
    pub fn signed_by(key: SignerKey) -> Self {
        Self { key, ..Self::new() }
    }

    fn of_entries(entry: &'static str) -> Self {
        let directory = TempDir::new().unwrap();
        let storage = PosixStorage::open(directory.path()).unwrap();
        let key = SignerKey::from_seed("example.org/record".parse().unwrap(), &[1; 32]);
        let mut log = Self { key, entry, directory, storage, edge: RightEdge::new() };
        for size in [1, 3, 7, 20, 300] {
            log.grow_to(size);
        }
        log
    }

    /// Another log under the same key, with other entries.
    pub fn fork() -> Self {
        Self::of_entries("another entry")
    }

    /// The newest checkpoint after growing by one entry.
    pub fn grow(&mut self) -> SignedCheckpoint {
        let size = self.edge.head().size + 1;
        self.grow_to(size);
        self.sign(self.edge.head())
    }

    fn grow_to(&mut self, size: u64) {
        let entries = self.entries(self.edge.head().size, size);
        let tiles = self.edge.append(entries.iter().map(String::as_bytes)).unwrap();
        self.storage.create(&tiles).unwrap();
    }

    pub fn storage(&self) -> Box<dyn Storage> {
        self.storage.handle()
    }

    pub fn tiles(&self) -> &Path {
        self.directory.path()
    }

    /// The signed checkpoint at one of the sizes that the log had.
    pub fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        let mut edge = RightEdge::new();
        edge.append(self.entries(0, size).iter().map(String::as_bytes)).unwrap();
        self.sign(edge.head())
    }

    /// A request to cosign the checkpoint of size `newer` by whoever has cosigned that of size `older`.
    pub fn request(&self, older: u64, newer: u64) -> AddCheckpoint {
        let checkpoint = self.checkpoint(newer);
        let tiles = dunant_log::storage::Tiles(&self.storage);
        let proof = match older {
            0 => Vec::new(),
            _ => {
                let mut tree = TileTree::open(*checkpoint.checkpoint().head(), tiles).unwrap();
                prove_consistency(&mut tree, older, newer).unwrap()
            }
        };
        AddCheckpoint { older_size: older, proof, checkpoint }
    }

    pub fn sign(&self, head: TreeHead) -> SignedCheckpoint {
        SignedCheckpoint::sign(Checkpoint::new(self.key.name().clone(), head).unwrap(), &self.key).unwrap()
    }

    fn entries(&self, from: u64, to: u64) -> Vec<String> {
        (from..to).map(|place| format!("{} {place}", self.entry)).collect()
    }
}

pub fn other_root(size: u64) -> TreeHead {
    TreeHead { size, root: Hash::of_leaf(b"another") }
}

pub fn now() -> Timestamp {
    Timestamp::from_seconds(1_800_000_000).unwrap()
}

/// The secret key of the witness with this number.
pub fn witness_key(number: u8) -> CosignerSecretKey {
    CosignerSecretKey::from_seed(format!("witness.example/w{number}").parse().unwrap(), &[100 + number; 32])
}

/// A policy of the log and the witnesses at `urls`, of which `threshold` must cosign.
pub fn policy(log: &Log, urls: &[String], threshold: usize) -> Policy {
    let mut text = format!("log {}\n", log.key.public());
    let mut names = String::new();
    for (number, url) in (1..).zip(urls) {
        text += &format!("witness w{number} {} {url}\n", witness_key(number).public());
        names += &format!(" w{number}");
    }
    text += &format!("group all-of-them {threshold}{names}\nquorum all-of-them\n");
    Policy::parse(text.as_bytes()).unwrap()
}

/// The log's witnesses over HTTP.
pub fn witnesses(log: &Log, urls: &[String], threshold: usize) -> Witnesses {
    let transport = HttpTransport::new(Duration::from_secs(5));
    Witnesses::new(policy(log, urls, threshold), Arc::new(transport), log.storage()).unwrap()
}

/// A witness that serves on a port of loopback until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Serves the state in `directory`, which is made where it is missing, for the log.
    pub fn start(number: u8, directory: &Path, log: &Log) -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap(), number, directory, log)
    }

    pub fn start_at(address: SocketAddr, number: u8, directory: &Path, log: &Log) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let (directory, log) = (directory.to_owned(), log.key.public());
        let thread = std::thread::spawn(move || {
            Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                if !directory.join("witness.sqlite").exists() {
                    WitnessServer::create(&directory).await.unwrap();
                }
                let witness = WitnessServer::open(&directory, witness_key(number), vec![log], now).await.unwrap();
                let listener = TcpListener::bind(address).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let shutdown = async { drop(stopped.await) };
                Arc::new(witness).serve(listener, "/w", shutdown).await.unwrap();
            });
        });
        Self { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}/w", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

/// A transport that answers by a function of URL and body.
pub struct Scripted<F>(pub F);

impl<F> Transport for Scripted<F>
where
    F: Fn(&str, &str) -> Result<HttpResponse, TransportError> + Send + Sync,
{
    fn add_checkpoint(&self, url: &str, body: &str) -> Result<HttpResponse, TransportError> {
        (self.0)(url, body)
    }
}

pub fn plain(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, content_type: "text/plain".to_owned(), body: body.into() }
}

pub fn stale(size: u64) -> HttpResponse {
    HttpResponse { status: 409, content_type: "text/x.tlog.size".to_owned(), body: format!("{size}\n").into() }
}

/// A witness with this number that cosigns whatever it is sent.
pub fn credulous(number: u8, body: &str) -> HttpResponse {
    let request = AddCheckpoint::parse(body.as_bytes()).unwrap();
    plain(200, &format!("{}\n", witness_key(number).cosign(request.checkpoint.checkpoint(), now())))
}
