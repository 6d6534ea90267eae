//! A house with a case in it, small enough to be told in a moment: no knowledge of actors, one instrument, three items.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dunant::convention::Convention;
use dunant::knowledge::Builder;
use dunant::panel::finding::{Body, Check, Checked, Code, Finding, Report};
use dunant::panel::member::{MemberNote, MemberStatement};
use dunant::panel::step::{
    Admissibility, Answer, ArticleVerdict, ArticleView, Choice, QuestionKind, Referral, Rejected, Reply, Ruling,
};
use dunant::panel::{
    Enrolment, Member, MemberEvent, Party, PartyRole, Policy, Position, Proceeding, Salt, SignedStep, Step,
};
use dunant::record::Policy as RecordPolicy;
use dunant::record::note::SignerKey;
use dunant::vocabulary::{Moment, Pap, Sha256Digest, Tlp};
use dunant::{Recorded, Setup, Verification, custody::CaseId};
use dunant_secretariat::{
    Act, Audience, Error, Founding, From, Home, Occasion, PersonalData, Published, Recipient, Scope, SecretKeys,
    Selected, Terms,
};

const CASE_FILE: &str = include_str!("../../../../examples/example-hospital/case.toml");
pub const NAMES_HELD_BACK: &str = include_str!("../../../../examples/example-hospital/held-back.txt");

/// Name, text and marking of each item.
pub const EVIDENCE: [(&str, &str, Tlp); 3] = [
    ("indicators.csv", "type,value\nipv4,203.0.113.77\ndomain,update.example.net\n", Tlp::Clear),
    (
        "responder-notes.md",
        "RADIO-PACS01 stopped answering at 02:10. Credentials were dumped (T1003.001).\n",
        Tlp::Amber,
    ),
    ("wiper-analysis.md", "It overwrites the master boot record (T1561.002), and waits.\n", Tlp::Clear),
];

/// What the case is examined with: nothing is known of actors, and one short instrument is held against it.
pub static SETUP: LazyLock<Setup> = LazyLock::new(|| {
    let instrument = include_str!("../../../../instruments/neutral-technology-2017.toml");
    let convention = Convention::parse([("neutral-technology-2017.toml", instrument)]).unwrap();
    Setup::builder().pack(Builder::new().finish().0).convention(convention).build().unwrap()
});

/// Seconds from one epoch to the next.
pub const EVERY: u64 = 21_600;

/// A member's declaration, signed by these.
pub fn declaration<'k>(member: &Member, keys: impl IntoIterator<Item = &'k SignerKey>) -> String {
    let what = MemberStatement::Declaration(Box::new(member.clone()));
    MemberNote::sign("house.example".parse().unwrap(), what, keys).unwrap().to_string()
}

/// A data directory, its members, and the clock on the wall.
pub struct House {
    pub home: Home,
    pub root: PathBuf,
    pub case: CaseId,
    /// Three who judge, and one who is recused: a national of the affected state.
    pub members: Vec<SignerKey>,
    hours: Cell<u64>,
    _directory: tempfile::TempDir,
}

pub fn case() -> CaseId {
    "2026-1".parse().unwrap()
}

pub fn act() -> Act {
    Act { by: "registrar".into(), purpose: "test".into() }
}

pub fn moment(hours: u64) -> Moment {
    Moment::from_seconds(1_775_030_400 + 3600 * hours).unwrap()
}

pub fn key(name: &str) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), Sha256Digest::of(name.as_bytes()).as_bytes())
}

pub fn member(number: usize, nationality: &str) -> Member {
    Member {
        key: key(&format!("house.example/member-{number}")).public(),
        nationalities: vec![nationality.parse().unwrap()],
        affiliation: "an independent laboratory".into(),
        state_service: None,
        clients: Vec::new(),
        conflicts: Vec::new(),
        team: None,
    }
}

pub fn position(number: usize) -> Position {
    Position {
        answer: Answer::Insufficient { reasons: format!("Nothing names anybody, member {number} finds.") },
        articles: vec![ArticleView {
            article: "neutral-technology-2017/no-aid".into(),
            verdict: ArticleVerdict::Undetermined,
        }],
        reasons: "Public tools alone.".into(),
        rejected: vec![Rejected { hypothesis: "Freedonia".into(), why: "A claim is no evidence.".into() }],
    }
}

pub fn salt(number: usize) -> Salt {
    Salt::new(*Sha256Digest::of(format!("salt {number}").as_bytes()).as_bytes())
}

