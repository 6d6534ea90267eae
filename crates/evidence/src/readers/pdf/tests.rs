use std::io::Write;

use flate2::write::ZlibEncoder;

use crate::{Context, Item, Limits, Observed, read_item};

/// Builds documents object by object; the cross-reference table is left out, as in a damaged file.
pub(super) struct Builder {
    bytes: Vec<u8>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec() }
    }

    pub(super) fn object(mut self, number: u32, body: &str) -> Self {
        self.bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
        self
    }

    pub(super) fn stream(mut self, number: u32, entries: &str, data: &[u8]) -> Self {
        self.bytes.extend(format!("{number} 0 obj\n<< {entries} /Length {} >>\nstream\n", data.len()).bytes());
        self.bytes.extend(data);
        self.bytes.extend(b"\nendstream\nendobj\n");
        self
    }

    pub(super) fn packed(self, number: u32, entries: &str, data: &[u8]) -> Self {
        self.stream(number, &format!("{entries} /Filter /FlateDecode"), &deflate(data))
    }

    pub(super) fn end(mut self, trailer: &str) -> Vec<u8> {
        self.bytes.extend(format!("trailer\n<< /Root 1 0 R {trailer} >>\n%%EOF\n").bytes());
        self.bytes
    }
}

pub(super) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A font whose codes are shifted by one, so that only its map to Unicode gives words.
const MAP: &str = "/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
1 beginbfrange <0021> <007F> <0020> endbfrange\n1 beginbfchar <0100> <006600660069> endbfchar endcmap";

fn shifted(text: &str) -> String {
    text.bytes().map(|byte| format!("{:04X}", u16::from(byte) + 1)).collect()
}

fn document() -> Vec<u8> {
    let first = "BT /F1 12 Tf 72 700 Td (Example Bear) Tj 0 -14 Td (It calls evil[.]example[.]com) Tj ( and ) Tj \
                 0 -14 Td [(drops ) -300 (a mal-)] TJ 0 -14 Td (ware.) Tj ET /X1 Do";
    let second = format!("BT /F2 10 Tf 1 0 0 1 72 700 Tm <{}> Tj <0100> Tj ET", shifted("hxxp://c2.example.org/o"));
    Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /Resources 5 0 R >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /Contents 6 0 R >>")
        .object(4, "<< /Type /Page /Parent 2 0 R /Contents [7 0 R] >>")
        .object(5, "<< /Font << /F1 8 0 R /F2 9 0 R >> /XObject << /X1 12 0 R >> >>")
        .packed(6, "", first.as_bytes())
        .packed(7, "", second.as_bytes())
        .object(8, "<< /Type /Font /Subtype /TrueType /BaseFont /A /Encoding /WinAnsiEncoding >>")
        .object(9, "<< /Type /Font /Subtype /Type0 /BaseFont /B /Encoding /Identity-H /ToUnicode 10 0 R /DescendantFonts [11 0 R] >>")
        .packed(10, "", MAP.as_bytes())
        .object(11, "<< /Type /Font /Subtype /CIDFontType2 /DW 600 >>")
        .stream(12, "/Type /XObject /Subtype /Form", b"BT /F1 9 Tf 72 40 Td (203.0.113.7) Tj ET")
        .object(13, "<< /Title (Bears in the net) /CreationDate (D:20210610080000Z) >>")
        .end("/Info 13 0 R")
}

pub(super) fn read_with(bytes: &[u8], limits: &Limits) -> Item {
    let lexicon = crate::Lexicon::empty();
    read_item("doc", bytes, &Context { lexicon: &lexicon, limits, ..Context::default() }).swap_remove(0)
}

pub(super) fn read(bytes: &[u8]) -> Item {
    read_with(bytes, &Limits::DEFAULT)
}

pub(super) fn values(item: &Item) -> Vec<String> {
    item.reading.observations().iter().map(|o| format!("{} @ {}", o.observed, o.span)).collect()
}

#[test]
fn pages_give_their_words_through_fonts_maps_and_forms() {
    let item = read(&document());
    assert_eq!(item.format, Some("PDF"));
    assert_eq!(item.reading.title.as_deref(), Some("Bears in the net"));
    assert_eq!(item.reading.dated.map(|date| date.to_string()).as_deref(), Some("2021-06-10"));
    assert_eq!(
        values(&item),
        [
            "evil.example.com @ page 1, bytes 22-42",
            "203.0.113.7 @ page 1, bytes 65-76",
            "http://c2.example.org/offi @ page 2, bytes 0-26",
            "c2.example.org @ page 2, bytes 0-26",
        ]
    );
    assert_eq!(item.reading.losses(), []);
    assert_eq!(pages(&item), 2);
}

