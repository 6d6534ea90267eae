//! `dunant verify` with findings of the second form, as strangers meet it: who vouches first, each check under its code, four exit codes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

#[allow(dead_code, reason = "the panel's own tests use all of it")]
#[path = "../../panel/tests/witnessed/house.rs"]
mod house;

use std::fs;
use std::path::Path;
use std::process::Command;

use dunant_panel::TrustFile;
use dunant_panel::finding::{Matter, WitnessedFinding};
use dunant_panel::receipt::Receipt;
use dunant_panel::step::{Answer, ArticleVerdict, ArticleView, Position, Rejected, StepKind};
use dunant_record::merkle::{Frontier, Hash};
use dunant_record::{
    Checkpoint, Entry, KnownEntry, RoundName, SignedCheckpoint, Statement, Timestamp, TlogProof, VerifierKey,
};
use dunant_vocabulary::{Confidence, Likelihood, Sha256Digest};
use house::{House, key, member, signed_trust};

/// A directory with a published finding of the second form: `finding.json`, `finding.proof`, `trust`.
struct Place(tempfile::TempDir);

/// What a run came to.
struct Run {
    code: i32,
    /// What it printed, without its line breaks.
    said: String,
    out: String,
}

impl Place {
    fn of(house: &House) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("trust", &house.trust.to_string());
        place.publish(&house.finding());
        place
    }

    /// Writes the finding, and the proof that the record has it.
    fn publish(&self, finding: &WitnessedFinding) {
        let json = finding.to_json().unwrap();
        self.write("finding.json", &json);
        self.write("finding.proof", &proof_of(finding, &json).to_string());
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunant"));
        let output = command.args(arguments).current_dir(self.path()).env("LC_ALL", "C.UTF-8").output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let all = out.clone() + &String::from_utf8(output.stderr).unwrap();
        let said = all.replace("│ ", "").split_whitespace().collect::<Vec<_>>().join(" ");
        Run { code: output.status.code().unwrap(), said, out }
    }

    /// `dunant verify finding.json --trust trust`, and these.
    fn verify(&self, more: &[&str]) -> Run {
        self.run(&[["verify", "finding.json", "--trust", "trust"].as_slice(), more].concat())
    }
}

impl Run {
    #[track_caller]
    fn ends(&self, code: i32, with: &[&str]) {
        assert_eq!(self.code, code, "{}", self.out);
        for words in with {
            assert!(self.said.contains(words), "`{words}`: {}", self.out);
        }
    }
}

/// A case to its decision, under a trust file that does not end while this test lives.
fn decided() -> House {
    concluded(conclusion())
}

/// The same, with this conclusion.
fn concluded(conclusion: Position) -> House {
    let mut house = House::decided_by(|house| {
        let matter = Matter {
            evidence: house::manifest(),
            disclosures: house::released(vec![]),
            conclusion: house::released(conclusion.clone()),
            program: "dunant 0.1.0".into(),
            names_held_back: None,
            assessment: house::released(assessment()),
        };
        let draft = house.draft_of(matter);
        house.vote_apart_on(draft);
    });
    house.trust = signed_trust(&lasting(&house));
    house
}

/// What the panel concludes: what is computed.
fn conclusion() -> Position {
    let view = ArticleView { article: "un-norms-2015/territory".into(), verdict: ArticleVerdict::Undetermined };
    Position { articles: vec![view], ..house::position(1) }
}

/// As much of an assessment as a conclusion is held against: it names Sandworm Team, and decides two clauses.
fn assessment() -> serde_json::Value {
    let lines: String = house::manifest().items().iter().map(|item| format!("{}\n", item.digest)).collect();
    let [case, pack, model, instruments] = ["case", "pack", "model", "instruments"].map(house::digest);
    let verdict = |clause: &str, outcome: &str| {
        let clause = serde_json::json!({ "id": clause, "locator": "paragraph 13", "title": "A norm" });
        serde_json::json!({ "instrument": { "id": "un-norms-2015" }, "clause": clause, "outcome": outcome })
    };
    serde_json::json!({
        "schema": "dunant.assessment/2",
        "digests": {
            "evidence": Sha256Digest::of(lines.as_bytes()),
            "case": case, "pack": pack, "model": model, "instruments": instruments,
        },
        "assessments": [{ "intrusion": null, "assessment": {
            "conclusion": { "result": "supported", "actor": "Sandworm Team", "id": "G0034" },
            "confidence": { "level": "moderate" },
            "hypotheses": [{
                "subject": { "kind": "actor", "id": "G0034", "name": "Sandworm Team" },
                "likelihood": "very-likely",
            }],
        }}],
        "verdicts": [verdict("territory", "undetermined"), verdict("requests", "consistent-with-breach")],
        "withheld": [{ "item": null, "why": "personal data", "what": "name of a host", "count": 3 }],
    })
}

