//! A pack outlives the code that wrote it: `golden/1.pack` and `golden/2.pack` must load for ever.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use dunant_knowledge::{Builder, Dating, Object, Pack, PackError, Subject, Wording};

const ATTACK: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
  {"type": "intrusion-set", "id": "intrusion-set--a1", "name": "Example Group", "aliases": ["Example Group", "APT0"],
   "modified": "2024-01-02T03:04:05Z",
   "external_references": [{"source_name": "mitre-attack", "external_id": "G9999"},
    {"source_name": "APT0", "description": "(Citation: Doe 2019)"},
    {"source_name": "Doe 2019", "description": "Doe, J. (2019, May 7). A report. Retrieved June 1, 2020.", "url": "https://example.com/r"}]},
  {"type": "malware", "id": "malware--b1", "name": "ExampleWiper",
   "external_references": [{"source_name": "mitre-attack", "external_id": "S9999"}]},
  {"type": "attack-pattern", "id": "attack-pattern--c1", "name": "Example Technique",
   "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "impact"}],
   "external_references": [{"source_name": "mitre-attack", "external_id": "T9999"}]},
  {"type": "campaign", "id": "campaign--d1", "name": "Operation Example", "first_seen": "2019-01-01T00:00:00Z",
   "external_references": [{"source_name": "mitre-attack", "external_id": "C9999"}]},
  {"type": "relationship", "id": "relationship--1", "relationship_type": "uses", "source_ref": "intrusion-set--a1",
   "target_ref": "malware--b1", "created": "2020-01-01T00:00:00Z",
   "external_references": [{"source_name": "Doe 2019", "description": "Doe, J. (2019, May 7). A report. Retrieved June 1, 2020."}]},
  {"type": "relationship", "id": "relationship--2", "relationship_type": "uses", "source_ref": "malware--b1",
   "target_ref": "attack-pattern--c1", "created": "2020-01-01T00:00:00Z"},
  {"type": "relationship", "id": "relationship--3", "relationship_type": "attributed-to", "source_ref": "campaign--d1",
   "target_ref": "intrusion-set--a1", "created": "2020-01-01T00:00:00Z"}]}"#;

const GALAXY: &str = r#"{"type": "threat-actor", "values": [
  {"value": "Example Bear", "uuid": "00000000-0000-4000-8000-000000000001",
   "meta": {"country": "FR", "synonyms": ["APT 0", "G9999"], "refs": ["https://example.com/2018/03/04/x"],
            "cfr-suspected-victims": ["Japan"], "targeted-sector": ["Energy"]}}]}"#;

fn pack() -> Pack {
    let mut builder = Builder::new();
    builder.add_attack("attack.json", ATTACK.as_bytes()).unwrap();
    builder.add_galaxy("galaxy.json", GALAXY.as_bytes()).unwrap();
    builder.finish().0
}

