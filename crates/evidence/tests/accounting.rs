//! The law of the readers: every value that an item holds is read, set aside for a named reason, or (part of) a loss.
//!
//! Items are generated together with the values that are planted in them. Each planted value must be found by name in one of
//! the three lists, and the tally must be their sum, also where limits are tiny.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use std::fmt::Write as _;

use dunant_evidence::{Context, Item, Limits, Reading, read_item};
use proptest::prelude::*;

/// A value as an item spells it, and as it is called when it was read.
#[derive(Debug, Clone)]
struct Planted {
    written: String,
    read: String,
}

fn read(bytes: &[u8], limits: &Limits) -> Item {
    read_item("item", bytes, &Context { limits, ..Context::default() }).swap_remove(0)
}

/// Whether one of the three lists names the value.
fn names(reading: &Reading, value: &Planted) -> bool {
    let spells = |text: &str| text.contains(&value.read) || text.contains(&value.written);
    reading.observations().iter().any(|observation| spells(&observation.observed.to_string()))
        || reading.values_set_aside().iter().any(|aside| spells(&aside.what))
        || reading.losses().iter().any(|loss| spells(&loss.what))
}

/// What the lists hold is as many values as were met, counted one by one as each got its outcome, whatever the limits.
fn check_sums(reading: &Reading) -> Result<u64, TestCaseError> {
    let tally = reading.tally();
    let read = reading.observations().len() as u64 - tally.derived;
    let aside: u64 = reading.values_set_aside().iter().map(|aside| aside.count).sum();
    let lost: u64 = reading.losses().iter().map(|loss| loss.count).sum();
    prop_assert_eq!(read + aside + lost, reading.values_met());
    prop_assert_eq!((tally.read, tally.set_aside, tally.lost), (read, aside, lost));
    Ok(read + aside + lost)
}

fn check_names(item: &Item, planted: &[Planted], text: &str) -> Result<(), TestCaseError> {
    for value in planted {
        prop_assert!(
            names(&item.reading, value),
            "{value:?} is gone ({:?})\n{text}\n{:?}\n{:?}\n{:?}",
            item.format,
            item.reading.observations().iter().map(|o| o.observed.to_string()).collect::<Vec<_>>(),
            item.reading.values_set_aside(),
            item.reading.losses()
        );
    }
    Ok(())
}

fn hex(length: usize) -> impl Strategy<Value = String> {
    // Letters and digits of every kind, so that no rule against sums without entropy strikes.
    proptest::collection::vec(0_u8..16, length - 16).prop_map(move |digits| {
        let mut text = "0123456789abcdef".to_owned();
        digits.iter().for_each(|digit| write!(text, "{digit:x}").unwrap());
        text
    })
}

fn plain(text: String) -> Planted {
    Planted { written: text.clone(), read: text }
}

/// A trace that is one value in every format.
fn trace() -> impl Strategy<Value = Planted> {
    prop_oneof![
        "[a-z]{5,9}[0-9]{1,3}".prop_map(|name| plain(format!("{name}.example.com"))),
        "[a-z]{5,9}[0-9]{1,3}".prop_map(|name| Planted {
            written: format!("{name}[.]example[.]org"),
            read: format!("{name}.example.org")
        }),
        (1_u8..250).prop_map(|n| plain(format!("203.0.113.{n}"))),
        (1_u8..250).prop_map(|n| Planted { written: format!("198.51.100[.]{n}"), read: format!("198.51.100.{n}") }),
        hex(32).prop_map(plain),
        hex(40).prop_map(plain),
        hex(64).prop_map(plain),
        "[a-z]{4,8}[0-9]{1,2}".prop_map(|name| plain(format!("{name}@example.net"))),
    ]
}

/// One cell, and what it holds.
fn cell() -> impl Strategy<Value = (String, Vec<Planted>)> {
    let one = trace().prop_map(|value| (value.written.clone(), vec![value]));
    let sums = (hex(32), hex(40), hex(64), prop_oneof![Just(","), Just("\n"), Just(" "), Just(" / "), Just("; ")]);
    let three = sums.prop_map(|(md5, sha1, sha256, between)| {
        let cell = format!("{md5}{between}{sha1}{between}{sha256}");
        (cell, vec![plain(md5), plain(sha1), plain(sha256)])
    });
    let two = (trace(), trace()).prop_map(|(a, b)| (format!("{},{}", a.written, b.written), vec![a, b]));
    prop_oneof![6 => one, 2 => three, 1 => two]
}

