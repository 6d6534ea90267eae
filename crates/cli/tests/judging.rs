//! What members judge from: pages, not JSON; and settings other than the default ones, from the freeze to a stranger's `verify`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

mod place;

use std::fs;

use place::{EXAMPLE, Place, unwrapped};

const BY: [&str; 6] = ["--home", "body", "--by", "member-1", "--purpose", "own assessment"];

impl Place {
    fn assessment(&self, more: &[&str]) -> String {
        self.out(&[["case", "assessment", "c-1"].as_slice(), &BY, more].concat())
    }

    /// Sealed assessments, opened; a question, answered; a draft.
    fn to_the_draft(&self) {
        for step in ["commit", "reveal"] {
            for number in ["1", "2", "3"] {
                let (key, position) = (format!("{number}.key"), format!("{EXAMPLE}/position-{number}.toml"));
                let salt = format!("{number}.salt");
                let sealed = ["--home", "body", "--key", &key, "--position", &position, "--salt", &salt];
                self.out(&[["panel", step, "c-1"].as_slice(), &sealed].concat());
            }
        }
        self.out(&["panel", "ask", "c-1", "--home", "body", "--to", "Freedonia", "--text", "Who rented it?"]);
        self.out(&["panel", "reply", "c-1", "--home", "body", "--to", "1", "--text", "A company."]);
        let conclusion = format!("{EXAMPLE}/conclusion.toml");
        self.out(&["panel", "draft", "c-1", "--home", "body", "--key", "1.key", "--conclusion", &conclusion]);
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

#[test]
fn members_read_what_assess_prints_of_the_same_evidence() {
    let place = Place::with_open_case();
    let early = place.refusal(1, &[["case", "assessment", "c-1"].as_slice(), &BY].concat());
    assert!(early.contains("was never frozen") && early.contains("dunant case freeze c-1"), "{early}");
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    let screen = place.assessment(&["--report", "assessment.html"]);
    assert!(screen.lines().count() <= 50 && screen.contains("WHO DID IT"), "{screen}");
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    let explained = place.assessment(&["--explain"]);
    assert!(explained.lines().count() > 50, "{explained}");
    let json = place.assessment(&["--format", "json"]);
    assert_eq!(place.assessment(&["--format", "json", "--report", "again.html"]), json);
    let custody = unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"]));
    assert_eq!(custody.matches("read by member-1: own assessment").count(), 4 * 3, "each look at each item: {custody}");

    let all = ["--up-to", "red", "--with-personal-data"];
    let export = ["case", "export", "c-1", "copy", "--home", "body", "--to", "a court", "--by", "r", "--purpose", "p"];
    place.out(&[export.as_slice(), &all].concat());
    assert_eq!(place.prints(2, &["assess", "copy", "--report", "assessed.html"]), screen);
    assert_eq!(place.prints(2, &["assess", "copy", "--explain"]), explained);
    assert_eq!(place.prints(2, &["assess", "copy", "--format", "json"]), json);
    assert_eq!(place.read("assessment.html"), place.read("assessed.html"));
    assert_eq!(place.read("again.html"), place.read("assessed.html"));
}

#[test]
fn a_draft_is_shown_on_one_screen_with_what_it_concludes_first() {
    let place = Place::with_open_case();
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    place.to_the_draft();
    let show = ["panel", "draft", "c-1", "--home", "body", "--show"];
    let screen = place.out(&[show.as_slice(), &["--report", "draft.html"]].concat());
    assert!(screen.lines().count() <= 50, "{screen}");
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    let at = |words: &str| screen.find(words).unwrap_or_else(|| panic!("no `{words}`: {screen}"));
    assert!(at("c-1, draft: t") < at("The evidence does not suffice"), "{screen}");
    assert!(at("The evidence does not suffice") < at("WHO DID IT"), "{screen}");
    assert!(place.read("draft.html").contains("Example Hospital"));
    let explained = place.out(&[show.as_slice(), &["--explain"]].concat());
    assert!(explained.contains("What each member concluded alone") && explained.contains("A company."), "{explained}");
    let json = place.out(&[show.as_slice(), &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["case"], "c-1");
    assert_eq!(json["freeze"]["settings"], json["assessment"]["digests"]["settings"]);
}

#[test]
fn settings_of_the_freeze_are_said_named_and_computed_with_again() {
    let place = Place::with_open_case();
    let chosen = ["--as-of", "2026-03-14", "--context", "off", "--unknown-prior", "0.25", "--limit", "sentences=900"];
    let frozen = place.run(&[["case", "freeze", "c-1", "--home", "body"].as_slice(), &chosen].concat());
    let said = unwrapped(&String::from_utf8(frozen.stderr).unwrap());
    let words = "settings: knowledge as of 2026-03-14; without context; prior of somebody not known 25.0 %; limit sentences=900";
    assert!(said.contains(words), "{said}");
    let json: serde_json::Value = serde_json::from_str(&place.assessment(&["--format", "json"])).unwrap();
    let digest = json["digests"]["settings"].as_str().unwrap();
    assert!(said.contains(&format!("(SHA-256 {digest})")), "{said}");
    assert!(unwrapped(&place.assessment(&[])).contains("knowledge as of 14 March 2026"));

    place.to_the_draft();
    place.out(&["case", "disclose", "c-1", "indicators.csv", "0", "--home", "body", "--by", "r", "--purpose", "p"]);
    for number in ["1", "2", "3"] {
        place.out(&["panel", "vote", "c-1", "for", "--home", "body", "--key", &format!("{number}.key")]);
    }
    let finding = place.out(&["panel", "publish", "c-1", "--home", "body"]);
    let finding = finding.trim();
    let export = ["case", "export", "c-1", "copy", "--home", "body", "--to", "a court", "--by", "r", "--purpose", "p"];
    place.out(&[export.as_slice(), &["--up-to", "red", "--with-personal-data"]].concat());
    let verify = ["verify", finding, "--rules", "body/policy.toml", "--evidence", "copy"];
    let verified = unwrapped(&place.prints(4, &verify));
    let recomputed = "[+] recomputation: the assessment, computed again from the evidence, is the one that was frozen";
    assert!(verified.contains(recomputed), "{verified}");

    // Other settings in the finding than in the freeze do not pass for those of the freeze.
    let file = place.path().join(finding);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("\"sentences\": 900", "\"sentences\": 901", 1)).unwrap();
    assert_ne!(fs::read_to_string(&file).unwrap(), text);
    place.refusal(3, &verify);
}

#[test]
fn a_page_of_another_computation_than_was_frozen_is_not_shown() {
    let place = Place::with_open_case();
    place.out(&["case", "freeze", "c-1", "--home", "body"]);
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/../attribution/src/model.toml");
    let other = fs::read_to_string(model).unwrap();
    assert!(other.contains("\nprior = 0.1\n"), "a number of the model");
    fs::write(place.path().join("model.toml"), other.replacen("\nprior = 0.1\n", "\nprior = 0.12\n", 1)).unwrap();
    let refused = place.refusal(1, &[["case", "assessment", "c-1", "--model", "model.toml"].as_slice(), &BY].concat());
    assert!(refused.contains("another assessment than was frozen") && refused.contains("--format json"), "{refused}");
    let custody = unwrapped(&place.out(&["case", "custody", "c-1", "--home", "body"]));
    assert!(!custody.contains("read by member-1"), "nothing was shown: {custody}");
}
