//! A process that takes items in is killed 200 times, at every system call that writes; after each, a process that opens the store
//! finds all that was acknowledged, nothing half-written, and goes on.
//!
//! Kills are put in by strace; where it cannot trace, they come after measured times instead.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use dunant_store::sealing::{ExposeSecret as _, Identities, decrypt};
use dunant_store::{Blobs as _, Location, PosixBlobs, Store, missing};
use dunant_vocabulary::Sha256Digest;
use tempfile::TempDir;

/// Half of them while a store is made, half while one goes on.
const KILLS: usize = 200;

/// The system calls that write, or make durable what was written.
const CALLS: [&str; 8] = ["pwrite64", "write", "fsync", "fdatasync", "rename", "mkdir", "unlink", "ftruncate"];

/// Items that one run takes in, if it is not killed.
const COUNT: u64 = 6;

/// When a process is killed.
#[derive(Debug, Clone)]
enum Kill {
    /// As one of its threads makes its `nth` call of this name; the call is not made.
    At { call: String, nth: usize },
    /// So long after it was started.
    After(Duration),
}

#[test]
fn whenever_intake_is_killed_nothing_acknowledged_is_lost_and_nothing_half_written_shows() {
    let can_trace = can_trace();
    let mut seen = BTreeMap::new();
    killed_while_it_is_made(can_trace, &mut seen);
    killed_while_it_goes_on(can_trace, &mut seen);
    say(&format!("intake was killed {} times, at these calls: {seen:?}", seen.values().sum::<usize>()));
}

fn killed_while_it_is_made(can_trace: bool, seen: &mut BTreeMap<String, usize>) {
    let kills = Kills::of(Home::new, can_trace);
    let mut rounds = Rounds::default();
    while let Some((kill, batch)) = rounds.next(&kills) {
        let home = Home::new();
        let said = home.take_in(0, batch, Some(&kill));
        rounds.count(&kill, &said, seen);
        let standing = home.check(0, batch, &said.acknowledged, &kill);
        let again = home.take_in(standing, batch, None);
        assert!(again.succeeded, "intake goes on after {kill:?}: {}", again.error);
        assert_eq!(home.check(standing, batch, &again.acknowledged, &kill), standing + COUNT);
    }
}

fn killed_while_it_goes_on(can_trace: bool, seen: &mut BTreeMap<String, usize>) {
    let begun = || {
        let home = Home::new();
        assert!(home.take_in(0, 1, None).succeeded);
        home
    };
    let kills = Kills::of(begun, can_trace);
    let (home, mut standing, mut rounds) = (begun(), COUNT, Rounds::default());
    while let Some((kill, batch)) = rounds.next(&kills) {
        let said = home.take_in(standing, batch, Some(&kill));
        assert!(said.killed || said.succeeded, "intake goes on before {kill:?}: {}", said.error);
        rounds.count(&kill, &said, seen);
        standing = home.check(standing, batch, &said.acknowledged, &kill);
    }
    let last = home.take_in(standing, 3, None);
    assert!(last.succeeded, "{}", last.error);
    assert_eq!(home.check(standing, 3, &last.acknowledged, &Kill::After(Duration::ZERO)), standing + COUNT);
}

/// Every kill of one run of intake: of one that takes in an item at a time, where the same calls come in the same order; and of one that
/// takes in three, which several threads write.
struct Kills {
    of_one: Vec<Kill>,
    of_three: Vec<Kill>,
}

impl Kills {
    fn of(home: impl Fn() -> Home, can_trace: bool) -> Self {
        if !can_trace {
            let after: Vec<Kill> = (0..100).map(|part| Kill::After(Duration::from_micros(200 * part))).collect();
            return Self { of_one: after.clone(), of_three: after };
        }
        Self { of_one: every_call(&home(), 1), of_three: every_call(&home(), 3) }
    }
}

