//! Facts that evidence suggests count only once a person has accepted them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};

use dunant::convention::{CaseFacts, FactName, FactState, Verdict};
use dunant::{Acceptance, Case, CaseFile, Error, Setup, accept, examine, propose};

const REPORT: &str = "The intruders used NotPetya. They wiped disks (T1561.002), and destroyed data (T1485). The victims were hit by \
    Sandworm Team.\n";
const CASE: &str = "# kept as it is\ntitle   =   \"A case\"\nincident = \"2017-06-27\"\n\n[victim]\ncountry = \"UA\"\n\n[[evidence]]\n\
    file = \"report.txt\"\nsource = \"Example CERT\"\npublished = \"2017-07\" # no day\n\n[[fact]]\nname = \"context\"\n\
    value = \"peace\"\nsource = \"s\"";

/// A case directory of its own for one test.
fn case(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proposals-{test}"));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(directory.join("evidence")).unwrap();
    fs::write(directory.join("case.toml"), CASE).unwrap();
    fs::write(directory.join("evidence/report.txt"), REPORT).unwrap();
    directory
}

fn text(case: &Path) -> String {
    fs::read_to_string(case.join("case.toml")).unwrap()
}

fn facts(case: &Path) -> CaseFacts {
    CaseFile::read(case).unwrap().facts().clone()
}

fn accepted(case: &Path, fact: &str, value: &[&str]) -> Result<(), Error> {
    let value: Vec<String> = value.iter().map(|word| (*word).to_owned()).collect();
    let acceptance = Acceptance { fact, author: "A. Person", value: &value };
    accept(&Case::open(case).unwrap(), &Setup::shipped().unwrap(), &acceptance).map(|_| ())
}

fn refusal(case: &Path, fact: &str, value: &[&str]) -> String {
    let before = text(case);
    let error = accepted(case, fact, value).unwrap_err();
    assert_eq!(text(case), before, "a refusal leaves the file as it was");
    format!("{error}; {}", error.help().expect("a next step"))
}

#[test]
fn a_proposal_alone_changes_no_verdict() {
    let case = case("verdicts");
    let setup = Setup::shipped().unwrap();
    let document = examine(&Case::open(&case).unwrap(), &setup).unwrap();
    assert!(document.proposed_facts.iter().any(|fact| fact.name == FactName::EffectKind && fact.is_open()));
    let by_name = |verdicts: &[Verdict]| {
        let mut verdicts = verdicts.to_vec();
        verdicts.sort_by(|a, b| (&a.instrument.id, &a.clause.id).cmp(&(&b.instrument.id, &b.clause.id)));
        verdicts
    };
    let without_evidence = setup.convention().evaluate(&facts(&case));
    assert_eq!(by_name(&document.verdicts), by_name(&without_evidence));
    accepted(&case, "effect.kind", &[]).unwrap();
    let after = examine(&Case::open(&case).unwrap(), &setup).unwrap();
    assert_ne!(by_name(&after.verdicts), by_name(&document.verdicts), "what is accepted counts");
    assert!(after.proposed_facts.iter().all(|fact| fact.name != FactName::EffectKind));
}

#[test]
fn proposals_are_read_without_the_assessment_and_are_those_that_an_assessment_shows() {
    let case = Case::open(&case("same")).unwrap();
    let setup = Setup::shipped().unwrap();
    let shown = examine(&case, &setup).unwrap().proposed_facts;
    assert_eq!(propose(&case, &setup).unwrap().facts, shown);
    assert!(shown.iter().all(|fact| !fact.name.key().starts_with("actor.")), "an actor is named in the report");
    let unlikely = dunant::vocabulary::Probability::try_new(0.01).unwrap();
    let setup = Setup::builder().unknown_prior(unlikely).build().unwrap();
    assert_eq!(examine(&case, &setup).unwrap().proposed_facts, shown, "whom the engine ranks first changes nothing");
}

#[test]
fn an_accepted_fact_stands_at_the_end_with_who_accepted_it_and_where_it_was_read() {
    let case = case("accepted");
    accepted(&case, "effect.kind", &[]).unwrap();
    assert!(text(&case).starts_with(CASE), "the text stays as it was");
    let stated = facts(&case);
    let Some(FactState::Known { value, sources }) = stated.get(FactName::EffectKind) else { panic!("{stated:?}") };
    assert_eq!(value.words(), ["destruction"]);
    assert_eq!(sources[0].author.as_deref(), Some("A. Person"));
    assert!(sources[0].source.starts_with("Example CERT: T1485 Data Destruction, in report.txt, line 1, "));
    assert_eq!(sources[0].published.unwrap().to_string(), "2017-07");
    assert_eq!(sources[0].standard.key(), "reported");
    accepted(&case, "incident.date", &[]).unwrap();
    accepted(&case, "victim.country", &[]).unwrap();
    assert_eq!(facts(&case).len(), 4);
    let left = fs::read_dir(&case).unwrap().count();
    assert_eq!(left, 2, "nothing else is left in the directory");
}

