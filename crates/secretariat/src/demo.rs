//! A case that went all the way, to look around in. Everything in it is invented, and it is always the same: keys, salts and times
//! are fixed, so it must never be used for anything real.

use std::path::Path;

use dunant::Setup;
use dunant_custody::CaseId;
use dunant_panel::finding::witnessed::SCHEMA;
use dunant_panel::member::MemberStatement;
use dunant_panel::step::{
    Admissibility, Answer, ArticleVerdict, ArticleView, Choice, QuestionKind, Referral, Rejected, Reply, Ruling,
};
use dunant_panel::{Member, MemberEvent, MemberNote, Party, PartyRole, Position, Salt};
use dunant_record::note::SignerKey;
use dunant_vocabulary::{Country, Moment, Pap, Sha256Digest, Tlp};

use crate::{Act, Error, Founding, From, Home, Occasion, PersonalData, Published, SecretKeys, Selected, Terms};

const CASE_FILE: &str = include_str!("../../../examples/example-hospital/case.toml");
const NAMES_HELD_BACK: &str = include_str!("../../../examples/example-hospital/held-back.txt");

/// The files, who handed each in, and how far it may be shared.
const EVIDENCE: [(&str, &[u8], &str, Tlp, &str); 3] = [
    (
        "indicators.csv",
        include_bytes!("../../../examples/example-hospital/evidence/indicators.csv"),
        "Example CERT",
        Tlp::Clear,
        "A2",
    ),
    (
        "responder-notes.md",
        include_bytes!("../../../examples/example-hospital/evidence/responder-notes.md"),
        "Example Hospital",
        Tlp::Amber,
        "B2",
    ),
    (
        "wiper-analysis.md",
        include_bytes!("../../../examples/example-hospital/evidence/wiper-analysis.md"),
        "Example Labs",
        Tlp::Clear,
        "B3",
    ),
];

/// The members: number, nationality, employer.
const MEMBERS: [(u8, &str, &str); 4] = [
    (1, "KE", "University of Nairobi"),
    (2, "BR", "an independent laboratory"),
    (3, "NO", "an insurer's forensic team"),
    (4, "CH", "a hospital's security team"),
];

/// The day on which it begins.
const FIRST_DAY: u64 = 1_775_030_400;

/// Seconds from one epoch to the next, as a real body has them.
const EVERY: u64 = 21_600;

/// Makes a data directory in which a case was referred, examined, heard, voted on and published.
///
/// # Errors
/// A directory that is not empty; what writing fails with.
pub fn demo(root: &Path, setup: &Setup) -> Result<(Home, Published), Error> {
    let mut clock = Clock { hours: 0 };
    let founding = Founding {
        name: "demo.example".to_owned(),
        store: "store.sqlite".to_owned(),
        blobs: "blobs".to_owned(),
        // Its own.
        witnesses: String::new(),
    };
    let home = Home::create_for_exercises(root, &founding, EVERY, &clock.occasion()?)?;
    let founders = home.founders()?;
    let case: CaseId = "example-hospital".parse().map_err(invalid)?;

    let mut members = Vec::new();
    for (number, nationality, affiliation) in MEMBERS {
        let key = member_key(number)?;
        let member = Member {
            key: key.public(),
            nationalities: vec![nationality.parse::<Country>().map_err(invalid)?],
            affiliation: affiliation.to_owned(),
            state_service: None,
            clients: Vec::new(),
            conflicts: Vec::new(),
            team: None,
        };
        let what = MemberStatement::Declaration(Box::new(member));
        let body = founding.name.parse().map_err(invalid)?;
        let note = MemberNote::sign(body, what, founders.iter().chain([&key])).map_err(invalid)?;
        home.enrol(MemberEvent::Signed { note: note.to_string() }, &clock.tick(&home, 1)?)?;
        members.push(key);
    }

    home.refer(&case, referral()?, &clock.tick(&home, 24)?)?;
    let reasons = "A hospital was harmed, and the question can be answered by evidence.".to_owned();
    home.admit(&case, Admissibility { decision: Ruling::Admitted, reasons }, &clock.tick(&home, 24)?)?;
    home.open_case(&case, &clock.tick(&home, 24)?)?;
    home.describe(&case, CASE_FILE, Some(NAMES_HELD_BACK), &clock.tick(&home, 1)?)?;
    for (name, bytes, from, tlp, grade) in EVIDENCE {
        let terms = Terms {
            from: From::Anonymous(from.to_owned()),
            tlp,
            pap: Pap::Amber,
            admiralty: grade.parse().map_err(invalid)?,
            handed: None,
            secret_keys: SecretKeys::Refused,
        };
        let file = (name.to_owned(), Box::new(|| Ok(bytes.to_vec())) as Box<dyn FnOnce() -> Result<Vec<u8>, Error>>);
        home.take_in(&case, [file], &terms, &clock.tick(&home, 1)?, &mut |_| {})?;
    }
    home.freeze(&case, setup, &clock.tick(&home, 72)?)?;

    let [first, second, third, _recused] = members.as_slice() else { return Err(invalid("four members")) };
    let judging = [first, second, third];
    for (number, member) in judging.iter().enumerate() {
        home.commit_to(&case, member, &position(number), &salt(number), &clock.tick(&home, 20)?)?;
    }
    for (number, member) in judging.iter().enumerate() {
        home.reveal(&case, member, position(number), salt(number), &clock.tick(&home, 3)?)?;
    }
    let question = "Who rented the server at 203.0.113.77 between 1 and 15 March 2026?".to_owned();
    home.ask(&case, None, "Freedonia".to_owned(), QuestionKind::Question, question, &clock.tick(&home, 24)?)?;
    let reply = Reply {
        question: 1,
        text: "A company that has been dissolved. Its registration is public; we know of no other user.".to_owned(),
        evidence: Vec::new(),
    };
    home.reply(&case, Some(&accused_key()?), reply, &clock.tick(&home, 240)?)?;
    let act = Act { by: "registrar".to_owned(), purpose: "finding".to_owned() };
    // The address of the server that was asked about, by its number among what the notes hold.
    let selected = Selected { item: "responder-notes.md", numbers: &[4], personal_data: PersonalData::HeldBack };
    home.disclose(&case, &selected, &act, setup, &clock.tick(&home, 1)?)?;

    home.draft(&case, first, conclusion(), setup, &clock.tick(&home, 48)?)?;
    home.vote(&case, first, Choice::For, None, &clock.tick(&home, 12)?)?;
    home.vote(&case, second, Choice::For, None, &clock.tick(&home, 12)?)?;
    let dissent = "The reply about the server can be checked, and should have been before we concluded.".to_owned();
    home.vote(&case, third, Choice::Against, Some(dissent), &clock.tick(&home, 12)?)?;
    home.decide(&case, &clock.tick(&home, 1)?)?;
    let published = home.publish(&case, &clock.tick(&home, 24)?)?;
    Ok((home, published))
}

