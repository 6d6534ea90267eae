use crate::{Context, Item, Reason, read_item};

fn read(text: &str) -> Item {
    read_item("x", text.as_bytes(), &Context::default()).remove(0)
}

fn refusal(text: &str) -> Option<String> {
    read(text).refusal.map(|refusal| refusal.reason)
}

#[test]
fn documents_of_dunant_are_refused_in_every_form() {
    for text in [
        r#"{"schema":"dunant.assessment/1","case":{"title":"bad[.]example[.]com"}}"#,
        "\u{feff}{\n    \"assessments\": [{\"x\": 1}],\n    \"schema\": \"dunant.assessment/2\"\n}",
        r#"{"schema": "dunant.finding/1"}"#,
        r#"{"schema": "dunant.custody/1"}"#,
        r#"[{"schema": "dunant.benchmark/2"}]"#,
        "<!DOCTYPE html><html><head><meta name=\"dunant-document\" content=\"assessment\"></head></html>",
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\"><title>Olympic – assessment</title>",
        "A case\n\nWHO DID IT\n  Nobody can be named.\n  A rank accuses nobody.\n",
        "A case\n\nComputed from (SHA-256)\n  evidence 00\n  The same inputs give the same result, to the byte, on any machine.\n",
    ] {
        let item = read(text);
        assert!(item.refusal.is_some(), "{text}");
        assert!(item.refusal.unwrap().help.unwrap().contains("the files it was made from"), "{text}");
        assert_eq!((item.format, item.reading.observations().len()), (None, 0), "{text}");
    }
    assert!(refusal("dunant-pack 2\nrest").unwrap().contains("knowledge pack"));
}

#[test]
fn what_only_speaks_of_dunant_is_read() {
    for text in [
        r#"{"Event":{"info":"see \"dunant.assessment/1\"","analysis":"1","orgc_id":"1"}}"#,
        "A rank accuses nobody, they say; 203.0.113.7 was seen.",
        "<!DOCTYPE html><html><head><title>assessment</title></head><body>x</body></html>",
        "<!DOCTYPE html><html><head><meta name=\"description\" content=\"Dunant cable\"></head><body>x</body></html>",
    ] {
        assert_eq!(refusal(text), None, "{text}");
    }
}

