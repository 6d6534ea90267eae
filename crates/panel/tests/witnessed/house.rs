//! A body with a heads log, four witnesses of whom one may lie, two appointers of three, five members and two parties; and a case that it brings
//! to its decision.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dunant_custody::chain::{Chain, Subject};
use dunant_custody::sealing::Seal;
use dunant_custody::{CaseId, Link};
use dunant_heads::{Epoch, EpochProof, Head, History, Logs, Nonce, Position as Place, PrefixTree, Succession};
use dunant_panel::finding::witnessed::{Course, Outcome, Reader, SCHEMA, TrustName};
use dunant_panel::finding::{Body, Manifest, ManifestItem, Matter, WitnessedFinding};
use dunant_panel::member::MemberStatement;
use dunant_panel::party::{Party, PartyRole};
use dunant_panel::proceeding::{PanelEvent, Timing};
use dunant_panel::standing::Standing;
use dunant_panel::step::*;
use dunant_panel::{Enrolment, Member, MemberEvent, MemberNote, Policy, Proceeding, Refused, Trust, TrustFile};
use dunant_record::merkle::{Frontier, Hash};
use dunant_record::note::{KeyName, SignerKey, VerifierKey};
use dunant_record::{Checkpoint, CosignerSecretKey, SignedCheckpoint, Timestamp};
use dunant_vocabulary::{AdmiraltyGrade, Confidence, Likelihood, Moment, Pap, Sha256Digest, Tlp};

pub const EVERY: u64 = 21_600;
pub const LAG: u64 = 2 * EVERY;
const START: u64 = 1_768_464_000;

pub fn body() -> KeyName {
    "example.org".parse().unwrap()
}

pub fn case() -> CaseId {
    "2026-1".parse().unwrap()
}

pub fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(name.parse().unwrap(), &[seed; 32])
}

pub fn secretariat() -> SignerKey {
    key("example.org/secretariat", 1)
}

pub fn accused() -> SignerKey {
    key("ruritania.example", 2)
}

pub fn member(number: u8) -> SignerKey {
    key(&format!("example.org/panel/member-{number}"), 10 + number)
}

pub fn appointer(number: u8) -> SignerKey {
    key(&format!("founder-{number}.example"), 60 + number)
}

pub fn heads_log() -> SignerKey {
    key("example.org/heads", 5)
}

/// The heads log that follows on the first.
pub fn second_heads_log() -> SignerKey {
    key("example.org/heads-2", 8)
}

/// One that nobody follows.
pub fn third_heads_log() -> SignerKey {
    key("example.org/heads-3", 9)
}

pub fn lodging_log() -> SignerKey {
    key("other.example/log", 7)
}

pub fn witnesses() -> Vec<CosignerSecretKey> {
    (0..4)
        .map(|n| CosignerSecretKey::from_seed(format!("witness.example/{n}").parse().unwrap(), &[70 + n; 32]))
        .collect()
}

pub fn digest(of: &str) -> Sha256Digest {
    Sha256Digest::of(of.as_bytes())
}

pub fn at(seconds: u64) -> Moment {
    Moment::from_seconds(START + seconds).unwrap()
}

pub fn policy() -> Policy {
    let text = Policy::model(&secretariat().public()).replace("days = 30", "days = 2").replace("days = 14", "days = 2");
    Policy::parse(&text).unwrap()
}