pub fn question(text: &str) -> (String, QuestionKind, String) {
    ("Freedonia".into(), QuestionKind::Question, text.into())
}

impl House {
    /// Nothing but a house and its members.
    pub fn new() -> Self {
        Self::with_members(&["KE", "BR", "NO", "CH"])
    }

    /// A house with a case of this name before it.
    pub fn of(case: &str) -> Self {
        Self { case: case.parse().unwrap(), ..Self::new() }
    }

    pub fn with_members(nationalities: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("house");
        let founding = Founding {
            name: "house.example".into(),
            store: "store.sqlite".into(),
            blobs: "blobs".into(),
            witnesses: "quorum none\n".into(),
        };
        let first = Occasion { now: moment(0), random: [7; 32] };
        let home = Home::create(&root, &founding, &first).unwrap();
        let house = Self { home, root, case: case(), members: Vec::new(), hours: Cell::new(0), _directory: directory };
        let mut members = Vec::new();
        for (number, nationality) in (1..).zip(nationalities) {
            let member = member(number, nationality);
            house.home.enrol(MemberEvent::Enrolled(Box::new(member)), &house.later(1)).unwrap();
            members.push(key(&format!("house.example/member-{number}")));
        }
        Self { members, ..house }
    }

    /// A house of the second form, with its own witnesses and founders: an epoch is made with each step.
    pub fn witnessed() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("house");
        let founding = Founding {
            name: "house.example".into(),
            store: "store.sqlite".into(),
            blobs: "blobs".into(),
            witnesses: String::new(),
        };
        let first = Occasion { now: moment(0), random: [7; 32] };
        let home = Home::create_for_exercises(&root, &founding, EVERY, &first).unwrap();
        let house = Self { home, root, case: case(), members: Vec::new(), hours: Cell::new(0), _directory: directory };
        let mut members = Vec::new();
        for (number, nationality) in (1..).zip(["KE", "BR", "NO", "CH"]) {
            let key = key(&format!("house.example/member-{number}"));
            let founders = house.home.founders().unwrap();
            let note = declaration(&member(number, nationality), founders.iter().take(2).chain([&key]));
            house.home.enrol(MemberEvent::Signed { note }, &house.later(1)).unwrap();
            members.push(key);
        }
        Self { members, ..house }
    }

    /// So many hours later.
    pub fn later(&self, hours: u64) -> Occasion {
        self.hours.set(self.hours.get() + hours);
        self.at(self.hours.get())
    }

    /// At a time that the clock need not agree with.
    pub fn at(&self, hours: u64) -> Occasion {
        Occasion { now: moment(hours), random: *Sha256Digest::of(format!("draw {hours}").as_bytes()).as_bytes() }
    }

    pub fn hours(&self) -> u64 {
        self.hours.get()
    }

    pub fn judging(&self) -> &[SignerKey] {
        &self.members[..self.members.len() - 1]
    }

    pub fn recused(&self) -> &SignerKey {
        self.members.last().unwrap()
    }

    pub fn refer(&self, case: &CaseId) {
        let party = |name: &str, role, country: Option<&str>| Party {
            name: name.into(),
            role,
            country: country.map(|code| code.parse().unwrap()),
            aliases: Vec::new(),
            key: None,
        };
        let referral = Referral {
            question: "Who wiped the hospital's computers on 14 March 2026?".into(),
            title: "Example Hospital".into(),
            incident: Some("2026-03-14".parse().unwrap()),
            parties: vec![
                party("Freedonia", PartyRole::Accused, None),
                party("Example Hospital", PartyRole::Affected, Some("CH")),
            ],
            referred_by: "Example CERT".into(),
        };
        self.home.refer(case, referral, &self.later(1)).unwrap();
        let ruling = Admissibility { decision: Ruling::Admitted, reasons: "It can be answered.".into() };
        self.home.admit(case, ruling, &self.later(1)).unwrap();
        self.home.open_case(case, &self.later(1)).unwrap();
    }

    pub fn take_in(&self, case: &CaseId, name: &str, bytes: &[u8], tlp: Tlp) -> Result<usize, Error> {
        let terms = Terms {
            from: From::Anonymous("Example CERT".into()),
            tlp,
            pap: Pap::Amber,
            admiralty: "B2".parse().unwrap(),
            handed: None,
            secret_keys: SecretKeys::Refused,
        };
        let bytes = bytes.to_vec();
        let file = (name.to_owned(), Box::new(move || Ok(bytes)) as Box<dyn FnOnce() -> Result<Vec<u8>, Error>>);
        self.home.take_in(case, [file], &terms, &self.later(1), &mut |_| {})
    }

    pub fn describe(&self, case: &CaseId) {
        self.home.describe(case, CASE_FILE, Some(NAMES_HELD_BACK), &self.later(1)).unwrap();
    }

    /// A case whose evidence is frozen.
    pub fn freeze(&self) {
        self.refer(&self.case);
        self.describe(&self.case);
        for (name, text, tlp) in EVIDENCE {
            self.take_in(&self.case, name, text.as_bytes(), tlp).unwrap();
        }
        self.home.freeze(&self.case, &SETUP, &self.later(1)).unwrap();
    }

    pub fn commit(&self) {
        for (number, member) in self.judging().iter().enumerate() {
            self.home.commit_to(&self.case, member, &position(number), &salt(number), &self.later(1)).unwrap();
        }
    }

    pub fn reveal(&self) {
        for (number, member) in self.judging().iter().enumerate() {
            self.home.reveal(&self.case, member, position(number), salt(number), &self.later(1)).unwrap();
        }
    }

    /// Asks the accused party, and enters its reply.
    pub fn hear(&self) {
        let (to, kind, text) = question("Who rented the server at 203.0.113.77?");
        let asked = self.home.ask(&self.case, None, to, kind, text, &self.later(1)).unwrap();
        let number = asked.round().unwrap().questions.last().unwrap().number;
        let reply = Reply { question: number, text: "A company that was dissolved.".into(), evidence: Vec::new() };
        self.home.reply(&self.case, None, reply, &self.later(1)).unwrap();
    }

    pub fn disclose(&self) {
        let item = "responder-notes.md";
        let selected = Selected { item, numbers: &[0], personal_data: PersonalData::HeldBack };
        self.home.disclose(&self.case, &selected, &act(), &SETUP, &self.later(1)).unwrap();
    }

    pub fn draft(&self) {
        self.home.draft(&self.case, &self.members[0], position(0), &SETUP, &self.later(1)).unwrap();
    }

    pub fn vote(&self) {
        let (last, others) = self.judging().split_last().unwrap();
        for member in others {
            self.home.vote(&self.case, member, Choice::For, None, &self.later(1)).unwrap();
        }
        let dissent = Some("The reply should have been checked.".to_owned());
        self.home.vote(&self.case, last, Choice::Against, dissent, &self.later(1)).unwrap();
    }

    pub fn publish(&self) -> Published {
        self.home.decide(&self.case, &self.later(1)).unwrap();
        self.home.publish(&self.case, &self.later(1)).unwrap()
    }

    /// A case that went all the way.
    pub fn published() -> (Self, Published) {
        let house = Self::new();
        house.freeze();
        let published = house.conclude();
        (house, published)
    }

    /// From the freeze to the publication.
    pub fn conclude(&self) -> Published {
        self.commit();
        self.reveal();
        self.hear();
        self.disclose();
        self.draft();
        self.vote();
        self.publish()
    }

    /// The evidence, all of it.
    pub fn export(&self) -> PathBuf {
        self.export_up_to(Tlp::Red)
    }

    /// The evidence that is marked no closer.
    pub fn export_up_to(&self, up_to: Tlp) -> PathBuf {
        let directory = self.root.join(format!("export-{}", self.hours()));
        let to = Recipient::Within("the laboratory".into());
        let scope = Scope { to, audience: Audience { up_to, ..Audience::WHOLE_CASE } };
        self.home.export(&self.case, &directory, &scope, &act(), &SETUP, &self.later(1)).unwrap();
        directory
    }

    pub fn secretariat(&self) -> SignerKey {
        SignerKey::parse(fs::read_to_string(self.root.join("keys/secretariat.key")).unwrap().trim_end()).unwrap()
    }

    /// The keys of everybody: what somebody who has taken over the house, and all who sit in it, could sign with.
    pub fn keys(&self) -> BTreeMap<String, SignerKey> {
        let all = self.members.iter().map(|member| key(member.name().as_str())).chain([self.secretariat()]);
        all.map(|key| (key.name().to_string(), key)).collect()
    }
}

