//! Nobody is named upon files of which nothing shows that they are independent, or that were published before the incident.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::path::Path;

use dunant::attribution::{Assessment, Conclusion};
use dunant::{Case, CaseFile, Setup, examine};

const ONE: &str = "# Incident report\n\nThe attackers deployed Industroyer on the control server. The attackers deployed GreyEnergy on \
    two workstations. We found KillDisk on four servers. The attackers deployed Cyclops Blink on a firewall.\n";
const OTHER: &str = "# Malware analysis\n\nWe found Industroyer2 on the engineering workstation. The intruders installed Exaramel on \
    a server. We found Olympic Destroyer on three hosts. The intruders installed BlackEnergy on a mail server.\n";

fn assessed(case: &str) -> Assessment {
    let file = CaseFile::parse(Path::new("case.toml"), case).unwrap();
    let mut given = Case::described(file);
    given.add_bytes("one.md", ONE.as_bytes());
    given.add_bytes("other.md", OTHER.as_bytes());
    examine(&given, &Setup::shipped().unwrap()).unwrap().assessments.remove(0).assessment
}

fn is_named(case: &str) -> bool {
    matches!(assessed(case).conclusion, Conclusion::Supported { .. })
}

fn with(one: &str, other: &str) -> String {
    let entry = |file: &str, more: &str| format!("[[evidence]]\nfile = \"{file}\"\n{more}\n");
    format!("title = \"t\"\nincident = \"2023-02-02\"\n{}{}", entry("one.md", one), entry("other.md", other))
}

#[test]
fn two_files_are_two_sources_only_where_the_case_states_two() {
    assert!(is_named(&with("source = \"Example CERT\"", "source = \"Example Labs\"")));
    for (one, other) in
        [("", ""), ("source = \"Example CERT\"", ""), ("source = \"Example CERT\"", "source = \"The example-CERT\"")]
    {
        assert!(!is_named(&with(one, other)), "{one} and {other}");
    }
}

#[test]
fn what_was_published_before_the_incident_is_of_another_time() {
    let graded = "admiralty = \"B2\"\npublished = ";
    let with = |one: &str, other: &str| with(&format!("{graded}\"{one}\""), &format!("{graded}\"{other}\""));
    assert!(is_named(&with("2023-03-01", "2023-02-02")));
    assert!(is_named(&with("2023", "2023-02")), "the incident may lie within");
    let before = assessed(&with("2015-01-01", "2023-02-01"));
    assert!(!matches!(before.conclusion, Conclusion::Supported { .. }));
    assert_eq!(before.basis.software, 0);
    let said = &before.basis.mentioned;
    assert!(
        said.iter().any(|one| one.name == "Industroyer" && one.bearing.words() == "tells of another time"),
        "{said:?}"
    );
}

#[test]
fn what_a_case_calls_an_exercise_or_a_novel_names_nobody() {
    let graded = "admiralty = \"B2\"\n";
    assert!(is_named(&with(graded, graded)));
    let exercise = with(graded, graded).replace("title = \"t\"", "title = \"Cyber exercise Northern Shield\"");
    assert!(!is_named(&exercise));
    let novel = format!("{graded}title = \"Novel by E. Kask, chapter 7\"");
    assert!(!is_named(&with(&novel, &novel)));
}
