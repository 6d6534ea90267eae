//! `dunant knowledge` as its users meet it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn dunant(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant"))
        .args(arguments)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn actors_software_and_techniques_are_shown_with_who_says_so() {
    let actor = out(&dunant(&["knowledge", "show", "apt-29"]));
    assert!(actor.contains("G0016 APT29 (actor)\n  by MITRE ATT&CK"), "{actor}");
    assert!(actor.contains("suspected state sponsor"), "the galaxy's entry stands beside ATT&CK's");
    assert!(out(&dunant(&["knowledge", "show", "S0154"])).contains("Cobalt Strike"));
    assert!(out(&dunant(&["knowledge", "show", "T1485"])).contains("Data Destruction"));
    let json: serde_json::Value =
        serde_json::from_str(&out(&dunant(&["knowledge", "show", "G0016", "--format", "json"]))).unwrap();
    assert_eq!(json[0]["name"], "APT29");
}

#[test]
fn an_unknown_name_suggests_near_ones() {
    let output = dunant(&["knowledge", "show", "lazzarus"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean Lazarus"));
}

#[test]
fn traces_of_a_labelled_incident_become_knowledge_and_are_matched() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("labelled");
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("iocs.txt"), "c2[.]wading-birds[.]net\n203.0.113[.]9\nd41d8cd98f00b204e9800998ecf84271\n")
        .unwrap();
    fs::write(
        directory.join("incidents.toml"),
        "[[incident]]\nactor = \"Example Bear\"\nsource = \"Example CERT\"\ntitle = \"An intrusion\"\n\
         published = \"2020-05\"\nfiles = [\"iocs.txt\"]\n",
    )
    .unwrap();
    let list = directory.join("incidents.toml");
    let pack = directory.join("own.pack");
    let import = ["knowledge", "import", "--incidents", list.to_str().unwrap(), "--out", pack.to_str().unwrap()];
    assert!(out(&dunant(&import)).contains("3  indicators"));
    let first = fs::read(&pack).unwrap();
    out(&dunant(&import));
    assert_eq!(fs::read(&pack).unwrap(), first, "the same sources give the same bytes");

    let evidence = directory.join("seen.txt");
    fs::write(&evidence, "c2[.]wading-birds[.]net\n203.0.113.9\n").unwrap();
    let assess =
        dunant(&["assess", evidence.to_str().unwrap(), "--knowledge", pack.to_str().unwrap(), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&assess.stdout).unwrap();
    let hypotheses = json["assessments"][0]["assessment"]["hypotheses"].as_array().unwrap();
    let bear = hypotheses.iter().find(|h| h["subject"]["name"] == "Example Bear").unwrap();
    assert!(bear["contributions"].as_array().unwrap().iter().any(|c| c["class"] == "indicator"));
    assert!(bear["log_likelihood_ratio"].as_f64().unwrap() > 1.0);
    let discounted = &json["assessments"][0]["assessment"]["basis"]["discounted"][0];
    assert_eq!(discounted["value"], "203.0.113.9");
    assert_eq!(discounted["why"]["code"], "public-service");
    assert_eq!(discounted["why"]["what"], "an address for documentation");
    let _ = fs::remove_dir_all(&directory);
}

#[test]
fn two_packs_are_compared() {
    assert_eq!(out(&dunant(&["knowledge", "diff", "shipped", "shipped"])), "no change\n");
}

#[test]
fn a_comparison_of_packs_in_json_is_known_as_our_own() {
    let json = out(&dunant(&["knowledge", "diff", "shipped", "shipped", "--format", "json"]));
    assert!(json.contains("\"schema\": \"dunant.knowledge-diff/1\""), "{json}");
    let file = std::env::temp_dir().join(format!("dunant-diff-{}.json", std::process::id()));
    fs::write(&file, json).unwrap();
    let assessed = dunant(&["assess", file.to_str().unwrap()]);
    assert_eq!(assessed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&assessed.stderr).contains("a document that Dunant wrote"), "{assessed:?}");
    fs::remove_file(file).unwrap();
}

#[test]
fn importing_nothing_or_nonsense_is_an_error_with_a_next_step() {
    let nothing = dunant(&["knowledge", "import", "--out", "x.pack"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("help: name sources"));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nonsense.json");
    fs::write(&path, "{\"objects\": 7}").unwrap();
    let nonsense = dunant(&["knowledge", "import", "--attack", path.to_str().unwrap(), "--out", "x.pack"]);
    assert!(String::from_utf8_lossy(&nonsense.stderr).contains("is not a STIX bundle"));
}
