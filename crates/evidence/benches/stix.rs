//! How many STIX objects a second one core reads, through the same door as everything else: digest, recognition, observations,
//! spans and lines included.
//!
//! With `DUNANT_PEER_PYTHON` set to a Python that has `stix2` 3.0.2, the same file is parsed by that library in the same run
//! (`benches/peer/stix2_parse.py`), and the ratio is printed.
#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![expect(clippy::expect_used, reason = "a bench that cannot run stops")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dunant_evidence::{Context, read_item};

const OBJECTS: u64 = 20_000;

fn stix(criterion: &mut Criterion) {
    let bundle = bundle(OBJECTS);
    let items = read_item("bundle.json", bundle.as_bytes(), &Context::default());
    let reading = &items.first().expect("one item").reading;
    assert_eq!(reading.records.len() as u64, OBJECTS);
    assert_eq!(reading.losses(), []);

    let ours = objects_a_second(&bundle);
    say(&format!(
        "read_item: {ours:.0} objects/s on one core ({OBJECTS} objects, {} bytes, {} observations)",
        bundle.len(),
        reading.observations().len()
    ));
    if let Some(theirs) = peer(&bundle) {
        say(&format!("python stix2: {theirs:.0} objects/s; read_item is {:.0} times as fast", ours / theirs));
    }

    let mut group = criterion.benchmark_group("stix2");
    group.throughput(Throughput::Elements(OBJECTS)).sample_size(20);
    group.bench_function("read_item", |bencher| {
        bencher.iter(|| read_item("bundle.json", black_box(bundle.as_bytes()), &Context::default()));
    });
    group.finish();
}

/// The median of eleven readings.
fn objects_a_second(bundle: &str) -> f64 {
    let mut seconds: Vec<f64> = (0..11)
        .map(|_| {
            let start = Instant::now();
            black_box(read_item("bundle.json", black_box(bundle.as_bytes()), &Context::default()));
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    OBJECTS as f64 / seconds.get(5).expect("eleven were taken")
}

fn peer(bundle: &str) -> Option<f64> {
    let python = std::env::var_os("DUNANT_PEER_PYTHON")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/peer/stix2_parse.py");
    let file = std::env::temp_dir().join(format!("dunant-bench-{}.json", std::process::id()));
    std::fs::write(&file, bundle).expect("the temporary folder can be written");
    let output = Command::new(python).arg(script).arg(&file).output().expect("the peer runs");
    std::fs::remove_file(&file).expect("the file was just written");
    let printed = String::from_utf8_lossy(&output.stdout);
    let figure = printed.trim().parse().ok();
    assert!(figure.is_some(), "the peer said: {printed}{}", String::from_utf8_lossy(&output.stderr));
    figure
}

#[expect(clippy::print_stderr, reason = "the figure is what a bench is for")]
fn say(line: &str) {
    eprintln!("{line}");
}

/// A STIX 2.1 bundle of `count` objects in the mixture of a feed: of twenty, eight indicators, five relationships, four traces,
/// one malware, one technique, one identity.
fn bundle(count: u64) -> String {
    let mut text =
        String::from("{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000000\",\"objects\":[\n");
    for number in 0..count {
        if number > 0 {
            text.push_str(",\n");
        }
        object(&mut text, number);
    }
    text.push_str("\n]}\n");
    text
}

fn object(text: &mut String, number: u64) {
    const TIMES: &str =
        r#""created":"2021-03-04T05:06:07.089Z","modified":"2021-03-04T05:06:07.089Z","spec_version":"2.1""#;
    let id =
        |kind: &str, number: u64| format!("{kind}--{number:08x}-0000-4000-8000-{:012x}", number.wrapping_mul(0x9e37));
    let (low, high) = (number & 0xff, number >> 8 & 0xff);
    let written = match number % 20 {
        0..3 => write!(
            text,
            r#"{{"type":"indicator",{TIMES},"id":"{}","name":"Command and control {number}","indicator_types":["malicious-activity"],"pattern":"[domain-name:value = 'c{number}.example.com' OR ipv4-addr:value = '203.0.{high}.{low}']","pattern_type":"stix","valid_from":"2021-03-01T00:00:00Z"}}"#,
            id("indicator", number)
        ),
        3..6 => write!(
            text,
            r#"{{"type":"indicator",{TIMES},"id":"{}","indicator_types":["malicious-activity"],"pattern":"[file:hashes.'SHA-256' = '{:064x}' AND file:name = 'sample{number}.exe']","pattern_type":"stix","valid_from":"2021-03-01T00:00:00Z"}}"#,
            id("indicator", number),
            u128::from(number) << 64 | 0xabcd
        ),
        6 | 7 => write!(
            text,
            r#"{{"type":"indicator",{TIMES},"id":"{}","pattern":"[url:value = 'https://www{number}.example.net/a/b?c={number}']","pattern_type":"stix","valid_from":"2021-03-01T00:00:00Z"}}"#,
            id("indicator", number)
        ),
        8..13 => write!(
            text,
            r#"{{"type":"relationship",{TIMES},"id":"{}","relationship_type":"indicates","source_ref":"{}","target_ref":"{}"}}"#,
            id("relationship", number),
            id("indicator", number - number % 20),
            id("malware", number - number % 20 + 17)
        ),
        13 => write!(
            text,
            r#"{{"type":"ipv4-addr","id":"{}","spec_version":"2.1","value":"198.51.{high}.{low}"}}"#,
            id("ipv4-addr", number)
        ),
        14 => write!(
            text,
            r#"{{"type":"domain-name","id":"{}","spec_version":"2.1","value":"d{number}.example.org"}}"#,
            id("domain-name", number)
        ),
        15 => write!(
            text,
            r#"{{"type":"url","id":"{}","spec_version":"2.1","value":"http://u{number}.example.org/x"}}"#,
            id("url", number)
        ),
        16 => write!(
            text,
            r#"{{"type":"file","id":"{}","spec_version":"2.1","name":"drop{number}.dll","hashes":{{"MD5":"{number:032x}","SHA-1":"{number:040x}"}}}}"#,
            id("file", number)
        ),
        17 => write!(
            text,
            r#"{{"type":"malware",{TIMES},"id":"{}","name":"ExampleRAT {number}","is_family":true,"malware_types":["remote-access-trojan"],"description":"A remote access trojan that talks to its operators over HTTPS and keeps itself in the registry.","external_references":[{{"source_name":"mitre-attack","external_id":"S{:04}"}}]}}"#,
            id("malware", number),
            number % 9999
        ),
        18 => write!(
            text,
            r#"{{"type":"attack-pattern",{TIMES},"id":"{}","name":"Technique {number}","description":"The adversary runs a script interpreter to execute commands on the host.","external_references":[{{"source_name":"mitre-attack","external_id":"T{:04}"}}]}}"#,
            id("attack-pattern", number),
            1000 + number % 999
        ),
        _ => write!(
            text,
            r#"{{"type":"identity",{TIMES},"id":"{}","name":"Example Organisation {number}","identity_class":"organization","sectors":["energy"]}}"#,
            id("identity", number)
        ),
    };
    written.expect("a String can always be written to");
}

criterion_group!(benches, stix);
criterion_main!(benches);
