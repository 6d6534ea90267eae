//! Values that look like traces of another kind than they are.

use super::*;

fn aside(text: &str) -> Vec<(Reason, String)> {
    read(text, &Lexicon::empty()).values_set_aside().iter().map(|aside| (aside.reason, aside.what.clone())).collect()
}

#[test]
fn numbers_of_parts_of_a_law_and_versions_of_a_switch_are_no_addresses() {
    nothing_in(&[
        "Art. 9.8.7.6 und Nr. 2.3.4.5, Abs. 3.2.1.4, Rn. 5.6.7.9, Tab. 1.2.2.3",
        "siehe Abb. 4.3.2.1 und Ziff. 2.1.1.4, cap. 3.2.1.1, fig. 3.1.2.4",
        "It runs IOS 15.2.4.5 and ESXi 7.0.3.1.",
        "The version resource says 6.0.0.0 there",
    ]);
    assert_eq!(found("Art. 185.220.101.4 was blocked"), ["ipv4-addr 185.220.101.4"]);
    assert_eq!(found("Server 91.3.4.9 sent it"), ["ipv4-addr 91.3.4.9"]);
}

#[test]
fn what_a_header_or_field_of_addresses_holds_is_an_address() {
    for label in ["X-Forwarded-For: ", "X-Real-IP: ", "RemoteIP: ", "client_addr=", "SourceIp "] {
        assert_eq!(found(&format!("{label}91.3.4.5")), ["ipv4-addr 91.3.4.5"], "{label}");
    }
    nothing_in(&["OpenVoIP 5.2.1.3 was installed", "WinZip 9.2.0.1 was installed"]);
}

#[test]
fn a_capture_writes_the_port_behind_a_dot() {
    assert_eq!(
        found("10:11:12.1 IP 198.51.100.9.50123 > 203.0.113.5.443: Flags [S]"),
        ["ipv4-addr 198.51.100.9", "ipv4-addr 203.0.113.5"]
    );
    assert_eq!(found("tcp4  0  0  198.51.100.9.50123  203.0.113.5.443  ESTABLISHED").len(), 2);
    nothing_in(&["the object 1.3.6.1.4 of the tree", "1.3.6.1.4.1 > 2"]);
}

#[test]
fn the_first_bytes_of_a_file_are_no_hash() {
    nothing_in(&[
        "FIRSTBYTES: 4d5a90000300000004000000ffff0000b8000000 / MZ",
        "FIRST_BYTES: 4d5a90000300000004000000ffff0000b8000000 / x",
    ]);
}

#[test]
fn a_registry_key_ends_before_the_mutex_beside_it() {
    assert_eq!(
        found(r"registry HKLM\Software\Crane77 and mutex Global\Xyz77 and more"),
        [r"windows-registry-key HKLM\Software\Crane77", r"mutex Global\Xyz77"]
    );
    let key = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\Winlogon";
    assert_eq!(found(&format!("It set {key} there")), [format!("windows-registry-key {key}")]);
    let path = r"C:\Program Files\Tools and Things\crane.exe";
    assert_eq!(found(&format!("It left {path} there")), [format!("directory {path}")]);
}

#[test]
fn a_field_of_a_filter_is_no_host() {
    assert_eq!(found("show dns.qry.name == \"heron.example.com\" there"), ["domain-name heron.example.com"]);
    nothing_in(&["`dns.qry.name != x`"]);
}

#[test]
fn what_a_registry_says_of_the_registrar_is_none_of_the_domains_owner() {
    let text = "Domain Name: LEMON168-GATE.TOP\nRegistrar WHOIS Server: whois.example.org\nRegistrar Abuse Contact Email: abuse@example.org\nRegistrant Email: heron@crane77.example.com\n";
    assert_eq!(found(text), ["domain-name LEMON168-GATE.TOP", "email-addr heron@crane77.example.com"]);
    assert!(aside(text).contains(&(Reason::Description, "abuse@example.org".to_owned())));
}

#[test]
fn programs_in_a_line_of_their_own_or_left_behind_are_files() {
    assert_eq!(found("evil.exe, bad.dll, run.bat"), ["file evil.exe", "file bad.dll", "file run.bat"]);
    assert_eq!(
        found("The dropper wrote crane.exe, heron.dll and run.bat to disk."),
        ["file crane.exe", "file heron.dll", "file run.bat"]
    );
    nothing_in(&[
        "It ran crane.exe and left.",
        "The loader wrote to its log. Then crane.exe ended.",
        "It wrote cmd.exe there",
    ]);
}

#[test]
fn a_link_that_the_words_behind_it_call_used_is_a_trace() {
    for text in [
        "http://heron79.example.com/c was used by the malware.",
        "https://pastebin.com/raw/Ab12 was used by the malware.",
        "http://heron79.example.com/c served the second stage.",
        "0x1a2b:$s1: http://heron79.example.com/gate",
        "Bitte öffnen Sie http://heron79.example.com/inv heute",
    ] {
        assert_eq!(found(text).first().map(|first| first.starts_with("url ")), Some(true), "{text}");
    }
    nothing_in(&[
        "https://research.example.com/a was published by researchers.",
        "https://research.example.com/a describes malware that was used by criminals.",
        "See https://research.example.com/a. The tool was used in May.",
        "<mtg:Entity xmlns:mtg=\"http://names.example.com/xml\" type=\"a.b\" id=\"1\">",
    ]);
}

#[test]
fn links_among_the_strings_of_a_program_are_its_own() {
    let text = "!This program cannot be run in DOS mode.\n.rdata\nhttp://heron79.example.com/gate.php\nhttp://crl3.example.org/a.crl\n";
    assert_eq!(
        found(text),
        ["url http://heron79.example.com/gate.php", "domain-name http://heron79.example.com/gate.php"]
    );
}
