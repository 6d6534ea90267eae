//! What a row of data is, and what it says of itself.

use crate::{Bearing, Context, Cue, Entry, Item, Lexicon, Meaning, Observed, Reading, Reason, read_item};

fn item(text: &str) -> Item {
    let names = ["GreyHeron", "BlueHeron", "RedHeron"];
    let entry = |name: &&str| Entry { name: (*name).into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(names.iter().map(entry).collect()).unwrap();
    read_item("t", text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() }).remove(0)
}

pub(super) fn read(text: &str) -> Reading {
    item(text).reading
}

/// Kind and value of what is stated.
pub(super) fn stated(text: &str) -> Vec<String> {
    let reading = read(text);
    let stated = reading.observations().iter().filter(|o| o.bearing.is_stated());
    let shown = |observed: &Observed| match observed {
        Observed::Observable(trace) => format!("{} {}", trace.kind(), trace.value()),
        other => format!("{} {other}", other.kind()),
    };
    stated.map(|o| shown(&o.observed)).collect()
}

#[test]
fn a_row_whose_type_is_the_name_of_a_column_is_no_header() {
    let rows = [
        ("HeronAgent/1.0", "user-agent", "user-agent:value HeronAgent/1.0"),
        ("heron_svc", "service", "windows-service-name heron_svc"),
        ("AS64511", "asn", "autonomous-system:number AS64511"),
        ("00:1A:2B:3C:4D:5E", "mac", "mac-addr:value 00:1a:2b:3c:4d:5e"),
        ("Global\\Heron", "mutex", "mutex:name Global\\Heron"),
    ];
    for header in ["Indicator,Type,Verdict", "Indicator,Type,Description,Verdict", "Indicator,Art,Note,Verdict", ""] {
        for (value, kind, _) in rows {
            let middle = if header.matches(',').count() == 3 { "," } else { "" };
            let row = |value: &str, kind: &str, verdict: &str| format!("{value},{kind},{middle}{verdict}\n");
            let text = format!(
                "{header}\n{}{}{}{}{}",
                row("bad.example.com", "domain", "malicious"),
                row("good.example.com", "domain", "benign"),
                row("setup.com", "filename", "malicious"),
                row(value, kind, "malicious"),
                row("worse.example.com", "domain", "malicious")
            );
            let text = text.trim_start();
            let reading = read(text);
            let values: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
            assert_eq!(values.len(), 4, "{text}{values:?} {:?}", reading.losses());
            let wanted = value.to_lowercase();
            assert!(wanted.contains(values[2].to_lowercase().as_str()), "{text}{values:?}");
            assert_eq!((values[0].as_str(), values[1].as_str()), ("bad.example.com", "setup.com"), "{text}");
            assert!(stated(text)[1].starts_with("file:name"), "{text}");
            let benign = |a: &&crate::SetAside| a.reason == Reason::CalledBenign;
            assert_eq!(
                reading.values_set_aside().iter().find(benign).map(|a| a.what.as_str()),
                Some("good.example.com")
            );
        }
    }
}

#[test]
fn other_columns_may_still_follow_within_a_table() {
    let text = "Domain,IP,Note\na.example.com,203.0.113.7,x\nMD5,File,Note\n0123456789abcdef0123456789abcdef,heron.exe,y\nIndicator,Type,Verdict\nb.example.com,domain,benign\n";
    assert_eq!(stated(text).len(), 4, "{:?}", stated(text));
}

#[test]
fn a_row_with_several_values_in_a_cell_is_no_header() {
    let text = "Type,Value,Assessment\nDomain,\"a.example.com\nb.example.com\",malicious\nIP,\"203.0.113.7\n203.0.113.8\",malicious\n\
        Hash,\"0123456789abcdef0123456789abcdef\nae7be26cdaa742ca148068d5ac90eaca\",malicious\nFile,\"a.exe\nb.exe\",malicious\nDomain,good.example.com,benign\n";
    let reading = read(text);
    let values: Vec<String> = reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(
        values,
        [
            "a.example.com",
            "b.example.com",
            "203.0.113.7",
            "203.0.113.8",
            "0123456789abcdef0123456789abcdef",
            "ae7be26cdaa742ca148068d5ac90eaca",
            "a.exe",
            "b.exe"
        ],
        "{:?}",
        reading.losses()
    );
}

