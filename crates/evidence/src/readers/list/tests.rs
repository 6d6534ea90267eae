use crate::{Context, Cue, Entry, Lexicon, Meaning, ObservableKind, Observed, Reading, read_item};

fn read(text: &str) -> Reading {
    let mut items = read_item("l", text.as_bytes(), &Context::default());
    assert_eq!(items[0].format, Some("indicator list"), "{text}");
    items.remove(0).reading
}

fn found(reading: &Reading) -> Vec<String> {
    reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

#[test]
fn a_list_is_read_line_by_line_and_what_is_no_indicator_is_said() {
    let text = "\u{feff}# collected\n\nexample[.]com\nhxxp://example.org/a\n203.0.113.7 (relay)\n; off\nexample.net\n??? what\n";
    let reading = read(text);
    assert_eq!(found(&reading), ["example.com", "http://example.org/a", "example.org", "203.0.113.7", "example.net"]);
    assert_eq!(reading.losses()[0].what, "`??? what` is no indicator");
    assert_eq!(reading.losses()[0].span.unwrap().line, 8);
    let first = reading.observations()[0].span;
    assert_eq!(&text[first.start as usize..first.end as usize], "example[.]com");
}

#[test]
fn a_column_with_its_heading_is_a_list() {
    let reading = read("Domain\r\nexample.com\r\nexample.org\r\n");
    assert_eq!(found(&reading).len(), 2);
    assert!(reading.losses().is_empty());
}

#[test]
fn names_of_files_and_of_processes_are_told_apart() {
    let files = read("heronsvc.plist\n/private/var/tmp/heron\npayload.zip\n");
    assert_eq!(files.observations()[0].observed.kind(), "observable");
    let kinds: Vec<_> = files
        .observations()
        .iter()
        .map(|o| match &o.observed {
            crate::Observed::Observable(o) => o.kind().stix_path(),
            _ => "",
        })
        .collect();
    assert_eq!(kinds, ["file:name", "directory:path", "file:name"]);
    let processes = read("herond\nmobileheron\nrelaykitd\nHeronHelper\nbh\n");
    assert_eq!(found(&processes).len(), 5);
}

#[test]
fn a_list_of_malware_names_is_not_one_of_processes() {
    let entries = ["GreyHeron", "OchreFox", "RelayKit"].map(|name| Entry {
        name: name.into(),
        meaning: Meaning::Software(None),
        cue: Cue::None,
    });
    let lexicon = Lexicon::new(entries.to_vec()).unwrap();
    let text = "GreyHeron\nOchreFox\nRelayKit\nother\nanother\n";
    let items = read_item("l", text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() });
    assert!(items[0].reading.observations().iter().all(|o| o.observed.kind() == "software"));
}

#[test]
fn prose_words_and_certificates_are_no_lists() {
    for text in [
        "The server example.com was used.\nSo was example.org.\n",
        "hello\n",
        "abased\nabject\nable\nabrupt\nabsent\nabstract\n",
        "= A report\n\nexample.com\nexample.org\nexample.net\nupdate.example.com\nwww.example.com\n",
        "one two\nthree four\nfive six\nseven\neight\n",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\nZm9vYmFyYmF6cXV4+/==\n-----END CERTIFICATE-----\n",
        "\n\n",
        "# only\n# comments\n",
    ] {
        let items = read_item("l", text.as_bytes(), &Context::default());
        assert_ne!(items[0].format, Some("indicator list"), "{text}");
    }
}

#[test]
fn real_lists_are_read() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence/amnesty");
    let Ok(folders) = std::fs::read_dir(root) else { return println!("skipped: {root} is absent") };
    let mut paths = Vec::new();
    let mut open: Vec<_> = folders.flatten().map(|entry| entry.path()).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().flatten().map(|entry| entry.path()));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let items = read_item("l", &bytes, &Context::default());
        let reading = &items[0].reading;
        let lines = String::from_utf8_lossy(&bytes).lines().filter(|line| !line.trim().is_empty()).count();
        println!(
            "{}: {:?}, {lines} lines, {} observations, {} losses",
            path.strip_prefix(root).unwrap().display(),
            items[0].format,
            reading.observations().len(),
            reading.losses().len()
        );
        for loss in reading.losses().iter().take(4) {
            println!("    {}", loss.what);
        }
        assert_eq!(items[0].format, Some("indicator list"));
        let accounted = reading.observations().len() + reading.values_set_aside().len() + reading.losses().len();
        assert_eq!(accounted, lines);
    }
}

