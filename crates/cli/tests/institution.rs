//! `dunant init`, `case`, `panel`, `verify`, `demo` as their users meet them, beside the guide's own way.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod place;

use std::fs;

use place::{EXAMPLE, Place, unwrapped};

#[test]
fn a_command_without_its_data_directory_says_how_to_make_or_name_one() {
    let place = Place::new();
    let refused = place.refusal(1, &["case", "list"]);
    assert!(refused.contains("is no data directory") && refused.contains("dunant init DIR"), "{refused}");
    fs::create_dir(place.path().join("full")).unwrap();
    fs::write(place.path().join("full/file"), "").unwrap();
    assert!(place.refusal(1, &["init", "full", "--name", "example.org"]).contains("`full` is not empty"));
    assert!(place.refusal(1, &["init", "new", "--name", "not a name"]).contains("not a name"));
    assert!(!place.path().join("new").exists(), "a name that cannot stand makes nothing");
    place.out(&["init", "body", "--name", "example.org"]);
    assert!(unwrapped(&place.out(&["case", "list", "--home", "body"])).contains("No case was referred yet"));
    assert!(place.refusal(1, &["case", "show", "c-1", "--home", "body"]).contains("there is no case `c-1`"));
}

#[test]
#[cfg(unix)]
fn secret_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.out(&["init", "body", "--name", "example.org"]);
    place.out(&["panel", "key", "member.key", "--name", "example.org/panel/member-1"]);
    for file in ["body/keys/secretariat.key", "body/keys/evidence.identity", "body/record/log.key", "member.key"] {
        let mode = fs::metadata(place.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

#[test]
fn whatever_is_lost_or_changed_is_named_recorded_and_told_when_it_is_back() {
    let place = Place::with_open_case();
    let check = ["case", "check", "c-1", "--home", "body"];
    assert!(place.out(&check).is_empty());
    let blobs = place.blobs();
    assert_eq!(blobs.len(), 7, "three items, the case file, the rules, the names, the secret");
    for blob in &blobs {
        let kept = fs::read(blob).unwrap();
        fs::remove_file(blob).unwrap();
        let lost = place.refusal(3, &check);
        let name = blob.file_name().unwrap().to_str().unwrap();
        assert!(lost.contains(name) && lost.contains("is missing") && lost.contains("of the case `c-1`"), "{lost}");
        let mut changed = kept.clone();
        changed[kept.len() / 2] ^= 1;
        fs::write(blob, changed).unwrap();
        assert!(place.refusal(3, &check).contains("is damaged"));
        fs::write(blob, kept).unwrap();
        place.out(&check);
    }
    let custody = unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"]));
    assert_eq!(custody.matches("found to be lost by dunant case check").count(), 3, "{custody}");
    assert_eq!(custody.matches("brought back by dunant case check").count(), 3, "{custody}");
}

#[test]
fn evidence_that_is_there_already_or_of_a_name_that_is_taken_is_refused_and_nothing_is_lost() {
    let place = Place::with_open_case();
    let again = format!("{EXAMPLE}/evidence/indicators.csv");
    let refused = place.refusal(1, &["case", "add", "c-1", &again, "--home", "body"]);
    assert!(refused.contains("is in the case already, as `indicators.csv`"), "{refused}");
    fs::write(place.path().join("indicators.csv"), "other bytes").unwrap();
    let refused = place.refusal(1, &["case", "add", "c-1", "indicators.csv", "--home", "body"]);
    assert!(refused.contains("has another item called `indicators.csv`"), "{refused}");
    // Files before and behind the one that is refused are taken in, and the same command goes on once it is mended.
    for (name, text) in [("new.txt", "198.51.100.7"), ("last.txt", "198.51.100.8")] {
        fs::write(place.path().join(name), text).unwrap();
    }
    let add = ["case", "add", "c-1", "new.txt", "indicators.csv", "last.txt", "--home", "body"];
    let output = place.run(&add);
    assert_eq!(output.status.code(), Some(1));
    let (out, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.contains("new.txt\n") && out.ends_with("last.txt\n"), "{out}");
    assert!(said.contains("took in 2 items") && said.contains("1 file was refused: what was taken in stays"), "{said}");
    fs::rename(place.path().join("indicators.csv"), place.path().join("others.csv")).unwrap();
    let again = ["case", "add", "c-1", "new.txt", "others.csv", "last.txt", "--home", "body"];
    let output = place.run(&again);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("2 files were in the case already, under the same names"), "{said}");
    assert!(unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"])).contains("6 items"));
    assert_eq!(place.run(&again).status.code(), Some(1), "there is nothing to take in");
}

#[test]
fn what_is_marked_closely_or_holds_personal_data_stays_in_the_house_unless_it_is_asked_for() {
    let place = Place::with_open_case();
    let export = ["case", "export", "c-1", "part", "--home", "body", "--to", "a party", "--by", "registrar"];
    place.out(&[export.as_slice(), &["--purpose", "p"]].concat());
    let evidence = place.path().join("part/evidence");
    assert!(evidence.join("indicators.csv").is_file() && !evidence.join("responder-notes.md").exists());
    let marked = ["case", "mark", "c-1", "indicators.csv", "--home", "body", "--tlp", "red", "--by", "registrar"];
    place.out(&marked);
    let export = ["case", "export", "c-1", "less", "--home", "body", "--to", "a party", "--by", "registrar"];
    place.out(&[export.as_slice(), &["--purpose", "p", "--with-personal-data"]].concat());
    let evidence = place.path().join("less/evidence");
    assert!(!evidence.join("indicators.csv").exists() && evidence.join("wiper-analysis.md").is_file());
    assert!(
        !evidence.join("responder-notes.md").exists(),
        "the case file marks it TLP:AMBER: the closest marking counts"
    );
    let export = ["case", "export", "c-1", "more", "--home", "body", "--to", "a party", "--by", "registrar"];
    place.out(&[export.as_slice(), &["--purpose", "p", "--with-personal-data", "--up-to", "amber"]].concat());
    assert!(place.path().join("more/evidence/responder-notes.md").is_file());
    let opened = ["case", "mark", "c-1", "indicators.csv", "--home", "body", "--tlp", "clear", "--by", "registrar"];
    let refused = place.refusal(1, &opened);
    assert!(refused.contains("reason"), "a marking is opened with a reason alone: {refused}");
    let custody = unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"]));
    assert!(
        custody.contains("given out by registrar to a party: p") && custody.contains("marked TLP:RED"),
        "{custody}"
    );
}

#[test]
fn a_custody_document_holds_until_a_byte_of_it_is_changed() {
    let place = Place::with_open_case();
    place.out(&["case", "custody", "c-1", "--home", "body", "--out", "custody.json"]);
    let verify = ["verify", "custody.json", "--rules", "body/policy.toml"];
    assert!(place.prints(4, &verify).contains("The custody holds as far as it was checked"), "its end may be cut off");
    assert!(place.refusal(1, &["verify", "custody.json"]).contains("--rules policy.toml"));
    let file = place.path().join("custody.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("clear", "green", 1)).unwrap();
    let refused = place.refusal(3, &verify);
    assert!(refused.contains("The custody does not hold (chain)."), "{refused}");
}

#[test]
fn members_read_the_assessment_that_was_frozen_and_leave_a_trace() {
    let place = Place::with_open_case();
    let who = ["--home", "body", "--by", "member-1", "--purpose", "own assessment", "--format", "json"];
    let read = [["case", "assessment", "c-1"].as_slice(), &who].concat();
    assert!(place.refusal(1, &read).contains("was never frozen"));
    let frozen = place.run(&["case", "freeze", "c-1", "--home", "body"]);
    let frozen = String::from_utf8(frozen.stderr).unwrap();
    let assessment = place.out(&read);
    let digest = dunant::vocabulary::Sha256Digest::of(assessment.as_bytes()).to_string();
    assert!(frozen.contains(&digest), "{frozen}");
    let custody = place.out(&["case", "custody", "c-1", "--home", "body"]);
    assert_eq!(custody.matches("read by member-1: own assessment").count(), 3, "{custody}");
}

#[test]
fn a_chain_that_names_somebody_leaves_only_when_it_is_asked_for() {
    let place = Place::with_open_case();
    fs::write(place.path().join("martina.keller@clinic.ch.txt"), "203.0.113.9").unwrap();
    place.out(&["case", "add", "c-1", "martina.keller@clinic.ch.txt", "--home", "body", "--tlp", "clear"]);
    let write = ["case", "custody", "c-1", "--home", "body", "--up-to", "red", "--out"];
    let output = place.run(&[write.as_slice(), &["part.json"]].concat());
    assert!(String::from_utf8(output.stderr).unwrap().contains("is left out: it holds personal data"));
    place.out(&[write.as_slice(), &["whole.json", "--with-personal-data"]].concat());
    let [part, whole] = ["part.json", "whole.json"].map(|file| fs::read_to_string(place.path().join(file)).unwrap());
    assert!(!part.contains("martina") && whole.contains("martina"));
    assert_eq!(part.matches("taken-in").count(), 3, "the other chains are all there");
    place.prints(4, &["verify", "part.json", "--rules", "body/policy.toml"]);
    // A receipt says what its item is called: the chain of an item that is not open stays as the item does, though it is open in the chain.
    let output = place.run(&["case", "custody", "c-1", "--home", "body", "--out", "open.json", "--with-personal-data"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("is left out: it is marked TLP:AMBER"));
    let open = fs::read_to_string(place.path().join("open.json")).unwrap();
    assert!(!open.contains("responder-notes") && whole.contains("responder-notes") && open.contains("indicators.csv"));
}

#[test]
fn words_that_will_be_public_hold_no_personal_data() {
    let place = Place::new();
    place.out(&["init", "body", "--name", "example.org"]);
    let new = ["case", "new", "c-1", "--home", "body", "--referred-by", "a CERT", "--accused", "Freedonia"];
    let named = ["--title", "t", "--question", "Did jane.roe@clinic.ch open it?"];
    let refused = place.refusal(1, &[new.as_slice(), &named].concat());
    assert!(refused.contains("jane.roe@clinic.ch") && refused.contains("will be public"), "{refused}");
    assert!(place.refusal(1, &["case", "show", "c-1", "--home", "body"]).contains("there is no case"));
}

#[test]
fn a_conclusion_that_cites_no_clause_or_hides_that_it_differs_is_not_put_to_the_vote() {
    let place = Place::with_open_case();
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    for step in ["commit", "reveal"] {
        for number in ["1", "2", "3"] {
            let (key, position) = (format!("{number}.key"), format!("{EXAMPLE}/position-{number}.toml"));
            let salt = format!("{number}.salt");
            let sealed = ["--home", "body", "--key", &key, "--position", &position, "--salt", &salt];
            place.out(&[["panel", step, "c-1"].as_slice(), &sealed].concat());
        }
    }
    place.out(&["panel", "ask", "c-1", "--home", "body", "--to", "Freedonia", "--text", "Who rented it?"]);
    place.out(&["panel", "reply", "c-1", "--home", "body", "--to", "1", "--text", "A company."]);
    let conclusion = fs::read_to_string(format!("{EXAMPLE}/conclusion.toml")).unwrap();
    let write = |text: &str| fs::write(place.path().join("conclusion.toml"), text).unwrap();
    let draft = ["panel", "draft", "c-1", "--home", "body", "--key", "1.key", "--conclusion", "conclusion.toml"];
    write(&conclusion.replace("un-norms-2015/territory", "un-norms-2015/c"));
    let refused = place.refusal(1, &draft);
    assert!(refused.contains("cites `un-norms-2015/c`, and no clause is called so"), "{refused}");
    assert!(refused.contains("un-norms-2015/territory (paragraph 13 (c): No territory"), "{refused}");
    let insufficient = conclusion.split("[answer]").nth(1).unwrap().split("[[articles]]").next().unwrap();
    let named = "\ntype = \"attributed\"\nactor = \"Freedonia\"\nlikelihood = \"likely\"\nconfidence = \"low\"\n\n";
    write(&conclusion.replace(insufficient, named));
    let refused = place.refusal(1, &draft);
    assert!(refused.contains("whom the assessment does not rank: write `another actor: …`"), "{refused}");
    let named = named.replace("Freedonia", "another actor: Freedonia");
    write(&conclusion.replace(insufficient, &named));
    let refused = place.refusal(1, &draft);
    assert!(refused.contains("and computed is `nobody can be named`"), "{refused}");
    assert!(refused.contains("[[rejected]] hypothesis = \"nobody can be named\" why = \"…\""), "{refused}");
    let entry = "\n[[rejected]]\nhypothesis = \"nobody can be named\"\nwhy = \"Its reply says so.\"\n";
    write(&(conclusion.replace(insufficient, &named) + entry));
    place.out(&draft);
}

#[test]
fn no_step_and_no_conclusion_names_who_is_held_back_and_what_is_frozen_stays() {
    let place = Place::with_open_case();
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    let described = ["case", "describe", "c-1", &format!("{EXAMPLE}/case.toml"), "--home", "body"];
    assert!(place.refusal(1, &described).contains("its case file is frozen"));
    for step in ["commit", "reveal"] {
        for number in ["1", "2", "3"] {
            let (key, position) = (format!("{number}.key"), format!("{EXAMPLE}/position-{number}.toml"));
            let salt = format!("{number}.salt");
            let sealed = ["--home", "body", "--key", &key, "--position", &position, "--salt", &salt];
            place.out(&[["panel", step, "c-1"].as_slice(), &sealed].concat());
        }
    }
    let names = |refused: &str, name: &str| {
        assert!(refused.contains(name) && refused.contains("will be public"), "{refused}");
    };
    let ask = ["panel", "ask", "c-1", "--home", "body", "--to", "Freedonia", "--text"];
    names(&place.refusal(1, &[ask.as_slice(), &["Did OPS-DC2 talk to you?"]].concat()), "OPS-DC2");
    place.out(&[ask.as_slice(), &["Who rented it?"]].concat());
    let reply = ["panel", "reply", "c-1", "--home", "body", "--to", "1", "--text"];
    names(&place.refusal(1, &[reply.as_slice(), &["Ask 10.20.4.17."]].concat()), "10.20.4.17");
    place.out(&[reply.as_slice(), &["A company."]].concat());
    let draft = ["panel", "draft", "c-1", "--home", "body", "--key", "1.key", "--conclusion"];
    let conclusion = fs::read_to_string(format!("{EXAMPLE}/conclusion.toml")).unwrap();
    fs::write(place.path().join("named.toml"), conclusion.replace("Three members", "Martina Keller and three"))
        .unwrap();
    names(&place.refusal(1, &[draft.as_slice(), &["named.toml"]].concat()), "Martina Keller");
    place.out(&[draft.as_slice(), &[&format!("{EXAMPLE}/conclusion.toml")]].concat());
    let vote = ["panel", "vote", "c-1", "against", "--home", "body", "--key", "1.key", "--reasons"];
    names(&place.refusal(1, &[vote.as_slice(), &["m.keller was not heard"]].concat()), "m.keller");
    let standing = place.out(&["case", "show", "c-1", "--home", "body", "--format", "json"]);
    let standing: serde_json::Value = serde_json::from_str(&standing).unwrap();
    assert_eq!(standing["stage"], "voting");
    assert_eq!(standing["refusals"].as_array().unwrap().len(), 0, "what was never signed is no refused step");
}

#[test]
fn the_demonstration_verifies_and_a_changed_byte_of_it_does_not() {
    let place = Place::new();
    let printed = place.out(&["demo", "--dir", "demo"]);
    let finding = printed.trim();
    assert_eq!(finding, "demo/published/example-hospital/1/finding.json");
    let trust = ["--trust", "demo/trust/1.trust"];
    let verified = place.out(&[["verify", finding].as_slice(), &trust].concat());
    assert!(verified.ends_with("\nThe finding holds.\n"), "{verified}");
    assert!(unwrapped(&verified).contains("un-norms-2015/territory: undetermined (computed: undetermined)."));
    // Without the trust file nobody vouches for it, and nothing of what it says is shown.
    let strange = place.prints(4, &["verify", finding]);
    assert!(!strange.contains("Example Hospital") && !strange.contains("Freedonia"), "{strange}");
    assert!(strange.contains("[?] conclusion: not checked"), "{strange}");
    assert!(unwrapped(&strange).contains("as `--trust FILE`, from a source that you trust"), "{strange}");
    fs::create_dir(place.path().join("empty")).unwrap();
    let vain = unwrapped(&place.prints(4, &["verify", finding, "--evidence", "empty"]));
    assert!(vain.contains("[?] recomputation: not checked"), "what is asked for and cannot be had is said: {vain}");
    let lines: Vec<usize> = verified.lines().map(|line| line.chars().count()).collect();
    assert!(lines.iter().all(|columns| *columns <= 80), "{verified}");
    let json = place.out(&[["verify", finding, "--format", "json"].as_slice(), &trust].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let checks = json["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["code"].is_string()), "{json}");
    assert!(checks.iter().any(|check| check["code"] == "recomputation" && check["result"] == "not-asked"));

    let file = place.path().join(finding);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("cannot say who is behind", "can well say who is behind", 1)).unwrap();
    fs::write(&file, text.replacen("\"round\": 1", "\"round\": 2", 1)).unwrap();
    let refused = place.refusal(3, &[["verify", finding].as_slice(), &trust].concat());
    assert!(refused.contains("The finding does not hold (vote)."), "{refused}");
    assert!(refused.contains("[-] vote: what was voted on is this body"), "{refused}");
    assert!(place.refusal(1, &["demo", "--dir", "demo"]).contains("`demo` is not empty"));
    assert!(place.refusal(1, &["verify", "demo/policy.toml"]).contains("`demo/policy.toml` is no finding: "));
}