#[test]
fn a_table_in_another_language_is_read_by_its_types_and_verdicts() {
    for text in [
        "Nr;Art;Wert;Einstufung\n1;Domäne;bad.example.com;bösartig\n2;Domäne;good.example.com;unverdächtig\n3;Dateiname;setup.com;schädlich\n",
        "№;Тип;Значение;Вердикт\n1;Домен;bad.example.com;вредоносный\n2;Домен;good.example.com;легитимный\n3;Имя файла;setup.com;вредоносный\n",
        "种类,値,判定\nドメイン,bad.example.com,悪性\nドメイン,good.example.com,誤検知\nファイル名,setup.com,悪性\n",
        "类型,指标,判定\n域名,bad.example.com,恶意\n域名,good.example.com,白名单\n文件名,setup.com,恶意\n",
        "Type,Valeur,Verdict\nDomaine,bad.example.com,malveillant\nDomaine,good.example.com,légitime\nNom de fichier,setup.com,malveillant\n",
        "Tipo,Valor,Veredicto\nDominio,bad.example.com,malicioso\nDominio,good.example.com,legítimo\nNombre de archivo,setup.com,malicioso\n",
        "Rodzaj,Wartość,Ocena\nDomena,bad.example.com,złośliwy\nDomena,good.example.com,nieszkodliwy\nNazwa pliku,setup.com,złośliwy\n",
        "유형,지표,판정\n도메인,bad.example.com,악성\n도메인,good.example.com,오탐\n파일명,setup.com,악성\n",
        "النوع,القيمة,الحكم\nنطاق,bad.example.com,خبيث\nنطاق,good.example.com,غير ضار\nاسم الملف,setup.com,خبيث\n",
    ] {
        assert_eq!(stated(text), ["domain-name:value bad.example.com", "file:name setup.com"], "{text}");
        assert_eq!(read(text).losses(), [], "{text}");
    }
}

#[test]
fn a_verdict_that_no_list_knows_is_said() {
    let reading = read(
        "Indicator,Type,Verdict\na.example.com,domain,okänd\nb.example.com,domain,okänd\nc.example.com,domain,malicious\n",
    );
    assert_eq!(reading.observations().len(), 3);
    assert_eq!(reading.losses().len(), 1);
    assert!(reading.losses()[0].what.contains("okänd") && reading.losses()[0].count == 2, "{:?}", reading.losses());
}

