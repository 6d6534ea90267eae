//! What HTTP costs: entries a second of 1, 64 and 1,024 clients that hand them to the writer in its process, and then over loopback to
//! its service, in turns; each client hands in the next entry when the last is acknowledged. Clients, service and writer share the cores.
//!
//! `cargo bench -p dunant-log --bench service`. Target: at 64 clients, HTTP keeps 0.8 of the rate in the process.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints what it saw and stops where it cannot go on"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dunant_log::service::tokens::{Grant, TokenFile};
use dunant_log::service::{self, DEFAULT_QUEUE, Service};
use dunant_log::{Log, LogDirectory, NoCosigners};
use dunant_record::entry::{Entry, KnownEntry, Statement};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_vocabulary::Sha256Digest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

const TURNS: usize = 5;
const TIME: Duration = Duration::from_secs(3);

fn open(place: &Path) -> (LogDirectory, Log) {
    let key = SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32]);
    let policy = Policy::parse(format!("log {}\nquorum none\n", key.public()).as_bytes()).unwrap();
    let directory = LogDirectory::new(place.join("log"));
    Log::create(&directory, &key, &policy).unwrap();
    let log = Log::open(&directory, Box::new(NoCosigners)).unwrap();
    (directory, log)
}

/// An entry of the record, of 97 bytes.
fn entry(number: u64) -> Vec<u8> {
    let document = Sha256Digest::of(&number.to_be_bytes());
    Entry::Known(Box::new(KnownEntry::new(Statement::Pledge { document }))).to_bytes()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Latencies of `clients` that each do `one` with the next number, until the time is over.
async fn all<C, F>(
    clients: usize,
    make: impl AsyncFn() -> C,
    one: impl Fn(C, u64) -> F + Clone + Send + 'static,
) -> Vec<Duration>
where
    C: Send + 'static,
    F: Future<Output = C> + Send,
{
    let next = Arc::new(AtomicU64::new(0));
    let mut made = Vec::new();
    for _ in 0..clients {
        made.push(make().await);
    }
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for mut client in made {
        let (next, one) = (Arc::clone(&next), one.clone());
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            while start.elapsed() < TIME {
                let handed_in = Instant::now();
                client = one(client, next.fetch_add(1, Ordering::Relaxed)).await;
                latencies.push(handed_in.elapsed());
            }
            latencies
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

fn in_process(clients: usize) -> Vec<Duration> {
    let place = tempfile::tempdir().unwrap();
    let log = Arc::new(open(place.path()).1);
    runtime().block_on(all(
        clients,
        async || Arc::clone(&log),
        |log, number| async move {
            log.append(entry(number)).await.unwrap();
            log
        },
    ))
}

fn over_http(clients: usize) -> Vec<Duration> {
    let place = tempfile::tempdir().unwrap();
    let (directory, log) = open(place.path());
    let token = TokenFile::of(&directory).add(Grant { name: "bench".to_owned(), per_minute: None }, &[1; 32]).unwrap();
    let service = Service::new(log, &directory, "", DEFAULT_QUEUE).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel();
    let serving = std::thread::spawn(move || {
        runtime().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            service::serve(vec![service], listener, async { drop(stopped.await) }).await.unwrap();
        });
    });
    let address = told.recv().unwrap();
    let token: Arc<str> = token.into();
    let latencies = runtime().block_on(all(
        clients,
        async || Connection::open(address, Arc::clone(&token)).await,
        |mut connection, number| async move {
            connection.post(&entry(number)).await;
            connection
        },
    ));
    drop(stop);
    serving.join().unwrap();
    latencies
}

/// One client's connection, which it keeps.
struct Connection {
    stream: TcpStream,
    token: Arc<str>,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr, token: Arc<str>) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, token, buffer: Vec::new() }
    }

    async fn post(&mut self, entry: &[u8]) {
        let head = format!(
            "POST /add-entry HTTP/1.1\r\nhost: log\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            self.token,
            entry.len()
        );
        self.stream.write_all(&[head.as_bytes(), entry].concat()).await.unwrap();
        self.buffer.clear();
        // The answer is one JSON object and a newline.
        while !self.buffer.ends_with(b"}\n") {
            assert!(self.stream.read_buf(&mut self.buffer).await.unwrap() > 0, "the service closed the connection");
        }
        assert!(self.buffer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&self.buffer));
    }
}

fn main() {
    for clients in [1, 64, 1_024] {
        let mut rates = [Vec::new(), Vec::new()];
        let mut latencies = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            for ((rates, all), run) in rates.iter_mut().zip(&mut latencies).zip([in_process, over_http]) {
                let mut seen = run(clients);
                rates.push(seen.len() as f64 / TIME.as_secs_f64());
                all.append(&mut seen);
            }
        }
        let median = |values: &mut Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            *values.get(values.len() / 2).unwrap()
        };
        let mut ratios: Vec<f64> =
            rates.iter().skip(1).flatten().zip(rates.iter().take(1).flatten()).map(|(http, own)| http / own).collect();
        let ratio = median(&mut ratios);
        for (what, (rates, all)) in ["in process", "over HTTP"].iter().zip(rates.iter_mut().zip(&mut latencies)) {
            all.sort_unstable();
            let at = |part: f64| all.get(((all.len() - 1) as f64 * part) as usize).unwrap().as_secs_f64() * 1e3;
            let rate = median(rates);
            println!(
                "{clients:>5} clients {what}: {rate:>7.0} entries/s, p50 {:>6.1} ms, p99 {:>6.1} ms",
                at(0.5),
                at(0.99)
            );
        }
        println!("{clients:>5} clients: HTTP keeps {ratio:.2} of the rate");
    }
}