fn lasting(house: &House) -> String {
    house::trust_text(house.proceeding.policy()).replace("2028-01-01", "9990-01-01")
}

/// The record's proof of the finding, cosigned by three of four witnesses.
fn proof_of(finding: &WitnessedFinding, json: &str) -> TlogProof {
    let of = RoundName { body: house::body(), case: house::case(), round: 1 };
    let statement = Statement::RoundFinding {
        of,
        epoch: finding.heads.last().unwrap(),
        document: Sha256Digest::of(json.as_bytes()),
        assessment: finding.body.freeze.assessment,
    };
    let mut entry = KnownEntry::new(statement);
    entry.sign(&house::secretariat()).unwrap();
    let entry = Entry::Known(Box::new(entry)).to_bytes();
    let mut tree = Frontier::default();
    tree.push(Hash::of_leaf(&entry));
    let log = key("example.org/record", 6);
    let checkpoint = Checkpoint::new(log.name().clone(), tree.head()).unwrap();
    let mut checkpoint = SignedCheckpoint::sign(checkpoint, &log).unwrap();
    for witness in house::witnesses().iter().take(3) {
        let line = witness.cosign(checkpoint.checkpoint(), Timestamp::from_seconds(1_769_464_000).unwrap());
        checkpoint.push(line).unwrap();
    }
    TlogProof { unauthenticated_extra: Some(entry), index: 0, path: vec![], checkpoint }
}