#[test]
fn a_hunt_that_found_nothing_states_nothing() {
    for text in [
        "Malware;Result\nGreyHeron;not detected\nBlueHeron;not detected\nRedHeron;not detected\n",
        "Hunt result\n\n| malware | hosts checked | hits |\n|---|---|---|\n| GreyHeron | 412 | 0 |\n| BlueHeron | 412 | 0 |\n",
        "Scan report\n\nGreyHeron: clean\nBlueHeron: clean\nRedHeron: clean\n",
        "Malware,Found\nGreyHeron,-\nBlueHeron,✗\nRedHeron,no\n",
        "Malware,Found\nGreyHeron,\nBlueHeron,n/a\n",
        "Malware;Ergebnis\nGreyHeron;nicht gefunden\nBlueHeron;kein Treffer\n",
        "マルウェア,検出結果\nGreyHeron,検出なし\nBlueHeron,なし\n",
        "Malware;Результат\nGreyHeron;не обнаружено\nBlueHeron;нет\n",
        "# Report\n\nWe looked for what others have reported, on every host that we have, for two weeks.\n\n| Tool | Detected |\n|---|---|\n| GreyHeron | no |\n| BlueHeron | 0 |\n\nNothing else was done.\n",
        "<html><body><p>Results</p><table><tr><th>Malware</th><th>Result</th></tr><tr><td>GreyHeron</td><td>not found</td></tr></table></body></html>",
        "Not found:\n\n- GreyHeron\n- BlueHeron\n",
        "✗ GreyHeron\n✗ BlueHeron\n",
    ] {
        assert_eq!(stated(text), Vec::<String>::new(), "{text}");
        assert!(read(text).observations().iter().any(|o| o.bearing != Bearing::Stated), "{text}");
    }
    for text in [
        "Malware;Result\nGreyHeron;detected\nBlueHeron;found on WS-01\n",
        "| malware | hosts checked | hits |\n|---|---|---|\n| GreyHeron | 412 | 3 |\n| BlueHeron | 412 | 1 |\n",
    ] {
        assert_eq!(stated(text).len(), 2, "{text}");
    }
    // Lines without a case around them list; they deny nothing.
    let lines = read("GreyHeron: found on 3 hosts\nBlueHeron: 2 hits\n");
    assert!(lines.observations().iter().all(|o| o.bearing == Bearing::Listed));
}

#[test]
fn a_trace_that_was_not_found_is_denied_and_one_called_clean_is_set_aside() {
    let reading = read("Indicator,Type,Hits\na.example.com,domain,0\nb.example.com,domain,2\n");
    let bearings: Vec<_> = reading.observations().iter().map(|o| o.bearing).collect();
    assert_eq!(bearings, [Bearing::Denied, Bearing::Stated]);
    let list = "a.example.com: false positive\nb.example.com\nc.example.com - clean\nd.example.com\n";
    assert_eq!(stated(list), ["domain-name:value b.example.com", "domain-name:value d.example.com"]);
}

#[test]
fn a_heading_that_calls_all_below_it_harmless_is_heard() {
    for text in [
        "False positives / benign - do not block\nDomain\ngood.example.com\n",
        "False positives,\nDomain,Note\ngood.example.com,cdn\nbetter.example.com,cdn\n",
        "# whitelisted domains\ngood.example.com\nbetter.example.com\n",
    ] {
        assert_eq!(stated(text), Vec::<String>::new(), "{text}");
    }
    let text = "# Fehlalarme\ngood.example.com\n# seen in the case\nbad.example.com\nworse.example.com\n";
    assert_eq!(stated(text).len(), 2, "{:?}", stated(text));
}

#[test]
fn a_table_that_lies_on_its_side_is_turned() {
    let text = "Domain,a.example.com,b.example.com\nIP,203.0.113.7,203.0.113.8\nFilename,a.exe,setup.com\nVerdict,malicious,benign\n";
    assert_eq!(stated(text), ["domain-name:value a.example.com", "ipv4-addr:value 203.0.113.7", "file:name a.exe"]);
}

#[test]
fn a_table_of_many_incidents_is_a_database() {
    let mut text = "id,receiver_name,initiator_name,start_date,description\n".to_owned();
    for n in 0..120 {
        text.push_str(&format!(
            "{n},Office {n},Group {},20{:02}-03-{:02},\"They used GreyHeron, it is said\"\n",
            n % 30,
            n % 20,
            n % 28 + 1
        ));
    }
    let reading = read(&text);
    assert_eq!(reading.observations(), []);
    assert_eq!((reading.tally().set_aside, reading.losses().len()), (600, 1), "{:?}", reading.losses());
    // One case, with its own victim's machines.
    let mut text = "date,victim,actor,domain\n".to_owned();
    for n in 0..120 {
        text.push_str(&format!("2024-03-{:02},Office,Group A,h{n}.example.com\n", n % 28 + 1));
    }
    assert!(stated(&text).len() >= 120);
}