/// The text of the trust file.
pub fn trust_text(policy: &Policy) -> String {
    let keys =
        |keys: &[SignerKey]| keys.iter().map(|key| format!("\"{}\"", key.public())).collect::<Vec<_>>().join(", ");
    let mut lines = String::new();
    for (n, witness) in witnesses().iter().enumerate() {
        writeln!(lines, "witness w{n} {}", witness.public()).unwrap();
    }
    format!(
        "schema = \"dunant.trust/1\"\nversion = 1\nexpires = \"2028-01-01T00:00:00Z\"\nbody = \"example.org\"\nearlier = []\n\
         [heads]\nevery = {EVERY}\nlag = {LAG}\nskew = 300\nlogs = [{}]\n[record]\nlogs = [{}]\n[lodging]\nlogs = [{}]\n\
         [witnesses]\npolicy = \"\"\"\n{lines}group enough 3 w0 w1 w2 w3\nquorum enough\n\"\"\"\n\
         [[secretariat]]\nkey = \"{}\"\nfirst = 0\n[[rules]]\nsha256 = \"{}\"\nfirst = 0\n\
         [appointers]\nkeys = [{}]\nneeded = 2\n[signers]\nkeys = [{}]\nneeded = 2\n",
        keys(&[heads_log()]),
        keys(&[key("example.org/record", 6)]),
        keys(&[lodging_log()]),
        secretariat().public(),
        policy.digest(),
        keys(&[appointer(1), appointer(2), appointer(3)]),
        keys(&[appointer(1), appointer(2), appointer(3)]),
    )
}

/// A trust file in which a heads log follows on the first from this epoch on.
pub fn two_logs(text: &str, next: &SignerKey, begins: u64) -> String {
    let one = format!("\"{}\"]", heads_log().public());
    let both = format!("\"{}\", \"{}\"]\nbegins = [0, {begins}]", heads_log().public(), next.public());
    text.replacen(&one, &both, 1)
}

pub fn signed_trust(text: &str) -> TrustFile {
    TrustFile::sign(Trust::parse(text).unwrap(), &[appointer(1), appointer(2)]).unwrap()
}

pub fn somebody(number: u8, country: &str) -> Member {
    Member {
        key: member(number).public(),
        nationalities: vec![country.parse().unwrap()],
        affiliation: format!("University {number}"),
        state_service: None,
        clients: vec![],
        conflicts: vec![],
        team: None,
    }
}

pub fn members() -> Vec<Member> {
    [(1, "CH"), (2, "KE"), (3, "BR"), (4, "JP")].map(|(number, country)| somebody(number, country)).to_vec()
}

/// The declaration of member `number`, signed by whom `signers` gives.
pub fn declaration(member: &Member, signers: &[SignerKey]) -> String {
    let what = MemberStatement::Declaration(Box::new(member.clone()));
    MemberNote::sign(body(), what, signers).unwrap().to_string()
}

pub fn position(number: u8) -> Position {
    Position {
        answer: Answer::Attributed {
            actor: "Sandworm Team".into(),
            likelihood: Likelihood::VeryLikely,
            confidence: Confidence::Moderate,
        },
        articles: vec![],
        reasons: format!("What member {number} makes of it."),
        rejected: vec![],
    }
}

pub fn manifest() -> Manifest {
    let seal = Seal { root: Hash::of_empty_tree(), observations: 0 };
    let [digest, receipt, custody] = ["item", "receipt", "custody"].map(digest);
    let (tlp, pap, admiralty) = (Tlp::Clear, Pap::Clear, AdmiraltyGrade::UNGRADED);
    Manifest::new(vec![ManifestItem { digest, size: 1, tlp, pap, admiralty, receipt, custody, seal }])
}

/// Where the two chains stood in an epoch, and what the log has of it.
#[derive(Clone)]
pub struct Tick {
    tree: PrefixTree,
    succession: Option<Succession>,
    /// Where the case and the members stood.
    stood: [Option<Head>; 2],
    /// Where they moved.
    moved: [Option<Head>; 2],
    checkpoint: SignedCheckpoint,
    pub at: Moment,
}

impl Tick {
    /// How many links of the case stood there.
    pub fn links(&self) -> usize {
        self.case().map_or(0, |head| usize::try_from(head.number).unwrap() + 1)
    }

    /// Where the case stood.
    pub fn case(&self) -> Option<Head> {
        self.stood[0]
    }

