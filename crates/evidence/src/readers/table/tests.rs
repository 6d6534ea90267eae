use crate::{Context, Item, Observed, Reading, read_item};

fn read(text: &str) -> Reading {
    let mut items = read_item("t", text.as_bytes(), &Context::default());
    assert_eq!(items[0].format, Some("table"), "{text}");
    items.remove(0).reading
}

fn format(text: &str) -> Option<&'static str> {
    read_item("t", text.as_bytes(), &Context::default())[0].format
}

fn found(reading: &Reading) -> Vec<String> {
    reading.observations().iter().map(|o| format!("{} {}", o.path, o.observed)).collect()
}

#[test]
fn a_header_says_what_its_columns_hold() {
    let text = "MD5,,C2,Malware Family,Actor,CVE,First seen,Note\r\n\
        0123456789ABCDEF0123456789ABCDEF,,c2.example.com,GreyHeron,Blue Crane,CVE-2014-4114,\"November 7th, 2014\",none\r\n\
        N/A,,203.0.113.7:443,-,n/a,,2-Mar-2016,\r\n";
    let reading = read(text);
    assert_eq!(
        found(&reading),
        [
            "row[1].MD5 0123456789abcdef0123456789abcdef",
            "row[1].C2 c2.example.com",
            "row[1].Malware Family GreyHeron",
            "row[1].Actor Blue Crane",
            "row[1].CVE CVE-2014-4114",
            "row[2].C2 203.0.113.7",
        ]
    );
    let when: Vec<_> = reading.observations().iter().map(|o| o.when.unwrap().to_string()).collect();
    assert_eq!((when[0].as_str(), when[5].as_str()), ("2014-11-07", "2016-03-02"));
    assert_eq!(reading.records.len(), 2);
    assert!(matches!(reading.observations()[3].observed, Observed::ActorClaim(_)));
}

#[test]
fn rows_that_name_their_type_are_read_by_it() {
    let text = "uuid,event_id,category,type,value,comment,to_ids,date\n\
        u1,4,Network activity,domain,\"a.example.com\",\"\",1,20151016\n\
        u2,4,Payload type,text,\"GreyHeron\",\"\",0,20151016\n\
        u3,4,Attribution,threat-actor,Blue Crane,,0,20151016\n\
        u4,4,Payload delivery,filename|md5,\"a \"\"b\"\".exe|0123456789abcdef0123456789abcdef\",,1,20151016\n\
        u5,4,External analysis,link,https://vendor.example.net/report,,0,20151016\n\
        u6,4,Payload delivery,email-dst,victim@example.net,,0,20151016\n\
        u7,4,Payload delivery,vulnerability,CVE-2014-4114,,0,20151016\n\
        u8,4,Artifacts dropped,regkey,HKCU\\Software\\Heron,,0,20151016\n\
        u9,4,Network activity,ip-dst|port,203.0.113.7|443,,1,20151016\n\
        u10,4,Network activity,url,example.com/gate,,1,20151016\n\
        u11,4,Network activity,domain,not a domain,,1,20151016\n";
    let reading = read(text);
    assert_eq!(
        found(&reading),
        [
            "row[1].value a.example.com",
            "row[2].value GreyHeron",
            "row[3].value Blue Crane",
            "row[4].value a \"b\".exe",
            "row[4].value 0123456789abcdef0123456789abcdef",
            "row[7].value CVE-2014-4114",
            "row[8].value HKCU\\Software\\Heron",
            "row[9].value 203.0.113.7",
            "row[10].value http://example.com/gate",
        ]
    );
    assert_eq!(reading.records[4].id.as_deref(), Some("u5"));
    assert_eq!(reading.losses()[0].what, "`not a domain` in row[11].value is not what its column says");
    for observation in reading.observations() {
        let written = text[observation.span.start as usize..observation.span.end as usize].replace("\"\"", "\"");
        assert!(observation.observed.to_string().ends_with(&written), "{written}");
    }
}

#[test]
fn a_table_without_a_header_is_read_by_the_form_of_its_cells() {
    let text = "a.example.com;203.0.113.7;loader.exe\nb.example.com;203.0.113.8;\n";
    assert_eq!(
        found(&read(text)),
        [
            "row[1][1] a.example.com",
            "row[1][2] 203.0.113.7",
            "row[1][3] loader.exe",
            "row[2][1] b.example.com",
            "row[2][2] 203.0.113.8"
        ]
    );
}

