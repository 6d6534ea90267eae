//! Requests of every wrong kind: each has an answer that names it, and none reaches the log.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::{Place, entry};

#[test]
fn what_is_no_entry_is_refused_with_the_reason_and_nothing_is_taken() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let good = entry(0);
    let cut = &good[..good.len() - 1];
    let later = String::from_utf8(good.clone()).unwrap().replacen("/v1", "/v9", 1);
    for (body, status, why) in [
        (b"".as_slice(), 400, "dunant-entry"),
        (b"hello\n", 400, "dunant-entry"),
        (cut, 400, ""),
        (&[0xff, 0xfe, 0], 400, ""),
        (later.as_bytes(), 400, "version 9"),
        (&[b'x'; 65_536], 413, "65535"),
        (&vec![b'x'; 10 << 20], 413, "65535"),
    ] {
        let said = running.post("/add-entry", &token, body);
        assert_eq!(said.status, status, "{} bytes: {said:?}", body.len());
        assert!(said.text().contains(why), "{said:?}");
    }
    for wrong in ["", "dunant-log-token-", &token[1..], &token.to_uppercase(), &format!("{token}0")] {
        let said = running.post("/add-entry", wrong, &good);
        assert_eq!(said.status, 401, "{said:?}");
        assert_eq!(said.header("www-authenticate"), Some("bearer"));
    }
    assert!(running.get("/checkpoint").text().contains("\n0\n"));
    assert_eq!(running.post("/add-entry", &token, &good).status, 200);
}

#[test]
fn other_paths_and_methods_have_their_answers_and_lead_to_no_other_file() {
    let place = Place::with_log();
    let running = place.serve();
    place.token("panel", None);
    for path in [
        "/tokens",
        "/log.key",
        "/../log.key",
        "/tile/../../log.key",
        "/tile/0/..%2f..%2flog.key",
        "/%2e%2e/log.key",
        "/tile/0/000.p/0",
        "/tile/0/000.p/256",
        "/tile/64/000",
        "/tile/0/x000/000",
        "/tile/0/1",
        "/tile/-1/000",
        "/tile/0/000.p/99999999999999999999",
        "//checkpoint",
        "/checkpoint/",
        "/Checkpoint",
    ] {
        let said = running.get(path);
        assert!(matches!(said.status, 400 | 404), "{path}: {said:?}");
        assert!(!said.text().contains("PRIVATE"), "{path}");
    }
    let method = |method: &str, path: &str| {
        running.send(format!("{method} {path} HTTP/1.1\r\nHost: log\r\nConnection: close\r\n\r\n").as_bytes())
    };
    assert_eq!(method("DELETE", "/checkpoint").status, 405);
    assert_eq!(method("PUT", "/tile/0/000").header("allow"), Some("get, head"));
    assert_eq!(method("GET", "/add-entry").header("allow"), Some("post"));
}

#[test]
fn clients_that_say_nothing_or_half_keep_nobody_else_from_being_answered() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let silent: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(running.address).unwrap()).collect();
    let half: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(running.address).unwrap();
            write!(
                stream,
                "POST /add-entry HTTP/1.1\r\nHost: log\r\nAuthorization: Bearer {token}\r\nContent-Length: 100\r\n\r\nx"
            )
            .unwrap();
            stream
        })
        .collect();
    let mut garbled = TcpStream::connect(running.address).unwrap();
    garbled.write_all(b"\0\x01\x02 nonsense\r\n\r\n").unwrap();
    let mut said = String::new();
    garbled.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let _ = garbled.read_to_string(&mut said);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{said}");
    let mut long = TcpStream::connect(running.address).unwrap();
    let _ = long.write_all(format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)).as_bytes());
    let mut said = String::new();
    long.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let _ = long.read_to_string(&mut said);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");

    let added = running.client(&token).add(&entry(0), Duration::ZERO).unwrap();
    assert_eq!(added.index, 0);
    // A body that stops half-way is no entry, and has no place in the queue.
    drop(half);
    drop(silent);
    assert!(running.get("/metrics").text().contains("dunant_log_queue_entries 0\n"));
}
