//! Many clients at once, and a service that is killed under them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dunant_log::fsck::check_log;
use dunant_log::service::NotAdded;
use dunant_log::{HttpSource, Source as _};
use dunant_record::checkpoint::SignedCheckpoint;

use crate::house::{Place, entry, policy};

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn sixty_four_clients_each_get_a_place_that_a_stranger_can_prove() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let next = AtomicU64::new(0);
    let mut places: Vec<(u64, u64)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..64)
            .map(|_| {
                scope.spawn(|| {
                    let client = running.client(&token);
                    let mut places = Vec::new();
                    for _ in 0..10 {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let added = client.add(&entry(number), PATIENCE).unwrap();
                        assert!(!added.known && added.size > added.index);
                        places.push((added.index, number));
                    }
                    places
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    places.sort_unstable();
    assert_eq!(places.iter().map(|(index, _)| *index).collect::<Vec<_>>(), (0..640).collect::<Vec<_>>());

    // A stranger has nothing but the address and the policy.
    let mut source = HttpSource::new(&running.url());
    let checkpoint = SignedCheckpoint::parse(&source.checkpoint().unwrap().unwrap()).unwrap();
    for (index, number) in places.iter().step_by(37) {
        let proof = dunant_log::prove(&checkpoint, *index, &mut source).unwrap();
        proof.verify(&policy(), &entry(*number)).unwrap();
        assert_eq!(dunant_log::entry(&checkpoint, *index, &mut source).unwrap(), entry(*number));
    }
    // A second time it is known, and has the place of the first.
    let again = running.client(&token).add(&entry(places[5].1), PATIENCE).unwrap();
    assert!(again.known);
    assert_eq!(again.index, 5);
    drop(running);
    assert_eq!(check_log(&place.directory()).findings, []);
}

#[test]
fn the_same_entry_from_many_at_once_gets_one_place() {
    let place = Place::with_log();
    let (running, token) = (place.serve(), place.token("panel", None));
    let answers: Vec<_> = std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..32).map(|_| scope.spawn(|| running.client(&token).add(&entry(1), PATIENCE).unwrap())).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().map(|added| added.index).collect::<BTreeSet<_>>(), BTreeSet::from([0]));
}

#[test]
fn one_of_two_tokens_that_is_revoked_stops_at_once_and_a_quota_is_of_its_own_token() {
    let place = Place::with_log();
    let running = place.serve();
    let (panel, press) = (place.token("panel", None), place.token("press", Some(2)));
    for number in 0..2 {
        running.client(&press).add(&entry(number), Duration::ZERO).unwrap();
    }
    let spent = running.post("/add-entry", &press, &entry(2));
    assert_eq!(spent.status, 429, "{spent:?}");
    assert_eq!(spent.header("retry-after"), Some("30"));
    running.client(&panel).add(&entry(2), Duration::ZERO).unwrap();
    dunant_log::service::tokens::TokenFile::of(&place.directory()).revoke("panel").unwrap();
    let refused = running.client(&panel).add(&entry(3), PATIENCE).unwrap_err();
    assert!(matches!(refused, NotAdded::Refused { status: 401, .. }), "{refused}");
    let metrics = running.get("/metrics").text();
    for line in [
        "dunant_log_entries 3",
        "dunant_log_acknowledged_total{known=\"no\"} 3",
        "dunant_log_refused_total{reason=\"quota\"} 1",
        "dunant_log_refused_total{reason=\"token\"} 1",
        "dunant_log_queue_entries 0",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
}

#[test]
fn a_service_that_ends_answers_what_was_handed_in_and_starts_again_where_it_was() {
    let place = Place::with_log();
    let token = place.token("panel", None);
    let mut acknowledged = BTreeMap::new();
    for round in 0..4_u64 {
        let running = place.serve();
        let client = running.client(&token);
        for number in round * 10..round * 10 + 10 {
            acknowledged.insert(number, client.add(&entry(number), PATIENCE).unwrap().index);
        }
        // Keep-alive connections do not hold the service.
        drop(running);
    }
    let running = place.serve();
    for (number, index) in acknowledged {
        let again = running.client(&token).add(&entry(number), PATIENCE).unwrap();
        assert!(again.known);
        assert_eq!(again.index, index);
    }
}