#[test]
fn files_are_named_and_words_about_files_are_not_names() {
    let text = "File\tMD5\nheron.exe [stage 1]\t0123456789abcdef0123456789abcdef\nUnpacked heron.exe\t\nGreyHeron payload\t\nC:\\a\\b.dll\t\n";
    let reading = read(text);
    let names: Vec<_> = found(&reading).into_iter().filter(|line| line.contains(".File ")).collect();
    assert!(
        names.contains(&"row[1].File heron.exe".to_owned()) && names.contains(&"row[4].File C:\\a\\b.dll".to_owned())
    );
    assert!(!names.iter().any(|name| name.contains("Unpacked") || name.contains("payload")), "{names:?}");
}

#[test]
fn a_cell_with_several_values_gives_each_where_it_stands() {
    let text = "name,ip\nx,\"203.0.113.7, 203.0.113[.]8\"\ny,203.0.113.9\n";
    let reading = read(text);
    let written: Vec<_> =
        reading.observations().iter().map(|o| &text[o.span.start as usize..o.span.end as usize]).collect();
    assert_eq!(written, ["203.0.113.7", "203.0.113[.]8", "203.0.113.9"]);
}

#[test]
fn a_header_may_stand_in_the_last_comment() {
    let text = "# a feed\n# \"first_seen_utc\",\"dst_ip\",\"malware\"\n\"2020-01-02 03:04:05\",\"203.0.113.7\",\"GreyHeron\"\n\"2020-01-03 03:04:05\",\"203.0.113.8\",\"GreyHeron\"\n";
    let reading = read(text);
    assert_eq!(found(&reading)[1], "row[1].malware GreyHeron");
    assert_eq!(reading.observations()[0].when.unwrap().to_string(), "2020-01-02");
}

#[test]
fn prose_code_markup_and_single_columns_are_no_tables() {
    for text in [
        "We saw example.com, and then nothing.\nLater, example.org came up, too, we think.\n",
        "{\"a\": 1,\n\"b\": 2}",
        "|===\n|a|b\n|example.com|203.0.113.7\n",
        "example.com\nexample.org\n",
        "int main(a, b) {\n  f(a, b);\n}\n",
        "rule x {\n  strings: $a = \"x\"\n}\n",
    ] {
        assert_ne!(format(text), Some("table"), "{text}");
    }
}

#[test]
fn a_table_cut_at_any_byte_is_read_as_far_as_it_goes() {
    let text = "type,value\nmd5,\"0123456789abcdef0123456789abcdef\"\ndomain,\"é.example.com\"\n";
    for cut in 0..text.len() {
        let items: Vec<Item> = read_item("t", &text.as_bytes()[..cut], &Context::default());
        for observation in items[0].reading.observations() {
            assert!(observation.span.end as usize <= cut * 2);
        }
    }
}

#[test]
fn real_tables_are_read() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence");
    let mut paths = Vec::new();
    for folder in ["citizenlab", "amnesty"] {
        let Ok(folders) = std::fs::read_dir(format!("{root}/{folder}")) else {
            return println!("skipped: {root} is absent");
        };
        for folder in folders.flatten().filter(|entry| entry.path().is_dir()) {
            let files = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
            paths.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "csv")));
        }
    }
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let items = read_item("t", &bytes, &Context::default());
        let reading = &items[0].reading;
        println!(
            "{}: {:?}, {} records, {} observations, {} losses",
            path.strip_prefix(root).unwrap().display(),
            items[0].format,
            reading.records.len(),
            reading.observations().len(),
            reading.losses().len()
        );
        for loss in reading.losses().iter().take(4) {
            println!("    {}", loss.what);
        }
        let single = path.ends_with("assorted.csv");
        assert_eq!(items[0].format, Some(if single { "indicator list" } else { "table" }));
        assert!(reading.observations().len() * 10 >= reading.records.len() * 7);
        for observation in reading.observations() {
            let written =
                String::from_utf8_lossy(&bytes[observation.span.start as usize..observation.span.end as usize])
                    .to_lowercase();
            let value = observation.observed.to_string().to_lowercase();
            assert!(
                value.contains(written.trim_start_matches("hxxp"))
                    || crate::observable::refang(&written).contains(value.trim_end_matches('/'))
                    || written.ends_with(value.rsplit('/').next().unwrap()),
                "{value}: {written}"
            );
        }
    }
}