    /// Where the case and the members moved.
    pub fn moved(&self) -> [Option<Head>; 2] {
        self.moved
    }

    /// The proof of the case, or of the case and the members.
    fn proof(&self, chains: usize) -> EpochProof {
        let places = [case_place(), members_place()];
        EpochProof {
            chains: self.tree.root(),
            moved: self.moved[..chains].to_vec(),
            paths: self.tree.paths(places.into_iter().take(chains)),
            succession: self.succession.clone(),
        }
    }
}

/// The heads logs as their witnesses saw them.
#[derive(Clone)]
pub struct HeadsLog {
    frontier: Frontier,
    pub ticks: Vec<Tick>,
    /// Which log has which epochs.
    pub logs: Logs,
    /// What the operator enters of another log in place of what it should.
    pub lies: BTreeMap<u64, Option<Succession>>,
    /// Where the case and the members stand that witnesses last saw.
    stands: [Option<Head>; 2],
}

impl Default for HeadsLog {
    fn default() -> Self {
        let (logs, lies) = (Logs::one(heads_log().public()), BTreeMap::new());
        Self { frontier: Frontier::new(), ticks: Vec::new(), logs, lies, stands: [None; 2] }
    }
}

/// The key of a heads log.
fn log_key(public: &VerifierKey) -> SignerKey {
    let keys = [heads_log(), second_heads_log(), third_heads_log()];
    keys.into_iter().find(|key| key.public() == *public).unwrap()
}

pub fn case_place() -> Place {
    Place::of(&body(), &Subject::Case(case()))
}

fn members_place() -> Place {
    Place::of(&body(), &Subject::Members)
}

impl HeadsLog {
    /// Makes an epoch at `now`, of the chains that stand elsewhere than before; witnesses cosign it at once.
    pub fn tick(&mut self, members: Option<Head>, case: Option<Head>, now: Moment) {
        let stood = [case, members];
        let mut moved = stood;
        moved
            .iter_mut()
            .zip(&self.stands)
            .for_each(|(moved, before)| *moved = moved.filter(|head| Some(*head) != *before));
        self.enter(moved, now);
        if let Some(tick) = self.ticks.last_mut() {
            tick.stood = stood;
        }
        self.stands = stood;
    }

    /// Makes an epoch in which the case and the members have these leaves, whatever they had before.
    pub fn enter(&mut self, moved: [Option<Head>; 2], now: Moment) {
        let number = self.ticks.len() as u64;
        let before = self.frontier.head();
        if self.logs.joint(number).is_some() {
            self.frontier = Frontier::new();
        }
        let right = self.logs.succession(number, Some(before));
        let succession = self.lies.get(&number).cloned().unwrap_or(right);
        let log = log_key(&self.logs.of(number).unwrap().key);
        let leaf = |place: Place, head: Option<Head>, nonce: u8| {
            head.map(|head| (place, head.leaf(&place, &Nonce::from_bytes(&[nonce; 32]), number)))
        };
        // Another chain, which moves in every epoch.
        let other = (Place::of(&body(), &"case/other"), Head { number, digest: digest("other") });
        let other = (other.0, other.1.leaf(&other.0, &Nonce::from_bytes(&[9; 32]), number));
        let [case, members] = moved;
        let leaves = [leaf(members_place(), members, MEMBERS_NONCE), leaf(case_place(), case, CASE_NONCE), Some(other)];
        let tree =
            PrefixTree::padded(leaves.into_iter().flatten(), digest(&format!("padding {number}")).as_bytes()).unwrap();
        let chains = tree.root();
        self.frontier.push(Epoch { body: body(), number, chains, succession: succession.clone() }.leaf());
        let checkpoint = Checkpoint::new(log.name().clone(), self.frontier.head()).unwrap();
        let mut checkpoint = SignedCheckpoint::sign(checkpoint, &log).unwrap();
        for witness in witnesses().iter().take(3) {
            let line = witness.cosign(checkpoint.checkpoint(), Timestamp::from_seconds(now.seconds()).unwrap());
            checkpoint.push(line).unwrap();
        }
        self.ticks.push(Tick { tree, succession, stood: moved, moved, checkpoint, at: now });
    }

