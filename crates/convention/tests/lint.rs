//! What the author of an instrument is told.

use dunant_convention::{Finding, FindingKind, Instrument, PartyRegister, lint, lint_with};

const HEAD: &str = r#"
id = "example"
title = "An example"
short = "Example"
kind = "treaty"
adopted = 2015-01-01
summary = "An example."
party = [{ country = "CN", since = 2015-01-01 }]
[source]
title = "An example"
publisher = "Nobody"
url = "https://example.com"
date = 2015-01-01
"#;

fn clause(rule: &str) -> String {
    format!(
        "{HEAD}[[clause]]\nid = \"one\"\nlocator = \"1\"\ntitle = \"t\"\nwords = \"w\"\nbound = \"actor.country\"\n{rule}\n\
         [clause.say]\nconsistent = \"c\"\nnot-a-breach = \"n\"\nundetermined = \"u\"\n"
    )
}

fn only(rule: &str) -> Finding {
    let mut findings = lint(&clause(rule));
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0)
}

#[test]
fn the_shipped_instruments_have_nothing_to_find() {
    let texts = |directory: &str| -> Vec<(String, String)> {
        let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let texts = files.filter(|path| path.is_file());
        texts.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
    };
    let lists = texts("../../instruments/parties");
    let registers: Vec<_> = lists.iter().map(|(file, text)| PartyRegister::of(file, text).unwrap()).collect();
    for (file, text) in texts("../../instruments") {
        assert_eq!(lint_with(&text, &registers), [], "{file}");
    }
    assert_eq!(lint(&clause("breach = { fact = \"context\", is = \"peace\" }")), []);
}

#[test]
fn words_that_exclude_each_other_in_a_fact_of_one_word_are_never_a_breach() {
    let found = only(
        "breach = { all = [ { fact = \"context\", is = \"peace\" }, { fact = \"context\", is = \"armed-conflict\" } ] }",
    );
    assert_eq!(found.kind, FindingKind::NeverBreached);
    assert_eq!(found.clause.as_deref(), Some("one"));
    assert!(
        found.message.contains("`context` is peace and `context` is armed-conflict exclude each other"),
        "{}",
        found.message
    );
    let several =
        "breach = { all = [ { fact = \"purpose\", is = \"espionage\" }, { fact = \"purpose\", is = \"coercion\" } ] }";
    assert_eq!(lint(&clause(several)), [], "a fact of several words can have both");
}

#[test]
fn none_and_another_word_of_a_fact_never_both_hold() {
    let both = |fact: &str, none: &str, other: &str| {
        only(&format!(
            "breach = {{ all = [ {{ fact = \"{fact}\", is = \"{none}\" }}, {{ fact = \"{fact}\", is = \"{other}\" }} ] }}"
        ))
    };
    for (fact, none, other) in [
        ("effect.kind", "none", "destruction"),
        ("beneficiary", "nobody", "company"),
        ("vulnerability.handling", "none-used", "withheld"),
    ] {
        let found = both(fact, none, other);
        assert_eq!(found.kind, FindingKind::NeverBreached, "{fact}");
        assert!(found.message.contains(&format!("`{fact}` includes {none} and `{fact}` includes {other} exclude")));
    }
    let either = "breach = { all = [ { fact = \"effect.kind\", in = [\"none\", \"destruction\"] },\n\
                  { fact = \"effect.kind\", is = \"destruction\" } ] }";
    assert_eq!(lint(&clause(either)), [], "the first part can hold by its other word");
}

#[test]
fn a_clause_that_bears_the_name_of_a_shipped_one_is_found_and_a_shipped_one_that_is_changed_is_not() {
    let shipped = include_str!("../../../instruments/us-china-2015.toml");
    let other = shipped.replace("https://obamawhitehouse.archives.gov/", "https://example.com/");
    let findings = lint(&other);
    assert_eq!(findings.iter().map(|found| found.kind).collect::<Vec<_>>(), [FindingKind::NameTaken]);
    assert!(
        findings.iter().all(|found| found.message.starts_with("`us-china-2015/ip-theft` is a clause of a shipped"))
    );
    assert_eq!(lint(&shipped.replace("adopted = 2015-09-25", "adopted = 2015-09-24")), []);
}

