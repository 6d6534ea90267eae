use dunant_vocabulary::Tlp;

use crate::{Context, Entry, Lexicon, Limits, Meaning, Observed, Reading, read_item};

const PACKAGE: &str = include_str!("invented.xml");

fn read(bytes: &[u8]) -> Reading {
    let mut items = read_item("package.xml", bytes, &Context::default());
    assert_eq!(items[0].format, Some("STIX 1"));
    items.remove(0).reading
}

/// What the structure says, prose left out.
fn found(reading: &Reading) -> Vec<String> {
    let in_prose = ["/Title", "/Description", "/Short_Description"];
    (reading.observations().iter())
        .filter(|o| !matches!(o.observed, Observed::Observable(_)) || !in_prose.iter().any(|end| o.path.ends_with(end)))
        .map(|o| match &o.observed {
            Observed::Observable(observable) => format!("{} {}", observable.kind(), observable.value()),
            other => format!("{} {other}", other.kind()),
        })
        .collect()
}

#[test]
fn a_package_gives_its_traces_names_records_and_marking() {
    let reading = read(PACKAGE.as_bytes());
    assert_eq!(
        found(&reading),
        [
            "software GreyHeron",
            "software RelayKit",
            "vulnerability CVE-2014-4114",
            "ipv4-addr:value 203.0.113.7",
            "ipv6-addr:value 2001:db8::7",
            "domain-name:value a.example.com",
            "domain-name:value b.example.com",
            "url:value http://example.com/a?x=1&y=2",
            "domain-name:value example.com",
            "file:name heron.exe",
            "directory:path C:\\Temp\\heron.exe",
            "file:hashes.MD5 0123456789abcdef0123456789abcdef",
            "file:hashes.'SHA-256' 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "mutex:name Global\\heron",
            "windows-registry-key:key HKEY_CURRENT_USER\\Software\\Heron",
            "email-addr:value lure@example.org",
            "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' Heron/1.0",
            "url:value http://part.example.com/whole",
            "domain-name:value part.example.com",
            "actor claim Blue Crane",
            "actor claim Crane Collective",
            "sector Healthcare",
            "country Switzerland",
        ]
        .map(str::to_owned)
        .iter()
        .map(|line| line.replace("sector Healthcare", &sector()))
        .collect::<Vec<_>>()
    );
    assert_eq!(reading.title.as_deref(), Some("An invented package"));
    assert_eq!(reading.tlp, Some(Tlp::Amber));
    assert_eq!(reading.dated.unwrap().to_string(), "2016-03-01");
    let kinds: Vec<_> =
        reading.records.iter().map(|r| format!("{} {}", r.kind, r.id.as_deref().unwrap_or("-"))).collect();
    for record in ["STIX_Package ex:package-1", "TTP ex:ttp-1", "Attack_Pattern CAPEC-98", "Indicator ex:indicator-1"] {
        assert!(kinds.contains(&record.to_owned()), "{record} in {kinds:?}");
    }
    assert!(reading.losses().iter().any(|loss| loss.what == "`File_Name` is a pattern"), "{:?}", reading.losses());
}

fn sector() -> String {
    format!("sector {}", "healthcare".parse::<dunant_vocabulary::Sector>().unwrap().word())
}

#[test]
fn receivers_negated_traces_and_the_writer_are_not_observed() {
    let reading = read(PACKAGE.as_bytes());
    for value in ["victim@example.net", "not.example.com", "never.example.com", "Some Vendor"] {
        assert!(PACKAGE.contains(value));
        assert!(!found(&reading).iter().any(|line| line.contains(value)), "{value}");
    }
}

#[test]
fn every_trace_stands_where_its_span_says() {
    let reading = read(PACKAGE.as_bytes());
    for observation in reading.observations() {
        let span = observation.span;
        let written = &PACKAGE[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()];
        let value = observation.observed.to_string();
        let tail = value.rsplit(['\\', '/']).next().unwrap().to_lowercase();
        let written = written.replace("&amp;", "&").to_lowercase();
        assert!(written.contains(&tail) || written.contains("industrytype"), "{value}: {written}");
        assert!(span.line > 0);
    }
    for record in &reading.records {
        let text = &PACKAGE[usize::try_from(record.span.start).unwrap()..usize::try_from(record.span.end).unwrap()];
        assert!(text.starts_with('<') && text.ends_with('>') && text.contains(&*record.kind));
    }
}

