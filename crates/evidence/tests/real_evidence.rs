//! Every file of the real evidence is read, or refused with a reason. Prints the table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that fails says where"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dunant_evidence::{Context, Item, read_item};

fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if path.is_dir() {
        return Some(path.to_path_buf());
    }
    println!("SKIPPED: the real evidence is not at hand ({})", path.display());
    None
}

fn files(directory: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

fn row(item: &Item, name: &str) -> String {
    let reading = &item.reading;
    let mut row = format!(
        "{:<14} {:>6} {:>6} {:>4}  {name}",
        item.format.unwrap_or("REFUSED"),
        reading.records.len(),
        reading.observations().len(),
        reading.losses().len(),
    );
    if let Some(refusal) = &item.refusal {
        write!(row, "\n                                    refused: {refusal}").unwrap();
    }
    for loss in reading.losses().iter().take(2) {
        let place = loss.span.map(|span| format!(" ({span})")).unwrap_or_default();
        write!(row, "\n                                    lost: {}{place}", loss.what).unwrap();
    }
    row
}

#[test]
fn every_real_file_is_read_or_refused_with_a_reason() {
    let Some(data) = data() else { return };
    let mut paths = Vec::new();
    files(&data.join("evidence"), &mut paths);
    files(&data.join("stix"), &mut paths);
    println!("{:<14} {:>6} {:>6} {:>4}  file", "format", "record", "observ", "lost");
    let (mut read, mut refused, mut silent) = (0, 0, Vec::new());
    for path in &paths {
        let name = path.strip_prefix(&data).unwrap().to_string_lossy().into_owned();
        for item in read_item(&name, &fs::read(path).unwrap(), &Context::default()) {
            println!("{}", row(&item, &name));
            match (&item.format, &item.refusal) {
                (_, Some(refusal)) => {
                    assert!(!refusal.reason.is_empty());
                    refused += 1;
                }
                (Some(_), None) => read += 1,
                (None, None) => silent.push(name.clone()),
            }
        }
    }
    println!("{read} read, {refused} refused, of {} files", paths.len());
    assert!(paths.len() > 300, "the whole tree was walked");
    assert!(silent.is_empty(), "neither read nor refused: {silent:?}");
    assert!(refused * 20 < read, "nearly everything is read");
}

#[test]
fn structured_files_are_recognised_as_what_they_are() {
    let Some(data) = data() else { return };
    let expected = [
        ("stix/apt1.json", "STIX 2"),
        ("stix/poisonivy.json", "STIX 2"),
        ("evidence/amnesty/2021-07-18_nso/pegasus.stix2", "STIX 2"),
        ("evidence/citizenlab/201510_NGO_Burma/stix.xml", "STIX 1"),
        ("evidence/citizenlab/201510_NGO_Burma/openioc.ioc", "OpenIOC"),
        ("evidence/citizenlab/201510_NGO_Burma/iocs.csv", "table"),
        ("evidence/eset/badiis/misp-badiis.json", "MISP event"),
        ("evidence/eset/badiis/samples.sha1", "indicator list"),
        ("evidence/eset/badiis/README.adoc", "text report"),
    ];
    for (name, format) in expected {
        let items = read_item("file", &fs::read(data.join(name)).unwrap(), &Context::default());
        assert_eq!(items[0].format, Some(format), "{name}");
        // The publisher's OpenIOC files have lost their contents; the reader says so instead of observing.
        let said = items[0].reading.losses().iter().any(|loss| loss.what.contains("no content"));
        assert!(said || !items[0].reading.observations().is_empty(), "{name}");
    }
}