/// A table as text, what is planted in it, and how many further cells it has.
#[derive(Debug, Clone)]
struct Sheet {
    text: String,
    planted: Vec<Planted>,
    /// Where each row ends, and how many of the planted values are in it or above it.
    rows: Vec<(usize, usize)>,
    others: u64,
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let heading = prop_oneof![Just("Value"), Just("indicator"), Just("IOC"), Just("Observable value")];
    // No word of the readers begins with these letters: `tbd` and `none` are empty cells, which no list counts.
    let size = "zq[a-z]{2,6}( [a-z]{3,8})?";
    let rows = proptest::collection::vec((cell(), size, 0_usize..3), 3..12);
    let delimiter = prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')];
    (heading, rows, delimiter, 0_usize..12, any::<bool>(), any::<bool>()).prop_map(
        |(heading, rows, delimiter, empty, quoted, crlf)| {
            let end = if crlf { "\r\n" } else { "\n" };
            let quote = |text: &str| {
                let needed = text.contains(['"', '\n', delimiter]) || quoted;
                if needed { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
            };
            let blank = delimiter.to_string().repeat(empty);
            let mut text = format!("Port{delimiter}{heading}{blank}{delimiter}Size{end}");
            let (mut planted, mut ends, mut others) = (Vec::new(), Vec::new(), 0);
            for ((cell, values), size, missing) in rows {
                let (cell, size) = (quote(&cell), quote(&size));
                // Rows may end early.
                let rest = if missing == 0 { format!("{blank}{delimiter}{size}") } else { String::new() };
                write!(text, "443{delimiter}{cell}{rest}{end}").unwrap();
                others += 1 + u64::from(missing == 0);
                planted.extend(values);
                ends.push((text.len(), planted.len()));
            }
            Sheet { text, planted, rows: ends, others }
        },
    )
}

/// A value that is glued to something, misspelt or cut, and what of it must be named in one of the lists.
fn awkward() -> impl Strategy<Value = (String, Vec<Planted>)> {
    let name = || "[a-z]{5,9}[0-9]{1,3}";
    prop_oneof![
        name().prop_map(|n| (
            format!("admin@localhost,{n}@example.net"),
            vec![plain("admin@localhost".into()), plain(format!("{n}@example.net"))]
        )),
        name().prop_map(|n| (format!("{n}.example.com(C2 server)"), vec![plain(format!("{n}.example.com"))])),
        name().prop_map(|n| (format!("攻击者使用{n}.example.com进行通信"), vec![plain(format!("{n}.example.com"))])),
        name().prop_map(|n| (format!("a-.{n}.example.com"), vec![plain(format!("{n}.example.com"))])),
        name().prop_map(|n| (format!("Notes\\n{n}.example.com"), vec![plain(format!("{n}.example.com"))])),
        name().prop_map(|n| (format!("\u{1b}[31m{n}.example.com\u{1b}[0m"), vec![plain(format!("{n}.example.com"))])),
        name().prop_map(|n| (
            format!("{}.EXAMPLE.COM", n.to_uppercase()),
            vec![Planted { written: format!("{}.EXAMPLE.COM", n.to_uppercase()), read: format!("{n}.example.com") }]
        )),
        (name(), name()).prop_map(|(a, b)| (
            format!("{a}[.]example[.]com/{b}[.]example[.]org"),
            vec![plain(format!("{a}.example.com")), plain(format!("{b}.example.org"))]
        )),
        (name(), name()).prop_map(|(a, b)| (format!("{a}-\n{b}.example.com"), vec![plain(format!("{b}.example.com"))])),
        (1_u8..250).prop_map(|n| (format!("203.0.113.{n}:443/tcp"), vec![plain(format!("203.0.113.{n}"))])),
        (1_u8..250).prop_map(|n| (format!("v203.0.113.{n}"), vec![plain(format!("203.0.113.{n}"))])),
        hex(39).prop_map(|h| (format!("SHA1: {h}"), vec![plain(h)])),
        hex(33).prop_map(|h| (format!("the digits {h}"), vec![plain(h)])),
        hex(32).prop_map(|h| (format!("{h}..."), vec![plain(h)])),
        hex(40).prop_map(|h| (format!("{h}…"), vec![plain(h)])),
        (hex(32), hex(40)).prop_map(|(a, b)| (format!("{a}{b}"), vec![plain(format!("{a}{b}"))])),
        (1_u8..9).prop_map(|n| (format!("CVE-2024-{n}"), vec![plain(format!("CVE-2024-{n}"))])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_a_table_holds_adds_up(sheet in sheet()) {
        let item = read(sheet.text.as_bytes(), &Limits::DEFAULT);
        prop_assert_eq!(item.format, Some("table"), "{}", sheet.text);
        check_names(&item, &sheet.planted, &sheet.text)?;
        let held = sheet.planted.len() as u64 + sheet.others;
        prop_assert_eq!(check_sums(&item.reading)?, held, "{}\n{:?}", sheet.text, item.reading);
    }

    #[test]
    fn what_limits_keep_out_of_a_table_is_lost_and_counted(sheet in sheet(), kept in 0_u64..6, losses in 0_u64..3) {
        let limits = Limits { observations: kept, losses, set_aside: 1, ..Limits::DEFAULT };
        let item = read(sheet.text.as_bytes(), &limits);
        let held = sheet.planted.len() as u64 + sheet.others;
        prop_assert_eq!(check_sums(&item.reading)?, held, "{}\n{:?}", sheet.text, item.reading);
        prop_assert!(item.reading.observations().len() as u64 <= kept);
    }

    #[test]
    fn a_table_cut_anywhere_keeps_what_was_before(sheet in sheet(), at in 0.0_f64..1.0) {
        let cut = sheet.text.floor_char_boundary((sheet.text.len() as f64 * at) as usize);
        let head = &sheet.text[..cut];
        let item = read(head.as_bytes(), &Limits::DEFAULT);
        check_sums(&item.reading)?;
        if item.refusal.is_none() && item.format == Some("table") {
            let whole = sheet.rows.iter().filter(|(end, _)| *end <= cut).map(|(_, planted)| *planted).max().unwrap_or(0);
            check_names(&item, &sheet.planted[..whole], head)?;
        }
    }

    #[test]
    fn what_a_list_holds_is_named(values in proptest::collection::vec(trace(), 4..30), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let text: String = values.iter().map(|value| format!("{}{end}", value.written)).collect();
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        check_names(&item, &values, &text)?;
        prop_assert!(check_sums(&item.reading)? >= values.len() as u64);
    }

    #[test]
    fn a_value_said_often_is_counted_each_time(value in trace(), times in 2_usize..40, other in trace()) {
        let text: String = std::iter::repeat_n(&value, times).chain([&other]).map(|v| format!("{}\n", v.written)).collect();
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        prop_assert!(check_sums(&item.reading)? > times as u64, "{text}\n{:?}", item.reading.tally());
    }

    #[test]
    fn what_a_bundle_holds_is_named(values in proptest::collection::vec((0_usize..3, "[a-z]{5,9}[0-9]{1,3}", 1_u8..250, hex(64)), 1..12)) {
        let mut planted = Vec::new();
        let objects: Vec<String> = values.iter().enumerate().map(|(n, (kind, name, ip, sum))| {
            let (comparison, value) = match kind {
                0 => ("domain-name:value", format!("{name}.example.com")),
                1 => ("ipv4-addr:value", format!("203.0.113.{ip}")),
                _ => ("file:hashes.'SHA-256'", sum.clone()),
            };
            planted.push(plain(value.clone()));
            format!(
                "{{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--00000000-0000-4000-8000-{n:012}\",\
                 \"created\":\"2024-03-05T10:00:00.000Z\",\"modified\":\"2024-03-05T10:00:00.000Z\",\"pattern_type\":\"stix\",\
                 \"pattern\":\"[{comparison} = '{value}']\",\"valid_from\":\"2024-03-05T10:00:00.000Z\"}}"
            )
        }).collect();
        let text = format!(
            "{{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\",\"objects\":[{}]}}",
            objects.join(",\n")
        );
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        prop_assert_eq!(item.format, Some("STIX 2"));
        check_names(&item, &planted, &text)?;
        prop_assert!(check_sums(&item.reading)? >= planted.len() as u64);
        let tiny = read(text.as_bytes(), &Limits { observations: 1, ..Limits::DEFAULT });
        prop_assert_eq!(check_sums(&tiny.reading)?, check_sums(&item.reading)?);
    }

    #[test]
    fn what_an_event_holds_is_named(values in proptest::collection::vec((0_usize..3, "[a-z]{5,9}[0-9]{1,3}", 1_u8..250, hex(32), any::<bool>()), 1..12)) {
        let mut planted = Vec::new();
        let attributes: Vec<String> = values.iter().map(|(kind, name, ip, sum, deleted)| {
            let (kind, value) = match kind {
                0 => ("domain", format!("{name}.example.com")),
                1 => ("ip-dst", format!("203.0.113.{ip}")),
                _ => ("md5", sum.clone()),
            };
            planted.push(plain(value.clone()));
            format!("{{\"type\":\"{kind}\",\"category\":\"Network activity\",\"value\":\"{value}\",\"to_ids\":true,\"deleted\":{deleted}}}")
        }).collect();
        let text = format!("{{\"Event\":{{\"info\":\"an event\",\"date\":\"2024-03-05\",\"Attribute\":[{}]}}}}", attributes.join(","));
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        check_names(&item, &planted, &text)?;
        prop_assert!(check_sums(&item.reading)? >= planted.len() as u64);
    }

    #[test]
    fn what_a_page_holds_is_named(values in proptest::collection::vec((trace(), 0_usize..6), 1..20)) {
        let mut body = String::new();
        for (value, place) in &values {
            let written = &value.written;
            match place {
                0 => write!(body, "<p>It called {written} twice.</p>").unwrap(),
                1 => write!(body, "<ul><li>{written}</li></ul>").unwrap(),
                2 => write!(body, "<table><tr><td>{written}</td><td>x</td></tr></table>").unwrap(),
                3 => write!(body, "<footer>{written}</footer>").unwrap(),
                4 => write!(body, "<pre>{written}\n</pre>").unwrap(),
                _ => write!(body, "<code>{written}</code><br>").unwrap(),
            }
        }
        let text = format!("<!doctype html><html><body>{body}</body></html>");
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        prop_assert_eq!(item.format, Some("HTML"));
        let hidden: Vec<Planted> = values.into_iter().map(|(value, _)| value).collect();
        check_names(&item, &hidden, &text)?;
    }

    #[test]
    fn what_notes_hold_is_named(values in proptest::collection::vec((trace(), 0_usize..4), 1..15)) {
        let mut text = String::from("Notes of the night shift\n\n");
        for (value, place) in &values {
            let written = &value.written;
            match place {
                0 => writeln!(text, "The server at {written} answered again, and we blocked it.\n").unwrap(),
                1 => writeln!(text, "C2: {written}").unwrap(),
                2 => writeln!(text, "- {written}").unwrap(),
                _ => writeln!(text, "Seen in the log ({written}) at noon.\n").unwrap(),
            }
        }
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        let planted: Vec<Planted> = values.into_iter().map(|(value, _)| value).collect();
        check_names(&item, &planted, &text)?;
    }

    #[test]
    fn what_is_glued_misspelt_or_cut_is_named_all_the_same(values in proptest::collection::vec((awkward(), 0_usize..4), 1..8)) {
        let mut text = String::from("Notes of the night shift\n\n");
        for ((written, _), place) in &values {
            match place {
                0 => writeln!(text, "The responders saw {written} again.\n").unwrap(),
                1 => writeln!(text, "Seen: {written}\n").unwrap(),
                2 => writeln!(text, "- {written}\n").unwrap(),
                _ => writeln!(text, "In the log ({written}) at noon.\n").unwrap(),
            }
        }
        let item = read(text.as_bytes(), &Limits::DEFAULT);
        let planted: Vec<Planted> = values.into_iter().flat_map(|((_, values), _)| values).collect();
        check_names(&item, &planted, &text)?;
        check_sums(&item.reading)?;
    }

    #[test]
    fn any_bytes_add_up_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        check_sums(&read(&bytes, &Limits::DEFAULT).reading)?;
    }
}
