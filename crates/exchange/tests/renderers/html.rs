use dunant_exchange::{CheckedCase, Document, check_to_html, to_html};
use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::sample;

const VOID: &[&str] = &["meta", "br"];

/// One opening tag: its name, and its attributes in order.
#[derive(Debug, PartialEq)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

/// The tags and the text of a page; fails where tags do not close in order or the tokenizer complains.
fn parsed(page: &str) -> (Vec<Tag>, String) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut tags, mut open, mut text) = (Vec::new(), Vec::<String>::new(), String::new());
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                assert!(!tag.self_closing, "{name}");
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        (String::from_utf8(name.to_vec()).unwrap(), String::from_utf8(value.to_vec()).unwrap())
                    })
                    .collect();
                if !VOID.contains(&&*name) {
                    open.push(name.clone());
                }
                tags.push(Tag { name, attributes });
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                assert_eq!(open.pop().as_deref(), Some(&*name), "closed out of order");
            }
            Token::String(string) => text.push_str(std::str::from_utf8(&string).unwrap()),
            Token::Doctype(_) => {}
            Token::Comment(comment) => panic!("a comment: {comment:?}"),
            Token::Error(error) => panic!("{error:?}"),
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    (tags, text)
}

fn documents() -> [Document; 4] {
    [sample::named(), sample::inconclusive(), sample::hostile(), sample::bare()]
}

#[test]
fn every_page_is_well_formed() {
    for document in documents() {
        let (tags, _) = parsed(&to_html(&document));
        let ids: Vec<&String> =
            tags.iter().flat_map(|tag| &tag.attributes).filter(|(name, _)| name == "id").map(|(_, id)| id).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "id `{id}` twice");
        }
        for (_, named_by) in tags.iter().flat_map(|tag| &tag.attributes).filter(|(name, _)| name == "aria-labelledby") {
            assert!(named_by.split(' ').all(|id| ids.iter().any(|known| *known == id)), "{named_by}");
        }
    }
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    for document in documents() {
        let page = to_html(&document);
        let (tags, _) = parsed(&page);
        for tag in &tags {
            let forbidden =
                ["script", "link", "img", "image", "use", "iframe", "object", "embed", "form", "base", "foreignobject"];
            assert!(!forbidden.contains(&&*tag.name.to_ascii_lowercase()), "{tag:?}");
            for (name, value) in &tag.attributes {
                assert!(!name.starts_with("on"), "{tag:?}");
                assert!(
                    !["src", "srcset", "style", "action", "xlink:href", "background"].contains(&&**name),
                    "{tag:?}"
                );
                if name == "href" {
                    let followed = ["https://", "http://", "#"].iter().any(|start| value.starts_with(start));
                    assert!(tag.name == "a" && followed, "{tag:?}");
                }
            }
        }
        let css = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        assert!(!css.contains("url(") && !css.contains("@import") && !css.contains('<'));
    }
}

