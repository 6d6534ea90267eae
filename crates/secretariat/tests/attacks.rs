//! Attacks on a finding by those who change it, and on a case by those who take part in it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test that fails says where"
)]

mod house;

use std::fs;
use std::sync::OnceLock;
use std::thread;

use dunant::Setup;
use dunant::custody::CaseId;
use dunant::panel::finding::witnessed::Reader;
use dunant::panel::finding::{Checked, Code, Finding, WitnessedFinding};
use dunant::panel::step::{Choice, Commitment, Reply, Reveal, Vote};
use dunant::panel::{Policy, SignedStep, Step, TrustFile};
use dunant::record::note::SignerKey;
use dunant::vocabulary::{Sha256Digest, Tlp};
use dunant_secretariat::{Audience, Error, Home, demo};
use house::{EVIDENCE, House, SETUP, case, finding, moment, position, question, recorded, salt, told};
use serde_json::{Value, json};

/// Every place of a value, the outermost first.
fn places(value: &Value, place: &str, all: &mut Vec<String>) {
    all.push(place.to_owned());
    match value {
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                places(value, &format!("{place}/{number}"), all);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                places(value, &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        _ => {}
    }
}

/// Everything that is done to one place: what it is called, and what stands there then.
fn changes(value: &Value) -> Vec<(String, Value)> {
    let mut changes: Vec<(String, Value)> = Vec::new();
    let mut to = |what: &str, value: Value| changes.push((what.to_owned(), value));
    match value {
        Value::Null => to("something", json!("x")),
        Value::Bool(on) => to("the contrary", json!(!on)),
        Value::Number(number) => {
            match number.as_u64() {
                Some(whole) => to("one more", json!(whole + 1)),
                None => to("a little more", json!(number.as_f64().unwrap().mul_add(1.0 + 1e-15, 1e-300))),
            }
            to("negative", json!(-1));
        }
        Value::String(text) => {
            to("longer", json!(format!("{text}x")));
            to("empty", json!(""));
            if let Some(last) = text.chars().last() {
                let other = if last == '1' { '2' } else { '1' };
                to("another last character", json!(format!("{}{other}", &text[..text.len() - last.len_utf8()])));
                to("capitals", json!(text.to_uppercase()));
            }
        }
        Value::Array(values) => {
            to("reversed", values.iter().rev().cloned().collect());
            // Of a long list its ends and its middle.
            let all = 0..values.len();
            for place in
                all.filter(|place| values.len() <= 20 || [0, values.len() / 2, values.len() - 1].contains(place))
            {
                let mut fewer = values.clone();
                let removed = fewer.remove(place);
                to(&format!("without {place}"), fewer.clone().into());
                fewer.splice(place..place, [removed.clone(), removed]);
                to(&format!("{place} twice"), fewer.into());
            }
            to("one null more", values.iter().cloned().chain([Value::Null]).collect());
        }
        Value::Object(fields) => {
            for key in fields.keys() {
                let mut fewer = fields.clone();
                fewer.remove(key);
                to(&format!("without {key}"), fewer.into());
            }
            let mut more = fields.clone();
            more.insert("more".into(), json!(true));
            to("a field more", more.into());
        }
    }
    if !value.is_null() {
        to("null", Value::Null);
    }
    changes.retain(|(_, changed)| changed != value);
    changes
}

/// How many changes reading refused, and how many checking found; none may be left.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    refused: usize,
    found: usize,
}

/// A finding of either form, and whether one that was changed still holds for its reader.
trait Attacked: serde::Serialize + serde::de::DeserializeOwned {
    fn written(&self) -> String;
    fn read(bytes: &[u8]) -> Option<Self>;
    fn holds(&self, bytes: &[u8], honest: &Self) -> bool;
}

impl Attacked for Finding {
    fn written(&self) -> String {
        self.to_json().unwrap()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::parse(bytes).ok()
    }

    fn holds(&self, _: &[u8], honest: &Self) -> bool {
        self.check(Some(&Policy::parse(&honest.policy).unwrap())).0.holds()
    }
}

/// The trust files of the demonstration.
static TRUST: OnceLock<Vec<TrustFile>> = OnceLock::new();

impl Attacked for WitnessedFinding {
    fn written(&self) -> String {
        self.to_json().unwrap()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::parse(bytes).ok()
    }

    fn holds(&self, bytes: &[u8], _: &Self) -> bool {
        let outcome = self.check(bytes, &Reader::new(TRUST.get().unwrap(), moment(1_000)));
        // The record's proof is not at hand; nothing else may be left open.
        outcome.report.holds() && outcome.report.unchecked().all(|code| code == Code::Record)
    }
}

