use super::tests::{Builder, deflate, read, values};
use crate::Item;

const TEXT: &[u8] = b"BT /F1 12 Tf 72 700 Td (The host bad[.]example[.]com was called.) Tj ET";

/// A document whose pages, objects 11 and on, have these contents, objects 21 and on.
fn document(count: u32, more: impl FnOnce(Builder) -> Builder, trailer: &str) -> Vec<u8> {
    let kids: String = (0..count).map(|page| format!("{} 0 R ", 11 + page)).collect();
    let mut builder = Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, &format!("<< /Type /Pages /Count {count} /Kids [{kids}] /MediaBox [0 0 600 800] >>"))
        .object(3, "<< /Type /Font /Subtype /TrueType /Encoding /WinAnsiEncoding >>")
        .stream(4, "/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode", b"picture");
    for page in 0..count {
        let resources = "<< /Font << /F1 3 0 R >> /XObject << /I 4 0 R >> >>";
        let dict = format!("<< /Type /Page /Contents {} 0 R /Annots 9 0 R /Resources {resources} >>", 21 + page);
        builder = builder.object(11 + page, &dict);
    }
    more(builder).end(trailer)
}

fn lost(item: &Item) -> Vec<&str> {
    item.reading.losses().iter().map(|loss| loss.what.as_str()).collect()
}

#[test]
fn a_page_that_is_a_picture_between_pages_of_text_is_a_loss_with_its_number() {
    let full = b"q 600 0 0 800 0 0 cm /I Do Q";
    let stamped = b"BT /F1 9 Tf 72 20 Td (page 4) Tj ET q 500 0 0 700 50 50 cm /I Do Q";
    let logo = b"q 50 0 0 50 0 0 cm /I Do Q BT /F1 9 Tf 72 20 Td (words beside a logo) Tj ET";
    let fill = |b: Builder| {
        b.packed(21, "", TEXT).packed(22, "", full).packed(23, "", TEXT).packed(24, "", stamped).packed(25, "", logo)
    };
    let item = read(&document(5, fill, ""));
    assert_eq!(
        lost(&item),
        ["pages 2 and 4 hold a picture or drawing and little or no text; what it shows was not read"]
    );
    assert!(item.reading.losses()[0].help.as_deref().unwrap_or_default().contains("OCR"));
    assert_eq!(item.reading.losses()[0].count, 2);
    let item = read(&document(2, |b| b.packed(21, "", TEXT).packed(22, "", full), ""));
    assert!(lost(&item)[0].starts_with("page 2 holds a picture"), "{:?}", lost(&item));
}

#[test]
fn a_damaged_page_is_a_loss_with_its_number_and_cause() {
    let words: String = (0..400).map(|n| format!("0 -2 Td (word{} of) Tj ", n * 7919 % 1000)).collect();
    let drawn = format!("BT /F1 9 Tf 72 790 Td {words}ET");
    let mut bent = deflate(drawn.as_bytes());
    let middle = bent.len() / 2;
    for byte in &mut bent[middle..middle + 30] {
        *byte ^= 0x5a;
    }
    let fill = |b: Builder| b.packed(21, "", TEXT).stream(22, "/Filter /FlateDecode", &bent).packed(23, "", TEXT);
    let item = read(&document(3, fill, ""));
    assert_eq!(lost(&item), ["page 2: its drawing instructions are damaged; what stands before the damage was read"]);
    assert_eq!(values(&item).len(), 2);
    // All of it damaged is no scan.
    let item = read(&document(1, |b| b.stream(21, "/Filter /FlateDecode", &[0x5a; 40]), ""));
    assert_eq!(lost(&item), ["page 1: its drawing instructions are damaged; what stands before the damage was read"]);
    let item = read(&document(2, |b| b.packed(21, "", TEXT), ""));
    assert_eq!(lost(&item), ["page 2: its drawing instructions are not in the file, or cannot be found in it"]);
}

#[test]
fn a_stream_that_lacks_its_sum_alone_is_whole() {
    let packed = deflate(TEXT);
    let cut = &packed[..packed.len() - 4];
    let item = read(&document(1, |b| b.stream(21, "/Filter /FlateDecode", cut), ""));
    assert_eq!(lost(&item), Vec::<&str>::new());
    assert_eq!(values(&item).len(), 1);
}