#[test]
fn objects_may_stand_in_a_packed_stream_with_a_predictor() {
    let bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] >>",
        "<< /Type /Page /Contents 6 0 R /Resources << /Font << /F1 8 0 R >> >> >>",
    ];
    let mut header = String::new();
    let mut body = String::new();
    for (number, object) in (1..).zip(bodies) {
        header.push_str(&format!("{number} {} ", body.len()));
        body.push_str(object);
        body.push('\n');
    }
    let first = header.len();
    let plain = format!("{header}{body}");
    // Rows of 16 bytes, each with PNG's "up" predictor.
    let mut rows = Vec::new();
    let mut above = [0_u8; 16];
    for row in plain.as_bytes().chunks(16) {
        rows.push(2);
        for (at, byte) in row.iter().enumerate() {
            rows.push(byte.wrapping_sub(above[at]));
            above[at] = *byte;
        }
    }
    let entries = format!("/Type /ObjStm /N 3 /First {first} /DecodeParms << /Predictor 12 /Columns 16 >>");
    let bytes = Builder::new()
        .packed(20, &entries, &rows)
        .stream(6, "", b"BT /F1 12 Tf 72 700 Td (203.0.113.7) Tj ET")
        .object(8, "<< /Type /Font /Subtype /TrueType /Encoding /WinAnsiEncoding >>")
        .end("");
    assert_eq!(values(&read(&bytes)), ["203.0.113.7 @ page 1, bytes 0-11"]);
}

fn one_page(contents: &[u8], more: impl FnOnce(Builder) -> Builder) -> Vec<u8> {
    let builder = Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] >>")
        .object(3, "<< /Type /Page /Contents 6 0 R /Resources << /Font << /F1 8 0 R >> /XObject << /X 7 0 R >> >> >>")
        .object(8, "<< /Type /Font /Subtype /TrueType /Encoding /WinAnsiEncoding >>")
        .packed(6, "", contents);
    more(builder).end("")
}

fn pages(item: &Item) -> usize {
    item.reading.records.iter().filter(|record| &*record.kind == "page").count()
}

fn lost(item: &Item, words: &str) -> bool {
    item.reading.losses().iter().any(|loss| loss.what.contains(words))
}

#[test]
fn a_bomb_stops_at_the_limit_and_says_so() {
    let zeros = vec![b' '; 3 << 20];
    let limits = Limits { item_bytes: 1 << 20, unpacked_bytes: 2 << 20, ..Limits::DEFAULT };
    let item = read_with(&one_page(&zeros, |builder| builder), &limits);
    assert!(lost(&item, "`item-bytes`"), "{:?}", item.reading.losses());
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = b"/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do";
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::DEFAULT };
    let entries = "/Subtype /Form /Resources << /XObject << /X 7 0 R >> >>";
    let item = read_with(&one_page(b"/X Do", |builder| builder.stream(7, entries, form)), &limits);
    assert!(lost(&item, "drawings within drawings"), "{:?}", item.reading.losses());
}

#[test]
fn a_page_tree_that_loops_is_walked_once() {
    let bytes = Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [2 0 R 3 0 R 3 0 R] >>")
        .object(3, "<< /Type /Page >>")
        .end("");
    assert_eq!(read(&bytes).reading.records.len(), 1);
}

#[test]
fn more_pages_than_the_limit_are_said() {
    let limits = Limits { pages: 1, ..Limits::DEFAULT };
    let item = read_with(&document(), &limits);
    assert_eq!(pages(&item), 1);
    assert!(lost(&item, "more than 1 pages"));
}

#[test]
fn an_encrypted_document_and_a_scan_say_what_they_are() {
    let encrypted = Builder::new().object(1, "<< /Type /Catalog >>").end("/Encrypt 9 0 R");
    assert!(lost(&read(&encrypted), "encrypted"));
    assert!(lost(&read(&one_page(b"q Q", |builder| builder)), "scan"));
}

#[test]
fn letters_without_unicode_are_counted_as_lost() {
    let item = read(&one_page(b"BT /F9 12 Tf <010203> Tj ET", |builder| builder));
    assert!(lost(&item, "3 of 3 letters"), "{:?}", item.reading.losses());
    let item = read(&one_page(b"BT /F9 12 Tf (203.0.113.7) Tj ET", |builder| builder));
    assert!(lost(&item, "11 letters were taken as they stand"), "{:?}", item.reading.losses());
    assert_eq!(item.reading.observations().len(), 1);
}

#[test]
fn a_document_without_a_page_tree_gives_the_pages_it_has() {
    let bytes = document();
    let cut = memchr::memmem::find(&bytes, b"/Catalog").unwrap();
    let mut damaged = bytes.clone();
    damaged[cut..cut + 8].copy_from_slice(b"/Xatalog");
    let tree = memchr::memmem::find(&damaged, b"/Kids").unwrap();
    damaged[tree..tree + 5].copy_from_slice(b"/Xids");
    assert_eq!(pages(&read(&damaged)), 2);
}