#[test]
fn a_column_of_versions_holds_no_address() {
    for heading in ["version", "Product version", "\"Version\"", "Firmware"] {
        let reading = read(&format!(
            "{heading}\n203.0.113.7\n198.51.100.12\n203.0.113.8\n198.51.100.13\n203.0.113.9\n198.51.100.14\n"
        ));
        assert_eq!(found(&reading), [] as [String; 0], "{heading}");
        let aside = reading.values_set_aside().iter().filter(|a| a.reason == crate::Reason::NotATrace).count();
        assert_eq!(aside, 6, "{heading}: {:?}", reading.values_set_aside());
    }
    let short = read("version\n203.0.113.7\n198.51.100.12\n");
    assert_eq!((found(&short).len(), short.losses().len()), (0, 0), "{:?}", short.losses());
    for heading in ["ip", "# version 4", "Release IPs", "Address"] {
        assert_eq!(
            found(&read(&format!(
                "{heading}\n203.0.113.7\n198.51.100.12\n203.0.113.8\n198.51.100.13\n203.0.113.9\n198.51.100.14\n"
            )))
            .len(),
            6,
            "{heading}"
        );
    }
}

#[test]
fn names_of_files_beside_hosts_are_files_and_hosts_with_such_endings_are_hosts() {
    let text = "payload.py\nrun.sh\nreadme.md\nmain.rs\nlibssh.so\nevil-aa.com\nevil-bb.com\nevil-cc.com\nevil-dd.com\ngate.cc\nallegro.pl\nevil.md\nrun[.]sh\n";
    let items = read_item("list.txt", text.as_bytes(), &Context::default());
    let files: Vec<String> = items[0]
        .reading
        .observations()
        .iter()
        .filter(|o| matches!(&o.observed, Observed::Observable(o) if o.kind() == ObservableKind::FileName))
        .map(|o| o.observed.to_string())
        .collect();
    assert_eq!(files, ["payload.py", "run.sh", "readme.md", "main.rs", "libssh.so"]);
    assert_eq!(items[0].reading.observations().len(), 13);
}

#[test]
fn what_a_heading_says_ends_with_the_next_heading() {
    let read_and_aside = |text: &str| {
        let reading = read_item("list.txt", text.as_bytes(), &Context::default()).remove(0).reading;
        let aside: Vec<_> = reading.values_set_aside().iter().map(|aside| aside.what.clone()).collect();
        (reading.observations().iter().map(|one| one.observed.to_string()).collect::<Vec<_>>(), aside)
    };
    let both = |text: &str| {
        assert_eq!(read_and_aside(text), (vec!["91.3.4.10".to_owned()], vec!["91.3.4.9".to_owned()]), "{text}");
    };
    both("# Benign\n91.3.4.9\n# C2\n91.3.4.10\n");
    both("## False positives\n- 91.3.4.9\n\n## Indicators\n- 91.3.4.10\n");
    both("# clean\n91.3.4.9\n# infected\n91.3.4.10\n");
    both("# Do not block\n91.3.4.9\n# Block\n91.3.4.10\n");
    both("Benign\n91.3.4.9\nC2 servers\n91.3.4.10\n");
    both("Benign\n91.3.4.9\n\nC2 servers\n91.3.4.10\n");
    both("# Affected hosts\n91.3.4.9\n\n# Attacker infrastructure\n91.3.4.10\n");
    both("# Benign\n# a resolver\n91.3.4.9\n# C2\n91.3.4.10\n");
    both("False positive: 91.3.4.9. The attackers used 91.3.4.10 for control of the implants.\n");
    both("Known good: 91.3.4.9; known bad: 91.3.4.10\n");
    // A comment on one value, or on how the list was made, is none on the list.
    assert_eq!(read_and_aside("# whitelisted: 91.3.4.9\n91.3.4.10\n").0, ["91.3.4.10"]);
    assert_eq!(read_and_aside("# Allowlist was applied\n91.3.4.10\n91.3.4.11\n").0, ["91.3.4.10", "91.3.4.11"]);
    assert_eq!(read_and_aside("# Allowlist\n91.3.4.10\n91.3.4.11\n").0, Vec::<String>::new());
    assert_eq!(read_and_aside("Whitelist: 91.3.4.9; 91.3.4.10\n").0, Vec::<String>::new());
    // A hash that was found on an affected host is evidence.
    let hash = "0123456789abcdef0123456789abcdef";
    assert_eq!(read_and_aside(&format!("# Affected hosts\n91.3.4.9\n{hash}\n")).0, [hash]);
}
