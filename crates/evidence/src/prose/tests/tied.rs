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
    for text in [
        "# Intrusion at a mill\n\n## Command servers\n\n198.51.100.7 (Crane) and 198.51.100.9, on port 443.\n",
        "# Intrusion at a mill\n\n## Indicators of compromise\n\n- Crane C2: heron.example.com[.]au\n",
        "# Intrusion at a mill\n\nThe intruders came in May.\n\n## Tools\n\n- **Crane**: runs commands. Its file is `C:\\Windows\\twain_64.dll`.\n",
        "Indicators:\n3c59dc048e8850243be8079a5c74d079 - Crane\n",
        "IOCs\n\nCrane sample: 3c59dc048e8850243be8079a5c74d079\n",
    ] {
        assert_eq!(of(text), [Bearing::Stated], "{text}");
    }
}

#[test]
fn a_program_is_listed_where_a_list_is_of_other_things_or_of_many_programs() {
    for text in [
        "# Rules we ship\n\n198.51.100.7 (Crane)\n",
        "# Coverage\n\n- **Crane** (S0367): its file is `C:\\Windows\\twain_64.dll`.\n",
        "Indicators:\n198.51.100.7, Crane\n",
        "Indicators:\n\nThe address 198.51.100.7 is not the one that Crane is said to have had.\n",
        "Indicators\n\n## Threat landscape\n\n198.51.100.7 (Crane)\n",
        "198.51.100.7 (Crane)\n",
    ] {
        assert!(of(text).iter().all(|bearing| !bearing.is_stated()), "{text}");
    }
    let many: String = ["Crane", "Heron", "Stork", "Ibis", "Egret", "Bittern"]
        .iter()
        .enumerate()
        .map(|(n, name)| format!("198.51.100.{n} ({name})\n"))
        .collect();
    assert_eq!(of(&format!("Indicators:\n{many}")), [Bearing::Listed; 6]);
}
