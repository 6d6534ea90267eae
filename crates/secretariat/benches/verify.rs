//! What an institution costs: verifying a finding of 100 items under the signatures of 20 members and 90 days of epochs, and taking
//! evidence in.
//!
//! Targets: 500 ms for everything that needs no recomputation, 200 ms and 220 KiB of it for the heads log; 1,000 items of 10 KiB a second, each
//! durable when it is acknowledged. Medians of several runs; `cargo bench -p dunant-secretariat`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot make its own input should stop")]

use std::fs;
use std::time::{Duration, Instant};

use dunant::panel::finding::WitnessedFinding;
use dunant::panel::finding::witnessed::Reader;
use dunant::panel::member::MemberStatement;
use dunant::panel::step::{Admissibility, Answer, Choice, QuestionKind, Referral, Rejected, Reply, Ruling};
use dunant::panel::{Member, MemberEvent, MemberNote, PanelEvent, Party, PartyRole, Position, Salt};
use dunant::record::Note;
use dunant::record::note::SignerKey;
use dunant::vocabulary::{Moment, Pap, Sha256Digest, Tlp};
use dunant::{Setup, Verification, custody::CaseId, custody::chain::Link};
use dunant_heads::{ChainPlace, LogEnd, Nonce, Position as Place, believed_by};
use dunant_secretariat::{
    Act, Audience, Error, Founding, From, Home, Occasion, Published, Recipient, Scope, SecretKeys, Terms,
};

const MEMBERS: usize = 20;
const ITEMS: usize = 100;
const INTAKE: usize = 10_000;
const INTAKE_BYTES: usize = 10 << 10;
/// Epochs of the finding, one each six hours: 90 days.
const EPOCHS: u64 = 360;
const EVERY: u64 = 21_600;
/// Chains of the body.
const CHAINS: usize = 207;
/// Bytes of an ML-DSA-44 signature (FIPS 204, table 2), and of the key hash and the time before it in a cosignature (C2SP).
const ML_DSA_44: usize = 2_420 + 4 + 8;
const ED25519: usize = 64 + 4 + 8;
const COUNTRIES: [&str; 10] = ["KE", "BR", "NO", "JP", "GH", "AR", "PL", "IN", "SN", "MX"];

/// A file and how it is read.
type File = (String, Box<dyn FnOnce() -> Result<Vec<u8>, Error>>);

struct Clock {
    seconds: u64,
    step: u64,
}

impl Clock {
    fn tick(&mut self) -> Occasion {
        self.seconds += self.step;
        let now = Moment::from_seconds(1_775_030_400 + self.seconds).unwrap();
        Occasion { now, random: *Sha256Digest::of(&self.seconds.to_be_bytes()).as_bytes() }
    }
}

fn founding(witnesses: &str) -> Founding {
    Founding {
        name: "bench.example".into(),
        store: "store.sqlite".into(),
        blobs: "blobs".into(),
        witnesses: witnesses.into(),
    }
}

fn key(number: usize) -> SignerKey {
    let name = format!("bench.example/member-{number}");
    SignerKey::from_seed(name.parse().unwrap(), Sha256Digest::of(name.as_bytes()).as_bytes())
}

fn member(number: usize, country: &str) -> Member {
    Member {
        key: key(number).public(),
        nationalities: vec![country.parse().unwrap()],
        affiliation: "an independent laboratory".into(),
        state_service: None,
        clients: Vec::new(),
        conflicts: Vec::new(),
        team: None,
    }
}

fn enrol(home: &Home, clock: &mut Clock) {
    for (number, country) in (0..MEMBERS).zip(COUNTRIES.iter().cycle()) {
        let member = Box::new(member(number, country));
        let event = if home.is_for_exercises() {
            let (founders, own) = (home.founders().unwrap(), key(number));
            let (body, what) = ("bench.example".parse().unwrap(), MemberStatement::Declaration(member));
            let note = MemberNote::sign(body, what, founders.iter().take(2).chain([&own])).unwrap();
            MemberEvent::Signed { note: note.to_string() }
        } else {
            MemberEvent::Enrolled(member)
        };
        home.enrol(event, &clock.tick()).unwrap();
    }
}

fn refer(home: &Home, case: &CaseId, clock: &mut Clock) {
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
}