/// Makes every change at these places of a finding. Nothing is recomputed: a change must not need the evidence to be found.
fn attack<F: Attacked>(honest: &F, places: &[String]) -> Count {
    let (whole, text) = (serde_json::to_value(honest).unwrap(), honest.written());
    assert!(honest.holds(text.as_bytes(), honest));
    let mut count = Count::default();
    let mut unfound = Vec::new();
    for place in places {
        for (what, changed) in changes(whole.pointer(place).unwrap()) {
            let mut value = whole.clone();
            *value.pointer_mut(place).unwrap() = changed;
            // Written as findings are, so that it is not the spelling that is refused.
            let Ok(changed) = serde_json::from_value::<F>(value.clone()) else {
                count.refused += 1;
                continue;
            };
            let bytes = changed.written();
            if bytes == text {
                // What was added was not read; so it must not be there.
                assert!(F::read((serde_json::to_string_pretty(&value).unwrap() + "\n").as_bytes()).is_none());
                count.refused += 1;
                continue;
            }
            match F::read(bytes.as_bytes()) {
                None => count.refused += 1,
                Some(changed) if !changed.holds(bytes.as_bytes(), honest) => count.found += 1,
                Some(_) => unfound.push(format!("{place}: {what}")),
            }
        }
    }
    assert!(unfound.is_empty(), "{unfound:#?}");
    count
}

/// Whether a byte stands in a witness's line below a checkpoint. A line whose key nobody knows is passed over, as the C2SP's signed notes ask
/// for; so where more witnesses signed than are needed, one may be made unknown. The record's entry names every byte.
fn is_a_witness_more_than_needed(text: &[u8], place: usize) -> bool {
    let around = |range: std::ops::Range<usize>| String::from_utf8_lossy(&text[range]).into_owned();
    let (before, behind) = (around(place.saturating_sub(400)..place), around(place..text.len().min(place + 400)));
    let line = before.rsplit("\\n").next().unwrap().to_owned() + behind.split("\\n").next().unwrap();
    line.starts_with("— ") && line.contains("/exercise/witness-")
}

/// Flips a bit of every so many bytes.
fn flip<F: Attacked>(honest: &F, step: usize) -> Count {
    let text = honest.written().into_bytes();
    let mut count = Count::default();
    for place in (0..text.len()).step_by(step) {
        let mut bytes = text.clone();
        bytes[place] ^= 1 << (place % 7);
        match F::read(&bytes) {
            None => count.refused += 1,
            Some(changed) => {
                let found = !changed.holds(&bytes, honest);
                assert!(found || is_a_witness_more_than_needed(&text, place), "byte {place}");
                count.found += 1;
            }
        }
    }
    count
}

#[test]
fn no_part_of_a_finding_can_be_changed() {
    let (_house, published) = House::published();
    let honest = finding(&published);
    let mut all = Vec::new();
    places(&serde_json::to_value(&honest).unwrap(), "", &mut all);
    let count = attack(&honest, &all);
    assert!(count.found > 1_000 && count.refused > 500, "{count:?}");
    let count = flip(&honest, 37);
    assert!(count.found > 100 && count.refused > 100, "{count:?}");
}

#[test]
fn no_part_of_the_demonstrations_finding_can_be_changed() {
    let directory = tempfile::tempdir().unwrap();
    let (home, published) = demo(&directory.path().join("demo"), &Setup::shipped().unwrap()).unwrap();
    TRUST.set(home.trust_files().to_vec()).unwrap();
    let honest = WitnessedFinding::parse(&fs::read(&published.file).unwrap()).unwrap();
    let mut all = Vec::new();
    places(&serde_json::to_value(&honest).unwrap(), "", &mut all);
    // Each takes a while, and there are a hundred thousand: some of them, of every part.
    let some: Vec<String> = all.into_iter().filter(|place| !place.is_empty()).step_by(1_201).collect();
    let count = attack(&honest, &some);
    assert!(count.found > 100, "{count:?}");
    let count = flip(&honest, 60_013);
    assert!(count.found + count.refused > 20, "{count:?}");
}

/// What a case refuses, and what stands in its chain of it.
struct Refusals<'h> {
    house: &'h House,
    codes: Vec<&'static str>,
}