#[test]
fn a_finding_of_the_second_form_holds_wholly_and_every_check_has_its_code() {
    let place = Place::of(&decided());
    let run = place.verify(&[]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    insta::assert_snapshot!(run.out, @r#"
    │ 2026-1: The grid
    │ Who?
    │ There are reasonable grounds to believe that it was Sandworm Team. Likelihood:
    │ very likely.
    │ Confidence: moderate.
    │ Said to be computed: Sandworm Team. Likelihood: very likely. Confidence:
    │ moderate.
    │ un-norms-2015/territory: undetermined (computed: undetermined).
    │ question 1 to Ruritania: It was not us.
    │ question 2 to The hospital: It was not us.
    │ Dissent of example.org/panel/member-3: The second item is weak.

    [+] form: it is written as a `dunant.finding/2` is
    [+] trust: who vouches is known: version 1 of the trust file of example.org
    [+] rules: the rules are those that the trust file has in force
    [+] key-unknown: each link is signed once, by a key of the secretariat
    [+] heads-log: the epochs of the body lead to checkpoints that enough witnesses
        cosigned: 7 epochs, 7 checkpoints; 1 lying witness is survived
    [+] case-began-earlier: the case stood in no earlier epoch, from the body's
        first on
    [+] members-forked: the members are those of the heads log in the last epoch
        before the case: 4, each by its own signature and those of the appointers
    [+] epoch-head: in each epoch the heads log has the link that the finding has:
        epochs 0 to 6
    [+] chain: the links join, each to the one before it
    [+] seen: each step follows what its author had seen, and its author had seen
        what it answers
    [+] date: each link is dated within 43200 seconds before witnesses saw it, and
        not after (300 seconds of skew)
    [+] rule: 22 steps, each signed by its author, and none breaks a rule (0 refused
        attempts are on record)
    [+] count-too-soon: all votes are in an epoch before that of their decision
    [+] reveal-too-soon: every sealed assessment is in an epoch before that in which
        the first is opened
    [+] reply: each of 2 questions was answered, or served and its clock ended
    [+] reply: whose word the replies are is known: the answers to 2 are
        by-the-secretariat: of parties without a key
    [+] reply: each reply under a key was signed with it: that the keys named
        `ruritania.example` are the parties' own is the secretariat's word: ask the
        parties
    [+] vote: what was voted on is this body
    [+] vote: the vote meets the rules: 4 members eligible, at least 3 needed
    [+] vote: the vote meets the rules: 4 of 4 eligible members voted, at least 2/3
        needed
    [+] vote: the vote meets the rules: 3 for, 1 against, 0 abstained; at least 2/3
        of those for or against needed
    [+] vote: the vote meets the rules: members of 4 regions voted, at least 2
        needed
    [+] vote: the vote meets the rules: Africa cast 1 of 4 votes, no more than 1/2
        allowed
    [+] body: the body says what the steps say of question, parties, assessments,
        questions and replies
    [+] body: what the body says beside the steps is possible
    [+] evidence: the list of evidence (1 items) is the one that was frozen: its
        markings, grades and receipts are the secretariat's word; the chains of
        custody show them, and are checked apart
    [+] record: the record has the finding of this round: number 0 of 1 entries in
        `example.org/record`, counted from 0
    [+] conclusion: the conclusion names clauses, outcomes and actors that there are
    [+] conclusion: the panel concludes nothing otherwise than is computed
    [+] conclusion: the conclusion says nothing of what is computed of other
        clauses: un-norms-2015/requests: consistent with breach
    [+] recomputation: the assessment that is shown says to be of the frozen
        evidence, case file, pack, model and instruments
    [ ] recomputation: not asked: the assessment, computed again from the evidence,
        is the one that was frozen, byte for byte: `--evidence DIR` names the
        evidence
    [ ] recomputation: not asked: what the finding shows is the assessment of what
        is open and disclosed alone, byte for byte: `--evidence DIR` names the
        evidence
    [ ] recomputation: not asked: the published verdicts, decided again from the
        case file, are the same, clause by clause: `--evidence DIR` names the
        evidence
    [ ] latest: not asked: nothing has followed on the finding: `dunant panel
        standing` gives where the case stands now, and `--latest FILE` names it

    The finding holds.
    "#);
}

#[test]
fn nothing_of_what_it_says_is_printed_before_it_is_known_who_vouches() {
    let place = Place::of(&decided());
    let strange = ["The grid", "Who?", "Sandworm", "weak", "It was not us", "University", "Ruritania"];
    let silent = |run: &Run| strange.iter().for_each(|words| assert!(!run.out.contains(words), "{}", run.out));
    for format in ["text", "json"] {
        let run = place.run(&["verify", "finding.json", "--format", format]);
        run.ends(4, &["no trust file was given"]);
        silent(&run);
    }
    let run = place.run(&["verify", "finding.json", "--evidence", "."]);
    run.ends(4, &["give the body's newest trust file, as `--trust FILE`", "recomputation: not checked"]);
    silent(&run);
    // Its own signers alone do not vouch: another body's file is about other keys.
    let house = decided();
    let other = lasting(&house).replace(&house::secretariat().public().to_string(), &stranger().to_string());
    place.write("other", &signed_trust(&other).to_string());
    let run = place.run(&["verify", "finding.json", "--trust", "other"]);
    run.ends(3, &["[-] trust", "What it says is not shown here: it does not hold."]);
    silent(&run);
}

fn stranger() -> VerifierKey {
    key("example.org/secretariat", 99).public()
}

#[test]
fn a_trust_file_that_too_few_signed_that_ended_or_that_is_older_than_seen_vouches_for_nothing() {
    let house = decided();
    let place = Place::of(&house);
    let text = house.trust.to_string();
    let (kept, _) = text.trim_end().rsplit_once('\n').unwrap();
    place.write("few", &format!("{kept}\n"));
    place.run(&["verify", "finding.json", "--trust", "few"]).ends(3, &["[-] trust:", "2 are needed"]);
    place.write("changed", &text.replacen("skew = 300", "skew = 301", 1));
    place.run(&["verify", "finding.json", "--trust", "changed"]).ends(3, &["[-] trust:"]);
    place.verify(&["--trust-seen", "2"]).ends(3, &["[-] trust:", "you have seen version 2"]);
    place.write("twin", &signed_trust(&lasting(&house).replace("skew = 300", "skew = 301")).to_string());
    place.verify(&["--trust", "twin"]).ends(3, &["[-] trust:", "two trust files of version 1 that differ"]);
    place.verify(&["--trust", "finding.json"]).ends(1, &["is not a signed note", "docs/schema/trust-1.md"]);
    place.verify(&["--trust", "nowhere"]).ends(1, &["`nowhere` cannot be read"]);

    let mut house = decided();
    house.trust = signed_trust(&lasting(&house).replace("9990-01-01", "2020-01-01"));
    let place = Place::of(&house);
    let run = place.verify(&[]);
    run.ends(4, &["[?] trust: not checked", "your trust file ended", "[+] epoch-head"]);
    assert!(!run.out.contains("Sandworm"), "{}", run.out);
}

#[test]
fn an_older_trust_file_that_the_finding_goes_by_is_given_beside_the_newest() {
    let house = decided();
    let place = Place::of(&house);
    let first = house.trust.trust().digest();
    let text = lasting(&house)
        .replace("version = 1", "version = 2")
        .replace("earlier = []", &format!("earlier = [\"{first}\"]"));
    let newer: TrustFile = signed_trust(&text);
    place.write("newer", &newer.to_string());
    place.run(&["verify", "finding.json", "--trust", "newer"]).ends(4, &["give that version too"]);
    place.verify(&["--trust", "newer"]).ends(0, &["version 2 of the trust file"]);
}

#[test]
fn where_one_lying_witness_would_do_it_ends_with_4() {
    let mut house = decided();
    house.trust = signed_trust(&lasting(&house).replace("group enough 3 w0", "group enough 2 w0"));
    let place = Place::of(&house);
    place.verify(&[]).ends(4, &["[?] heads-log: not checked", "holds as far as it was checked; 1 thing was not."]);
}

#[test]
fn a_finding_that_was_cut_reformatted_or_changed_does_not_hold_and_what_is_none_is_an_error() {
    let place = Place::of(&decided());
    let text = fs::read_to_string(place.path().join("finding.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for changed in [
        text.trim_end(),
        &text.replace("  ", "\t"),
        &text.replace('\n', "\r\n"),
        &format!("\u{feff}{text}"),
        &serde_json::to_string(&value).unwrap(),
        &text[..text.len() / 2],
        &text[..3],
        &text.replacen("dunant.finding/2", "dunant.finding/1", 1),
        &text.replacen("dunant.finding/2", "dunant.finding/3", 1),
        &text.replacen("\"round\": 1", "\"round\": 1, \"round\": 1", 1),
        &(text.clone() + "{}"),
    ] {
        place.write("changed.json", changed);
        let run = place.run(&["verify", "changed.json", "--trust", "trust"]);
        run.ends(3, &["[-] form: ", "The finding does not hold (form)."]);
        assert!(!run.out.contains("Sandworm"), "{}", run.out);
    }
    for none in ["", "members-least = 3\n", "[]", "{}", "{\"schema\": \"dunant.receipt/1\"}"] {
        place.write("changed.json", none);
        place.run(&["verify", "changed.json", "--trust", "trust"]).ends(1, &["`changed.json` is no finding"]);
    }
    place.run(&["verify", "nowhere.json", "--trust", "trust"]).ends(1, &["`nowhere.json` cannot be read"]);
    // The last byte of a signature, and a dissent that is left out.
    place.publish(&{
        let mut finding = decided().finding();
        let step = finding.steps.last_mut().unwrap();
        *step = step.replacen("time 2026", "time 2025", 1);
        finding
    });
    place.verify(&[]).ends(3, &["[-] chain: ", "(chain)"]);
}

#[test]
fn a_dissent_that_the_secretariat_leaves_out_is_found_by_its_code() {
    let house = decided();
    let place = Place::of(&house);
    let mut events = house::events(&house.notes);
    events.retain(|(_, event)| !house::is_step(event, StepKind::Vote, &member(3)));
    let steps = house::signed_again(&house::adjusted(&events)).unwrap();
    place.publish(&WitnessedFinding { steps, ..house.finding() });
    place.verify(&[]).ends(3, &["[-] epoch-head: ", "does not hold (epoch-head)."]);
}

#[test]
fn the_record_must_have_it() {
    let house = decided();
    let place = Place::of(&house);
    fs::remove_file(place.path().join("finding.proof")).unwrap();
    place.verify(&[]).ends(4, &["[?] record: not checked", "no proof was given"]);
    let mut other = house.finding();
    other.body.program = "dunant 9".into();
    place.write("other.proof", &proof_of(&other, &other.to_json().unwrap()).to_string());
    place.verify(&["--proof", "other.proof"]).ends(3, &["[-] record: ", "names another document"]);
    let good = proof_of(&house.finding(), &house.finding().to_json().unwrap());
    let without = TlogProof { unauthenticated_extra: None, ..good };
    place.write("bare.proof", &without.to_string());
    place.verify(&["--proof", "bare.proof"]).ends(3, &["the proof does not hold the entry"]);
    place.verify(&["--proof", "trust"]).ends(3, &["the proof cannot be read"]);
}

#[test]
fn receipts_standings_and_expected_rules_are_held_against_it() {
    let house = decided();
    let place = Place::of(&house);
    let events = house::events(&house.notes);
    let at = events.iter().position(|(_, event)| house::is_step(event, StepKind::Vote, &member(3))).unwrap();
    let dunant_panel::PanelEvent::Step { note } = &events[at].1 else { unreachable!() };
    place.write("mine.receipt", &Receipt::new(note.clone(), house.notes[at].clone()).to_string());
    place.verify(&["--receipt", "mine.receipt"]).ends(0, &["[+] equivocation: the finding has the link"]);
    let strange = Receipt::new(note.clone(), house.notes[at - 1].clone());
    place.write("other.receipt", &strange.to_string());
    place.verify(&["--receipt", "other.receipt"]).ends(4, &["[?] equivocation: not checked"]);
    place.write("bent.receipt", &strange.to_string().replace("  ", " "));
    place.verify(&["--receipt", "bent.receipt"]).ends(1, &["`bent.receipt`: the receipt is not written as"]);
    place.verify(&["--lodged", "trust"]).ends(1, &["`trust`: not a lodged step"]);

    let standing = house.log.standing(house.log.ticks.len() - 1);
    place.write("now.standing", &standing.to_string());
    let latest = ["--latest", "now.standing", "--max-age", "99999d"];
    place.verify(&latest).ends(0, &["[+] latest: nothing has followed on the finding"]);
    place.verify(&["--latest", "now.standing", "--max-age", "soon"]).ends(1, &["such as `90m`, `12h` or `7d`"]);

    place.write("policy.toml", house.proceeding.policy().text());
    place.verify(&["--rules", "policy.toml"]).ends(0, &["[+] rules: the rules are those that you expect"]);
    place.write("policy.toml", &house.proceeding.policy().text().replace("days = 2", "days = 3"));
    place.verify(&["--rules", "policy.toml"]).ends(3, &["[-] rules: the rules are those that you expect"]);
}

#[test]
fn a_conclusion_names_what_there_is_and_says_why_where_it_differs_from_what_is_computed() {
    let cites = |article: &str, verdict| {
        let view = ArticleView { article: article.into(), verdict };
        concluded(Position { articles: vec![view], ..conclusion() })
    };
    let place = Place::of(&cites("no-such/clause", ArticleVerdict::Undetermined));
    let run = place.verify(&[]);
    run.ends(3, &["[-] conclusion: ", "cites `no-such/clause`, and no clause is called so", "(conclusion)."]);
    let actor = |actor: &str| {
        let (likelihood, confidence) = (Likelihood::VeryLikely, Confidence::Moderate);
        Position { answer: Answer::Attributed { actor: actor.into(), likelihood, confidence }, ..conclusion() }
    };
    place.publish(&concluded(actor("APT29")).finding());
    place.verify(&[]).ends(3, &["names `APT29`, whom the assessment does not rank", "(conclusion)."]);

    let breach = cites("un-norms-2015/territory", ArticleVerdict::ConsistentWithBreach);
    place.publish(&breach.finding());
    let both = "concludes `un-norms-2015/territory: consistent with breach`, and computed is `un-norms-2015/territory: undetermined`";
    place.verify(&[]).ends(3, &[both, "the conclusion does not say why"]);
    let rejected =
        |hypothesis: &str| vec![Rejected { hypothesis: hypothesis.into(), why: "The notice is on file.".into() }];
    let view = ArticleView { article: "un-norms-2015/territory".into(), verdict: ArticleVerdict::ConsistentWithBreach };
    let explained =
        Position { articles: vec![view], rejected: rejected("un-norms-2015/territory: undetermined"), ..conclusion() };
    place.publish(&concluded(explained).finding());
    place.verify(&[]).ends(
        0,
        &[
            both,
            "the panel says why: The notice is on file.",
            "un-norms-2015/territory: consistent with breach (computed: undetermined).",
        ],
    );
    let another = Position { rejected: rejected("Sandworm Team"), ..actor("another actor: the tenant of the server") };
    place.publish(&concluded(another).finding());
    place.verify(&[]).ends(
        0,
        &[
            "it was another actor: the tenant of the server",
            "Said to be computed: Sandworm Team. Likelihood: very likely. Confidence: moderate.",
        ],
    );
}

#[test]
fn what_it_says_is_shown_on_a_page_that_says_it_is_unchecked() {
    let place = Place::of(&decided());
    let run = place.run(&["finding", "show", "finding.json"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    insta::assert_snapshot!(run.out, @r#"
    This is what the file says. Nothing of it was checked; how to check it stands at
    the end.

    2026-1: The grid
    Who?
    Referred by a CERT.

    What the panel concludes
    ────────────────────────
    There are reasonable grounds to believe that it was Sandworm Team. Likelihood:
    very likely.
    Confidence: moderate.
    Said to be computed: Sandworm Team. Likelihood: very likely. Confidence:
    moderate.
    un-norms-2015/territory: undetermined (computed: undetermined).

    Why
    ───
    What member 1 makes of it.

    Considered and rejected
    ───────────────────────
      No hypothesis is named.

    Members and recusals
    ────────────────────
      example.org/panel/member-1, Switzerland, University 1
      example.org/panel/member-2, Kenya, University 2
      example.org/panel/member-3, Brazil, University 3
      example.org/panel/member-4, Japan, University 4

    Votes and dissents
    ──────────────────
      Adopted on 2026-01-16T20:01:00Z.
      example.org/panel/member-1: for
      example.org/panel/member-2: for
      Dissent of example.org/panel/member-3: The second item is weak.
      example.org/panel/member-4: for

    What each member concluded alone
    ────────────────────────────────
      example.org/panel/member-1
        There are reasonable grounds to believe that it was Sandworm Team.
        Likelihood: very likely.
        Confidence: moderate.
        What member 1 makes of it.
      example.org/panel/member-2
        There are reasonable grounds to believe that it was Sandworm Team.
        Likelihood: very likely.
        Confidence: moderate.
        What member 2 makes of it.
      example.org/panel/member-3
        There are reasonable grounds to believe that it was Sandworm Team.
        Likelihood: very likely.
        Confidence: moderate.
        What member 3 makes of it.
      example.org/panel/member-4
        There are reasonable grounds to believe that it was Sandworm Team.
        Likelihood: very likely.
        Confidence: moderate.
        What member 4 makes of it.

    Put to the parties
    ──────────────────
      question 1 to Ruritania, 2026-01-16T08:01:00Z: Whose server is this?
        reply, 2026-01-16T08:02:00Z: It was not us.
      question 2 to The hospital, 2026-01-16T08:03:00Z: Whose server is this?
        reply, 2026-01-16T08:04:00Z, entered by the secretariat: It was not us.

    Verdicts as computed
    ────────────────────
      consistent with breach: un-norms-2015/requests
      undetermined: un-norms-2015/territory

    Evidence
    ────────
      1 item: 1 TLP:CLEAR.

    What was withheld
    ─────────────────
      - 3 × name of a host (personal data)

    How to check it
    ───────────────
    It goes by version 1 of the body's trust file. Get the newest, from a source
    that you trust and not from whoever gave you the finding:

      dunant verify finding.json --trust TRUST-FILE

    With the evidence, `--evidence DIR` computes assessment and verdicts again.
    "#);
    place.run(&["finding", "show", "trust"]).ends(1, &["`trust`: not a finding"]);
}

#[test]
fn a_page_is_bounded_and_shows_what_would_hide_in_it() {
    let place = Place::of(&decided());
    let long = Position { reasons: "\u{1b}[2J\u{202e}evil ".repeat(200_000), ..conclusion() };
    let mut finding = decided().finding();
    finding.body.conclusion = long;
    finding.body.referral.question = "Who? ".repeat(1_000_000);
    place.publish(&finding);
    let run = place.run(&["finding", "show", "finding.json"]);
    assert_eq!(run.code, 0);
    assert!(run.out.len() < 60_000, "{}", run.out.len());
    assert!(!run.out.contains('\u{1b}') && !run.out.contains('\u{202e}'));
    run.ends(0, &["[U+001B][2J[U+202E]evil", "more characters: the file has them"]);
    // What does not hold is not repeated by `verify`.
    let run = place.verify(&[]);
    assert_eq!(run.code, 3);
    assert!(run.out.len() < 20_000 && !run.out.contains("evil"), "{}", run.out.len());
}
