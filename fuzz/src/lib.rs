//! What every fuzz target does: one reader over arbitrary bytes, and the promises that hold for any input.

use std::sync::LazyLock;

use dunant_evidence::{Context, Cue, Entry, Lexicon, Limits, Meaning, READERS, Reading, Source, Vocabulary};
use dunant_vocabulary::Space;

static NAMES: LazyLock<Lexicon> = LazyLock::new(|| {
    let names = [
        ("Cobalt Strike", Meaning::Software(None), Cue::Case),
        ("Emotet", Meaning::Software(None), Cue::None),
        ("Example Group", Meaning::Actor(None), Cue::None),
        ("Data Destruction", Meaning::Technique("T1485".parse().unwrap()), Cue::None),
        ("France", Meaning::Country("FR".parse().unwrap()), Cue::Case),
        ("Snake", Meaning::Software(None), Cue::Word),
        ("Google Play", Meaning::Nothing, Cue::None),
    ];
    Lexicon::new(names.map(|(name, meaning, cue)| Entry { name: name.into(), meaning, cue }).into()).unwrap()
});

static TERMS: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::new(["cobalt", "data", "data destruction", "destruction", "example", "file", "strik"])
});

/// Small bounds, so that every limit is met often.
static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    [
        ("item-bytes", 1 << 20),
        ("unpacked-bytes", 2 << 20),
        ("members", 50),
        ("observations", 500),
        ("records", 500),
        ("pages", 20),
        ("passages", 100),
    ]
    .into_iter()
    .fold(Limits::DEFAULT, |limits, (name, value)| limits.with(name, value).unwrap())
});

/// Reads `bytes` with the reader of `format`, whether or not it would recognise them.
pub fn read(format: &str, bytes: &[u8]) {
    let reader = READERS.iter().find(|reader| reader.format() == format).expect("a reader of that format");
    let source = Source::new("fuzz", bytes);
    reader.recognise(&source);
    let mut reading = Reading::new(&source, &LIMITS);
    reader.read(&source, &Context { lexicon: &NAMES, vocabulary: &TERMS, limits: &LIMITS, passwords: &[] }, &mut reading);
    assert!(reading.observations().len() <= 500, "the limit on observations holds");
    assert!(reading.records.len() <= 500, "the limit on records holds");
    assert!(reading.passages.len() <= 100, "the limit on passages holds");
    let unpacked: usize = reading.members.iter().map(|member| member.bytes.len()).sum();
    assert!(unpacked <= 2 << 20, "the limit on unpacked bytes holds");
    let observed = reading.observations().iter().map(|observation| observation.span);
    for span in observed.chain(reading.passages.iter().map(|passage| passage.span)) {
        assert!(span.start <= span.end, "spans are not reversed");
        let end = match span.space {
            Space::Item => bytes.len(),
            Space::Text => source.text().map_or(0, str::len),
            Space::Page(_) | Space::Part(_) => continue,
        };
        assert!(span.end <= end as u64, "{span:?} ends behind the item");
    }
}

/// Reads `bytes` as an item of any format, archives within archives included.
pub fn intake(bytes: &[u8]) {
    let _ =
        dunant_evidence::read_item("fuzz", bytes, &Context { lexicon: &NAMES, vocabulary: &TERMS, limits: &LIMITS, passwords: &[] });
}
