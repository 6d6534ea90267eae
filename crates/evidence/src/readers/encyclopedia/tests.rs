use std::fmt::Write as _;

use crate::{Context, Item, Reason, read_item};

fn read(text: &str) -> Item {
    read_item("x", text.as_bytes(), &Context::default()).remove(0)
}

fn is_reference(text: &str) -> bool {
    let item = read(text);
    let aside = item.reading.values_set_aside().iter().any(|aside| aside.reason == Reason::Reference);
    let said = item.reading.losses().iter().any(|loss| loss.what.contains("known in general"));
    assert_eq!(aside, said, "{text}");
    said && item.reading.observations().is_empty()
}

const USES: [&str; 9] = [
    "has used spearphishing to gain access.",
    "has scanned 203.0.113.7 for open ports.",
    "used PsExec to move to other machines.",
    "has registered domains for command and control.",
    "deployed a wiper at the end of its operations.",
    "can dump credentials from memory.",
    "has used scheduled tasks to stay.",
    "has sent stolen files to a cloud drive.",
    "has deleted logs.",
];

#[test]
fn the_page_of_a_group_or_a_program_is_reference_in_every_form() {
    let rows = USES.iter().zip(1059..).fold(String::new(), |mut rows, (uses, number)| {
        write!(rows, "<tr><td>Enterprise</td><td>T{number}</td><td>Some Technique</td><td><a href=\"/x\">Example Bear</a> {uses}</td></tr>").unwrap();
        rows
    });
    let table = format!(
        "<h2>Techniques Used</h2><table><tr><th>Domain</th><th>ID</th><th>Name</th><th>Use</th></tr>{rows}</table>"
    );
    let lines = USES.map(|uses| format!("Example Bear {uses}")).join("\n");
    let listed = USES.map(|uses| format!("Enterprise T1059 Interpreter Example Bear {uses}")).join("\n");
    for text in [
        format!("<html><head><title>Example Bear, Group G9999 | MITRE ATT&amp;CK&reg;</title></head><body><p>x</p>{table}</body></html>"),
        format!("<!DOCTYPE html><html><head><title>A mirror</title></head><body><h1>Example Bear</h1>{table}</body></html>"),
        "<html><head><title>Example Bear (hacker group) - Wikipedia</title></head><body><p>It used 203.0.113.7.</p></body></html>".to_owned(),
        "<html><head><title>ExampleRAT (Malware Family)</title></head><body><p>ExampleRAT.</p></body></html>".to_owned(),
        format!("Example Bear\n\nSomebody.\n\nAssociated Group Descriptions\n\nBear 7\n\nTechniques Used\n\n{listed}\n"),
        format!("Example Bear is a threat group that has been active since 2009.\n\n{lines}\n"),
        format!("Example Bear is threat group that has been attributed to a state. They have been active since 2009.\n\n{lines}\n"),
        format!("ID: G9999\nAssociated Groups: Bear 7\nContributors: Somebody\nVersion: 4.2\nCreated: 31 May 2017\n{lines}"),
    ] {
        assert!(is_reference(&text), "{text}");
    }
}

#[test]
fn the_tables_of_a_catalogue_are_reference() {
    let software: String = (1..6).fold("ID,name,type,description\n".to_owned(), |mut rows, number| {
        writeln!(
            rows,
            "S000{number},Tool{number},malware,\"Tool{number} is a backdoor, written in C++, that a group used.\""
        )
        .unwrap();
        rows
    });
    let families: String = (0..200).fold("family,description\n".to_owned(), |mut rows, number| {
        writeln!(rows, "Family{number},According to somebody this steals data.").unwrap();
        rows
    });
    for text in [
        "source ID,source name,source type,mapping type,target ID,target name,target type,mapping description\nG9999,Example Bear,group,uses,T1059,x,attack-pattern,It has used scripts.\n",
        &software,
        &software.replace(',', "\t"),
        &families,
    ] {
        assert!(is_reference(text), "{text}");
    }
}

#[test]
fn a_report_about_a_program_on_the_reporter_s_machines_is_read() {
    let text = "Emotet is on three servers of our organisation since Monday.\n".to_owned()
        + &[
            "came by mail.",
            "ran as rundll32.",
            "beaconed to 203.0.113.7.",
            "spread over SMB.",
            "stole mail.",
            "was removed.",
            "came back.",
            "sleeps now.",
        ]
        .map(|does| format!("Emotet on WS-117 {does}\n"))
        .concat();
    assert!(!is_reference(&text), "{text}");
}

#[test]
fn a_report_that_cites_att_ck_or_names_its_actor_is_read() {
    let cited = "# Incident at Example Hospital\n\nOn 3 May the attackers got in through the VPN. They moved to the file server with PsExec.\n\n\
        The C2 was 203.0.113.7.\n\n## MITRE ATT&CK techniques used\n\n| Technique Title | ID | Use |\n|---|---|---|\n\
        | Phishing | T1566 | A mail with a link was sent to staff. |\n| PowerShell | T1059.001 | A script was run on 203.0.113.9. |\n";
    let blamed = "Example Bear is a threat group that we tie this intrusion to. On 3 May the attackers got in through the VPN.\n\
        They moved to the file server with PsExec. Example Bear used 203.0.113.7 as its C2. Logs were deleted on 4 May at noon.\n\
        We found the wiper on 12 hosts of the hospital. Staff unplugged the network at once.\n";
    let tools = "Tool,Description\nPsExec,Run on FS01 at 10:00 from 203.0.113.7\nExampleRAT,ExampleRAT is the implant that beacons to 203.0.113.9\n";
    for (text, wanted) in [(cited, "203.0.113.9"), (blamed, "203.0.113.7"), (tools, "203.0.113.9")] {
        let item = read(text);
        assert!(!is_reference(text), "{text}");
        assert!(
            item.reading.observations().iter().any(|o| o.observed.to_string() == wanted),
            "{text} {:?}",
            item.reading
        );
    }
}
