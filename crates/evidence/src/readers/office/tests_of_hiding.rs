//! What a document or a sheet does not show, and what a comment objects to.

use super::tests::{document, document_xml, package, paragraph, read, values};
use crate::{Context, Cue, Entry, Item, Lexicon, Meaning, Observed, Reason, read_item};

pub(super) fn with_names(bytes: &[u8]) -> Item {
    let entry = Entry { name: "GreyHeron".into(), meaning: Meaning::Software(None), cue: Cue::None };
    let lexicon = Lexicon::new(vec![entry]).unwrap();
    read_item("a", bytes, &Context { lexicon: &lexicon, ..Context::default() }).swap_remove(0)
}

pub(super) fn states(bytes: &[u8]) -> Vec<bool> {
    let named = |one: &&crate::Observation| matches!(one.observed, Observed::Software(_));
    with_names(bytes).reading.observations().iter().filter(named).map(|one| one.bearing.is_stated()).collect()
}

#[test]
fn a_style_strikes_or_hides_the_words_of_its_paragraph_or_run() {
    let styles = "<w:styles><w:style w:styleId=\"Gone\"><w:rPr><w:strike/></w:rPr></w:style>\
                  <w:style w:styleId=\"Below\"><w:basedOn w:val=\"Gone\"/></w:style>\
                  <w:style w:styleId=\"Back\"><w:basedOn w:val=\"Gone\"/><w:rPr><w:strike w:val=\"0\"/></w:rPr></w:style></w:styles>";
    let run = |properties: &str, words: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>");
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Below\"/></w:pPr>{}</w:p><w:p>{}{}</w:p><w:p><w:pPr><w:pStyle w:val=\"Back\"/></w:pPr>{}</w:p>",
        run("", "a[.]example[.]com"),
        run("<w:rStyle w:val=\"Gone\"/>", "b[.]example[.]com "),
        run("", "c[.]example[.]com"),
        run("", "d[.]example[.]com"),
    );
    let item = read(&package(&[("word/document.xml", &document_xml(&body)), ("word/styles.xml", styles)]));
    assert_eq!(values(&item), ["c.example.com", "d.example.com"]);
}

#[test]
fn white_or_tiny_words_on_no_colour_are_hidden() {
    let run = |properties: &str, words: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{words} </w:t></w:r>");
    let white = "<w:color w:val=\"FFFFFF\"/>";
    let body = format!(
        "<w:p>{}{}{}</w:p><w:p><w:pPr><w:shd w:fill=\"1F3864\"/></w:pPr>{}</w:p><w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        run(white, "a[.]example[.]com"),
        run("<w:sz w:val=\"2\"/>", "b[.]example[.]com"),
        run("<w:sz w:val=\"16\"/>", "c[.]example[.]com"),
        run(white, "d[.]example[.]com"),
        run(white, "e[.]example[.]com"),
    );
    assert_eq!(values(&read(&document(&body))), ["c.example.com", "d.example.com", "e.example.com"]);
}

#[test]
fn a_comment_that_objects_leaves_the_names_of_its_document_listed() {
    let body = "<w:p><w:r><w:t>The attackers deployed GreyHeron on a server.</w:t></w:r></w:p>";
    let with = |comment: &str| {
        let comments =
            format!("<w:comments><w:comment><w:p><w:r><w:t>{comment}</w:t></w:r></w:p></w:comment></w:comments>");
        states(&package(&[("word/document.xml", &document_xml(body)), ("word/comments.xml", &comments)]))
    };
    assert_eq!(with("Done."), [true]);
    assert_eq!(with("None of these was found."), [false]);
    assert_eq!(with("All wrong. None of these was found; delete before release."), [false]);
    assert_eq!(with("Are we sure of this?"), [false]);
}

/// A sheet whose third row has `attributes`, with `columns` before its rows.
fn sheet(attributes: &str, columns: &str, state: &str) -> Vec<u8> {
    let cell = |place: &str, words: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{words}</t></is></c>");
    let rows = format!(
        "<row r=\"1\">{}{}{}</row><row r=\"2\">{}{}{}</row><row r=\"3\" {attributes}>{}{}{}</row>",
        cell("A1", "host"),
        cell("B1", "malware"),
        cell("C1", "status"),
        cell("A2", "WS-1"),
        cell("B2", "GreyHeron"),
        cell("C2", "found"),
        cell("A3", "WS-2"),
        cell("B3", "GreyHeron"),
        cell("C3", "found"),
    );
    let sheet = format!("<worksheet>{columns}<sheetData>{rows}</sheetData></worksheet>");
    let book =
        format!("<workbook xmlns:r=\"r\"><sheets><sheet name=\"Hosts\" {state} r:id=\"rId1\"/></sheets></workbook>");
    let relations = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    package(&[
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn a_name_in_a_hidden_row_column_or_sheet_is_listed() {
    assert_eq!(states(&sheet("", "", "")), [true, true]);
    assert_eq!(states(&sheet("hidden=\"1\"", "", "")), [true, false]);
    assert_eq!(states(&sheet("", "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>", "")), [false, false]);
    assert_eq!(states(&sheet("", "", "state=\"veryHidden\"")), [false, false]);
}

#[test]
fn what_a_file_holds_and_does_not_show_is_set_aside_by_its_name() {
    let picture = "<w:p><w:r><w:drawing><wp:docPr id=\"1\" descr=\"C2 203.0.113.31\"/></w:drawing></w:r></w:p>";
    let document = package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document_xml(&format!("{picture}{}", paragraph(&["seen 203.0.113.30"])))),
        (
            "docProps/custom.xml",
            "<Properties><property name=\"Host\"><lpwstr>heron31.example.com</lpwstr></property></Properties>",
        ),
        ("customXml/item1.xml", "<data xmlns=\"http://names.example.com/x\"><c2>203.0.113.32</c2></data>"),
    ]);
    let item = read(&document);
    assert_eq!(values(&item), ["203.0.113.30"]);
    let aside: Vec<&str> = item
        .reading
        .values_set_aside()
        .iter()
        .filter(|a| a.reason == Reason::Hidden)
        .map(|a| a.what.as_str())
        .collect();
    assert_eq!(aside, ["203.0.113.31", "heron31.example.com", "203.0.113.32"]);
}
