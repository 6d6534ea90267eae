//! What an institution costs: verifying a finding of 100 items under the signatures of 20 members, and taking evidence in.
//!
//! Targets: 300 ms for everything that needs no recomputation; 1,000 items of 10 KiB a second, each durable when it is acknowledged.
//! Medians of several runs; `cargo bench -p dunant-secretariat`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot make its own input should stop")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use dunant::panel::finding::Finding;
use dunant::panel::step::{Admissibility, Answer, Choice, QuestionKind, Referral, Reply, Ruling};
use dunant::panel::{Member, MemberEvent, Party, PartyRole, Policy, Position, Salt};
use dunant::record::Policy as RecordPolicy;
use dunant::record::note::SignerKey;
use dunant::vocabulary::{Moment, Pap, Sha256Digest, Tlp};
use dunant::{Recorded, Setup, Verification, custody::CaseId};
use dunant_secretariat::{
    Act, Error, Founding, From, Home, Occasion, PersonalData, Published, Recipient, Scope, SecretKeys, Terms,
};

const MEMBERS: usize = 20;
const ITEMS: usize = 100;
const INTAKE: usize = 10_000;
const INTAKE_BYTES: usize = 10 << 10;
const COUNTRIES: [&str; 10] = ["KE", "BR", "NO", "JP", "GH", "AR", "PL", "IN", "SN", "MX"];

/// A file and how it is read.
type File = (String, Box<dyn FnOnce() -> Result<Vec<u8>, Error>>);

struct Clock(u64);

impl Clock {
    fn tick(&mut self) -> Occasion {
        self.0 += 1;
        let now = Moment::from_seconds(1_775_030_400 + 60 * self.0).unwrap();
        Occasion { now, random: *Sha256Digest::of(&self.0.to_be_bytes()).as_bytes() }
    }
}

fn house(root: &Path, clock: &mut Clock) -> Home {
    let founding = Founding {
        name: "bench.example".into(),
        store: "store.sqlite".into(),
        blobs: "blobs".into(),
        witnesses: "quorum none\n".into(),
    };
    Home::create(root, &founding, &clock.tick()).unwrap()
}

fn key(number: usize) -> SignerKey {
    let name = format!("bench.example/member-{number}");
    SignerKey::from_seed(name.parse().unwrap(), Sha256Digest::of(name.as_bytes()).as_bytes())
}

fn enrol(home: &Home, clock: &mut Clock) {
    for (number, country) in (0..MEMBERS).zip(COUNTRIES.iter().cycle()) {
        let member = Member {
            key: key(number).public(),
            nationalities: vec![country.parse().unwrap()],
            affiliation: "an independent laboratory".into(),
            state_service: None,
            clients: Vec::new(),
            conflicts: Vec::new(),
            team: None,
        };
        home.enrol(MemberEvent::Enrolled(Box::new(member)), &clock.tick()).unwrap();
    }
}

fn open(home: &Home, case: &CaseId, clock: &mut Clock) {
    let party =
        Party { name: "Freedonia".into(), role: PartyRole::Accused, country: None, aliases: Vec::new(), key: None };
    let referral = Referral {
        question: "Who did it?".into(),
        title: "A case".into(),
        incident: None,
        parties: vec![party],
        referred_by: "Example CERT".into(),
    };
    home.refer(case, referral, &clock.tick()).unwrap();
    let ruling = Admissibility { decision: Ruling::Admitted, reasons: "It can be answered.".into() };
    home.admit(case, ruling, &clock.tick()).unwrap();
    home.open_case(case, &clock.tick()).unwrap();
}

fn terms() -> Terms {
    Terms {
        from: From::Anonymous("Example CERT".into()),
        tlp: Tlp::Clear,
        pap: Pap::Amber,
        admiralty: "B2".parse().unwrap(),
        handed: None,
        secret_keys: SecretKeys::Refused,
    }
}

fn position() -> Position {
    Position {
        answer: Answer::Insufficient { reasons: "Public tools alone.".into() },
        articles: Vec::new(),
        reasons: "Whoever did it could be anybody who read the same reports.".into(),
        rejected: Vec::new(),
    }
}

/// A report on an intrusion, unlike the others.
fn report(number: usize) -> String {
    format!(
        "# Report {number}\n\nMimikatz and PsExec were run on host-{number}. Credentials were dumped (T1003.001), disks were wiped \
         (T1561.002).\nThe server was 203.0.113.{}, update-{number}.example.net.\n",
        number % 250
    )
}