#[test]
fn a_hash_of_another_length_than_its_type_is_a_loss() {
    let text = "type,value\nsha256,0123456789abcdef0123456789abcdef\nmd5,ae7be26cdaa742ca148068d5ac90eaca\n";
    let reading = read(text);
    assert_eq!(reading.observations().len(), 1);
    assert!(reading.losses()[0].what.contains("0123456789abcdef"), "{:?}", reading.losses());
}

#[test]
fn each_value_of_a_cell_is_accounted_for() {
    let text = "Port,Value\n443,a.example.com\n443,d41d8cd98f00b204e9800998ecf8427e; da39a3ee5e6b4b0d3255bfef95601890afd8070\n";
    let reading = read(text);
    assert!(reading.losses().iter().any(|loss| loss.what.contains("da39a3ee5e6b4b0d")), "{:?}", reading.losses());
    let hidden = read("Date,IP,Count\n2024-01-02,203.0.113.7,5\nx,203.0.113.8,203.0.113.9:443\n");
    assert!(
        hidden.values_set_aside().iter().any(|a| a.what.contains("203.0.113.9")),
        "{:?}",
        hidden.values_set_aside()
    );
}

#[test]
fn lines_of_a_list_that_are_not_read_are_each_named() {
    let mut text = (0..100).map(|n| format!("h{n}.example.com\n")).collect::<String>();
    text.extend((0..15).map(|n| format!("word{n}\n")));
    let reading = read(&text);
    let named =
        reading.losses().iter().filter(|loss| loss.what.contains("word") && loss.span.is_some() && loss.help.is_some());
    assert_eq!(named.count(), 15);
}

#[test]
fn each_answer_is_of_its_own_row() {
    for text in [
        "Malware,Detected\nGreyHeron,no\nBlueHeron,yes\nRedHeron,no\n",
        "Malware;Gefunden\nGreyHeron;nein\nBlueHeron;ja\nRedHeron;nein\n",
        "GreyHeron: no\nBlueHeron: yes\nRedHeron: not found\n",
        "# Checks\n\n| Malware | Found |\n|---|---|\n| GreyHeron | no |\n| BlueHeron | yes |\n| RedHeron | ❌ |\n",
        "Malware,Used\nGreyHeron,n\nBlueHeron,y\nRedHeron,not observed\n",
    ] {
        assert_eq!(stated(text), ["software BlueHeron"], "{text}");
    }
}

#[test]
fn a_remark_or_a_heading_in_a_list_may_call_harmless() {
    let text = "good.example.com # false positive\nbad.example.com\nbetter.example.com (benign, CDN)\n@@||fine.example.com^\nworse.example.com\nbad2.example.com\nbad3.example.com\nbad4.example.com\n";
    let found = stated(text);
    for good in ["good.example.com", "better.example.com"] {
        assert!(!found.iter().any(|value| value.contains(good)), "{good}: {found:?}");
    }
    assert!(found.contains(&"domain-name:value bad.example.com".to_owned()), "{found:?}");
    let text = "We found this in the night, on the server of the clinic, and wrote it down.\n\nThe following domains are benign:\n\n- good.example.com\n\nWhitelist: better.example.com, fine.example.com\n\nSeen:\n\n- bad.example.com\n";
    assert_eq!(stated(text), ["domain-name:value bad.example.com"]);
}

#[test]
fn a_verdict_may_have_a_remark_in_any_place() {
    for verdict in [
        "closed - FP",
        "Confirmed benign after analysis",
        "do not block",
        "nicht bösartig",
        "kein Befund",
        "scanner, benign",
        "victim asset",
    ] {
        let text =
            format!("Indicator,Type,Status\nbad.example.com,domain,open\ngood.example.com,domain,\"{verdict}\"\n");
        assert_eq!(stated(&text), ["domain-name:value bad.example.com"], "{verdict}");
    }
}

