//! A log that is served by a thread of this process, and those who ask it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use dunant_log::service::tokens::{Grant, TokenFile};
use dunant_log::service::{self, Client, Service, ServiceError};
use dunant_log::{Cosigners, Log, LogDirectory, NoCosigners};
use dunant_record::entry::{Entry, KnownEntry, Statement};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use dunant_vocabulary::Sha256Digest;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

pub fn key() -> SignerKey {
    SignerKey::from_seed("example.org/record".parse().unwrap(), &[7; 32])
}

pub fn policy() -> Policy {
    Policy::parse(format!("log {}\nquorum none\n", key().public()).as_bytes()).unwrap()
}

/// An entry that no other number gives.
pub fn entry(number: u64) -> Vec<u8> {
    let document = Sha256Digest::of(&number.to_be_bytes());
    Entry::Known(Box::new(KnownEntry::new(Statement::Pledge { document }))).to_bytes()
}

/// A directory with logs in it.
pub struct Place(pub TempDir);

impl Place {
    pub fn with_log() -> Self {
        let place = Self(TempDir::new().unwrap());
        Log::create(&place.directory(), &key(), &policy()).unwrap();
        place
    }

    pub fn directory(&self) -> LogDirectory {
        LogDirectory::new(self.0.path().join("log"))
    }

    pub fn token(&self, name: &str, per_minute: Option<u32>) -> String {
        let secret = *Sha256Digest::of(name.as_bytes()).as_bytes();
        TokenFile::of(&self.directory()).add(Grant { name: name.to_owned(), per_minute }, &secret).unwrap()
    }

    pub fn open(&self, cosigners: Box<dyn Cosigners>) -> Log {
        Log::open(&self.directory(), cosigners).unwrap()
    }

    /// Serves the log at the root of an address.
    pub fn serve(&self) -> Running {
        self.serve_with(Box::new(NoCosigners), 1_000)
    }

    pub fn serve_with(&self, cosigners: Box<dyn Cosigners>, queue: usize) -> Running {
        let service = Service::new(self.open(cosigners), &self.directory(), "", queue).unwrap();
        Running::start(vec![service])
    }
}

/// Services that answer until this is dropped.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), ServiceError>>>,
}

impl Running {
    pub fn start(services: Vec<Service>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                service::serve(services, listener, async { drop(stopped.await) }).await
            })
        });
        Self { address: told.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn client(&self, token: &str) -> Client {
        Client::new(&self.url(), token)
    }

    /// Waits until the service ends by itself.
    pub fn ended(mut self) -> Result<(), ServiceError> {
        self.thread.take().unwrap().join().unwrap()
    }

    pub fn post(&self, path: &str, token: &str, body: &[u8]) -> Said {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: log\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    pub fn get(&self, path: &str) -> Said {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: log\r\nConnection: close\r\n\r\n").as_bytes())
    }

    /// Sends these very bytes and gives what comes back.
    pub fn send(&self, bytes: &[u8]) -> Said {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // The service may answer, and close, before it has read all.
        let _ = stream.write_all(bytes);
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        Said::of(&said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok());
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Said {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Self { status, head, body: bytes[end..].to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}