#[test]
fn a_page_that_is_named_and_not_there_is_a_loss() {
    let bytes = Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [11 0 R 12 0 R] >>")
        .object(11, "<< /Type /Page /Contents 21 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
        .object(3, "<< /Type /Font /Subtype /TrueType /Encoding /WinAnsiEncoding >>")
        .packed(21, "", TEXT)
        .end("");
    assert_eq!(
        lost(&read(&bytes)),
        ["pages that the document names are damaged or not in the file; they were not read"]
    );
}

#[test]
fn raised_letters_are_no_part_of_the_value_beside_them() {
    let drawn = b"BT /F1 12 Tf 72 700 Td (It called 203.0.113.1) Tj 7 Ts /F1 7 Tf (2) Tj 0 Ts /F1 12 Tf ( and ) Tj \
                  (CVE-2021-4422) Tj 4 Ts (8) Tj 0 Ts ( and 203.0.) Tj (113.55) Tj ET";
    let item = read(&document(1, |b| b.packed(21, "", drawn), ""));
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(found, ["203.0.113.1", "CVE-2021-4422", "203.0.113.55"]);
}

#[test]
fn notes_form_values_title_and_keywords_are_read() {
    let notes = "[ << /Type /Annot /Subtype /FreeText /Contents (TLP:AMBER see note[.]example[.]com) >> \
                 << /Type /Annot /Subtype /Widget /FT /Tx /V (203.0.113.9) >> << /Subtype /Widget /Parent 31 0 R >> ]";
    let fill = |b: Builder| {
        b.packed(21, "", TEXT)
            .object(9, notes)
            .object(31, "<< /FT /Tx /V (Host: form[.]example[.]com) >>")
            .object(32, "<< /Title (On title[.]example[.]com) /Keywords (key[.]example[.]com, CVE-2021-4422) >>")
    };
    let item = read(&document(1, fill, "/Info 32 0 R"));
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    for value in ["bad", "note", "form", "title", "key"].map(|host| format!("{host}.example.com")) {
        assert!(found.contains(&value), "{value} of {found:?}");
    }
    assert!(found.contains(&"203.0.113.9".to_owned()) && found.contains(&"CVE-2021-4422".to_owned()), "{found:?}");
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Amber));
}

const SHA256: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn a_hash_or_url_that_the_end_of_a_page_cuts_is_one_loss() {
    for (first, second) in [
        (format!("The SHA-256 is {}", &SHA256[..32]), format!("{} and more.", &SHA256[32..])),
        (format!("The SHA-256 is {}", &SHA256[..40]), format!("{} and more.", &SHA256[40..])),
        ("It fetched http://evil.example.com/first/".to_owned(), "second/payload.bin last.".to_owned()),
    ] {
        let page =
            |text: &str| format!("BT /F1 12 Tf 72 100 Td ({text}) Tj 0 -40 Td (Example CERT) Tj ET").into_bytes();
        let item = read(&document(2, |b| b.packed(21, "", &page(&first)).packed(22, "", &page(&second)), ""));
        assert_eq!(values(&item), [] as [String; 0], "{first}");
        assert_eq!(lost(&item).len(), 1, "{:?}", lost(&item));
        assert!(lost(&item)[0].contains("split across two pages"), "{:?}", lost(&item));
    }
}

#[test]
fn a_hash_that_is_cut_in_its_cell_is_one_loss_and_no_two_hashes() {
    let (one, other) = SHA256.split_at(32);
    let drawn = format!(
        "BT /F1 10 Tf 1 0 0 1 72 700 Tm (File) Tj 1 0 0 1 200 700 Tm (SHA-256) Tj 1 0 0 1 480 700 Tm (C2) Tj \
         1 0 0 1 72 680 Tm (a.exe) Tj 1 0 0 1 200 680 Tm ({one}) Tj 1 0 0 1 480 680 Tm (evil.example.com) Tj \
         1 0 0 1 200 668 Tm ({other}) Tj ET"
    );
    let item = read(&document(1, |b| b.packed(21, "", drawn.as_bytes()), ""));
    let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
    assert_eq!(found, ["a.exe", "evil.example.com"]);
    assert_eq!(lost(&item).len(), 1, "{:?}", lost(&item));
}
