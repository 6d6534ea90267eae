//! Lines as responders write them, and what is in each: `lines.txt`.

use std::collections::BTreeSet;

use super::*;

/// The kind of the table, by its STIX path.
fn kind(path: &str) -> &str {
    match path {
        "domain-name:value" => "domain",
        "url:value" => "url",
        "ipv4-addr:value" => "ipv4",
        "ipv6-addr:value" => "ipv6",
        "email-addr:value" => "email",
        "x-cryptocurrency:address" => "coin",
        "file:hashes.MD5" => "md5",
        "file:hashes.'SHA-1'" => "sha1",
        "file:hashes.'SHA-256'" => "sha256",
        "file:extensions.'windows-pebinary-ext'.imphash" => "imphash",
        other => other,
    }
}

#[test]
fn every_line_of_the_table_holds_what_it_says_and_nothing_else() {
    let table = include_str!("lines.txt");
    let mut cases: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("> ") {
            Some(text) => cases.push((text.replace('⏎', "\n"), BTreeSet::new())),
            None => {
                cases.last_mut().unwrap().1.insert(line.to_owned());
            }
        }
    }
    assert!(cases.len() >= 120, "{} texts", cases.len());
    let mut wrong = Vec::new();
    for (text, expected) in &cases {
        let reading = read(text, &Lexicon::empty());
        let traces = reading.observations().iter().filter_map(|o| match &o.observed {
            Observed::Observable(trace) => Some(format!("{} {}", kind(trace.kind().stix_path()), trace.value())),
            _ => None,
        });
        let found: BTreeSet<String> = traces.collect();
        if found != *expected {
            let missing: Vec<_> = expected.difference(&found).collect();
            let more: Vec<_> = found.difference(expected).collect();
            wrong.push(format!("{text}\n    missing {missing:?}\n    falsely {more:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
