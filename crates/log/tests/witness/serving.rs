//! One witness over HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use dunant_log::witness::MAX_BODY_BYTES;
use dunant_log::witnesses::{HttpResponse, HttpTransport, Transport as _};
use dunant_record::checkpoint::SignedCheckpoint;
use dunant_record::merkle::Hash;
use dunant_record::note::SignerKey;
use dunant_record::witness::{AddCheckpoint, Reply};
use tempfile::TempDir;

use crate::world::{Log, Running, now, other_root, witness_key};

struct Served {
    log: Log,
    running: Running,
    transport: HttpTransport,
    _directory: TempDir,
}

impl Served {
    fn new() -> Self {
        let (log, directory) = (Log::new(), TempDir::new().unwrap());
        let running = Running::start(1, directory.path(), &log);
        Self { log, running, transport: HttpTransport::new(Duration::from_secs(5)), _directory: directory }
    }

    fn post(&self, request: &AddCheckpoint) -> HttpResponse {
        self.post_text(&request.to_string())
    }

    fn post_text(&self, body: &str) -> HttpResponse {
        self.transport.add_checkpoint(&format!("{}/add-checkpoint", self.running.url()), body).unwrap()
    }

    fn ask(&self, older: u64, newer: u64) -> HttpResponse {
        self.post(&self.log.request(older, newer))
    }

    /// The head of the answer to these bytes.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut some = [0; 4096];
        // A server that refuses a body may reset the connection after its answer.
        while let Ok(count @ 1..) = stream.read(&mut some) {
            answer.extend(&some[..count]);
            if String::from_utf8_lossy(&answer).contains("\r\n\r\n") {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn a_checkpoint_that_continues_the_last_one_is_cosigned() {
    let served = Served::new();
    for (older, newer) in [(0, 7), (7, 20), (20, 20), (20, 300)] {
        let answer = served.ask(older, newer);
        assert_eq!((answer.status, answer.content_type.as_str()), (200, "text/plain; charset=utf-8"));
        let reply = Reply::parse(answer.status, &answer.content_type, &answer.body).unwrap();
        let Reply::Cosigned(lines) = reply else { panic!("{reply:?}") };
        let text = served.log.checkpoint(newer).note().text().to_owned();
        assert_eq!(witness_key(1).public().verify(&text, &lines[0]), Ok(now()));
    }
}

#[test]
fn an_older_checkpoint_after_a_newer_is_refused() {
    let served = Served::new();
    assert_eq!(served.ask(0, 20).status, 200);
    for (older, newer) in [(0, 7), (7, 7), (7, 20)] {
        let answer = served.ask(older, newer);
        assert_eq!((answer.status, answer.content_type.as_str()), (409, "text/x.tlog.size"), "{older} {newer}");
        assert_eq!(answer.body, b"20\n");
    }
    let backwards = AddCheckpoint { older_size: 20, proof: Vec::new(), checkpoint: served.log.checkpoint(7) };
    assert_eq!(served.post(&backwards).status, 400);
    assert_eq!(served.ask(20, 300).status, 200);
}

#[test]
fn a_split_view_is_refused() {
    let served = Served::new();
    assert_eq!(served.ask(0, 7).status, 200);
    let forked = AddCheckpoint { older_size: 7, proof: Vec::new(), checkpoint: served.log.sign(other_root(7)) };
    let answer = served.post(&forked);
    assert_eq!((answer.status, answer.content_type.as_str()), (409, "text/plain; charset=utf-8"));
    // A larger tree of the other view, with a proof that holds in it.
    assert_eq!(served.post(&Log::fork().request(7, 20)).status, 422);
    assert_eq!(served.ask(7, 20).status, 200);
}

#[test]
fn a_proof_that_does_not_hold_is_answered_with_422() {
    let served = Served::new();
    assert_eq!(served.ask(0, 7).status, 200);
    let mut changed = served.log.request(7, 20);
    changed.proof[0] = Hash::of_leaf(b"another");
    assert_eq!(served.post(&changed).status, 422);
    let none = AddCheckpoint { proof: Vec::new(), ..served.log.request(7, 20) };
    assert_eq!(served.post(&none).status, 422);
}

#[test]
fn a_log_that_is_not_followed_is_answered_with_404() {
    let served = Served::new();
    let other = Log::signed_by(SignerKey::from_seed("example.org/other".parse().unwrap(), &[1; 32]));
    assert_eq!(served.post(&other.request(0, 7)).status, 404);
}

#[test]
fn a_checkpoint_that_the_log_did_not_sign_is_answered_with_403() {
    let served = Served::new();
    let impostor = SignerKey::from_seed(served.log.key.name().clone(), &[3; 32]);
    let genuine = served.log.request(0, 7);
    let checkpoint = SignedCheckpoint::sign(genuine.checkpoint.checkpoint().clone(), &impostor).unwrap();
    assert_eq!(served.post(&AddCheckpoint { checkpoint, ..genuine.clone() }).status, 403);
    // The genuine signature under another text.
    let moved = genuine.to_string().replace("\n7\n", "\n8\n");
    assert_eq!(served.post_text(&moved).status, 403);
}

#[test]
fn what_is_not_a_request_is_answered_with_400() {
    let served = Served::new();
    let request = served.log.request(0, 7).to_string();
    let broken =
        ["", "old 0\n", "\n\n", &request.replace("old 0", "old 00"), request.trim_end(), &format!("{request}x\n")];
    for body in broken {
        assert_eq!(served.post_text(body).status, 400, "{body:?}");
    }
}

#[test]
fn a_body_that_is_too_long_is_answered_with_413() {
    let served = Served::new();
    let head = "POST /w/add-checkpoint HTTP/1.1\r\nHost: a\r\n";
    let announced = served.raw(&format!("{head}Content-Length: {}\r\n\r\n", MAX_BODY_BYTES + 1));
    assert!(announced.starts_with("HTTP/1.1 413 "), "{announced}");
    let chunk = format!("{:x}\r\n{}\r\n", MAX_BODY_BYTES + 1, "a".repeat(MAX_BODY_BYTES + 1));
    let unannounced = served.raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}"));
    assert!(unannounced.starts_with("HTTP/1.1 413 "), "{unannounced}");
    let longest = served.post_text(&"a".repeat(MAX_BODY_BYTES));
    assert_eq!(longest.status, 400);
}

#[test]
fn nothing_but_posting_a_checkpoint_is_served() {
    let served = Served::new();
    for (request, answer) in [
        ("GET /w/add-checkpoint HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 405 "),
        ("POST /add-checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 "),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 404 "),
        ("nonsense\r\n\r\n", "HTTP/1.1 400 "),
    ] {
        let answered = served.raw(request);
        assert!(answered.starts_with(answer), "{request:?}: {answered}");
    }
}

#[test]
fn idle_and_half_sent_requests_do_not_hold_up_a_shutdown() {
    let served = Served::new();
    assert_eq!(served.ask(0, 7).status, 200);
    let mut half = TcpStream::connect(served.running.address).unwrap();
    half.write_all(b"POST /w/add-checkpoint HTTP/1.1\r\nHost: a\r\n").unwrap();
    let start = Instant::now();
    drop(served.running);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
}
