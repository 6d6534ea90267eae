use super::tests::{document_xml, package, paragraph, read, values};
use crate::Item;

fn lost(item: &Item) -> Vec<&str> {
    item.reading.losses().iter().map(|loss| loss.what.as_str()).collect()
}

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types xmlns=\"http://types.example.com/a\"/>");

#[test]
fn a_document_without_its_text_says_so_and_its_container_is_no_evidence() {
    let settings =
        "<w:settings xmlns:w=\"http://schema.example.com/main\"><w:x>evil[.]example[.]com</w:x></w:settings>";
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://schema.example.com/footnotes\" Target=\"footnotes.xml\"/>\
                </Relationships>";
    let item = read(&package(&[TYPES, ("word/settings.xml", settings), ("word/_rels/document.xml.rels", rels)]));
    assert_eq!(item.format, Some("office file"));
    assert_eq!(values(&item), Vec::<String>::new());
    assert_eq!(
        lost(&item),
        [
            "`word/document.xml`, which holds the text, is missing",
            "`word/footnotes.xml`, which holds the notes, is missing"
        ]
    );
    assert!(item.reading.losses()[0].help.is_some());
}

#[test]
fn a_slide_that_is_missing_is_a_loss() {
    let rels = "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/slide\" Target=\"slides/slide1.xml\"/>\
                <Relationship Id=\"rId2\" Type=\"http://x/slide\" Target=\"/ppt/slides/slide2.xml\"/></Relationships>";
    let slide = "<p:sld><a:p><a:r><a:t>bad[.]example[.]com</a:t></a:r></a:p></p:sld>";
    let item = read(&package(&[TYPES, ("ppt/_rels/presentation.xml.rels", rels), ("ppt/slides/slide1.xml", slide)]));
    assert_eq!(values(&item), ["bad.example.com"]);
    assert_eq!(lost(&item), ["`ppt/slides/slide2.xml`, which holds the words of a slide, is missing"]);
    let item = read(&package(&[TYPES, ("ppt/presentation.xml", "<p:presentation/>")]));
    assert_eq!(lost(&item), ["`ppt/slides`, which holds the words of the slides, is missing"]);
    let item = read(&package(&[TYPES, ("xl/styles.xml", "<styleSheet/>")]));
    assert_eq!(lost(&item), ["`xl/worksheets`, which holds the sheets, is missing"]);
}

#[test]
fn an_open_document_without_its_content_says_so() {
    let meta = "<office:document-meta xmlns:office=\"http://schema.example.com/office\"/>";
    let manifest = "<manifest:manifest xmlns:manifest=\"http://schema.example.com/manifest\"/>";
    for (kind, holds) in [("text", "the text"), ("spreadsheet", "the sheets"), ("presentation", "the text")] {
        let mime = format!("application/vnd.oasis.opendocument.{kind}");
        // With its type first, as it should be, and packed behind the others, as archivers leave it.
        for files in [
            vec![("mimetype", mime.as_str()), ("meta.xml", meta), ("META-INF/manifest.xml", manifest)],
            vec![("meta.xml", meta), ("META-INF/manifest.xml", manifest), ("mimetype", mime.as_str())],
        ] {
            let item = read(&package(&files));
            assert_eq!(item.format, Some("office file"));
            assert_eq!(values(&item), Vec::<String>::new());
            assert_eq!(lost(&item), [format!("`content.xml`, which holds {holds}, is missing")]);
        }
    }
}

#[test]
fn a_text_that_is_cut_or_no_xml_is_a_loss() {
    let text =
        "<office:document-content><office:body><office:text><text:p>bad[.]example[.]com</text:p><text:p>cut[.]exam";
    let files = |text| {
        package(&[
            ("META-INF/manifest.xml", "<m/>"),
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", text),
        ])
    };
    let item = read(&files(text));
    assert_eq!(values(&item), ["bad.example.com"]);
    assert!(lost(&item)[0].starts_with("`content.xml` was not read to its end"), "{:?}", lost(&item));
    let item = read(&files("evil[.]example[.]com"));
    assert_eq!(values(&item), Vec::<String>::new());
    assert_eq!(lost(&item), ["`content.xml` was not read to its end: it is no XML; nothing of it was read"]);
}

#[test]
fn an_electronic_book_and_a_plain_archive_stay_archives() {
    let book = package(&[("mimetype", "application/epub+zip"), ("META-INF/container.xml", "<c/>"), ("a.txt", "words")]);
    let plain = package(&[("content.xml", "<c/>"), ("word/list.txt", "bad[.]example[.]com")]);
    for bytes in [book, plain] {
        assert_eq!(read(&bytes).format, Some("zip"));
    }
}

#[test]
fn the_title_of_a_document_is_read() {
    let core = "<cp:coreProperties><dc:title>TLP:AMBER on bad[.]example[.]com</dc:title></cp:coreProperties>";
    let item =
        read(&package(&[("word/document.xml", &document_xml(&paragraph(&["Words."]))), ("docProps/core.xml", core)]));
    assert_eq!(values(&item), ["bad.example.com"]);
    assert_eq!(item.reading.tlp, Some(dunant_vocabulary::Tlp::Amber));
}

#[test]
fn a_number_that_lost_its_digits_is_a_loss() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>md5</t></is></c></row><row r=\"2\"><c r=\"A2\">\
                 <v>1.2345678901234501e+31</v></c></row><row r=\"3\"><c r=\"A3\"><v>12345</v></c></row></sheetData></worksheet>";
    let item = read(&package(&[("xl/worksheets/sheet1.xml", sheet)]));
    let said = "1 cells hold a number of more than 15 digits, of which the file keeps the first 15 alone";
    assert!(lost(&item).contains(&said), "{:?}", lost(&item));
}