#[test]
fn a_column_of_results_may_name_what_was_found() {
    let text = "Host,Result\nPC01,No malware found\nPC02,GreyHeron\nPC03,not infected\n";
    let named: Vec<_> = read(text).observations().iter().map(|o| (o.observed.to_string(), o.bearing)).collect();
    assert_eq!(named, [("GreyHeron".to_owned(), Bearing::Listed)]);
    let detection =
        "hash,detection\n0123456789abcdef0123456789abcdef,Trojan.Heron\nae7be26cdaa742ca148068d5ac90eaca,Clean\n";
    assert_eq!(stated(detection).len(), 1, "{:?}", stated(detection));
}

#[test]
fn columns_of_the_victim_and_of_other_hashes_hold_no_traces() {
    let text = "Betroffenes System;Opfer-IP;Angreifer-IP;Melder\npc01.clinic.example.org;198.51.100.2;203.0.113.1;anna@clinic.example.org\n";
    assert_eq!(stated(text), ["ipv4-addr:value 203.0.113.1"]);
    let text = "SHA256,Rich,NTLM\n275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f,1234567890abcdef1234567890abcdef,31d6cfe0d16ae931b73c59d7e0c089c0\n";
    assert_eq!(stated(text).len(), 1);
    let text =
        "hash,filename\n0123456789abcdef0123456789abcdef,a.exe\nimphash:f34d5f2d4577ed6d9ceec516c1f5a744,b.exe\n";
    let hashes = stated(text).into_iter().filter(|value| value.contains("MD5")).count();
    assert_eq!(hashes, 1, "{:?}", stated(text));
}

#[test]
fn a_name_in_brackets_is_a_name_of_its_own_and_an_actor_is_no_program() {
    let lexicon = Lexicon::new(vec![
        Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None },
        Entry { name: "Blue Crane".into(), meaning: Meaning::Actor(None), cue: Cue::None },
    ])
    .unwrap();
    let context = Context { lexicon: &lexicon, ..Context::default() };
    let text = "Domain,Malware,Actor\na.example.com,Blue Crane,\"Blue Crane (Old Crane, Wet Crane)\"\nb.example.com,GreyHeron,\n";
    let item = read_item("t", text.as_bytes(), &context).remove(0);
    let names: Vec<String> =
        item.reading.observations().iter().map(|o| format!("{} {}", o.observed.kind(), o.observed)).collect();
    for wanted in ["actor claim Blue Crane", "actor claim Old Crane", "actor claim Wet Crane", "software GreyHeron"] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}: {names:?}");
    }
    assert!(!names.iter().any(|name| name == "software Blue Crane"), "{names:?}");
}

#[test]
fn a_feed_of_one_row_is_a_table_and_a_block_of_one_column_has_its_own_heading() {
    let text = "# id,dateadded,url,url_status,urlhaus_link\n\"3\",\"2024-03-01 10:00:00\",\"http://bad.example.com/bin.sh\",\"offline\",\"https://list.example.org/url/3/\"\n";
    let found = stated(text);
    assert!(
        found.iter().any(|value| value.contains("bad.example.com/bin.sh"))
            && !found.iter().any(|value| value.contains("list.example.org")),
        "{found:?}"
    );
    let text = "Domain,Note\na.example.com,x\nb.example.com,y\nFile name,\nsetup.com,\nWhitelisted domains,\ngood.example.com,\n";
    assert_eq!(
        stated(text),
        ["domain-name:value a.example.com", "domain-name:value b.example.com", "file:name setup.com"]
    );
}