    /// What became of the case from this epoch on.
    pub fn standing(&self, first: usize) -> Standing {
        let ticks = &self.ticks[first..];
        let epochs = ticks.iter().map(|tick| tick.proof(1)).collect();
        let checkpoints = ticks.last().map(|last| last.checkpoint.clone()).into_iter().collect();
        Standing::new(first as u64, &History { epochs, checkpoints })
    }

    /// What became of the case from this epoch on, and of the members in those before it, under the newest checkpoint.
    pub fn history_from(&self, first: usize) -> History {
        let began = self.ticks.iter().position(|tick| tick.moved[0].is_some()).unwrap_or(self.ticks.len());
        let proof = |(at, tick): (usize, &Tick)| tick.proof(if at < began { 2 } else { 1 });
        let epochs: Vec<EpochProof> = self.ticks.iter().enumerate().skip(first).map(proof).collect();
        let newest = self.ticks.last().filter(|_| !epochs.is_empty()).map(|last| last.checkpoint.clone());
        History { epochs, checkpoints: newest.into_iter().collect() }
    }

    /// The course of the case up to the first epoch in which link `last` stands.
    pub fn course(&self, last: u64) -> Course {
        let end = self.ticks.iter().position(|tick| tick.moved[0].is_some_and(|head| head.number >= last));
        self.course_from(0, end.unwrap_or(self.ticks.len() - 1))
    }

    /// The course that shows nothing of the case before epoch `from`, whatever stood there.
    pub fn course_from(&self, from: usize, end: usize) -> Course {
        let ticks = &self.ticks[..=end];
        let moves = |at: usize| at >= from && ticks[at].moved[0].is_some();
        let began = (0..ticks.len()).find(|at| moves(*at)).unwrap();
        let is_seen = |at: usize| {
            let is_joint = at >= began && ticks[at].succession.is_some();
            moves(at) || is_joint || at + 1 == ticks.len() || at + 1 == began
        };
        let proof = |(at, tick): (usize, &Tick)| {
            let mut proof = tick.proof(if at < began { 2 } else { 1 });
            if !moves(at) {
                proof.moved[0] = None;
            }
            proof
        };
        Course::of(&History {
            epochs: ticks.iter().enumerate().map(proof).collect(),
            checkpoints: (0..ticks.len()).filter(|at| is_seen(*at)).map(|at| ticks[at].checkpoint.clone()).collect(),
        })
    }
}

pub const MEMBERS_NONCE: u8 = 41;
const CASE_NONCE: u8 = 42;

/// The body at work.
#[derive(Clone)]
pub struct House {
    pub trust: TrustFile,
    pub members: Chain<MemberEvent>,
    pub member_notes: Vec<String>,
    pub proceeding: Proceeding,
    pub notes: Vec<String>,
    pub log: HeadsLog,
    pub now: u64,
    pub body: Option<Body>,
}

impl House {
    /// A body whose members are enrolled, in an epoch before any case.
    pub fn new() -> Self {
        let declarations = members()
            .into_iter()
            .zip(1..)
            .map(|(one, number)| declaration(&one, &[member(number), appointer(1), appointer(2)]));
        Self::with(declarations.map(|note| MemberEvent::Signed { note }).collect())
    }

    /// A body whose second heads log begins with this epoch, as its trust file says.
    pub fn succeeded_at(begins: u64) -> Self {
        let mut house = Self::new();
        house.trust = signed_trust(&two_logs(&trust_text(&policy()), &second_heads_log(), begins));
        house.log.logs = house.trust.trust().logs().clone();
        house
    }