/// Which kills were tried, and how many took place.
#[derive(Default)]
struct Rounds {
    of_one: usize,
    of_three: usize,
    took_place: usize,
}

impl Rounds {
    /// The next kill and how many items are taken in at once, until enough took place. Two of three are of one item at a time.
    fn next(&mut self, kills: &Kills) -> Option<(Kill, u64)> {
        if self.took_place >= KILLS / 2 {
            return None;
        }
        let tried = self.of_one + self.of_three;
        assert!(tried < KILLS, "{} of {tried} kills took place: see what changed", self.took_place);
        let (kills, round, batch) = match tried % 3 {
            2 => (&kills.of_three, &mut self.of_three, 3),
            _ => (&kills.of_one, &mut self.of_one, 1),
        };
        // Even steps through all of them; then again, beginning with another.
        let planned = if batch == 3 { KILLS / 6 } else { KILLS / 3 };
        let place = (*round * kills.len() / planned + *round / planned) % kills.len();
        *round += 1;
        Some((kills.get(place).unwrap().clone(), batch))
    }

    fn count(&mut self, kill: &Kill, said: &Said, seen: &mut BTreeMap<String, usize>) {
        if said.killed {
            self.took_place += 1;
            let call = if let Kill::At { call, .. } = kill { call } else { "any" };
            *seen.entry(call.to_owned()).or_default() += 1;
        }
    }
}

/// The kills at every call that a run of intake into this home makes, which goes on to its end.
fn every_call(home: &Home, batch: u64) -> Vec<Kill> {
    let standing = home.check(0, 1, &[], &Kill::After(Duration::ZERO));
    let trace = home.place.path().join("trace");
    let traced = Command::new("strace")
        .args(["-f", "-o"])
        .arg(&trace)
        .args(["-e", "signal=none", "-e"])
        .arg(format!("trace={}", CALLS.map(|call| format!("?{call}")).join(",")))
        .arg(take_in())
        .args(home.arguments(standing, batch))
        .output()
        .unwrap();
    assert!(traced.status.success(), "{}", String::from_utf8_lossy(&traced.stderr));
    let all: Vec<Kill> = most_calls(&fs::read_to_string(&trace).unwrap())
        .into_iter()
        .flat_map(|(call, most)| (1..=most).map(move |nth| Kill::At { call: call.clone(), nth }))
        .collect();
    assert!(all.len() > 20, "{all:?}");
    all
}