#[test]
fn hostile_text_changes_no_tag() {
    let shape = |document: &Document| {
        let (tags, _) = parsed(&to_html(document));
        tags.into_iter()
            .map(|tag| (tag.name, tag.attributes.into_iter().map(|(name, _)| name).collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(&sample::named()), shape(&sample::hostile()));
}

#[test]
fn hostile_text_is_shown_and_does_not_hide() {
    let page = to_html(&sample::hostile());
    let (_, text) = parsed(&page);
    assert!(text.contains("<script>alert(1)</script>"), "shown as text");
    assert!(!page.contains("<script"));
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!page.contains('\u{202e}') && page.contains("[U+202E]"));
}

#[test]
fn a_drawing_says_in_words_what_it_shows() {
    let (tags, _) = parsed(&to_html(&sample::named()));
    for (index, tag) in tags.iter().enumerate() {
        if tag.name == "svg" && tag.attributes.iter().any(|(name, value)| name == "role" && value == "img") {
            assert_eq!(tags[index + 1].name, "title", "{tag:?}");
        }
    }
    assert!(tags.iter().any(|tag| tag.name == "desc"));
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    let (tags, _) = parsed(&to_html(&sample::named()));
    let levels: Vec<u8> =
        tags.iter().filter_map(|tag| tag.name.strip_prefix('h').and_then(|level| level.parse().ok())).collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
}

#[test]
fn likelihood_and_confidence_stand_apart() {
    let page = to_html(&sample::named());
    assert!(page.contains("It is very likely (82.8\u{a0}%) that Grey Heron carried out this attack."));
    assert!(page.contains("Confidence in this judgement is moderate."));
}

#[test]
fn the_closest_marking_stands_on_the_page_and_on_every_sheet() {
    let page = to_html(&sample::named());
    assert!(page.contains("<span class=\"tlp amber\">TLP:AMBER</span>"));
    assert!(page.contains("@top-right{content:\"TLP:AMBER\"}"));
}

#[test]
fn the_same_document_gives_the_same_page() {
    assert_eq!(to_html(&sample::named()), to_html(&sample::named()));
}

/// Writes the pages where a person can look at them: `DUNANT_PAGES=folder cargo test -p dunant-exchange pages`.
#[test]
fn pages_are_written_for_the_eye_when_asked() {
    let Some(folder) = std::env::var_os("DUNANT_PAGES") else { return };
    let folder = std::path::PathBuf::from(folder);
    for (name, document) in ["named", "inconclusive", "hostile", "bare"].iter().zip(documents()) {
        std::fs::write(folder.join(format!("{name}.html")), to_html(&document)).unwrap();
    }
}

#[test]
fn the_page_shows_what_made_a_prior_and_which_matches_count_for_nothing() {
    let (_, text) = parsed(&to_html(&sample::named()));
    for words in
        ["how much is written of it", "11 reports speak of it", "Exact matches that count for nothing", "8.8.8.8"]
    {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn every_clause_is_drawn_as_a_tree_and_those_that_say_nothing_are_folded() {
    let document = sample::named();
    let (tags, text) = parsed(&to_html(&document));
    let is = |tag: &&Tag, name: &str, value: &str| tag.attributes.iter().any(|(n, v)| n == name && v == value);
    assert_eq!(tags.iter().filter(|tag| is(tag, "class", "tree")).count(), document.verdicts.len());
    assert_eq!(tags.iter().filter(|tag| is(tag, "class", "other")).count(), 1);
    assert!(text.contains("1\u{a0}article says nothing to this case"), "{text}");
    for words in ["✔ true", "✘ false", "? unknown", "the case says interruption", "sources differ"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_page_of_verdicts_alone_is_well_formed_and_hides_nothing() {
    let document = sample::named();
    let remarks = [format!("What was known by 2019-12-31: 3 facts{}", sample::HOSTILE)];
    let title = format!("The wards{}", sample::HOSTILE);
    let case =
        CheckedCase { title: &title, remarks: &remarks, verdicts: &document.verdicts, case: document.digests.case };
    let page = check_to_html(&case);
    let (tags, text) = parsed(&page);
    assert!(!page.contains("<script") && text.contains("<script>alert(1)</script>"));
    assert!(!page.contains('\u{202e}'));
    assert!(text.contains(&document.digests.case.unwrap().to_string()));
    let trees = tags.iter().flat_map(|tag| &tag.attributes).filter(|(_, value)| value == "tree").count();
    assert_eq!(trees, document.verdicts.len());
}

#[test]
fn proposed_facts_stand_apart_with_where_they_were_read_and_what_to_check() {
    let (_, text) = parsed(&to_html(&sample::named()));
    let from = text.find("Proposed facts, none counted until a person accepts").unwrap();
    for words in [
        "evidence suggests destruction, the case says interruption",
        "T1561.002 Disk Structure Wipe, in cert-report-7.json, line 61, bytes 4100-4110 (objects[3].name)",
        "To check: that it was done here, and not only that it could be.",
    ] {
        assert!(text[from..].contains(words), "{words}");
    }
    assert!(!parsed(&to_html(&sample::bare())).1.contains("Proposed facts"), "nothing is proposed, nothing is said");
}