impl Refusals<'_> {
    /// The step is refused for this reason, and the refusal stands at the end of the chain.
    fn expect<T>(&mut self, code: &'static str, words: &str, result: Result<T, Error>) {
        let Err(Error::Refused { code: found, refused, .. }) = result else {
            panic!("{code} is not refused: {:?}", result.err())
        };
        assert_eq!(found, code, "{refused}");
        assert!(refused.contains(words), "{refused}");
        let proceeding = self.house.home.proceeding(&self.house.case).unwrap();
        let recorded = proceeding.refusals().last().unwrap();
        assert_eq!((recorded.code.as_str(), recorded.link + 1), (code, proceeding.chain().len()));
        assert_eq!(recorded.reason, refused);
        self.codes.push(code);
    }

    fn hand_in(&mut self, code: &'static str, words: &str, case: &CaseId, step: Step, key: &SignerKey) {
        let note = SignedStep::sign(case.clone(), step, key).unwrap().to_string();
        let result = self.house.home.hand_in(&self.house.case, &note, &self.house.later(1));
        self.expect(code, words, result);
    }
}

#[test]
fn what_is_refused_stands_in_the_chain_and_the_case_goes_on() {
    let house = House::new();
    house.freeze();
    let home = &house.home;
    let [first, second, third] = house.judging() else { panic!("three judge") };
    let mut refusals = Refusals { house: &house, codes: Vec::new() };
    let it = case();

    // Sealing.
    let freeze = home.proceeding(&it).unwrap().round().unwrap().freeze_digest().unwrap();
    let seal = |number: usize, member: &SignerKey| position(number).seal(&it, member.name(), &freeze, &salt(number));
    let commitment = |seal| Step::Commitment(Commitment { freeze, seal });
    home.commit_to(&it, first, &position(0), &salt(0), &house.later(1)).unwrap();
    let again = home.commit_to(&it, first, &position(1), &salt(1), &house.later(1));
    refusals.expect("already-committed", "has sealed an assessment in this round already", again);
    refusals.hand_in("copied-seal", "nobody but", &it, commitment(seal(0, first)), second);
    let early = home.reveal(&it, first, position(0), salt(0), &house.later(1));
    refusals.expect("reveal-too-early", "before all are sealed", early);
    let recused = home.commit_to(&it, house.recused(), &position(3), &salt(3), &house.later(1));
    refusals.expect("recused", "by the rule `nationality`", recused);
    let stranger = house::key("house.example/stranger");
    refusals.hand_in("stranger", "has no part in this case", &it, commitment(seal(1, second)), &stranger);
    let impostor = SignerKey::from_seed(second.name().clone(), &[66; 32]);
    refusals.hand_in("other-key", "is not the one that is known", &it, commitment(seal(1, second)), &impostor);
    let note = SignedStep::sign(it.clone(), commitment(seal(1, second)), second).unwrap().to_string();
    let forged = note.replace(&seal(1, second).to_string(), &seal(2, second).to_string());
    refusals.expect("bad-signature", "does not verify", home.hand_in(&it, &forged, &house.later(1)));
    let elsewhere = "2026-2".parse().unwrap();
    refusals.hand_in("other-case", "is of the case `2026-2`", &elsewhere, commitment(seal(1, second)), second);
    let other = Step::Commitment(Commitment { freeze: Sha256Digest::of(b"another"), seal: seal(1, second) });
    refusals.hand_in("other-freeze", "names another freeze", &it, other, second);
    let hours = house.hours();
    refusals.expect("clock-set-back", "the clock was set back", home.hand_in(&it, &note, &house.at(hours - 1)));
    refusals.expect("unreadable", "not a signed note", home.hand_in(&it, "not a step", &house.later(1)));
    let office = house.secretariat();
    refusals.hand_in("not-entitled", "cannot hand in", &it, commitment(seal(1, second)), &office);
    // The note that came at the wrong time is as good as before.
    home.hand_in(&it, &note, &house.later(1)).unwrap();
    home.commit_to(&it, third, &position(2), &salt(2), &house.later(1)).unwrap();

    // Opening: two try to open each other's.
    let opened = |number: usize| Step::Reveal(Reveal { freeze, position: position(number), salt: salt(number) });
    refusals.hand_in("seal-differs", "", &it, opened(1), first);
    refusals.hand_in("seal-differs", "", &it, opened(0), second);
    house.reveal();
    let replayed = home.proceeding(&it).unwrap().steps().last().unwrap().signed.to_string();
    refusals.expect("repeated", "was taken already", home.hand_in(&it, &replayed, &house.later(1)));

    // Hearing.
    let draft = |number| home.draft(&it, first, position(number), &SETUP, &house.later(1));
    refusals.expect("accused-not-asked", "no question was put to `Freedonia`", draft(0));
    let ask = |text| {
        let (to, kind, text) = question(text);
        home.ask(&it, None, to, kind, text, &house.later(1))
    };
    ask("Who rented the server?").unwrap();
    refusals.expect("right-of-reply", "question 1 to `Freedonia` is open until", draft(0));
    let reply = || Reply { question: 1, text: "A company.".into(), evidence: Vec::new() };
    refusals.hand_in("not-entitled", "the party that was asked", &it, Step::Reply(reply()), third);
    let late = home.reply(&it, None, reply(), &house.later(24 * 31));
    refusals.expect("late", "too late", late);
    draft(0).unwrap();

    // Voting: the third does not vote before the clock ends.
    let body = home.proceeding(&it).unwrap().round().unwrap().open_ballot().unwrap().draft.what.body;
    let vote = |member, choice| home.vote(&it, member, choice, None, &house.later(1));
    refusals.expect("recused", "it takes no part", vote(house.recused(), Choice::For));
    vote(first, Choice::For).unwrap();
    refusals.expect("already-voted", "a vote is final", vote(first, Choice::Abstain));
    let cast = home.proceeding(&it).unwrap().steps().last().unwrap().signed.to_string();
    refusals.expect("repeated", "was taken already", home.hand_in(&it, &cast, &house.later(1)));
    let other = Step::Vote(Vote { draft: Sha256Digest::of(b"another"), choice: Choice::For, reasons: None });
    refusals.hand_in("other-draft", "names the draft", &it, other, second);
    let mine = Step::Vote(Vote { draft: body, choice: Choice::For, reasons: None });
    refusals.hand_in("not-entitled", "an eligible member", &it, mine, &house.secretariat());
    vote(second, Choice::For).unwrap();
    refusals.expect("vote-open", "`house.example/member-3` still to come", home.decide(&it, &house.later(1)));
    let too_late = home.vote(&it, third, Choice::Against, Some("No.".into()), &house.later(24 * 15));
    refusals.expect("late", "counted without yours", too_late);
    let published = house.publish();

    let finding = finding(&published);
    let (report, proceeding) = finding.check(None);
    assert!(report.holds(), "{}", told(&report));
    let recorded_codes: Vec<String> = proceeding.unwrap().refusals().iter().map(|it| it.code.clone()).collect();
    assert_eq!(recorded_codes, refusals.codes);
    let words = format!("({} refused attempts are on record)", refusals.codes.len());
    assert!(report.checks.iter().any(|check| check.what.contains(&words)), "{report:#?}");
    // The question that was answered too late is a gap.
    assert!(finding.body.hearing[0].reply.is_none());

    refusals.expect("repeated", "was taken already", home.publish(&it, &house.later(1)));
    assert_eq!(told(&recorded(&published, Some(&house.export()))), "");
}