/// How often a thread makes a call of each name, at most: strace counts the calls of each thread apart.
fn most_calls(trace: &str) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in trace.lines() {
        let (Some((thread, rest)), false) = (line.split_once(' '), line.contains("resumed>")) else { continue };
        if let Some((name, _)) = rest.trim_start().split_once('(') {
            *counts.entry((thread, name)).or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((_, name), count) in counts {
        let most = most.entry(name.to_owned()).or_default();
        *most = count.max(*most);
    }
    most
}

/// A directory with a store, its blobs and the identity that decrypts them.
struct Home {
    place: TempDir,
    identities: Identities,
}

/// What the program said until it ended.
struct Said {
    acknowledged: Vec<u64>,
    succeeded: bool,
    killed: bool,
    error: String,
}

impl Home {
    fn new() -> Self {
        let (place, identities) = (TempDir::new().unwrap(), Identities::generate());
        fs::write(place.path().join("identity"), identities.to_file().expose_secret()).unwrap();
        Self { place, identities }
    }

    fn arguments(&self, first: u64, batch: u64) -> [String; 4] {
        [self.place.path().display().to_string(), first.to_string(), COUNT.to_string(), batch.to_string()]
    }

    fn take_in(&self, first: u64, batch: u64, kill: Option<&Kill>) -> Said {
        let arguments = self.arguments(first, batch);
        match kill {
            None => Command::new(take_in()).args(arguments).output().unwrap().into(),
            Some(Kill::At { call, nth }) => Command::new("strace")
                .args(["-f", "-o", "/dev/null", "-e"])
                .arg(format!("trace={call}"))
                .arg("-e")
                .arg(format!("inject={call}:signal=SIGKILL:when={nth}"))
                .arg(take_in())
                .args(arguments)
                .output()
                .unwrap()
                .into(),
            Some(Kill::After(time)) => {
                let mut child = Command::new(take_in())
                    .args(arguments)
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap();
                std::thread::sleep(*time);
                child.kill().unwrap();
                child.wait_with_output().unwrap().into()
            }
        }
    }

    /// Opens the store as another process would, holds it against all promises, and says how many items stand: from 0 on, without a
    /// gap. `first` is the first that the last run took in, so many at a time.
    fn check(&self, first: u64, batch: u64, acknowledged: &[u64], kill: &Kill) -> u64 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let blobs = PosixBlobs::open(self.place.path().join("blobs")).unwrap();
            let store = Store::open(&Location::Sqlite(self.place.path().join("cases.sqlite"))).await.unwrap();
            let items = store.items("c").await.unwrap();
            let standing = items.len() as u64;
            for (number, item) in (0..).zip(&items) {
                let content = format!("item {number}");
                assert_eq!((item.place, item.digest), (number, Sha256Digest::of(content.as_bytes())), "{kill:?}");
                let sealed = blobs.get(&item.blob).expect("no item stands without its blob");
                assert_eq!(decrypt(&sealed, &self.identities, 100).unwrap(), content.as_bytes(), "{kill:?}");
                let chain = store.chain(&format!("case/c/item/{}", item.digest)).await.unwrap();
                assert_eq!(chain, [format!("received {content}\n")], "no item stands without its link: {kill:?}");
            }
            let subjects = store.subjects("").await.unwrap();
            assert_eq!(subjects.len(), items.len(), "no link stands without its item: {kill:?}");
            for number in acknowledged {
                assert!(*number < standing, "item {number} was acknowledged and is lost: {kill:?}");
            }
            let of_last_run = standing.saturating_sub(first);
            assert_eq!(of_last_run % batch, 0, "a transaction is there as a whole: {kill:?}");
            assert_eq!(missing(&store, &blobs).await.unwrap(), [], "{kill:?}");
            let (named, stored) = (store.blobs().await.unwrap(), blobs.list().unwrap());
            assert!(named.is_subset(&stored), "{kill:?}");
            // A blob that nothing names is whole all the same.
            let unnamed: BTreeSet<_> = stored.difference(&named).collect();
            unnamed.into_iter().for_each(|name| drop(blobs.get(name).unwrap()));
            assert_eq!(fs::read_dir(self.place.path().join("blobs/incoming")).unwrap().count(), 0, "{kill:?}");
            store.close().await;
            standing
        })
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let said = String::from_utf8(output.stdout).unwrap();
        let number = |line: &str| line.strip_prefix("acknowledged ").unwrap().parse().unwrap();
        Self {
            acknowledged: said.lines().map(number).collect(),
            succeeded: output.status.success(),
            killed: output.status.code().is_none(),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The program, built if need be: cargo builds examples for `cargo test`, not for `cargo test --test NAME`.
fn take_in() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let this = std::env::current_exe().unwrap();
        let target = this.ancestors().nth(3).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", "take_in"]);
        let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--target-dir").arg(target).status().unwrap();
        assert!(built.success(), "the example `take_in` does not build");
        target.join("debug/examples/take_in")
    })
}

/// Whether strace can trace here. Where it cannot, one line says what is done instead.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "trace=write", "true"]).output();
    let reason = match traced {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; "),
        Err(error) => format!("strace: {error}"),
    };
    say(&format!(
        "intake is killed after measured times, and not at each system call: there is no strace here ({reason})"
    ));
    false
}

/// A line that is not hidden when a test passes.
fn say(line: &str) {
    std::io::stderr().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}