fn open(home: &Home, case: &CaseId, clock: &mut Clock) {
    refer(home, case, clock);
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
        rejected: vec![Rejected { hypothesis: "Freedonia".into(), why: "A claim is no evidence.".into() }],
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

/// A case that 20 members judged, on 100 items, in 90 days of a busy body.
fn published(home: &Home, case: &CaseId, setup: &Setup, clock: &mut Clock) -> Published {
    enrol(home, clock);
    for other in 0..CHAINS - 2 - ITEMS {
        refer(home, &format!("other-{other}").parse().unwrap(), clock);
    }
    clock.step = EVERY;
    open(home, case, clock);
    home.describe(case, "title = \"A case\"\nincident = \"2026-03-14\"\n", None, &clock.tick()).unwrap();
    let files = (0..ITEMS).map(|number| -> File {
        (format!("report-{number:03}.md"), Box::new(move || Ok(report(number).into_bytes())))
    });
    home.take_in(case, files, &terms(), &clock.tick(), &mut |_| {}).unwrap();
    // A body for exercises makes an epoch before each step and one after it.
    let of_steps = 2 * (3 * MEMBERS as u64 + 8) + 1;
    for _ in of_steps..EPOCHS {
        home.tick(&clock.tick()).unwrap();
    }
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

/// The body's clock, a minute a step.
fn clock() -> Clock {
    Clock { seconds: 0, step: 60 }
}

fn verification() {
    let (directory, setup, mut clock) = (tempfile::tempdir().unwrap(), Setup::shipped().unwrap(), clock());
    let root = directory.path().join("house");
    let home = Home::create_for_exercises(&root, &founding(""), EVERY, &clock.tick()).unwrap();
    let case: CaseId = "2026-1".parse().unwrap();
    let published = published(&home, &case, &setup, &mut clock);
    let export = directory.path().join("export");
    let to = Recipient::Within("the laboratory".into());
    let scope = Scope { to, audience: Audience::WHOLE_CASE };
    let act = Act { by: "registrar".into(), purpose: "bench".into() };
    home.export(&case, &export, &scope, &act, &setup, &clock.tick()).unwrap();

    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(published.file.with_file_name("finding.proof")).unwrap();
    let now = clock.tick().now;
    let reader = Reader { proof: Some(&proof), ..Reader::new(home.trust_files(), now) };
    let verify = |evidence| {
        let verification = Verification { reader, evidence, ..Verification::new(&bytes, &setup, now) };
        let report = verification.run().unwrap().report;
        assert!(report.holds(), "{report:#?}");
    };
    let finding = WitnessedFinding::parse(&bytes).unwrap();
    let heads = serde_json::to_string_pretty(&finding.heads).unwrap().len();
    let (before, checkpoints) = (finding.heads.before.len(), finding.heads.checkpoints.len());
    let epochs = before + finding.heads.epochs.len();
    println!("a finding of {ITEMS} items and {MEMBERS} members: {} KiB", bytes.len() >> 10);
    println!("  read                              {:?}", median(11, || drop(WitnessedFinding::parse(&bytes).unwrap())));
    println!("  verified without recomputation    {:?}", median(11, || verify(None)));
    println!("  verified with recomputation       {:?}", median(5, || verify(Some(&export))));
    let verified = median(11, || assert_eq!(verify_heads(&finding, &home), epochs));
    println!(
        "its heads log: {epochs} epochs, {CHAINS} chains, {checkpoints} checkpoints of 4 witnesses: {} KiB",
        heads >> 10
    );
    println!("  verified                          {verified:?}");
    // Base64 in a note, four characters for three bytes.
    let more = 4 * checkpoints * (ML_DSA_44 - ED25519) * 4 / 3;
    println!("  with ML-DSA-44 witnesses          {} KiB", (heads + more) >> 10);
}

/// The part of verification that is of the heads log alone.
fn verify_heads(finding: &WitnessedFinding, home: &Home) -> usize {
    let trust = home.trust().unwrap();
    let texts = |notes: &[String]| -> Vec<String> {
        notes.iter().map(|note| Note::parse(note.as_bytes()).unwrap().text().to_owned()).collect()
    };
    let (steps, members) = (texts(&finding.steps), texts(&finding.members));
    let digests = |texts: &[String]| -> Vec<Sha256Digest> {
        texts.iter().map(|text| Sha256Digest::of(text.as_bytes())).collect()
    };
    let PanelEvent::Begun { nonce, body } = Link::<PanelEvent>::parse(steps.first().unwrap()).unwrap().event else {
        unreachable!("link 0 begins a case")
    };
    let of_members = members.iter().find_map(|text| match Link::<MemberEvent>::parse(text).unwrap().event {
        MemberEvent::Begun { nonce, .. } => Some(nonce),
        _ => None,
    });
    let nonces = [nonce, of_members.unwrap()].map(|nonce| Nonce::from_bytes(nonce.as_bytes()));
    let place = |subject: &str| Place::of(&body, &subject);
    let case = format!("case/{}", finding.body.case);
    let chains = [
        ChainPlace { position: place(&case), nonce: nonces.first().unwrap(), is_dated: true },
        ChainPlace { position: place("members"), nonce: nonces.last().unwrap(), is_dated: false },
    ];
    let history = finding.heads.history(&digests(&steps), &digests(&members)).unwrap();
    let believe = believed_by(trust.heads(), trust.liars().unwrap());
    let verified = history.verify(&LogEnd::default(), &body, &chains, trust.logs(), believe).unwrap();
    usize::try_from(verified.last() + 1).unwrap()
}

fn intake() {
    let (directory, mut clock) = (tempfile::tempdir().unwrap(), clock());
    let home = Home::create(&directory.path().join("house"), &founding("quorum none\n"), &clock.tick()).unwrap();
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