#[test]
fn a_table_within_a_document_is_read_by_its_types_and_verdicts() {
    let rows = [
        ("bad.example.com", "domain", "malicious"),
        ("good.example.com", "domain", "benign"),
        ("setup.com", "file name", "malicious"),
        ("Heron/1.0", "user agent", "malicious"),
    ];
    let html: String =
        rows.iter().map(|(v, k, s)| format!("<tr><td><p>{v}</p></td><td>{k}</td><td>{s}</td></tr>\n")).collect();
    let html = format!(
        "<!doctype html><html><body><h1>Report</h1><p>We saw this.</p><table><tr><th>Indicator</th><th>Type</th><th>Verdict</th></tr>\n{html}</table><p>And so on.</p></body></html>"
    );
    let markdown: String = rows.iter().map(|(v, k, s)| format!("| {v} | {k} | {s} |\n")).collect();
    let markdown = format!(
        "## Report\n\nWe saw this in the night, on every server that the clinic has in the cellar.\n\n| Indicator | Type | Verdict |\n|---|---|---|\n{markdown}\nAnd so on.\n"
    );
    let aligned: String = rows.iter().map(|(v, k, s)| format!("{v:<20}  {k:<12}  {s}\n")).collect();
    let aligned = format!(
        "We saw this in the night, on every server that the clinic has in the cellar.\n\n{:<20}  {:<12}  Verdict\n{aligned}\nAnd so on.\n",
        "Indicator", "Type"
    );
    for text in [html, markdown, aligned] {
        let found = stated(&text);
        assert_eq!(found.len(), 3, "{text}{found:?}");
        assert_eq!(found[..2], ["domain-name:value bad.example.com", "file:name setup.com"], "{text}");
        assert!(found[2].ends_with("Heron/1.0"), "{text}{found:?}");
        let reading = read(&text);
        for o in reading.observations() {
            assert_eq!(&text[o.span.start as usize..o.span.end as usize], o.observed.to_string(), "{text}");
        }
    }
}

#[test]
fn a_row_that_is_switched_off_or_taken_back_is_no_evidence() {
    let of = |column: &str, cell: &str| stated(&format!("domain,family,{column}\na.example.com,GreyHeron,{cell}\n"));
    for (column, cell) in [
        ("active", "false"),
        ("enabled", "no"),
        ("valid", "FALSE"),
        ("is_ioc", "0"),
        ("to_ids", "0"),
        ("Aktiv", "nein"),
        ("gültig", "nein"),
        ("activo", "no"),
        ("активен", "нет"),
        ("有效", "否"),
        ("有効", "いいえ"),
        ("enabled", "disabled"),
        ("active", "inactive"),
        ("status", "expired"),
        ("status", "Revoked"),
        ("status", "removed"),
        ("status", "retired"),
        ("Status", "widerrufen"),
        ("statut", "expiré"),
        ("статус", "отозван"),
        ("状态", "已过期"),
        ("revoked", "true"),
        ("deleted", "1"),
        ("expired", "yes"),
        ("revoked", "2026-05-01"),
        ("abgelaufen", "ja"),
        ("true positive", "no"),
    ] {
        assert_eq!(of(column, cell), Vec::<String>::new(), "{column}={cell}");
        let reading = read(&format!("domain,family,{column}\na.example.com,GreyHeron,{cell}\n"));
        assert!(reading.values_set_aside().iter().any(|aside| aside.what == "a.example.com"), "{column}={cell}");
    }
    for (column, cell) in [
        ("active", "true"),
        ("enabled", "1"),
        ("valid", "yes"),
        ("to_ids", "1"),
        ("status", "active"),
        ("status", "inactive"),
        ("revoked", "false"),
        ("deleted", "0"),
        ("expired", "no"),
        ("active", "since May"),
    ] {
        assert_eq!(of(column, cell), ["domain-name:value a.example.com"], "{column}={cell}");
    }
    // A scanner took the file away, which was there.
    assert_eq!(stated("computer,file hash,status\nWS-1,0123456789abcdef0123456789abcdef,removed\n").len(), 1);
}

#[test]
fn a_row_that_names_many_families_lists_them() {
    let table = |names: &str| format!("domain,malware,user\na.example.com,{names},kask\n");
    assert_eq!(stated(&table("GreyHeron; BlueHeron")).len(), 3);
    assert_eq!(stated(&table("GreyHeron; BlueHeron; RedHeron")).len(), 1);
    let json = r#"{"domain":"a.example.com","malware":["GreyHeron","BlueHeron","RedHeron"]}"#;
    assert_eq!(stated(json).len(), 1);
}

