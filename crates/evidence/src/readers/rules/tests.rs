use crate::{Bearing, Context, Item, Reason, read_item};

fn read(text: &str) -> Item {
    let item = read_item("rule", text.as_bytes(), &Context::default()).remove(0);
    assert_eq!(item.format, Some("detection rule"), "{text}");
    item
}

fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

fn aside(item: &Item, reason: Reason) -> Vec<String> {
    item.reading.values_set_aside().iter().filter(|a| a.reason == reason).map(|a| a.what.clone()).collect()
}

#[test]
fn tags_of_a_sigma_rule_are_asked_about_and_its_filter_is_excluded() {
    let item = read(
        "title: Heron\nreferences:\n    - https://vendor.example.net/blog\nauthor: Jane jane@vendor.example.net\ntags:\n    - attack.execution\n    - attack.s0002\n    - attack.t1003.001\n    - cve.2014-4114\n\
        logsource:\n    product: windows\ndetection:\n    selection:\n        - 'bad.example.com'\n    filter_own:\n        DestinationIp: '203.0.113.70'\n    condition: selection and not 1 of filter_*\n",
    );
    let read = values(&item);
    for wanted in ["T1003.001", "S0002", "CVE-2014-4114", "bad.example.com"] {
        assert!(read.iter().any(|value| value == wanted), "{wanted}: {read:?}");
    }
    for unwanted in ["203.0.113.70", "jane@vendor.example.net", "vendor.example.net"] {
        assert!(!read.iter().any(|value| value == unwanted), "{unwanted}: {read:?}");
    }
    assert_eq!(aside(&item, Reason::Excluded), ["203.0.113.70"]);
    let tags = item.reading.observations().iter().filter(|o| &*o.path == "tags");
    assert!(tags.clone().count() == 3 && tags.into_iter().all(|o| o.bearing == Bearing::Asked));
}

#[test]
fn who_wrote_a_yara_rule_is_no_trace_and_its_strings_are() {
    let item = read(
        "import \"pe\"\nrule Heron {\n  meta:\n    author = \"Jane jane@vendor.example.net\"\n    reference = \"https://vendor.example.net/x\"\n    hash = \"0123456789abcdef0123456789abcdef\"\n  strings:\n    $a = \"http://bad.example.com/gate.php\"\n  condition:\n    any of them and not hash.md5(0, 1) == \"ae7be26cdaa742ca148068d5ac90eaca\"\n}\n",
    );
    let read = values(&item);
    assert!(
        read.contains(&"http://bad.example.com/gate.php".to_owned())
            && read.contains(&"0123456789abcdef0123456789abcdef".to_owned()),
        "{read:?}"
    );
    assert!(!read.iter().any(|value| value.contains("vendor") || value.starts_with("ae7be26c")), "{read:?}");
}

#[test]
fn what_a_signature_excludes_or_cites_is_no_trace() {
    let item = read(
        "# rules\nalert tcp $HOME_NET any -> 203.0.113.71 443 (msg:\"Heron\"; content:\"bad.example.com\"; content:!\"good.example.com\"; reference:url,vendor.example.net/blog; reference:md5,0123456789abcdef0123456789abcdef; sid:1;)\n\
        drop ip [203.0.113.74,!203.0.113.75] any -> $HOME_NET any (sid:5;)\nalert tls any any -> any any (ja3.hash; content:\"ae7be26cdaa742ca148068d5ac90eaca\"; sid:3;)\n#alert ip 203.0.113.80 any -> any any (sid:6;)\n",
    );
    let read = values(&item);
    for wanted in ["203.0.113.71", "bad.example.com", "0123456789abcdef0123456789abcdef", "203.0.113.74"] {
        assert!(read.iter().any(|value| value == wanted), "{wanted}: {read:?}");
    }
    for unwanted in
        ["203.0.113.75", "good.example.com", "vendor.example.net", "ae7be26cdaa742ca148068d5ac90eaca", "203.0.113.80"]
    {
        assert!(!read.iter().any(|value| value == unwanted), "{unwanted}: {read:?}");
    }
}