pub fn finding(published: &Published) -> Finding {
    Finding::parse(&fs::read(&published.file).unwrap()).unwrap()
}

/// The report on these bytes, by the house's own rules.
pub fn report(bytes: &[u8], evidence: Option<&Path>) -> Report {
    let finding = Finding::parse(bytes).unwrap();
    let rules = Policy::parse(&finding.policy).unwrap();
    let verification = Verification { rules: Some(&rules), evidence, ..Verification::new(bytes, &SETUP, moment(0)) };
    verification.run().unwrap().report
}

/// The report on a published finding with its proof.
pub fn recorded(published: &Published, evidence: Option<&Path>) -> Report {
    let place = published.file.parent().unwrap();
    let bytes = fs::read(&published.file).unwrap();
    let proof = fs::read(place.join("finding.proof")).unwrap();
    let policy = RecordPolicy::parse(&fs::read(place.join("record.policy")).unwrap()).unwrap();
    let rules = Policy::parse(&Finding::parse(&bytes).unwrap().policy).unwrap();
    let verification = Verification {
        rules: Some(&rules),
        evidence,
        recorded: Some(Recorded { proof: &proof, policy: &policy }),
        ..Verification::new(&bytes, &SETUP, moment(0))
    };
    verification.run().unwrap().report
}

