//! The read side: what is served, how it may be kept, and several logs in one process.

use dunant_log::mirror::mirror;
use dunant_log::service::Service;
use dunant_log::storage::{PosixStorage, Storage as _};
use dunant_log::{HttpSource, Log, LogDirectory, NoCosigners};
use dunant_record::note::SignerKey;
use dunant_record::policy::Policy;
use std::time::Duration;

use crate::house::{Place, Running, entry, policy};

#[test]
fn tiles_are_kept_for_ever_and_checkpoints_never() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let client = running.client(&token);
    let mut three = None;
    for number in 0..300 {
        client.add(&entry(number), Duration::from_secs(20)).unwrap();
        if number == 2 {
            three = Some((running.get("/tile/0/000.p/3"), running.get("/tile/entries/000.p/3")));
        }
    }
    let (hashes, entries) = three.unwrap();
    for (said, path) in [(hashes, "/tile/0/000.p/3"), (entries, "/tile/entries/000.p/3")] {
        assert_eq!(said.header("content-type"), Some("application/octet-stream"));
        assert_eq!(said.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(said.header("access-control-allow-origin"), Some("*"));
        // The file of the partial tile is gone; under its name are the same bytes for ever.
        assert_eq!(running.get(path).body, said.body, "{path}");
    }
    let checkpoint = running.get("/checkpoint");
    assert_eq!(checkpoint.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(checkpoint.header("cache-control"), Some("no-cache"));
    let head = running.send(b"HEAD /checkpoint HTTP/1.1\r\nHost: log\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), checkpoint.header("content-length"));
    let asked = running.send(b"OPTIONS /checkpoint HTTP/1.1\r\nHost: log\r\nConnection: close\r\n\r\n");
    assert_eq!((asked.status, asked.header("access-control-allow-methods")), (204, Some("get, head")));
    for outside in ["/tile/0/001.p/45", "/tile/1/000", "/tile/2/000.p/1", "/tile/0/002"] {
        assert_eq!(running.get(outside).status, 404, "{outside}");
    }
}

#[test]
fn a_mirror_of_what_is_served_has_the_same_bytes() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let client = running.client(&token);
    let copy = place.0.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for (from, to) in [(0, 5), (5, 260), (260, 261)] {
        for number in from..to {
            client.add(&entry(number), Duration::from_secs(20)).unwrap();
        }
        let mut storage = PosixStorage::open(&copy).unwrap();
        let mirrored = mirror(&mut HttpSource::new(&running.url()), &mut storage, &policy(), place.0.path()).unwrap();
        assert_eq!(mirrored.now, to);
        assert_eq!(storage.checkpoint().unwrap().unwrap(), running.get("/checkpoint").body);
    }
}

#[test]
fn several_logs_are_served_below_their_own_paths() {
    let place = Place::with_log();
    let token = place.token("panel", None);
    let other = SignerKey::from_seed("example.org/record/lodging".parse().unwrap(), &[9; 32]);
    let directory = LogDirectory::new(place.0.path().join("other"));
    let trusted = Policy::parse(format!("log {}\nquorum none\n", other.public()).as_bytes()).unwrap();
    Log::create(&directory, &other, &trusted).unwrap();
    let services = vec![
        Service::new(place.open(Box::new(NoCosigners)), &place.directory(), "/record/", 10).unwrap(),
        Service::new(Log::open(&directory, Box::new(NoCosigners)).unwrap(), &directory, "/record/lodging", 10).unwrap(),
    ];
    let running = Running::start(services);
    assert!(running.get("/record/checkpoint").text().starts_with("example.org/record\n"));
    assert!(running.get("/record/lodging/checkpoint").text().starts_with("example.org/record/lodging\n"));
    for nowhere in ["/", "/checkpoint", "/records/checkpoint", "/record", "/record/lodging"] {
        assert_eq!(running.get(nowhere).status, 404, "{nowhere}");
    }
    // A token is of one log.
    assert_eq!(running.post("/record/add-entry", &token, &entry(0)).status, 200);
    assert_eq!(running.post("/record/lodging/add-entry", &token, &entry(0)).status, 401);
}
