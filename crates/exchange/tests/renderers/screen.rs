//! One screen is one screen, whatever a case holds.

use dunant_attribution::Subject;
use dunant_evidence::Refusal;
use dunant_exchange::{Detail, Document, Glyphs, IntrusionAssessment, ItemSummary, Look, to_text};
use dunant_vocabulary::Sha256Digest;
use unicode_width::UnicodeWidthStr;

use crate::sample;

fn screen(document: &Document, look: Look) -> String {
    to_text(document, look, Detail::Brief)
}

/// Holds what every screen must: 50 lines, and no line wider than the page or than 80 columns.
fn holds(document: &Document, what: &str) -> String {
    for width in [40, 60, 80, 120] {
        for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
            let look = Look { glyphs, ..Look::plain(width) };
            let page = screen(document, look);
            assert!(page.lines().count() <= 50, "{what} at {width}: {} lines\n{page}", page.lines().count());
            for line in page.lines() {
                assert!(line.width() <= width.min(80), "{what} at {width}: {line}");
            }
            assert!(page.contains("--explain"), "{what} at {width} says where the rest is\n{page}");
        }
    }
    screen(document, Look::plain(80))
}

fn unread(name: &str) -> ItemSummary {
    let mut item = sample::named().items.pop().unwrap();
    item.name = name.to_owned();
    item.digest = Sha256Digest::of(name.as_bytes());
    item.refusal = Some(Refusal {
        reason: "a Windows event log, which Dunant does not read".into(),
        help: Some("turn it into text with `evtx_dump` and give that".into()),
    });
    item
}

#[test]
fn every_sample_fits_one_screen() {
    for (what, document) in [
        ("named", sample::named()),
        ("inconclusive", sample::inconclusive()),
        ("hostile", sample::hostile()),
        ("bare", sample::bare()),
    ] {
        holds(&document, what);
    }
}

#[test]
fn three_hundred_unread_files_are_counted_first_and_not_listed() {
    let mut document = sample::named();
    document.items.extend((0..300).map(|number| unread(&format!("logs/host-{number}/Security.evtx"))));
    let page = holds(&document, "300 unread files");
    assert!(page.starts_with("301 OF 303 FILES WERE NOT READ."), "{page}");
    assert!(page.contains("Security.evtx") && page.contains("dunant read lists them"), "{page}");
    assert!(page.contains("it matters more than any search"), "{page}");
    assert!(page.contains("WHO DID IT") && page.contains("PROMISES"), "{page}");
}

#[test]
fn twenty_intrusions_have_a_line_each_as_far_as_there_is_room() {
    let mut document = sample::inconclusive();
    let one = || sample::inconclusive().assessments.remove(0).assessment;
    document.assessments = (0..20)
        .map(|number| IntrusionAssessment { intrusion: Some(format!("intrusion {number}")), assessment: one() })
        .collect();
    let page = holds(&document, "20 intrusions");
    assert!(page.contains("20\u{a0}intrusions") && page.contains("intrusion 3: nobody can be named"), "{page}");
    assert!(page.contains("more intrusions: --explain"), "{page}");
}

#[test]
fn two_intrusions_have_a_block_each() {
    let mut document = sample::named();
    let one = || sample::named().assessments.remove(0).assessment;
    document.assessments = ["the first", "the second"]
        .map(|name| IntrusionAssessment { intrusion: Some(name.into()), assessment: one() })
        .into();
    let page = holds(&document, "two intrusions");
    assert_eq!(page.matches("Likelihood  ").count(), 2, "{page}");
    assert_eq!(page.matches("Confidence  ").count(), 2, "{page}");
    assert_eq!(page.matches('█').count() > 0, page.contains("Grey Heron"), "{page}");
}

#[test]
fn long_titles_and_wide_characters_do_not_widen_or_lengthen_it() {
    for text in ["a very long title ".repeat(60), "病院のサーバーが暗号化された".repeat(40), "x".repeat(900)]
    {
        let mut document = sample::inconclusive();
        document.case.title.clone_from(&text);
        document.case.summary = Some(text.clone());
        for item in &mut document.items {
            item.name.clone_from(&text);
        }
        for claim in &mut document.public_claims {
            claim.by.clone_from(&text);
            claim.names.clone_from(&text);
        }
        for hypothesis in &mut document.assessments[0].assessment.hypotheses {
            if let Subject::Actor { name, .. } = &mut hypothesis.subject {
                name.clone_from(&text);
            }
        }
        holds(&document, &text[..12]);
    }
}

#[test]
fn without_hypotheses_there_is_an_answer_and_no_ranking() {
    let mut document = sample::inconclusive();
    document.assessments[0].assessment.hypotheses.clear();
    let page = holds(&document, "no hypotheses");
    assert!(page.contains("Nobody can be named") && !page.contains("A rank accuses nobody"), "{page}");
}

#[test]
fn likelihood_and_confidence_stand_on_lines_of_their_own() {
    for document in [sample::named(), sample::inconclusive()] {
        let page = screen(&document, Look::plain(80));
        let from = page.find("Confidence  ").unwrap();
        let to = page[from..].find("Rests on").or_else(|| page[from..].find("\n\n")).map_or(page.len(), |at| from + at);
        assert!(!page[from..to].contains('%') && !page[from..to].contains("likely"), "{}", &page[from..to]);
    }
}

#[test]
fn without_unicode_no_sign_of_its_own_is_left() {
    let page = screen(&sample::named(), Look { glyphs: Glyphs::Ascii, ..Look::plain(80) });
    let foreign: String = page.chars().filter(|c| !c.is_ascii()).collect();
    assert_eq!(foreign, "", "{page}");
    assert!(page.contains("####") && page.contains("::::") && page.contains("x49 Reedcutter"), "{page}");
}