#[test]
fn catalogues_are_refused_and_point_to_the_import() {
    for text in [
        r#"{"authors":["x"],"description":"d","name":"Threat Actor","source":"s","type":"threat-actor","uuid":"u","values":[{"description":"d","value":"Example Bear"}]}"#,
        r#"{"namespace":"tlp","expanded":"x","predicates":[{"value":"red"}]}"#,
        r#"{"attributes":{"domain":{"misp-attribute":"domain"}},"meta-category":"network","name":"x","uuid":"u"}"#,
        r#"{"title":"x","catalogVersion":"2024.01.01","count":1,"vulnerabilities":[{"cveID":"CVE-2020-12345"}]}"#,
    ] {
        let item = read(text);
        assert!(item.refusal.unwrap().help.unwrap().contains("knowledge import"), "{text}");
    }
    assert_eq!(refusal(r#"{"values":[{"value":"bad.example.com"}]}"#), None);
}

#[test]
fn the_values_of_a_warning_list_are_set_aside_one_by_one() {
    let item = read(
        r#"{"name":"Resolvers","version":1,"description":"d","type":"string","matching_attributes":["ip-dst"],"list":["203.0.113.140","resolver.example.org"]}"#,
    );
    let aside: Vec<_> = item.reading.values_set_aside().iter().map(|aside| (&*aside.what, aside.reason)).collect();
    assert_eq!(aside, [("203.0.113.140", Reason::KnownGood), ("resolver.example.org", Reason::KnownGood)]);
    assert!(item.reading.observations().is_empty());
    assert!(item.reading.losses()[0].what.contains("none of its 2 values is evidence"));
}

#[test]
fn a_list_of_lines_that_calls_itself_harmless_is_set_aside_and_another_is_not() {
    let item = read("# Allowlist of the agency\nexample.org\nexample.net\n");
    assert_eq!(item.reading.values_set_aside().len(), 2);
    for text in ["# IOCs, whitelisted domains removed\nexample.org\nexample.net\n", "# Indicators\nexample.org\n"] {
        assert_eq!(read(text).reading.values_set_aside().len(), 0, "{text}");
    }
}

#[test]
fn digests_of_a_feed_known_software_and_rankings_are_refused() {
    let digest = "0123456789abcdef0123456789abcdef,11111111-2222-4333-8444-555555555555\n".repeat(3);
    assert!(refusal(&digest).unwrap().contains("MISP feed"));
    assert!(refusal("\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\"\n\"00\"\n").unwrap().contains("NSRL"));
    assert!(refusal("1,google.com\n2,microsoft.com\n3,example.com\n").unwrap().contains("most visited"));
    assert_eq!(refusal("1,bad.example.com\n2,worse.example.com\n3,google.com\n"), None);
}

#[test]
fn what_the_commands_print_is_refused_whole_wrapped_quoted_or_pasted() {
    let entry = "G9999 Example Bear (actor)\n  by MITRE ATT&CK\n\n  names\n    Example Bear\n      2021-07  Somebody. (2021, July). A report.\n\n  uses\n    S0002 Mimikatz\n";
    let clauses = "A Convention (proposal, 2017-04-13)\n  digital-geneva-convention/civilian-safety      No attack on what\n  \
        digital-geneva-convention/global-economy       No attack on banks\n  paris-call/protect-individuals                 Nobody is harmed\n  \
        paris-call/protect-the-internet                The core is left alone\n  us-china-2015/ip-theft                         No theft\n";
    let verified = "[+] what was voted on is this body\n[+] the vote meets the rules: 3 of 3\n[?] not checked: the evidence\n\nThe finding holds as far as it was checked; 1 thing was not.\n";
    let csv = "file,outcome,kind,value,attack_id,bearing,place,path,count,help,sha256\na.txt,read,software,Mimikatz,S0002,,line 1,,1,,00\n";
    for text in [
        "1 of 1 file read: 10 read, 0 set aside, 0 lost\n\na.txt  text report: 10 read\n    line 1   software   Mimikatz  (S0002)\n",
        csv,
        &csv.replace(',', ";"),
        "file,outcome,kind,value\na.txt,read,software,Mimikatz\n",
        &format!("Dear all, here is the report.\n\n{csv}"),
        &format!("> {}", csv.trim_end().replace('\n', "\n> ")),
        entry,
        &format!("$ dunant knowledge show G9999\n{entry}"),
        clauses,
        &format!("{clauses}\nOne in full: `dunant convention show NAME`.\n"),
        verified,
        "3 items in the case example-hospital.\n\nindicators.csv\n  SHA-256 00\n",
        "actor.category (one word; anyone may enter it)\n  what sort\nactor.country (all words that apply; anyone may enter it)\n  which\n",
        "Examine cyberattacks on civilians.\n\nUsage: dunant [OPTIONS] <COMMAND>\n\nCommands:\n  assess  Read\n",
        "example-hospital: Example Hospital\n\nThe case is published.\n\nWhat may be done next:\n  - nothing\n",
        "software: 3 added, 1 removed\n  + S9999 ExampleRAT\n  - S9998 OldRAT\n",
        "> A case\n>\n> WHO DID IT\n>   Nobody can be named.\n>   A rank accuses nobody.\n",
        r#"{"result":{"data":[{"schema":"dunant.assessment/2","x":1}]}}"#,
        r#"{"body":"{\"schema\": \"dunant.reading/1\", \"items\": []}"}"#,
        r#"[{"schema": "dunant.knowledge/1","kind":"actor","id":"G9999","name":"Example Bear"}]"#,
        "the record is believed by `x`\n{\n  \"schema\": \"dunant.verification/1\"\n}\n",
        "the answer\n  before the evidence this was\n  held 1.0 % probable; what was read is 3 500 times\n  more probable if apt0 did it\n",
        "  178 further hypotheses, not\n  listed, have <0.1 % together.\n  - APT0: held to be the\n    same as Example Bear by reviewed identities\n",
        "<body><h1>A case</h1><p>It is <b>not a finding</b>, and it <i>says nothing of intent or guilt</i>.</p><h2>Before using this result</h2></body>",
        r#"{"digests": {"evidence": "00", "case": "00", "pack": "00", "model": "00", "instruments": "00", "settings": "00"}, "x": 1}"#,
        r#"[{"subject": {"kind": "actor"}, "log_likelihood_ratio": 1.0, "prior": 0.1, "posterior": 0.9, "contributions": []}]"#,
        r#"[{"kind": "actor", "id": "G9999", "name": "X", "by": "Y", "sections": [{"title": "names", "lines": [{"what": "X", "reports": []}]}]}]"#,
    ] {
        assert!(refusal(text).is_some_and(|why| why.contains("Dunant wrote")), "{text}");
    }
}

#[test]
fn an_answer_in_the_middle_of_a_long_file_is_found() {
    let filler = "2026-05-03 04:00 the back-up ran as it does each night.\n".repeat(12_000);
    let answer = "WHO DID IT\n  Nobody can be named.\n  A rank accuses nobody.\n";
    assert!(refusal(&format!("{filler}{answer}{filler}")).is_some());
    assert_eq!(refusal(&filler), None);
}

#[test]
fn a_report_that_looks_a_little_like_a_page_of_ours_is_read() {
    for text in [
        "Incident at Example Hospital\n\nThe case is closed. 203.0.113.7 was the C2.\n",
        "3 items in the case were seized: a laptop, a phone, a disk. 203.0.113.7 was seen.\n",
        "Example Bear (actor)\n\n203.0.113.7\n",
        "We used dunant to look at 203.0.113.7.\n",
        "C:\\> whoami\n$ curl http://203.0.113.7/a\n",
        "We do not know who did it, and why. 203.0.113.7 is held to be the same as the one of March. Before using this result, compare.\n",
        "It is three times more probable if the mail came from 203.0.113.7. <0.1 % of hosts were hit.\n",
        "kind,value,outcome\nfile hash,203.0.113.7,blocked\n",
        r#"{"evidence": "a", "settings": "b", "model": "203.0.113.7", "pack": "c"}"#,
    ] {
        assert_eq!(refusal(text), None, "{text}");
    }
}