/// A case that 20 members judged, on 100 items.
fn published(home: &Home, case: &CaseId, setup: &Setup, clock: &mut Clock) -> Published {
    enrol(home, clock);
    open(home, case, clock);
    home.describe(case, "title = \"A case\"\nincident = \"2026-03-14\"\n", None, &clock.tick()).unwrap();
    let files = (0..ITEMS).map(|number| -> File {
        (format!("report-{number:03}.md"), Box::new(move || Ok(report(number).into_bytes())))
    });
    home.take_in(case, files, &terms(), &clock.tick(), &mut |_| {}).unwrap();
    home.freeze(case, setup, &clock.tick()).unwrap();
    let salt = |number: usize| Salt::new(*Sha256Digest::of(&number.to_be_bytes()).as_bytes());
    for number in 0..MEMBERS {
        home.commit_to(case, &key(number), &position(), &salt(number), &clock.tick()).unwrap();
    }
    for number in 0..MEMBERS {
        home.reveal(case, &key(number), position(), salt(number), &clock.tick()).unwrap();
    }
    let text = "Who rented the server?".to_owned();
    home.ask(case, None, "Freedonia".into(), QuestionKind::Question, text, &clock.tick()).unwrap();
    let reply = Reply { question: 1, text: "We do not know.".into(), evidence: Vec::new() };
    home.reply(case, None, reply, &clock.tick()).unwrap();
    home.draft(case, &key(0), position(), setup, &clock.tick()).unwrap();
    for number in 0..MEMBERS {
        home.vote(case, &key(number), Choice::For, None, &clock.tick()).unwrap();
    }
    home.decide(case, &clock.tick()).unwrap();
    home.publish(case, &clock.tick()).unwrap()
}

/// The median of so many runs.
fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times.get(runs / 2).copied().unwrap()
}

fn verification() {
    let (directory, setup, mut clock) = (tempfile::tempdir().unwrap(), Setup::shipped().unwrap(), Clock(0));
    let home = house(&directory.path().join("house"), &mut clock);
    let case: CaseId = "2026-1".parse().unwrap();
    let published = published(&home, &case, &setup, &mut clock);
    let export = directory.path().join("export");
    let to = Recipient::Within("the laboratory".into());
    let scope = Scope { to, up_to: Tlp::Red, personal_data: PersonalData::Included, secret_keys: SecretKeys::Refused };
    let act = Act { by: "registrar".into(), purpose: "bench".into() };
    home.export(&case, &export, &scope, &act, &setup, &clock.tick()).unwrap();

    let place = published.file.parent().unwrap();
    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(place.join("finding.proof")).unwrap();
    let policy = RecordPolicy::parse(&fs::read(place.join("record.policy")).unwrap()).unwrap();
    let rules = Policy::parse(&Finding::parse(&bytes).unwrap().policy).unwrap();
    let verify = |evidence| {
        let recorded = Some(Recorded { proof: &proof, policy: &policy });
        let now = Moment::from_seconds(1_900_000_000).unwrap();
        let verification =
            Verification { rules: Some(&rules), evidence, recorded, ..Verification::new(&bytes, &setup, now) };
        let report = verification.run().unwrap().report;
        assert!(report.holds(), "{report:#?}");
    };
    println!("a finding of {ITEMS} items and {MEMBERS} members: {} bytes", bytes.len());
    println!("  read                              {:?}", median(11, || drop(Finding::parse(&bytes).unwrap())));
    println!("  verified without recomputation    {:?}", median(11, || verify(None)));
    println!("  verified with recomputation       {:?}", median(5, || verify(Some(&export))));
}

fn intake() {
    let (directory, mut clock) = (tempfile::tempdir().unwrap(), Clock(0));
    let home = house(&directory.path().join("house"), &mut clock);
    enrol(&home, &mut clock);
    let mut rates = Vec::new();
    for round in 0..3 {
        let case: CaseId = format!("2026-{round}").parse().unwrap();
        open(&home, &case, &mut clock);
        let files = (0..INTAKE).map(|number| -> File {
            let read = move || {
                let line = format!("{round} {number} 203.0.113.7 GET /\n");
                Ok(line.bytes().cycle().take(INTAKE_BYTES).collect())
            };
            (format!("log-{number:05}.txt"), Box::new(read))
        });
        let start = Instant::now();
        let taken = home.take_in(&case, files, &terms(), &clock.tick(), &mut |_| {}).unwrap();
        let elapsed = start.elapsed();
        assert_eq!(taken, INTAKE);
        println!("  {INTAKE} items taken in              {elapsed:?}");
        rates.push((taken as f64 / elapsed.as_secs_f64()) as u64);
        println!("  their custody read and verified   {:?}", median(1, || drop(home.items(&case).unwrap())));
    }
    rates.sort_unstable();
    println!("intake: {:?} items of {INTAKE_BYTES} bytes a second (median of 3)", rates.get(1).unwrap());
}

fn main() {
    verification();
    intake();
}