#[test]
fn a_mistake_in_a_list_of_parties_names_its_file_and_line() {
    let text = clause("breach = { fact = \"context\", is = \"peace\" }");
    let text = text.replace("party = [{ country = \"CN\", since = 2015-01-01 }]\n", "");
    let list = "instrument = \"example\"\nparty = [\n  { country = \"CN\", sinse = 2015-01-01 },\n]\n\
                source = { title = \"t\", publisher = \"p\", url = \"https://example.com/\", date = 2020-01-01 }\n";
    let found = |list: &str| lint_with(&text, &[PartyRegister::of("parties/example.toml", list).unwrap()]);
    let mistake = found(list).remove(0);
    assert_eq!((mistake.file.as_deref(), mistake.line), (Some("parties/example.toml"), 3));
    assert!(mistake.help.unwrap().contains("did you mean `since`?"));
    assert_eq!(found(&list.replace("sinse", "since")), []);
}

#[test]
fn an_exception_that_covers_the_breach_is_found_and_so_is_one_that_never_meets_it() {
    let covers = only(
        "breach = { fact = \"purpose\", is = \"espionage\" }\nunless = [ { fact = \"purpose\", in = [\"espionage\", \"coercion\"] } ]",
    );
    assert_eq!(covers.kind, FindingKind::NeverBreached);
    assert!(covers.message.contains("the exceptions take all of it away"), "{}", covers.message);
    let idle = only(
        "breach = { fact = \"context\", is = \"peace\" }\nunless = [ { fact = \"context\", is = \"armed-conflict\" } ]",
    );
    assert_eq!(idle.kind, FindingKind::DecidesNothing);
    assert!(idle.message.starts_with("this exception never takes a breach away"), "{}", idle.message);
}

#[test]
fn a_breach_that_always_holds_and_a_clause_that_never_applies_are_found() {
    let always = only("breach = { fact = \"context\", in = [\"peace\", \"armed-conflict\"] }");
    assert_eq!(always.kind, FindingKind::NeverNotABreach);
    let never = only(
        "who = { fact = \"context\", is = \"peace\" }\ncontext = { fact = \"context\", is = \"armed-conflict\" }\n\
         breach = { fact = \"purpose\", is = \"espionage\" }",
    );
    assert_eq!(never.kind, FindingKind::NeverApplies);
    let apart = only(
        "context = { fact = \"context\", is = \"peace\" }\nbreach = { fact = \"context\", is = \"armed-conflict\" }",
    );
    assert_eq!(apart.kind, FindingKind::NeverBreached);
    let before = only("breach = { fact = \"incident.date\", before = 2014-01-01 }");
    assert_eq!(before.kind, FindingKind::NeverBreached, "nobody was bound then");
}

#[test]
fn a_part_that_decides_nothing_is_found() {
    let idle = only(
        "breach = { any = [ { fact = \"purpose\", is = \"espionage\" },\n\
         { all = [ { fact = \"response.obstructed\", is = true }, { fact = \"response.obstructed\", is = false } ] } ] }",
    );
    assert_eq!(idle.kind, FindingKind::DecidesNothing);
    assert!(idle.message.contains("never holds"), "{}", idle.message);
}

#[test]
fn all_mistakes_are_found_at_once_each_with_its_line_and_the_nearest_word() {
    let text = clause("breach = { fact = \"purpos\", is = \"espionage\" }")
        .replace("short = \"Example\"\n", "")
        .replace("publisher", "publishr")
        .replace("locator = \"1\"\n", "");
    let findings = lint(&text);
    let words: Vec<String> = findings.iter().map(|f| format!("{} {:?}", f.message, f.help)).collect();
    assert_eq!(findings.len(), 4, "{words:?}");
    assert!(words.iter().any(|w| w.contains("no `short`")), "{words:?}");
    assert!(words.iter().any(|w| w.contains("`publishr` is not a part of a source") && w.contains("`publisher`")));
    assert!(words.iter().any(|w| w.contains("no `locator`")), "{words:?}");
    assert!(words.iter().any(|w| w.contains("`purpos` is not a fact") && w.contains("did you mean `purpose`?")));
    assert!(findings.iter().all(|finding| finding.kind == FindingKind::Mistake && finding.line > 0));
    let first = Instrument::parse(&text).unwrap_err();
    assert!(findings.iter().any(|finding| finding.message == first.message));
    let two = clause("breach = { fact = \"context\", is = \"peace\" }");
    let twice = format!("{two}{}", two.split_at(two.find("[[clause]]").unwrap()).1);
    assert!(lint(&twice).iter().any(|finding| finding.message == "two clauses are called `one`"));
    assert_eq!(lint("a = = 1").len(), 1);
}

#[test]
fn words_that_judge_or_guess_are_found() {
    let text = clause("breach = { fact = \"context\", is = \"peace\" }").replace("\"c\"", "\"It is probably guilty.\"");
    let findings = lint(&text);
    assert_eq!(findings.iter().map(|f| f.kind).collect::<Vec<_>>(), [FindingKind::Words, FindingKind::Words]);
}