    /// The same where the chain of members has these events.
    pub fn with(events: Vec<MemberEvent>) -> Self {
        let policy = policy();
        let trust = signed_trust(&trust_text(&policy));
        let mut members = Chain::new(Subject::Members);
        let begun = MemberEvent::Begun { nonce: Salt::new([MEMBERS_NONCE; 32]), body: body() };
        let member_notes: Vec<String> = [begun]
            .into_iter()
            .chain(events)
            .map(|event| members.append(event, at(0), &secretariat()).unwrap())
            .collect();
        let enrolment = Enrolment::admitted_by(trust.trust().appointers().clone());
        let enrolment = enrolment.follow_all(members.links()).unwrap_or_default();
        let mut house = Self {
            trust,
            members,
            member_notes,
            proceeding: Proceeding::new(case(), policy, Some(enrolment.fixed()))
                .with_office(vec![secretariat().public()])
                .with_timing(Timing { every: EVERY, lag: LAG }),
            notes: Vec::new(),
            log: HeadsLog::default(),
            now: 0,
            body: None,
        };
        house.tick();
        house
    }

    pub fn now(&self) -> Moment {
        at(self.now)
    }

    /// Time goes on to the next epoch, which is made.
    pub fn tick(&mut self) {
        self.now = (self.now / EVERY + 1) * EVERY;
        let members = self.members.head().map(|digest| Head { number: self.members.len() - 1, digest });
        let case = self.proceeding.head().map(|head| Head { number: head.number, digest: head.digest });
        self.log.tick(members, case, self.now());
    }

    /// A body whose case has come to a draft, of which nobody has voted.
    pub fn drafted() -> Self {
        let mut house = Self::new();
        house.begin();
        house.open();
        house.tick();
        house.assess();
        house.hear();
        let draft = house.draft();
        house.must(draft, &member(1));
        house
    }

    pub fn ticks(&mut self, count: usize) {
        (0..count).for_each(|_| self.tick());
    }

    pub fn begin(&mut self) {
        self.now += 60;
        let note = self.proceeding.begin(body(), Salt::new([CASE_NONCE; 32]), self.now(), &secretariat()).unwrap();
        self.notes.push(note);
    }

    /// What somebody signs who sees the case as it is.
    pub fn sign(&self, step: Step, key: &SignerKey) -> String {
        let place = self.proceeding.place_now(step.kind()).unwrap();
        SignedStep::sign_at(place, case(), step, key).unwrap().to_string()
    }

    pub fn hand_in(&mut self, step: Step, key: &SignerKey) -> Result<(), Refused> {
        self.now += 60;
        let note = self.sign(step, key);
        self.hand_in_note(&note)
    }

    pub fn hand_in_note(&mut self, note: &str) -> Result<(), Refused> {
        let submitted = self.proceeding.submit(note, self.now(), &secretariat()).unwrap();
        self.notes.push(submitted.note);
        submitted.result.map(|_| ())
    }

    pub fn must(&mut self, step: Step, key: &SignerKey) {
        let kind = step.kind();
        self.hand_in(step, key).unwrap_or_else(|refused| panic!("{kind} refused: {refused}"));
    }

    fn freeze(&self) -> Sha256Digest {
        self.proceeding.round().and_then(|round| round.freeze_digest()).unwrap()
    }

