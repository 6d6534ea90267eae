//! What a table lists: indicators, what was found on machines, incidents of many.

use super::tests_of_rows::{read, stated};
use crate::Reason;

const MD5: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn what_became_of_a_thing_takes_nothing_away_from_what_was_found() {
    for (text, count) in [
        // What starts with a machine, and its scheduled tasks.
        (
            format!(
                "Time,Entry Location,Entry,Enabled,Category,Image Path,MD5\n20260503-101010,HKLM\\Run,evil,disabled,Logon,c:\\windows\\temp\\evil.exe,{MD5}\n"
            ),
            2,
        ),
        (format!("TaskName,Command,Enabled,MD5\n\\Microsoft\\Updater,C:\\ProgramData\\evil.exe,False,{MD5}\n"), 1),
        // Files of a disk, and what a scanner took away.
        (
            format!(
                "Filename,Full Path,Size (bytes),Created,Is Deleted,MD5\nevil.exe,C:\\windows\\temp\\evil.exe,1234,2026-05-03,yes,{MD5}\n"
            ),
            2,
        ),
        (format!("Timestamp,Host,File Path,MD5,Deleted\n2026-05-03T10:00:00Z,WS-1,C:\\temp\\evil.exe,{MD5},true\n"), 2),
        (format!("Time,Host,File,MD5,Status\n2026-05-03,WS-1,C:\\temp\\evil.exe,{MD5},Removed\n"), 2),
        (format!("Time,Host,File,MD5,Status\n2026-05-03,WS-1,C:\\temp\\evil.exe,{MD5},Deleted\n"), 2),
        (format!("File,MD5,Status\nC:\\temp\\evil.exe,{MD5},Removed\n"), 2),
        (format!("name,MD5,deleted\nx,{MD5},yes\n"), 1),
        (format!("Dateipfad,MD5,gelöscht\nC:\\temp\\evil.exe,{MD5},ja\n"), 2),
        (format!("Benutzer,MD5,Status\nanna,{MD5},gelöscht\n"), 1),
        // Signatures and certificates.
        (format!("path,MD5,signature,valid\nC:\\temp\\evil.exe,{MD5},Contoso,False\n"), 2),
        (format!("path,MD5,valid\nC:\\temp\\evil.exe,{MD5},trusted\n"), 2),
        ("domain,ip,expired\nevil.example.com,203.0.113.9,yes\n".to_owned(), 2),
        ("domain,issuer,expired\nevil.example.com,Example CA,yes\n".to_owned(), 1),
        // A day on which a row ends, or was taken from one list.
        ("indicator,type,first_seen,Removed,Expired\nevil.example.com,domain,2026-05-03,2026-05-04,no\n".to_owned(), 1),
        ("indicator,type,first_seen,Removed,Expired\nevil.example.com,domain,2026-05-03,,2027-01-01\n".to_owned(), 1),
        // The same as JSON, with the machine around it.
        (format!(r#"{{"host":{{"name":"WS-1"}},"file":{{"md5":"{MD5}","deleted":true}}}}"#), 1),
        (format!(r#"{{"hostname":"WS-1","file":{{"md5":"{MD5}","status":"Removed"}}}}"#), 1),
        (format!(r#"{{"status":"Removed","file":{{"md5":"{MD5}"}},"device":{{"name":"WS-1"}}}}"#), 1),
    ] {
        let reading = read(&text);
        let traces = stated(&text);
        assert!(traces.len() >= count, "{text}{traces:?}");
        let is = |aside: &&crate::SetAside| {
            matches!(aside.reason, Reason::Withdrawn | Reason::Disabled | Reason::CalledBenign)
        };
        assert_eq!(reading.values_set_aside().iter().find(is), None, "{text}");
    }
}

#[test]
fn in_a_list_of_indicators_the_same_words_switch_a_row_off() {
    for text in [
        "indicator,type,active\na.example.com,domain,false\n",
        "IOC;Typ;Aktiv\na.example.com;Domain;nein\n",
        "value,type,status\na.example.com,domain,Removed\n",
        "observable,deleted\na.example.com,yes\n",
        "url,family,enabled\nhttp://a.example.com/x,GreyHeron,no\n",
        "ip,status\n203.0.113.7,retired\n",
        "md5,family,active\n0123456789abcdef0123456789abcdef,GreyHeron,false\n",
        "md5,family,revoked\n0123456789abcdef0123456789abcdef,GreyHeron,2026-05-01\n",
        "domain,ip,enabled\na.example.com,203.0.113.7,no\n",
        "domain,ip,status\na.example.com,203.0.113.7,revoked\n",
        "indicator,type,hosting provider,user agent,active\na.example.com,domain,Example Ltd,x,no\n",
        r#"{"active":false,"indicator":{"type":"domain","value":"a.example.com"}}"#,
        r#"{"user":"anna","indicators":[{"type":"domain","value":"a.example.com","active":false}]}"#,
    ] {
        assert_eq!(stated(text), Vec::<String>::new(), "{text}");
        assert!(!read(text).values_set_aside().is_empty(), "{text}");
    }
}

#[test]
fn a_row_of_a_machine_states_what_was_found_there() {
    let of = |text: &str| stated(text).into_iter().filter(|value| value.starts_with("software")).count();
    let names = "\"GreyHeron, BlueHeron, RedHeron\"";
    for text in [
        format!("hostname,ip,malware,first seen,md5\nSRV-DC1,10.0.0.1,{names},2026-05-03,{MD5}\n"),
        format!("computer,malware,md5\nSRV-DC1,{names},{MD5}\n"),
        format!("host,malware,md5\nfs01.corp,{names},{MD5}\n"),
        format!(r#"{{"hostname":"SRV-DC1","md5":"{MD5}","malware":["GreyHeron","BlueHeron","RedHeron"]}}"#),
    ] {
        assert_eq!(of(&text), 3, "{text}");
    }
    for text in [
        format!("host,malware,md5\nc2.example.com,{names},{MD5}\n"),
        format!("user,malware,md5\nanna,{names},{MD5}\n"),
        format!("hostname,malware,md5\n,{names},{MD5}\n"),
    ] {
        assert_eq!(of(&text), 0, "{text}");
    }
}

#[test]
fn the_alerts_of_one_organisation_are_no_database() {
    let rows = |header: &str, years: u32, row: &dyn Fn(u32, &str) -> String| {
        let rows = (0..120).map(|n| row(n, &format!("20{}-{:02}-{:02}", 26 - n % years, n % 12 + 1, n % 28 + 1)));
        format!("{header}\n{}", rows.collect::<String>())
    };
    let md5 = |n: u32| format!("{n:032x}");
    for years in [1, 4] {
        for text in [
            rows("alert_title,created_date,group,md5,host", years, &|n, day| {
                format!("Malware on WS-{n},{day},OU-{n},{},WS-{n}\n", md5(n))
            }),
            rows("title,severity,date,src_country,md5,host", years, &|n, day| {
                format!("Connection {n},high,{day},Country {},{},WS-1\n", n % 30, md5(n))
            }),
            rows("incident_id,date,state,group,md5", years, &|n, day| {
                format!("{n},{day},state {},OU-{},{}\n", n % 20, n % 20, md5(n))
            }),
            rows("incident,date,attacker ip,country,md5", years, &|n, day| {
                format!("{n},{day},198.51.100.{n},Country {n},{}\n", md5(n))
            }),
            rows("incident,date,initiator process,md5", years, &|n, day| format!("{n},{day},process {n},{}\n", md5(n))),
        ] {
            assert!(stated(&text).len() >= 120, "{} {:?}", &text[..60], read(&text).losses());
        }
    }
    // Several years of many actors, or a column of those who did it.
    for text in [
        rows("incident,date,actor,md5", 4, &|n, day| format!("{n},{day},Group {},{}\n", n % 30, md5(n))),
        rows("victim,date,sponsor,md5", 4, &|n, day| format!("Office {n},{day},State {},{}\n", n % 30, md5(n))),
        rows("title,date,threat actor,md5", 1, &|n, day| format!("Attack {n},{day},Group {},{}\n", n % 30, md5(n))),
        rows("victim,date,attribution,md5", 1, &|n, day| format!("Office {n},{day},Group {},{}\n", n % 30, md5(n))),
    ] {
        assert_eq!(read(&text).observations(), [], "{}", &text[..60]);
        assert_eq!(read(&text).losses().len(), 1);
    }
    let text = rows("incident,date,actor,md5", 1, &|n, day| format!("{n},{day},user {},{}\n", n % 30, md5(n)));
    assert!(stated(&text).len() >= 120);
}

fn found(text: &str) -> Vec<String> {
    let item = crate::read_item("t.csv", text.as_bytes(), &crate::Context::default()).remove(0);
    let kind = |observed: &crate::Observed| match observed {
        crate::Observed::Observable(trace) => trace.kind().stix_path().to_owned(),
        other => other.kind().to_owned(),
    };
    item.reading.observations().iter().map(|o| format!("{} {}", kind(&o.observed), o.observed)).collect()
}

#[test]
fn a_label_beside_a_hash_in_its_cell_says_what_it_is() {
    const IMPHASH: &str = "e7d705a3286e19ea42f587b344ee6865";
    for (cell, kind) in [
        ("imphash: ", "file:extensions.'windows-pebinary-ext'.imphash"),
        ("imphash ", "file:extensions.'windows-pebinary-ext'.imphash"),
        ("JA3 ", "network-traffic:x_ja3"),
        ("md5: ", "file:hashes.MD5"),
        ("", "file:hashes.MD5"),
    ] {
        let wanted = [format!("{kind} {IMPHASH}")];
        assert_eq!(found(&format!("id,hash\n1,{cell}{IMPHASH}\n2,{cell}{IMPHASH}\n"))[..1], wanted, "hash: {cell}");
        assert_eq!(found(&format!("type,value\nhash,{cell}{IMPHASH}\n"))[..1], wanted, "value: {cell}");
    }
    let grouped = format!("file,hashes\na.exe,\"MD5: {MD5}; imphash: {IMPHASH}\"\n");
    assert_eq!(
        found(&grouped)[1..],
        [format!("file:hashes.MD5 {MD5}"), format!("file:extensions.'windows-pebinary-ext'.imphash {IMPHASH}")]
    );
    let broken = format!("| File | Hashes |\n|---|---|\n| a.exe | MD5: {MD5}<br>imphash: {IMPHASH} |\n");
    assert_eq!(found(&broken).len(), 3, "{:?}", found(&broken));
}

#[test]
fn a_word_glued_to_the_value_of_a_cell_is_no_part_of_it() {
    let text = "domain,ip\n域名evil.example.com,地址198.51.100.4\n恶意evil2.example.com,198.51.100.8（备用）\n";
    assert_eq!(
        found(text),
        ["domain-name:value evil.example.com", "ipv4-addr:value 198.51.100.4", "ipv4-addr:value 198.51.100.8"]
    );
    let item = crate::read_item("t.csv", text.as_bytes(), &crate::Context::default()).remove(0);
    assert!(item.reading.losses()[0].what.contains("恶意evil2.example.com"), "{:?}", item.reading.losses());
}

#[test]
fn versions_in_their_column_are_no_addresses() {
    for header in ["ver", "version", "版本", "Versión", "Product Version", "バージョン"] {
        let text = format!("host,{header},ip\napp.example.org,10.2.3.4,198.51.100.3\n");
        assert!(!found(&text).iter().any(|value| value.contains("10.2.3.4")), "{header}: {:?}", found(&text));
        assert!(found(&text).contains(&"ipv4-addr:value 198.51.100.3".to_owned()), "{header}");
    }
    assert!(found("ip version,ip\n4,198.51.100.3\n").contains(&"ipv4-addr:value 198.51.100.3".to_owned()));
}