/// The same sources with prose in them.
fn worded_pack() -> Pack {
    let attack = ATTACK
        .replace(
            r#""id": "relationship--1","#,
            r#""id": "relationship--1", "description": "[Example Group](https://e.x) wiped hospital disks, and APT0 wiped hospital disks.(Citation: Doe 2019)","#,
        )
        .replace(r#""id": "attack-pattern--c1","#, r#""id": "attack-pattern--c1", "description": "Adversaries wipe <code>disks</code>.","#);
    let prose = "Example Bear is known to have wiped the disks of a hospital. ".repeat(4);
    let galaxy = GALAXY.replace(r#""uuid":"#, &format!(r#""description": "{prose}", "uuid":"#));
    let mut builder = Builder::new();
    builder.add_attack("attack.json", attack.as_bytes()).unwrap();
    builder.add_galaxy("galaxy.json", galaxy.as_bytes()).unwrap();
    builder.finish().0
}

#[test]
fn a_pack_of_format_1_still_loads_and_says_the_same() {
    let golden = Pack::from_bytes(include_bytes!("golden/1.pack")).unwrap();
    assert_eq!(golden.wording, Wording::default());
    let ours = pack();
    assert_eq!((&golden.sources, &golden.reports, &golden.actors), (&ours.sources, &ours.reports, &ours.actors));
    assert_eq!((&golden.campaigns, &golden.software), (&ours.campaigns, &ours.software));
    assert_eq!((&golden.techniques, &golden.relations), (&ours.techniques, &ours.relations));
    assert_eq!(golden.indicators, ours.indicators);
}

#[test]
fn a_pack_of_format_2_still_loads_and_says_the_same() {
    let golden = Pack::from_bytes(include_bytes!("golden/2.pack")).unwrap();
    let ours = worded_pack();
    assert_eq!((&golden.sources, &golden.reports, &golden.actors), (&ours.sources, &ours.reports, &ours.actors));
    assert_eq!((&golden.campaigns, &golden.software), (&ours.campaigns, &ours.software));
    assert_eq!((&golden.techniques, &golden.relations), (&ours.techniques, &ours.relations));
    // It was made when names of software still were terms.
    let terms: Vec<&str> = golden.wording.terms.iter().map(|term| term.text.as_str()).collect();
    assert_eq!(terms, ["disk", "examplewiper", "hospital", "hospital disk", "wip", "wip hospital"]);
    assert_eq!(Pack::from_bytes(&ours.to_bytes()).unwrap(), ours);
}

#[test]
fn the_terms_of_every_text_are_counted_and_no_actor_is_named_by_them() {
    let wording = worded_pack().wording;
    let terms: Vec<&str> = wording.terms.iter().map(|term| term.text.as_str()).collect();
    assert_eq!(terms, ["disk", "hospital", "hospital disk", "wip", "wip hospital"]);
    assert_eq!(wording.real_texts, 1);
    let real: Vec<u32> = wording.terms.iter().map(|term| term.real).collect();
    assert_eq!(real, [1, 1, 0, 1, 0]);
    let [sentence] = wording.sentences.as_slice() else { panic!() };
    assert_eq!((sentence.relation, sentence.reports.as_slice()), (0, [0].as_slice()));
    assert_eq!(sentence.terms, [(0, 2), (1, 2), (2, 2), (3, 2), (4, 2)]);
    assert_eq!(wording.techniques, [vec![(0, 1), (3, 1)]]);
    assert_eq!(wording.actors, [vec![], vec![(0, 4), (1, 4), (3, 4)]]);
}

#[test]
fn a_pack_whose_terms_point_nowhere_is_refused() {
    type Harm = fn(&mut Wording);
    let harms: [Harm; 6] = [
        |wording| wording.sentences[0].terms[0].0 = 99,
        |wording| wording.sentences[0].relation = 99,
        |wording| wording.sentences[0].reports = vec![99],
        |wording| wording.techniques[0] = vec![(1, 1), (0, 1)],
        |wording| wording.actors.truncate(1),
        |wording| wording.reports[0] = vec![(6, 1)],
    ];
    for harm in harms {
        let mut pack = worded_pack();
        harm(&mut pack.wording);
        assert!(matches!(Pack::from_bytes(&pack.to_bytes()), Err(PackError::Damaged { .. })), "{:?}", pack.wording);
    }
}

#[test]
fn every_claim_keeps_who_made_it_and_when() {
    let pack = pack();
    let [group, bear] = pack.actors.as_slice() else { panic!() };
    assert_eq!(pack.source_name(group.by), "MITRE ATT&CK");
    let alias = group.names.iter().find(|claim| claim.name == "APT0").unwrap();
    let report = pack.report(alias.reports[0]).unwrap();
    assert_eq!((report.published.unwrap().to_string(), report.dating), ("2019-05-07".into(), Dating::Citation));
    assert_eq!(bear.links[0].to, 0, "the identifier among its synonyms is a link, not a name");
    assert_eq!(bear.countries.len() + bear.targets.len(), 3);
    assert_eq!(pack.report(bear.reports[0]).unwrap().dating, Dating::Address);
    assert!(pack.relations.iter().any(|r| r.subject == Subject::Actor(0) && r.object == Object::Software(0)));
    assert_eq!(pack.campaigns[0].attributed_to[0].actor, 0);
}

#[test]
fn one_name_of_two_clusters_is_found_in_both() {
    let pack = pack();
    let found: Vec<&str> = pack.find_actors("apt-0").iter().map(|actor| actor.id.as_str()).collect();
    assert_eq!(found, ["G9999", "threat-actor:00000000-0000-4000-8000-000000000001"]);
}
