use crate::{Context, Cue, Entry, Item, Lexicon, Meaning, Reason, read_item};

fn read(text: &str) -> Item {
    read_item("t", text.as_bytes(), &Context::default()).swap_remove(0)
}

fn found(text: &str) -> Vec<String> {
    let item = read(text);
    assert_eq!(item.format, Some("JSON"), "{text}");
    item.reading.observations().iter().map(|o| format!("{} {}", o.path, o.observed)).collect()
}

#[test]
fn escapes_are_decoded_before_anything_is_read() {
    assert_eq!(
        found(
            r#"{"events":[{"url":"http:\/\/one.example.com\/a","d":"two\u002dthree.example.com"},{"note":"first\nfour.example.com\r\n203.0.113.7 seen"}]}"#
        ),
        [
            "events[0].url http://one.example.com/a",
            "events[0].url one.example.com",
            "events[0].d two-three.example.com",
            "events[1].note four.example.com",
            "events[1].note 203.0.113.7"
        ]
    );
    let text = r#"{"msg":"say\tsix.example.com"}"#;
    let item = read(text);
    let span = item.reading.observations()[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "six.example.com");
}

#[test]
fn a_line_is_a_document_and_a_broken_one_costs_itself() {
    let text = "{\"query\":\"one.example.com\",\"ts\":\"2024-01-02T03:04:05Z\"}\n{\"query\":\"two.exa\n{\"query\":\"three.example.com\",\"filename\":\"payload.exe\",\"user_agent\":\"HeronAgent/1\"}\n";
    let item = read(text);
    let values: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values, ["one.example.com", "three.example.com", "payload.exe", "HeronAgent/1"]);
    assert_eq!(item.reading.observations()[0].when.unwrap().to_string(), "2024-01-02");
    assert!(item.reading.losses().iter().any(|loss| loss.what.contains("damaged")), "{:?}", item.reading.losses());
}

#[test]
fn an_object_is_a_row_with_a_type_and_a_verdict() {
    let text = r#"[{"type":"domain","value":"bad.example.com","verdict":"malicious"},{"type":"filename","value":"setup.com","verdict":"malicious"},
        {"verdict":"benign","ioc":{"type":"domain","value":"good.example.com"}}]"#;
    assert_eq!(found(text), ["[0].value bad.example.com", "[1].value setup.com"].map(str::to_owned));
    let item = read(text);
    let aside =
        |what: &str, reason| item.reading.values_set_aside().iter().any(|a| a.what == what && a.reason == reason);
    assert!(aside("good.example.com", Reason::CalledBenign), "{:?}", item.reading.values_set_aside());
}

#[test]
fn lists_and_nested_objects_are_read_under_their_names() {
    assert_eq!(
        found(
            r#"{"domains":["a.example.com","b.example.com"],"file":{"name":"setup.com","hash":{"md5":"0123456789abcdef0123456789abcdef"}},"mitre":{"technique":["LSASS Memory"]}}"#
        ),
        [
            "domains a.example.com",
            "domains b.example.com",
            "file.name setup.com",
            "file.hash.md5 0123456789abcdef0123456789abcdef",
            "mitre.technique LSASS Memory"
        ]
    );
}

#[test]
fn a_damaged_document_is_read_as_far_as_it_goes() {
    let item = read("{\"a\": \"one.example.com\", \"b\": [\"two.example.com\", \"three.ex");
    let values: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(values.first().map(String::as_str), Some("one.example.com"));
    assert!(!item.reading.losses().is_empty());
}

#[test]
fn names_in_a_hunt_result_that_found_nothing_are_denied() {
    let lexicon =
        Lexicon::new(vec![Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None }])
            .unwrap();
    let context = Context { lexicon: &lexicon, ..Context::default() };
    for text in [
        r#"[{"malware":"GreyHeron","hits":0},{"malware":"GreyHeron","hits":0}]"#,
        r#"{"results":[{"malware":"GreyHeron","result":"not detected"}]}"#,
    ] {
        let item = read_item("t", text.as_bytes(), &context).remove(0);
        assert!(!item.reading.observations().is_empty());
        assert!(item.reading.observations().iter().all(|o| !o.bearing.is_stated()), "{text}");
    }
}