#[test]
fn what_a_query_excludes_is_no_trace() {
    let item = read(
        "let iocs = dynamic([\"bad.example.com\",\"203.0.113.76\"]);\nDeviceNetworkEvents\n| where RemoteUrl has_any (iocs) or RemoteIP == \"203.0.113.77\"\n| where RemoteUrl !in (\"good.example.com\", \"better.example.com\")\n",
    );
    assert_eq!(values(&item), ["bad.example.com", "203.0.113.76", "203.0.113.77"]);
    assert_eq!(aside(&item, Reason::Excluded), ["good.example.com", "better.example.com"]);
    let item =
        read("index=proxy dest=\"bad.example.com\" NOT url=\"http://good.example.com/x\" | stats count by src\n");
    assert_eq!(values(&item), ["bad.example.com"]);
}

#[test]
fn a_report_that_quotes_a_rule_is_a_report() {
    let text = "We saw the loader on two hosts of the hospital, and wrote this rule for it.\n\nrule Heron { condition: true }\n\nIt calls bad[.]example[.]com.\n";
    assert_ne!(read_item("t", text.as_bytes(), &Context::default())[0].format, Some("detection rule"));
}

#[test]
fn bytes_that_a_rule_looks_for_are_no_hash() {
    let yara = "rule Evil {\n  meta:\n    hash = \"0123456789abcdef0123456789abcde0\"\n  strings:\n    $a = { 0123456789abcdef0123456789abcdef }\n    $b = { 68747470\n      0123456789abcdef0123456789abcde1 }\n    $c = \"evil.example.com\"\n  condition:\n    all of them\n}\n";
    assert_eq!(values(&read(yara)), ["0123456789abcdef0123456789abcde0", "evil.example.com"]);
    let snort = "alert tcp any any -> any 443 (msg:\"x\"; content:\"|0123456789abcdef0123456789abcdef|\"; http.host; content:\"evil.example.com\"; reference:md5,0123456789abcdef0123456789abcde0; sid:1;)\n";
    assert_eq!(values(&read(snort)), ["evil.example.com", "0123456789abcdef0123456789abcde0"]);
}

#[test]
fn a_sigma_rule_names_programs_by_the_end_of_their_path_and_a_marking_is_no_host() {
    let item = read(
        "title: Evil\nreferences:\n    - https://blog.example.org/report\nlogsource:\n    product: windows\ndetection:\n    selection:\n        Image|endswith: '\\evil.exe'\n        ParentImage|endswith:\n            - '\\Bad Co\\x y.exe'\n        CommandLine|contains: 'http://c2.example.com/a'\n        GrandParentImage|endswith: '\\svchost.exe'\n    filter:\n        Image|endswith: '\\good.exe'\n    condition: selection and not filter\ntags:\n    - attack.t1059.001\n    - tlp.red\n",
    );
    let found = values(&item);
    for wanted in ["evil.exe", "x y.exe", "http://c2.example.com/a"] {
        assert!(found.contains(&wanted.to_owned()), "{wanted}: {found:?}");
    }
    for unwanted in ["svchost.exe", "good.exe", "tlp.red", "blog.example.org"] {
        assert!(!found.contains(&unwanted.to_owned()), "{unwanted}: {found:?}");
    }
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Red));
}

#[test]
fn a_file_of_many_rules_is_read_in_time_that_grows_with_it() {
    let timed = |rules: usize| {
        let rule = "alert dns any any -> any any (msg:\"Heron\"; content:\"bad.example.com\"; reference:url,vendor.example.net/blog; sid:1;)\n";
        let text = rule.repeat(rules);
        let asides = super::signature::asides(&text);
        let begun = std::time::Instant::now();
        assert_eq!(super::apart(&text, &asides).1, text);
        begun.elapsed()
    };
    let (small, large) = (timed(2_000), timed(32_000));
    assert!(large < small * 80 + std::time::Duration::from_secs(1), "{small:?}, {large:?}");
}

#[test]
fn lines_of_a_citation_are_read_by_themselves_and_no_other() {
    let text = "one\ntwo\nthree\nfour\nfive\n";
    let asides =
        vec![(0..3, Reason::Excluded), (4..7, Reason::Citation), (5..6, Reason::Citation), (14..18, Reason::Citation)];
    let (cited, rest) = super::apart(text, &asides);
    assert_eq!(cited.as_deref(), Some("   \ntwo\n     \nfour\n    \n"));
    assert_eq!(rest, "one\n   \nthree\n    \nfive\n");
}