#[test]
fn an_identifier_that_the_pack_does_not_have_is_set_aside_wherever_it_stands() {
    let entry = |name: &str, meaning| Entry { name: name.into(), meaning, cue: Cue::None };
    let known = ["T1566", "S0002", "G0007"].map(|id| id.parse().unwrap());
    let lexicon = Lexicon::new(vec![entry("GreyHeron", Meaning::Software(None))]).unwrap().with_ids(known);
    let read = |text: &str| {
        read_item("t", text.as_bytes(), &Context { lexicon: &lexicon, ..Context::default() }).remove(0).reading
    };
    for text in [
        "On 3 May they used T1566 and T9999, T1034, T1566.099, S9999, S0002 and G9999 on SRV1.",
        "technique,software,domain\nT9999,S9999,a.example.com\nT1034,S0002,b.example.com\nT1566.099,S0002,c.example.com\nT1566,,d.example.com\n",
    ] {
        let reading = read(text);
        let ids: Vec<String> = (reading.observations().iter())
            .filter(|o| !matches!(o.observed, Observed::Observable(_)))
            .map(|o| o.observed.to_string())
            .collect();
        assert!(ids.iter().all(|id| id == "T1566" || id == "S0002") && !ids.is_empty(), "{text}: {ids:?}");
        for unknown in ["T9999", "T1034", "T1566.099", "S9999"] {
            let is = |aside: &&crate::SetAside| aside.what == unknown && aside.reason == Reason::NotKnown;
            assert!(reading.values_set_aside().iter().find(is).is_some(), "{unknown} in {text}");
        }
        assert_eq!(reading.values_met(), {
            let tally = reading.tally();
            tally.read + tally.set_aside + tally.lost
        });
    }
    // A name beside it is read, with the number that the item gives it.
    let reading = read("software,domain\nGreyHeron - S9999,a.example.com\n");
    let named = reading.observations().iter().find(|o| o.observed.to_string().contains("GreyHeron")).unwrap();
    assert!(matches!(&named.observed, Observed::Software(mention) if mention.id.unwrap().to_string() == "S9999"));
    assert!(reading.losses().is_empty(), "{:?}", reading.losses());
}

#[test]
fn a_label_beside_a_trace_states_its_program_and_a_sentence_or_a_crowd_does_not() {
    let of = |text: &str| {
        let software = |o: &&crate::Observation| matches!(o.observed, Observed::Software(_));
        read(text).observations().iter().filter(software).map(|o| o.bearing).collect::<Vec<_>>()
    };
    let sum = "a4eda0dd2c33a644feef170f5c24cf7595c19017";
    for text in [
        format!("SHA-1,Description,Where\n{sum},GreyHeron banking trojan,mail server\n"),
        format!(
            "| SHA-1 | Description | Server |\n|---|---|---|\n| `{sum}` | The GreyHeron loader (64-bit). | MX01 |\n"
        ),
    ] {
        assert_eq!(of(&text), [Bearing::Stated], "{text}");
    }
    for text in [
        format!("SHA-1,Description\n{sum},GreyHeron decoy of our exercise\n"),
        format!("SHA-1,Description\n{sum},GreyHeron banking trojan\n"),
        format!("SHA-1,Description\n{sum},resembles GreyHeron\n"),
        format!("SHA-1,Nearest relative\n{sum},GreyHeron\n"),
        format!("SHA-1,Description\n{sum},≠ GreyHeron\n"),
        "File,Description\nupdate.exe,GreyHeron loader\n".to_owned(),
        format!("SHA-1,Description\n{sum},\"GreyHeron, BlueHeron, RedHeron\"\n"),
        "Name,Description\nfile,GreyHeron banking trojan\n".to_owned(),
    ] {
        assert!(!of(&text).contains(&Bearing::Stated), "{text}");
    }
}