#[test]
fn garbage_behind_the_header_is_refused_with_words() {
    let mut noise = b"%PDF-1.4\n".to_vec();
    noise.extend((0_u32..20_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    assert!(lost(&read(&noise), "no page was found"));
    let nested: Vec<u8> =
        b"%PDF-1.4\n".iter().copied().chain(b"1 0 obj [ ( ".iter().copied().cycle().take(2_000_000)).collect();
    assert!(lost(&read(&nested), "run into each other"));
}

#[test]
fn a_document_cut_or_bent_anywhere_is_read_as_far_as_it_goes() {
    let bytes = document();
    let mut most = 0;
    for end in (9..bytes.len()).step_by(7) {
        let item = read(&bytes[..end]);
        most = most.max(item.reading.observations().len());
    }
    assert_eq!(most, 4);
    for at in (9..bytes.len()).step_by(3) {
        let mut bent = bytes.clone();
        bent[at] ^= 0x15;
        for o in read(&bent).reading.observations() {
            assert!(o.span.start < o.span.end && matches!(o.observed, Observed::Observable(_)));
        }
    }
}

#[test]
fn the_sentences_of_a_page_are_passages_in_its_text() {
    let vocabulary = crate::Vocabulary::new(["call", "evil", "drop", "malwar"]);
    let bytes = document();
    let context = Context { vocabulary: &vocabulary, ..Context::default() };
    let item = read_item("doc", &bytes, &context).swap_remove(0);
    let passages: Vec<String> =
        item.reading.passages.iter().map(|passage| format!("{:?} @ {}", passage.terms, passage.span)).collect();
    assert_eq!(passages, ["[0, 2, 3] @ page 1, bytes 0-63"]);
}

#[test]
fn a_document_that_opens_without_a_password_is_read() {
    let documents: [(&str, &[u8]); 5] = [
        ("RC4, 40 bits", include_bytes!("fixtures/rc4-40.pdf")),
        ("RC4, 128 bits", include_bytes!("fixtures/rc4-128.pdf")),
        ("AES-128", include_bytes!("fixtures/aes-128.pdf")),
        ("AES-256, revision 5", include_bytes!("fixtures/aes-256-r5.pdf")),
        ("AES-256, revision 6", include_bytes!("fixtures/aes-256-r6.pdf")),
    ];
    for (way, bytes) in documents {
        let item = read(bytes);
        let found: Vec<String> = item.reading.observations().iter().map(|o| o.observed.to_string()).collect();
        assert_eq!(found, ["evil.example.com", "203.0.113.7"], "{way}: {:?}", item.reading.losses());
        assert_eq!(item.reading.title.as_deref(), Some("A title of its own"), "{way}");
        assert!(item.reading.values_set_aside().is_empty(), "{way}");
    }
}

#[test]
fn a_document_is_opened_with_the_trade_s_password_or_a_given_one_and_neither_is_told() {
    let infected: &[u8] = include_bytes!("fixtures/aes-256-infected.pdf");
    let item = read(infected);
    assert_eq!(item.reading.observations().len(), 2);
    assert_eq!(item.reading.values_set_aside()[0].what, "opened with a password");
    // Of documents that have no user's password the owner's is never needed; it opens those that have one.
    for bytes in [infected, include_bytes!("fixtures/rc4-128.pdf")] {
        let passwords = ["the owner's".to_owned()];
        let item = read_item("doc", bytes, &Context { passwords: &passwords, ..Context::default() }).swap_remove(0);
        assert_eq!(item.reading.observations().len(), 2);
    }
}

#[test]
fn an_encrypted_document_bent_anywhere_never_panics() {
    // The keys of revision 6 are made slow on purpose.
    let documents: [(&[u8], usize); 2] =
        [(include_bytes!("fixtures/aes-128.pdf"), 11), (include_bytes!("fixtures/aes-256-r6.pdf"), 151)];
    for (bytes, step) in documents {
        for at in (9..bytes.len()).step_by(step) {
            let mut bent = bytes.to_vec();
            bent[at] ^= 0x15;
            let _ = read(&bent);
            let _ = read(&bytes[..at]);
        }
    }
}

#[test]
fn links_that_a_page_does_not_show_are_set_aside_and_files_within_are_said() {
    let bytes = Builder::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] >>")
        .object(3, "<< /Type /Page /Contents 6 0 R /Annots [9 0 R] /Resources << /Font << /F1 8 0 R >> >> >>")
        .stream(6, "", b"BT /F1 12 Tf 72 700 Td (203.0.113.7 is told of here) Tj ET")
        .object(8, "<< /Type /Font /Subtype /TrueType /Encoding /WinAnsiEncoding >>")
        .object(9, "<< /Subtype /Link /A << /S /URI /URI (https://blog.example.com/a) >> >>")
        .stream(10, "/Type /EmbeddedFile", b"x")
        .end("");
    let item = read(&bytes);
    assert_eq!(item.reading.values_set_aside()[0].what, "https://blog.example.com/a");
    assert!(lost(&item, "files within the document"), "{:?}", item.reading.losses());
}