fn referral() -> Result<Referral, Error> {
    let party =
        |name: &str, role, country, key| Party { name: name.to_owned(), role, country, aliases: Vec::new(), key };
    Ok(Referral {
        question: "Who wiped the hospital's computers on 14 March 2026, and was a promise broken?".to_owned(),
        title: "Example Hospital".to_owned(),
        incident: Some("2026-03-14".parse().map_err(invalid)?),
        parties: vec![
            party("Freedonia", PartyRole::Accused, None, Some(accused_key()?.public())),
            party("Example Hospital", PartyRole::Affected, Some("CH".parse().map_err(invalid)?), None),
        ],
        referred_by: "Example CERT".to_owned(),
    })
}

/// What each member concluded alone: the third was readier to say something of the wiper.
fn position(number: usize) -> Position {
    let reasons = match number {
        0 => "Techniques and public tools alone; whoever did it could be anybody who read the same reports.",
        1 => "The wiper is new, its server was rented for two weeks, and nothing ties either to a known actor.",
        _ => "Nothing names anybody. The server should be followed up before we say that nothing can.",
    };
    Position {
        answer: Answer::Insufficient { reasons: reasons.to_owned() },
        articles: Vec::new(),
        reasons: reasons.to_owned(),
        rejected: vec![claimed()],
    }
}

fn claimed() -> Rejected {
    Rejected {
        hypothesis: "Freedonia, as a newspaper has it".to_owned(),
        why: "A claim without a stated basis is no evidence.".to_owned(),
    }
}

fn conclusion() -> Position {
    let reasons = "Only what anybody can imitate supports any known actor, and the server's tenant is not known.";
    Position {
        answer: Answer::Insufficient { reasons: reasons.to_owned() },
        articles: vec![ArticleView {
            article: "un-norms-2015/territory".to_owned(),
            verdict: ArticleVerdict::Undetermined,
        }],
        reasons: "The evidence was assessed apart by three members, none of whom could name anybody. Freedonia was asked about the \
                  server and replied. The reply neither supports nor excludes its part in this."
            .to_owned(),
        rejected: vec![claimed()],
    }
}

fn member_key(number: u8) -> Result<SignerKey, Error> {
    let name = format!("demo.example/panel/member-{number}").parse().map_err(invalid)?;
    Ok(SignerKey::from_seed(name, Sha256Digest::of(&[b"demo member ".as_slice(), &[number]].concat()).as_bytes()))
}

/// The accused party answers under a key of its own: its reply is not the secretariat's word.
fn accused_key() -> Result<SignerKey, Error> {
    let name = "freedonia.example/mission".parse().map_err(invalid)?;
    Ok(SignerKey::from_seed(name, Sha256Digest::of(b"demo party").as_bytes()))
}

fn salt(number: usize) -> Salt {
    Salt::new(*Sha256Digest::of(format!("demo salt {number}").as_bytes()).as_bytes())
}

/// The hours of the case.
struct Clock {
    hours: u64,
}

impl Clock {
    /// So many hours later; the epochs that were due meanwhile are made.
    fn tick(&mut self, home: &Home, hours: u64) -> Result<Occasion, Error> {
        for _ in 0..hours {
            self.hours += 1;
            if (3600 * self.hours).is_multiple_of(EVERY) {
                home.tick(&self.occasion()?)?;
            }
        }
        self.occasion()
    }

    fn occasion(&self) -> Result<Occasion, Error> {
        let now = Moment::from_seconds(FIRST_DAY + 3600 * self.hours).ok_or_else(|| invalid(SCHEMA))?;
        let random = *Sha256Digest::of(format!("demo {}", self.hours).as_bytes()).as_bytes();
        Ok(Occasion { now, random })
    }
}

/// What is fixed here is well formed; tests hold that.
fn invalid(error: impl std::fmt::Display) -> Error {
    Error::Input {
        message: format!("the demonstration: {error}"),
        help: "this is a mistake in the program: report it".into(),
    }
}
