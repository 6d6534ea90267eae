use dunant_exchange::{Detail, Glyphs, Look, Style, to_text};
use unicode_width::UnicodeWidthStr;

use crate::sample;

const COLOURED: Look = Look { width: 80, style: Style::Ansi, glyphs: Glyphs::Unicode };

#[test]
fn the_page_of_a_named_lead_reads_so() {
    insta::assert_snapshot!(to_text(&sample::named(), Look::plain(80), Detail::Brief));
}

#[test]
fn the_page_that_names_nobody_reads_so() {
    insta::assert_snapshot!(to_text(&sample::inconclusive(), Look::plain(80), Detail::Brief));
}

#[test]
fn the_whole_reasoning_reads_so() {
    let page = to_text(&sample::named(), Look::plain(80), Detail::Full);
    let from = page.find("\nCompeting hypotheses\n").unwrap();
    let to = page.find("\nWhat others claim").unwrap();
    insta::assert_snapshot!(page[from..to]);
}

#[test]
fn the_whole_reasoning_shows_what_made_a_prior_and_which_matches_count_for_nothing() {
    let page = to_text(&sample::named(), Look::plain(80), Detail::Full);
    let from = page.find("\n1. Grey Heron").unwrap();
    let to = page[from..].find("The evidence:").unwrap();
    insta::assert_snapshot!(page[from..from + to]);
    let from = page.find("\nExact matches that count for nothing\n").unwrap();
    let to = page.find("\nCompeting hypotheses\n").unwrap();
    insta::assert_snapshot!(page[from..to]);
}

#[test]
fn the_screen_says_where_the_rest_is() {
    let page = to_text(&sample::named(), Look::plain(80), Detail::Brief);
    assert!(page.contains("--explain") && page.contains("dunant read"));
    assert!(!page.contains("Competing hypotheses"));
    assert!(!to_text(&sample::named(), Look::plain(80), Detail::Full).contains("--explain"));
}

#[test]
fn an_empty_case_still_makes_a_page() {
    insta::assert_snapshot!(to_text(&sample::bare(), Look::plain(80), Detail::Brief));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for document in [sample::named(), sample::inconclusive(), sample::hostile(), sample::bare()] {
        for width in [40, 60, 80, 100, 160] {
            for detail in [Detail::Brief, Detail::Full] {
                for line in to_text(&document, Look::plain(width), detail).lines() {
                    assert!(line.width() <= width, "{} > {width}: {line}", line.width());
                }
            }
        }
    }
}

#[test]
fn colour_adds_nothing_that_the_words_do_not_say() {
    let plain = to_text(&sample::named(), Look::plain(80), Detail::Brief);
    let colour = to_text(&sample::named(), COLOURED, Detail::Brief);
    assert!(!plain.contains('\u{1b}'));
    assert!(colour.contains("\u{1b}[1m"));
    let hues: Vec<&str> = colour.split("\u{1b}[").filter(|piece| piece.starts_with('3')).collect();
    assert!(!hues.is_empty() && hues.iter().all(|piece| piece.contains(['×', '÷'])), "colour is for × and ÷: {hues:?}");
    let mut stripped = String::new();
    for (number, piece) in colour.split("\u{1b}[").enumerate() {
        let words = if number == 0 { piece } else { piece.split_once('m').unwrap().1 };
        stripped.push_str(words);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn evidence_cannot_steer_the_terminal_or_turn_a_line_around() {
    for detail in [Detail::Brief, Detail::Full] {
        let page = to_text(&sample::hostile(), Look::plain(80), detail);
        assert!(!page.chars().any(|c| c.is_control() && c != '\n'));
        assert!(!page.contains('\u{202e}'));
        assert!(detail == Detail::Brief || page.contains("[U+202E]"));
    }
}

#[test]
fn likelihood_and_confidence_never_share_a_sentence() {
    for document in [sample::named(), sample::inconclusive()] {
        let page = to_text(&document, Look::plain(4_000), Detail::Brief);
        for sentence in page.split(['.', '\n']) {
            let both = sentence.contains("onfidence") && (sentence.contains('%') || sentence.contains("likely"));
            assert!(!both, "{sentence}");
        }
    }
}

#[test]
fn the_same_document_gives_the_same_page() {
    assert_eq!(to_text(&sample::named(), COLOURED, Detail::Brief), to_text(&sample::named(), COLOURED, Detail::Brief));
}