    /// Referred, admitted, opened, frozen.
    pub fn open(&mut self) {
        let party = |name: &str, role, key| Party { name: name.into(), role, country: None, aliases: vec![], key };
        let parties = vec![
            party("Ruritania", PartyRole::Accused, Some(accused().public())),
            party("The hospital", PartyRole::Affected, None),
        ];
        let (question, title, referred_by) = ("Who?".into(), "The grid".into(), "a CERT".into());
        self.must(Step::Referral(Referral { question, title, incident: None, parties, referred_by }), &secretariat());
        let ruling = Admissibility { decision: Ruling::Admitted, reasons: "Civilians.".into() };
        self.must(Step::Admissibility(ruling), &secretariat());
        let panel = self.proceeding.opening_of(self.enrolled());
        self.must(Step::Opening(panel), &secretariat());
        let [case_file, pack, model, instruments, assessment] =
            ["case", "pack", "model", "instruments", "assessment"].map(digest);
        let (manifest, items) = (manifest().digest(), 1);
        self.must(
            Step::Freeze(Freeze {
                round: 1,
                manifest,
                items,
                case_file,
                pack,
                model,
                instruments,
                settings: None,
                assessment,
                salted: false,
            }),
            &secretariat(),
        );
    }

    pub fn enrolled(&self) -> Vec<Member> {
        let enrolment = Enrolment::admitted_by(self.trust.trust().appointers().clone());
        enrolment.follow_all(self.members.links()).map(|all| all.enrolled().to_vec()).unwrap_or_else(|_| members())
    }

    pub fn commitment(&self, number: u8) -> Step {
        let freeze = self.freeze();
        let seal = position(number).seal(&case(), member(number).name(), &freeze, &Salt::new([number; 32]));
        Step::Commitment(Commitment { freeze, seal })
    }

    pub fn reveal(&self, number: u8) -> Step {
        let (freeze, position, salt) = (self.freeze(), position(number), Salt::new([number; 32]));
        Step::Reveal(Reveal { freeze, position, salt })
    }

    pub fn question(&self, to: &str) -> Step {
        let (freeze, kind) = (self.freeze(), QuestionKind::Question);
        Step::Question(Question { freeze, to: to.into(), kind, text: "Whose server is this?".into() })
    }

    pub fn reply(&self, question: u64) -> Step {
        Step::Reply(Reply { question, text: "It was not us.".into(), evidence: vec![] })
    }

    pub fn draft(&mut self) -> Step {
        self.draft_of(Matter {
            evidence: manifest(),
            disclosures: released(vec![]),
            conclusion: released(position(1)),
            program: "dunant 0.1.0".into(),
            names_held_back: None,
            assessment: released(serde_json::json!({"ranked": []})),
        })
    }

    pub fn draft_of(&mut self, matter: Matter) -> Step {
        let drafted = Body::assemble(&self.proceeding, matter).unwrap();
        let step = Step::Draft(Draft { freeze: self.freeze(), body: drafted.digest().unwrap() });
        self.body = Some(drafted);
        step
    }

    pub fn vote(&self, choice: Choice) -> Step {
        let draft = self.body.as_ref().unwrap().digest().unwrap();
        let reasons = (choice == Choice::Against).then(|| "The second item is weak.".to_owned());
        Step::Vote(Vote { draft, choice, reasons })
    }

    pub fn decision(&self) -> Step {
        Step::Decision(self.proceeding.decision_now().unwrap())
    }

    /// Sealed and opened by members 1 to 4.
    pub fn assess(&mut self) {
        (1..=4).for_each(|n| self.must(self.commitment(n), &member(n)));
        self.tick();
        (1..=4).for_each(|n| self.must(self.reveal(n), &member(n)));
        self.tick();
    }

    /// Both parties asked and heard.
    pub fn hear(&mut self) {
        self.must(self.question("Ruritania"), &secretariat());
        self.must(self.reply(1), &accused());
        self.must(self.question("The hospital"), &member(2));
        self.must(self.reply(2), &secretariat());
        self.tick();
    }

    /// Drafted, and voted on: member 3 dissents.
    pub fn vote_all(&mut self) {
        let draft = self.draft();
        self.must(draft, &member(1));
        for number in 1..=4 {
            let choice = if number == 3 { Choice::Against } else { Choice::For };
            self.must(self.vote(choice), &member(number));
        }
        self.tick();
    }