#[test]
fn two_processes_on_one_case_lose_nothing_and_make_no_fork() {
    let house = House::new();
    house.freeze();
    house.commit();
    house.reveal();
    let root = house.root.clone();
    let hours = house.hours();
    thread::scope(|scope| {
        for process in 0..2 {
            let root = &root;
            scope.spawn(move || {
                let home = Home::open(root).unwrap();
                for number in 0..12_u64 {
                    // Both clocks show the same.
                    let now = dunant_secretariat::Occasion { now: moment(hours + 1), random: [9; 32] };
                    let (to, kind, text) = question(&format!("Process {process} asks {number}."));
                    home.ask(&case(), None, to, kind, text, &now).unwrap();
                    let file = (
                        format!("{process}-{number}.txt"),
                        Box::new(move || Ok(format!("{process} {number}").into_bytes()))
                            as Box<dyn FnOnce() -> Result<Vec<u8>, Error>>,
                    );
                    let terms = dunant_secretariat::Terms {
                        from: dunant_secretariat::From::Nobody,
                        tlp: Tlp::Clear,
                        pap: dunant::vocabulary::Pap::Clear,
                        admiralty: "B2".parse().unwrap(),
                        handed: None,
                        secret_keys: dunant_secretariat::SecretKeys::Refused,
                    };
                    assert_eq!(home.take_in(&case(), [file], &terms, &now, &mut |_| {}).unwrap(), 1);
                }
            });
        }
    });
    let proceeding = house.home.proceeding(&case()).unwrap();
    let asked = &proceeding.round().unwrap().questions;
    let numbers: Vec<u64> = asked.iter().map(|asked| asked.number).collect();
    assert_eq!(numbers, (1..=24).collect::<Vec<u64>>());
    for process in 0..2 {
        let of: Vec<&str> = (asked.iter())
            .map(|asked| asked.question.what.text.as_str())
            .filter(|text| text.starts_with(&format!("Process {process} ")))
            .collect();
        let expected: Vec<String> = (0..12).map(|number| format!("Process {process} asks {number}.")).collect();
        assert_eq!(of, expected);
    }
    assert_eq!(house.home.items(&case()).unwrap().len(), EVIDENCE.len() + 24);
    let document = house.home.custody_document(&case(), Audience::WHOLE_CASE, &SETUP).unwrap().document;
    document.verify(&[house.home.secretariat()]).unwrap();
    assert!(house.home.missing().unwrap().is_empty());
}

