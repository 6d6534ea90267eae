//! `dunant convention` as its users meet it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SONY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sony-pictures-2014");
const NOTPETYA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/notpetya-2017");
const US_CHINA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/us-china-2015.toml");

fn dunant(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunant"))
        .arg("convention")
        .args(arguments)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap()
}

/// What a command that went well prints: at most 80 columns, and no word that judges.
fn page(arguments: &[&str]) -> String {
    let output = dunant(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        assert!(!line.contains('\u{1b}'), "{arguments:?}: {line}");
    }
    for word in ["guilty", "culprit", "perpetrator", "probably", "likely", "unlikely"] {
        assert!(!text.to_lowercase().contains(word), "{arguments:?} says {word}");
    }
    text
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let output = dunant(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refusal(arguments: &[&str]) -> String {
    let output = dunant(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("help: "), "no next step: {text}");
    text
}

/// Text without its line breaks: where a line ends is no part of what it says.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_clause_is_listed_with_the_name_that_the_other_commands_take() {
    let text = page(&["list"]);
    assert!(text.contains("US-China commitment of 2015 (political commitment, 2015-09-25)\n"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("  us-china-2015/ip-theft ")), "{text}");
    let groups = json(&["list"]);
    for group in groups.as_array().unwrap() {
        for line in group["clauses"].as_array().unwrap() {
            let article = line["article"].as_str().unwrap();
            assert!(text.contains(article), "{article}");
            page(&["show", article]);
        }
    }
}

#[test]
fn a_clause_is_shown_with_its_words_parties_rule_and_facts() {
    let text = unwrapped(&page(&["show", "us-china-2015/ip-theft"]));
    for part in [
        "Cybersecurity, second point; paraphrased",
        "https://obamawhitehouse.archives.gov",
        "China: bound since 2015-09-25",
        "- any of these: - `actor.state-responsibility` is one of state-organ, directed, adopted",
        "`intent`: whether the actor meant what the purpose says; only a named person may enter it",
        "Rule, SHA-256: ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(json(&["show", "us-china-2015"])["clauses"][0]["clause"]["id"], "ip-theft");
    assert!(page(&["show", "digital-geneva-convention"]).contains("nobody is bound"));
}

#[test]
fn a_name_that_is_nearly_right_is_answered_with_the_right_one() {
    assert!(refusal(&["show", "us-china-2015/ip-thef"]).contains("did you mean `us-china-2015/ip-theft`?"));
    assert!(refusal(&["show", "zzzzzzzz"]).contains("`dunant convention list` lists them all"));
    assert!(refusal(&["explain", SONY, "us-china-2015"]).contains("name one of `us-china-2015/ip-theft`"));
    assert!(refusal(&["parties", "us-china-2015/ip-theft"]).contains("dunant convention parties us-china-2015"));
}

#[test]
fn a_case_is_held_against_every_clause_those_it_speaks_to_first() {
    let text = page(&["check", SONY]);
    let not_party = text.find("us-china-2015/ip-theft: not applicable").unwrap();
    assert!(text.find("What the case speaks to").unwrap() < not_party);
    assert!(unwrapped(&text).contains("`actor.state-responsibility` (sources differ)"), "{text}");
    let from_file = page(&["check", &format!("{SONY}/case.toml")]);
    assert_eq!(text, from_file, "a case directory and its case file are one case");
    let all = json(&["check", SONY]);
    let verdicts = all["verdicts"].as_array().unwrap();
    let clauses: usize =
        json(&["list"]).as_array().unwrap().iter().map(|group| group["clauses"].as_array().unwrap().len()).sum();
    assert_eq!(verdicts.len(), clauses);
    let concerned: Vec<bool> = verdicts.iter().map(|verdict| verdict["concerned"].as_bool().unwrap()).collect();
    assert!(concerned.is_sorted_by(|a, b| a >= b));
}

#[test]
fn a_case_held_against_every_clause_makes_a_page_with_a_tree_of_each() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts.html");
    let text = page(&["check", SONY, "--report", file.to_str().unwrap(), "--as-of", "2014-12-20"]);
    assert_eq!(text, page(&["check", SONY, "--as-of", "2014-12-20"]), "what is printed stays the same");
    let html = fs::read_to_string(&file).unwrap();
    let all = json(&["check", SONY]);
    assert_eq!(html.matches("<ul class=\"tree\"").count(), all["verdicts"].as_array().unwrap().len());
    assert!(html.contains("What was known by 2014-12-20"));
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-there").join("x.html");
    let refused = dunant(&["check", SONY, "--report", nowhere.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot be written"));
}

#[test]
fn as_of_a_day_later_facts_are_left_out_and_named() {
    let text = unwrapped(&page(&["check", SONY, "--as-of", "2014-12-20"]));
    assert!(text.contains("Left out, as published or true only later: `incident.date`"), "{text}");
    assert!(text.contains("Fewer sources than now: `actor.category`"), "{text}");
    let case = &json(&["check", SONY, "--as-of", "2014-12-20"])["case"];
    assert_eq!(case["as_of"]["day"], "2014-12-20");
    assert!(case["as_of"]["left_out"].as_array().unwrap().contains(&"context".into()));
    assert_eq!(json(&["check", SONY, "--as-of", "2014-01-01"])["case"]["facts"], 0);
}

#[test]
fn a_verdict_is_explained_with_marks_sources_and_what_is_missing() {
    let text = page(&["explain", SONY, "digital-geneva-convention/ip-theft"]);
    assert!(text.contains("[?] It speaks to this sort of actor:\n"), "{text}");
    assert!(text.contains("[+] `context` is peace; the case says peace\n"), "{text}");
    assert!(text.contains("    [") && text.contains("[-]"), "{text}");
    let flat = unwrapped(&text);
    assert!(flat.contains("`purpose` includes commercial-advantage (sources differ)"), "{text}");
    assert!(flat.contains("against that: none, says Norse"), "{text}");
    assert!(flat.contains("It would be consistent with breach if one of these holds:"), "{text}");
    let verdict = &json(&["explain", SONY, "digital-geneva-convention/ip-theft"])["verdict"];
    assert_eq!(verdict["outcome"], "undetermined");
    for set in verdict["missing"].as_array().unwrap() {
        for need in set["needs"].as_array().unwrap() {
            assert!(flat.contains(need["words"].as_str().unwrap()), "{need}");
        }
    }
    assert!(flat.contains(verdict["rule"].as_str().unwrap()));
}

#[test]
fn an_offence_is_described_and_not_forbidden_and_stays_open_while_a_referral_is() {
    let wannacry = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/wannacry-2017");
    let checked = page(&["check", wannacry]);
    let article = checked.split("budapest-convention/access").nth(1).unwrap();
    let article = article.split("budapest-convention/").next().unwrap();
    assert!(article.contains("missing: `") && !article.contains("whatever is missing"), "{article}");
    let explained = page(&["explain", wannacry, "budapest-convention/access"]);
    assert!(explained.contains("What it describes was done:"), "{explained}");
    assert!(!explained.contains("What it forbids was done"));
    let shown = page(&["show", "budapest-convention/access"]);
    assert!(shown.contains("The rule: for referral where all of these hold"), "{shown}");
}

#[test]
fn parties_are_told_with_how_they_stood_on_a_day() {
    assert!(page(&["parties", "us-china-2015"]).contains("United States: bound since 2015-09-25"));
    assert!(page(&["parties", "us-china-2015", "--as-of", "2015-09-24"]).contains("China was not yet bound"));
    let on = json(&["parties", "us-china-2015", "--as-of", "2015-09-25"]);
    assert_eq!(on["standing"][0]["standing"], "bound");
    assert!(page(&["parties", "digital-geneva-convention"]).contains("nobody is bound"));
}

#[test]
fn parties_have_steps_reservations_and_a_sentence_on_who_is_left_out() {
    let text = unwrapped(&page(&["parties", "budapest-convention"]));
    assert!(text.contains("United States: signed 2001-11-23; bound since 2007-01-01"), "{text}");
    assert!(text.contains("Ireland: signed 2002-02-28; not bound"), "{text}");
    assert!(text.contains("Russia: not a party"), "{text}");
    assert!(text.contains("bound otherwise than as written by `tools`"), "{text}");
    assert!(text.contains("Left out: ") && text.contains("Treaty Office, as of "), "{text}");
    let between = page(&["parties", "budapest-convention", "--as-of", "2006-12-31"]);
    assert!(
        unwrapped(&between).contains("United States had signed on 2001-11-23, and was not yet bound on 2006-12-31")
    );
    let on = json(&["parties", "tech-accord", "--as-of", "2018-04-17"]);
    assert_eq!(on["party_list"], "incomplete");
    assert_eq!(on["parties"][0]["company"], "ABB");
    assert_eq!(on["standing"][0]["standing"], "bound");
}

#[test]
fn what_binds_a_state_or_a_company_is_told_for_every_instrument_that_can() {
    let text = unwrapped(&page(&["parties", "--of", "US", "--as-of", "2010-01-01"]));
    assert!(text.contains("US-China commitment of 2015 (a political commitment, not a treaty; 2015-09-25) - United States was not yet bound on 2010-01-01"), "{text}");
    assert!(text.contains("United States was bound on 2010-01-01, since 2007-01-01"), "{text}");
    assert!(!text.contains("Tech Accord"), "{text}");
    assert!(unwrapped(&page(&["parties", "--of", "Kenya"])).contains("not on the list, which is incomplete"));
    let microsoft = json(&["parties", "--of", "microsoft", "--as-of", "2018-06-01"]);
    assert_eq!(
        (&microsoft["company"], &microsoft["places"][1]["instrument"]),
        (&"Microsoft".into(), &"tech-accord".into())
    );
    assert_eq!(microsoft["places"][1]["standing"]["standing"], "bound");
    assert!(refusal(&["parties", "--of", "Microsft"]).contains("did you mean `Microsoft`?"));
    assert!(refusal(&["parties"]).contains("or a country or company with `--of`"));
}

#[test]
fn the_facts_are_listed_and_each_word_with_what_others_call_it() {
    let text = unwrapped(&page(&["facts"]));
    assert!(text.contains("intent (one word; only a named person may enter it) whether the actor meant"), "{text}");
    let one = unwrapped(&page(&["facts", "actor.category"]));
    assert!(one.contains("- state: an organ of a state EuRepoC initiator_category:State VERIS 1.3 actor.external.variety:Nation-state"), "{one}");
    assert!(unwrapped(&page(&["facts", "beneficiary"])).contains("- nobody: nobody gained -"));
    assert!(page(&["facts", "actor.country"]).contains("codes of countries, such as AD (Andorra)"));
    assert!(page(&["facts", "--mapping"]).contains("industry-sector-ov:energy"));
    let all = json(&["facts"]);
    assert!(all.as_array().unwrap().len() > 40 && all[0]["codes"].is_null(), "{all}");
    let sectors = json(&["facts", "victim.sector"]);
    assert_eq!(sectors[0]["kind"], "all-words");
    assert_eq!(sectors[0]["words"][0]["codes"]["stix"][0], "industry-sector-ov:agriculture");
    assert!(refusal(&["facts", "actor.categry"]).contains("did you mean `actor.category`?"));
}

#[test]
fn the_days_on_which_sixty_parties_joined_are_one_condition_and_a_case_is_told_those_of_its_own() {
    let text = unwrapped(&page(&["show", "budapest-convention/tools"]));
    let rule = text.split("The rule:").nth(1).unwrap();
    let asked = "`tool.distribution-country` names a state that was bound on `incident.date`, by its list or as `party.confirmed` says";
    assert_eq!(rule.matches(asked).count(), 1, "{rule}");
    assert!(!rule.contains("since"), "{rule}");
    let text = unwrapped(&page(&["explain", NOTPETYA, "budapest-convention/access"]));
    let named = "(Netherlands since 2007-03-01; Ukraine since 2006-07-01; United States since 2007-01-01); the case says NL, UA, US; 2017-06-27";
    assert!(text.contains(named), "{text}");
}

#[test]
fn titles_of_the_list_are_not_cut() {
    let text = page(&["list"]);
    assert!(!text.contains('…'), "{text}");
    assert!(unwrapped(&text).contains("No theft of business secrets for the gain of"), "{text}");
}

#[test]
fn a_case_that_is_none_is_refused_with_the_next_step() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-case");
    fs::create_dir_all(&directory).unwrap();
    assert!(refusal(&["check", directory.to_str().unwrap()]).contains("has no `case.toml`"));
    assert!(refusal(&["check", "not-there"]).contains("`not-there` cannot be read"));
    let file = directory.join("empty.toml");
    fs::write(&file, "title = \"t\"\n").unwrap();
    assert!(refusal(&["check", file.to_str().unwrap()]).contains("states no facts"));
    fs::write(&file, "title = \"t\"\n[[fact]]\nname = \"contxt\"\nvalue = \"peace\"\nsource = \"s\"\n").unwrap();
    assert!(refusal(&["check", file.to_str().unwrap()]).contains("did you mean `context`?"));
}

#[test]
fn an_instrument_with_mistakes_fails_and_one_without_passes() {
    assert!(unwrapped(&page(&["lint", US_CHINA])).ends_with(": nothing found"));
    let text = fs::read_to_string(US_CHINA).unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistaken.toml");
    fs::write(&file, text.replace("fact = \"purpose\"", "fact = \"purpos\"")).unwrap();
    let mistaken = dunant(&["lint", file.to_str().unwrap()]);
    assert_eq!(mistaken.status.code(), Some(1));
    let words = unwrapped(&String::from_utf8(mistaken.stdout).unwrap());
    assert!(words.contains("`purpos` is not a fact of the vocabulary help: did you mean `purpose`?"), "{words}");
    assert!(words.contains(".toml:"), "{words}");
    let budapest = Path::new(US_CHINA).with_file_name("budapest-convention.toml");
    let beside = unwrapped(&page(&["lint", budapest.to_str().unwrap()]));
    assert!(beside.ends_with(": nothing found"), "its parties stand beside it: {beside}");
    let list = budapest.with_file_name("parties").join("budapest-convention.toml");
    assert!(unwrapped(&page(&["lint", list.to_str().unwrap()])).ends_with(": nothing found"));
    let twice = dunant(&["lint", US_CHINA, US_CHINA]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(unwrapped(&String::from_utf8(twice.stdout).unwrap()).contains("is called `us-china-2015` too"));
}

/// A case directory of its own, with a report that suggests facts.
fn proposing(test: &str) -> std::path::PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proposing-{test}"));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(directory.join("evidence")).unwrap();
    let text = "title = \"t\"\n\n[[fact]]\nname = \"incident.type\"\nvalue = [\"data-theft\"]\nsource = \"s\"\n";
    fs::write(directory.join("case.toml"), text).unwrap();
    fs::write(directory.join("evidence/report.txt"), "They wiped disks (T1561.002).\n").unwrap();
    directory
}

#[test]
fn what_a_case_suggests_is_printed_as_tables_that_a_case_file_takes() {
    let case = proposing("tables");
    let case = case.to_str().unwrap();
    let output = dunant(&["propose", case]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = r#"# incident.type: the type of incident
# evidence suggests disruption, the case says data-theft; edit the case file if the evidence is right
# - disruption: T1561.002 Disk Structure Wipe, in report.txt, line 1, bytes 18-27
#   systems were harmed; check that it was done here, and not only that it could be

# effect.kind: what it did
# - destruction: T1561.002 Disk Structure Wipe, in report.txt, line 1, bytes 18-27
#   disks were wiped; check that it was done here, and not only that it could be
[[fact]]
name = "effect.kind"
value = ["destruction"]
source = "T1561.002 Disk Structure Wipe, in report.txt, line 1, bytes 18-27"
standard = "reported"
# author = "…" # who accepts it
"#;
    assert_eq!(text, expected);
    assert_eq!(text, String::from_utf8(dunant(&["propose", &format!("{case}/case.toml")]).stdout).unwrap());
    let narration = String::from_utf8(output.stderr).unwrap();
    assert!(narration.contains("proposed: 1; differ from what the case states: 1"), "{narration}");
    let facts = json(&["propose", case]);
    assert_eq!(facts[1]["name"], "effect.kind");
    assert_eq!(facts[0]["case_says"], "data-theft");
    let file = Path::new(case).join("case.toml");
    fs::write(&file, format!("{}\n{text}", fs::read_to_string(&file).unwrap())).unwrap();
    assert!(page(&["check", case]).contains("clauses:"));
}

#[test]
fn a_proposed_fact_counts_once_a_person_has_accepted_it() {
    let case = proposing("accept");
    let case = case.to_str().unwrap();
    assert_eq!(json(&["check", case])["case"]["facts"], 1);
    let accepted = dunant(&["accept", case, "effect.kind", "--author", "A. Person"]);
    assert!(accepted.status.success(), "{}", String::from_utf8_lossy(&accepted.stderr));
    let table = String::from_utf8(accepted.stdout).unwrap();
    assert!(table.contains("value = [\"destruction\"]\n") && table.contains("author = \"A. Person\"\n"), "{table}");
    let file = fs::read_to_string(Path::new(case).join("case.toml")).unwrap();
    assert!(file.ends_with(&table));
    assert_eq!(json(&["check", case])["case"]["facts"], 2);
    assert!(
        refusal(&["accept", case, "effect.kind", "--author", "A. Person"]).contains("already states `effect.kind`")
    );
    assert!(refusal(&["accept", case, "incident.type", "--author", "A. Person"]).contains("already states"));
    assert!(refusal(&["accept", case, "victim.critical", "--author", "A. Person"]).contains("judged by a person"));
    assert!(refusal(&["accept", case, "actor.country", "--author", "A. Person"]).contains("suggests `actor.country`"));
    let unsigned = dunant(&["accept", case, "effect.kind"]);
    assert_eq!(unsigned.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unsigned.stderr).contains("--author"));
}

#[test]
fn other_words_than_those_proposed_are_entered_as_the_authors_own() {
    let case = proposing("words");
    let case = case.to_str().unwrap();
    let words = ["--value", "destruction", "interruption"];
    let accepted = dunant(&[&["accept", case, "effect.kind", "--author", "A. Person"], &words[..]].concat());
    let table = String::from_utf8(accepted.stdout).unwrap();
    assert!(table.contains("value = [\"destruction\", \"interruption\"]\n"), "{table}");
    assert!(table.contains("; interruption: added by the author\"\n"), "{table}");
}
