//! Values as people spell them: cut by cells and lines, listed by their last part, glued to odd dashes, named without marks.

use super::*;

const SHA256: &str = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

pub(super) fn of(text: &str) -> Reading {
    read(text, &Lexicon::empty())
}

pub(super) fn values(text: &str) -> Vec<String> {
    of(text).observations().iter().map(|o| o.observed.to_string()).collect()
}

pub(super) fn losses(text: &str) -> String {
    of(text).losses().iter().map(|loss| loss.what.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn digits_that_their_label_calls_longer_are_joined_or_lost_and_never_another_hash() {
    let (first, second) = SHA256.split_at(32);
    for text in [
        format!("SHA-256: {first} {second}"),
        format!("SHA-256: {first}\n\n{second}\n"),
        format!("sha256    {first} 2024\n          {second}\n").replace(" 2024", ""),
        format!("│ SHA256 │ {first} │\n│        │ {second} │\n"),
    ] {
        assert_eq!(values(&text), [SHA256], "{text}");
    }
    for text in [format!("SHA-256: {first} and more"), format!("The SHA-1 hash is {first}.")] {
        assert_eq!(values(&text), Vec::<String>::new(), "{text}");
        assert!(losses(&text).contains("a part of one"), "{text}: {}", losses(&text));
    }
    let both = format!("MD5 / SHA-256: {first} {SHA256}");
    assert_eq!(values(&both), [first, SHA256]);
    assert_eq!(values(&format!("MD5: {first}")), [first]);
}

#[test]
fn cve_ids_are_read_with_any_dash_label_or_stroke_and_in_lists_by_their_last_part() {
    for (text, ids) in [
        ("CVE–2020–0601 and CVE—2020—0602", vec!["CVE-2020-0601", "CVE-2020-0602"]),
        (
            "CVE: 2012-0158; CVE-ID 2013-0422; cve/2016-4117; CVE\n2019-0708",
            vec!["CVE-2012-0158", "CVE-2013-0422", "CVE-2016-4117", "CVE-2019-0708"],
        ),
        (
            "CVE-2021-26855, -26857, -26858 and -27065 were used",
            vec!["CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065"],
        ),
        ("CVE-2021-44228/45046", vec!["CVE-2021-44228", "CVE-2021-45046"]),
        ("reference:cve,2021-44228;", vec![]),
        ("CVE-2021-44228, 45000 hosts were hit in 2021-2022", vec!["CVE-2021-44228"]),
        ("CVE-2021-44228/45046-x", vec!["CVE-2021-44228"]),
    ] {
        assert_eq!(values(text), ids, "{text}");
    }
}

#[test]
fn ranges_of_versions_clients_and_sections_are_no_addresses() {
    for text in [
        "Affected are 31.2.3.9, 31.2.3.10 and earlier.",
        "Update to 9.1.2.3 or later.",
        "Patch to 98.8.4.1.",
        "It ran on kernel 5.4.0.91.",
        "The agent was curl/7.1.1.1.",
        "1.1.2.2 Introduction\n",
        "It ran under python 3.11.0.4.",
    ] {
        let read = values(text);
        assert!(read.iter().all(|value| value == "31.2.3.9"), "{text}: {read:?}");
    }
    for text in ["It moved to 203.0.113.9.", "203.0.113.9 Berlin\n", "curl http://203.0.113.9/a"] {
        assert!(values(text).iter().any(|value| value.contains("203.0.113.9")), "{text}");
    }
}

#[test]
fn the_head_of_an_event_has_versions_and_its_extension_has_addresses() {
    for text in [
        "CEF:0|Vendor|Product|31.1.2.3|100|worm|10|src=203.0.113.8",
        "<13>May 1 host LEEF:1.0|Vendor|Product|4.0.0.1|17|src=203.0.113.8",
    ] {
        assert_eq!(values(text), ["203.0.113.8"], "{text}");
    }
    assert!(values("203.0.113.7|203.0.113.8|203.0.113.9|31.1.2.3|up").contains(&"31.1.2.3".to_owned()));
}

#[test]
fn a_host_that_is_one_number_is_the_address_that_it_stands_for() {
    for url in ["http://3405803783/a.exe", "http://0xCB007107/b.exe"] {
        let read = values(&format!("It downloads {url} from the server."));
        assert!(read.iter().any(|value| value.eq_ignore_ascii_case(url)), "{read:?}");
        assert!(read.contains(&"203.0.113.7".to_owned()), "{read:?}");
    }
    assert!(!values("It opens http://8080/x and http://2026/y.").iter().any(|value| value.starts_with("0.0.")));
}

#[test]
fn an_abbreviation_that_a_word_is_glued_to_is_no_host() {
    assert_eq!(values("The server, i.e.it was evil.example.com, e.g.com the other."), ["evil.example.com"]);
    assert_eq!(values("It asked e.g.evil.example.com for more."), ["e.g.evil.example.com"]);
}

#[test]
fn the_rest_of_a_host_behind_an_odd_dash_or_a_letter_that_looks_latin_is_no_host() {
    for text in
        ["Seen evil–example.com there.", "Seen evil−example.com.", "It was еvil.example.com (one Cyrillic letter)."]
    {
        assert_eq!(values(text), Vec::<String>::new(), "{text}");
        assert!(losses(text).contains("rest of another host"), "{text}: {}", losses(text));
    }
    for text in
        ["bad.example.com–worse.example.com", "on – example.com", "Хост bad.example.com", "домен:bad.example.com"]
    {
        assert!(values(text).iter().any(|value| value.ends_with("example.com")), "{text}");
        assert!(losses(text).is_empty(), "{text}");
    }
}

#[test]
fn mutexes_are_read_without_marks_in_lists_and_in_other_languages() {
    for (text, names) in [
        ("It creates a mutex named Example_1.", vec!["Example_1"]),
        ("The mutex Global\\Example3 is created.", vec!["Global\\Example3"]),
        ("Mutexes: Example4, Example5", vec!["Example4", "Example5"]),
        ("互斥体：Example6", vec!["Example6"]),
        ("创建互斥量“Example7”。", vec!["Example7"]),
        ("ミューテックス「Example8」を作成", vec!["Example8"]),
        ("The mutex is released, and a mutex named after nobody remains.", vec![]),
    ] {
        assert_eq!(values(text), names, "{text}");
    }
}

#[test]
fn addresses_are_read_however_their_colons_and_dots_are_kept_apart() {
    for text in [
        "It beaconed to 2a02[:]1d9e[:]184e[:][:]1ee6 over TLS.",
        "It beaconed to 2a02(:)1d9e(:)184e(:)(:)1ee6 over TLS.",
        "It beaconed to 2a02:1d9e:184e[::]1ee6 over TLS.",
        "It beaconed to 2a02[:]1d9e[:]184e[::]1ee6.",
    ] {
        assert_eq!(values(text), ["2a02:1d9e:184e::1ee6"], "{text}");
    }
    assert_eq!(
        values("It fetched hxxp://[2a02[:]1d9e[:]184e[:][:]1ee6]/x there"),
        ["http://[2a02:1d9e:184e::1ee6]/x", "2a02:1d9e:184e::1ee6"]
    );
    for text in [
        "It beaconed to 203 dot 0 dot 113 dot 77 there",
        "It beaconed to 203 [.] 0 [.] 113 [.] 77 there",
        "It beaconed to 203_dot_0_dot_113_dot_77 there",
        "It beaconed to 203-dot-0-dot-113-dot-77 there",
        "It beaconed to 203..0..113..77 there",
    ] {
        assert_eq!(values(text), ["203.0.113.77"], "{text}");
    }
    for text in ["the range 1..10 and 5..7", "version 2 dot 5 is out", "std[::]io and a[:]b", "see [1] [::] [2]"] {
        assert_eq!(values(text), [""; 0], "{text}");
    }
}

#[test]
fn hosts_and_mailboxes_are_read_however_their_signs_are_spelt() {
    for text in ["heron77_dot_com was", "heron77-dot-com was", "heron77..com was", "at (7)heron77(3)com(0) there"] {
        assert_eq!(values(text), ["heron77.com"], "{text}");
    }
    for text in [
        "from heron77 @ crane88.com today",
        "from heron77<at>crane88[.]com today",
        "from heron77_at_crane88[.]com today",
        "from heron77[a]crane88[.]com today",
        "from \"heron77\"@crane88.com today",
        "from heron77\\@crane88.com today",
    ] {
        assert_eq!(values(text), ["heron77@crane88.com"], "{text}");
    }
    assert_eq!(values("It fetched hxxp___heron77[.]com/a there"), ["http://heron77.com/a", "heron77.com"]);
    assert_eq!(values("It asked for heron77.bit and `crane.bazar` then"), ["heron77.bit", "crane.bazar"]);
    for text in [
        "Lunch @ noon. Meet @ the door",
        "<at>John Doe</at> wrote",
        "the booking-dot-com scandal",
        "look_at_me.exe and log_at_start",
        "it flashed design.bit to the board",
        "read f(3) and g(0), (2)of(3)the list",
        "and so on..com is a suffix",
    ] {
        assert_eq!(values(text), [""; 0], "{text}");
    }
}

#[test]
fn hashes_in_groups_are_read_where_a_label_names_their_algorithm() {
    let groups = |width: usize| {
        SHA256.as_bytes().chunks(width).map(|group| std::str::from_utf8(group).unwrap()).collect::<Vec<_>>().join(" ")
    };
    for width in [2, 4, 8] {
        assert_eq!(values(&format!("SHA256 hash of heron.bin:\n{}\nok", groups(width))), [SHA256], "{width}");
        assert_eq!(values(&format!("SHA-256: {}", groups(width))), [SHA256], "{width}");
    }
    assert_eq!(values(&format!("00000000  {}", groups(2))), [""; 0]);
}

#[test]
fn identifiers_are_read_with_blanks_and_networks_by_their_number() {
    assert_eq!(values("CVE 2022 30190 was used"), ["CVE-2022-30190"]);
    assert_eq!(values("in AS64496 and ASN 64497"), ["64496", "64497"]);
    for text in [
        "an IBM AS400 and AS2",
        "the part AS12345-9",
        "CVE 2022 was a year of 3019 bugs",
        "ASN 1 encoding",
        "ASN.1 2021",
    ] {
        assert_eq!(values(text), [""; 0], "{text}");
    }
}

#[test]
fn a_certificate_is_told_by_its_label_and_other_pairs_are_not_compared() {
    let pairs = "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd";
    assert_eq!(found(&format!("TLS fingerprint {pairs}")), [format!("x509-certificate {pairs}")]);
    assert_eq!(found(&format!("the fingerprint {pairs}")), [""; 0]);
}

#[test]
fn an_underline_that_is_escaped_is_one_of_the_name() {
    assert_eq!(values("\\texttt{x} and `heron\\_pearl66.exe` there"), ["heron_pearl66.exe"]);
    assert_eq!(values("It left C:\\Users\\_heron\\x.exe there"), ["C:\\Users\\_heron\\x.exe"]);
}