#[test]
fn sightings_date_what_their_indicator_holds() {
    let reading = read(PACKAGE.as_bytes());
    let when = |value: &str| reading.observations().iter().find(|o| o.observed.to_string() == value).unwrap().when;
    assert_eq!(when("203.0.113.7").unwrap().to_string(), "2016-02-01..2016-02-03");
    assert_eq!(when("lure@example.org"), None);
}

#[test]
fn titles_and_descriptions_are_read_as_prose_once() {
    let lexicon =
        Lexicon::new(vec![Entry { name: "OchreFox".into(), meaning: Meaning::Software(None), cue: crate::Cue::None }]);
    let lexicon = lexicon.unwrap();
    let xml = PACKAGE.replace("An invented indicator", "OchreFox");
    let context = Context { lexicon: &lexicon, ..Context::default() };
    let items = read_item("", xml.as_bytes(), &context);
    let named = items[0].reading.observations().iter().filter(|o| o.observed.to_string() == "OchreFox").count();
    assert!(named <= 1, "the description repeats the title");
}

#[test]
fn a_package_cut_at_any_byte_gives_only_what_the_whole_gives() {
    let whole = found(&read(PACKAGE.as_bytes()));
    let body = PACKAGE.find("<stix:STIX_Header").unwrap();
    let mut most = 0;
    for cut in (body..PACKAGE.len()).filter(|cut| PACKAGE.is_char_boundary(*cut)) {
        let reading = read(&PACKAGE.as_bytes()[..cut]);
        let found = found(&reading);
        assert!(found.iter().all(|line| whole.contains(line)), "cut at {cut}: {found:?}");
        assert!(found.len() >= most, "cut at {cut}");
        most = found.len();
    }
    assert_eq!(most, whole.len());
}

#[test]
fn a_package_in_utf_16_gives_the_same() {
    let mut bytes = vec![0xff, 0xfe];
    bytes
        .extend(PACKAGE.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"").encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(found(&read(&bytes)), found(&read(PACKAGE.as_bytes())));
}

#[test]
fn depth_is_bounded() {
    let xml = format!("<stix:STIX_Package id='p'>{}", "<cybox:Object id='o'>".repeat(100_000));
    let limits = Limits::DEFAULT;
    let items = read_item("", xml.as_bytes(), &Context { limits: &limits, ..Context::default() });
    assert!(items[0].reading.losses()[0].what.contains("`depth` (128)"));
    assert_eq!(items[0].reading.records.len(), 128);
}

#[test]
fn real_packages_are_read() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence/citizenlab");
    let Ok(folders) = std::fs::read_dir(root) else { return println!("skipped: {root} is absent") };
    let mut folders: Vec<_> =
        folders.flatten().map(|entry| entry.path().join("stix.xml")).filter(|path| path.exists()).collect();
    folders.sort();
    let mut total = 0;
    for path in &folders {
        let bytes = std::fs::read(path).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let reading = read(&bytes);
        let structured = found(&reading);
        let tags = ["DomainNameObj:Value ", "URIObj:Value ", "Address_Value ", "Simple_Hash_Value ", "MutexObj:Name "];
        let stated: usize = tags.iter().map(|tag| text.matches(&format!("{tag}condition=\"Equals\"")).count()).sum();
        println!(
            "{}: {} records, {} observed, {} traces stated, {} losses, {:?}, {:?}, {:?}",
            path.parent().unwrap().file_name().unwrap().to_string_lossy(),
            reading.records.len(),
            structured.len(),
            stated,
            reading.losses().len(),
            reading.tlp,
            reading.title,
            reading.dated,
        );
        for loss in reading.losses().iter().take(3) {
            println!("    {}", loss.what);
        }
        assert!(structured.len() + reading.losses().len() >= stated);
        total += structured.len();
    }
    assert!(folders.is_empty() || total > 600, "{total}");
}
