//! What becomes of values that are glued, cut, misspelt or cleared: read, set aside for a reason, or lost by name.

use super::*;

/// Every value read, as its plain value, in order.
fn values(reading: &Reading) -> Vec<String> {
    reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

fn of(text: &str) -> Reading {
    read(text, &Lexicon::empty())
}

fn lost(reading: &Reading) -> String {
    reading.losses().iter().map(|loss| loss.what.as_str()).collect::<Vec<_>>().join("\n")
}

/// The reason for which `what` was set aside.
fn why(reading: &Reading, what: &str) -> Option<Reason> {
    reading.values_set_aside().iter().find(|aside| aside.what.contains(what)).map(|aside| aside.reason)
}

const SHA256: &str = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

#[test]
fn a_hash_with_digits_left_out_is_lost_and_no_shorter_hash() {
    for text in [
        format!("It was {}... (truncated)", &SHA256[..32]),
        format!("It was {}…", &SHA256[..40]),
        format!("It was {}...{}", &SHA256[..28], &SHA256[58..]),
        format!("It was {}…{}", &SHA256[..6], &SHA256[58..]),
    ] {
        let reading = of(&text);
        assert_eq!(values(&reading), Vec::<String>::new(), "{text}");
        assert!(lost(&reading).contains("with digits left out"), "{text}");
    }
    assert_eq!(values(&of(&format!("It was {SHA256}. Then..."))), [SHA256]);
}

#[test]
fn digits_of_a_length_that_no_hash_has_are_lost_where_a_label_calls_them_one() {
    for (label, length) in [("SHA1: ", 39), ("sha-256: ", 63), ("MD5: ", 31), ("MD5: ", 33)] {
        let reading = of(&format!("{label}{}", &SHA256[..length]));
        assert!(values(&reading).is_empty() && lost(&reading).contains("as no hash has"), "{label}{length}");
    }
    assert_eq!(why(&of(&format!("id {}", &SHA256[..48])), "275a"), Some(Reason::NotATrace));
    let two = of(&format!("{}{}", &SHA256[..32], &SHA256[..40]));
    assert!(values(&two).is_empty() && lost(&two).contains("72 digits"));
    let groups: Vec<&str> = (0..16).map(|at| &SHA256[at * 4..at * 4 + 4]).collect();
    for text in [groups.join(" "), groups.join("-")] {
        assert!(lost(&of(&text)).contains("in groups"), "{text}");
    }
}

#[test]
fn hashes_of_nothing_and_of_passwords_are_no_traces() {
    let reading = of("MD5 d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!((values(&reading).len(), why(&reading, "d41d8")), (0, Some(Reason::KnownGood)));
    let dump = of("Administrator:500:0123456789abcdef0123456789abcdef:fedcba9876543210fedcba9876543210:::");
    assert_eq!((values(&dump).len(), dump.values_set_aside().len()), (0, 2));
    assert_eq!(values(&of("asked 8.8.8.8 and 203.0.113.8")), ["203.0.113.8"]);
}

#[test]
fn a_host_that_a_line_end_cuts_is_lost_and_its_tail_is_no_other_host() {
    for text in ["Domain very-long-evil-\ndomain.com was", "www.evil-\r\n  site.org", "see update-\n> example.com"] {
        let reading = of(text);
        assert_eq!(values(&reading), Vec::<String>::new(), "{text}");
        assert!(lost(&reading).contains("a line end cuts"), "{text}");
    }
    assert_eq!(values(&of("The hosts -\nevil-site.com")), ["evil-site.com"]);
    assert_eq!(values(&of("hxxp://evil-url[.]\ncom/path/to/file.php"))[0], "http://evil-url.com/path/to/file.php");
}

#[test]
fn two_values_with_a_stroke_between_are_two_and_a_port_is_no_path() {
    for (text, wanted) in [
        ("evil-a[.]com/evil-b[.]com", &["evil-a.com", "evil-b.com"][..]),
        ("203.0.113.1/203.0.113.2", &["203.0.113.1", "203.0.113.2"]),
        ("to 203.0.113.6:443/tcp and", &["203.0.113.6"]),
        ("from 203.0.113.1/443 to", &["203.0.113.1"]),
        ("evil-a[.]com/index.php", &["http://evil-a.com/index.php", "evil-a.com"]),
        ("Downloads: 203.0.113.44/85.exe", &["http://203.0.113.44/85.exe", "203.0.113.44"]),
        ("203.0.113.0/255.255.255.0", &["203.0.113.0/24"]),
    ] {
        assert_eq!(values(&of(text)), wanted, "{text}");
    }
}

#[test]
fn every_address_of_a_token_is_accounted_for() {
    let reading = of("admin@localhost,mallory@evil-mail.com");
    assert_eq!(values(&reading), ["mallory@evil-mail.com"]);
    assert_eq!(why(&reading, "admin@localhost"), Some(Reason::NotATrace));
    assert_eq!(
        values(&of("evil-x.com;bob@evil-mail.com;evil-y.com")),
        ["evil-x.com", "bob@evil-mail.com", "evil-y.com"]
    );
    assert_eq!(why(&of("clone git@github.com:org/repo.git first"), "git@"), Some(Reason::Own));
    assert_eq!(values(&of("Contact report@cisa.gov, or evilboss@gmail.com")), ["evilboss@gmail.com"]);
}

#[test]
fn a_remark_behind_a_host_is_no_call_and_a_call_is_no_host() {
    for text in ["evil-c2.com(C2 server)", "badguys.com(香港)", "badguys.com(malicious)"] {
        assert_eq!(values(&of(text)).len(), 1, "{text}");
    }
    assert_eq!(values(&of("it ran foo.info(x) and db.find(a, b)")), Vec::<String>::new());
}

#[test]
fn hosts_in_capitals_are_read_and_products_are_not() {
    assert_eq!(
        values(&of("EVIL-AP.RU, BADGUYS.COM were blocked, so was Evil-Aq.com")),
        ["evil-ap.ru", "badguys.com", "evil-aq.com"]
    );
    assert_eq!(values(&of("VB.NET, ADO.NET, It was done.In the end, St.ANNA")), Vec::<String>::new());
    assert_eq!(values(&of("C2: evil-ba.app")), ["evil-ba.app"]);
    assert_eq!(values(&of("The site мояпочта.рф and evil-bf.i2p")), ["мояпочта.рф", "evil-bf.i2p"]);
    for (text, what) in [
        ("got setup-1.app today", "setup-1.app"),
        ("the a-.evil-site.com host", "evil-site.com"),
        ("evil-ab.com\\b", "evil-ab.com"),
    ] {
        let reading = of(text);
        let named = values(&reading).iter().any(|value| value.contains(what))
            || why(&reading, what).is_some()
            || lost(&reading).contains(what);
        assert!(named, "{text}");
    }
}

#[test]
fn what_looks_like_an_address_and_is_none_is_set_aside() {
    for text in [
        "v203.0.113.14 came",
        "Chrome/45.76.12.15 ran",
        "driver 203.0.113.16.sys",
        "203.0.113.* asked",
        "0x2d.0x4c.0x0c.0x01",
    ] {
        let reading = of(text);
        assert!(values(&reading).is_empty() && !reading.values_set_aside().is_empty(), "{text}");
    }
    assert_eq!(values(&of("See 4.2.1.1 for details.")), Vec::<String>::new());
    assert_eq!(values(&of("HIER_DIRECT/203.0.113.30")), ["203.0.113.30"]);
    assert_eq!(
        values(&of("CEF:0|Vendor|Prod|2|100|Emotet C2|10|src=10.1.1.5 dst=203.0.113.6")),
        ["10.1.1.5", "203.0.113.6"]
    );
}

#[test]
fn files_are_named_by_labels_quotation_marks_and_bullets_and_in_passing() {
    assert_eq!(values(&of("Filename: tasksche.exe, setup.com")), ["tasksche.exe", "setup.com"]);
    assert_eq!(found("Filename: tasksche.exe, setup.com"), ["file tasksche.exe", "file setup.com"]);
    assert_eq!(found("It dropped the file \"winupd8.exe\"."), ["file winupd8.exe"]);
    assert_eq!(found("- payload.bin\n- stage2.sh"), ["file payload.bin", "file stage2.sh"]);
    assert_eq!(
        found("Files:\n- setup.com\n- invoice.pl\n\nDomains:\n- evil-b.sh"),
        ["file setup.com", "file invoice.pl", "domain-name evil-b.sh"]
    );
    assert_eq!(why(&of("It runs winlog.exe"), "winlog.exe"), Some(Reason::InPassing));
}

#[test]
fn labelled_lines_are_read_by_their_labels() {
    assert_eq!(
        found("Mutex: Global\\Evil_Mutex_77\nUser-Agent: EvilAgent/1.0\nASN: AS64511\nService name: EvilSvc"),
        [
            "mutex Global\\Evil_Mutex_77",
            "network-traffic EvilAgent/1.0",
            "autonomous-system AS64511",
            "process EvilSvc"
        ]
    );
    assert_eq!(found("Mutex: made by the loader"), Vec::<String>::new());
    assert_eq!(why(&of("Telegram: @evil_locker"), "@evil_locker"), Some(Reason::Description));
}

#[test]
fn what_the_text_clears_is_set_aside() {
    for text in [
        "| evil.example.com | domain | benign |\n|---|---|---|",
        "evil.example.com      domain     false positive",
        "evil[.]example[.]com (benign, CDN)",
        "evil[.]example[.]com - false positive",
        "Not related: evil[.]example[.]com",
        "The following domains are benign: evil[.]example[.]com",
        "## False positives (do not block)\n\n- evil[.]example[.]com\n",
        "Whitelist:\n- evil.example.com\n",
    ] {
        let reading = of(text);
        assert_eq!(values(&reading), Vec::<String>::new(), "{text}");
        assert_eq!(why(&reading, "example"), Some(Reason::CalledBenign), "{text}");
    }
    for text in [
        "| evil.example.com | domain | malicious |",
        "evil[.]example[.]com (looks benign)",
        "## Legitimate sites that were compromised\n\n- evil[.]example[.]com\n",
        "The page sends from a legitimate site to: evil[.]example[.]com",
        "Whitelist:\n- a.example.com\n\nThen the malware called its server evil[.]example[.]org again and again",
        "## Benign\n\n## C2\n\n- evil[.]example[.]org",
    ] {
        assert_eq!(values(&of(text)).len(), 1, "{text}");
    }
}

#[test]
fn ids_are_read_in_every_spelling_and_other_numbers_are_not() {
    assert_eq!(
        values(&of("CVE 2021-26855, cve_2019_0708, CVE-2017-\n0144")),
        ["CVE-2021-26855", "CVE-2019-0708", "CVE-2017-0144"]
    );
    assert!(lost(&of("CVE-2024-1 is open")).contains("CVE-2024-1"));
    assert_eq!(values(&of("- attack.t1003.001\n- attack.s0002\n- attack.g0016")), ["T1003.001", "S0002", "G0016"]);
    for text in ["Ticket T1234", "gate G0007", "room T1059", "tactic TA0001", "mitigation M1036", "the t1027"] {
        let reading = of(text);
        assert!(values(&reading).is_empty() && !reading.values_set_aside().is_empty(), "{text}");
    }
}

#[test]
fn hidden_services_and_strings_of_rules_are_traces_however_they_can_be_clicked() {
    let onion = "http://juhanurmihxlp77nkq76byazcldy2hlmovfu2epvl5ankdibsot4csyd.onion/";
    assert_eq!(values(&of(&format!("Site {onion}")))[0], onion);
    assert_eq!(values(&of("    $b = \"http://evil-yara2.com/gate.php\""))[0], "http://evil-yara2.com/gate.php");
    assert_eq!(values(&of("下载地址http://evil-cn5.com/a/b.php下载后执行"))[0], "http://evil-cn5.com/a/b.php");
    assert_eq!(values(&of("See http://blog.example.com/post")), Vec::<String>::new());
    assert_eq!(values(&of("C2: http://мойсайт-вред.рф/a"))[0], "http://мойсайт-вред.рф/a");
    assert_eq!(
        found("ja3.hash; content:\"51c64c77e60f3980eea90869b68c58a8\";")[0].split(' ').next(),
        Some("network-traffic")
    );
}

#[test]
fn escape_sequences_and_literal_line_breaks_are_no_part_of_values() {
    assert_eq!(
        values(&of(
            "\u{1b}[01;31mevil-col.com\u{1b}[m and \u{1b}[1;32m203.0.113.9\u{1b}[0m, evil-\u{1b}[31mcol3.com\u{1b}[0m"
        )),
        ["evil-col.com", "203.0.113.9", "evil-col3.com"]
    );
    assert_eq!(values(&of("Notes\\nevil-lit1.com\\nevil-lit2.com")), ["evil-lit1.com", "evil-lit2.com"]);
    let md5 = &SHA256[..32];
    assert_eq!(
        values(&of(&format!("44d88612fea8a8f36de82e1278abb02f\\n{md5}"))),
        ["44d88612fea8a8f36de82e1278abb02f", md5]
    );
    assert_eq!(
        found_with("used Examplor\\nand Cobalt Strike\\nthen", &lexicon()),
        ["software Examplor", "software Cobalt Strike"]
    );
    assert_eq!(
        found_with("C:\\Examplor\\notes, D:\\new\\Examplor\\x", &lexicon())
            .iter()
            .filter(|o| o.starts_with("software"))
            .count(),
        0
    );
    assert_eq!(values(&of("evil-34&#46;com and evil-50e\\[.\\]com")), ["evil-34.com", "evil-50e.com"]);
    assert_eq!(values(&of("hxxps[:][/][/]evil-32[.]com[/]x"))[0], "https://evil-32.com/x");
}

#[test]
fn a_value_that_is_stated_after_many_denials_is_kept() {
    let text = format!(
        "{}The C2 was evil.example.com.",
        "The host evil.example.com was not found on any machine here.\n".repeat(25)
    );
    let reading = of(&text);
    assert!(reading.observations().iter().any(|o| o.bearing == Bearing::Stated));
    assert!(reading.observations().len() <= 40);
}

/// Twice the text takes about twice the time; a text that is read anew at each of its parts would take four times as long.
#[test]
fn hostile_text_takes_no_quadratic_time() {
    for piece in [
        "hxxp[:]//a[.]b\n".to_owned(),
        "a%2e".to_owned(),
        "x .com ".to_owned(),
        format!("{SHA256} (\n"),
        "-ж".to_owned(),
        " http://b.example.com/".to_owned(),
        "@a".to_owned(),
        "275a ".to_owned(),
        // Hashes of another number of digits on one line.
        format!("{SHA256} "),
        "TLP tp ".to_owned(),
    ] {
        let timed = |bytes: usize| {
            let text = format!("{{\"a\": http://x.com/{}.a", piece.repeat(bytes / piece.len()));
            let started = std::time::Instant::now();
            of(&text);
            started.elapsed()
        };
        let (small, large) = (timed(16_000), timed(128_000));
        println!("{piece:?}: {small:?}, {large:?}");
        assert!(large < small * 40 + std::time::Duration::from_secs(2), "{piece:?}: {small:?}, {large:?}");
    }
}

#[test]
fn a_word_glued_to_a_value_is_a_loss_and_a_version_is_none() {
    for (text, value) in [
        ("C2:evil.example.comport 443 was seen.", "evil.example.com"),
        ("It called 198.51.100.9and slept.", "198.51.100.9"),
    ] {
        let reading = of(text);
        assert!(lost(&reading).contains(value), "{text}: {}", lost(&reading));
        assert_eq!(values(&reading), [] as [String; 0], "{text}");
    }
    assert_eq!(values(&of("IP198.51.100.8 和IP198.51.100.12。")), ["198.51.100.8", "198.51.100.12"]);
    let reading = of("It is v203.0.113.7 of a tool, built with java.util.comparator and serial.comport.");
    assert_eq!((values(&reading).len(), lost(&reading)), (0, String::new()));
}

#[test]
fn a_path_with_blanks_is_whole_or_a_loss() {
    for (text, path) in [
        (r"It copied itself to C:\Program Files\Evil Corp\a b.exe and ran.", r"C:\Program Files\Evil Corp\a b.exe"),
        (r"- C:\ProgramData\Evil Corp\run me.exe", r"C:\ProgramData\Evil Corp\run me.exe"),
        (r"It wrote C:\Users\Public\my new file.dll, too.", r"C:\Users\Public\my new file.dll"),
        (r"cmd /c C:\Program Files\Evil Corp\b c.exe -x", r"C:\Program Files\Evil Corp\b c.exe"),
        (r"It ran C:\temp\a.exe and then b.exe again.", r"C:\temp\a.exe"),
        (r"The directory C:\temp\evil contains run.exe and more.", r"C:\temp\evil"),
        (r"It was copied to C:\ProgramData\evil by setup.exe last night.", r"C:\ProgramData\evil"),
    ] {
        assert!(values(&of(text)).contains(&path.to_owned()), "{text}: {:?}", values(&of(text)));
    }
    let reading = of(r"The folder C:\Program Files\Evil Corp was created.");
    assert_eq!(values(&reading), [] as [String; 0]);
    assert!(lost(&reading).contains("may continue after the space"), "{}", lost(&reading));
}

#[test]
fn techniques_are_read_however_their_number_is_joined() {
    let text = "They used T1003-001, T1055/012, T1059_001, T1547.001, T1053–005 and T1003/T1005, not T1027-2.";
    assert_eq!(
        values(&of(text)),
        ["T1003.001", "T1055.012", "T1059.001", "T1547.001", "T1053.005", "T1003", "T1005", "T1027"]
    );
}

#[test]
fn what_a_sentence_calls_benign_or_its_writers_own_is_set_aside() {
    let text = "The sample contacted 198.51.100.8 (a resolver), which is benign.\n\
                It asked the legitimate domain update.example.com first.\n\
                Our mail relay 203.0.113.9 forwarded the message.\n\
                The C2 server was 198.51.100.7, and the legitimate site shop.example.org delivered the payload.\n";
    let reading = of(text);
    assert_eq!(why(&reading, "198.51.100.8"), Some(Reason::CalledBenign));
    assert_eq!(why(&reading, "update.example.com"), Some(Reason::CalledBenign));
    assert_eq!(why(&reading, "203.0.113.9"), Some(Reason::Own));
    assert!(values(&reading).contains(&"198.51.100.7".to_owned()), "{:?}", values(&reading));
}

#[test]
fn the_cells_of_a_column_of_versions_are_no_addresses() {
    for header in ["Version", "ver", "版本", "Versión", "Firmware version"] {
        let text =
            format!("# Report\n\n| Product | {header} | C2 |\n|---|---|---|\n| Tool | 10.2.3.4 | 198.51.100.4 |\n");
        let reading = of(&text);
        assert_eq!(values(&reading), ["198.51.100.4"], "{header}");
        assert_eq!(why(&reading, "10.2.3.4"), Some(Reason::NotATrace), "{header}");
    }
}

#[test]
fn unseen_and_full_width_characters_hide_no_value() {
    let text = "It called evil\u{200b}[.]example[\u{200b}.]com and bad[.\u{200b}]example\u{200b}.\u{200b}net, then\n\
                ｅｖｉｌ２．ｅｘａｍｐｌｅ．ｃｏｍ and １９８．５１．１００．７ today.\n";
    let found = values(&of(text));
    assert_eq!(found, ["evil.example.com", "bad.example.net", "evil2.example.com", "198.51.100.7"]);
}