/// All but what holds, a line each; what a finding of the first form never shows is left out.
pub fn told(report: &Report) -> String {
    let line = |check: &Check| {
        let result = match check.result {
            Checked::Holds => return None,
            Checked::Fails => "FAILS",
            Checked::NotChecked if check.code == Some(Code::FirstForm) => return None,
            Checked::NotChecked => "not checked",
            Checked::NotAsked => "not asked",
        };
        Some(format!("{result}: {}: {}", check.what, check.because.as_deref().unwrap_or_default()))
    };
    report.checks.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The case told again by people who agreed to lie: the body is altered, and frozen, drafted and voted on so by everybody's keys.
pub fn retold(finding: &Finding, keys: &BTreeMap<String, SignerKey>, alter: impl FnOnce(&mut Body)) -> Finding {
    let case = finding.body.case.clone();
    let policy = Policy::parse(&finding.policy).unwrap();
    let enrolment = Enrolment::read(&finding.members, policy.secretariat()).unwrap();
    let secretariat = &keys[policy.secretariat()[0].name().as_str()];
    let told = Proceeding::read(case.clone(), policy.clone(), Some(enrolment.clone()), &finding.steps).unwrap();
    let mut body = finding.body.clone();
    alter(&mut body);
    body.freeze.manifest = body.evidence.digest();
    body.freeze.items = body.evidence.items().len() as u64;
    let digest = body.digest().unwrap();
    let revealed: BTreeMap<String, (Position, Salt)> = (told.steps().iter())
        .filter_map(|taken| match taken.step() {
            Step::Reveal(reveal) => Some((taken.signed.by().to_string(), (reveal.position.clone(), reveal.salt))),
            _ => None,
        })
        .collect();
    let mut again = Proceeding::new(case.clone(), policy, Some(enrolment));
    let mut steps = Vec::new();
    for taken in told.steps() {
        let by = &keys[taken.signed.by().as_str()];
        let freeze = again.round().and_then(|round| round.freeze_digest()).unwrap_or(digest);
        let mut step = taken.step().clone();
        match &mut step {
            Step::Freeze(frozen) => *frozen = body.freeze.clone(),
            Step::Commitment(commitment) => {
                let (position, salt) = &revealed[by.name().as_str()];
                commitment.freeze = freeze;
                commitment.seal = position.seal(&case, by.name(), &freeze, salt);
            }
            Step::Reveal(reveal) => reveal.freeze = freeze,
            Step::Question(question) => question.freeze = freeze,
            Step::Draft(draft) => (draft.freeze, draft.body) = (freeze, digest),
            Step::Vote(vote) => vote.draft = digest,
            Step::Decision(decision) => decision.draft = digest,
            _ => {}
        }
        let note = SignedStep::sign(case.clone(), step, by).unwrap().to_string();
        let submitted = again.submit(&note, taken.at, secretariat).unwrap();
        submitted.result.unwrap();
        steps.push(submitted.note);
    }
    Finding { body, steps, ..finding.clone() }
}

/// Copies a directory, but for what stands in it beside a house.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let entries: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    for path in entries {
        if path == to || path.join("dunant.toml").is_file() {
            continue;
        }
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            match fs::copy(&path, &place) {
                // A store that nobody uses any more is closed in its own time, and takes its log with it.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                copied => drop(copied.unwrap()),
            }
        }
    }
}