#[test]
fn a_marking_in_a_field_restricts() {
    assert_eq!(
        read(r#"{"tlp":"red","domain":"a.example.com"}"#).reading.tlp.map(|tlp| tlp.to_string()).as_deref(),
        Some("TLP:RED")
    );
}

#[test]
fn what_only_looks_like_json_is_none() {
    for text in [
        "[1] See example.com for more.\n",
        "{ strings: $a = \"x\" }",
        "{not json} at all",
        "[link](http://example.com)",
    ] {
        assert_ne!(read(text).format, Some("JSON"), "{text}");
    }
}

#[test]
fn a_database_of_incidents_is_set_aside_in_every_form_of_json() {
    let record = |number: u32| {
        format!(
            r#"{{"incident_id":{number},"name":"Incident {number}","start_date":"{}-03-{:02}","receivers":[{{"receiver_name":"Example {number}","receiver_country":"X"}}],"initiator_name":"Group {}","software":"Emotet"}}"#,
            2000 + number % 20,
            1 + number % 28,
            number % 15
        )
    };
    let records: Vec<String> = (0..60).map(record).collect();
    let list = format!("[{}]", records.join(","));
    let keyed =
        records.iter().enumerate().map(|(at, record)| format!("\"{at}\":{record}")).collect::<Vec<_>>().join(",");
    for text in [
        list.clone(),
        format!(r#"{{"meta":{{"total":60}},"data":{{"incidents":{list}}}}}"#),
        records.join("\n"),
        format!("{{{keyed}}}"),
        list.trim_end_matches("}]").to_owned(),
    ] {
        let reading = read(&text).reading;
        assert_eq!(reading.observations(), [], "{}", &text[..80]);
        assert!(reading.values_set_aside()[0].what.starts_with("a database of "), "{}", &text[..80]);
        assert!(reading.losses()[0].what.contains("not one case"), "{}", &text[..80]);
    }
    // One incident, told in many events.
    let event = |number: u32| {
        format!(
            r#"{{"incident_id":7,"date":"2026-03-0{}","country":"X","dst_ip":"203.0.113.{}","msg":"event {number}"}}"#,
            1 + number % 3,
            1 + number
        )
    };
    let events: Vec<String> = (0..60).map(event).collect();
    assert_eq!(read(&format!("[{}]", events.join(","))).reading.observations().len(), 60);
    // The alerts of one organisation.
    let alert = |number: u32| {
        format!(
            r#"{{"alert_title":"Malware on WS-{number}","created_date":"{}-05-0{}","group":"OU-{number}","src_country":"Country {number}","md5":"{number:032x}","host":"WS-{number}"}}"#,
            2020 + number % 5,
            1 + number % 3
        )
    };
    let alerts: Vec<String> = (0..60).map(alert).collect();
    assert!(read(&format!("[{}]", alerts.join(","))).reading.observations().len() >= 60);
}

#[test]
fn an_alert_that_was_judged_otherwise_and_a_wrapper_of_an_exercise_list_their_programs() {
    let states = |text: &str| {
        let entry = Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None };
        let lexicon = Lexicon::new(vec![entry]).unwrap();
        let item = read_item("t", text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() }).swap_remove(0);
        assert_eq!(item.format, Some("JSON"), "{text}");
        item.reading.observations().iter().any(|one| one.observed.to_string() == "GreyHeron" && one.bearing.is_stated())
    };
    let alert = r#""host":"SRV-01","path":"C:\\Windows\\Temp\\a.exe","malware":"GreyHeron""#;
    for text in [
        format!("[{{{alert}}}]"),
        format!(r#"[{{{alert},"classification":"truePositive"}}]"#),
        format!(r#"{{"exercise":false,"total":8,"alerts":[{{{alert}}}]}}"#),
    ] {
        assert!(states(&text), "{text}");
    }
    for text in [
        format!(r#"[{{{alert},"status":"closed","classification":"falsePositive","determination":"notMalicious"}}]"#),
        format!(
            r#"[{{{alert},"status":"resolved","classification":"informationalExpectedActivity","determination":"securityTesting"}}]"#
        ),
        format!(r#"{{"classification":"falsePositive","evidence":[{{{alert}}}]}}"#),
        format!(r#"{{"exercise":true,"alerts":[{{{alert}}}]}}"#),
        format!(r#"{{"is_drill":true,"alerts":[{{{alert}}}]}}"#),
    ] {
        assert!(!states(&text), "{text}");
    }
}

#[test]
fn digits_under_the_name_of_something_else_are_no_hash_of_a_file() {
    let digits = "5684139345b0c2146f1d149ec16d49bc";
    for name in ["trace_id", "request_id", "etag", "session", "x-correlation-id"] {
        let item = read(&format!(r#"{{"{name}":"{digits}","ip":"203.0.113.5"}}"#));
        assert_eq!(item.reading.observations().len(), 1, "{name}");
        assert!(item.reading.values_set_aside().iter().any(|aside| aside.what == digits), "{name}");
    }
    assert_eq!(found(&format!(r#"{{"tls":{{"ja3":{{"hash":"{digits}"}}}}}}"#)), [""; 0]);
    assert_eq!(found(r#"{"firstbytes":"4d5a90000300000004000000ffff0000b8000000 / MZ"}"#), [""; 0]);
    for name in ["sample", "resource", "key", "object"] {
        assert_eq!(found(&format!(r#"{{"{name}":"{digits}"}}"#)), [format!("{name} {digits}")], "{name}");
    }
    assert_eq!(found(&format!(r#"{{"file":{{"hash":"{digits}"}}}}"#)), [format!("file.hash {digits}")]);
}

#[test]
fn a_protocol_is_no_service_of_windows() {
    assert_eq!(found(r#"{"service":"ssl","ip":"203.0.113.5"}"#), ["ip 203.0.113.5"]);
    assert_eq!(found(r#"{"service":"gssapi,smb"}"#), [""; 0]);
    assert_eq!(found(r#"{"service":"CraneSvc77"}"#), ["service CraneSvc77"]);
}

#[test]
fn an_object_that_is_called_by_a_trace_holds_it() {
    let text = r#"{"data":[{"type":"ip_address","id":"203.0.113.71"},{"type":"domain","id":"heron317.example.com"},{"type":"analysis","id":"heron318.example.com"}]}"#;
    assert_eq!(found(text), ["data[0].id 203.0.113.71", "data[1].id heron317.example.com"]);
    assert_eq!(found(r#"{"malicious":["203.0.113.10"],"benign":["203.0.113.11"]}"#), ["malicious 203.0.113.10"]);
    assert_eq!(found(r#"{"malicious":false,"ip":"203.0.113.10"}"#), [""; 0]);
}

#[test]
fn addresses_of_the_service_that_wrote_the_item_are_no_traces() {
    let text = r#"{"links":{"self":"https://api.example.com/v3/files/1"},"files":[{"url_private":"https://files.example.com/x"}],"eventSource":"s3.example.com"}"#;
    let item = read(text);
    assert_eq!(item.reading.observations().len(), 0);
    assert_eq!(item.reading.values_set_aside().len(), 3);
}

#[test]
fn the_cell_of_a_notebook_is_read_as_words() {
    assert_eq!(
        found(r#"{"cells":[{"cell_type":"markdown","source":["C2 is 203.0.113.99\n"]}]}"#),
        ["cells[0].source 203.0.113.99"]
    );
}

#[test]
fn a_time_is_no_loss() {
    let item = read(
        r#"{"alertCreationTime":"2024-03-01T10:00:00Z","x":"10:11:12.123","ip":"203.0.113.5","y":"999.1.1.1:80"}"#,
    );
    let losses: Vec<&str> = item.reading.losses().iter().map(|loss| loss.what.as_str()).collect();
    assert!(losses.len() <= 1 && !losses.iter().any(|loss| loss.contains("10:")), "{losses:?}");
}

#[test]
fn the_name_of_a_member_is_read_where_it_is_a_trace() {
    let hash = "281edc5c519ebbc3d411043649b7c65846c760e13948c08bf9a17548a734dcc7";
    let values =
        |text: &str| read(text).reading.observations().iter().map(|o| o.observed.to_string()).collect::<Vec<_>>();
    let text = format!(r#"{{"by_ip":{{"203.0.113.5":{{"count":3}}}},"hashes":{{"{hash}":"malicious"}}}}"#);
    assert_eq!(values(&text), ["203.0.113.5", hash]);
    let item = read(&text);
    let span = item.reading.observations()[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "203.0.113.5");
    assert_eq!(values(r#"{"domains":{"heron77.example.com":2}}"#), ["heron77.example.com"]);
    assert_eq!(values(r#"{"versions":{"10.2.0.1":{"a":1}},"logging.level.org":"INFO"}"#), [""; 0]);
    assert_eq!(values(r#"{"affected_hosts":{"203.0.113.6":{"count":3}}}"#), [""; 0]);
    let benign = read(&format!(r#"{{"hashes":{{"{hash}":"benign"}}}}"#));
    assert_eq!(benign.reading.observations().len(), 0);
    assert!(
        benign
            .reading
            .values_set_aside()
            .iter()
            .any(|aside| aside.what == hash && aside.reason == Reason::CalledBenign)
    );
}