#[test]
fn a_second_round_supersedes_the_first_and_both_verify() {
    let house = House::new();
    house.freeze();
    // It came after the freeze, so the first round does not know it.
    let late = b"Logs of the server show who paid for it.\n";
    house.take_in(&case(), "logs.txt", late, Tlp::Clear).unwrap();
    let first = house.conclude();
    assert_eq!((first.index, first.supersedes), (0, None));
    let fact = Sha256Digest::of(late);
    assert!(finding(&first).body.evidence.item(&fact).is_none());
    assert_eq!(finding(&first).body.evidence.items().len(), EVIDENCE.len());

    let without = house.home.reopen(&case(), None, "New facts.".into(), Vec::new(), &house.later(1));
    assert!(matches!(without, Err(Error::Refused { code: "no-new-facts", .. })));
    house.home.reopen(&case(), None, "Logs of the server have come.".into(), vec![fact], &house.later(1)).unwrap();
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    let second = house.conclude();
    assert_eq!((second.index, second.supersedes), (1, Some(2)));
    let body = finding(&second).body;
    assert_eq!((body.round, body.hearing[0].number), (2, 2));
    assert!(body.evidence.item(&fact).is_some());

    let evidence = house.export();
    assert_eq!(told(&recorded(&second, Some(&evidence))), "");
    // The first is as it was; what came later is named, and left out of what is computed.
    let report = recorded(&first, Some(&evidence));
    assert!(report.holds());
    let unchecked: Vec<&str> = (report.checks.iter())
        .filter(|check| check.result == Checked::NotChecked && check.code != Some(Code::FirstForm))
        .map(|check| check.because.as_deref().unwrap())
        .collect();
    assert_eq!(
        unchecked,
        ["`logs.txt`: not in the list of evidence, and left out of what is computed; the list is of the freeze"]
    );
    // Neither can stand for the other.
    let place = |published: &dunant_secretariat::Published| published.file.parent().unwrap().to_owned();
    fs::copy(place(&first).join("finding.json"), place(&second).join("finding.json")).unwrap();
    assert!(!recorded(&second, None).holds());
    // And the votes of the first cannot be played again for the second.
    let mixed = Finding { steps: finding(&first).steps, body, ..finding(&first) };
    assert!(!mixed.check(None).0.holds());
}

#[test]
fn names_that_sort_oddly_verify_and_those_that_no_directory_could_hold_are_refused() {
    let house = House::new();
    house.refer(&case());
    house.describe(&case());
    let take_in = |name: &str| house.take_in(&case(), name, name.as_bytes(), Tlp::Clear);
    for (name, text, tlp) in EVIDENCE {
        house.take_in(&case(), name, text.as_bytes(), tlp).unwrap();
    }
    // By its characters `a-b` comes before `a/b`; in a directory, `a` comes before `a-b`.
    for name in ["a-b.md", "a/b.md", "a/.bash_history", ".config/a.md"] {
        take_in(name).unwrap();
    }
    for name in ["a//b", "./c", "a/./c", "../c", "/c", "c/", ""] {
        assert!(matches!(take_in(name), Err(Error::Input { .. })), "{name}");
    }
    for name in ["a", "a-b.md/c", "a/b.md"] {
        let taken = house.take_in(&case(), name, b"other bytes", Tlp::Clear);
        assert!(matches!(taken, Err(Error::NameTaken { .. })), "{name}");
    }
    house.home.freeze(&case(), &SETUP, &house.later(1)).unwrap();
    let published = house.conclude();
    assert_eq!(told(&recorded(&published, Some(&house.export()))), "");
}
