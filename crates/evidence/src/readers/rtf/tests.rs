use crate::{Context, Item, Reason, read_item};

fn read(text: &str) -> Item {
    read_item("a.rtf", text.as_bytes(), &Context::default()).swap_remove(0)
}

fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| o.observed.to_string()).collect()
}

const DOCUMENT: &str = "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0 font.example.com;}}{\\*\\generator g[.]example[.]com}\\pard \
The host {\\b evil[.]}{\\i example}[.]com and \\'f1\\u1083?\\u1086?\\line 203.0.\\'31\\'31\\'33[.]7\\par \
{\\field{\\*\\fldinst HYPERLINK \"hxxp://hidden.example.net/a\"}{\\fldrslt here}}{\\object{\\*\\objdata 0102}}\\par}";

#[test]
fn words_are_joined_decoded_and_tables_of_fonts_are_none() {
    let item = read(DOCUMENT);
    assert_eq!(item.format, Some("rich text"));
    assert_eq!(values(&item), ["evil.example.com", "203.0.113.7", "http://hidden.example.net/a", "hidden.example.net"]);
    assert_eq!(item.reading.losses()[0].what, "objects within the rich text were not read");
}

#[test]
fn a_raised_mark_is_no_part_of_the_value_beside_it() {
    let item = read(
        "{\\rtf1 It called 203.0.113.1{\\super 2} and CVE-2021-4422\\sub 8\\nosupersub  from {\\up6 9}bad[.]example[.]com, \
         203.0.113.3{\\super\\chftn}{\\footnote\\pard {\\super\\chftn}note[.]example[.]com}4 times, 203.0.{\\b 113}.55\\par}",
    );
    assert_eq!(
        values(&item),
        ["203.0.113.1", "CVE-2021-4422", "bad.example.com", "203.0.113.3", "203.0.113.55", "note.example.com"]
    );
}

#[test]
fn headers_footers_and_notes_are_paragraphs_of_their_own() {
    let item = read(
        "{\\rtf1{\\header TLP:RED head[.]example[.]com}{\\footerr foot[.]example[.]com}The host body[.]example[.]com\
         {\\footnote note[.]example[.]com} is the second.\\par}",
    );
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Red));
    assert_eq!(values(&item), ["head.example.com", "foot.example.com", "body.example.com", "note.example.com"]);
}

#[test]
fn what_a_document_says_of_itself_is_read() {
    let item = read(
        "{\\rtf1{\\info{\\title TLP:AMBER {\\b report}}{\\author joe[.]example[.]com}{\\doccomm See bad[.]example[.]com}}Words.\\par}",
    );
    assert_eq!(values(&item), ["bad.example.com"]);
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Amber));
}

#[test]
fn a_document_cut_at_any_byte_says_so() {
    for cut in 6..DOCUMENT.len() {
        if DOCUMENT.is_char_boundary(cut) {
            assert!(!read(&DOCUMENT[..cut]).reading.losses().is_empty(), "cut at {cut}");
        }
    }
}

#[test]
fn what_is_struck_out_or_hidden_is_set_aside() {
    let item = read(
        "{\\rtf1\\ansi one[.]example[.]com {\\strike two[.]example[.]com} \\strike three[.]example[.]com\\strike0 \
         four[.]example[.]com{\\v five[.]example[.]com}\\plain\\par}",
    );
    assert_eq!(values(&item), ["one.example.com", "four.example.com"]);
    let aside: Vec<_> = item.reading.values_set_aside().iter().map(|aside| (aside.reason, &*aside.what)).collect();
    assert_eq!(
        aside,
        [(Reason::Withdrawn, "two[.]example[.]comthree[.]example[.]com"), (Reason::Hidden, "five[.]example[.]com")]
    );
}
