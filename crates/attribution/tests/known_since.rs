//! A relation that a later release of ATT&CK added is no knowledge of the time before it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use dunant_attribution::{Index, Model};
use dunant_knowledge::{Builder, Pack, Release};

/// A release in which one group uses these programs, each on a report of May 2015.
fn release(modified: &str, programs: &[&str]) -> String {
    let reference =
        |id: &str| format!(r#""external_references":[{{"source_name":"mitre-attack","external_id":"{id}"}}]"#);
    let mut objects = vec![format!(
        r#"{{"type":"intrusion-set","id":"intrusion-set--g","name":"Example Group","modified":"{modified}T00:00:00Z",{}}}"#,
        reference("G9999")
    )];
    for program in programs {
        let id = format!("malware--m{program}");
        objects.push(format!(
            r#"{{"type":"malware","id":"{id}","name":"Program {program}",{}}}"#,
            reference(&format!("S999{program}"))
        ));
        objects.push(format!(
            r#"{{"type":"relationship","id":"relationship--{program}","relationship_type":"uses","source_ref":"intrusion-set--g","target_ref":"{id}","external_references":[{{"source_name":"Doe {program}","description":"Doe, J. (2015, May 7). Report {program}."}}]}}"#
        ));
    }
    format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, objects.join(","))
}

fn pack(releases: &[&str]) -> Pack {
    let releases: Vec<Release<'_>> =
        releases.iter().map(|text| Release { file: "release.json", bytes: text.as_bytes(), released: None }).collect();
    let mut builder = Builder::new();
    builder.add_attack_releases(&releases).unwrap();
    builder.finish().0
}

/// How many programs the group is known to use by the day.
fn known(pack: &Pack, day: &str) -> usize {
    let index = Index::build(pack, &Model::shipped(), Some(day.parse().unwrap()));
    index.candidates.first().map_or(0, |candidate| candidate.counts().len())
}

#[test]
fn as_of_a_day_counts_only_what_a_release_before_it_had() {
    let (old, new) = (release("2016-01-01", &["1"]), release("2018-03-03", &["1", "2"]));
    let both = pack(&[&old, &new]);
    assert_eq!(known(&both, "2015-05-07"), 0, "no report was published before");
    assert_eq!(known(&both, "2015-05-08"), 1, "what the oldest release has keeps its report's day");
    assert_eq!(known(&both, "2018-03-03"), 1);
    assert_eq!(known(&both, "2018-03-04"), 2);
    let alone = pack(&[&new]);
    assert_eq!(known(&alone, "2015-05-08"), 2, "of one release nothing says when it came to know what");
}
