use crate::{Context, Reading, read_item};

const DOCUMENT: &str = include_str!("invented.ioc");

fn read(bytes: &[u8]) -> Reading {
    let mut items = read_item("a.ioc", bytes, &Context::default());
    assert_eq!(items[0].format, Some("OpenIOC"));
    items.remove(0).reading
}

fn found(reading: &Reading) -> Vec<String> {
    reading.observations().iter().map(|o| format!("{} {}", o.observed, o.path)).collect()
}

#[test]
fn items_give_traces_with_their_place_in_the_tree() {
    let reading = read(DOCUMENT.as_bytes());
    assert_eq!(
        found(&reading),
        [
            "Blue Crane links/link",
            "GreyHeron links/link",
            "0123456789abcdef0123456789abcdef Indicator[OR]/IndicatorItem[i1]/FileItem/Md5sum",
            "heron.exe Indicator[OR]/IndicatorItem[i2]/FileItem/FileName",
            "Global\\heron Indicator[OR]/Indicator[AND]/IndicatorItem[i7]/ProcessItem/HandleList/Handle/Name",
            "update.example.com Indicator[OR]/Indicator[AND]/IndicatorItem[i8]/Network/DNS",
            "203.0.113.7 Indicator[OR]/Indicator[AND]/IndicatorItem[i9]/RouteEntryItem/Destination",
            "HKLM\\Software\\Heron Indicator[OR]/IndicatorItem[i12]/RegistryItem/KeyPath",
        ]
    );
    assert_eq!(reading.title.as_deref(), Some("HERON (INVENTED)"));
    assert_eq!(reading.dated.unwrap().to_string(), "2014-12-31");
    assert_eq!(reading.records.len(), 15);
    let losses: Vec<_> = reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(
        losses,
        [
            "`FileItem/FullPath` is matched against a pattern",
            "1 item has no content, the first of them `i10` (Network/URI)"
        ]
    );
    for observation in reading.observations() {
        let span = observation.span.start as usize..observation.span.end as usize;
        assert_eq!(DOCUMENT[span], observation.observed.to_string());
    }
}

#[test]
fn the_newer_form_is_read_too() {
    let xml = "<OpenIOC id='o'><metadata><short_description>T</short_description></metadata><criteria><Indicator operator='OR'>\
        <IndicatorItem id='i' condition='is' negate='false'><Context document='DnsEntryItem' search='DnsEntryItem/Host'/>\
        <Content type='string'>example.com</Content></IndicatorItem></Indicator></criteria></OpenIOC>";
    assert_eq!(found(&read(xml.as_bytes())), ["example.com Indicator[OR]/IndicatorItem[i]/DnsEntryItem/Host"]);
}

#[test]
fn a_value_in_the_place_of_the_identifier_is_read_and_other_items_without_content_are_named() {
    let item = |id: &str, search: &str| {
        format!(
            "<IndicatorItem id='{id}' condition='is'><Context search='{search}'/><Content type='string'></Content></IndicatorItem>"
        )
    };
    let items = [
        item("heron77.example.com", "Network/DNS"),
        item("0123456789abcdef0123456789abcdef", "FileItem/Md5sum"),
        item("7f3b1c52-1d1c-4a7e-8a3e-1a2b3c4d5e6f", "Network/DNS"),
    ];
    let xml = format!(
        "<ioc id='o'><short_description>T</short_description><definition><Indicator operator='OR'>{}</Indicator></definition></ioc>",
        items.concat()
    );
    let reading = read(xml.as_bytes());
    let values: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values, ["heron77.example.com", "0123456789abcdef0123456789abcdef"]);
    let losses: Vec<_> = reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(
        losses,
        ["1 item has no content, the first of them `7f3b1c52-1d1c-4a7e-8a3e-1a2b3c4d5e6f` (Network/DNS)"]
    );
}

#[test]
fn a_document_cut_at_any_byte_gives_only_what_the_whole_gives() {
    let whole = found(&read(DOCUMENT.as_bytes()));
    let start = DOCUMENT.find("<ioc ").unwrap() + 5;
    for cut in start..DOCUMENT.len() {
        let found = found(&read(&DOCUMENT.as_bytes()[..cut]));
        assert!(found.iter().all(|line| whole.contains(line)), "cut at {cut}: {found:?}");
    }
}

#[test]
fn real_documents_are_read() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence/citizenlab");
    let Ok(folders) = std::fs::read_dir(root) else { return println!("skipped: {root} is absent") };
    let mut paths: Vec<_> =
        folders.flatten().map(|entry| entry.path().join("openioc.ioc")).filter(|path| path.exists()).collect();
    paths.sort();
    for path in paths {
        let reading = read(&std::fs::read(&path).unwrap());
        let losses: Vec<_> = reading.losses().iter().map(|loss| loss.what.as_str()).collect();
        println!(
            "{}: {} records, {} observations, {losses:?}, {:?}",
            path.parent().unwrap().file_name().unwrap().to_string_lossy(),
            reading.records.len(),
            reading.observations().len(),
            reading.title,
        );
        // These documents were published with every content left empty: the values stand where the identifiers belong, and what is none
        // is said.
        assert!(reading.records.len() > 2);
        assert!(!reading.observations().is_empty() || losses.iter().any(|loss| loss.contains("items have no content")));
    }
}