    /// The same, nobody having seen another's vote.
    pub fn vote_apart(&mut self) {
        let draft = self.draft();
        self.vote_apart_on(draft);
    }

    pub fn vote_apart_on(&mut self, draft: Step) {
        self.must(draft, &member(1));
        let choice = |number| if number == 3 { Choice::Against } else { Choice::For };
        let votes: Vec<String> = (1..=4).map(|number| self.sign(self.vote(choice(number)), &member(number))).collect();
        votes.iter().for_each(|vote| self.hand_in_note(vote).unwrap());
        self.tick();
    }

    pub fn decide(&mut self) {
        self.must(self.decision(), &secretariat());
        self.tick();
    }

    /// An honest case from its beginning to its decision.
    pub fn decided() -> Self {
        Self::decided_by(Self::vote_all)
    }

    /// The same, voted on in this way.
    pub fn decided_by(vote: impl Fn(&mut Self)) -> Self {
        Self::new().comes_to_a_decision(vote)
    }

    /// A case of this body from its beginning to its decision.
    pub fn comes_to_a_decision(mut self, vote: impl Fn(&mut Self)) -> Self {
        self.begin();
        self.open();
        self.tick();
        self.assess();
        self.hear();
        vote(&mut self);
        self.decide();
        self
    }

    pub fn finding(&self) -> WitnessedFinding {
        self.finding_of(self.notes.clone())
    }

    /// The finding of these links, whatever they are, under the epochs as they were.
    pub fn finding_of(&self, steps: Vec<String>) -> WitnessedFinding {
        let trust = self.trust.trust();
        WitnessedFinding {
            schema: SCHEMA.into(),
            body: self.body.clone().unwrap(),
            policy: self.proceeding.policy().text().into(),
            trust: TrustName { version: trust.version(), digest: trust.digest() },
            members: self.member_notes.clone(),
            heads: self.log.course(steps.len() as u64 - 1),
            steps,
        }
    }

    pub fn check(&self, finding: &WitnessedFinding) -> Outcome {
        check(finding, std::slice::from_ref(&self.trust))
    }
}

/// What a reader with these trust files finds.
pub fn check(finding: &WitnessedFinding, trust: &[TrustFile]) -> Outcome {
    let json = finding.to_json().unwrap();
    let now = at(0).plus_days(60);
    let finding = WitnessedFinding::parse(json.as_bytes()).unwrap();
    finding.check(json.as_bytes(), &Reader::new(trust, now))
}

/// The dates and events of a chain.
pub fn events(notes: &[String]) -> Vec<(Moment, PanelEvent)> {
    let read = |note: &String| {
        let note = dunant_record::Note::parse(note.as_bytes()).unwrap();
        let link: Link<PanelEvent> = Link::parse(note.text()).unwrap();
        (link.time, link.event)
    };
    notes.iter().map(read).collect()
}

/// The finding of a case that was so from the start: of a chain with these events, of which so many links stood in each epoch.
pub fn rigged(house: &House, events: &[(Moment, PanelEvent)], epochs: &[(usize, Moment)]) -> Option<WitnessedFinding> {
    let notes = signed_again(events)?;
    let digests: Vec<Sha256Digest> = notes
        .iter()
        .map(|note| Sha256Digest::of(dunant_record::Note::parse(note.as_bytes()).unwrap().text().as_bytes()))
        .collect();
    let members = house.members.head().map(|digest| Head { number: house.members.len() - 1, digest });
    let mut log = HeadsLog { logs: house.log.logs.clone(), ..HeadsLog::default() };
    for (links, time) in epochs {
        let last = links.min(&notes.len()).checked_sub(1);
        log.tick(members, last.map(|last| Head { number: last as u64, digest: digests[last] }), *time);
    }
    let mut finding = house.finding();
    finding.heads = log.course(notes.len() as u64 - 1);
    finding.steps = notes;
    Some(finding)
}