#[test]
fn a_person_may_leave_words_out_and_add_some_and_the_table_tells_whose_they_are() {
    let case = case("words");
    accepted(&case, "tool.properties", &["self-spreading", "indiscriminate"]).unwrap();
    let stated = facts(&case);
    assert_eq!(stated.value(FactName::ToolProperties).unwrap().words(), ["self-spreading", "indiscriminate"]);
    let source = &stated.get(FactName::ToolProperties).unwrap().sources().next().unwrap().source;
    assert!(source.ends_with("indiscriminate: added by the author"), "{source}");
    assert!(!source.contains("self-spreading"), "{source}");
}

#[test]
fn what_cannot_be_accepted_is_refused_with_the_next_step() {
    let case = case("refused");
    assert!(refusal(&case, "context", &[]).starts_with("the case already states `context`; edit its `[[fact]]` table"));
    assert!(
        refusal(&case, "intent", &[]).starts_with("`intent` is judged by a person; no evidence proposes it; write")
    );
    let actor = refusal(&case, "actor.country", &[]);
    assert!(actor.contains("suggests `actor.country`; proposed are `victim.country`"), "{actor}");
    assert!(refusal(&case, "efect.kind", &[]).contains("is not a fact of the vocabulary; `dunant convention propose`"));
    assert!(refusal(&case, "effect.kind", &["harm-to-people"]).contains("none of these words is proposed"));
    let misspelt = refusal(&case, "effect.kind", &["destruction", "interuption"]);
    assert!(misspelt.contains("did you mean `interruption`?"), "{misspelt}");
    let acceptance = Acceptance { fact: "effect.kind", author: " ", value: &[] };
    let unsigned = accept(&Case::open(&case).unwrap(), &Setup::shipped().unwrap(), &acceptance).unwrap_err();
    assert!(unsigned.to_string().contains("under a name"));
}

#[test]
fn a_case_file_that_changed_or_takes_no_table_is_left_alone() {
    let case = case("changed");
    let setup = Setup::shipped().unwrap();
    let acceptance = Acceptance { fact: "effect.kind", author: "A. Person", value: &[] };
    let read = Case::open(&case).unwrap();
    fs::write(case.join("case.toml"), format!("{CASE}\n# more\n")).unwrap();
    let error = accept(&read, &setup, &acceptance).unwrap_err();
    assert!(error.to_string().contains("was changed while the evidence was read"));
    assert!(text(&case).ends_with("# more\n"));
    let inline = "title = \"t\"\nfact = [{ name = \"context\", value = \"peace\", source = \"s\" }]\n";
    fs::write(case.join("case.toml"), inline).unwrap();
    let error = accept(&Case::open(&case).unwrap(), &setup, &acceptance).unwrap_err();
    assert!(error.help().unwrap().contains("[[fact]]\nname = \"effect.kind\""), "{error}");
    assert_eq!(text(&case), inline);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_case_file_stays_a_link_and_permissions_stay_as_they_were() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let case = case("link");
    let target = case.join("elsewhere.toml");
    fs::rename(case.join("case.toml"), &target).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&target, case.join("case.toml")).unwrap();
    accepted(&case, "effect.kind", &[]).unwrap();
    assert!(fs::symlink_metadata(case.join("case.toml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&target).unwrap().contains("author = \"A. Person\""));
}

#[test]
fn a_case_without_evidence_still_proposes_what_its_file_describes() {
    let case = case("no-evidence");
    fs::remove_dir_all(case.join("evidence")).unwrap();
    fs::write(case.join("case.toml"), "title = \"t\"\nincident = \"2017-06-27\"\n").unwrap();
    let proposals = propose(&Case::open(&case.join("case.toml")).unwrap(), &Setup::shipped().unwrap()).unwrap();
    assert_eq!(proposals.facts.iter().map(|fact| fact.name).collect::<Vec<_>>(), [FactName::IncidentDate]);
    accepted(&case, "incident.date", &[]).unwrap();
    assert!(matches!(Case::open(&case.join("nothing")), Err(Error::File { .. })));
}
