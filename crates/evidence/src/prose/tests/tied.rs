use super::*;

/// How each program of a text is spoken of.
fn of(text: &str) -> Vec<Bearing> {
    let names = ["Crane", "Heron", "Stork", "Ibis", "Egret", "Bittern"];
    let entry = |name: &&str| Entry { name: (*name).into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(names.iter().map(entry).collect()).unwrap();
    let reading = read(text, &lexicon);
    let software = |o: &&crate::Observation| matches!(o.observed, Observed::Software(_));
    reading.observations().iter().filter(software).map(|o| o.bearing).collect()
}

#[test]
fn a_program_beside_a_trace_in_a_list_of_indicators_is_stated() {
    for list in [
        "## Command servers\n\n198.51.100.7 (Crane) and 198.51.100.9, both on port 443.\n",
        "## 2. C2\n\n- Crane C2: heron.example.com[.]au\n",
        "Indicators:\n3c59dc048e8850243be8079a5c74d079 - Crane\n",
        "IOCs\n====\n\nCrane sample: 3c59dc048e8850243be8079a5c74d079\n",
        "**Hashes**\n\n- `3c59dc048e8850243be8079a5c74d079` (Crane)\n",
    ] {
        let text = format!("# Intrusion at a mill\n\nThe intruders came in May.\n\n{list}");
        assert_eq!(of(&text), [Bearing::Stated], "{text}");
    }
}

#[test]
fn a_program_is_listed_where_a_list_is_of_other_things_or_says_more_of_it() {
    for list in [
        "## Rules we ship\n\n198.51.100.7 (Crane)\n",
        "Indicators:\n198.51.100.7, Crane\n",
        "Indicators:\n\nThe address 198.51.100.7 is not the one that Crane is said to have had.\n",
        "Indicators\n\n## Threat landscape\n\n198.51.100.7 (Crane)\n",
        "Tools\n\n198.51.100.7 (Crane)\n",
        "## Infrastructure\n\n198.51.100.7 (Crane sinkhole)\n",
        "## Infrastructure\n\n198.51.100.7 (Crane lookalike)\n",
        "## Infrastructure\n\nShared with Crane: 198.51.100.7\n",
        "## Infrastructure\n\n198.51.100.7 ≠ Crane\n",
        "## Infrastructure\n\n198.51.100.7 (Crane) was not seen\n",
        "## Malware\n\n- Crane: its public samples reach 198.51.100.7\n",
    ] {
        let text = format!("# Intrusion at a mill\n\nThe intruders came in May.\n\n{list}");
        assert!(of(&text).iter().all(|bearing| !bearing.is_stated()), "{text}");
    }
    // What tells of no case ties nothing.
    assert_eq!(of("# Coverage\n\n## Malware\n\n198.51.100.7 (Crane)\n"), [Bearing::Listed]);
    let many: String = ["Crane", "Heron", "Stork", "Ibis", "Egret", "Bittern"]
        .iter()
        .enumerate()
        .map(|(n, name)| format!("198.51.100.{n} ({name})\n"))
        .collect();
    assert_eq!(of(&format!("The intruders came in May.\n\nIndicators:\n{many}")), [Bearing::Listed; 6]);
}
