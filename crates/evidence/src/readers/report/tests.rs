use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::{Context, Item, Observed, read_item};

const PAGE: &str = "\
= Example Bear: Indicators
:revdate: 2021-06-10

The blog post is at https://blog.example.com/bear.

== Samples

|===
|SHA-1 |File name
|`0123456789abcdef0123456789abcdef01234567` |bear.exe
|===

== C&C servers

* `bear.example[.]net`
* honey.example.org

----
203.0.113.7
----
";

fn read(text: &str) -> Item {
    read_item("note", text.as_bytes(), &Context::default()).swap_remove(0)
}

#[test]
fn a_page_gives_its_title_date_parts_and_traces() {
    let item = read(PAGE);
    assert_eq!(item.format, Some("text report"));
    assert_eq!(item.reading.title.as_deref(), Some("Example Bear: Indicators"));
    assert_eq!(item.reading.dated.map(|day| day.to_string()).as_deref(), Some("2021-06-10"));
    let parts: Vec<String> = (item.reading.records.iter())
        .map(|record| format!("{} {}", record.kind, record.id.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(
        parts,
        ["section Example Bear: Indicators", "section Samples", "table -", "section C&C servers", "code -"]
    );
    let values: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(
        values,
        [
            "0123456789abcdef0123456789abcdef01234567",
            "bear.exe",
            "bear.example.net",
            "honey.example.org",
            "203.0.113.7"
        ]
    );
    assert_eq!(item.reading.observations()[4].span.line, 19);
}

#[test]
fn a_text_without_letters_is_no_report() {
    assert_eq!(read("1 2 3\n== 4\n").format, None);
}

#[test]
fn a_short_first_line_is_a_title_and_code_is_not() {
    assert_eq!(read("Bears in the net\n\nThey are.").reading.title.as_deref(), Some("Bears in the net"));
    assert_eq!(read("rule bear {\n").reading.title, None);
}

#[test]
fn spans_of_a_legacy_encoding_say_so() {
    let items = read_item("note", b"na\xefve 203.0.113.7 text", &Context::default());
    assert_eq!(items[0].reading.observations()[0].span.to_string(), "decoded text, line 1, bytes 7-18");
}

/// Pages of real reports: every word that looks like a hash and every defanged domain in them must be observed, or set aside.
#[test]
fn nothing_that_a_real_page_lists_is_missed() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/evidence"));
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let (mut pages, mut hashes, mut domains) = (0, 0, 0);
    let mut missed = Vec::new();
    for page in files_below(folder) {
        let ending = page.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !["adoc", "md", "yar", "rules"].contains(&ending) {
            continue;
        }
        let bytes = std::fs::read(&page).unwrap();
        let Ok(text) = String::from_utf8(bytes) else { continue };
        pages += 1;
        let item = read(&text);
        let observed: BTreeSet<String> = (item.reading.observations().iter())
            .filter_map(|o| match &o.observed {
                Observed::Observable(trace) => Some(trace.value().to_owned()),
                _ => None,
            })
            // What the page itself calls clean is set aside by name.
            .chain(item.reading.values_set_aside().iter().map(|aside| aside.what.to_lowercase()))
            .collect();
        // Links to publications hold such words too; those are not listed.
        let clean: String = text.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ");
        for word in clean.split(|c: char| !c.is_alphanumeric() && c != '_') {
            if [32, 40, 64].contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_hexdigit())
                && !word.bytes().all(|b| b.is_ascii_digit())
            {
                hashes += 1;
                if !observed.contains(&word.to_lowercase()) {
                    missed.push(format!("{}: {word}", page.display()));
                }
            }
        }
        for word in clean.split([' ', '`', '|', ',', '+', '}']) {
            let word = word.split_once(':').map_or(word, |(host, _port)| host);
            if !word.contains("[.]") || word.contains(['/', '_']) || word.starts_with('[') {
                continue;
            }
            domains += 1;
            let plain = word.replace("[.]", ".").to_lowercase();
            if !observed.contains(plain.trim_matches(|c: char| !c.is_alphanumeric())) {
                missed.push(format!("{}: {word}", page.display()));
            }
        }
    }
    println!("{pages} pages, {hashes} hashes, {domains} defanged domains and addresses");
    assert!(missed.len() * 200 <= hashes + domains, "missed {}: {missed:#?}", missed.len());
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[test]
fn a_text_that_is_encoded_as_a_whole_is_decoded_or_lost() {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| {
        let digits = base64::engine::general_purpose::STANDARD.encode(bytes);
        digits
            .as_bytes()
            .chunks(76)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let items = read_item(
        "a.txt",
        encode(b"ip,domain\n203.0.113.39,heron653.example.com\nip,domain\n203.0.113.40,heron654.example.com\n")
            .as_bytes(),
        &Context::default(),
    );
    let values: Vec<String> =
        items.iter().flat_map(|item| item.reading.observations()).map(|o| o.observed.to_string()).collect();
    assert!(values.contains(&"heron653.example.com".to_owned()), "{values:?}");
    let noise: Vec<u8> = (0..200_u32).map(|n| (n * 197 % 251) as u8).collect();
    assert_eq!(read(&encode(&noise)).reading.losses().len(), 1);
    assert_eq!(read("begin 644 a.txt\n/0S(@.3$N,3(T+C$X+C$S\n`\nend\n").reading.losses().len(), 1);
    assert_eq!(
        read("Thisisalongwordofatextthatgoesonandonandonandon\nandsaysnothingofanyincident\n").reading.losses().len(),
        0
    );
}
