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

#[test]
fn what_a_case_or_a_file_says_of_the_files_beside_it_is_heeded() {
    let graded = "admiralty = \"B2\"\n";
    let case = with(graded, graded);
    let beside = |name: &str, text: &str| {
        let mut given = Case::described(CaseFile::parse(Path::new("case.toml"), &case).unwrap());
        for (name, text) in [("one.md", ONE), ("other.md", OTHER), (name, text)] {
            given.add_bytes(name, text.as_bytes());
        }
        let document = examine(&given, &Setup::shipped().unwrap()).unwrap();
        matches!(document.assessments[0].assessment.conclusion, Conclusion::Supported { .. })
    };
    assert!(beside("README.md", "The reports of two teams, with their indicators.\n"));
    assert!(!beside("README.md", "These files are training material. Nothing here is of a real case.\n"));
    assert!(!beside("erratum.md", "The report of 2 March is withdrawn.\n"));
    assert!(!beside("note.md", "# Erratum to one.md\n\nIt names the wrong programs.\n"));
    // A notice speaks of its own folder.
    assert!(beside("drills/README.md", "These files are training material.\n"));
    let summary = "summary = \"The laboratory found none of the programs; the other report is a forgery.\"\n";
    assert!(!is_named(&case.replace("title = \"t\"\n", &format!("title = \"t\"\n{summary}"))));
}

#[test]
fn one_bundle_takes_back_what_another_states() {
    let id = |kind: &str, number: usize| format!("{kind}--0000000{number}-0000-4000-8000-000000000000");
    let names = ["Industroyer", "GreyEnergy", "KillDisk", "Cyclops Blink", "Industroyer2", "Exaramel", "BlackEnergy"];
    let object = |kind: &str, number: usize, more: &str| {
        let id = id(kind, number);
        format!(
            r#"{{"type":"{kind}","spec_version":"2.1","id":"{id}","created":"2023-03-01T00:00:00Z","modified":"2023-03-01T00:00:00Z",{more}}}"#
        )
    };
    let sighting = |number: usize, more: &str| {
        let of = id("malware", number);
        object(
            "sighting",
            number,
            &format!(r#""sighting_of_ref":"{of}","where_sighted_refs":["{}"]{more}"#, id("identity", 9)),
        )
    };
    let bundle = |objects: String| format!(r#"{{"type":"bundle","id":"{}","objects":[{objects}]}}"#, id("bundle", 1));
    let malware = |number: usize| object("malware", number, &format!(r#""is_family":true,"name":"{}""#, names[number]));
    let identity = object("identity", 9, r#""name":"Ministry CERT","identity_class":"organization""#);
    let of_all = |make: &dyn Fn(usize) -> String| (0..names.len()).map(make).collect::<Vec<_>>().join(",");
    let first =
        bundle(format!("{identity},{},{}", of_all(&malware), of_all(&|number| sighting(number, r#","count":1"#))));
    let opinion = |word: &str| {
        let all = of_all(&|number| format!("\"{}\"", id("sighting", number)));
        bundle(object("opinion", 1, &format!(r#""opinion":"{word}","object_refs":[{all}]"#)))
    };
    let is_named = |second: String| {
        let case = "title = \"t\"\n[[evidence]]\nfile = \"a.json\"\nadmiralty = \"B2\"\n[[evidence]]\nfile = \"b.json\"\nadmiralty = \"B2\"\n";
        let mut given = Case::described(CaseFile::parse(Path::new("case.toml"), case).unwrap());
        given.add_bytes("a.json", first.as_bytes());
        given.add_bytes("b.json", second.as_bytes());
        let document = examine(&given, &Setup::shipped().unwrap()).unwrap();
        matches!(document.assessments[0].assessment.conclusion, Conclusion::Supported { .. })
    };
    assert!(is_named(opinion("agree")));
    assert!(!is_named(opinion("disagree")));
    assert!(!is_named(bundle(of_all(&|number| sighting(number, r#","count":1,"revoked":true"#)))));
    assert!(!is_named(bundle(of_all(&|number| sighting(number, r#","count":0"#)))));
}