/// The events with the secretariat's own steps signed again for where they stand now, and its count for the votes that stand before it.
pub fn adjusted(events: &[(Moment, PanelEvent)]) -> Vec<(Moment, PanelEvent)> {
    let mut chain: Chain<PanelEvent> = Chain::new(Subject::Case(case()));
    let mut votes: Vec<(KeyName, Choice)> = Vec::new();
    let mut adjusted = Vec::new();
    for (time, event) in events {
        let event = match event {
            PanelEvent::Step { note } => {
                let signed = SignedStep::parse(note).unwrap();
                if let Step::Vote(vote) = signed.step() {
                    votes.push((signed.by().clone(), vote.choice));
                }
                match signed.by() == secretariat().name() {
                    true => PanelEvent::Step { note: again(&signed, &chain, &votes) },
                    false => event.clone(),
                }
            }
            event => event.clone(),
        };
        // The dates of the real chain come later: here it is the order alone.
        chain.append(event.clone(), at(0), &secretariat()).unwrap();
        adjusted.push((*time, event));
    }
    // Digests hold the dates, so what was seen is entered once they are known.
    let mut chain: Chain<PanelEvent> = Chain::new(Subject::Case(case()));
    for (time, event) in &mut adjusted {
        if let PanelEvent::Step { note } = event {
            let signed = SignedStep::parse(note).unwrap();
            if signed.by() == secretariat().name() {
                *note = again(&signed, &chain, &votes);
            }
        }
        let time = chain.last_time().map_or(*time, |last| last.max(*time));
        chain.append(event.clone(), time, &secretariat()).unwrap();
    }
    adjusted
}

fn again(signed: &SignedStep, chain: &Chain<PanelEvent>, votes: &[(KeyName, Choice)]) -> String {
    let mut step = signed.step().clone();
    if let Step::Decision(decision) = &mut step {
        let members = members();
        let cast =
            votes.iter().filter_map(|(name, choice)| Some((members.iter().find(|one| one.name() == name)?, *choice)));
        decision.tally = dunant_panel::Tally::count(4, cast);
        decision.outcome = decision.tally.measures(&policy()).outcome();
    }
    let mut place = signed.statement().place.clone().unwrap();
    place.seen = match chain.head() {
        Some(digest) if step.kind() != StepKind::Referral => Some(SeenLink { number: chain.len() - 1, digest }),
        _ => None,
    };
    // A step other than the referral cannot be the first: it stays as it is.
    SignedStep::sign_at(place, case(), step, &secretariat())
        .map_or_else(|_| signed.to_string(), |again| again.to_string())
}

/// How many links of the house's case stood in each epoch, and when it was made.
pub fn epochs(house: &House) -> Vec<(usize, Moment)> {
    house.log.ticks.iter().map(|tick| (tick.links(), tick.at)).collect()
}

/// Whether the event is a step of this kind by this key.
pub fn is_step(event: &PanelEvent, kind: StepKind, by: &SignerKey) -> bool {
    let PanelEvent::Step { note } = event else { return false };
    SignedStep::parse(note).is_ok_and(|signed| signed.step().kind() == kind && signed.by() == by.name())
}

/// The chain that the secretariat signs of these; where a date goes back, the chain cannot be written.
pub fn signed_again(events: &[(Moment, PanelEvent)]) -> Option<Vec<String>> {
    let mut chain = Chain::new(Subject::Case(case()));
    events.iter().map(|(time, event)| chain.append(event.clone(), *time, &secretariat()).ok()).collect()
}

/// What a test shows holds nothing that the rule would keep.
pub fn released<T>(shown: T) -> dunant_redaction::Released<T> {
    use dunant_redaction::{Audience, Rule, personal::Known};
    let known = Known::default();
    let rule = Rule::new(Audience::ANYBODY, &known);
    let mut look = rule.look(dunant_vocabulary::Tlp::Clear);
    look.text("");
    look.release(shown).unwrap()
}
